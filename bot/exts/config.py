"""`/config`: which roles of a server may do what, and its other choices."""

import re
from collections.abc import Awaitable, Callable

import discord
from discord import app_commands
from discord.ext import commands

from bot.access.actions import Action
from bot.access.choices import check
from bot.access.levels import CHOOSABLE, Access
from bot.access.panel import Page, Panel, moved_roles
from bot.cards.message import Message, style_of
from bot.errors import UserError
from bot.interactions.interaction import language_of, moderators_only, respond, tell
from bot.interactions.presses import Guard, Ids, chosen, dynamic_item
from bot.interactions.translator import words
from bot.services import Services

CONFIG_TEMPLATE = re.compile(r"cq:1:set:config_(?P<what>[a-z]{1,12}):(?P<about>[a-z]{0,12})")
"""Those of the family of choices (`bot.cards.ids`) that are about the guild's settings."""
MOST_ROLES = 100
"""Roles of a guild that may have a level; a guild may have 250 (discord-api-docs resources/guild, 2026-08-06)."""


class Config(commands.Cog):
    """Shows the settings of a guild to its owners, and takes their choices."""

    def __init__(self, bot: commands.Bot, services: Services, *, guard: Guard) -> None:
        """Work for *bot*; *guard* runs a press."""
        self._bot = bot
        self._services = services
        self._item = dynamic_item(CONFIG_TEMPLATE, guard, self.press)

    async def cog_load(self) -> None:
        """Begin to answer presses."""
        self._bot.add_dynamic_items(self._item)

    async def cog_unload(self) -> None:
        """Stop answering presses."""
        self._bot.remove_dynamic_items(self._item)

    @app_commands.command(name="config", description=words("Set who may do what in this server", "config.description"))
    @moderators_only
    async def config(self, interaction: discord.Interaction) -> None:
        """Show the roles and the settings of this server, to be changed."""
        await self._services.gate.require(interaction, Action.CONFIG)
        message = await self._show(interaction, "roles")
        await respond(interaction, lambda: interaction.response.send_message(**message.kwargs(), ephemeral=True))

    async def press(self, interaction: discord.Interaction, ids: Ids) -> None:
        """Do what a menu or a switch of the panel says, then show the panel as it is now."""
        await self._services.gate.require(interaction, Action.CONFIG)
        takes: dict[str, Callable[[discord.Interaction, str], Awaitable[Page | None]]] = {
            "page": _turn,
            "role": self._give,
            "everyone": self._set_everyone,
            "channel": self._set_channel,
            "review": lambda *args: self._switch("review_required", *args),
            "kept": self._keep_unanswered,
        }
        take = takes.get(ids["what"])
        page = await take(interaction, ids["about"]) if take is not None else None
        if page is None:
            raise UserError(self._say(interaction, "cards.gone"))
        message = await self._show(interaction, page)
        if not interaction.response.is_done():
            await respond(interaction, lambda: interaction.response.edit_message(**message.kwargs()))
        else:
            await interaction.edit_original_response(**message.kwargs())

    async def _give(self, interaction: discord.Interaction, about: str) -> Page | None:
        """Let exactly the chosen roles have the level *about*."""
        level, guild_id = Access.named(about), interaction.guild_id
        picked = _ids(interaction)
        if level not in CHOOSABLE or guild_id is None or picked is None:
            return None
        if guild_id in picked:
            raise UserError(self._say(interaction, "access.config.not_everyone"))
        roles = await self._services.database.guilds.roles(guild_id)
        if len(roles.keys() | picked) > MOST_ROLES:
            raise UserError(self._say(interaction, "access.config.too_many", most=MOST_ROLES))
        await respond(interaction, interaction.response.defer)
        by = await self._services.database.actors.token(interaction.user.id)
        self._services.gate.forget(guild_id)
        moved = moved_roles(await self._services.gate.choices(guild_id), level, picked)
        if moved:
            await self._services.gate.give(guild_id, moved, by=by)
        return "roles"

    async def _set_everyone(self, interaction: discord.Interaction, _about: str) -> Page | None:
        picked = chosen(interaction)
        return await self._choose(interaction, "everyone", picked[0]) if len(picked) == 1 else None

    async def _set_channel(self, interaction: discord.Interaction, _about: str) -> Page | None:
        picked = _ids(interaction)
        if picked is None or len(picked) > 1 or interaction.guild is None:
            return None
        channel_id = next(iter(picked), None)
        if channel_id is not None:
            channel = interaction.guild.get_channel(channel_id)
            if channel is None:
                return None
            allowed = channel.permissions_for(interaction.guild.me)
            if not (allowed.view_channel and allowed.send_messages):
                raise UserError(self._say(interaction, "access.config.cannot_write", channel=channel.mention))
        return await self._choose(interaction, "moderators_channel", channel_id)

    async def _switch(self, key: str, interaction: discord.Interaction, about: str) -> Page | None:
        return await self._choose(interaction, key, about == "on") if about in {"on", "off"} else None

    async def _keep_unanswered(self, interaction: discord.Interaction, about: str) -> Page | None:
        """Keep unanswered questions from now on; or, asked once more, keep none: those that are kept go as well."""
        if about == "off":
            return "sure"
        page = await self._switch("keeps_unanswered", interaction, "off" if about == "sure" else about)
        if page is not None and about == "sure" and interaction.guild_id is not None:
            gone = await self._services.database.unanswered.clear(interaction.guild_id)
            language = language_of(interaction, self._services.settings.language)
            await tell(interaction, self._services.wording.count("access.config.kept.gone", language, gone))
        return page

    async def _choose(self, interaction: discord.Interaction, key: str, value: object) -> Page | None:
        """Set *key* of the guild to *value*; None when it is no choice: a menu that was tampered with."""
        guild_id = interaction.guild_id
        try:
            check(key, value)
        except ValueError:
            return None
        if guild_id is None:
            return None
        await respond(interaction, interaction.response.defer)
        by = await self._services.database.actors.token(interaction.user.id)
        await self._services.gate.choose(guild_id, key, value, by=by)
        return "rest"

    async def _show(self, interaction: discord.Interaction, page: Page) -> Message:
        services, guild = self._services, interaction.guild
        panel = Panel(
            await services.gate.choices(interaction.guild_id),
            keeps_shared=interaction.guild_id in services.settings.home_guilds,
            known_roles=frozenset(role.id for role in guild.roles) if guild is not None and guild.roles else None,
            wording=services.wording,
            language=language_of(interaction, services.settings.language),
        )
        style = style_of(interaction.message) if interaction.message else services.settings.reply_style
        return panel.message(page, style)

    def _say(self, interaction: discord.Interaction, key: str, **values: object) -> str:
        return self._services.wording(key, language_of(interaction, self._services.settings.language), **values)


async def _turn(_interaction: discord.Interaction, about: str) -> Page | None:
    match about:
        case "roles" | "rest":
            return about
        case _:
            return None


def _ids(interaction: discord.Interaction) -> frozenset[int] | None:
    """Return the ids that were chosen; None when they are no ids, which Discord's menus never send."""
    picked = chosen(interaction)
    if not all(each.isascii() and each.isdigit() and 0 < int(each) < 1 << 63 for each in picked):
        return None
    return frozenset(map(int, picked))
