"""The one way by which facts change: checked, kept as a revision, filed, answered from, told; nothing on the way lost.

`Keeper` is what everything else sees of `bot.revising`: cogs, the command line, the watch over the file.
"""

import asyncio
import contextlib
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import structlog

from bot.database import Database, Revision, Via
from bot.errors import BotError, StorageError
from bot.factstore import FactStore, IsAtRest, Snapshot
from bot.metrics import Metrics
from bot.revising.backups import Backups
from bot.revising.changed import By, Changed, Published, Refused
from bot.revising.disk import FactFile
from bot.revising.drafting import Drafting, Prepared, make_edit, make_whole
from bot.revising.errors import FileBroken, LosesAnswers, NoSuchRevision, NothingChanges
from bot.revising.filing import Filing
from bot.revising.listeners import Listeners
from bot.revising.mark import MarkFile
from bot.revising.overlays import Overlays
from bot.revising.overtaken import Overtakings
from bot.revising.publishing import Publishing
from bot.revising.scope import SHARED, scope_of
from bot.revising.shared import Shared
from bot.revising.undoing import Undoing
from bot.services import Clock
from bot.settings import Settings, shipped_facts
from knowledge.editing.change import Change
from knowledge.errors import FactFileError
from knowledge.factfile.filetext import decode_fact_file
from knowledge.reviewing.inspection import Inspection

__all__ = [
    "By",
    "Changed",
    "FileBroken",
    "Keeper",
    "LosesAnswers",
    "NoSuchRevision",
    "NothingChanges",
    "Prepared",
    "Published",
    "Refused",
]

FOLLOW_EVERY_S: Final = 1.0
"""Another process's change is to be answered from within 3 s."""
ANSWER_WITHIN_S: Final = 1.5
"""How long a question waits for its guild's facts; an interaction has to be answered within 3 s."""
_OVERLAYS_EVERY: Final = 2
"""Looks at the shared facts for one at the overlays, which takes longer."""

T = TypeVar("T")


