"""One writer for the whole process: many waiting writes, one commit.

SQLite lets one connection write at a time and pays for each commit with a flush to disk; PostgreSQL takes as long, and
some turns over the network. So every write is a function in a queue; a single task takes what is waiting, runs all of
it in one transaction, commits, and only then tells the callers. One write that fails is rolled back alone.
Rows of one kind (`Row`) are written by one statement: with PostgreSQL, going there and back is what a row costs.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database.statements import Statements
from bot.errors import StorageError
from bot.metrics import Metrics

R = TypeVar("R")
T = TypeVar("T")
Write = Callable[[Connection], T]
"""A write: plain SQLAlchemy on a connection in a transaction. It touches nothing else, because it may run twice."""


@dataclass(frozen=True, slots=True)
class Row(Generic[R, T]):
    """A write of one row, which is done in one go for all that wait with the same *many*.

    Attributes:
        many: writes rows and returns what became of each, in their order; a plain function, for it is known by itself.
    """

    many: Callable[[Connection, Sequence[R]], Sequence[T]]
    row: R

    def __call__(self, connection: Connection) -> T:
        """Write the row alone."""
        return self.many(connection, (self.row,))[0]


MAX_BATCH = 256
MAX_WAITING = 4096
_MOST_TURNS = 5
"""How often a transaction is run that others stand in the way of."""
_TURN_S = 0.02
WAIT_LIMIT_S = 30.0
"""Longer than this and the caller is better off with an error: SQLite itself waits 5 s for a lock."""


@dataclass(slots=True)
class _Job:
    write: Write[Any]
    done: asyncio.Future[Any]


class Writer:
    """Runs writes in order, in groups. Start it with `start`, always end it with `close`."""

    def __init__(self, engine: AsyncEngine, metrics: Metrics | None = None) -> None:
        """Write through one connection of *engine*, which begins write transactions with it."""
        self._engine = engine
        self._metrics = metrics
        self._transactions = Statements(1)
        self._jobs: asyncio.Queue[_Job | None] = asyncio.Queue(MAX_WAITING)
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._ended = False

    def start(self) -> None:
        """Begin to work; needs a running event loop."""
        self._task = asyncio.create_task(self._work(), name="database-writer")

    async def submit(self, write: Write[T]) -> T:
        """Run *write* and return what it returned, once that is durable.

        A caller that is cancelled while its write still waits takes the write back.

        Raises:
            StorageError: it failed, was not taken within `WAIT_LIMIT_S`, or the writer is closed. Nothing of it stays,
                except where waiting ended in the middle of its transaction: then it may or may not stand.
        """
        if self._closed or self._task is None:
            raise StorageError("the database is closed")
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(WAIT_LIMIT_S):
                await self._jobs.put(_Job(write, done))
                if self._ended:  # the queue was full, and room came from closing
                    raise StorageError("the database is closed")
                return await done
        except TimeoutError as cause:
            raise StorageError("the database did not write in time") from cause

    async def close(self, limit_s: float = 10.0) -> None:
        """Finish what is waiting, for at most *limit_s* seconds, then end in any case. May be called twice.

        A transaction that takes longer goes on by itself, until `finish` or `give_up` have seen to it.
        """
        self._closed = True
        task, self._task = self._task, None
        if task is None:
            return
        try:
            async with asyncio.timeout(limit_s):
                await self._jobs.put(None)
                await asyncio.shield(task)
        except TimeoutError:
            pass
        finally:
            task.cancel()
            self._ended = True
            self._refuse_waiting()
            await asyncio.wait((task,))

    async def finish(self, limit_s: float) -> bool:
        """Wait for the transaction that outlasted `close`, for *limit_s* seconds; return whether it is done."""
        return await self._transactions.finish(limit_s)

    async def give_up(self, limit_s: float) -> bool:
        """End that transaction (`Statements.give_up`)."""
        return await self._transactions.give_up(limit_s)

    def _refuse_waiting(self) -> None:
        while not self._jobs.empty():
            job = self._jobs.get_nowait()
            if job is not None and not job.done.done():
                job.done.set_exception(StorageError("the database is closed"))

    async def _work(self) -> None:
        while (first := await self._jobs.get()) is not None:
            batch, last = self._gather(first)
            await self._write(batch)
            if last:
                return

    def _gather(self, first: _Job) -> tuple[list[_Job], bool]:
        """Return *first* and what waits behind it, and whether the end of work is among that."""
        batch = [first]
        while len(batch) < MAX_BATCH and not self._jobs.empty():
            job = self._jobs.get_nowait()
            if job is None:
                return batch, True
            batch.append(job)
        return batch, False

    async def _write(self, batch: list[_Job]) -> None:
        """Run *batch* in one transaction and settle each of its futures; never raises but for cancellation."""
        live = [job for job in batch if not job.done.done()]
        if not live:
            return
        try:
            outcomes = await self._transactions.run(lambda: self._transact([job.write for job in live]))
        except asyncio.CancelledError:
            _fail(live, StorageError("the database is closed"))
            raise
        except Exception as cause:  # noqa: BLE001 - whatever it was, each caller must hear of it, and the task go on
            self._count(0, len(live))
            _fail(live, cause)
            return
        failed = sum(1 for outcome in outcomes if isinstance(outcome, _Failed))
        self._count(len(live), failed)
        for job, outcome in zip(live, outcomes, strict=True):
            if job.done.done():
                continue
            if isinstance(outcome, _Failed):
                job.done.set_exception(as_storage_error(outcome.cause))
            else:
                job.done.set_result(outcome)

    async def _transact(self, writes: list[Write[Any]]) -> list[Any]:
        """Run and commit *writes*; return what each returned, or `_Failed`, in the same order.

        What another process's transaction stood in the way of is run again: PostgreSQL says so, and nothing stands.
        """
        for turn in range(1, _MOST_TURNS):
            try:
                return await self._transact_once(writes)
            except DBAPIError as cause:
                if not is_transient(cause):
                    raise
            # The two would meet again if both came back at once.
            await asyncio.sleep(random.uniform(0.5, 1.0) * _TURN_S * turn)  # noqa: S311 - nothing hangs on it
        return await self._transact_once(writes)

    async def _transact_once(self, writes: list[Write[Any]]) -> list[Any]:
        async with self._engine.connect() as connection:
            try:
                return await connection.run_sync(_run_together, writes)
            except _WriteFailed:
                return await connection.run_sync(_run_each, writes)

    def _count(self, written: int, failed: int) -> None:
        if self._metrics is not None:
            self._metrics.database_batches.observe(written)
            self._metrics.database_failures.inc(failed)


@dataclass(frozen=True, slots=True)
class _Failed:
    cause: Exception


class _WriteFailed(Exception):
    """A write raised, so its transaction must not be committed."""


def _run_together(connection: Connection, writes: list[Write[Any]]) -> list[Any]:
    """Run *writes* as if nothing could fail, which is nearly always so: savepoints cost more than the writes do."""
    with connection.begin():
        try:
            return _run_merged(connection, writes)
        except Exception as cause:
            raise _WriteFailed from cause


def _run_merged(connection: Connection, writes: list[Write[Any]]) -> list[Any]:
    """Run *writes*, rows of one kind together where the first of them stands; return what each returned, in order.

    Nobody was told yet of any write in the batch, so none of their callers can tell in which order they ran.
    """
    kinds: dict[Any, list[int]] = {}
    for place, write in enumerate(writes):
        kinds.setdefault(write.many if isinstance(write, Row) else place, []).append(place)
    outcomes: list[Any] = [None] * len(writes)
    for kind, places in kinds.items():
        if isinstance(kind, int):
            outcomes[kind] = writes[kind](connection)
            continue
        rows = [write.row for place in places if isinstance(write := writes[place], Row)]
        for place, outcome in zip(places, kind(connection, rows), strict=True):
            outcomes[place] = outcome
    return outcomes


def _run_each(connection: Connection, writes: list[Write[Any]]) -> list[Any]:
    """Run each of *writes* in a savepoint of its own, so that one that fails is undone alone."""
    with connection.begin():
        return [_run_alone(connection, write) for write in writes]


def _run_alone(connection: Connection, write: Write[Any]) -> Any:
    try:
        try:
            with connection.begin_nested():
                return write(connection)
        except IntegrityError:
            # Another process may have been quicker to insert the same row; now it is seen.
            with connection.begin_nested():
                return write(connection)
    except DBAPIError as cause:
        if cause.connection_invalidated or is_transient(cause):
            raise  # the transaction is lost, and with it what this batch did before
        return _Failed(cause)
    except Exception as cause:  # noqa: BLE001 - a fault in one write is its caller's, not its neighbours'
        return _Failed(cause)


def _fail(jobs: list[_Job], cause: Exception) -> None:
    for job in jobs:
        if not job.done.done():
            job.done.set_exception(as_storage_error(cause))


def is_of_driver(cause: BaseException) -> bool:
    """Return whether *cause* comes from the database; asyncpg's own, while it connects, are nothing to SQLAlchemy.

    Nor is the OverflowError with which Python's SQLite refuses a number that no column holds.
    """
    return isinstance(cause, SQLAlchemyError | OSError | OverflowError) or type(cause).__module__.startswith("asyncpg.")


def is_transient(cause: DBAPIError) -> bool:
    """Return whether *cause* ended a transaction that may be run again, as PostgreSQL's manual has it (13.5)."""
    return getattr(cause.orig, "sqlstate", None) in _TRANSIENT


_TRANSIENT = frozenset({"40001", "40P01"})
"""serialization_failure and deadlock_detected (PostgreSQL 15 manual, appendix A)."""


def as_storage_error(cause: Exception) -> StorageError:
    """Return *cause* as the one error that leaves `bot.database`, with the cause chained."""
    if isinstance(cause, StorageError):
        return cause
    error = StorageError(f"the database refused: {_words(cause)}")
    error.__cause__ = cause
    return error


def _words(cause: Exception) -> str:
    """Return the driver's own words, without SQL and values: a value could be what a member typed."""
    told = getattr(cause, "orig", None) or cause
    state = str(getattr(told, "sqlstate", None) or "")
    if not state:
        return f"{type(told).__name__}: {told}"
    # SQLAlchemy puts asyncpg's error into one of its own, whose words begin with the name of a class.
    inner = (told.__cause__ if told is not cause else None) or told
    if state.startswith(_WITH_VALUES):
        constraint = getattr(inner, "constraint_name", None)
        return f"{type(inner).__name__}" + (f": {constraint}" if constraint else "")
    return f"{type(inner).__name__}: {inner}"


_WITH_VALUES = ("22", "23")
"""Classes of SQLSTATE whose messages quote values: data exceptions, broken constraints."""
