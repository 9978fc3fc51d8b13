"""Every command there is: named once, described in both languages, within Discord's limits, shown where it works."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.cards import limits
from bot.gateway.client import Communique
from bot.interactions.translator import CommandTranslator, words
from bot.text.wording import Wording
from knowledge.model import Language

_NAME = re.compile(r"^[-_'\w]{1,32}$")
"""What Discord takes as the name of a slash command (application-commands, "Application Command Naming")."""
_MENUS = (discord.AppCommandType.message, discord.AppCommandType.user)


@pytest.fixture
async def payloads(make_bot: Callable[[], Communique]) -> AsyncIterator[list[dict[str, Any]]]:
    """Return what the client would register with Discord: of every cog, every command, translated."""
    bot = make_bot()
    translator = CommandTranslator(Wording.load())
    await bot.tree.set_translator(translator)
    for cog in bot._cogs():
        await bot.add_cog(cog)
    yield [await command.get_translated_payload(bot.tree, translator) for command in bot.tree.get_commands()]
    await bot.close()


@pytest.fixture
def commands(payloads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the slash commands."""
    return [payload for payload in payloads if payload["type"] == discord.AppCommandType.chat_input.value]


def described(payloads: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield everything that has a description: commands, subcommands and options."""
    for payload in payloads:
        yield payload
        yield from described(payload.get("options", []))


def test_the_commands_for_members_are_all_there(commands: list[dict[str, Any]]) -> None:
    """A cog that is not added would be missed here."""
    wanted = {"about", "ask", "glossary", "help", "latest", "meeting", "meetings", "person", "sources", "topic"}
    wanted.add("timeline")
    assert wanted <= {command["name"] for command in commands}


def test_names_are_unique_and_english(payloads: list[dict[str, Any]]) -> None:
    """By type, as Discord counts them; the names of slash commands are the same in every language."""
    keys = [(payload["type"], payload["name"]) for payload in payloads]
    assert len(keys) == len(set(keys))
    for each in described([each for each in payloads if each["type"] == 1]):
        assert _NAME.match(each["name"])
        assert each["name"] == each["name"].lower()
        assert each["name"].isascii()
        assert not each.get("name_localizations")


def test_everything_is_described_in_both_languages_within_the_limit(commands: list[dict[str, Any]]) -> None:
    """Commands and options; en-US is filled, since Discord would show en-GB in its place."""
    for each in described(commands):
        texts = {"base": each["description"], **each["description_localizations"]}
        assert set(texts) == {"base", "ko", "en-US", "en-GB"}, each["name"]
        assert all(0 < limits.length(text) <= limits.MAX_DESCRIPTION for text in texts.values()), each["name"]
        # The English in the code and in the catalogue is the same.
        assert texts["base"] == texts["en-US"] == texts["en-GB"]
        assert re.search("[가-힣]", texts["ko"])


def test_menus_are_few_and_translated(payloads: list[dict[str, Any]]) -> None:
    """discord.py registers five of a type; their names are all that members see of them."""
    for kind in _MENUS:
        menus = [payload for payload in payloads if payload["type"] == kind.value]
        assert len(menus) <= limits.MAX_CONTEXT_MENUS
        for menu in menus:
            names = {"base": menu["name"], **menu["name_localizations"]}
            assert set(names) == {"base", "ko", "en-US", "en-GB"}
            assert names["base"] == names["en-US"]
            assert all(0 < len(name) <= limits.MAX_COMMAND_NAME for name in names.values())


FOR_MODERATORS = frozenset(
    [*"audit config event fact gap insight name release review subscribe term".split(), "Propose as fact"]
)


def test_commands_for_members_work_everywhere(payloads: list[dict[str, Any]]) -> None:
    """Installed by a server or by a member, in servers, direct and group messages, hidden from nobody."""
    for payload in payloads:
        if payload["name"] in FOR_MODERATORS:
            continue
        assert sorted(payload["integration_types"]) == [0, 1], payload["name"]
        assert sorted(payload["contexts"]) == [0, 1, 2], payload["name"]
        assert not payload.get("default_member_permissions")


def test_commands_for_moderators_are_for_servers_and_hidden_from_members(payloads: list[dict[str, Any]]) -> None:
    """Installed by a server, used there, shown to those who may manage it until its admins show them to others."""
    found = {payload["name"]: payload for payload in payloads if payload["name"] in FOR_MODERATORS}
    assert found.keys() == FOR_MODERATORS
    for payload in found.values():
        assert (payload["integration_types"], payload["contexts"]) == ([0], [0]), payload["name"]
        assert int(payload["default_member_permissions"]) == discord.Permissions(manage_guild=True).value


def test_one_command_is_not_too_long_for_discord(commands: list[dict[str, Any]]) -> None:
    """At most 25 options, and 8000 characters of names, descriptions and values in all, longest language counted."""
    for command in commands:
        assert len(command.get("options", [])) <= limits.MAX_CHOICES
        total = 0
        for each in described([command]):
            texts = [each["description"], *each["description_localizations"].values()]
            total += len(each["name"]) + max(map(len, texts))
        assert total <= 8000


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        (discord.Locale.korean, "보도자료에 나온 내용을 질문합니다"),
        (discord.Locale.american_english, "Ask what the releases say"),
        (discord.Locale.japanese, None),
    ],
)
async def test_marked_words_are_translated_and_others_left(locale: discord.Locale, told: str | None) -> None:
    """A language without a catalogue gets the base text; so does what was never marked."""
    translator = CommandTranslator(Wording.load())
    context: Any = None
    assert await translator.translate(words("Ask what the releases say", "ask.description"), locale, context) == told
    assert await translator.translate(app_commands.locale_str("ask"), locale, context) is None


def test_no_words_of_commands_are_left_unused(commands: list[dict[str, Any]], payloads: list[dict[str, Any]]) -> None:
    """Each description in the catalogue belongs to a command or an option that there is."""
    wording = Wording.load()
    used = {each["description"] for each in described(commands)} | {payload["name"] for payload in payloads}
    for key in sorted(wording.keys()):
        if re.match(r"commands\.(option\..*|.*\.description|check\.name)$", key):
            assert wording(key, Language.EN) in used, key
