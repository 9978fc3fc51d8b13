"""Fixtures of everything that has effects: services on real files, and a Discord within the process."""

from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any, cast

import discord
import pytest
import simcord

from bot.access.gate import Gate
from bot.database import Database
from bot.factstore import FactStore, Snapshot
from bot.gateway.client import Communique
from bot.gateway.limiter import Limiter
from bot.gateway.outbox import Breaker
from bot.gateway.supervisor import IdentifyGate
from bot.insight.recorder import Recorder
from bot.metrics import Metrics
from bot.revising.keeper import Keeper
from bot.revising.opening import open_facts
from bot.services import Services
from bot.settings import Settings
from bot.text.wording import Wording
from knowledge.answer import Answerer
from knowledge.decision import AbstainReason, Abstention, Answer, Context, Decision, Part, Reply, cite
from knowledge.model import FactBook, Language

MUSEUM, DATE = "calder21-museum", "calder21-date"
"""Two facts of the small file; `Oracle` gives them for "museum" and "when"."""


class Oracle:
    """Answers by a word in the question, so that tests of Discord's side do not hang on how matching is tuned.

    Attributes:
        asked: each question with the context and the language it came with, in order.
    """

    def __init__(self, book: FactBook) -> None:
        self.book = book
        self.asked: list[tuple[str, Context | None, Language | None]] = []

    def answer(self, text: str, *, context: Context | None = None, language: Language | None = None) -> Reply:
        """Answer *text*; "boom" fails."""
        self.asked.append((text, context, language))
        if "boom" in text:
            raise RuntimeError("boom")
        spoken = language or Language.EN
        return Reply((Part(text, self._decide(text, spoken)),), spoken, Context(text, meeting="calder-2021"))

    def overhear(self, text: str, *, context: Context | None = None) -> Reply | None:
        """Answer what is about the museum, and nothing else."""
        return self.answer(text, context=context) if "museum" in text else None

    def complete(self, typed: str, *, language: Language, limit: int = 25) -> tuple[str, ...]:
        """Return the questions of the book that hold *typed*."""
        questions = (q for fact in self.book.current_facts for q in getattr(fact.questions, language.value))
        return tuple(question for question in questions if typed.lower() in question.lower())[:limit]

    def _decide(self, text: str, language: Language) -> Decision:
        if not text:
            return Abstention(AbstainReason.EMPTY)
        fact = MUSEUM if "museum" in text else DATE if "when" in text else None
        if fact is None:
            return Abstention(AbstainReason.UNSURE)
        return Answer((cite(self.book.facts[fact], self.book, language, 90.0),))


class Room:
    """A channel with Joe in it, and what was said there.

    Attributes:
        env: the simulated Discord.
        channel: where they talk.
        joe: a member like any other.
    """

    def __init__(self, env: simcord.Env, channel: simcord.ChannelHandle, joe: simcord.MemberActor) -> None:
        self.env = env
        self.channel = channel
        self.joe = joe

    @property
    def bot(self) -> str:
        """The mention of the bot."""
        assert self.env.bot.user is not None
        return self.env.bot.user.mention

    async def ask(self, text: str, **options: Any) -> discord.Message:
        """Let Joe mention the bot and ask *text*."""
        return await self.joe.send(self.channel, f"{self.bot} {text}", **options)

    def replies(self, channel: simcord.ChannelHandle | None = None) -> list[discord.Message]:
        """Return what the bot has said in *channel* (None: here), oldest first."""
        history = (channel or self.channel).history()
        return [message for message in history if message.author == self.env.bot.user]

    def texts(self, channel: simcord.ChannelHandle | None = None) -> list[str]:
        """Return the words of what the bot has said."""
        return [text_of(message) for message in self.replies(channel)]

    async def deliver(self, event: str, message: discord.Message, **changes: Any) -> None:
        """Send the event in which *message* came (again), as *event* and with *changes*."""
        backend = self.env.backend
        payload = next(
            payload
            for kind, name, payload in backend.transcript
            if (kind, name) == ("GATEWAY", "MESSAGE_CREATE") and payload["id"] == str(message.id)
        )
        backend.emit(event, {**payload, **changes})
        await self.env.settle()

    def requests(self, method: str, ending: str) -> list[simcord.HttpLogEntry]:
        """Return the bot's requests by *method* to paths that end with *ending*."""
        return [entry for entry in self.env.http_requests if entry.method == method and entry.path.endswith(ending)]


