"""What holds on PostgreSQL alone: locks, transactions in each other's way, connections that break, what may be told."""

import asyncio
import contextlib
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import Connection, event, insert, select, text, update
from sqlalchemy.util import await_only

from benchmarks.own_postgres import Server
from bot.database import Database
from bot.database.tables import commands_synced
from bot.errors import StorageError
from tests.bot.database.keepkit import GUILD, JOE, NOW

LIMIT_S = 20.0
"""No test here comes near it, unless what it claims is wrong."""


@pytest.fixture
def backend() -> str:
    """Return the one database that this is about."""
    return "postgresql"


@pytest.fixture
async def other(url: str, database: Database) -> AsyncIterator[Database]:
    """Return what another process has of the same database."""
    assert await database.ping()
    other = await Database.open(url.replace("postgresql://", "postgresql+asyncpg://"))
    yield other
    await other.close()


async def keep(database: Database, *scopes: str) -> None:
    """Keep a row for each of *scopes*."""
    for scope in scopes:
        await database.sync.set(scope, "0")


async def test_two_that_wait_for_each_other_both_get_through(database: Database, other: Database) -> None:
    """PostgreSQL ends one of them, and it is run once more: nobody is told of it, and nothing is lost."""
    await keep(database, "a", "b")
    first, second = asyncio.Event(), asyncio.Event()
    runs: list[str] = []

    def add(connection: Connection, scope: str, digit: str) -> None:
        own = commands_synced.c.scope == scope
        connection.execute(update(commands_synced).where(own).values(digest=commands_synced.c.digest + digit))

    def write(connection: Connection, *, scopes: str, digit: str, mine: asyncio.Event, theirs: asyncio.Event) -> None:
        runs.append(digit)
        add(connection, scopes[0], digit)
        mine.set()
        await_only(theirs.wait())
        add(connection, scopes[1], digit)

    async with asyncio.timeout(LIMIT_S):
        await asyncio.gather(
            database._writer.submit(lambda c: write(c, scopes="ab", digit="1", mine=first, theirs=second)),
            other._writer.submit(lambda c: write(c, scopes="ba", digit="2", mine=second, theirs=first)),
        )
    assert len(runs) > 2
    kept = [await database.sync.get(scope) for scope in "ab"]
    assert [sorted(each or "") for each in kept] == [["0", "1", "2"]] * 2


async def test_a_row_that_another_process_inserts_at_the_moment_is_waited_for(
    database: Database, other: Database
) -> None:
    """Of two that take one question, one gets it."""
    there, go = asyncio.Event(), asyncio.Event()

    def hold(connection: Connection) -> None:
        connection.execute(insert(commands_synced).values(scope="a", digest="first"))
        there.set()
        await_only(go.wait())

    holding = asyncio.create_task(database._writer.submit(hold))
    async with asyncio.timeout(LIMIT_S):
        await there.wait()
        setting = asyncio.create_task(other.sync.set("a", "second"))
        await until_one_waits(database)
        go.set()
        await asyncio.gather(holding, setting)
    assert await database.sync.get("a") == "second"


async def until_one_waits(database: Database) -> None:
    """Return when a connection waits for another's transaction; nobody tells, so we ask."""
    query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    count = 0
    while count == 0:
        count = await database.read(lambda connection: connection.execute(query).scalar_one())


async def test_connections_that_broke_are_made_anew(database: Database, postgres: Server) -> None:
    """After the server was restarted, or threw everybody out, neither a read nor a write fails."""
    await keep(database, "a")
    await database.sync.get("a")
    name = await database.read(lambda connection: connection.execute(text("SELECT current_database()")).scalar_one())
    for _ in range(2):
        admin = await asyncpg.connect(postgres.url("postgres"))
        await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        await admin.close()
        assert await asyncio.gather(*(database.sync.get("a") for _ in range(4))) == ["0"] * 4
        await keep(database, "b", "c")
    assert await database.sync.get("c") == "0"


