"""What members thought of a reply."""

from datetime import datetime

from sqlalchemy import Connection, func, select, update

from bot.database.replies import Read, Submit
from bot.database.tables import replies, votes
from bot.database.upsert import InsertNew


class Feedback:
    """One vote a member and reply. Every method may raise StorageError."""

    def __init__(self, submit: Submit, read: Read) -> None:
        """Write through *submit*, read through *read*."""
        self._submit = submit
        self._read = read

    async def vote(self, asked_id: int, member_id: int, helpful: bool, now: datetime) -> bool:  # noqa: FBT001 - reads well at the call
        """Count a member's vote on the reply to *asked_id*; a second one replaces the first.

        Returns:
            False when the reply is not kept any more, so the vote was not counted.
        """

        def write(connection: Connection) -> bool:
            kept = select(func.count()).select_from(replies).where(replies.c.asked_id == asked_id)
            if not connection.execute(kept).scalar_one():
                return False
            if not _NEW(connection, asked_id=asked_id, member_id=member_id, helpful=helpful, voted_at=now):
                own = (votes.c.asked_id == asked_id) & (votes.c.member_id == member_id)
                connection.execute(update(votes).where(own).values(helpful=helpful, voted_at=now))
            return True

        return await self._submit(write)


_NEW = InsertNew(votes, "asked_id", "member_id", "helpful", "voted_at")
