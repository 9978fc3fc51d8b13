"""What in a question contradicts an entry. Names, numbers, ordinals and days are compared exactly, never fuzzily.

Each guard looks at the question and one candidate and passes it, or finds a premise that the entry contradicts
(worth a correction when the rest fits), or finds that the question is about something else altogether, or that it
asks for something that the entry does not tell.
"""

from collections.abc import Callable

from knowledge.matching.entries import Profile
from knowledge.matching.guards import asked_for, moment
from knowledge.matching.guards.borne_out import is_borne_out
from knowledge.matching.guards.denial import denial
from knowledge.matching.guards.inspection import Case, Inspection
from knowledge.matching.guards.known import Known
from knowledge.matching.guards.names import names, people
from knowledge.matching.guards.number import number
from knowledge.matching.guards.office import office
from knowledge.matching.guards.order import order
from knowledge.matching.guards.place import place
from knowledge.matching.guards.said import Reader
from knowledge.matching.guards.session import session
from knowledge.matching.guards.side import side
from knowledge.matching.guards.speaker import speaker
from knowledge.matching.guards.suspects import suspects
from knowledge.matching.guards.told import Tellings
from knowledge.matching.lexicon import Lexicon
from knowledge.matching.query import Query
from knowledge.model import FactBook, Language

__all__ = ["GUARDS", "Guards", "Inspection"]

Guard = Callable[[Case, Inspection], str]

GUARDS: tuple[tuple[str, Guard], ...] = (
    ("office", office),
    ("place", place),
    ("names", names),
    ("people", people),
    ("speaker", speaker),
    ("side", side),
    ("ordinal", moment.ordinal),
    ("year", moment.year),
    ("day", moment.day),
    ("weekday", moment.weekday),
    ("hour", moment.hour),
    ("number", number),
    ("session", session),
    ("denial", denial),
    ("order", order),
    ("subject", asked_for.subject),
    ("detail", asked_for.detail),
    ("name", asked_for.name),
    ("focus", asked_for.focus),
    ("clock", asked_for.clock),
    ("counting", asked_for.counting),
    ("answer", asked_for.answer),
)
"""Every guard by name, in the order they speak; what a title or a wrong place is made of is no name from elsewhere."""


class Guards:
    """Holds questions against entries of one book. Immutable; safe to share between threads."""

    def __init__(self, book: FactBook, lexicon: Lexicon) -> None:
        """Take the names of *book* as *lexicon* reads them."""
        self._tellings = Tellings(lexicon)
        self._known = Known(book, lexicon, self._tellings)
        self._reader = Reader(lexicon)

    def inspect(self, query: Query, profile: Profile, language: Language = Language.EN) -> Inspection:
        """Hold *query* against *profile*; every guard speaks. Premises name things in *language*."""
        told = self._tellings.of(profile.entry)
        case = Case(query, self._reader.read(query.words), profile, told, self._known, language)
        found = Inspection(language)
        before: tuple[int, str | None, str | None] = (0, None, None)
        for name, guard in GUARDS:
            detail = guard(case, found)
            after = (len(found.premises), found.foreign, found.untold)
            found.verdicts.append((name, after == before, detail))
            before = after
        return found

    def bear_out(self, query: Query, profile: Profile) -> bool:
        """Whether the text of *profile*'s entry says what *query* asks whether it is so."""
        told = self._tellings.of(profile.entry)
        case = Case(query, self._reader.read(query.words), profile, told, self._known, Language.EN)
        return is_borne_out(case)

    def suspects(self, query: Query) -> frozenset[str]:
        """Return the keys of the tokens of *query* that a guard could find false."""
        return suspects(query, self._reader.read(query.words), self._known)

    def name_of(self, key: str, language: Language = Language.EN) -> str:
        """Return the name behind a token key such as ``t:opcon``."""
        return self._known.name_of(key, language)
