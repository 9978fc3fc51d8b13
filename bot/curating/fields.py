"""A field of a form: where its value stands in an entry, how it is shown, and how what was typed is read back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.curating.reading import Reading, Unread, read_line, write_line
from bot.interactions.forms import MAX_INPUT

Read = Callable[[str, Reading], Any]
"""Returns the value of what was typed, None for nothing; raises `bot.curating.reading.Unread`."""
ReadOver = Callable[[str, Any, Reading], Any]
"""Does as `Read`, where a value stood there before, which tells what typed letters alone do not."""
Write = Callable[[Any, Reading], str]
"""Returns a value as it stands in the field."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    Attributes:
        key: names it in the form and in the words: ``keeping.field.<key>``.
        path: the keys that lead to its value in the entry; several are tried as one value with `keys`.
        keys: the keys of the entry that make up the value together; then it is a mapping of them.
        over: how it is read where it has a value already; None where that makes no difference.
        long: whether it takes several lines.
        required: whether Discord itself asks for something to be typed.
        options: values of a menu; empty for a text.
        several: whether several options can be chosen.
        usual: what stands there for a new entry.
        most: characters.
    """

    key: str
    path: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    read: Read = read_line
    write: Write = write_line
    over: ReadOver | None = None
    long: bool = False
    required: bool = False
    options: tuple[str, ...] = ()
    several: bool = False
    usual: str = ""
    most: int = field(default=MAX_INPUT)

    def take(self, entry: Mapping[str, Any]) -> Any:
        """Return its value in *entry*; None where there is none."""
        if self.keys:
            found = {key: entry[key] for key in self.keys if entry.get(key) is not None}
            return found or None
        value: Any = entry
        for step in self.path:
            value = value.get(step) if isinstance(value, Mapping) else None
        return value

    def read_over(self, typed: str, entry: Mapping[str, Any], reading: Reading) -> Any:
        """Return the value of what was typed over its value in *entry*.

        Raises:
            Unread: it cannot be read.
        """
        before = self.take(entry)
        return self.read(typed, reading) if self.over is None or before is None else self.over(typed, before, reading)

    def put(self, entry: Mapping[str, Any], value: Any) -> dict[str, Any]:
        """Return *entry* with *value* for it; None takes it out."""
        if self.keys:
            given = value or {}
            rest = {key: each for key, each in entry.items() if key not in self.keys}
            return {**rest, **{key: given[key] for key in self.keys if given.get(key) is not None}}
        return _put(entry, self.path, value)

    def shown(self, entry: Mapping[str, Any], reading: Reading) -> str:
        """Return its value in *entry* as it stands in the field; empty where there is none."""
        value = self.take(entry)
        return "" if value is None else self.write(value, reading)


def _put(entry: Mapping[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    key, *more = path
    changed = dict(entry)
    if more:
        inner = changed.get(key)
        value = _put(inner if isinstance(inner, Mapping) else {}, tuple(more), value) or None
    if value is None:
        changed.pop(key, None)
    else:
        changed[key] = value
    return changed


def read_option(typed: str, reading: Reading) -> str | None:
    """Return the option that was chosen."""
    del reading
    return typed or None


def read_options(typed: str, reading: Reading) -> list[str] | None:
    """Return the options that were chosen, parted by line breaks."""
    del reading
    return typed.split("\n") if typed else None


__all__ = ["Field", "Read", "ReadOver", "Unread", "Write", "read_option", "read_options"]
