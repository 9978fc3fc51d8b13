"""`/review`: what waits for a second pair of eyes, for a moderator, or for somebody to write it."""

import re
from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.access.actions import Action
from bot.cards.ids import PROPOSAL_TEMPLATE, list_id
from bot.cards.message import Message, Press, Section, Style, style_of
from bot.curating.checking import Checker
from bot.curating.reading import Reading
from bot.curating.start import start
from bot.database.proposals import CHANGE, CORRECTION, OPEN, Proposal
from bot.errors import UserError
from bot.gateway.once import Once
from bot.gateway.outbox import Outbox
from bot.interactions.forms import Form, Forms, Line, Sent, open_form
from bot.interactions.interaction import language_of, moderators_only, respond
from bot.interactions.presses import Guard, Ids, dynamic_item
from bot.interactions.translator import words
from bot.review.deciding import MAX_NOTE, Decided, Decider
from bot.review.showing import PAGE, Shown, check, render_list, render_proposal, tokens_of
from bot.review.teller import Teller
from bot.review.waiting import KINDS, TO_DECIDE, Review, changes_of
from bot.services import Services

REVIEW_TEMPLATE: Final = re.compile(r"cq:1:list:review:(?P<page>[0-9]{1,4}):(?P<kind>[a-z]{0,12})")
"""Those of the family of lists (`bot.cards.ids`) that turn pages of the review."""
FORM: Final = "review"
"""What the forms here are called; about is the action and the number, ``decline-12``, and what was seen if it counts:
``anyway-12-0123456789ab``."""
_ABOUT = re.compile(r"(?P<action>decline|settle|anyway|withdraw)-(?P<number>[0-9]{1,19})(?:-(?P<seen>[0-9a-f]{12}))?")
_BEGUN = frozenset({"take", "fix", "write"})
_NEEDS: Final = {"withdraw": Action.CHANGE}
"""What a form takes where deciding takes more: whoever changes facts may take back a change of their own."""


