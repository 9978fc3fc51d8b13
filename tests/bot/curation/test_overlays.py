"""Guilds' own facts: seen there alone, kept in the database, laid over the shared ones as these are now."""

import asyncio
from typing import Any

import pytest

from bot.curation.keeper import Changed, Refused
from bot.curation.overlays import AT_HAND
from bot.curation.scope import SHARED, scope_of
from bot.settings import Settings
from knowledge.decision import Answer
from knowledge.editing.change import Change, Overtaken, fields_of
from knowledge.errors import FactFileError

GUILD, OTHER, HOME = 77, 78, 11
QUESTION = "In which port town did they dock?"


def own_fact(ident: str = "our-evening", **fields: Any) -> Change:
    """Return the change that adds a fact of the guild's own."""
    made = {
        "id": ident,
        "text": {"en": f"Our own evening {ident} was about lighthouses."},
        "kind": "what",
        "sources": ["csd-12#s01"],
        "said_by": "both",
        "questions": {"en": [f"What was our evening {ident} about?"]},
        **fields,
    }
    return Change("facts", ident, None, made)


def told(snapshot: Any, question: str) -> str | None:
    """Return the id of the fact that answers *question*."""
    decision = snapshot.answerer.answer(question).parts[0].decision
    return decision.facts[0].fact.id if isinstance(decision, Answer) else None


@pytest.mark.parametrize(("guild_id", "scope"), [(None, SHARED), (HOME, SHARED), (GUILD, GUILD)])
def test_whose_facts_a_guild_keeps(guild_id: int | None, scope: int) -> None:
    """Home guilds and direct messages have the shared ones; every other guild its own."""
    assert scope_of(guild_id, Settings(home_guilds=(HOME,))) == scope


async def test_what_a_guild_adds_is_seen_there_alone(home: Any) -> None:
    """The file stays as it is; the revision is the overlay's first, with an audit entry of that guild."""
    async with home.opened() as process:
        made = await process.publish(own_fact(), scope=GUILD)
        assert (made.revision.scope, made.revision.number) == (GUILD, 1)
        asked = "What was our evening our-evening about?"
        assert told(process.keeper.snapshot(GUILD), asked) == "our-evening"
        assert told(process.keeper.snapshot(OTHER), asked) is None
        assert told(process.keeper.snapshot(None), asked) is None
        assert home.path.read_text(encoding="utf-8") == home.text
        (entry,) = await process.database.audit.listing(GUILD)
        assert (entry.scope, entry.revision, entry.target) == (GUILD, 1, "facts our-evening")
    async with home.opened() as process:
        assert told(process.keeper.snapshot(GUILD), asked) is None  # at once, while it is being made ready
        assert told(await process.keeper.snapshot_for(GUILD), asked) == "our-evening"
        assert told(process.keeper.snapshot(GUILD), asked) == "our-evening"


async def test_a_shared_fact_that_a_guild_changes_is_its_own_from_then_on(home: Any) -> None:
    """As long as it differs: made as it was, it is the shared one again."""
    async with home.opened() as process:
        before = fields_of((await process.keeper.book(GUILD)).book.facts["csd12-place"])
        after = {**before, "text": {"en": "The 12th Coastal Security Dialogue was held by the sea in Busan."}}
        await process.publish(Change("facts", "csd12-place", before, after), scope=GUILD, accept_losses=True)
        assert "by the sea" in process.keeper.snapshot(GUILD).book.facts["csd12-place"].text.en
        assert "by the sea" not in process.store.current.book.facts["csd12-place"].text.en
        with pytest.raises(Overtaken):
            await process.publish(Change("facts", "csd12-place", before, {**before, "kind": "what"}), scope=GUILD)
        changes = await process.keeper.undo(GUILD, 1)
        await process.publish(*changes, scope=GUILD, accept_losses=True)
        assert "csd12-place" not in await process.keeper.text(GUILD)
        assert (await process.keeper.book(GUILD)).digest == process.store.current.digest


async def test_a_change_of_the_shared_facts_shows_through(home: Any) -> None:
    """The overlay is laid anew; until then the guild is answered as before."""
    async with home.opened() as process:
        await process.publish(own_fact(), scope=GUILD)
        await process.asks(QUESTION)
        assert told(process.keeper.snapshot(GUILD), "What was our evening our-evening about?") == "our-evening"
        snapshot = await process.keeper.snapshot_for(GUILD)
        assert told(snapshot, QUESTION) == "csd12-place"
        assert told(snapshot, "What was our evening our-evening about?") == "our-evening"
        assert process.keeper.snapshot(GUILD) is snapshot


async def test_an_overlay_that_does_not_fit_any_more_is_told_once_and_left_out(home: Any) -> None:
    """A shared fact has got its question; its guild is answered from the shared facts, and can mend it."""
    refused: list[Refused] = []

    async def hear(news: Refused) -> None:
        refused.append(news)

    async with home.opened() as process:
        process.keeper.on_refused.add(hear)
        made = own_fact(questions={"en": [QUESTION]})
        await process.publish(made, scope=GUILD)
        await process.asks(QUESTION)
        for _ in range(2):
            snapshot = await process.keeper.snapshot_for(GUILD)
            assert told(snapshot, QUESTION) == "csd12-place"
            assert "our-evening" not in snapshot.book.facts
        await process.keeper.on_refused.settle()
        assert [each.scope for each in refused] == [GUILD]
        assert made.after is not None
        mended = {**made.after, "questions": {"en": ["What was our evening our-evening about?"]}}
        await process.publish(Change("facts", "our-evening", made.after, mended), scope=GUILD)
        assert told(process.keeper.snapshot(GUILD), "What was our evening our-evening about?") == "our-evening"


async def test_a_change_that_the_merged_facts_do_not_bear_is_refused(home: Any) -> None:
    """A question that a shared fact has already cannot be another's, and nothing is kept."""
    async with home.opened() as process:
        with pytest.raises(FactFileError):
            await process.publish(own_fact(questions={"en": ["Which city hosted CSD 12?"]}), scope=GUILD)
        assert await process.database.revisions.head(GUILD) is None


async def test_only_so_many_overlays_are_at_hand(home: Any) -> None:
    """The one asked longest ago goes, and comes back when it is asked for."""
    async with home.opened() as process:
        for number in range(AT_HAND + 1):
            await process.publish(own_fact(), scope=1000 + number)
        assert len(process.keeper._overlays._laid) == AT_HAND
        assert told(await process.keeper.snapshot_for(1000), "What was our evening our-evening about?") == "our-evening"


async def test_another_process_sees_the_overlay_after_a_look_or_two(home: Any) -> None:
    """Also where it knew that there was none."""
    heard: list[Changed] = []

    async def hear(news: Changed) -> None:
        heard.append(news)

    async with home.opened() as one, home.opened() as two:
        two.keeper.on_change.add(hear)
        await two.keeper.snapshot_for(GUILD)
        for number in (1, 2):
            await one.publish(own_fact(f"evening-{number}"), scope=GUILD)
            for _ in range(2):
                await two.keeper.follow()
            asked = f"What was our evening evening-{number} about?"
            two.keeper.snapshot(GUILD)
            while told(two.keeper.snapshot(GUILD), asked) is None:  # noqa: ASYNC110 - it is being laid, which tells nobody
                await asyncio.sleep(0)
        await two.publish(own_fact("evening-3"), scope=GUILD)
        assert (await two.keeper.book(GUILD)).book.facts.keys() >= {"evening-1", "evening-2", "evening-3"}
        await two.keeper.on_change.settle()
        assert GUILD in {news.scope for news in heard}
