"""The event reader of libyaml, the one part of a YAML library that is safe to point at any text.

It keeps its state on the heap and never recurses; what builds nodes or values on top of it does.
"""

from collections.abc import Iterator
from typing import Protocol, cast

import yaml


class Mark(Protocol):
    """A place in the text, each part counted from 0 in characters."""

    line: int
    column: int
    index: int


class YamlEvent(Protocol):
    """What the code here reads of an event; which of it is there depends on the event's type."""

    start_mark: Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None


def read_events(text: str) -> Iterator[YamlEvent]:
    """Yield the events of *text* one by one, as they are read.

    Raises:
        yaml.YAMLError: the text is not YAML from here on.
    """
    # PyYAML declares marks as optional, for events that a program makes; the reader always sets them.
    return cast("Iterator[YamlEvent]", yaml.parse(text, Loader=yaml.CSafeLoader))
