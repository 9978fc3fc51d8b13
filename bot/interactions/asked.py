"""The record of what was asked by interaction: taken once, and its reply kept for the buttons under it."""

import asyncio

import discord
import structlog

from bot.database import Claim, Database
from bot.errors import StorageError
from bot.interactions.interaction import RESPOND_WITHIN_S
from bot.replystate import dump_reply
from bot.services import Clock
from knowledge.decision import Reply


async def claim(interaction: discord.Interaction, database: Database, clock: Clock) -> Claim:
    """Take *interaction* as a question under its own id.

    Raises:
        TimeoutError: the database did not answer while there was time to respond.
        StorageError: it refused.
    """
    async with asyncio.timeout(RESPOND_WITHIN_S):
        return await database.replies.claim(
            interaction.id,
            guild_id=interaction.guild_id,
            channel_id=interaction.channel_id,
            asker_id=interaction.user.id,
            now=clock(),
        )


async def record(
    asked_id: int, reply: Reply, database: Database, clock: Clock, *, reply_id: int | None, private: bool
) -> None:
    """Keep *reply*, which is out, as the one to *asked_id*; a failure is logged and goes no further.

    The member has the answer then; only its buttons will say that they are too old.
    """
    try:
        await database.replies.record(
            asked_id, reply_id=reply_id, private=private, state=dump_reply(reply), now=clock()
        )
    except StorageError:
        structlog.get_logger(__name__).exception("reply_not_recorded", asked_id=asked_id)


async def forget(interaction: discord.Interaction, database: Database) -> None:
    """Give *interaction* up, which was claimed and is refused; a failure is logged and goes no further."""
    try:
        async with asyncio.timeout(RESPOND_WITHIN_S):
            await database.replies.forget(interaction.id)
    except (StorageError, TimeoutError):
        structlog.get_logger(__name__).exception("claim_not_forgotten", asked_id=interaction.id)
