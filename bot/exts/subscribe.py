"""`/subscribe`: which channel of a guild hears what changes in the facts, and how the week was."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.access.actions import Action
from bot.cards.message import Message, Section
from bot.database.auditlog import Act
from bot.database.subscriptions import CHANGES, DIGEST
from bot.errors import UserError
from bot.gateway.once import Once
from bot.interactions.interaction import language_of, respond
from bot.interactions.translator import words
from bot.notices.channels import may_write
from bot.notices.sources import OWN, week_over
from bot.revising.scope import SHARED, scope_of
from bot.services import Services
from knowledge.model import Language

_OFF = [
    app_commands.Choice(name=words("What changed in the facts", "subscribe.what_changes"), value=CHANGES),
    app_commands.Choice(name=words("The week in figures", "subscribe.what_digest"), value=DIGEST),
]


class Subscribe(commands.Cog):
    """Lets those who approve choose what is posted by itself, and where."""

    subscribe = app_commands.Group(
        name="subscribe",
        description=words("Choose what is posted here by itself", "subscribe.description"),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, services: Services) -> None:
        """Keep what is chosen with *services*."""
        self._services = services
        self._once = Once()

    @subscribe.command(name="changes", description=words("Post what changes in the facts", "subscribe.changes"))
    @app_commands.describe(channel=words("The channel to post in", "subscribe.channel"))
    async def changes(self, interaction: discord.Interaction, channel: discord.TextChannel) -> None:
        """Let *channel* hear what changes from now on."""
        guild_id = await self._begin(interaction, channel)
        if guild_id is None:
            return
        revisions = self._services.database.revisions
        kinds = {CHANGES: SHARED}
        if (scope := scope_of(guild_id, self._services.settings)) != SHARED:
            kinds[OWN] = scope
        for kind, of in kinds.items():
            head = await revisions.head(of)
            await self._set(interaction, guild_id, kind, channel.id, str(head.number if head is not None else 0))
        await self._say(interaction, "insights.subscribe.set.changes", channel=channel.mention)

    @subscribe.command(name="digest", description=words("Post the week in figures, on Mondays", "subscribe.digest"))
    @app_commands.describe(channel=words("The channel to post in", "subscribe.channel"))
    async def digest(self, interaction: discord.Interaction, channel: discord.TextChannel) -> None:
        """Let *channel* hear on Mondays how the week was."""
        guild_id = await self._begin(interaction, channel)
        if guild_id is None:
            return
        await self._set(interaction, guild_id, DIGEST, channel.id, week_over(self._services.clock()))
        await self._say(interaction, "insights.subscribe.set.digest", channel=channel.mention)

    @subscribe.command(name="off", description=words("Post something no more", "subscribe.off"))
    @app_commands.describe(what=words("What to post no more", "subscribe.what"))
    @app_commands.choices(what=_OFF)
    async def off(self, interaction: discord.Interaction, what: str) -> None:
        """End one of them."""
        guild_id = await self._begin(interaction)
        if guild_id is None:
            return
        kinds = (CHANGES, OWN) if what == CHANGES else (DIGEST,)
        ended = [await self._remove(interaction, guild_id, kind) for kind in kinds]
        await self._say(interaction, f"insights.subscribe.{'ended' if any(ended) else 'was_off'}.{kinds[0]}")

    @subscribe.command(name="show", description=words("Show what is posted here by itself", "subscribe.show"))
    async def show(self, interaction: discord.Interaction) -> None:
        """Show which channel hears what."""
        guild_id = await self._begin(interaction)
        if guild_id is None:
            return
        language = self._language(interaction)
        say = self._services.wording
        kept = await self._services.database.subscriptions.of_guild(guild_id)
        channels = {each.kind: each.channel_id for each in kept}
        moderators = await self._services.gate.choice(guild_id, "moderators_channel")

        def line(key: str, channel_id: int | None) -> str:
            where = say("insights.subscribe.nowhere", language) if channel_id is None else f"<#{channel_id}>"
            return say(f"insights.subscribe.{key}", language, channel=where)

        lines = [
            f"### {say('insights.subscribe.title', language)}",
            line("changes", channels.get(CHANGES)),
            line("digest", channels.get(DIGEST)),
            line("moderators", moderators),
            say("insights.subscribe.hint", language),
        ]
        await self._send(interaction, "\n".join(lines))

    async def _begin(self, interaction: discord.Interaction, channel: discord.TextChannel | None = None) -> int | None:
        """Return the guild to act for, the response deferred; None where this interaction was answered before.

        Raises:
            Forbidden: the member may not.
            UserError: the bot may not write in *channel*.
        """
        if not self._once.take(interaction.id):
            self._services.metrics.dropped.labels("duplicate").inc()
            return None
        await self._services.gate.require(interaction, Action.SUBSCRIBE)
        if channel is not None and not may_write(channel):
            language = self._language(interaction)
            raise UserError(self._services.wording("insights.subscribe.cannot", language, channel=channel.mention))
        # What follows writes to the database several times, which may wait longer than Discord does.
        await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        return interaction.guild_id

    async def _set(
        self, interaction: discord.Interaction, guild_id: int, kind: str, channel_id: int, told: str
    ) -> None:
        database, now = self._services.database, self._services.clock()
        by = await database.actors.token(interaction.user.id)
        before = await database.subscriptions.get(guild_id, kind)
        act = Act(guild_id, by, "subscribe", kind, None, str(before.channel_id) if before else None, str(channel_id))
        await database.subscriptions.set(guild_id, kind, channel_id, told, act, now)

    async def _remove(self, interaction: discord.Interaction, guild_id: int, kind: str) -> bool:
        database = self._services.database
        by = await database.actors.token(interaction.user.id)
        before = await database.subscriptions.get(guild_id, kind)
        act = Act(guild_id, by, "unsubscribe", kind, None, str(before.channel_id) if before else None)
        return await database.subscriptions.remove(guild_id, kind, act, self._services.clock())

    async def _say(self, interaction: discord.Interaction, key: str, **values: object) -> None:
        await self._send(interaction, self._services.wording(key, self._language(interaction), **values))

    async def _send(self, interaction: discord.Interaction, text: str) -> None:
        message = Message(self._services.settings.reply_style, (Section(text),))
        await interaction.edit_original_response(**message.kwargs())

    def _language(self, interaction: discord.Interaction) -> Language:
        return language_of(interaction, self._services.settings.language)
