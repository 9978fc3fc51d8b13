"""One entry rewritten: only the lines of the keys and items that change are touched.

Wherever an entry is written in a way that does not let a single key or item be exchanged, `Unusual` is raised, and the
caller tries again with whole values (`is_coarse`).
"""

import json
from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import count
from typing import Any

from knowledge.editing.lines import (
    Piece,
    after_remarks,
    eol_at,
    insertion,
    line_end,
    line_start,
)
from knowledge.editing.nodes import Node
from knowledge.editing.render import WIDTH, Path, Renderer, fold
from knowledge.editing.shape import Shape, plain, reduce


class Unusual(ValueError):
    """A key or item cannot be exchanged by itself where it stands."""


def rewrite(
    text: str, node: Node, shape: Shape, after: dict[str, Any], renderer: Renderer, *, is_coarse: bool
) -> list[Piece]:
    """Return the pieces that make *after* of *node*, an entry in *text*. They may overlap where it is written oddly.

    Raises:
        Unusual: it cannot be done value by value, or, when *is_coarse*, not at all.
    """
    work = _Rewrite(text, renderer, is_coarse=is_coarse)
    work.mapping(node, shape, after, (), is_in_brackets=False)
    return work.pieces


class _Rewrite:
    """Collects the pieces to exchange."""

    def __init__(self, text: str, renderer: Renderer, *, is_coarse: bool) -> None:
        self.pieces: list[Piece] = []
        self._text = text
        self._renderer = renderer
        self._is_coarse = is_coarse

    def mapping(self, node: Node, shape: Shape, after: dict[str, Any], path: Path, *, is_in_brackets: bool) -> None:
        is_in_brackets = is_in_brackets or bool(node.style)
        values = {str(key.value): item for key, item in zip(node.keys, node.items, strict=True)}
        gone: list[str] = []
        fresh: dict[str, Any] = {}
        for key in shape.order({**values, **after}):
            inner, wanted = shape.at(key), plain(after.get(key))
            now = values[key].plain() if key in values else None
            if reduce(inner, now) == reduce(inner, wanted):
                continue
            if key not in values:
                fresh[key] = wanted
            elif wanted is None or (inner.is_optional and wanted in ([], {})):
                gone.append(key)
            else:
                number = list(values).index(key)
                self._value(node, number, inner, wanted, (*path, key), is_in_brackets=is_in_brackets)
        if len(gone) == len(values):
            raise Unusual
        numbers = {list(values).index(key) for key in gone}
        for first, last in _runs(numbers):
            self._take_out(node, first, last, is_in_brackets=is_in_brackets)
        for key, wanted in fresh.items():
            behind = _behind(node, numbers, shape, key)
            self._add(node, behind, wanted, (*path, key), is_in_brackets=is_in_brackets)

    def _value(self, around: Node, number: int, shape: Shape, wanted: Any, path: Path, *, is_in_brackets: bool) -> None:
        node = around.items[number]
        if node.kind == "text" and not isinstance(wanted, dict | list):
            self._scalar(around.keys[number], node, wanted, path, is_in_brackets=is_in_brackets)
        elif self._is_coarse or not wanted or not node.items:
            self._whole(around, number, wanted, path, is_in_brackets=is_in_brackets)
        elif node.kind == "mapping" and isinstance(wanted, dict):
            self.mapping(node, shape, wanted, path, is_in_brackets=is_in_brackets)
        elif node.kind == "list" and isinstance(wanted, list):
            column = around.keys[number].column
            self._list(node, shape, wanted, path, is_in_brackets=is_in_brackets, column=column)
        else:
            self._whole(around, number, wanted, path, is_in_brackets=is_in_brackets)

    def _scalar(self, key: Node, node: Node, wanted: Any, path: Path, *, is_in_brackets: bool) -> None:
        if node.style in {"|", ">"} and isinstance(wanted, str) and not self._is_coarse and not is_in_brackets:
            head_end = self._text.find("\n", node.begin)
            head = self._text[node.begin : head_end].rstrip("\r").partition("#")[0].rstrip()
            column = self._column_of_folded(node, head_end + 1)
            lines = fold(wanted, node.style, column) if head == f"{node.style}-" and column > key.column else None
            if lines is not None:
                eol = eol_at(self._text, node.begin)
                self.pieces.append(Piece(head_end + 1, node.end, eol.join(lines)))
                return
        self.pieces.append(Piece(node.begin, node.end, self._renderer.scalar(wanted, path, node)))

    def _column_of_folded(self, node: Node, at: int) -> int:
        text = self._text
        while at < node.end and text[at] in "\r\n":
            at += 1
        first = at
        while at < node.end and text[at] == " ":
            at += 1
        return at - first

    def _whole(self, around: Node, number: int, wanted: Any, path: Path, *, is_in_brackets: bool) -> None:
        """Write a value anew, from after its key."""
        key, node = around.keys[number], around.items[number]
        if is_in_brackets:
            self.pieces.append(Piece(node.begin, node.end, self._renderer.flow(wanted, path)))
            return
        between = self._text[key.end : node.begin]
        colon, blank, remark = between.partition("\n")[0].rstrip("\r").partition(" #")
        if colon.strip() != ":":
            raise Unusual
        first, *more = self._renderer.pair(path[-1], wanted, path, key.column)
        head = first[key.column + len(path[-1]) :]
        new = eol_at(self._text, key.end).join([f"{head}{blank}{remark}" if remark else head, *more])
        self.pieces.append(Piece(key.end, node.end, new))

    # Keys of a mapping.

    def _take_out(self, node: Node, first: int, last: int, *, is_in_brackets: bool) -> None:
        """Take out the keys *first* to *last* (exclusive)."""
        text = self._text
        if is_in_brackets:
            pairs = [(each.begin, item.end) for each, item in zip(node.keys, node.items, strict=True)]
            self._cut_run(pairs, first, last)
            return
        begin = line_start(text, node.keys[first].begin)
        if text[begin : node.keys[first].begin].strip(" "):
            # They stand behind a dash; the next key moves up there. There is one, as not all are taken out.
            self.pieces.append(Piece(node.keys[first].begin, node.keys[last].begin, ""))
            return
        for key, value in zip(node.keys[first:last], node.items[first:last], strict=True):
            end = after_remarks(text, line_end(text, value.end), key.column)
            self.pieces.append(Piece(line_start(text, key.begin), end, ""))

    def _add(self, node: Node, behind: int, wanted: Any, path: Path, *, is_in_brackets: bool) -> None:
        """Put in the key that ends *path*, after the one with the number *behind*."""
        key, last = node.keys[behind], node.items[behind]
        if is_in_brackets:
            self.pieces.append(Piece(last.end, last.end, f", {path[-1]}: {self._renderer.flow(wanted, path)}"))
            return
        at = after_remarks(self._text, line_end(self._text, last.end), key.column)
        self.pieces.append(insertion(self._text, at, self._renderer.pair(path[-1], wanted, path, key.column)))

    # Items of a list.

    def _list(
        self, node: Node, shape: Shape, wanted: list[Any], path: Path, *, is_in_brackets: bool, column: int
    ) -> None:
        is_in_brackets = is_in_brackets or bool(node.style)
        inside = shape.element()
        old, new = ([_fold(inside, each) for each in values] for values in (node.plain(), wanted))
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag == "equal":
                continue
            both = min(i2 - i1, j2 - j1)
            for offset in range(both):
                self._item(node.items[i1 + offset], inside, wanted[j1 + offset], path, is_in_brackets=is_in_brackets)
            if i2 - i1 > both:
                self._cut_items(node, i1 + both, i2, is_in_brackets=is_in_brackets)
            elif j2 - j1 > both:
                self._put_items(node, i1 + both, wanted[j1 + both : j2], path, column)

    def _item(self, node: Node, shape: Shape, wanted: Any, path: Path, *, is_in_brackets: bool) -> None:
        if node.kind == "text" and not isinstance(wanted, dict | list):
            self._scalar(node, node, wanted, (*path, "*"), is_in_brackets=is_in_brackets)
        elif node.kind == "mapping" and isinstance(wanted, dict) and wanted:
            self.mapping(node, shape, wanted, (*path, "*"), is_in_brackets=is_in_brackets)
        elif is_in_brackets:
            self.pieces.append(Piece(node.begin, node.end, self._renderer.flow(wanted, (*path, "*"))))
        else:
            raise Unusual

    def _cut_items(self, node: Node, first: int, last: int, *, is_in_brackets: bool) -> None:
        if is_in_brackets:
            self._cut_run([(item.begin, item.end) for item in node.items], first, last)
            return
        text = self._text
        for item in node.items[first:last]:
            begin = line_start(text, item.begin)
            if text[begin : item.begin].strip(" ") != "-":
                raise Unusual
            self.pieces.append(Piece(begin, after_remarks(text, line_end(text, item.end), node.column), ""))

    def _put_items(
        self,
        node: Node,
        number: int,
        wanted: Sequence[Any],
        path: Path,
        column: int,
    ) -> None:
        text, items = self._text, node.items
        if node.style:
            self._put_in_brackets(node, number, wanted, path, column)
            return
        gap = items[0].column - node.column
        if gap < 2:  # noqa: PLR2004 - a dash and a blank
            raise Unusual
        lines = [line for each in wanted for line in self._renderer.item(each, path, node.column, gap)]
        if number:
            at = after_remarks(text, line_end(text, items[number - 1].end), node.column)
        else:
            at = line_start(text, node.begin)
            if text[at : node.begin].strip(" "):
                raise Unusual
        self.pieces.append(insertion(text, at, lines))

    def _put_in_brackets(self, node: Node, number: int, wanted: Sequence[Any], path: Path, column: int) -> None:
        text, items = self._text, node.items
        pieces = [self._renderer.flow(each, (*path, "*")) for each in wanted]
        if not number:
            self.pieces.append(Piece(items[0].begin, items[0].begin, "".join(f"{piece}, " for piece in pieces)))
            return
        at = items[number - 1].end
        is_last = number == len(items)
        used = at - line_start(text, at)
        new = ""
        for piece in pieces:
            # Only behind the last item a line may be broken without moving what follows.
            if is_last and column >= 0 and used + len(piece) + len(", ]") > WIDTH and text[at : node.end] == "]":
                indent = self._indent_of_items(node, column)
                new += f",{eol_at(text, at)}{' ' * indent}{piece}"
                used = indent + len(piece)
            else:
                new += f", {piece}"
                used += len(piece) + 2
        self.pieces.append(Piece(at, at, new))

    def _indent_of_items(self, node: Node, column: int) -> int:
        """Return how far the lines of a list in brackets are indented, after its first."""
        for item in node.items[1:]:
            begin = line_start(self._text, item.begin)
            if begin > node.begin and not self._text[begin : item.begin].strip(" "):
                return item.begin - begin
        return column + 2

    def _cut_run(self, spans: Sequence[tuple[int, int]], first: int, last: int) -> None:
        """Take the values *first* to *last* (exclusive) out of brackets, with the commas that are theirs."""
        text = self._text
        begin, end = spans[first][0], spans[last - 1][1]
        before = text[spans[first - 1][1] : begin] if first else "#"
        after = text[end : spans[last][0]] if last < len(spans) else ""
        if "#" not in before and ("\n" not in before or not after):
            piece = Piece(spans[first - 1][1], end, "")
        elif after and "#" not in after and "\n" not in after:
            piece = Piece(begin, spans[last][0], "")
        elif after and first and not text[line_start(text, begin) : begin].strip(" ") and _is_rest(after):
            piece = Piece(line_start(text, begin), line_end(text, end), "")
        elif after and "#" not in after:
            piece = Piece(begin, spans[last][0], "")
        else:
            raise Unusual
        self.pieces.append(piece)


def _behind(node: Node, gone: Collection[int], shape: Shape, key: str) -> int:
    """Return the number of the last key that stays and comes before *key* in a fact file, else of the first one."""
    order = shape.order([*(str(each.value) for each in node.keys), key])
    before = set(order[: order.index(key)])
    stays = [number for number in range(len(node.keys)) if number not in gone]
    return max((number for number in stays if node.keys[number].value in before), default=stays[0])


def _runs(numbers: Collection[int]) -> Iterator[tuple[int, int]]:
    """Yield the first of each run of *numbers*, and the one after its last."""
    for first in sorted(numbers):
        if first - 1 not in numbers:
            yield first, next(last for last in count(first) if last not in numbers)


def _is_rest(after: str) -> bool:
    """Whether nothing but a comma stands before the first line break of *after*."""
    return "\n" in after and after.partition("\n")[0].strip() == ","


def _fold(shape: Shape, value: Any) -> str:
    """Return *value* as text that is equal for values that mean the same."""
    return json.dumps(reduce(Shape(shape.fields, shape.item), value), sort_keys=True, ensure_ascii=False)
