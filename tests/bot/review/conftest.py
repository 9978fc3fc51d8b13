"""Fixtures of what waits for a decision: the whole client over a fact file that is really kept, and people at work."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot.access.levels import Access
from bot.services import Services
from bot.settings import Settings
from tests.bot.accesskit import with_level
from tests.bot.conftest import Room
from tests.bot.curating.deskkit import HOME, Moderator

Person = Callable[[Access], Awaitable[Moderator]]


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Return settings by which the room's guild keeps the shared facts, changed by what a test gives."""
    return Settings(**{"data_dir": tmp_path, "health_port": 0, "home_guilds": (HOME,), **getattr(request, "param", {})})


@pytest.fixture
def services(kept: Services) -> Services:
    """Return services that keep facts."""
    return kept


@pytest.fixture
def room(simcord_env: simcord.Env) -> Room:
    """Return a channel in the guild that keeps the shared facts, with Joe."""
    guild = simcord_env.create_guild(id=HOME)
    return Room(simcord_env, guild.create_text_channel("talk"), guild.add_member(simcord_env.create_user("joe")))


@pytest.fixture
def person(room: Any, services: Services) -> Person:
    """Return a function that gives a new member of some level, who fills forms and presses buttons.

    From editors on they may manage the server, so that Discord shows them the command.
    """

    async def make(level: Access) -> Moderator:
        if level < Access.EDITOR:
            return Moderator(await with_level(room, services, level), room)
        guild = room.channel.guild
        role = guild.create_role(level.word, permissions=discord.Permissions(manage_guild=True))
        await services.gate.give(guild.id, {role.id: level}, by=await services.database.actors.token(1))
        return Moderator(guild.add_member(room.env.create_user(f"an {level.word}"), roles=[role]), room)

    return make
