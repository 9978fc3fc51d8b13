"""A reply as lines of plain text: for the terminal, and for Discord where cards are switched off."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.text.lookups import Entry, Sheet
from bot.text.phrases import Phrases
from bot.text.wording import Wording
from knowledge.decision import (
    AbstainReason,
    Abstention,
    Answer,
    Citation,
    CitedFact,
    Correction,
    Decision,
    Part,
    Reply,
    Suggestions,
)
from knowledge.model import FactBook

_KNOWS_SCOPE = frozenset(
    {
        AbstainReason.EMPTY,
        AbstainReason.SMALL_TALK,
        AbstainReason.ABOUT_BOT,
        AbstainReason.OFF_TOPIC,
        AbstainReason.OTHER_EVENT,
    }
)
"""Reasons after which a reader is helped by what is covered."""


class Role(StrEnum):
    """What a line is, so that a face can give it a colour or a form."""

    ASKED = "asked"
    """Which of several questions follows; holds words that somebody typed."""
    LEAD = "lead"
    FACT = "fact"
    """A fact's text, byte for byte."""
    NOTE = "note"
    """Who said it, that it is inferred, what a follow-up was taken to be about."""
    PREMISE = "premise"
    """What the question took for granted; holds words that somebody typed."""
    HEADING = "heading"
    ROW = "row"
    SOURCE = "source"
    ADDRESS = "address"
    """A web address alone."""
    OPTION = "option"
    """Something to ask instead; `Line.number` counts them from 1."""
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without Markdown and not escaped. `number` is None but for options."""

    role: Role
    text: str
    number: int | None = None

    def plain(self) -> str:
        """Return the line as a terminal shows it."""
        if self.number is not None:
            return f"  {self.number}. {self.text}"
        return f"  {self.text}" if self.role in _INDENTED else self.text


_INDENTED = frozenset({Role.SOURCE, Role.ADDRESS, Role.NOTE, Role.PREMISE, Role.ROW})


def reply_lines(reply: Reply, wording: Wording, book: FactBook) -> tuple[Line, ...]:
    """Return *reply* line by line, in its language; parts and facts are parted by blank lines."""
    phrases = Phrases(wording, reply.language, book)
    lines: list[Line] = []
    for alike in declined_together(reply.parts):
        if lines:
            lines.append(_BLANK)
        if len(reply.parts) > 1:
            lines.extend(Line(Role.ASKED, phrases.part_lead(part)) for part in alike)
        lines.extend(_part_lines(alike[0], phrases))
    if any(_tells_scope(part.decision) for part in reply.parts):
        lines += [_BLANK, Line(Role.NOTE, phrases.scope())]
    return tuple(lines)


def declined_together(parts: Iterable[Part]) -> list[list[Part]]:
    """Return *parts* in order, those together that are declined one after the other for the same reason.

    What is declined with something near it to show stands for itself.
    """
    groups: list[list[Part]] = []
    for part in parts:
        bare = isinstance(part.decision, Abstention) and not part.decision.nearest
        if bare and groups and (groups[-1][0].decision, groups[-1][0].inherited) == (part.decision, part.inherited):
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def _tells_scope(decision: Decision) -> bool:
    return isinstance(decision, Abstention) and decision.reason in _KNOWS_SCOPE


def plain_text(reply: Reply, wording: Wording, book: FactBook) -> str:
    """Return *reply* as one text for a terminal, without colours and without a newline at the end."""
    return "\n".join(line.plain() for line in reply_lines(reply, wording, book))


_BLANK = Line(Role.BLANK, "")


def _part_lines(part: Part, phrases: Phrases) -> Iterator[Line]:
    inherited = phrases.inherited(part)
    if inherited is not None:
        yield Line(Role.NOTE, inherited)
    match part.decision:
        case Answer(facts):
            yield from _facts_lines(facts, phrases)
        case Correction(facts, premises):
            yield Line(Role.LEAD, phrases.correction_lead())
            yield from _facts_lines(facts, phrases)
            for premise in premises:
                yield Line(Role.PREMISE, phrases.premise(premise))
        case Suggestions(facts):
            yield Line(Role.LEAD, phrases.say("answers.lead.suggest"))
            for number, cited in enumerate(facts, start=1):
                yield Line(Role.OPTION, phrases.option(cited), number)
        case Abstention() as abstention:
            yield from _abstention_lines(abstention, phrases)


def _abstention_lines(abstention: Abstention, phrases: Phrases) -> Iterator[Line]:
    yield Line(Role.LEAD, phrases.abstention(abstention))
    if abstention.nearest:
        yield _BLANK
        yield Line(Role.LEAD, phrases.say("answers.lead.nearest"))
        yield from _facts_lines(abstention.nearest, phrases)


def _facts_lines(facts: tuple[CitedFact, ...], phrases: Phrases) -> Iterator[Line]:
    for number, cited in enumerate(facts):
        if number:
            yield _BLANK
        yield from cited_lines(cited, phrases)


def cited_lines(cited: CitedFact, phrases: Phrases) -> Iterator[Line]:
    """Yield one fact: its text, who said it, whether it is inferred, and where it is printed, a line a release."""
    yield Line(Role.FACT, cited.text)
    for note in (phrases.said_by(cited.fact), phrases.basis(cited.fact)):
        if note is not None:
            yield Line(Role.NOTE, note)
    for citations in _by_release(cited.citations):
        yield Line(Role.SOURCE, phrases.source(*citations))
        if citations[0].url is not None:
            yield Line(Role.ADDRESS, citations[0].url)


def _by_release(citations: tuple[Citation, ...]) -> list[list[Citation]]:
    """Return *citations* release by release, in the order in which each is cited first."""
    groups: dict[str, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(citation.release, []).append(citation)
    return list(groups.values())


def sheet_lines(sheet: Sheet, phrases: Phrases) -> tuple[Line, ...]:
    """Return a look-up line by line; entries are parted by blank lines."""
    lines = [Line(Role.LEAD, sheet.title)]
    for entry in sheet.entries:
        lines.append(_BLANK)
        lines.extend(_entry_lines(entry, sheet, phrases))
    if sheet.note is not None:
        lines.extend((_BLANK, Line(Role.NOTE, sheet.note)))
    return tuple(lines)


def _entry_lines(entry: Entry, sheet: Sheet, phrases: Phrases) -> Iterator[Line]:
    if entry.heading != sheet.title:
        yield Line(Role.HEADING, entry.heading)
    yield from (Line(Role.ROW, line) for line in entry.lines)
    yield from (Line(Role.SOURCE, phrases.source(*citations)) for citations in _by_release(entry.citations))
    if entry.address is not None:
        yield Line(Role.ADDRESS, entry.address)
    for cited in entry.facts:
        yield _BLANK
        yield from cited_lines(cited, phrases)
