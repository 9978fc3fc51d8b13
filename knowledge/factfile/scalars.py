"""What YAML makes of a text without quotes.

YAML 1.1 reads ``no`` as false, ``010`` as 8, ``12:30`` as 750 and ``2018-07-25`` as a date. A curator means the
text. Here the text stays text, and everything that a YAML reader would turn into something else is named, so
that the file means the same to every reader. Only ``14``, ``true`` and ``false`` are taken at their YAML word.
"""

import re
from datetime import date

_TRUE = frozenset(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"])
_FALSE = frozenset(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"])
_NOTHING = frozenset(["", "~", "null", "Null", "NULL"])
SUSPECT_WORDS = _TRUE | _FALSE | _NOTHING | {"=", "<<"}
SUSPECT_STARTS = frozenset("0123456789+-.")
"""A plain scalar that is none of SUSPECT_WORDS and begins with none of these is text to every reader of YAML."""

_CANONICAL_INT = re.compile(r"-?[1-9][0-9]{0,17}|0")
_INT = re.compile(
    r"""
    (?P<sign> [-+]? )
    (?: 0b(?P<binary> [01_]+ )
      | 0x(?P<hex> [0-9a-fA-F_]+ )
      | 0(?P<octal> [0-7_]+ )
      | (?P<sixty> [1-9][0-9_]* (?: : [0-5]?[0-9] )+ )
      | (?P<decimal> 0 | [1-9][0-9_]* )
    )
    """,
    re.VERBOSE,
)
_OTHER_NUMBER = re.compile(
    r"""
      [-+]? (?: [0-9][0-9_]* (?: : [0-5]?[0-9] )* (?: \.[0-9_]* )? | \.[0-9][0-9_]* ) (?: [eE][-+]?[0-9]+ )?
    | [-+]? 0o[0-7]+                     # octal to YAML 1.2
    | [-+]? \. (?: inf | Inf | INF )
    | \. (?: nan | NaN | NAN )
    """,
    re.VERBOSE,
)
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt\s].*)?")
_LONGEST_SHOWN = 24
"""Characters of a number that is worked out for the reader; a longer one is only called a number."""


Plain = str | int | bool | None


def take_plain(text: str) -> tuple[Plain, str, str]:
    """Judge the plain scalar *text*.

    Returns:
        The value to go on with, then what is wrong and what would be right; both empty where nothing is. The
        value is an int, a bool, None for nothing, else the text itself.
    """
    if text in {"true", "false"}:
        return text == "true", "", ""
    if _CANONICAL_INT.fullmatch(text):
        return int(text), "", ""
    if text in _NOTHING:
        return None, *_judge_nothing(text)
    return text, *(_judge_word(text) if text in SUSPECT_WORDS else _judge_number(text))


def _judge_nothing(text: str) -> tuple[str, str]:
    if not text:
        return "has no value", "write one, or leave out a key that is not needed"
    return f"{text} is read by YAML as no value", f'put it in quotes: "{text}", or leave the key out'


def _judge_word(text: str) -> tuple[str, str]:
    right = f'put it in quotes: "{text}"'
    if text in {"=", "<<"}:
        return f"{text} is a special key to YAML", right
    truth = "true" if text in _TRUE else "false"
    return f"{text} is read by YAML as {truth}", f"{right}, or write {truth} if that is meant"


def _judge_number(text: str) -> tuple[str, str]:
    right = f'put it in quotes: "{text}"'
    day = _DATE.fullmatch(text)
    if day:
        return _judge_date(text, *(int(part) for part in day.groups()))
    match = _INT.fullmatch(text)
    if match and len(text) <= _LONGEST_SHOWN:
        value = _work_out(match)
        return f"{text} is read by YAML as the number {value}", f"{right}, or write {value} if the number is meant"
    if match or _OTHER_NUMBER.fullmatch(text):
        shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
        return f"{shown} is read by YAML as a number", right.replace(text, shown)
    return "", ""


def _judge_date(text: str, *day: int) -> tuple[str, str]:
    shown = text[:_LONGEST_SHOWN]
    try:
        date(*day)
    except ValueError:
        return f"there is no day {shown}, and YAML reads it as a date", "write a day that the calendar has, in quotes"
    return f"{shown} is read by YAML as a date", f'put it in quotes: "{shown}"'


def _work_out(match: re.Match[str]) -> int:
    sign = -1 if match["sign"] == "-" else 1
    for group, base in (("binary", 2), ("hex", 16), ("octal", 8), ("decimal", 10)):
        if match[group]:
            # A run of nothing but underscores, as in 0x_, is a number to YAML's grammar and none to anyone else.
            return sign * int(match[group].replace("_", "") or "0", base)
    value = 0
    for part in match["sixty"].replace("_", "").split(":"):
        value = value * 60 + int(part)
    return sign * value
