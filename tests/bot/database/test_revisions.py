"""Every version of a text is kept, and comes back as it was."""

import asyncio
import hashlib
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.database import Act, Database, HeadMoved, Revision, Via
from bot.database.revisions import WHOLE_EACH
from bot.database.tables import revisions
from bot.errors import StorageError
from knowledge.editing.change import Change
from tests.bot.database.keepkit import GUILD, NOW, added, publish, tamper

LINES = [b"  - id: fact-%d\n    text: %d\n" % (number, number**3) for number in range(400)]
TEXT = b"".join(LINES)


async def test_a_revision_comes_back_as_it_was_made(database: Database) -> None:
    """With its number, digest, parent, author, way, reason, changes and time."""
    first = await publish(database, TEXT)
    change = Change("facts", "fact-1", {"id": "fact-1", "text": "1"}, {"id": "fact-1", "text": "é한"})
    made = await database.revisions.add(
        0,
        expects=1,
        before=TEXT,
        after=TEXT + b"#",
        author="m-1",
        via=Via.INGEST,
        reason="newer",
        changes=[change],
        now=NOW,
    )
    digest = hashlib.sha256(TEXT + b"#").hexdigest()
    assert made == Revision(0, 2, digest, first.digest, "m-1", Via.INGEST, "newer", made.changes_text, NOW)
    for found in (
        await database.revisions.head(0),
        await database.revisions.get(0, 2),
        await database.revisions.find(0, digest),
    ):
        assert found == made
        assert found.changes == (change,)
    assert (first.number, first.parent) == (1, None)
    assert await database.revisions.text(0, 1) == TEXT
    assert await database.revisions.text(0, 2) == TEXT + b"#"


async def test_what_is_not_there_is_none(database: Database) -> None:
    """And the text of it an error."""
    await publish(database, TEXT, scope=GUILD)
    assert await database.revisions.head(0) is None
    assert await database.revisions.get(GUILD, 2) is None
    assert await database.revisions.find(GUILD, "0" * 64) is None
    for scope, number in ((0, 1), (GUILD, 2), (GUILD, 0)):
        with pytest.raises(StorageError, match=f"there is no revision {number}"):
            await database.revisions.text(scope, number)


async def test_scopes_count_by_themselves(database: Database) -> None:
    """A guild's overlay has revisions of its own."""
    for text, scope in ((b"a", 0), (b"b", GUILD), (b"c", GUILD)):
        await publish(database, text, scope=scope)
    assert {scope: number for scope, (number, _) in (await database.revisions.heads()).items()} == {0: 1, GUILD: 2}
    assert await database.revisions.text(GUILD, 2) == b"c"


async def test_of_many_revisions_the_newest_is_the_head(database: Database) -> None:
    """Of each scope, with its digest."""
    for number in range(1, 13):
        await publish(database, b"x" * number, scope=GUILD * (number % 2))
    newest = [await database.revisions.head(scope) for scope in (0, GUILD)]
    assert await database.revisions.heads() == {each.scope: (6, each.digest) for each in newest if each is not None}


async def test_there_is_no_revision_with_a_number_beyond_every_column(database: Database) -> None:
    """Somebody made it up: it is not there, as any other that is not; what else has such numbers is refused."""
    await publish(database, TEXT)
    assert await database.revisions.get(0, 2**63) is None
    with pytest.raises(StorageError, match=f"there is no revision {2**64}"):
        await database.revisions.text(0, 2**64)
    with pytest.raises(StorageError):
        await database.work.get(2**63)


async def test_one_of_two_at_once_is_told_of_the_other(url: str, database: Database) -> None:
    """Also of another process; nothing of it is written, nor told in the audit."""
    await publish(database, TEXT)
    other = await Database.open(url)
    try:
        outcomes = await asyncio.gather(
            *(
                each.revisions.add(
                    0,
                    expects=1,
                    before=TEXT,
                    after=TEXT + bytes(str(number), "ascii"),
                    author="program",
                    via=Via.DISCORD,
                    reason=None,
                    changes=[added(f"fact-{number}")],
                    now=NOW,
                )
                for number, each in enumerate((database, other, database, other))
            ),
            return_exceptions=True,
        )
    finally:
        await other.close()
    (made,) = (outcome for outcome in outcomes if isinstance(outcome, Revision))
    moved = [outcome for outcome in outcomes if isinstance(outcome, HeadMoved)]
    assert len(moved) == 3
    assert {each.head for each in moved} == {made}
    assert await database.revisions.head(0) == made
    assert (await database.audit.verify()).faults == ()
    assert len(await database.audit.listing()) == 2


async def test_another_text_than_the_newest_is_refused(database: Database) -> None:
    """A patch of it would lead nowhere."""
    await publish(database, TEXT)
    with pytest.raises(StorageError, match="not the text of revision 1"):
        await database.revisions.add(
            0,
            expects=1,
            before=b"something else",
            after=b"x",
            author="program",
            via=Via.FILE,
            reason=None,
            changes=[],
            now=NOW,
        )
    assert await database.revisions.get(0, 2) is None


