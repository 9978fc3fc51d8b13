"""What a text counts: numbers with the noun they count, and spans of time in one unit each."""

from knowledge.language.english import MONTHS
from knowledge.language.mentions import number_of, ordinal_of, unit_of
from knowledge.language.stem import stem

_DAYS = {"day": 1, "week": 7}
_YEARS = {"year": 1, "decade": 10, "century": 100}
_NATIVE = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "일주일": 7}
"""Korean names of spans of days."""
_KOREAN_UNITS = {
    "년": "year",
    "주년": "year",
    "주": "week",
    "일": "day",
    "시간": "hour",
    "명": "person",
    "개월": "month",
}
_LASTING = ("동안", "간", "짜리", "연속", "내내")
"""What follows a number of days, and not a day of the month."""
_VAGUE = frozenset("about around nearly almost over under least most than roughly some approximately only".split())
_STOPS = frozenset("of or in on to from at by for with without is are was were the a an per".split())
_NOT_COUNTED = frozenset("us as is was this its his has does".split())
MAX_REACH = 5
"""Words between a number and the noun it counts."""


def counted(spoken: tuple[str, ...], *, exactly: bool = False) -> frozenset[tuple[int, str]]:
    """Return what *spoken* counts, as numbers with the unit or the stem of the noun; long spans in days or years.

    *exactly* leaves out what is counted only roughly, or in part.

    >>> sorted(counted(("two", "us", "strategic", "assets", "a", "week", "long")))
    [(2, 'asset'), (7, 'day')]
    """
    found: set[tuple[int, str]] = set()
    for i, word in enumerate(spoken):
        if exactly and i and spoken[i - 1] in _VAGUE:
            continue
        if exactly and _at(spoken, i + 1) == "of":
            continue  # "two of the summits" counts no more than two of them
        if not word.isascii() and (native := next((n for name, n in _NATIVE.items() if word.startswith(name)), None)):
            found.add((native, "day"))
            continue
        number = number_of(word)
        if number is not None and _is_date(spoken, i, word):
            continue
        if number is None and word in {"a", "an", "half"}:
            unit = unit_of(spoken[i + 1]) if i + 1 < len(spoken) else None
            number = 1 if unit in {"week", "decade"} or (unit and spoken[i + 2 : i + 3] == ("long",)) else None
        if number is None and (nth := ordinal_of(word)) is not None and unit_of(_at(spoken, i + 1)) == "year":
            number = nth  # the 70th anniversary is one of 70 years
        if number is not None and (unit := _korean_unit(spoken, i) or _counted_noun(spoken, i)):
            found.add(_plain(number, unit))
    return frozenset(found)


def _korean_unit(spoken: tuple[str, ...], i: int) -> str | None:
    """Return the unit after the number at *i*, whatever ending it has ("6년인가요"); a day of a month is none."""
    after = _at(spoken, i + 1)
    sign = next((sign for sign in _KOREAN_UNITS if after.startswith(sign)), None)
    if sign is None or (sign == "년" and number_of(spoken[i]) is not None and len(spoken[i]) == 4):  # noqa: PLR2004 - year
        return None
    rest = after[len(sign) :] + _at(spoken, i + 2)
    if sign == "일" and not rest.startswith(_LASTING):
        return ""
    return _KOREAN_UNITS[sign]


def _is_date(spoken: tuple[str, ...], i: int, word: str) -> bool:
    """Whether the number at *i* is a year, a day of a month or part of a name ("B-52H")."""
    before, after = spoken[i - 1] if i else "", _at(spoken, i + 1)
    if len(word) == 4 and word.isdigit():  # noqa: PLR2004 - digits of a year
        return True
    dated = before in MONTHS or after in MONTHS or before.startswith("월") or after.startswith("월")
    return (
        dated
        or number_of(before) is not None
        or (len(before) == 1 and before.isascii() and before.isalpha() and before != "a")
    )


def _counted_noun(spoken: tuple[str, ...], i: int) -> str | None:
    """Return the unit or the stem of the noun that the number at *i* counts."""
    for j in range(i + 1, min(i + 1 + MAX_REACH, len(spoken))):
        word = spoken[j]
        if number_of(word) is not None or word in _STOPS or (j > i + 1 and not word.isascii()):
            return None
        if word == "century":
            return word
        if unit := unit_of(word):
            return unit if unit != "item" else stem(word)
        if word.endswith("s") and len(word) > len("ss") + 1 and not word.endswith("ss") and word not in _NOT_COUNTED:
            return stem(word)
    return None


def _plain(number: int, unit: str) -> tuple[int, str]:
    """Return a span of weeks in days and one of decades in years."""
    if unit in _DAYS:
        return number * _DAYS[unit], "day"
    if unit in _YEARS:
        return number * _YEARS[unit], "year"
    return number, unit


def _at(spoken: tuple[str, ...], i: int) -> str:
    return spoken[i] if i < len(spoken) else ""
