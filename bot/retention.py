"""Deletes what was kept for long enough: once a day, as the settings say."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.database.sweeping import Retention
from bot.ingest.texts import erase_files
from bot.services import Services

EVERY_S = 24 * 3600.0
FIRST_S = 60.0


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep deleted: replies that were too old, and guilds that removed the bot long ago."""

    replies: int
    guilds: tuple[int, ...]


async def sweep(services: Services) -> Swept:
    """Delete what is too old now, and everything of guilds that removed the bot `guild_grace_days` ago.

    Raises:
        StorageError: a write failed; what was deleted before stays deleted, the rest goes the next time.
    """
    settings, now = services.settings, services.clock()
    kept = Retention(
        work=settings.retention_work_days,
        unanswered=settings.retention_unanswered_days,
        proposals=settings.retention_proposals_days,
        tallies=settings.retention_tallies_days,
    )
    replies = await services.database.sweep(now, settings.retention_days, kept)
    left_before = now - timedelta(days=settings.guild_grace_days)
    erased: list[int] = []
    for guild_id in await services.database.guilds.gone(left_before):
        # It may have come back since it was read.
        if not await services.database.guilds.erase(guild_id, left_before, now):
            continue
        erased.append(guild_id)
        await asyncio.to_thread(erase_files, settings.data_dir, guild_id)
        services.gate.forget(guild_id)
    return Swept(replies, tuple(erased))


async def sweep_daily(services: Services) -> None:
    """Sweep a minute from now, then once a day; never ends by itself."""
    await asyncio.sleep(FIRST_S)
    while True:
        try:
            swept = await sweep(services)
            structlog.get_logger(__name__).info("swept", replies=swept.replies, guilds=len(swept.guilds))
        except Exception:  # noqa: BLE001 - whatever it was, the next day's sweep is to come; it logs with traceback
            structlog.get_logger(__name__).exception("sweep_failed")
        await asyncio.sleep(EVERY_S)
