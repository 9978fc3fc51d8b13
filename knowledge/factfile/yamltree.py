"""YAML to plain data, for files that anybody may have written.

The C composer of libyaml recurses (100,000 brackets end the process by SIGSEGV), aliases and merge keys grow a
hundred bytes into gigabytes, and duplicate keys are dropped without a word. Its event reader does none of this, so
the data is built from events here, in one pass, without recursion, and with every surprise refused by name.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from knowledge.errors import Problem
from knowledge.factfile.filetext import find_bad_characters
from knowledge.factfile.places import Path, Places, render_path
from knowledge.factfile.scalars import SUSPECT_STARTS, SUSPECT_WORDS, take_plain
from knowledge.factfile.show import show
from knowledge.factfile.yamlevents import YamlEvent, read_events
from knowledge.factfile.yamlwords import describe_yaml_error

MAX_DEPTH = 6
"""Collections within collections: meetings → entry → delegations → entry → sources is the deepest a fact file goes."""
MAX_EVENTS = 1_000_000
"""Values, keys and brackets in a file; 10,000 facts with seven questions each have 450,000."""
MAX_KEYS = 64
"""Keys in one mapping; no entry has a third of that, and each one too many would be a problem of its own."""
MAX_PROBLEMS = 1000
"""Problems listed at once; nobody reads on, and a bad file of any size is judged in bounded time."""
_ENTRY_DEPTH = 2
_HOPELESS_DEPTH = 64
"""Depth at which reading stops rather than passing over what is too deep."""

Node = str | int | bool | None | list["Node"] | dict[str, "Node"]


class _DroppedKey(str):
    """A key whose value is passed over; equal to no other key."""

    __slots__ = ()
    __eq__ = object.__eq__
    __hash__ = object.__hash__


@dataclass(slots=True)
class Tree:
    """What a fact file says, before anybody asks whether it makes sense.

    Attributes:
        data: the document as plain data; None where there is none.
        problems: what is wrong with the YAML, in file order; one more than MAX_PROBLEMS where there are more.
        broken: paths whose value is missing or doubtful because of one of `problems`.
        is_whole: whether the file was read to its end.
        events: how many events were read.
    """

    data: Node
    places: Places
    problems: list[Problem] = field(default_factory=list)
    broken: set[Path] = field(default_factory=set)
    is_whole: bool = True
    events: int = 0


class _Stop(Exception):
    """Reading on makes no sense or takes too long."""


class _Open:
    """A collection that has begun and not ended.

    Attributes:
        mapping: the mapping being filled; None in a list, which fills `items`.
        step: key or position under which the collection stands in the one around it.
        is_shallow: whether sections or entries stand in it, whose places are kept.
        key: the key that waits for its value; `key_lines`: line of each key so far.
    """

    __slots__ = ("dropped", "is_shallow", "items", "key", "key_lines", "mapping", "step")

    def __init__(self, step: str | int, *, is_mapping: bool, is_shallow: bool) -> None:
        self.mapping: dict[str, Node] | None = {} if is_mapping else None
        self.items: list[Node] = []
        self.step = step
        self.is_shallow = is_shallow
        self.key: str | None = None
        self.key_lines: list[int] = []
        self.dropped: list[str] = []


def read_tree(text: str) -> Tree:
    """Read *text* without ever recursing; whatever the text, a tree comes back and nothing is raised."""
    problems = list(islice(find_bad_characters(text), MAX_PROBLEMS + 1))
    if problems:
        return Tree(None, Places(text), problems, is_whole=False)
    reader = _Reader(text)
    try:
        reader.read()
    except _Stop:
        reader.tree.is_whole = False
    except yaml.YAMLError as error:
        reader.tree.is_whole = False
        reader.tree.problems.append(describe_yaml_error(error))
    return reader.tree


class _Reader:
    """Fills a `Tree` from events."""

    def __init__(self, text: str) -> None:
        self.tree = Tree(None, Places(text))
        self._stack: list[_Open] = []
        self._top: _Open | None = None
        self._passing = 0
        """Collections open within one that is passed over; 0 while nothing is."""
        self._documents = 0

    def read(self) -> None:
        handlers: dict[type, Callable[[YamlEvent], None]] = {
            SequenceStartEvent: self._begin,
            MappingStartEvent: self._begin,
            SequenceEndEvent: self._end,
            MappingEndEvent: self._end,
            AliasEvent: self._alias,
            DocumentStartEvent: self._document,
        }
        take_scalar = self._scalar
        event = None
        count = 0
        for count, event in enumerate(islice(read_events(self.tree.places.text), MAX_EVENTS), 1):  # noqa: B007 - counted for `Tree.events`
            kind: type = type(event)
            if kind is ScalarEvent:
                take_scalar(event)
            elif kind in handlers:
                handlers[kind](event)
        self.tree.events = count
        if event is not None and not isinstance(event, StreamEndEvent):
            self._problem(event, f"has more than {MAX_EVENTS:,} values", "leave out what nobody asks for")
            raise _Stop
        if not self._documents:
            self.tree.is_whole = False
            self.tree.problems.append(Problem(1, 1, "", "the file is empty", "write format, releases and facts"))

    # Events, the most frequent first.

    def _scalar(self, event: YamlEvent) -> None:
        # Two thirds of all events come by here: what is ordinary is done in place, the rest by its own method.
        top = self._top
        if self._passing or top is None or event.tag is not None or event.anchor is not None:
            self._odd_scalar(event)
            return
        value: Node = event.value
        mapping, key = top.mapping, top.key
        if mapping is not None and key is None:
            if top.is_shallow or value in mapping or value == "<<":
                self._take_key(event, top, mapping)
            else:
                top.key = event.value
                top.key_lines.append(event.start_mark.line)
            return
        if not event.style and (value in SUSPECT_WORDS or event.value[0] in SUSPECT_STARTS):
            value = self._take_plain(event)
        if top.is_shallow:
            self._keep_place(event)
        if mapping is None or key is None:
            top.items.append(value)
        else:
            mapping[key] = value
            top.key = None

    def _odd_scalar(self, event: YamlEvent) -> None:
        if self._passing:
            return
        self._refuse_decoration(event)
        top = self._top
        if top is not None and top.mapping is not None and top.key is None:
            self._take_key(event, top, top.mapping)
        else:
            self._put(event.value if event.style else self._take_plain(event), event)

    def _begin(self, event: YamlEvent) -> None:
        if self._passing:
            self._pass_over()
            return
        if event.tag is not None or event.anchor is not None:
            self._refuse_decoration(event)
        top = self._top
        if top is not None and top.mapping is not None and top.key is None:
            self._problem(event, "has a list or a mapping for a key", "write a word")
            self._drop_next(top, "?")
            self._pass_over()
        elif len(self._stack) >= MAX_DEPTH:
            self._problem(event, f"is nested more than {MAX_DEPTH} deep", "write it flatter")
            self._break(event)
            self._pass_over()
        else:
            step = self._next_step()
            opened = _Open(
                step, is_mapping=isinstance(event, MappingStartEvent), is_shallow=len(self._stack) < _ENTRY_DEPTH
            )
            self._put(opened.items if opened.mapping is None else opened.mapping, event)
            self._stack.append(opened)
            self._top = opened

    def _end(self, event: YamlEvent) -> None:
        if self._passing:
            self._passing -= 1
            return
        ended = self._stack.pop()
        self._top = self._stack[-1] if self._stack else None
        if ended.mapping is None:
            return
        for key in ended.dropped:
            ended.mapping.pop(key, None)
        if len(ended.mapping) > MAX_KEYS:
            path = (*(each.step for each in self._stack[1:]), ended.step) if self._stack else ()
            self._problem(event, f"has {len(ended.mapping):,} keys", f"write at most {MAX_KEYS}", path)
            self.tree.broken.add(path)
            ended.mapping.clear()

    def _alias(self, event: YamlEvent) -> None:
        if self._passing:
            return
        self._problem(event, f"*{show(event.anchor)} is an alias of YAML", "write the value itself")
        top = self._top
        if top is not None and top.mapping is not None and top.key is None:
            self._drop_next(top, "?")
        else:
            self._break(event)

    def _document(self, event: YamlEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            self._problem(event, "a second document begins here", "write one document to a file, without ---")
            raise _Stop

    # What they have in common.

    def _take_key(self, event: YamlEvent, top: _Open, mapping: dict[str, Node]) -> None:
        key = event.value
        line = event.start_mark.line
        if key == "<<":
            self._problem(event, "<< is a merge key of YAML", "write the keys themselves")
            self._drop_next(top, key)
        elif key in mapping:
            first = top.key_lines[list(mapping).index(key)] + 1
            self._problem(
                event, f"the key {show(key)} stands here again (first on line {first})", "keep one of the two"
            )
            self._drop_next(top, key)
        else:
            top.key = key
        top.key_lines.append(line)
        if len(self._stack) == 1 and top.key == key:
            self.tree.places.keys[key] = event.start_mark
            if len(mapping) > MAX_KEYS:
                self._problem(
                    event, f"the file has more than {MAX_KEYS} keys", "write entries under facts and its like", ()
                )
                raise _Stop

    def _take_plain(self, event: YamlEvent) -> Node:
        value, wrong, right = take_plain(event.value)
        if wrong:
            self._problem(event, wrong, right)
            self.tree.broken.add(self._path())
        return value

    def _put(self, value: Node, event: YamlEvent) -> None:
        top = self._top
        if top is None or top.is_shallow:
            self._keep_place(event)
        if top is None:
            self.tree.data = value
        elif top.mapping is None:
            top.items.append(value)
        elif top.key is not None:
            top.mapping[top.key] = value
            top.key = None

    def _keep_place(self, event: YamlEvent) -> None:
        places = self.tree.places
        if not self._stack:
            places.root = event.start_mark
        elif self._stack[0].mapping is None:
            return
        elif len(self._stack) == 1:
            places.values[str(self._next_step())] = event.start_mark
        elif self._stack[1].mapping is None:
            places.entries.setdefault(str(self._stack[1].step), []).append(event.start_mark)

    def _break(self, event: YamlEvent) -> None:
        self.tree.broken.add(self._path())
        self._put(None, event)

    def _drop_next(self, top: _Open, key: str) -> None:
        top.key = _DroppedKey(key)
        top.dropped.append(top.key)

    def _pass_over(self) -> None:
        self._passing += 1
        if self._passing > _HOPELESS_DEPTH:
            raise _Stop

    def _refuse_decoration(self, event: YamlEvent) -> None:
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._problem(event, f"{show(tag)} is a tag of YAML", "write the value without it")
        if event.anchor is not None:
            self._problem(event, f"&{show(event.anchor)} is an anchor of YAML", "write the value without it")

    def _next_step(self) -> str | int:
        top = self._top
        if top is None:
            return ""
        return len(top.items) if top.mapping is None else top.key or ""

    def _path(self) -> Path:
        """Return the path of the value that comes next."""
        if not self._stack:
            return ()
        top = self._stack[-1]
        is_at_key = top.mapping is not None and top.key is None
        around = tuple(each.step for each in self._stack[1:])
        return around if is_at_key else (*around, self._next_step())

    def _problem(self, event: YamlEvent, wrong: str, right: str, path: Path | None = None) -> None:
        mark = event.start_mark
        rendered = render_path(self._path() if path is None else path)
        self.tree.problems.append(Problem(mark.line + 1, mark.column + 1, rendered, wrong, right))
        if len(self.tree.problems) > MAX_PROBLEMS:
            raise _Stop
