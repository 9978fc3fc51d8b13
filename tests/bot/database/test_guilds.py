"""What a guild chose is kept, told in the audit, and gone when the guild is."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.database import Database, Subscription
from bot.database.tables import guild_settings, metadata
from bot.errors import StorageError
from tests.bot.database.keepkit import GUILD, JOE, NOW, OTHER, act, added, publish, tamper


async def test_a_choice_is_kept_until_it_is_taken_back(database: Database) -> None:
    """Whatever JSON can hold; each with its act."""
    for value in (True, 7, "viewer", [1, "한"], False):
        await database.guilds.set(GUILD, "key", value, act(), NOW)
        assert await database.guilds.settings(GUILD) == {"key": value}
    await database.guilds.set(OTHER, "key", 1, act(), NOW)
    await database.guilds.set(GUILD, "more", 0, act(), NOW)
    assert await database.guilds.settings(GUILD) == {"key": False, "more": 0}
    assert await database.guilds.with_setting("key") == {GUILD: False, OTHER: 1}
    await database.guilds.set(GUILD, "key", None, act(), NOW)
    assert await database.guilds.settings(GUILD) == {"more": 0}
    assert len(await database.audit.listing(limit=50)) == 8


async def test_a_choice_that_is_refused_is_not_told_either(database: Database) -> None:
    """Both stand, or none."""
    with pytest.raises(StorageError):
        await database.guilds.set(GUILD, "key", {1, 2}, act(), NOW)
    with pytest.raises(StorageError, match="a time without a zone"):
        await database.guilds.set(GUILD, "key", 1, act(), NOW.replace(tzinfo=None))
    assert await database.guilds.settings(GUILD) == {}
    assert await database.audit.listing() == []


async def test_a_role_may_do_what_was_said_last(database: Database) -> None:
    """By its id; several are set together."""
    await database.guilds.set_roles(GUILD, {1: "editor"}, act(), NOW)
    await database.guilds.set_roles(GUILD, {1: "viewer"}, act(), NOW)
    await database.guilds.set_roles(GUILD, {2: "owner", 3: "editor"}, act(), NOW)
    await database.guilds.set_roles(OTHER, {1: "owner"}, act(), NOW)
    assert await database.guilds.roles(GUILD) == {1: "viewer", 2: "owner", 3: "editor"}
    await database.guilds.set_roles(GUILD, {2: None}, act(), NOW)
    assert await database.guilds.roles(GUILD) == {1: "viewer", 3: "editor"}
    assert [(entry.before, entry.after) for entry in await database.audit.listing()] == [
        ("<@&2>: owner", None),
        (None, "<@&1>: owner"),
        (None, "<@&2>: owner, <@&3>: editor"),
        ("<@&1>: editor", "<@&1>: viewer"),
        (None, "<@&1>: editor"),
    ]


async def test_what_stood_before_is_told_as_it_stood_when_it_was_changed(database: Database) -> None:
    """However many change it at once: each entry begins where the one before it ended."""
    await asyncio.gather(*(database.guilds.set(GUILD, "key", number, act(), NOW) for number in range(9)))
    told = [(entry.before, entry.after) for entry in (await database.audit.listing())[::-1]]
    assert [before for before, _ in told] == [None, *(after for _, after in told[:-1])]


async def test_a_damaged_choice_is_told_and_can_be_made_again(url: str, database: Database) -> None:
    """Nothing is let through as if nothing had been chosen, and other guilds are not in its way."""
    for guild_id in (GUILD, OTHER):
        await database.guilds.set(guild_id, "key", 1, act(), NOW)
    await tamper(url, update(guild_settings).where(guild_settings.c.guild_id == GUILD).values(value="{"))
    with pytest.raises(StorageError, match=f"a choice of guild {GUILD} is damaged"):
        await database.guilds.settings(GUILD)
    assert await database.guilds.with_setting("key") == {OTHER: 1}
    await database.guilds.set(GUILD, "key", 2, act(), NOW)
    assert await database.guilds.settings(GUILD) == {"key": 2}
    assert (await database.audit.listing(limit=1))[0].before == "{"


async def test_a_guild_that_left_may_come_back(database: Database) -> None:
    """The time of its first leaving counts, and coming back ends it."""
    day = timedelta(days=1)
    assert await database.guilds.left(GUILD, NOW)
    assert not await database.guilds.left(GUILD, NOW + 40 * day)
    assert await database.guilds.left(OTHER, NOW + day)
    assert await database.guilds.gone(NOW) == []
    assert await database.guilds.gone(NOW + 2 * day) == [GUILD, OTHER]
    assert await database.guilds.back(GUILD)
    assert not await database.guilds.back(GUILD)
    assert await database.guilds.gone(NOW + 2 * day) == [OTHER]


async def test_guilds_come_back_by_the_thousand(database: Database) -> None:
    """Also those that are not among the longest gone."""
    for guild_id in range(1, 1203):
        await database.guilds.left(guild_id, NOW)
    assert await database.guilds.all_back(range(2, 1203)) == 1201
    assert await database.guilds.all_back([]) == 0
    assert await database.guilds.gone(NOW + timedelta(days=1)) == [1]


async def fill(database: Database, guild_id: int, number: int) -> None:
    """Keep something of each kind of a guild."""
    await database.guilds.set(guild_id, "key", 1, act(guild_id=guild_id, reason="because"), NOW)
    await database.guilds.set_roles(guild_id, {1: "editor"}, act(guild_id=guild_id), NOW)
    await database.subscriptions.set(guild_id, "changes", 5, "0", act(guild_id=guild_id), NOW)
    await database.work.open(guild_id, guild_id, JOE, "{}", NOW)
    await database.proposals.add(guild_id=guild_id, scope=guild_id, kind="draft", author="m-1", text="hm", now=NOW)
    await database.unanswered.note(guild_id, "f" * 64, "why", "en", "unsure", NOW)
    await database.tallies.count(guild_id, NOW.date(), "asked")
    await database.replies.claim(number, guild_id=guild_id, channel_id=1, asker_id=JOE, now=NOW)
    await database.feedback.vote(number, JOE, True, NOW)
    await publish(database, b"overlay\n", scope=guild_id, changes=[added("a")])
    await publish(database, b"overlay\n" * 2, scope=guild_id)
    await database.guilds.left(guild_id, NOW)


async def test_erasing_a_guild_leaves_nothing_of_it(database: Database) -> None:
    """In no table, but for the bare entries of the audit; others' rows stay as they were."""
    await publish(database, b"shared")
    await fill(database, OTHER, 2)
    before = await rows(database)
    assert await database.guilds.known() == {OTHER}
    await fill(database, GUILD, 1)
    assert await database.guilds.known() == {GUILD, OTHER}
    told = len(await database.audit.listing(GUILD))
    assert await database.guilds.erase(GUILD, NOW + timedelta(days=1), NOW) >= 14
    after = await rows(database)
    assert after.pop("audit") == before.pop("audit") + told + 1
    assert after == before
    assert await database.guilds.known() == {OTHER}
    assert await database.revisions.text(OTHER, 2) == b"overlay\n" * 2
    assert (await database.audit.listing(GUILD))[0].action == "erase"