class Keeper:
    """Keeps the facts of every scope. One a process; `start` it, and `close` it.

    What is begun runs to its end though whoever asked for it leaves.

    Attributes:
        on_change: told after answers come from another revision, whoever made it.
        on_refused: told when the file, or an overlay, is broken and older facts go on answering; once for each fault.
    """

    def __init__(
        self, store: FactStore, database: Database, settings: Settings, clock: Clock, metrics: Metrics
    ) -> None:
        """Keep what *store* answers from in *database* and in the fact file of *settings*."""
        self._store = store
        self._settings = settings
        self._revisions = database.revisions
        own = settings.own_facts_path if store.path == shipped_facts() else None
        file = FactFile(store.path, own, Backups(settings.backups_path))
        filing = Filing(file, MarkFile(settings.data_dir / "facts.at.json"), clock)
        overtakings = Overtakings(database, clock)
        self._shared = Shared(store, database, filing, overtakings, clock=clock, metrics=metrics)
        self._overlays = Overlays(store, database, self._shared, clock)
        self._drafting = Drafting(store, self._shared, self._overlays, settings.golden_path)
        self._publishing = Publishing(store, self._shared, self._overlays, self._drafting)
        self._undoing = Undoing(self._drafting, database.revisions)
        self._running: set[asyncio.Task[Any]] = set()
        self._looks = 0
        self.on_change: Listeners[Changed] = Listeners()
        self.on_refused: Listeners[Refused] = Listeners()
        for part in (self._shared, self._overlays):
            part.tell_changed, part.tell_refused = self.on_change.tell, self.on_refused.tell

    async def start(self) -> None:
        """Bring the fact file, the revisions and the answers to one state, whatever happened before.

        A file that is broken stays as it is, and the newest revision answers; `fault` tells.

        Raises:
            FactsUnusable: there is neither a revision nor a fact file.
            StorageError: the database does not answer.
        """
        try:
            await self._finish(self._bring())
        except FileBroken as fault:
            if self._shared.head is None:
                raise
            structlog.get_logger(__name__).warning("facts_from_last_revision", problem=str(fault))
        except StorageError:
            if self._shared.head is None:
                raise
            structlog.get_logger(__name__).exception("facts_file_unreadable")
        with contextlib.suppress(StorageError):  # `follow` looks again
            await self.follow_overlays()

    async def close(self, limit_s: float = 2.0) -> None:
        """Finish what is begun, for at most *limit_s* seconds, and tell nothing more.

        What takes longer is left as if the process had been killed then: the next start sees to it.
        """
        if self._running:
            await asyncio.wait(self._running, timeout=limit_s)
        await self._overlays.close()
        await self._shared.close()
        await self.on_change.close()
        await self.on_refused.close()

    # What there is.

    @property
    def fault(self) -> FileBroken | None:
        """What is wrong with the fact file on disk, so that it cannot be taken over; None where nothing is."""
        return self._shared.fault

    async def look_again(self) -> FileBroken | None:
        """Return what is wrong with the fact file at this moment: who mended it need not wait for the watch."""
        if self._shared.fault is not None:
            with contextlib.suppress(FactFileError, OSError, BotError):
                await self.take_over_file()
        return self._shared.fault

    async def check_writable(self) -> None:
        """Try whether the fact file could be replaced now.

        Raises:
            FileNotWritten: it could not; `reason` says why.
        """
        await self._shared.check_writable()

    @property
    def head(self) -> Revision | None:
        """The newest revision of the shared facts that this process answers from; None before `start`."""
        return self._shared.head

    def snapshot(self, guild_id: int | None) -> Snapshot:
        """Return what to offer *guild_id* while somebody types, at once: the shared facts till its overlay is ready.

        Nobody is to be answered from it: a guild may have retired, or corrected, what the shared facts say.
        """
        scope = scope_of(guild_id, self._settings)
        return self._store.current if scope == SHARED else self._overlays.now(scope)

    async def snapshot_for(self, guild_id: int | None) -> Snapshot:
        """Return what to answer *guild_id* from, its overlay included.

        Raises:
            StorageError: the database does not answer.
        """
        return await self.book(scope_of(guild_id, self._settings))

    async def to_answer(self, guild_id: int | None) -> Snapshot:
        """Return what to answer *guild_id* from: at once where that is at hand, and else within `ANSWER_WITHIN_S`.

        Raises:
            FactsNotReady: its overlay is not ready by then; whoever asked is asked to try again in a moment.
        """
        scope = scope_of(guild_id, self._settings)
        return self._store.current if scope == SHARED else await self._overlays.in_time(scope, ANSWER_WITHIN_S)

    async def book(self, scope: int) -> Snapshot:
        """Return what is answered from in *scope*, its overlay included.

        Raises:
            StorageError: the database does not answer.
        """
        return (await self._drafting.ground(scope)).snapshot

    async def text(self, scope: int) -> str:
        """Return the text of *scope*: the fact file, or a guild's overlay alone.

        Raises:
            StorageError: the database does not answer.
        """
        return decode_fact_file((await self._drafting.ground(scope)).text)

    async def text_at(self, scope: int, number: int) -> str:
        """Return the text of *scope* as it was at revision *number*.

        Raises:
            NoSuchRevision: there is none.
            StorageError: the database does not answer, or what is kept is damaged.
        """
        return await self._undoing.text_at(scope, number)

    # What would be.

    async def prepare(self, scope: int, changes: Sequence[Change]) -> Prepared:
        """Work out *changes* of *scope* without making them, for a look at what members would see.

        Raises:
            Overtaken, EditRefused, FactFileError, NothingChanges: it cannot be made (`Drafting.prepare`).
            FileBroken: the file on disk is broken, so that nothing can be published.
            StorageError: the database does not answer.
        """
        if scope == SHARED and (fault := await self.look_again()) is not None:
            raise fault
        return await self._drafting.prepare(await self._drafting.ground(scope), make_edit(changes))

    async def inspect(self, scope: int, changes: Sequence[Change]) -> Inspection:
        """Tell what *changes* of *scope* would do.

        Raises:
            Overtaken, EditRefused, FactFileError, NothingChanges, FileBroken, StorageError: as `prepare`.
        """
        return await self.look_at(await self.prepare(scope, changes))

    async def look_at(self, prepared: Prepared) -> Inspection:
        """Tell what a change that is worked out would do."""
        return await self._drafting.inspect(prepared)

    async def prepare_text(self, scope: int, text: str) -> Prepared:
        """Work out what *text* in place of all there is would be: an import, an older revision.

        Raises:
            FactFileError, EditRefused, NothingChanges: it cannot be.
            StorageError: the database does not answer.
        """
        return await self._drafting.prepare(await self._drafting.ground(scope), make_whole(text.encode()))

    async def undo(self, scope: int, number: int) -> tuple[Change, ...]:
        """Return the changes that take back revision *number*, and nothing else, from the facts as they are now.

        Raises:
            Overtaken: a later revision changed the same entry; `now` is what it is.
            NothingChanges: all of it is taken back already.
            NoSuchRevision: there is none.
            StorageError: the database does not answer.
        """
        return await self._undoing.undo(scope, number)

    async def bring_back(self, scope: int, number: int) -> tuple[Change, ...]:
        """Return the changes that make every entry as it was at revision *number*.

        Raises:
            NothingChanges: every entry is so.
            NoSuchRevision: there is none.
            StorageError: the database does not answer.
        """
        return await self._undoing.bring_back(scope, number)

    # What is made.

    async def publish(
        self,
        scope: int,
        changes: Sequence[Change],
        *,
        by: str,
        guild_id: int | None,
        reason: str | None,
        via: Via = Via.DISCORD,
        action: str = "publish",
        accept_losses: bool = False,
    ) -> Published:
        """Make *changes* of *scope*; when it returns they are durable, filed and answered from.

        Args:
            scope: whose facts (`scope_of`).
            changes: entries before and after, as they are shown to members of the scope.
            by: the token of whoever makes them (`bot.database.actors`).
            guild_id: where; None outside guilds.
            reason: why, in their words.
            via: by what way.
            action: one word for the audit.
            accept_losses: whether it is meant that questions lose their answer.

        Raises:
            Overtaken: an entry is not as the change has it before.
            EditRefused: the file is written in a way that this cannot be put in line by line.
            FactFileError: with the changes it would be no valid fact file.
            LosesAnswers: questions would lose their answer.
            NothingChanges: the text would be the same.
            FileBroken: the file on disk was changed and is broken; nothing is written over it.
            StorageError: the database or the disk refuses. Nothing has changed, after any of these.
        """
        who = By(by, guild_id, reason, via, action)
        return await self._finish(self._publishing.publish(scope, make_edit(changes), who, accept_losses=accept_losses))

    async def replace(
        self,
        scope: int,
        text: str,
        *,
        by: str,
        guild_id: int | None,
        reason: str | None,
        via: Via = Via.DISCORD,
        action: str = "replace",
        accept_losses: bool = False,
        over_broken: bool = False,
    ) -> Published:
        """Make *text* that of *scope*: an import, or an older revision brought back letter by letter.

        With *over_broken* also where the file on disk is broken; that is kept among the backups first.

        Raises:
            FactFileError, LosesAnswers, NothingChanges, FileBroken, StorageError: as `publish`.
        """
        who = By(by, guild_id, reason, via, action)
        return await self._finish(
            self._publishing.publish(
                scope, make_whole(text.encode()), who, accept_losses=accept_losses, over_broken=over_broken
            )
        )

    async def put_aside(self) -> Path | None:
        """Keep a broken fact file among the backups, return where, and write the newest revision in its place.

        Raises:
            FileBroken, StorageError: it cannot be.
        """
        return await self._finish(self._put_aside())

    async def take_over_file(self, is_at_rest: IsAtRest | None = None) -> bool:
        """Take over what somebody wrote to the fact file, as a revision by "file"; return whether answers changed.

        Raises:
            FactFileError: it is broken; it stays as it is, and so do the answers.
            OSError: it is not there, or cannot be read.
        """
        return await self._finish(self._shared.take_over(is_at_rest))

    async def follow(self) -> None:
        """Take over what other processes made of the shared facts and of the overlays at hand.

        Raises:
            BotError: it cannot be, for now.
        """
        self._looks += 1
        if self._looks % _OVERLAYS_EVERY == 0:  # first: a broken file keeps nobody's overlay from being followed
            await self.follow_overlays()
        await self._finish(self._shared.follow())

    async def follow_overlays(self) -> None:
        """Take note of every guild that has an overlay, and of what other processes made of those at hand.

        Raises:
            StorageError: the database does not answer.
        """
        self._overlays.follow(await self._revisions.heads())

    async def run(self) -> None:
        """Follow other processes until cancelled."""
        told = ""
        while True:
            await asyncio.sleep(FOLLOW_EVERY_S)
            try:
                await self.follow()
            except FileBroken:
                continue  # told by `on_refused`
            except BotError as error:
                if str(error) != told:
                    told = str(error)
                    structlog.get_logger(__name__).warning("facts_not_followed", cause=told)
            except Exception:  # noqa: BLE001 - whatever one look does, the next is taken
                structlog.get_logger(__name__).exception("facts_not_followed")
            else:
                told = ""

    async def _put_aside(self) -> Path | None:
        async with self._shared.alone():
            self._shared.try_again()
            try:
                await self._shared.bring()
            except FileBroken:
                return await self._shared.put_aside()
        return None

    async def _bring(self) -> None:
        async with self._shared.alone():
            await self._shared.bring()

    async def _finish(self, work: Coroutine[Any, Any, T]) -> T:
        """Run *work* to its end, also where the caller is cancelled: half of it done is what nobody wants."""
        task = asyncio.create_task(work, name="keeper")
        self._running.add(task)
        task.add_done_callback(self._ended)
        await asyncio.wait({task})
        return task.result()

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # is heard, also where the caller has left
