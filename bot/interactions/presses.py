"""Buttons and menus found by their custom_id, so that every one ever sent works after a restart."""

import re
from collections.abc import Callable, Coroutine, Iterable, Mapping
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


def template_of(item: type[Item]) -> re.Pattern[str]:
    """Return the template that *item* was made with; discord.py keeps it for itself."""
    template: re.Pattern[str] = item.__discord_ui_compiled_template__
    return template


def strays(families: Iterable[re.Pattern[str]], answered: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    """Return the template of custom_ids that look like one of *families* and that no template of *answered* takes.

    Somebody made those up, or they come from a version that had more. Without a template Discord would wait in vain.
    """
    family, taken = ("|".join(_without_names(each) for each in templates) for templates in (families, answered))
    return re.compile(rf"(?=(?:{family})\Z)(?!(?:{taken})\Z).*", re.DOTALL)


def _without_names(template: re.Pattern[str]) -> str:
    return re.sub(r"[?]P<[a-z_]+>", "?:", template.pattern)


def chosen(interaction: discord.Interaction) -> tuple[str, ...]:
    """Return what was chosen in a menu: ids of roles or channels, or the values of its options; empty for a button."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    return tuple(str(value) for value in data.get("values") or ())
