"""Who stands behind a token: revisions and the audit name nobody, so that a member can be forgotten."""

import secrets
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.database.replies import Read, Submit
from bot.database.tables import actors

FILE: Final = "file"
"""Somebody who edited the fact file on disk."""
COMMAND_LINE: Final = "command-line"
"""Somebody at the command line."""
PROGRAM: Final = "program"
"""The bot by itself."""
NOBODY: Final = frozenset({FILE, COMMAND_LINE, PROGRAM})
"""Tokens that stand for no member."""

_TOKENS_AT_ONCE = 500
"""Tokens in one query; SQLite takes some 32,000 values, PostgreSQL's driver as many."""


class Actors:
    """Tokens of members. Every method may raise StorageError."""

    def __init__(self, submit: Submit, read: Read) -> None:
        """Write through *submit*, read through *read*."""
        self._submit = submit
        self._read = read

    async def token(self, member_id: int) -> str:
        """Return the token of *member_id*; it is made where there is none. Durable when it returns."""
        known = await self.known(member_id)
        if known is not None:
            return known
        token = f"m-{secrets.token_hex(16)}"

        def write(connection: Connection) -> str:
            there = connection.execute(_TOKEN, {"member": member_id}).scalar_one_or_none()
            if there is None:
                connection.execute(insert(actors).values(token=token, member_id=member_id))
            return there or token

        return await self._submit(write)

    async def known(self, member_id: int) -> str | None:
        """Return the token of *member_id*, or None where there is none."""
        return await self._read(
            lambda connection: connection.execute(_TOKEN, {"member": member_id}).scalar_one_or_none()
        )

    async def member(self, token: str) -> int | None:
        """Return whose *token* is; None for nobody's, and for one who was forgotten."""
        return (await self.members((token,))).get(token)

    async def members(self, tokens: Iterable[str]) -> dict[str, int]:
        """Return the members behind *tokens*, without those that are nobody's or were forgotten."""
        wanted = sorted(set(tokens) - NOBODY)
        found: dict[str, int] = {}
        for begin in range(0, len(wanted), _TOKENS_AT_ONCE):
            found |= await self._read(partial(_members, wanted[begin : begin + _TOKENS_AT_ONCE]))
        return found


def _members(tokens: Sequence[str], connection: Connection) -> dict[str, int]:
    query = select(actors.c.token, actors.c.member_id)
    known = query.where(actors.c.token.in_(tokens), actors.c.member_id.is_not(None))
    return {row[0]: row[1] for row in connection.execute(known)}


_TOKEN = select(actors.c.token).where(actors.c.member_id == bindparam("member"))


def forget_actor(connection: Connection, member_id: int) -> int:
    """Take *member_id* off their token, within a write; return how many tokens that were (0 or 1)."""
    own = actors.c.member_id == member_id
    return connection.execute(update(actors).where(own).values(member_id=None)).rowcount
