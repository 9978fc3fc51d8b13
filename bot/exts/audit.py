"""`/audit`: who changed what, when and why."""

import re

import discord
from discord import app_commands
from discord.ext import commands

from bot.access.actions import Action
from bot.access.trail import PAGE_ENTRIES, Trail, Where, read_trail, render_trail
from bot.cards.ids import NUMBER
from bot.cards.message import Message, style_of
from bot.interactions.interaction import language_of, moderators_only, respond
from bot.interactions.presses import Guard, Ids, dynamic_item
from bot.interactions.translator import words
from bot.services import Services

AUDIT_TEMPLATE = re.compile(rf"cq:1:list:audit:(?P<page>[0-9]{{1,4}}):(?P<before>{NUMBER}?)-(?P<member>{NUMBER}?)")
"""Those of the family of lists (`bot.cards.ids`) that turn pages of the audit."""


class Audit(commands.Cog):
    """Shows the acts that concern a guild to those who approve there."""

    def __init__(self, bot: commands.Bot, services: Services, *, guard: Guard) -> None:
        """Work for *bot*; *guard* runs a press."""
        self._bot = bot
        self._services = services
        self._item = dynamic_item(AUDIT_TEMPLATE, guard, self.turn)

    async def cog_load(self) -> None:
        """Begin to answer presses."""
        self._bot.add_dynamic_items(self._item)

    async def cog_unload(self) -> None:
        """Stop answering presses."""
        self._bot.remove_dynamic_items(self._item)

    @app_commands.command(name="audit", description=words("Show who changed what, when and why", "audit.description"))
    @app_commands.describe(member=words("Only what this member did", "audit.member"))
    @moderators_only
    async def audit(self, interaction: discord.Interaction, member: discord.User | None = None) -> None:
        """Show the newest acts."""
        await self._services.gate.require(interaction, Action.AUDIT)
        message = await self._page(interaction, 0, None, member.id if member is not None else None)
        await respond(interaction, lambda: interaction.response.send_message(**message.kwargs(), ephemeral=True))

    async def turn(self, interaction: discord.Interaction, ids: Ids) -> None:
        """Show another page in place."""
        await self._services.gate.require(interaction, Action.AUDIT)
        before, member = (int(ids[each]) if ids[each] else None for each in ("before", "member"))
        message = await self._page(interaction, int(ids["page"]), before, member)
        await respond(interaction, lambda: interaction.response.edit_message(**message.kwargs()))

    async def _page(
        self, interaction: discord.Interaction, page: int, before: int | None, member_id: int | None
    ) -> Message:
        # The gate lets nobody through outside guilds, and no guild has the id 0.
        services, guild_id = self._services, interaction.guild_id or 0
        where = Where(guild_id, guild_id in services.settings.home_guilds, member_id, page, before)
        actor = await services.database.actors.known(member_id) if member_id is not None else None
        style = style_of(interaction.message) if interaction.message else services.settings.reply_style
        if member_id is not None and actor is None:
            trail = Trail((), None)
        else:
            trail = await read_trail(services.database.audit, where, actor, PAGE_ENTRIES[style])
        members = await services.database.actors.members(entry.actor for entry in trail.entries)
        language = language_of(interaction, services.settings.language)
        book = services.keeper.snapshot(interaction.guild_id).book
        return render_trail(trail, where, members, wording=services.wording, language=language, style=style, book=book)
