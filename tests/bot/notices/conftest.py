"""Fixtures of notices: the whole client over a fact file that is kept, and a channel that wants to hear."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from bot.services import Services
from bot.settings import Settings
from knowledge.editing.change import Change
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
    """Return somebody who may do everything."""
    guild: Any = room.channel.guild
    role = guild.create_role("moderators", permissions=discord.Permissions(administrator=True))
    return Moderator(guild.add_member(room.env.create_user("mod"), roles=[role]), room)


@pytest.fixture
def news(room: Room) -> simcord.ChannelHandle:
    """Return the channel that wants to hear."""
    guild: Any = room.channel.guild
    channel: simcord.ChannelHandle = guild.create_text_channel("news")
    return channel


@pytest.fixture
def publish(services: Services, room: Room) -> Callable[..., Any]:
    """Return a function that adds a fact numbered as given, and waits until everybody was told."""

    async def add(number: int, **fields: Any) -> None:
        entry = {
            "id": f"csd12-crews-{number}",
            "meeting": "csd-12",
            "kind": "how_many",
            "text": {
                "en": f"Crew number {number} trained in Busan.",
                "ko": f"{number}번 승조원이 부산에서 훈련했습니다.",
            },
            "sources": ["csd-12#s09"],
            "basis": "stated",
            "said_by": "release",
            "questions": {"en": [f"Where did crew number {number} train?"]},
            **fields,
        }
        change = Change("facts", entry["id"], None, entry)
        await services.keeper.publish(0, [change], by="program", guild_id=None, reason="a reason of our own")
        await services.keeper.on_change.settle()
        bot: Any = room.env.bot
        await bot.get_cog("Notices").settle()
        await room.env.settle()

    return add
