"""Whoever wants to hear is told in order, within bounds, and keeps nobody waiting."""

import asyncio

import pytest

from bot.revising.listeners import MOST_LISTENERS, MOST_WAITING, Listeners


async def test_each_is_told_everything_in_order() -> None:
    """Also what is told while they are being told."""
    heard: list[tuple[str, int]] = []
    listeners: Listeners[int] = Listeners()

    async def first(news: int) -> None:
        heard.append(("first", news))
        if news == 1:
            listeners.tell(2)

    async def second(news: int) -> None:
        heard.append(("second", news))

    listeners.add(first)
    listeners.add(second)
    listeners.tell(1)
    assert heard == []
    await listeners.settle()
    assert heard == [("first", 1), ("second", 1), ("first", 2), ("second", 2)]
    await listeners.close()


async def test_there_are_not_more_than_so_many() -> None:
    """Somebody who forgets to end what they began is told, and news does not pile up."""
    listeners: Listeners[int] = Listeners()
    heard: list[int] = []
    gate = asyncio.Event()

    async def hear(news: int) -> None:
        await gate.wait()
        heard.append(news)

    ends = [listeners.add(hear) for _ in range(MOST_LISTENERS)]
    with pytest.raises(ValueError, match="listeners"):
        listeners.add(hear)
    for end in ends[1:]:
        end()
    for news in range(2 * MOST_WAITING):
        listeners.tell(news)
    gate.set()
    await listeners.settle()
    assert heard == list(range(MOST_WAITING, 2 * MOST_WAITING))
    await listeners.close()
    listeners.tell(0)
    await listeners.settle()
