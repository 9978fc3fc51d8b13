"""Takes over edits of the fact file while the bot runs.

The operating system tells of a change at once, where it does; bind mounts and network file systems often do not tell,
so the file is looked at ten times a second as well, which is one call of the system. What cannot be taken over is
logged once, and the last good facts go on answering.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final, Literal

import structlog

from bot.factstore import FactStore, IsAtRest
from bot.filelook import FileLook
from bot.metrics import Metrics
from knowledge.errors import FactFileError

LOOK_EVERY_S: Final = 0.1
"""An edit that nothing tells of is to be answered from within a second, too; taking it over needs half of that."""
QUIET_S: Final = 0.1
"""A file is taken over that was left alone for so long, and while it was loaded: before, it may be half written."""
_STEP_MS: Final = 25
_GATHER_MS: Final = 50
"""What comes within this time is told at once; a step without news ends it earlier."""
_UNLISTEN_S: Final = 1.0

Sleep = Callable[[float], Awaitable[None]]
TakeOver = Callable[[IsAtRest], Awaitable[object]]
"""Has the facts answered from that are in the file now; raises FactFileError, or OSError, and keeps those before."""
Listen = Callable[[Path, asyncio.Event], AbstractAsyncContextManager[None]]
"""While entered, sets an event when something tells that a file may have changed."""


class FactWatch:
    """Keeps a store at what its file says. `run` it as a task, and cancel that to end it."""

    def __init__(
        self,
        store: FactStore,
        metrics: Metrics,
        *,
        take_over: TakeOver | None = None,
        listen: Listen | None = None,
        look_every_s: float = LOOK_EVERY_S,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Watch the file of *store*; *listen* hears of changes, None has the operating system tell.

        *take_over* is called for a file that changed; None has the store load it.
        """
        self._store = store
        self._take = take_over or store.reload
        self._metrics = metrics
        self._listen = listen or notifications
        self._look_every_s = look_every_s
        self._sleep = sleep
        self._path = store.path
        self._look = FileLook(store.path, store.current.digest)
        self._fault: str | None = None

    @property
    def is_behind(self) -> bool:
        """Whether the file as it is now could not be taken over, so that older facts answer."""
        return self._fault is not None

    async def run(self) -> None:
        """Take over every edit until cancelled."""
        while True:
            await self._follow(self._store.path)

    async def _follow(self, path: Path) -> None:
        """Take over every edit of *path*, as long as that is the fact file."""
        heard = asyncio.Event()
        async with self._listen(path, heard):
            while self._store.path == path:
                await self.look()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._look_every_s):
                        await heard.wait()
                heard.clear()

    async def look(self) -> None:
        """Look at the file once, and take it over when its text is another. Fails for nothing."""
        if self._path != self._store.path:  # the shipped file was changed, and is written elsewhere
            self._path = self._store.path
            self._look = FileLook(self._path, self._store.current.digest)
        try:
            # Waiting for the disk has no limit: a thread that hangs there stays, and a limit would only add others.
            if await asyncio.to_thread(self._look.is_due) and await asyncio.to_thread(self._look.read):
                await self._take_over()
        except FactFileError as refused:
            first, *others = refused.problems
            problem = first.render(str(self._store.path))
            self._count("refused", problem)
            structlog.get_logger(__name__).warning("facts_refused", problem=problem, others=len(others))
        except Exception as error:  # noqa: BLE001 - whatever one edit does, the next is taken over
            self._fail(error)

    async def _take_over(self) -> None:
        before, rest = self._store.current, _Rest(self._look, self._sleep)
        try:
            await self._take(rest.is_kept)
        finally:
            # It is taken over though what comes after that may have failed.
            taken = self._store.current
            if taken is not before:
                self._count("accepted", None)
                self._metrics.facts.set(len(taken.book.current_facts))
                structlog.get_logger(__name__).info("facts_accepted", facts=len(taken.book.facts), digest=taken.digest)
        if self._fault is not None:
            self._fault = None
            structlog.get_logger(__name__).info("facts_as_before", digest=taken.digest)

    def _fail(self, error: Exception) -> None:
        """Log what has nothing to do with the text, once; it is tried again, a few times."""
        self._look.forget()
        fault = ((error.strerror or str(error)) if isinstance(error, OSError) else "") or type(error).__name__
        if fault == self._fault:
            return
        self._count("failed", fault)
        log = structlog.get_logger(__name__).bind(path=str(self._store.path))
        if isinstance(error, OSError):
            log.warning("facts_unreadable", cause=fault)  # no traceback: nothing here is to blame
        else:
            log.error("facts_not_taken_over", exc_info=error)

    def _count(self, result: Literal["accepted", "refused", "failed"], fault: str | None) -> None:
        self._fault = fault
        self._metrics.reloads.labels(result).inc()


class _Rest:
    """Finds out whether a file is left alone for `QUIET_S`."""

    def __init__(self, look: FileLook, sleep: Sleep) -> None:
        self._look = look
        self._sleep = sleep
        self._since = time.monotonic()

    async def is_kept(self) -> bool:
        """Whether the file is as at the last look, once `QUIET_S` have gone by; if not, that is looked at anew."""
        await self._sleep(max(0.0, self._since + QUIET_S - time.monotonic()))
        self._since = time.monotonic()
        if not await asyncio.to_thread(self._look.is_other):
            return True
        await asyncio.to_thread(self._look.read)  # what is loaded next is then no news at the look after that
        return False


@contextlib.asynccontextmanager
async def notifications(path: Path, heard: asyncio.Event) -> AsyncIterator[None]:
    """Set *heard* when the operating system tells that *path*, or what it links to, was written or replaced."""
    stop = asyncio.Event()
    listening = asyncio.create_task(_hear(path, heard, stop), name="fact-notifications")
    try:
        yield
    finally:
        # The thread that waits for the system looks at this at each step; to cancel it would only wait for that.
        stop.set()
        await asyncio.wait({listening}, timeout=_UNLISTEN_S)
        listening.cancel()


async def _hear(path: Path, heard: asyncio.Event, stop: asyncio.Event) -> None:
    try:
        told = await asyncio.to_thread(_tell, path, stop)
        async with contextlib.aclosing(told):
            async for _ in told:
                heard.set()
    except Exception as error:  # noqa: BLE001 - no such folder, no watches left, not on this platform: all the same
        structlog.get_logger(__name__).warning("facts_notifications_off", cause=f"{type(error).__name__}: {error}")


def _tell(path: Path, stop: asyncio.Event) -> AsyncGenerator[object, None]:
    """Return what the system tells of *path*, begun when it is asked for. Blocks on disk."""
    # Loading it takes 60 ms, in which nobody would be answered.
    from watchfiles import awatch  # noqa: PLC0415

    places = {path.absolute(), path.resolve()}
    names = {place.name for place in places}
    return awatch(
        *{place.parent for place in places},  # the folders: a file that is replaced takes a watch of its own with it
        watch_filter=lambda _, changed: Path(changed).name in names,
        debounce=_GATHER_MS,
        step=_STEP_MS,
        stop_event=stop,
        recursive=False,
        force_polling=False,  # looking at one file is cheaper than at its folder
        ignore_permission_denied=True,
        debug=False,
    )
