"""The facts that are being answered from: one immutable snapshot, swapped only for a valid one."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from bot.factcache import FactCache
from bot.quiet import collection_paused, turns_short
from bot.reading import read_facts
from knowledge.answer import Answerer
from knowledge.compiled.ready import Ready, make_ready, open_ready, pack_ready, revise_ready
from knowledge.errors import FactFileError
from knowledge.factfile.filetext import decode_fact_file, digest_of
from knowledge.model import FactBook, Language


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One valid fact file, ready to answer. A question in flight keeps the one it began with.

    Attributes:
        ready: what an edit of the file is read against, and what is kept on disk; None for a book made otherwise.
        is_kept: whether the disk has it already.
    """

    book: FactBook
    answerer: Answerer
    ready: Ready | None = None
    is_kept: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the file's text, 64 hex digits."""
        return self.book.digest


MOST_LOADS: Final = 20
"""How often a file is loaded that is being written all the while; then it is taken as it is."""

IsAtRest = Callable[[], Awaitable[bool]]
"""Whether a file was left alone while it was loaded."""


class Load(Protocol):
    """Makes a snapshot of a path, given the one before and where compiled books are kept, if anywhere."""

    def __call__(self, path: Path, /, cache: FactCache | None = None, before: Snapshot | None = None) -> Snapshot:
        """Blocks; raises OSError and FactFileError."""


def load_snapshot(path: Path, /, cache: FactCache | None = None, before: Snapshot | None = None) -> Snapshot:
    """Read *path* and make it ready to answer, by the shortest way there is. Blocks: disk, and CPU.

    The fact file itself is read each time. Where its text is that of *before*, that is returned; where *cache* has it
    compiled, it is opened from there; where only facts or gaps of *before* were edited, these alone are read; else
    all of it is, which takes 0.7 ms for a fact with seven questions.

    Raises:
        OSError: it cannot be read.
        FactFileError: it is not a valid fact file; every problem is in it.
    """
    return make_snapshot(read_facts(path), cache, before)


def make_snapshot(data: bytes, cache: FactCache | None = None, before: Snapshot | None = None) -> Snapshot:
    """Make *data*, the bytes of a fact file, ready to answer, as `load_snapshot` does. Blocks: disk, and CPU.

    Raises:
        FactFileError: it is not a valid fact file; every problem is in it.
    """
    digest = digest_of(data)
    if before is not None and before.digest == digest:
        return before
    with collection_paused():
        packed = cache.read(digest) if cache is not None else None
        opened = open_ready(packed) if packed is not None else None
        if opened is not None and opened.book.digest == digest:
            return _snapshot(opened, is_kept=True)
        text = decode_fact_file(data)
        revised = revise_ready(before.ready, text) if before is not None and before.ready is not None else None
        return _snapshot(revised or make_ready(text))


def keep_snapshot(snapshot: Snapshot, cache: FactCache | None) -> None:
    """Write *snapshot* to *cache* unless it is there already. Blocks on disk; what cannot be written is let be."""
    if cache is not None and snapshot.ready is not None and not snapshot.is_kept:
        cache.write(snapshot.digest, pack_ready(snapshot.ready, cache.version))


def open_snapshot(path: Path, cache: FactCache | None = None) -> Snapshot:
    """Do as `load_snapshot`, then `keep_snapshot`: for the command line.

    Raises:
        OSError: it cannot be read.
        FactFileError: it is not a valid fact file; every problem is in it.
    """
    snapshot = load_snapshot(path, cache)
    keep_snapshot(snapshot, cache)
    return snapshot


