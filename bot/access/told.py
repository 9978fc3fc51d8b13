"""What an entry of the audit is about and what it changed, in the reader's words."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from bot.cards.markdown import escape_within
from bot.curating.difference import diff_block, differing
from bot.curating.reading import Reading
from bot.database.auditlog import Entry
from bot.text.wording import Wording
from knowledge.editing.change import SECTION_NAMES, Change
from knowledge.model import FactBook, Language

_MOST_ROWS: Final = 4
_ROOM: Final = 220
"""Characters of the lines that differ; `/fact history` has all of them."""
_MOST_TARGET: Final = 100
_NUMBERED: Final = re.compile(r"(proposal|question|message|revision) ([0-9]{1,20})")


def told_target(target: str, wording: Wording, language: Language) -> str:
    """Return *target*, which is kept in English, as Markdown in the reader's words."""
    return escape_within(
        ", ".join(_told_part(part, wording, language) for part in target.split(", ")) if target else "", _MOST_TARGET
    )


def _told_part(part: str, wording: Wording, language: Language) -> str:
    if (numbered := _NUMBERED.fullmatch(part)) is not None:
        return wording(f"access.audit.of.{numbered[1]}", language, number=numbered[2])
    section, _, ident = part.partition(" ")
    if ident and section in SECTION_NAMES:
        return f"{wording(f'keeping.section.{section}.one', language)} {ident}"
    return part


def told_difference(entry: Entry, book: FactBook | None, wording: Wording, language: Language) -> str | None:
    """Return the lines in which entries of the facts differ, as a block; None where *entry* is about something else.

    Without a *book* nobody is at hand who could say it.
    """
    before, after = _entries(entry.before), _entries(entry.after)
    if book is None or before is None or after is None or not (before or after):
        return None
    reading = Reading(book, wording, language)
    rows: list[str] = []
    names = list(dict.fromkeys([*before, *after]))
    for name in names:
        section, _, ident = name.partition(" ")
        if section not in SECTION_NAMES:
            return None
        if len(names) > 1:
            rows.append(f"  {_told_part(name, wording, language)}")
        rows += differing(Change(section, ident, before.get(name), after.get(name)), reading)
    return diff_block(rows, reading, most=_MOST_ROWS, room=_ROOM) if rows else None


def _entries(text: str | None) -> Mapping[str, Any] | None:
    """Return the entries that *text* has by section and id; None where it is something else."""
    if text is None:
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) and all(isinstance(each, dict) for each in found.values()) else None
