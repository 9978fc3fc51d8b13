"""What is too old to be kept, deleted piece by piece so that answers come in between."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, delete, select, tuple_

from bot.database.proposals import OPEN
from bot.database.replies import Submit
from bot.database.tables import channels_seen, proposals, replies, tallies, unanswered, votes, work

_SWEEP_ROWS: Final = 500
"""Rows deleted in one write, so that a long sweep lets answers in between."""
_DISCORD_EPOCH_MS: Final = 1_420_070_400_000
"""Milliseconds at which snowflakes begin (discord-api-docs reference, "Snowflakes", 2026-08-06)."""


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many days what is kept is kept. Revisions and the audit stay.

    Attributes:
        work: changes in hand, after they were last touched.
        unanswered: questions that could not be answered, after they were last asked.
        proposals: after they were decided; open ones stay.
        tallies: counts, by their day.
    """

    work: int = 30
    unanswered: int = 365
    proposals: int = 365
    tallies: int = 1100


async def sweep(submit: Submit, now: datetime, retention_days: int, kept: Retention) -> int:
    """Delete what is too old at *now*; return how many replies went.

    Raises:
        StorageError: a write failed; what was deleted before stays deleted.
    """
    oldest = now - timedelta(days=retention_days)
    swept = await _by_pieces(submit, lambda connection: _delete_replies(connection, oldest))
    mark = (int(oldest.timestamp() * 1000) - _DISCORD_EPOCH_MS) << 22
    is_decided = proposals.c.state != OPEN
    old: tuple[tuple[Table, ColumnElement[bool]], ...] = (
        (channels_seen, channels_seen.c.message_id < mark),
        (work, work.c.changed_at < now - timedelta(days=kept.work)),
        (unanswered, unanswered.c.last_at < now - timedelta(days=kept.unanswered)),
        (proposals, is_decided & (proposals.c.decided_at < now - timedelta(days=kept.proposals))),
        (tallies, tallies.c.day < (now - timedelta(days=kept.tallies)).date()),
    )
    for table, is_old in old:
        await _by_pieces(submit, partial(_delete, table, is_old))
    return swept


async def _by_pieces(submit: Submit, delete_some: Callable[[Connection], int]) -> int:
    total = 0
    while True:
        count = await submit(delete_some)
        total += count
        if count < _SWEEP_ROWS:
            return total


def _delete(table: Table, is_old: ColumnElement[bool], connection: Connection) -> int:
    key = tuple_(*table.primary_key)
    some = select(*table.primary_key).where(is_old).limit(_SWEEP_ROWS)
    return connection.execute(delete(table).where(key.in_(some))).rowcount


def _delete_replies(connection: Connection, oldest: datetime) -> int:
    batch = (
        select(replies.c.asked_id).where(replies.c.asked_at < oldest).order_by(replies.c.asked_at).limit(_SWEEP_ROWS)
    )
    ids = list(connection.execute(batch).scalars())
    connection.execute(delete(votes).where(votes.c.asked_id.in_(ids)))
    return connection.execute(delete(replies).where(replies.c.asked_id.in_(ids))).rowcount
