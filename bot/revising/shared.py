"""The shared facts: their revisions, their file and what is answered from them, kept together whatever happens.

The order of a change is: the file is as the newest revision, or is made so; the new text is ready to answer; a copy of
the old file and the new text are on disk beside it; the revision is in the database; the file is replaced; answers are
swapped. Everything that is likely to fail (a folder that may not be written to, a full disk) fails before the revision
is made. Killed anywhere after, the next start finds a file that is behind, and brings it on (`bot.revising.judging`).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import structlog

from bot.database import FILE, PROGRAM, Database, HeadMoved, Revision, Via
from bot.errors import BotError, StorageError
from bot.factstore import MOST_LOADS, FactStore, IsAtRest, Snapshot
from bot.metrics import Metrics
from bot.revising.changed import By, Changed, Refused
from bot.revising.disk import Found, Staged, Touched
from bot.revising.errors import FactsUnusable, FileBroken
from bot.revising.filing import Filing
from bot.revising.judging import Judge, State
from bot.revising.mark import At, Mark
from bot.revising.merging import keep_edited, merge
from bot.revising.overtaken import Overtakings
from bot.revising.scope import SHARED
from bot.revising.settling import Settling
from bot.revising.texts import act_of, difference, merged
from knowledge.editing.change import Change
from knowledge.errors import FactFileError
from knowledge.factfile.filetext import digest_of

TRIES: Final = 5
"""How often a change begins anew because others write the file or make revisions meanwhile."""
MOST_CHANGES: Final = 1000
"""Entries that a revision names; of one that changes more, such as a whole new file, only the text is kept."""


class Shared:
    """The shared facts of this process. Whoever changes them is `alone` meanwhile."""

    def __init__(
        self,
        store: FactStore,
        database: Database,
        filing: Filing,
        overtakings: Overtakings,
        *,
        clock: Callable[[], datetime],
        metrics: Metrics,
    ) -> None:
        """Answer by *store*, keep in *database* and *filing*; *overtakings* keeps what the file has overtaken."""
        self._store = store
        self._revisions = database.revisions
        self._filing = filing
        self._overtakings = overtakings
        self._judge = Judge(database.revisions)
        self._clock = clock
        self._metrics = metrics
        self._lock = asyncio.Lock()
        self._found: Found | None = None
        self._settling = Settling(store)
        self.head: Revision | None = None
        self.text = b""
        self.fault: FileBroken | None = None
        self.tell_changed: Callable[[Changed], None] = lambda _: None
        self.tell_refused: Callable[[Refused], None] = lambda _: None

    @contextlib.asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Be the only one meanwhile, in this process and among those that share the file, who changes anything.

        Raises:
            StorageError: another process does not come to an end.
        """
        async with self._lock, self._filing.alone():
            yield

    async def bring(self, *, ready: Snapshot | None = None) -> None:
        """Bring file, revisions and answers to one state; only when `alone`.

        Args:
            ready: a snapshot that may be of the file's text, so that it is not made twice.

        Raises:
            FileBroken: the file was changed and is broken; the newest revision answers.
            FactsUnusable: there is neither a revision nor a file that can be read.
            StorageError: the database or the file cannot be read, or others never leave the file alone.
        """
        for _ in range(TRIES):
            try:
                await self._bring(ready)
            except (HeadMoved, Touched):
                continue
            return
        raise StorageError(f"{self._filing.path}: it is being written all the time; try again")

    async def follow(self) -> None:
        """Bring everything on if another process made a revision, or the file is owed.

        Raises:
            BotError: as `bring`.
        """
        head = await self._revisions.head(SHARED)
        if self.head is None or head is None or head.number != self.head.number or self._filing.is_owed:
            async with self.alone():
                await self.bring()

    async def take_over(self, is_at_rest: IsAtRest | None) -> bool:
        """Take over what somebody wrote to the file, as a revision; return whether answers changed.

        Args:
            is_at_rest: asked after each reading; where it says no, the file is read again.

        Raises:
            FactFileError: it is broken; nothing is written over it, and the last good facts answer.
            FileNotFoundError: there is no file; it is written again with the next change, or at the next start.
            BotError: as `bring`.
        """
        before = self._store.current
        ready: Snapshot | None = None
        refused: FactFileError | None = None
        for _ in range(MOST_LOADS):
            found = await self._filing.look_now()
            if found.data is None:
                self.fault = None  # what was broken is gone
                raise FileNotFoundError(2, "No such file or directory", str(self._filing.path))
            if self.head is not None and found.digest == self.head.digest:
                self.fault = None
                return False
            ready, refused = None, None
            try:
                ready = await self._store.prepare(found.data)
            except FactFileError as error:
                refused = error
            if is_at_rest is None or await is_at_rest():
                break
        if refused is not None:
            self._refuse(self._broken(refused))
            raise refused
        async with self.alone():
            with contextlib.suppress(FileBroken):  # changed once more, and told; the next look sees to it
                await self.bring(ready=ready)
        return self._store.current is not before

    async def check_writable(self) -> None:
        """Try whether the file could be replaced (`Filing.check_writable`)."""
        await self._filing.check_writable()

    def try_again(self) -> None:
        """Have a file that could not be written tried again: somebody waits for it."""
        self._filing.try_again()

    async def commit(self, text: bytes, snapshot: Snapshot, changes: Sequence[Change], by: By) -> Revision:
        """Make *text*, which *snapshot* answers from, the newest revision, the file and the answers; only when `alone`.

        Raises:
            HeadMoved: another process made a revision; nothing was written.
            StorageError: the file cannot be replaced or the database refuses; nothing was written.
        """
        head, found = self.head, self._found
        if head is None or found is None or found.digest != head.digest:
            if self._filing.unwritten is not None:
                raise self._filing.unwritten
            raise StorageError(f"{self._filing.path}: it could not be brought to the newest revision; see the log")
        staged = await self._filing.stage(text, found)
        try:
            revision = await self._add(head, self.text, text, changes, by)
        except BaseException:
            await self._filing.discard(staged)
            raise
        await self._follow_up(staged, revision, text, snapshot, At(head.number, head.digest))
        return revision

    async def _follow_up(self, staged: Staged, revision: Revision, text: bytes, snapshot: Snapshot, before: At) -> None:
        """Do what comes after *revision* was made, and never fail: it stands, and the next look sees to the rest."""
        log = structlog.get_logger(__name__)
        is_touched = False
        try:
            await self._filing.place(staged, revision, before)
        except Touched:
            is_touched = True
        except Exception:  # whoever made the revision is not to hear that it was refused
            log.exception("facts_not_placed", revision=revision.number)
        self._answer(revision, text, snapshot)
        try:
            if is_touched:
                # What was written to the file is taken over on top of the revision.
                await self.bring()
            else:
                self._found = await self._filing.look_now()
        except FileBroken:
            return  # told by `on_refused`
        except BotError as error:
            log.warning("facts_not_looked_at", revision=revision.number, cause=str(error))
        except Exception:
            log.exception("facts_not_looked_at", revision=revision.number)

    async def put_aside(self) -> Path | None:
        """Keep the broken file among the backups, and have the file say what the newest revision says; when `alone`.

        Returns:
            Where the broken file is kept; None where there was none.

        Raises:
            FileBroken: somebody wrote to it once more, and it is broken again.
            StorageError: it cannot be kept or replaced; it is as it was.
        """
        head, found = self.head, self._found
        if head is None or found is None:
            raise StorageError(f"{self._filing.path}: there is no revision to put in its place")
        kept = await self._filing.put_aside(found)
        mark = await self._filing.mark()
        try:
            await self._filing.write(self.text, head, found, mark.at if mark else None)
        except Touched as touched:
            raise StorageError(f"{self._filing.path}: somebody is writing it; try again") from touched
        await self.bring()
        return kept

    async def close(self) -> None:
        """Wait for what nobody else waits for."""
        await self._settling.close()

    # What the file is, and what comes of it.

    async def _bring(self, ready: Snapshot | None) -> None:
        head = await self._revisions.head(SHARED)
        found = self._found = await self._look(head)
        if head is None:
            await self._begin(found, ready)
            return
        if found.digest == head.digest and self.head is not None and self.head.number == head.number:
            self.fault = None
            await self._filing.is_at(head)
            return
        mark = await self._filing.mark()
        verdict = await self._judge.judge(
            found, self._filing.place_name, mark, head, is_shipped=self._filing.is_shipped
        )
        match verdict.state:
            case State.AGREED:
                await self._answer_from(head, found.data, ready)
                await self._filing.is_at(head)
            case State.BEHIND:
                await self._catch_up(head, found, mark, ready)
            case State.EDITED:
                await self._take(found, head, verdict.base or head, ready)
        self.fault = None

    async def _look(self, head: Revision | None) -> Found:
        try:
            return await self._filing.look(head.digest if head is not None else None)
        except StorageError:
            if head is not None:
                await self._answer_from(head, None, None)
            raise

    async def _begin(self, found: Found, ready: Snapshot | None) -> None:
        """Make the first revision, of the file as it is."""
        if found.data is None:
            raise FactsUnusable(f"{self._filing.path}: there is no fact file, and the database has no revision of it")
        snapshot = await self._prepare(found.data, ready)
        author = PROGRAM if self._filing.is_shipped else FILE
        revision = await self._add(None, None, found.data, (), By(author, via=Via.FILE, action="begin"))
        self._answer(revision, found.data, snapshot)
        await self._filing.is_at(revision)

    async def _catch_up(self, head: Revision, found: Found, mark: Mark | None, ready: Snapshot | None) -> None:
        """Have the file say what *head* says, then answer from it."""
        text = self.text if self._is_at(head) else await self._revisions.text(SHARED, head.number)
        if not self._filing.owes(head, found):
            await self._filing.write(text, head, found, mark.at if mark else None)
            self._found = await self._filing.look_now()
        await self._answer_from(head, text, ready)

    async def _take(self, found: Found, head: Revision, base: Revision, ready: Snapshot | None) -> None:
        """Make what somebody wrote to the file, from *base*, the revision after *head*."""
        data = found.data or b""
        try:
            snapshot = await self._prepare(data, ready)
        except FileBroken as fault:
            await self._answer_from(head, None, None)
            self._refuse(fault)
            raise
        before = self.text if self._is_at(head) else await self._revisions.text(SHARED, head.number)
        by = By(PROGRAM if self._filing.is_shipped else FILE, via=Via.FILE, action="take-over")
        text = data
        if base.number != head.number:
            text, snapshot = await self._merge(base, head, before, data, snapshot)
        if text == before:
            await self._catch_up(head, found, None, snapshot)
            return
        changes = await asyncio.to_thread(difference, before, text)
        revision = await self._add(head, before, text, changes, by)
        if text != data:
            # Killed here, the file is an edit of *base* still, and merging it once more changes nothing.
            await self._filing.write(text, revision, found, At(base.number, base.digest))
        else:
            await self._filing.keep(found)
            await self._filing.is_at(revision)
        self._found = await self._filing.look_now()
        self._answer(revision, text, snapshot)

    async def _merge(
        self, base: Revision, head: Revision, revised: bytes, edited: bytes, snapshot: Snapshot
    ) -> tuple[bytes, Snapshot]:
        """Put the file as somebody *edited* it, and what was *revised* meanwhile, together."""
        old = await self._revisions.text(SHARED, base.number)
        both = await asyncio.to_thread(merged, merge, old, revised, edited)
        text = both.text.encode()
        if text != edited:
            try:
                snapshot = await self._prepare(text, None)
            except FileBroken:
                both = await asyncio.to_thread(merged, keep_edited, old, revised, edited)
                text = edited
        await self._overtakings.keep(both.overtaken, head)
        return text, snapshot

    # Steps of it.

    async def _add(
        self, head: Revision | None, before: bytes | None, after: bytes, changes: Sequence[Change], by: By
    ) -> Revision:
        number = head.number if head is not None else 0
        few = tuple(changes) if len(changes) <= MOST_CHANGES else ()
        return await self._revisions.add(
            SHARED,
            expects=number,
            before=before,
            after=after,
            author=by.actor,
            via=by.via,
            reason=by.reason,
            changes=few,
            now=self._clock(),
            act=act_of(by, by.guild_id, changes, number + 1),
        )

    async def _prepare(self, data: bytes, ready: Snapshot | None) -> Snapshot:
        digest = digest_of(data)
        for known in (ready, self._store.current):
            if known is not None and known.ready is not None and known.digest == digest:
                return known
        try:
            return await self._store.prepare(data)
        except FactFileError as error:
            raise self._broken(error) from error

    async def _answer_from(self, head: Revision, text: bytes | None, ready: Snapshot | None) -> None:
        if self._is_at(head):
            return
        data = text if text is not None else await self._revisions.text(SHARED, head.number)
        self._answer(head, data, await self._prepare(data, ready))

    def _is_at(self, head: Revision) -> bool:
        return self.head is not None and self.head.number == head.number and self.head.digest == head.digest

    def _answer(self, revision: Revision, text: bytes, snapshot: Snapshot) -> None:
        before = self._store.current
        is_first = self.head is None
        self.head, self.text = revision, text
        self._store.path = self._filing.path
        self._store.publish(snapshot)
        self._metrics.facts.set(len(snapshot.book.current_facts))
        if not is_first or before is not snapshot:
            self._settling.soon()
        if not is_first:
            self.tell_changed(Changed(SHARED, revision, before, snapshot))

    def _broken(self, error: FactFileError) -> FileBroken:
        return FileBroken(str(self._filing.path), error.problems[0], len(error.problems) - 1)

    def _refuse(self, fault: FileBroken) -> None:
        if self.fault is None or str(self.fault) != str(fault):
            structlog.get_logger(__name__).warning("facts_broken", problem=str(fault))
            self.tell_refused(Refused(SHARED, fault))
        self.fault = fault
