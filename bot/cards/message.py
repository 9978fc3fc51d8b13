"""A message ready to be sent: sections of text and rows of buttons, as a card or as plain text.

A card is one Components V2 container. In plain text the same sections stand one under the other, and what a card has
as a link button is a ``<address>``. Nothing here decides what to leave out; `Message.fits` only measures.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import discord
from discord import ui

from bot.cards.limits import (
    MAX_BUTTON_LABEL,
    MAX_CARD_TEXT,
    MAX_COMPONENTS,
    MAX_CONTENT,
    MAX_ROW_BUTTONS,
    MAX_ROWS,
    length,
    shorten,
)
from bot.cards.markdown import link
from bot.cards.menus import Menu, make_menu

Style = Literal["card", "plain"]
"""How replies look, as the setting ``reply_style`` has it."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button that does something; `custom_id` says what (`bot.interactions.buttons`, `bot.interactions.pages`)."""

    label: str
    custom_id: str
    strong: bool = False
    grave: bool = False
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens an address; `knowledge.model.Address` keeps that within Discord's 512 characters."""

    label: str
    address: str


Row = tuple[Press | Link | Menu, ...]
"""One to five buttons side by side, or one menu."""


@dataclass(frozen=True, slots=True)
class Section:
    """Text that belongs together, with the buttons under it.

    Attributes:
        text: Discord Markdown; whatever came from a file or a member is escaped already.
        rows: buttons under the text.
        apart: whether a card draws a line above it; plain text has a blank line between any two sections.
    """

    text: str
    rows: tuple[Row, ...] = ()
    apart: bool = False


class Card(ui.LayoutView):
    """A Components V2 message. It listens to nothing: `bot.interactions.buttons` answers by custom_id."""

    def is_finished(self) -> bool:
        """Tell discord.py not to keep this view: a kept one lives, with a timer, until the process ends."""
        return True


class ButtonRows(ui.View):
    """The buttons of a plain-text message. It listens to nothing either."""

    def is_finished(self) -> bool:
        """Tell discord.py not to keep this view."""
        return True


@dataclass(frozen=True, slots=True)
class Message:
    """What to send; notifies nobody.

    Attributes:
        style: a card cannot be edited into plain text, nor the other way: Discord keeps the flag of the first.
        sections: from top to bottom.
        rows: buttons under everything.
    """

    style: Style
    sections: tuple[Section, ...]
    rows: tuple[Row, ...] = ()

    def kwargs(self) -> dict[str, Any]:
        """Return the arguments for ``send``, ``response.send_message`` and every ``edit``, made anew at each call."""
        quiet = discord.AllowedMentions.none()
        if self.style == "card":
            return {"view": self._card(), "allowed_mentions": quiet}
        # An edit may have to take buttons away, which only an empty view does; sending takes one as well.
        return {"content": self.content, "view": self._buttons(), "allowed_mentions": quiet}

    @property
    def content(self) -> str:
        """The whole text as a plain message has it, links and all."""
        return "\n\n".join("\n".join(_plain_lines(section)) for section in self.sections)

    @property
    def fits(self) -> bool:
        """Whether Discord takes it."""
        if self.style == "card":
            text = sum(length(section.text) for section in self.sections)
            return text <= MAX_CARD_TEXT and self._component_count() <= MAX_COMPONENTS
        return length(self.content) <= MAX_CONTENT and len(self._press_rows()) <= MAX_ROWS

    def _component_count(self) -> int:
        inside = sum(1 + section.apart + _count(section.rows) for section in self.sections)
        return 1 + inside + _count(self.rows)

    def _card(self) -> Card:
        container: ui.Container[Card] = ui.Container()
        for section in self.sections:
            if section.apart:
                container.add_item(ui.Separator())
            container.add_item(ui.TextDisplay(section.text))
            for row in section.rows:
                container.add_item(_row(row))
        card = Card(timeout=None)
        card.add_item(container)
        for row in self.rows:
            card.add_item(_row(row))
        return card

    def _press_rows(self) -> list[tuple[Press | Menu, ...]]:
        """Return the rows of a plain message: menus, then buttons in as few rows as may be, the last ones apart."""
        rows = [row for section in self.sections for row in section.rows]
        menus = [(each,) for row in rows for each in row if isinstance(each, Menu)]
        inside = [press for row in rows for press in _presses(row) if isinstance(press, Press)]
        under = [presses for row in self.rows if (presses := tuple(_presses(row)))]
        return [*menus, *_chunks(inside, MAX_ROW_BUTTONS), *under]

    def _buttons(self) -> ButtonRows:
        view = ButtonRows(timeout=None)
        for number, row in enumerate(self._press_rows()):
            for press in row:
                view.add_item(_button(press, row=number))
        return view


def style_of(message: discord.Message) -> Style:
    """Return the style that *message* was sent in, the only one that an edit of it may have."""
    return "card" if message.flags.components_v2 else "plain"


def _plain_lines(section: Section) -> Iterator[str]:
    yield section.text
    for row in section.rows:
        for button in row:
            if isinstance(button, Link):
                yield f"{button.label}: {link(button.address)}"


def _presses(row: Row) -> Iterator[Press | Menu]:
    return (button for button in row if not isinstance(button, Link))


def _count(rows: Iterable[Row]) -> int:
    return sum(1 + len(row) for row in rows)


def _chunks(presses: Sequence[Press], size: int) -> list[tuple[Press, ...]]:
    return [tuple(presses[start : start + size]) for start in range(0, len(presses), size)]


def _row(row: Row) -> ui.ActionRow[Card]:
    return ui.ActionRow(*(_button(button) for button in row))


def _button(button: Press | Link | Menu, row: int | None = None) -> ui.Item[Any]:
    if isinstance(button, Menu):
        return make_menu(button, row)
    label = shorten(button.label, MAX_BUTTON_LABEL)
    if isinstance(button, Link):
        return ui.Button(label=label, url=button.address, row=row)
    style = discord.ButtonStyle.secondary
    if button.strong:
        style = discord.ButtonStyle.primary
    elif button.grave:
        style = discord.ButtonStyle.danger
    return ui.Button(label=label, custom_id=button.custom_id, style=style, disabled=button.disabled, row=row)
