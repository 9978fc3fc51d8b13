"""Numbers, ordinals, years and days as a text mentions them; what guards compare, and never fuzzily."""

import re
from dataclasses import dataclass

from knowledge.language.english import MONTHS, NUMBERS, ORDINALS
from knowledge.language.korean import PARTICLES, strip_particle
from knowledge.language.stem import stem

MAX_DIGITS = 9
"""A longer run of digits is no number that a release prints; it is kept as a word that nothing matches."""

_ORDINAL = re.compile(r"([0-9]{1,9})(?:st|nd|rd|th)")
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
_LAST_DAY = 31
_KOREAN_ORDINALS = frozenset({"차", "번째", "회", "차례", "대"})
_KOREAN_UNITS = {
    "년": "year", "주년": "year", "개월": "month", "월": "month", "주": "week", "일": "day", "시간": "hour",
    "명": "person", "개": "item", "번": "time", "회": "time", "가지": "item", "곳": "item", "대": "item", "척": "item",
}  # fmt: skip
_TAILS = frozenset({"", *PARTICLES})
_UNIT_STEMS = {stem(word): unit for word, unit in {
    "year": "year", "decade": "decade", "month": "month", "week": "week", "day": "day", "hour": "hour",
    "anniversary": "year", "star": "star", "summit": "summit", "people": "person", "troop": "person",
    "session": "session", "soldier": "person", "document": "document", "headquarters": "item", "field": "item",
    "percent": "percent", "million": "million", "billion": "billion", "dollar": "dollar", "bomber": "item",
    "submarine": "item",
}.items()}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month, in no year; either may be None where only the other is said."""

    month: int | None
    day: int | None


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a text mentions, each exactly.

    Attributes:
        ordinals: "14th", "fourteenth", "제14차", and a bare number right beside a name that `series` knows.
        years: four digits from 1900 to 2099.
        days: "July 25-26" gives two.
        counts: a number with the unit it counts, such as (40, "year").
        days_of_week: 0 Monday to 6 Sunday.
    """

    ordinals: frozenset[int] = frozenset()
    years: frozenset[int] = frozenset()
    days: frozenset[Day] = frozenset()
    counts: frozenset[tuple[int, str]] = frozenset()
    days_of_week: frozenset[int] = frozenset()


DAYS_OF_WEEK = {
    name: number
    for names in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "월요일 화요일 수요일 목요일 금요일 토요일 일요일",
    )
    for number, name in enumerate(names.split())
}
"""Names of the days of the week, in both languages, to 0 Monday to 6 Sunday."""


_TELLING = frozenset({*NUMBERS, *ORDINALS, *MONTHS, *DAYS_OF_WEEK})
_NOTHING = Mentions()


def number_of(word: str) -> int | None:
    """Return the number that *word* is in digits or in words ("forty"), None for any other word."""
    if word.isascii() and word.isdigit():
        return int(word) if len(word) <= MAX_DIGITS else None
    return NUMBERS.get(word)


def ordinal_of(word: str) -> int | None:
    """Return the ordinal that *word* is ("14th", "fourteenth"), None for any other word."""
    match = _ORDINAL.fullmatch(word)
    return int(match.group(1)) if match else ORDINALS.get(word)


def read_mentions(words: tuple[str, ...], series_words: frozenset[str]) -> Mentions:
    """Read what *words* (of `normalize.words`) mention.

    Args:
        words: the words in order.
        series_words: words that name a series of meetings; a bare number beside one is an ordinal ("KIDD 14").
    """
    if not any(map(_may_mention, words)):
        return _NOTHING
    days, used = _read_days(words)
    ordinals: set[int] = set()
    years: set[int] = set()
    counts: set[tuple[int, str]] = set()
    for i, word in enumerate(words):
        if i in used:
            continue
        before, after = words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else ""
        if (ordinal := _ordinal_at(words, i)) is not None:
            unit = unit_of(after)
            (counts.add((ordinal, unit)) if unit == "year" else ordinals.add(ordinal))
        elif (number := number_of(word)) is not None:
            if (after.startswith(tuple(_KOREAN_ORDINALS)) and not _counts_time(after)) or before == "제":
                ordinals.add(number)
            elif len(word) == 4 and _FIRST_YEAR <= number <= _LAST_YEAR:  # noqa: PLR2004 - digits of a year
                years.add(number)
            elif before in series_words or (after in series_words and word.isdigit()):
                ordinals.add(number)
            elif unit := unit_of(after):
                counts.add((number, unit))
    return Mentions(
        frozenset(ordinals),
        frozenset(years),
        frozenset(days),
        frozenset(counts),
        frozenset(DAYS_OF_WEEK[name] for word in words if (name := _weekday(word))),
    )


