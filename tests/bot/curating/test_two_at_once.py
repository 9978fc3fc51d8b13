"""Changes that meet: two moderators, a file that is edited, a restart, a press that comes twice, somebody else."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.cards.ids import form_id, work_id
from bot.gateway.client import Communique
from bot.services import Services
from knowledge.model import FactBook
from tests.bot.accesskit import last_interaction, press, send_form
from tests.bot.cardkit import words_of
from tests.bot.curating.conftest import moderator_named
from tests.bot.curating.deskkit import CREWS, HOME, Moderator, file_of, remove_file, write_file

PLACE = "csd12-place"
GONE = "no longer open, or not yours"


def book_of(services: Services) -> FactBook:
    """Return the facts that members of the home guild are answered from."""
    return services.keeper.snapshot(HOME).book


async def ask_more(moderator: Moderator, question: str) -> None:
    """Let *moderator* add a question to the fact on the place."""
    await moderator.use("fact alias", entry=PLACE)
    await moderator.fill(questions_more=question)
    await moderator.press("Publish")


async def test_the_second_sees_what_came_between_and_puts_theirs_on_top(
    mod: Moderator, other: Moderator, services: Services
) -> None:
    """Both changed the text; both added a question: the second's text stands, and nobody's question is lost."""
    await mod.use("fact edit", entry=PLACE)
    await mod.fill(text_en="The dialogue was held in Busan, in May.", questions=mod.form["questions"] + "\nMine?")
    await other.use("fact edit", entry=PLACE)
    await other.fill(
        text_en="The dialogue was held in the port of Busan.", questions=other.form["questions"] + "\nTheirs?"
    )
    assert "Published" in await other.press("Publish")
    text = await mod.press("Publish")
    assert "Somebody changed this meanwhile" in text
    for piece in (f"<@{other.actor.id}>", "+ Text, English: The dialogue was held in the port of Busan.", "in May"):
        assert piece in text
    assert mod.labels == ["Put mine on top", "Leave theirs", "Edit again"]
    assert book_of(services).facts[PLACE].text.en == "The dialogue was held in the port of Busan."
    text = await mod.press("Put mine on top")
    assert "- Text, English: The dialogue was held in the port of Busan." in text
    assert "Published" in await mod.press("Publish")
    fact = book_of(services).facts[PLACE]
    assert fact.text.en == "The dialogue was held in Busan, in May."
    assert {"Mine?", "Theirs?"} <= set(fact.questions.en)


async def test_the_second_may_leave_it_as_it_is(mod: Moderator, other: Moderator, services: Services) -> None:
    """Then nothing of theirs is made, and it is over."""
    await mod.use("fact edit", entry=PLACE)
    await mod.fill(text_en="The dialogue was held in Busan, in May.")
    await ask_more(other, "In which harbour was it?")
    before = file_of(services)
    await mod.press("Publish")
    assert "Nothing was changed" in await mod.press("Leave theirs")
    assert file_of(services) == before


async def test_a_form_left_open_over_a_change_works_on_what_it_showed(
    mod: Moderator, other: Moderator, services: Services
) -> None:
    """What it sends is held against what it showed, not against what came since."""
    await mod.use("fact edit", entry=PLACE)
    await ask_more(other, "In which harbour was it?")
    text = await mod.fill(text_en="The dialogue was held in Busan, in May.")
    assert "Somebody changed this meanwhile" in text
    assert "+ Questions it answers: In which harbour was it?" in text
    await mod.press("Put mine on top")
    await mod.press("Publish")
    fact = book_of(services).facts[PLACE]
    assert fact.text.en == "The dialogue was held in Busan, in May."
    assert "In which harbour was it?" in fact.questions.en


async def test_a_fact_that_was_taken_out_meanwhile_comes_back_only_if_wanted(
    mod: Moderator, other: Moderator, services: Services
) -> None:
    """It says that it is gone; to put one's own on top makes it again."""
    await other.use("fact add")
    await other.fill(**CREWS)
    await other.press("Publish")
    ident = next(each.id for each in book_of(services).facts.values() if each.text.en == CREWS["text_en"])
    await mod.use("fact edit", entry=ident)
    await mod.fill(text_en="Three crews trained in Busan.")
    await other.press("Take it back")
    await other.carry_out()
    assert ident not in book_of(services).facts
    assert "It was taken out" in await mod.press("Publish")
    await mod.press("Put mine on top")
    await mod.press("Publish")
    assert book_of(services).facts[ident].text.en == "Three crews trained in Busan."


