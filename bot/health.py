"""Health and figures over HTTP, on loopback: ``/healthz`` for containers, ``/metrics`` for Prometheus."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Final

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

GATEWAY_SILENCE_S: Final = 120.0
"""Seconds without a sign of the gateway after which the bot is not well: discord.py itself gives up after 60
(``heartbeat_timeout``) and needs some more to come back."""
_PROBE_LIMIT_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Health:
    """How the bot is.

    Attributes:
        gateway_age_s: seconds since the gateway last gave a sign; None or infinite before the first.
        facts: SHA-256 of the fact file that is being answered from, 64 hex digits.
        database_ok: whether the database answers.
        facts_since: since when it is answered from: a time as in ISO 8601, in UTC.
        facts_behind: whether the fact file is another by now and could not be taken over.
    """

    gateway_age_s: float | None
    facts: str
    database_ok: bool
    facts_since: str = ""
    facts_behind: bool = False

    @property
    def is_ok(self) -> bool:
        """Whether questions are being answered and remembered."""
        return self.database_ok and self.gateway_age_s is not None and self.gateway_age_s < GATEWAY_SILENCE_S


Probe = Callable[[], Awaitable[Health]]
"""Finds out how the bot is. Given 3 s; what it raises counts as not well."""


class HealthServer:
    """Serves both addresses. Start it with `start`, always end it with `close`."""

    def __init__(self, host: str, port: int, registry: CollectorRegistry, probe: Probe) -> None:
        """Listen on *host* and *port* (0 takes any that is free), once started."""
        self._host = host
        self._port = port
        self._registry = registry
        self._probe = probe
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """The port that is listened on; before `start`, the one asked for."""
        addresses = self._runner.addresses if self._runner else []
        return int(addresses[0][1]) if addresses else self._port

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            OSError: the address is taken or not this machine's.
        """
        app = web.Application()
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/metrics", self._metrics)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner

    async def close(self) -> None:
        """Stop listening. May be called twice, or without `start`."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _health(self, _request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(_PROBE_LIMIT_S):
                health = await self._probe()
        except Exception:  # noqa: BLE001 - whatever keeps the bot from telling how it is, it is not well
            return web.json_response({"status": "failing"}, status=503)
        status = "ok" if health.is_ok else "failing"
        told = asdict(health)
        if health.gateway_age_s is not None and not math.isfinite(health.gateway_age_s):
            told["gateway_age_s"] = None  # JSON has no infinity
        return web.json_response({"status": status, **told}, status=200 if health.is_ok else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        # A millisecond or two of CPU; the registry is small and has no collector that waits.
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})
