"""Posts notices to the channels that want them: each once, in order, however often the process is killed."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import discord
import structlog

from bot.database import Database
from bot.database.subscriptions import Subscription
from bot.gateway.outbox import Outbox, Outcome
from bot.notices.channels import Postable, find_channel, is_known, stands_in
from bot.notices.cursor import Cursor
from bot.services import Clock

REST: Final = timedelta(hours=1)
"""How long a channel is left alone that could not be written to."""
AT_ONCE: Final = 8
"""Channels posted to at the same time; discord.py keeps to the limits of each."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to post.

    Attributes:
        make: returns the arguments of ``send``, anew at each call.
        marks: words by which the message is known again in its channel.
        nonce: at most 25 characters; the same for the same notice.
    """

    make: Callable[[], Mapping[str, Any]]
    marks: frozenset[str]
    nonce: str


class Source:
    """What a kind of subscription is told of."""

    kind: str

    async def upto(self, subscription: Subscription, told: str) -> str | None:
        """Return up to where a notice would tell that begins after *told*; None where there is nothing new."""
        raise NotImplementedError

    async def notice(self, subscription: Subscription, channel: Postable, told: str, upto: str) -> Notice | None:
        """Return the notice for *channel* that tells what came after *told*, all up to *upto*: the same each time.

        None where there is nothing left to tell.
        """
        raise NotImplementedError


class Poster:
    """Tells the channels of one client. It begins no task of its own."""

    def __init__(self, client: discord.Client, database: Database, outbox: Outbox, clock: Clock) -> None:
        """Post as *client* through *outbox*."""
        self._client = client
        self._subscriptions = database.subscriptions
        self._outbox = outbox
        self._clock = clock
        self._resting: dict[tuple[int, str], datetime] = {}
        """Subscriptions that could not be served; never more than there are."""

    async def post_all(self, source: Source) -> None:
        """Tell every channel that wants to hear of *source* what is new.

        Raises:
            StorageError: the subscriptions cannot be read.
        """
        mine = [each for each in await self._subscriptions.listing(source.kind) if self._is_due(each)]
        turns = asyncio.Semaphore(AT_ONCE)

        async def tell(subscription: Subscription) -> None:
            async with turns:
                await self._guarded(self._tell(subscription, source), subscription)

        await asyncio.gather(*(tell(each) for each in mine))

    def _is_due(self, subscription: Subscription) -> bool:
        until = self._resting.get((subscription.guild_id, subscription.kind))
        return is_known(self._client, subscription.guild_id) and (until is None or until <= self._clock())

    async def _guarded(self, work: Awaitable[None], subscription: Subscription) -> None:
        try:
            await work
        except Exception:  # noqa: BLE001 - whatever one of them does, the others hear; this one is tried again
            structlog.get_logger(__name__).exception("notice_failed", guild_id=subscription.guild_id)

    async def _tell(self, subscription: Subscription, source: Source) -> None:
        cursor = Cursor.read(subscription.told)
        channel = find_channel(self._client, subscription.guild_id, subscription.channel_id)
        upto = cursor.sending or await source.upto(subscription, cursor.told)
        if upto is None:
            return
        if channel is None:
            self._rest(subscription, "no_channel")
            return
        notice = await source.notice(subscription, channel, cursor.told, upto)
        if notice is None:
            await self._note(subscription, cursor, cursor.begin(upto).end())
            return
        if cursor.sending is None:
            begun = cursor.begin(upto)
            if not await self._note(subscription, cursor, begun):
                return  # another process is at it, or the subscription has changed
            cursor = begun
        elif await self._is_out(channel, notice, subscription):
            await self._note(subscription, cursor, cursor.end())
            return
        delivery = await self._outbox.post(channel, notice.make, nonce=notice.nonce)
        if delivery.outcome in {Outcome.DONE, Outcome.REFUSED}:
            # What Discord refuses for what it is would be refused for ever; the outbox has logged it.
            await self._note(subscription, cursor, cursor.end())
        elif delivery.outcome in {Outcome.FORBIDDEN, Outcome.GONE}:
            self._rest(subscription, delivery.outcome.value)

    async def _is_out(self, channel: Postable, notice: Notice, subscription: Subscription) -> bool:
        me = self._client.user
        since = subscription.told_at
        return me is not None and since is not None and await stands_in(channel, notice.marks, since, me.id)

    async def _note(self, subscription: Subscription, before: Cursor, after: Cursor) -> bool:
        return await self._subscriptions.told(
            subscription.guild_id, subscription.kind, expects=before.text, told=after.text, now=self._clock()
        )

    def _rest(self, subscription: Subscription, reason: str) -> None:
        structlog.get_logger(__name__).warning("notice_waits", guild_id=subscription.guild_id, reason=reason)
        self._resting[subscription.guild_id, subscription.kind] = self._clock() + REST
