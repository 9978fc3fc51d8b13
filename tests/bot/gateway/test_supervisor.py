import asyncio
from collections.abc import Awaitable, Callable, Iterator

import discord
import pytest

from bot.errors import BotError, ExitStatus
from bot.gateway.supervisor import (
    DEAD_AFTER_S,
    IDENTIFY_GAP_S,
    SETTLED_S,
    GaveUp,
    IdentifyGate,
    IntentRefused,
    ShardRefused,
    Supervisor,
    TokenRefused,
)
from bot.metrics import Metrics

TOKEN = "se.cr.et"  # noqa: S105 - made up
Life = Callable[["Client"], Awaitable[None]]


class Client:
    """A client whose life is a function; it lives until that ends or it is closed."""

    latency = 0.02

    def __init__(self, life: Life) -> None:
        self._life = life
        self.silent_s = 0.0
        self.ready = True
        self.token = ""
        self.closed = asyncio.Event()

    def is_ready(self) -> bool:
        """Return what the test says."""
        return self.ready

    async def start(self, token: str) -> None:
        """Live."""
        self.token = token
        await self._life(self)

    async def close(self) -> None:
        """Note it."""
        self.closed.set()


class World:
    """Makes clients with the given lives and keeps them, and a clock that the test moves."""

    def __init__(self, *lives: Life) -> None:
        self._lives: Iterator[Life] = iter(lives)
        self.clients: list[Client] = []
        self.now = 0.0

    def make(self) -> Client:
        """Return the next client."""
        self.clients.append(Client(next(self._lives)))
        return self.clients[-1]


def supervise(world: World, metrics: Metrics, patience: int = 3) -> Supervisor:
    """Return a supervisor of *world* that waits hardly at all."""
    return Supervisor(
        world.make,
        TOKEN,
        metrics,
        patience=patience,
        tick_s=0.0,
        monotonic=lambda: world.now,
        jitter=lambda: -1.0,  # no wait between lives
    )


def fail(error: Exception) -> Life:
    """Return a life that ends with *error*."""

    async def life(_client: Client) -> None:
        raise error

    return life


async def turns() -> None:
    """Let the event loop turn often enough for everybody to have noticed."""
    for _ in range(100):
        await asyncio.sleep(0)


async def until_closed(client: Client) -> None:
    """Live until closed."""
    await client.closed.wait()


class Socket:
    """As much of a websocket as `discord.ConnectionClosed` looks at."""

    close_code = 4000


def closed(code: int) -> discord.ConnectionClosed:
    """Return the error of a gateway that closed with *code*."""
    return discord.ConnectionClosed(Socket(), shard_id=0, code=code)  # type: ignore[arg-type] # the fake socket


async def test_starts_another_client_when_one_dies(metrics: Metrics) -> None:
    """An event that discord.py cannot parse ends its task with any error at all; the next client lives."""
    stop = asyncio.Event()

    async def stop_soon(client: Client) -> None:
        stop.set()
        await client.closed.wait()

    world = World(fail(AttributeError("no author")), fail(KeyError("id")), stop_soon)
    await asyncio.wait_for(supervise(world, metrics).run(stop), 5)
    assert len(world.clients) == 3
    assert all(client.closed.is_set() and client.token == TOKEN for client in world.clients)
    assert metrics.registry.get_sample_value("communique_gateway_reconnects_total", {"kind": "restart"}) == 2


async def test_a_client_that_ends_without_an_error_is_replaced_too(metrics: Metrics) -> None:
    """Returning is no reason to stop either; only the stop is."""

    async def leave(_client: Client) -> None:
        return

    world = World(leave, leave)
    with pytest.raises(GaveUp):
        await asyncio.wait_for(supervise(world, metrics, patience=2).run(asyncio.Event()), 5)


async def test_gives_up_after_failures_without_progress(metrics: Metrics) -> None:
    """The last error is kept as the cause, and the status asks for a restart from outside."""
    last = OSError("unreachable")
    world = World(fail(OSError()), fail(OSError()), fail(last))
    with pytest.raises(GaveUp) as raised:
        await asyncio.wait_for(supervise(world, metrics).run(asyncio.Event()), 5)
    assert raised.value.__cause__ is last
    assert raised.value.exit_status is ExitStatus.UNAVAILABLE
    assert len(world.clients) == 3


async def test_a_client_that_stood_for_long_starts_the_count_anew(metrics: Metrics) -> None:
    """Two failures, a settled client, then three more are needed to give up."""

    async def stand(client: Client) -> None:
        for _ in range(5):
            await turns()
            world.now += SETTLED_S
        raise KeyError(client.token)

    error = OSError()
    world = World(fail(error), fail(error), stand, fail(error), fail(error))
    with pytest.raises(GaveUp):
        await asyncio.wait_for(supervise(world, metrics).run(asyncio.Event()), 5)
    assert len(world.clients) == 5


