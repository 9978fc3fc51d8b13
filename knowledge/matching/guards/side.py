"""Whose side somebody was on: "was Shea the Korean delegate"."""

from knowledge.language.stem import stem
from knowledge.matching.guards.inspection import Case, Inspection
from knowledge.model import Kind

_PARTS = frozenset(
    map(
        stem,
        "delegate delegates delegation side team representative representatives lead leader head chief official envoy "
        "general minister chairman party contingent group national counterpart".split(),
    )
)
"""What somebody of a country is called at talks."""
_LEADS = frozenset(map(stem, "lead led head headed represent represented chair chaired leading heading for".split()))
_BE = frozenset("was is were are".split())
_BETWEEN = frozenset("with against opposite facing meet met thank thanked tell told by counterpart partner".split())
"""Words that set two sides against each other, so that the country need not be the person's own."""
_KOREAN_PARTS = ("측대표", "측수석대표", "대표단을이끌", "측을이끌", "대표였", "대표인", "대표로")


def side(case: Case, found: Inspection) -> str:
    """A person put on the other side's team."""
    if case.fact is None:
        return "not about a person"
    if case.query.asked.kind is Kind.WHO:
        return _other_side(case, found)
    named = [key for key in case.query.concepts if key.startswith("p:")]
    nations = case.known.nations() & case.query.concepts
    if len(named) != 1 or len(nations) != 1 or named[0] not in case.profile.concepts:
        return "no one person and one country"
    (person,), (nation,) = named, nations
    own = case.known.side_of(person)
    if own is None or own == nation or not _puts(case, person, nation):
        return "nobody is put on another side"
    found.contradict("body", case.name_of(nation), case.name_of(own), {nation})
    return f"{case.known.name_of(person)} stood for {case.known.name_of(own)}"


def _other_side(case: Case, found: Inspection) -> str:
    """Find that somebody of one side is asked for, and the entry is about somebody of the other."""
    topics = [f"p:{topic}" for topic in case.fact.topics] if case.fact else []
    sides = {side for key in topics if (side := case.known.side_of(key))}
    asked = {nation for nation in case.known.nations() & case.query.concepts if _is_part_asked(case, nation)}
    if len(sides) != 1 or len(asked) != 1 or sides == asked:
        return "the side asked for, or none"
    found.untold = f"the side of {case.known.name_of(min(asked))}"
    return f"the entry is about the side of {case.known.name_of(min(sides))}"


def _is_part_asked(case: Case, nation: str) -> bool:
    """Whether the question names the delegation of *nation*, and nobody beside it: "who led the U.S. side"."""
    if any(key.startswith("p:") for key in case.query.concepts) or not _BETWEEN.isdisjoint(case.said.words):
        return False
    if case.said.korean:
        joined = "".join(case.query.words)
        texts = ("".join(token.text.split()) for token in case.query.tokens if token.key == nation)
        return any(f"{text.removesuffix('측')}측" in joined for text in texts)
    at, stems = _places(case, nation), case.said.stems
    return bool(at) and not _PARTS.isdisjoint(stems[at[-1] : at[-1] + 2])


def _puts(case: Case, person: str, nation: str) -> bool:
    """Whether the question puts *person* on the side of *nation*."""
    if case.said.korean:
        joined = "".join(case.query.words)
        return case.query.asked.kind in {Kind.YES_NO, Kind.WHY} and any(part in joined for part in _KOREAN_PARTS)
    spoken, stems = case.said.words, case.said.stems
    if not _BETWEEN.isdisjoint(spoken):
        return False
    at = _places(case, person)
    country = _places(case, nation)
    if not at or not country or country[0] < at[0]:
        return False
    after = stems[country[-1] + 1] if country[-1] + 1 < len(stems) else ""
    between = stems[at[-1] + 1 : country[0]]
    is_it = spoken[at[0] - 1] in _BE if at[0] else False
    if is_it and not set(between) - {"the", "a", "an", "realli", "actual", "chief", "then"}:
        return after in _PARTS or not after
    return not _LEADS.isdisjoint(between) and (after in _PARTS or not after)


def _places(case: Case, key: str) -> list[int]:
    """Return the positions of the words of the token *key*."""
    token = next(token for token in case.query.tokens if token.key == key)
    name = tuple(token.text.split())
    spoken = case.said.words
    start = next((i for i in range(len(spoken)) if spoken[i : i + len(name)] == name), None)
    return [] if start is None else list(range(start, start + len(name)))
