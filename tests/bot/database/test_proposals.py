"""What is proposed is never dropped, and decided once."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.database import Database, Proposal
from bot.database.proposals import HandedOn
from tests.bot.database.keepkit import GUILD, JOE, NOW, OTHER, act

LATER = NOW + timedelta(hours=1)


async def propose(database: Database, kind: str = "correction", guild_id: int = GUILD, **more: Any) -> int:
    """Add a proposal."""
    values = {"guild_id": guild_id, "scope": 0, "kind": kind, "author": "m-1", "text": "No.", "now": NOW}
    return await database.proposals.add(**{**values, **more})


async def test_it_comes_back_as_it_was_made(database: Database) -> None:
    """With the answer it is about."""
    number = await propose(database, entry="a", body="{}", asked_id=9, reply='{"한": 1}', tell=True, act=act("propose"))
    about = ("a", "No.", "{}", 9, '{"한": 1}', True, NOW)
    stored = Proposal(number, GUILD, 0, "correction", "open", "m-1", *about, None, None, None, None)
    assert await database.proposals.get(number) == stored
    assert await database.proposals.get(number + 1) is None
    assert [entry.action for entry in await database.audit.listing()] == ["propose"]


async def test_the_same_twice_is_two(database: Database) -> None:
    """Nothing is dropped as a duplicate."""
    assert len({await propose(database) for _ in range(3)}) == 3
    assert await database.proposals.count(GUILD) == 3


async def test_they_are_listed_as_they_came(database: Database) -> None:
    """Of a guild, a state, some kinds, an entry; page by page."""
    first = await propose(database)
    second = await propose(database, "draft", entry="a")
    third = await propose(database, "change", entry="a", scope=GUILD)
    await propose(database, guild_id=OTHER)
    await database.proposals.decide(first, "approved", "m-2", None, LATER)

    async def numbers(*which: Any, **more: Any) -> list[int]:
        listed = await database.proposals.listing(*which, **more)
        if not more.keys() & {"limit", "offset"}:
            assert await database.proposals.count(*which, **more) == len(listed)
        return [each.number for each in listed]

    assert await numbers(GUILD) == [second, third]
    assert await numbers(GUILD, None) == [first, second, third]
    assert await numbers(GUILD, "approved") == [first]
    assert await numbers(GUILD, "open", "change") == [third]
    assert await numbers(GUILD, None, ("draft", "correction")) == [first, second]
    assert await numbers(GUILD, scope=GUILD) == [third]
    assert len(await numbers(None)) == 3
    assert await numbers(GUILD, entry="a") == [second, third]
    assert await numbers(GUILD, None, limit=1, offset=1) == [second]


async def test_one_of_many_decides_it(url: str, database: Database) -> None:
    """The others' words are not taken, nor told in the audit."""
    number = await propose(database)
    other = await Database.open(url)
    try:
        decided = await asyncio.gather(
            *(
                each.proposals.decide(number, "declined", f"m-{who}", f"says {who}", LATER, act=act("decline"))
                for who, each in enumerate((database, other, database, other))
            )
        )
    finally:
        await other.close()
    assert sorted(decided) == [False, False, False, True]
    stored = await database.proposals.get(number)
    assert stored is not None
    who = decided.index(True)
    assert (stored.state, stored.decided_by, stored.decision) == ("declined", f"m-{who}", f"says {who}")
    assert stored.decided_at == LATER
    assert len(await database.audit.listing(action="decline")) == 1


async def test_a_decided_one_does_not_change(database: Database) -> None:
    """An open one may be written anew."""
    number = await propose(database)
    assert await database.proposals.put(number, text="Yes.", body="[]")
    await database.proposals.decide(number, "approved", "m-2", None, LATER)
    assert not await database.proposals.put(number, text="Perhaps.", body=None)
    stored = await database.proposals.get(number)
    assert stored is not None
    assert (stored.text, stored.body) == ("Yes.", "[]")


async def test_an_approval_that_came_to_nothing_is_taken_back(database: Database) -> None:
    """Unless its author was told."""
    number = await propose(database)
    await database.proposals.decide(number, "approved", "m-2", "fine", LATER)
    assert not await database.proposals.reopen(number, "declined")
    assert await database.proposals.reopen(number, "approved")
    stored = await database.proposals.get(number)
    assert stored is not None
    assert (stored.state, stored.decided_by, stored.decision, stored.decided_at) == ("open", None, None, None)
    await database.proposals.decide(number, "approved", "m-2", "fine", LATER)
    await database.proposals.told(number, LATER)
    assert not await database.proposals.reopen(number, "approved")


