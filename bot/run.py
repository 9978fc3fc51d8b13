"""The composition root: makes everything once, in order, and takes it down again in the opposite order.

How `run` ends, as `bot.errors.ExitStatus`, each failure after one line on standard error:

    0   OK           it was told to stop (SIGTERM, SIGINT), and closed
    65  FACTS        the fact file cannot be read, or is none
    69  UNAVAILABLE  Discord could not be reached, or threw the bot out, again and again
    70  SOFTWARE     a fault of the program; the log has the traceback
    71  PORT         the address of health and metrics is taken
    74  STORAGE      the database could not be opened
    76  INTENT       Discord refuses an intent that the settings need
    77  REFUSED      Discord refuses the token
    78  CONFIG       a setting is wrong
"""

import asyncio
import contextlib
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from bot.access.gate import Gate
from bot.database import Database
from bot.errors import BotError, ExitStatus, SettingFault, SettingsError, StorageError
from bot.factwatch import FactWatch
from bot.gateway.client import Communique
from bot.gateway.limiter import Limiter
from bot.gateway.outbox import Breaker
from bot.gateway.supervisor import IdentifyGate, Supervisor, Watched
from bot.health import Health, HealthServer
from bot.ingest.drafts import Drafter
from bot.ingest.texts import KeptTexts
from bot.insight.closer import Closer
from bot.insight.recorder import Recorder
from bot.metrics import Metrics
from bot.retention import sweep_daily
from bot.revising.keeper import Keeper
from bot.revising.opening import open_facts
from bot.services import Services
from bot.settings import Settings
from bot.text.wording import Wording

STOP_S = 4.8
"""From the signal to the end, whatever hangs: containers are given 10 s, often 5."""
LAG_EVERY_S = 0.25

MakeClient = Callable[[Services, Limiter, Breaker, IdentifyGate], Watched]


class PortTaken(BotError):
    """Health and metrics cannot be served."""

    exit_status = ExitStatus.PORT


