"""The phrases of every face (`bot.text.phrases`) as Discord Markdown: escaped, with timestamps beside ISO dates."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bot.cards.limits import WIDE_BUTTON_LABEL, shorten
from bot.cards.markdown import escape, escape_within, quote_typed
from bot.cards.message import Link
from bot.text.phrases import Phrases
from knowledge.chronology import reach
from knowledge.decision import Abstention, Citation, CitedFact, Part, Premise
from knowledge.model import Basis, Fact

_MAX_COVERED = 3
"""Releases that "what is covered" names; it says how many more there are."""
_MAX_TYPED = 80
"""Characters of a member's words in a correction, escaped."""
_MAX_NAME = 120
"""Characters of a person, a meeting or a release where it is only named, escaped."""
_ISO_DAY = re.compile(r"(?<![0-9-])([0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9-])(?: ?\(([^()\n]+)\))?")
"""A day, and what stands in brackets right after it."""


@dataclass(frozen=True, slots=True)
class Words:
    """Says things for a card.

    Attributes:
        phrases: the words of one language about one book, plain.
        max_title, max_publisher: characters of a release's title and publisher, escaped, before they are cut.
        max_places: places of one release that a citation names; it says how many more there are.
        max_releases: releases that one claim's citation names; it says how many more there are.
    """

    phrases: Phrases
    max_title: int = 240
    max_publisher: int = 240
    max_places: int = 4
    max_releases: int = 3

    def say(self, key: str, /, **values: object) -> str:
        """Return the words ``cards.<key>``; *values* must be escaped already."""
        return self.phrases.say(f"cards.{key}", **values)

    def count(self, key: str, number: int, /, **values: object) -> str:
        """Return the words ``cards.<key>`` for *number* things; *values* must be escaped already."""
        return self.phrases.wording.count(f"cards.{key}", self.phrases.language, number, **values)

    def fact(self, cited: CitedFact, max_note: int) -> str:
        """Return a fact with everything that belongs to it: text, who said it, whether inferred, where printed."""
        return "\n".join([*self.claim(cited, max_note), *self.sources(cited.citations)])

    def claim(self, cited: CitedFact, max_note: int) -> list[str]:
        """Return a fact without its sources, as lines: text, who said it, whether inferred."""
        lines = [escape(cited.text), self.said_by(cited.fact)]
        if cited.fact.basis is Basis.INFERRED:
            lines.append(self.inferred(cited.fact, max_note))
        return lines

    def said_by(self, fact: Fact) -> str:
        """Return whose words *fact* is."""
        # A reply may be older than the file, which may have lost the person since; the id still tells who it was.
        told = self.phrases.said_by(fact)
        told = told or self.phrases.say("answers.said_by.person", name=fact.said_by.replace("-", " ").title())
        return escape_within(told, _MAX_NAME)

    def inferred(self, fact: Fact, max_note: int) -> str:
        """Return that *fact* is inferred and from what, in at most *max_note* characters."""
        if fact.inferred_from is None or not max_note:
            return escape(self.phrases.say("answers.basis.inferred"))
        return escape_within(self.phrases.say("answers.basis.inferred_from", ground=fact.inferred_from), max_note)

    def denial(self, premises: Sequence[Premise]) -> str:
        """Return a word of denial with what was said and what is right; the word alone for no *premises*."""
        if not premises:
            return escape(self.phrases.correction_lead())
        first, *more = (self._premise(premise) for premise in premises)
        return "\n".join([self.say("denial", premise=first), *more])

    def _premise(self, premise: Premise) -> str:
        told = self.phrases.premise(Premise(premise.kind, "\0", "\1"))
        said, right = quote_typed(premise.said, _MAX_TYPED), escape_within(premise.right, _MAX_NAME)
        # The words are escaped before the values go in: what was typed is cleaned and escaped on its own.
        return escape(told).replace("\0", said).replace("\1", right)

    def inherited(self, part: Part) -> str | None:
        """Return which meeting a follow-up was taken to be about."""
        told = self.phrases.inherited(part)
        return None if told is None else escape_within(told, _MAX_NAME)

    def abstention(self, abstention: Abstention) -> str:
        """Return why there is no answer."""
        return escape(self.phrases.abstention(abstention))

    def sources(self, citations: Iterable[Citation]) -> list[str]:
        """Return *citations* as labelled lines, one a release, and how many more there are."""
        groups = by_release(citations)
        lines = [self.say("source", source=self._source(group)) for group in groups[: self.max_releases]]
        more = len(groups) - self.max_releases
        return lines + ([self.count("more_releases", more)] if more > 0 else [])

    def _source(self, citations: tuple[Citation, ...]) -> str:
        """Return *citations*, all of one release, as one line."""
        first = citations[0]
        return self.phrases.say(
            "answers.source.line",
            title=escape_within(first.title, self.max_title),
            publisher=escape_within(first.publisher, self.max_publisher),
            published=stamped(escape(self.phrases.published(first))),
            place=self.places(citations),
        )

    def places(self, citations: tuple[Citation, ...]) -> str:
        """Return where in their release *citations* stand, at most `max_places` and how many more there are."""
        places = [self.phrases.place(citation) for citation in citations]
        if len(places) > self.max_places:
            places[self.max_places :] = [self.count("more_places", len(places) - self.max_places)]
        return "; ".join(places)

    def links(self, citations: Iterable[Citation]) -> tuple[Link, ...]:
        """Return a link to each release that has an address, each once, at most as many as are named."""
        titles: dict[str, str] = {}
        for citation in citations:
            if citation.url:
                titles.setdefault(citation.url, citation.title)
        one = len(titles) == 1
        return tuple(
            Link(self.say("open_release") if one else shorten(title, WIDE_BUTTON_LABEL), address)
            for address, title in list(titles.items())[: self.max_releases]
        )

    def covered(self) -> str:
        """Return which releases the book has, and up to which day it reaches."""
        releases = tuple(self.phrases.book.releases.values())
        titles = [release.title.get(self.phrases.language) for release in releases[:_MAX_COVERED]]
        told = "; ".join(escape_within(title, _MAX_NAME) for title in titles)
        if len(releases) > _MAX_COVERED:
            told = f"{told}; {self.count('more_releases', len(releases) - _MAX_COVERED)}"
        day = reach(self.phrases.book)
        until = stamped(day.isoformat()) if day else self.phrases.say("answers.source.unknown")
        language = self.phrases.language
        return self.phrases.wording.count("answers.scope", language, len(releases), titles=told, day=until)


def stamp(day: date) -> str:
    """Return *day* as Discord writes it for each reader: noon UTC is the same day from UTC-12 to UTC+11."""
    return f"<t:{int(datetime.combine(day, time(12), UTC).timestamp())}:D>"


def stamped(text: str) -> str:
    """Return escaped *text* with Discord's timestamp in brackets after each ISO date, within those that it has."""
    return _ISO_DAY.sub(_with_stamp, text)


def _with_stamp(found: re.Match[str]) -> str:
    day, more = found.groups()
    try:
        told = stamp(date.fromisoformat(day))
    except (ValueError, OverflowError):
        return found.group()  # it only looks like a date
    return f"{day} ({told}, {more})" if more else f"{day} ({told})"


def by_release(citations: Iterable[Citation]) -> list[tuple[Citation, ...]]:
    """Return *citations* by release, in the order in which each release comes first."""
    groups: dict[str, list[Citation]] = {}
    for citation in citations:
        groups.setdefault(citation.release, []).append(citation)
    return [tuple(group) for group in groups.values()]
