"""Buttons and menus found by their custom_id, so that every one ever sent works after a restart."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Self, cast

import discord
from discord import ui

from bot.gateway.once import Once
from bot.interactions.interaction import apologise, language_of
from bot.services import Services

Ids = Mapping[str, str]
"""What a template of `bot.cards.ids` reads from a custom_id, by name."""
Press = Callable[[discord.Interaction, Ids], Coroutine[Any, Any, None]]
"""Does what a button says; for a menu, `chosen` has what was chosen."""
Item = ui.DynamicItem[ui.Item[Any]]


class Guard:
    """Runs what a press or a form asks for: once each, with one sentence to the member for whatever it raises."""

    def __init__(self, services: Services) -> None:
        """Count and log through *services*."""
        self._services = services
        self._once = Once()

    async def run(self, interaction: discord.Interaction, work: Coroutine[Any, Any, None]) -> None:
        """Run *work* unless this interaction came before: discord.py would only log what it raises."""
        if not self._once.take(interaction.id):
            work.close()
            self._services.metrics.dropped.labels("duplicate").inc()
            return
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the outermost handler of a press; it logs with traceback
            language = language_of(interaction, self._services.settings.language)
            await apologise(interaction, error, self._services.wording, language)


def dynamic_item(template: Any, guard: Guard, press: Press) -> type[Item]:
    """Return the item to register with a client, which calls *press* for each custom_id that *template* matches."""

    class Found(ui.DynamicItem[ui.Item[Any]], template=template):
        """A button or a menu found by its custom_id."""

        def __init__(self, item: ui.Item[Any], ids: Ids) -> None:
            super().__init__(item)
            self.ids = ids

        @classmethod
        async def from_custom_id(cls, interaction: discord.Interaction, item: ui.Item[Any], match: Any, /) -> Self:
            del interaction
            return cls(item, match.groupdict())

        async def callback(self, interaction: discord.Interaction) -> None:
            await guard.run(interaction, press(interaction, self.ids))

    return cast("type[Item]", Found)


def chosen(interaction: discord.Interaction) -> tuple[str, ...]:
    """Return what was chosen in a menu: ids of roles or channels, or the values of its options; empty for a button."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    return tuple(str(value) for value in data.get("values") or ())
