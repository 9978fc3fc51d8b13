"""From a message to the reply that stands under it: answered once, changed with the question, gone with it."""

import asyncio
from collections import OrderedDict
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import discord
import structlog

from bot.answering import work_out
from bot.cards import Message, Style, render_reply, style_of
from bot.cards.message import Section
from bot.database import Claim
from bot.errors import StorageError
from bot.gateway.addressing import Face, question_text
from bot.gateway.bounded import keep
from bot.gateway.outbox import Outbox, Outcome
from bot.replystate import dump_reply, load_reply
from bot.revising.errors import FactsNotReady
from bot.services import Services
from knowledge.decision import AbstainReason, Abstention, Context, Reply
from knowledge.model import FactBook, Language

if TYPE_CHECKING:
    from discord.abc import MessageableChannel

STALE_AFTER = timedelta(minutes=10)
"""A question that waited for so long is not answered any more: the talk has gone on."""
EDITABLE_FOR = timedelta(hours=1)
DM_MEMORY = timedelta(minutes=10)
"""In a direct message, what is asked so soon after a reply may follow on from it."""
DM_CHANNELS = 1000
"""Direct messages whose last replies are remembered."""
DM_REPLIES = 3
"""Replies remembered in each: an edited question follows on from the one before it, not from a later one."""
LEFT_OPEN = 1000
"""Questions remembered as claimed and not delivered."""

_HELLO = frozenset({AbstainReason.EMPTY, AbstainReason.SMALL_TALK})


class _Draft(NamedTuple):
    """A reply, and the facts that it was made from: they may be swapped before it is shown."""

    reply: Reply
    book: FactBook


