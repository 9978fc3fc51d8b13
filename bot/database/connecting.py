"""Engines: how a database is connected to, SQLite on threads of ours or PostgreSQL through asyncpg."""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.database.threads import Threads

READS: Final = "communique_reads"
"""Execution option of connections that only read."""
_CONNECT_S: Final = 10.0
"""A database that does not answer within that is down."""
_STATEMENT_S: Final = 20.0
"""A network that has gone away says nothing; TCP alone would wait for a quarter of an hour."""
_SESSION: Final = {
    "application_name": "communique",
    # Within what a statement may take, so that the lock is what is told of.
    "lock_timeout": "15s",
    # A process that hangs or lost its network lets go of what it had locked.
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
}


def make_engine(url: URL, threads: Threads, *, connections: int, wait_s: float, patient: bool = False) -> AsyncEngine:
    """Return an engine for *url*, with SQLite on *threads*; its SQL and values never reach a log or an error text.

    There are at most so many *connections*, and one of them is waited for *wait_s* seconds at most. On a *patient* one
    a statement may take as long as it takes.

    A connection is not tried before it is used, which with PostgreSQL costs as much as writing three rows: one that
    broke while it was idle is noticed at its first statement, and what reads and writes begins once more
    (`Database.read`, `Writer`).

    Raises:
        ArgumentError: SQLite without a file.
        OSError: the folder of SQLite's file cannot be made.
    """
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite:
        if url.database in {None, "", ":memory:"}:
            # Each connection would see a database of its own.
            raise ArgumentError("SQLite needs a file")
        Path(url.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_async_engine(
        _with_ssl(url),
        connect_args=_connect_args(url, threads, patient=patient),
        hide_parameters=True,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=wait_s,
    )
    if is_sqlite:
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _with_ssl(url: URL) -> URL:
    """Return *url* with ``sslmode``, as PostgreSQL's own programs have it, under asyncpg's name for the same."""
    mode = url.query.get("sslmode")
    if mode is None or url.get_driver_name() != "asyncpg":
        return url
    return url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})


def _connect_args(url: URL, threads: Threads, *, patient: bool) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"async_creator_fn": threads.connect}
    if url.get_driver_name() == "asyncpg":
        return {
            "timeout": _CONNECT_S,
            "command_timeout": None if patient else _STATEMENT_S,
            "server_settings": _SESSION,
        }
    return {}


def _set_up_sqlite(connection: object, _record: object) -> None:
    """Make a new SQLite connection durable, strict about references, and patient."""
    # The driver must not begin transactions by itself: it would defer them, and a deferred one that turns to
    # writing fails at once when somebody else has written (SQLITE_BUSY_SNAPSHOT), whatever busy_timeout says.
    connection.isolation_level = None  # type: ignore[attr-defined] # the adapter's class differs by driver
    cursor = connection.cursor()  # type: ignore[attr-defined] # the same
    for pragma in ("busy_timeout = 5000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get(READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
