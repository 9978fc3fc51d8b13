"""Guilds' own facts: seen there alone, kept in the database, laid over the shared ones as these are now."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.revising import drafting, overlays
from bot.revising.changed import By
from bot.revising.errors import FactsNotReady, OverlayFull
from bot.revising.keeper import Changed, Refused
from bot.revising.scope import SHARED, scope_of
from bot.settings import Settings
from knowledge.decision import Answer
from knowledge.editing.change import Change, EditRefused, Overtaken, fields_of
from knowledge.editing.edit import edit
from knowledge.editing.overlay import lay_over
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


async def test_only_so_much_of_overlays_is_at_hand(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one asked longest ago goes, and comes back when it is asked for; what counts is how large they are."""
    monkeypatch.setattr(overlays, "AT_HAND_BYTES", 3 * overlays._LEAST_BYTES)
    async with home.opened() as process:
        for number in range(4):
            await process.publish(own_fact(), scope=1000 + number)
        assert list(process.keeper._overlays._laid) == [1002, 1003]
        assert told(await process.keeper.to_answer(1000), "What was our evening our-evening about?") == "our-evening"


async def test_a_guild_is_never_told_what_it_retired(home: Any) -> None:
    """Also by the first question after a start: it waits for the guild's own facts."""
    asked = "Which city hosted CSD 12?"
    async with home.opened() as process:
        before = fields_of(process.store.current.book.facts["csd12-place"])
        retired = Change("facts", "csd12-place", before, {**before, "retired": "It is wrong here."})
        await process.publish(retired, scope=GUILD, accept_losses=True)
    async with home.opened() as process:
        assert told(await process.keeper.to_answer(GUILD), asked) is None
        assert told(await process.keeper.to_answer(OTHER), asked) == "csd12-place"


