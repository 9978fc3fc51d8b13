"""Questions asked by talking: mentions, replies, direct messages, threads, and channels that are read."""

import asyncio
import contextlib
from collections.abc import Awaitable

import discord
import structlog
from discord.ext import commands

from bot.errors import StorageError
from bot.gateway.addressing import Face, find_face
from bot.gateway.catchup import CatchUp, may_answer
from bot.gateway.inbox import Inbox
from bot.gateway.limiter import Limiter
from bot.gateway.once import Once
from bot.gateway.outbox import Breaker, Outbox
from bot.gateway.replier import EDITABLE_FOR, Replier
from bot.services import Services

HOUSEKEEPING_S = 30.0
MOST_SEEN = 5000
"""Channels whose newest handled message is remembered; as many as the database gives back."""


class Questions(commands.Cog):
    """Listens, and puts what is meant for the bot into its channel's lane."""

    def __init__(
        self,
        bot: commands.Bot,
        services: Services,
        *,
        limiter: Limiter,
        inbox: Inbox,
        outbox: Outbox,
        breaker: Breaker,
    ) -> None:
        """Answer for *bot*; nothing runs before `cog_load`."""
        self._bot = bot
        self._services = services
        self._limiter = limiter
        self._inbox = inbox
        self._read_channels = frozenset(services.settings.read_channels)
        self._replier = Replier(services, outbox)
        self._taken = Once()
        self._edited: dict[int, discord.Message] = {}
        """The newest text of each question whose edit waits for its turn; never more than the inbox has room for."""
        self._seen: dict[int, int] = {}
        self._unsaved: set[int] = set()
        self._seen_before: dict[int, int] = {}
        self._catch_up = CatchUp(
            bot, services, replier=self._replier, inbox=inbox, breaker=breaker, take=self.take, seen=self._seen
        )
        self._tasks: set[asyncio.Task[None]] = set()

    async def cog_load(self) -> None:
        """Learn what was seen before, and begin to keep house."""
        try:
            self._seen.update(await self._services.database.replies.last_seen())
        except StorageError:
            structlog.get_logger(__name__).exception("last_seen_not_read")
        self._start(self._keep_house())

    async def cog_unload(self) -> None:
        """Stop keeping house and save what was seen."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._save_seen()

    @commands.Cog.listener()
    async def on_connect(self) -> None:
        """Note what was seen until a new session began, before its first message changes that."""
        self._seen_before = dict(self._seen)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Catch up: a new session has heard nothing of what came before it."""
        self._start(self._catch_up_now())

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Take *message* if it is a question for the bot."""
        self.take(message)

    def take(self, message: discord.Message) -> None:
        """Put *message* in its channel's lane if it is a question for the bot and within the limits."""
        me = self._me()
        face = find_face(message, me, self._read_channels)
        if face is None or not may_answer(message):
            return
        if not self._taken.take(message.id):
            # Before the limiter: who asked once is charged once, and refused nothing.
            self._services.metrics.dropped.labels("duplicate").inc()
            return
        if (wait_s := self._wait_s(message)) is not None:
            # Whoever spoke to nobody in particular needs no excuse.
            if face is not Face.CHANNEL and self._limiter.may_tell(message.author.id, self._services.clock()):
                self._inbox.submit(message.channel.id, lambda: self._replier.refuse(message, wait_s))
            return

        async def answer() -> None:
            await self._replier.answer(message, face, me)
            await self._saw(message)

        if not self._inbox.submit(message.channel.id, answer):
            self._taken.give_back(message.id)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Answer an edited question anew, in the reply it has; one that is no question any more loses its reply.

        Edits are charged to nobody: a dropped one would leave a wrong answer standing. Those of one message wait as
        one, and only the newest text is looked at.
        """
        message = payload.message
        # Discord also "edits" a message to add the preview of a link.
        if message.edited_at is None or "content" not in payload.data:
            return
        if message.author.bot or self._services.clock() - message.created_at > EDITABLE_FOR:
            return
        waits = message.id in self._edited
        self._edited[message.id] = message
        if not waits and not self._inbox.submit(message.channel.id, lambda: self._revise(message.id)):
            del self._edited[message.id]

    async def _revise(self, message_id: int) -> None:
        message, me = self._edited.pop(message_id), self._me()
        await self._replier.revise(message, find_face(message, me, self._read_channels), me)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Take the reply to a deleted question away."""
        self._withdraw(payload.channel_id, payload.guild_id, {payload.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Take the replies to deleted questions away; Discord tells of at most 100 at once."""
        self._withdraw(payload.channel_id, payload.guild_id, payload.message_ids)

    def _withdraw(self, channel_id: int, guild_id: int | None, message_ids: set[int]) -> None:
        channel = self._catch_up.messageable(channel_id, guild_id)

        async def withdraw() -> None:
            for message_id in message_ids:
                await self._replier.withdraw(channel, message_id)

        self._inbox.submit(channel_id, withdraw)

    def _wait_s(self, message: discord.Message) -> float | None:
        """Return the seconds until the author may ask again; None for now. Moderators may always."""
        author, channel = message.author, message.channel
        if isinstance(author, discord.Member) and isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            with contextlib.suppress(discord.ClientException):  # a thread whose channel is not known
                if channel.permissions_for(author).manage_messages:
                    return None
        return self._limiter.check(author.id, channel.id, self._services.clock())

    async def _catch_up_now(self) -> None:
        await self._catch_up.finish_pending()
        await self._catch_up.read_missed(self._seen_before)

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(HOUSEKEEPING_S)
            await self._save_seen()
            if self._replier.left_open:
                await self._catch_up.finish_pending()

    async def _saw(self, message: discord.Message) -> None:
        """Note that *message* is handled; a channel that is new is saved at once, for the process may be killed."""
        channel_id = message.channel.id
        is_new = channel_id not in self._seen
        self._seen[channel_id] = max(message.id, self._seen.pop(channel_id, 0))
        self._unsaved.add(channel_id)
        if len(self._seen) > MOST_SEEN:
            self._seen.pop(next(iter(self._seen)))
        if is_new:
            await self._save_seen()

    async def _save_seen(self) -> None:
        """Write what was seen since the last time; at most one write a channel."""
        unsaved, self._unsaved = self._unsaved, set()
        marks = [(channel_id, self._seen[channel_id]) for channel_id in unsaved if channel_id in self._seen]
        results = await asyncio.gather(
            *(self._services.database.replies.set_last_seen(*mark) for mark in marks), return_exceptions=True
        )
        for failure in filter(None, results):
            structlog.get_logger(__name__).error("last_seen_not_saved", reason=type(failure).__name__)
            break

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _me(self) -> int:
        if self._bot.user is None:
            raise RuntimeError("no message comes before login")
        return self._bot.user.id


async def _logged(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception:  # noqa: BLE001 - the outermost handler of work that nobody waits for
        structlog.get_logger(__name__).exception("housekeeping_failed")
