"""Closes unanswered questions once a change of the facts answers them, and opens them again when it does no more.

Every kept question is asked again after a change, in a thread of its own: what answers members then also tells whether
somebody still has something to do.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog

from bot.database import Database
from bot.database.unanswered import Question
from bot.insight.recorder import DIRECT
from bot.quiet import turns_short
from bot.revising.changed import Changed
from bot.revising.keeper import Keeper
from bot.revising.scope import SHARED
from bot.services import Clock
from knowledge.answer import Answerer
from knowledge.decision import AbstainReason, Abstention, Answer, Correction, Reply
from knowledge.model import Language

MOST_OPEN: Final = 2000
MOST_ANSWERED: Final = 1000
"""Questions asked again after a change: the open ones most asked, and those closed last."""
AT_ONCE: Final = 100
"""Questions asked in one turn of a thread; then whoever waits for a thread has one."""
RETRY_S: Final = 60.0
"""Until another try where the database did not answer."""


class Closer:
    """Asks again what was not answered. `run` it in a task; `heard` takes what the keeper tells."""

    def __init__(self, database: Database, keeper: Keeper, clock: Clock) -> None:
        """Begin with everything to be asked: the facts may have changed while nothing ran."""
        self._database = database
        self._keeper = keeper
        self._clock = clock
        self._waiting: set[int] = {SHARED}
        self._wake = asyncio.Event()
        self._wake.set()

    async def heard(self, changed: Changed) -> None:
        """Ask again soon what concerns the scope that changed."""
        self._waiting.add(changed.scope)
        self._wake.set()

    @property
    def is_waiting(self) -> bool:
        """Whether something changed since everything was asked."""
        return self._wake.is_set()

    async def run(self) -> None:
        """Ask again whenever something changed, until cancelled."""
        while True:
            await self._wake.wait()
            try:
                await self.work()
            except Exception:  # noqa: BLE001 - nobody waits for this task: one that ended would be missed by no one
                structlog.get_logger(__name__).exception("not_asked_again")
                await asyncio.sleep(RETRY_S)

    async def work(self) -> None:
        """Ask again what concerns the scopes that changed.

        Raises:
            StorageError: the database does not answer; they still wait then.
        """
        self._wake.clear()
        waiting, self._waiting = self._waiting, set()
        try:
            # A change of the shared facts concerns every guild.
            for scope in (SHARED,) if SHARED in waiting else sorted(waiting):
                await self.ask_again(None if scope == SHARED else scope)
        except BaseException:
            self._waiting |= waiting
            self._wake.set()
            raise

    async def ask_again(self, guild_id: int | None) -> tuple[int, int]:
        """Ask again what is kept of a guild (None: of all); return how many were closed, and how many opened.

        Raises:
            StorageError: the database does not answer; what was closed by then stays closed.
        """
        kept = self._database.unanswered
        questions = [
            *await kept.listing(guild_id, limit=MOST_OPEN),
            *await kept.answered(guild_id, limit=MOST_ANSWERED),
        ]
        by_guild: dict[int, list[Question]] = {}
        for question in questions:
            by_guild.setdefault(question.guild_id, []).append(question)
        closed = opened = 0
        for guild, own in by_guild.items():
            snapshot = await self._keeper.snapshot_for(None if guild == DIRECT else guild)
            for start in range(0, len(own), AT_ONCE):
                batch = own[start : start + AT_ONCE]
                answers = await asyncio.to_thread(_ask, batch, snapshot.answerer)
                more = await self._settle(batch, answers)
                closed, opened = closed + more[0], opened + more[1]
        structlog.get_logger(__name__).info("asked_again", questions=len(questions), closed=closed, opened=opened)
        return closed, opened

    async def _settle(self, batch: Sequence[Question], answers: Sequence[str | None]) -> tuple[int, int]:
        by_entry: dict[str, list[int]] = {}
        lost: list[int] = []
        for question, entry in zip(batch, answers, strict=True):
            if entry is not None and question.closed_at is None:
                by_entry.setdefault(entry, []).append(question.number)
            elif entry is None and question.closed_at is not None:
                lost.append(question.number)
        kept, now = self._database.unanswered, self._clock()
        closed = sum([await kept.close(numbers, entry, now) for entry, numbers in by_entry.items()])
        return closed, await kept.reopen(lost) if lost else 0


def _ask(batch: Sequence[Question], answerer: Answerer) -> list[str | None]:
    with turns_short():
        return [answered_by(answerer.answer(each.text, language=Language(each.language))) for each in batch]


def answered_by(reply: Reply) -> str | None:
    """Return the entry that answers all of a question, as the tables name it (``facts kidd-14-venue``); else None.

    Of several parts the first one's entry is named. A gap answers: it says in plain words that nothing tells.
    """
    entries = [_entry(part.decision) for part in reply.parts]
    return entries[0] if all(entries) else None


def _entry(decision: object) -> str | None:
    match decision:
        case Answer(facts=facts) | Correction(facts=facts):
            return f"facts {facts[0].fact.id}"
        case Abstention(reason=AbstainReason.GAP, gap=gap) if gap is not None:
            return f"gaps {gap.id}"
        case _:
            return None
