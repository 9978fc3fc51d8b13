"""What the book says about names: sides and offices of people, places of meetings, subjects of sessions."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from knowledge.language.normalize import words
from knowledge.matching.guards.told import Tellings
from knowledge.matching.lexicon import Lexicon
from knowledge.model import FactBook, Language, Meeting, Role, Side, TermKind
from knowledge.remember import remembered

_NATIONS = {Side.ROK: "t:south-korea", Side.US: "t:united-states"}
"""The terms that name the two sides; the ids are the book's own, as `Fact.said_by` and `Side` are."""


class Known:
    """The names of one book. Immutable; safe to share between threads."""

    def __init__(self, book: FactBook, lexicon: Lexicon, tellings: Tellings) -> None:
        """Look names up in *book*, as *lexicon* reads them."""
        self.book = book
        self.kinds = lexicon.kinds
        self.outside = lexicon.outside
        self._lexicon = lexicon
        self._tellings = tellings
        self.wide = frozenset(k for k, kind in lexicon.kinds.items() if kind in {TermKind.COUNTRY, TermKind.SERIES})
        self.place_of = remembered(self._place_of, 1024)
        self.hosts_of = remembered(self._hosts_of, 1024)
        self.session_keys = remembered(self._session_keys, 1024)

    def name_of(self, key: str, language: Language = Language.EN) -> str:
        """Return the name behind a token key such as ``t:opcon``."""
        group, _, ident = key.partition(":")
        entry = self.book.people.get(ident) if group == "p" else self.book.terms.get(ident)
        return entry.name.get(language) if entry else ident

    def knows(self, key: str) -> bool:
        """Whether *key* names a person or a term of the book."""
        group, _, ident = key.partition(":")
        return ident in (self.book.people if group == "p" else self.book.terms)

    def kind_of(self, key: str) -> TermKind | None:
        """Return what sort of term *key* names; None for a person or a word."""
        return self.kinds.get(key)

    def side_of(self, person: str) -> str | None:
        """Return the token key of the country that the person with the key *person* stood for, None for neither."""
        sides = {role.side for role in self._roles(person) if role.side}
        return _NATIONS[sides.pop()] if len(sides) == 1 else None

    def nations(self) -> frozenset[str]:
        """Return the token keys of the two sides."""
        return frozenset(_NATIONS.values())

    def offices_of(self, person: str) -> Iterator[str]:
        """Yield the offices of the person with the key *person*, in English."""
        yield from (role.office.en for role in self._roles(person))

    def office_of(self, person: str, language: Language) -> str:
        """Return the first office of the person with the key *person*; empty for one without."""
        return next((role.office.get(language) for role in self._roles(person)), "")

    def _roles(self, person: str) -> tuple[Role, ...]:
        found = self.book.people.get(person.removeprefix("p:"))
        return found.roles if found else ()

    def _place_of(self, meeting: str) -> tuple[str, ...]:
        """Return the token keys of the place of a meeting: a city, or the body in whose house it was."""
        place = self.book.meetings[meeting].place
        if place is None:
            return ()
        telling = {TermKind.PLACE, TermKind.BODY}
        keys = [token.key for token in self._lexicon.read_words(words(place.en))]
        return tuple(key for key in keys if self.kinds.get(key) in telling)

    def _hosts_of(self, meeting: str) -> frozenset[str]:
        """Return the token keys in the names of a meeting, of its delegations' offices and of who published on it."""
        held = self.book.meetings[meeting]
        releases = (self.book.releases[ident] for ident in held.releases)
        texts = [
            held.name,
            *(s.office for s in held.delegations),
            *(t for r in releases for t in (r.title, r.publisher)),
        ]
        said = (words(text) for names in texts for text in (names.en, names.ko) if text)
        return frozenset(t.key for spoken in said for t in self._lexicon.read_words(spoken) if t.key[:2] == "t:")

    @cached_property
    def places_of_all(self) -> frozenset[str]:
        """The token keys of the places of meetings: they tie a question to no thing that happened there."""
        return frozenset(key for meeting in self.book.meetings for key in self.place_of(meeting))

    def sessions_of(self, meeting: Meeting) -> frozenset[str]:
        """Return the token keys of the bodies that met as sessions of *meeting*."""
        return frozenset(f"t:{session.term}" for session in meeting.sessions if session.term)

    def _session_keys(self, meeting: str, session: str) -> frozenset[str]:
        """Return the token keys that most facts on one session of a meeting, and on no other, tell."""
        ident = session.removeprefix("t:")
        others = self.sessions_of(self.book.meetings[meeting]) - {session}
        facts = (f for f in self.book.current_facts if f.meeting == meeting and ident in f.topics)
        tell = [told.keys for told in map(self._tellings.of, facts) if others.isdisjoint(told.keys)]
        counted = Counter(key for keys in tell for key in keys)
        return frozenset(key for key, times in counted.items() if 2 * times >= len(tell))
