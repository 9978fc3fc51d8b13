"""Notes what was asked and could not be answered, after the answer is out and without holding it up.

Whoever replies hands the reply over and goes on. One task takes what waits, leaves out of each question whatever tells
of a person, and hands it to the database's one writer. What cannot be noted is counted, and nobody hears of it
otherwise: an answer never fails because its question could not be noted.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from bot.access.gate import Gate
from bot.database import Database
from bot.errors import StorageError
from bot.metrics import Metrics
from bot.services import Clock
from bot.settings import Settings
from knowledge.cleaning import clean_question, digest_of_words
from knowledge.decision import AbstainReason, Abstention, Answer, Correction, Decision, Part, Reply, Suggestions

DIRECT: Final = 0
"""Stands for direct messages where the tables have a guild."""
SUGGESTED: Final = "suggested"
"""The reason kept with a question that was answered by suggestions alone; any other is an `AbstainReason`."""
MOST_WAITING: Final = 512
"""Replies that wait to be noted; one more is counted as lost."""
MOST_AT_ONCE: Final = 64
"""Replies noted in one go: they share a commit, and leave the writer's queue room for answers."""
INLINE_CHARACTERS: Final = 200
"""Longer questions are cleaned beside the event loop."""

_KEPT: Final = frozenset(
    {AbstainReason.OFF_TOPIC, AbstainReason.OTHER_EVENT, AbstainReason.DEFINITION, AbstainReason.UNSURE}
)
"""Abstentions that a fact, a variant or a gap could end. What a gap answers is answered as well as can be."""
_NOT_ASKED: Final = frozenset(
    {AbstainReason.EMPTY, AbstainReason.SMALL_TALK, AbstainReason.ABOUT_BOT, AbstainReason.TOO_LONG}
)


@dataclass(frozen=True, slots=True)
class _Noted:
    reply: Reply
    guild_id: int
    at: datetime
    counts: bool


class Recorder:
    """Takes replies and notes them soon. One a process; close it before the database."""

    def __init__(self, database: Database, gate: Gate, settings: Settings, metrics: Metrics, clock: Clock) -> None:
        """Write to *database* what the guild's choices, asked of *gate*, allow; count what is lost in *metrics*."""
        self._database = database
        self._gate = gate
        # Questions from direct messages are shown to the moderators of the shared facts; where nobody is that, nobody
        # would ever see them, and they are not kept.
        self._keeps_direct = bool(settings.home_guilds)
        self._metrics = metrics
        self._clock = clock
        self._waiting: deque[_Noted] = deque()
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    def note(self, reply: Reply, guild_id: int | None, *, counts: bool = True) -> None:
        """Note *reply*, which is out, soon. Returns at once and never raises.

        Args:
            reply: with each question as it was understood.
            guild_id: where it was asked; None for direct messages, and for guilds that the bot is no member of.
            counts: whether it counts as asked; False where the same question was counted before (an edit).
        """
        if self._closed or len(self._waiting) >= MOST_WAITING:
            self._metrics.unrecorded.labels("full").inc()
            return
        self._waiting.append(_Noted(reply, guild_id or DIRECT, self._clock(), counts))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work(), name="insight-recorder")

    async def settle(self) -> None:
        """Wait until everything handed over so far is noted, or counted as lost."""
        while self._task is not None and not self._task.done():
            await asyncio.wait({self._task})

    async def close(self, limit_s: float = 1.0) -> None:
        """Take nothing more, and note what waits for at most *limit_s* seconds. May be called twice."""
        self._closed = True
        if self._task is None:
            return
        await asyncio.wait({self._task}, timeout=limit_s)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if self._waiting:
            self._metrics.unrecorded.labels("full").inc(len(self._waiting))
            self._waiting.clear()

    async def _work(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(MOST_AT_ONCE, len(self._waiting)))]
            try:
                await self._note(batch)
            except Exception:  # noqa: BLE001 - whatever one batch does, the next is noted
                self._metrics.unrecorded.labels("failed").inc(len(batch))
                structlog.get_logger(__name__).exception("insight_failed", replies=len(batch))

    async def _note(self, batch: list[_Noted]) -> None:
        work: list[Awaitable[object]] = list(self._counts(batch))
        for each in batch:
            unanswered = [part for part in each.reply.parts if reason_of(part.decision) is not None]
            if unanswered and await self._keeps(each.guild_id):
                work += [self._note_question(part, each) for part in unanswered]
        results = await asyncio.gather(*work, return_exceptions=True)
        failures = [result for result in results if isinstance(result, BaseException)]
        for failure in failures:
            if not isinstance(failure, StorageError):
                raise failure
        if failures:
            self._metrics.unrecorded.labels("failed").inc(len(failures))
            structlog.get_logger(__name__).error("insight_not_written", failures=len(failures))

    def _counts(self, batch: list[_Noted]) -> list[Awaitable[object]]:
        """Return one write for each guild and day of *batch*, which counts all that happened there."""
        counts: dict[tuple[int, datetime], Counter[str]] = {}
        for each in batch:
            if each.counts:
                day = each.at.replace(hour=0, minute=0, second=0, microsecond=0)
                names = counts.setdefault((each.guild_id, day), Counter())
                for part in each.reply.parts:
                    names.update(names_of(part.decision))
        return [
            self._database.tallies.count(guild_id, day.date(), *names.elements())
            for (guild_id, day), names in counts.items()
            if names
        ]

    async def _keeps(self, guild_id: int) -> bool:
        """Whether questions that are not answered are kept there; where that cannot be read, they are not."""
        if guild_id == DIRECT:
            return self._keeps_direct
        try:
            return bool(await self._gate.choice(guild_id, "keeps_unanswered"))
        except StorageError:
            self._metrics.unrecorded.labels("failed").inc()
            return False

    async def _note_question(self, part: Part, noted: _Noted) -> None:
        question = part.understood or part.question
        long = len(question) > INLINE_CHARACTERS
        text = await asyncio.to_thread(clean_question, question) if long else clean_question(question)
        digest, reason = digest_of_words(text), reason_of(part.decision)
        if digest is None or reason is None:
            return  # nothing is left that anybody could answer
        language = noted.reply.language.value
        await self._database.unanswered.note(noted.guild_id, digest, text, language, reason, noted.at)


def names_of(decision: Decision) -> tuple[str, ...]:
    """Return what *decision* is counted as; empty for what asks nothing of the releases."""
    match decision:
        case Answer():
            return ("asked", "answered")
        case Correction():
            return ("asked", "corrected")
        case Suggestions():
            return ("asked", SUGGESTED)
        case Abstention(reason=reason) if reason in _NOT_ASKED:
            return ()
        case Abstention(reason=AbstainReason.GAP):
            return ("asked", "gap")
        case _:
            return ("asked", "abstained")


def reason_of(decision: Decision) -> str | None:
    """Return why *decision* leaves a question open that could be answered one day; None where it does not."""
    if isinstance(decision, Suggestions):
        return SUGGESTED
    if isinstance(decision, Abstention) and decision.reason in _KEPT:
        return decision.reason.value
    return None
