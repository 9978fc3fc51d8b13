"""A change put on top of another one that came first: what only one of them touched stays as that one made it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from knowledge.editing.change import Change, Fields, SectionName, fields_of, same_fields
from knowledge.model import Entry, FactBook

_TOLD_BY: Final[Mapping[str, str]] = {
    "delegations": "side",
    "sessions": "id",
    "roles": "meeting",
}
"""Lists of mappings, and the key that tells one of a list from the others."""


class SentencesMoved(ValueError):
    """Both changed the sentences of a release: an id of one may name other words than the same id of the other."""


def on_top(before: Any, mine: Any, now: Any, *, name: str = "") -> Any:
    """Return *now* with everything in it that *mine* has otherwise than *before*; where both changed it, *mine* wins.

    Mappings are taken key by key, and lists of mappings by what tells these apart. Of lists, what mine adds is added
    and what it leaves out goes; where mine has another order, that is taken.

    Args:
        before: what both began with.
        mine: what one of them made of it.
        now: what the other one made of it.
        name: the key under which the value stands.

    Raises:
        SentencesMoved: both changed the sentences of a release.
    """
    if isinstance(mine, dict) and isinstance(now, dict):
        old = before if isinstance(before, dict) else {}
        both = {key: on_top(old.get(key), mine.get(key), now.get(key), name=key) for key in {**now, **mine}}
        return {key: value for key, value in both.items() if value is not None}
    if mine == before:
        return now
    if now in (before, mine):
        return mine
    if name == "sentences":
        raise SentencesMoved
    rows = [_rows(each, _TOLD_BY.get(name)) for each in (before or [], mine or [], now or [])]
    if any(each is None for each in rows):
        return mine
    base, my, their = (each or {} for each in rows)
    merged = {key: on_top(base.get(key), my.get(key), their.get(key)) for key in _order(base, my, their)}
    return [value for value in merged.values() if value is not None] or None


def _rows(values: Any, told_by: str | None) -> dict[Any, Any] | None:
    """Return the values of a list by what tells them apart; None where nothing does."""
    if not isinstance(values, list | tuple):
        return None
    if all(isinstance(each, str) for each in values):
        found = {each: each for each in values}
    elif told_by is not None and all(isinstance(each, dict) and told_by in each for each in values):
        found = {each[told_by]: each for each in values}
    else:
        return None
    return found if len(found) == len(values) else None


def _order(base: Mapping[Any, Any], mine: Mapping[Any, Any], now: Mapping[Any, Any]) -> list[Any]:
    """Return every key, as the list of now has them; as mine has them, where mine put those of before in new order."""
    was = [key for key in base if key in mine]
    first, second = (mine, now) if was != [key for key in mine if key in base] else (now, mine)
    return list(dict.fromkeys([*first, *second]))


def change_on_top(change: Change, now: Fields | None) -> Change:
    """Return *change* as one of the entry as it is *now*.

    What was to be taken out is, and what is gone meanwhile comes back as the change has it.

    Raises:
        SentencesMoved: it is a release, and both changed its sentences.
    """
    if now is None or change.after is None:
        return Change(change.section, change.id, now, change.after) if now or change.after else change
    return Change(change.section, change.id, now, on_top(dict(change.before or {}), dict(change.after), dict(now)))


def is_made(changes: Iterable[Change], book: FactBook) -> bool:
    """Whether every one of *changes* is as good as made: the entries of *book* are as they would make them."""
    return all(same_fields(each.section, fields_in(book, each.section, id_after(each)), each.after) for each in changes)


def fields_in(book: FactBook, section: SectionName, ident: str) -> dict[str, Any] | None:
    """Return the entry *ident* of *book* as the file writes it; None where there is none."""
    entries: Mapping[str, Entry] = getattr(book, section)
    return fields_of(entries[ident]) if ident in entries else None


def id_after(change: Change) -> str:
    """Return the id of the entry of *change* once it is made."""
    return str((change.after or {}).get("id", change.id))
