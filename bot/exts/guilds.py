"""Notes which servers removed the bot, so that what is kept of them goes after a while."""

import discord
import structlog
from discord.ext import commands

from bot.errors import StorageError
from bot.services import Services


class Guilds(commands.Cog):
    """Listens for servers that come and go, and compares once connected: one may have gone while nobody listened."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        """Work for the servers of *bot*."""
        self._bot = bot
        self._services = services

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Begin the time after which what is kept of the server goes; an outage is not told as a removal."""
        await self._services.database.guilds.left(guild.id, self._services.clock())
        structlog.get_logger(__name__).info("guild_left", guild_id=guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Keep everything, if the server is back in time."""
        if await self._services.database.guilds.back(guild.id):
            structlog.get_logger(__name__).info("guild_back", guild_id=guild.id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Compare the servers that something is kept of with those that the bot is in, for this shard."""
        guilds, now = self._services.database.guilds, self._services.clock()
        here = {guild.id for guild in self._bot.guilds}
        try:
            await guilds.all_back(here)
            missing = sorted(each for each in await guilds.known() if each not in here and self._is_ours(each))
            for guild_id in missing:
                await guilds.left(guild_id, now)
        except StorageError:
            # What was missed is found at the next start.
            structlog.get_logger(__name__).exception("guilds_not_compared")

    def _is_ours(self, guild_id: int) -> bool:
        """Whether the events of the server come to this shard (discord-api-docs topics/gateway, "Sharding")."""
        settings = self._services.settings
        return (guild_id >> 22) % settings.shard_count == settings.shard_id
