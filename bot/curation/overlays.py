"""Guilds' own facts: each an overlay kept in the database, laid over the shared facts when wanted, a few at hand."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from bot.curation.changed import By, Changed, Refused
from bot.curation.errors import FileBroken
from bot.curation.shared import MOST_CHANGES, Shared
from bot.curation.texts import act_of
from bot.database import Database, Revision
from bot.factstore import FactStore, Snapshot
from bot.gateway.bounded import keep
from bot.quiet import turns_short
from knowledge.editing.change import Change, EditRefused
from knowledge.editing.overlay import EMPTY_OVERLAY, lay_over
from knowledge.errors import FactFileError

AT_HAND: Final = 32
"""Overlays that are ready to answer; another one takes the place of the one that was asked longest ago."""
_KNOWN_BARE: Final = 10_000
"""Guilds known to have no overlay."""
_AT_ONCE: Final = 4
"""Overlays that are made ready at the same time; a guild whose turn it is not yet is answered from the shared facts."""
_LOCKS: Final = 16
_TIMESTAMP_BITS: Final = 22
"""Bits of a guild's id below its time (discord-api-docs reference, "Snowflakes", 2026-08-06)."""


@dataclass(frozen=True, slots=True)
class Laid:
    """An overlay over the shared facts.

    Attributes:
        head: its newest revision; None where it has none.
        text: its own text.
        shared: digest of the shared facts it is laid over.
        snapshot: answers from both; from the shared facts alone where the overlay does not fit them any more.
    """

    scope: int
    head: Revision | None
    text: bytes
    shared: str
    snapshot: Snapshot


