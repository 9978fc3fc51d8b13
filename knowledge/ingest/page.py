"""What a reader of text or HTML hands over: the words, what it knows of them, and what it left out."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")
"""What moves a terminal's cursor, turns the direction of writing, or is nothing to see."""
MAX_SHOWN = 200
"""Characters of a left-out piece that are kept to be shown."""
MAX_LEFT_OUT = 400
"""Pieces kept one by one; what is beyond them is one piece that counts them, `LeftOut.pieces`."""


class Why(StrEnum):
    """Why a piece was left out; `bot/locale` has the words under ``ingest.why``."""

    SCRIPT = "script"
    MENU = "menu"
    AROUND = "around"
    FORM = "form"
    HIDDEN = "hidden"
    PICTURE = "picture"
    COMMENT = "comment"
    LINE = "line"
    CONTROL = "control"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A piece that is no part of the release.

    Attributes:
        why: what it was taken for.
        text: its beginning, at most `MAX_SHOWN` characters, on one line; empty where it has no words.
        length: characters of all of it.
        pieces: how many it stands for, where a page has more than are kept one by one; `text` is empty then.
    """

    why: Why
    text: str
    length: int
    pieces: int = 1


def left_out(why: Why, text: str) -> LeftOut:
    """Return *text* as a piece left out."""
    plain = " ".join(_UNSEEN.sub(" ", text).split())
    return LeftOut(why, plain if len(plain) <= MAX_SHOWN else f"{plain[: MAX_SHOWN - 1]}…", len(plain))


@dataclass(frozen=True, slots=True)
class Page:
    """A text with what its reader knows of it.

    Attributes:
        text: paragraphs, parted by empty lines or one a line, as `knowledge.release.segment` takes them.
        title, publisher, url, published: as the page tells them apart from its text; None where it does not.
        left_out: what was left out, in the order of the page.
        is_cut: whether the page ends before its end tag.
    """

    text: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    left_out: tuple[LeftOut, ...] = ()
    is_cut: bool = False
