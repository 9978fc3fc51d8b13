"""Many writes become one commit, and each caller learns what became of theirs."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import Database
from bot.database.tables import commands_synced
from bot.database.writer import MAX_BATCH, Row, Writer
from bot.errors import StorageError
from bot.metrics import Metrics

Write = Callable[[Connection], Any]


@pytest.fixture
def engine(database: Database) -> AsyncEngine:
    """Return the engine of that database."""
    return database._engine


@pytest.fixture
async def writer(engine: AsyncEngine) -> AsyncIterator[Writer]:
    """Return a writer at work on that database, closed afterwards."""
    writer = Writer(engine)
    writer.start()
    yield writer
    await writer.close()


def keep(scope: str) -> Write:
    """Return a write that keeps a row named *scope*."""

    def write(connection: Connection) -> str:
        connection.execute(insert(commands_synced).values(scope=scope, digest="x"))
        return scope

    return write


def keep_then_fail(connection: Connection) -> None:
    """Keep a row, then raise."""
    keep("half")(connection)
    raise ValueError("on purpose")


async def kept(database: Database) -> set[str]:
    """Return the rows that are really there."""
    return await database.read(lambda connection: set(connection.execute(select(commands_synced.c.scope)).scalars()))


async def all_at_once(writer: Writer, *writes: Write) -> list[Any]:
    """Submit *writes* before the writer's task gets a turn, and return results and errors."""
    return await asyncio.gather(*(writer.submit(write) for write in writes), return_exceptions=True)


async def test_what_waits_together_is_committed_together(database: Database, writer: Writer) -> None:
    """A hundred callers cost one flush to disk, and each gets its own result."""
    commits: list[Connection] = []
    event.listen(database._engine.sync_engine, "commit", commits.append)
    names = [f"row-{number}" for number in range(100)]
    assert await all_at_once(writer, *map(keep, names)) == names
    assert len(commits) == 1
    assert await kept(database) == set(names)


async def test_a_batch_has_a_bound(engine: AsyncEngine, database: Database) -> None:
    """A flood is cut into transactions, so that no caller waits for all of it."""
    metrics = Metrics()
    writer = Writer(engine, metrics)
    writer.start()
    await all_at_once(writer, *(keep(f"row-{number}") for number in range(MAX_BATCH + 1)))
    await writer.close()
    assert metrics.registry.get_sample_value("communique_database_batch_writes_count") == 2
    assert len(await kept(database)) == MAX_BATCH + 1


async def test_a_write_that_fails_fails_alone(database: Database, writer: Writer) -> None:
    """Its neighbours in the batch are kept, nothing of it is, and its caller hears why."""
    first, broken, last = await all_at_once(writer, keep("first"), keep_then_fail, keep("last"))
    assert (first, last) == ("first", "last")
    assert isinstance(broken, StorageError)
    assert isinstance(broken.__cause__, ValueError)
    assert await kept(database) == {"first", "last"}


async def test_a_broken_rule_of_the_tables_fails_alone(database: Database, writer: Writer, backend: str) -> None:
    """A second row with one key is the database's error, told without SQL and values."""
    first, second = await all_at_once(writer, keep("same"), keep("same"))
    assert first == "same"
    told = {
        "sqlite": "IntegrityError: UNIQUE constraint failed: commands_synced.scope",
        "postgresql": "UniqueViolationError: pk_commands_synced",
    }
    assert str(second) == f"the database refused: {told[backend]}"
    assert await kept(database) == {"same"}


async def test_a_failed_commit_fails_the_whole_batch(database: Database, engine: AsyncEngine, writer: Writer) -> None:
    """Nobody is told that a row is kept when the disk did not take it; the next batch works again."""

    def disk_full(_connection: Connection) -> None:
        raise OSError("No space left on device")

    event.listen(engine.sync_engine, "commit", disk_full)
    outcomes = await all_at_once(writer, keep("a"), keep("b"))
    event.remove(engine.sync_engine, "commit", disk_full)
    assert [type(outcome) for outcome in outcomes] == [StorageError, StorageError]
    assert await kept(database) == set()
    assert await writer.submit(keep("c")) == "c"


async def test_a_caller_that_leaves_while_waiting_takes_its_write_back(database: Database, writer: Writer) -> None:
    """What nobody waits for any more is not written."""
    leaving = asyncio.ensure_future(writer.submit(keep("left")))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await writer.submit(keep("stayed")) == "stayed"
    assert await kept(database) == {"stayed"}


async def test_closing_finishes_what_waits(database: Database, engine: AsyncEngine) -> None:
    """Answers that were just sent are still recorded."""
    writer = Writer(engine)
    writer.start()
    waiting = [asyncio.ensure_future(writer.submit(keep(f"row-{number}"))) for number in range(300)]
    await asyncio.sleep(0)
    await writer.close()
    await asyncio.gather(*waiting)
    assert len(await kept(database)) == 300


