"""Servers that remove the bot are noted when it happens, and found at the start when it happened unseen."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
import structlog

from bot.access.levels import Access
from bot.errors import StorageError
from bot.exts.guilds import Guilds
from bot.services import Services
from bot.settings import Settings

AWAY = 4_000_000_000 << 22


async def gone(services: Services) -> list[int]:
    """Return the guilds that are noted as left."""
    return await services.database.guilds.gone(services.clock() + timedelta(days=1))


async def test_a_server_that_removes_the_bot_is_noted(room: Any, services: Services) -> None:
    """From then on the grace runs; joining again ends it."""
    guild_id = room.channel.guild.id
    room.env.backend.emit("GUILD_DELETE", {"id": str(guild_id)})
    await room.env.settle()
    assert await gone(services) == [guild_id]
    cog = room.env.bot.get_cog("Guilds")
    await cog.on_guild_join(room.channel.guild)
    assert await gone(services) == []


async def test_an_outage_is_no_removal(room: Any, services: Services) -> None:
    """Discord says of a server that is down that it is unavailable."""
    room.env.backend.emit("GUILD_DELETE", {"id": str(room.channel.guild.id), "unavailable": True})
    await room.env.settle()
    assert await gone(services) == []


async def test_a_removal_that_nobody_heard_is_found_at_the_start(room: Any, services: Services) -> None:
    """Whatever is kept of a server that the bot is not in; the first time counts, also after more starts."""
    here = room.channel.guild.id
    for guild_id in (here, AWAY):
        await services.gate.give(guild_id, {7: Access.EDITOR}, by="m-1")
    await services.database.guilds.left(here, services.clock())
    await room.env.bot.get_cog("Guilds").on_ready()
    assert await gone(services) == [AWAY]
    later = dataclasses.replace(services, clock=lambda: services.clock() + timedelta(days=5))
    await Guilds(room.env.bot, later).on_ready()
    assert await services.database.guilds.gone(services.clock() + timedelta(days=1)) == [AWAY]


async def test_however_many_are_gone_one_that_is_here_is_back(room: Any, services: Services) -> None:
    """Also where a thousand others went before it."""
    left, now = services.database.guilds.left, services.clock()
    for guild_id in range(AWAY, AWAY + 1001):
        await left(guild_id, now - timedelta(days=1))
    await left(room.channel.guild.id, now)
    await room.env.bot.get_cog("Guilds").on_ready()
    assert not await services.database.guilds.back(room.channel.guild.id)


@pytest.mark.parametrize(("shard_id", "noted"), [(AWAY >> 22 & 1, [AWAY]), (1 - (AWAY >> 22 & 1), [])])
async def test_a_shard_judges_its_own_servers_alone(
    room: Any, services: Services, settings: Settings, shard_id: int, noted: list[int]
) -> None:
    """A server of another shard is in no list of this one."""
    await services.gate.give(AWAY, {7: Access.EDITOR}, by="m-1")
    sharded = dataclasses.replace(
        services, settings=settings.model_copy(update={"shard_id": shard_id, "shard_count": 2})
    )
    await services.database.guilds.back(AWAY)
    await Guilds(room.env.bot, sharded).on_ready()
    assert await gone(services) == noted


async def test_a_start_without_database_goes_on(room: Any, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was missed is found at the next one."""

    async def fail() -> set[int]:
        raise StorageError("gone")

    monkeypatch.setattr(services.database.guilds, "known", fail)
    with structlog.testing.capture_logs() as logs:
        await room.env.bot.get_cog("Guilds").on_ready()
    assert [each["event"] for each in logs] == ["guilds_not_compared"]
