"""The fact file on disk: looked at, kept a copy of, and replaced so that a crash leaves the old text or the new one.

Every method blocks. Bytes are without the mark of UTF-8 that some editors put first: it is the file's own business,
stays where it is, and is no part of a revision.
"""

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.filelook import Signature, signature_of
from bot.reading import read_facts
from bot.revising.backups import Backups
from bot.revising.durable import CLOSED, IN_THE_WAY, discard, put, stage, write_in_place
from knowledge.factfile.filetext import digest_of

_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Found:
    """What the file held.

    Attributes:
        data: its bytes; None where there is no file.
        digest: SHA-256 of its text, 64 hex digits; None where there is no file.
        signature: differs once it was written or replaced.
    """

    data: bytes | None
    digest: str | None
    signature: Signature | None
    has_mark: bool = False


@dataclass(frozen=True, slots=True)
class Staged:
    """A text that is on disk and only to be renamed.

    Attributes:
        beside: where it is; None where the file can only be written in place.
        seen: the signature of the file when it was staged: another one by now, and somebody has written to it.
    """

    data: bytes
    beside: Path | None
    seen: Signature | None


class Touched(Exception):
    """Somebody wrote to the file between the look at it and its replacing; nothing was written."""


class FactFile:
    """One fact file, read where it is and written where it may be written.

    Attributes:
        path: where it is read.
    """

    def __init__(self, path: Path, own: Path | None, backups: Backups) -> None:
        """Read *path*; where that is the file that ships, *own* is written, and is the file from then on."""
        self.path = path
        self._own = own
        self._backups = backups

    @property
    def is_shipped(self) -> bool:
        """Whether it is still the file that ships, which is never written."""
        return self._own is not None

    @property
    def target(self) -> Path:
        """Where it is written: what a link leads to, so that the link stays one."""
        return (self._own or self.path).resolve()

    def look(self) -> Found:
        """Return what the file holds now.

        Raises:
            OSError: there is a file, and it cannot be read.
        """
        signature = signature_of(self.path)
        try:
            raw = read_facts(self.path)
        except FileNotFoundError:
            return Found(None, None, None)
        return Found(raw.removeprefix(_MARK), digest_of(raw), signature, raw.startswith(_MARK))

    def stage(self, data: bytes, found: Found, now: datetime) -> Staged:
        """Do all of replacing *found* by *data* that can fail and be taken back: a copy of it, and the new text.

        Raises:
            OSError: the folder may not be written to, the disk is full; nothing has changed.
        """
        written = _MARK + data if found.has_mark else data
        if found.data is not None and found.digest is not None:
            self._backups.keep(found.data, found.digest, now)
        target = self.target
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        seen = None if self.is_shipped else found.signature
        try:
            return Staged(written, stage(target, written), seen)
        except OSError as error:
            if error.errno not in CLOSED or not _may_write(target):
                raise
            return Staged(written, None, seen)

    def try_writing(self) -> None:
        """Do as `stage` would, of nothing, and leave nothing behind.

        Raises:
            OSError: the file could not be replaced now.
        """
        target = self.target
        if not target.parent.is_dir():
            return  # made with the first change
        try:
            discard(stage(target, b""))
        except OSError as error:
            if error.errno not in CLOSED or not _may_write(target):
                raise

    def place(self, staged: Staged) -> bool:
        """Replace the file by what was staged, unless somebody wrote to it meanwhile.

        Returns:
            Whether it is done; if not, it can only be written in place (`overwrite`).

        Raises:
            Touched: somebody did.
            OSError: it could not be; the file is as it was.
        """
        target = self.target
        self._check_untouched(staged)
        if staged.beside is None:
            return False
        try:
            put(staged.beside, target)
        except OSError as error:
            self.discard(staged)
            if error.errno not in IN_THE_WAY:
                raise
            return False
        self._is_written()
        return True

    def overwrite(self, staged: Staged) -> None:
        """Write what was staged over the file, in place. A crash leaves a torn file (`durable.is_torn`).

        Raises:
            Touched: somebody wrote to it meanwhile.
            OSError: it could not be; the file may be torn.
        """
        self._check_untouched(staged)
        write_in_place(self.target, staged.data)
        self._is_written()

    def discard(self, staged: Staged) -> None:
        """Let go of what was staged and is not wanted any more."""
        if staged.beside is not None:
            discard(staged.beside)

    def keep(self, found: Found, now: datetime) -> Path | None:
        """Keep a copy of *found* and return where; None where there was no file.

        Raises:
            OSError: it cannot be kept.
        """
        if found.data is None or found.digest is None:
            return None
        return self._backups.keep(found.data, found.digest, now)

    def _check_untouched(self, staged: Staged) -> None:
        target = self.target
        if signature_of(target) != staged.seen:
            raise Touched(str(target))

    def _is_written(self) -> None:
        if self._own is not None:
            self.path, self._own = self._own, None


def _may_write(path: Path) -> bool:
    with contextlib.suppress(OSError), path.open("r+b"):
        return True
    return False
