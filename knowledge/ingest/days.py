"""Days of publication, as releases print them on a line of their own or before their first sentence."""

import re
from collections.abc import Sequence
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=lambda name: (-len(name), name)))
_DAY = re.compile(
    rf"""
      (?P<month> {_MONTH} )\.? \s+ (?P<day> \d{{1,2}} )(?:st|nd|rd|th)? ,? \s+ (?P<year> (?:19|20)\d\d ) (?!\d)
    | (?<!\d) (?P<day2> \d{{1,2}} )(?:st|nd|rd|th)? \s+ (?P<month2> {_MONTH} )\.? ,? \s+ (?P<year2> (?:19|20)\d\d )
      (?!\d)
    | (?<!\d) (?P<year3> (?:19|20)\d\d ) \s* [-./년] \s* (?P<month3> \d{{1,2}} ) \s* [-./월] \s* (?P<day3> \d{{1,2}} )
      (?!\d) \s* [.일]?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LABEL = re.compile(
    r"""
      \b (?:for\ immediate\ release | release\ date | press\ release | date | posted | published | issued | news | on
       | (?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)? ) \b
    | (?: 등록일자? | 작성일자? | 게시일 | 배포일시? | 보도일시? | 배포 | 보도시점 | 즉시 | 보도자료 | 일시 | 날짜
       | [월화수목금토일](?:요일)? )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:오전|오후|[ap]\.?m\.?)?\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?|kst|est|edt|utc)?", re.IGNORECASE
)
_DATELINE = re.compile(r"^[A-Z][A-Za-z.,' ]{1,60}?,\s*$")
_AFTER_DATELINE = re.compile(r"^\s*(?:\([^)]{1,60}\)\s*)?(?:-{1,3}|\.\.\.)\s*\S")
_LONGEST_LINE = 120


def read_day(text: str) -> date | None:
    """Return the one day that *text* writes with its year; None for none, or for two that differ."""
    days = {day for match in _DAY.finditer(text) if (day := _day_of(match)) is not None}
    return days.pop() if len(days) == 1 else None


def printed_day(lines: Sequence[str], first_sentence: str) -> date | None:
    """Return the day of publication that a release prints.

    Args:
        lines: its headings and the lines that were taken for page furniture, normalised.
        first_sentence: of its body; a dateline ("SEOUL, July 26, 2018 --") may stand before it.

    Returns:
        The day, where a line says nothing else; None where no line does, or two differ. A day inside a sentence is one
        that the release speaks of, and tells nothing of its publication.
    """
    # A row of a table comes as one line; each cell may be a day.
    found = {day for line in lines for cell in line.split(" | ") if (day := _day_alone(cell)) is not None}
    found |= {day for day in (_dateline(first_sentence),) if day is not None}
    return found.pop() if len(found) == 1 else None


def _day_alone(line: str) -> date | None:
    if len(line) > _LONGEST_LINE:
        return None
    match = _DAY.search(line)
    if match is None:
        return None
    rest = _TIME.sub(" ", line[: match.start()] + " " + line[match.end() :])
    rest = _LABEL.sub(" ", rest)
    return _day_of(match) if not re.search(r"[^\W_]", rest) else None


def _dateline(sentence: str) -> date | None:
    match = _DAY.search(sentence[:_LONGEST_LINE])
    if match is None:
        return None
    before, after = sentence[: match.start()], sentence[match.end() :]
    stands_first = not before or _DATELINE.match(before)
    return _day_of(match) if stands_first and _AFTER_DATELINE.match(after) else None


def _day_of(match: re.Match[str]) -> date | None:
    year, month, day = (
        next(value for value in (match[name], match[f"{name}2"], match[f"{name}3"]) if value)
        for name in ("year", "month", "day")
    )
    number = int(month) if month.isdecimal() else _MONTHS[month.casefold()]
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None
