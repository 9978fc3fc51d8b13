"""Pieces of a text taken out and put in, whole lines with the line ends of the text."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_REMARK = re.compile(r"([ ]*)#[^\n]*(?:\n|\Z)")
_BLANK = re.compile(r"[ ]*\r?\n")


class Piece(NamedTuple):
    """What stands between two offsets is replaced by `new`."""

    begin: int
    end: int
    new: str


class Collision(ValueError):
    """Two pieces replace the same characters."""


def put_in(text: str, pieces: Sequence[Piece]) -> str:
    """Return *text* with all *pieces* in it; what is put in at one place stands in the order of *pieces*.

    Raises:
        Collision: two of them overlap.
    """
    parts: list[str] = []
    at = 0
    for begin, end, new in sorted(pieces, key=lambda piece: piece[:2]):
        if begin < at:
            raise Collision
        parts += (text[at:begin], new)
        at = end
    return "".join([*parts, text[at:]])


def line_start(text: str, at: int) -> int:
    """Return where the line begins that *at* is in."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Return where the line ends that *at* is in, after its line feed."""
    return text.find("\n", at) + 1 or len(text)


def eol_at(text: str, at: int) -> str:
    """Return how the line ends that *at* is in."""
    feed = text.find("\n", at)
    return "\r\n" if feed > 0 and text[feed - 1] == "\r" else "\n"


def after_remarks(text: str, at: int, column: int) -> int:
    """Return where the remark lines end that follow at *at* and stand further right than *column*."""
    while (remark := _REMARK.match(text, at)) and len(remark[1]) > column:
        at = remark.end()
    return at


def after_blanks(text: str, at: int) -> int:
    """Return where the blank lines end that follow at *at*."""
    while blank := _BLANK.match(text, at):
        at = blank.end()
    return at


def insertion(text: str, at: int, lines: Sequence[str]) -> Piece:
    """Return the piece that puts *lines* in before the line that begins at *at*."""
    eol = eol_at(text, at - 1 if at else 0)
    return Piece(at, at, "".join(line + eol for line in lines))
