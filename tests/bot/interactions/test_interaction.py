"""The first response to an interaction: tried again while there is time, and never taken for lost when it stands."""

from typing import Any

import aiohttp
import discord
import pytest
import structlog.testing

from bot.interactions.interaction import apologise, respond
from bot.text.wording import Wording
from knowledge.model import Language


class Line:
    """Time, and a way to Discord that fails as the script has it; what is sent arrives as message 900."""

    def __init__(self, *script: Exception, takes_s: float = 0.0) -> None:
        self.script = list(script)
        self.takes_s = takes_s
        self.tries = 0
        self.now = 0.0

    async def send(self) -> Any:
        """Try once."""
        self.tries += 1
        self.now += self.takes_s
        if self.script:
            raise self.script.pop(0)
        return type("Response", (), {"message_id": 900})()

    async def sleep(self, seconds: float) -> None:
        """Let *seconds* pass at once."""
        self.now += seconds

    async def respond(self, interaction: Any = None) -> int | None:
        """Respond by this line."""
        return await respond(interaction, self.send, sleep=self.sleep, monotonic=lambda: self.now)


class Interaction:
    """As much of an interaction as an apology looks at."""

    id = 1
    command = None

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.response: Any = self

    def is_done(self) -> bool:
        """Tell that nothing was sent."""
        return False

    async def send_message(self, *_args: object, **_options: object) -> None:
        """Fail."""
        assert self.error is not None
        raise self.error

    async def original_response(self) -> discord.Object:
        """Return the response that stands."""
        if self.error is not None:
            raise self.error
        return discord.Object(901)


def refusal(status: int, code: int = 0) -> discord.HTTPException:
    """Return the error that discord.py raises for *status*."""
    answer: Any = type("Answer", (), {"status": status, "reason": "made up"})()
    kind = discord.DiscordServerError if status >= 500 else discord.HTTPException
    return kind(answer, {"code": code, "message": "made up"})


@pytest.mark.parametrize(
    "stumble",
    [refusal(503), ConnectionResetError(104, "reset"), aiohttp.ServerDisconnectedError(), TimeoutError()],
    ids=lambda error: type(error).__name__,
)
async def test_a_stumble_is_tried_again_a_few_times(stumble: Exception) -> None:
    """Three tries in all; then whatever was wrong surfaces."""
    line = Line(stumble, stumble)
    assert await line.respond() == 900
    assert line.tries == 3
    line = Line(*[stumble] * 9)
    with pytest.raises(type(stumble)):
        await line.respond()
    assert line.tries == 3


async def test_does_not_try_when_nobody_waits_any_more() -> None:
    """Discord gives 3 s for the first response."""
    line = Line(*[refusal(503)] * 9, takes_s=1.45)
    with pytest.raises(discord.DiscordServerError):
        await line.respond()
    assert line.tries == 2


async def test_a_verdict_is_not_asked_for_twice() -> None:
    """What Discord finds wrong it will find wrong again."""
    line = Line(refusal(400, 50035), refusal(503))
    with pytest.raises(discord.HTTPException):
        await line.respond()
    assert line.tries == 1


@pytest.mark.parametrize(("error", "known"), [(None, 901), (TimeoutError(), None)])
async def test_a_try_that_had_arrived_counts_as_the_response(error: Exception | None, known: int | None) -> None:
    """Its answer was lost on the way, so the second try is told that there is one: that is success."""
    line = Line(TimeoutError(), refusal(400, 40060))
    assert await line.respond(Interaction(error)) == known


@pytest.mark.parametrize(
    "failure",
    [aiohttp.ClientOSError(104, "reset"), aiohttp.ServerDisconnectedError(), BrokenPipeError(), refusal(400)],
    ids=lambda error: type(error).__name__,
)
async def test_an_apology_that_finds_no_way_raises_nothing(failure: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """The handler of errors is the last one there is; the log has both."""
    monkeypatch.setattr("bot.interactions.interaction._RETRY_WAIT_S", 0.0)
    interaction: Any = Interaction(failure)
    with structlog.testing.capture_logs() as logs:
        await apologise(interaction, RuntimeError("x"), Wording.load(), Language.EN)
    assert [each["event"] for each in logs] == ["interaction_failed", "apology_not_sent"]
    assert logs[1]["reason"] == type(failure).__name__
