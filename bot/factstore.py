"""The facts that are being answered from: one immutable snapshot, swapped only for a valid one."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.quiet import collection_paused
from bot.reading import load_book
from knowledge.answer import Answerer
from knowledge.model import FactBook


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One valid fact file, ready to answer. A question in flight keeps the one it began with."""

    book: FactBook
    answerer: Answerer

    @property
    def digest(self) -> str:
        """SHA-256 of the file's text, 64 hex digits."""
        return self.book.digest


def load_snapshot(path: Path) -> Snapshot:
    """Read, parse and index *path*. Blocks: disk, and CPU for about 5 ms for a fact or a gap with thirty questions.

    Raises:
        OSError: it cannot be read.
        FactFileError: it is not a valid fact file; every problem is in it.
    """
    with collection_paused():
        book = load_book(path)
        return Snapshot(book, Answerer(book))


class FactStore:
    """Holds the current snapshot. Open it with `open`."""

    def __init__(self, path: Path, snapshot: Snapshot, load: Callable[[Path], Snapshot] = load_snapshot) -> None:
        """Keep *snapshot* of *path*; *load* makes the next one."""
        self.path = path
        self._current = snapshot
        self._load = load
        self._reloading = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path, load: Callable[[Path], Snapshot] = load_snapshot) -> "FactStore":
        """Load *path* off the event loop.

        Raises:
            OSError: it cannot be read.
            FactFileError: it is not a valid fact file.
        """
        return cls(path, await asyncio.to_thread(load, path), load)

    @property
    def current(self) -> Snapshot:
        """The snapshot to answer from now. Take it once a question, so that the book cannot change midway."""
        return self._current

    async def reload(self) -> bool:
        """Load the file again and swap it in when it is valid and differs.

        Returns:
            Whether the facts changed.

        Raises:
            OSError: it cannot be read; the old facts stay.
            FactFileError: it is not a valid fact file; the old facts stay.
        """
        async with self._reloading:
            snapshot = await asyncio.to_thread(self._load, self.path)
            changed = snapshot.digest != self._current.digest
            if changed:
                self._current = snapshot
            return changed
