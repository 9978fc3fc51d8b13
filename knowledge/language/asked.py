"""What kind of thing a question asks for, read from its question words, in English and Korean."""

import re
from dataclasses import dataclass

from knowledge.language.english import CHAT, NUMBERS
from knowledge.language.korean import is_hangul
from knowledge.model import Kind

EXACTING = frozenset({Kind.HOW_MANY, Kind.WHEN, Kind.WHERE, Kind.WHO, Kind.WHY})
"""Kinds that only an entry of that kind can answer; "what" and yes-or-no questions can ask for anything."""

_WHO_NOUNS = frozenset(
    "official general officer minister person leader chairman chair delegate representative man woman diplomat "
    "spokesman spokesperson commander chief name companion".split()
)
_WHEN_NOUNS = frozenset("date dates day days month year time weekday season".split())
_WHERE_NOUNS = frozenset("city place location venue country base building site town port capital memorial".split())
_COUNT_NOUNS = frozenset("number numbers figure amount percentage share size total count".split())
_AUXILIARIES = frozenset(
    "did do does is are was were has have had will would can could should may might must isnt wasnt am".split()
)
_BE = frozenset("is are was were".split())
_QUESTION_WORDS = {
    "who": Kind.WHO, "whom": Kind.WHO, "whose": Kind.WHO, "when": Kind.WHEN, "where": Kind.WHERE, "why": Kind.WHY,
}  # fmt: skip
_HOW_MEASURES = {
    "many": Kind.HOW_MANY, "much": Kind.HOW_MANY, "long": Kind.HOW_MANY, "old": Kind.HOW_MANY, "often": Kind.HOW_MANY,
    "big": Kind.HOW_MANY, "large": Kind.HOW_MANY, "far": Kind.HOW_MANY, "tall": Kind.HOW_MANY, "soon": Kind.WHEN,
    "come": Kind.WHY,
}  # fmt: skip
_PHRASE_ENDS = frozenset(
    "the a an to that this he she it they we you i who which if not and or according as about".split()
)
_PAST = frozenset(
    "held led took made met came went gave said got became stood ran paid sent took brought told put set saw".split()
)
"""Verbs in the past: after the noun that "which" asks about comes what it did."""
_PREPOSITIONS = frozenset("in on at to from for by with of under during until since".split())

