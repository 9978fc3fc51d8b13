from collections.abc import Callable
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.errors import StorageError
from bot.gateway.commandsync import ATTEMPTS, CommandSync, tree_digest


class SyncLog:
    """What was synced, in memory; fails as often as told."""

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}
        self.failures = 0

    async def get(self, scope: str) -> str | None:
        """Return the digest of *scope*."""
        if self.failures:
            self.failures -= 1
            raise StorageError("locked")
        return self.digests.get(scope)

    async def set(self, scope: str, digest: str) -> None:
        """Keep *digest*."""
        self.digests[scope] = digest


class Http:
    """Discord's list of commands; answers from a script of errors."""

    def __init__(self) -> None:
        self.script: list[Exception] = []
        self.calls: list[tuple[int, int | None, int]] = []

    async def bulk_upsert_global_commands(self, application_id: int, payload: list[Any]) -> list[Any]:
        """Take *payload* for everywhere."""
        return self._take(application_id, None, payload)

    async def bulk_upsert_guild_commands(self, application_id: int, guild_id: int, payload: list[Any]) -> list[Any]:
        """Take *payload* for one guild."""
        return self._take(application_id, guild_id, payload)

    def _take(self, application_id: int, guild_id: int | None, payload: list[Any]) -> list[Any]:
        if self.script:
            raise self.script.pop(0)
        self.calls.append((application_id, guild_id, len(payload)))
        return []


class Shout(app_commands.Translator):
    """Korean is English in capitals."""

    def __init__(self, suffix: str = "") -> None:
        self._suffix = suffix

    async def translate(self, string: app_commands.locale_str, locale: discord.Locale, _context: object) -> str | None:
        """Return the words for *locale*."""
        return string.message.upper() + self._suffix if locale is discord.Locale.korean else None


async def answer(interaction: discord.Interaction) -> None:
    """Do nothing."""


def command(name: str, description: str = "words") -> app_commands.Command[Any, ..., None]:
    """Return a command whose description can be translated."""
    return app_commands.Command(name=name, description=app_commands.locale_str(description), callback=answer)


@pytest.fixture
def http() -> Http:
    """Return Discord's side."""
    return Http()


@pytest.fixture
def synced() -> SyncLog:
    """Return an empty record."""
    return SyncLog()


@pytest.fixture
def make_tree(http: Http) -> Callable[..., app_commands.CommandTree[Any]]:
    """Return a function that makes a tree of commands by name."""

    def make(*names: str) -> app_commands.CommandTree[Any]:
        client = discord.Client(intents=discord.Intents.none(), application_id=5)
        client.http = client._connection.http = http  # type: ignore[assignment] # the fake has what is used
        tree = app_commands.CommandTree(client)
        for name in names:
            tree.add_command(command(name))
        return tree

    return make


async def rest(_seconds: float) -> None:
    """Wait no time."""


def make_sync(synced: SyncLog, guild_id: int | None = None) -> CommandSync:
    """Return a sync that never sleeps."""
    return CommandSync(synced, guild_id=guild_id, sleep=rest)  # type: ignore[arg-type] # the fake has what is used


async def test_registers_once_and_then_only_what_changed(
    http: Http, synced: SyncLog, make_tree: Callable[..., app_commands.CommandTree[Any]]
) -> None:
    """A restart with the same commands asks nothing of Discord, another command does."""
    assert await make_sync(synced).run(make_tree("ask", "help"), 5)
    assert not await make_sync(synced).run(make_tree("help", "ask"), 5)
    assert await make_sync(synced).run(make_tree("ask", "help", "about"), 5)
    assert http.calls == [(5, None, 2), (5, None, 3)]


async def test_another_application_is_another_scope(
    http: Http, synced: SyncLog, make_tree: Callable[..., app_commands.CommandTree[Any]]
) -> None:
    """With another token on the same database the commands are registered for that application."""
    await make_sync(synced).run(make_tree("ask"), 5)
    assert await make_sync(synced).run(make_tree("ask"), 6)
    assert len(http.calls) == 2


async def test_a_guild_for_trying_out_gets_every_command(
    http: Http, synced: SyncLog, make_tree: Callable[..., app_commands.CommandTree[Any]]
) -> None:
    """The guild has its own record, and the global commands are copied to it."""
    assert await make_sync(synced, guild_id=77).run(make_tree("ask", "help"), 5)
    assert http.calls == [(5, 77, 2)]
    assert not await make_sync(synced, guild_id=77).run(make_tree("ask", "help"), 5)


async def test_a_translation_that_changed_is_a_change(
    synced: SyncLog, make_tree: Callable[..., app_commands.CommandTree[Any]]
) -> None:
    """The digest covers what Korean members read."""
    digests = set()
    for translator in (None, Shout(), Shout("!")):
        tree = make_tree("ask")
        if translator is not None:
            await tree.set_translator(translator)
        digests.add(await tree_digest(tree))
    assert len(digests) == 3
    assert synced.digests == {}


@pytest.mark.parametrize("description", ["other words", "말"])
async def test_any_word_that_changed_is_a_change(
    description: str, make_tree: Callable[..., app_commands.CommandTree[Any]]
) -> None:
    """A description counts, in any script."""
    tree = make_tree()
    tree.add_command(command("ask", description))
    assert await tree_digest(tree) != await tree_digest(make_tree("ask"))


async def test_tries_again_when_discord_or_the_database_stumbles(
    http: Http, synced: SyncLog, make_tree: Callable[..., app_commands.CommandTree[Any]]
) -> None:
    """What passes is waited out; the digest is kept only after Discord took the commands."""
    synced.failures = 1
    http.script = [TimeoutError(), OSError("reset")]
    assert await make_sync(synced).run(make_tree("ask"), 5)
    assert len(synced.digests) == 1


async def test_gives_up_after_some_attempts_and_forgets_nothing(
    http: Http, synced: SyncLog, make_tree: Callable[..., app_commands.CommandTree[Any]]
) -> None:
    """The bot answers without; the next start tries again."""
    http.script = [OSError("down")] * ATTEMPTS
    assert not await make_sync(synced).run(make_tree("ask"), 5)
    assert synced.digests == {}
    assert await make_sync(synced).run(make_tree("ask"), 5)


async def test_does_not_insist_where_the_commands_are_at_fault(
    http: Http, synced: SyncLog, make_tree: Callable[..., app_commands.CommandTree[Any]]
) -> None:
    """Discord's verdict on the commands themselves ends it."""

    class Response:
        status, reason = 400, "Bad Request"

    body = {"code": 50035, "message": "Invalid Form Body"}
    http.script = [discord.HTTPException(Response(), body)] * 2
    assert not await make_sync(synced).run(make_tree("ask"), 5)
    assert len(http.script) == 1