class Replier:
    """Answers messages. Everything it does for one channel is to run in that channel's order (`bot.gateway.inbox`)."""

    def __init__(self, services: Services, outbox: Outbox) -> None:
        """Answer from the services' facts, through *outbox*."""
        self._services = services
        self._outbox = outbox
        self._dm_contexts: OrderedDict[int, dict[int, Context]] = OrderedDict()
        self._left_open: OrderedDict[int, None] = OrderedDict()

    @property
    def left_open(self) -> frozenset[int]:
        """Questions that were claimed and could not be delivered; worth another try."""
        return frozenset(self._left_open)

    def drop_stale(self) -> None:
        """Give up the questions left open that are too old to be answered."""
        oldest = discord.utils.time_snowflake(self._services.clock() - STALE_AFTER)
        for asked_id in [each for each in self._left_open if each < oldest]:
            del self._left_open[asked_id]

    async def answer(self, message: discord.Message, face: Face, me: int) -> None:
        """Answer *message*, unless that was done before, or nobody asked us and we are not sure."""
        now = self._services.clock()
        if now - message.created_at > STALE_AFTER:
            self._services.metrics.dropped.labels("stale").inc()
            self._left_open.pop(message.id, None)
            return
        heard = await self._overhear(message, me) if face is Face.CHANNEL else None
        if face is Face.CHANNEL and heard is None:
            return
        if await self._claim(message) is Claim.DONE:
            self._services.metrics.dropped.labels("duplicate").inc()
            return
        try:
            draft = heard or await self._draft(message, face, me)
            if draft is not None:
                await self._send(message, face, draft)
        except asyncio.CancelledError:
            self._leave_open(message.id)
            raise
        except FactsNotReady:
            await self._apologise(message)
        except Exception:  # noqa: BLE001 - a member who asked gets a word whatever went wrong
            structlog.get_logger(__name__).exception("answer_failed", asked_id=message.id)
            await self._apologise(message)

    async def revise(self, message: discord.Message, face: Face | None, me: int) -> None:
        """Change the reply to *message*, which was edited; does nothing where the answer stays the same.

        Where it does not ask us any more (*face* is None), or nobody asked us and we are not sure, the reply goes:
        it answers what is not there.
        """
        if self._services.clock() - message.created_at > EDITABLE_FOR:
            return
        stored = await self._services.database.replies.get(message.id)
        if stored is None or stored.reply_id is None or not stored.state:
            return
        try:
            draft = await self._draft(message, face, me) if face is not None else None
        except FactsNotReady:
            return  # what stands there was said of these facts; what they say now nobody knows
        if draft is None:
            await self.withdraw(message.channel, message.id)
            return
        if (state := dump_reply(draft.reply)) == stored.state:
            return
        target = discord.PartialMessage(channel=message.channel, id=stored.reply_id)
        standing = await self._outbox.fetch(target)
        # Discord keeps the style a message was sent in, and the setting may have changed since.
        style = style_of(standing) if standing is not None else self._services.settings.reply_style
        delivery = await self._outbox.edit(target, self._render(draft, message.id, style))
        if delivery.outcome is Outcome.DONE:
            self._services.recorder.note(draft.reply, message.guild.id if message.guild else None, counts=False)
            await self._record(message.id, stored.reply_id, state)
            if message.id in self._dm_contexts.get(message.channel.id, {}):
                self._remember(message, draft.reply.context)

    async def withdraw(self, channel: "MessageableChannel", asked_id: int) -> None:
        """Delete the reply to the message *asked_id*, which was deleted, and forget both."""
        stored = await self._services.database.replies.get(asked_id)
        if stored is None:
            return
        if stored.reply_id is not None and not stored.private:
            delivery = await self._outbox.delete(discord.PartialMessage(channel=channel, id=stored.reply_id))
            if delivery.outcome is Outcome.LATER:
                return
        self._left_open.pop(asked_id, None)
        await self._services.database.replies.forget(asked_id)

    async def adopt(self, question: discord.Message, face: Face, me: int, reply_id: int) -> None:
        """Record *reply_id* as the reply to *question*: it was sent by a process that did not live to note it."""
        try:
            draft = await self._draft(question, face, me)
        except FactsNotReady:
            draft = None
        self._left_open.pop(question.id, None)
        await self._record(question.id, reply_id, dump_reply(draft.reply) if draft is not None else "")

    async def forget(self, asked_id: int) -> None:
        """Forget a claimed question that is not there any more."""
        self._left_open.pop(asked_id, None)
        await self._services.database.replies.forget(asked_id)

    async def refuse(self, message: discord.Message, wait_s: float) -> None:
        """Tell who wrote *message*, and nobody else, that it was one question too many."""
        words = self._services.wording("runtime.slow_down", self._language(message), seconds=max(1, round(wait_s)))
        told = await self._outbox.whisper(message.author, words, nonce=f"{message.id}w")
        if told.outcome is Outcome.FORBIDDEN:
            await self._outbox.react(message, "⏳")

    async def _draft(self, message: discord.Message, face: Face, me: int) -> _Draft | None:
        """Work out the reply to *message*; None where nobody asked us and we are not sure.

        Raises:
            FactsNotReady: the facts of its guild are not at hand; the shared ones are no substitute.
        """
        text = question_text(message.content, me)
        context = await self._context(message, face)
        snapshot = await self._services.keeper.to_answer(message.guild.id if message.guild else None)
        answerer = snapshot.answerer
        language = None if any(map(str.isalpha, text)) else self._language(message)

        def answer() -> Reply | None:
            if face is Face.CHANNEL:
                return answerer.overhear(text, context=context)
            return answerer.answer(text, context=context, language=language)

        reply = await work_out(text, answer, self._services.metrics)
        return _Draft(reply, snapshot.book) if reply is not None else None

    async def _overhear(self, message: discord.Message, me: int) -> _Draft | None:
        """Work out what to say to a *message* that asks nobody; None where that is nothing, or not known now."""
        try:
            return await self._draft(message, Face.CHANNEL, me)
        except FactsNotReady:
            return None

    async def _context(self, message: discord.Message, face: Face) -> Context | None:
        """Return what a follow-up inherits: from the reply it answers, in a direct message from the last one."""
        reference = message.reference
        if reference is not None and reference.message_id is not None and face in {Face.REPLY, Face.DM, Face.MENTION}:
            try:
                stored = await self._services.database.replies.by_reply(reference.message_id)
                if stored is not None and stored.state:
                    return load_reply(stored.state).context
            except (StorageError, ValueError):
                # Without what it follows, or with a state of an older version, it is a question of its own.
                return None
        if face is Face.DM:
            known = self._dm_contexts.get(message.channel.id, {})
            oldest = discord.utils.time_snowflake(message.created_at - DM_MEMORY)
            # Ids grow with time, and two messages of the same millisecond still have their order.
            earlier = [asked_id for asked_id in known if oldest <= asked_id < message.id]
            return known[max(earlier)] if earlier else None
        return None

    def _remember(self, message: discord.Message, context: Context) -> None:
        """Keep what may follow on from the reply to *message*, a direct message."""
        known = {**self._dm_contexts.get(message.channel.id, {}), message.id: context}
        newest = sorted(known)[-DM_REPLIES:]
        keep(self._dm_contexts, message.channel.id, {asked_id: known[asked_id] for asked_id in newest}, DM_CHANNELS)

    async def _claim(self, message: discord.Message) -> Claim:
        try:
            return await self._services.database.replies.claim(
                message.id,
                guild_id=message.guild.id if message.guild else None,
                channel_id=message.channel.id,
                asker_id=message.author.id,
                now=self._services.clock(),
            )
        except StorageError:
            # Without the database the nonce still keeps the answer from standing there twice.
            structlog.get_logger(__name__).exception("claim_failed", asked_id=message.id)
            return Claim.NEW

    async def _send(self, message: discord.Message, face: Face, draft: _Draft) -> None:
        metrics = self._services.metrics
        metrics.count_reply(face.value, draft.reply)
        shown = self._render(draft, message.id, self._services.settings.reply_style)
        delivery = await self._outbox.reply(message, shown, nonce=str(message.id))
        match delivery.outcome:
            case Outcome.DONE:
                self._left_open.pop(message.id, None)
                self._services.recorder.note(draft.reply, message.guild.id if message.guild else None)
                await self._record(message.id, delivery.message_id, dump_reply(draft.reply))
                taken_s = (self._services.clock() - message.created_at).total_seconds()
                metrics.reply_seconds.labels(face.value).observe(max(0.0, taken_s))
                if face is Face.DM:
                    self._remember(message, draft.reply.context)
            case Outcome.LATER:
                self._leave_open(message.id)
            case Outcome.GONE:
                await self.forget(message.id)
            case Outcome.FORBIDDEN | Outcome.REFUSED:
                # Done with, as far as that can be: another try would end the same.
                await self._record(message.id, None, dump_reply(draft.reply))

    def _render(self, draft: _Draft, asked_id: int, style: Style) -> dict[str, Any]:
        reply, book = draft
        wording = self._services.wording
        decision = reply.parts[0].decision
        if len(reply.parts) == 1 and isinstance(decision, Abstention) and decision.reason in _HELLO:
            return Message(style, (Section(wording("runtime.hello", reply.language)),)).kwargs()
        return render_reply(reply, book=book, asked_id=asked_id, wording=wording, style=style).kwargs()

    async def _apologise(self, message: discord.Message) -> None:
        words = self._services.wording("runtime.sorry", self._language(message))
        # Another nonce than the answer's: with the same one Discord would take either for a copy of the other.
        delivery = await self._outbox.reply(message, {"content": words}, nonce=f"{message.id}!")
        await self._record(message.id, delivery.message_id, "")

    async def _record(self, asked_id: int, reply_id: int | None, state: str) -> None:
        try:
            await self._services.database.replies.record(
                asked_id, reply_id=reply_id, private=False, state=state, now=self._services.clock()
            )
        except StorageError:
            structlog.get_logger(__name__).exception("record_failed", asked_id=asked_id)

    def _leave_open(self, asked_id: int) -> None:
        keep(self._left_open, asked_id, None, LEFT_OPEN)

    def _language(self, message: discord.Message) -> Language:
        """Return the language to speak where the words of *message* tell none."""
        if message.guild is not None and message.guild.preferred_locale is discord.Locale.korean:
            return Language.KO
        return self._services.settings.language
