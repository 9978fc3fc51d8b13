"""Lines onto a terminal or into a pipe."""

import re
from collections.abc import Callable, Iterable
from typing import TextIO

from bot.text.plaintext import Line, Role

Show = Callable[[Iterable[Line]], None]
"""Writes lines and sees to it that they are out."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What could move a terminal's cursor or change its colours; a question that is quoted may hold it."""

_STYLES = {
    Role.LEAD: "bold",
    Role.FACT: "bold cyan",
    Role.HEADING: "bold",
    Role.NOTE: "italic",
    Role.PREMISE: "yellow",
    Role.SOURCE: "dim",
    Role.ADDRESS: "dim underline",
    Role.OPTION: "cyan",
    Role.ASKED: "italic",
}


def printer(stream: TextIO) -> Show:
    """Return what shows lines on *stream*: with colours and wrapped at words on a terminal, else as they are.

    ``NO_COLOR`` and ``TERM=dumb`` switch the colours off (Rich looks for them).
    """
    if not stream.isatty():
        return lambda lines: _write_plain(stream, lines)
    # Loaded for a person at a terminal only.
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=stream, highlight=False, markup=False, emoji=False)

    def show(lines: Iterable[Line]) -> None:
        for line in lines:
            console.print(Text(_safe(line.plain()), style=_STYLES.get(line.role, "")))

    return show


def _write_plain(stream: TextIO, lines: Iterable[Line]) -> None:
    stream.write("".join(f"{_safe(line.plain())}\n" for line in lines))
    stream.flush()


def _safe(text: str) -> str:
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)
