"""`/insight`: what could not be answered and what to do about it, what members thought, how much was asked."""

import asyncio
import re
from datetime import timedelta

import discord
from discord import app_commands
from discord.ext import commands

from bot.access.actions import Action
from bot.cards.ids import OPEN_TEMPLATE
from bot.cards.message import Message, Section, Style, style_of
from bot.cards.pictured import kwargs_with
from bot.curating.start import start
from bot.errors import UserError
from bot.gateway.once import Once
from bot.insight.board import (
    PAGE,
    dismiss,
    fact_fields,
    find_group,
    gap_fields,
    near_facts,
    questions_of,
    read_board,
    render_board,
    render_near,
    sees_direct,
    take_back,
)
from bot.insight.figures import MOST_WEEKS, read_weeks
from bot.insight.sheets import SHOWN_REPLIES, make_picture, render_feedback, render_stats
from bot.interactions.interaction import language_of, respond
from bot.interactions.presses import Guard, Ids, chosen, dynamic_item
from bot.interactions.translator import words
from bot.services import Services
from bot.text.phrases import Phrases

LIST_TEMPLATE = re.compile(r"cq:1:list:unanswered:(?P<page>[0-9]{1,4}):(?:previous|next)?")
"""Those of the family of lists (`bot.cards.ids`) that turn pages of unanswered questions."""
WEEKS = 12
DAYS = 30


