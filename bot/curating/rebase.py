"""A change put on top of another one that came first: what only one of them touched stays as that one made it."""

from collections.abc import Iterable, Mapping
from typing import Any

from knowledge.editing.change import Change, Fields, SectionName, fields_of, same_fields
from knowledge.model import Entry, FactBook


def on_top(before: Any, mine: Any, now: Any) -> Any:
    """Return *now* with everything in it that *mine* has otherwise than *before*; where both changed it, *mine* wins.

    Mappings are taken key by key. Of lists of texts, what mine adds is added and what it leaves out goes.
    """
    if isinstance(mine, dict) and isinstance(now, dict):
        old = before if isinstance(before, dict) else {}
        both = {key: on_top(old.get(key), mine.get(key), now.get(key)) for key in {**now, **mine}}
        return {key: value for key, value in both.items() if value is not None}
    if mine == before:
        return now
    if all(isinstance(each, list) and _are_texts(each) for each in (before or [], mine, now)):
        base = before or []
        kept = [each for each in now if each in mine or each not in base]
        return [*kept, *(each for each in mine if each not in base and each not in kept)]
    return mine


def change_on_top(change: Change, now: Fields | None) -> Change:
    """Return *change* as one of the entry as it is *now*.

    What was to be taken out is, and what is gone meanwhile comes back as the change has it.
    """
    if now is None or change.after is None:
        return Change(change.section, change.id, now, change.after) if now or change.after else change
    return Change(change.section, change.id, now, on_top(dict(change.before or {}), dict(change.after), dict(now)))


def is_made(changes: Iterable[Change], book: FactBook) -> bool:
    """Whether every one of *changes* is as good as made: the entries of *book* are as they would make them."""
    return all(
        same_fields(each.section, fields_in(book, each.section, _id_after(each)), each.after) for each in changes
    )


def fields_in(book: FactBook, section: SectionName, ident: str) -> dict[str, Any] | None:
    """Return the entry *ident* of *book* as the file writes it; None where there is none."""
    entries: Mapping[str, Entry] = getattr(book, section)
    return fields_of(entries[ident]) if ident in entries else None


def _id_after(change: Change) -> str:
    return str((change.after or {}).get("id", change.id))


def _are_texts(values: list[Any]) -> bool:
    return all(isinstance(each, str) for each in values)
