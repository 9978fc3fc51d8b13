"""Before and after: "did Milley visit the memorial before the meeting" where he went after it."""

from knowledge.language.english import FUNCTION_WORDS
from knowledge.matching.guards.inspection import Case, Inspection
from knowledge.model import Kind

_EARLIER = frozenset("before".split())
_LATER = frozenset("after following".split())
_SIGNS = _EARLIER | _LATER | {"ahead"}
_ENDS = frozenset("in at per by on as for according when where while to and".split())
_SURE = 2
"""Words in common from which something is surely what happened, and not what it is timed by."""
REACH = 10
"""Words after "before" or "after" that say before or after what."""


def order(case: Case, found: Inspection) -> str:
    """Two things in the other order than the entry tells."""
    if case.fact is None or case.query.asked.kind not in {Kind.YES_NO, Kind.WHY} or case.said.negated:
        return "no order asked"
    if _SIGNS.isdisjoint(case.said.words):
        return "no order asked"
    asked = _relation(case.said.words, case.said.stems)
    told = _relation(case.told.words, case.told.stems)
    if asked is None or told is None:
        return "no order asked" if asked is None else "the entry tells no order"
    asked_later, asked_of, _ = asked
    told_later, told_of, told_what = told
    same, crossed = len(asked_of & told_of), len(asked_of & (told_what - told_of))
    if same == crossed or (crossed > same and (same or crossed < _SURE)):
        return "which comes first is not said"
    agrees = (asked_later == told_later) == (same > crossed)
    if agrees:
        return "the order agrees"
    said, right = ("after", "before") if asked_later else ("before", "after")
    found.contradict("polarity", said, right, {"befor", "before", "after", "afterward", "follow"})
    return f"it was {right}, not {said}"


def _relation(spoken: tuple[str, ...], stems: tuple[str, ...]) -> tuple[bool, set[str], set[str]] | None:
    """Return whether *spoken* says that something came later, than what, and what else it is about, as stems."""
    places = [i for i, word in enumerate(spoken) if word in _EARLIER | _LATER or spoken[i : i + 2] == ("ahead", "of")]
    if len(places) != 1:
        return None
    (at,) = places
    content = [s if w not in FUNCTION_WORDS else "" for w, s in zip(spoken, stems, strict=True)]
    end = next((j for j in range(at + 2, len(spoken)) if spoken[j] in _ENDS), len(spoken))
    end = min(end, at + 1 + REACH)
    of = {word for word in content[at + 1 : end] if word}
    return spoken[at] in _LATER, of, {word for word in (*content[:at], *content[end:]) if word}
