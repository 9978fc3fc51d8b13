"""Where questions wait for their turn: within bounds, in order within a channel, a few channels at a time.

discord.py starts a task for every event and waits for none of them; without this, a burst of messages is as many
answers at once. Work that does not fit is refused when it comes (the newest, so that whoever asked first is
served) and counted, never silently dropped later.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

from bot.metrics import Metrics

Job = Callable[[], Awaitable[None]]
"""One piece of work, begun when its turn comes."""

CAPACITY = 4096
"""Jobs that wait at most, over all lanes; one that holds a `discord.Message` weighs about 2 KB."""
LANE_CAPACITY = 1024
"""Jobs that wait at most in one lane, so that one busy channel cannot crowd out the others."""
CONCURRENCY = 32
"""Lanes that work at once. Discord lets a bot make 50 requests a second (api-docs topics/rate-limits, 2026-08-06)."""
UNWIND_S = 0.5
"""How long work that is ended may take to let go of the database."""
JOB_LIMIT_S = 180.0
"""A job that takes longer is stuck and is ended; sending gives up well before."""


class Inbox:
    """Runs jobs in lanes (a lane is a channel's id): one at a time and in order within a lane."""

    def __init__(
        self,
        metrics: Metrics,
        *,
        capacity: int = CAPACITY,
        lane_capacity: int = LANE_CAPACITY,
        concurrency: int = CONCURRENCY,
        job_limit_s: float = JOB_LIMIT_S,
    ) -> None:
        """Start empty and open; no task runs while there is no work."""
        self._metrics = metrics
        self._capacity = capacity
        self._lane_capacity = lane_capacity
        self._concurrency = concurrency
        self._job_limit_s = job_limit_s
        self._lanes: dict[int, deque[Job]] = {}
        """Every lane that works or waits, with its jobs not yet begun."""
        self._turns: deque[int] = deque()
        """Lanes with jobs and no runner, longest wait first."""
        self._runners: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._open = True

    def submit(self, lane: int, job: Job) -> bool:
        """Put *job* at the end of *lane*.

        Returns:
            Whether it was taken; False when there is no room or the inbox is closing, and that is counted.
        """
        if not self._open:
            self._metrics.dropped.labels("shutting_down").inc()
            return False
        queue = self._lanes.get(lane)
        if self._waiting >= self._capacity or (queue is not None and len(queue) >= self._lane_capacity):
            self._metrics.dropped.labels("queue_full").inc()
            return False
        self._count(1)
        if queue is not None:
            queue.append(job)
            return True
        self._lanes[lane] = deque((job,))
        self._turns.append(lane)
        if len(self._runners) < self._concurrency:
            runner = asyncio.create_task(self._run(), name=f"inbox-{lane}")
            self._runners.add(runner)
            runner.add_done_callback(self._runners.discard)
        return True

    async def drain(self, timeout_s: float) -> bool:
        """Take no more jobs and finish those that are there, for at most *timeout_s*; then end the rest.

        Takes `UNWIND_S` more at most, while those that are ended let go.

        Returns:
            Whether all were finished. What was not is counted as dropped.
        """
        self._open = False
        runners = set(self._runners)
        if not runners:
            return True
        _, stuck = await asyncio.wait(runners, timeout=timeout_s)
        for runner in stuck:
            runner.cancel()
        if stuck:
            # Each has its chance to let go of what it holds; one that will not be ended is left behind.
            await asyncio.wait(stuck, timeout=UNWIND_S)
            self._metrics.dropped.labels("shutting_down").inc(self._waiting + len(stuck))
            for queue in self._lanes.values():
                queue.clear()
            self._lanes.clear()
            self._turns.clear()
            self._count(-self._waiting)
        return not stuck

    async def _run(self) -> None:
        """Work off one job of the lane whose turn it is, then of the next, until no lane waits."""
        while self._turns:
            lane = self._turns.popleft()
            queue = self._lanes[lane]
            self._count(-1)
            await self._do(queue.popleft())
            if queue:
                self._turns.append(lane)
            else:
                self._lanes.pop(lane, None)

    async def _do(self, job: Job) -> None:
        try:
            async with asyncio.timeout(self._job_limit_s):
                await job()
        except Exception:  # noqa: BLE001 - the outermost handler of a job: whatever one does, the next is done
            self._metrics.dropped.labels("crashed").inc()
            structlog.get_logger(__name__).exception("job_failed")

    def _count(self, change: int) -> None:
        self._waiting += change
        self._metrics.queue_depth.set(self._waiting)
