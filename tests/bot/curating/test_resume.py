"""What is in hand is found again; a reason of the bot is nobody's; pages of a history take each other's place."""

import asyncio
from typing import Any

import pytest

from bot.cards.ids import work_id
from bot.curating.draft import Deed, Draft, dump_draft, dumped, loaded
from bot.services import Services
from knowledge.editing.change import Change
from tests.bot.accesskit import press
from tests.bot.curating.deskkit import CREWS, Moderator, file_of

PLACE = "csd12-place"


async def test_a_change_is_gone_on_with_when_its_preview_is_gone(
    mod: Moderator, other: Moderator, services: Services
) -> None:
    """By its number, which is offered to whoever wrote it; a form that was never sent is not."""
    await mod.use("fact add")
    await mod.fill(**CREWS)
    await mod.use("fact edit", entry=PLACE)
    offered = await mod.actor.autocomplete(mod.room.channel, "fact resume", "change", "")
    assert [(each["value"], each["name"][:14]) for each in offered] == [(1, "1 · New fact c")]
    assert await other.actor.autocomplete(mod.room.channel, "fact resume", "change", "") == []
    text = await mod.use("fact resume", change=1)
    assert CREWS["text_en"] in text
    assert "Published" in await mod.press("Publish")
    assert CREWS["text_en"] in file_of(services)
    assert "/fact resume" in await mod.use("fact resume", change=1)
    assert "no longer open, or not yours" in await other.use("fact resume", change=2)


async def test_a_revert_that_loses_an_answer_asks_for_a_reason_of_ones_own(mod: Moderator, services: Services) -> None:
    """The words that the bot puts there are not why somebody wants it."""
    await mod.use("fact add")
    await mod.fill(**CREWS)
    await mod.press("Publish")
    text = await mod.press("Take it back")
    assert "Loses its answer" in text
    assert not {"Publish", "Publish all the same"} & set(mod.labels)
    await mod.press("Say why")
    assert mod.form == {"reason": ""}
    await mod.fill(reason="There were four.")
    await mod.press("Publish all the same")
    (made,) = await services.database.revisions.listing(0, limit=1)
    assert made.reason == "There were four."


async def test_a_press_that_was_made_up_does_not_lose_an_answer_for_the_bots_reason(
    mod: Moderator, services: Services
) -> None:
    """The step asks as well, not only the buttons."""
    await mod.use("fact add")
    await mod.fill(**CREWS)
    await mod.press("Publish")
    await mod.press("Take it back")
    before = file_of(services)
    await press(mod.actor, mod.message, work_id("anyway", 2))
    assert file_of(services) == before


async def test_turning_the_pages_of_a_history_changes_one_message(mod: Moderator, services: Services) -> None:
    """Also back from the last page, whose only revision cannot be taken back."""
    del services
    for number in range(5):
        await mod.use("fact alias", entry=PLACE)
        await mod.fill(questions_more=f"Which harbour was it, of {number + 2}?")
        await mod.press("Publish")
    await mod.use("fact history")
    message = mod.message.id
    await mod.press("Next page")
    assert mod.labels == ["Previous page"]
    await mod.press("Previous page")
    assert mod.message.id == message
    assert "Next page" in mod.labels


async def test_a_retired_fact_is_offered_to_be_brought_back(mod: Moderator) -> None:
    """Not to be retired once more."""
    await mod.use("fact retire", entry=PLACE)
    await mod.fill(retire="A mistake.")
    await mod.press("Publish all the same")
    await mod.use("fact show", entry=PLACE)
    assert "Retire" not in mod.labels
    await mod.press("Bring back")
    assert "to be brought back" in mod.text
    await mod.use("term show", entry="rwg")
    assert "Add spellings" in mod.labels


@pytest.fixture
def many() -> Draft:
    """Return an import of a thousand entries."""
    fields: dict[str, Any] = {"text": {"en": "x" * 500}, "questions": {"en": ["y" * 100] * 30}}
    changes = tuple(
        Change("facts", f"f{number}", fields | {"id": f"f{number}"}, fields | {"id": f"f{number}", "kind": "who"})
        for number in range(1000)
    )
    return Draft(Deed.IMPORT, "facts", several=changes)


async def test_a_large_change_is_written_and_read_beside_the_loop(many: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for it, and it is the same as ever."""
    threads: list[Any] = []
    to_thread = asyncio.to_thread

    async def counted(*args: Any) -> Any:
        threads.append(args[1])
        return await to_thread(*args)

    monkeypatch.setattr(asyncio, "to_thread", counted)
    text = await dumped(many)
    assert text == dump_draft(many)
    assert await loaded(text) == many
    small = Draft(Deed.ADD, "facts")
    assert await loaded(await dumped(small)) == small
    assert len(threads) == 2


async def test_a_step_is_written_once(mod: Moderator, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept before it is looked at, and not again where the look changed nothing."""
    puts: list[int] = []
    put = services.database.work.put

    async def counted(number: int, *args: Any) -> bool:
        puts.append(number)
        return await put(number, *args)

    await mod.use("fact edit", entry=PLACE)
    monkeypatch.setattr(services.database.work, "put", counted)
    await mod.fill(text_ko="대화는 부산이라는 항구에서 열렸습니다.")
    assert puts == [1]