async def test_facts_that_take_too_long_are_told_to_be_so(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No shared answer instead; they are made ready all the same, and guilds without any do not wait."""
    async with home.opened() as process:
        await process.publish(own_fact(), scope=GUILD)
    async with home.opened() as process:
        go = asyncio.Event()
        text = process.database.revisions.text

        async def slow(*args: Any) -> bytes:
            await go.wait()
            return bytes(await text(*args))

        monkeypatch.setattr(process.database.revisions, "text", slow)
        with pytest.raises(FactsNotReady):
            await process.keeper._overlays.in_time(GUILD, 0.01)
        assert (await process.keeper.to_answer(OTHER)) is process.store.current
        go.set()
        snapshot = await process.keeper.to_answer(GUILD)
        assert told(snapshot, "What was our evening our-evening about?") == "our-evening"


async def test_an_overlay_made_ready_late_does_not_replace_a_newer_one(
    home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change that was acknowledged meanwhile goes on answering."""
    async with home.opened() as process:
        await process.publish(own_fact("one"), scope=GUILD)
        await process.asks(QUESTION)  # so that the overlay has to be laid anew
        begun, go = asyncio.Event(), asyncio.Event()
        prepare = process.store.prepare

        async def slow(*args: Any) -> Any:
            made = await prepare(*args)
            begun.set()
            await go.wait()
            return made

        monkeypatch.setattr(process.store, "prepare", slow)
        loading = asyncio.create_task(process.keeper.book(GUILD))
        await begun.wait()
        monkeypatch.setattr(process.store, "prepare", prepare)
        laid = process.keeper._overlays._laid[GUILD]
        text = edit(laid.text.decode(), [own_fact("one-more")])
        merged = await process.store.prepare(lay_over(home.path.read_text(encoding="utf-8"), text).encode())
        await process.keeper._overlays.commit(laid, text.encode(), merged, (own_fact("one-more"),), By("m-joe", GUILD))
        go.set()
        assert "one-more" in (await loading).book.facts
        assert "one-more" in process.keeper.snapshot(GUILD).book.facts
        assert told(await process.keeper.to_answer(GUILD), QUESTION) == "csd12-place"


async def test_an_overlay_of_the_same_number_and_another_text_is_followed(home: Any) -> None:
    """A database that was brought back has another revision of that number."""
    async with home.opened() as process:
        made = await process.publish(own_fact(), scope=GUILD)
        overlays_ = process.keeper._overlays
        laid = overlays_._laid[GUILD]
        stale = replace(made.revision, digest="0" * 64)
        overlays_._laid[GUILD] = replace(laid, head=stale, snapshot=process.store.current)
        overlays_.follow(await process.database.revisions.heads())
        await asyncio.wait(set(overlays_._loading.values()))
        assert told(process.keeper.snapshot(GUILD), "What was our evening our-evening about?") == "our-evening"


@pytest.mark.parametrize(("bound", "most"), [("MOST_OVERLAY_ENTRIES", 2), ("MOST_OVERLAY_BYTES", 700)])
async def test_a_guild_keeps_so_much_and_no_more(
    home: Any, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    """What would be more is refused in words, and nothing is kept of it; what there is may be changed and taken out."""
    monkeypatch.setattr(drafting, bound, most)
    async with home.opened() as process:
        first = own_fact("one")
        for each in (first, own_fact("two")):
            await process.publish(each, scope=GUILD)
        before = await process.keeper.text(GUILD)
        with pytest.raises(OverlayFull, match="A server keeps"):
            await process.publish(own_fact("three"), own_fact("four"), scope=GUILD)
        with pytest.raises(OverlayFull):
            await process.keeper.prepare(GUILD, [own_fact("three"), own_fact("four")])
        assert await process.keeper.text(GUILD) == before
        assert (await process.database.revisions.head(GUILD)).number == 2
        assert first.after is not None
        monkeypatch.setattr(drafting, bound, 1)
        await process.publish(Change("facts", "one", first.after, None), scope=GUILD, accept_losses=True)
        assert "our evening one" not in await process.keeper.text(GUILD)


async def test_what_is_wrong_with_an_overlay_is_told_by_its_own_lines(home: Any) -> None:
    """The lines of the merged text are nobody's."""
    refused: list[Refused] = []

    async def hear(news: Refused) -> None:
        refused.append(news)

    async with home.opened() as process:
        process.keeper.on_refused.add(hear)
        await process.publish(own_fact("ours"), own_fact("mine", questions={"en": [QUESTION]}), scope=GUILD)
        await process.asks(QUESTION)
        await process.keeper.book(GUILD)
        await process.keeper.on_refused.settle()
        lines = (await process.keeper.text(GUILD)).splitlines()
        (news,) = refused
        assert QUESTION in lines[news.fault.problem.line - 1]
        assert news.fault.problem.path.startswith("facts[1].questions")


async def test_shared_facts_that_nothing_can_be_laid_over_are_told(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what is in the way, without a line."""
    refused: list[Refused] = []

    async def hear(news: Refused) -> None:
        refused.append(news)

    def refuse(*_: object) -> bytes:
        raise EditRefused("The entries share a line; write each on lines of its own.")

    async with home.opened() as process:
        process.keeper.on_refused.add(hear)
        await process.publish(own_fact(), scope=GUILD)
        monkeypatch.setattr(overlays, "_merge", refuse)
        await process.asks(QUESTION)
        assert await process.keeper.book(GUILD) is process.store.current
        await process.keeper.on_refused.settle()
        assert [str(each.fault) for each in refused] == [
            "overlay: The entries share a line; write each on lines of its own"
        ]


async def test_a_revision_too_large_to_name_its_entries_is_taken_back(
    home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the texts, also the very first one of a guild."""
    monkeypatch.setattr(overlays, "MOST_CHANGES", 1)
    async with home.opened() as process:
        await process.publish(own_fact("one"), own_fact("two"), scope=GUILD)
        await process.publish(own_fact("three"), scope=GUILD)
        changes = await process.keeper.undo(GUILD, 1)
        assert {(change.id, change.after) for change in changes} == {("one", None), ("two", None)}
        await process.publish(*changes, scope=GUILD, accept_losses=True)
        assert "three" in (await process.keeper.book(GUILD)).book.facts
        assert "one" not in (await process.keeper.book(GUILD)).book.facts


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
