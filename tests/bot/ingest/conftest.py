"""Fixtures of taking releases in: the whole client, and drafts made of what is published, as `bot.run` wires it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import simcord

from bot.ingest.drafts import Drafter
from bot.ingest.texts import KeptTexts
from bot.services import Services
from bot.settings import Settings
from tests.bot.conftest import Room
from tests.bot.curating.conftest import moderator_named
from tests.bot.curating.deskkit import HOME, Moderator


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Return settings by which the room's guild keeps the shared facts, changed by what a test gives."""
    return Settings(**{"data_dir": tmp_path, "health_port": 0, "home_guilds": (HOME,), **getattr(request, "param", {})})


@pytest.fixture
async def services(kept: Services) -> AsyncIterator[Services]:
    """Return services that keep facts and draft those of new releases."""
    texts = KeptTexts(kept.settings.data_dir)
    end = kept.keeper.on_change.add(Drafter(kept.database, kept.settings, kept.clock, texts).heard)
    yield kept
    end()


@pytest.fixture
def room(simcord_env: simcord.Env) -> Room:
    """Return a channel in the guild that keeps the shared facts, with Joe."""
    guild = simcord_env.create_guild(id=HOME)
    return Room(simcord_env, guild.create_text_channel("moderators"), guild.add_member(simcord_env.create_user("joe")))


@pytest.fixture
def mod(room: Room) -> Moderator:
    """Return a member who may manage the server."""
    return moderator_named("mod", room)
