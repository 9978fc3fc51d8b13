"""Whether a message is a question for the bot, and what the question is; decided from the message alone."""

import re
from enum import StrEnum

import discord

_SAID = (discord.MessageType.default, discord.MessageType.reply)
"""Messages that somebody typed."""


class Face(StrEnum):
    """The way a message speaks to the bot; the values are labels of `Metrics.questions`."""

    MENTION = "mention"
    REPLY = "reply"
    """A reply to something the bot wrote: a follow-up."""
    DM = "dm"
    CHANNEL = "channel"
    """Said in a channel that the bot reads, to nobody in particular."""


def find_face(message: discord.Message, me: int, read_channels: frozenset[int]) -> Face | None:
    """Tell how *message* speaks to the bot whose id is *me*; None when it does not.

    Other bots, webhooks, system messages and forwarded messages never do; a role or everyone being mentioned is no
    question to the bot either. A reply whose words Discord holds back (no message content without a mention, and
    the reply pinged nobody) is no question that could be answered.
    """
    if message.author.bot or message.author.id == me or message.webhook_id is not None or message.type not in _SAID:
        return None
    if message.guild is None:
        return Face.DM
    if me in message.raw_mentions and _is_mentioned(message, me):
        return Face.MENTION
    if _replies_to(message, me):
        return Face.REPLY if message.content else None
    if read_channels and _is_read(message, read_channels) and _speaks_to_all(message):
        return Face.CHANNEL
    return None


def question_text(content: str, me: int) -> str:
    """Return *content* without mentions of the bot, wherever they stand."""
    return re.sub(rf"<@!?{me}>", " ", content).strip()


def _is_mentioned(message: discord.Message, me: int) -> bool:
    # The text alone may name the bot inside code, where Discord mentions nobody.
    return any(user.id == me for user in message.mentions)


def _replies_to(message: discord.Message, me: int) -> bool:
    reference = message.reference
    if reference is None or reference.type is not discord.MessageReferenceType.reply:
        return False
    if isinstance(reference.resolved, discord.Message):
        return reference.resolved.author.id == me
    # Discord did not send what is replied to along; but a reply that pings us replies to us.
    return _is_mentioned(message, me)


def _is_read(message: discord.Message, read_channels: frozenset[int]) -> bool:
    channel = message.channel
    return channel.id in read_channels or (isinstance(channel, discord.Thread) and channel.parent_id in read_channels)


def _speaks_to_all(message: discord.Message) -> bool:
    """Whether no other member is meant: a reply and a mention are said to somebody."""
    return bool(message.content) and not (
        message.reference or message.mentions or message.role_mentions or message.mention_everyone
    )