@pytest.mark.parametrize("left_again", [False, True])
async def test_a_guild_that_is_back_loses_nothing(database: Database, left_again: bool) -> None:  # noqa: FBT001 - a parameter
    """Whatever was read before: it is the write that looks; leaving once more, the time begins anew."""
    later = NOW + timedelta(days=40)
    await fill(database, GUILD, 1)
    assert await database.guilds.gone(later) == [GUILD]
    await database.guilds.back(GUILD)
    if left_again:
        await database.guilds.left(GUILD, later)
    before = await rows(database)
    assert await database.guilds.erase(GUILD, later, later) == 0
    assert await rows(database) == before


async def test_what_is_no_guild_is_not_erased(database: Database) -> None:
    """Zero stands for the shared facts, which nobody erases by mistake."""
    await publish(database, b"shared")
    with pytest.raises(StorageError, match="no guild has the id 0"):
        await database.guilds.erase(0, NOW, NOW)
    assert await database.revisions.text(0, 1) == b"shared"


async def rows(database: Database) -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        name: await database.read(
            lambda connection, table=table: connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[misc] # the default binds the loop's table
        )
        for name, table in metadata.tables.items()
    }


async def test_a_subscription_moves_on_for_one_of_many(database: Database) -> None:
    """Whoever comes second is told that it is done already."""
    await database.subscriptions.set(GUILD, "changes", 5, "7", act("subscribe"), NOW)
    await database.subscriptions.set(OTHER, "changes", 6, "7", act("subscribe"), NOW)
    await database.subscriptions.set(GUILD, "digest", 5, "2026-W01", act("subscribe"), NOW)
    assert await database.subscriptions.told(GUILD, "changes", expects="7", told="9", now=NOW)
    assert not await database.subscriptions.told(GUILD, "changes", expects="7", told="8", now=NOW)
    mine, theirs = Subscription(GUILD, "changes", 5, "9", NOW), Subscription(OTHER, "changes", 6, "7", None)
    assert await database.subscriptions.listing("changes") == [mine, theirs]
    assert await database.subscriptions.get(GUILD, "changes") == mine
    assert [each.kind for each in await database.subscriptions.of_guild(GUILD)] == ["changes", "digest"]


async def test_another_channel_hears_what_the_first_has_not(database: Database) -> None:
    """Moving a subscription tells nothing twice; ending it ends it once."""
    await database.subscriptions.set(GUILD, "changes", 5, "7", act("subscribe"), NOW)
    await database.subscriptions.set(GUILD, "changes", 6, "9", act("subscribe"), NOW)
    assert await database.subscriptions.get(GUILD, "changes") == Subscription(GUILD, "changes", 6, "7", None)
    assert await database.subscriptions.remove(GUILD, "changes", act("unsubscribe"), NOW)
    assert not await database.subscriptions.remove(GUILD, "changes", act("unsubscribe"), NOW)
    assert await database.subscriptions.get(GUILD, "changes") is None
    assert [entry.action for entry in await database.audit.listing()] == ["unsubscribe", "subscribe", "subscribe"]
