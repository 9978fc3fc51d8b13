"""Closing ends, whatever was cancelled before and whatever hangs, and loses nothing that was acknowledged."""

import asyncio
import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, text

from bot.database import Database
from bot.errors import StorageError
from tests.bot.storekit import count_replies

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LIMIT_S = 10.0
"""No test here comes near it, unless what it claims is wrong."""
COUNT = text("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < :most) SELECT max(x) FROM c")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where this test's database is."""
    return tmp_path / "test.sqlite"


async def opened(path: Path) -> Database:
    """Open the database at *path*."""
    return await Database.open(f"sqlite+aiosqlite:///{path}")


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    """Return an open database, closed afterwards."""
    database = await opened(path)
    yield database
    await database.close()


async def claim(database: Database, asked_id: int) -> None:
    """Take a question."""
    await database.replies.claim(asked_id, guild_id=10, channel_id=20, asker_id=7, now=NOW)


def claimed(path: Path) -> set[int]:
    """Return the questions that are really there, as another program reads them."""
    with contextlib.closing(sqlite3.connect(path)) as file:
        return {row[0] for row in file.execute("SELECT asked_id FROM replies")}


async def no_thread_but(before: set[threading.Thread]) -> None:
    """Fail unless every thread but those of *before* and asyncio's own ends."""
    added = [each for each in threading.enumerate() if each not in before and not each.name.startswith("asyncio_")]
    for thread in added:
        await asyncio.to_thread(thread.join, LIMIT_S)
        assert not thread.is_alive()


class Storm:
    """Callers of a database who leave in the middle.

    Attributes:
        acknowledged: the questions whose claims returned.
        lost: connections that were given up because somebody left.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.acknowledged: set[int] = set()
        self.lost: list[object] = []
        event.listen(database._engine.sync_engine, "invalidate", lambda *about: self.lost.append(about))

    async def call(self, number: int, kind: str) -> None:
        """Claim question *number*, or read for a shorter or a longer time."""
        if kind == "claim":
            await claim(self.database, number)
            self.acknowledged.add(number)
        elif kind == "get":
            await self.database.replies.get(number)
        else:
            await self.database.read(lambda connection: connection.execute(COUNT, {"most": 20_000}).scalar_one())

    async def rage(self, kinds: list[str], leaving: list[tuple[int, int]]) -> None:
        """Begin a call of each of *kinds*; after so many turns of the loop each, let the caller of that place leave."""
        callers = [asyncio.create_task(self.call(number, kind)) for number, kind in enumerate(kinds)]
        for turns, place in leaving:
            for _ in range(turns):
                await asyncio.sleep(0)
            callers[place % len(callers)].cancel()
        self.callers = callers


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kinds=st.lists(st.sampled_from(["claim", "get", "count"]), min_size=1, max_size=8),
    leaving=st.lists(st.tuples(st.integers(0, 12), st.integers(0, 7)), max_size=12),
)
def test_whoever_leaves_whenever_it_closes(
    kinds: list[str], leaving: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No connection is lost, closing ends in time, no thread stays, and what was acknowledged is there."""
    path = tmp_path_factory.mktemp("storm") / "test.sqlite"

    async def live() -> Storm:
        before = set(threading.enumerate())
        storm = Storm(await opened(path))
        await storm.rage(kinds, leaving)
        await asyncio.wait_for(storm.database.close(), LIMIT_S)
        await asyncio.gather(*storm.callers, return_exceptions=True)
        await no_thread_but(before)
        return storm

    storm = asyncio.run(live())
    assert storm.lost == []
    assert storm.acknowledged <= claimed(path)


async def test_a_write_whose_caller_left_stands_or_does_not(database: Database, path: Path) -> None:
    """It is whole either way, and the next one is written."""
    for number in range(20):
        caller = asyncio.create_task(claim(database, number))
        for _ in range(number):
            await asyncio.sleep(0)
        caller.cancel()
    await claim(database, 100)
    assert 100 in claimed(path)


async def test_closing_in_the_middle_of_writes_keeps_what_it_acknowledged(path: Path) -> None:
    """Each caller learns one or the other: it is there, or the database is closed."""
    database = await opened(path)
    writes = [asyncio.create_task(claim(database, number)) for number in range(600)]
    await claim(database, 1000)
    await asyncio.gather(database.close(), database.close())
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} <= {type(None), StorageError}
    acknowledged = {number for number, outcome in enumerate(outcomes) if outcome is None}
    assert acknowledged | {1000} == claimed(path)


