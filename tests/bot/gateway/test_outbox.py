import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
import aiohttp.web
import discord
import pytest

from bot.gateway.outbox import INVALID_LIMIT, INVALID_WINDOW_S, Breaker, Outbox, Outcome
from bot.metrics import Metrics


class Timer:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        """Return the seconds that passed."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let *seconds* pass at once."""
        self.slept.append(seconds)
        self.now += seconds


class Response:
    """As much of aiohttp's response as discord.py's errors look at."""

    reason = "made up"

    def __init__(self, status: int) -> None:
        self.status = status


def http_error(status: int, code: int = 0, **errors: Any) -> discord.HTTPException:
    """Return the error that discord.py raises for *status*."""
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    kind = kinds.get(status, discord.DiscordServerError if status >= 500 else discord.HTTPException)
    body: dict[str, Any] = {"code": code, "message": "made up"} | ({"errors": errors} if errors else {})
    return kind(Response(status), body)


def form_error(text: str) -> discord.HTTPException:
    """Return Discord's complaint about the message that a reply refers to."""
    return http_error(400, 50035, message_reference={"_errors": [{"code": "X", "message": text}]})


class Channel:
    """Records what is sent to it and answers from a script: an error to raise, or None for success."""

    def __init__(self, *script: Exception | None) -> None:
        self.script = list(script)
        self.sent: list[dict[str, Any]] = []

    async def send(self, **message: Any) -> discord.Object:
        """Take *message* as the script has it."""
        self.sent.append(message)
        outcome = self.script.pop(0) if self.script else None
        if outcome is not None:
            raise outcome
        return discord.Object(900)


class Question:
    """A message to reply to."""

    id = 42

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def to_reference(self, *, fail_if_not_exists: bool) -> str:
        """Return something to tell the reference by."""
        return f"42, {fail_if_not_exists}"


@pytest.fixture
def timer() -> Timer:
    """Return a timer at 0."""
    return Timer()


@pytest.fixture
def outbox(timer: Timer, metrics: Metrics) -> Outbox:
    """Return an outbox without jitter, on *timer*."""
    return Outbox(Breaker(timer), metrics, sleep=timer.sleep, monotonic=timer, jitter=lambda: 0.0)


def counted(metrics: Metrics, result: str) -> float:
    """Return how many deliveries were counted as *result*."""
    return metrics.registry.get_sample_value("communique_replies_total", {"result": result}) or 0.0


def ask(channel: Channel) -> discord.Message:
    """Return a question in *channel*."""
    return Question(channel)  # type: ignore[return-value] # the fake has what is used


async def test_a_reply_names_its_question_and_carries_the_nonce(outbox: Outbox) -> None:
    """It refers to the question, fails where that is gone, and pings nobody."""
    channel = Channel()
    delivery = await outbox.reply(ask(channel), {"content": "x"}, nonce="42")
    assert (delivery.outcome, delivery.message_id) == (Outcome.DONE, 900)
    assert channel.sent == [{"content": "x", "nonce": "42", "reference": "42, True", "mention_author": False}]


@pytest.mark.parametrize(
    "stumble",
    [
        http_error(503),
        http_error(502),
        ConnectionResetError(104, "reset"),
        aiohttp.ServerDisconnectedError(),
        TimeoutError(),
        discord.RateLimited(31.0),
    ],
    ids=lambda error: type(error).__name__ + str(getattr(error, "status", "")),
)
async def test_a_stumble_is_tried_again_with_the_same_nonce(
    stumble: Exception, outbox: Outbox, metrics: Metrics, timer: Timer
) -> None:
    """Discord then drops the copy of a message that it had taken after all."""
    channel = Channel(stumble, stumble)
    delivery = await outbox.reply(ask(channel), {"content": "x"}, nonce="42")
    assert delivery.outcome is Outcome.DONE
    assert [message["nonce"] for message in channel.sent] == ["42", "42", "42"]
    assert counted(metrics, "retried") == 2
    assert timer.slept == ([31.0, 31.0] if isinstance(stumble, discord.RateLimited) else [0.5, 1.0])


