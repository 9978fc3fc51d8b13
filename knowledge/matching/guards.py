"""What in a question contradicts an entry. Names, numbers, ordinals and days are compared exactly, never fuzzily.

Each guard looks at the question and one candidate and passes it, or finds a premise that the entry contradicts
(worth a correction when the rest fits), or finds that the question is about something else altogether.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from knowledge.decision import GuardResult, Premise
from knowledge.language.mentions import Day
from knowledge.language.stem import stem
from knowledge.matching.entries import Profile
from knowledge.matching.lexicon import Lexicon
from knowledge.matching.query import Query
from knowledge.model import Fact, FactBook, Kind, Language, Meeting, TermKind

_FIRST_TELLING_ORDINAL = 4
"""Below it an ordinal is as likely "the first time" as the first of a series; only a series beside it tells."""
_LARGE_COUNT = 100

_DENIALS = frozenset(
    map(
        stem,
        """
    refuse refused reject rejected deny denied cancel cancelled canceled withdraw withdrew weaken weakened weaker weak
    fail failed failure collapse collapsed suspend suspended abandon abandoned oppose opposed disagree disagreed
    criticize criticized criticise condemn condemned halt halted postpone postponed worse worst break broke decline
    declined scrap scrapped quit resign resigned fire fired apologize apologise threaten threatened boycott boycotted
    skip skipped snub insult complain complained warn warned ban banned lift lifted reduce reduced
    """.split(),
    )
)
"""Stems of deeds that turn a claim round: a question that takes one for granted contradicts a fact without it."""


_ACTS = frozenset(
    map(
        stem,
        "say said tell told state stated call called mention mentioned note noted stress stressed emphasize emphasized "
        "highlight highlighted underline underlined thank thanked express expressed appreciate appreciated praise "
        "praised ask asked request requested urge urged reaffirm reaffirmed promise promised pledge pledged point "
        "describe described cite cited claim claimed repeat repeated recommit".split(),
    )
)
"""Stems of deeds that have one doer, whom a question may mistake."""
_SIDES: Mapping[str, str | None] = {
    "rok": "t:south-korea", "us": "t:united-states", "both": None, "officials": None, "release": None
}  # fmt: skip


def _actor(query: Query) -> str | None:
    """Return the token key of the person or country that the question has do something (`_ACTS`), None for none."""
    for token in query.tokens:
        if not token.key.startswith(("p:", "t:")):
            continue
        name = tuple(token.text.split())
        for i in range(len(query.words) - len(name)):
            if query.words[i : i + len(name)] == name and stem(query.words[i + len(name)]) in _ACTS:
                return token.key
    return None


@dataclass(slots=True)
class Inspection:
    """What the guards found on one candidate.

    Attributes:
        language: the language that premises are worded in.
        results: every guard's verdict, in order.
        premises: what the question takes for granted and the entry contradicts.
        foreign: what the question names that this entry has nothing to do with; None when it is about the same.
    """

    language: Language = Language.EN
    results: list[GuardResult] = field(default_factory=list)
    premises: list[Premise] = field(default_factory=list)
    foreign: str | None = None

    @property
    def passed(self) -> bool:
        """Whether nothing contradicts and nothing is foreign."""
        return not self.premises and self.foreign is None


class Guards:
    """Holds questions against entries of one book."""

    def __init__(self, book: FactBook, lexicon: Lexicon) -> None:
        """Take the names of *book* as *lexicon* reads them."""
        self._book = book
        self._kinds = lexicon.kinds
        self._outside = lexicon.outside
        self._places = {
            meeting.id: token.key
            for meeting in book.meetings.values()
            if meeting.place
            for token in lexicon.read(meeting.place.en)[:1]
            if lexicon.kinds.get(token.key) is TermKind.PLACE
        }

    def inspect(self, query: Query, profile: Profile, language: Language = Language.EN) -> Inspection:
        """Hold *query* against *profile*; every guard speaks. Premises name things in *language*."""
        found = Inspection(language)
        guards: tuple[tuple[str, Callable[[Query, Profile, Inspection], str]], ...] = (
            ("names", self._names),
            ("people", self._people),
            ("speaker", self._speaker),
            ("ordinal", self._ordinal),
            ("year", self._year),
            ("day", self._day),
            ("number", self._number),
            ("place", self._place),
            ("denial", self._denial),
        )
        for name, guard in guards:
            before = (len(found.premises), found.foreign)
            detail = guard(query, profile, found)
            found.results.append(GuardResult(name, (len(found.premises), found.foreign) == before, detail))
        return found

    def name_of(self, key: str, language: Language = Language.EN) -> str:
        """Return the name behind a token key such as ``t:opcon``."""
        group, _, ident = key.partition(":")
        entry = self._book.people.get(ident) if group == "p" else self._book.terms.get(ident)
        return entry.name.get(language) if entry else ident

    def _names(self, query: Query, profile: Profile, found: Inspection) -> str:
        """Names that no release has, and series of meetings that are not this entry's."""
        if query.unknown_names:
            found.foreign = query.unknown_names[0]
            return f"no release here names {found.foreign}"
        tells_place = isinstance(profile.entry, Fact) and profile.entry.kind is Kind.WHERE
        for key in sorted(query.concepts - profile.concepts):
            if tells_place and self._kinds.get(key) is TermKind.PLACE:
                continue  # another place than the one it tells: worth a correction, which the place guard gives
            if key in self._outside or self._kinds.get(key) is TermKind.SERIES:
                found.foreign = self.name_of(key)
                return f"{found.foreign} is not what this is about"
        return "no name from elsewhere"

    def _people(self, query: Query, profile: Profile, found: Inspection) -> str:
        """People of the book who have no part in this entry's meeting."""
        present = {key for key in profile.concepts if key.startswith("p:")}
        if profile.meeting:
            present |= {f"p:{side.lead}" for side in profile.meeting.delegations}
        strangers = sorted(key for key in query.concepts - present if key.startswith("p:") and key not in self._outside)
        if not strangers:
            return "everyone named has a part in it"
        people = sorted(key for key in profile.concepts if key.startswith("p:"))
        if people and not profile.is_gap and not query.concepts & present:
            right = ", ".join(self.name_of(key, found.language) for key in people)
            found.premises.append(Premise("person", self.name_of(strangers[0], found.language), right))
        else:
            found.foreign = self.name_of(strangers[0])
        return f"{self.name_of(strangers[0])} has no part in it"

    def _speaker(self, query: Query, profile: Profile, found: Inspection) -> str:
        """Somebody else than the one who said or did it: "why did Milley thank Lee" where Lee thanked Milley."""
        if not isinstance(profile.entry, Fact):
            return "nobody's words"
        speaker = _SIDES.get(profile.entry.said_by, f"p:{profile.entry.said_by}")
        if speaker is None or speaker[2:] not in {*self._book.people, *self._book.terms}:
            return "nobody's words in particular"
        actor = _actor(query)
        if actor is None or actor == speaker or not self._is_rival(actor, speaker):
            return "the one who said it, or nobody named"
        names = (self.name_of(key, found.language) for key in (actor, speaker))
        found.premises.append(Premise("person", *names))
        return f"it was {self.name_of(speaker)}, not {self.name_of(actor)}"

    def _is_rival(self, actor: str, speaker: str) -> bool:
        """Whether the two are of a kind, so that one can be taken for the other."""
        if actor.startswith("p:") and speaker.startswith("p:"):
            return True
        return self._kinds.get(actor) is self._kinds.get(speaker) is TermKind.COUNTRY

    def _ordinal(self, query: Query, profile: Profile, found: Inspection) -> str:
        names_series = any(self._kinds.get(key) is TermKind.SERIES for key in query.concepts)
        asked = {n for n in query.mentions.ordinals if n >= _FIRST_TELLING_ORDINAL or names_series}
        strange = sorted(asked - profile.mentions.ordinals - {n for n, _ in profile.mentions.counts})
        if strange:
            found.foreign = f"number {strange[0]}"
            return f"the entry has nothing on number {strange[0]}"
        return "ordinals agree" if asked else "no ordinal asked"

    def _year(self, query: Query, profile: Profile, found: Inspection) -> str:
        strange = sorted(query.mentions.years - profile.mentions.years)
        if not strange:
            return "years agree" if query.mentions.years else "no year asked"
        if (
            profile.meeting
            and self._is_identified(query, profile)
            and not query.mentions.years & profile.mentions.years
        ):
            found.premises.append(Premise("year", str(strange[0]), str(profile.meeting.starts_on.year)))
        else:
            found.foreign = str(strange[0])
        return f"the entry has nothing on {strange[0]}"

    def _is_identified(self, query: Query, profile: Profile) -> bool:
        """Whether the question names this very meeting by something else than its year."""
        meeting = profile.meeting
        if meeting is None:
            return False
        if meeting.ordinal is not None and meeting.ordinal in query.mentions.ordinals:
            return True
        leads = {f"p:{side.lead}" for side in meeting.delegations}
        return len(leads) > 1 and leads <= query.concepts

    def _day(self, query: Query, profile: Profile, found: Inspection) -> str:
        strange = [day for day in query.mentions.days if not any(_agree(day, known) for known in profile.mentions.days)]
        weekdays = query.mentions.days_of_week - profile.mentions.days_of_week
        if not strange and not (weekdays and profile.meeting):
            return "days agree" if query.mentions.days else "no day asked"
        meeting = profile.meeting
        if meeting is None or profile.is_gap:
            found.foreign = "another day"
            return "the entry has no such day"
        own = profile.mentions.days - _days_of(meeting)
        said = ", ".join(sorted(_day_text(day) for day in strange)) or "another weekday"
        if own and strange:
            right = ", ".join(sorted(_day_text(day) for day in own))
            found.premises.append(Premise("number", said, right))
            return f"the entry has {right}"
        named = f"t:{meeting.series}" in query.concepts or any(
            f"p:{side.lead}" in query.concepts for side in meeting.delegations
        )
        if strange and not named:
            found.foreign = said  # a day that only another meeting may have
            return f"nothing here was on {said}"
        right = f"{meeting.starts_on:%m-%d}" + (
            f" to {meeting.ends_on:%m-%d}" if meeting.ends_on != meeting.starts_on else ""
        )
        found.premises.append(Premise("date", said, right))
        return f"the meeting was on {right}"

    def _number(self, query: Query, profile: Profile, found: Inspection) -> str:
        for count, unit in sorted(query.mentions.counts - profile.mentions.counts):
            known = sorted(n for n, other in profile.mentions.counts if other == unit)
            if count in profile.mentions.ordinals:
                continue
            if known and not profile.is_gap:
                found.premises.append(Premise("number", f"{count} {unit}", f"{known[0]} {unit}"))
                return f"the entry has {known[0]} {unit}, not {count}"
            if count >= _LARGE_COUNT:
                found.foreign = str(count)
                return f"the entry has no {count}"
        return "numbers agree" if query.mentions.counts else "no number asked"

    def _place(self, query: Query, profile: Profile, found: Inspection) -> str:
        """Another place than the one a where-fact tells."""
        if profile.is_gap:
            return "not about a place"
        if profile.entry.kind is not Kind.WHERE:
            return self._meeting_place(query, profile, found)
        asked = {key for key in query.concepts if self._kinds.get(key) is TermKind.PLACE}
        known = {key for key in profile.told if self._kinds.get(key) is TermKind.PLACE}
        if asked and known and not asked & known:
            said, right = (
                ", ".join(sorted(self.name_of(key, found.language) for key in keys)) for keys in (asked, known)
            )
            found.premises.append(Premise("place", said, right))
            return f"the entry says {right}, not {said}"
        return "places agree" if asked else "no place asked"

    def _meeting_place(self, query: Query, profile: Profile, found: Inspection) -> str:
        """A meeting put in a city where it was not: "the KIDD in Washington"."""
        meeting = profile.meeting
        place = self._places.get(meeting.id) if meeting and f"t:{meeting.series}" in query.concepts else None
        asked = {key for key in query.concepts - profile.concepts if self._kinds.get(key) is TermKind.PLACE}
        if meeting is None or place is None or not asked or place in query.concepts:
            return "not about a place"
        names = (self.name_of(key, found.language) for key in (min(asked), place))
        found.premises.append(Premise("place", *names))
        return f"the meeting was in {self.name_of(place)}"

    def _denial(self, query: Query, profile: Profile, found: Inspection) -> str:
        if profile.is_gap or query.asked.kind in {Kind.YES_NO, None}:
            return "nothing taken for granted"
        keys = {token.key for token in query.tokens}
        turned = sorted(key for key in keys & _DENIALS if key not in profile.keys)
        if not turned:
            return "nothing turned round"
        said = next(token.text for token in query.tokens if token.key == turned[0])
        found.premises.append(Premise("polarity", said, profile.entry.text.get(found.language)))
        return f"the entry does not say {said}"


def _days_of(meeting: Meeting) -> frozenset[Day]:
    return frozenset(Day(day.month, day.day) for day in (meeting.starts_on, meeting.ends_on))


def _agree(asked: Day, known: Day) -> bool:
    return (asked.month is None or known.month is None or asked.month == known.month) and (
        asked.day is None or known.day is None or asked.day == known.day
    )


def _day_text(day: Day) -> str:
    return "-".join(f"{part:02}" for part in (day.month, day.day) if part is not None)
