"""A change from the command to the file: forms, preview, publishing, taking back."""

from difflib import unified_diff
from typing import Any

import pytest

from bot.database.actors import Actors
from bot.services import Services
from knowledge.model import FactBook
from tests.bot.cardkit import speak_korean
from tests.bot.curating.deskkit import CREWS, HOME, Moderator, file_of

PLACE, CREWS_ID = "csd12-place", "csd-12.three-crews-trained-together-busan"


def lines_changed(before: str, after: str) -> list[str]:
    """Return the lines that differ, with their sign."""
    rows = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [row for row in rows if row[0] in "+-" and not row.startswith(("---", "+++"))]


def book_of(services: Services) -> FactBook:
    """Return the facts that members of the home guild are answered from."""
    return services.keeper.snapshot(HOME).book


async def member_behind(services: Services, token: str) -> int | None:
    """Return whose a token is."""
    actors: Actors = services.database.actors
    return await actors.member(token)


async def test_a_fact_is_added_in_one_form_and_one_press(mod: Moderator, services: Services) -> None:
    """The preview is as members will see it, with both languages; only lines of the fact are new in the file."""
    before = file_of(services)
    await mod.use("fact add")
    text = await mod.fill(**CREWS)
    assert mod.seen is not None
    assert mod.seen.ephemeral
    for piece in (
        "Nothing is changed yet",
        CREWS["text_en"],
        CREWS["text_ko"],
        "paragraph 6",
        "+ Who says it: the release",
    ):
        assert piece in text
    assert file_of(services) == before
    text = await mod.press("Publish")
    assert "Published" in text
    assert mod.labels == ["Take it back"]
    changed = lines_changed(before, file_of(services))
    assert len(changed) == 10
    assert all(row.startswith("+") for row in changed)
    fact = book_of(services).facts[CREWS_ID]
    assert (fact.sources, fact.said_by, fact.questions.ko) == (
        ("csd-12#s09",),
        "release",
        (CREWS["questions"].split("\n")[1],),
    )
    (made,) = await services.database.revisions.listing(0, limit=1)
    assert (made.number, made.reason) == (2, None)
    assert await member_behind(services, made.author) == mod.actor.id


async def test_members_get_the_new_answer_at_once(mod: Moderator, room: Any) -> None:
    """What was published is what is answered."""
    await mod.use("fact add")
    await mod.fill(**CREWS)
    await mod.press("Publish")
    await room.ask("How many crews trained together in Busan?")
    assert CREWS["text_en"] in room.texts()[-1]


async def test_an_edit_changes_the_lines_that_differ(mod: Moderator, services: Services) -> None:
    """The form comes filled in; a question more is a line more or less, and the difference says so."""
    before = file_of(services)
    await mod.use("fact edit", entry=PLACE)
    old = book_of(services).facts[PLACE]
    assert mod.form["text_en"] == old.text.en
    assert mod.form["kind"] == [old.kind.value]
    text = await mod.fill(text_en=old.text.en.replace("Busan", "the city of Busan"))
    assert f"- Text, English: {old.text.en}" in text
    assert "in lines: 1 in, 1 out" in text
    await mod.press("Publish")
    assert len(lines_changed(before, file_of(services))) == 2


async def test_more_fields_have_their_own_form(mod: Moderator, services: Services) -> None:
    """Who says it, meeting, topics, what it is inferred from, what else it tells; by name as well as by id."""
    await mod.use("fact edit", entry=PLACE)
    await mod.fill()
    assert mod.text.count("Nothing would be different")
    await mod.press("More fields")
    values = {"said_by": "Minister Seo", "meeting": "CSD 12", "topics": "Busan, RWG", "inferred": "its dateline"}
    text = await mod.fill(**values, also=["when"])
    assert "+ Who says it: seo-ha-rin" in text
    await mod.press("Publish")
    fact = book_of(services).facts[PLACE]
    assert (fact.said_by, fact.meeting, fact.topics) == ("seo-ha-rin", "csd-12", ("busan", "rwg"))
    assert (fact.basis, fact.inferred_from, fact.also) == ("inferred", "its dateline", ("when",))
    await mod.use("fact edit", entry=PLACE, form="1")
    await mod.fill(inferred="", said_by="양측")
    await mod.press("Publish")
    fact = book_of(services).facts[PLACE]
    assert (fact.basis, fact.inferred_from, fact.said_by) == ("stated", None, "both")


