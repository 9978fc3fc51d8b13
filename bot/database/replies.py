"""Which questions were taken, what was replied, and up to where each channel was read."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Executable, bindparam, delete, select, update

from bot.database.tables import channels_seen, replies, votes
from bot.database.upsert import InsertNew
from bot.database.writer import Row

T = TypeVar("T")

_MOST_PENDING = 500
_MOST_CHANNELS = 5000


class Submit(Protocol):
    """Runs a write and returns its result once that is durable (`Writer.submit`)."""

    def __call__(self, write: Callable[[Connection], T], /) -> Awaitable[T]:
        """Run *write*."""
        ...


class Read(Protocol):
    """Runs a query beside the writer (`Database.read`)."""

    def __call__(self, query: Callable[[Connection], T], /) -> Awaitable[T]:
        """Run *query*."""
        ...


class Claim(StrEnum):
    """What taking a question came to."""

    NEW = "new"
    """Nobody had taken it."""
    PENDING = "pending"
    """It was taken and never recorded as answered: by a process that died, or by a task that is at it now."""
    DONE = "done"
    """It is answered."""


@dataclass(frozen=True, slots=True)
class StoredReply:
    """A question that was taken, and its reply once there is one.

    Attributes:
        asked_id: id of the question's message, or of the interaction.
        guild_id, channel_id: None outside a guild, or where Discord tells none.
        reply_id: id of the message that answers; None before, and for replies that have none (private ones).
        private: whether only the asker sees the reply.
        state: the reply as `bot.replystate` wrote it; None while unanswered.
        asked_at: when it was first taken, aware, UTC.
    """

    asked_id: int
    guild_id: int | None
    channel_id: int | None
    asker_id: int
    reply_id: int | None
    private: bool
    state: str | None
    asked_at: datetime


class ReplyLog:
    """The questions taken and the replies to them. Every method may raise StorageError."""

    def __init__(self, submit: Submit, read: Read) -> None:
        """Write through *submit*, read through *read*."""
        self._submit = submit
        self._read = read

    async def claim(
        self, asked_id: int, *, guild_id: int | None, channel_id: int | None, asker_id: int, now: datetime
    ) -> Claim:
        """Take a question, so that it is answered once however often it arrives. Durable when it returns."""
        row = {
            "asked_id": asked_id,
            "guild_id": guild_id,
            "channel_id": channel_id,
            "asker_id": asker_id,
            "private": False,
            "asked_at": now,
        }
        return await self._submit(Row(_claim, row))

    async def record(self, asked_id: int, *, reply_id: int | None, private: bool, state: str, now: datetime) -> bool:
        """Keep the reply to a question that was taken; a later one (an edit) replaces it. Durable when it returns.

        Returns:
            False when the question is not known any more: it was forgotten in the meantime, and stays so.
        """
        values = {"of": asked_id, "by": reply_id, "hidden": private, "kept": state, "at": now}
        return await self._submit(Row(_record, values))

    async def get(self, asked_id: int) -> StoredReply | None:
        """Return the question *asked_id* and its reply, or None when it was never taken or is swept."""
        return await self._one(_BY_QUESTION, asked_id)

    async def by_reply(self, reply_id: int) -> StoredReply | None:
        """Return the question that the message *reply_id* answers, or None."""
        return await self._one(_BY_REPLY, reply_id)

    async def pending(self, since: datetime) -> list[StoredReply]:
        """Return the questions taken from *since* on and never answered, oldest first, at most 500."""
        query = (
            _COLUMNS.where(replies.c.answered_at.is_(None), replies.c.asked_at >= since)
            .order_by(replies.c.asked_at, replies.c.asked_id)
            .limit(_MOST_PENDING)
        )
        return await self._read(lambda connection: [_stored(row) for row in connection.execute(query)])

    async def forget(self, asked_id: int) -> bool:
        """Delete the question *asked_id*, its reply and the votes on it; return whether there was one."""

        def write(connection: Connection) -> bool:
            connection.execute(delete(votes).where(votes.c.asked_id == asked_id))
            return connection.execute(delete(replies).where(replies.c.asked_id == asked_id)).rowcount > 0

        return await self._submit(write)

    async def last_seen(self) -> dict[int, int]:
        """Return the newest message handled by channel, for the 5000 channels heard from last."""
        query = (
            select(channels_seen.c.channel_id, channels_seen.c.message_id)
            .order_by(channels_seen.c.message_id.desc())
            .limit(_MOST_CHANNELS)
        )
        return await self._read(lambda connection: {row[0]: row[1] for row in connection.execute(query)})

    async def set_last_seen(self, channel_id: int, message_id: int) -> None:
        """Note that *message_id* in *channel_id* is handled. An older one than noted changes nothing."""

        def write(connection: Connection) -> None:
            if not _NEWLY_SEEN(connection, channel_id=channel_id, message_id=message_id):
                connection.execute(_SEEN, {"where": channel_id, "newest": message_id})

        await self._submit(write)

    async def _one(self, query: Executable, key: int) -> StoredReply | None:
        row = await self._read(lambda connection: connection.execute(query, {"key": key}).one_or_none())
        return None if row is None else _stored(row)


_COLUMNS = select(
    replies.c.asked_id,
    replies.c.guild_id,
    replies.c.channel_id,
    replies.c.asker_id,
    replies.c.reply_id,
    replies.c.private,
    replies.c.state,
    replies.c.asked_at,
)

# What each answer needs is made once: making a statement costs more than running it.
_BY_QUESTION = _COLUMNS.where(replies.c.asked_id == bindparam("key"))
_BY_REPLY = _COLUMNS.where(replies.c.reply_id == bindparam("key")).order_by(replies.c.asked_id.desc()).limit(1)
_TAKEN = select(replies.c.asked_id, replies.c.answered_at).where(
    replies.c.asked_id.in_(bindparam("ids", expanding=True))
)
_NEW = InsertNew(replies, "asked_id", "guild_id", "channel_id", "asker_id", "private", "asked_at")
_RECORD = (
    update(replies)
    .where(replies.c.asked_id == bindparam("of"))
    .values(reply_id=bindparam("by"), private=bindparam("hidden"), state=bindparam("kept"), answered_at=bindparam("at"))
)
_NEWLY_SEEN = InsertNew(channels_seen, "channel_id", "message_id")
_SEEN = (
    update(channels_seen)
    .where(channels_seen.c.channel_id == bindparam("where"), channels_seen.c.message_id < bindparam("newest"))
    .values(message_id=bindparam("newest"))
)


def _claim(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[Claim]:
    """Take the questions of *rows* that nobody has taken."""
    first = {row["asked_id"]: row for row in reversed(rows)}
    new = {key[0] for key in _NEW.many(connection, list(first.values()))}
    old = [asked_id for asked_id in first if asked_id not in new]
    answered = {row[0]: row[1] for row in connection.execute(_TAKEN, {"ids": old})} if old else {}
    claims = []
    for row in rows:
        asked_id = row["asked_id"]
        is_first = asked_id in new and first[asked_id] is row
        claims.append(Claim.NEW if is_first else Claim.DONE if answered.get(asked_id) else Claim.PENDING)
    return claims


def _record(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[bool]:
    """Complete the questions of *rows* that are there, the later row last."""
    there = set(connection.execute(_TAKEN, {"ids": [row["of"] for row in rows]}).scalars())
    known = [row for row in rows if row["of"] in there]
    if known:
        connection.execute(_RECORD, known)
    return [row["of"] in there for row in rows]


def _stored(row: Sequence[Any]) -> StoredReply:
    return StoredReply(*row)
