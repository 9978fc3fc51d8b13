"""SQLite's connections, each on a thread of its own by aiosqlite; made so that letting go of one always ends.

An aiosqlite connection that is stopped twice waits for ever for its second stop: the thread ends at the first. And a
connection stopped while it closes is stopped twice. SQLAlchemy comes to that when a task is cancelled amid a statement
and cancelled again while the connection is closed for it, as `asyncio.run` does at its end.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from weakref import WeakSet

import aiosqlite
from aiosqlite.context import contextmanager

_CHUNK = 64
"""Rows aiosqlite fetches at a time where somebody iterates; nobody does."""


class Threads:
    """Makes connections for one engine, and lets go of all of them."""

    def __init__(self) -> None:
        """Start with none."""
        self._open: WeakSet[ThreadConnection] = WeakSet()

    def connect(self, database: str, **options: Any) -> "ThreadConnection":
        """Return a connection to the file *database*, opened when it is awaited; *options* are those of `sqlite3`."""
        connection = ThreadConnection(partial(sqlite3.connect, database, **options))
        self._open.add(connection)
        return connection

    def let_go(self) -> None:
        """Wait for no thread any more: each ends by itself once SQLite returns to it, or with the process.

        What was not committed by then is rolled back; SQLite sees to that when it opens the file again.
        """
        for connection in list(self._open):
            connection.let_go()


class ThreadConnection(aiosqlite.Connection):
    """aiosqlite's connection, with one end however often it is ended, and one hop to its thread a statement."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        """Open by *connector*, which runs on the thread."""
        super().__init__(connector, _CHUNK)
        # Whatever SQLite hangs in, the process may end. SQLAlchemy sets this too, where it makes the connection.
        self._thread.daemon = True
        self._end: asyncio.Future[Any] | None = None
        self._let_go = False

    def stop(self) -> "asyncio.Future[Any] | None":
        """Close once all before is done, and end the thread; asked again, return the same end."""
        if self._end is None:
            self._end = super().stop()
        # Whoever waits may be cancelled, and must not cancel the end for the others.
        return None if self._end is None else asyncio.shield(self._end)

    async def close(self) -> None:
        """Close once all before is done, and return when the thread has done that; at once after `let_go`."""
        if self._connection is None:
            return
        end = self.stop()
        if end is not None and not self._let_go:
            await end

    def let_go(self) -> None:
        """Let the thread close and end when it comes to it, and keep nobody waiting for that."""
        self._let_go = True
        self.stop()

    @contextmanager
    async def cursor(self) -> "_Cursor":  # type: ignore[override] # SQLAlchemy asks no more of a cursor than it has
        """Return a cursor, which costs nothing yet."""
        return _Cursor(self)

    async def run(self, statement: Callable[[sqlite3.Connection], "_Done"]) -> "_Done":
        """Run *statement* on the thread, after all before."""
        done: _Done = await self._execute(statement, self._conn)  # type: ignore[no-untyped-call] # aiosqlite has no types here
        return done


@dataclass(frozen=True, slots=True)
class _Done:
    """What a statement came to: the rows, and what `sqlite3.Cursor` tells of it."""

    description: Any
    rowcount: int
    lastrowid: int | None
    rows: list[Any]


class _Cursor:
    """A statement at a time, each with its rows in one hop: aiosqlite's own takes four, and they cost more than SQLite.

    It has what SQLAlchemy uses of a cursor that is not read while the statement still runs.
    """

    arraysize = 1

    def __init__(self, connection: ThreadConnection) -> None:
        """Run on *connection*."""
        self._connection = connection
        self._done = _Done(None, -1, None, [])

    @property
    def description(self) -> Any:
        """The names of the columns; None without rows."""
        return self._done.description

    @property
    def rowcount(self) -> int:
        """How many rows a change met."""
        return self._done.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The row last inserted."""
        return self._done.lastrowid

    async def execute(self, sql: str, parameters: Any = ()) -> "_Cursor":
        """Run *sql* and fetch all it gives."""
        self._done = await self._connection.run(partial(_execute, sql, parameters))
        return self

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> "_Cursor":
        """Run *sql* with each of *parameters*."""
        self._done = await self._connection.run(partial(_execute_many, sql, parameters))
        return self

    async def fetchall(self) -> list[Any]:
        """Return the rows."""
        return self._done.rows

    async def close(self) -> None:
        """Do nothing: SQLite's cursor is closed already."""


def _execute(sql: str, parameters: Any, connection: sqlite3.Connection) -> _Done:
    return _finish(connection.execute(sql, parameters))


def _execute_many(sql: str, parameters: Iterable[Any], connection: sqlite3.Connection) -> _Done:
    return _finish(connection.executemany(sql, parameters))


def _finish(cursor: sqlite3.Cursor) -> _Done:
    try:
        rows = cursor.fetchall() if cursor.description else []
        return _Done(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    finally:
        cursor.close()
