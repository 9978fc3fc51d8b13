"""Blocking work beside the event loop: so much at a time, and nothing that was begun is lost sight of."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from bot.errors import StorageError

T = TypeVar("T")


class Threads:
    """A few threads for work that blocks. They start when there is work; always end them with `close`.

    Whoever waits for work may be cancelled at any moment: work that has begun still runs to its end, so that a
    connection never changes hands in the middle of a statement, and `close` waits for it.
    """

    def __init__(self, count: int, name: str) -> None:
        """Do *count* pieces of work at once, in threads called *name*."""
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=name)
        self._free = asyncio.Semaphore(count)
        self._running: set[asyncio.Future[Any]] = set()
        self._closed = False

    async def run(self, work: Callable[[], T]) -> T:
        """Run *work* in a thread as soon as one is free, and return what it returns or raise what it raises.

        Raises:
            StorageError: the threads are closed.
        """
        await self._free.acquire()
        if self._closed:
            self._free.release()
            raise StorageError("the database is closed")
        running = asyncio.get_running_loop().run_in_executor(self._pool, work)
        self._running.add(running)
        running.add_done_callback(self._end)
        return await asyncio.shield(running)

    def _end(self, ended: asyncio.Future[Any]) -> None:
        self._running.discard(ended)
        self._free.release()
        if not ended.cancelled():
            ended.exception()  # looked at, for the caller may have left

    async def close(self, limit_s: float) -> None:
        """Begin nothing more, and wait at most *limit_s* seconds for what runs. May be called twice."""
        self._closed = True
        if self._running:
            await asyncio.wait(set(self._running), timeout=limit_s)
        self._pool.shutdown(wait=not self._running)
