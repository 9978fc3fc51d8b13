"""What could not be answered is noted after the answer, without holding it up and without who asked."""

import asyncio
import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text as sql

from bot.database.unanswered import Question
from bot.errors import StorageError
from bot.insight.recorder import DIRECT, MOST_WAITING, Recorder
from bot.services import Services
from bot.settings import Settings
from knowledge.decision import (
    AbstainReason,
    Abstention,
    Answer,
    Context,
    Correction,
    Decision,
    Part,
    Premise,
    Reply,
    Suggestions,
    cite,
)
from knowledge.model import FactBook, Language

GUILD = 900_000_000_000_000_002
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture
def recorder(services: Services) -> Recorder:
    """Return a recorder on a day that stands still."""
    return Recorder(services.database, services.gate, services.settings, services.metrics, lambda: NOON)


@pytest.fixture
def decide(small_book: FactBook) -> Callable[[str], Decision]:
    """Return a function that makes a decision of each kind; any other word is a reason to abstain."""
    cited = (cite(small_book.facts["csd12-place"], small_book, Language.EN, 90.0),)
    gap = next(iter(small_book.gaps.values()))
    made: dict[str, Decision] = {
        "answer": Answer(cited),
        "correct": Correction(cited, (Premise("year", "2019", "2016"),)),
        "suggest": Suggestions(cited),
        "gap": Abstention(AbstainReason.GAP, (), gap),
    }
    return lambda kind: made.get(kind) or Abstention(AbstainReason(kind))


def reply(decision: Decision, question: str = "what is the answer", understood: str = "") -> Reply:
    """Return a reply of one part."""
    return Reply((Part(question, decision, understood=understood),), Language.EN, Context(question))


async def noted(services: Services, guild_id: int | None = None) -> list[Question]:
    """Return what is kept."""
    return await services.database.unanswered.listing(guild_id)


def lost(services: Services, reason: str) -> float:
    """Return how many could not be noted for *reason*."""
    value: float = services.metrics.unrecorded.labels(reason)._value.get()
    return value


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("answer", (None, {"asked", "answered"})),
        ("correct", (None, {"asked", "corrected"})),
        ("suggest", ("suggested", {"asked", "suggested"})),
        ("gap", (None, {"asked", "gap"})),
        ("off_topic", ("off_topic", {"asked", "abstained"})),
        ("unsure", ("unsure", {"asked", "abstained"})),
        ("other_event", ("other_event", {"asked", "abstained"})),
        ("definition", ("definition", {"asked", "abstained"})),
        ("opinion", (None, {"asked", "abstained"})),
        ("small_talk", (None, set())),
        ("about_bot", (None, set())),
        ("empty", (None, set())),
        ("too_long", (None, set())),
    ],
)
async def test_what_is_kept_and_counted(
    recorder: Recorder,
    services: Services,
    decide: Callable[[str], Decision],
    kind: str,
    expected: tuple[str | None, set[str]],
) -> None:
    """Kept is what a fact, a variant or a gap could answer; counted is what was asked of the releases."""
    reason, counted = expected
    recorder.note(reply(decide(kind)), GUILD)
    await recorder.settle()
    assert [each.reason for each in await noted(services, GUILD)] == ([reason] if reason else [])
    days = await services.database.tallies.days(GUILD, NOON.date())
    assert days == ({NOON.date(): dict.fromkeys(counted, 1)} if counted else {})


async def test_a_question_is_kept_once_cleaned_and_counted(
    recorder: Recorder, services: Services, decide: Callable[[str], Decision]
) -> None:
    """However it is written; a follow-up with the names that it took over; nothing of who asked."""
    for typed in ("@joe what did it COST? 010-1234-5678", "what did it cost", "And that?"):
        understood = "what did it cost" if typed == "And that?" else ""
        recorder.note(reply(decide("unsure"), typed, understood), GUILD)
    await recorder.settle()
    (kept,) = await noted(services, GUILD)
    assert (kept.text, kept.times, kept.language) == ("what did it COST?", 3, "en")


