"""What a change may begin with: a command, for an entry that is new, to be taken out of use, or replaced."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.access.actions import Action
from bot.cards.markdown import escape
from bot.curating.desk import Desk
from bot.curating.draft import Deed, Draft
from bot.curating.forms import RETIRE
from bot.curating.reading import Unread, sentence
from bot.curating.sections import SECTIONS, ordered
from bot.errors import UserError
from knowledge.editing.change import Change, SectionName, fields_of
from knowledge.model import FactBook


class Deeds:
    """Begins changes; the desk goes on with them."""

    def __init__(self, desk: Desk) -> None:
        """Lay what is begun on *desk*."""
        self._desk = desk

    async def add(
        self, interaction: discord.Interaction, section: SectionName, given: Mapping[str, str | None]
    ) -> None:
        """Open the form of a new entry of *section*, with what was *given* for some of its fields, by name or id.

        Raises:
            UserError: something that was given cannot be read; the text says what would be right.
        """
        await self._desk.services.gate.require(interaction, Action.CHANGE)
        reading = await self._desk.reading(interaction)
        fields: dict[str, Any] = {}
        for key, typed in given.items():
            field = SECTIONS[section].field(key)
            if typed is None or field is None:
                continue
            try:
                fields = field.put(fields, field.read(typed, reading))
            except Unread as error:
                told = (f"{sentence(escape(fault.wrong))} {sentence(escape(fault.right))}" for fault in error.faults)
                raise UserError("\n".join(told)) from error
        await self._desk.start(interaction, section=section, fields=fields)

    async def retire(self, interaction: discord.Interaction, section: SectionName, ident: str) -> None:
        """Begin to take an entry out of use, by asking why; or, where it is out of use, to bring it back.

        A fact stays in the file, retired; anything else is taken out of it. Either can be taken back.
        """
        await self._desk.services.gate.require(interaction, Action.CHANGE)
        reading = await self._desk.reading(interaction)
        before = self._desk.entry(section, ident, reading)
        if not before.get("retired"):
            beside = _nearest_without(reading.book, ident) if section == "facts" else ()
            draft = Draft(Deed.RETIRE, section, ident, before, before, beside=beside)
            await self._desk.open_form(interaction, draft, RETIRE, reading)
            return
        fields = {key: value for key, value in before.items() if key != "retired"}
        await self._desk.open_preview(interaction, Draft(Deed.RESTORE, section, ident, before, fields), reading)

    async def supersede(self, interaction: discord.Interaction, ident: str, by: str | None) -> None:
        """Begin to put a fact in the place of *ident*: the fact *by*, or a new one that begins as it."""
        await self._desk.services.gate.require(interaction, Action.CHANGE)
        reading = await self._desk.reading(interaction)
        before = self._desk.entry("facts", ident, reading)
        if by is not None:
            self._desk.entry("facts", by, reading)
            if by == ident:
                raise UserError(reading.say("supersede.itself"))
            fields = ordered("facts", {**before, "superseded_by": by})
            draft = Draft(
                Deed.SUPERSEDE, "facts", ident, before, fields, beside=_nearest_without(reading.book, ident, by)
            )
            await self._desk.open_preview(interaction, draft, reading)
            return
        old = Change("facts", ident, before, ordered("facts", {**before, "superseded_by": ""}))
        begun = {key: value for key, value in before.items() if key not in {"id", "retired", "superseded_by"}}
        beside = (old, *_nearest_without(reading.book, ident, ""))
        await self._desk.open_form(
            interaction, Draft(Deed.SUPERSEDE, "facts", fields=begun, beside=beside), "0", reading
        )


def _nearest_without(book: FactBook, ident: str, instead: str | None = None) -> tuple[Change, ...]:
    """Return the changes of the gaps that name the fact *ident* as nearest: *instead* takes its place, or nothing.

    A gap may not point to a fact that is no longer given, and nobody should have to look for those that do.
    """
    found = []
    for gap in book.gaps.values():
        if ident not in gap.nearest:
            continue
        before = fields_of(gap)
        nearest = list(dict.fromkeys(instead if each == ident else each for each in gap.nearest))
        left = [each for each in nearest if each is not None]
        after = {key: value for key, value in before.items() if key != "nearest"} | ({"nearest": left} if left else {})
        found.append(Change("gaps", gap.id, before, ordered("gaps", after)))
    return tuple(found)
