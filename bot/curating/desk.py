"""Where changes are made: begun by a command or from elsewhere, written in forms, looked at, and published or not.

Whatever somebody has in hand lies in the database, by number; forms and buttons carry that number and nothing else.
Every step asks the gate again, for the guild that the change belongs to, and takes only what is the member's own.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import discord

from bot.access.actions import Action
from bot.cards.message import Message
from bot.curating.checking import Checker
from bot.curating.draft import Deed, Draft, dumped, loaded
from bot.curating.forms import ALIAS, REASON, SPREAD, About, has_page, make_form, merged, take_form
from bot.curating.preview import OFFERS, Checked, render_preview
from bot.curating.publishing import Publisher
from bot.curating.reading import Reading
from bot.curating.rebase import SentencesMoved, fields_in, on_top
from bot.curating.sections import ordered, usual
from bot.database.work import OPEN, Work
from bot.errors import UserError
from bot.interactions.forms import Sent, open_form
from bot.interactions.interaction import RESPOND_WITHIN_S, language_of, respond
from bot.interactions.presses import Ids
from bot.revising.scope import scope_of
from bot.services import Services
from knowledge.editing.change import Fields, SectionName

FORMS: Final = {"edit": "0", "more": "1", "list": SPREAD, "why": REASON}
"""Which form a button of the preview opens."""
LARGEST: Final = 2**63
"""No number in the database is as large; one in a made-up custom_id may be."""


class Desk:
    """Every step of a change. Holds nothing but the services, so that it may be made wherever one is needed.

    Attributes:
        services: those of the process.
    """

    def __init__(self, services: Services) -> None:
        """Work for *services*."""
        self.services = services
        self._checker = Checker(services)
        self._publisher = Publisher(services, self._checker)

    # Beginning.

    async def start(
        self,
        interaction: discord.Interaction,
        *,
        section: SectionName,
        fields: Mapping[str, Any],
        entry_id: str | None = None,
        since: Fields | None = None,
        reason: str = "",
        proposal: int | None = None,
        unanswered: int | None = None,
        page: str = "0",
    ) -> None:
        """Do as `bot.curating.start.start`; *page* is the form to open.

        Raises:
            Forbidden, UserError, StorageError: nothing is begun then.
        """
        await self.services.gate.require(interaction, Action.CHANGE)
        reading = await self.reading(interaction)
        before = self.entry(section, entry_id, reading) if entry_id is not None else None
        if before is not None and since is not None:
            try:
                wanted = on_top(dict(since), dict(fields), dict(before))
            except SentencesMoved as moved:
                raise UserError(reading.say("gone.sentences")) from moved
        else:
            wanted = merged(usual(section) if before is None else before, fields)
        begun = Draft(
            deed=Deed.ADD if before is None else Deed.ALIAS if page == ALIAS else Deed.EDIT,
            section=section,
            entry_id=entry_id or str(fields.get("id") or ""),
            before=before,
            fields=ordered(section, wanted),
            reason=reason,
            proposal=proposal,
            unanswered=unanswered,
        )
        await self.open_form(interaction, begun, page, reading)

    async def open_form(self, interaction: discord.Interaction, draft: Draft, page: str, reading: Reading) -> None:
        """Keep *draft* as something in hand, and open its form *page* as the first response."""
        number, draft = await self.keep(interaction, draft)
        await open_form(interaction, make_form(draft, About(number, page, draft.step, here=False), reading))

    async def open_preview(self, interaction: discord.Interaction, draft: Draft, reading: Reading) -> None:
        """Keep *draft* as something in hand, and show its preview; the response is deferred already, or is now."""
        if not interaction.response.is_done():
            await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        number, draft = await self.keep(interaction, replace(draft, step=draft.step + 1))
        await self._show(interaction, number, draft, reading, is_kept=True)

    async def resume(self, interaction: discord.Interaction, number: int) -> None:
        """Show the preview of the member's own open change *number* again, wherever the first one went.

        Raises:
            Forbidden, UserError, StorageError: there is none, or it is not theirs to change.
        """
        work = await self._work(interaction, number)
        await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        draft, reading = await self._draft(work, interaction), await self.reading(interaction)
        await self._show(interaction, number, draft, reading, is_kept=True)

    async def keep(self, interaction: discord.Interaction, draft: Draft) -> tuple[int, Draft]:
        """Keep *draft* as something that the member has in hand; return its number, and what is kept.

        One that has been shown already counts as written, so that it can be found again.
        """
        guild_id = _guild_of(interaction)
        database, now = self.services.database, self.services.clock()
        scope = scope_of(guild_id, self.services.settings)
        head = await database.revisions.head(scope)
        draft = replace(draft, revision=head.number if head is not None else 0)
        body, is_written = await dumped(draft), draft.step > 0
        number = await database.work.open(guild_id, scope, interaction.user.id, body, now, is_written=is_written)
        return number, draft

    async def reading(self, interaction: discord.Interaction) -> Reading:
        """Return by what fields are read for the member: the facts of their guild, in their language.

        Raises:
            TimeoutError: the facts of the guild are not ready while there is time for a first response.
            StorageError: the database does not answer.
        """
        # Once the response is deferred, nobody is kept waiting for the facts of a guild that were not at hand.
        async with asyncio.timeout(None if interaction.response.is_done() else RESPOND_WITHIN_S):
            snapshot = await self.services.keeper.snapshot_for(interaction.guild_id)
        language = language_of(interaction, self.services.settings.language)
        return Reading(snapshot.book, self.services.wording, language)

    def entry(self, section: SectionName, ident: str, reading: Reading) -> dict[str, Any]:
        """Return the entry *ident* as it is now.

        Raises:
            UserError: there is none.
        """
        found = fields_in(reading.book, section, ident)
        if found is None:
            raise UserError(reading.say("gone.entry"))
        return found

    async def taking_back(
        self, interaction: discord.Interaction, number: int, reading: Reading, *, is_whole: bool
    ) -> Draft:
        """Return a draft that takes revision *number* back, or makes everything as it was then.

        Raises:
            UserError: there is no such revision, or nothing would change.
        """
        take = self._publisher.bringing_back if is_whole else self._publisher.undoing
        return await take(_guild_of(interaction), number, reading)

    # Forms.

    async def take(self, interaction: discord.Interaction, sent: Sent) -> None:
        """Take a form that was sent, and show the preview of what came of it."""
        about = About.read(sent.about)
        work = await self._work(interaction, about.number if about is not None else None)
        draft = await self._draft(work, interaction)
        if about is None or not has_page(draft, about.page):
            raise UserError(self._say("gone.work", interaction))
        is_here = about.here and interaction.message is not None
        await respond(
            interaction,
            lambda: (
                interaction.response.defer() if is_here else interaction.response.defer(ephemeral=True, thinking=True)
            ),
        )
        reading = await self.reading(interaction)
        await self._show(interaction, work.number, take_form(draft, about, sent, reading), reading)

    # Buttons.

    async def press(self, interaction: discord.Interaction, ids: Ids) -> None:
        """Do what a button of a preview says."""
        action = ids["action"]
        is_last = action in {"publish", "anyway"}
        # Pressed twice, the last step tells the second time what was done the first time.
        is_closed = None if is_last else action == "undo"
        work = await self._work(interaction, int(ids["number"]), is_closed=is_closed)
        number = work.number
        draft = await self._draft(work, interaction)
        if action in FORMS:
            reading = await self.reading(interaction)
            if not has_page(draft, FORMS[action]):
                raise UserError(self._say("gone.work", interaction))
            about = About(number, FORMS[action], draft.step, here=True)
            await open_form(interaction, make_form(draft, about, reading))
            return
        await respond(interaction, interaction.response.defer)
        reading = await self.reading(interaction)
        match action:
            case "publish" | "anyway":
                await self._publish(interaction, work, draft, reading, accept_losses=action == "anyway")
            case "cancel" | "theirs":
                await self._drop(interaction, number, draft, reading)
            case "ontop":
                await self._show(interaction, number, await self._publisher.on_top(work, draft, reading), reading)
            case "again":
                await self._show(interaction, number, draft, reading)
            case "undo":
                await self._undo(interaction, draft, reading)
            case _ if action in OFFERS:
                await self._take_offer(interaction, work, draft, OFFERS.index(action), reading)
            case _:
                raise UserError(self._say("gone.work", interaction))

    async def _publish(
        self, interaction: discord.Interaction, work: Work, draft: Draft, reading: Reading, *, accept_losses: bool
    ) -> None:
        if work.state != OPEN:
            await self._edit(interaction, await self._publisher.over(work.number, reading))
            return
        done = await self._publisher.publish(interaction, work, draft, reading, accept_losses=accept_losses)
        if isinstance(done, Message):
            await self._edit(interaction, done)
        else:
            await self._keep_and_show(interaction, work.number, done, reading, kept=draft)

    async def _drop(self, interaction: discord.Interaction, number: int, draft: Draft, reading: Reading) -> None:
        if await self.services.database.work.close(number, "dropped", self.services.clock()):
            await self._edit(interaction, self._publisher.dropped(draft, reading))
        else:
            await self._edit(interaction, await self._publisher.over(number, reading))

    async def _undo(self, interaction: discord.Interaction, draft: Draft, reading: Reading) -> None:
        if draft.published is None:
            raise UserError(self._say("gone.work", interaction))
        begun = await self._publisher.undoing(_guild_of(interaction), draft.published, reading)
        await self.open_preview(interaction, begun, reading)

    async def _take_offer(
        self, interaction: discord.Interaction, work: Work, draft: Draft, index: int, reading: Reading
    ) -> None:
        checked = await self._checker.check(draft, work.guild_id, reading)
        if index < len(checked.offers):
            fields = {**draft.fields, "sources": [checked.offers[index].place]}
            draft = replace(draft, fields=ordered(draft.section, fields), step=draft.step + 1)
        await self._show(interaction, work.number, draft, reading)

    # Showing.

    async def _show(
        self, interaction: discord.Interaction, number: int, draft: Draft, reading: Reading, *, is_kept: bool = False
    ) -> None:
        """Look at *draft*, keep it as it is now unless it *is_kept*, and show it as the response that is deferred."""
        # Kept first: what somebody wrote is not lost, whatever the looking at it may run into.
        if not is_kept:
            await self._put(interaction, number, draft)
        checked = await self._checker.check(draft, _guild_of(interaction), reading)
        await self._keep_and_show(interaction, number, checked, reading, kept=draft)

    async def _keep_and_show(
        self, interaction: discord.Interaction, number: int, checked: Checked, reading: Reading, *, kept: Draft
    ) -> None:
        if checked.draft != kept:
            await self._put(interaction, number, checked.draft)
        style = self.services.settings.reply_style
        message = await asyncio.to_thread(render_preview, checked, number, reading, style=style)
        await self._edit(interaction, message)

    async def _put(self, interaction: discord.Interaction, number: int, draft: Draft) -> None:
        if not await self.services.database.work.put(number, await dumped(draft), self.services.clock()):
            raise UserError(self._say("gone.work", interaction))

    async def _edit(self, interaction: discord.Interaction, message: Message) -> None:
        await interaction.edit_original_response(**message.kwargs())

    # What is whose.

    async def _work(
        self, interaction: discord.Interaction, number: int | None, *, is_closed: bool | None = False
    ) -> Work:
        """Return the member's own work *number*: an open one, a closed one, or (None) either.

        Raises:
            Forbidden: they may not change facts (any more), or not in this guild.
            UserError: there is no such one that is theirs.
        """
        work = None
        if number is not None and number < LARGEST:
            work = await self.services.database.work.get(number)
        guild_id = work.guild_id if work is not None else None
        await self.services.gate.require(interaction, Action.CHANGE, guild_id=guild_id)
        if work is None or work.member_id != interaction.user.id or is_closed is (work.state == OPEN):
            raise UserError(self._say("gone.work", interaction))
        return work

    async def _draft(self, work: Work, interaction: discord.Interaction) -> Draft:
        try:
            return await loaded(work.body)
        except ValueError as cause:
            raise UserError(self._say("gone.work", interaction)) from cause

    def _say(self, key: str, interaction: discord.Interaction) -> str:
        language = language_of(interaction, self.services.settings.language)
        return self.services.wording(f"keeping.{key}", language)


def _guild_of(interaction: discord.Interaction) -> int:
    # The gate has refused whatever comes from no guild.
    assert interaction.guild_id is not None  # noqa: S101
    return interaction.guild_id