async def test_gives_up_for_now_when_the_time_is_over(outbox: Outbox, timer: Timer, metrics: Metrics) -> None:
    """An outage ends in LATER within 90 s, and the waits grow up to 15 s."""
    channel = Channel(*[http_error(503)] * 50)
    delivery = await outbox.reply(ask(channel), {}, nonce="42")
    assert delivery.outcome is Outcome.LATER
    assert timer.now <= 90
    assert timer.slept == [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0, 15.0]
    assert counted(metrics, "later") == 1


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (http_error(404, 10003), Outcome.GONE),
        (form_error("Unknown message"), Outcome.GONE),
        (http_error(403, 50013), Outcome.FORBIDDEN),
        (http_error(400, 50035), Outcome.REFUSED),
        (http_error(429), Outcome.LATER),
        (RuntimeError("Session is closed"), Outcome.LATER),
    ],
)
async def test_a_verdict_is_not_asked_for_twice(error: Exception, outcome: Outcome, outbox: Outbox) -> None:
    """Where Discord has decided (or Cloudflare, with a 429 that discord.py did not wait out), one try is all."""
    channel = Channel(error)
    assert (await outbox.reply(ask(channel), {}, nonce="42")).outcome is outcome
    assert len(channel.sent) == 1


@pytest.mark.parametrize(
    "error",
    [http_error(400, 160002), form_error("Cannot reply without permission to read message history")],
    ids=["code", "text"],
)
async def test_answers_without_a_reference_where_it_may_not_read_back(error: Exception, outbox: Outbox) -> None:
    """A missing permission to read history costs the reference, not the answer."""
    channel = Channel(error)
    assert (await outbox.reply(ask(channel), {}, nonce="42")).outcome is Outcome.DONE
    assert "reference" not in channel.sent[1]


async def test_both_ways_of_replying_share_one_deadline(outbox: Outbox, timer: Timer) -> None:
    """What was spent on the reply with a reference is not there for the one without."""
    stumbles = [http_error(503)] * 8
    channel = Channel(*stumbles, http_error(400, 160002), *[http_error(503)] * 50)
    assert (await outbox.reply(ask(channel), {}, nonce="42")).outcome is Outcome.LATER
    assert "reference" not in channel.sent[-1]
    assert timer.now <= 90


async def test_an_attempt_ends_with_the_time_that_is_left(metrics: Metrics) -> None:
    """A request that hangs does not outlive the delivery that it belongs to."""
    outbox = Outbox(Breaker(), metrics, total_s=0.01)
    channel = Channel()

    async def hang(**_message: Any) -> discord.Object:
        await asyncio.Event().wait()
        raise AssertionError

    channel.send = hang  # type: ignore[method-assign] # a channel that takes everything and says nothing
    async with asyncio.timeout(5):
        assert (await outbox.reply(ask(channel), {}, nonce="42")).outcome is Outcome.LATER


async def test_a_mistake_of_ours_is_not_hidden(outbox: Outbox) -> None:
    """What discord.py finds wrong in the arguments is a bug and surfaces as one."""
    with pytest.raises(TypeError):
        await outbox.reply(ask(Channel(TypeError("no such argument"))), {}, nonce="42")


async def test_sends_nothing_while_the_breaker_is_open(timer: Timer, metrics: Metrics) -> None:
    """Shut out by Cloudflare, the next reply waits for later without a request."""
    breaker = Breaker(timer)
    outbox = Outbox(breaker, metrics, sleep=timer.sleep, monotonic=timer)
    breaker.note(429, {"Retry-After": "7"})
    channel = Channel()
    assert (await outbox.reply(ask(channel), {}, nonce="42")).outcome is Outcome.LATER
    assert channel.sent == []
    timer.now = 7.1
    assert (await outbox.reply(ask(channel), {}, nonce="42")).outcome is Outcome.DONE