class ReviewQueue(commands.Cog):
    """Shows what waits in a guild, and does what its buttons and forms say; the gate is asked at each step."""

    def __init__(self, bot: commands.Bot, services: Services, *, guard: Guard, forms: Forms, outbox: Outbox) -> None:
        """Work for *bot*; *guard* runs a press, *forms* reads forms, *outbox* tells authors."""
        self._bot = bot
        self._services = services
        self._once = Once()
        self._review = Review(services)
        self._decider = Decider(services)
        self._checker = Checker(services)
        self._teller = Teller(services, outbox, bot.fetch_user)
        self._items = (
            dynamic_item(REVIEW_TEMPLATE, guard, self.turn),
            dynamic_item(PROPOSAL_TEMPLATE, guard, self.press),
        )
        forms.on(FORM, self.take)

    async def cog_load(self) -> None:
        """Begin to answer presses, and to tell authors."""
        self._bot.add_dynamic_items(*self._items)
        self._teller.start()

    async def cog_unload(self) -> None:
        """Stop both."""
        self._bot.remove_dynamic_items(*self._items)
        await self._teller.stop()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Tell whoever is to be told since before this start."""
        self._teller.look()

    @app_commands.command(
        name="review", description=words("See what waits, and decide about it", "reviewing.description")
    )
    @app_commands.describe(kind=words("Only these", "reviewing.kind"))
    @app_commands.choices(
        kind=[
            app_commands.Choice(name=words("Changes", "reviewing.kinds.change"), value="change"),
            app_commands.Choice(name=words("Corrections", "reviewing.kinds.correction"), value="correction"),
            app_commands.Choice(name=words("Drafts", "reviewing.kinds.draft"), value="draft"),
            app_commands.Choice(name=words("Overtaken changes", "reviewing.kinds.overtaken"), value="overtaken"),
        ]
    )
    @moderators_only
    async def review(self, interaction: discord.Interaction, kind: str | None = None) -> None:
        """Show the first page of what waits."""
        if not self._once.take(interaction.id):
            self._services.metrics.dropped.labels("duplicate").inc()
            return
        await self._services.gate.require(interaction, Action.REVIEW)
        await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        await self._show(interaction, await self._page(interaction, 0, kind))

    async def turn(self, interaction: discord.Interaction, ids: Ids) -> None:
        """Show another page in place."""
        await self._services.gate.require(interaction, Action.REVIEW)
        await respond(interaction, interaction.response.defer)
        kind = ids["kind"] if ids["kind"] in KINDS else None
        await self._show(interaction, await self._page(interaction, int(ids["page"]), kind))

    async def press(self, interaction: discord.Interaction, ids: Ids) -> None:
        """Do what a button of a proposal says."""
        action, number = ids["action"], int(ids["number"])
        if action == "open":
            proposal = await self._review.find(interaction, number, Action.REVIEW)
            await respond(interaction, interaction.response.defer)
            await self._open(interaction, proposal)
        elif action == "approve":
            proposal = await self._review.find(interaction, number)
            await respond(interaction, interaction.response.defer)
            await self._approve(interaction, proposal)
        elif action in {"decline", "settle", "anyway", "withdraw"}:
            proposal = await self._review.find(interaction, number, _NEEDS.get(action))
            self._check_open(interaction, proposal)
            await open_form(interaction, self._form(interaction, action, proposal, ids.get("seen") or ""))
        elif action in _BEGUN:
            proposal = await self._review.find(interaction, number, Action.CHANGE)
            self._check_open(interaction, proposal)
            await self._begin(interaction, proposal)
        else:
            raise UserError(self._say("gone", interaction))

    async def take(self, interaction: discord.Interaction, sent: Sent) -> None:
        """Decide as a form says."""
        about = _ABOUT.fullmatch(sent.about)
        needed = _NEEDS.get(about["action"]) if about is not None else None
        proposal = await self._review.find(interaction, int(about["number"]) if about is not None else 0, needed)
        if about is None:
            raise UserError(self._say("gone", interaction))
        await respond(interaction, interaction.response.defer)
        note = sent.values.get("note", "")[:MAX_NOTE]
        match about["action"]:
            case "anyway":
                await self._approve(interaction, proposal, note, about["seen"] or "")
            case "withdraw":
                await self._done(interaction, proposal, await self._decider.withdraw(interaction, proposal, note))
            case "settle":
                await self._done(interaction, proposal, await self._decider.settle(interaction, proposal, note))
            case _:
                await self._done(interaction, proposal, await self._decider.decline(interaction, proposal, note))

    async def _approve(
        self, interaction: discord.Interaction, proposal: Proposal, note: str = "", seen: str = ""
    ) -> None:
        done = await self._decider.approve(interaction, proposal, note=note, seen=seen if note else "")
        if done is None:
            await self._open(interaction, proposal)
        else:
            await self._done(interaction, proposal, done)

    async def _done(self, interaction: discord.Interaction, proposal: Proposal, done: Decided) -> None:
        self._teller.look()
        language = language_of(interaction, self._services.settings.language)
        kind = self._services.wording(f"review.kind.{proposal.kind}", language)
        number = done.revision or proposal.number
        lines = [self._say(f"done.{done.key}", interaction, kind=kind, number=number)]
        members = await self._services.database.actors.members([proposal.author])
        if proposal.tell and members.get(proposal.author) != interaction.user.id:
            lines.append(self._say("done.told", interaction))
        back = Press(self._say("button.list", interaction), list_id("review", 0))
        await self._show(interaction, Message(self._style(interaction), (Section("\n".join(lines)),), ((back,),)))

    async def _begin(self, interaction: discord.Interaction, proposal: Proposal) -> None:
        """Open the form of the change that *proposal* leads to; it is settled once that is published."""
        snapshot = await self._services.keeper.book(proposal.scope)
        if proposal.kind == CORRECTION:
            entry, reason = proposal.entry or "", self._say("reason", interaction, number=proposal.number)
            await start(
                self._services,
                interaction,
                section="gaps" if entry in snapshot.book.gaps else "facts",
                fields={},
                entry_id=entry,
                reason=reason,
                proposal=proposal.number,
            )
            return
        changes = changes_of(proposal)
        change = changes[0] if len(changes) == 1 else None
        if change is None or change.after is None:
            raise UserError(self._say("gone", interaction))
        is_there = change.id in getattr(snapshot.book, change.section)
        await start(
            self._services,
            interaction,
            section=change.section,
            fields=change.after,
            entry_id=change.id if is_there else None,
            since=change.before,
            reason=proposal.text if proposal.kind == CHANGE else "",
            proposal=proposal.number,
        )

    async def _open(self, interaction: discord.Interaction, proposal: Proposal) -> None:
        reading = await self._reading(interaction)
        found = await self._services.database.proposals.get(proposal.number) or proposal
        members = await self._services.database.actors.members(tokens_of([found]))
        own = members.get(found.author) == interaction.user.id
        may: list[Action] = []
        if self._review.keeps(found, interaction.guild_id):  # else it is for those to decide who keep these facts
            may = [each for each in {*TO_DECIDE.values()} if await self._services.gate.allows(interaction, each)]
        checked = None
        if found.state == OPEN:
            checked = await check(found, interaction.guild_id or found.guild_id, self._checker, reading)
        shown = Shown(found, members, frozenset(may), own, checked)
        await self._show(interaction, render_proposal(shown, reading, self._style(interaction)))

    async def _page(self, interaction: discord.Interaction, page: int, kind: str | None) -> Message:
        waiting = await self._review.page(interaction.guild_id or 0, kind, page, PAGE)
        members = await self._services.database.actors.members(tokens_of(waiting.proposals))
        reading = await self._reading(interaction)
        return render_list(waiting, kind, page, members, reading, style=self._style(interaction))

    def _form(self, interaction: discord.Interaction, action: str, proposal: Proposal, seen: str) -> Form:
        title = "title" if action == "decline" else f"{action}_title"
        kind = self._say(f"kind.{proposal.kind}", interaction)
        key = "reason" if action == "anyway" else "note"
        note = Line(
            "note",
            self._say(f"decline.{key}", interaction),
            self._say(f"decline.{key}_hint", interaction),
            required=action == "anyway",
            long=True,
            most=MAX_NOTE,
        )
        title = self._say(f"decline.{title}", interaction, kind=kind, number=proposal.number)
        return Form(FORM, f"{action}-{proposal.number}" + (f"-{seen}" if seen else ""), title, (note,))

    def _check_open(self, interaction: discord.Interaction, proposal: Proposal) -> None:
        if proposal.state != OPEN:
            raise UserError(self._say("done.quicker", interaction))

    async def _reading(self, interaction: discord.Interaction) -> Reading:
        snapshot = await self._services.keeper.snapshot_for(interaction.guild_id)
        language = language_of(interaction, self._services.settings.language)
        return Reading(snapshot.book, self._services.wording, language)

    async def _show(self, interaction: discord.Interaction, message: Message) -> None:
        await interaction.edit_original_response(**message.kwargs())

    def _style(self, interaction: discord.Interaction) -> Style:
        return style_of(interaction.message) if interaction.message else self._services.settings.reply_style

    def _say(self, key: str, interaction: discord.Interaction, **values: Any) -> str:
        language = language_of(interaction, self._services.settings.language)
        return self._services.wording(f"review.{key}", language, **values)
