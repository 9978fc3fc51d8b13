"""Channels that notices go to: found, checked, and looked back into."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import discord
import structlog

from bot.gateway.catchup import may_read
from knowledge.model import Language

LOOK_BACK: Final = timedelta(minutes=2)
"""Before the time at which a notice was begun: two machines' clocks differ."""
MOST_LOOKED: Final = 100
READ_S: Final = 20.0

Postable = discord.TextChannel | discord.Thread | discord.VoiceChannel


def find_channel(client: discord.Client, guild_id: int, channel_id: int) -> Postable | None:
    """Return a channel of a guild that this client knows and may write in; None for any other."""
    guild = client.get_guild(guild_id)
    channel = guild.get_channel_or_thread(channel_id) if guild is not None else None
    return channel if isinstance(channel, Postable) and may_write(channel) else None


def is_known(client: discord.Client, guild_id: int) -> bool:
    """Whether the guild is one of this client's, and there: one of another shard is another process's to tell."""
    guild = client.get_guild(guild_id)
    return guild is not None and not guild.unavailable


def may_write(channel: discord.abc.GuildChannel | discord.Thread) -> bool:
    """Whether the bot may write in *channel*; asking Discord where it may not counts against the address."""
    allowed = _allowed(channel)
    if allowed is None:
        return True  # Discord will tell
    writes = allowed.send_messages_in_threads if isinstance(channel, discord.Thread) else allowed.send_messages
    return allowed.view_channel and writes


def may_attach(channel: discord.abc.GuildChannel | discord.Thread) -> bool:
    """Whether the bot may send pictures to *channel*."""
    allowed = _allowed(channel)
    return allowed is None or allowed.attach_files


def _allowed(channel: discord.abc.GuildChannel | discord.Thread) -> discord.Permissions | None:
    try:
        return channel.permissions_for(channel.guild.me)
    except (discord.ClientException, AttributeError):
        # A thread whose channel is not known, or a guild that has not told who we are in it.
        return None


def language_of(channel: Postable, otherwise: Language) -> Language:
    """Return the language that the guild of *channel* prefers; *otherwise* where that is neither of ours."""
    locale = channel.guild.preferred_locale
    if locale is discord.Locale.korean:
        return Language.KO
    return Language.EN if locale in {discord.Locale.american_english, discord.Locale.british_english} else otherwise


async def stands_in(channel: Postable, marks: frozenset[str], since: datetime, me: int) -> bool:
    """Whether a message of ours (*me*) with all of *marks* stands in *channel*, sent from shortly before *since* on.

    False where that cannot be read: then the nonce has to do.
    """
    if not may_read(channel):
        return False
    try:
        async with asyncio.timeout(READ_S):
            async for message in channel.history(limit=MOST_LOOKED, after=since - LOOK_BACK):
                if message.author.id == me:
                    text = words_of(message)
                    if all(mark in text for mark in marks):
                        return True
    except (discord.DiscordException, OSError) as error:
        structlog.get_logger(__name__).warning(
            "notice_not_looked_for", channel_id=channel.id, reason=type(error).__name__
        )
    return False


async def newest_of(
    channel: Postable, recognise: Callable[[str], str | None], since: datetime, me: int
) -> tuple[str, int] | None:
    """Return what *recognise* says of the newest message of ours (*me*) that it knows, and the id of that message.

    Args:
        channel: to look back into, by its newest messages.
        recognise: takes the words of a message; None where it is another kind of message.
        since: older ones are not looked at.
        me: the id of this client's user.

    Returns:
        None where there is none, or the channel cannot be read.
    """
    if not may_read(channel):
        return None
    try:
        async with asyncio.timeout(READ_S):
            async for message in channel.history(limit=MOST_LOOKED, after=since - LOOK_BACK, oldest_first=False):
                if message.author.id == me and (found := recognise(words_of(message))) is not None:
                    return found, message.id
    except (discord.DiscordException, OSError) as error:
        structlog.get_logger(__name__).warning(
            "notice_not_looked_for", channel_id=channel.id, reason=type(error).__name__
        )
    return None


def words_of(message: discord.Message) -> str:
    """Return all words of *message*, whatever components they stand in."""
    found = [message.content]

    def walk(components: Any) -> None:
        for component in components:
            found.append(getattr(component, "content", None) or "")
            walk(getattr(component, "children", ()))

    walk(message.components)
    return "\n".join(found)
