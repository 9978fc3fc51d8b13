"""What nobody waits for after facts are swapped: compiled and kept for the next start, the old ones let go of."""

import asyncio

import structlog

from bot.factstore import FactStore


class Settling:
    """Settles a store, once for however many swaps there were meanwhile."""

    def __init__(self, store: FactStore) -> None:
        """Settle *store*."""
        self._store = store
        self._task: asyncio.Task[None] | None = None
        self._is_due = False

    def soon(self) -> None:
        """Have the store settled beside everything else; needs a running event loop."""
        self._is_due = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._settle(), name="facts-settle")

    async def close(self) -> None:
        """Wait until all is settled."""
        if self._task is not None:
            await asyncio.wait({self._task})

    async def _settle(self) -> None:
        while self._is_due:
            self._is_due = False
            try:
                await self._store.settle()
            except Exception:  # noqa: BLE001 - it saves time at the next start, and no more
                structlog.get_logger(__name__).exception("facts_not_settled")
