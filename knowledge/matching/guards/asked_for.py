"""What is asked for beyond what the entry tells: a near miss is not answered with a neighbouring fact."""

import re
from itertools import pairwise

from knowledge.language.english import FUNCTION_WORDS, SYNONYM_GROUPS, WEAK_WORDS
from knowledge.language.normalize import words
from knowledge.language.stem import stem
from knowledge.matching.guards.inspection import Case, Inspection
from knowledge.matching.guards.number import same_unit
from knowledge.model import Kind, TermKind

_DETAILS = frozenset(
    map(
        stem,
        "exactly exact precise precisely detail details detailed concrete specific specifically example examples "
        "evidence verbatim quote quota percent percentage total title titles wording".split(),
    )
)
"""Stems that ask for something finer than a text that lacks them."""
_TURNS = frozenset(
    "before after previous former earlier old next new other another last next later since "
    "until newest latest oldest".split()
)
"""Words that ask for another thing than a text that lacks them: "before the move" for another place."""
_MONEY = frozenset(
    map(stem, "cost costs pay pays paid price budget money dollar dollars sum spend spent fund fee".split())
)
_FINER = _DETAILS | _MONEY
FEW = 3
"""A number up to which "the two sides" is no claim about a number."""
_PAID = frozenset("tribute respect respects attention homage visit call".split())
_HE = frozenset("he she they it his her their him them".split())
_OF_A_TEXT = frozenset("one thing day line name word sentence paragraph heading title".split())
_WRITTEN_NAME = re.compile(r"(?<=[\w,] )[A-Z][a-z]+(?: [A-Z][\w'-]+)+")
_NAME = re.compile(r"\b(?:the|full|whose|his|her|s|what|by) names?\b|\bnames\b|\bname\b\W*$", re.IGNORECASE)
"""A name asked for, and not "name the exercises"."""
_CLOCK = (("what", "time"), ("which", "hour"), ("what", "hour"), ("oclock",), ("o", "clock"))
_KOREAN_CLOCK = re.compile(r"몇 ?시(?!간)")
_CLOCK_WORDS = frozenset("time hour clock oclock".split())
_SPANS_OF_TIME = frozenset("span frame period".split())
"""Words after "what time" with which it asks for a stretch of time, not for an hour."""
_IN_A_DAY = frozenset("day morning afternoon evening night".split())
_DEADLINES = frozenset(("before", "by"))
_PARTS_OF_DAY = frozenset("afternoon morning evening noon midnight".split())
_HOUR = re.compile(r"\b[0-2]?[0-9]:[0-5][0-9]\b|\b[ap]\.m\b|[0-9] ?[ap]m\b|\bo['\u2019 ]?clock\b", re.IGNORECASE)
_KOREAN_HOUR = re.compile(
    r"[0-9] ?시(?!간)|(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열) ?시(?:에|반|부터|까지|[\s.,]|$)|오전|오후|정오|자정"
)
_KOREAN_DETAILS = (
    "구체적", "정확한", "정확히", "자세", "상세", "명단", "차기", "전임", "후임", "직전", "지난번", "다음", "말고",
    "원래", "주소", "기한", "방식", "방법", "기종", "비용", "예산", "금액", "가격", "퍼센트", "제목", "결과", "새로",
    "또 ", "순위",
)  # fmt: skip
_OWN_SUBJECTS = frozenset({TermKind.BODY, TermKind.EQUIPMENT})
"""Kinds of which one is a subject of its own: what is said of another tells nothing of it."""
_NAMED = frozenset({TermKind.EQUIPMENT, TermKind.DOCUMENT, TermKind.PLACE})


def detail(case: Case, found: Inspection) -> str:
    """A finer thing, another thing, a price or an hour, of which the entry's text says nothing."""
    if case.fact is None or case.query.asked.kind is Kind.YES_NO:
        return "no detail asked"
    if case.said.korean:
        missing = next((s for s in _KOREAN_DETAILS if s in case.said.text and not _speaks_of(s, case)), None)
    else:
        missing = _missing_detail(case)
    if missing is None:
        return "no detail beyond it"
    found.untold = missing
    return f"the entry says nothing of {missing}"


def _speaks_of(sign: str, case: Case) -> bool:
    """Whether the entry's Korean text or one of its Korean questions has *sign*."""
    bare = sign.strip()
    return bare in case.told.korean or any(bare in question for question in case.profile.entry.questions.ko)


def _missing_detail(case: Case) -> str | None:
    if _FINER.isdisjoint(case.said.stems) and _TURNS.isdisjoint(case.said.words):
        return None
    keys = case.profile.keys | set(case.told.stems)
    spoken = case.said.words
    named = _words_of_names(case)
    for i, (word, key) in enumerate(zip(spoken, case.said.stems, strict=True)):
        after = spoken[i + 1] if i + 1 < len(spoken) else ""
        if (key in _DETAILS or (key in _MONEY and after not in _PAID)) and key not in keys:
            return word
        if (
            word in _TURNS
            and after not in _OF_A_TEXT | _HE
            and (word, after) not in named
            and key not in keys
            and word not in keys
            and word not in case.told.words
        ):
            return word
    return None