def test_the_breaker_opens_at_a_twentieth_of_what_gets_an_address_banned(timer: Timer) -> None:
    """500 invalid answers in ten minutes, and closes when the first of them is that old."""
    breaker = Breaker(timer)
    for number in range(INVALID_LIMIT):
        assert not breaker.is_open
        timer.now = number * 0.1
        breaker.note((401, 403, 429)[number % 3], {"Via": "1.1 google"})
    assert breaker.is_open
    timer.now = INVALID_WINDOW_S - 0.1
    assert breaker.is_open
    timer.now = INVALID_WINDOW_S
    assert not breaker.is_open


@pytest.mark.parametrize(
    ("status", "headers"),
    [(200, {}), (404, {}), (500, {}), (429, {"Via": "1.1 google", "X-RateLimit-Scope": "shared"})],
)
def test_what_discord_does_not_count_is_not_counted(status: int, headers: dict[str, str], timer: Timer) -> None:
    """Only 401, 403 and 429 count, and a 429 that others caused does not."""
    breaker = Breaker(timer)
    for _ in range(2 * INVALID_LIMIT):
        breaker.note(status, headers)
    assert not breaker.is_open


@pytest.mark.parametrize(("retry_after", "rest_s"), [(None, 60.0), ("soon", 60.0), ("0", 1.0), ("12.5", 12.5)])
def test_rests_as_long_as_cloudflare_asks(retry_after: str | None, rest_s: float, timer: Timer) -> None:
    """Without a number that can be read it is a minute."""
    breaker = Breaker(timer)
    breaker.note(429, {"Retry-After": retry_after} if retry_after is not None else {})
    timer.now = rest_s - 0.01
    assert breaker.is_open
    timer.now = rest_s
    assert not breaker.is_open


async def test_notes_every_answer_that_a_session_gets(timer: Timer, unused_tcp_port: int) -> None:
    """The trace sees what discord.py's own retries hide."""
    breaker = Breaker(timer)
    app = aiohttp.web.Application()
    app.router.add_get("/", refuse)
    runner = aiohttp.web.AppRunner(app)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    try:
        url = f"http://127.0.0.1:{unused_tcp_port}/"
        async with aiohttp.ClientSession(trace_configs=[breaker.trace()]) as session, session.get(url):
            assert breaker.is_open
    finally:
        await runner.cleanup()


async def refuse(_request: aiohttp.web.Request) -> aiohttp.web.Response:
    """Answer as Cloudflare does."""
    return aiohttp.web.Response(status=429)


async def test_edits_deletes_whispers_and_reacts_are_delivered_alike(outbox: Outbox, metrics: Metrics) -> None:
    """Each is counted under its own name."""
    target, person = Recorder(), Recorder()
    message = Recorder()
    await outbox.edit(cast_any(target), {"content": "y"})
    await outbox.delete(cast_any(target))
    await outbox.whisper(cast_any(person), "psst", nonce="42w")
    await outbox.react(cast_any(message), "⏳")
    assert target.calls == [("edit", (), {"content": "y"}), ("delete", (), {})]
    assert person.calls == [("send", ("psst",), {"nonce": "42w"})]
    assert message.calls == [("add_reaction", ("⏳",), {})]
    assert [counted(metrics, result) for result in ("edited", "deleted", "sent", "reacted")] == [1, 1, 1, 1]


class Recorder:
    """Takes any call and remembers it."""

    id = 7

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        async def call(*args: Any, **kwargs: Any) -> discord.Object:
            await asyncio.sleep(0)
            self.calls.append((name, args, kwargs))
            return discord.Object(7)

        return call


def cast_any(value: object) -> Any:
    """Return *value* where a type of discord.py stands; the fake has what is used."""
    return value
