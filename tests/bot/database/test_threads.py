"""A connection ends once, however often and by whomever it is ended, and runs a statement in one hop."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.database import Database
from bot.database.threads import ThreadConnection, Threads

LIMIT_S = 10.0
"""No test here comes near it, unless what it claims is wrong."""


@pytest.fixture
def threads() -> Threads:
    """Return a maker of connections."""
    return Threads()


@pytest.fixture
async def connection(threads: Threads, tmp_path: Path) -> AsyncIterator[ThreadConnection]:
    """Return an open connection, ended afterwards."""
    connection = threads.connect(str(tmp_path / "test.sqlite"))
    await connection
    yield connection
    await connection.close()
    await ended(connection)


async def ended(connection: ThreadConnection) -> None:
    """Wait for the thread of *connection*."""
    await asyncio.to_thread(connection._thread.join, LIMIT_S)
    assert not connection._thread.is_alive()


async def test_stopped_while_it_closes_it_still_ends(connection: ThreadConnection) -> None:
    """So SQLAlchemy does when a task is cancelled twice; aiosqlite alone would leave the first waiting for ever."""
    closing = asyncio.create_task(connection.close())
    await asyncio.sleep(0)
    connection.stop()
    closing.cancel()
    _, waiting = await asyncio.wait((closing,), timeout=LIMIT_S)
    assert not waiting
    await asyncio.wait_for(connection.close(), LIMIT_S)


async def test_closed_at_once_by_several_it_ends_for_each(connection: ThreadConnection) -> None:
    """Also for those who stay when one of them is cancelled."""
    closing = [asyncio.create_task(connection.close()) for _ in range(3)]
    await asyncio.sleep(0)
    closing[0].cancel()
    _, waiting = await asyncio.wait(closing, timeout=LIMIT_S)
    assert not waiting
    assert [each.cancelled() for each in closing] == [True, False, False]


async def test_let_go_it_keeps_nobody_waiting(connection: ThreadConnection, threads: Threads) -> None:
    """Its thread is stuck, and closing returns; the thread ends when it can."""
    go = threading.Event()
    await connection.create_function("hang", 0, go.wait)
    hanging = asyncio.ensure_future(connection.cursor())
    cursor = await hanging
    stuck = asyncio.ensure_future(cursor.execute("SELECT hang()"))
    await asyncio.sleep(0)
    threads.let_go()
    await asyncio.wait_for(connection.close(), LIMIT_S)
    assert connection._thread.is_alive()
    go.set()
    await stuck
    await ended(connection)


async def test_its_thread_does_not_keep_the_process(connection: ThreadConnection) -> None:
    """Whatever SQLite hangs in."""
    assert connection._thread.daemon


async def test_a_file_that_cannot_be_opened_ends_its_thread(threads: Threads, tmp_path: Path) -> None:
    """With SQLite's error."""
    connection = threads.connect(str(tmp_path / "none" / "test.sqlite"))
    with pytest.raises(sqlite3.OperationalError):
        await connection
    await ended(connection)


async def test_statements_tell_what_sqlite_tells(tmp_path: Path) -> None:
    """Rows, how many were met, the row inserted, many at once, and what failed."""
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'test.sqlite'}")

    def use(connection: Connection) -> list[object]:
        connection.execute(text("CREATE TEMP TABLE t (a INTEGER PRIMARY KEY, b TEXT)"))
        told: list[object] = [connection.execute(text("INSERT INTO t (b) VALUES ('x')")).lastrowid]
        told.append(connection.execute(text("INSERT INTO t (b) VALUES (:b)"), [{"b": "y"}, {"b": "z"}]).rowcount)
        told.append(connection.execute(text("UPDATE t SET b = 'w' WHERE a > 1")).rowcount)
        told.append(connection.execute(text("DELETE FROM t WHERE a = 3 RETURNING b")).scalar_one())
        told.append([tuple(row) for row in connection.execute(text("SELECT a, b FROM t ORDER BY a"))])
        told.append(list(connection.execute(text("SELECT a FROM t WHERE a > 9")).keys()))
        return told

    try:
        assert await database.read(use) == [1, 2, 2, "w", [(1, "x"), (2, "w")], ["a"]]
    finally:
        await database.close()