async def test_questions_are_added_by_alias(mod: Moderator, services: Services) -> None:
    """One field, both languages."""
    await mod.use("fact alias", entry=PLACE)
    await mod.fill(questions_more="In which harbour did they talk about the coast?\n연안 대화를 한 항구는 어디입니까?")
    await mod.press("Publish")
    questions = book_of(services).facts[PLACE].questions
    assert questions.en[-1] == "In which harbour did they talk about the coast?"
    assert questions.ko[-1] == "연안 대화를 한 항구는 어디입니까?"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"sources": "csd-21 s9"}, ["Sources", "no release “csd-21”", "Did you mean csd-12?"]),
        ({"sources": "csd-12 s99"}, ["csd-12 has no sentence “s99”", "s01 to s10"]),
        ({"sources": "somewhere"}, ["“somewhere” names no sentence"]),
        ({"sources": "s09"}, ["does not say of which release"]),
        ({"text_en": "Three *crews*."}, ["Text, English", "asterisk"]),
        ({"text_ko": "@everyone 모두"}, ["Text, Korean", "mention"]),
        ({"questions": "x" * 201}, ["Questions it answers", "201 characters", "at most 200"]),
        ({"questions": "Where?\nHow many <@123456> came?"}, ["Questions it answers", "number 2", "mention"]),
    ],
)
async def test_what_is_wrong_is_told_with_its_place_and_what_would_be_right(
    mod: Moderator, services: Services, typed: dict[str, str], told: list[str]
) -> None:
    """Nothing is changed, and what was typed stands in the form when it is opened again."""
    before = file_of(services)
    await mod.use("fact add")
    text = await mod.fill(**{**CREWS, **typed})
    assert "Not ready yet" in text
    for piece in told:
        assert piece in text
    assert "Publish" not in mod.labels
    await mod.press("Edit again")
    assert {key: mod.form[key] for key in typed} == typed
    text = await mod.fill(**CREWS)
    assert "Publish" in mod.labels
    assert file_of(services) == before


async def test_a_fact_without_a_source_is_refused_and_the_nearest_sentence_named(
    mod: Moderator, services: Services
) -> None:
    """One press takes the sentence that is offered."""
    await mod.use("fact add")
    claim = "Deputy Minister Han led the dialogue with Ruth Calder."
    text = await mod.fill(**{**CREWS, "text_en": claim, "text_ko": "", "sources": ""})
    assert "no fact goes without" in text
    assert "`csd-12#s02`" in text
    assert "Publish" not in mod.labels
    text = await mod.press("Use csd-12#s02")
    assert "Publish" in mod.labels
    assert "+ Sources: csd-12#s02" in text
    await mod.press("Publish")
    assert any(fact.text.en == claim for fact in book_of(services).facts.values())


async def test_a_change_that_loses_an_answer_needs_a_reason_and_a_second_look(
    mod: Moderator, services: Services
) -> None:
    """It tells which question, asks why, and shows it once more before it does it."""
    before = file_of(services)
    await mod.use("fact retire", entry=PLACE)
    text = await mod.fill(retire="It names the wrong city.")
    assert "Loses its answer" in text
    assert "Publish" not in mod.labels
    text = await mod.press("Publish all the same")
    assert "Published" in text
    assert book_of(services).facts[PLACE].retired == "It names the wrong city."
    assert lines_changed(before, file_of(services)) == ['+    retired: "It names the wrong city."']
    (made,) = await services.database.revisions.listing(0, limit=1)
    assert made.reason == "It names the wrong city."


async def test_a_lost_answer_without_a_reason_offers_only_to_say_why(mod: Moderator, services: Services) -> None:
    """An edit that takes a question's ground away cannot be published before."""
    await mod.use("fact edit", entry=PLACE)
    changed = {"text_en": "The weather was fine.", "text_ko": "", "questions": "What was the weather like?"}
    text = await mod.fill(**changed)
    assert "Loses its answer" in text
    assert not {"Publish", "Publish all the same"} & set(mod.labels)
    await mod.press("Say why")
    text = await mod.fill(reason="The place is in another fact.")
    assert "Why: The place is in another fact." in text
    await mod.press("Publish all the same")
    assert book_of(services).facts[PLACE].text.en == "The weather was fine."


