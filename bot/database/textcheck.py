"""Whether every text that revisions keep can still be put together."""

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select, tuple_

from bot.database.patches import Patch, apply_patch, unpack
from bot.database.replies import Read
from bot.database.tables import revisions
from knowledge.factfile.filetext import digest_of

_AT_ONCE: Final = 20
"""Revisions read at once; a whole text may be of some megabytes."""


async def damaged_texts(read: Read) -> list[tuple[int, int]]:
    """Return scope and number of each revision whose text is not what its digest is of, or cannot be put together.

    Raises:
        StorageError: the database cannot be read.
    """
    walk = _Walk()
    damaged: list[tuple[int, int]] = []
    place: tuple[int, int] | None = None
    while True:
        query = (_TEXTS if place is None else _TEXTS.where(_PLACE > place)).limit(_AT_ONCE)  # noqa: SIM300 - SQL's tuple
        rows = await read(partial(_rows, query))
        if not rows:
            return damaged
        damaged += await asyncio.to_thread(walk.look_at, rows)
        place = (rows[-1].scope, rows[-1].number)


_TEXTS = select(
    revisions.c.scope,
    revisions.c.number,
    revisions.c.digest,
    revisions.c.begin,
    revisions.c.taken,
    revisions.c.put,
    revisions.c.whole,
).order_by(revisions.c.scope, revisions.c.number)
_PLACE = tuple_(revisions.c.scope, revisions.c.number)


def _rows(query: Select[Any], connection: Connection) -> Sequence[Row[Any]]:
    return connection.execute(query).all()


class _Walk:
    """From one text to the next."""

    def __init__(self) -> None:
        self._scope: int | None = None
        self._text: bytes | None = None

    def look_at(self, rows: Sequence[Row[Any]]) -> list[tuple[int, int]]:
        """Take the next revisions, and return which of them are damaged; blocks."""
        return list(self._damaged(rows))

    def _damaged(self, rows: Sequence[Row[Any]]) -> Iterator[tuple[int, int]]:
        for row in rows:
            if row.scope != self._scope:
                self._scope, self._text = row.scope, None
            self._text = self._next(row)
            if self._text is None or digest_of(self._text) != row.digest:
                yield row.scope, row.number

    def _next(self, row: Row[Any]) -> bytes | None:
        try:
            if row.whole is not None:
                return unpack(row.whole)
            if self._text is None or row.begin is None or row.taken is None or row.put is None:
                return None
            return apply_patch(self._text, Patch(row.begin, row.taken, row.put))
        except ValueError:
            return None
