"""Rows come back as they went in, on every database."""

import asyncio
import gc
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError

from bot.database import Claim, Database, StoredReply
from bot.errors import ExitStatus, StorageError
from tests.bot.storekit import count_replies, tally

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
QUESTION = 1_300_000_000_000_000_001
"""A snowflake, far beyond 32 bits."""


async def claim(database: Database, asked_id: int = QUESTION, *, asker_id: int = 7, now: datetime = NOW) -> Claim:
    """Take a question of member 7 in channel 20 of guild 10."""
    return await database.replies.claim(asked_id, guild_id=10, channel_id=20, asker_id=asker_id, now=now)


async def answer(database: Database, asked_id: int = QUESTION, *, reply_id: int | None = 99) -> bool:
    """Record a reply."""
    return await database.replies.record(asked_id, reply_id=reply_id, private=False, state="{}", now=NOW)


async def test_a_question_is_new_once(database: Database) -> None:
    """It is new, then pending until its reply is recorded, then done."""
    assert await claim(database) is Claim.NEW
    assert await claim(database) is Claim.PENDING
    assert await answer(database)
    assert await claim(database) is Claim.DONE


async def test_of_many_claims_at_once_one_is_new(database: Database) -> None:
    """However often Discord delivers a message, one delivery gets to answer it."""
    claims = await asyncio.gather(*(claim(database) for _ in range(20)))
    assert sorted(claims) == [Claim.NEW, *[Claim.PENDING] * 19]


async def test_questions_taken_together_are_told_apart(database: Database) -> None:
    """New ones, ones that somebody has taken, ones that are answered, and the same twice."""
    await asyncio.gather(claim(database, 1), claim(database, 2))
    await asyncio.gather(answer(database, 2), answer(database, 9))
    claims = await asyncio.gather(*(claim(database, asked_id) for asked_id in (3, 1, 2, 3, 4)))
    assert claims == [Claim.NEW, Claim.PENDING, Claim.DONE, Claim.PENDING, Claim.NEW]


async def test_replies_recorded_together_are_told_apart(database: Database) -> None:
    """One to a question that is not known changes nothing; of two to the same question the later stands."""
    await asyncio.gather(claim(database, 1), claim(database, 2))
    numbers = ((1, 11), (9, 19), (2, 21), (2, 22))
    recorded = await asyncio.gather(*(answer(database, asked_id, reply_id=reply) for asked_id, reply in numbers))
    assert recorded == [True, False, True, True]
    assert [await database.replies.by_reply(reply) is not None for reply in (11, 19, 21, 22)] == [
        True,
        False,
        False,
        True,
    ]


async def test_a_stored_reply_comes_back_as_it_was(database: Database) -> None:
    """By the question, and by the message that answers it; the time comes back in UTC."""
    seoul = NOW.astimezone(timezone(timedelta(hours=9)))
    await claim(database, now=seoul)
    await database.replies.record(QUESTION, reply_id=99, private=True, state='{"한": "국"}', now=NOW)
    stored = StoredReply(QUESTION, 10, 20, 7, 99, True, '{"한": "국"}', NOW)
    assert await database.replies.get(QUESTION) == stored
    assert await database.replies.by_reply(99) == stored
    assert stored.asked_at.tzinfo is UTC


async def test_what_was_never_taken_is_none(database: Database) -> None:
    """Nothing is made up."""
    assert await database.replies.get(QUESTION) is None
    assert await database.replies.by_reply(99) is None
    assert not await answer(database)


async def test_a_question_outside_a_guild_has_none(database: Database) -> None:
    """Direct messages have no guild, and some interactions no channel."""
    await database.replies.claim(QUESTION, guild_id=None, channel_id=None, asker_id=7, now=NOW)
    stored = await database.replies.get(QUESTION)
    assert stored is not None
    assert (stored.guild_id, stored.channel_id, stored.reply_id, stored.state) == (None, None, None, None)


async def test_a_later_reply_replaces_the_first(database: Database) -> None:
    """An edited question edits its reply."""
    await claim(database)
    await answer(database, reply_id=1)
    await answer(database, reply_id=2)
    stored = await database.replies.get(QUESTION)
    assert stored is not None
    assert stored.reply_id == 2


async def test_pending_questions_are_told_oldest_first(database: Database) -> None:
    """What a crash left behind can be answered, and what is too old stays out."""
    for number, minutes in enumerate((5, 1, 3, -1)):
        await claim(database, number + 1, now=NOW + timedelta(minutes=minutes))
    await answer(database, 3)
    assert [stored.asked_id for stored in await database.replies.pending(NOW)] == [2, 1]


