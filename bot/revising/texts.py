"""Texts of facts as bytes and as characters, and what differs between two of them. All of it computes, and blocks."""

import json
from collections.abc import Callable, Sequence
from typing import Final

from bot.database import Act
from bot.quiet import turns_short
from bot.revising.changed import By
from bot.revising.merging import Merged
from knowledge.editing.change import Change
from knowledge.editing.compare import compare
from knowledge.factfile.filetext import decode_fact_file

_TOLD: Final = 20
"""Entries that the audit has before and after."""
_NAMED: Final = 3
"""Entries that a line of the audit names; of more it says how many."""


def difference(before: bytes, after: bytes) -> tuple[Change, ...]:
    """Return the entries that differ between two valid fact files."""
    with turns_short():
        return compare(decode_fact_file(before), decode_fact_file(after))


def merged(merge: Callable[[str, str, str], Merged], base: bytes, revised: bytes, edited: bytes) -> Merged:
    """Return what *merge* makes of three valid fact files."""
    with turns_short():
        return merge(decode_fact_file(base), decode_fact_file(revised), decode_fact_file(edited))


def act_of(by: By, guild_id: int | None, changes: Sequence[Change], number: int) -> Act:
    """Return the entry of the audit for revision *number*, which makes *changes*, with the entries before and after.

    Of a change of more than `_TOLD` entries the revision alone has them.
    """
    few = changes if len(changes) <= _TOLD else ()
    before = {f"{change.section} {change.id}": dict(change.before) for change in few if change.before is not None}
    after = {f"{change.section} {_last_id(change)}": dict(change.after) for change in few if change.after is not None}
    return Act(
        guild_id,
        by.actor,
        by.action,
        target_of(changes, number),
        by.reason,
        json.dumps(before, ensure_ascii=False) if before else None,
        json.dumps(after, ensure_ascii=False) if after else None,
    )


def target_of(changes: Sequence[Change], number: int) -> str:
    """Return in few words what a change is about, for the audit: its entries, or else the revision *number*."""
    if not changes:
        return f"revision {number}"
    names = [f"{change.section} {_last_id(change)}" for change in changes[:_NAMED]]
    more = [f"{len(changes) - _NAMED} more"] if len(changes) > _NAMED else []
    return ", ".join([*names, *more])


def _last_id(change: Change) -> str:
    return str((change.after or {}).get("id", change.id))
