"""Who may do what, asked at the moment of use: at each command, button, menu and form.

What counts is what Discord says of the member with the very interaction (roles by id, permissions), and what the
guild has chosen. Nothing is remembered of members; the choices of a guild are remembered for a moment, so that a
busy guild does not cost a read a question, and dropped at once when they are changed here. Another process on the
same database sees a change within `FRESH_S`.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord
import structlog

from bot.access.actions import NEEDS, OUTSIDE_GUILDS, Action
from bot.access.choices import Choices, check
from bot.access.levels import Access
from bot.database import Database
from bot.database.auditlog import Act
from bot.errors import UserError
from bot.gateway.bounded import keep
from bot.interactions.interaction import language_of
from bot.metrics import Metrics
from bot.settings import Settings
from bot.text.wording import Wording

FRESH_S = 2.0
"""How long the choices of a guild are taken for what they are, in seconds."""
MOST_GUILDS = 2500
"""Guilds whose choices are remembered: as many as one process serves (Discord's limit for a shard)."""


class Forbidden(UserError):
    """Somebody may not do what they asked for; the text tells what it takes.

    Attributes:
        action: what was asked for.
        access: the level that they have; None where levels do not come into it (another guild's thing, no guild).
    """

    def __init__(self, text: str, action: Action, access: Access | None) -> None:
        """Keep *action* and *access* beside the *text* for the member."""
        super().__init__(text)
        self.action = action
        self.access = access


@dataclass(frozen=True, slots=True)
class _Read:
    choices: Choices
    at: datetime


class Gate:
    """Tells the level of a member, and refuses what takes a higher one. One a process; shared by every cog."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        metrics: Metrics,
        clock: Callable[[], datetime],
        wording: Wording,
    ) -> None:
        """Read and write the choices of guilds through *database*; refuse in *wording*, counted in *metrics*."""
        self._database = database
        self._language = settings.language
        self._metrics = metrics
        self._clock = clock
        self._wording = wording
        self._read: OrderedDict[int, _Read] = OrderedDict()
        self._changes = 0

    async def access(self, interaction: discord.Interaction) -> Access:
        """Return the level of whoever stands behind *interaction*, where they are.

        Outside guilds, and in guilds that the bot is no member of, that is what everyone has by default.

        Raises:
            StorageError: the choices of the guild cannot be read.
        """
        guild_id = _guild_of(interaction)
        if guild_id is None:
            return Choices().everyone
        permitted = _permitted(interaction)
        if permitted is Access.OWNER:
            return permitted
        choices = await self.choices(guild_id)
        return max([choices.everyone, permitted, *_of_roles(interaction.user, choices)])

    async def allows(self, interaction: discord.Interaction, action: Action) -> bool:
        """Whether *action* would be let through: for lists and suggestions, not instead of `require`.

        Raises:
            StorageError: the choices of the guild cannot be read.
        """
        if action not in OUTSIDE_GUILDS and _guild_of(interaction) is None:
            return False
        return await self.access(interaction) >= NEEDS[action]

    async def require(self, interaction: discord.Interaction, action: Action, *, guild_id: int | None = None) -> Access:
        """Return the level of whoever stands behind *interaction*, if it is enough for *action* here.

        Args:
            interaction: what Discord delivered, with member, roles and permissions as they are now.
            action: what is about to be done.
            guild_id: the guild that the thing to be acted on belongs to, where it belongs to one. From anywhere else
                it is as if it were not there, so that trying numbers tells nothing.

        Raises:
            Forbidden: it is not; logged and counted already.
            StorageError: the choices of the guild cannot be read.
        """
        if guild_id is not None and guild_id != interaction.guild_id:
            raise self._refuse(interaction, action, "elsewhere", "cards.gone")
        if action not in OUTSIDE_GUILDS and _guild_of(interaction) is None:
            raise self._refuse(interaction, action, "no_guild", "access.refused.no_guild")
        access = await self.access(interaction)
        if access < NEEDS[action]:
            raise self._refuse(interaction, action, "level", "access.refused.level", access)
        return access

    async def choices(self, guild_id: int | None) -> Choices:
        """Return what the guild has chosen, at most `FRESH_S` old; the defaults for None (direct messages).

        Raises:
            StorageError: they cannot be read.
        """
        if guild_id is None:
            return Choices()
        known, now = self._read.get(guild_id), self._clock()
        if known is not None and 0.0 <= (now - known.at).total_seconds() < FRESH_S:
            return known.choices
        before = self._changes
        settings = await self._database.guilds.settings(guild_id)
        roles = await self._database.guilds.roles(guild_id)
        choices = Choices.read(settings, roles)
        if before == self._changes:
            # Else something was changed meanwhile, and what was read may be from before.
            keep(self._read, guild_id, _Read(choices, now), MOST_GUILDS)
        return choices

    async def choice(self, guild_id: int | None, key: str) -> Any:
        """Return what the guild has chosen for *key*, an attribute of `Choices`.

        Raises:
            StorageError: it cannot be read.
        """
        return getattr(await self.choices(guild_id), key)

    async def choose(self, guild_id: int, key: str, value: object, *, by: str) -> None:
        """Set *key* of the guild to *value*, with its entry in the audit; *by* is the token of who does it.

        Raises:
            ValueError: there is no such choice, or no such value for it.
            StorageError: it was not written.
        """
        kept = check(key, value)
        act = Act(guild_id, by, "config", key)
        try:
            await self._database.guilds.set(guild_id, key, kept, act, self._clock())
        finally:
            self.forget(guild_id)

    async def give(self, guild_id: int, roles: Mapping[int, Access | None], *, by: str) -> None:
        """Give roles of the guild, by id, a level each, or none; all of it or nothing, as one entry in the audit.

        Raises:
            StorageError: it was not written.
        """
        words = {role: access.word if access is not None else None for role, access in roles.items()}
        act = Act(guild_id, by, "config", "roles")
        try:
            await self._database.guilds.set_roles(guild_id, words, act, self._clock())
        finally:
            self.forget(guild_id)

    def forget(self, guild_id: int) -> None:
        """Read the choices of the guild anew the next time; for whoever changed them otherwise than by this gate."""
        self._changes += 1
        self._read.pop(guild_id, None)

    def _refuse(
        self, interaction: discord.Interaction, action: Action, why: str, key: str, access: Access | None = None
    ) -> Forbidden:
        structlog.get_logger(__name__).warning(
            "forbidden",
            action=action.value,
            why=why,
            access=access.word if access is not None else None,
            member_id=interaction.user.id,
            guild_id=interaction.guild_id,
            interaction_id=interaction.id,
        )
        self._metrics.forbidden.labels(action.value, why).inc()
        language = language_of(interaction, self._language)
        needs = self._wording(f"access.level.{NEEDS[action].word}", language)
        has = self._wording(f"access.level.{(access or Access.VIEWER).word}", language)
        return Forbidden(self._wording(key, language, needs=needs, has=has), action, access)


def _guild_of(interaction: discord.Interaction) -> int | None:
    """Return the guild where *interaction* comes from, if the bot is a member of it.

    Whoever installed the bot for themselves uses it in guilds that never asked for it: nothing is kept for those.
    """
    guild_id = interaction.guild_id
    if guild_id is None or interaction.client.get_guild(guild_id) is None:
        return None
    return guild_id


def _permitted(interaction: discord.Interaction) -> Access:
    """Return the level that comes with the member's permissions, as Discord tells them with *interaction*."""
    guild = interaction.guild
    if interaction.permissions.administrator or (guild is not None and guild.owner_id == interaction.user.id):
        return Access.OWNER
    return Access.EDITOR if interaction.permissions.manage_guild else Access.VIEWER


def _of_roles(user: discord.User | discord.Member, choices: Choices) -> list[Access]:
    # By id, as they came with the interaction: `Member.roles` leaves out what is not in the cache of roles, which
    # right after a start is everything.
    held = user._roles if isinstance(user, discord.Member) else ()  # noqa: SLF001 - there is no public way
    return [level for role, level in choices.roles.items() if role in held]
