"""Tables are brought up to date at start: whole or not at all, after a copy, once however many processes start."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.database import Database
from bot.database import migrations as revisions
from bot.database.tables import metadata
from bot.database_url import with_driver
from bot.errors import StorageError

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
async def engine(url: str, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """Return an engine on the test's database that does nothing by itself, as another program's would be."""
    (tmp_path / "data").mkdir(exist_ok=True)
    engine = create_async_engine(with_driver(url))
    yield engine
    await engine.dispose()


def configuration() -> Config:
    """Return how Alembic finds our revisions."""
    config = Config()
    config.set_main_option("script_location", str(Path(revisions.__file__).parent))
    return config


async def make_older(engine: AsyncEngine, revision: str) -> None:
    """Make the tables of an older *revision*, with a question of member 7 and a vote on its reply."""

    def make(connection: Connection) -> None:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.execute(
            text("INSERT INTO replies (asked_id, asker_id, private, asked_at) VALUES (1, 7, :no, :now)"),
            {"no": False, "now": NOW if engine.dialect.name == "postgresql" else "2026-01-02 03:04:05.000000"},
        )
        connection.execute(
            text("INSERT INTO votes (asked_id, member_id, helpful, voted_at) SELECT 1, 8, :yes, asked_at FROM replies"),
            {"yes": True},
        )

    async with engine.begin() as connection:
        await connection.run_sync(make)


async def tables(engine: AsyncEngine) -> set[str]:
    """Return the names of all tables that are there."""
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


def difference(connection: Connection) -> list[object]:
    """Return how the tables differ from what the code has, copies aside."""

    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or not str(name).startswith("before_")

    context = MigrationContext.configure(connection, opts={"include_name": is_ours, "compare_type": True})
    return list(compare_metadata(context, metadata))


async def test_a_newer_database_is_refused(url: str, engine: AsyncEngine) -> None:
    """An older program does not work on tables it does not know."""
    await (await Database.open(url)).close()
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="revision 9999, made by a newer version"):
        await Database.open(url)


async def test_migrations_make_the_tables_that_the_code_has(database: Database) -> None:
    """Alembic finds no difference between the database and `tables`."""
    assert await database.read(difference) == []


@pytest.mark.parametrize("revision", revisions.REVISIONS[:-1])
async def test_an_older_database_comes_to_the_same_tables(url: str, engine: AsyncEngine, revision: str) -> None:
    """With all its rows, which the code of today can read."""
    await make_older(engine, revision)
    database = await Database.open(url)
    try:
        assert await database.read(difference) == []
        stored = await database.replies.get(1)
        assert stored is not None
        assert (stored.asker_id, stored.asked_at) == (7, NOW)
        assert (await database.feedback.opinion(None, NOW)).helpful == 1
    finally:
        await database.close()


@pytest.mark.parametrize("revision", revisions.REVISIONS[:-1])
async def test_a_revision_can_be_taken_back(url: str, engine: AsyncEngine, revision: str) -> None:
    """Down to it and up again, the tables are the same."""
    await (await Database.open(url)).close()

    def there_and_back(connection: Connection) -> list[object]:
        config = configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        command.upgrade(config, "head")
        return difference(connection)

    async with engine.begin() as connection:
        assert await connection.run_sync(there_and_back) == []


def test_the_list_of_revisions_is_complete() -> None:
    """A revision that is not listed would never run, because the start compares with the last one listed."""
    script = ScriptDirectory.from_config(configuration())
    assert tuple(reversed([each.revision for each in script.walk_revisions()])) == revisions.REVISIONS
    assert script.get_current_head() == revisions.HEAD


async def test_it_is_copied_before_it_changes(url: str, engine: AsyncEngine, tmp_path: Path) -> None:
    """On SQLite to a file beside it, the write-ahead log included, on PostgreSQL to tables; and once."""
    await make_older(engine, "0001")
    for _ in range(2):
        await (await Database.open(url)).close()
    if engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(tmp_path / "data" / "test.sqlite.before-0001")) as copy:
            assert copy.execute("SELECT asked_id, asker_id FROM replies").fetchall() == [(1, 7)]
            assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    else:
        async with engine.connect() as connection:
            rows = await connection.execute(text("SELECT asked_id, asker_id FROM before_0001_replies"))
            assert [tuple(row) for row in rows] == [(1, 7)]
            columns = await connection.run_sync(lambda sync: inspect(sync).get_columns("before_0001_votes"))
            assert "reason" not in {column["name"] for column in columns}


async def test_a_new_database_is_not_copied(url: str, engine: AsyncEngine, tmp_path: Path) -> None:
    """There is nothing in it."""
    await (await Database.open(url)).close()
    assert not [name for name in await tables(engine) if name.startswith("before_")]
    assert not list((tmp_path / "data").glob("*before*"))


@pytest.mark.parametrize("revision", [None, "0001"])
async def test_of_several_that_start_at_once_one_migrates(
    url: str, engine: AsyncEngine, revision: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others wait for it, and all of them work."""
    if revision is not None:
        await make_older(engine, revision)
    upgraded: list[str] = []
    upgrade = command.upgrade

    def count(config: Config, target: str) -> None:
        upgraded.append(target)
        upgrade(config, target)

    monkeypatch.setattr(command, "upgrade", count)
    databases = await asyncio.gather(*(Database.open(url) for _ in range(4)))
    try:
        assert upgraded == ["head"]
        assert await asyncio.gather(*(database.ping() for database in databases)) == [True] * 4
    finally:
        await asyncio.gather(*(database.close() for database in databases))


async def test_a_failed_migration_leaves_the_database_as_it_was(
    url: str, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is half migrated, and no thread stays behind."""
    before = set(threading.enumerate())

    def upgrade(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise OperationalError("ALTER", {}, Exception("disk I/O error"))

    monkeypatch.setattr("bot.database.migrate._upgrade", upgrade)
    with pytest.raises(StorageError, match="disk I/O error"):
        await Database.open(url)
    added = [each for each in threading.enumerate() if each not in before and not each.name.startswith("asyncio_")]
    for thread in added:
        await asyncio.to_thread(thread.join, 5)
    assert [thread.name for thread in added if thread.is_alive()] == []
    assert await tables(engine) == set()
