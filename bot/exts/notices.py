"""Posts by itself what channels want to hear: what changed, how the week was, what is broken."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog
from discord.ext import commands

from bot.gateway.outbox import Outbox
from bot.notices.alerts import Alerts
from bot.notices.poster import Poster
from bot.notices.sources import OWN, Changes, WeekDigest
from bot.revising.changed import Changed, Refused
from bot.revising.scope import SHARED
from bot.services import Services

LOOK_EVERY_S = 300.0
"""Between looks for what is due, besides those that a change brings about: the week, and what could not be sent."""
MOST_NEWS = 64
"""News that wait while nobody is connected; a fault that still stands is told by `on_ready` in any case."""


class Notices(commands.Cog):
    """Runs the posters of one client while it is connected."""

    def __init__(self, bot: commands.Bot, services: Services, *, outbox: Outbox) -> None:
        """Post as *bot* through *outbox*; nothing runs before `cog_load`."""
        self._bot = bot
        self._services = services
        self._poster = Poster(bot, services.database, outbox, services.clock)
        self._sources = (Changes(services), Changes(services, OWN), WeekDigest(services))
        self._alerts = Alerts(bot, services, outbox)
        self._ticking: asyncio.Task[None] | None = None
        self._posting: asyncio.Task[None] | None = None
        self._again = False
        self._news: deque[Changed | Refused] = deque(maxlen=MOST_NEWS)
        self._ends: list[Callable[[], None]] = []

    async def cog_load(self) -> None:
        """Begin to listen to the keeper, and to look by the clock."""
        self._ends = [
            self._services.keeper.on_change.add(self.changed),
            self._services.keeper.on_refused.add(self.refused),
        ]
        self._ticking = asyncio.create_task(self._tick(), name="notices-clock")

    async def cog_unload(self) -> None:
        """Stop; what was begun is finished by the next start."""
        for end in self._ends:
            end()
        for task in filter(None, (self._ticking, self._posting)):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Tell what came while nobody was connected, a broken file among it."""
        if (fault := self._services.keeper.fault) is not None:
            self._news.append(Refused(SHARED, fault))
        self.look()

    async def changed(self, changed: Changed) -> None:
        """Tell of a change, soon: the others who hear of it do not wait for Discord."""
        self._news.append(changed)
        self.look()

    async def refused(self, refused: Refused) -> None:
        """Tell of facts that cannot be read, soon; before the connection stands, `on_ready` does."""
        self._news.append(refused)
        self.look()

    def look(self) -> None:
        """Post soon whatever is due; asked while that is going on, once more after it."""
        self._again = True
        if self._posting is None or self._posting.done():
            self._posting = asyncio.create_task(self._post(), name="notices")

    async def settle(self) -> None:
        """Wait until all that is due was posted, or could not be."""
        while self._posting is not None and not self._posting.done():
            await asyncio.wait({self._posting})

    async def _post(self) -> None:
        while self._again and self._bot.is_ready():
            self._again = False
            while self._news:
                await _logged(self._tell(self._news.popleft()))
            for source in self._sources:
                await _logged(self._poster.post_all(source))

    async def _tell(self, news: Changed | Refused) -> None:
        await (self._alerts.refused(news) if isinstance(news, Refused) else self._alerts.changed(news))

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            self.look()


async def _logged(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception:  # noqa: BLE001 - the outermost handler of work that nobody waits for
        structlog.get_logger(__name__).exception("notices_failed")