async def test_authors_who_asked_are_told_once(database: Database) -> None:
    """Of decisions, the oldest first; never of what is still open."""
    quiet, first, second, undecided = [await propose(database, tell=tell) for tell in (False, True, True, True)]
    for number, minutes in ((second, 1), (first, 2), (quiet, 0)):
        await database.proposals.decide(number, "declined", "m-2", None, LATER + timedelta(minutes=minutes))
    assert [each.number for each in await database.proposals.to_tell()] == [second, first]
    assert await database.proposals.told(second, LATER)
    assert not await database.proposals.told(second, LATER)
    assert [each.number for each in await database.proposals.to_tell()] == [first]
    assert [each.number for each in await database.proposals.of_author("m-1")] == [undecided, second, first, quiet]
    assert await database.proposals.of_author("m-2") == []


async def hand_on(database: Database, takes_up: int | None = None, author: str = "m-1", work: int | None = None) -> Any:
    """Let something that is in hand wait as a proposal; return its number."""
    number = work or await database.work.open(GUILD, 0, JOE, "{}", NOW)
    handed = HandedOn(number, "waiting", lambda made: f'{{"made": {made}}}')
    done = replace(act("propose"), actor=author)
    about: dict[str, Any] = {
        "guild_id": GUILD,
        "scope": 0,
        "author": author,
        "text": "Why.",
        "entry": "a",
        "body": "[]",
    }
    return await database.proposals.hand_on(handed, **about, now=LATER, takes_up=takes_up, act=done)


async def states(database: Database, *numbers: int) -> list[str]:
    """Return the states of proposals."""
    found = [await database.proposals.get(number) for number in numbers]
    return [each.state for each in found if each is not None]


async def test_what_is_handed_on_is_in_hand_or_waits(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """One write does both, so that whatever ends it leaves it in one of the two places; done twice it is done once."""
    work = await database.work.open(GUILD, 0, JOE, "{}", NOW)
    with monkeypatch.context() as patched:
        patched.setattr("bot.database.proposals.insert", None)
        with pytest.raises(Exception, match="not callable"):
            await hand_on(database, work=work)
    kept = await database.work.get(work)
    assert kept is not None
    assert kept.state == "open"
    assert await database.proposals.count(GUILD) == 0
    number = await hand_on(database, work=work)
    kept = await database.work.get(work)
    assert kept is not None
    assert (kept.state, kept.body) == ("waiting", f'{{"made": {number}}}')
    assert await hand_on(database, work=work) is None
    assert await database.proposals.count(GUILD) == 1
    assert [entry.action for entry in await database.audit.listing()] == ["propose"]


async def test_what_a_change_takes_up_is_decided_with_it(database: Database) -> None:
    """All the way back when it is approved, each with an act; not at all when it is declined."""
    wish = await propose(database, tell=True)
    first = await hand_on(database, wish)
    second = await hand_on(database, first, "m-2")
    third = await hand_on(database, first, "m-3")
    await database.proposals.decide(second, "declined", "m-4", "no", LATER, act=act("decline"))
    assert await states(database, wish, first, second, third) == ["open", "open", "declined", "open"]
    await database.proposals.decide(third, "approved", "m-4", None, LATER, act=replace(act("approve"), actor="m-4"))
    assert await states(database, wish, first, second, third) == ["approved", "approved", "declined", "approved"]
    acts = await database.audit.listing(action="approve")
    assert {each.target for each in acts} >= {f"proposal {wish}", f"proposal {first}"}
    assert {each.actor for each in acts} == {"m-4"}


async def test_a_change_sent_anew_by_its_author_replaces_the_old_one(database: Database) -> None:
    """It goes back to what the old one went back to, and nobody is told of it; somebody else's stays."""
    wish = await propose(database)
    old = await hand_on(database, wish)
    new = await hand_on(database, old)
    stored = await database.proposals.get(new)
    assert stored is not None
    assert stored.takes_up == wish
    assert await states(database, wish, old, new) == ["open", "replaced", "open"]
    assert await database.proposals.to_tell() == []
    (withdrawn,) = await database.audit.listing(action="withdraw")
    assert (withdrawn.target, withdrawn.actor) == (f"proposal {old}", "m-1")
    others = await hand_on(database, new, "m-2")
    assert await states(database, new, others) == ["open", "open"]


async def test_nobody_is_told_of_what_they_decided(database: Database) -> None:
    """They know."""
    number = await propose(database, "change", tell=True)
    await database.proposals.decide(number, "withdrawn", "m-1", None, LATER)
    assert await database.proposals.to_tell() == []
