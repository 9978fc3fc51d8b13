import asyncio
from collections.abc import Callable
from typing import Any

import discord
import pytest
import simcord
import structlog

from bot.gateway.client import Communique, needed_intents
from bot.gateway.limiter import Limiter
from bot.gateway.outbox import Breaker
from bot.gateway.supervisor import IdentifyGate
from bot.metrics import Metrics
from bot.services import Services
from bot.settings import Settings


def test_asks_for_no_intent_that_discord_must_approve() -> None:
    """Guilds, guild messages and direct messages: mentions and direct messages come with their words anyway."""
    intents = needed_intents(reads_channels=False)
    assert {name for name, on in intents if on} == {"guilds", "guild_messages", "dm_messages"}


def test_reading_channels_needs_their_words() -> None:
    """One intent more, and no other."""
    more = dict(needed_intents(reads_channels=True))
    assert {name for name, on in needed_intents(reads_channels=False) if more[name] != on} == {"message_content"}


async def test_keeps_no_cache_that_nobody_reads_and_notifies_nobody(make_bot: Callable[[], Communique]) -> None:
    """Members and messages are not kept; mentions in anything sent are inert by default."""
    bot = make_bot()
    assert bot._connection.max_messages is None
    assert bot._connection.member_cache_flags == discord.MemberCacheFlags.none()
    assert bot.allowed_mentions is not None
    assert dict(bot.allowed_mentions.to_dict()) == {"parse": []}
    assert (bot.shard_id, bot.shard_count) == (0, 1)
    await bot.close()


async def test_offers_every_command_once_in_every_place(simcord_env: simcord.Env) -> None:
    """All commands of the issue are there, and no two cogs claim the same name (discord.py would refuse)."""
    tree = simcord_env.bot.tree  # type: ignore[attr-defined] # the bot is ours
    slash = {command.name for command in tree.get_commands(type=discord.AppCommandType.chat_input)}
    menus = {command.name for command in tree.get_commands(type=discord.AppCommandType.message)}
    members = {
        *("ask", "latest", "meetings", "meeting", "timeline", "person", "topic", "glossary", "sources"),
        *("help", "about", "privacy", "Check against the releases"),
    }
    moderators = {
        *("fact", "gap", "term", "event", "name", "release", "review", "insight", "subscribe", "config", "audit"),
        "Propose as fact",
    }
    assert slash | menus == members | moderators
    assert menus == {"Check against the releases", "Propose as fact"}
    for command in tree.get_commands():
        assert command.allowed_installs is not None
        assert command.allowed_installs.guild
        assert command.allowed_installs.user is (command.name in members)


async def test_an_event_that_cannot_be_read_is_passed_over(room: Any) -> None:
    """discord.py would end the client over it; the next question is answered."""
    parse = room.env.bot._connection.parsers["MESSAGE_CREATE"]
    with structlog.testing.capture_logs() as logs:
        parse({"id": "1", "channel_id": str(room.channel.id)})
    assert [(log["event"], log["event_name"]) for log in logs] == [("event_unreadable", "MESSAGE_CREATE")]
    await room.ask("museum?")
    assert len(room.replies()) == 1


async def test_a_session_that_cannot_be_read_is_not_passed_over(make_bot: Callable[[], Communique]) -> None:
    """Without READY nothing works; the supervisor makes a new client."""
    bot = make_bot()
    with pytest.raises(KeyError):
        bot._connection.parsers["READY"]({})
    await bot.close()


async def test_a_listener_s_error_is_logged_without_what_it_was_given(make_bot: Callable[[], Communique]) -> None:
    """An event holds what members write, and that is nobody's business in a log."""
    bot = make_bot()
    with structlog.testing.capture_logs() as logs:
        await bot.on_error("message", "the words of a member")
    assert [log["event"] for log in logs] == ["event_failed"]
    assert "member" not in str(logs)
    await bot.close()