async def test_a_fact_that_gaps_name_as_nearest_is_retired_with_their_pointers(
    mod: Moderator, services: Services
) -> None:
    """Nobody has to look for the gaps; a gap that had no other pointer stands without."""
    before = file_of(services)
    await mod.use("fact retire", entry="csd12-patrols")
    text = await mod.fill(retire="It counts them twice.")
    assert "Not ready yet" not in text
    await mod.carry_out()
    book = book_of(services)
    assert book.facts["csd12-patrols"].retired
    assert not any("csd12-patrols" in gap.nearest for gap in book.gaps.values())
    assert sorted(lines_changed(before, file_of(services))) == [
        '+    retired: "It counts them twice."',
        "-    nearest: [csd12-patrols]",
    ]
    await mod.press("Take it back")
    await mod.press("Publish")
    assert file_of(services) == before


async def test_a_fact_in_place_of_another_takes_its_pointers_over(mod: Moderator, services: Services) -> None:
    """Gaps that named the old fact as nearest name the new one."""
    await mod.use("fact supersede", entry="csd12-leads", by="csd12-place")
    await mod.press("Say why")
    await mod.fill(reason="It is told better there.")
    await mod.carry_out()
    assert any("csd12-place" in gap.nearest for gap in book_of(services).gaps.values())
    assert not any("csd12-leads" in gap.nearest for gap in book_of(services).gaps.values())


async def test_a_retired_fact_is_brought_back(mod: Moderator, services: Services) -> None:
    """By the same command, with one press; the file is as it was."""
    before = file_of(services)
    await mod.use("fact retire", entry=PLACE)
    await mod.fill(retire="A mistake.")
    await mod.press("Publish all the same")
    await mod.use("fact retire", entry=PLACE)
    await mod.press("Publish")
    assert book_of(services).facts[PLACE].retired is None
    assert file_of(services) == before


async def test_a_fact_takes_the_place_of_another(mod: Moderator, services: Services) -> None:
    """One that is there, or a new one that begins as the old one; then only the new one is in use."""
    await mod.use("fact supersede", entry=PLACE)
    old = book_of(services).facts[PLACE]
    assert mod.form["text_en"] == old.text.en
    text = await mod.fill(text_en="The dialogue was held in Busan, a port.")
    assert "in place of another" in text
    await mod.press("Publish" if "Publish" in mod.labels else "Say why")
    if mod.seen is not None and mod.seen.modal is not None:
        await mod.fill(reason="Better said.")
        await mod.press("Publish all the same")
    book = book_of(services)
    new = next(fact for fact in book.facts.values() if fact.text.en.endswith("a port."))
    assert book.facts[PLACE].superseded_by == new.id
    assert not book.facts[PLACE].is_current
    await mod.use("fact supersede", entry=new.id, by=new.id)
    assert "itself" in mod.text


async def test_a_change_is_taken_back_from_the_message_that_told_of_it(mod: Moderator, services: Services) -> None:
    """Two presses after publishing, the file is byte for byte as before, and the history has both."""
    before = file_of(services)
    await mod.use("fact add")
    await mod.fill(**CREWS)
    await mod.press("Publish")
    text = await mod.press("Take it back")
    assert "Takes back revision 2" in text
    await mod.carry_out()
    assert file_of(services) == before
    text = await mod.use("fact history", entry=CREWS_ID)
    assert f"<@{mod.actor.id}>" in text
    assert "It was not right." in text
    assert mod.labels == ["Take back 3", "Take back 2"]


async def test_a_revision_is_taken_back_from_the_history(mod: Moderator, services: Services) -> None:
    """By its button, or by its number; one that is none is told."""
    await mod.use("fact alias", entry=PLACE)
    await mod.fill(questions_more="Which harbour was it?")
    await mod.press("Publish")
    await mod.use("fact history")
    text = await mod.press("Take back 2")
    assert "- Questions it answers: Which harbour was it?" in text
    await mod.use("fact revert", revision=99)
    assert "no revision 99; the newest is 2" in mod.text
    await mod.use("fact revert", revision=1, all_since=True)
    assert "- Questions it answers: Which harbour was it?" in mod.text
    await mod.carry_out()
    assert "Which harbour was it?" not in file_of(services)
    await mod.use("fact revert", revision=2)
    assert "nothing to take back" in mod.text


