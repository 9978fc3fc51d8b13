"""`/help` and `/about`: what can be asked, and what this is."""

import asyncio
from collections.abc import Mapping
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot import __version__
from bot.access.actions import COMMANDS
from bot.cards.markdown import escape
from bot.cards.message import Message, Section
from bot.cards.words import Words
from bot.errors import StorageError
from bot.interactions.interaction import everywhere, guild_of, language_of, respond
from bot.interactions.translator import words
from bot.services import Services
from bot.text.phrases import Phrases

FETCH_S = 1.5
"""How long `/help` waits to learn the commands' ids; without them it names the commands plainly."""
DIGEST_DIGITS = 12


class Help(commands.Cog):
    """Tells what there is, to the member who asks alone."""

    def __init__(self, bot: commands.Bot, services: Services, *, version: str = __version__) -> None:
        """Work for the command tree of *bot*; *version* is that of the code."""
        self._tree = bot.tree
        self._services = services
        self._version = version
        self._ids: Mapping[str, int] = {}

    @app_commands.command(name="help", description=words("Show how to ask, and every command", "help.description"))
    @everywhere
    async def help(self, interaction: discord.Interaction) -> None:
        """Show the ways to ask, and each command with what it does."""
        said = self._words(interaction).phrases
        ids = await self._command_ids()
        hidden = await self._hidden(interaction)
        lines = [
            f"{_mention(command.name, ids)}: {_said(command, 'description', said)}"
            for command in self._tree.get_commands(type=discord.AppCommandType.chat_input)
            if command.name not in hidden
        ]
        menus = [
            said.say("commands.help.menu", menu=escape(_said(command, "name", said)))
            for command in self._tree.get_commands(type=discord.AppCommandType.message)
            if command.name not in hidden
        ]
        sections = (
            Section(f"### {said.say('commands.help.title')}"),
            Section(said.say("commands.help.ways")),
            Section("\n".join([*lines, *menus]), apart=True),
        )
        await self._send(interaction, sections)

    @app_commands.command(name="about", description=words("Show what this bot is and keeps", "about.description"))
    @everywhere
    async def about(self, interaction: discord.Interaction) -> None:
        """Show what the bot does, which facts it holds, and what it keeps of members."""
        spoken = self._words(interaction)
        said, snapshot = spoken.phrases, self._services.keeper.snapshot(guild_of(interaction))
        facts = said.wording.count("lookups.row.facts", said.language, len(snapshot.book.current_facts))
        sections = (
            Section(f"### {said.say('commands.about.title')}"),
            Section(said.say("commands.about.what")),
            Section(
                "\n".join(
                    (
                        said.say("commands.about.version", version=escape(self._version)),
                        said.say("commands.about.file", facts=facts, digest=snapshot.digest[:DIGEST_DIGITS]),
                        spoken.covered(),
                    )
                ),
                apart=True,
            ),
            Section(said.say("commands.about.privacy", days=self._services.settings.retention_days), apart=True),
        )
        await self._send(interaction, sections)

    async def _hidden(self, interaction: discord.Interaction) -> frozenset[str]:
        """Return the names of the commands that are of no use to whoever asks; all that need a level, when in doubt."""
        gate = self._services.gate
        try:
            async with asyncio.timeout(FETCH_S / 2):
                return frozenset(
                    [name for name, least in COMMANDS.items() if not await gate.allows(interaction, least)]
                )
        except (TimeoutError, StorageError) as error:
            structlog.get_logger(__name__).warning("levels_unknown", reason=type(error).__name__)
            return frozenset(COMMANDS)

    async def _send(self, interaction: discord.Interaction, sections: tuple[Section, ...]) -> None:
        message = Message(self._services.settings.reply_style, sections)
        await respond(interaction, lambda: interaction.response.send_message(**message.kwargs(), ephemeral=True))

    async def _command_ids(self) -> Mapping[str, int]:
        """Return the ids of the registered commands by name, asked for once; empty while Discord does not tell."""
        if not self._ids:
            guild_id = self._services.settings.sync_guild
            guild = discord.Object(guild_id) if guild_id is not None else None
            try:
                async with asyncio.timeout(FETCH_S):
                    registered = await self._tree.fetch_commands(guild=guild)
            except (TimeoutError, discord.DiscordException) as error:
                structlog.get_logger(__name__).warning("command_ids_unknown", reason=type(error).__name__)
                return {}
            self._ids = {command.name: command.id for command in registered}
        return self._ids

    def _words(self, interaction: discord.Interaction) -> Words:
        language = language_of(interaction, self._services.settings.language)
        book = self._services.keeper.snapshot(guild_of(interaction)).book
        return Words(Phrases(self._services.wording, language, book))


def _said(
    command: app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu,
    what: str,
    said: Phrases,
) -> str:
    """Return the name or the description of *command* in the language of *said*."""
    marked = getattr(command, f"_locale_{what}", None)  # discord.py keeps what `words` marked, and does not hand it out
    key = marked.extras.get("key") if marked is not None else None
    return said.say(key) if key is not None else str(getattr(command, what))


def _mention(name: str, ids: Mapping[str, int]) -> str:
    return f"</{name}:{ids[name]}>" if name in ids else f"**/{name}**"