async def test_two_new_facts_with_one_id_get_two(mod: Moderator, other: Moderator, services: Services) -> None:
    """Whoever comes second gets a number behind it, and needs not decide anything."""
    for one in (mod, other):
        await one.use("fact add")
        await one.fill(**{**CREWS, "questions": f"How many crews did {one.actor.name} see?"})
    assert "Published" in await mod.press("Publish")
    assert "Published" in await other.press("Publish")
    made = [each.id for each in book_of(services).facts.values() if each.text.en == CREWS["text_en"]]
    assert len(set(made)) == 2


async def test_a_change_of_the_file_on_disk_counts_as_anybodys(mod: Moderator, services: Services) -> None:
    """Edited by hand while the preview stood: seen, told as the file's, and kept."""
    await mod.use("fact edit", entry=PLACE)
    await mod.fill(text_en="The dialogue was held in Busan, in May.")
    old = book_of(services).facts[PLACE].text.en
    write_file(services, file_of(services).replace(old, "It was held in Busan by the sea."))
    text = await mod.press("Publish")
    assert "Somebody changed this meanwhile" in text
    assert "somebody at the fact file" in text
    assert "It was held in Busan by the sea." in file_of(services)


async def test_a_broken_file_on_disk_is_never_written_over(mod: Moderator, services: Services) -> None:
    """The line is told; the preview stays, and works once the file is mended."""
    await mod.use("fact add")
    await mod.fill(**CREWS)
    whole = file_of(services)
    write_file(services, whole.replace("kind: where", "kind: wheer", 1))
    text = await mod.press("Publish")
    assert "is no word for kind" in text
    assert "kind: wheer" in file_of(services)
    write_file(services, whole)
    await services.keeper.take_over_file()
    await mod.press("Edit again")
    await mod.fill()
    assert "Published" in await mod.press("Publish")


async def test_a_preview_refused_for_a_broken_file_is_tried_again(mod: Moderator, services: Services) -> None:
    """Once the file is mended or deleted, the same preview goes on by one press; no check tells of an old fault."""
    await mod.use("fact add")
    await mod.fill(**CREWS)
    write_file(services, file_of(services).replace("kind: where", "kind: wheer", 1))
    assert "is no word for kind" in await mod.press("Publish")
    assert mod.labels[0] == "Try again"
    preview = mod.shown
    assert "is no word for kind" in await mod.use("fact check")
    remove_file(services)
    assert "The facts are in order" in await mod.use("fact check")
    mod.go_back_to(preview)
    assert "Nothing is changed yet" in await mod.press("Try again")
    assert "Published" in await mod.press("Publish")
    assert CREWS["text_en"] in file_of(services)


