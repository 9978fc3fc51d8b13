"""A change made, or handed on: published, waiting for somebody else, put on top of another one, taken back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import discord

from bot.cards.ids import work_id
from bot.cards.markdown import quote_typed
from bot.cards.message import Message, Press, Section
from bot.curating.checking import Checker, complete, mend
from bot.curating.draft import Deed, Draft, dump_draft
from bot.curating.forms import what_of
from bot.curating.preview import Checked
from bot.curating.reading import Reading
from bot.curating.rebase import change_on_top, fields_in, is_made
from bot.curation.errors import FileBroken, LosesAnswers, NoSuchRevision, NothingChanges
from bot.curation.scope import scope_of
from bot.database.auditlog import Act
from bot.database.proposals import APPROVED, CHANGE
from bot.database.work import Work
from bot.errors import UserError
from bot.services import Services
from knowledge.editing.change import EditRefused, Overtaken, dump_changes
from knowledge.errors import FactFileError

DONE: Final = "done"
WAITING: Final = "waiting"
_MAX_TARGET = 160


class Publisher:
    """The last step of a change."""

    def __init__(self, services: Services, checker: Checker) -> None:
        """Publish through *services*; *checker* looks at what could not be."""
        self._services = services
        self._checker = checker

    async def publish(
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
        if is_made(draft.changes, reading.book):
            # Pressed twice, or the process was killed after publishing: there is nothing left to do.
            return await self._done(work, draft, reading)
        draft, problems = mend(draft, reading)
        waits = bool(await services.gate.choice(work.guild_id, "review_required"))
        if problems or waits or accept_losses:
            checked = await self._checker.check(draft, work.guild_id, reading)
            is_agreed = accept_losses and draft.reason and {*checked.draft.seen} <= {*draft.seen}
            if not checked.is_ready or (checked.loses and not is_agreed):
                return checked
            draft = checked.draft
        draft = complete(draft, reading.book)
        by = await database.actors.token(interaction.user.id)
        if waits:
            return await self._propose(work, draft, by, reading)
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
            # Something came between the look and the step; another look tells what.
            return await self._checker.check(draft, work.guild_id, reading)
        draft = replace(draft, published=published.revision.number)
        if draft.proposal is not None:
            act = Act(work.guild_id, by, "approve", f"proposal {draft.proposal}")
            await database.proposals.decide(draft.proposal, APPROVED, by, None, services.clock(), act=act)
        return await self._done(work, draft, reading)

    async def _done(self, work: Work, draft: Draft, reading: Reading) -> Message:
        database, now = self._services.database, self._services.clock()
        await database.work.put(work.number, dump_draft(draft), now)
        await database.work.close(work.number, DONE, now)
        key = "published" if draft.published is not None else "published_before"
        head = reading.say(f"done.{key}", number=draft.published or 0, what=_named(draft, reading))
        undo = Press(reading.say("button.undo"), work_id("undo", work.number))
        rows = ((undo,),) if draft.published is not None else ()
        lines = [head]
        if (question := _question(draft)) is not None:
            lines.append(reading.say("done.try", question=quote_typed(question, 200)))
        return Message(self._services.settings.reply_style, (Section("\n".join(lines)),), rows)

    async def _propose(self, work: Work, draft: Draft, by: str, reading: Reading) -> Message:
        """Hand the change on to whoever approves it."""
        services, now = self._services, self._services.clock()
        first = draft.changes[0]
        target = f"{first.section} {first.id}"[:_MAX_TARGET]
        if not await services.database.work.close(work.number, WAITING, now):
            raise UserError(reading.say("gone.work"))
        try:
            number = await services.database.proposals.add(
                guild_id=work.guild_id,
                scope=work.scope,
                kind=CHANGE,
                author=by,
                text=draft.reason,
                now=now,
                entry=first.id,
                body=dump_changes(draft.changes),
                tell=True,
                act=Act(work.guild_id, by, "propose", target, draft.reason or None, None, None),
            )
        except BaseException:
            await services.database.work.reopen(work.number, now)
            raise
        if draft.proposal is not None:
            await services.database.proposals.decide(draft.proposal, APPROVED, by, None, now)
        told = reading.say("done.waiting", number=number, what=_named(draft, reading))
        return Message(services.settings.reply_style, (Section(told),))

    def dropped(self, draft: Draft, reading: Reading) -> Message:
        """Return that nothing was changed."""
        told = reading.say("done.dropped", what=_named(draft, reading))
        return Message(self._services.settings.reply_style, (Section(told),))

    async def on_top(self, work: Work, draft: Draft, reading: Reading) -> Draft:
        """Return *draft* as a change of the entries as they are now."""
        head = await self._services.database.revisions.head(work.scope)
        number = head.number if head is not None else 0
        now = [change_on_top(each, fields_in(reading.book, each.section, each.id)) for each in draft.changes]
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
            changes = await self._services.keeper.undo(scope, number)
        except NoSuchRevision as missing:
            raise UserError(reading.say("gone.revision", number=missing.number, newest=missing.newest)) from missing
        except NothingChanges as nothing:
            raise UserError(reading.say("gone.nothing")) from nothing
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
        try:
            changes = await self._services.keeper.bring_back(scope, number)
        except NoSuchRevision as missing:
            raise UserError(reading.say("gone.revision", number=missing.number, newest=missing.newest)) from missing
        except NothingChanges as nothing:
            raise UserError(reading.say("gone.nothing")) from nothing
        why = reading.say("reason.bring_back", number=number)
        return Draft(Deed.REVERT, changes[0].section, several=changes, reason=why)


def _named(draft: Draft, reading: Reading) -> str:
    """Return what was changed, as Markdown."""
    if draft.several:
        return reading.wording.count("keeping.preview.several", reading.language, len(draft.several))
    return f"{what_of(draft, reading)} `{draft.entry_id}`"


def _question(draft: Draft) -> str | None:
    """Return a question to try the change with, one that it adds if there is any; None where it answers none."""
    if draft.several or draft.is_removal or draft.fields.get("retired"):
        return None
    asked, old = _asked(draft.fields), _asked(draft.before or {})
    return next((each for each in asked if each not in old), asked[0] if asked else None)


def _asked(fields: Mapping[str, Any]) -> list[str]:
    questions = fields.get("questions") or {}
    return [each for language in ("en", "ko") for each in questions.get(language) or ()]
