"""Rank, service and office: "was Roberta Shea a Navy admiral", "Secretary of Defense Milley"."""

from collections.abc import Iterable
from itertools import pairwise

from knowledge.language.normalize import words
from knowledge.matching.guards.inspection import Case, Inspection

_SHORT = {
    "brig": "brigadier", "gen": "general", "lt": "lieutenant", "adm": "admiral", "col": "colonel", "maj": "major",
    "capt": "captain", "sgt": "sergeant", "bgen": "brigadier", "marines": "marine", "sec": "secretary",
    "secdef": "secretary", "chairperson": "chairman", "chairwoman": "chairman", "chair": "chairman",
    "dep": "deputy", "asst": "assistant", "pm": "premier", "airforce": "air",
}  # fmt: skip
_SERVICES = frozenset("army navy naval air marine coast space".split())
_RANKS = frozenset("brigadier lieutenant major rear vice admiral colonel captain sergeant marshal private".split())
_TELLING_RANKS = _RANKS - {"rear", "vice"} | {"general"}
_HEADS = frozenset("minister secretary chairman president premier ambassador commander senator governor".split())
_BELOW = frozenset("deputy vice assistant under".split())
_FIELDS = frozenset("foreign prime interior finance unification state".split())
_BE = frozenset("was is were are".split())
_FILLER = frozenset("the a an of force corps for really actually then us american korean south guard".split())
_TITLE = 5
"""Words before or after a name that may be its title."""
_KOREAN_SERVICES = {"해군": "navy", "육군": "army", "공군": "air", "해병대": "marine", "해병": "marine"}

_PLAIN = _SERVICES | _RANKS | _HEADS | _BELOW | _FIELDS
_WORDS = _PLAIN | {"general", "chief", "leader"} | set(_SHORT) | set(_KOREAN_SERVICES)


def office(case: Case, found: Inspection) -> str:
    """A service, rank or post that is not the person's."""
    if case.fact is None or _WORDS.isdisjoint(case.said.words) or "or" in case.said.words:
        return "no title"
    if (other := _other_person(case)) is not None:
        person, borrowed, owner = other
        found.contradict("person", borrowed, case.known.office_of(person, found.language), {owner})
        return f"{case.known.name_of(person)} was not {borrowed}"
    for key in sorted(k for k in case.query.concepts if k.startswith("p:") and k in case.profile.concepts):
        offices = set(_plain(word for text in case.known.offices_of(key) for word in words(text)))
        if not offices:
            continue
        for title, formal in _titles(case, key):
            if _contradicts(title, offices, formal=formal):
                named = " ".join(title)
                found.contradict("person", named, case.known.office_of(key, found.language), _keys_of(title, case))
                return f"{case.known.name_of(key)} was not {named}"
    return "no other title"


def is_title(text: str) -> bool:
    """Whether a token is a word of ranks, services and posts."""
    plain = _KOREAN_SERVICES.get(text, _SHORT.get(text, text))
    return plain in _PLAIN


def _other_person(case: Case) -> tuple[str, str, str] | None:
    """Return a person and a title of somebody else given to that person: "is Kim the US chairman"."""
    people = [token for token in case.query.tokens if token.key[:2] == "p:"]
    spoken = case.said.words
    for one, two in pairwise(people):
        first, second = tuple(one.text.split()), tuple(two.text.split())
        named = set(words(case.known.name_of(two.key)))
        if one.key == two.key or named & set(second) or one.key not in case.profile.concepts:
            continue
        for i in range(1, len(spoken) - len(first) + 1):
            if spoken[i : i + len(first)] == first and spoken[i - 1] in _BE:
                rest = spoken[i + len(first) :]
                rest = rest[1:] if rest[:1] in {("the",), ("a",), ("an",)} else rest
                if rest == second:
                    return one.key, two.text, two.key
    return None


def _contradicts(title: tuple[str, ...], offices: set[str], *, formal: bool) -> bool:
    """Whether *title* names a service, rank or post that *offices* do not; *formal*: it is told of the person."""
    said = set(_plain(title))
    if (services := said & _SERVICES) and offices & _SERVICES and not services & offices:
        return True
    if (ranks := said & _RANKS) and not said & _HEADS and offices & _TELLING_RANKS and not ranks <= offices:
        return True
    heads = said & _HEADS
    if not heads or not offices & _HEADS:
        return False
    if not heads & offices:
        return True
    if said & _FIELDS - offices or said & _BELOW - offices:
        return True
    return formal and bool(offices & _BELOW) and not said & _BELOW


def _titles(case: Case, key: str) -> list[tuple[tuple[str, ...], bool]]:
    """Return the words about *key* that may be a title, each with whether the question tells it of the person."""
    spoken = case.said.words
    found: list[tuple[tuple[str, ...], bool]] = []
    for name in _names(case, key):
        for i in range(len(spoken) - len(name) + 1):
            if spoken[i : i + len(name)] != name:
                continue
            before = _run(spoken[max(0, i - _TITLE) : i][::-1])[::-1]
            if before:
                asked_as = i - len(before) - 1
                found.append((before, asked_as >= 0 and spoken[asked_as] == "as"))
            after = _run(spoken[i + len(name) : i + len(name) + 2 * _TITLE])
            told = i > 0 and spoken[i - 1] in _BE
            if after and (told or case.said.korean):
                found.append((after, told))
    if case.said.korean:
        joined = "".join(case.query.words)
        texts = {"".join(token.text.split()) for token in case.query.tokens if token.key == key}
        served = (word for word in _KOREAN_SERVICES for text in texts if f"{text}{word}" in joined)
        found.extend(((word,), False) for word in served)
    if spoken[:1] == ("as",) and (lead := _run(spoken[1:8])):
        found.append((lead, True))
    return found


def _names(case: Case, key: str) -> list[tuple[str, ...]]:
    """Return the ways the question may write the person's own name: the full one, and as it was read."""
    own = [words(case.known.name_of(key)), *(tuple(t.text.split()) for t in case.query.tokens if t.key == key)]
    return list(dict.fromkeys(own))


def _run(spoken: tuple[str, ...]) -> tuple[str, ...]:
    """Return the run of title words that *spoken* begins with, without the small words at its ends."""
    run: list[str] = []
    for word in spoken:
        plain = _KOREAN_SERVICES.get(word, _SHORT.get(word, word))
        if plain not in _PLAIN | _FILLER and plain not in {"general", "defense"}:
            break
        run.append(plain)
    while run and run[-1] in _FILLER:
        run.pop()
    while run and run[0] in _FILLER:
        run.pop(0)
    return tuple(run)


def _plain(spoken: Iterable[str]) -> list[str]:
    return [_KOREAN_SERVICES.get(word, _SHORT.get(word, word)) for word in spoken]


def _keys_of(title: tuple[str, ...], case: Case) -> set[str]:
    """Return the keys of the tokens that the words of *title* are in, names apart."""
    said = set(title) | {short for short, long in _SHORT.items() if long in title}
    said |= {word for word, service in _KOREAN_SERVICES.items() if service in title}
    outside = case.known.outside
    own = (token for token in case.query.tokens if token.key[1:2] != ":" or token.key in outside)
    return {token.key for token in own if said & set(token.text.split())}