async def test_forgetting_a_question_takes_its_reply_and_votes(database: Database) -> None:
    """A deleted question leaves nothing."""
    await claim(database)
    await answer(database)
    await database.feedback.vote(QUESTION, 8, True, NOW)
    assert await database.replies.forget(QUESTION)
    assert await database.replies.get(QUESTION) is None
    assert await tally(database, QUESTION) == (0, 0)
    assert not await database.replies.forget(QUESTION)


async def test_the_newest_message_of_a_channel_only_moves_on(database: Database) -> None:
    """Messages handled out of order do not make the bot answer twice after a pause."""
    await database.replies.set_last_seen(20, 500)
    await database.replies.set_last_seen(20, 400)
    await database.replies.set_last_seen(21, 100)
    assert await database.replies.last_seen() == {20: 500, 21: 100}


async def test_a_member_has_one_vote_on_a_reply(database: Database) -> None:
    """Changing one's mind replaces it."""
    await claim(database)
    assert await database.feedback.vote(QUESTION, 1, True, NOW)
    assert await database.feedback.vote(QUESTION, 2, True, NOW)
    assert await database.feedback.vote(QUESTION, 1, False, NOW)
    assert await tally(database, QUESTION) == (1, 1)


async def test_a_vote_on_a_forgotten_reply_does_not_count(database: Database) -> None:
    """The button of a swept reply is told apart from a fault."""
    assert not await database.feedback.vote(QUESTION, 1, True, NOW)
    assert await tally(database, QUESTION) == (0, 0)


async def test_what_was_synced_is_kept_by_scope(database: Database) -> None:
    """Commands are sent to Discord only when they changed."""
    assert await database.sync.get("global") is None
    await database.sync.set("global", "a")
    await database.sync.set("global", "b")
    await database.sync.set("123", "c")
    assert (await database.sync.get("global"), await database.sync.get("123")) == ("b", "c")


async def test_sweeping_keeps_what_is_young(database: Database) -> None:
    """Old replies go with their votes and old channel marks, in as many writes as it takes."""
    old = NOW - timedelta(days=31)
    await asyncio.gather(*(claim(database, number, now=old) for number in range(1, 702)))
    await database.feedback.vote(1, 8, True, NOW)
    await claim(database, 1000)
    await database.replies.set_last_seen(20, 1)
    young = (int(NOW.timestamp() * 1000) - 1_420_070_400_000) << 22
    await database.replies.set_last_seen(21, young)
    assert await database.sweep(NOW, 30) == 701
    assert await count_replies(database) == 1
    assert await tally(database, 1) == (0, 0)
    assert await database.replies.last_seen() == {21: young}
    assert await database.sweep(NOW, 30) == 0


async def test_a_member_can_be_forgotten(database: Database) -> None:
    """Their questions, the votes on those, and their votes on others' go; the rest stays."""
    await claim(database, 1, asker_id=7)
    await claim(database, 2, asker_id=8)
    for asked_id, member_id in ((1, 8), (2, 7), (2, 9)):
        await database.feedback.vote(asked_id, member_id, True, NOW)
    assert await database.forget_member(7) == 3
    assert await database.replies.get(1) is None
    assert await tally(database, 2) == (1, 0)


async def test_a_naive_time_is_refused(database: Database) -> None:
    """Nobody can tell when it was."""
    with pytest.raises(StorageError, match="a time without a zone"):
        await claim(database, now=NOW.replace(tzinfo=None))
    await claim(database)
    with pytest.raises(StorageError, match="a time without a zone"):
        await database.replies.record(QUESTION, reply_id=1, private=False, state="{}", now=NOW.replace(tzinfo=None))


async def test_it_survives_closing(url: str) -> None:
    """What was acknowledged is there after a restart, and the tables are not made anew."""
    database = await Database.open(url)
    await claim(database)
    await database.close()
    database = await Database.open(url)
    try:
        assert await claim(database) is Claim.PENDING
    finally:
        await database.close()


async def test_a_closed_database_says_so(url: str) -> None:
    """Closing twice is fine; using it afterwards is an error with its own status."""
    database = await Database.open(url)
    await database.close()
    await database.close()
    with pytest.raises(StorageError) as caught:
        await claim(database)
    assert caught.value.exit_status == ExitStatus.STORAGE


