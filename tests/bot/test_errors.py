"""What goes wrong in a command is told in one sentence to the member alone, and logged with its traceback."""

from typing import Any

import discord
import pytest
import structlog.testing
from discord import app_commands

from bot.errors import StorageError, UserError
from bot.interactions.interaction import language_of
from knowledge.model import Language
from tests.bot.cardkit import speak_korean, words_of

SECRET = "secret inside"  # noqa: S105 - stands for what a member must never see
_COMMAND: Any = type("Command", (), {"name": "ask", "qualified_name": "ask", "_error_display_name": "x"})()


def _wrapped(cause: Exception) -> app_commands.AppCommandError:
    return app_commands.CommandInvokeError(_COMMAND, cause)


@pytest.fixture
def raising(room: Any) -> Any:
    """Return a function that lets `/ask` raise an error, and gives what the member got and what was logged."""

    async def run(error: Exception, *, responded: bool = False) -> tuple[Any, list[Any]]:
        cog = room.env.bot.get_cog("Ask")

        async def fail(interaction: discord.Interaction, *_args: object, **_kwargs: object) -> None:
            if responded:
                await interaction.response.send_message("here")
            raise error

        cog._answer = fail
        with structlog.testing.capture_logs() as logs:
            result = await room.joe.slash(room.channel, "ask", question="x")
        return result, logs

    return run


@pytest.mark.parametrize("error", [RuntimeError(SECRET), KeyError(SECRET), StorageError(SECRET), TimeoutError(SECRET)])
async def test_a_fault_is_told_by_a_number_that_the_log_has(raising: Any, error: Exception) -> None:
    """The sentence never holds the error; the log has it, with its traceback."""
    result, logs = await raising(error)
    assert result.ephemeral
    text = words_of(result.response)
    assert SECRET not in text
    assert type(error).__name__ not in text
    (failure,) = [each for each in logs if each["event"] == "interaction_failed"]
    assert failure["incident"] in text
    assert failure["exc_info"] is error
    assert failure["log_level"] == "error"


async def test_it_is_told_after_a_response_as_well(raising: Any) -> None:
    """Then as a follow-up, once, still to the member alone."""
    result, _ = await raising(RuntimeError(SECRET), responded=True)
    (told,) = result.followups
    assert told.ephemeral
    assert "Something went wrong here" in words_of(told)


async def test_a_word_for_the_member_is_passed_on_as_it_is(raising: Any) -> None:
    """Nothing is wrong then: no number, no traceback."""
    result, logs = await raising(UserError("Please choose another meeting."))
    assert result.ephemeral
    assert words_of(result.response) == "Please choose another meeting."
    assert all(each["log_level"] == "info" for each in logs if each["event"] == "refused")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (app_commands.CommandNotFound("ask", []), "This command has changed."),
        (app_commands.CheckFailure(SECRET), "You may not use this command here."),
        (app_commands.TransformerError(SECRET, discord.AppCommandOptionType.string, _COMMAND), "That value cannot"),
    ],
    ids=["changed", "forbidden", "value"],
)
async def test_what_discord_py_refuses_has_words_of_its_own(room: Any, error: Exception, told: str) -> None:
    """Each class of error has one sentence."""
    result, logs = await _handled(room, error)
    assert told in result
    assert SECRET not in result
    assert not [each for each in logs if each["log_level"] == "error"]


async def test_korean_members_are_told_in_korean(room: Any, raising: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As everything else."""
    del room
    speak_korean(monkeypatch)
    result, _ = await raising(RuntimeError(SECRET))
    assert words_of(result.response).startswith("문제가 생겼습니다.")


@pytest.mark.parametrize("code", [10062, 40060])
async def test_a_response_that_came_too_late_is_only_logged(raising: Any, code: int) -> None:
    """Nobody waits for it any more, and another try would be refused the same."""
    answer: Any = type("Response", (), {"status": 404, "reason": "Not Found"})()
    result, logs = await raising(discord.NotFound(answer, {"code": code, "message": "gone"}))
    assert result.response is None
    assert result.followups == []
    assert [each["log_level"] for each in logs if each["event"] == "response_too_late"] == ["warning"]


async def test_an_apology_that_cannot_be_sent_raises_nothing(room: Any, raising: Any) -> None:
    """The handler of errors is the last one there is."""
    room.env.inject_error("POST", "/interactions/*", status=400, times=None)
    _, logs = await raising(RuntimeError(SECRET))
    assert "apology_not_sent" in {each["event"] for each in logs}


@pytest.mark.parametrize(
    ("locale", "otherwise", "language"),
    [
        (discord.Locale.korean, Language.EN, Language.KO),
        (discord.Locale.american_english, Language.KO, Language.EN),
        (discord.Locale.british_english, Language.KO, Language.EN),
        (discord.Locale.japanese, Language.KO, Language.KO),
        (discord.Locale.japanese, Language.EN, Language.EN),
    ],
)
def test_other_languages_get_the_one_that_is_set(
    locale: discord.Locale, otherwise: Language, language: Language
) -> None:
    """English and Korean are spoken; for the rest the operator chooses."""
    interaction: Any = type("Interaction", (), {"locale": locale})()
    assert language_of(interaction, otherwise) is language


async def _handled(room: Any, error: Exception) -> tuple[str, list[Any]]:
    """Return what the tree's handler of errors tells, and what it logs."""
    told: list[str] = []

    class Response:
        def is_done(self) -> bool:
            return False

        async def send_message(self, text: str, **kwargs: Any) -> None:
            assert kwargs["ephemeral"]
            told.append(text)

    fields = {"locale": discord.Locale.american_english, "response": Response(), "id": 1, "command": None}
    interaction: Any = type("Interaction", (), fields)()
    with structlog.testing.capture_logs() as logs:
        await room.env.bot.tree.on_error(interaction, error)
    assert len(told) == 1
    return told[0], list(logs)
