"""Buttons work from the database alone, for whom they are meant, and answer each press once."""

import dataclasses
from collections.abc import Callable
from typing import Any

import discord
import pytest
import simcord
import structlog.testing

from bot.cards.ids import pick_id, reply_id
from bot.gateway.client import Communique
from bot.replystate import load_reply
from bot.services import Services
from bot.settings import Settings
from knowledge.decision import (
    Answer,
    Context,
    Decision,
    GuardResult,
    Part,
    Reply,
    Suggestions,
    Trace,
    WordWeight,
    cite,
)
from knowledge.model import FactBook, Language
from tests.bot.cardkit import labels_of, speak_korean, words_of
from tests.bot.storekit import tally

GONE = "This button is too old, or its reply is not kept any more. Please ask again."
MUSEUM = "Calder visited the Lighthouse Museum of Korea after the meeting"


@pytest.fixture
def suggesting(oracle: Any, small_book: FactBook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every question be answered with two suggestions."""

    def decide(_text: str, language: Language) -> Decision:
        near = [cite(small_book.facts[each], small_book, language, 50.0) for each in ("csd12-place", "csd12-leads")]
        return Suggestions((near[0], near[1]))

    monkeypatch.setattr(oracle, "_decide", decide)


async def answer(room: Any, text: str = "the museum?") -> Any:
    """Return the bot's reply to Joe's question."""
    await room.ask(text)
    return room.replies()[-1]


def member(room: Any, name: str, **permissions: bool) -> simcord.MemberActor:
    """Return somebody else in Joe's guild, with *permissions*."""
    guild = room.env.guild
    roles = [guild.create_role("Role", permissions=discord.Permissions(**permissions))]
    somebody: simcord.MemberActor = guild.add_member(room.env.create_user(name), roles=roles if permissions else [])
    return somebody


@pytest.mark.parametrize(("label", "counted"), [("Helpful", (1, 0)), ("Not helpful", (0, 1))])
async def test_a_vote_is_counted_and_thanked_for_privately(
    room: Any, services: Services, label: str, counted: tuple[int, int]
) -> None:
    """The thanks say what was counted and that it can be changed."""
    reply = await answer(room)
    pressed = await room.joe.click(reply, label=label)
    assert pressed.ephemeral
    assert "Thank you." in words_of(pressed.response)
    assert await tally(services.database, reply.reference.message_id) == counted


async def test_a_vote_can_be_changed_and_counts_once_a_member(room: Any, services: Services) -> None:
    """The last press of each member stands."""
    reply = await answer(room)
    ann = member(room, "ann")
    for label in ("Helpful", "Helpful", "Not helpful"):
        await room.joe.click(reply, label=label)
    await ann.click(reply, label="Helpful")
    assert await tally(services.database, reply.reference.message_id) == (1, 1)


async def test_buttons_work_after_a_restart(room: Any, make_bot: Callable[[], Communique]) -> None:
    """A new process knows nothing but the database, and that is enough."""
    reply = await answer(room)
    await room.env.restart_bot(make_bot())
    for label in ("Helpful", "Why this answer", "Copy citation"):
        assert words_of((await room.joe.click(reply, label=label)).response)


@pytest.mark.parametrize("language", Language)
async def test_why_shows_what_the_decision_rests_on(
    room: Any, oracle: Any, small_book: FactBook, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    """Matched question, words with their share, sureness, runner-up and checks, failed ones first."""
    if language is Language.KO:
        speak_korean(monkeypatch)
    trace = Trace(
        variant="Where did Calder go after the meeting?",
        words=(WordWeight("museum", 0.7), WordWeight("*calder*", 0.3)),
        missing=("@everyone",),
        guards=(GuardResult("year", True, ""), GuardResult("kind", False, "asks who")),
        confidence=0.91,
        margin=0.4,
        best="calder21-museum",
        runner_up="csd12-saved",
    )
    plain = oracle.answer

    def traced(text: str, **kwargs: Any) -> Any:
        reply = plain(text, **kwargs)
        part = type(reply.parts[0])(text, reply.parts[0].decision, trace)
        return type(reply)((part,), reply.language, reply.context)

    monkeypatch.setattr(oracle, "answer", traced)
    pressed = await room.joe.click(await answer(room), label="Why this answer")
    assert pressed.ephemeral
    text = words_of(pressed.response)
    for piece in ("Where did Calder go", "museum (70 %)", "\\*calder\\* (30 %)", "\uff20everyone", "91 %", "40 %"):
        assert piece in text
    next_best = small_book.facts["csd12-saved"].text.get(language)
    assert next_best in text
    lines = text.splitlines()
    # What a check found is told in English; a Korean reader gets its name.
    failed, passed = (
        ("Check failed: kind (asks who)", "Checks passed: years")
        if language is Language.EN
        else ("확인 불통과: kind", "확인 통과: 연도")
    )
    assert lines.index(failed) < lines.index(passed)


async def test_a_citation_comes_in_three_forms_to_copy(room: Any) -> None:
    """Plain text, Markdown and BibTeX, each in a block, to the member alone."""
    pressed = await room.joe.click(await answer(room), label="Copy citation")
    assert pressed.ephemeral
    text = words_of(pressed.response)
    assert text.count("```") == 6
    assert "Republic of Korea Harbor Ministry" in text
    assert "[Harbor Minister meets with Ruth Calder" in text
    assert "@misc{calder-2021," in text
    assert "paragraph 3, sentence 1" in text


async def test_the_asker_may_delete_the_reply(room: Any, services: Services) -> None:
    """The message goes; the row stays without its words, so that the question is not answered once more."""
    reply = await answer(room)
    await room.joe.click(reply, label="Delete")
    assert room.replies() == []
    stored = await services.database.replies.get(reply.reference.message_id)
    assert stored is not None
    assert (stored.reply_id, stored.state) == (None, "")


async def test_a_moderator_may_delete_a_reply_and_nobody_else(room: Any) -> None:
    """Whoever may manage messages here, as Discord says at the press; others are told so privately."""
    reply = await answer(room)
    refused = await member(room, "ann").click(reply, label="Delete")
    assert refused.ephemeral
    assert "Only the member who asked" in words_of(refused.response)
    assert len(room.replies()) == 1
    await member(room, "mod", manage_messages=True).click(reply, label="Delete")
    assert room.replies() == []


async def test_a_private_answer_is_shared_once(room: Any, services: Services, oracle: Any) -> None:
    """It comes into the channel with the name of who shares it, pinging nobody, and then belongs to its row."""
    asked = await room.joe.slash(room.channel, "ask", question="the museum?", private=True)
    assert asked.ephemeral
    assert "Share in this channel" in labels_of(asked.response)
    shared = await room.joe.click(asked.response, label="Share in this channel")
    assert shared.response is not None
    assert not shared.ephemeral
    assert MUSEUM in words_of(shared.response)
    assert f"Shared by <@{room.joe.id}>" in words_of(shared.response)
    assert "Delete" in labels_of(shared.response)
    stored = await services.database.replies.by_reply(shared.response.id)
    assert stored is not None
    assert not stored.private
    again = await room.joe.click(asked.response, label="Share in this channel")
    assert again.ephemeral
    assert "shared already" in words_of(again.response)
    # Discord withholds the words of a reply to a command's answer, unless they mention the bot.
    await room.joe.send(room.channel, f"{room.bot} when was it?", reply_to=shared.response)
    assert oracle.asked[-1][1] is not None


@pytest.mark.usefixtures("suggesting")
async def test_the_askers_pick_takes_the_place_of_the_suggestions(room: Any, services: Services) -> None:
    """The same message becomes the answer, and its buttons and follow-ups are about that answer."""
    reply = await answer(room, "who?")
    await room.joe.click(reply, label="Who led the talks at CSD 12?")
    (now,) = room.replies()
    assert now.id == reply.id
    assert "Deputy Minister Han Do-yun led" in room.texts()[0]
    stored = await services.database.replies.by_reply(reply.id)
    assert stored is not None
    assert stored.state is not None
    kept = load_reply(stored.state)
    assert isinstance(kept.parts[0].decision, Answer)
    assert (kept.context.meeting, kept.context.facts) == ("csd-12", ("csd12-leads",))
    assert "Matched with" in words_of((await room.joe.click(now, label="Why this answer")).response)


async def test_a_pick_leaves_the_other_parts_of_the_reply(
    room: Any, services: Services, oracle: Any, small_book: FactBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two questions in one message: taking up one's suggestion does not cost the other's answer."""

    def answer_all(text: str, *, language: Language | None = None, **_rest: Any) -> Reply:
        spoken = language or Language.EN
        museum, place, leads, date = (
            cite(small_book.facts[each], small_book, spoken, 50.0)
            for each in ("calder21-museum", "csd12-place", "csd12-leads", "calder21-date")
        )
        offered = (Suggestions((place, leads)), Suggestions((date, leads)))
        parts = (Part("a", offered[0]), Part("b", Answer((museum,))), Part("c", offered[1]))
        return Reply(parts, spoken, Context(text))

    monkeypatch.setattr(oracle, "answer", answer_all)
    reply = await answer(room, "what and who?")
    await room.joe.click(reply, custom_id=pick_id(reply.reference.message_id, 3))
    text = room.texts()[0]
    assert MUSEUM in text
    assert "Deputy Minister Han Do-yun led" in text
    assert text.count("Did you mean") == 1
    stored = await services.database.replies.by_reply(reply.id)
    assert stored is not None
    assert stored.state is not None
    kinds = [type(part.decision) for part in load_reply(stored.state).parts]
    assert kinds == [Suggestions, Answer, Answer]
    await room.joe.click(room.replies()[0], custom_id=pick_id(reply.reference.message_id, 1))
    assert "Did you mean" not in room.texts()[0]
    assert MUSEUM in room.texts()[0]


@pytest.mark.usefixtures("suggesting")
@pytest.mark.parametrize("settings", [{"member_questions": 2}], indirect=True)
async def test_a_press_that_comes_twice_is_answered_once(room: Any, metrics: Any) -> None:
    """The copy neither counts as another question nor gets a refusal in before the answer."""
    reply = await answer(room, "who?")
    ann = member(room, "ann")
    await ann.click(reply, label="Who led the talks at CSD 12?")
    payload = [
        payload
        for kind, name, payload in room.env.backend.transcript
        if (kind, name) == ("GATEWAY", "INTERACTION_CREATE")
    ][-1]
    before = len(room.requests("POST", "/callback"))
    for _ in range(3):
        room.env.backend.emit("INTERACTION_CREATE", {**payload, "id": str(int(payload["id"]) + 1)})
    await room.env.settle()
    (tried,) = room.requests("POST", "/callback")[before:]
    assert "a lot of questions" not in str(tried.json)
    assert metrics.dropped.labels("duplicate")._value.get() == 2


@pytest.mark.usefixtures("suggesting")
async def test_somebody_elses_pick_is_answered_to_them_alone(room: Any) -> None:
    """The suggestions stay for whoever asked; the private answer has buttons of its own."""
    reply = await answer(room, "who?")
    ann = member(room, "ann")
    picked = await ann.click(reply, label="Who led the talks at CSD 12?")
    assert picked.response is not None
    assert picked.ephemeral
    assert "Deputy Minister Han Do-yun led" in words_of(picked.response)
    assert "Did you mean" in room.texts()[0]
    cited = await ann.click(picked.response, label="Copy citation")
    assert "csd-12" in words_of(cited.response)


@pytest.mark.usefixtures("suggesting")
async def test_a_suggestion_that_left_the_file_is_not_answered(
    room: Any, services: Services, small_book: FactBook
) -> None:
    """A fact that was retired since is not given as current, however it stood in the suggestions."""
    reply = await answer(room, "who?")
    facts = tuple(
        fact.model_copy(update={"retired": "wrong"}) if fact.id == "csd12-leads" else fact
        for fact in small_book.file.facts
    )
    newer = FactBook(small_book.file.model_copy(update={"facts": facts}), "newer")
    snapshot = services.store.current
    services.store._current = type(snapshot)(newer, snapshot.answerer)
    pressed = await room.joe.click(reply, label="Who led the talks at CSD 12?")
    assert pressed.ephemeral
    assert "no longer have that" in words_of(pressed.response)


@pytest.mark.usefixtures("suggesting")
@pytest.mark.parametrize("settings", [{"member_questions": 1}], indirect=True)
async def test_taking_suggestions_counts_as_asking(room: Any) -> None:
    """A flood of presses meets the same limit as a flood of questions."""
    reply = await answer(room, "who?")
    pressed = await room.joe.click(reply, label="Who led the talks at CSD 12?")
    assert pressed.ephemeral
    assert "Did you mean" in room.texts()[0]


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Any) -> Settings:
    """Return the default settings, changed by what a test gives."""
    return Settings(data_dir=tmp_path, health_port=0, **getattr(request, "param", {}))


@pytest.mark.parametrize(
    "custom_id",
    [
        reply_id("why", 1),
        reply_id("delete", 2**64),
        pick_id(1, 0),
        "cq:0:helpful:1",
        "cq:1:page:meeting:0:no-such//",
        "cq:1:page:nothing:0://",
    ],
    ids=["no such reply", "no such id at all", "no such suggestion", "old version", "no such meeting", "no look-up"],
)
async def test_a_made_up_or_old_button_gets_one_kind_word(room: Any, custom_id: str) -> None:
    """Nothing happens, nothing is given away, and the member is not left waiting."""
    reply = await answer(room)
    pressed = await _forge(room, reply, custom_id)
    assert pressed.ephemeral
    assert words_of(pressed.response) in {GONE, "The releases have changed since. Please use the command again."}


async def test_a_press_before_the_reply_is_recorded_waits_for_it(
    room: Any, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord has the reply a moment before the database; who presses in between is not told that it is too old."""
    reply = await answer(room)
    load, looks = services.database.replies.get, 0

    async def late(asked_id: int) -> Any:
        nonlocal looks
        looks += 1
        stored = await load(asked_id)
        assert stored is not None
        return dataclasses.replace(stored, state=None) if looks < 3 else stored

    monkeypatch.setattr(services.database.replies, "get", late)
    pressed = await room.joe.click(reply, label="Copy citation")
    assert "calder-2021" in words_of(pressed.response)
    assert looks == 3


async def test_a_button_does_nothing_in_another_channel(room: Any, services: Services) -> None:
    """A reply is acted upon only where it stands, whatever id a press names."""
    reply = await answer(room)
    asked_id = reply.reference.message_id
    elsewhere = room.env.guild.create_text_channel("elsewhere")
    await room.joe.send(elsewhere, f"{room.bot} when?")
    other = room.replies(elsewhere)[-1]
    pressed = await _forge(room, other, reply_id("delete", asked_id))
    assert words_of(pressed.response) == GONE
    assert len(room.replies()) == 1
    stored = await services.database.replies.get(asked_id)
    assert stored is not None
    assert stored.state


async def test_a_private_reply_is_nobody_elses(room: Any) -> None:
    """Who learns the id of somebody's private answer can neither read nor share it."""
    asked = await room.joe.slash(room.channel, "ask", question="the museum?", private=True)
    asked_id = asked._interaction.id
    reply = await answer(room, "when?")
    ann = member(room, "ann", manage_messages=True)
    for action in ("why", "cite", "share", "delete"):
        pressed = await _forge(room, reply, reply_id(action, asked_id), by=ann)
        assert words_of(pressed.response) == GONE


async def test_what_goes_wrong_behind_a_button_is_told_in_one_sentence(
    room: Any, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """discord.py would only log it; the member hears a number, never the error."""
    reply = await answer(room)

    async def fail(*_args: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(services.database.feedback, "vote", fail)
    with structlog.testing.capture_logs() as logs:
        pressed = await room.joe.click(reply, label="Helpful")
    assert pressed.ephemeral
    text = words_of(pressed.response)
    (failure,) = [each for each in logs if each["event"] == "interaction_failed"]
    assert failure["incident"] in text
    assert "secret" not in text
    assert isinstance(failure["exc_info"], RuntimeError)


async def test_pages_turn_in_place_for_whoever_asked_and_privately_for_others(
    room: Any, services: Services, small_book: FactBook
) -> None:
    """One member's reading does not turn another's page."""
    many = tuple(
        small_book.facts["csd12-place"].model_copy(update={"id": f"f{number:02}", "topics": ("csd",)})
        for number in range(60)
    )
    snapshot = services.store.current
    book = FactBook(small_book.file.model_copy(update={"facts": many}), "many")
    services.store._current = type(snapshot)(book, snapshot.answerer)
    shown = await room.joe.slash(room.channel, "topic", name="csd")
    assert "Page 1 of" in words_of(shown.response)
    others = await member(room, "ann").click(shown.response, label="Next page")
    assert others.ephemeral
    assert "Page 2 of" in words_of(others.response)
    assert "Page 1 of" in words_of(shown.response)
    await room.joe.click(shown.response, label="Next page")
    assert "Page 2 of" in words_of(shown.response)
    await room.joe.click(shown.response, label="Previous page")
    assert "Page 1 of" in words_of(shown.response)


async def _forge(
    room: Any, message: Any, custom_id: str, by: simcord.MemberActor | None = None
) -> simcord.InteractionResult:
    """Press a button with *custom_id* that nobody sent under *message*, as a tampered client might."""
    stored = room.env.backend.get_message(message.channel.id, message.id)
    first = next(each for row in stored.components for each in row.get("components", []) if "custom_id" in each)
    first["custom_id"] = custom_id
    pressed: simcord.InteractionResult = await (by or room.joe).click(message, custom_id=custom_id)
    return pressed
