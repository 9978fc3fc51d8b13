"""What runs at the database runs to its end; only those who asked for it are cancelled."""

import asyncio
from functools import partial

import pytest

from bot.database.statements import Statements
from bot.errors import StorageError


class Desk:
    """Work that goes on until it is told to end.

    Attributes:
        begun, ended: the names of what has begun and ended, in order.
    """

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.go = asyncio.Event()

    async def work(self, name: str) -> str:
        """Work under *name*."""
        self.begun.append(name)
        await self.go.wait()
        self.ended.append(name)
        return name


async def turn() -> None:
    """Let everybody who can go on do so."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_caller_that_leaves_does_not_stop_the_work() -> None:
    """It is cancelled at once, and what it asked for ends by itself."""
    statements, desk = Statements(1), Desk()
    caller = asyncio.create_task(statements.run(lambda: desk.work("a")))
    await turn()
    caller.cancel()
    await turn()
    assert caller.cancelled()
    desk.go.set()
    assert await statements.finish(5)
    assert desk.ended == ["a"]


async def test_a_fault_nobody_waits_for_is_no_fault_of_the_loop() -> None:
    """A caller that left is not told, and neither is the log."""
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
    statements, go = Statements(1), asyncio.Event()

    async def fail() -> None:
        await go.wait()
        raise ValueError("on purpose")

    caller = asyncio.create_task(statements.run(fail))
    await turn()
    caller.cancel()
    go.set()
    assert await statements.finish(5)
    await turn()
    assert complaints == []


async def test_a_fault_is_the_callers() -> None:
    """It comes out as it is."""
    with pytest.raises(ZeroDivisionError):
        await Statements(1).run(lambda: _divide(0))


async def _divide(by: int) -> float:
    return 1 / by


async def test_so_many_at_once_and_in_order() -> None:
    """Whoever leaves while waiting leaves no gap."""
    statements, desk = Statements(2), Desk()
    callers = [asyncio.create_task(statements.run(partial(desk.work, name))) for name in "abcd"]
    await turn()
    assert desk.begun == ["a", "b"]
    callers[2].cancel()
    desk.go.set()
    await asyncio.gather(*callers, return_exceptions=True)
    assert desk.ended == ["a", "b", "d"]


async def test_refusing_tells_all_who_wait() -> None:
    """Also while what runs is stuck; and whoever comes later."""
    statements, desk = Statements(1), Desk()
    running, *waiting = (asyncio.create_task(statements.run(lambda: desk.work("a"))) for _ in range(4))
    await turn()
    statements.refuse()
    statements.refuse()
    told = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(each) for each in told] == [StorageError] * 3
    with pytest.raises(StorageError, match="the database is closed"):
        await statements.run(lambda: desk.work("late"))
    assert not await statements.finish(0)
    desk.go.set()
    assert await running == "a"
    assert await statements.finish(0)


async def test_given_up_work_is_told_to_its_caller() -> None:
    """As the database's error, not as if the caller had been cancelled."""
    statements, desk = Statements(1), Desk()
    caller = asyncio.create_task(statements.run(lambda: desk.work("a")))
    await turn()
    assert await statements.give_up(5)
    with pytest.raises(StorageError, match="the database is closed"):
        await caller