def _words_of_names(case: Case) -> frozenset[tuple[str, str]]:
    """Return each two words that stand side by side in one name: "New York" turns nothing, "the next KIDD" does.

    A name is one of the book's, or what is written with capitals after the first word of a sentence.
    """
    names = [tuple(token.text.split()) for token in case.query.tokens if token.key in case.query.concepts]
    names += [words(match) for match in _WRITTEN_NAME.findall(case.query.text)]
    return frozenset(pair for name in names for pair in pairwise(name))


def name(case: Case, found: Inspection) -> str:
    """A name is asked for, and the entry names nobody and nothing that the question does not."""
    asked = _NAME.search(case.query.text) is not None or "이름" in case.said.text
    if not asked or case.fact is None or case.query.asked.kind is Kind.YES_NO:
        return "no name is asked for"
    if any(map(_NAME.search, case.fact.questions.en)) or (case.said.korean and _speaks_of("이름", case)):
        return "the entry is asked for a name"
    meeting = case.profile.meeting
    beside = case.known.hosts_of(meeting.id) if meeting else frozenset()
    named = {key for key in case.told.keys - case.query.concepts - beside if _is_named(key, case)}
    if any(key.startswith("p:") for key in named) and case.fact.kind is not Kind.WHO:
        named = {key for key in named if not key.startswith("p:")}
    if named:
        return "the entry names something"
    found.untold = "a name"
    return "the entry names nothing more"


def _is_named(key: str, case: Case) -> bool:
    return key.startswith("p:") or case.known.kind_of(key) in _NAMED


def focus(case: Case, found: Inspection) -> str:
    """Find a thing asked for ("which hotel") that neither the entry nor a question of its own knows."""
    noun = _thing_asked(case)
    if noun is None or case.fact is None:
        return "no such thing is asked for"
    key = stem(noun)
    profile = case.profile
    if key in WEAK_WORDS or key in profile.keys or key in case.told.stems or noun in FUNCTION_WORDS:
        return "the entry knows of it"
    if any(name in profile.groups for name in SYNONYM_GROUPS.get(key, ())):
        return "the entry knows of it"
    if any(token.key in profile.keys for token in case.query.tokens if noun in token.text.split()):
        return "the entry knows of it"
    found.untold = noun
    return f"the entry knows of no {noun}"


def _thing_asked(case: Case) -> str | None:
    spoken = case.said.words
    for i in range(len(spoken) - 3):
        if (
            spoken[i] in {"is", "was", "were", "are"}
            and spoken[i + 1] == "there"
            and spoken[i + 2] in {"a", "an", "any"}
        ):
            return spoken[i + 3]
        if spoken[i] in {"name", "names"} and spoken[i + 1] == "of":
            return _last_noun(spoken[i + 2 :])
    if case.query.asked.kind in {Kind.WHAT, Kind.HOW_MANY} and (noun := case.query.asked.focus):
        at = case.query.words.index(noun) if noun in case.query.words else None
        return noun if at is None else spoken[at]
    return None


def _last_noun(phrase: tuple[str, ...]) -> str | None:
    """Return the last word before a small word: of "the joint chiefs translator who came" the translator."""
    bare = phrase[1:] if phrase[:1] in {("the",), ("a",), ("his",), ("their",)} else phrase
    end = next((i for i, word in enumerate(bare) if word in FUNCTION_WORDS), len(bare))
    return bare[end - 1] if end else None


def answer(case: Case, found: Inspection) -> str:
    """The very thing that the entry would tell already stands in the question, so it must be another that is asked."""
    if case.fact is None or case.query.asked.kind is not Kind.WHERE or case.fact.kind is not Kind.WHERE:
        return "nothing of the answer is in the question"
    named = [key for key in case.told.keys if key not in case.known.wide]
    places = {key for key in named if case.known.kind_of(key) is TermKind.PLACE}
    told = places or {key for key in named if case.known.kind_of(key) is TermKind.BODY}
    if not told or not all(_is_written(key, case) for key in told):
        return "the entry tells more than the question says"
    found.untold = ", ".join(sorted(map(case.known.name_of, told)))
    return f"{found.untold} is in the question already"


def _is_written(key: str, case: Case) -> bool:
    """Whether the question has *key* by its name, and not by what it is: "the headquarters" names no place."""
    name = set(words(case.known.name_of(key))) - {case.query.asked.focus}
    return any(token.key == key and not name.isdisjoint(token.text.split()) for token in case.query.tokens)


def clock(case: Case, found: Inspection) -> str:
    """An hour is asked for, and the entry gives none."""
    if case.fact is None or not _is_hour_asked(case):
        return "no hour is asked for"
    if not _PARTS_OF_DAY.isdisjoint(case.told.words) or _HOUR.search(case.told.english):
        return "the entry tells an hour or a part of the day"
    if case.said.korean and _KOREAN_HOUR.search(case.told.korean):
        return "the entry tells an hour or a part of the day"
    found.untold = "the hour"
    return "the entry gives no hour"


