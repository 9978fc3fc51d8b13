"""What a guild has chosen, who may do what there, and guilds that removed the bot."""

from datetime import datetime
from json import dumps, loads
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bot.database.auditlog import Act, append
from bot.database.erasing import erase_guild, known_guilds
from bot.database.replies import Read, Submit
from bot.database.tables import guild_roles, guild_settings, guilds_left
from bot.database.upsert import InsertNew

_MOST_GONE = 1000


class Guilds:
    """Choices of guilds, by their id. Every method may raise StorageError."""

    def __init__(self, submit: Submit, read: Read) -> None:
        """Write through *submit*, read through *read*."""
        self._submit = submit
        self._read = read

    async def settings(self, guild_id: int) -> dict[str, Any]:
        """Return what the guild has chosen, by key; what is not in it has its default."""
        query = select(guild_settings.c.key, guild_settings.c.value).where(guild_settings.c.guild_id == guild_id)
        return await self._read(lambda connection: {row[0]: loads(row[1]) for row in connection.execute(query)})

    async def with_setting(self, key: str) -> dict[int, Any]:
        """Return what every guild that chose *key* has chosen, by guild."""
        query = select(guild_settings.c.guild_id, guild_settings.c.value).where(guild_settings.c.key == key)
        return await self._read(lambda connection: {row[0]: loads(row[1]) for row in connection.execute(query)})

    async def set(self, guild_id: int, key: str, value: Any, act: Act, now: datetime) -> None:
        """Choose *value* (what JSON can hold) for *key*; None goes back to the default. Durable when it returns."""

        def write(connection: Connection) -> None:
            own = (guild_settings.c.guild_id == guild_id) & (guild_settings.c.key == key)
            if value is None:
                connection.execute(delete(guild_settings).where(own))
            else:
                text = dumps(value, sort_keys=True)
                if not _NEW_SETTING(connection, guild_id=guild_id, key=key, value=text):
                    connection.execute(update(guild_settings).where(own).values(value=text))
            append(connection, act, now)

        await self._submit(write)

    async def roles(self, guild_id: int) -> dict[int, str]:
        """Return what each role of the guild may do, by the role's id."""
        query = select(guild_roles.c.role_id, guild_roles.c.access).where(guild_roles.c.guild_id == guild_id)
        return await self._read(lambda connection: {row[0]: row[1] for row in connection.execute(query)})

    async def set_role(self, guild_id: int, role_id: int, access: str | None, act: Act, now: datetime) -> None:
        """Let a role do what *access* says; None takes that away. Durable when it returns."""
        await self.set_roles(guild_id, {role_id: access}, act, now)

    async def set_roles(self, guild_id: int, roles: dict[int, str | None], act: Act, now: datetime) -> None:
        """Do what `set_role` does for several roles, all or none of them, as one act."""

        def write(connection: Connection) -> None:
            for role_id, access in roles.items():
                own = (guild_roles.c.guild_id == guild_id) & (guild_roles.c.role_id == role_id)
                connection.execute(delete(guild_roles).where(own))
                if access is not None:
                    connection.execute(insert(guild_roles).values(guild_id=guild_id, role_id=role_id, access=access))
            append(connection, act, now)

        await self._submit(write)

    async def left(self, guild_id: int, now: datetime) -> bool:
        """Note that the bot is not in the guild any more; return whether that is new, and the first time stays."""
        return await self._submit(lambda connection: _NEW_LEFT(connection, guild_id=guild_id, left_at=now))

    async def back(self, guild_id: int) -> bool:
        """Note that the bot is in the guild; return whether it had been noted as left."""
        gone = delete(guilds_left).where(guilds_left.c.guild_id == guild_id)
        return await self._submit(lambda connection: connection.execute(gone).rowcount > 0)

    async def gone(self, before: datetime) -> list[int]:
        """Return the guilds that the bot left before a time, longest gone first, at most 1000."""
        query = (
            select(guilds_left.c.guild_id)
            .where(guilds_left.c.left_at < before)
            .order_by(guilds_left.c.left_at, guilds_left.c.guild_id)
            .limit(_MOST_GONE)
        )
        return await self._read(lambda connection: list(connection.execute(query).scalars()))

    async def known(self) -> frozenset[int]:
        """Return every guild of which something is kept, so that one which left unseen is found at start."""
        return await self._read(known_guilds)

    async def erase(self, guild_id: int, now: datetime) -> int:
        """Delete all that is kept of a guild, its overlay with every revision too; return how many rows went.

        In the audit its entries stay and lose what they said, and one more tells of this. All or nothing of it stands.
        """
        return await self._submit(lambda connection: erase_guild(connection, guild_id, now))


_NEW_SETTING = InsertNew(guild_settings, "guild_id", "key", "value")
_NEW_LEFT = InsertNew(guilds_left, "guild_id", "left_at")
