"""What waits in the review of a guild, and whether somebody there may act on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import discord

from bot.access.actions import Action
from bot.database.proposals import CHANGE, CORRECTION, DRAFT, OPEN, OVERTAKEN, Proposal
from bot.errors import UserError
from bot.interactions.interaction import language_of
from bot.revising.scope import SHARED, scope_of
from bot.services import Services
from knowledge.editing.change import Change, load_changes

KINDS: Final = (CHANGE, CORRECTION, DRAFT, OVERTAKEN)
"""In the order in which they are offered."""
TO_DECIDE: Final[Mapping[str, Action]] = MappingProxyType(
    {CHANGE: Action.DECIDE, CORRECTION: Action.CHANGE, DRAFT: Action.CHANGE, OVERTAKEN: Action.CHANGE}
)
"""What deciding about each kind takes: a change that waits needs an approver, the rest whoever changes facts."""
_MAX_NUMBER = 1 << 63


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page of what waits: the proposals, oldest first, and how many there are in all."""

    proposals: tuple[Proposal, ...]
    total: int


class Review:
    """Finds what waits. Holds nothing but the services."""

    def __init__(self, services: Services) -> None:
        """Look in the database of *services*."""
        self._services = services

    async def page(self, guild_id: int, kind: str | None, page: int, size: int) -> Waiting:
        """Return *page*, from 0, of what waits in the guild, of *kind* or (None) of all."""
        proposals = self._services.database.proposals
        scope = scope_of(guild_id, self._services.settings)
        # Whoever keeps the shared facts sees what was said about them anywhere; nobody else sees another guild's.
        where = (None, scope) if scope == SHARED else (guild_id, None)
        total = await proposals.count(where[0], OPEN, kind or KINDS, scope=where[1])
        first = min(page, max(0, total - 1) // size) * size
        found = await proposals.listing(where[0], OPEN, kind or KINDS, size, first, scope=where[1])
        # What came or went between the two reads: a page that is not full is the last one, and says how many there are.
        seen = first + len(found)
        return Waiting(tuple(found), seen if len(found) < size else max(total, seen))

    async def find(self, interaction: discord.Interaction, number: int, action: Action | None = None) -> Proposal:
        """Return the proposal *number*, if the member may do *action* to it here.

        Args:
            interaction: a press or a form; what it names is not trusted.
            number: of the proposal.
            action: what is about to be done; None for deciding about it.

        Raises:
            Forbidden: they may not (any more), or it belongs to another guild.
            UserError: there is no such proposal.
        """
        found = await self._services.database.proposals.get(number) if number < _MAX_NUMBER else None
        needed = action or TO_DECIDE.get(found.kind if found is not None else "", Action.DECIDE)
        elsewhere = found is not None and not self._sees(found, interaction.guild_id, needed)
        await self._services.gate.require(
            interaction, needed, guild_id=found.guild_id if found is not None and elsewhere else None
        )
        if found is None or elsewhere:
            language = language_of(interaction, self._services.settings.language)
            raise UserError(self._services.wording("review.gone", language))
        return found

    def keeps(self, proposal: Proposal, guild_id: int | None) -> bool:
        """Whether the guild keeps the facts that *proposal* is about, so that it decides."""
        return proposal.scope == scope_of(guild_id, self._services.settings)

    def _sees(self, proposal: Proposal, guild_id: int | None, action: Action) -> bool:
        """Whether *action* may be done to *proposal* in the guild: what was said there about shared facts is seen."""
        return self.keeps(proposal, guild_id) or (action is Action.REVIEW and proposal.guild_id == guild_id)


def changes_of(proposal: Proposal) -> tuple[Change, ...]:
    """Return the changes that *proposal* brings; none for a correction, and where they cannot be read."""
    if proposal.body is None:
        return ()
    try:
        return load_changes(proposal.body)
    except ValueError:
        return ()
