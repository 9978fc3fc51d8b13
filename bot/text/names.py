"""From what somebody types to the meeting, series, person, topic or term they mean."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from knowledge.chronology import series_ids
from knowledge.model import FactBook, Language, Meeting, Person, Term

_MAX_TYPED = 200
_NEAR = 70.0
"""Least likeness, 0-100 by `fuzz.WRatio`, of a name that is offered instead."""


class Subject(StrEnum):
    """What kind of thing is looked for."""

    MEETING = "meeting"
    SERIES = "series"
    PERSON = "person"
    TERM = "term"
    TOPIC = "topic"
    """A term or a person that facts are about, or could be."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen: its id and its name in the reader's language."""

    id: str
    label: str


def find(book: FactBook, subject: Subject, typed: str) -> str | None:
    """Return the id of what *typed* names exactly: an id, a name or an alias, in any case and any language.

    Of several with one name, the first by id; None when nothing is called so.
    """
    wanted = _fold(typed)
    matching = (key for key, names in _names(book, subject).items() if wanted in {_fold(name) for name in names})
    return min(matching, default=None) if wanted else None


def near(book: FactBook, subject: Subject, typed: str, language: Language, *, limit: int = 25) -> tuple[Choice, ...]:
    """Return what *typed* may become, best first, for autocomplete and for "did you mean".

    Names that begin with it come first, then those that hold it, then those that look like it. An empty
    *typed* gives everything by label. At most *limit*.
    """
    names = _names(book, subject)
    labels = {key: _label(book, key, language) for key in names}
    wanted = _fold(typed)
    if not wanted:
        ranked = sorted(names, key=lambda key: (labels[key].casefold(), key))
    else:
        scored = ((_likeness(wanted, names[key]), key) for key in names)
        ranked = [key for score, key in sorted(scored, key=lambda pair: (-pair[0], labels[pair[1]], pair[1])) if score]
    return tuple(Choice(key, labels[key]) for key in ranked[:limit])


def _likeness(wanted: str, names: tuple[str, ...]) -> float:
    """Return how well *wanted* fits one of *names*; 0 when it does not."""
    folded = [_fold(name) for name in names]
    if any(name.startswith(wanted) for name in folded):
        return 300.0
    if any(wanted in name for name in folded):
        return 200.0
    best = process.extractOne(wanted, folded, scorer=fuzz.WRatio, score_cutoff=_NEAR)
    return best[1] if best else 0.0


def _names(book: FactBook, subject: Subject) -> Mapping[str, tuple[str, ...]]:
    """Return every way of writing each thing, by id."""
    match subject:
        case Subject.MEETING:
            return {meeting.id: tuple(_meeting_names(book, meeting)) for meeting in book.meetings.values()}
        case Subject.SERIES:
            return {key: tuple(_written(book.terms[key])) for key in series_ids(book)}
        case Subject.PERSON:
            return {person.id: tuple(_written(person)) for person in book.people.values()}
        case Subject.TERM:
            return {term.id: tuple(_written(term)) for term in book.terms.values()}
        case Subject.TOPIC:
            named: tuple[Term | Person, ...] = (*book.terms.values(), *book.people.values())
            return {entry.id: tuple(_written(entry)) for entry in named}


def _written(entry: Person | Term) -> Iterator[str]:
    yield entry.id
    yield entry.name.en
    if entry.name.ko:
        yield entry.name.ko
    yield from entry.aliases


def _meeting_names(book: FactBook, meeting: Meeting) -> Iterator[str]:
    yield meeting.id
    yield meeting.name.en
    if meeting.name.ko:
        yield meeting.name.ko
    if meeting.series is not None and meeting.ordinal is not None:
        for name in _written(book.terms[meeting.series]):
            yield f"{name} {meeting.ordinal}"
            yield f"{name}-{meeting.ordinal}"


def _label(book: FactBook, key: str, language: Language) -> str:
    entry = book.meetings.get(key) or book.people.get(key) or book.terms[key]
    return entry.name.get(language)


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text[:_MAX_TYPED]).casefold().split())
