"""Work at the database that nobody's cancellation strikes in the middle.

A connection that is cancelled amid a statement is lost: its thread works on, and whoever waits for the two to come
apart may wait long. So each piece of work is a task of its own, and only its caller is cancelled.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from bot.errors import StorageError

T = TypeVar("T")


class Statements:
    """Runs a few pieces of work at a time, each to its end, whatever becomes of those who asked for it."""

    def __init__(self, most: int) -> None:
        """Run at most *most* at once; the others wait for their turn, and may leave meanwhile."""
        self._turns = asyncio.Semaphore(most)
        self._running: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def run(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Run *work* when its turn comes and return what it returned; a caller that leaves then does not stop it.

        Raises:
            StorageError: closed before *work* began, or it was given up.
        """
        await self._turns.acquire()
        if self._closed:
            self._turns.release()  # for the next one that waits to be told the same
            raise StorageError("the database is closed")
        task = asyncio.create_task(work(), name="database")
        self._running.add(task)
        task.add_done_callback(self._ended)
        await asyncio.wait((task,))  # not shield: it logs what failed after its caller had left, in newer Pythons
        if task.cancelled():
            raise StorageError("the database is closed")
        return task.result()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        self._turns.release()
        if not task.cancelled():
            task.exception()  # is heard, also where the caller has left

    def refuse(self) -> None:
        """Begin nothing more, and tell those who wait for their turn."""
        if not self._closed:
            self._closed = True
            self._turns.release()

    async def finish(self, limit_s: float) -> bool:
        """Wait for what runs, for at most *limit_s* seconds; return whether all of it is done."""
        if not self._running:
            return True
        return not (await asyncio.wait(self._running, timeout=limit_s))[1]

    async def give_up(self, limit_s: float) -> bool:
        """Cancel what runs, and wait *limit_s* seconds at most for it to let go; return whether all has.

        Only after `bot.database.threads.Threads.let_go`: before, a thread that is stuck would be waited for.
        """
        for task in self._running:
            task.cancel()
        return await self.finish(limit_s)
