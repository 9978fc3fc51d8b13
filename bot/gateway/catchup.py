"""What came while nobody listened: questions taken and never answered, and messages that no event told of.

Discord replays what a resumed session missed. A new session begins with nothing, so after each READY the channels
with something new are read back a little, and questions that an earlier life of the bot had taken are finished.
"""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import discord
import structlog

from bot.database import StoredReply
from bot.errors import StorageError
from bot.gateway.addressing import find_face
from bot.gateway.inbox import Inbox
from bot.gateway.outbox import Breaker
from bot.gateway.replier import STALE_AFTER, Replier
from bot.services import Services

if TYPE_CHECKING:
    from discord.abc import MessageableChannel

MOST_CHANNELS = 25
"""Channels read back after one READY, those where questions were asked before first."""
MOST_DIRECT = 10
"""Direct messages among them; Discord tells nothing of what is new there."""
DIRECT_WITHIN = timedelta(days=7)
MOST_MESSAGES = 100
"""Messages read back in a channel; one request."""
MOST_PENDING = 50
OVERLAP = timedelta(seconds=60)
"""Read back from so long before the newest handled message: other channels may have been behind it."""
READ_S = 30.0

Take = Callable[[discord.Message], None]


class CatchUp:
    """Finds what was missed and puts it in the way of everything else."""

    def __init__(
        self,
        client: discord.Client,
        services: Services,
        *,
        replier: Replier,
        inbox: Inbox,
        breaker: Breaker,
        take: Take,
        seen: dict[int, int],
    ) -> None:
        """Hand what was missed to *take*; *seen* has the newest handled message by channel, and grows meanwhile."""
        self._client = client
        self._services = services
        self._replier = replier
        self._inbox = inbox
        self._breaker = breaker
        self._take = take
        self._seen = seen
        self._born = services.clock()

    async def read_missed(self, seen: dict[int, int]) -> int:
        """Take the messages that came since those in *seen* (the state before this session) and were not heard of.

        Returns:
            How many messages were taken. None is where nothing was ever seen: a bot that has just been invited
            does not begin by answering the past.
        """
        if not seen:
            return 0
        newest = discord.utils.snowflake_time(max(seen.values()))
        since = max(newest - OVERLAP, self._services.clock() - STALE_AFTER)
        taken = 0
        for channel in self._channels(seen, since):
            taken += await self._read(channel, since)
        structlog.get_logger(__name__).info("caught_up", taken=taken)
        return taken

    async def finish_pending(self) -> int:
        """Finish the questions that were taken before this client was made, or left open by it; return how many."""
        since = self._services.clock() - STALE_AFTER
        self._replier.drop_stale()
        try:
            pending = await self._services.database.replies.pending(since)
        except StorageError:
            structlog.get_logger(__name__).exception("pending_not_read")
            return 0
        left_open = self._replier.left_open
        mine = [
            stored
            for stored in pending
            if (stored.asked_at < self._born or stored.asked_id in left_open) and self._is_ours(stored)
        ][:MOST_PENDING]
        return sum(self._submit(stored) for stored in mine)

    def _submit(self, stored: StoredReply) -> bool:
        if stored.channel_id is None:
            return False
        channel = self.messageable(stored.channel_id, stored.guild_id)

        async def finish() -> None:
            await self._finish(channel, stored.asked_id)

        return self._inbox.submit(stored.channel_id, finish)

    async def _finish(self, channel: "MessageableChannel", asked_id: int) -> None:
        """Answer the claimed question *asked_id*, or note the reply that already stands."""
        me = self._me()
        messages = await self._history(channel, discord.Object(asked_id - 1))
        if messages is None:
            return
        question = next((message for message in messages if message.id == asked_id), None)
        # An interaction has no message: its token died with the process that took it.
        face = find_face(question, me, self._read_channels()) if question is not None else None
        if question is None or face is None:
            await self._replier.forget(asked_id)
            return
        for message in messages:
            reference = message.reference
            if message.author.id == me and reference is not None and reference.message_id == asked_id:
                await self._replier.adopt(question, face, me, message.id)
                return
        await self._replier.answer(question, face, me)

    async def _read(self, channel: "MessageableChannel", since: datetime) -> int:
        messages = await self._history(channel, since)
        taken = 0
        for message in messages or ():
            if message.id > self._seen.get(channel.id, 0):
                self._take(message)
                taken += 1
        return taken

    async def _history(
        self, channel: "MessageableChannel", after: datetime | discord.Object
    ) -> list[discord.Message] | None:
        """Return the oldest messages after *after*, oldest first; None where they cannot be read now.

        Where they cannot be read at all there are none.
        """
        if self._breaker.is_open:
            return None
        try:
            async with asyncio.timeout(READ_S):
                return [message async for message in channel.history(limit=MOST_MESSAGES, after=after)]
        except (discord.Forbidden, discord.NotFound):
            return []
        except (discord.DiscordException, OSError) as error:
            structlog.get_logger(__name__).warning(
                "history_not_read", channel_id=channel.id, reason=type(error).__name__
            )
            return None

    def _channels(self, seen: dict[int, int], since: datetime) -> "Iterator[MessageableChannel]":
        """Yield the channels to read back: known ones first, then the newest."""
        mark = discord.utils.time_snowflake(since)
        fresh = [channel for channel in self._guild_channels() if (channel.last_message_id or 0) > mark]
        fresh.sort(key=lambda channel: (channel.id in seen, channel.last_message_id or 0), reverse=True)
        yield from fresh[:MOST_CHANNELS]
        oldest = discord.utils.time_snowflake(self._services.clock() - DIRECT_WITHIN)
        direct = [key for key, newest in seen.items() if newest > oldest and self._client.get_channel(key) is None]
        direct.sort(key=seen.__getitem__, reverse=True)
        for channel_id in direct[:MOST_DIRECT]:
            yield self.messageable(channel_id, None)

    def _guild_channels(self) -> Iterator[discord.TextChannel | discord.VoiceChannel | discord.Thread]:
        for guild in self._client.guilds:
            yield from filter(may_read, guild.text_channels)
            yield from filter(may_read, guild.voice_channels)
            yield from filter(may_read, guild.threads)

    def messageable(self, channel_id: int, guild_id: int | None) -> "MessageableChannel":
        """Return the channel to send to, also when discord.py does not know it (most direct messages)."""
        channel = self._client.get_channel(channel_id)
        if isinstance(channel, discord.abc.Messageable):
            return channel
        return self._client.get_partial_messageable(channel_id, guild_id=guild_id)

    def _is_ours(self, stored: StoredReply) -> bool:
        """Whether the question belongs to this shard (api-docs events/gateway, "Sharding Formula")."""
        settings = self._services.settings
        return ((stored.guild_id or 0) >> 22) % settings.shard_count == settings.shard_id

    def _read_channels(self) -> frozenset[int]:
        return frozenset(self._services.settings.read_channels)

    def _me(self) -> int:
        user = self._client.user
        if user is None:
            raise RuntimeError("there is nothing to catch up on before login")
        return user.id


def may_read(channel: discord.abc.GuildChannel | discord.Thread) -> bool:
    """Whether the bot may read *channel* back; asking Discord where it may not counts against the address."""
    try:
        allowed = channel.permissions_for(channel.guild.me)
    except (discord.ClientException, AttributeError):
        # A thread whose channel is not known, or a guild that has not told who we are in it.
        return False
    return allowed.view_channel and allowed.read_message_history


def may_answer(message: discord.Message) -> bool:
    """Whether the bot may answer where *message* stands; True where that cannot be told beforehand."""
    channel = message.channel
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return True
    try:
        allowed = channel.permissions_for(channel.guild.me)
    except (discord.ClientException, AttributeError):
        return True
    return allowed.send_messages_in_threads if isinstance(channel, discord.Thread) else allowed.send_messages
