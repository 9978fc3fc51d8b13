"""Names: what no release here names, what this entry is not about, and people who had no part in it."""

from knowledge.language.normalize import words
from knowledge.language.stem import stem
from knowledge.matching.guards.inspection import Case, Inspection
from knowledge.model import Kind, TermKind

_LETTERS = 3
_SWAPPED = frozenset({TermKind.EQUIPMENT})
"""Kinds of which one thing can be taken for another that the entry tells: this bomber for that."""


def names(case: Case, found: Inspection) -> str:
    """Names that no release has, and series of meetings that are not this entry's."""
    tells_place = case.fact is not None and case.fact.kind is Kind.WHERE
    for name in case.query.unknown_names:
        if name.casefold() in found.aside:
            continue  # part of a place where nobody was
        found.foreign = name
        return f"no release here names {name}"
    for key in sorted(case.query.concepts - case.profile.concepts):
        kind = case.known.kind_of(key)
        if key in found.aside:
            continue  # part of a title that is not the person's
        if tells_place and kind is TermKind.PLACE:
            continue  # another place than the one it tells: worth a correction, which the place guard gives
        if key in case.known.outside:
            if (right := _taken_for(key, case)) is not None:
                found.contradict("person" if key.startswith("p:") else "body", case.name_of(key), right, {key})
                return f"the entry names {right}"
            found.foreign = case.known.name_of(key)
            return f"{found.foreign} is not what this is about"
        if kind is TermKind.SERIES:
            found.foreign = case.known.name_of(key)
            return f"{found.foreign} is not what this is about"
    return "no name from elsewhere"


def people(case: Case, found: Inspection) -> str:
    """People of the book who have no part in this entry's meeting."""
    query, profile = case.query, case.profile
    leads = {f"p:{side.lead}" for side in profile.meeting.delegations} if profile.meeting else set()
    named = query.concepts - profile.concepts - case.known.outside - leads
    strangers = sorted(key for key in named if key.startswith("p:"))
    if not strangers:
        return "everyone named has a part in it"
    told = sorted(key for key in profile.concepts if key.startswith("p:"))
    if told and case.fact and _is_tied(case, set(strangers)):
        told = [key for key in told if key not in query.concepts] or told
        found.contradict("person", case.name_of(strangers[0]), _name_all(case, told), strangers)
    else:
        found.foreign = case.known.name_of(strangers[0])
    return f"{case.known.name_of(strangers[0])} has no part in it"


def _is_tied(case: Case, strangers: set[str]) -> bool:
    """Whether the question speaks of this entry's meeting, strangers apart: by series, day, a thing or a place."""
    query, meeting = case.query, case.profile.meeting
    if meeting is None:
        return False
    if f"t:{meeting.series}" in query.concepts or meeting.ordinal in query.mentions.ordinals:
        return True
    if any(d.month == meeting.starts_on.month and d.day == meeting.starts_on.day for d in query.mentions.days):
        return True
    telling = {TermKind.PLACE, TermKind.EQUIPMENT, TermKind.DOCUMENT}
    shared = query.concepts & case.told.keys - strangers
    return bool(shared) and any(case.known.kind_of(key) in telling for key in shared - case.known.places_of_all)


def _taken_for(key: str, case: Case) -> str | None:
    """Return the name that the entry has where the question has *key*, which no release names; None for nothing alike.

    A person counts as alike who shares a part of the name ("Kim Jong Il"), a thing that is of the same sort.
    """
    if case.fact is None:
        return None
    if key.startswith("p:"):
        parts = set(words(case.known.name_of(key)))
        alike = [k for k in case.told.keys if k[:2] == "p:" and len(parts & set(words(case.known.name_of(k)))) > 1]
        return case.name_of(alike[0]) if len(alike) == 1 else None
    kind = case.known.kind_of(key)
    if kind not in _SWAPPED:
        return None
    alike = [k for k in case.told.keys if case.known.kind_of(k) is kind]
    asked = {stemmed for stemmed in case.said.stems if len(stemmed) > _LETTERS}
    named = [k for k in alike if asked & set(map(stem, words(case.known.name_of(k))))]
    alike = named if len(alike) > 1 else alike
    return case.name_of(alike[0]) if len(alike) == 1 else None


def _name_all(case: Case, keys: list[str]) -> str:
    return ", ".join(sorted(case.name_of(key) for key in keys))