_KOREAN: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.HOW_MANY, ("몇", "얼마", "얼만", "규모")),
    (Kind.WHEN, ("언제", "며칠", "날짜", "몇월", "몇일", "시기", "요일", "연도", "몇년")),
    (Kind.WHERE, ("어디", "어느곳", "장소", "개최지", "위치", "도시")),
    (Kind.WHO, ("누구", "누가", "누군", "누굴", "이름", "동행자", "대표")),
    (Kind.WHY, ("왜", "이유", "까닭", "무엇때문")),
    (Kind.HOW, ("어떻게", "어떠", "어때", "어땠")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for.

    Attributes:
        kind: the kind; None where the text does not show one (a fragment, a bare topic).
        is_question: whether it is put as a question at all.
        focus: the noun that "which" or "what" asks about ("which port": port), as typed; None where there is none.
    """

    kind: Kind | None
    is_question: bool
    focus: str | None = None


def read_asked(words: tuple[str, ...], *, marked: bool) -> Asked:
    """Read what *words* (of `normalize.words`) ask for.

    Args:
        words: the words in order.
        marked: whether the text has a question mark.
    """
    if any(is_hangul(word) for word in words):
        return _read_korean(words, marked=marked)
    plain = tuple(CHAT.get(word, word) for word in words)
    for i, word in enumerate(plain):
        if (kind := _kind_at(plain, i)) is not None:
            begins = i == 0 or plain[i - 1] in _PREPOSITIONS or i <= 3 or marked  # noqa: PLR2004 - "so tell me who"
            return Asked(kind, is_question=bool(begins), focus=_focus_at(plain, i))
        if word in _AUXILIARIES and i == 0:
            rest = _embedded(plain)
            return Asked(rest or Kind.YES_NO, is_question=True)
    if not plain:
        return Asked(None, is_question=marked)
    return Asked(_fragment_kind(plain), is_question=marked)


def _kind_at(plain: tuple[str, ...], i: int) -> Kind | None:
    word, after = plain[i], plain[i + 1] if i + 1 < len(plain) else ""
    if word in _QUESTION_WORDS:
        return _QUESTION_WORDS[word]
    if word == "how":
        return _HOW_MEASURES.get(after, Kind.HOW)
    if word in {"what", "which"}:
        return _kind_of_noun(plain[i + 1 : i + 7])
    if word in {"number", "amount"} and after == "of":
        return Kind.HOW_MANY
    return None


def _focus_at(plain: tuple[str, ...], i: int) -> str | None:
    """Return the last noun of the phrase that begins with the "which", "what" or "how many" at *i*."""
    start = i + 2 if plain[i] == "how" and plain[i + 1 : i + 2] in {("many",), ("much",)} else i + 1
    if plain[i] not in {"which", "what", "whose"} and start == i + 1:
        return None
    phrase: list[str] = []
    for word in plain[start : start + 5]:
        ends = word in _AUXILIARIES or word in _PREPOSITIONS or word in _PHRASE_ENDS
        if ends or (phrase and (word.endswith("ed") or word in _PAST)):
            break
        if word != "else":
            phrase.append(word)
    else:
        phrase = [word for word in phrase if word not in NUMBERS][
            :1
        ]  # no end in sight: the first is the likeliest noun
    return phrase[-1] if phrase else None


def _kind_of_noun(rest: tuple[str, ...]) -> Kind:
    """Read the noun that "what" or "which" asks about: "which two cities" asks where."""
    for i, word in enumerate(rest):
        bare = word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")
        if word in _AUXILIARIES and (i or word not in _BE):
            break
        if bare in _WHO_NOUNS:
            return Kind.WHO
        if word in _WHEN_NOUNS:
            return Kind.WHEN
        if bare in _WHERE_NOUNS:
            return Kind.WHERE
        if word in _COUNT_NOUNS:
            return Kind.HOW_MANY
        if word in {"reason", "caused"}:
            return Kind.WHY
        if word in {"of", "about", "in", "on", "for"}:
            break
    return Kind.WHAT


def _embedded(plain: tuple[str, ...]) -> Kind | None:
    """Read "do you know when …", "can you tell me who …"."""
    if plain[:2] in {("do", "you"), ("can", "you"), ("could", "you"), ("can", "someone"), ("does", "anyone")}:
        for i in range(2, min(len(plain), 8)):
            if (kind := _kind_at(plain, i)) is not None:
                return kind
    return None


def _fragment_kind(plain: tuple[str, ...]) -> Kind | None:
    """Read a fragment by its last word: "50th SCM date", "meeting location"."""
    last = plain[-1]
    if last in _WHEN_NOUNS:
        return Kind.WHEN
    if last.removesuffix("s") in {"location", "place", "venue", "city", "site"}:
        return Kind.WHERE
    if last in {"who", "companion", "leader", "leaders"}:
        return Kind.WHO
    return None


_KOREAN_QUESTION_ENDS = tuple("까 나요 가요 어요 아요 에요 예요 나 니 냐 지 죠 어 야 래 은가 는가 던가".split())


_KOREAN_INTERROGATIVES = tuple(
    "누구 누가 누군 누굴 언제 며칠 어디 어느 왜 어떻게 어떤 무엇 무슨 뭐 뭘 뭔 몇 얼마 얼만 까닭 이유".split()
)
_KOREAN_IS_IT = tuple("인가요 였나요 이었나요 입니까 였습니까 이었습니까 인가 맞나요 맞습니까 했나요 했습니까".split())
_WHICH_OF = re.compile(
    r"(?:곳|군데|나라|기관|사령부|분야|부처)(?:이|가|은|는)? ?"
    r"(?:어디야|어디예요|어디에요|어디인가|어디죠|어디입니까|어디인지)"
)


def _read_korean(words: tuple[str, ...], *, marked: bool) -> Asked:
    joined = " ".join(words)
    ends = words[-1].endswith(_KOREAN_QUESTION_ENDS) if is_hangul(words[-1]) else False
    if "언제까지" in joined or _WHICH_OF.search(joined):
        return Asked(Kind.WHAT, is_question=True)  # until when: a condition as well as a day; "which two is it"
    asks = any(sign in joined for sign in _KOREAN_INTERROGATIVES)
    if ends and not asks and words[-1].endswith(_KOREAN_IS_IT):
        return Asked(Kind.YES_NO, is_question=True)  # "was she the delegate", though a delegate is somebody
    for kind, signs in _KOREAN:
        for sign in signs:
            if sign in joined or (len(sign) > 1 and sign in joined.replace(" ", "")):
                if kind is Kind.HOW_MANY and sign == "몇":
                    kind = _korean_count(joined)  # noqa: PLW2901 - "몇 월" asks when
                return Asked(kind, is_question=True)
    if any(sign in joined for sign in ("무엇", "뭐", "뭘", "무슨", "어떤", "어느", "뭔")):
        return Asked(Kind.WHAT, is_question=True)
    return Asked(Kind.YES_NO if marked or ends else None, is_question=marked or ends)


def _korean_count(joined: str) -> Kind:
    tail = joined[joined.index("몇") + 1 :].strip()
    if tail.startswith(("월", "일", "년도", "시")) and not tail.startswith(("일간", "일동안", "시간")):
        return Kind.WHEN
    return Kind.HOW_MANY
