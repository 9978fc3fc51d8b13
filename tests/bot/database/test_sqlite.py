"""What holds on SQLite alone: its file, its folder, its pragmas."""

import os
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.database import Database
from bot.errors import StorageError


@pytest.fixture
def backend() -> str:
    """Return the one database that this is about."""
    return "sqlite"


async def test_the_connection_is_durable_and_strict(database: Database) -> None:
    """A commit is on disk before it is acknowledged (synchronous 2 is FULL), and references hold."""
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")

    def pragmas(connection: Connection) -> list[object]:
        return [connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in names]

    assert await database.read(pragmas) == ["wal", 2, 1, 5000]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file modes")
async def test_the_data_folder_is_for_this_user_alone(url: str, tmp_path: Path) -> None:
    """It holds members' ids."""
    await (await Database.open(url)).close()
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """It is not overwritten."""
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but something somebody wants to keep" * 20)
    before = path.read_bytes()
    with pytest.raises(StorageError):
        await Database.open(f"sqlite+aiosqlite:///{path}")
    assert path.read_bytes() == before


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """With its name: it is the first thing that goes wrong on a read-only disk."""
    (tmp_path / "data").touch()
    with pytest.raises(StorageError, match="data: the database's folder cannot be made: File exists"):
        await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'data' / 'test.sqlite'}")
