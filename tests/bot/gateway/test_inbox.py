import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import pytest

from bot.gateway.inbox import Inbox
from bot.metrics import Metrics


def dropped(metrics: Metrics, reason: str) -> float:
    """Return how many jobs were counted as dropped for *reason*."""
    return metrics.registry.get_sample_value("communique_dropped_total", {"reason": reason}) or 0.0


class Desk:
    """Jobs that wait until they are let go, and a record of what they did."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.at_work: list[str] = []
        self.most_at_work = 0
        self.go = asyncio.Event()

    def job(self, name: str) -> Callable[[], Awaitable[None]]:
        """Return a job that is done, under *name*, once `go` is set."""

        async def work() -> None:
            self.at_work.append(name)
            self.most_at_work = max(self.most_at_work, len(self.at_work))
            await self.go.wait()
            await asyncio.sleep(0)
            self.at_work.remove(name)
            self.done.append(name)

        return work


async def test_keeps_the_order_within_a_lane(metrics: Metrics) -> None:
    """What came first in a channel is finished first, one at a time."""
    inbox, desk = Inbox(metrics), Desk()
    for number in range(5):
        inbox.submit(1, desk.job(str(number)))
    desk.go.set()
    assert await inbox.drain(5)
    assert desk.done == ["0", "1", "2", "3", "4"]
    assert desk.most_at_work == 1


async def test_lanes_work_side_by_side_up_to_the_bound(metrics: Metrics) -> None:
    """Ten channels, three at work, all done in the end."""
    inbox, desk = Inbox(metrics, concurrency=3), Desk()
    for lane in range(10):
        inbox.submit(lane, desk.job(str(lane)))
    await asyncio.sleep(0)
    assert len(desk.at_work) == 3
    desk.go.set()
    assert await inbox.drain(5)
    assert desk.most_at_work == 3
    assert sorted(desk.done) == sorted(map(str, range(10)))


async def test_a_full_lane_does_not_make_the_others_wait_for_all_of_it(metrics: Metrics) -> None:
    """With one runner, lanes take turns."""
    inbox, desk = Inbox(metrics, concurrency=1), Desk()
    for number in range(3):
        inbox.submit(1, desk.job(f"a{number}"))
    inbox.submit(2, desk.job("b"))
    desk.go.set()
    await inbox.drain(5)
    assert desk.done == ["a0", "b", "a1", "a2"]


async def test_refuses_the_newest_when_full_and_counts_it(metrics: Metrics) -> None:
    """Whoever asked first is served; room comes back as work is done."""
    inbox, desk = Inbox(metrics, capacity=2, concurrency=1), Desk()
    assert inbox.submit(1, desk.job("at work"))
    await asyncio.sleep(0)
    assert [inbox.submit(lane, desk.job(str(lane))) for lane in (2, 3, 4)] == [True, True, False]
    assert dropped(metrics, "queue_full") == 1
    desk.go.set()
    assert await inbox.drain(5)
    assert desk.done == ["at work", "2", "3"]


async def test_one_lane_cannot_take_all_the_room(metrics: Metrics) -> None:
    """A lane has a bound of its own."""
    inbox, desk = Inbox(metrics, capacity=10, lane_capacity=2), Desk()
    await asyncio.sleep(0)
    assert [inbox.submit(1, desk.job(str(number))) for number in range(4)] == [True, True, False, False]
    assert inbox.submit(2, desk.job("other"))
    desk.go.set()
    await inbox.drain(5)


async def test_a_job_that_fails_does_not_stop_the_next(metrics: Metrics) -> None:
    """Errors end at the inbox, are counted, and the lane goes on."""
    inbox, desk = Inbox(metrics), Desk()

    async def fail() -> None:
        raise RuntimeError("boom")

    inbox.submit(1, fail)
    inbox.submit(1, desk.job("after"))
    desk.go.set()
    assert await inbox.drain(5)
    assert desk.done == ["after"]
    assert dropped(metrics, "crashed") == 1


async def test_a_job_that_never_ends_is_ended(metrics: Metrics) -> None:
    """No question holds its channel for good."""
    inbox, desk = Inbox(metrics, job_limit_s=0.01), Desk()
    inbox.submit(1, asyncio.Event().wait)  # type: ignore[arg-type] # its result is of no interest
    inbox.submit(1, desk.job("after"))
    desk.go.set()
    assert await inbox.drain(5)
    assert desk.done == ["after"]


async def test_draining_finishes_what_waits_and_takes_nothing_new(metrics: Metrics) -> None:
    """A question that was taken is answered, one that comes later is refused and counted."""
    inbox, desk = Inbox(metrics), Desk()
    inbox.submit(1, desk.job("first"))
    inbox.submit(1, desk.job("second"))
    draining = asyncio.create_task(inbox.drain(5))
    await asyncio.sleep(0)
    assert not inbox.submit(2, desk.job("late"))
    desk.go.set()
    assert await draining
    assert desk.done == ["first", "second"]
    assert dropped(metrics, "shutting_down") == 1
    assert not inbox._runners


async def test_draining_ends_in_time_whatever_hangs(metrics: Metrics) -> None:
    """What does not finish is cancelled, and it and all that waited behind it are counted."""
    inbox, desk = Inbox(metrics, concurrency=1), Desk()
    for lane in (1, 1, 2):
        inbox.submit(lane, desk.job(str(lane)))
    await asyncio.sleep(0)
    assert not await inbox.drain(0.01)
    assert desk.done == []
    assert dropped(metrics, "shutting_down") == 3
    assert metrics.registry.get_sample_value("communique_queue_depth") == 0
    assert not inbox._runners


async def test_draining_does_not_wait_for_a_job_that_will_not_be_ended(
    metrics: Metrics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is left behind, and nothing that waited behind it begins."""
    monkeypatch.setattr("bot.gateway.inbox.UNWIND_S", 0.01)
    inbox, desk, go = Inbox(metrics), Desk(), asyncio.Event()

    async def insist() -> None:
        while not go.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await go.wait()

    inbox.submit(1, insist)
    inbox.submit(1, desk.job("after"))
    await asyncio.sleep(0)
    assert not await inbox.drain(0.01)
    go.set()
    desk.go.set()
    for _ in range(20):
        await asyncio.sleep(0)
    assert desk.done == []
    assert not inbox._runners


async def test_shows_how_many_wait(metrics: Metrics) -> None:
    """The gauge falls back to nothing when the work is done; no task is left behind."""
    inbox, desk = Inbox(metrics, concurrency=1), Desk()
    for lane in range(3):
        inbox.submit(lane, desk.job(str(lane)))
    await asyncio.sleep(0)
    assert metrics.registry.get_sample_value("communique_queue_depth") == 2
    desk.go.set()
    for _ in range(20):
        await asyncio.sleep(0)
    assert not inbox._runners
    assert metrics.registry.get_sample_value("communique_queue_depth") == 0
    assert inbox.submit(1, desk.job("again"))
    assert await inbox.drain(5)
    assert desk.done[-1] == "again"
