"""An entry as members will see it, before it is in the book: the same words and citations as in an answer."""

from bot.cards.markdown import escape, escape_within
from bot.cards.words import Words, stamped
from bot.curating.reading import Reading
from bot.text.lookups import Entry as Shown
from bot.text.lookups import show_glossary, show_meeting, show_person, show_sources
from bot.text.phrases import Phrases
from knowledge.decision import AbstainReason, Abstention, cite
from knowledge.editing.change import SectionName
from knowledge.model import Fact, FactBook, Gap

_MAX_LINES = 12
_MAX_LINE = 500


def show_entry(section: SectionName, ident: str, book: FactBook, reading: Reading, *, room: int) -> str:
    """Return the entry *ident* of *book* as Markdown in at most about *room* characters.

    Both languages of a fact and of a gap are shown: whoever publishes it answers for both.
    """
    phrases = Phrases(reading.wording, reading.language, book)
    words = Words(phrases, max_title=120, max_publisher=80)
    if section == "facts":
        return _fact(book.facts[ident], words, room)
    if section == "gaps":
        gap = book.gaps[ident]
        return "\n".join([words.abstention(Abstention(AbstainReason.GAP, (), gap)), *_other_text(gap, words)])
    return _sheet(section, ident, phrases, room)


def _fact(fact: Fact, words: Words, room: int) -> str:
    cited = cite(fact, words.phrases.book, words.phrases.language, 100.0)
    first, *rest = words.claim(cited, max_note=300 if room > 1500 else 120)  # noqa: PLR2004 - a phone's screen or so
    return "\n".join([first, *_other_text(fact, words), *rest, *words.sources(cited.citations)])


def _other_text(entry: Fact | Gap, words: Words) -> list[str]:
    """Return the text in the other language, if there is one."""
    shown = entry.text.get(words.phrases.language)
    return [escape(text) for text in (entry.text.en, entry.text.ko) if text and text != shown]


def _sheet(section: SectionName, ident: str, phrases: Phrases, room: int) -> str:
    match section:
        case "meetings":
            sheet = show_meeting(phrases, ident)
        case "people":
            sheet = show_person(phrases, ident)
        case "terms":
            sheet = show_glossary(phrases, ident)
        case _:
            sheet = show_sources(phrases)
    entries = [each for each in sheet.entries if section != "releases" or each.id == ident]
    told = [f"**{escape_within(sheet.title, 160)}**"] if section == "people" else []
    told += [line for entry in entries for line in _lines(entry, phrases)]
    if not entries and sheet.note:
        told.append(escape(sheet.note))
    return "\n".join(_within(told[:_MAX_LINES], room))


def _lines(entry: Shown, phrases: Phrases) -> list[str]:
    words = Words(phrases, max_title=120, max_publisher=80)
    lines = [f"**{escape_within(entry.heading, 160)}**"]
    lines += [stamped(escape_within(line, _MAX_LINE)) for line in entry.lines]
    return lines + words.sources(entry.citations)


def _within(lines: list[str], room: int) -> list[str]:
    kept: list[str] = []
    used = 0
    for line in lines:
        used += len(line) + 1
        if used > room:
            return [*kept, "…"]
        kept.append(line)
    return kept
