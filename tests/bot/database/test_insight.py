"""Questions without an answer, counts by day and votes with reasons."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.database import Database, Question
from bot.database.feedback import Judged, Opinion
from tests.bot.database.keepkit import ANN, GUILD, JOE, NOW, OTHER

LATER = NOW + timedelta(days=1)


async def note(database: Database, folded: str = "a", *, guild_id: int = GUILD, now: object = NOW) -> int:
    """Note a question."""
    return await database.unanswered.note(guild_id, folded * 64, f"why {folded}?", "en", "unsure", now)  # type: ignore[arg-type] # a time


async def test_the_same_question_is_one_row(database: Database) -> None:
    """Counted, with its first words, and when it came first and last."""
    number = await note(database)
    assert await note(database, now=LATER) == number
    assert await note(database, guild_id=OTHER) != number
    question = Question(number, GUILD, "a" * 64, "why a?", "en", "unsure", 2, NOW, LATER, None, None)
    assert await database.unanswered.get(number) == question
    assert await database.unanswered.listing(GUILD) == [question]
    assert await database.unanswered.get(number + 9) is None


async def test_most_asked_come_first(database: Database) -> None:
    """Then those asked last; what was not asked since some day stays out."""
    once, often, late = [await note(database, folded) for folded in "abc"]
    await note(database, "b")
    await note(database, "c", now=LATER)
    elsewhere = await note(database, "d", guild_id=OTHER)

    async def numbers(*which: object, **more: int) -> list[int]:
        return [each.number for each in await database.unanswered.listing(*which, **more)]  # type: ignore[arg-type] # as named

    assert await numbers(GUILD) == [late, often, once]
    assert await numbers(GUILD, LATER) == [late]
    assert await numbers(GUILD, limit=1) == [late]
    assert set(await numbers(None)) == {late, often, once, elsewhere}


async def test_an_answered_question_that_is_asked_again_is_open_again(database: Database) -> None:
    """It has no answer after all; one that was put aside stays aside, and is counted."""
    answered, aside = await note(database, "a"), await note(database, "b")
    assert await database.unanswered.close([answered], "facts venue", NOW) == 1
    assert await database.unanswered.close([answered, aside], "dismissed", NOW) == 1
    assert await database.unanswered.listing(GUILD) == []
    assert [each.number for each in await database.unanswered.closed_by("facts venue")] == [answered]
    assert [await note(database, folded, now=LATER) for folded in "ab"] == [answered, aside]
    (again,) = await database.unanswered.listing(GUILD)
    assert (again.number, again.times, again.closed_at, again.closed_by) == (answered, 2, None, None)
    put_aside = await database.unanswered.get(aside)
    assert put_aside is not None
    assert (put_aside.times, put_aside.closed_at, put_aside.closed_by) == (2, NOW, "dismissed")
    assert await database.unanswered.reopen([aside, answered]) == 1
    assert len(await database.unanswered.listing(GUILD)) == 2


async def test_a_guild_keeps_so_many_questions(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond that the one not asked for longest goes, and no other guild's."""
    monkeypatch.setattr("bot.database.unanswered.MOST_KEPT", 2)
    elsewhere = await note(database, guild_id=OTHER, now=NOW - timedelta(days=9))
    first = await note(database, "a")
    second = await note(database, "b", now=NOW + timedelta(seconds=1))
    await note(database, "a", now=LATER)
    third = await note(database, "c", now=LATER)
    assert await database.unanswered.get(second) is None
    assert len(await database.unanswered.several([elsewhere, first, third])) == 3


async def test_a_guild_may_have_its_questions_deleted(database: Database) -> None:
    """And only its own."""
    await note(database, "a")
    other = await note(database, "b", guild_id=OTHER)
    assert await database.unanswered.clear(GUILD) == 1
    assert await database.unanswered.get(other) is not None


async def test_counts_add_up(database: Database) -> None:
    """By day and by week, which begins on Monday; all at once too."""
    friday, sunday, monday = date(2026, 1, 2), date(2026, 1, 4), date(2026, 1, 5)
    await asyncio.gather(*(database.tallies.count(GUILD, friday, "asked", "answered") for _ in range(20)))
    await database.tallies.count(GUILD, sunday, "asked")
    await database.tallies.count(GUILD, monday, "asked")
    await database.tallies.count(OTHER, monday, "asked", "abstained")
    assert await database.tallies.days(GUILD, sunday) == {sunday: {"asked": 1}, monday: {"asked": 1}}
    first, second = date(2025, 12, 29), monday
    assert await database.tallies.weeks(GUILD, friday) == {first: {"asked": 21, "answered": 20}, second: {"asked": 1}}
    assert await database.tallies.weeks(GUILD, sunday) == await database.tallies.weeks(GUILD, friday)
    assert await database.tallies.weeks(None, monday) == {second: {"asked": 2, "abstained": 1}}


async def vote(database: Database, asked_id: int, member_id: int, *, helpful: bool, reason: str | None = None) -> None:
    """Vote on the reply to a question of the guild with the id of its hundreds."""
    await database.replies.claim(asked_id, guild_id=asked_id // 100, channel_id=1, asker_id=JOE, now=NOW)
    await database.replies.record(asked_id, reply_id=None, private=False, state=f"[{asked_id}]", now=NOW)
    assert await database.feedback.vote(asked_id, member_id, helpful, NOW, reason=reason)


async def test_votes_are_told_with_their_reasons(database: Database) -> None:
    """For all replies of a guild, and for those that did not help."""
    await vote(database, 101, JOE, helpful=False, reason="wrong")
    await vote(database, 101, ANN, helpful=False)
    await vote(database, 102, JOE, helpful=True)
    await vote(database, 103, JOE, helpful=False, reason="source")
    await vote(database, 103, ANN, helpful=True)
    await vote(database, 201, JOE, helpful=False, reason="wrong")
    assert await database.feedback.opinion(1, NOW) == Opinion(2, 3, {"wrong": 1, "source": 1})
    assert await database.feedback.opinion(None, NOW) == Opinion(2, 4, {"wrong": 2, "source": 1})
    assert await database.feedback.opinion(1, LATER) == Opinion(0, 0, {})
    first, second = Judged(101, "[101]", NOW, 0, 2, {"wrong": 1}), Judged(103, "[103]", NOW, 1, 1, {"source": 1})
    assert await database.feedback.unhelpful(1, NOW) == [first, second]
    assert await database.feedback.unhelpful(1, NOW, limit=1) == [first]
    assert len(await database.feedback.unhelpful(None, NOW)) == 3


async def test_a_reason_is_of_a_vote_that_says_it_did_not_help(database: Database) -> None:
    """It may come later, and goes when the member changes their mind."""
    await vote(database, 101, JOE, helpful=False)
    assert await database.feedback.reason(101, JOE, "incomplete")
    assert (await database.feedback.opinion(1, NOW)).reasons == {"incomplete": 1}
    assert not await database.feedback.reason(101, ANN, "wrong")
    await vote(database, 101, JOE, helpful=True)
    assert not await database.feedback.reason(101, JOE, "wrong")
    assert await database.feedback.opinion(1, NOW) == Opinion(1, 0, {})
