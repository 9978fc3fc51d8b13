"""The database as one object: opened, migrated, read, written, closed."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database.actors import Actors
from bot.database.auditlog import AuditLog
from bot.database.connecting import READS, make_engine
from bot.database.feedback import Feedback
from bot.database.guilds import Guilds
from bot.database.members import export_member, forget_member
from bot.database.migrate import migrate
from bot.database.proposals import Proposals
from bot.database.replies import ReplyLog
from bot.database.revisions import Revisions
from bot.database.statements import Statements
from bot.database.subscriptions import Subscriptions
from bot.database.sweeping import Retention, sweep
from bot.database.sync import SyncLog
from bot.database.tallies import Tallies
from bot.database.threads import Threads
from bot.database.unanswered import Unanswered
from bot.database.work import WorkInHand
from bot.database.writer import Writer, as_storage_error, is_of_driver
from bot.database_url import with_driver
from bot.errors import StorageError
from bot.metrics import Metrics

T = TypeVar("T")

_READ_LIMIT_S = 10.0
_READERS = 2
_CONNECTIONS = 1 + _READERS
"""One for the writer, the others for readers. Each is a thread with aiosqlite."""
_LET_GO_S = 0.5
"""How long work that is given up may take to let go; it has nothing to wait for."""
_DISPOSE_S = 1.0
"""Closing the last connection copies the write-ahead log into the file."""
_KEEPS_BY_DEFAULT = Retention()


class Database:
    """What the bot remembers. Open it with `open`, and close it: what it acknowledged is safe without, no more.

    A caller may be cancelled at any time; what it asked for runs to its end without it.

    Attributes:
        replies, feedback, sync: questions and what became of them, votes, what Discord was given; one object a concern.
        actors, revisions, audit: who changed the facts, every version of them, who did what.
        work, proposals: changes in hand, and what waits to be decided.
        guilds, subscriptions: choices of guilds, and who wants to hear of what.
        unanswered, tallies: questions that could not be answered, and counts by day.
    """

    def __init__(self, engine: AsyncEngine, threads: Threads, metrics: Metrics | None = None) -> None:
        """Work on *engine*, whose connections *threads* made; `open` does all that."""
        self._engine = engine
        self._threads = threads
        self._reader = engine.execution_options(**{READS: True})
        self._reads = Statements(_READERS)
        self._writer = Writer(engine, metrics)
        self._closing: asyncio.Task[None] | None = None
        ways = (self._writer.submit, self.read)
        self.replies = ReplyLog(*ways)
        self.feedback = Feedback(*ways)
        self.sync = SyncLog(*ways)
        self.actors = Actors(*ways)
        self.revisions = Revisions(*ways)
        self.audit = AuditLog(*ways)
        self.work = WorkInHand(*ways)
        self.proposals = Proposals(*ways)
        self.guilds = Guilds(*ways)
        self.subscriptions = Subscriptions(*ways)
        self.unanswered = Unanswered(*ways)
        self.tallies = Tallies(*ways)

    @classmethod
    async def open(cls, url: str, *, metrics: Metrics | None = None) -> "Database":
        """Connect to *url*, bring the tables up to date (after a backup, with SQLite), and start the writer.

        Raises:
            StorageError: the URL is none that works, the file cannot be used, or a newer version made the tables.
        """
        threads = Threads()
        try:
            engine = make_engine(make_url(with_driver(url)), threads, connections=_CONNECTIONS, wait_s=_READ_LIMIT_S)
        except (ArgumentError, ImportError, SQLAlchemyError) as cause:
            # Not the URL itself: it may hold a password.
            raise StorageError(f"database_url cannot be used: {type(cause).__name__}") from cause
        except OSError as cause:
            raise StorageError(f"{cause.filename}: the database's folder cannot be made: {cause.strerror}") from cause
        database = cls(engine, threads, metrics)
        try:
            await database._reads.run(lambda: _migrate(url, engine, threads))
        except BaseException as cause:
            await database.close()
            if isinstance(cause, TypeError):  # what follows "?" in the URL is the driver's, and it does not know it
                raise StorageError(f"database_url cannot be used: {cause}") from cause
            if isinstance(cause, Exception) and is_of_driver(cause):
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
        except Exception as cause:  # TimeoutError is an OSError
            if is_of_driver(cause):
                raise as_storage_error(cause) from cause
            raise

    async def _query(self, query: Callable[[Connection], T]) -> T:
        try:
            async with self._reader.connect() as connection:
                return await connection.run_sync(query)
        except DBAPIError as cause:
            if not cause.connection_invalidated:
                raise
        # It broke, perhaps long ago while nobody used it; all that broke with it are forgotten now.
        async with self._reader.connect() as connection:
            return await connection.run_sync(query)

    async def ping(self) -> bool:
        """Whether the database answers a read now; never raises StorageError."""
        try:
            await self.read(lambda connection: connection.execute(text("SELECT 1")).scalar_one())
        except StorageError:
            return False
        return True

    async def sweep(self, now: datetime, retention_days: int, kept: Retention = _KEEPS_BY_DEFAULT) -> int:
        """Delete replies, votes and channel marks older than *retention_days*, and the rest as *kept* says, at *now*.

        Returns:
            How many replies went.

        Raises:
            StorageError: a write failed; what was deleted before stays deleted.
        """
        return await sweep(self._writer.submit, now, retention_days, kept)

    async def forget_member(self, member_id: int) -> int:
        """Take away what is kept of a member (`bot.database.members`); return how many rows that concerned."""
        return await self._writer.submit(lambda connection: forget_member(connection, member_id))

    async def export_member(self, member_id: int) -> dict[str, Any]:
        """Return what is kept of a member, as what JSON can hold: lists of rows by kind."""
        return await self.read(lambda connection: export_member(connection, member_id))


async def _migrate(url: str, engine: AsyncEngine, threads: Threads) -> None:
    """Migrate over *engine*, or where its statements have little time over a connection whose statements have much."""
    if engine.dialect.name == "sqlite":
        await migrate(engine)
        return
    patient = make_engine(make_url(with_driver(url)), threads, connections=1, wait_s=_READ_LIMIT_S, patient=True)
    try:
        await migrate(patient)
    finally:
        await patient.dispose()
