"""The facts as their file is now, for a face that has no event loop: looked at before each answer."""

from collections.abc import Callable
from pathlib import Path

from bot.factcache import FactCache
from bot.factstore import Snapshot, keep_snapshot, load_snapshot
from bot.filelook import FileLook
from knowledge.errors import FactFileError


class Following:
    """Gives the newest snapshot of a fact file that is valid. Blocks on disk and CPU when the file was edited."""

    def __init__(
        self,
        path: Path,
        snapshot: Snapshot,
        cache: FactCache | None,
        tell: Callable[[str], object],
        *,
        find: Callable[[], Path] | None = None,
    ) -> None:
        """Begin with *snapshot* of *path*; *tell* takes a line when an edit cannot be taken over.

        *find* says where the fact file is by now; None has it stay where it is.
        """
        self._path = path
        self._find = find or (lambda: path)
        self._snapshot = snapshot
        self._cache = cache
        self._tell = tell
        self._look = FileLook(path, snapshot.digest)
        self._told = ""

    def __call__(self) -> Snapshot:
        """Return the snapshot to answer from; one that cannot be taken over is told once. Never raises for a file."""
        if (path := self._find()) != self._path:
            self._path, self._look = path, FileLook(path, self._snapshot.digest)
        try:
            if self._look.is_due() and self._look.read():
                self._snapshot = load_snapshot(self._path, self._cache, self._snapshot)
                keep_snapshot(self._snapshot, self._cache)
                self._told = ""
        except FactFileError as refused:
            first, *others = refused.problems
            more = f" ({len(others)} more)" if others else ""
            self._tell_once(f"{first.render(str(self._path))}{more}")
        except OSError as error:
            self._tell_once(f"{self._path}: it cannot be read ({error.strerror or type(error).__name__})")
        return self._snapshot

    def _tell_once(self, line: str) -> None:
        if line != self._told:
            self._told = line
            self._tell(line)