def _may_mention(word: str) -> bool:
    """Whether *word* has digits or names a number, a month or a day; without such a word a text mentions nothing."""
    return word in _TELLING or word[0].isdigit() or word[:3] in DAYS_OF_WEEK


def _weekday(word: str) -> str | None:
    """Return the day of the week that *word* names, particle and all; None for any other word."""
    return next((name for name in (word, word[:3]) if name in DAYS_OF_WEEK and (word.isascii() or len(name) > 2)), None)  # noqa: PLR2004


def merge_mentions(*parts: Mentions) -> Mentions:
    """Return what any of *parts* mentions."""
    return Mentions(
        ordinals=frozenset().union(*(part.ordinals for part in parts)),
        years=frozenset().union(*(part.years for part in parts)),
        days=frozenset().union(*(part.days for part in parts)),
        counts=frozenset().union(*(part.counts for part in parts)),
        days_of_week=frozenset().union(*(part.days_of_week for part in parts)),
    )


def _counts_time(word: str) -> bool:
    return word.startswith(("회의", "대의", "대통령", "대한", "대표", "대북"))


def _ordinal_at(words: tuple[str, ...], i: int) -> int | None:
    """Read an ordinal that may be two words: "twenty first" and "fifty 1st" do not occur; "twenty-first" does."""
    ordinal = ordinal_of(words[i])
    if ordinal is None:
        return None
    tens = NUMBERS.get(words[i - 1]) if i else None
    return ordinal + tens if tens and tens >= 20 and ordinal < 10 else ordinal  # noqa: PLR2004 - tens and units


def unit_of(word: str) -> str | None:
    """Return the unit that *word* counts in ("years": year), None for any other word."""
    if unit := _UNIT_STEMS.get(stem(word)) or _KOREAN_UNITS.get(strip_particle(word)):
        return unit
    return next((_KOREAN_UNITS[word[:n]] for n in (2, 1) if word[:n] in _KOREAN_UNITS and word[n:] in _TAILS), None)


def _day(word: str) -> int | None:
    value = number_of(word) if word.isdigit() else ordinal_of(word)
    return value if value is not None and 1 <= value <= _LAST_DAY else None


def _read_days(words: tuple[str, ...]) -> tuple[set[Day], set[int]]:
    """Find days of months; return them and the positions of the words that were used up."""
    days: set[Day] = set()
    used: set[int] = set()
    for i, word in enumerate(words):
        if word in MONTHS:
            _read_english(words, i, days, used)
        elif word.startswith("월") and i and _day(words[i - 1]) and not word.startswith("월요일"):
            _read_korean(words, i, days, used)
    return days, used


def _read_english(words: tuple[str, ...], i: int, days: set[Day], used: set[int]) -> None:
    """Read "july 25 26", "25 26 july", "25th of july" and a bare "july" around position *i*."""
    month = MONTHS[words[i]]
    after = []
    for j in range(i + 1, min(i + 5, len(words))):
        if (value := _day(words[j])) is not None:
            after.append((value, j))
        elif words[j] not in {"and", "to", "through", "until", "the"}:
            break
    before = []
    for j in range(i - 1, max(i - 6, -1), -1):
        if (value := _day(words[j])) is not None:
            before.append((value, j))
        elif words[j] not in {"and", "to", "through", "of", "until"}:
            break
    found = after or before
    if not found and words[i] in {"may", "march", "mar"}:
        return  # the verb is likelier than the month
    days.update(Day(month, value) for value, _ in found)
    if not found:
        days.add(Day(month, None))
    used.update([i, *(j for _, j in found)])


def _read_korean(words: tuple[str, ...], i: int, days: set[Day], used: set[int]) -> None:
    """Read "7월 25일" and "7월 25 26일" around the 월 at position *i*."""
    month = _day(words[i - 1])
    found = []
    for j in range(i + 1, min(i + 6, len(words))):
        if (value := _day(words[j])) is not None and words[j].isdigit():
            found.append((value, j))
        elif not words[j].startswith(("일", "과", "와", "부터")):
            break
    days.update(Day(month, value) for value, _ in found)
    if not found:
        days.add(Day(month, None))
    used.update([i - 1, *(j for _, j in found)])
