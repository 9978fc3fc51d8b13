"""How often things happened, by guild and day. Counts only."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Connection, bindparam, select, update

from bot.database.replies import Read, Submit
from bot.database.tables import tallies
from bot.database.upsert import InsertNew


class Tallies:
    """Counts by guild (0: direct messages), day (UTC) and name. Every method may raise StorageError."""

    def __init__(self, submit: Submit, read: Read) -> None:
        """Write through *submit*, read through *read*."""
        self._submit = submit
        self._read = read

    async def count(self, guild_id: int, day: date, *names: str) -> None:
        """Count each of *names* (32 characters at most, never a member's words) once more. Durable when it returns."""

        def write(connection: Connection) -> None:
            for name in sorted(names):
                key = {"guild_id": guild_id, "day": day, "name": name}
                if not _NEW(connection, **key, count=1):
                    connection.execute(_MORE, {f"of_{column}": value for column, value in key.items()})

        await self._submit(write)

    async def days(self, guild_id: int | None, since: date) -> dict[date, dict[str, int]]:
        """Return the counts by day and name from *since* on, in order; of every guild where *guild_id* is None."""
        query = select(tallies.c.day, tallies.c.name, tallies.c["count"]).where(tallies.c.day >= since)
        if guild_id is not None:
            query = query.where(tallies.c.guild_id == guild_id)
        rows = await self._read(lambda connection: connection.execute(query.order_by(tallies.c.day)).all())
        return _sum((day, name, count) for day, name, count in rows)

    async def weeks(self, guild_id: int | None, since: date) -> dict[date, dict[str, int]]:
        """Return the counts by the Monday of a week and by name, from the week of *since* on, in order.

        A week in which nothing happened is not in it.
        """
        days = await self.days(guild_id, since - timedelta(days=since.weekday()))
        return _sum(
            (day - timedelta(days=day.weekday()), name, count)
            for day, counts in days.items()
            for name, count in counts.items()
        )


_NEW = InsertNew(tallies, "guild_id", "day", "name", "count")
_MORE = (
    update(tallies)
    .where(
        tallies.c.guild_id == bindparam("of_guild_id"),
        tallies.c.day == bindparam("of_day"),
        tallies.c.name == bindparam("of_name"),
    )
    .values(count=tallies.c["count"] + 1)
)


def _sum(counts: Iterable[tuple[date, str, int]]) -> dict[date, dict[str, int]]:
    summed: dict[date, dict[str, int]] = {}
    for when, name, count in counts:
        names = summed.setdefault(when, {})
        names[name] = names.get(name, 0) + count
    return summed
