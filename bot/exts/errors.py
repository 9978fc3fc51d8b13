"""What a member is told when a command fails: one sentence, to them alone, once."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.interactions.interaction import apologise, language_of
from bot.services import Services


class Errors(commands.Cog):
    """Handles every error that a command raises, while it is loaded."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        """Work for the command tree of *bot*."""
        self._tree = bot.tree
        self._services = services
        self._before: Any = None

    async def cog_load(self) -> None:
        """Take the tree's errors."""
        self._before = self._tree.on_error
        self._tree.error(self.on_app_command_error)

    async def cog_unload(self) -> None:
        """Give them back."""
        self._tree.error(self._before)

    async def on_app_command_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        """Tell the member, and log what is worth it."""
        language = language_of(interaction, self._services.settings.language)
        await apologise(interaction, error, self._services.wording, language)
