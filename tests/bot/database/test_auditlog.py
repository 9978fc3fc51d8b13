"""The audit is only ever added to, and whatever is altered in it is found."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Executable, delete, insert, update

from bot.database import Act, Database, Wrong
from bot.database.auditchain import BEGINNING, seal, seal_content
from bot.database.auditverify import verify
from bot.database.tables import audit, audit_contents, revisions
from tests.bot.database.keepkit import GUILD, NOW, OTHER, act, added, publish, tamper


async def fill(database: Database) -> None:
    """Make six acts: three of settings, two revisions, one of the program."""
    await database.audit.add(act("config", reason="because", before="1", after="2"), NOW)
    await publish(database, b"first\n" * 50, changes=[added("a")], author="m-1")
    await database.audit.add(act("review", guild_id=OTHER, actor="m-1"), NOW)
    await publish(database, b"first\n" * 50 + b"second\n", author="m-2")
    await database.audit.add(act("audit", actor="m-2", after="3"), NOW)
    await database.audit.add(act("sweep", guild_id=None, reason="old"), NOW)


async def test_an_act_comes_back_as_it_was(database: Database) -> None:
    """With all it said, its number and its time; and the entry after it carries its digest."""
    made = Act(GUILD, "m-1", "config", "review_required", "we are many", "false", "true")
    assert await database.audit.add(made, NOW) == 1
    assert await database.audit.add(act(), NOW) == 2
    entry = await database.audit.get(1)
    assert entry is not None
    assert (entry.number, entry.at, entry.guild_id, entry.actor) == (1, NOW, GUILD, "m-1")
    assert (entry.action, entry.target, entry.reason) == ("config", "review_required", "we are many")
    assert (entry.before, entry.after, entry.scope, entry.is_erased) == ("false", "true", None, False)
    second = await database.audit.get(2)
    assert second is not None
    assert (second.reason, second.is_erased) == (None, False)
    assert await database.audit.get(3) is None
    assert (await database.audit.verify()).head == second.digest


async def test_what_is_too_long_is_cut(database: Database) -> None:
    """A target of another part's making does not keep the act out of the audit."""
    await database.audit.add(Act(None, "program", "a" * 40, "t" * 400), NOW)
    entry = await database.audit.get(1)
    assert entry is not None
    assert (len(entry.action), len(entry.target)) == (32, 160)
    assert (await database.audit.verify()).faults == ()


async def test_it_is_told_newest_first_page_by_page(database: Database) -> None:
    """Of a guild, of an action, of somebody, or all."""
    await fill(database)

    async def numbers(*about: int | None, **which: str | int) -> list[int]:
        return [entry.number for entry in await database.audit.listing(*about, **which)]  # type: ignore[arg-type] # by name

    assert await numbers() == [6, 5, 4, 3, 2, 1]
    assert await numbers(before=5, limit=2) == [4, 3]
    assert await numbers(GUILD) == [5, 1]
    assert await numbers(OTHER) == [3]
    assert await numbers(action="publish") == [4, 2]
    assert await numbers(actor="m-2") == [5, 4]


async def test_an_empty_audit_is_in_order(database: Database) -> None:
    """Its head is what the first entry will carry."""
    report = await database.audit.verify()
    assert (report.entries, report.head, report.faults) == (0, BEGINNING, ())


async def test_of_two_processes_each_entry_stands_once(url: str, database: Database) -> None:
    """However many append at once, the numbers have no gap and the chain holds."""
    other = await Database.open(url)
    try:
        numbers = await asyncio.gather(
            *(each.audit.add(act(str(number)), NOW) for number in range(30) for each in (database, other))
        )
    finally:
        await other.close()
    assert sorted(numbers) == list(range(1, 61))
    report = await database.audit.verify()
    assert (report.entries, report.faults) == (60, ())


TAMPERING: dict[str, tuple[Sequence[Executable], list[tuple[int, Wrong]]]] = {
    "an actor": ([update(audit).where(audit.c.number == 3).values(actor="m-9")], [(3, Wrong.ALTERED)]),
    "a time": ([update(audit).where(audit.c.number == 1).values(at=NOW.replace(microsecond=1))], [(1, Wrong.ALTERED)]),
    "a guild": ([update(audit).where(audit.c.number == 3).values(guild_id=None)], [(3, Wrong.ALTERED)]),
    "an action": ([update(audit).where(audit.c.number == 6).values(action="x")], [(6, Wrong.ALTERED)]),
    "a target": ([update(audit).where(audit.c.number == 5).values(target="x")], [(5, Wrong.ALTERED)]),
    "what it links to": (
        [update(audit).where(audit.c.number == 5).values(previous="0" * 64)],
        [(5, Wrong.UNLINKED), (5, Wrong.ALTERED)],
    ),
    "a digest": (
        [update(audit).where(audit.c.number == 3).values(digest="0" * 64)],
        [(3, Wrong.ALTERED), (4, Wrong.UNLINKED)],
    ),
    "an entry taken out": ([delete(audit).where(audit.c.number == 3)], [(4, Wrong.MISSING)]),
    "the first taken out": (
        [delete(audit_contents).where(audit_contents.c.number == 1), delete(audit).where(audit.c.number == 1)],
        [(2, Wrong.MISSING)],
    ),
    "a reason": (
        [update(audit_contents).where(audit_contents.c.number == 1).values(reason="another")],
        [(1, Wrong.CONTENT_ALTERED)],
    ),
    "what was before": (
        [update(audit_contents).where(audit_contents.c.number == 1).values(before=None)],
        [(1, Wrong.CONTENT_ALTERED)],
    ),
    "what came after": (
        [update(audit_contents).where(audit_contents.c.number == 5).values(after="4")],
        [(5, Wrong.CONTENT_ALTERED)],
    ),
    "words where there were none": (
        [insert(audit_contents).values(number=3, reason="made up")],
        [(3, Wrong.CONTENT_ALTERED)],
    ),
    "words taken out": ([delete(audit_contents).where(audit_contents.c.number == 5)], [(5, Wrong.CONTENT_MISSING)]),
    "words of no guild taken out": (
        [delete(audit_contents).where(audit_contents.c.number == 6)],
        [(6, Wrong.CONTENT_MISSING)],
    ),
    "a revision's author": (
        [update(revisions).where(revisions.c.number == 1).values(author="m-9")],
        [(2, Wrong.REVISION_ALTERED)],
    ),
    "a revision's changes": (
        [update(revisions).where(revisions.c.number == 1).values(changes="[]")],
        [(2, Wrong.REVISION_ALTERED)],
    ),
    "a revision taken out": (
        [delete(revisions).where(revisions.c.number == 2)],
        [(4, Wrong.REVISION_MISSING)],
    ),
    "a revision nobody made": (
        [
            insert(revisions).values(
                scope=0, number=3, digest="0" * 64, author="m-1", via="discord", changes="[]", made_at=NOW, whole=b""
            )
        ],
        [(0, Wrong.REVISION_UNTOLD), (0, Wrong.TEXT_DAMAGED)],
    ),
    "a revision's text": (
        [update(revisions).where(revisions.c.number == 2).values(begin=0)],
        [(0, Wrong.TEXT_DAMAGED)],
    ),
}


