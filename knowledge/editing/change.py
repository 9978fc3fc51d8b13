"""A change of one entry of a fact file, as plain data: what it was, and what it is to be."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from knowledge.editing.shape import plain, reduce, shape_of
from knowledge.errors import KnowledgeError
from knowledge.model import Entry

SectionName = Literal["releases", "meetings", "people", "terms", "facts", "gaps"]
SECTION_NAMES: tuple[SectionName, ...] = get_args(SectionName)
Fields = Mapping[str, Any]
"""An entry as plain data with the file's keys, as YAML reads it: what ``Entry.model_validate`` takes."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry before and after.

    Attributes:
        id: of the entry; where it gets another one, the one before.
        before: as it was shown to whoever changes it; None: there was no such entry.
        after: as it shall be; None: it is taken out.
    """

    section: SectionName
    id: str
    before: Fields | None
    after: Fields | None

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ValueError("a change has the entry before, or after, or both")

    def reversed(self) -> "Change":
        """Return the change that takes this one back."""
        new = (self.after or {}).get("id", self.id)
        return Change(self.section, str(new), self.after, self.before)


class EditRefused(KnowledgeError, ValueError):
    """A text was not edited, since its lines cannot be changed one by one; nothing of it was changed."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
        """A sentence: what is in the way and what would be right."""


class Overtaken(KnowledgeError):
    """The entry is not as it was when the change began; nothing was changed.

    Attributes:
        change: what was wanted.
        now: the entry as it is now; None where there is none.
    """

    def __init__(self, change: Change, now: Fields | None) -> None:
        what = "is gone" if now is None else "is there already" if change.before is None else "has changed meanwhile"
        super().__init__(f"{change.section}: {change.id} {what}")
        self.change = change
        self.now = now


def fields_of(entry: Entry) -> dict[str, Any]:
    """Return *entry* as the file writes it: keys in its order, days as text, nothing that goes without saying."""
    fields: dict[str, Any] = entry.model_dump(mode="json", exclude_defaults=True)
    return fields


def reduced(section: SectionName, fields: Fields) -> dict[str, Any]:
    """Return *fields* in the file's order without what goes without saying; entries that mean the same are equal."""
    return cast("dict[str, Any]", reduce(shape_of(section), fields))


def same_fields(section: SectionName, one: Fields | None, other: Fields | None) -> bool:
    """Whether both are no entry, or entries that mean the same."""
    if one is None or other is None:
        return one is other
    return reduced(section, one) == reduced(section, other)


def dump_changes(changes: Sequence[Change]) -> str:
    """Return *changes* as JSON; the same changes always give the same text."""
    rows = [
        {
            "section": change.section,
            "id": change.id,
            "before": _in_order(change.section, change.before),
            "after": _in_order(change.section, change.after),
        }
        for change in changes
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _in_order(section: SectionName, fields: Fields | None) -> dict[str, Any] | None:
    if fields is None:
        return None
    written = plain(fields)
    return {key: written[key] for key in shape_of(section).order(sorted(written))}


def load_changes(text: str) -> tuple[Change, ...]:
    """Return what `dump_changes` made *text* of.

    Raises:
        ValueError: *text* is no list of changes.
    """
    rows = json.loads(text)
    if not isinstance(rows, list):
        raise ValueError("changes are a list")  # noqa: TRY004 - what is wrong is the text
    return tuple(_load(row) for row in rows)


def _load(row: object) -> Change:
    if not isinstance(row, dict) or row.keys() != {"section", "id", "before", "after"}:
        raise ValueError("a change has section, id, before and after")
    section, ident, before, after = row["section"], row["id"], row["before"], row["after"]
    if section not in SECTION_NAMES or not isinstance(ident, str):
        raise ValueError("a change names a section and an id")
    if not all(each is None or isinstance(each, dict) for each in (before, after)):
        raise ValueError("an entry is a mapping, or null")
    return Change(section, ident, before, after)
