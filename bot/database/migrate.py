"""Brings the tables up to date at start, with Alembic, and a backup before anything changes."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database.locks import MIGRATION, alone
from bot.database.migrations import HEAD, REVISIONS
from bot.database.tables import metadata
from bot.errors import StorageError


async def migrate(engine: AsyncEngine) -> None:
    """Bring the database of *engine* to the newest revision; a no-op costs one query.

    Where several processes start at once one of them does it, and the others wait. All of it is one transaction.

    Raises:
        StorageError: a newer version of the program made the tables.
        SQLAlchemyError, OSError: it cannot be reached, or there is no room for the backup.
    """
    async with engine.connect() as connection:
        revision = await connection.run_sync(_current_revision)
    if revision == HEAD:
        return
    async with engine.begin() as connection:
        await connection.run_sync(_bring_up)


def _bring_up(connection: Connection) -> None:
    alone(connection, MIGRATION)
    revision = _current_revision(connection)  # again: another process may have been quicker
    if revision == HEAD:
        return
    if revision is not None and revision not in REVISIONS:
        raise StorageError(
            f"the database is of revision {revision}, made by a newer version of this program; run that one"
        )
    if revision is not None:
        back_up = _copy_file if connection.dialect.name == "sqlite" else _copy_tables
        back_up(connection, revision)
    _upgrade(connection)


def _current_revision(connection: Connection) -> str | None:
    """Return the revision the tables are of, None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _copy_file(connection: Connection, revision: str) -> None:
    """Copy the SQLite file beside itself as it stands. An older copy of the same revision is replaced."""
    source = Path(connection.engine.url.database or "")
    target = source.with_name(f"{source.name}.before-{revision}")
    # A connection of its own: SQLite's backup sees the write-ahead log too, which a copy of the file would not. Nobody
    # else can write meanwhile, because *connection* may.
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _copy_tables(connection: Connection, revision: str) -> None:
    """Copy each table as it stands, by rows, to one named ``before_`` and *revision*; drop copies made earlier."""
    quote = connection.dialect.identifier_preparer.quote
    names = inspect(connection).get_table_names()
    for name in names:
        if name.startswith(_COPY):
            connection.exec_driver_sql(f"DROP TABLE {quote(name)}")
    for name in names:
        if name in metadata.tables:
            connection.exec_driver_sql(f"CREATE TABLE {quote(f'{_COPY}{revision}_{name}')} AS TABLE {quote(name)}")


_COPY = "before_"
"""How the names of copies begin on PostgreSQL, where there is no file to copy."""


def _upgrade(connection: Connection) -> None:
    # Alembic is loaded only when there is work for it: it costs more than the rest of a start.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
