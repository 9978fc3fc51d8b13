"""A message's menu "Propose as fact": what somebody wrote becomes a draft, which nobody is answered from."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.access.actions import Action
from bot.cards.ids import proposal_id
from bot.cards.message import Message, Press, Section
from bot.database.auditlog import Act
from bot.database.proposals import DRAFT, OPEN
from bot.errors import UserError
from bot.gateway.once import Once
from bot.interactions.interaction import language_of, respond
from bot.interactions.translator import words
from bot.replystate import load_reply
from bot.review.drafting import draft_of
from bot.revising.scope import scope_of
from bot.services import Services
from knowledge.decision import Reply
from knowledge.editing.change import dump_changes

_MAX_KEPT = 2000
MOST_WAITING = 2000
"""Drafts of one guild that wait at a time; the sentences of a few releases are some hundreds."""


class Proposing(commands.Cog):
    """Makes drafts of messages. Whoever may change facts vouches for the member whose words they are."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        """Work for *bot*."""
        self._tree = bot.tree
        self._bot = bot
        self._services = services
        self._once = Once()
        self._menu = app_commands.ContextMenu(
            name=words("Propose as fact", "propose.name"),
            callback=self.propose,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        )
        self._menu.default_permissions = discord.Permissions(manage_guild=True)

    async def cog_load(self) -> None:
        """Add the menu; discord.py finds only slash commands by itself."""
        self._tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the menu away."""
        self._tree.remove_command(self._menu.name, type=discord.AppCommandType.message)

    async def propose(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Keep *message* as a draft, and offer to write it at once."""
        services = self._services
        if not self._once.take(interaction.id):
            services.metrics.dropped.labels("duplicate").inc()
            return
        await services.gate.require(interaction, Action.CHANGE)
        if self._bot.user is not None and message.author.id == self._bot.user.id:
            raise UserError(self._say("propose.own_reply", interaction))
        await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        guild_id = interaction.guild_id or 0  # the gate lets nobody through outside guilds
        asked_id, state = await self._answered(message, guild_id)
        snapshot = await services.keeper.snapshot_for(guild_id)
        draft = draft_of(message.content, _read(state), snapshot.book)
        if draft is None:
            raise UserError(self._say("propose.empty", interaction))
        if await services.database.proposals.count(guild_id, OPEN, DRAFT) >= MOST_WAITING:
            raise UserError(self._say("propose.full", interaction))
        by = await services.database.actors.token(interaction.user.id)
        number = await services.database.proposals.add(
            guild_id=guild_id,
            scope=scope_of(guild_id, services.settings),
            kind=DRAFT,
            author=by,
            text=message.content[:_MAX_KEPT],
            now=services.clock(),
            body=dump_changes((draft,)),
            asked_id=asked_id,
            reply=state,
            act=Act(guild_id, by, "draft", f"message {message.id}", None, None, None),
        )
        write = Press(self._say("button.write", interaction), proposal_id("write", number), strong=True)
        told = Section(self._say("propose.kept", interaction, number=number))
        shown = Message(services.settings.reply_style, (told,), ((write,),))
        await interaction.edit_original_response(**shown.kwargs())

    async def _answered(self, message: discord.Message, guild_id: int) -> tuple[int | None, str | None]:
        """Return the question, and the reply to it, that *message* replies to: what it adds to it, maybe."""
        to = message.reference.message_id if message.reference is not None else None
        if to is None:
            return None, None
        replies = self._services.database.replies
        # Somebody answers the bot's reply, or the very question that the bot could not answer.
        stored = await replies.by_reply(to) or await replies.get(to)
        if stored is None or not stored.state or stored.private or stored.guild_id != guild_id:
            return None, None
        return stored.asked_id, stored.state

    def _say(self, key: str, interaction: discord.Interaction, **values: object) -> str:
        language = language_of(interaction, self._services.settings.language)
        return self._services.wording(f"review.{key}", language, **values)


def _read(state: str | None) -> Reply | None:
    try:
        return load_reply(state) if state else None
    except ValueError:
        return None
