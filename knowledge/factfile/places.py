"""Where in a fact file something stands: paths, and the lines and columns that belong to them.

A good file needs no lines, so none are kept while reading, except where each section and each entry begins. For a
fault inside an entry, that entry alone is read again.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent, MappingStartEvent, ScalarEvent

from knowledge.errors import Problem
from knowledge.factfile.show import show
from knowledge.factfile.yamlevents import Mark, YamlEvent, read_events

Path = tuple[str | int, ...]
"""Keys and 0-based positions from the root, such as ``("facts", 3, "sources", 0)``."""

_ENTRY_DEPTH = 2
"""Steps of a path that leads to an entry: its section and its position."""


class Target(NamedTuple):
    """A node of the file: the value at a path, or the key that leads to it."""

    path: Path
    is_key: bool = False


class Finding(NamedTuple):
    """A problem whose line and column are still to be looked up.

    Attributes:
        first: where the same thing stands for the first time; its line is added to `wrong`.
    """

    target: Target
    wrong: str
    right: str
    first: Target | None = None


def render_path(path: Path) -> str:
    """Return *path* as a person writes it: ``facts[3].sources[0]``."""
    rendered = ""
    for step in path:
        rendered += f"[{step}]" if isinstance(step, int) else f".{show(step)}" if rendered else show(step)
    return rendered


def to_problems(findings: Iterable[Finding], places: "Places") -> Iterator[Problem]:
    """Yield each finding as a problem with its line and column."""
    findings = list(findings)
    firsts = [finding.first for finding in findings if finding.first]
    found = places.locate([*(finding.target for finding in findings), *firsts])
    for target, wrong, right, first in findings:
        line, column = found[target]
        again = f" (first on line {found[first][0]})" if first else ""
        yield Problem(line, column, render_path(target.path), wrong + again, right)


@dataclass(slots=True)
class Places:
    """The marks kept while reading, and the look-up of every other one.

    Attributes:
        keys, values: where each top-level key and its value stand.
        entries: where each entry of a section begins, in order.
    """

    text: str
    root: Mark | None = None
    keys: dict[str, Mark] = field(default_factory=dict)
    values: dict[str, Mark] = field(default_factory=dict)
    entries: dict[str, list[Mark]] = field(default_factory=dict)

    def locate(self, targets: Iterable[Target]) -> Mapping[Target, tuple[int, int]]:
        """Return 1-based line and column of each target; what is not in the file gets the place around it."""
        found: dict[Target, tuple[int, int]] = {}
        inside: dict[Mark, dict[Target, None]] = {}
        for target in targets:
            mark = self._around(target)
            found[target] = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            if mark and len(target.path) > _ENTRY_DEPTH:
                inside.setdefault(mark, {})[target] = None
        begins = sorted(mark.index for mark in self._all_marks()) if inside else []
        for mark, wanted in inside.items():
            following = bisect_right(begins, mark.index)
            end = begins[following] if following < len(begins) else len(self.text)
            found.update(_look_inside(self.text[mark.index : end], mark, wanted))
        return found

    def _around(self, target: Target) -> Mark | None:
        """Return the mark of the entry, section or file that the target is or is in."""
        section, position, *_ = (*target.path, "", "")
        if target.is_key and len(target.path) == 1:
            return self.keys.get(str(section), self.root)
        entries = self.entries.get(str(section), [])
        if isinstance(position, int) and position < len(entries):
            return entries[position]
        return self.values.get(str(section), self.root)

    def _all_marks(self) -> Iterator[Mark]:
        yield from self.keys.values()
        for marks in self.entries.values():
            yield from marks


def _look_inside(entry: str, begin: Mark, wanted: Collection[Target]) -> Mapping[Target, tuple[int, int]]:
    """Read one entry again and return the place of each *wanted* target in it, or of the nearest thing around."""
    search = _Search([Target(target.path[_ENTRY_DEPTH:], target.is_key) for target in wanted])
    try:
        # The first line keeps its column, so that block indentation holds.
        for event in read_events(" " * begin.column + entry):
            search.take(event)
            if search.is_over:
                break
    except yaml.YAMLError:
        # A key without braces inside a flow list is no document of its own: the place of the entry has to do.
        pass
    found = {}
    for target in wanted:
        inside = Target(target.path[_ENTRY_DEPTH:], target.is_key)
        while inside not in search.found and inside.path:
            inside = Target(inside.path[:-1])
        line, column = search.found.get(inside, (0, begin.column))
        found[target] = (begin.line + line + 1, column + 1)
    return found


class _Search:
    """Follow events and note where the wanted nodes stand; what is not on the way to one is passed over.

    Attributes:
        found: line and column from 0, of the wanted nodes and of those on the way to them.
    """

    def __init__(self, wanted: Collection[Target]) -> None:
        self.found: dict[Target, tuple[int, int]] = {}
        self.is_over = False
        self._missing = set(wanted)
        self._on_the_way = {target.path[:length] for target in wanted for length in range(len(target.path))}
        self._open: list[tuple[Path, bool]] = []
        """Collections entered: path, and whether it is a mapping."""
        self._positions: list[int] = []
        self._key: str | None = None
        self._passing = 0

    def take(self, event: YamlEvent) -> None:
        if isinstance(event, CollectionEndEvent):
            self._leave()
        elif self._passing:
            self._passing += isinstance(event, CollectionStartEvent)
        elif isinstance(event, ScalarEvent) and self._open and self._open[-1][1] and self._key is None:
            self._key = event.value
            self._note(Target((*self._open[-1][0], event.value), is_key=True), event)
        elif isinstance(event, ScalarEvent | CollectionStartEvent):
            path = self._next_path()
            self._note(Target(path), event)
            if isinstance(event, CollectionStartEvent):
                self._enter(path, is_mapping=isinstance(event, MappingStartEvent))

    def _next_path(self) -> Path:
        if not self._open:
            return ()
        path, is_mapping = self._open[-1]
        if is_mapping:
            key, self._key = self._key or "", None
            return (*path, key)
        self._positions[-1] += 1
        return (*path, self._positions[-1])

    def _note(self, target: Target, event: YamlEvent) -> None:
        if target not in self.found and (target in self._missing or target.path in self._on_the_way):
            self.found[target] = (event.start_mark.line, event.start_mark.column)
            self._missing.discard(target)
            self.is_over = not self._missing

    def _enter(self, path: Path, *, is_mapping: bool) -> None:
        if path in self._on_the_way:
            self._open.append((path, is_mapping))
            self._positions.append(-1)
        else:
            self._passing = 1

    def _leave(self) -> None:
        if self._passing:
            self._passing -= 1
        else:
            self._open.pop()
            self._positions.pop()
        self.is_over = self.is_over or not self._open
