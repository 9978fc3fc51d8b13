"""Menus under a message: roles, channels, or options of our own. Like buttons, they are found by their custom_id."""

from dataclasses import dataclass
from typing import Any, Literal

import discord
from discord import ui

from bot.cards.limits import MAX_MENU_OPTION, MAX_MENU_PLACEHOLDER, shorten

MOST_CHOSEN = 25
"""Options of one menu, and what can be chosen of them (discord-api-docs components/reference, 2026-08-06)."""


@dataclass(frozen=True, slots=True)
class MenuOption:
    """One of the values to choose from."""

    value: str
    label: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu, alone in its row.

    Attributes:
        custom_id: says what it sets (`bot.cards.ids`); `bot.interactions.presses.chosen` has what was chosen.
        placeholder: what stands there while nothing is chosen.
        of: what it offers; `options` are needed for ``options`` alone.
        chosen: values, or ids of roles and channels, that are chosen already; the first 25 count.
        least, most: how many may be chosen.
    """

    custom_id: str
    placeholder: str
    of: Literal["roles", "channels", "options"] = "options"
    options: tuple[MenuOption, ...] = ()
    chosen: tuple[str | int, ...] = ()
    least: int = 1
    most: int = 1


def make_menu(menu: Menu, row: int | None = None) -> ui.Item[Any]:
    """Return *menu* as discord.py sends it."""
    shared: dict[str, Any] = {
        "custom_id": menu.custom_id,
        "placeholder": shorten(menu.placeholder, MAX_MENU_PLACEHOLDER),
        "min_values": menu.least,
        "max_values": menu.most,
        "row": row,
    }
    ids = [int(each) for each in menu.chosen[:MOST_CHOSEN]] if menu.of != "options" else []
    match menu.of:
        case "roles":
            return ui.RoleSelect(**shared, default_values=[discord.Object(each, type=discord.Role) for each in ids])
        case "channels":
            return ui.ChannelSelect(
                **shared,
                channel_types=[discord.ChannelType.text, discord.ChannelType.news],
                default_values=[discord.Object(each, type=discord.TextChannel) for each in ids],
            )
        case "options":
            options = [
                discord.SelectOption(
                    label=shorten(each.label, MAX_MENU_OPTION),
                    value=each.value,
                    description=shorten(each.description, MAX_MENU_OPTION) if each.description else None,
                    default=each.value in menu.chosen,
                )
                for each in menu.options[:MOST_CHOSEN]
            ]
            return ui.Select(**shared, options=options)
