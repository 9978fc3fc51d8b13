"""Answers buttons and menus that nobody else does: made up, or of a version that had more."""

from collections.abc import Callable, Iterable

import discord
from discord.ext import commands

from bot.cards.ids import TEMPLATES
from bot.interactions.interaction import language_of, tell
from bot.interactions.presses import Guard, Ids, Item, dynamic_item, strays, template_of
from bot.services import Services


class Strays(commands.Cog):
    """Comes after every other cog, and has one kind word for what none of them takes."""

    def __init__(
        self, bot: commands.Bot, services: Services, *, guard: Guard, answered: Callable[[], Iterable[type[Item]]]
    ) -> None:
        """Work for *bot*; *answered* gives the items that others registered, once they did."""
        self._bot = bot
        self._services = services
        self._guard = guard
        self._answered = answered
        self._item: type[Item] | None = None

    async def cog_load(self) -> None:
        """Begin to answer."""
        template = strays(TEMPLATES, map(template_of, self._answered()))
        self._item = dynamic_item(template, self._guard, self.press)
        self._bot.add_dynamic_items(self._item)

    async def cog_unload(self) -> None:
        """Stop answering."""
        if self._item is not None:
            self._bot.remove_dynamic_items(self._item)

    async def press(self, interaction: discord.Interaction, _ids: Ids) -> None:
        """Say that there is no such thing any more."""
        language = language_of(interaction, self._services.settings.language)
        await tell(interaction, self._services.wording("cards.gone", language))