def text_of(message: discord.Message) -> str:
    """Return all words of *message*, whatever components they stand in."""
    words = [message.content]

    def walk(components: Iterable[Any]) -> None:
        for component in components:
            words.append(getattr(component, "content", None) or "")
            walk(getattr(component, "children", ()))

    walk(message.components)
    return "\n".join(filter(None, words))


@pytest.fixture
def room(simcord_env: simcord.Env) -> Room:
    """Return a channel in a guild, with Joe."""
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    return Room(simcord_env, channel, guild.add_member(simcord_env.create_user("joe")))


@pytest.fixture
def metrics() -> Metrics:
    """Return fresh counters."""
    return Metrics()


@pytest.fixture
def oracle(small_book: FactBook) -> Oracle:
    """Return an answerer that is easy to predict."""
    return Oracle(small_book)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the default settings with everything in a folder of the test's own; override to change some."""
    return Settings(data_dir=tmp_path, health_port=0)


@pytest.fixture
async def services(settings: Settings, oracle: Oracle, metrics: Metrics) -> AsyncIterator[Services]:
    """Return services on a real database, the small facts, and the time of the simulated Discord."""
    database = await Database.open(settings.effective_database_url, metrics=metrics)
    store = FactStore(settings.facts_path, Snapshot(oracle.book, cast("Answerer", oracle)))
    wording, clock = Wording.load(), discord.utils.utcnow
    gate = Gate(database, settings, metrics, clock, wording)
    recorder = Recorder(database, gate, settings, metrics, clock)
    keeper = Keeper(store, database, settings, clock, metrics)
    yield Services(settings, store, database, wording, metrics, clock, gate, recorder, keeper)
    await recorder.close()
    await keeper.close()
    await database.close()


@pytest.fixture
async def kept(settings: Settings, small_text: str, metrics: Metrics) -> AsyncIterator[Services]:
    """Return services that keep facts: the small file, in a folder of the test's own, answered from as it is.

    A module whose tests change facts through the client has `services` return this.
    """
    settings = settings.model_copy(update={"facts_path": settings.data_dir / "kept.yaml"})
    settings.facts_path.write_text(small_text, encoding="utf-8")
    database = await Database.open(settings.effective_database_url, metrics=metrics)
    store = await open_facts(settings, database)
    wording, clock = Wording.load(), discord.utils.utcnow
    gate = Gate(database, settings, metrics, clock, wording)
    recorder = Recorder(database, gate, settings, metrics, clock)
    keeper = Keeper(store, database, settings, clock, metrics)
    await keeper.start()
    yield Services(settings, store, database, wording, metrics, clock, gate, recorder, keeper)
    await recorder.close()
    await keeper.close()
    await database.close()


@pytest.fixture
def limiter(settings: Settings) -> Limiter:
    """Return the limiter of *settings*."""
    return Limiter(
        member_questions=settings.member_questions,
        channel_questions=settings.channel_questions,
        window_s=settings.limit_window_s,
    )


@pytest.fixture
def breaker() -> Breaker:
    """Return the breaker that every client of a test shares."""
    return Breaker()


@pytest.fixture
def make_bot(services: Services, limiter: Limiter, breaker: Breaker) -> Callable[[], Communique]:
    """Return a function that makes the whole client, with every cog; each call is like another start."""

    def make() -> Communique:
        return Communique(services, limiter=limiter, breaker=breaker, gate=IdentifyGate())

    return make


@pytest.fixture
def simcord_bot(make_bot: Callable[[], Communique]) -> Communique:
    """Return the client that `simcord_env` runs."""
    return make_bot()
