"""The reply that a button stands under, found again; nothing in a custom_id is taken on trust."""

import asyncio
from dataclasses import dataclass

import discord
import structlog

from bot.database import StoredReply
from bot.errors import UserError
from bot.interactions.interaction import RESPOND_WITHIN_S, language_of
from bot.replystate import load_reply
from bot.services import Services
from knowledge.decision import Reply

_RECORD_POLL_S = 0.05
_RECORDED_WITHIN = 20
"""Looks, one poll apart, for a reply that Discord has and the database not yet: somebody pressed at once."""
_MAX_ID = 1 << 63


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply that is kept, with its row."""

    stored: StoredReply
    reply: Reply


class KeptReplies:
    """Finds kept replies, for whoever may press the buttons under them."""

    def __init__(self, services: Services) -> None:
        """Look in the database of *services*."""
        self._services = services

    async def find(self, interaction: discord.Interaction, asked_id: int) -> Kept:
        """Return the reply to *asked_id* if the member may press its buttons here.

        Raises:
            UserError: it is not kept, stands somewhere else, or is somebody else's private one. All three get the
                same words, so that trying ids tells nothing.
        """
        async with asyncio.timeout(RESPOND_WITHIN_S):
            stored = await self._load(asked_id)
        if stored is not None and stored.state and _may_press(interaction, stored):
            try:
                return Kept(stored, load_reply(stored.state))
            except ValueError:
                structlog.get_logger(__name__).warning("reply_state_unreadable", asked_id=asked_id)
        language = language_of(interaction, self._services.settings.language)
        raise UserError(self._services.wording("cards.gone", language))

    async def _load(self, asked_id: int) -> StoredReply | None:
        """Return the row of *asked_id*; waits a little for a reply that is out and about to be recorded."""
        if asked_id >= _MAX_ID:
            return None  # made up: more than a database takes for an id
        for _ in range(_RECORDED_WITHIN):
            stored = await self._services.database.replies.get(asked_id)
            if stored is None or stored.state is not None:
                break
            await asyncio.sleep(_RECORD_POLL_S)
        return stored


def _may_press(interaction: discord.Interaction, stored: StoredReply) -> bool:
    if stored.guild_id != interaction.guild_id or stored.channel_id != interaction.channel_id:
        return False
    return not stored.private or stored.asker_id == interaction.user.id