@pytest.mark.parametrize(("statements", "found"), TAMPERING.values(), ids=TAMPERING)
async def test_whatever_is_altered_is_found(
    statements: Sequence[Executable], found: list[tuple[int, Wrong]], url: str, database: Database
) -> None:
    """With its place, and nothing else is complained of."""
    await fill(database)
    assert (await database.audit.verify()).faults == ()
    await tamper(url, *statements)
    report = await database.audit.verify()
    assert [(fault.number, fault.wrong) for fault in report.faults] == found
    assert all(fault.told for fault in report.faults)


async def test_an_end_that_is_cut_off_shows_against_a_noted_head(url: str, database: Database) -> None:
    """By itself what is left is in order."""
    await fill(database)
    noted = (await database.audit.verify()).head
    assert (await database.audit.verify(noted)).faults == ()
    await database.audit.add(act(), NOW)
    assert (await database.audit.verify(noted)).faults == ()
    cut = audit.c.number >= 6
    await tamper(url, delete(audit_contents).where(audit_contents.c.number >= 6), delete(audit).where(cut))
    assert (await database.audit.verify()).faults == ()
    assert [fault.wrong for fault in (await database.audit.verify(noted)).faults] == [Wrong.HEAD_UNKNOWN]


async def erase(database: Database, guild_id: int) -> None:
    """Delete what is kept of a guild."""
    await database.guilds.left(guild_id, NOW)
    assert await database.guilds.erase(guild_id, NOW + timedelta(days=1), NOW)


@pytest.mark.parametrize("read_before", range(7))
async def test_what_others_write_meanwhile_is_no_fault(database: Database, read_before: int) -> None:
    """Revisions, erasures, and both, between whichever two reads."""
    await fill(database)
    for text in (b"overlay\n" * 60, b"overlay\n" * 61):
        await publish(database, text, scope=GUILD)
        await publish(database, text, scope=OTHER)
    reads = 0

    async def read(query: Any) -> Any:
        nonlocal reads
        reads += 1
        if reads == read_before + 1:
            await publish(database, b"third\n")
            await publish(database, b"third\n", scope=OTHER)
            await erase(database, GUILD)
            await publish(database, b"anew\n", scope=GUILD)
        if reads == read_before + 2:
            await erase(database, OTHER)
        return await database.read(query)

    assert (await verify(read, None)).faults == ()
    assert reads > read_before


async def test_what_is_erased_with_a_guild_is_no_fault(url: str, database: Database) -> None:
    """Its entries stay and say no more; what somebody takes out afterwards is found again."""
    await fill(database)
    await publish(database, b"overlay", scope=GUILD)
    await erase(database, GUILD)
    assert (await database.audit.verify()).faults == ()
    first = await database.audit.get(1)
    assert first is not None
    assert (first.is_erased, first.reason, first.before) == (True, None, None)
    await publish(database, b"overlay again", scope=GUILD)
    assert (await database.audit.verify()).faults == ()
    assert [entry.action for entry in await database.audit.listing(GUILD, limit=2)] == ["publish", "erase"]
    await tamper(url, delete(revisions).where(revisions.c.scope == GUILD))
    assert [fault.wrong for fault in (await database.audit.verify()).faults] == [Wrong.REVISION_MISSING]


PARTS: Callable[[], st.SearchStrategy[list[str | int | None]]] = lambda: st.lists(  # noqa: E731 - a strategy by name
    st.one_of(st.none(), st.integers(), st.text(max_size=4)), max_size=4
)


@given(left=PARTS(), right=PARTS())
def test_no_two_lists_have_one_digest(left: list[str | int | None], right: list[str | int | None]) -> None:
    """Where one value ends and the next begins is part of it, and so is what kind it is."""
    assert (seal(left) == seal(right)) == (left == right)


def test_an_act_that_says_nothing_has_no_digest_of_it() -> None:
    """And an empty word is a word."""
    assert seal_content(None, None, None) is None
    assert seal_content("", None, None) is not None
    assert seal_content("", None, None) != seal_content(None, "", None)
