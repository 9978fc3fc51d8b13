"""Databases for tests: each test that asks for one runs on SQLite, and on PostgreSQL where its programs are there."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from benchmarks.own_postgres import MISSING, Server, is_installed, server
from bot.database import Database

BACKENDS = ("sqlite", "postgresql")
NewDatabase = Callable[[bool], str]
"""Makes a database, with the tables or (False) without, and returns its name."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Return a PostgreSQL of this session's own; it is deleted afterwards, so its writes need not be on disk."""
    if not is_installed():
        pytest.skip(MISSING)
    with server("-c fsync=off", "-c deadlock_timeout=10ms", "-c max_connections=60") as running:
        yield running


async def execute(url: str, statement: str) -> None:
    """Run *statement* on a connection of its own to the PostgreSQL at *url*."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def make_tables(url: str) -> None:
    """Open the database at *url* for the first time."""
    await (await Database.open(url)).close()


@pytest.fixture(scope="session")
def new_postgres(postgres: Server) -> NewDatabase:
    """Return what makes databases on that server; the tables are made once and copied."""
    admin, numbers = postgres.url("postgres"), count(1)

    def make(with_tables: bool) -> str:  # noqa: FBT001 - see NewDatabase
        name = f"test_{next(numbers)}"
        asyncio.run(execute(admin, f"CREATE DATABASE {name} TEMPLATE {'tables' if with_tables else 'template1'}"))
        return name

    asyncio.run(execute(admin, "CREATE DATABASE tables"))
    asyncio.run(make_tables(postgres.url("tables")))
    return make


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file with the tables and nothing in them."""
    path = tmp_path_factory.mktemp("tables") / "tables.sqlite"
    asyncio.run(make_tables(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Return which database the test runs on."""
    return str(request.param)


@pytest.fixture
def url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a database of this test's own: empty, but with the tables for a test that has it opened."""
    with_tables = "database" in request.fixturenames
    if backend == "sqlite":
        path = tmp_path / "data" / "test.sqlite"
        if with_tables:
            path.parent.mkdir(mode=0o700)
            shutil.copy(request.getfixturevalue("sqlite_tables"), path)
        yield f"sqlite:///{path}"
        return
    make: NewDatabase = request.getfixturevalue("new_postgres")
    running: Server = request.getfixturevalue("postgres")
    name = make(with_tables)
    yield running.url(name)
    asyncio.run(execute(running.url("postgres"), f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """Return a new database, closed afterwards."""
    database = await Database.open(url)
    yield database
    await database.close()
