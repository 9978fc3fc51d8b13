"""Who said or did it: "did Milley thank Lee" where Lee thanked Milley, in English and in Korean."""

import re
from collections.abc import Mapping

from knowledge.language.english import FUNCTION_WORDS, SYNONYM_GROUPS
from knowledge.language.korean import is_hangul
from knowledge.language.stem import stem
from knowledge.matching.guards.inspection import Case, Inspection
from knowledge.model import TermKind

_ACTS = frozenset(
    map(
        stem,
        "say said tell told state stated call called mention mentioned note noted stress stressed emphasize emphasized "
        "highlight highlighted underline underlined thank thanked express expressed appreciate appreciated praise "
        "praised ask asked request requested urge urged reaffirm reaffirmed promise promised pledge pledged point "
        "describe described cite cited claim claimed repeat repeated recommit extend extended bring brought raise "
        "voice voiced offer offered consider considered rate rated judge judged concur concurred agree agreed".split(),
    )
)
"""Stems of deeds that have one doer, whom a question may mistake."""
_ADVERBS = frozenset(
    "also really actually even ever then just first again publicly personally warmly had has have would will did does "
    "himself herself specifically explicitly".split()
)
_DO = frozenset("did does do will would has had have to".split())
_IRREGULAR = frozenset("said told brought".split())
_BESIDE = frozenset("when before after as while for of to with at from until since than".split())
"""Words after which a name is not the one who acts in the main clause."""
_SAYING = frozenset(map(stem, "say said tell told state stated call called mention mentioned note noted".split())) | {
    "말했", "말한", "말씀", "언급", "밝혔", "밝힌", "설명했"
}  # fmt: skip
"""Deeds that any remark is."""
_MUTUAL = frozenset(map(stem, "meet met talk talked discuss discussed see saw lead led".split()))
_BE = frozenset("was were is are been being be got".split())
_KOREAN_ACTS = re.compile(
    r"감사|사의|고마|말했|말한|말씀|언급|강조|요청|부탁|평가|동의|공감|칭찬|지적|밝혔|밝힌|재확인|약속|설명했|표했|표한|표명"
)
_KOREAN_TITLES = (
    r"(?:합동참모의장|합참의장|의장|국방부장관|국방장관|장관|국방정책실장|실장|준장|대장|장군|대표|정부|측|씨|님)?"
)
_NEAR = 16
"""Syllables between the one who acts and the deed."""
_SIDES: Mapping[str, str | None] = {
    "rok": "t:south-korea", "us": "t:united-states", "both": None, "officials": None, "release": None
}  # fmt: skip


def speaker(case: Case, found: Inspection) -> str:
    """Somebody else than the one who said or did it."""
    if case.fact is None:
        return "nobody's words"
    doer = _SIDES.get(case.fact.said_by, f"p:{case.fact.said_by}")
    if doer is None or not case.known.knows(doer):
        return _doer_told(case, found)
    acted = _korean_act(case) if case.said.korean else None if _ACTS.isdisjoint(case.said.stems) else _act(case)
    if acted is None or acted[0] == doer or not _is_rival(acted[0], doer, case):
        return _doer_told(case, found)
    actor, deed = acted
    if doer not in case.told.keys or (deed not in _SAYING and not _tells(deed, case)):
        return "the entry does not name who did that"
    found.contradict("person", case.name_of(actor), case.name_of(doer), {actor})
    return f"it was {case.known.name_of(doer)}, not {case.known.name_of(actor)}"


