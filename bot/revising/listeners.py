"""Whoever wants to hear that the facts changed: told in a task of their own, one after the other, within bounds."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

import structlog

T = TypeVar("T")
Listener = Callable[[T], Awaitable[object]]

MOST_LISTENERS: Final = 32
MOST_WAITING: Final = 256
"""News that wait to be told; of more, the oldest are dropped: who must not miss one asks the database (`since`)."""


class Listeners(Generic[T]):
    """Tells each of several listeners each piece of news, in order; a listener that fails is logged and told the next.

    Nobody who brings news waits for it to be told.
    """

    def __init__(self) -> None:
        """Have no listeners yet."""
        self._listeners: list[Listener[T]] = []
        self._waiting: deque[T] = deque(maxlen=MOST_WAITING)
        self._telling: asyncio.Task[None] | None = None

    def add(self, listener: Listener[T]) -> Callable[[], None]:
        """Tell *listener* from now on; return what ends that.

        Raises:
            ValueError: there are `MOST_LISTENERS` already, so somebody forgets to end it.
        """
        if len(self._listeners) >= MOST_LISTENERS:
            raise ValueError(f"more than {MOST_LISTENERS} listeners")
        self._listeners.append(listener)

        def end() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return end

    def tell(self, news: T) -> None:
        """Have everybody told *news* soon; needs a running event loop."""
        if not self._listeners:
            return
        self._waiting.append(news)
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell(), name="change-listeners")

    async def _tell(self) -> None:
        while self._waiting:
            news = self._waiting.popleft()
            for listener in tuple(self._listeners):
                try:
                    await listener(news)
                except Exception:  # noqa: BLE001 - whatever one of them does, the others are told
                    structlog.get_logger(__name__).exception("listener_failed")

    async def settle(self) -> None:
        """Wait until everybody was told what there is."""
        while self._telling is not None and not self._telling.done():
            await asyncio.wait({self._telling})

    async def close(self) -> None:
        """Tell nothing more."""
        self._waiting.clear()
        self._listeners.clear()
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.gather(self._telling, return_exceptions=True)
