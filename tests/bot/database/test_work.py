"""A change in hand outlives its form, and is finished once."""

import asyncio
from datetime import timedelta

from bot.database import Database, Work
from bot.database.work import MOST_OPEN
from tests.bot.database.keepkit import ANN, GUILD, JOE, NOW, OTHER

LATER = NOW + timedelta(minutes=5)


async def test_it_comes_back_as_it_was_left(database: Database) -> None:
    """With the newest words, and when these were written."""
    number = await database.work.open(GUILD, 0, JOE, '{"a": 1}', NOW)
    assert await database.work.get(number) == Work(number, GUILD, 0, JOE, '{"a": 1}', "open", NOW, NOW)
    assert await database.work.put(number, '{"a": 2}', LATER)
    assert await database.work.get(number) == Work(number, GUILD, 0, JOE, '{"a": 2}', "open", NOW, LATER)
    assert await database.work.get(number + 1) is None


async def test_one_of_many_closes_it(url: str, database: Database) -> None:
    """However often the button is pressed, and in however many processes."""
    number = await database.work.open(GUILD, 0, JOE, "{}", NOW)
    other = await Database.open(url)
    try:
        tries = (each.work.close(number, "done", LATER) for _ in range(5) for each in (database, other))
        closed = await asyncio.gather(*tries)
    finally:
        await other.close()
    assert sorted(closed) == [False] * 9 + [True]
    assert not await database.work.put(number, "[]", LATER)
    work = await database.work.get(number)
    assert work is not None
    assert (work.state, work.body) == ("done", "{}")


async def test_it_is_closed_with_its_last_words(database: Database) -> None:
    """In one write; whoever comes second changes neither."""
    number = await database.work.open(GUILD, 0, JOE, "{}", NOW)
    assert await database.work.close(number, "done", LATER, body='{"a": 1}')
    assert not await database.work.close(number, "dropped", LATER, body='{"a": 2}')
    assert await database.work.get(number) == Work(number, GUILD, 0, JOE, '{"a": 1}', "done", NOW, LATER)


async def test_a_member_finds_what_they_have_open(database: Database) -> None:
    """The newest first, here or anywhere."""
    first = await database.work.open(GUILD, 0, JOE, "{}", NOW)
    second = await database.work.open(OTHER, OTHER, JOE, "{}", LATER)
    third = await database.work.open(GUILD, 0, JOE, "{}", LATER)
    await database.work.open(GUILD, 0, ANN, "{}", LATER)
    closed = await database.work.open(GUILD, 0, JOE, "{}", LATER)
    await database.work.close(closed, "dropped", LATER)
    assert [work.number for work in await database.work.of_member(JOE)] == [third, second, first]
    assert [work.number for work in await database.work.of_member(JOE, guild_id=GUILD)] == [third, first]
    assert [work.number for work in await database.work.of_member(JOE, limit=1)] == [third]


async def test_nobody_fills_the_database(database: Database) -> None:
    """Beyond a hundred the one left alone longest goes, of that member alone."""
    ann = await database.work.open(GUILD, 0, ANN, "{}", NOW - timedelta(days=9))
    numbers = [
        await database.work.open(GUILD, 0, JOE, "{}", NOW + timedelta(seconds=second))
        for second in range(MOST_OPEN + 2)
    ]
    open_ones = await database.work.of_member(JOE, limit=500)
    assert [work.number for work in open_ones] == numbers[:1:-1]
    assert await database.work.get(ann) is not None


async def test_forms_that_were_never_sent_push_nothing_out_that_was_written(database: Database) -> None:
    """However many are opened; and what was written is told from them."""
    written = await database.work.open(GUILD, 0, JOE, "{}", NOW)
    await database.work.put(written, "[]", LATER)
    shown = await database.work.open(GUILD, 0, JOE, "{}", NOW, is_written=True)
    for second in range(MOST_OPEN + 2):
        await database.work.open(GUILD, 0, JOE, "{}", LATER + timedelta(seconds=second))
    assert len(await database.work.of_member(JOE, limit=500)) == MOST_OPEN + 2
    assert [work.number for work in await database.work.of_member(JOE, is_written=True)] == [written, shown]


async def test_what_is_left_alone_goes(database: Database) -> None:
    """Open or closed; a number is never given twice."""
    old = await database.work.open(GUILD, 0, JOE, "{}", NOW)
    young = await database.work.open(GUILD, 0, JOE, "{}", LATER)
    assert await database.work.sweep(LATER) == 1
    assert await database.work.get(old) is None
    await database.work.sweep(LATER + timedelta(days=1))
    assert await database.work.open(GUILD, 0, JOE, "{}", LATER) > young
