"""Meetings and facts in the order of time: the latest, those of a series, what was said of a topic and when.

Order is by the day a meeting began, never by the order of the file; what began on one day is ordered by id.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knowledge.model import Fact, FactBook, Meeting, Names, Person, Role


@dataclass(frozen=True, slots=True)
class Moment:
    """A meeting and what is told of a topic there; `facts` is empty where the meeting itself is the point."""

    meeting: Meeting
    facts: tuple[Fact, ...] = ()


def reach(book: FactBook) -> date | None:
    """Return the newest day that the file knows of: the end of a meeting or a publication; None when it knows none."""
    ends = [meeting.ends_on for meeting in book.meetings.values()]
    published = [release.published for release in book.releases.values() if release.published]
    return max(ends + published, default=None)


def latest_meeting(book: FactBook, as_of: date, *, series: str | None = None) -> Meeting | None:
    """Return the meeting that began last, on *as_of* at the latest; None when there is none.

    Args:
        book: the facts.
        as_of: the day of the question; later meetings are announced, not held.
        series: id of a series to keep to; None takes any meeting, one-offs too.
    """
    held = (meeting for meeting in filter_meetings(book, series=series) if meeting.starts_on <= as_of)
    return max(held, key=_when, default=None)


def filter_meetings(
    book: FactBook, *, series: str | None = None, year: int | None = None, place: str | None = None
) -> tuple[Meeting, ...]:
    """Return the meetings that fit every filter given, newest first; empty when none fits.

    Args:
        book: the facts.
        series: id of a series.
        year: a year in which the meeting began or ended.
        place: the place's name in any language, in any case.
    """
    wanted = place.casefold().strip() if place else None
    fitting = (
        meeting
        for meeting in book.meetings.values()
        if (series is None or meeting.series == series)
        and (year is None or meeting.starts_on.year <= year <= meeting.ends_on.year)
        and (wanted is None or wanted in _written(meeting.place))
    )
    return tuple(sorted(fitting, key=_when, reverse=True))


def timeline(book: FactBook, *, series: str | None = None, topic: str | None = None) -> tuple[Moment, ...]:
    """Return the meetings in the order of time, oldest first.

    Args:
        book: the facts.
        series: id of a series to keep to.
        topic: id of a term or person; each moment then has the facts about it, and meetings without one are left out.
    """
    meetings = reversed(filter_meetings(book, series=series))
    if topic is None:
        return tuple(Moment(meeting) for meeting in meetings)
    told: dict[str | None, list[Fact]] = {}
    for fact in facts_about(book, topic):
        told.setdefault(fact.meeting, []).append(fact)
    return tuple(Moment(meeting, tuple(told[meeting.id])) for meeting in meetings if meeting.id in told)


def facts_about(book: FactBook, topic: str) -> tuple[Fact, ...]:
    """Return the current facts on *topic*, id of a term or a person, in the order of time and of the text.

    For a person, what they are quoted as saying counts too.
    """
    return in_order(book, (fact for fact in book.current_facts if topic in fact.topics or topic == fact.said_by))


def facts_of_meeting(book: FactBook, meeting: str) -> tuple[Fact, ...]:
    """Return the current facts of *meeting*, in the order of the text."""
    return in_order(book, (fact for fact in book.current_facts if fact.meeting == meeting))


def in_order(book: FactBook, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return *facts* by the day of their meeting, then by where they stand in the text, then by id.

    A fact without a meeting is ordered by its release's publication; one without any day comes last.
    """
    return tuple(sorted(facts, key=lambda fact: (_day(fact, book), _stand(fact, book), fact.id)))


def roles_in_order(person: Person, book: FactBook) -> tuple[tuple[Role, Meeting], ...]:
    """Return what *person* was, meeting by meeting, oldest first."""
    pairs = ((role, book.meetings[role.meeting]) for role in person.roles)
    return tuple(sorted(pairs, key=lambda pair: _when(pair[1])))


def series_ids(book: FactBook) -> tuple[str, ...]:
    """Return the series that have a meeting in the file, by id."""
    return tuple(sorted({meeting.series for meeting in book.meetings.values() if meeting.series}))


def years(book: FactBook) -> tuple[int, ...]:
    """Return the years in which a meeting was held, newest first."""
    held = {day.year for meeting in book.meetings.values() for day in (meeting.starts_on, meeting.ends_on)}
    return tuple(sorted(held, reverse=True))


def places(book: FactBook) -> tuple[Names, ...]:
    """Return where meetings were held, by English name, each once."""
    held = {meeting.place.en.casefold(): meeting.place for meeting in _by_id(book) if meeting.place}
    return tuple(held[name] for name in sorted(held))


def _by_id(book: FactBook) -> list[Meeting]:
    return sorted(book.meetings.values(), key=lambda meeting: meeting.id)


def _when(meeting: Meeting) -> tuple[date, date, str]:
    return meeting.starts_on, meeting.ends_on, meeting.id


def _written(place: Names | None) -> frozenset[str]:
    return frozenset(name.casefold() for name in (place.en, place.ko) if name) if place else frozenset()


def _day(fact: Fact, book: FactBook) -> date:
    if fact.meeting is not None and fact.meeting in book.meetings:
        return book.meetings[fact.meeting].starts_on
    release, _ = book.sentences[fact.sources[0]]
    return release.published or date.max


def _stand(fact: Fact, book: FactBook) -> tuple[str, bool, int]:
    """Return the place of *fact* in reading order: headings before sentences, each by number."""
    release, sentence = book.sentences[fact.sources[0]]
    return release.id, sentence.id.startswith("s"), int(sentence.id[1:])
