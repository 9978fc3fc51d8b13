import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from bot.commands.healthcheck import healthcheck
from bot.health import GATEWAY_SILENCE_S, Health, HealthServer, Probe
from bot.metrics import Metrics
from bot.settings import Settings

SINCE = "2026-01-01T00:00:00+00:00"
WELL = Health(gateway_age_s=1.5, facts="ab" * 32, database_ok=True, facts_since=SINCE)


@pytest.fixture
def metrics() -> Metrics:
    """Return figures of this test alone."""
    return Metrics()


@pytest.fixture
async def ask(metrics: Metrics) -> AsyncIterator[Callable[[Probe, str], Awaitable[tuple[int, Any]]]]:
    """Return what serves a probe on a free port of loopback and asks it for a path."""
    servers: list[HealthServer] = []

    async def ask(probe: Probe, path: str = "/healthz") -> tuple[int, Any]:
        server = HealthServer("127.0.0.1", 0, metrics.registry, probe)
        servers.append(server)
        await server.start()
        url = f"http://127.0.0.1:{server.port}{path}"
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            is_json = response.content_type == "application/json"
            return response.status, await (response.json() if is_json else response.text())

    yield ask
    for server in servers:
        await server.close()


def tells(health: Health) -> Probe:
    """Return a probe that finds *health*."""

    async def probe() -> Health:
        return health

    return probe


async def test_a_well_bot_says_so(ask: Callable[..., Awaitable[tuple[int, Any]]]) -> None:
    """200, with what it answers from."""
    assert await ask(tells(WELL)) == (
        200,
        {
            "status": "ok",
            "gateway_age_s": 1.5,
            "facts": "ab" * 32,
            "database_ok": True,
            "facts_since": SINCE,
            "facts_behind": False,
        },
    )


async def test_a_refused_edit_leaves_a_bot_well(ask: Callable[..., Awaitable[tuple[int, Any]]]) -> None:
    """It answers from the facts before; a restart would end that."""
    status, told = await ask(tells(replace(WELL, facts_behind=True)))
    assert (status, told["status"], told["facts_behind"]) == (200, "ok", True)


@pytest.mark.parametrize(
    "health",
    [
        Health(gateway_age_s=None, facts="", database_ok=True),
        Health(gateway_age_s=float("inf"), facts="", database_ok=True),
        Health(gateway_age_s=GATEWAY_SILENCE_S, facts="", database_ok=True),
        Health(gateway_age_s=1.0, facts="", database_ok=False),
    ],
    ids=["never-connected", "no-client", "silent", "no-database"],
)
async def test_a_bot_that_cannot_answer_is_not_well(
    health: Health, ask: Callable[..., Awaitable[tuple[int, Any]]]
) -> None:
    """503, so that a container is started anew; the answer is JSON whatever the age is."""
    status, told = await ask(tells(health))
    assert status == 503
    assert told["status"] == "failing"
    assert told["gateway_age_s"] in {None, 1.0, GATEWAY_SILENCE_S}


async def test_a_probe_that_fails_is_not_well(ask: Callable[..., Awaitable[tuple[int, Any]]]) -> None:
    """No traceback and no reason goes out."""

    async def probe() -> Health:
        raise RuntimeError("secret detail")

    assert await ask(probe) == (503, {"status": "failing"})


async def test_a_probe_that_hangs_is_not_well(
    ask: Callable[..., Awaitable[tuple[int, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer comes in time all the same."""
    monkeypatch.setattr("bot.health._PROBE_LIMIT_S", 0.01)

    async def probe() -> Health:
        await asyncio.Event().wait()
        return WELL

    assert await ask(probe) == (503, {"status": "failing"})


async def test_figures_are_served(metrics: Metrics, ask: Callable[..., Awaitable[tuple[int, Any]]]) -> None:
    """In Prometheus' text format."""
    metrics.questions.labels("dm", "abstain").inc()
    status, text = await ask(tells(WELL), "/metrics")
    assert status == 200
    assert 'communique_questions_total{face="dm",outcome="abstain"} 1.0' in text


async def test_nothing_else_is_served(ask: Callable[..., Awaitable[tuple[int, Any]]]) -> None:
    """Two addresses, and no more."""
    assert (await ask(tells(WELL), "/"))[0] == 404


async def test_a_taken_port_is_an_error(metrics: Metrics) -> None:
    """And leaves nothing open."""
    first = HealthServer("127.0.0.1", 0, metrics.registry, tells(WELL))
    await first.start()
    second = HealthServer("127.0.0.1", first.port, metrics.registry, tells(WELL))
    with pytest.raises(OSError, match=str(first.port)):
        await second.start()
    await second.close()
    await first.close()
    await first.close()


@pytest.mark.parametrize(("health", "status"), [(WELL, 0), (Health(None, "", database_ok=True), 1)])
async def test_the_container_asks_it(
    health: Health, status: int, metrics: Metrics, capsys: pytest.CaptureFixture[str]
) -> None:
    """`healthcheck` ends with 0 or 1 and prints what was said, also where the bot listens on every address."""
    server = HealthServer("127.0.0.1", 0, metrics.registry, tells(health))
    await server.start()
    settings = Settings(health_host="0.0.0.0", health_port=server.port)  # noqa: S104 - nothing listens there
    assert await asyncio.to_thread(healthcheck, settings) == status
    await server.close()
    assert '"status": ' in capsys.readouterr().out