async def test_a_file_that_cannot_be_written_is_told_and_nothing_is_lost(
    mod: Moderator, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is told without the folder; once that is mended, the same preview is published."""

    def refused(target: Path, _: bytes) -> Path:
        raise PermissionError(errno.EACCES, "Permission denied", str(target))

    await mod.use("fact add")
    await mod.fill(**CREWS)
    before = file_of(services)
    with monkeypatch.context() as closed, structlog.testing.capture_logs() as logs:
        closed.setattr("bot.revising.disk.stage", refused)
        closed.setattr("bot.revising.disk._may_write", lambda _: False)
        text = await mod.press("Publish")
        assert "may not write to its folder (permission denied)" in text
        assert str(services.settings.facts_path.parent) not in text
        preview = mod.shown
        assert "permission denied" in await mod.use("fact check")
    assert not [each for each in logs if "exc_info" in each]
    assert file_of(services) == before
    mod.go_back_to(preview)
    assert "Nothing is changed yet" in await mod.press("Try again")
    assert "Published" in await mod.press("Publish")


async def test_a_restart_between_form_and_publishing_loses_nothing(
    mod: Moderator, room: Any, services: Services, make_bot: Callable[[], Communique]
) -> None:
    """A form opened before is taken after; a preview shown before is published after."""
    await mod.use("fact add")
    await room.env.restart_bot(make_bot())
    await mod.fill(**CREWS)
    await room.env.restart_bot(make_bot())
    assert "Published" in await mod.press("Publish")
    assert any(each.text.en == CREWS["text_en"] for each in book_of(services).facts.values())


async def test_pressed_twice_it_is_published_once(mod: Moderator, services: Services, room: Any) -> None:
    """Also where the first press came to nothing but the telling."""
    await mod.use("fact alias", entry=PLACE)
    await mod.fill(questions_more="Which harbour was it?")
    shown = mod.message
    await mod.press("Publish")
    again = await press(mod.actor, shown, work_id("publish", 1))
    assert again.acknowledged
    head = await services.database.revisions.head(0)
    assert head is not None
    assert head.number == 2
    payload = last_interaction(room)
    room.env.backend.emit("INTERACTION_CREATE", {**payload, "id": str(int(payload["id"]) + 1)})
    await room.env.settle()
    head = await services.database.revisions.head(0)
    assert head is not None
    assert head.number == 2


async def test_published_but_not_told_it_is_told_at_the_next_press(
    mod: Moderator, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between publishing and closing: the preview is there still, and its press finds that all is done."""
    await mod.use("fact add")
    await mod.fill(**CREWS)

    async def killed(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(services.database.work, "put", killed)
        patched.setattr(services.database.work, "close", killed)
        await mod.press("Publish")
    assert "**Published**, as revision 2" in await mod.press("Publish")
    made = [each for each in book_of(services).facts.values() if each.text.en == CREWS["text_en"]]
    assert len(made) == 1


@pytest.mark.parametrize(
    "action", ["publish", "anyway", "edit", "cancel", "ontop", "theirs", "undo", "taka", "nothing"]
)
async def test_what_is_in_somebody_elses_hands_is_as_if_it_were_not_there(
    mod: Moderator, other: Moderator, services: Services, action: str
) -> None:
    """Another moderator's change, one that never was, and a forged form: one sentence, and nothing happens."""
    await mod.use("fact add")
    await mod.fill(**CREWS)
    before = file_of(services)
    for number in (1, 12345):
        forged = await press(other.actor, mod.message, work_id(action, number))
        assert GONE in words_of(forged.response or forged.followups[-1])
    sent = await send_form(other.actor, mod.room.channel, form_id("work", "1.0.0.new"))
    assert GONE in words_of(sent.response)
    assert file_of(services) == before
    assert "Published" in await mod.press("Publish")


async def test_a_role_taken_away_between_opening_a_form_and_sending_it(mod: Moderator, services: Services) -> None:
    """What counts is what Discord says with the form, and with the press."""
    before = file_of(services)
    await mod.use("fact add")
    mod.demote()
    refused = await mod.fill(**CREWS)
    assert "needs the level" in refused
    assert file_of(services) == before


async def test_a_change_of_another_guild_cannot_be_pressed_from_here(
    mod: Moderator, room: Any, services: Services
) -> None:
    """The same member, in another guild of theirs."""
    await mod.use("fact add")
    await mod.fill(**CREWS)
    guild = room.env.create_guild("elsewhere", owner=None)
    channel = guild.create_text_channel("there")
    there = moderator_named("x", type(room)(room.env, channel, room.joe))
    await there.use("fact show", entry=PLACE)
    forged = await press(there.actor, there.message, work_id("publish", 1))
    assert GONE in words_of(forged.response or forged.followups[-1]) or "too old" in words_of(
        forged.response or forged.followups[-1]
    )
    assert CREWS["text_en"] not in file_of(services)
