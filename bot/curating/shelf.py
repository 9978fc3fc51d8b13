"""Entries and their past, to be looked at: `show` and `history`, each with buttons for what one does next."""

import re
from collections.abc import Mapping
from typing import Any, Final

import discord

from bot.access.actions import Action
from bot.cards.ids import list_id
from bot.cards.markdown import quote_typed
from bot.cards.message import Message, Press, Row, Section, style_of
from bot.curating.deeds import Deeds
from bot.curating.desk import LARGEST, Desk
from bot.curating.difference import diff_block, differing, told
from bot.curating.draft import Deed
from bot.curating.forms import ALIAS, RETIRE
from bot.curating.history import revision_line
from bot.curating.reading import Reading
from bot.curating.sections import SECTIONS
from bot.curating.showing import show_entry
from bot.database.revisions import Revision
from bot.errors import UserError
from bot.interactions.interaction import respond
from bot.interactions.presses import Ids
from bot.revising.scope import scope_of
from bot.services import Services
from knowledge.editing.change import SectionName

SHELF_TEMPLATE: Final = re.compile(
    r"cq:1:list:(?P<what>change|alias|retire|history|revert):(?P<page>[0-9]{1,3}):(?P<about>[a-z]?/?[a-z0-9.-]{0,64})"
)
"""Those of the family of lists (`bot.cards.ids`) that are about an entry, or a revision."""
PAGE: Final = 5
"""Revisions on a page, each with a button: as many as stand in one row."""
_MOST_PAGES: Final = 90
_LETTERS: dict[str, SectionName] = {
    "f": "facts",
    "g": "gaps",
    "t": "terms",
    "p": "people",
    "m": "meetings",
    "r": "releases",
}
"""How a custom_id names a section."""
_LIST_BUTTON: Final = re.compile(r"cq:1:list:([a-z]+):")
_PAGES = {"change": "0", "alias": ALIAS, "retire": RETIRE}