class Overlays:
    """The overlays of this process."""

    def __init__(self, store: FactStore, database: Database, shared: Shared, clock: Callable[[], datetime]) -> None:
        """Lay what *database* has over what *shared* and *store* have."""
        self._store = store
        self._revisions = database.revisions
        self._shared = shared
        self._clock = clock
        self._laid: OrderedDict[int, Laid] = OrderedDict()
        self._bare: OrderedDict[int, None] = OrderedDict()
        self._loading: dict[int, asyncio.Task[Laid]] = {}
        self._locks = tuple(asyncio.Lock() for _ in range(_LOCKS))
        self._faults: OrderedDict[int, str] = OrderedDict()
        self.tell_changed: Callable[[Changed], None] = lambda _: None
        self.tell_refused: Callable[[Refused], None] = lambda _: None

    def alone(self, scope: int) -> asyncio.Lock:
        """Return what to hold while the overlay *scope* is changed; other processes are told by its revisions."""
        return self._locks[(scope >> _TIMESTAMP_BITS) % _LOCKS]

    def now(self, scope: int) -> Snapshot:
        """Return what answers the guild *scope* now: the shared facts as long as its overlay is not at hand."""
        laid = self._laid.get(scope)
        if laid is None:
            if scope not in self._bare:
                self._load_soon(scope)
            return self._store.current
        self._laid.move_to_end(scope)
        if laid.shared != self._store.current.digest:
            self._load_soon(scope)
        return laid.snapshot

    async def ready(self, scope: int) -> Laid:
        """Return the overlay *scope* over the shared facts as they are now.

        Raises:
            StorageError: the database does not answer.
        """
        laid = self._laid.get(scope)
        if laid is not None and laid.shared == self._store.current.digest:
            self._laid.move_to_end(scope)
            return laid
        if laid is None and scope in self._bare:
            return self._nothing(scope)
        task = self._loading.get(scope) or self._load(scope)
        await asyncio.wait({task})
        return task.result()

    async def renewed(self, scope: int) -> Laid:
        """Return the overlay *scope* with its newest revision, also if another process made that just now.

        Raises:
            StorageError: the database does not answer.
        """
        head = await self._revisions.head(scope)
        laid = self._laid.get(scope)
        known = laid.head.number if laid is not None and laid.head is not None else 0
        if head is not None and head.number != known:
            self._forget(scope)
        return await self.ready(scope)

    def follow(self, heads: Mapping[int, tuple[int, str]]) -> None:
        """Take note of the newest revisions, by scope, and make the overlays ready anew that have another one."""
        for scope, laid in tuple(self._laid.items()):
            number = laid.head.number if laid.head is not None else 0
            if heads.get(scope, (0, ""))[0] != number:
                self._load_soon(scope)
        for scope in [each for each in self._bare if each in heads]:
            del self._bare[scope]

    @property
    def are_known(self) -> bool:
        """Whether any guild has been looked for, so that others' changes are to be followed."""
        return bool(self._laid or self._bare)

    async def commit(self, laid: Laid, text: bytes, snapshot: Snapshot, changes: Sequence[Change], by: By) -> Revision:
        """Make *text* the newest revision after *laid*, and answer from *snapshot*; only when `alone`.

        Raises:
            HeadMoved: another process made a revision; nothing was written.
            StorageError: the database refuses; nothing was written.
        """
        scope, number = laid.scope, laid.head.number if laid.head is not None else 0
        revision = await self._revisions.add(
            scope,
            expects=number,
            before=laid.text if laid.head is not None else None,
            after=text,
            author=by.actor,
            via=by.via,
            reason=by.reason,
            changes=tuple(changes) if len(changes) <= MOST_CHANGES else (),
            now=self._clock(),
            act=act_of(by, scope, changes, number + 1),
        )
        self._bare.pop(scope, None)
        keep(self._laid, scope, Laid(scope, revision, text, laid.shared, snapshot), AT_HAND)
        self.tell_changed(Changed(scope, revision, laid.snapshot, snapshot))
        return revision

    async def close(self) -> None:
        """Make nothing more ready."""
        tasks = list(self._loading.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _nothing(self, scope: int) -> Laid:
        shared = self._store.current
        return Laid(scope, None, EMPTY_OVERLAY.encode(), shared.digest, shared)

    def _forget(self, scope: int) -> None:
        self._laid.pop(scope, None)
        self._bare.pop(scope, None)

    def _load_soon(self, scope: int) -> None:
        if scope not in self._loading and len(self._loading) < _AT_ONCE:
            self._load(scope)

    def _load(self, scope: int) -> "asyncio.Task[Laid]":
        task = asyncio.create_task(self._lay(scope), name="overlay")
        self._loading[scope] = task

        def loaded(task: "asyncio.Task[Laid]") -> None:
            self._loading.pop(scope, None)
            if not task.cancelled() and (error := task.exception()) is not None:
                structlog.get_logger(__name__).warning("overlay_not_ready", scope=scope, cause=str(error))

        task.add_done_callback(loaded)
        return task

    async def _lay(self, scope: int) -> Laid:
        head = await self._revisions.head(scope)
        if head is None:
            self._laid.pop(scope, None)
            keep(self._bare, scope, None, _KNOWN_BARE)
            return self._nothing(scope)
        text = await self._revisions.text(scope, head.number)
        shared, shared_text = self._store.current, self._shared.text
        before = self._laid.get(scope)
        try:
            snapshot = await self.over(shared, shared_text, text)
        except (FactFileError, EditRefused) as error:
            self._refuse(scope, error)
            snapshot = shared
        else:
            self._faults.pop(scope, None)
        laid = Laid(scope, head, text, shared.digest, snapshot)
        keep(self._laid, scope, laid, AT_HAND)
        if before is not None and (before.head is None or before.head.number != head.number):
            self.tell_changed(Changed(scope, head, before.snapshot, snapshot))
        return laid

    async def over(self, shared: Snapshot, shared_text: bytes, text: bytes) -> Snapshot:
        """Return what answers from *shared* with the overlay *text* over it.

        Raises:
            FactFileError: together they are no valid facts, or the overlay by itself is none.
            EditRefused: the shared facts are written in a way that nothing can be laid over.
        """
        merged = await asyncio.to_thread(_merge, shared_text, text)
        return await self._store.prepare(merged, shared)

    def _refuse(self, scope: int, error: FactFileError | EditRefused) -> None:
        if self._faults.get(scope) == str(error):
            return
        keep(self._faults, scope, str(error), AT_HAND)
        structlog.get_logger(__name__).warning("overlay_refused", scope=scope, problem=str(error))
        if isinstance(error, FactFileError):
            fault = FileBroken("overlay", error.problems[0], len(error.problems) - 1)
            self.tell_refused(Refused(scope, fault))


def _merge(shared: bytes, overlay: bytes) -> bytes:
    with turns_short():
        return lay_over(shared.decode(), overlay.decode()).encode()
