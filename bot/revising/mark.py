"""Which revision the fact file was brought to last: it tells somebody's edit from a file that is behind."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.revising.durable import replace_file


@dataclass(frozen=True, slots=True)
class At:
    """A revision of the shared facts, by number and SHA-256 of its bytes."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What the file was brought to.

    Attributes:
        path: the file, absolute; the settings may name another one since.
        at: the revision it was brought to last.
        writing: the revision that was being written over it in place; None where that is done, or was never begun.
    """

    path: str
    at: At
    writing: At | None = None


class MarkFile:
    """The mark on disk. Whatever is wrong with it, it is as if there were none."""

    def __init__(self, path: Path) -> None:
        """Keep the mark in *path*."""
        self._path = path

    def load(self) -> Mark | None:
        """Return the mark; None where there is none that can be read. Blocks on disk."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
            return Mark(str(found["path"]), _at(found["at"]), _at(found["writing"]) if found["writing"] else None)
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def save(self, mark: Mark) -> None:
        """Keep *mark*, durably. Blocks on disk.

        Raises:
            OSError: it cannot be written.
        """
        replace_file(self._path, json.dumps(asdict(mark)).encode())


def _at(found: dict[str, object]) -> At:
    number, digest = found["number"], found["digest"]
    if not isinstance(number, int) or not isinstance(digest, str):
        raise TypeError("no revision")
    return At(number, digest)
