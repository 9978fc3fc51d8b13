"""Tells moderators, in the channel they have chosen, that the fact file is broken, and when it is mended."""

import re
from datetime import timedelta
from hashlib import sha256
from typing import Final

import discord

from bot.cards.markdown import escape_within
from bot.cards.message import Message, Section, Style
from bot.gateway.outbox import Outbox
from bot.notices.channels import Postable, find_channel, is_known, language_of, newest_of
from bot.revising.changed import Changed, Refused
from bot.revising.scope import SHARED
from bot.services import Services
from bot.text.wording import Wording
from knowledge.model import Language

SAME_WITHIN: Final = timedelta(days=1)
"""A fault that was a channel's last word so recently is not told again, also after a restart."""
_MAX_PROBLEM: Final = 1200
_MOST_GUILDS: Final = 50
_DIGITS: Final = 8
_MARK: Final = re.compile(rf"^-# (?P<fault>[0-9a-f]{{{_DIGITS}}})$", re.MULTILINE)
"""By what a message about a fault is known again; other notices have marks of other forms."""
_AGAIN: Final = "insights.notice.broken.again"
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
            last, number = await self._last_word(channel)
            if last != fault:
                await self._outbox.post(channel, message.kwargs, nonce=_nonce("broken", fault, channel.id, number))

    async def changed(self, changed: Changed) -> None:
        """Tell that a scope that was broken can be read again."""
        fault = self._told.get(changed.scope)
        if fault is None or (changed.scope == SHARED and self._services.keeper.fault is not None):
            return
        del self._told[changed.scope]
        wording = self._services.wording
        for channel in await self._channels(changed.scope):
            language = language_of(channel, self._services.settings.language)
            again = Message(self._style, (Section(wording(_AGAIN, language)),))
            last, number = await self._last_word(channel)
            if last != "":
                await self._outbox.post(channel, again.kwargs, nonce=_nonce("again", fault, channel.id, number))

    def _broken(self, problem: str, fault: str, language: Language) -> Message:
        say: Wording = self._services.wording
        title = f"### {say('insights.notice.broken.title', language)}"
        where = say("insights.notice.broken.where", language, problem=escape_within(problem, _MAX_PROBLEM))
        body = Section(say("insights.notice.broken.body", language))
        return Message(self._style, (Section(title), Section(where), body, Section(f"-# {fault}")))

    async def _last_word(self, channel: Postable) -> tuple[str | None, int]:
        """Return what *channel* was told last, and the id of that message.

        The short digest of a fault; empty where the facts could be read again; None where nothing of either was told
        lately. A fault that comes back is news: what counts is the last word, not that it was told once.
        """
        me = self._client.user
        if me is None:
            return None, 0
        since = self._services.clock() - SAME_WITHIN
        return await newest_of(channel, self._recognise, since, me.id) or (None, 0)

    def _recognise(self, text: str) -> str | None:
        if (fault := _MARK.search(text)) is not None:
            return fault["fault"]
        again = {self._services.wording(_AGAIN, language) for language in Language}
        return "" if not again.isdisjoint(text.splitlines()) else None

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


def _nonce(word: str, fault: str, channel_id: int, after: int) -> str:
    """Return the nonce of what is told once after the message *after*: the same fault may come back in minutes."""
    return sha256(f"{word} {fault} {channel_id} {after}".encode()).hexdigest()[:25]
