"""The entries of a fact file that could be read, with their places, while the file is being checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from knowledge.factfile.places import Path
from knowledge.factfile.yamltree import Node
from knowledge.model import Entry, Fact, Gap, Meeting, Person, Release, Term

SECTIONS: Mapping[str, type[Entry]] = {
    "releases": Release,
    "meetings": Meeting,
    "people": Person,
    "terms": Term,
    "facts": Fact,
    "gaps": Gap,
}
"""Sections of a fact file in the order they are written, and what stands in them."""

_E = TypeVar("_E", bound=Entry)


@dataclass(slots=True)
class Sections:
    """The entries of each section, as written and, where they fit the schema, as values.

    What concerns several entries is checked on what is written, so that one fault in an entry neither hides its
    other faults nor makes a fault of every mention of it.

    Attributes:
        written: every entry of a section as plain data, in file order.
        entries: the valid ones by their position.
        ids: each id of a section with the position of its first entry.
        unreadable: sections that are no list, or are needed and missing; any id may be meant to stand there.
    """

    written: dict[str, list[Node]] = field(default_factory=dict)
    entries: dict[str, dict[int, Entry]] = field(default_factory=dict)
    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)

    def each(self, section: str, kind: type[_E]) -> Iterator[tuple[Path, _E]]:
        """Yield path and value of every valid entry of *section*, in file order."""
        for position, entry in self.entries.get(section, {}).items():
            if isinstance(entry, kind):
                yield (section, position), entry

    def each_written(self, *sections: str) -> Iterator[tuple[Path, dict[str, Node]]]:
        """Yield path and plain data of every entry of *sections* that is a mapping, in file order."""
        for section in sections:
            for position, entry in enumerate(self.written.get(section, ())):
                if isinstance(entry, dict):
                    yield (section, position), entry

    def find(self, section: str, written: str, kind: type[_E]) -> _E | None:
        """Return the entry of *section* with the id *written*; None where there is none, or it is faulty."""
        entry = self.entries.get(section, {}).get(self.ids.get(section, {}).get(written, -1))
        return entry if isinstance(entry, kind) else None
