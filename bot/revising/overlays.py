"""Guilds' own facts: each an overlay kept in the database, laid over the shared facts when wanted, a few at hand."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from bot.database import Database, Revision
from bot.errors import StorageError
from bot.factstore import FactStore, Snapshot
from bot.gateway.bounded import keep
from bot.quiet import turns_short
from bot.revising.changed import By, Changed, Refused
from bot.revising.errors import FactsNotReady, FileBroken
from bot.revising.faults import layout_fault, merged_fault, own_fault
from bot.revising.shared import MOST_CHANGES, TRIES, Shared
from bot.revising.texts import act_of
from knowledge.editing.change import Change, EditRefused
from knowledge.editing.overlay import EMPTY_OVERLAY, lay_over
from knowledge.errors import FactFileError

AT_HAND_BYTES: Final = 32 << 20
"""Of overlays that are ready to answer, by `Laid.weight`: another one takes the place of those asked longest ago.

One holds about twice its text in memory (2.9 MB of facts: 4.5 MB), and shares the rest with the shared facts.
"""
_LEAST_BYTES: Final = 32 << 10
"""What an overlay counts for beside its text."""
_KNOWN_BARE: Final = 10_000
"""Guilds found to have no overlay, though once they had."""
_MOST_FAULTS: Final = 1000
"""Overlays whose faults are remembered as told."""
_AT_ONCE: Final = 4
"""Overlays that are made ready at the same time for those who do not wait for them."""
_ALL_THE_TIME: Final = "the facts of this server change all the time; try again"
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

    @property
    def weight(self) -> int:
        """Bytes that it counts for among those at hand."""
        return len(self.text) + _LEAST_BYTES

    def is_at(self, head: Revision | None) -> bool:
        """Whether *head* is its newest revision; a database that was brought back may have another of that number."""
        return _at(self.head) == _at(head)


def _at(head: Revision | None) -> tuple[int, str] | None:
    return (head.number, head.digest) if head is not None else None


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
        self._with: set[int] | None = None
        """Guilds that have, or had, an overlay, as of the last look at all of them; None before the first."""
        self._loading: dict[int, asyncio.Task[Laid]] = {}
        self._outdated: set[int] = set()
        """Overlays that changed while they are made ready; what is being made of them is not to be taken."""
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
            if not self._is_bare(scope):
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
        if laid is None and self._is_bare(scope):
            return self._nothing(scope)
        for _ in range(TRIES):
            if laid is not None and laid.shared == self._store.current.digest:
                break
            made = await self._loaded(scope)
            # What was committed since is newer than what was made; and the shared facts may have changed meanwhile.
            laid = self._laid.get(scope, made)
        if laid is None:
            raise StorageError(_ALL_THE_TIME)
        if scope in self._laid:
            self._laid.move_to_end(scope)
        return laid

    async def in_time(self, scope: int, limit_s: float) -> Snapshot:
        """Return what answers the guild *scope*: at once where it is at hand, and within *limit_s* otherwise.

        Raises:
            FactsNotReady: it takes longer, or the database does not answer and nothing is at hand.
        """
        try:
            async with asyncio.timeout(limit_s):
                return (await self.ready(scope)).snapshot
        except TimeoutError:
            raise FactsNotReady from None
        except StorageError as error:
            laid = self._laid.get(scope)
            if laid is None:
                raise FactsNotReady from error
            return laid.snapshot

    async def renewed(self, scope: int) -> Laid:
        """Return the overlay *scope* with its newest revision, also if another process made that just now.

        Raises:
            StorageError: the database does not answer.
        """
        head = await self._revisions.head(scope)
        laid = self._laid.get(scope)
        is_known = laid.is_at(head) if laid is not None else head is None
        if not is_known:
            self._outdate(scope)
            self._bare.pop(scope, None)
            await self._loaded(scope)
        return await self.ready(scope)

    def follow(self, heads: Mapping[int, tuple[int, str]]) -> None:
        """Take note of the newest revisions, by scope, and make the overlays ready anew that have another one."""
        for scope, laid in tuple(self._laid.items()):
            if heads.get(scope) != _at(laid.head):
                self._load_soon(scope)
        for scope in [each for each in self._bare if each in heads]:
            del self._bare[scope]
        self._with = (self._with or set()) | heads.keys()

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
        self._outdate(scope)
        self._bare.pop(scope, None)
        if self._with is not None:
            self._with.add(scope)
        newer = self._laid.get(scope)
        if newer is None or newer.head is None or newer.head.number < revision.number:
            self._keep(Laid(scope, revision, text, laid.shared, snapshot))
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

    def _is_bare(self, scope: int) -> bool:
        return scope in self._bare or (self._with is not None and scope not in self._with)

    def _keep(self, laid: Laid) -> None:
        self._laid[laid.scope] = laid
        self._laid.move_to_end(laid.scope)
        weight = sum(each.weight for each in self._laid.values())
        while weight > AT_HAND_BYTES and len(self._laid) > 1:
            weight -= self._laid.popitem(last=False)[1].weight

    def _outdate(self, scope: int) -> None:
        if scope in self._loading:
            self._outdated.add(scope)

    async def _loaded(self, scope: int) -> Laid:
        task = self._loading.get(scope)
        if task is None or task.done():
            task = self._load(scope)
        await asyncio.wait({task})
        return task.result()

    def _load_soon(self, scope: int) -> None:
        if scope not in self._loading and len(self._loading) < _AT_ONCE:
            self._load(scope)

    def _load(self, scope: int) -> "asyncio.Task[Laid]":
        task = asyncio.create_task(self._lay(scope), name="overlay")
        self._loading[scope] = task

        def loaded(task: "asyncio.Task[Laid]") -> None:
            if self._loading.get(scope) is task:
                del self._loading[scope]
                self._outdated.discard(scope)
            if not task.cancelled() and (error := task.exception()) is not None:
                structlog.get_logger(__name__).warning("overlay_not_ready", scope=scope, cause=str(error))

        task.add_done_callback(loaded)
        return task

    async def _lay(self, scope: int) -> Laid:
        for _ in range(TRIES):
            self._outdated.discard(scope)
            before = self._laid.get(scope)
            head = await self._revisions.head(scope)
            text = await self._revisions.text(scope, head.number) if head is not None else b""
            shared, shared_text = self._store.current, self._shared.text
            snapshot, fault = shared, None
            if head is not None:
                snapshot, fault = await self._over_or_shared(shared, shared_text, text)
            if scope in self._outdated:
                continue  # somebody made a revision, and what is at hand by now is newer
            return self._take(Laid(scope, head, text, shared.digest, snapshot), before, fault)
        raise StorageError(_ALL_THE_TIME)

    def _take(self, laid: Laid, before: Laid | None, fault: FileBroken | None) -> Laid:
        """Answer from *laid*, in place of *before*."""
        scope = laid.scope
        if laid.head is None:
            self._laid.pop(scope, None)
            keep(self._bare, scope, None, _KNOWN_BARE)
            return self._nothing(scope)
        self._keep(laid)
        if fault is not None:
            self._refuse(scope, fault)
        else:
            self._faults.pop(scope, None)
        if before is not None and not before.is_at(laid.head):
            self.tell_changed(Changed(scope, laid.head, before.snapshot, laid.snapshot))
        return laid

    async def _over_or_shared(
        self, shared: Snapshot, shared_text: bytes, text: bytes
    ) -> tuple[Snapshot, FileBroken | None]:
        """Return what answers from *shared* with the overlay *text* over it; or *shared*, and why they do not fit."""
        try:
            merged = await asyncio.to_thread(_merge, shared_text, text)
        except FactFileError as error:
            return shared, own_fault(error)
        except EditRefused as error:
            return shared, layout_fault(error)
        try:
            return await self._store.prepare(merged, shared), None
        except FactFileError as error:
            return shared, await asyncio.to_thread(merged_fault, error, merged.decode(), text.decode())

    def _refuse(self, scope: int, fault: FileBroken) -> None:
        if self._faults.get(scope) == str(fault):
            return
        keep(self._faults, scope, str(fault), _MOST_FAULTS)
        structlog.get_logger(__name__).warning("overlay_refused", scope=scope, problem=str(fault))
        self.tell_refused(Refused(scope, fault))


def _merge(shared: bytes, overlay: bytes) -> bytes:
    with turns_short():
        return lay_over(shared.decode(), overlay.decode()).encode()