def _act(case: Case, deeds: frozenset[str] | None = _ACTS) -> tuple[str, str] | None:
    """Return the token key of the person or country that the question has do something, with the deed; None for none.

    *deeds* are the stems of the deeds that count; None takes any.
    """
    spoken, stems = case.said.words, case.said.stems
    people = list(dict.fromkeys(token.key for token in case.query.tokens if token.key[:2] == "p:"))
    for token in case.query.tokens:
        if not token.key.startswith(("p:", "t:")) or token.key in people[1:]:
            continue
        name = tuple(token.text.split())
        for i in range(len(spoken) - len(name)):
            if spoken[i : i + len(name)] != name:
                continue
            j = i + len(name)
            while j < len(spoken) - 1 and spoken[j] in _ADVERBS:
                j += 1
            if j == i + len(name) and not _is_subject(spoken, i, spoken[j]):
                continue
            passive = i > 0 and spoken[i - 1] in _BE and not spoken[j].endswith("ing")
            after_by = i > 0 and spoken[i - 1] == "by" and any(s in _ACTS for s in stems[:i]) and bool(_BE & {*spoken})
            if after_by or ((deeds is None or stems[j] in deeds) and not passive):
                return token.key, stems[j]
    return None


def _tells(deed: str, case: Case) -> bool:
    """Whether the entry tells of *deed*, in these words or others of the same meaning."""
    if case.said.korean:
        return deed in case.told.korean or deed in {"사의", "고마", "감사"}
    groups = set(SYNONYM_GROUPS.get(deed, ()))
    return any(word == deed or not groups.isdisjoint(SYNONYM_GROUPS.get(word, ())) for word in case.told.stems)


def _doer_told(case: Case, found: Inspection) -> str:
    """Somebody else than the entry's text has do the very thing: "did Lee accompany Milley" where Kim did."""
    named = any(key[:2] == "p:" for key in case.query.concepts)
    acted = _act(case, None) if named and not case.said.korean else None
    if acted is None or acted[0][:2] != "p:" or acted[0] in case.known.outside or acted[1] in _MUTUAL:
        return "the one who did it, or nobody named"
    actor, deed = acted
    doers = {key for key, name in case.told.names if key[:2] == "p:" and _does(name, deed, case)}
    if not doers or actor in doers or deed in FUNCTION_WORDS:
        return "the one who did it, or nobody named"
    found.contradict("person", case.name_of(actor), ", ".join(sorted(map(case.name_of, doers))), {actor})
    return f"it was {case.known.name_of(min(doers))}, not {case.known.name_of(actor)}"


def _does(name: tuple[str, ...], deed: str, case: Case) -> bool:
    """Whether the entry's text has *deed* right after *name*."""
    spoken, stems = case.told.words, case.told.stems
    ends = (i + len(name) for i in range(len(spoken) - len(name)) if spoken[i : i + len(name)] == name)
    return any(stems[end] == deed for end in ends)


def _is_subject(spoken: tuple[str, ...], i: int, verb: str) -> bool:
    """Whether the name at *i* may be the subject of *verb*: not of a clause beside, not somebody's praise."""
    before = spoken[i - 1] if i else ""
    if before in _BESIDE:
        return False
    return verb.endswith(("ed", "s")) or verb in _IRREGULAR or bool(_DO & {*spoken[:i]})


def _korean_act(case: Case) -> tuple[str, str] | None:
    """Return the token key of the name with the subject's particle and the deed that the question tells of it."""
    joined = "".join(case.query.words)
    if not _KOREAN_ACTS.search(joined) or "받" in joined or "들었" in joined:
        return None
    for token in case.query.tokens:
        if token.key.startswith(("p:", "t:")) and is_hangul(token.text):
            name = re.escape("".join(token.text.split()))
            match = re.search(rf"{name}{_KOREAN_TITLES}(?:이|가|은|는|께서)(?!름)(.*)", joined)
            if match and (act := _KOREAN_ACTS.search(match.group(1))):
                between = match.group(1)[: act.start()]
                for other in case.query.tokens:
                    between = between.replace("".join(other.text.split()), "") if other.key[:2] == "p:" else between
                if len(between) <= _NEAR and not re.search(r"서|전에|는데|한데|준거|은거|는거|가|이", between):
                    return token.key, act.group()
    return None


def _is_rival(actor: str, doer: str, case: Case) -> bool:
    """Whether the two are of a kind, so that one can be taken for the other."""
    if actor.startswith("p:") and doer.startswith("p:"):
        return actor not in case.known.outside
    return case.known.kind_of(actor) is case.known.kind_of(doer) is TermKind.COUNTRY
