"""Copies of fact files that were replaced: named by time and digest, the last few kept. All of this blocks."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.revising.durable import replace_file, tidy

KEPT: Final = 20
"""Copies that stay; every revision is in the database as well."""
_PATTERN: Final = "facts-*.yaml"
_DIGITS: Final = 12


class Backups:
    """The copies in one folder, which need not be there."""

    def __init__(self, folder: Path) -> None:
        """Keep copies in *folder*."""
        self.folder = folder

    def keep(self, data: bytes, digest: str, now: datetime) -> Path:
        """Keep *data*, whose SHA-256 is *digest*, as of *now*; one that is kept already is not kept twice.

        Raises:
            OSError: it cannot be written.
        """
        known = next(iter(self.folder.glob(f"facts-*-{digest[:_DIGITS]}.yaml")), None)
        if known is not None:
            return known
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"facts-{now.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{digest[:_DIGITS]}.yaml"
        replace_file(path, data)
        path.chmod(0o600)
        tidy(self.folder, ".facts-*.new", path)
        for old in self.listing()[KEPT:]:
            with contextlib.suppress(OSError):
                old.unlink()
        return path

    def listing(self) -> list[Path]:
        """Return the copies, newest first."""
        return sorted(self.folder.glob(_PATTERN), reverse=True)
