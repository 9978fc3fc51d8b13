"""What a guild has chosen, who may do what there, and guilds that removed the bot."""

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from json import dumps, loads
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bot.database.auditlog import Act, append
from bot.database.erasing import erase_guild, known_guilds
from bot.database.replies import Read, Submit
from bot.database.tables import guild_roles, guild_settings, guilds_left
from bot.database.upsert import InsertNew
from bot.errors import StorageError

_MOST_GONE = 1000
_AT_ONCE = 1000
"""Ids named in one statement; databases take some ten thousand."""


class Guilds:
    """Choices of guilds, by their id. Every method may raise StorageError."""

    def __init__(self, submit: Submit, read: Read) -> None:
        """Write through *submit*, read through *read*."""
        self._submit = submit
        self._read = read

    async def settings(self, guild_id: int) -> dict[str, Any]:
        """Return what the guild has chosen, by key; what is not in it has its default.

        A choice that is damaged is a StorageError: nobody is to act as if the guild had chosen nothing.
        """
        query = select(guild_settings.c.key, guild_settings.c.value).where(guild_settings.c.guild_id == guild_id)
        rows = await self._read(lambda connection: connection.execute(query).all())
        try:
            return {key: loads(value) for key, value in rows}
        except ValueError as cause:
            raise StorageError(f"a choice of guild {guild_id} is damaged: it is no JSON") from cause

    async def with_setting(self, key: str) -> dict[int, Any]:
        """Return what every guild that chose *key* has chosen, by guild; one whose choice is damaged is left out."""
        query = select(guild_settings.c.guild_id, guild_settings.c.value).where(guild_settings.c.key == key)
        rows = await self._read(lambda connection: connection.execute(query).all())
        return dict(_readable(rows))

    async def set(self, guild_id: int, key: str, value: Any, act: Act, now: datetime) -> None:
        """Choose *value* (what JSON can hold) for *key*; None goes back to the default. Durable when it returns.

        What *act* says of before and after is filled in here, where nobody can come in between.
        """

        def write(connection: Connection) -> None:
            own = (guild_settings.c.guild_id == guild_id) & (guild_settings.c.key == key)
            stood = connection.execute(select(guild_settings.c.value).where(own)).scalar_one_or_none()
            if value is None:
                connection.execute(delete(guild_settings).where(own))
            else:
                text = dumps(value, sort_keys=True)
                if not _NEW_SETTING(connection, guild_id=guild_id, key=key, value=text):
                    connection.execute(update(guild_settings).where(own).values(value=text))
            told = replace(act, before=_told(stood), after=None if value is None else str(value))
            append(connection, told, now)

        await self._submit(write)

    async def roles(self, guild_id: int) -> dict[int, str]:
        """Return what each role of the guild may do, by the role's id."""
        query = select(guild_roles.c.role_id, guild_roles.c.access).where(guild_roles.c.guild_id == guild_id)
        return await self._read(lambda connection: {row[0]: row[1] for row in connection.execute(query)})

    async def set_roles(self, guild_id: int, roles: dict[int, str | None], act: Act, now: datetime) -> None:
        """Let each of *roles* do what its word says, or (None) nothing more: all or none of it, as one act.

        Durable when it returns. What *act* says of before and after is filled in here, as for `set`.
        """

        def write(connection: Connection) -> None:
            stood = select(guild_roles.c.role_id, guild_roles.c.access).where(guild_roles.c.guild_id == guild_id)
            before = {row[0]: row[1] for row in connection.execute(stood) if row[0] in roles}
            for role_id, access in roles.items():
                own = (guild_roles.c.guild_id == guild_id) & (guild_roles.c.role_id == role_id)
                connection.execute(delete(guild_roles).where(own))
                if access is not None:
                    connection.execute(insert(guild_roles).values(guild_id=guild_id, role_id=role_id, access=access))
            append(connection, replace(act, before=_roles_told(before), after=_roles_told(roles)), now)

        await self._submit(write)

    async def left(self, guild_id: int, now: datetime) -> bool:
        """Note that the bot is not in the guild any more; return whether that is new, and the first time stays."""
        return await self._submit(lambda connection: _NEW_LEFT(connection, guild_id=guild_id, left_at=now))

    async def back(self, guild_id: int) -> bool:
        """Note that the bot is in the guild; return whether it had been noted as left."""
        gone = delete(guilds_left).where(guilds_left.c.guild_id == guild_id)
        return await self._submit(lambda connection: connection.execute(gone).rowcount > 0)

    async def all_back(self, guild_ids: Collection[int]) -> int:
        """Do what `back` does for several guilds; return how many of them had been noted as left."""
        ids = list(guild_ids)

        def write(connection: Connection) -> int:
            pieces = (ids[begin : begin + _AT_ONCE] for begin in range(0, len(ids), _AT_ONCE))
            gone = (delete(guilds_left).where(guilds_left.c.guild_id.in_(piece)) for piece in pieces)
            return sum(connection.execute(statement).rowcount for statement in gone)

        return await self._submit(write)

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

    async def erase(self, guild_id: int, left_before: datetime, now: datetime) -> int:
        """Delete all that is kept of a guild, its overlay with every revision too; return how many rows went.

        Nothing goes (0) unless the bot left it before *left_before* and is not back, whatever was read earlier.

        In the audit its entries stay and lose what they said, and one more tells of this. All or nothing of it stands.
        """
        return await self._submit(lambda connection: erase_guild(connection, guild_id, left_before, now))


_NEW_SETTING = InsertNew(guild_settings, "guild_id", "key", "value")
_NEW_LEFT = InsertNew(guilds_left, "guild_id", "left_at")


def _readable(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, Any]]:
    for guild_id, value in rows:
        with contextlib.suppress(ValueError):
            yield guild_id, loads(value)


def _told(value: str | None) -> str | None:
    """Return a choice as it is kept, in words for the audit; one that is damaged as it stands there."""
    if value is None:
        return None
    try:
        return str(loads(value))
    except ValueError:
        return value


def _roles_told(roles: Mapping[int, str | None]) -> str | None:
    """Return who has which level, as mentions that only name; None for nobody."""
    given = [f"<@&{role}>: {word}" for role, word in sorted(roles.items()) if word is not None]
    return ", ".join(given) or None