async def test_a_client_that_was_never_ready_made_no_progress(metrics: Metrics) -> None:
    """Only a session that stood counts; hanging at the door does not."""

    async def hang(client: Client) -> None:
        client.ready = False
        for _ in range(5):
            await turns()
            world.now += SETTLED_S
        raise OSError

    world = World(hang, hang, hang)
    with pytest.raises(GaveUp):
        await asyncio.wait_for(supervise(world, metrics).run(asyncio.Event()), 5)


async def test_replaces_a_client_that_hears_nothing_any_more(metrics: Metrics) -> None:
    """discord.py may sit in a reconnection that never comes; after ten minutes it is closed and made anew."""
    stop = asyncio.Event()

    async def deaf(client: Client) -> None:
        client.silent_s = DEAD_AFTER_S + 1
        await client.closed.wait()

    async def stop_soon(client: Client) -> None:
        stop.set()
        await client.closed.wait()

    world = World(deaf, stop_soon)
    await asyncio.wait_for(supervise(world, metrics).run(stop), 5)
    assert len(world.clients) == 2


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (discord.LoginFailure("improper token"), TokenRefused),
        (closed(4004), TokenRefused),
        (discord.PrivilegedIntentsRequired(None), IntentRefused),
        (closed(4013), IntentRefused),
        (closed(4014), IntentRefused),
        (closed(4010), ShardRefused),
        (closed(4011), ShardRefused),
    ],
    ids=lambda value: f"{type(value).__name__}{getattr(value, 'code', '')}" if isinstance(value, Exception) else "",
)
async def test_does_not_try_again_where_that_cannot_help(
    error: Exception, kind: type[BotError], metrics: Metrics
) -> None:
    """A refused token, intent or shard ends at once, with one line that tells what to do and no secret in it."""
    world = World(fail(error))
    with pytest.raises(kind) as raised:
        await asyncio.wait_for(supervise(world, metrics).run(asyncio.Event()), 5)
    assert raised.value.exit_status in {ExitStatus.REFUSED, ExitStatus.INTENT, ExitStatus.CONFIG}
    assert "\n" not in str(raised.value)
    assert TOKEN not in str(raised.value)
    assert world.clients[0].closed.is_set()


async def test_a_stop_closes_the_client_and_returns(metrics: Metrics) -> None:
    """Stopping is no failure, also while waiting to start again."""
    stop = asyncio.Event()
    world = World(until_closed)
    supervisor = supervise(world, metrics)
    running = asyncio.create_task(supervisor.run(stop))
    await turns()
    assert supervisor.gateway_age_s == 0.0
    world.clients[0].ready = False
    assert supervisor.gateway_age_s is None
    stop.set()
    await asyncio.wait_for(running, 5)
    assert world.clients[0].closed.is_set()
    assert supervisor.gateway_age_s is None


async def test_a_stop_does_not_wait_for_the_next_try(metrics: Metrics) -> None:
    """The pause between two clients ends with the stop."""
    stop = asyncio.Event()

    async def fail_and_stop(_client: Client) -> None:
        asyncio.get_running_loop().call_soon(stop.set)
        raise OSError

    world = World(fail_and_stop)
    supervisor = Supervisor(world.make, TOKEN, metrics, tick_s=0.0, jitter=lambda: 1e6)
    await asyncio.wait_for(supervisor.run(stop), 5)
    assert len(world.clients) == 1


async def test_a_client_that_cannot_be_closed_does_not_block_the_next(metrics: Metrics) -> None:
    """Errors on the way out are logged and left behind."""

    class Stubborn(Client):
        async def close(self) -> None:
            await super().close()
            raise OSError("no")

    clients = [Stubborn(fail(OSError())), Stubborn(fail(OSError()))]
    supervisor = Supervisor(iter(clients).__next__, TOKEN, metrics, patience=2, tick_s=0.0, jitter=lambda: -1.0)
    with pytest.raises(GaveUp):
        await asyncio.wait_for(supervisor.run(asyncio.Event()), 5)


async def test_the_gate_keeps_identifies_apart() -> None:
    """The first passes at once, each other one a gap later, in whatever client it comes."""
    now = 0.0
    passed: list[float] = []

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    gate = IdentifyGate(monotonic=lambda: now, sleep=sleep, jitter=lambda: 0.5)
    for again in (False, False, True):
        await gate.wait(again=again)
        passed.append(now)
    now += 100
    await gate.wait(again=False)
    passed.append(now)
    assert passed == [0.0, IDENTIFY_GAP_S, 2 * IDENTIFY_GAP_S, 2 * IDENTIFY_GAP_S + 100]


async def test_whoever_lost_a_session_waits_a_random_while() -> None:
    """So that all that lost theirs in one outage do not come back in the same second."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    await IdentifyGate(monotonic=lambda: 0.0, sleep=sleep, jitter=lambda: 0.5).wait(again=True)
    assert slept == [3.0, 0.0]