async def test_ping_tells_whether_it_answers(url: str) -> None:
    """A database that cannot be read is not well, and asking is no error."""
    database = await Database.open(url)
    assert await database.ping()

    def unreadable(_connection: Connection) -> None:
        raise OperationalError("BEGIN", {}, Exception("disk I/O error"))

    event.listen(database._engine.sync_engine, "begin", unreadable)
    assert not await database.ping()
    event.remove(database._engine.sync_engine, "begin", unreadable)
    await database.close()


async def test_readers_do_not_wait_for_the_writer(database: Database) -> None:
    """A read in the middle of a write transaction sees what was committed before."""
    await claim(database)
    async with database._engine.begin() as connection:
        await connection.execute(text("DELETE FROM replies"))
        assert await count_replies(database) == 1
    assert await count_replies(database) == 0


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense", "ArgumentError"),
        ("sqlite+aiosqlite://", "ArgumentError"),
        ("sqlite+aiosqlite:///:memory:", "ArgumentError"),
        ("nosuchdatabase://me:hunter2@host/name", "NoSuchModuleError"),
        ("postgresql+nosuchdriver://me:hunter2@host/name", "NoSuchModuleError"),
    ],
)
async def test_a_url_that_cannot_work_is_refused(url: str, told: str) -> None:
    """The error names what is wrong and never the password."""
    with pytest.raises(StorageError, match=f"database_url cannot be used: {told}") as caught:
        await Database.open(url)
    assert "hunter2" not in str(caught.value)


def open_files() -> int:
    """Return how many file descriptors this process has."""
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts file descriptors as Linux tells them")
async def test_opening_and_closing_leaks_nothing(url: str) -> None:
    """After 20 rounds there are as many threads and open files as after the first."""

    async def round_trip(number: int) -> None:
        database = await Database.open(url)
        await claim(database, number)
        await count_replies(database)
        await database.close()

    await round_trip(0)
    threads = set(threading.enumerate())
    gc.collect()
    files = open_files()
    for number in range(1, 21):
        await round_trip(number)
    assert await left_of(threads) == []
    assert open_files() <= files


async def left_of(threads: set[threading.Thread]) -> list[str]:
    """Return the names of threads that are not among *threads* and do not end; those of asyncio's pool are kept."""
    added = [each for each in threading.enumerate() if each not in threads and not each.name.startswith("asyncio_")]
    for thread in added:
        await asyncio.to_thread(thread.join, 5)
    return [thread.name for thread in added if thread.is_alive()]


CHILD = """
import asyncio, sys
from datetime import UTC, datetime
from bot.database import Database

async def main():
    database = await Database.open(sys.argv[1])
    now = datetime.now(UTC)
    async def work(lane):
        for number in range(lane, 1_000_000, 8):
            await database.replies.claim(number, guild_id=None, channel_id=1, asker_id=1, now=now)
            print("claimed", number, flush=True)
            await database.replies.record(number, reply_id=number, private=False, state="{}", now=now)
            print("recorded", number, flush=True)
    await asyncio.gather(*(work(lane) for lane in range(8)))

asyncio.run(main())
"""


def work_and_kill(url: str, lines: int) -> list[list[str]]:
    """Let a process work on *url*, kill it after *lines* acknowledgements, and return all it had written."""
    root = Path(__file__).parents[3]
    with subprocess.Popen(  # noqa: S603 - our own interpreter, our own code
        [sys.executable, "-c", CHILD, url],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as child:
        assert child.stdout is not None
        told = [child.stdout.readline() for _ in range(lines)]
        child.kill()
        told += child.stdout.readlines()
    return [line.split() for line in told if line.endswith("\n")]


@pytest.mark.parametrize("lines", [1, 37, 400])
async def test_a_killed_process_loses_nothing_it_acknowledged(lines: int, url: str) -> None:
    """After kill -9 in full swing every claim and reply that was acknowledged is there, and the file is whole."""
    acknowledged = await asyncio.to_thread(work_and_kill, url, lines)
    assert len(acknowledged) >= lines
    database = await Database.open(url)
    try:
        for what, number in acknowledged:
            stored = await database.replies.get(int(number))
            assert stored is not None, (what, number)
            assert stored.state == "{}" or what == "claimed", number
        if url.startswith("sqlite"):
            check = text("PRAGMA integrity_check")
            assert await database.read(lambda connection: connection.execute(check).scalar_one()) == "ok"
    finally:
        await database.close()