class Shelf:
    """Shows entries, and what became of them."""

    def __init__(self, services: Services, desk: Desk, deeds: Deeds) -> None:
        """Show what *services* know; *desk* and *deeds* take what is to be changed."""
        self._services = services
        self._desk = desk
        self._deeds = deeds

    async def show(self, interaction: discord.Interaction, section: SectionName, ident: str) -> None:
        """Show an entry to the member alone: as members see it, its fields, its last change."""
        await self._services.gate.require(interaction, Action.SHOW)
        reading = await self._desk.reading(interaction)
        entry = self._desk.entry(section, ident, reading)
        scope = scope_of(interaction.guild_id, self._services.settings)
        newest = await self._services.database.revisions.listing(scope, entry=ident, section=section, limit=1)
        lines = [f"**{reading.say(f'section.{section}.one')}** `{ident}`"]
        if entry.get("retired"):
            lines.append(reading.say("show.retired", reason=quote_typed(str(entry["retired"]), 300)))
        if entry.get("superseded_by"):
            lines.append(reading.say("show.superseded", id=entry["superseded_by"]))
        rows = told(section, entry, reading)
        last = [reading.say("show.newest", line=line) for line in await self._lines(newest, reading)]
        for room, most in ((1600, 30), (1100, 14), (700, 8), (300, 3)):
            card = show_entry(section, ident, reading.book, reading, room=room)
            fields = f"{reading.say('show.facts')}\n{diff_block(rows, reading, most=most, room=room // 2)}"
            sections = (Section("\n".join([*lines, *last])), Section(card, apart=True), Section(fields, apart=True))
            message = Message(self._services.settings.reply_style, sections, (self._buttons(section, entry, reading),))
            if message.fits:
                break
        await respond(interaction, lambda: interaction.response.send_message(**message.kwargs(), ephemeral=True))

    async def history(self, interaction: discord.Interaction, section: SectionName | None, ident: str | None) -> None:
        """Show the newest revisions, of one entry or of everything."""
        await self._services.gate.require(interaction, Action.SHOW)
        message = await self._history(interaction, section, ident, 0)
        await respond(interaction, lambda: interaction.response.send_message(**message.kwargs(), ephemeral=True))

    async def press(self, interaction: discord.Interaction, ids: Ids) -> None:
        """Do what a button under an entry or a history says."""
        what, page = ids["what"], int(ids["page"])
        letter, _, ident = ids["about"].partition("/")
        section = _LETTERS.get(letter)
        if what == "revert":
            number = int(ids["about"]) if ids["about"].isdigit() else 0
            await self.revert(interaction, number if number < LARGEST else 0, is_whole=False)
        elif what == "history":
            await self._services.gate.require(interaction, Action.SHOW)
            message = await self._history(interaction, section, ident or None, min(page, _MOST_PAGES))
            if interaction.message is not None and _is_history(interaction.message):
                await respond(interaction, lambda: interaction.response.edit_message(**message.kwargs()))
            else:
                await respond(
                    interaction, lambda: interaction.response.send_message(**message.kwargs(), ephemeral=True)
                )
        elif section is None:
            raise UserError(self._services.wording("cards.gone", (await self._desk.reading(interaction)).language))
        elif what == "retire":
            await self._deeds.retire(interaction, section, ident)
        else:
            await self._desk.start(interaction, section=section, fields={}, entry_id=ident, page=_PAGES[what])

    async def revert(self, interaction: discord.Interaction, number: int, *, is_whole: bool) -> None:
        """Begin to take revision *number* back, or with *is_whole* everything since it."""
        await self._services.gate.require(interaction, Action.REVERT)
        await respond(interaction, lambda: interaction.response.defer(ephemeral=True, thinking=True))
        reading = await self._desk.reading(interaction)
        await self._desk.open_preview(
            interaction, await self._desk.taking_back(interaction, number, reading, is_whole=is_whole), reading
        )

    async def _history(
        self, interaction: discord.Interaction, section: SectionName | None, ident: str | None, page: int
    ) -> Message:
        reading = await self._desk.reading(interaction)
        scope = scope_of(interaction.guild_id, self._services.settings)
        begin = page * PAGE
        found = await self._services.database.revisions.listing(
            scope, entry=ident, section=section, limit=begin + PAGE + 1
        )
        if ident and section is not None and not found:
            self._desk.entry(section, ident, reading)  # no such entry, and never was
        shown = found[begin : begin + PAGE]
        head = reading.say("history.title_of", id=f"`{ident}`") if ident else reading.say("history.title")
        lines = await self._lines(shown, reading)
        style = self._services.settings.reply_style
        if interaction.message is not None:
            style = style_of(interaction.message)
        letter = next((key for key, name in _LETTERS.items() if name == section), "")
        about = f"{letter}/{ident or ''}"
        turns: list[Press] = []
        if page:
            turns.append(
                Press(reading.wording("cards.button.previous", reading.language), list_id("history", page - 1, about))
            )
        if len(found) > begin + PAGE and page < _MOST_PAGES:
            turns.append(
                Press(reading.wording("cards.button.next", reading.language), list_id("history", page + 1, about))
            )
        back = tuple(
            Press(reading.say("button.revert", number=each.number), list_id("revert", 0, str(each.number)))
            for each in shown
            if each.parent is not None
        )
        rows: tuple[Row, ...] = tuple(row for row in (back, tuple(turns)) if row)
        for most in (6, 3, 1, 0):
            told_each = [
                self._told(revision, line, (section, ident), reading, most)
                for revision, line in zip(shown, lines, strict=True)
            ]
            text = "\n".join(told_each) or reading.say("history.none")
            message = Message(style, (Section(f"**{head}**"), Section(text, apart=True)), rows)
            if message.fits:
                break
        return message

    def _told(
        self, revision: Revision, line: str, about: tuple[SectionName | None, str | None], reading: Reading, most: int
    ) -> str:
        """Return the line of a revision with what it changed: of one entry what is different, else which entries."""
        section, ident = about
        if not most:
            return line
        if ident is None:
            ids = ", ".join(f"`{change.id}`" for change in revision.changes[:most])
            return f"{line}\n{ids}" if ids else line
        rows = [
            row
            for change in revision.changes
            if change.section == section and ident in {change.id, str((change.after or {}).get("id"))}
            for row in differing(change, reading)
        ]
        return f"{line}\n{diff_block(rows, reading, most=most, room=300)}" if rows else line

    async def _lines(self, revisions: list[Revision], reading: Reading) -> list[str]:
        members = await self._services.database.actors.members(each.author for each in revisions)
        return [revision_line(each, members, reading) for each in revisions]

    def _buttons(self, section: SectionName, entry: Mapping[str, Any], reading: Reading) -> Row:
        letter = next(key for key, name in _LETTERS.items() if name == section)
        about = f"{letter}/{entry['id']}"
        edit = Press(reading.say("button.change"), list_id("change", 0, about), strong=True)
        field = SECTIONS[section].more
        more = (Press(reading.say(f"button.alias_{field.key}"), list_id("alias", 0, about)),) if field else ()
        past = Press(reading.say("button.history"), list_id("history", 0, about))
        deed = Deed.RESTORE if entry.get("retired") else Deed.RETIRE
        retire = Press(reading.say(f"deed_button.{deed}"), list_id("retire", 0, about), grave=deed is Deed.RETIRE)
        return (edit, *more, past, retire)


def _is_history(message: discord.Message) -> bool:
    """Whether *message* is a page of a history, which the next page takes the place of: it has no other buttons."""
    found = _LIST_BUTTON.findall(str([each.to_dict() for each in message.components]))
    return bool(found) and {*found} <= {"history", "revert"}
