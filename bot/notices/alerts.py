"""Tells moderators, in the channel they have chosen, that the fact file is broken, and when it is mended."""

from datetime import timedelta
from hashlib import sha256
from typing import Final

import discord

from bot.cards.markdown import escape_within
from bot.cards.message import Message, Section, Style
from bot.curation.changed import Changed, Refused
from bot.curation.scope import SHARED
from bot.gateway.outbox import Outbox
from bot.notices.channels import Postable, find_channel, is_known, language_of, stands_in
from bot.services import Services
from bot.text.wording import Wording
from knowledge.model import Language

SAME_WITHIN: Final = timedelta(days=1)
"""A fault that a channel was told of so recently is not told again, also after a restart."""
_MAX_PROBLEM: Final = 1200
_MOST_GUILDS: Final = 50
_DIGITS: Final = 8
_OVERLAY: Final = "overlay.yaml"
"""What a guild's own facts are called, which are no file."""


class Alerts:
    """Tells of faults in the facts. One a client."""

    def __init__(self, client: discord.Client, services: Services, outbox: Outbox) -> None:
        """Post as *client* through *outbox*."""
        self._client = client
        self._services = services
        self._outbox = outbox
        self._told: dict[int, str] = {}
        """The fault that was told last, by scope; one entry for each scope that is broken now."""

    async def refused(self, refused: Refused) -> None:
        """Tell whoever keeps the scope that it is broken, and where."""
        # By the file's name alone: where it lies on the machine is nobody's business in a channel.
        name = self._services.store.path.name if refused.scope == SHARED else _OVERLAY
        problem = refused.fault.problem.render(name)
        fault = sha256(problem.encode()).hexdigest()[:_DIGITS]
        self._told[refused.scope] = fault
        for channel in await self._channels(refused.scope):
            language = language_of(channel, self._services.settings.language)
            message = self._broken(problem, fault, language)
            if not await self._was_told(channel, fault):
                await self._outbox.post(channel, message.kwargs, nonce=f"b{fault}{channel.id}"[:25])

    async def changed(self, changed: Changed) -> None:
        """Tell that a scope that was broken can be read again."""
        fault = self._told.get(changed.scope)
        if fault is None or (changed.scope == SHARED and self._services.keeper.fault is not None):
            return
        del self._told[changed.scope]
        wording = self._services.wording
        for channel in await self._channels(changed.scope):
            language = language_of(channel, self._services.settings.language)
            again = Message(self._style, (Section(wording("insights.notice.broken.again", language)),))
            await self._outbox.post(channel, again.kwargs, nonce=f"a{fault}{channel.id}"[:25])

    def _broken(self, problem: str, fault: str, language: Language) -> Message:
        say: Wording = self._services.wording
        title = f"### {say('insights.notice.broken.title', language)}"
        where = say("insights.notice.broken.where", language, problem=escape_within(problem, _MAX_PROBLEM))
        body = Section(say("insights.notice.broken.body", language))
        return Message(self._style, (Section(title), Section(where), body, Section(f"-# {fault}")))

    async def _was_told(self, channel: Postable, fault: str) -> bool:
        me = self._client.user
        since = self._services.clock() - SAME_WITHIN
        return me is not None and await stands_in(channel, frozenset({f"-# {fault}"}), since, me.id)

    async def _channels(self, scope: int) -> list[Postable]:
        """Return the moderators' channels of whoever keeps *scope*, as far as this client has them."""
        guilds = self._services.settings.home_guilds if scope == SHARED else (scope,)
        found: list[Postable] = []
        for guild_id in guilds[:_MOST_GUILDS]:
            if not is_known(self._client, guild_id):
                continue
            channel_id = await self._services.gate.choice(guild_id, "moderators_channel")
            channel = find_channel(self._client, guild_id, channel_id) if channel_id is not None else None
            if channel is not None:
                found.append(channel)
        return found

    @property
    def _style(self) -> Style:
        return self._services.settings.reply_style