async def test_closing_finishes_what_is_in_flight_first(make_bot: Callable[[], Communique]) -> None:
    """Answers and commands under way are waited for, also when closing is asked for twice."""
    bot, done, go = make_bot(), [], asyncio.Event()

    async def work(what: str) -> None:
        await go.wait()
        done.append(what)

    bot._inbox.submit(1, lambda: work("question"))
    command = asyncio.create_task(work("command"), name="CommandTree-invoker")
    closing = [asyncio.create_task(bot.close()), asyncio.create_task(bot.close())]
    await asyncio.sleep(0)
    assert not bot.is_closed()
    go.set()
    await asyncio.gather(*closing, command)
    assert sorted(done) == ["command", "question"]
    assert bot.is_closed()


async def test_closing_ends_a_job_that_never_finishes(
    make_bot: Callable[[], Communique], metrics: Metrics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is cancelled and counted, with what waited behind it, before the connection is closed."""
    monkeypatch.setattr("bot.gateway.client.DRAIN_S", 0.01)
    bot, ended = make_bot(), asyncio.Event()

    async def hang() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            assert not bot.is_closed()
            ended.set()
            raise

    bot._inbox.submit(1, hang)
    bot._inbox.submit(1, hang)
    await asyncio.sleep(0)
    await bot.close()
    assert ended.is_set()
    assert not bot._inbox._runners
    assert metrics.registry.get_sample_value("communique_dropped_total", {"reason": "shutting_down"}) == 2


async def test_a_new_session_and_a_resumed_one_are_told_apart(
    make_bot: Callable[[], Communique], metrics: Metrics
) -> None:
    """The first READY is no reconnection, each later one is."""
    bot = make_bot()
    await bot.on_ready()
    await bot.on_ready()
    await bot.on_resumed()
    counted = {
        kind: metrics.registry.get_sample_value("communique_gateway_reconnects_total", {"kind": kind})
        for kind in ("identify", "resume")
    }
    assert counted == {"identify": 1, "resume": 1}
    await bot.close()


async def test_tells_how_long_the_gateway_has_been_silent(
    make_bot: Callable[[], Communique], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of the last frame outlives the connection that it came through."""
    now = 1000.0
    monkeypatch.setattr("time.perf_counter", lambda: now)
    bot = make_bot()

    class Socket:
        _keep_alive: Any = discord.Object(1)

    class Heart:
        _last_recv = 1030.0

    now = 1040.0
    assert bot.silent_s == 40.0
    bot.ws = Socket()  # type: ignore[assignment] # as much of a websocket as is looked at
    bot.ws._keep_alive = Heart()  # type: ignore[assignment] # the same
    assert bot.silent_s == 10.0
    bot.ws._keep_alive = None
    now = 1050.0
    assert bot.silent_s == 20.0
    bot.ws = None  # type: ignore[assignment] # as before the first connection
    await bot.close()


async def test_every_identify_goes_through_the_gate(services: Services, limiter: Limiter) -> None:
    """Also the first one of a client: the client before it may just have sent one."""
    asked: list[bool] = []

    class Gate(IdentifyGate):
        async def wait(self, *, again: bool) -> None:
            asked.append(again)

    bot = Communique(services, limiter=limiter, breaker=Breaker(), gate=Gate())
    await bot.before_identify_hook(0, initial=True)
    await bot.before_identify_hook(0, initial=False)
    assert asked == [False, True]
    await bot.close()


class TestShard:
    """One process is one shard."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """Be the second of three, and read a channel."""
        return settings.model_copy(update={"shard_id": 1, "shard_count": 3, "read_channels": (5,)})

    async def test_tells_discord_which_it_is(self, make_bot: Callable[[], Communique]) -> None:
        """Plainly, not as discord.py's client of many shards, which forgets to resume."""
        bot = make_bot()
        assert (bot.shard_id, bot.shard_count) == (1, 3)
        assert bot.intents.message_content
        assert not isinstance(bot, discord.AutoShardedClient)
        await bot.close()
