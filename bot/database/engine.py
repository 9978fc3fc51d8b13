"""The database as one object: opened, migrated, read, written, closed."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import structlog
from sqlalchemy import Connection, delete, event, or_, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.database.feedback import Feedback
from bot.database.migrate import migrate
from bot.database.replies import ReplyLog
from bot.database.statements import Statements
from bot.database.sync import SyncLog
from bot.database.tables import channels_seen, replies, votes
from bot.database.threads import Threads
from bot.database.writer import Writer, as_storage_error
from bot.errors import StorageError
from bot.metrics import Metrics

T = TypeVar("T")

_READ_LIMIT_S = 10.0
_SWEEP_ROWS = 500
"""Rows deleted in one write, so that a long sweep lets answers in between."""
_READERS = 2
_CONNECTIONS = 1 + _READERS
"""One for the writer, the others for readers. Each is a thread with aiosqlite."""
_LET_GO_S = 0.5
"""How long work that is given up may take to let go; it has nothing to wait for."""
_DISPOSE_S = 1.0
"""Closing the last connection copies the write-ahead log into the file."""
_DISCORD_EPOCH_MS = 1_420_070_400_000
"""Milliseconds at which snowflakes begin (discord-api-docs reference, "Snowflakes", 2026-08-06)."""


class Database:
    """What the bot remembers. Open it with `open`, and close it: what it acknowledged is safe without, no more.

    A caller may be cancelled at any time; what it asked for runs to its end without it.

    Attributes:
        replies, feedback, sync: one object a concern.
    """

    def __init__(self, engine: AsyncEngine, threads: Threads, metrics: Metrics | None = None) -> None:
        """Work on *engine*, whose connections *threads* made; `open` does all that."""
        self._engine = engine
        self._threads = threads
        self._reader = engine.execution_options(**{_READS: True})
        self._reads = Statements(_READERS)
        self._writer = Writer(engine, metrics)
        self._closing: asyncio.Task[None] | None = None
        self.replies = ReplyLog(self._writer.submit, self.read)
        self.feedback = Feedback(self._writer.submit, self.read)
        self.sync = SyncLog(self._writer.submit, self.read)

    @classmethod
    async def open(cls, url: str, *, metrics: Metrics | None = None) -> "Database":
        """Connect to *url*, bring the tables up to date (after a backup, with SQLite), and start the writer.

        Raises:
            StorageError: the URL is none that works, the file cannot be used, or a newer version made the tables.
        """
        threads = Threads()
        try:
            engine = _make_engine(make_url(url), threads)
        except (ArgumentError, ImportError, SQLAlchemyError) as cause:
            # Not the URL itself: it may hold a password.
            raise StorageError(f"database_url cannot be used: {type(cause).__name__}") from cause
        except OSError as cause:
            raise StorageError(f"{cause.filename}: the database's folder cannot be made: {cause.strerror}") from cause
        database = cls(engine, threads, metrics)
        try:
            await database._reads.run(lambda: migrate(engine))
        except BaseException as cause:
            await database.close()
            if isinstance(cause, SQLAlchemyError | OSError):
                raise as_storage_error(cause) from cause
            raise
        database._writer.start()
        return database

    async def close(self, limit_s: float = 10.0) -> None:
        """Take nothing more, finish the waiting writes and the running reads, and let go of everything.

        It takes *limit_s* seconds at most, and `_LET_GO_S` and `_DISPOSE_S` more. What SQLite has not done by then (a
        disk that does not answer, a lock of another program) is left to its thread, which keeps neither the event loop
        nor the process: a write that nobody was told of may or may not stand. May be called again, also meanwhile.
        """
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(limit_s), name="database-close")
        await asyncio.shield(self._closing)

    async def _close(self, limit_s: float) -> None:
        until = asyncio.get_running_loop().time() + limit_s
        self._reads.refuse()
        await self._writer.close(limit_s)
        left_s = max(0.0, until - asyncio.get_running_loop().time())
        done = await asyncio.gather(self._reads.finish(left_s), self._writer.finish(left_s))
        if not all(done):
            structlog.get_logger(__name__).error("database_left_working")
            self._threads.let_go()
            await asyncio.gather(self._reads.give_up(_LET_GO_S), self._writer.give_up(_LET_GO_S))
        try:
            async with asyncio.timeout(_DISPOSE_S):
                await self._engine.dispose()
        except TimeoutError:
            structlog.get_logger(__name__).warning("database_left_closing")
        finally:
            self._threads.let_go()

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Run *query* on a connection of its own, beside the writer; it sees what was committed when it began.

        Raises:
            StorageError: it failed, took longer than 10 s, or the database is closed.
        """
        try:
            async with asyncio.timeout(_READ_LIMIT_S):
                return await self._reads.run(lambda: self._query(query))
        except (SQLAlchemyError, OSError) as cause:  # TimeoutError is an OSError
            raise as_storage_error(cause) from cause

    async def _query(self, query: Callable[[Connection], T]) -> T:
        async with self._reader.connect() as connection:
            return await connection.run_sync(query)

    async def ping(self) -> bool:
        """Whether the database answers a read now; never raises StorageError."""
        try:
            await self.read(lambda connection: connection.execute(text("SELECT 1")).scalar_one())
        except StorageError:
            return False
        return True

    async def sweep(self, now: datetime, retention_days: int) -> int:
        """Delete replies, votes and channel marks older than *retention_days* at *now*; return how many replies went.

        Raises:
            StorageError: a write failed; what was deleted before stays deleted.
        """
        oldest = now - timedelta(days=retention_days)
        swept = 0
        while True:
            count = await self._writer.submit(lambda connection: _delete_old(connection, oldest))
            swept += count
            if count < _SWEEP_ROWS:
                break
        mark = (int(oldest.timestamp() * 1000) - _DISCORD_EPOCH_MS) << 22
        await self._writer.submit(
            lambda connection: (
                connection.execute(delete(channels_seen).where(channels_seen.c.message_id < mark)).rowcount
            )
        )
        return swept

    async def forget_member(self, member_id: int) -> int:
        """Delete every vote of a member and every reply to them, with all its votes; return how many rows went."""

        def forget(connection: Connection) -> int:
            own = select(replies.c.asked_id).where(replies.c.asker_id == member_id)
            gone = connection.execute(
                delete(votes).where(or_(votes.c.member_id == member_id, votes.c.asked_id.in_(own)))
            ).rowcount
            return gone + connection.execute(delete(replies).where(replies.c.asker_id == member_id)).rowcount

        return await self._writer.submit(forget)


def _delete_old(connection: Connection, oldest: datetime) -> int:
    batch = (
        select(replies.c.asked_id).where(replies.c.asked_at < oldest).order_by(replies.c.asked_at).limit(_SWEEP_ROWS)
    )
    ids = list(connection.execute(batch).scalars())
    connection.execute(delete(votes).where(votes.c.asked_id.in_(ids)))
    return connection.execute(delete(replies).where(replies.c.asked_id.in_(ids))).rowcount


_READS = "communique_reads"
"""Execution option of connections that only read."""


def _make_engine(url: URL, threads: Threads) -> AsyncEngine:
    """Return an engine for *url*, with SQLite on *threads*; its SQL and values never reach a log or an error text."""
    is_sqlite = url.get_backend_name() == "sqlite"
    if is_sqlite:
        if url.database in {None, "", ":memory:"}:
            # Each connection would see a database of its own.
            raise ArgumentError("SQLite needs a file")
        Path(url.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        connect_args={"async_creator_fn": threads.connect} if is_sqlite else {},
        hide_parameters=True,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_READ_LIMIT_S,
        pool_pre_ping=not is_sqlite,
    )
    if is_sqlite:
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


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
    reads = connection.get_execution_options().get(_READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