async def test_an_edit_is_kept_and_not_counted_again(
    recorder: Recorder, services: Services, decide: Callable[[str], Decision]
) -> None:
    """Whoever corrects a slip has asked once."""
    recorder.note(reply(decide("unsure"), "how mny ships came"), GUILD)
    recorder.note(reply(decide("unsure"), "how many ships came"), GUILD, counts=False)
    await recorder.settle()
    assert len(await noted(services, GUILD)) == 2
    assert await services.database.tallies.days(GUILD, NOON.date()) == {NOON.date(): {"asked": 1, "abstained": 1}}


async def test_a_guild_can_switch_it_off(
    recorder: Recorder, services: Services, decide: Callable[[str], Decision]
) -> None:
    """Then counts stay, and no question is kept."""
    await services.gate.choose(GUILD, "keeps_unanswered", value=False, by="m-" + "0" * 32)
    recorder.note(reply(decide("unsure")), GUILD)
    await recorder.settle()
    assert await noted(services) == []
    assert await services.database.tallies.days(GUILD, NOON.date())


@pytest.mark.parametrize(("settings", "rows"), [({}, 1), ({"home_guilds": ()}, 0)], indirect=["settings"])
async def test_direct_messages_are_kept_where_somebody_can_see_them(
    recorder: Recorder, services: Services, decide: Callable[[str], Decision], rows: int
) -> None:
    """The moderators of the shared facts do; where there are none, nothing is kept of a direct message."""
    recorder.note(reply(decide("unsure")), None)
    await recorder.settle()
    assert len(await noted(services, DIRECT)) == rows


async def test_noting_returns_at_once_and_is_bounded(
    recorder: Recorder, services: Services, decide: Callable[[str], Decision], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that does not answer holds up nobody: what is too much is counted as lost."""
    free = asyncio.Event()
    plain = services.database.tallies.count

    async def stuck(guild_id: int, day: date, *names: str) -> None:
        await free.wait()
        await plain(guild_id, day, *names)

    monkeypatch.setattr(services.database.tallies, "count", stuck)
    recorder.note(reply(decide("answer")), GUILD)
    await asyncio.sleep(0)
    for _ in range(MOST_WAITING + 3):
        recorder.note(reply(decide("answer")), GUILD)
    assert lost(services, "full") == 3
    free.set()
    await recorder.settle()
    counts = await services.database.tallies.days(GUILD, NOON.date())
    assert counts[NOON.date()]["asked"] == MOST_WAITING + 1


async def test_a_failure_is_counted_and_the_next_is_noted(
    recorder: Recorder, services: Services, decide: Callable[[str], Decision], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it was: nobody who answers hears of it."""
    plain = services.database.unanswered.note
    failures: list[Exception] = [StorageError("no"), RuntimeError("a fault")]

    async def failing(*args: Any) -> int:
        if failures:
            raise failures.pop()
        return await plain(*args)

    monkeypatch.setattr(services.database.unanswered, "note", failing)
    for number in range(3):
        recorder.note(reply(decide("unsure"), f"what is question number {number}"), GUILD)
        await recorder.settle()
    assert lost(services, "failed") == 2
    assert [each.text for each in await noted(services)] == ["what is question number 2"]


async def test_closing_notes_what_waits(
    recorder: Recorder, services: Services, decide: Callable[[str], Decision]
) -> None:
    """And takes nothing more."""
    recorder.note(reply(decide("unsure")), GUILD)
    await recorder.close()
    recorder.note(reply(decide("unsure")), GUILD)
    await recorder.settle()
    (kept,) = await noted(services)
    assert (kept.times, lost(services, "full")) == (1, 1)


async def test_no_row_knows_who_asked(
    recorder: Recorder, services: Services, decide: Callable[[str], Decision]
) -> None:
    """Neither table has a column for it."""
    recorder.note(reply(decide("unsure")), GUILD)
    await recorder.settle()
    columns = [each.name for each in dataclasses.fields(Question)]
    rows = await services.database.read(lambda connection: connection.execute(sql("SELECT * FROM unanswered")).keys())
    assert sorted(rows) == sorted(columns)
    assert not [each for each in columns if "member" in each or "asker" in each or "author" in each]


def test_the_settings_of_these_tests_have_a_home(settings: Settings) -> None:
    """Else the test of direct messages would prove nothing."""
    assert settings.home_guilds
