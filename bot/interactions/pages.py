"""Which look-up a message shows, small enough to stand in the custom_id of the buttons that turn its pages."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from hashlib import sha256

from bot.cards.ids import page_id
from bot.cards.lookup import render_sheet
from bot.cards.message import Message, Style
from bot.text.lookup import LookUp as PlainLookUp
from bot.text.lookup import LookUpKind
from bot.text.lookups import Entry, Sheet
from bot.text.phrases import Phrases
from knowledge.chronology import places
from knowledge.decision import Citation, cite_place
from knowledge.model import FactBook

_WHOLE = 22
"""Characters up to which an id stands in a custom_id as it is; three of them and two signs fit into 72."""
_DIGITS = 12
"""Hex digits of the digest that stands for a longer id, or for a place: 48 bits, for thousands of names."""


class LookUp(PlainLookUp):
    """A look-up as a message of pages: ids where the book has one, else what was typed."""

    __slots__ = ()

    def sheet(self, phrases: Phrases, today: date) -> Sheet:
        """Return what there is to see, as a card shows it: a citation a line, and how much each release bears out."""
        sheet = super().sheet(phrases, today)
        if self.kind in {LookUpKind.LATEST, LookUpKind.MEETING}:
            return _line_by_line(sheet, phrases)
        return _with_counts(sheet, phrases) if self.kind is LookUpKind.SOURCES else sheet

    def message(self, sheet: Sheet, phrases: Phrases, *, style: Style, page: int = 0) -> Message:
        """Return *page* of *sheet* with buttons that turn to the others."""
        what = "/".join(_pack(each) for each in (self.first, self.second, self.third))
        return render_sheet(
            sheet, phrases, style=style, page=page, page_id=lambda number: page_id(self.kind, number, what)
        )


def unpack(kind: str, what: str, book: FactBook) -> LookUp | None:
    """Return the look-up that a custom_id names; None when *book* has no such thing, or the text is made up."""
    fields = what.split("/")
    if kind not in set(LookUpKind) or len(fields) != len(("first", "second", "third")):
        return None
    known = _known(book)
    found = [known.get(each) if each else None for each in fields]
    if LookUpKind(kind) is LookUpKind.MEETINGS and fields[1].isascii() and fields[1].isdigit():
        found[1] = fields[1]
    if any(each and value is None for each, value in zip(fields, found, strict=True)):
        return None
    return LookUp(LookUpKind(kind), *found)


def _pack(value: str | None) -> str:
    if not value:
        return ""
    return value if len(value) <= _WHOLE and _is_id(value) else f"~{sha256(value.encode()).hexdigest()[:_DIGITS]}"


def _is_id(value: str) -> bool:
    return value.isascii() and all(each.isalnum() or each in ".-" for each in value)


def _known(book: FactBook) -> dict[str, str]:
    """Return everything that a look-up may name, by the way it is packed."""
    names: Iterable[str] = (*book.meetings, *book.people, *book.terms, *(place.en for place in places(book)))
    return {_pack(name): name for name in names}


def _line_by_line(sheet: Sheet, phrases: Phrases) -> Sheet:
    """Return the brief of a meeting with a citation of its own for each line, instead of one for all of them.

    The lines are those of `bot.text.lookups`: when and where, then the delegations, then the sessions, then the rest.
    """
    entries: list[Entry] = []
    for entry in sheet.entries:
        meeting = phrases.book.meetings[entry.id]
        places_of = [each.sources for each in meeting.delegations] + [each.sources for each in meeting.sessions]
        begin = 1 + (meeting.place is not None)
        end = begin + len(places_of)
        entries.append(Entry(entry.id, entry.heading, entry.lines[:begin], _cited(phrases, meeting.sources)))
        entries.extend(
            Entry(entry.id, "", (line,), _cited(phrases, sources))
            for line, sources in zip(entry.lines[begin:end], places_of, strict=True)
        )
        entries.append(replace(entry, heading="", lines=entry.lines[end:], citations=()))
    return replace(sheet, entries=tuple(entries))


def _cited(phrases: Phrases, sources: Iterable[str]) -> tuple[Citation, ...]:
    return tuple(cite_place(place, phrases.book, phrases.language) for place in sources)


def _with_counts(sheet: Sheet, phrases: Phrases) -> Sheet:
    """Return the releases with the number of facts that each bears out."""
    facts = Counter(
        release
        for fact in phrases.book.current_facts
        for release in {place.partition("#")[0] for place in fact.sources}
    )
    count, language = phrases.wording.count, phrases.language
    return replace(
        sheet,
        entries=tuple(
            replace(entry, lines=(*entry.lines, count("lookups.row.facts", language, facts[entry.id])))
            for entry in sheet.entries
        ),
    )