CALLS: dict[str, Callable[[Database], Awaitable[object]]] = {
    "claim": lambda database: claim(database, 1),
    "record": lambda database: database.replies.record(1, reply_id=2, private=False, state="{}", now=NOW),
    "get": lambda database: database.replies.get(1),
    "by_reply": lambda database: database.replies.by_reply(1),
    "pending": lambda database: database.replies.pending(NOW),
    "last_seen": lambda database: database.replies.last_seen(),
    "set_last_seen": lambda database: database.replies.set_last_seen(1, 2),
    "forget": lambda database: database.replies.forget(1),
    "vote": lambda database: database.feedback.vote(1, 2, True, NOW),
    "sync.get": lambda database: database.sync.get("global"),
    "sync.set": lambda database: database.sync.set("global", "x"),
    "sweep": lambda database: database.sweep(NOW, 30),
    "forget_member": lambda database: database.forget_member(1),
    "read": count_replies,
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_once_closed_it_answers_nothing(call: Callable[[Database], Awaitable[object]], path: Path) -> None:
    """Reading and writing alike is an error, and opens nothing again."""
    before = set(threading.enumerate())
    database = await opened(path)
    await database.close()
    await database.close()
    with pytest.raises(StorageError, match="the database is closed"):
        await call(database)
    assert not await database.ping()
    await no_thread_but(before)


async def test_a_cancelled_closing_goes_on(path: Path) -> None:
    """Whoever waits for it may leave; the next one waits for the same."""
    before = set(threading.enumerate())
    database = await opened(path)
    await claim(database, 1)
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    closing.cancel()
    await asyncio.wait_for(database.close(), LIMIT_S)
    assert closing.cancelled()
    await no_thread_but(before)


async def test_readers_that_wait_are_told(database: Database) -> None:
    """They do not have to wait for those before them."""
    callers = [asyncio.create_task(count_replies(database)) for _ in range(6)]
    await asyncio.sleep(0)
    await database.close()
    outcomes = await asyncio.gather(*callers, return_exceptions=True)
    assert outcomes[:2] == [0, 0]
    assert [type(outcome) for outcome in outcomes[2:]] == [StorageError] * 4


def hang_in(begun: threading.Event, go: threading.Event) -> Callable[[Connection], object]:
    """Return a query in which SQLite does not come back until *go* is set, as on a disk that does not answer."""

    def hang() -> bool:
        begun.set()
        return go.wait()

    def query(connection: Connection) -> object:
        connection.connection.dbapi_connection.create_function("hang", 0, hang)  # type: ignore[union-attr] # SQLite has it
        return connection.execute(text("SELECT hang()")).scalar_one()

    return query


async def test_a_read_that_hangs_does_not_hold_up_closing(path: Path) -> None:
    """Its caller is told, no task is left, and its thread ends when SQLite comes back."""
    before, begun, go = set(threading.enumerate()), threading.Event(), threading.Event()
    database = await opened(path)
    caller = asyncio.create_task(database.read(hang_in(begun, go)))
    await asyncio.to_thread(begun.wait, LIMIT_S)
    await asyncio.wait_for(database.close(limit_s=0.01), LIMIT_S)
    with pytest.raises(StorageError, match="the database is closed"):
        await caller
    assert asyncio.all_tasks() == {asyncio.current_task()}
    go.set()
    await no_thread_but(before)


async def test_a_file_that_another_program_holds_does_not_hold_up_closing(path: Path) -> None:
    """A write that waits for its lock is given up, its caller is told, and nothing of it stands."""
    before, waiting = set(threading.enumerate()), asyncio.Event()
    database = await opened(path)
    event.listen(database._engine.sync_engine, "checkout", lambda *_about: waiting.set())
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        caller = asyncio.create_task(claim(database, 1))
        await waiting.wait()
        await asyncio.wait_for(database.close(limit_s=0.01), LIMIT_S)
        with pytest.raises(StorageError, match="the database is closed"):
            await caller
        assert asyncio.all_tasks() == {asyncio.current_task()}
        other.execute("ROLLBACK")
    await no_thread_but(before)
    assert claimed(path) == set()


CHILD = """
import asyncio, random, sys, threading
import structlog
from datetime import UTC, datetime
from sqlalchemy import text
from bot.database import Database

COUNT = text("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 20000) SELECT max(x) FROM c")

async def call(database, number, chance):
    if chance.random() < 0.5:
        await database.replies.claim(number, guild_id=None, channel_id=1, asker_id=1, now=datetime.now(UTC))
        print(number)
    else:
        await database.read(lambda connection: connection.execute(COUNT).scalar_one())

BEGUN = threading.Event()

def wait():
    BEGUN.set()
    threading.Event().wait()

def hang(connection):
    connection.connection.dbapi_connection.create_function("hang", 0, wait)
    connection.execute(text("SELECT hang()"))

async def main(url, hangs):
    chance, database = random.Random(url), await Database.open(url)
    callers = [asyncio.create_task(call(database, number, chance)) for number in range(40)]
    for _ in range(60):
        for _ in range(chance.randrange(8)):
            await asyncio.sleep(0)
        chance.choice(callers).cancel()
    if hangs:
        callers.append(asyncio.create_task(database.read(hang)))
        await asyncio.to_thread(BEGUN.wait)
    await database.close(0.05 if hangs else 10.0)
    await asyncio.gather(*callers, return_exceptions=True)

structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
asyncio.run(main(sys.argv[1], sys.argv[2] == "hangs"))
"""


def run_child(path: Path, how: str) -> tuple[int, set[int]]:
    """Run a process whose callers leave at random, with a read that never comes back where *how* says so."""
    ended = subprocess.run(  # noqa: S603 - our own interpreter, our own code
        [sys.executable, "-c", CHILD, f"sqlite+aiosqlite:///{path}", how],
        capture_output=True,
        text=True,
        timeout=60,  # it ends within a second or two; this is for the case that the claim is wrong
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert ended.stderr == ""
    return ended.returncode, {int(line) for line in ended.stdout.split()}


@pytest.mark.parametrize("how", ["works", "hangs"])
async def test_the_process_ends_by_itself(how: str, path: Path) -> None:
    """After callers left at random, and with a thread that SQLite never comes back to."""
    status, acknowledged = await asyncio.to_thread(run_child, path, how)
    assert status == 0
    assert acknowledged <= claimed(path)
