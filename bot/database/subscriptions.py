"""Which channel wants to hear of what, and what it heard of last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, insert, select, update

from bot.database.auditlog import Act, append
from bot.database.replies import Read, Submit
from bot.database.tables import subscriptions

CHANGES, DIGEST = "changes", "digest"
"""Kinds: what changed in the facts; the week in figures."""
MOST_LISTED: Final = 10_000
"""Subscriptions of one kind: one a guild, and a bot is in some thousands of these."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel that wants to hear of something.

    Attributes:
        told: the last that it heard of, in the words of whoever posts: a revision's number, a week.
        told_at: when that was; None before the first time.
    """

    guild_id: int
    kind: str
    channel_id: int
    told: str
    told_at: datetime | None


class Subscriptions:
    """One channel a guild and kind. Every method may raise StorageError."""

    def __init__(self, submit: Submit, read: Read) -> None:
        """Write through *submit*, read through *read*."""
        self._submit = submit
        self._read = read

    async def set(  # noqa: PLR0917 - act and time stand last in every write
        self, guild_id: int, kind: str, channel_id: int, told: str, act: Act, now: datetime
    ) -> None:
        """Let *channel_id* hear of what comes after *told*. Where there is a subscription only its channel changes."""
        own = _own(guild_id, kind)
        new = {"guild_id": guild_id, "kind": kind, "channel_id": channel_id, "told": told[:64]}

        def write(connection: Connection) -> None:
            if not connection.execute(update(subscriptions).where(own).values(channel_id=channel_id)).rowcount:
                connection.execute(insert(subscriptions).values(**new))
            append(connection, act, now)

        await self._submit(write)

    async def remove(self, guild_id: int, kind: str, act: Act | None, now: datetime) -> bool:
        """End a subscription, with *act* in the audit; return whether there was one."""

        def write(connection: Connection) -> bool:
            was = connection.execute(delete(subscriptions).where(_own(guild_id, kind))).rowcount > 0
            if was and act is not None:
                append(connection, act, now)
            return was

        return await self._submit(write)

    async def get(self, guild_id: int, kind: str) -> Subscription | None:
        """Return the guild's subscription of *kind*, or None."""
        found = await self._several(select(subscriptions).where(_own(guild_id, kind)))
        return found[0] if found else None

    async def of_guild(self, guild_id: int) -> list[Subscription]:
        """Return all of a guild, by kind."""
        query = select(subscriptions).where(subscriptions.c.guild_id == guild_id)
        return await self._several(query.order_by(subscriptions.c.kind))

    async def listing(self, kind: str) -> list[Subscription]:
        """Return all of *kind*, by guild, at most 10,000."""
        query = select(subscriptions).where(subscriptions.c.kind == kind).order_by(subscriptions.c.guild_id)
        return await self._several(query.limit(MOST_LISTED))

    async def told(self, guild_id: int, kind: str, *, expects: str, told: str, now: datetime) -> bool:
        """Note that the channel has heard of all up to *told*; True for one process only, where several post.

        What it had heard of before is *expects*; where that is another by now, nothing is noted.
        """
        own = _own(guild_id, kind) & (subscriptions.c.told == expects)
        change = update(subscriptions).where(own).values(told=told[:64], told_at=now)
        return await self._submit(lambda connection: connection.execute(change).rowcount > 0)

    async def _several(self, query: Select[Any]) -> list[Subscription]:
        return await self._read(lambda connection: [_subscription(row) for row in connection.execute(query)])


def _own(guild_id: int, kind: str) -> Any:
    return (subscriptions.c.guild_id == guild_id) & (subscriptions.c.kind == kind)


def _subscription(row: Sequence[Any]) -> Subscription:
    return Subscription(*row)
