"""Deciding about what waits: approved once, published with fresh checks, declined with a word, told and audited."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import discord

from bot.cards.markdown import escape_within
from bot.curating.rebase import is_made
from bot.database.auditlog import Act
from bot.database.proposals import APPROVED, CHANGE, DECLINED, OPEN, WITHDRAWN, Proposal
from bot.errors import UserError
from bot.interactions.interaction import language_of
from bot.review.waiting import changes_of
from bot.revising.changed import Published
from bot.revising.errors import FileBroken, LosesAnswers, NothingChanges
from bot.services import Services
from knowledge.editing.change import EditRefused, Overtaken
from knowledge.errors import FactFileError
from knowledge.reviewing.found import Moved

MAX_NOTE: Final = 500
_MAX_PROBLEM = 600
_ACTS = {APPROVED: "approve", DECLINED: "decline", WITHDRAWN: "withdraw"}


def digest_of(lost: Iterable[Moved]) -> str:
    """Return 12 hex digits that tell whether the same questions lose their answer; empty where none does."""
    questions = sorted(moved.question for moved in lost)
    return sha256("\n".join(questions).encode()).hexdigest()[:12] if questions else ""


@dataclass(frozen=True, slots=True)
class Decided:
    """How it ended: the words ``review.done.<key>``, with the number of the revision where one was made."""

    key: str
    revision: int = 0


class Decider:
    """Decides. One a process: what is being decided is held, so that no two presses do it at once."""

    def __init__(self, services: Services) -> None:
        """Publish and keep through *services*."""
        self._services = services
        self._busy: set[int] = set()

    async def approve(
        self, interaction: discord.Interaction, proposal: Proposal, *, note: str = "", seen: str = ""
    ) -> Decided | None:
        """Publish the change of *proposal*, which another member made, and mark it as approved with what it takes up.

        The change is published first and marked then: killed in between, it waits still, and approving it again finds
        it made.

        Args:
            interaction: of whoever approves; the gate has let them through.
            proposal: an open change.
            note: a word about it, for its author and the audit.
            seen: `digest_of` the answers that are lost as the approver has seen them, and said why; empty for none.

        Returns:
            How it ended; None where something came between, so that it has to be looked at again.

        Raises:
            UserError: it is their own, is decided already or just now, or the file on disk is broken.
            StorageError: nothing was published.
        """
        if proposal.kind != CHANGE or proposal.state != OPEN:
            raise UserError(self._say("done.quicker" if proposal.kind == CHANGE else "gone", interaction))
        by = await self._services.database.actors.token(interaction.user.id)
        if by == proposal.author:
            raise UserError(self._say("own", interaction))
        if proposal.number in self._busy:
            raise UserError(self._say("busy", interaction))
        self._busy.add(proposal.number)
        try:
            # Somebody may have decided while this waited to begin.
            now = await self._services.database.proposals.get(proposal.number)
            if now is None or now.state != OPEN:
                raise UserError(self._say("done.quicker", interaction))
            done = await self._publish(interaction, now, note, seen=seen)
            if done is not None:
                await self._mark(now, APPROVED, by, note)
            return done
        finally:
            self._busy.discard(proposal.number)

    async def settle(self, interaction: discord.Interaction, proposal: Proposal, note: str) -> Decided:
        """Mark *proposal* as taken up without a change of its own.

        Raises:
            UserError: it is a change, which is approved instead, or it is decided already.
        """
        if proposal.kind == CHANGE:
            raise UserError(self._say("gone", interaction))
        return await self._end(interaction, proposal, APPROVED, note)

    async def decline(self, interaction: discord.Interaction, proposal: Proposal, note: str) -> Decided:
        """Mark *proposal* as declined.

        Raises:
            UserError: it is decided already.
        """
        return await self._end(interaction, proposal, DECLINED, note)

    async def withdraw(self, interaction: discord.Interaction, proposal: Proposal, note: str) -> Decided:
        """Take *proposal* back, a change of whoever asks.

        Raises:
            UserError: it is none of theirs, or is decided already.
        """
        by = await self._services.database.actors.token(interaction.user.id)
        if proposal.kind != CHANGE or by != proposal.author:
            raise UserError(self._say("not_own", interaction))
        return await self._end(interaction, proposal, WITHDRAWN, note)

    async def _end(self, interaction: discord.Interaction, proposal: Proposal, state: str, note: str) -> Decided:
        if proposal.number in self._busy:
            raise UserError(self._say("busy", interaction))
        by = await self._services.database.actors.token(interaction.user.id)
        if not await self._mark(proposal, state, by, note):
            raise UserError(self._say("done.quicker", interaction))
        return Decided(state)

    async def _publish(
        self, interaction: discord.Interaction, proposal: Proposal, note: str, *, seen: str
    ) -> Decided | None:
        keeper, changes = self._services.keeper, changes_of(proposal)
        if not changes:
            raise UserError(self._say("shown.unreadable", interaction))

        async def publish(*, accept_losses: bool) -> Published:
            return await keeper.publish(
                proposal.scope,
                changes,
                by=proposal.author,
                guild_id=proposal.guild_id or None,
                reason=proposal.text or note or None,
                accept_losses=accept_losses,
            )

        try:
            try:
                published = await publish(accept_losses=False)
            except LosesAnswers as loses:
                if digest_of(loses.lost) != seen:
                    return None
                published = await publish(accept_losses=True)
        except (Overtaken, NothingChanges):
            book = (await keeper.book(proposal.scope)).book
            return Decided("published_before") if is_made(changes, book) else None
        except (EditRefused, FactFileError):
            return None
        except FileBroken as broken:
            problem = escape_within(broken.in_file, _MAX_PROBLEM)
            raise UserError(self._say("broken", interaction, problem=problem)) from broken
        return Decided("published", published.revision.number)

    async def _mark(self, proposal: Proposal, state: str, by: str, note: str) -> bool:
        note = note[:MAX_NOTE]
        act = Act(proposal.guild_id or None, by, _ACTS[state], f"proposal {proposal.number}", note or None, None, None)
        database, now = self._services.database, self._services.clock()
        return await database.proposals.decide(proposal.number, state, by, note or None, now, act=act)

    def _say(self, key: str, interaction: discord.Interaction, **values: object) -> str:
        language = language_of(interaction, self._services.settings.language)
        return self._services.wording(f"review.{key}", language, **values)
