"""Keeps a client standing: starts it, watches it, and starts another when it falls.

discord.py reconnects by itself when a connection breaks. It does not survive a READY that it cannot parse, nor a
first connection that is refused: then its whole task ends, and without this the process would stand there deaf.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

import aiohttp
import discord
import structlog

from bot.errors import BotError, ExitStatus
from bot.metrics import Metrics

Monotonic = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

IDENTIFY_GAP_S = 5.25
"""One IDENTIFY in 5 s (api-docs events/gateway, "Session Start Limit", 2026-08-06), and something for the way."""
PATIENCE = 20
"""Failures in a row without a settled client between them: about half an hour of trying."""
SETTLED_S = 300.0
"""A client that was ready for so long has made progress. One that comes up and falls at once has not: each time
costs an IDENTIFY, and Discord resets the token of a bot that uses more than 1000 a day (events/gateway)."""
DEAD_AFTER_S = 600.0
"""Silence of the gateway after which the client is given up, although discord.py is still trying: it looks after
silence itself within 60 s, and a session older than this cannot be resumed anyway."""
FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 120.0
TICK_S = 5.0
CLOSE_S = 4.0
"""Closing a client, with its answers in flight; within the 5 s that a stop may take."""

_BAD_TOKEN = 4004
_BAD_SHARD = frozenset({4010, 4011})
_BAD_INTENTS = frozenset({4013, 4014})


class TokenRefused(BotError):
    """Discord does not take the token."""

    exit_status = ExitStatus.REFUSED


class IntentRefused(BotError):
    """Discord does not grant an intent that the settings need."""

    exit_status = ExitStatus.INTENT


class ShardRefused(BotError):
    """Discord does not take this shard number, or wants more shards."""

    exit_status = ExitStatus.CONFIG


class GaveUp(BotError):
    """The client failed again and again."""

    exit_status = ExitStatus.UNAVAILABLE


class GatewaySilent(BotError):
    """Nothing came from the gateway for too long."""


class Watched(Protocol):
    """What a client must offer to be kept standing; `bot.gateway.client.Communique` does."""

    @property
    def latency(self) -> float:
        """Round trip of the last heartbeat in seconds; nan or inf when there was none."""

    @property
    def silent_s(self) -> float:
        """Seconds since the gateway sent anything."""

    def is_ready(self) -> bool:
        """Whether the gateway session stands and its guilds have arrived."""

    async def start(self, token: str) -> None:
        """Log in and stay connected; returns or raises when that ends."""

    async def close(self) -> None:
        """Finish what is in flight, then disconnect."""


class IdentifyGate:
    """Lets one IDENTIFY through in `IDENTIFY_GAP_S`, over all clients of this process."""

    def __init__(
        self,
        *,
        monotonic: Monotonic = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Let the first through at once; *jitter* gives 0-1."""
        self._monotonic = monotonic
        self._sleep = sleep
        self._jitter = jitter
        self._lock = asyncio.Lock()
        self._next_at = -float("inf")

    async def wait(self, *, again: bool) -> None:
        """Return when an IDENTIFY may be sent; the caller sends it straight away.

        Args:
            again: whether a session was lost. Whoever loses one loses it together with many others, and they had
                better not all come back in the same second.
        """
        if again:
            await self._sleep(1.0 + 4.0 * self._jitter())
        async with self._lock:
            await self._sleep(max(0.0, self._next_at - self._monotonic()))
            self._next_at = self._monotonic() + IDENTIFY_GAP_S