def _snapshot(ready: Ready, *, is_kept: bool = False) -> Snapshot:
    return Snapshot(ready.book, ready.answerer, ready, is_kept)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class FactStore:
    """Holds the current snapshot. Open it with `open`."""

    def __init__(
        self,
        path: Path,
        snapshot: Snapshot,
        load: Load = load_snapshot,
        cache: FactCache | None = None,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        """Keep *snapshot* of *path*; *load* makes the next one; *cache* keeps them on disk."""
        self.path = path
        self._left: list[Snapshot] = []
        self._clock = clock
        self._current = snapshot
        self._since = clock()
        self._load = load
        self._cache = cache
        self._reloading = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path, load: Load = load_snapshot, cache: FactCache | None = None) -> "FactStore":
        """Load *path* off the event loop; `settle` when answering has begun.

        Raises:
            OSError: it cannot be read.
            FactFileError: it is not a valid fact file.
        """
        return cls(path, await asyncio.to_thread(_load_to_stay, load, path, cache, None), load, cache)

    @classmethod
    async def of(cls, path: Path, data: bytes, cache: FactCache | None = None) -> "FactStore":
        """Answer from *data*, though *path* is to be answered from and cannot be.

        Raises:
            FactFileError: it is not a valid fact file.
        """
        return cls(path, await asyncio.to_thread(_make_to_stay, data, cache, None), load_snapshot, cache)

    async def settle(self) -> None:
        """Do what nobody should wait for: keep the facts in the cache, have them at hand, let go of those before."""
        async with self._reloading:
            current, left, self._left = self._current, self._left, []
            await asyncio.to_thread(_settle, current, self._cache)
            for before in left:
                if before is not self._current:
                    await asyncio.to_thread(_let_go, before)

    async def prepare(self, data: bytes, before: Snapshot | None = None) -> Snapshot:
        """Make *data* ready to answer, off the event loop, from an edit of *before* (None: the current snapshot).

        Nothing is swapped.

        Raises:
            FactFileError: it is not a valid fact file; every problem is in it.
        """
        return await asyncio.to_thread(_make_to_stay, data, self._cache, before or self._current)

    def publish(self, snapshot: Snapshot) -> None:
        """Answer from *snapshot* from now on; whoever calls this sees to it that it is kept, and calls `settle` soon.

        A question in flight finishes on the one that it began with.
        """
        if snapshot is not self._current:
            self._left.append(self._current)
            self._current, self._since = snapshot, self._clock()

    @property
    def current(self) -> Snapshot:
        """The snapshot to answer from now. Take it once a question, so that the book cannot change midway."""
        return self._current

    @property
    def since(self) -> datetime:
        """When the current snapshot came: aware, in UTC."""
        return self._since

    async def reload(self, is_at_rest: IsAtRest | None = None) -> bool:
        """Load the file again and swap it in when it is valid and differs.

        Args:
            is_at_rest: asked after each load, also of a file that is refused; where it says no, the file is loaded
                again, `MOST_LOADS` times at most. None takes what there is.

        Returns:
            Whether the facts changed.

        Raises:
            OSError: it cannot be read; the old facts stay.
            FactFileError: it is not a valid fact file; the old facts stay.
        """
        async with self._reloading:
            before = self._current
            snapshot = await self._load_at_rest(before, is_at_rest)
            if snapshot.digest == before.digest:
                return False
            self._current, self._since = snapshot, self._clock()
            await asyncio.to_thread(_settle, snapshot, self._cache, before)
            return True

    async def _load_at_rest(self, before: Snapshot, is_at_rest: IsAtRest | None) -> Snapshot:
        if is_at_rest is None:
            return await self._load_next(before)
        for _ in range(MOST_LOADS - 1):
            try:
                snapshot = await self._load_next(before)
            except (OSError, FactFileError):
                if await is_at_rest():
                    raise
            else:
                if await is_at_rest():
                    return snapshot
        return await self._load_next(before)

    async def _load_next(self, before: Snapshot | None) -> Snapshot:
        return await asyncio.to_thread(_load_to_stay, self._load, self.path, self._cache, before)


FIRST_QUESTION = "Who led the session on the first day, and where was it held?"
"""Asked of every book before anybody else asks: what is only worked out for the first question is worked out here."""


def _make_to_stay(data: bytes, cache: FactCache | None, before: Snapshot | None) -> Snapshot:
    with turns_short(), collection_paused(stays=True):
        snapshot = make_snapshot(data, cache, before)
        snapshot.answerer.answer(FIRST_QUESTION)
        return snapshot


def _load_to_stay(load: Load, path: Path, cache: FactCache | None, before: Snapshot | None) -> Snapshot:
    with turns_short(), collection_paused(stays=True):
        snapshot = load(path, cache=cache, before=before)
        snapshot.answerer.answer(FIRST_QUESTION)
        return snapshot


def _settle(snapshot: Snapshot, cache: FactCache | None, before: Snapshot | None = None) -> None:
    """Do what nobody waits for: write *snapshot* down, have its entries at hand, and let go of those of *before*."""
    with turns_short():
        keep_snapshot(snapshot, cache)
        with collection_paused(stays=True):
            if snapshot.ready is not None:
                snapshot.ready.book.read_all()
                for language in Language:  # sorts and folds every question
                    snapshot.answerer.complete("", language=language)
    if before is not None:
        _let_go(before)


def _let_go(before: Snapshot) -> None:
    if before.ready is not None:
        before.ready.book.forget()
