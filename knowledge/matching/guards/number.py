"""How many: another number of something than the entry counts, and another length of a meeting."""

from knowledge.language.english import SYNONYM_GROUPS
from knowledge.language.mentions import number_of
from knowledge.matching.guards.inspection import Case, Inspection
from knowledge.model import Kind, Language

_LARGE_COUNT = 100


def number(case: Case, found: Inspection) -> str:
    """Another number of what the entry counts."""
    asked = case.said.counts
    if not asked:
        return "no number asked"
    if case.said.has("or", "아니면"):
        return "no number taken for granted"
    told = case.told.counts
    for count, unit in sorted(asked - told):
        known = sorted(n for n, other in told if same_unit(other, unit))
        if count in known:
            continue
        if case.fact and unit == "day" and case.profile.meeting:
            known = known or [(case.profile.meeting.ends_on - case.profile.meeting.starts_on).days + 1]
            if count in known:
                continue
        if _is_asked_so(case, count, unit):
            continue
        if known and case.fact:
            aside = {f"#{count}", f"#{count // 7}", f"#{count // 10}"} | _number_tokens(case, count)
            said, right = (_counted(n, unit, found.language) for n in (count, known[0]))
            found.contradict("number", said, right, aside)
            return f"the entry has {known[0]} {unit}, not {count}"
        if count >= _LARGE_COUNT:
            found.foreign = str(count)
            return f"the entry has no {count}"
    return "numbers agree"


_COUNTERS = {
    "year": "년",
    "month": "개월",
    "week": "주",
    "day": "일",
    "hour": "시간",
    "minute": "분",
    "person": "명",
    "people": "명",
}


def _counted(count: int, unit: str, language: Language) -> str:
    """Return *count* of *unit* as one reads it: "5 years", "5년"."""
    if language is Language.KO and unit in _COUNTERS:
        return f"{count}{_COUNTERS[unit]}"
    if count == 1:
        return f"1 {unit}"
    return f"{count} {'people' if unit == 'person' else unit if unit.endswith('s') else f'{unit}s'}"


def _is_asked_so(case: Case, count: int, unit: str) -> bool:
    """Whether the entry's own questions have that number; what only asks whether it is so may be wrong about it."""
    mentions = case.profile.mentions
    return count in mentions.ordinals or ((count, unit) in mentions.counts and case.query.asked.kind is not Kind.YES_NO)


def same_unit(one: str, other: str) -> bool:
    """Whether two counted nouns are one, or mean the same."""
    return one == other or not set(SYNONYM_GROUPS.get(one, ())).isdisjoint(SYNONYM_GROUPS.get(other, ()))


def _number_tokens(case: Case, count: int) -> set[str]:
    """Return the keys of the tokens that say *count* in words."""
    return {t.key for t in case.query.tokens if number_of(t.text) in {count, count // 7, count // 10} - {0, None}}
