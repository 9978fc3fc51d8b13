"""Whether the text of a file is another than it was, found out as cheaply as that can be found out."""

from pathlib import Path
from typing import Final

from bot.reading import read_facts
from knowledge.factfile.filetext import digest_of

LOOKS_BETWEEN: Final = 30
SECOND_LOOKS: Final = 4
"""After a change the text is read again so often, `LOOKS_BETWEEN` looks apart, although nothing seems changed: a file
system may count time in steps of two seconds (FAT) or tell another machine's change late (NFS), and what could not be
read may be readable by then. After that only a change that shows makes it read."""

Signature = tuple[int, ...]


def signature_of(path: Path) -> Signature | None:
    """Return what differs once a file was written or replaced; None where it cannot be looked at. Blocks on disk."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


class FileLook:
    """Looks at one fact file again and again. For one thread at a time; each look blocks on disk."""

    def __init__(self, path: Path, digest: str) -> None:
        """Look at *path*, of which the text with *digest* (SHA-256, 64 hex digits) was read."""
        self._path = path
        self._digest: str | None = digest
        self._signature: Signature | None = ()  # none as yet, so that what came since it was read is found
        self._left = 0
        self._waited = 0

    def is_other(self) -> bool:
        """Whether the file was written or replaced since the last look. One call of the system."""
        signature = signature_of(self._path)
        if signature == self._signature:
            return False
        self._signature = signature
        self._left, self._waited = SECOND_LOOKS, 0
        return True

    def is_due(self) -> bool:
        """Whether the text may be another, so that it should be read. One call of the system."""
        if self.is_other():
            return True
        if not self._left:
            return False
        self._waited += 1
        if self._waited < LOOKS_BETWEEN:
            return False
        self._left, self._waited = self._left - 1, 0
        return True

    def read(self) -> bool:
        """Read the text, 20 ms for 10,000 facts; return whether it is another than when it was read before.

        One that cannot be read is another each time.
        """
        before = self._digest
        try:
            self._digest = digest_of(read_facts(self._path))
        except OSError:
            self._digest = None
        return self._digest is None or self._digest != before

    def forget(self) -> None:
        """Take the text for another when it is read next: what it was read for came to nothing."""
        self._digest = None
