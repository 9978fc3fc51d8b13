"""Help names every command so that it can be clicked; about says what this is and what it keeps."""

from typing import Any

import discord
import pytest

from bot.access.actions import COMMANDS, NEEDS
from bot.access.levels import Access
from bot.errors import StorageError
from bot.services import Services
from bot.settings import Settings
from knowledge.model import Language
from tests.bot.accesskit import with_permissions
from tests.bot.cardkit import speak_korean, words_of


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Any) -> Settings:
    """Return the default settings, changed by what a test gives."""
    return Settings(data_dir=tmp_path, health_port=0, **getattr(request, "param", {}))


@pytest.mark.parametrize("settings", [{}, {"reply_style": "plain"}], indirect=True, ids=["card", "plain"])
async def test_help_mentions_every_command(room: Any) -> None:
    """Each as a mention with the id that Discord gave it, with what it does; asked from Discord once."""
    owner = with_permissions(room, "owner", administrator=True)
    first = await owner.slash(room.channel, "help")
    second = await owner.slash(room.channel, "help")
    assert first.ephemeral
    text = words_of(first.response)
    assert text == words_of(second.response)
    registered = {command.name: command.id for command in await room.env.bot.tree.fetch_commands()}
    for command in room.env.bot.tree.get_commands(type=discord.AppCommandType.chat_input):
        assert f"</{command.name}:{registered[command.name]}>: " in text
    for menu in ("Check against the releases", "Propose as fact"):
        assert f"**{menu}**" in text
    assert "**Propose as fact**" not in words_of((await room.joe.slash(room.channel, "help")).response)
    assert len(room.requests("GET", "/commands")) == 2  # one by the test itself


async def test_help_leaves_out_what_somebody_may_not_use(room: Any) -> None:
    """A member sees the commands of members, an editor those of editors too, and only owners the settings."""
    editor = with_permissions(room, "mod", manage_guild=True)
    plain, edits = [words_of((await each.slash(room.channel, "help")).response) for each in (room.joe, editor)]
    tree = room.env.bot.tree
    for command in tree.get_commands(type=discord.AppCommandType.chat_input):
        least = COMMANDS.get(command.name)
        assert (f"</{command.name}:" in plain) == (least is None), command.name
        assert (f"</{command.name}:" in edits) == (least is None or NEEDS[least] <= Access.EDITOR), command.name
    assert "</config:" not in edits


async def test_help_shows_no_moderators_command_while_levels_are_unknown(
    room: Any, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that does not answer costs a few lines, not the help."""

    async def fail(_guild_id: int) -> Any:
        raise StorageError("gone")

    monkeypatch.setattr(services.database.guilds, "settings", fail)
    text = words_of((await room.joe.slash(room.channel, "help")).response)
    assert "</ask:" in text
    assert "</config:" not in text


async def test_help_works_while_discord_does_not_tell_the_ids(room: Any) -> None:
    """The commands are named plainly then, and asked for again the next time."""
    room.env.inject_error("GET", "/applications/*/commands", status=500, times=None)
    text = words_of((await room.joe.slash(room.channel, "help")).response)
    assert "**/ask**: Ask what the releases say" in text
    room.env.backend.faults.clear()
    assert "</ask:" in words_of((await room.joe.slash(room.channel, "help")).response)


async def test_help_is_korean_for_korean_members(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Descriptions and the ways to ask."""
    speak_korean(monkeypatch)
    text = words_of((await room.joe.slash(room.channel, "help")).response)
    assert "보도자료에 나온 내용을 질문합니다" in text
    assert "보도자료와 대조하기" in text


@pytest.mark.parametrize("language", Language)
async def test_about_tells_what_it_is_what_it_holds_and_what_it_keeps(
    room: Any, services: Services, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    """Version, facts, fact file, up to when, and for how long what is kept of members."""
    if language is Language.KO:
        speak_korean(monkeypatch)
    result = await room.joe.slash(room.channel, "about")
    assert result.ephemeral
    text = words_of(result.response)
    snapshot = services.store.current
    held = services.wording.count("lookups.row.facts", language, len(snapshot.book.current_facts))
    for piece in (snapshot.digest[:12], held, "2021-11-05", "90"):
        assert piece in text
    assert snapshot.digest not in text
