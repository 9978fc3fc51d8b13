"""What somebody pasted or typed of a release, kept before it is read: no refusal throws it away."""

import json
from collections.abc import Mapping
from typing import Any, Final

import discord

from bot.access.actions import Action
from bot.database.work import OPEN
from bot.interactions.forms import Sent
from bot.revising.scope import scope_of
from bot.services import Services

READ: Final = "done"
"""As what a text is closed that was read: what follows has it."""
KEYS: Final = ("text", "title", "publisher", "published", "url")
"""What the form asks for."""
_KIND: Final = "pasted"


class PastedTexts:
    """Texts that were pasted, among what members have in hand. Holds nothing but the services."""

    def __init__(self, services: Services) -> None:
        """Keep them in the database of *services*."""
        self._services = services

    async def keep(self, interaction: discord.Interaction, sent: Sent) -> int:
        """Keep what was sent, and return its number. Durable when it returns.

        Raises:
            StorageError: it was not kept.
        """
        guild_id, values = interaction.guild_id or 0, {key: sent.values.get(key, "") for key in KEYS}
        body = json.dumps({_KIND: values, "about": sent.about}, ensure_ascii=False)
        scope, now = scope_of(guild_id, self._services.settings), self._services.clock()
        return await self._services.database.work.open(guild_id, scope, interaction.user.id, body, now, is_written=True)

    async def find(self, interaction: discord.Interaction, number: int) -> Sent | None:
        """Return the member's own text *number* as it was sent; None where there is none (any more).

        Raises:
            Forbidden: they may not change facts (any more), or not in this guild.
            StorageError: the database does not answer.
        """
        work = await self._services.database.work.get(number)
        guild_id = work.guild_id if work is not None else None
        await self._services.gate.require(interaction, Action.CHANGE, guild_id=guild_id)
        if work is None or work.member_id != interaction.user.id or work.state != OPEN:
            return None
        return _read(work.body)

    async def end(self, number: int) -> None:
        """Note that text *number* was read.

        Raises:
            StorageError: the database does not take it.
        """
        await self._services.database.work.close(number, READ, self._services.clock(), body="{}")


def _read(body: str) -> Sent | None:
    """Return the text that *body* has; None where it is another thing in hand."""
    try:
        data: Mapping[str, Any] = json.loads(body)
        values = {key: str(data[_KIND][key]) for key in KEYS}
        return Sent(str(data["about"]), values)
    except (ValueError, KeyError, TypeError):
        return None
