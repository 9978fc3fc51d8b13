"""Changes that somebody has in hand: they outlive a restart, and each is finished once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, case, delete, insert, literal, select, update

from bot.database.replies import Read, Submit
from bot.database.tables import work
from bot.database.tables.base import UtcDateTime

OPEN: Final = "open"
MOST_OPEN: Final = 100
"""Changes one member may have in hand that they have written in; beyond that the one left alone longest goes.

Forms that were opened and never sent are bounded by as many, and never push out anything that was written."""
_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Work:
    """A change in hand.

    Attributes:
        body: what the form showed and what was written, as JSON.
        state: ``open``, or what it was closed as (``done``, ``dropped`` …).
    """

    number: int
    guild_id: int
    scope: int
    member_id: int
    body: str
    state: str
    opened_at: datetime
    changed_at: datetime


_WRITTEN: Final = work.c.changed_at > work.c.opened_at
"""Whether anything was put into a change since it was opened."""


class WorkInHand:
    """Changes in hand, by number. Every method may raise StorageError."""

    def __init__(self, submit: Submit, read: Read) -> None:
        """Write through *submit*, read through *read*."""
        self._submit = submit
        self._read = read

    async def open(
        self, guild_id: int, scope: int, member_id: int, body: str, now: datetime, *, is_written: bool = False
    ) -> int:
        """Keep a change that *member_id* begins, and return its number. Durable when it returns.

        With *is_written* it counts at once as one that they have written in; else once `put` changed it.
        """
        values = {
            "guild_id": guild_id,
            "scope": scope,
            "member_id": member_id,
            "body": body,
            "state": OPEN,
            "opened_at": now,
            "changed_at": now + _TICK if is_written else now,
        }

        def write(connection: Connection) -> int:
            for of_a_kind in (_WRITTEN, ~_WRITTEN):
                kept = (
                    select(work.c.number)
                    .where(work.c.member_id == member_id, work.c.state == OPEN, of_a_kind)
                    .order_by(work.c.changed_at.desc(), work.c.number.desc())
                    .offset(MOST_OPEN - 1)
                )
                too_many = list(connection.execute(kept).scalars())
                connection.execute(delete(work).where(work.c.number.in_(too_many)))
            number: int = connection.execute(insert(work).values(**values).returning(work.c.number)).scalar_one()
            return number

        return await self._submit(write)

    async def get(self, number: int) -> Work | None:
        """Return the change *number*, also a closed one; None when it was never there or is swept."""
        query = select(work).where(work.c.number == number)
        row = await self._read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else _work(row)

    async def of_member(
        self, member_id: int, *, guild_id: int | None = None, limit: int = 25, is_written: bool = False
    ) -> list[Work]:
        """Return what a member has open, the newest first, in one guild or (None) anywhere.

        With *is_written* only what they have written in, and no form that was opened and never sent.
        """
        query = select(work).where(work.c.member_id == member_id, work.c.state == OPEN)
        if is_written:
            query = query.where(_WRITTEN)
        if guild_id is not None:
            query = query.where(work.c.guild_id == guild_id)
        query = query.order_by(work.c.changed_at.desc(), work.c.number.desc()).limit(limit)
        return await self._read(lambda connection: [_work(row) for row in connection.execute(query)])

    async def put(self, number: int, body: str, now: datetime) -> bool:
        """Keep *body* for an open change; return False, and change nothing, when it is not open any more."""
        own = (work.c.number == number) & (work.c.state == OPEN)
        # A clock that stands still makes no form of what was written.
        later = case((work.c.opened_at < now, literal(now, UtcDateTime)), else_=literal(now + _TICK, UtcDateTime))
        change = update(work).where(own).values(body=body, changed_at=later)
        return await self._submit(lambda connection: connection.execute(change).rowcount > 0)

    async def close(self, number: int, state: str, now: datetime, *, body: str | None = None) -> bool:
        """Close an open change as *state*, with *body* as its last words if given; True for one caller only."""
        return await self._submit(lambda connection: close_work(connection, number, state, now, body=body))

    async def sweep(self, before: datetime) -> int:
        """Delete what nobody has touched since *before*, open or closed; return how many rows went."""
        old = delete(work).where(work.c.changed_at < before)
        return await self._submit(lambda connection: connection.execute(old).rowcount)


def close_work(
    connection: Connection, number: int, state: str, now: datetime, *, body: str | None = None, is_again: bool = False
) -> bool:
    """Close an open change within a write, or (*is_again*) write the last words of one closed as *state*.

    Returns:
        Whether there was one; nothing is changed where there was not.
    """
    if state == OPEN:
        raise ValueError("a change is not closed as open")
    own = (work.c.number == number) & (work.c.state == (state if is_again else OPEN))
    values = {"state": state, "changed_at": now} | ({} if body is None else {"body": body})
    return connection.execute(update(work).where(own).values(**values)).rowcount > 0


def _work(row: Sequence[Any]) -> Work:
    return Work(*row)
