"""Where: another place than the one that a fact tells, and a meeting put where it was not."""

import re

from knowledge.language.english import FUNCTION_WORDS, MONTHS
from knowledge.language.mentions import DAYS_OF_WEEK
from knowledge.language.normalize import words
from knowledge.language.stem import stem
from knowledge.matching.guards.inspection import Case, Inspection
from knowledge.model import Kind, TermKind

_IN = frozenset("at in inside".split())
_GOING = frozenset("to visit visited visiting near into tour toured".split())
_MET = frozenset("meet met meeting held hold host hosted visit visited talk talks talked place happen happened".split())
_BETWEEN = (
    FUNCTION_WORDS
    | frozenset(MONTHS)
    | frozenset(
        "held hold place take took happen happened host hosted convened conducted organized talks meeting session "
        "round concluded conclude based dialogue gathering".split()
    )
)
"""Words that may stand between a meeting and the place it is put in: "the KIDD was held in Washington"."""
_NAMED_PLACE = re.compile(r"\b(?:at|in|to|into|near|visit(?:ed)?) (?:the )?((?:[A-Z][a-z][\w'-]* ?)+)")
_KOREAN_IN = ("에서", "로", "으로", "에")


def place(case: Case, found: Inspection) -> str:
    """Another place than the one a where-fact tells."""
    if case.fact is None:
        return "not about a place"
    if case.fact.kind is not Kind.WHERE or case.query.asked.kind is Kind.WHERE:
        return _meeting_place(case, found)
    places = {key for key in case.query.concepts if case.known.kind_of(key) is TermKind.PLACE}
    known = {key for key in case.told.keys if case.known.kind_of(key) is TermKind.PLACE}
    asked = {key for key in places if _stands_in(key, case, _IN | _GOING)}
    if asked and known and not places & known:
        said, right = (", ".join(sorted(map(case.name_of, keys))) for keys in (asked, known))
        found.contradict("place", said, right, asked)
        return f"the entry says {right}, not {said}"
    if not places and known and (elsewhere := _elsewhere(case)):
        right = ", ".join(sorted(map(case.name_of, known)))
        spoken = words(elsewhere)
        found.contradict("place", elsewhere, right, {*map(stem, spoken), *spoken})
        return f"the entry says {right}, not {elsewhere}"
    return _house(case, found) if not places else "places agree"


def _meeting_place(case: Case, found: Inspection) -> str:
    """A meeting put in a city where it was not: "the KIDD in Washington"."""
    meeting = case.profile.meeting
    if meeting is None or f"t:{meeting.series}" not in case.query.concepts:
        return _house(case, found)
    right = case.known.place_of(meeting.id)
    cities = [key for key in right if case.known.kind_of(key) is TermKind.PLACE]
    if not cities or cities[0] in case.query.concepts:
        return "not about a place"
    asked = {k for k in case.query.concepts - set(right) if case.known.kind_of(k) is TermKind.PLACE}
    asked = {key for key in asked if _holds(key, f"t:{meeting.series}", case)}
    if not asked:
        return "not about a place"
    found.contradict("place", case.name_of(min(asked)), case.name_of(cities[0]), asked)
    return f"the meeting was in {case.known.name_of(cities[0])}"


def _house(case: Case, found: Inspection) -> str:
    """A meeting put in the house of a body where it was not: "met at the Pentagon"."""
    meeting = case.profile.meeting
    right = case.known.place_of(meeting.id) if meeting else ()
    if not right or meeting is None or _MET.isdisjoint(case.said.words):
        return "not about a place"
    leads = {f"p:{side.lead}" for side in meeting.delegations}
    if not leads & case.query.concepts and f"t:{meeting.series}" not in case.query.concepts:
        return "which meeting is not said"
    bodies = {k for k in case.query.concepts if case.known.kind_of(k) is TermKind.BODY and _stands_in(k, case, _IN)}
    if not bodies or bodies & set(right) or case.known.sessions_of(meeting) & bodies:
        return "not about a place"
    found.contradict("place", case.name_of(min(bodies)), case.name_of(right[0]), bodies)
    return f"the meeting was at {case.known.name_of(right[0])}"


def _elsewhere(case: Case) -> str | None:
    """Return the name after "to the" or "in" that is none of the book's; None for no such name."""
    match = _NAMED_PLACE.search(case.query.text)
    if match is None:
        return None
    said = set(words(match.group(1)))
    known = (t for t in case.query.tokens if t.key[1:2] == ":" or t.text in MONTHS or t.text in DAYS_OF_WEEK)
    return None if any(said & set(token.text.split()) for token in known) else match.group(1).strip()


def _stands_in(key: str, case: Case, after: frozenset[str]) -> bool:
    """Whether the question has the place *key* right after one of *after*, in Korean before a particle of place."""
    spoken = case.said.words
    for start, end, text in _spans(key, case):
        if case.said.korean:
            joined = "".join(case.query.words)
            moved = any(sign in joined for sign in ("옮", "이전", "출발", "떠나"))
            return any(f"{text}{particle}" in joined for particle in _KOREAN_IN[moved:])
        before = spoken[start - 1] if start else ""
        if before == "the" and start > 1:
            before = spoken[start - 2]
        if before in after and end:
            return True
    return False


def _holds(key: str, series: str, case: Case) -> bool:
    """Whether the question puts the meeting of *series* in the place *key*, not something else."""
    if case.said.korean:
        return key not in case.told.keys and _stands_in(key, case, _IN)
    for start, end, _ in _spans(key, case):
        for first, last, _ in _spans(series, case):
            if last <= start and set(case.said.words[last:start]) <= _BETWEEN and _stands_in(key, case, _IN):
                return True
            if 0 < end == first and key not in case.profile.concepts:  # "the Washington KIDD"
                return True
    return False


def _spans(key: str, case: Case) -> list[tuple[int, int, str]]:
    """Return where the words of the tokens *key* begin and end, with the text of each."""
    spoken = case.said.words
    found: list[tuple[int, int, str]] = []
    for token in case.query.tokens:
        if token.key == key:
            name = tuple(token.text.split())
            at = next((i for i in range(len(spoken)) if spoken[i : i + len(name)] == name), None)
            found.append((at, at + len(name), token.text) if at is not None else (0, 0, token.text))
    return found
