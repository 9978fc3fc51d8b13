"""Fixtures of insight: the whole client over a fact file that is kept, in the guild whose moderators keep it."""

from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot.insight.closer import Closer
from bot.services import Services
from bot.settings import Settings
from tests.bot.conftest import Room
from tests.bot.curating.deskkit import HOME, Moderator


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
    return Room(simcord_env, guild.create_text_channel("general"), guild.add_member(simcord_env.create_user("joe")))


@pytest.fixture
def mod(room: Room) -> Moderator:
    """Return somebody who may manage the server."""
    guild: Any = room.channel.guild
    role = guild.create_role("moderators", permissions=discord.Permissions(administrator=True))
    return Moderator(guild.add_member(room.env.create_user("mod"), roles=[role]), room)


@pytest.fixture
def closer(services: Services) -> Closer:
    """Return what asks again after a change; a test runs it by hand."""
    return Closer(services.database, services.keeper, services.clock)