async def test_a_transaction_that_broke_is_not_half_there(database: Database, postgres: Server) -> None:
    """Thrown out in the middle, it is run again from its beginning."""
    runs: list[int] = []

    def write(connection: Connection) -> None:
        connection.execute(insert(commands_synced).values(scope=f"row-{len(runs)}", digest="x"))
        runs.append(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
        if len(runs) == 1:
            await_only(throw_out(runs[0]))
        connection.execute(insert(commands_synced).values(scope=f"more-{len(runs)}", digest="x"))

    async def throw_out(pid: int) -> None:
        admin = await asyncpg.connect(postgres.url("postgres"))
        await admin.execute("SELECT pg_terminate_backend($1)", pid)
        await admin.close()

    await database._writer.submit(write)
    rows = await database.read(lambda connection: set(connection.execute(select(commands_synced.c.scope)).scalars()))
    assert rows == {"row-1", "more-2"}
    assert len(set(runs)) == 2


async def test_a_statement_that_hangs_does_not_hold_up_closing(url: str, database: Database, other: Database) -> None:
    """Its caller is told; and so is one whose write waits for a lock that nobody gives up."""
    await keep(database, "a")
    there, go = asyncio.Event(), asyncio.Event()

    def hold(connection: Connection) -> None:
        connection.execute(update(commands_synced).values(digest="held"))
        there.set()
        await_only(go.wait())

    third = await Database.open(url)
    holding = asyncio.create_task(database._writer.submit(hold))
    async with asyncio.timeout(LIMIT_S):
        await there.wait()
        writing = asyncio.create_task(other.sync.set("a", "mine"))
        reading = asyncio.create_task(third.read(lambda connection: connection.execute(text("SELECT pg_sleep(60)"))))
        await until_one_waits(database)
        await asyncio.gather(other.close(0.01), third.close(0.01))
        for task in (writing, reading):
            with pytest.raises(StorageError, match="the database is closed"):
                await task
        go.set()
        await holding
    assert await database.sync.get("a") == "held"


async def test_what_it_refuses_is_told_without_values(database: Database) -> None:
    """A value could be what a member typed: the name of the rule that is broken is told, or the kind of fault."""
    with pytest.raises(StorageError) as caught:
        await database.work.open(GUILD, 0, JOE, "hunter2 \0", NOW)
    assert "hunter2" not in str(caught.value)
    assert str(caught.value) == "the database refused: CharacterNotInRepertoireError"
    await database.tallies.count(GUILD, NOW.date(), "asked")
    with pytest.raises(StorageError) as caught:
        await database.tallies.count(GUILD, NOW.date(), "hunter2" * 9)
    assert str(caught.value) == "the database refused: StringDataRightTruncationError"


@pytest.mark.parametrize(
    ("pattern", "put", "told"),
    [
        ("communique:", "communique:x", "InvalidPasswordError: password authentication failed"),
        ("/test_", "/none_", "InvalidCatalogNameError: database .* does not exist"),
        ("$", "?nonsense=1", "database_url cannot be used: .*nonsense"),
        ("$", "?sslmode=require", "ConnectionError: .*SSL"),
        (r"1:\d+/", "1:1/", "OSError|ConnectionRefusedError"),
    ],
    ids=["password", "database", "option", "ssl", "port"],
)
async def test_what_cannot_be_connected_to_is_told(url: str, pattern: str, put: str, told: str) -> None:
    """With its reason, and never with the password."""
    with pytest.raises(StorageError, match=told) as caught:
        await Database.open(re.sub(pattern, put, url, count=1))
    assert url.split(":")[2].partition("@")[0] not in str(caught.value)


async def test_times_are_in_utc_whatever_the_server_has(url: str, database: Database) -> None:
    """Digests are made of them."""
    name = url.rpartition("/")[2]
    admin = await asyncpg.connect(url)
    await admin.execute(f"ALTER DATABASE {name} SET timezone TO 'Asia/Seoul'")
    await admin.close()
    seoul = await Database.open(url)
    try:
        number = await seoul.work.open(GUILD, 0, JOE, "{}", NOW)
        for each in (database, seoul):
            work = await each.work.get(number)
            assert work is not None
            assert (work.opened_at, str(work.opened_at.tzinfo)) == (NOW, "UTC")
    finally:
        await seoul.close()


async def test_commits_are_grouped(database: Database) -> None:
    """What waits together costs one commit, and rows of one kind one statement."""
    commits: list[object] = []
    statements: list[str] = []
    engine = database._engine.sync_engine
    event.listen(engine, "commit", commits.append)
    event.listen(engine, "before_cursor_execute", lambda *about: statements.append(about[2]))
    claim = database.replies.claim
    await asyncio.gather(*(claim(number, guild_id=1, channel_id=2, asker_id=3, now=NOW) for number in range(100)))
    assert len(commits) == 1
    assert len(statements) == 1


CHILD = """
import asyncio, sys
from datetime import UTC, datetime
from bot.database import Act, Database, HeadMoved, Via

async def main(url, name):
    database, now = await Database.open(url), datetime.now(UTC)
    made = 0
    while made < 8:
        head = await database.revisions.head(0)
        before = None if head is None else await database.revisions.text(0, head.number)
        try:
            await database.revisions.add(
                0, expects=head.number if head else 0, before=before, after=(before or b"") + name.encode() + b"\\n",
                author="program", via=Via.DISCORD, reason=None, changes=[], now=now,
                act=Act(None, "program", "publish", name),
            )
        except HeadMoved:
            continue
        made += 1
    await database.close()

asyncio.run(main(*sys.argv[1:]))
"""


def run_children(url: str) -> list[int]:
    """Let three processes publish at once; return what they ended with."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    with contextlib.ExitStack() as stack:
        children = [
            stack.enter_context(subprocess.Popen([sys.executable, "-c", CHILD, url, name], env=env))  # noqa: S603 - our own
            for name in "abc"
        ]
        return [child.wait(timeout=60) for child in children]


async def test_processes_that_publish_at_once_lose_nothing(url: str) -> None:
    """Each revision builds on the one before, tables made by whoever came first."""
    assert await asyncio.to_thread(run_children, url) == [0, 0, 0]
    database = await Database.open(url)
    try:
        lines = (await database.revisions.text(0, 24)).decode().split()
        assert sorted(lines) == ["a"] * 8 + ["b"] * 8 + ["c"] * 8
        report = await database.audit.verify()
        assert (report.entries, report.faults) == (24, ())
    finally:
        await database.close()