async def test_the_history_of_an_entry_is_told(database: Database) -> None:
    """By its id, also an earlier one, newest first, page by page."""
    await publish(database, b"1", changes=[added("a"), added("b")])
    await publish(database, b"2", changes=[added("a", "gaps")])
    await publish(database, b"3", changes=[Change("facts", "b", {"id": "b"}, {"id": "c"})])
    await publish(database, b"4", changes=[Change("facts", "a", {"id": "a"}, None)])

    async def history(**which: str | int) -> list[int]:
        listed = await database.revisions.listing(0, **which)  # type: ignore[arg-type] # each by its name
        return [revision.number for revision in listed]

    assert await history() == [4, 3, 2, 1]
    assert await history(entry="a") == [4, 2, 1]
    assert await history(entry="a", section="facts") == [4, 1]
    assert await history(section="gaps") == [2]
    assert await history(entry="b") == [3, 1]
    assert await history(entry="c") == [3]
    assert await history(entry="a", before=4, limit=1) == [2]
    assert [revision.number for revision in await database.revisions.since(0, 2)] == [3, 4]
    assert [revision.number for revision in await database.revisions.since(0, 0, limit=1)] == [1]


async def test_it_is_told_in_the_audit(database: Database) -> None:
    """In words of the caller's, or in plain ones."""
    await publish(database, b"1", scope=GUILD, author="m-1")
    told = Act(GUILD, "m-2", "retire", "facts a", "wrong", "before", "after")
    new: dict[str, Any] = {"author": "m-2", "via": Via.DISCORD, "reason": "wrong", "changes": [], "now": NOW}
    await database.revisions.add(GUILD, expects=1, before=b"1", after=b"2", act=told, **new)
    second, first = await database.audit.listing(GUILD)
    assert (first.action, first.actor, first.scope, first.revision) == ("publish", "m-1", GUILD, 1)
    assert (second.action, second.target, second.before, second.after) == ("retire", "facts a", "before", "after")
    assert (second.scope, second.revision) == (GUILD, 2)


async def test_damage_is_found_before_it_is_used(url: str, database: Database) -> None:
    """A text whose digest is another is an error, and no text."""
    await publish(database, TEXT)
    await publish(database, TEXT.replace(b"27", b"28", 1))
    await tamper(url, update(revisions).where(revisions.c.number == 1).values(begin=None, whole=b"no zlib"))
    with pytest.raises(StorageError, match="what is kept of revision 2 is damaged"):
        await database.revisions.text(0, 2)


EDITS = st.lists(
    st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from(["drop", "twice", "other", "none"])),
    min_size=1,
    max_size=8,
)


@settings(max_examples=12)
@given(edits=EDITS)
def test_every_version_of_a_text_comes_back(
    edits: list[tuple[int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever the edits, each of them as it was when it was made."""
    lines = list(LINES)
    texts = [TEXT]
    for place, how in edits:
        kept = lines[place : place + 1]
        lines[place : place + 1] = {"drop": [], "twice": kept * 2, "other": [b"other\n"], "none": kept}[how]
        texts.append(b"".join(lines))

    async def live(path: Path) -> None:
        database = await Database.open(f"sqlite:///{path}")
        try:
            for text in texts:
                await publish(database, text)
            for number, text in enumerate(texts, 1):
                assert await database.revisions.text(0, number) == text
            assert (await database.audit.verify()).faults == ()
        finally:
            await database.close()

    asyncio.run(live(tmp_path_factory.mktemp("edits") / "test.sqlite"))


async def test_the_whole_text_is_kept_now_and_then(database: Database) -> None:
    """So that none takes more than 50 steps to put together, and each still comes back."""
    chance = random.Random(7)  # noqa: S311 - the same numbers each time
    texts = [TEXT]
    for number in range(2 * WHOLE_EACH + 3):
        if number:
            place = chance.randrange(len(TEXT))
            texts.append(texts[-1][:place] + b"%d" % number + texts[-1][place:])
        await publish(database, texts[-1])
    query = select(revisions.c.number).where(revisions.c.whole.is_not(None)).order_by(revisions.c.number)
    whole = await database.read(lambda connection: list(connection.execute(query).scalars()))
    assert whole == [1, WHOLE_EACH + 1, 2 * WHOLE_EACH + 1]
    for number in (1, 2, WHOLE_EACH, WHOLE_EACH + 1, len(texts)):
        assert await database.revisions.text(0, number) == texts[number - 1]


async def test_a_small_edit_of_a_large_text_is_small(database: Database) -> None:
    """What is kept of it is a few bytes."""
    large = b"".join(b"  - id: fact-%d\n    text: %d\n" % (number, number**5) for number in range(100_000))
    edited = large[:2_000_000] + b"# one line\n" + large[2_000_000:]
    await publish(database, large)
    await publish(database, edited)
    assert await database.revisions.text(0, 2) == edited
    query = select(revisions.c.put, revisions.c.taken, revisions.c.whole).where(revisions.c.number == 2)
    put, taken, whole = await database.read(lambda connection: connection.execute(query).one())
    assert whole is None
    assert len(put) + len(taken) < 100