async def test_closing_ends_in_any_case(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that hangs cannot keep the process from ending; callers are told."""
    writer = Writer(engine)

    async def hang(_batch: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(writer, "_write", hang)
    writer.start()
    hanging = asyncio.ensure_future(writer.submit(keep("a")))
    await asyncio.sleep(0)
    late = asyncio.ensure_future(writer.submit(keep("b")))
    await asyncio.sleep(0)
    await writer.close(limit_s=0.01)
    with pytest.raises(StorageError, match="closed"):
        await late
    hanging.cancel()


async def test_a_closed_writer_takes_nothing(engine: AsyncEngine) -> None:
    """Before the start and after the end there is a plain error, no waiting."""
    writer = Writer(engine)
    with pytest.raises(StorageError, match="the database is closed"):
        await writer.submit(keep("early"))
    writer.start()
    await writer.close()
    await writer.close()
    with pytest.raises(StorageError, match="the database is closed"):
        await writer.submit(keep("late"))


async def test_waiting_has_a_bound(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that does not come to it gives its callers an error."""
    monkeypatch.setattr("bot.database.writer.WAIT_LIMIT_S", 0.0)
    with pytest.raises(StorageError, match="did not write in time"):
        await writer.submit(keep("slow"))


async def test_failures_are_counted(engine: AsyncEngine) -> None:
    """An operator sees writes that were not kept."""
    metrics = Metrics()
    writer = Writer(engine, metrics)
    writer.start()
    await all_at_once(writer, keep_then_fail, keep("fine"))
    await writer.close()
    assert metrics.registry.get_sample_value("communique_database_failures_total") == 1


async def test_a_row_that_another_process_inserted_first_is_seen(database: Database, writer: Writer) -> None:
    """What the write did not see and the database refuses is run once more, and then it is seen."""
    runs: list[int] = []

    def write(_connection: Connection) -> str:
        runs.append(1)
        if len(runs) < 3:
            raise IntegrityError("INSERT", {}, Exception("another process was quicker"))
        return "seen"

    assert await writer.submit(write) == "seen"
    assert await kept(database) == set()


def squares(connection: Connection, rows: Sequence[int]) -> list[int]:
    """Keep a row for each number, all at once, and return their squares; 13 fails."""
    connection.execute(insert(commands_synced), [{"scope": str(row), "digest": "x"} for row in rows])
    if 13 in rows:
        raise ValueError("on purpose")
    return [row * row for row in rows]


async def test_rows_of_one_kind_are_written_together(database: Database, writer: Writer) -> None:
    """By one statement, and each caller gets its own result."""
    statements: list[str] = []
    event.listen(database._engine.sync_engine, "before_cursor_execute", lambda *about: statements.append(about[2]))
    writes: list[Write] = [Row(squares, 1), keep("a"), Row(squares, 2), keep("b"), Row(squares, 3)]
    assert await all_at_once(writer, *writes) == [1, "a", 4, "b", 9]
    assert len([each for each in statements if each.startswith("INSERT")]) == 3
    assert await kept(database) == {"1", "2", "3", "a", "b"}


async def test_a_row_that_fails_fails_alone(database: Database, writer: Writer) -> None:
    """Its neighbours in the same statement are kept, and none of them twice."""
    first, broken, last = await all_at_once(writer, Row(squares, 1), Row(squares, 13), Row(squares, 2))
    assert (first, last) == (1, 4)
    assert isinstance(broken, StorageError)
    assert await kept(database) == {"1", "2"}


class Overtaken(Exception):
    """What a driver raises where another transaction stood in the way."""

    sqlstate = "40001"


@pytest.mark.parametrize("times", [1, 2, 6])
async def test_what_others_stood_in_the_way_of_is_run_again(database: Database, writer: Writer, times: int) -> None:
    """All of the batch, from its beginning, so that each row is there once."""
    fails = iter([True] * times)

    def write(connection: Connection) -> str:
        keep("again")(connection)
        if next(fails, False):
            raise OperationalError("UPDATE", {}, Overtaken("could not serialize access"))
        return "done"

    assert await all_at_once(writer, keep("first"), write) == ["first", "done"]
    assert await kept(database) == {"first", "again"}


async def test_it_is_not_run_for_ever(database: Database, writer: Writer) -> None:
    """Where others always are in the way the callers are told, and nothing stands."""

    def write(_connection: Connection) -> None:
        raise OperationalError("UPDATE", {}, Overtaken("could not serialize access"))

    first, second = await all_at_once(writer, keep("first"), write)
    assert isinstance(first, StorageError)
    assert isinstance(second, StorageError)
    assert await kept(database) == set()
    assert await writer.submit(keep("next")) == "next"
