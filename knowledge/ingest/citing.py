"""What cites each sentence: facts, and whatever else in the fact file names sources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.model import FactBook


@dataclass(frozen=True, slots=True)
class Citer:
    """An entry that cites a sentence.

    Attributes:
        section: of the fact file.
        is_current: False for a fact that is no longer given.
    """

    section: str
    id: str
    is_current: bool = True


def citers(book: FactBook) -> Mapping[str, tuple[Citer, ...]]:
    """Return what cites each place, such as ``kidd-14#s02``: each entry once, facts first, in file order."""
    found: dict[str, dict[Citer, None]] = {}
    for place, citer in _each(book):
        found.setdefault(place, {})[citer] = None
    return {place: tuple(citing) for place, citing in found.items()}


def citing_release(book: FactBook, release: str) -> dict[str, tuple[str, ...]]:
    """Return the ids of what cites each sentence of *release*, by sentence id."""
    start = f"{release}#"
    return {
        place.removeprefix(start): tuple(citer.id for citer in citing)
        for place, citing in citers(book).items()
        if place.startswith(start)
    }


def _each(book: FactBook) -> Iterator[tuple[str, Citer]]:
    for fact in book.facts.values():
        yield from ((place, Citer("facts", fact.id, fact.is_current)) for place in fact.sources)
    for meeting in book.meetings.values():
        lists = [meeting.sources, *(each.sources for each in meeting.delegations)]
        lists += [each.sources for each in meeting.sessions]
        places = [place for places in lists for place in places]
        yield from ((place, Citer("meetings", meeting.id)) for place in places)
    for person in book.people.values():
        yield from ((place, Citer("people", person.id)) for role in person.roles for place in role.sources)
    for term in book.terms.values():
        yield from ((place, Citer("terms", term.id)) for place in term.sources)
