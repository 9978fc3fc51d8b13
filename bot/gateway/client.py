"""The Discord client: one shard, the fewest intents, no caches that nobody reads, and every cog in one list."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import discord
import structlog
from discord import ui
from discord.ext import commands

from bot.curating.commands import Curation
from bot.exts.ask import Ask
from bot.exts.audit import Audit
from bot.exts.buttons import ReplyButtons
from bot.exts.config import Config
from bot.exts.errors import Errors
from bot.exts.events import Events
from bot.exts.facts import Facts
from bot.exts.gaps import Gaps
from bot.exts.guilds import Guilds
from bot.exts.help import Help
from bot.exts.insight import Insight
from bot.exts.lookup import LookUps
from bot.exts.names import PeopleNames
from bot.exts.notices import Notices
from bot.exts.privacy import Privacy
from bot.exts.proposing import Proposing
from bot.exts.questions import Questions
from bot.exts.releases import Releases
from bot.exts.review import ReviewQueue
from bot.exts.strays import Strays
from bot.exts.subscribe import Subscribe
from bot.exts.terms import Terms
from bot.gateway.commandsync import CommandSync
from bot.gateway.inbox import UNWIND_S, Inbox
from bot.gateway.limiter import Limiter
from bot.gateway.outbox import Breaker, Outbox
from bot.gateway.supervisor import IdentifyGate
from bot.interactions.forms import Forms
from bot.interactions.presses import Guard
from bot.interactions.translator import CommandTranslator
from bot.interactions.tree import OnceTree
from bot.services import Services

DRAIN_S = 3.0
"""How long closing waits for answers in flight; with what follows it stays within the 5 s that a stop may take."""
LONGEST_RATE_LIMIT_S = 30.0
"""The least that discord.py takes; a longer wait comes back as `discord.RateLimited`."""
_VITAL_EVENTS = frozenset({"READY", "RESUMED"})
"""Without these a session cannot go on."""
_INTERACTION_TASKS = ("CommandTree-invoker", "discord-ui-", "discord.py: on_interaction")
"""How discord.py names the tasks in which commands and buttons run; it has no other way to find them."""


def needed_intents(*, reads_channels: bool) -> discord.Intents:
    """Return the events that are worth getting; none of them needs Discord's approval unless *reads_channels*."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = True
    intents.dm_messages = True
    intents.message_content = reads_channels
    return intents


