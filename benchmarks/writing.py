"""Rows a second that eight tasks write, each waiting for its row to be on disk: in groups, and one commit a row.

    python -m benchmarks.writing [SECONDS]

"Grouped" is the bot as it is: a row is a question taken (`Database.replies.claim`), and its one writer commits what
waits. The others write the same row by the same statement on an engine set up in the same way: each task with a
connection of its own that commits each row, and all of them with one connection that they take turns on. PostgreSQL is
one of our own with its defaults, where its programs are installed. Each way works for SECONDS, thrice, in turn; the
figures are medians.
"""

import asyncio
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.own_postgres import MISSING, is_installed, server
from bot.database import Database
from bot.database.connecting import make_engine
from bot.database.tables import replies
from bot.database.threads import Threads
from bot.database.upsert import InsertNew
from bot.database_url import with_driver

TASKS = 8
TURNS = 3
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
NEW = InsertNew(replies, "asked_id", "guild_id", "channel_id", "asker_id", "private", "asked_at")

Write = Callable[[int], Awaitable[object]]
"""Writes the row with this number, and returns once it is on disk."""


def insert(connection: Connection, number: int) -> None:
    """Write what `ReplyLog.claim` writes."""
    NEW(connection, asked_id=number, guild_id=10, channel_id=20, asker_id=7, private=False, asked_at=NOW)


def by_own(engine: AsyncEngine) -> Write:
    """Return a way to write with a connection for each task."""

    async def write(number: int) -> None:
        async with engine.begin() as connection:
            await connection.run_sync(insert, number)

    return write


def by_turns(engine: AsyncEngine) -> Write:
    """Return a way to write with one connection for all."""
    lock = asyncio.Lock()
    write = by_own(engine)

    async def wait_and_write(number: int) -> None:
        async with lock:
            await write(number)

    return wait_and_write


def grouped(database: Database) -> Write:
    """Return the bot's way."""
    return lambda number: database.replies.claim(number, guild_id=10, channel_id=20, asker_id=7, now=NOW)


async def rate(write: Write, numbers: "itertools.count[int]", seconds: float) -> float:
    """Return the rows a second that the tasks write within *seconds*."""
    written = 0
    begun = time.perf_counter()

    async def work() -> None:
        nonlocal written
        while time.perf_counter() - begun < seconds:
            await write(next(numbers))
            written += 1

    await asyncio.gather(*(work() for _ in range(TASKS)))
    return written / (time.perf_counter() - begun)


async def measure(url: str, seconds: float) -> dict[str, float]:
    """Return the rows a second by way, the ways taken in turn on the same tables."""
    database = await Database.open(url)
    engine = make_engine(make_url(with_driver(url)), Threads(), connections=TASKS, wait_s=30)
    ways = {
        "grouped": grouped(database),
        "own connections": by_own(engine),
        "one connection": by_turns(engine),
    }
    numbers = itertools.count(1)
    rates: dict[str, list[float]] = {name: [] for name in ways}
    try:
        for _ in range(TURNS):
            for name, write in ways.items():
                rates[name].append(await rate(write, numbers, seconds))
    finally:
        await engine.dispose()
        await database.close()
    return {name: statistics.median(each) for name, each in rates.items()}


def main(seconds: float) -> None:
    """Measure and print."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        urls = {"SQLite": f"sqlite:///{Path(folder, 'bench.sqlite')}"}
        if is_installed():
            urls["PostgreSQL"] = stack.enter_context(server()).url("postgres")
        print(f"rows a second, {TASKS} tasks, each row on disk before the next of its task")
        for name, url in urls.items():
            rates = asyncio.run(measure(url, seconds))
            best = max(rates["own connections"], rates["one connection"])
            told = "  ".join(f"{way} {each:,.0f}" for way, each in rates.items())
            print(f"{name:11} {told}  grouped is {rates['grouped'] / best:.1f} times the best")
        if "PostgreSQL" not in urls:
            print(MISSING)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3.0)
