"""The values of one entry with the places where they stand, so that each can be changed where it is written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from knowledge.factfile.scalars import take_plain
from knowledge.factfile.yamlevents import Mark, read_events


@dataclass(slots=True)
class Node:
    """A value as it is written.

    Attributes:
        begin, end: offsets in the text; `end` is after the last character that is part of it, line breaks and remarks
            after it left out.
        column: of its first character, from 0.
        style: of a text, ``"``, ``'``, ``|``, ``>`` or nothing; of a list or mapping, ``[`` or ``{`` where it is
            written in such, else nothing.
        keys: of a mapping, its keys; their values are `items`, which are also those of a list.
        value: of a text, what YAML reads.
    """

    kind: Literal["text", "list", "mapping"]
    begin: int
    end: int
    column: int
    style: str = ""
    value: Any = None
    keys: list["Node"] = field(default_factory=list)
    items: list["Node"] = field(default_factory=list)

    def get(self, key: str) -> "Node | None":
        """Return the value under *key* of a mapping; None where there is none, or this is no mapping."""
        return next((item for each, item in zip(self.keys, self.items, strict=False) if each.value == key), None)

    def plain(self) -> Any:
        """Return the value as plain data."""
        if self.kind == "text":
            return self.value
        if self.kind == "list":
            return [item.plain() for item in self.items]
        return {key.value: item.plain() for key, item in zip(self.keys, self.items, strict=True)}


def read_nodes(text: str) -> Node | None:
    """Return the one document in *text*, which `knowledge.factfile.yamltree.read_tree` found to be sound.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    root: Node | None = None
    stack: list[Node] = []
    for event in read_events(text):
        if isinstance(event, SequenceEndEvent | MappingEndEvent):
            ended = stack.pop()
            if ended.style:
                ended.end = _mark(event, "end").index
            elif ended.items:
                ended.end = ended.items[-1].end
            continue
        node = _begin(event, text)
        if node is None:
            continue
        if not stack:
            root = node
        elif stack[-1].kind == "mapping" and len(stack[-1].keys) == len(stack[-1].items):
            stack[-1].keys.append(_as_key(node))
        else:
            stack[-1].items.append(node)
        if node.kind != "text":
            stack.append(node)
    return root


def _begin(event: Any, text: str) -> Node | None:
    make: Callable[[Any, str], Node] | None = _MAKERS.get(type(event))
    return make(event, text) if make else None


def _scalar(event: Any, text: str) -> Node:
    start, end = _mark(event, "start"), _mark(event, "end").index
    value = event.value if event.style else take_plain(event.value)[0]
    stop = end
    while stop > start.index and text[stop - 1] in " \r\n":
        stop -= 1
    return Node("text", start.index, stop, start.column, event.style or "", value)


def _as_key(node: Node) -> Node:
    # A key is always text, `true:` too.
    node.value = str(node.value) if node.value is not True and node.value is not False else str(node.value).lower()
    return node


def _collection(kind: Literal["list", "mapping"], bracket: str) -> Callable[[Any, str], Node]:
    def make(event: Any, text: str) -> Node:
        start = _mark(event, "start")
        style = bracket if text.startswith(bracket, start.index) and event.flow_style else ""
        return Node(kind, start.index, start.index, start.column, style)

    return make


_MAKERS: dict[type, Callable[[Any, str], Node]] = {
    ScalarEvent: _scalar,
    SequenceStartEvent: _collection("list", "["),
    MappingStartEvent: _collection("mapping", "{"),
}


def _mark(event: Any, which: Literal["start", "end"]) -> Mark:
    mark: Mark = event.start_mark if which == "start" else event.end_mark
    return mark
