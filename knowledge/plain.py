"""What a text, an address and a day in the fact file may look like.

Texts are shown byte for byte in Discord, a terminal and a browser, so they may hold nothing that one of them takes
for something other than words. Each check takes the raw value and returns the value to keep, or raises `Unfit`.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from knowledge.factfile.show import show

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_HARMLESS = re.compile(r"[A-Za-z가-힣(\"'“‘][A-Za-z0-9가-힣 .,;()?!%\"'“”‘’–—-]*")  # noqa: RUF001 - typographic marks are meant
"""Texts with no character that any rule below is about; nearly all are, and the rules need not be tried."""


Fault = tuple[str, str]
"""What is wrong and what would be right, as clauses for `knowledge.errors.Problem`."""


class Unfit(ValueError):
    """A value that the fact file may not have; `faults` is all that is wrong with it."""

    def __init__(self, wrong: str, right: str, *more: Fault) -> None:
        super().__init__(f"{wrong}; {right}")
        self.faults: tuple[Fault, ...] = ((wrong, right), *more)


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    wrong: str
    """May name the first hit as {hit} and its code point as {code}."""
    right: str


def _rule(pattern: str, wrong: str, right: str) -> _Rule:
    return _Rule(re.compile(pattern, re.VERBOSE | re.IGNORECASE), wrong, right)


_TEXT_RULES = (
    _rule(r"[\ud800-\udfff]", "has half of a surrogate pair ({code})", "write the whole character"),
    _rule(r"[\n\r\x85\u2028\u2029]", "has a line break", "write it on one line (after >- where it is long)"),
    _rule(r"\t", "has a tab", "write a blank"),
    _rule(r"[\x00-\x1f\x7f-\x9f\ufff9-\uffff]", "has a control character ({code})", "leave it out"),
    _rule(
        r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]",
        "has a character that turns the direction of writing ({code})",
        "leave it out",
    ),
    _rule(
        # Soft hyphen, zero-width and joining characters, Hangul fillers, variation selectors, tag characters.
        r"[\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
        r"\U000e0000-\U000e0fff]",
        "has an invisible character ({code})",
        "leave it out",
    ),
    _rule(
        r"[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]", "has a blank of another width ({code})", "write a plain blank"
    ),
    _rule(r"[\ue000-\uf8ff\U000f0000-\U0010ffff]", "has a private character ({code})", "leave it out"),
    _rule(r"[\u0300-\u036f\u20d0-\u20ff]{3}", "has a pile of accents", "write the letter with one"),
    _rule(
        r"<(?: @[!&]?\d | \#\d | t:-?\d | /[\w\s-]{1,100}:\d | id: ) [^<>]* >",
        "has a Discord mention, {hit}",
        "write the words",
    ),
    _rule(r"<a?:\w+:\d+>", "has a custom emoji, {hit}", "leave it out"),
    _rule(r"@(?:everyone|here)\b", "has a Discord mention, {hit}", "leave out the @"),
    _rule(r"<[a-z!/?][^<>]*>", "has an HTML tag, {hit}", "write plain words"),
    _rule(r"<(?=[@\#a-z/])", "has what an HTML tag or a mention begins with, {hit}", "write plain words"),
    _rule(r"&(?:\#\d+|\#x[0-9a-f]+|[a-z][a-z0-9]{1,30});", "has an HTML entity, {hit}", "write the character itself"),
    _rule(r"\]\(", "has a Markdown link", "put the address under url"),
    _rule(
        r"\w{0,16}://\S* | \b(?:www\.|discord\.gg/)\S+", "has an address, {hit}", "leave it out, or put it under url"
    ),
    _rule(r"\b(?:javascript|data|mailto|file):\S+", "has an address, {hit}", "leave it out, or put it under url"),
    _rule(r"\\", "has a backslash, which Discord takes for its own", "leave it out"),
    # Any asterisk: two texts stand in one message, so even a single one may find a partner there.
    _rule(r"\*", "has an asterisk, which Discord reads as emphasis", "leave it out"),
    _rule(r"`", "has a backtick, which Discord reads as code", "write ' or leave it out"),
    # An underscore within a word, as in snake_case, is shown as it is.
    _rule(
        r"(?<![^\W_])_ | _(?![^\W_])",
        "has an underscore at the edge of a word, which Discord reads as emphasis",
        "leave it out",
    ),
    _rule(r"~~", "has ~~, which Discord reads as struck out", "write one ~"),
    _rule(r"\|\|", "has ||, which Discord reads as a spoiler", "leave it out"),
    _rule(r"^(?:-?\#|>)", "begins with {hit}, which Discord reads as a heading or a quotation", "begin with a word"),
    _rule(r"^(?:[-+•]|\d{1,9}[.)])\s", "begins as an item of a list", "begin with a word"),
)


def check_plain_text(text: str) -> str:
    """Refuse what would not show as plain words in Discord, a terminal and a browser."""
    if _HARMLESS.fullmatch(text) and text[-1] != " " and "www." not in text.casefold():
        return text
    if text != text.strip():
        raise Unfit("begins or ends with blank space", "write it without")
    faults = tuple(_find_faults(text))
    if faults:
        (wrong, right), *more = faults
        raise Unfit(wrong, right, *more)
    if not unicodedata.is_normalized("NFC", text):
        raise Unfit(
            "has letters stored in parts (not in Unicode form NFC)", "save it in form NFC, as most keyboards write"
        )
    return text


def _find_faults(text: str) -> Iterator[Fault]:
    """Yield what is wrong and right for the first hit of each rule; a place is named once, by the first rule."""
    named: list[tuple[int, int]] = []
    for rule in _TEXT_RULES:
        match = rule.pattern.search(text)
        if match and not any(match.start() < end and begin < match.end() for begin, end in named):
            named.append(match.span())
            hit = match.group()
            yield rule.wrong.format(hit=show(hit), code=f"U+{ord(hit[0]):04X}"), rule.right


_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})", re.IGNORECASE)
_NOT_IN_ADDRESS = re.compile(r"[^A-Za-z0-9._~:/?#\[\]@!$&*+,;=%-]")
_ENCODED_CONTROL = re.compile(r"%(?:[01][0-9a-f]|7f)", re.IGNORECASE)
_NUMERIC_HOST = re.compile(r"\[.*|(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+))*\.?", re.IGNORECASE)
_PRIVATE_SUFFIX = re.compile(
    r"""
      localhost | local | localdomain | internal | intranet | private | corp | home | lan | arpa | onion | test
    | invalid
    """,
    re.VERBOSE,
)
"""Last parts of host names that are never public (RFC 6761, RFC 6762, ICANN's reservation of .internal)."""
_LONGEST_HOST = 253


def check_address(address: str) -> str:
    """Refuse every address but a public https one without user name, password or odd port."""
    try:
        parts = urlsplit(address)
    except ValueError:
        raise Unfit("is no address", "write one that begins with https://") from None
    if parts.scheme not in {"https", ""}:
        raise Unfit(f"has the scheme {show(parts.scheme)}", "write an address that begins with https://")
    if not address.startswith("https://"):
        raise Unfit("does not begin with https://", "write the whole address, https:// in small letters")
    odd = _NOT_IN_ADDRESS.search(address)
    if odd and odd.group() in parts.netloc:
        raise Unfit(
            f"has {show(repr(odd.group()))} in the host name", "write the name in ASCII, other letters as xn--…"
        )
    if odd:
        encoded = "".join(f"%{byte:02X}" for byte in odd.group().encode("utf-8", "surrogatepass"))
        raise Unfit(f"has {show(repr(odd.group()))} in it", f"write {encoded} for that character")
    if _ENCODED_CONTROL.search(address):
        raise Unfit("has an encoded control character in it", "leave it out")
    _check_host(parts)
    return address


def _check_host(parts: SplitResult) -> None:
    if "@" in parts.netloc:
        raise Unfit("has a user name in it", "leave out everything up to the @")
    host, colon, port = parts.netloc.partition(":") if not parts.netloc.startswith("[") else (parts.netloc, "", "")
    if colon and port != "443":
        raise Unfit("names a port", "leave it out")
    if _NUMERIC_HOST.fullmatch(host):
        raise Unfit("has a number for a host", "write the host's name")
    last = host.rpartition(".")[2].casefold()
    if _PRIVATE_SUFFIX.fullmatch(last):
        raise Unfit(f"leads to {show(host)}, which is no public host", "write a public address")
    if not _HOST.fullmatch(host) or len(host) > _LONGEST_HOST:
        raise Unfit(f"has {show(repr(host))} for a host", "write a public host name such as www.mnd.go.kr")


def parse_iso_date(value: object) -> date:
    """Read a day written as ``2018-07-25``."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Unfit(f"there is no day {value}", "write a day that the calendar has") from None
    raise Unfit("is not a day", 'write it in quotes as "2018-07-25"')