class Stopper:
    """Turns the first signal into a stop, and sees to it that the process ends in time whatever hangs.

    The second signal ends it at once.
    """

    def __init__(self, stop_s: float = STOP_S, end: Callable[[int], object] = os._exit) -> None:
        """Make a stopper; *end* ends the process without looking back."""
        self.event = asyncio.Event()
        self._stop_s = stop_s
        self._end = end
        self._status = ExitStatus.OK
        self._timer: threading.Timer | None = None

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        """Listen to SIGTERM and SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            try:
                loop.add_signal_handler(number, self.stop)
            except NotImplementedError:  # Windows' event loops have no signal handlers
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(self.stop))

    def stop(self) -> None:
        """Ask everything to end; asked a second time, end it."""
        if self.event.is_set():
            self._end(self._status)
        structlog.get_logger(__name__).info("stopping")
        self.event.set()
        self.end_with(ExitStatus.OK)

    def end_with(self, status: ExitStatus) -> None:
        """End with *status* when the time is over that the first call gave; never reached if all goes well."""
        self._status = status
        if self._timer is None:
            # A thread: it must fire although the event loop hangs, or a thread of the database that nobody joins.
            self._timer = threading.Timer(self._stop_s, lambda: self._end(self._status))
            self._timer.daemon = True
            self._timer.start()


def run(settings: Settings, *, end: Callable[[int], object] = os._exit) -> int:
    """Be the bot until SIGTERM or SIGINT; return the exit status. Logging is set up already, or not wanted.

    Within `STOP_S` of that the process ends in any case, by *end*; so the caller exits, and does nothing else.
    """
    return asyncio.run(_run(settings, end))


async def _run(settings: Settings, end: Callable[[int], object]) -> ExitStatus:
    stopper = Stopper(end=end)
    stopper.install(asyncio.get_running_loop())
    try:
        await serve(settings, stopper.event)
        status = ExitStatus.OK
    except BotError as error:
        status = _fail(str(error), error.exit_status)
    except Exception as error:  # noqa: BLE001 - the outermost handler of the process
        structlog.get_logger(__name__).exception("crashed")
        status = _fail(f"a fault of the program, {type(error).__name__}; the log has more", ExitStatus.SOFTWARE)
    stopper.end_with(status)
    return status


async def serve(settings: Settings, stop: asyncio.Event, make_client: MakeClient | None = None) -> None:
    """Make everything, keep a client standing until *stop* is set, take everything down.

    Raises:
        BotError: with the exit status that fits.
    """
    if settings.token is None:
        raise SettingsError(SettingFault("token", "", "is missing", "set DISCORD_TOKEN or DISCORD_TOKEN_FILE"))
    metrics = Metrics()
    async with contextlib.AsyncExitStack() as stack:
        database = await _open_database(settings, metrics)
        stack.push_async_callback(database.close, 1.0)
        store = await open_facts(settings, database)
        keeper = Keeper(store, database, settings, _utc_now, metrics)
        stack.push_async_callback(keeper.close)
        await keeper.start()
        wording = Wording.load()
        gate = Gate(database, settings, metrics, _utc_now, wording)
        recorder = Recorder(database, gate, settings, metrics, _utc_now)
        stack.push_async_callback(recorder.close)
        services = Services(settings, store, database, wording, metrics, _utc_now, gate, recorder, keeper)
        supervisor = _supervise(services, settings.token.get_secret_value(), make_client or _make_client)
        watch = FactWatch(store, metrics, take_over=keeper.take_over_file)
        if settings.health_port:
            stack.push_async_callback((await _start_health(services, supervisor, watch)).close)
        closer = Closer(database, keeper, _utc_now)
        keeper.on_change.add(closer.heard)
        keeper.on_change.add(Drafter(database, settings, _utc_now, KeptTexts(settings.data_dir)).heard)
        chores = [_watch_lag(metrics), sweep_daily(services), store.settle(), keeper.run(), closer.run()]
        if settings.watch_facts:
            chores.append(watch.run())
        for chore in chores:
            task = asyncio.create_task(chore)
            task.add_done_callback(_ended)
            stack.push_async_callback(_end, task)
        # What is made by now stays. Left to itself the collector would walk through all of it again and again: each
        # time about 0.1 s in which nobody is answered (118 facts, measured under 3000 questions at once).
        gc.collect()
        gc.freeze()
        stack.callback(gc.unfreeze)
        await supervisor.run(stop)


def _supervise(services: Services, token: str, make_client: MakeClient) -> Supervisor:
    """Make the supervisor, and what all of its clients share."""
    settings, metrics = services.settings, services.metrics
    limiter = Limiter(
        member_questions=settings.member_questions,
        channel_questions=settings.channel_questions,
        window_s=settings.limit_window_s,
        on_refusal=lambda scope: metrics.rate_limited.labels(scope).inc(),
    )
    breaker, gate = Breaker(), IdentifyGate()
    return Supervisor(lambda: make_client(services, limiter, breaker, gate), token, metrics)


def _make_client(services: Services, limiter: Limiter, breaker: Breaker, gate: IdentifyGate) -> Watched:
    return Communique(services, limiter=limiter, breaker=breaker, gate=gate)


async def _open_database(settings: Settings, metrics: Metrics) -> Database:
    try:
        return await Database.open(settings.effective_database_url, metrics=metrics)
    except StorageError:
        raise
    except OSError as error:
        raise StorageError(
            f"{error.filename or settings.data_dir}: {error.strerror or type(error).__name__}"
        ) from error


async def _start_health(services: Services, supervisor: Supervisor, watch: FactWatch) -> HealthServer:
    settings, store = services.settings, services.store

    async def probe() -> Health:
        return Health(
            supervisor.gateway_age_s,
            store.current.digest,
            await services.database.ping(),
            facts_since=store.since.isoformat(timespec="seconds"),
            facts_behind=watch.is_behind or services.keeper.fault is not None,
        )

    server = HealthServer(settings.health_host, settings.health_port, services.metrics.registry, probe)
    try:
        await server.start()
    except OSError as error:
        raise PortTaken(
            f"health and metrics cannot listen on {settings.health_host}:{settings.health_port}"
            f" ({error.strerror or type(error).__name__}); set another health_port, or 0 for none"
        ) from error
    return server


async def _watch_lag(metrics: Metrics) -> None:
    """Measure how late the event loop wakes: what blocks it delays every answer, and the heartbeat."""
    while True:
        due = time.perf_counter() + LAG_EVERY_S
        await asyncio.sleep(LAG_EVERY_S)
        metrics.loop_lag_seconds.set(max(0.0, time.perf_counter() - due))


def _ended(chore: "asyncio.Task[None]") -> None:
    """Tell the log of a chore that failed; the bot answers on without it."""
    if not chore.cancelled() and (error := chore.exception()) is not None:
        coroutine = chore.get_coro()
        name = getattr(coroutine, "__qualname__", chore.get_name())
        structlog.get_logger(__name__).error("chore_failed", chore=name, exc_info=error)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _fail(line: str, status: ExitStatus) -> ExitStatus:
    sys.stderr.write(f"{line}\n")
    return status
