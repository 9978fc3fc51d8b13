"""From the bytes of a fact file to text that a YAML reader may see.

Everything that would stop the reader at its first fault, or make it count lines otherwise than an editor does,
is looked for here, so that all of it is reported at once.
"""

import codecs
import heapq
import re
from collections.abc import Iterator
from hashlib import sha256

from knowledge.errors import FactFileSyntaxError, Problem

MAX_BYTES = 16_000_000
"""Size of a fact file: room for 10,000 facts of 1.6 kB, a dozen questions each. The bound is one of time: a text of
this size, good or bad, is judged in 3 s of CPU (2026, one core)."""

_WINDOW = 1 << 18
"""Characters searched in one go: a search holds the interpreter's lock, and the event loop would wait for all of it."""

_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_UTF8_MARK = b"\xef\xbb\xbf"

_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_BAD_OR_RETURN = re.compile(_BAD.pattern + r"|\r(?!\n)")
_TABBED_INDENT = re.compile(r"[ ]*\t[ \t]*[^ \t\r\n]")

_Hit = tuple[int, str, str]
"""Offset in the text, what is wrong there, what would be right."""


def decode_fact_file(data: bytes) -> str:
    """Read *data* as UTF-8; one byte order mark at the very beginning is dropped.

    Raises:
        FactFileSyntaxError: another encoding, or more than MAX_BYTES.
    """
    if len(data) > MAX_BYTES:
        raise FactFileSyntaxError((oversize(),))
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            raise _not_utf8(1, 1, f"is written in {encoding}")
    data = data.removeprefix(_UTF8_MARK)
    if b"\0" in data[:4]:
        raise _not_utf8(1, 1, "looks like UTF-16 or UTF-32")
    try:
        decoder = codecs.getincrementaldecoder("utf-8")()
        windows = range(0, len(data), _WINDOW)
        return "".join([*(decoder.decode(data[at : at + _WINDOW]) for at in windows), decoder.decode(b"", final=True)])
    except UnicodeDecodeError:
        return _decode_or_tell(data)


def _decode_or_tell(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line_start = data.rfind(b"\n", 0, error.start) + 1
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[line_start : error.start].decode("utf-8")) + 1
        raise _not_utf8(line, column, f"byte 0x{data[error.start]:02X} is not UTF-8") from error


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of the text that *data* is, 64 hex digits: the digest of its book, if it is a fact file."""
    return sha256(data.removeprefix(_UTF8_MARK)).hexdigest()


def oversize() -> Problem:
    """Return the problem of a file that is too big."""
    return Problem(1, 1, "", f"the file is bigger than {MAX_BYTES:,} bytes", "leave out what nobody asks for")


def find_bad_characters(text: str) -> Iterator[Problem]:
    """Yield, in order, the places where *text* has what a fact file may not have; time is linear in what is taken."""
    line, line_start, seen = 1, 0, 0
    for at, wrong, right in heapq.merge(_bad_characters(text), _tabbed_lines(text), _directives(text)):
        new_lines = text.count("\n", seen, at)
        if new_lines:
            line += new_lines
            line_start = text.rfind("\n", seen, at) + 1
        seen = at
        yield Problem(line, at - line_start + 1, "", wrong, right)


def _bad_characters(text: str) -> Iterator[_Hit]:
    has_odd_return = text.count("\r") != text.count("\r\n")
    for match in _find_all(_BAD_OR_RETURN if has_odd_return else _BAD, text):
        character = match.group()
        code = f"U+{ord(character):04X}"
        if character in "\r\x85\u2028\u2029":
            yield match.start(), f"has a line break ({code}) that not every editor shows", "end lines with a line feed"
        elif "\ud800" <= character <= "\udfff":
            yield match.start(), f"has half of a surrogate pair ({code})", "write the whole character"
        elif character == "\ufeff":
            yield match.start(), f"has a byte order mark ({code})", "leave it out"
        else:
            yield match.start(), f"has a control character ({code})", "leave it out"


def _find_all(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(text):
        # A window ends with a line, so that no carriage return is parted from its line feed.
        end = text.find("\n", at + _WINDOW) + 1 or len(text)
        yield from pattern.finditer(text, at, end)
        at = end


def _tabbed_lines(text: str) -> Iterator[_Hit]:
    at = text.find("\t")
    while at >= 0:
        line_start = text.rfind("\n", 0, at) + 1
        if _TABBED_INDENT.match(text, line_start):
            yield line_start, "is indented with a tab", "indent with spaces"
        line_end = text.find("\n", at)
        at = text.find("\t", line_end) if line_end >= 0 else -1


def _directives(text: str) -> Iterator[_Hit]:
    # Every %TAG makes libyaml compare it with all that came before: 4 MB of them would take minutes.
    at = 0 if text.startswith("%") else text.find("\n%") + 1
    while at or text.startswith("%", at):
        yield at, "is a YAML directive", "leave out the line that begins with %"
        at = text.find("\n%", at) + 1
        if not at:
            return


def _not_utf8(line: int, column: int, wrong: str) -> FactFileSyntaxError:
    return FactFileSyntaxError((Problem(line, column, "", wrong, "save the file as UTF-8"),))