def _is_hour_asked(case: Case) -> bool:
    """Whether the question asks for an hour: not "what time of year", nor "by what time" where a deadline is told."""
    if case.said.korean and _KOREAN_CLOCK.search(case.said.text):
        return True
    spoken = case.said.words
    if _CLOCK_WORDS.isdisjoint(spoken):
        return False
    for sign in _CLOCK:
        for i in range(len(spoken) - len(sign) + 1):
            if spoken[i : i + len(sign)] != sign:
                continue
            due = i > 0 and spoken[i - 1] == "by" and not _DEADLINES.isdisjoint(case.told.words)
            if not due and not (sign[-1] == "time" and _is_longer(spoken[i + len(sign) :])):
                return True
    return False


def _is_longer(after: tuple[str, ...]) -> bool:
    """Whether "what time" before *after* asks for more than an hour: "of year", "in the summer", "frame"."""
    if after[:1] and after[0] in _SPANS_OF_TIME:
        return True
    if not after or after[0] not in {"of", "in"}:
        return False
    rest = after[2:] if after[1:2] == ("the",) else after[1:]
    return bool(rest) and rest[0] not in _IN_A_DAY


def subject(case: Case, found: Inspection) -> str:
    """A body or a piece of equipment is named that the entry has nothing to do with."""
    if case.fact is None:
        return "a gap may speak of anything"
    strange = {key for key in case.query.concepts - case.profile.concepts if case.known.kind_of(key) in _OWN_SUBJECTS}
    if not strange:
        return "it is about what is named"
    meeting = case.profile.meeting
    hosts = case.known.hosts_of(meeting.id) if meeting else frozenset()
    missing = sorted(strange - case.told.keys - hosts)
    if not missing or not found.aside.isdisjoint(missing):
        return "it is about what is named"
    found.untold = case.known.name_of(missing[0])
    return f"the entry does not speak of {found.untold}"


def counting(case: Case, found: Inspection) -> str:
    """A number is asked for, or one is given, of something that the entry does not count."""
    if case.fact is None:
        return "no number is asked for"
    if case.query.asked.kind is Kind.YES_NO:
        return _counts_given(case, found)
    return _number_asked(case, found) if case.query.asked.kind is Kind.HOW_MANY else "no number is asked for"


def _number_asked(case: Case, found: Inspection) -> str:
    """Find the unit in which a number is asked for, of which the entry gives none."""
    if case.said.korean:
        unit = next((u for sign, u in _KOREAN_UNITS if sign in case.said.text), None)
    else:
        unit = _unit_asked(case)
    if unit is None:
        return "no unit is asked for"
    counted = any(same_unit(unit, other) for _, other in case.told.counts)
    dated = unit == "day" and bool(case.told.mentions.days)
    if counted or dated or _is_asked_how_many(unit, case):
        return f"the entry counts {unit}"
    found.untold = unit
    return f"the entry does not count in {unit}"


def _counts_given(case: Case, found: Inspection) -> str:
    """Find a number of something of which the entry says no number: it cannot say whether it is so."""
    if not case.said.counts:
        return "no number beside the entry's"
    own = {unit for _, unit in case.told.counts | case.profile.mentions.counts}
    asked = {(n, unit) for n, unit in case.said.counts if n > FEW and n not in case.profile.mentions.ordinals}
    strange = sorted(unit for _, unit in asked if not any(same_unit(unit, other) for other in own))
    if not strange or found.premises:
        return "no number beside the entry's"
    found.untold = strange[0]
    return f"the entry gives no number of {strange[0]}"


def _is_asked_how_many(unit: str, case: Case) -> bool:
    """Whether one of the entry's own questions asks how many of that."""
    if case.fact is None:
        return False
    if case.said.korean:
        signs = [sign for sign, other in _KOREAN_UNITS if other == unit]
        return any(sign in question for question in case.fact.questions.ko for sign in signs)
    asked = (question.casefold() for question in case.fact.questions.en if "how many" in question.casefold())
    return any(unit in map(stem, words(question)) for question in asked)


_KOREAN_UNITS = (
    ("몇 명", "person"), ("몇명", "person"), ("몇 시간", "hour"), ("몇 대", "item"), ("몇 척", "item"),
    ("퍼센트", "percent"), ("몇 달러", "money"), ("얼마를", "money"), ("몇 개월", "month"),
)  # fmt: skip
_SPANS = {"hour": "hour", "minute": "minute", "month": "month", "mile": "mile", "kilometer": "mile", "dollar": "money"}


def _unit_asked(case: Case) -> str | None:
    """Return the unit, or the stem of the noun, in which the number is asked for."""
    focus = case.query.asked.focus
    if focus is None or focus in FUNCTION_WORDS or stem(focus) in WEAK_WORDS:
        return None
    bare = focus.removesuffix("s")
    return _SPANS.get(bare) or (stem(focus) if focus.endswith("s") and "many" in case.said.words else None)