class Supervisor:
    """Runs one client after another until it is told to stop or there is no use in going on."""

    def __init__(
        self,
        make_client: Callable[[], Watched],
        token: str,
        metrics: Metrics,
        *,
        patience: int = PATIENCE,
        tick_s: float = TICK_S,
        monotonic: Monotonic = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Make clients with *make_client*, each of them once; *jitter* gives 0-1."""
        self._make_client = make_client
        self._token = token
        self._metrics = metrics
        self._patience = patience
        self._tick_s = tick_s
        self._monotonic = monotonic
        self._jitter = jitter
        self._client: Watched | None = None

    @property
    def gateway_age_s(self) -> float | None:
        """Seconds since the gateway sent anything; None while no client stands."""
        return self._client.silent_s if self._client is not None and self._client.is_ready() else None

    async def run(self, stop: asyncio.Event) -> None:
        """Keep a client standing until *stop* is set, then close it.

        Raises:
            TokenRefused, IntentRefused, ShardRefused: Discord will not have it; trying again does not help.
            GaveUp: `patience` clients in a row failed without one that settled; the last error is its cause.
        """
        failures = 0
        while not stop.is_set():
            self._client = self._make_client()
            error, settled = await self._live(self._client, stop)
            self._client = None
            if stop.is_set():
                return
            _raise_if_final(error)
            failures = 1 if settled else failures + 1
            if failures >= self._patience:
                raise GaveUp(f"Discord could not be kept connected ({type(error).__name__})") from error
            wait_s = min(FIRST_WAIT_S * 2 ** (failures - 1), LONGEST_WAIT_S) * (0.5 + self._jitter() / 2)
            self._metrics.gateway_reconnects.labels("restart").inc()
            log = structlog.get_logger(__name__).bind(failures=failures, wait_s=round(wait_s, 2))
            if isinstance(error, OSError | aiohttp.ClientError):
                log.error("discord_unreachable", cause=type(error).__name__)  # no traceback: nothing here is to blame
            else:
                log.error("client_died", exc_info=error)
            await _pause(wait_s, stop)

    async def _live(self, client: Watched, stop: asyncio.Event) -> tuple[BaseException, bool]:
        """Run *client* to its end; return why it ended and whether it had settled."""
        life = asyncio.create_task(client.start(self._token), name="client")
        stopping = asyncio.create_task(stop.wait(), name="stop")
        ready_since: float | None = None
        settled = False
        error: BaseException = GatewaySilent("the client ended by itself")
        try:
            while not (await asyncio.wait({life, stopping}, timeout=self._tick_s, return_when="FIRST_COMPLETED"))[0]:
                self._metrics.gateway_latency_seconds.set(client.latency)
                ready_since = (ready_since or self._monotonic()) if client.is_ready() else None
                settled = settled or (ready_since is not None and self._monotonic() - ready_since >= SETTLED_S)
                if client.silent_s > DEAD_AFTER_S:
                    error = GatewaySilent(f"nothing came from the gateway for {client.silent_s:.0f} s")
                    break
        finally:
            stopping.cancel()
            await _close(client)
            life.cancel()
            await asyncio.wait({life}, timeout=1.0)
        if life.done() and not life.cancelled():
            error = life.exception() or error
        return error, settled


async def _close(client: Watched) -> None:
    try:
        async with asyncio.timeout(CLOSE_S):
            await client.close()
    except Exception:  # noqa: BLE001 - a client that cannot be closed cleanly must not keep the next one from starting
        structlog.get_logger(__name__).exception("client_close_failed")


async def _pause(wait_s: float, stop: asyncio.Event) -> None:
    """Sleep for *wait_s*, or until *stop* is set."""
    try:
        async with asyncio.timeout(wait_s):
            await stop.wait()
    except TimeoutError:
        return


def _raise_if_final(error: BaseException) -> None:
    """Raise what *error* means where no other try can end differently."""
    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    if isinstance(error, discord.LoginFailure) or code == _BAD_TOKEN:
        raise TokenRefused(
            "Discord refuses the token; copy it again from the Bot page of the developer portal"
        ) from error
    if isinstance(error, discord.PrivilegedIntentsRequired) or code in _BAD_INTENTS:
        raise IntentRefused(
            "Discord refuses an intent; read_channels needs the Message Content Intent, switched on at the Bot page of"
            " the developer portal, or empty read_channels"
        ) from error
    if code in _BAD_SHARD:
        raise ShardRefused("Discord refuses this shard; set shard_id and shard_count as it asks") from error
