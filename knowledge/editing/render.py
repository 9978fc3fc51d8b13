"""Values as YAML, in the style of the file they go into.

How a value is written (in brackets or line by line, with which quotes, how far indented) is taken from the entries
that stand there already, key by key, and where they do not tell, from the file that ships.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from knowledge.editing.nodes import Node
from knowledge.factfile.scalars import take_plain

WIDTH = 120
"""Characters of a line that a list in brackets fills before it goes on in the next one, as in the file that ships."""
_IN_BRACKETS = frozenset(["also", "aliases", "nearest", "releases", "sources", "topics"])
_PLAIN = frozenset(
    """
    also basis dates_basis id kind language lead meeting nearest published_basis releases said_by series side
    superseded_by term topics
    """.split()
)
"""Keys whose values are ids or words of the schema; everything else is written in quotes."""
_SAFE = re.compile(r"[A-Za-z0-9가-힣](?:[A-Za-z0-9가-힣 ./()'’?!;%+$#_-]*[A-Za-z0-9가-힣./()'’?!;%+$-])?")  # noqa: RUF001 - an apostrophe as people write it
"""Texts that need no quotes anywhere, as far as their characters go."""
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}
_UNSEEN = re.compile(r'["\\\x00-\x1f\x7f-\xa0\xad\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]')

Path = tuple[str, ...]
"""Keys from an entry to a value, ``*`` for the items of a list: ``("questions", "en", "*")``."""


class Renderer:
    """Writes values as the entries *samples* are written, the first that has a say deciding."""

    def __init__(self, samples: Iterable[Node]) -> None:
        self._read: list[Node] = []
        self._unread = iter(samples)

    @property
    def _samples(self) -> Iterator[Node]:
        """Yield the samples; each is read when it is first looked at."""
        yield from self._read
        for node in self._unread:
            self._read.append(node)
            yield node

    @cached_property
    def _mapping_step(self) -> int:
        return next(_mapping_steps(self._samples), 2)

    @cached_property
    def _list_step(self) -> int:
        return next(_list_steps(self._samples), 2)

    @cached_property
    def _gap(self) -> int:
        return next(_gaps(self._samples), 2)

    def entry(self, value: dict[str, Any], indent: str) -> list[str]:
        """Return the lines of the entry *value*, its dash after *indent*."""
        first = next(self._samples, None)
        if first is not None and first.style:
            return [f"{indent}- {self.flow(value, ())}"]
        gap = max(first.column - len(indent), 2) if first is not None else 2
        return _with_dash(indent, gap, self.mapping(value, (), len(indent) + gap))

    def mapping(self, value: dict[str, Any], path: Path, column: int) -> list[str]:
        """Return the lines of the mapping *value*, its keys at *column*."""
        return [line for key, each in value.items() for line in self.pair(key, each, (*path, key), column)]

    def pair(self, key: str, value: Any, path: Path, column: int) -> list[str]:
        """Return the lines of *key* with *value* at *column*."""
        head = f"{' ' * column}{key}:"
        if not isinstance(value, dict | list):
            return [f"{head} {self.scalar(value, path)}"]
        if not value or self._is_flow(value, path):
            return self._flow_lines(f"{head} ", value, path, column)
        if isinstance(value, dict):
            return [head, *self.mapping(value, path, column + self._mapping_step)]
        return [head, *(line for each in value for line in self.item(each, path, column + self._list_step, self._gap))]

    def item(self, value: Any, path: Path, column: int, gap: int) -> list[str]:
        """Return the lines of an item of the list at *path*, its dash at *column*, its value *gap* further."""
        indent, inside = " " * column, (*path, "*")
        if not isinstance(value, dict) or not value or self._is_flow(value, inside):
            return [f"{indent}-{' ' * (gap - 1)}{self.flow(value, inside)}"]
        return _with_dash(indent, gap, self.mapping(value, inside, column + gap))

    def flow(self, value: Any, path: Path) -> str:
        """Return *value* on one line, lists in brackets and mappings in braces."""
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key}: {self.flow(each, (*path, key))}" for key, each in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self.flow(each, (*path, "*")) for each in value) + "]"
        return self.scalar(value, path)

    def scalar(self, value: Any, path: Path, like: Node | None = None) -> str:
        """Return the text, number or truth *value* as it is written at *path*, with the quotes of *like* if it can."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if not isinstance(value, str):
            return str(value)
        style = like.style if like is not None else self._style(path)
        if style == "" and _is_plain(value):
            return value
        if style == "'" and not _UNSEEN.search(value.replace('"', "")):
            return "'" + value.replace("'", "''") + "'"
        return quote(value)

    def _style(self, path: Path) -> str:
        """Return the quotes of texts at *path*."""
        for found in self._find(path):
            if found.kind == "text" and isinstance(found.value, str):
                return found.style if found.style in {"", "'"} else '"'
        named = [key for key in path if key != "*"]
        return "" if named and named[-1] in _PLAIN else '"'

    def _is_flow(self, value: Any, path: Path) -> bool:
        """Whether a list or mapping at *path* is written in brackets or braces."""
        wanted = "mapping" if isinstance(value, dict) else "list"
        for found in self._find(path):
            if found.kind == wanted and found.items:
                return bool(found.style)
        return bool(path) and path[-1] in _IN_BRACKETS

    def _flow_lines(self, head: str, value: Any, path: Path, column: int) -> list[str]:
        whole = head + self.flow(value, path)
        if len(whole) <= WIDTH or not isinstance(value, list):
            return [whole]
        lines, line = [], f"{head}["
        for number, each in enumerate(value):
            piece = self.flow(each, (*path, "*")) + ("]" if number == len(value) - 1 else ",")
            if number and len(line) + 1 + len(piece) > WIDTH:
                lines.append(line)
                line = " " * (column + 2) + piece
            else:
                line += f" {piece}" if number else piece
        return [*lines, line]

    def _find(self, path: Path) -> Iterator[Node]:
        """Yield what the samples have at *path*."""
        for sample in self._samples:
            node: Node | None = sample
            for key in path:
                if node is not None and key == "*":
                    node = node.items[0] if node.kind == "list" and node.items else None
                elif node is not None:
                    node = node.get(key) if node.kind == "mapping" else None
            if node is not None:
                yield node