class Communique(commands.Bot):
    """One session with Discord, from login to close; a new one is made for each start."""

    def __init__(self, services: Services, *, limiter: Limiter, breaker: Breaker, gate: IdentifyGate) -> None:
        """Make the client; *limiter*, *breaker* and *gate* outlive it and are shared with the next one."""
        settings = services.settings
        # A bot that never joins a voice channel need not warn its operator that it could not.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            tree_cls=OnceTree,
            help_command=None,
            intents=needed_intents(reads_channels=bool(settings.read_channels)),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=LONGEST_RATE_LIMIT_S,
            http_trace=breaker.trace(),
            shard_id=settings.shard_id,
            shard_count=settings.shard_count,
        )
        if isinstance(self.tree, OnceTree):
            self.tree.on_duplicate = services.metrics.dropped.labels("duplicate").inc
        self._services = services
        self._limiter = limiter
        self._breaker = breaker
        self._gate = gate
        self._inbox = Inbox(services.metrics)
        self._outbox = Outbox(breaker, services.metrics)
        self._heard_at = time.perf_counter()
        self._syncing: asyncio.Task[Any] | None = None
        self._sessions = 0
        self._items: list[type[ui.DynamicItem[ui.Item[Any]]]] = []
        self._closing: asyncio.Task[None] | None = None
        # discord.py would end the whole client over one event that it cannot read, and over a guild that it cannot
        # read at every start again.
        parsers = self._connection.parsers
        parsers.update({name: _guarded(name, parse) for name, parse in parsers.items() if name not in _VITAL_EVENTS})

    async def setup_hook(self) -> None:
        """Add the cogs, and begin to register the commands without waiting for that."""
        await self.tree.set_translator(CommandTranslator(self._services.wording))
        for cog in self._cogs():
            await self.add_cog(cog)
        if self.application_id is not None:
            sync = CommandSync(self._services.database.sync, guild_id=self._services.settings.sync_guild)
            self._syncing = asyncio.create_task(sync.run(self.tree, self.application_id), name="command-sync")

    def _cogs(self) -> Iterator[commands.Cog]:
        """Make every cog, with what it needs; errors first, so that nothing fails unheard."""
        services, limiter = self._services, self._limiter
        guard = Guard(services)
        forms = Forms(guard, services)
        yield Errors(self, services)
        yield forms
        yield Ask(self, services, limiter=limiter)
        yield LookUps(services, limiter=limiter)
        yield Help(self, services)
        yield Config(self, services, guard=guard)
        yield Audit(self, services, guard=guard)
        yield Privacy(self, services, guard=guard)
        yield Guilds(self, services)
        curation = Curation(services)
        yield Facts(self, curation, guard=guard, forms=forms)
        yield Gaps(curation)
        yield Terms(curation)
        yield Events(curation)
        yield PeopleNames(curation)
        yield Releases(self, curation, guard=guard, forms=forms)
        yield Insight(self, services, guard=guard)
        yield Subscribe(services)
        yield Notices(self, services, outbox=self._outbox)
        yield ReviewQueue(self, services, guard=guard, forms=forms, outbox=self._outbox)
        yield Proposing(self, services)
        yield ReplyButtons(self, services, limiter=limiter, guard=guard, forms=forms)
        yield Questions(
            self,
            services,
            limiter=limiter,
            inbox=self._inbox,
            outbox=self._outbox,
            breaker=self._breaker,
        )
        yield Strays(self, services, guard=guard, answered=lambda: self._items)

    def add_dynamic_items(self, *items: type[ui.DynamicItem[ui.Item[Any]]]) -> None:
        """Answer presses that *items* match, and remember which those are."""
        super().add_dynamic_items(*items)
        self._items.extend(items)

    @property
    def silent_s(self) -> float:
        """Seconds since the gateway sent anything, or since this client was made."""
        # discord.py keeps the time of the last frame, offers only the round trip, and forgets both on disconnecting.
        heart = getattr(self.ws, "_keep_alive", None)
        self._heard_at = max(self._heard_at, getattr(heart, "_last_recv", 0.0))
        return time.perf_counter() - self._heard_at

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002 - discord.py's signature
        """Keep IDENTIFYs apart, also those of the client before this one."""
        await self._gate.wait(again=not initial)

    async def on_message(self, message: discord.Message, /) -> None:
        """Do nothing: there are no prefix commands, and `Questions` listens by itself."""

    async def on_ready(self) -> None:
        """Note a new session."""
        self._sessions += 1
        if self._sessions > 1:
            self._services.metrics.gateway_reconnects.labels("identify").inc()
        structlog.get_logger(__name__).info("ready", guilds=len(self.guilds), shard=self.shard_id)

    async def on_resumed(self) -> None:
        """Note a session taken up again."""
        self._services.metrics.gateway_reconnects.labels("resume").inc()
        structlog.get_logger(__name__).info("resumed", shard=self.shard_id)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 - they hold messages
        """Log what a listener raised, without the event that it was given."""
        structlog.get_logger(__name__).exception("event_failed", event_name=event_method)

    async def close(self) -> None:
        """Take no more questions, finish those in flight for at most `DRAIN_S`, then disconnect."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._drain_and_close())
        # Whoever stops waiting must not stop the closing; discord.py itself calls this before it raises, too.
        await asyncio.shield(self._closing)

    async def _drain_and_close(self) -> None:
        in_flight = [task for task in asyncio.all_tasks() if task.get_name().startswith(_INTERACTION_TASKS)]
        if self._syncing is not None:
            self._syncing.cancel()
            in_flight.append(self._syncing)
        # The inbox keeps to the time by itself: cancelled from here it could not end its own jobs.
        draining = asyncio.create_task(self._inbox.drain(DRAIN_S))
        stuck = (await asyncio.wait(in_flight, timeout=DRAIN_S))[1] if in_flight else set()
        for task in stuck:
            task.cancel()
        if stuck:
            # Whoever was at the database lets go of it before it closes.
            await asyncio.wait(stuck, timeout=UNWIND_S)
        await draining
        await super().close()


def _guarded(event_name: str, parse: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return *parse* made to pass over an event that it cannot read."""

    def guarded(data: Any) -> None:
        try:
            parse(data)
        except Exception:  # noqa: BLE001 - whatever one event does, the next is heard
            structlog.get_logger(__name__).exception("event_unreadable", event_name=event_name)

    return guarded