class Insight(commands.Cog):
    """Shows those who keep the facts what is missing in them, and lets them begin to mend it with one press."""

    insight = app_commands.Group(
        name="insight",
        description=words("See what could not be answered, and how the bot does", "insight.description"),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, bot: commands.Bot, services: Services, *, guard: Guard) -> None:
        """Work for *bot*; *guard* runs a press."""
        self._bot = bot
        self._services = services
        self._once = Once()
        self._items = (
            dynamic_item(OPEN_TEMPLATE, guard, self.press),
            dynamic_item(LIST_TEMPLATE, guard, self.turn),
        )

    async def cog_load(self) -> None:
        """Begin to answer presses."""
        self._bot.add_dynamic_items(*self._items)

    async def cog_unload(self) -> None:
        """Stop answering presses."""
        self._bot.remove_dynamic_items(*self._items)

    @insight.command(
        name="unanswered", description=words("Show what members asked and got no answer to", "insight.unanswered")
    )
    async def unanswered(self, interaction: discord.Interaction) -> None:
        """Show the groups, most asked first."""
        if not await self._may(interaction):
            return
        off = None
        if not await self._services.gate.choice(interaction.guild_id, "keeps_unanswered"):
            off = Section(self._phrases(interaction).say("insights.unanswered.not_kept"))
        message = await self._page(interaction, 0, style=self._services.settings.reply_style, note=off)
        await interaction.edit_original_response(**message.kwargs())

    @insight.command(name="feedback", description=words("Show what members thought of answers", "insight.feedback"))
    @app_commands.describe(days=words("Over how many days", "insight.days"))
    async def feedback(self, interaction: discord.Interaction, days: app_commands.Range[int, 1, 365] = DAYS) -> None:
        """Show votes, reasons, and the answers that were found least helpful."""
        if not await self._may(interaction):
            return
        services = self._services
        since = services.clock() - timedelta(days=days)
        opinion = await services.database.feedback.opinion(interaction.guild_id, since)
        worst = await services.database.feedback.unhelpful(interaction.guild_id, since, SHOWN_REPLIES)
        style = services.settings.reply_style
        message = render_feedback(opinion, worst, self._phrases(interaction), days=days, style=style)
        await interaction.edit_original_response(**message.kwargs())

    @insight.command(name="stats", description=words("Show how much was asked and answered, by week", "insight.stats"))
    @app_commands.describe(weeks=words("Over how many weeks", "insight.weeks"))
    async def stats(
        self, interaction: discord.Interaction, weeks: app_commands.Range[int, 1, MOST_WEEKS] = WEEKS
    ) -> None:
        """Show the weeks in words and as a picture."""
        if not await self._may(interaction):
            return
        services, guild_id, phrases = self._services, interaction.guild_id or 0, self._phrases(interaction)
        today, with_direct = services.clock().date(), sees_direct(services, guild_id)
        of_weeks = await read_weeks(services.database, guild_id, today=today, weeks=weeks, with_direct=with_direct)
        message = render_stats(of_weeks, phrases, style=services.settings.reply_style, with_direct=with_direct)
        picture = await make_picture(of_weeks, phrases)
        kwargs = message.kwargs() if picture is None else kwargs_with(message, picture)
        if (file := kwargs.pop("file", None)) is not None:
            kwargs["attachments"] = [file]  # what an edit calls it
        await interaction.edit_original_response(**kwargs)

    async def turn(self, interaction: discord.Interaction, ids: Ids) -> None:
        """Show another page of unanswered questions in place."""
        await self._services.gate.require(interaction, Action.INSIGHT)
        await respond(interaction, interaction.response.defer)
        message = await self._page(interaction, int(ids["page"]), style=self._style(interaction))
        await interaction.edit_original_response(**message.kwargs())

    async def press(self, interaction: discord.Interaction, ids: Ids) -> None:
        """Do what a button under a group says."""
        action, number = ids["action"], int(ids["number"])
        services, phrases = self._services, self._phrases(interaction)
        if number >= 1 << 63:
            raise UserError(phrases.say("insights.unanswered.gone"))  # made up: more than a database takes
        if action == "undo":
            note = await take_back(services, interaction, number, phrases)
            await self._show(interaction, note, page=0)
            return
        board, found = await find_group(services, interaction, number)
        reason = phrases.say("insights.unanswered.reason_for_change")
        match action:
            case "fact":
                fields = fact_fields(found)
                await start(services, interaction, section="facts", fields=fields, reason=reason, unanswered=number)
            case "gap":
                fields = await asyncio.to_thread(gap_fields, found, board)
                await start(services, interaction, section="gaps", fields=fields, reason=reason, unanswered=number)
            case "alias":
                await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
                near = await asyncio.to_thread(near_facts, found, board)
                message = render_near(found, near, phrases, style=services.settings.reply_style)
                await interaction.edit_original_response(**message.kwargs())
            case "onto" if len(values := chosen(interaction)) == 1:
                await start(
                    services,
                    interaction,
                    section="facts",
                    entry_id=values[0],
                    fields={"questions": questions_of(found)},
                    reason=reason,
                    unanswered=number,
                )
            case "dismiss":
                await services.gate.require(interaction, Action.CHANGE)
                note = await dismiss(services, interaction, found, phrases)
                await self._show(interaction, note, page=board.groups.index(found) // PAGE)
            case _:
                raise UserError(phrases.say("cards.gone"))

    async def _show(self, interaction: discord.Interaction, note: Section, *, page: int) -> None:
        await respond(interaction, interaction.response.defer)
        message = await self._page(interaction, page, style=self._style(interaction), note=note)
        await interaction.edit_original_response(**message.kwargs())

    async def _page(
        self, interaction: discord.Interaction, page: int, *, style: Style, note: Section | None = None
    ) -> Message:
        # The gate lets nobody through outside guilds, and no guild has the id 0.
        board = await read_board(self._services, interaction.guild_id or 0)
        return render_board(board, self._phrases(interaction), style=style, page=page, note=note)

    async def _may(self, interaction: discord.Interaction) -> bool:
        """Whether a command is to be answered, once, to whoever may see such; then its response is deferred."""
        if not self._once.take(interaction.id):
            self._services.metrics.dropped.labels("duplicate").inc()
            return False
        await self._services.gate.require(interaction, Action.INSIGHT)
        # Grouping two thousand questions, or drawing, may take longer than Discord waits for a first response.
        await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        return True

    def _style(self, interaction: discord.Interaction) -> Style:
        return style_of(interaction.message) if interaction.message else self._services.settings.reply_style

    def _phrases(self, interaction: discord.Interaction) -> Phrases:
        services = self._services
        language = language_of(interaction, services.settings.language)
        return Phrases(services.wording, language, services.keeper.snapshot(interaction.guild_id).book)