def quote(text: str) -> str:
    """Return *text* in double quotes, on one line, with everything unseen written as an escape."""
    return '"' + _UNSEEN.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _ESCAPED.get(character, f"\\u{ord(character):04X}")


def _is_plain(text: str) -> bool:
    if not _SAFE.fullmatch(text) or " #" in text:
        return False
    value, wrong, _ = take_plain(text)
    return value == text and not wrong


def fold(text: str, style: str, column: int) -> list[str] | None:
    """Return the lines of *text* after a ``>-`` or ``|-``, indented to *column*; None where it cannot be written so."""
    if not text or text != text.strip() or _UNSEEN.search(text.replace('"', "").replace("\\", "")):
        return None
    indent = " " * column
    if style == "|":
        return [indent + text]
    lines = textwrap.wrap(
        text,
        max(WIDTH - column, 20),
        break_long_words=False,
        break_on_hyphens=False,
        expand_tabs=False,
        replace_whitespace=False,
        drop_whitespace=True,
    )
    return [indent + line for line in lines] if " ".join(lines) == text else None


def _with_dash(indent: str, gap: int, lines: list[str]) -> list[str]:
    width = len(indent) + gap
    return [f"{indent}-{' ' * (gap - 1)}{lines[0][width:]}", *lines[1:]]


def _pairs(nodes: Iterable[Node]) -> Iterator[tuple[Node, Node]]:
    """Yield every key with its value that stands on lines of its own."""
    for node in nodes:
        if node.style or node.kind == "text":
            continue
        if node.kind == "mapping":
            yield from zip(node.keys, node.items, strict=True)
        yield from _pairs(node.items)


def _mapping_steps(nodes: Iterable[Node]) -> Iterator[int]:
    return (value.column - key.column for key, value in _pairs(nodes) if value.kind == "mapping" and not value.style)


def _list_steps(nodes: Iterable[Node]) -> Iterator[int]:
    return (value.column - key.column for key, value in _pairs(nodes) if value.kind == "list" and not value.style)


def _gaps(nodes: Iterable[Node]) -> Iterator[int]:
    return (
        value.items[0].column - value.column
        for _, value in _pairs(nodes)
        if value.kind == "list" and not value.style and value.items and value.items[0].column > value.column
    )
