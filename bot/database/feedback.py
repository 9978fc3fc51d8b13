"""What members thought of a reply."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, select, update

from bot.database.replies import Read, Submit
from bot.database.tables import replies, votes
from bot.database.upsert import InsertNew


@dataclass(frozen=True, slots=True)
class Opinion:
    """How a guild's replies were found.

    Attributes:
        helpful, unhelpful: votes.
        reasons: how often which reason was given for the latter; many give none.
    """

    helpful: int
    unhelpful: int
    reasons: dict[str, int]


@dataclass(frozen=True, slots=True)
class Judged:
    """A reply that somebody found unhelpful.

    Attributes:
        state: the reply, as `bot.replystate` wrote it; None where it was deleted.
        reasons: as in `Opinion`.
    """

    asked_id: int
    state: str | None
    asked_at: datetime
    helpful: int
    unhelpful: int
    reasons: dict[str, int]


class Feedback:
    """One vote a member and reply. Every method may raise StorageError."""

    def __init__(self, submit: Submit, read: Read) -> None:
        """Write through *submit*, read through *read*."""
        self._submit = submit
        self._read = read

    async def vote(  # noqa: D417 - the others say it in their names
        self,
        asked_id: int,
        member_id: int,
        helpful: bool,  # noqa: FBT001 - reads well at the call
        now: datetime,
        *,
        reason: str | None = None,
    ) -> bool:
        """Count a member's vote on the reply to *asked_id*; a second one replaces the first, its reason too.

        Args:
            reason: why it did not help, a word of ours of at most 16 characters.

        Returns:
            False when the reply is not kept any more, so the vote was not counted.
        """

        def write(connection: Connection) -> bool:
            kept = select(func.count()).select_from(replies).where(replies.c.asked_id == asked_id)
            if not connection.execute(kept).scalar_one():
                return False
            values = {"helpful": helpful, "voted_at": now, "reason": reason}
            if not _NEW(connection, asked_id=asked_id, member_id=member_id, **values):
                connection.execute(update(votes).where(_own(asked_id, member_id)).values(**values))
            return True

        return await self._submit(write)

    async def reason(self, asked_id: int, member_id: int, reason: str) -> bool:
        """Note why a reply did not help a member; return False where they have not said that it did not."""
        own = _own(asked_id, member_id) & ~votes.c.helpful
        change = update(votes).where(own).values(reason=reason)
        return await self._submit(lambda connection: connection.execute(change).rowcount > 0)

    async def opinion(self, guild_id: int | None, since: datetime) -> Opinion:
        """Return how the replies of a guild (None: of all, direct messages too) were found from *since* on."""
        query = select(votes.c.helpful, votes.c.reason, func.count()).where(votes.c.voted_at >= since)
        if guild_id is not None:
            query = query.join(replies, replies.c.asked_id == votes.c.asked_id).where(replies.c.guild_id == guild_id)
        query = query.group_by(votes.c.helpful, votes.c.reason)
        rows = await self._read(lambda connection: connection.execute(query).all())
        reasons = {reason: count for helpful, reason, count in rows if not helpful and reason is not None}
        helpful = sum(count for is_helpful, _, count in rows if is_helpful)
        return Opinion(helpful, sum(count for _, _, count in rows) - helpful, reasons)

    async def unhelpful(self, guild_id: int | None, since: datetime, limit: int = 20) -> list[Judged]:
        """Return the replies that members found unhelpful from *since* on, those that most did first."""
        bad = func.sum(case((votes.c.helpful, 0), else_=1))
        good = func.sum(case((votes.c.helpful, 1), else_=0))
        query = (
            select(replies.c.asked_id, replies.c.state, replies.c.asked_at, good.label("good"), bad.label("bad"))
            .join(votes, votes.c.asked_id == replies.c.asked_id)
            .where(votes.c.voted_at >= since)
            .group_by(replies.c.asked_id, replies.c.state, replies.c.asked_at)
            .having(bad > 0)
            .order_by(bad.desc(), replies.c.asked_at.desc(), replies.c.asked_id)
            .limit(limit)
        )
        if guild_id is not None:
            query = query.where(replies.c.guild_id == guild_id)

        def find(connection: Connection) -> list[Judged]:
            rows = connection.execute(query).all()
            why = _reasons(connection, [row.asked_id for row in rows])
            return [Judged(*row, why.get(row.asked_id, {})) for row in rows]

        return await self._read(find)


def _reasons(connection: Connection, asked_ids: list[int]) -> dict[int, dict[str, int]]:
    query = (
        select(votes.c.asked_id, votes.c.reason, func.count())
        .where(votes.c.asked_id.in_(asked_ids), ~votes.c.helpful, votes.c.reason.is_not(None))
        .group_by(votes.c.asked_id, votes.c.reason)
        .order_by(votes.c.reason)
    )
    found: dict[int, dict[str, int]] = {}
    for asked_id, reason, count in connection.execute(query):
        found.setdefault(asked_id, {})[str(reason)] = count
    return found


def _own(asked_id: int, member_id: int) -> Any:
    return (votes.c.asked_id == asked_id) & (votes.c.member_id == member_id)


_NEW = InsertNew(votes, "asked_id", "member_id", "helpful", "voted_at", "reason")
