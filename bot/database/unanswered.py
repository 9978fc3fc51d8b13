"""Questions that could not be answered, cleaned, without who asked them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, case, delete, func, insert, literal, select, update

from bot.database.replies import Read, Submit
from bot.database.tables import unanswered

DISMISSED: Final = "dismissed"
"""`closed_by` of a question that somebody put aside: it stays closed, however often it is asked."""
MOST_KEPT: Final = 5000
"""Questions of one guild; for each more the one goes that was not asked for longest."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that could not be answered.

    Attributes:
        guild_id: where it was asked; 0 for direct messages.
        folded: digest of its normalised words.
        text: as it was asked first, cleaned.
        times: how often it was asked.
        closed_by: the entry that answers it now (``facts kidd-14-venue``), or ``dismissed``; None while open.
    """

    number: int
    guild_id: int
    folded: str
    text: str
    language: str
    reason: str
    times: int
    first_at: datetime
    last_at: datetime
    closed_at: datetime | None
    closed_by: str | None


class Unanswered:
    """Questions by guild. Every method may raise StorageError."""

    def __init__(self, submit: Submit, read: Read) -> None:
        """Write through *submit*, read through *read*."""
        self._submit = submit
        self._read = read

    async def note(  # noqa: PLR0917 - a row, in the order of its columns
        self, guild_id: int, folded: str, text: str, language: str, reason: str, now: datetime
    ) -> int:
        """Count a question, and return its number. One that was closed by an answer is open again: it has none.

        By *folded*, a digest of 64 characters at most, the same question is known; the guild of direct messages is 0.
        """
        is_dismissed = unanswered.c.closed_by == DISMISSED
        again = (
            update(unanswered)
            .where(unanswered.c.guild_id == guild_id, unanswered.c.folded == folded)
            .values(
                times=unanswered.c.times + 1,
                last_at=now,
                closed_at=case((is_dismissed, unanswered.c.closed_at), else_=None),
                closed_by=case((is_dismissed, literal(DISMISSED)), else_=None),
            )
            .returning(unanswered.c.number)
        )
        values = {
            "guild_id": guild_id,
            "folded": folded,
            "text": text,
            "language": language,
            "reason": reason,
            "times": 1,
            "first_at": now,
            "last_at": now,
        }

        def write(connection: Connection) -> int:
            known: int | None = connection.execute(again).scalar_one_or_none()
            if known is not None:
                return known
            _make_room(connection, guild_id)
            number: int = connection.execute(
                insert(unanswered).values(**values).returning(unanswered.c.number)
            ).scalar_one()
            return number

        return await self._submit(write)

    async def get(self, number: int) -> Question | None:
        """Return the question *number*, or None."""
        found = await self.several((number,))
        return found[0] if found else None

    async def several(self, numbers: Collection[int]) -> list[Question]:
        """Return the questions of *numbers* (2000 at most) that are there, by number."""
        query = select(unanswered).where(unanswered.c.number.in_(list(numbers))).order_by(unanswered.c.number)
        return await self._several(query)

    async def listing(self, guild_id: int | None, since: datetime | None = None, limit: int = 2000) -> list[Question]:
        """Return the open questions asked from *since* on, most asked first; of every guild for None."""
        query = select(unanswered).where(unanswered.c.closed_at.is_(None))
        if guild_id is not None:
            query = query.where(unanswered.c.guild_id == guild_id)
        if since is not None:
            query = query.where(unanswered.c.last_at >= since)
        order = (unanswered.c.times.desc(), unanswered.c.last_at.desc(), unanswered.c.number)
        return await self._several(query.order_by(*order).limit(limit))

    async def close(self, numbers: Collection[int], by: str, now: datetime) -> int:
        """Close the open ones of *numbers*: an entry answers them, or they are ``dismissed``; return how many."""
        own = unanswered.c.number.in_(list(numbers)) & unanswered.c.closed_at.is_(None)
        change = update(unanswered).where(own).values(closed_at=now, closed_by=by[:64])
        return await self._submit(lambda connection: connection.execute(change).rowcount)

    async def reopen(self, numbers: Collection[int]) -> int:
        """Open the closed ones of *numbers* again; return how many."""
        own = unanswered.c.number.in_(list(numbers)) & unanswered.c.closed_at.is_not(None)
        change = update(unanswered).where(own).values(closed_at=None, closed_by=None)
        return await self._submit(lambda connection: connection.execute(change).rowcount)

    async def closed_by(self, entry: str, limit: int = 500) -> list[Question]:
        """Return the questions that *entry* closed, so that they can be asked again when it changes."""
        return await self._several(select(unanswered).where(unanswered.c.closed_by == entry[:64]).limit(limit))

    async def answered(self, guild_id: int | None, limit: int = 1000) -> list[Question]:
        """Return the questions that some entry closed, last closed first; of every guild where *guild_id* is None."""
        query = select(unanswered).where(unanswered.c.closed_at.is_not(None), unanswered.c.closed_by != DISMISSED)
        if guild_id is not None:
            query = query.where(unanswered.c.guild_id == guild_id)
        order = (unanswered.c.closed_at.desc(), unanswered.c.number)
        return await self._several(query.order_by(*order).limit(limit))

    async def dismissed_with(self, number: int) -> list[Question]:
        """Return the questions that were put aside in one go with *number*, itself among them; empty if it was not."""
        own = select(unanswered).where(unanswered.c.number == number, unanswered.c.closed_by == DISMISSED)
        found = await self._several(own)
        if not found:
            return []
        together = (unanswered.c.closed_by == DISMISSED) & (unanswered.c.closed_at == found[0].closed_at)
        query = select(unanswered).where(together, unanswered.c.guild_id == found[0].guild_id)
        return await self._several(query.order_by(unanswered.c.number).limit(MOST_KEPT))

    async def clear(self, guild_id: int) -> int:
        """Delete every question of a guild, which does not want them kept any more; return how many."""
        gone = delete(unanswered).where(unanswered.c.guild_id == guild_id)
        return await self._submit(lambda connection: connection.execute(gone).rowcount)

    async def _several(self, query: Select[Any]) -> list[Question]:
        return await self._read(lambda connection: [_question(row) for row in connection.execute(query)])


def _make_room(connection: Connection, guild_id: int) -> None:
    own = unanswered.c.guild_id == guild_id
    kept: int = connection.execute(select(func.count()).select_from(unanswered).where(own)).scalar_one()
    if kept < MOST_KEPT:
        return
    oldest = select(unanswered.c.number).where(own).order_by(unanswered.c.last_at, unanswered.c.number)
    gone = list(connection.execute(oldest.limit(kept - MOST_KEPT + 1)).scalars())
    connection.execute(delete(unanswered).where(unanswered.c.number.in_(gone)))


def _question(row: Sequence[Any]) -> Question:
    return Question(*row)
