"""A change made, or handed on: published, waiting for somebody else, put on top of another one, taken back."""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import discord
import structlog

from bot.cards.ids import work_id
from bot.cards.markdown import quote_typed
from bot.cards.message import Message, Press, Section
from bot.curating.checking import Checker, complete, mend, unwritten
from bot.curating.draft import Deed, Draft, dump_draft, dumped, loaded
from bot.curating.forms import what_of
from bot.curating.preview import Checked
from bot.curating.reading import Reading
from bot.curating.rebase import SentencesMoved, change_on_top, fields_in, id_after, is_made
from bot.database.auditlog import Act
from bot.database.proposals import APPROVED, HandedOn
from bot.database.revisions import Revision
from bot.database.work import Work
from bot.errors import FileNotWritten, UserError
from bot.revising.errors import FileBroken, LosesAnswers, NoSuchRevision, NothingChanges
from bot.revising.scope import scope_of
from bot.services import Services
from knowledge.editing.change import Change, EditRefused, Overtaken, dump_changes, same_fields
from knowledge.errors import FactFileError

DONE: Final = "done"
WAITING: Final = "waiting"
_MAX_TARGET = 160
_MOST_NAMED = 5
"""Entries of several that are named by id."""


class Publisher:
    """The last step of a change."""

    def __init__(self, services: Services, checker: Checker) -> None:
        """Publish through *services*; *checker* looks at what could not be."""
        self._services = services
        self._checker = checker

    async def publish(  # noqa: PLR0911 - one for each thing that may come of it
        self, interaction: discord.Interaction, work: Work, draft: Draft, reading: Reading, *, accept_losses: bool
    ) -> Message | Checked:
        """Make the change, or hand it on where a second pair of eyes is required.

        Args:
            interaction: the press.
            work: what is in hand.
            draft: its change.
            reading: the facts of the guild, and the member's language.
            accept_losses: whether the member has seen which answers are lost, and said why.

        Returns:
            What to tell the member; or what is in the way, for the preview to show.
        """
        services, database = self._services, self._services.database
        by = await database.actors.token(interaction.user.id)
        if _differs(draft) and is_made(draft.changes, reading.book):
            # Pressed twice, or the process was killed after publishing: only what follows from it is left to do.
            return await self._done(work, await self._found(work, draft, by), by, reading)
        draft, problems = mend(draft, reading)
        waits = bool(await services.gate.choice(work.guild_id, "review_required"))
        if problems or waits or accept_losses:
            checked = await self._checker.check(draft, work.guild_id, reading)
            is_agreed = accept_losses and draft.is_reason_own and {*checked.draft.seen} <= {*draft.seen}
            if not checked.is_ready or (checked.loses and not is_agreed):
                return checked
            draft = checked.draft
        begun, draft = draft, complete(draft, reading.book)
        if waits:
            return await self._propose(work, draft, by, reading)
        if draft.entry_id != begun.entry_id:
            # Killed after publishing, it is found again by the id that it was published with.
            await database.work.put(work.number, await dumped(draft), services.clock())
        try:
            published = await services.keeper.publish(
                scope_of(work.guild_id, services.settings),
                draft.changes,
                by=by,
                guild_id=work.guild_id,
                reason=draft.reason or None,
                action=draft.deed.value,
                accept_losses=accept_losses,
            )
        except (Overtaken, LosesAnswers, EditRefused, FactFileError, FileBroken, NothingChanges):
            # Something came between the look and the step: another press of the same, or another change.
            book = (await services.keeper.book(work.scope)).book
            if _differs(draft) and is_made(draft.changes, book):
                return await self._done(work, await self._found(work, draft, by), by, reading)
            return await self._checker.check(draft, work.guild_id, reading)
        except FileNotWritten as cause:
            # Nothing is wrong with the change: it stays in hand until whoever keeps the server has mended that.
            structlog.get_logger(__name__).error("facts_not_written", fault=str(cause))
            return unwritten(draft, cause, reading)
        return await self._done(work, replace(draft, published=published.revision.number), by, reading)

    async def _done(self, work: Work, draft: Draft, by: str, reading: Reading) -> Message:
        """Settle what follows from a change that is made, each step where it was not yet; and tell of it."""
        database, now = self._services.database, self._services.clock()
        if draft.proposal is not None:
            act = Act(work.guild_id, by, "approve", f"proposal {draft.proposal}")
            await database.proposals.decide(draft.proposal, APPROVED, by, None, now, act=act)
        await database.work.close(work.number, DONE, now, body=await dumped(draft))
        return self._published(work.number, draft, reading)

    async def over(self, number: int, reading: Reading) -> Message:
        """Return what became of a change that is not in hand any more.

        Raises:
            UserError: nothing was done with it.
        """
        work = await self._services.database.work.get(number)
        if work is None or work.state not in {DONE, WAITING}:
            raise UserError(reading.say("gone.work"))
        draft = await loaded(work.body)
        return self._published(number, draft, reading) if work.state == DONE else self._waits(draft, reading)

    async def _found(self, work: Work, draft: Draft, by: str) -> Draft:
        """Return *draft* with the revision in which its author made it already, if it was them."""
        since = await self._services.database.revisions.since(work.scope, draft.revision)
        mine = (each.number for each in since if each.author == by and _makes(each, draft.changes))
        return replace(draft, published=next(mine, None))

    def _published(self, number: int, draft: Draft, reading: Reading) -> Message:
        key = "published" if draft.published is not None else "published_before"
        head = reading.say(f"done.{key}", number=draft.published or 0, what=_named(draft, reading))
        undo = Press(reading.say("button.undo"), work_id("undo", number))
        rows = ((undo,),) if draft.published is not None else ()
        lines = [head]
        if drafts := _drafts(draft):
            lines.append(reading.wording.count("keeping.done.drafts", reading.language, drafts))
        if (question := _question(draft)) is not None:
            lines.append(reading.say("done.try", question=quote_typed(question, 200)))
        return Message(self._services.settings.reply_style, (Section("\n".join(lines)),), rows)

    async def _propose(self, work: Work, draft: Draft, by: str, reading: Reading) -> Message:
        """Hand the change on to whoever approves it; what it takes up is settled then, not now."""
        first = draft.changes[0]
        target = f"{first.section} {first.id}"[:_MAX_TARGET]
        number = await self._services.database.proposals.hand_on(
            HandedOn(work.number, WAITING, lambda number: dump_draft(replace(draft, handed_on=number))),
            guild_id=work.guild_id,
            scope=work.scope,
            author=by,
            text=draft.reason,
            now=self._services.clock(),
            entry=first.id,
            body=dump_changes(draft.changes),
            takes_up=draft.proposal,
            act=Act(work.guild_id, by, "propose", target, draft.reason or None, None, None),
        )
        if number is None:
            return await self.over(work.number, reading)
        return self._waits(replace(draft, handed_on=number), reading)

    def _waits(self, draft: Draft, reading: Reading) -> Message:
        told = reading.say("done.waiting", number=draft.handed_on or 0, what=_named(draft, reading))
        return Message(self._services.settings.reply_style, (Section(told),))

    def dropped(self, draft: Draft, reading: Reading) -> Message:
        """Return that nothing was changed."""
        told = reading.say("done.dropped", what=_named(draft, reading))
        return Message(self._services.settings.reply_style, (Section(told),))

    async def on_top(self, work: Work, draft: Draft, reading: Reading) -> Draft:
        """Return *draft* as a change of the entries as they are now.

        Raises:
            UserError: the sentences of a release cannot be put on top of other ones.
        """
        head = await self._services.database.revisions.head(work.scope)
        number = head.number if head is not None else 0
        try:
            now = [change_on_top(each, fields_in(reading.book, each.section, each.id)) for each in draft.changes]
        except SentencesMoved as moved:
            raise UserError(reading.say("gone.sentences")) from moved
        if draft.several:
            return replace(draft, several=tuple(now), revision=number, step=draft.step + 1)
        mine, *beside = now
        return replace(
            draft,
            before=mine.before,
            fields=mine.after or {},
            is_removal=mine.after is None,
            beside=tuple(beside),
            revision=number,
            step=draft.step + 1,
        )

    async def undoing(self, guild_id: int, number: int, reading: Reading) -> Draft:
        """Return a draft that takes revision *number* back.

        Raises:
            UserError: there is no such revision, or nothing to take back.
        """
        scope = scope_of(guild_id, self._services.settings)
        try:
            changes = await _worked_out(self._services.keeper.undo(scope, number), reading)
        except Overtaken as overtaken:
            # Later changes touched the same: the preview shows them, and asks.
            revision = await self._services.database.revisions.get(scope, number)
            if revision is None or not revision.changes:
                raise UserError(reading.say("gone.overtaken", id=overtaken.change.id)) from overtaken
            changes = tuple(change.reversed() for change in reversed(revision.changes))
        return Draft(
            Deed.REVERT, changes[0].section, several=changes, reason=reading.say("reason.revert", number=number)
        )

    async def bringing_back(self, guild_id: int, number: int, reading: Reading) -> Draft:
        """Return a draft that makes every entry as it was at revision *number*.

        Raises:
            UserError: there is no such revision, or everything is so already.
        """
        scope = scope_of(guild_id, self._services.settings)
        changes = await _worked_out(self._services.keeper.bring_back(scope, number), reading)
        why = reading.say("reason.bring_back", number=number)
        return Draft(Deed.REVERT, changes[0].section, several=changes, reason=why)


