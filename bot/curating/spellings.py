"""Spellings of a term or a name that would answer for too much: another one's, a letter, a little word."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.cards.markdown import escape_within
from bot.curating.draft import Draft
from bot.curating.reading import Reading
from knowledge.language import english, korean
from knowledge.model import Person, Term

_MOST: Final = 5
"""Spellings that are told of; the first few are enough to look at the field once more."""
_LITTLE: Final = english.FUNCTION_WORDS | korean.FUNCTION_WORDS


def doubtful_spellings(draft: Draft, reading: Reading) -> list[str]:
    """Return a line for each new spelling of the entry in *draft* that somebody should look at. Computes, blocks."""
    if draft.section not in {"terms", "people"} or draft.several or draft.is_removal:
        return []
    old = set(_spellings(draft.before or {}))
    new = {spelling.casefold(): spelling for spelling in _spellings(draft.fields) if spelling not in old}
    lines: list[str] = []
    for folded, spelling in new.items():
        key = "letter" if len(spelling) == 1 else "little" if folded in _LITTLE else ""
        if key:
            lines.append(reading.say(f"found.spelling_{key}", spelling=escape_within(spelling, 60)))
    others: list[Term | Person] = [*reading.book.terms.values(), *reading.book.people.values()]
    for entry in others:
        if entry.id == draft.entry_id or len(lines) >= _MOST:
            continue
        theirs = {each.casefold() for each in (entry.name.en, entry.name.ko, *entry.aliases) if each}
        lines += [
            reading.say("found.spelling_taken", spelling=escape_within(new[folded], 60), id=entry.id)
            for folded in new
            if folded in theirs
        ]
    return lines[:_MOST]


def _spellings(fields: Mapping[str, Any]) -> Iterator[str]:
    yield from (each for each in (fields.get("name") or {}).values() if each)
    yield from fields.get("aliases") or ()
