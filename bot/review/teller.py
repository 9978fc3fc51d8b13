"""Members are told what became of what they suggested: once, though the bot restarts, and dropped where they cannot be.

What is to be told stands in the database until it is told, so nothing is lost; the nonce of a message is made of the
proposal's number, so that one whose answer was lost is not sent twice.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Final

import aiohttp
import discord
import structlog

from bot.cards.markdown import escape_within, quote_typed
from bot.cards.reply import claims_of
from bot.database.proposals import APPROVED, CHANGE, Proposal
from bot.errors import StorageError
from bot.gateway.outbox import Outbox, Outcome
from bot.replystate import load_reply
from bot.services import Services
from knowledge.decision import Reply

EVERY_S: Final = 60.0
"""How often it is looked whether somebody is to be told, beside whenever something is decided."""
AT_ONCE: Final = 20
GIVEN_UP_AFTER: Final = timedelta(days=7)
"""How long Discord is tried: whoever hears later has forgotten what they said."""
_MAX_ABOUT, _MAX_NOTE = 160, 600

FetchUser = Callable[[int], Coroutine[Any, Any, discord.User]]


class Teller:
    """Tells authors. One for all processes: the one of the first shard, whose direct messages are."""

    def __init__(self, services: Services, outbox: Outbox, fetch_user: FetchUser) -> None:
        """Send through *outbox* to whom *fetch_user* finds."""
        self._services = services
        self._outbox = outbox
        self._fetch_user = fetch_user
        self._clock: asyncio.Task[None] | None = None
        self._telling: asyncio.Task[None] | None = None
        self._again = False

    def start(self) -> None:
        """Look from now on by the clock; `look` besides, whenever something was decided."""
        if self._services.settings.shard_id == 0:
            self._clock = asyncio.create_task(self._tick(), name="teller-clock")

    async def stop(self) -> None:
        """Tell nobody any more; whoever was not told is told after the next start."""
        for task in filter(None, (self._clock, self._telling)):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._clock = None

    def look(self) -> None:
        """Tell soon whoever is to be told; asked while that is going on, once more after it."""
        self._again = True
        if self._clock is not None and (self._telling is None or self._telling.done()):
            self._telling = asyncio.create_task(self._tell_all(), name="teller")

    async def _tell_all(self) -> None:
        while self._again:
            self._again = False
            try:
                await self.tell_waiting()
            except StorageError:
                structlog.get_logger(__name__).exception("authors_not_told")

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            self.look()

    async def tell_waiting(self) -> int:
        """Tell up to `AT_ONCE` authors; return how many heard.

        Raises:
            StorageError: the database does not answer.
        """
        heard = 0
        for proposal in await self._services.database.proposals.to_tell(AT_ONCE):
            outcome = await self._tell(proposal)
            if outcome is Outcome.LATER and not self._is_too_old(proposal):
                continue
            heard += outcome is Outcome.DONE
            if outcome is not Outcome.DONE:
                structlog.get_logger(__name__).info("author_not_told", proposal=proposal.number, why=outcome.value)
            await self._services.database.proposals.told(proposal.number, self._services.clock())
        return heard

    async def _tell(self, proposal: Proposal) -> Outcome:
        member_id = await self._services.database.actors.member(proposal.author)
        if member_id is None:
            return Outcome.GONE  # they had themselves forgotten
        try:
            user = await self._fetch_user(member_id)
        except discord.NotFound:
            return Outcome.GONE
        except (discord.DiscordException, aiohttp.ClientError, OSError):
            return Outcome.LATER
        told = await self._outbox.whisper(user, self._words(proposal), nonce=f"prop-{proposal.number}")
        return told.outcome

    def _is_too_old(self, proposal: Proposal) -> bool:
        since = proposal.decided_at
        return since is not None and self._services.clock() - since > GIVEN_UP_AFTER

    def _words(self, proposal: Proposal) -> str:
        reply = _reply_of(proposal)
        language = reply.language if reply is not None else self._services.settings.language
        state = "approved" if proposal.state == APPROVED else "declined"
        key = f"change_{state}" if proposal.kind == CHANGE else state
        told = [self._services.wording(f"review.told.{key}", language, about=_about(proposal, reply))]
        if note := quote_typed(proposal.decision or "", _MAX_NOTE):
            told.append(self._services.wording("review.told.note", language, note=note))
        return "\n".join(told)


def _about(proposal: Proposal, reply: Reply | None) -> str:
    """Return what the member said something about: the answer as they saw it, else the entry, else their words."""
    texts = [cited.text for part in reply.parts for cited in claims_of(part.decision)] if reply is not None else []
    return escape_within(next(iter(texts), proposal.entry or proposal.text), _MAX_ABOUT)


def _reply_of(proposal: Proposal) -> Reply | None:
    try:
        return load_reply(proposal.reply) if proposal.reply else None
    except ValueError:
        return None