async def test_show_has_the_card_the_fields_and_what_one_does_next(mod: Moderator) -> None:
    """Buttons to change it, to add questions, to see its past, to take it out of use."""
    text = await mod.use("fact show", entry=PLACE)
    assert "**Source:**" in text
    assert "Questions it answers:" in text
    assert mod.labels == ["Edit", "Add questions", "History", "Retire"]
    await mod.press("Add questions")
    assert list(mod.form) == ["questions_more"]
    await mod.press("Edit")
    assert "text_en" in mod.form
    await mod.press("Retire")
    assert list(mod.form) == ["retire"]
    assert "No change is kept of it" in await mod.press("History")


async def test_cancelling_changes_nothing_and_ends_it(mod: Moderator, services: Services) -> None:
    """The buttons of what was given up say so."""
    before = file_of(services)
    await mod.use("fact add")
    await mod.fill(**CREWS)
    shown = mod.seen
    assert "Nothing was changed" in await mod.press("Cancel")
    assert mod.labels == []
    assert file_of(services) == before
    assert shown is not None


async def test_a_second_pair_of_eyes(mod: Moderator, services: Services) -> None:
    """Where the guild requires it, the change waits as a proposal, and nothing is published."""
    by = await services.database.actors.token(1)
    await services.gate.choose(HOME, "review_required", True, by=by)
    before = file_of(services)
    await mod.use("fact add")
    text = await mod.fill(**CREWS)
    assert "second person" in text
    text = await mod.press("Send to review")
    assert "In review" in text
    assert file_of(services) == before
    (waiting,) = await services.database.proposals.listing(HOME)
    assert (waiting.kind, waiting.entry) == ("change", CREWS_ID)
    assert waiting.body is not None
    assert CREWS["text_en"] in waiting.body
    assert await member_behind(services, waiting.author) == mod.actor.id


async def test_the_whole_way_in_korean(mod: Moderator, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms, preview, buttons and what is told."""
    speak_korean(monkeypatch)
    await mod.use("fact add")
    assert mod.form["sources"] == ""
    text = await mod.fill(**CREWS)
    assert "아직 바뀐 것은 없습니다" in text
    assert "말한 쪽: 보도자료" in text
    assert "게시했습니다" in await mod.press("게시")
    await mod.use("fact edit", entry=CREWS_ID, form="1")
    assert mod.form["said_by"] == "보도자료"
    text = await mod.fill(said_by="아무개씨라는사람")
    assert "아직 게시할 수 없습니다" in text
    await mod.use("fact edit", entry=CREWS_ID)
    text = await mod.fill(text_ko="*세* 승조원이 훈련했습니다.")
    assert "본문(한국어)" in text
    assert "별표가 있습니다" in text
    assert book_of(services).facts[CREWS_ID].said_by == "release"


@pytest.mark.parametrize("settings", [{"reply_style": "plain"}], indirect=True)
async def test_the_whole_way_in_plain_text(mod: Moderator) -> None:
    """No card, and within what a plain message takes."""
    await mod.use("fact add")
    text = await mod.fill(**CREWS)
    assert CREWS["text_en"] in text
    assert len(text) <= 2000
    assert "Published" in await mod.press("Publish")


@pytest.mark.parametrize("settings", [{"home_guilds": ()}], indirect=True)
async def test_another_guild_keeps_an_overlay_of_its_own(mod: Moderator, services: Services) -> None:
    """The same way; the fact file stays as it is, and only that guild's members see it."""
    before = file_of(services)
    await mod.use("fact add")
    await mod.fill(**CREWS)
    assert "Published" in await mod.press("Publish")
    await mod.use("fact edit", entry=PLACE)
    await mod.fill(text_ko="대화는 부산이라는 항구에서 열렸습니다.")
    assert "Published" in await mod.press("Publish")
    assert file_of(services) == before
    own = (await services.keeper.snapshot_for(HOME)).book
    assert CREWS_ID in own.facts
    assert own.facts[PLACE].text.ko == "대화는 부산이라는 항구에서 열렸습니다."
    assert CREWS_ID not in services.store.current.book.facts