async def _worked_out(changes: Awaitable[tuple[Change, ...]], reading: Reading) -> tuple[Change, ...]:
    """Return *changes* that take something back.

    Raises:
        UserError: there is no such revision, or nothing to take back.
        Overtaken: as they do.
    """
    try:
        return await changes
    except NoSuchRevision as missing:
        raise UserError(reading.say("gone.revision", number=missing.number, newest=missing.newest)) from missing
    except NothingChanges as nothing:
        raise UserError(reading.say("gone.nothing")) from nothing


def _differs(draft: Draft) -> bool:
    """Whether *draft* would change anything of what it began with; if not, it was not made either."""
    return any(change.before != change.after for change in draft.changes)


def _makes(revision: Revision, changes: Sequence[Change]) -> bool:
    """Whether *revision* left every entry of *changes* as they do."""
    made = {(each.section, id_after(each)): each.after for each in revision.changes}
    return all(
        (key := (each.section, id_after(each))) in made and same_fields(each.section, made[key], each.after)
        for each in changes
    )


def _named(draft: Draft, reading: Reading) -> str:
    """Return what was changed, as Markdown."""
    if draft.several:
        count = reading.wording.count("keeping.preview.several", reading.language, len(draft.several))
        ids = [f"`{change.id}`" for change in draft.several[:_MOST_NAMED]]
        return f"{count} ({', '.join(ids)}{', …' if len(draft.several) > _MOST_NAMED else ''})"
    return f"{what_of(draft, reading)} `{draft.entry_id}`"


def _drafts(draft: Draft) -> int:
    """Return of how many sentences that a release brings drafts may be made (`bot.ingest.drafts`)."""
    if draft.several or draft.section != "releases" or draft.is_removal:
        return 0
    before = {each["id"] for each in (draft.before or {}).get("sentences") or ()}
    return sum(1 for each in draft.fields.get("sentences") or () if each["id"] not in before and each.get("paragraph"))


def _question(draft: Draft) -> str | None:
    """Return a question to try the change with, one that it adds if there is any; None where it answers none."""
    if draft.several or draft.is_removal or draft.fields.get("retired"):
        return None
    asked, old = _asked(draft.fields), _asked(draft.before or {})
    return next((each for each in asked if each not in old), asked[0] if asked else None)


def _asked(fields: Mapping[str, Any]) -> list[str]:
    questions = fields.get("questions") or {}
    return [each for language in ("en", "ko") for each in questions.get(language) or ()]
