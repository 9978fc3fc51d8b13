"""The tree of commands, which runs each one once however often Discord delivers it."""

from collections.abc import Callable
from typing import Any

import discord
from discord import app_commands

from bot.gateway.once import Once


class OnceTree(app_commands.CommandTree[Any]):
    """A command tree that passes over an interaction it has seen.

    Attributes:
        on_duplicate: called for each that is passed over; set it once there is something to count with.
    """

    def __init__(self, client: discord.Client, **options: Any) -> None:
        """Make the tree of *client*, as discord.py does."""
        super().__init__(client, **options)
        self._once = Once()
        self.on_duplicate: Callable[[], object] = lambda: None

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Whether *interaction* is new; also asked for what is typed into options, which has ids of its own."""
        if self._once.take(interaction.id):
            return True
        self.on_duplicate()
        return False
