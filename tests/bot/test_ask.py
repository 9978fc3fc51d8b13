"""Asking by command: the same answers, at once, to all or to one, and once however often it arrives."""

from typing import Any

import discord
import pytest

from bot.cards.limits import MAX_CHOICE, MAX_CHOICES
from bot.errors import StorageError
from bot.replystate import load_reply
from bot.revising.errors import FactsNotReady
from bot.services import Services
from bot.settings import Settings
from knowledge.model import FactBook, Language
from tests.bot.cardkit import labels_of, speak_korean, words_of

MUSEUM = "Calder visited the Lighthouse Museum of Korea after the meeting"


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Any) -> Settings:
    """Return the default settings, changed by what a test gives."""
    return Settings(data_dir=tmp_path, health_port=0, **getattr(request, "param", {}))


async def test_ask_answers_in_the_channel_with_the_first_response(room: Any, services: Services) -> None:
    """No deferring, no "thinking": one call, and what was answered is kept under the interaction's id."""
    result = await room.joe.slash(room.channel, "ask", question="the museum?")
    assert not result.ephemeral
    assert not result.deferred
    assert MUSEUM in words_of(result.response)
    assert "Delete" in labels_of(result.response)
    assert len(room.requests("POST", "/callback")) == 1
    stored = await services.database.replies.get(result._interaction.id)
    assert stored is not None
    assert (stored.asker_id, stored.channel_id, stored.private) == (room.joe.id, room.channel.id, False)
    assert stored.reply_id == result.response.id
    assert stored.state is not None
    assert load_reply(stored.state).parts[0].question == "the museum?"


async def test_a_private_answer_is_for_the_member_alone(room: Any, services: Services) -> None:
    """Nothing appears in the channel; the row knows that it is private."""
    result = await room.joe.slash(room.channel, "ask", question="the museum?", private=True)
    assert result.ephemeral
    assert room.replies() == []
    assert "Delete" not in labels_of(result.response)
    stored = await services.database.replies.get(result._interaction.id)
    assert stored is not None
    assert (stored.private, stored.reply_id) == (True, None)


async def test_a_guild_whose_facts_are_not_at_hand_is_asked_to_wait(
    room: Any, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is said from the shared facts, which it may have corrected; a look-up waits as well."""

    async def not_ready(_: int | None) -> Any:
        raise FactsNotReady

    monkeypatch.setattr(services.keeper, "to_answer", not_ready)
    for command, options in (("ask", {"question": "the museum?"}), ("latest", {})):
        result = await room.joe.slash(room.channel, command, **options)
        assert result.ephemeral
        assert words_of(result.response) == services.wording("runtime.sorry", Language.EN)


async def test_an_interaction_that_comes_twice_is_answered_once(room: Any, metrics: Any) -> None:
    """After a resume the gateway may send an event again; a second response would be refused, and is not tried."""
    await room.joe.slash(room.channel, "ask", question="the museum?")
    again = next(
        payload
        for kind, name, payload in room.env.backend.transcript
        if (kind, name) == ("GATEWAY", "INTERACTION_CREATE")
    )
    room.env.backend.emit("INTERACTION_CREATE", again)
    await room.env.settle()
    assert len(room.requests("POST", "/callback")) == 1
    assert metrics.dropped.labels("duplicate")._value.get() == 1


@pytest.mark.parametrize("settings", [{"member_questions": 1}], indirect=True)
@pytest.mark.parametrize("command", ["ask", "latest"])
async def test_a_copy_of_the_last_question_allowed_is_no_question_too_many(
    room: Any, metrics: Any, command: str
) -> None:
    """Both events are there before either is worked on; the answer comes, and no refusal gets in before it."""
    options = {"question": "the museum?"} if command == "ask" else {}
    await room.joe.slash(room.channel, command, **options)
    await room.env.advance_time(600)
    payload = next(
        payload
        for kind, name, payload in room.env.backend.transcript
        if (kind, name) == ("GATEWAY", "INTERACTION_CREATE")
    )
    before = len(room.requests("POST", "/callback"))
    again = {**payload, "id": str(int(payload["id"]) + 1)}
    room.env.backend.emit("INTERACTION_CREATE", again)
    room.env.backend.emit("INTERACTION_CREATE", again)
    await room.env.settle()
    (tried,) = room.requests("POST", "/callback")[before:]
    assert "a lot of questions" not in str(tried.json)
    assert metrics.dropped.labels("duplicate")._value.get() == 1


@pytest.mark.parametrize("language", Language)
async def test_the_reply_speaks_the_members_language(
    room: Any, oracle: Any, small_book: FactBook, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    """By the language of their Discord, whatever the question is written in."""
    if language is Language.KO:
        speak_korean(monkeypatch)
    result = await room.joe.slash(room.channel, "ask", question="the museum?")
    assert oracle.asked[-1][2] is language
    assert small_book.facts["calder21-museum"].text.get(language) in words_of(result.response)


@pytest.mark.parametrize("settings", [{"reply_style": "plain"}], indirect=True)
async def test_plain_style_answers_in_plain_text(room: Any) -> None:
    """The same words as content, with an address that has no preview."""
    result = await room.joe.slash(room.channel, "ask", question="the museum?")
    assert MUSEUM in result.response.content
    assert not result.response.flags.components_v2
    assert "<https://harbor.example/" in result.response.content


async def test_checking_a_message_answers_its_text_privately(room: Any, oracle: Any) -> None:
    """Anybody's message can be checked, without the intent that would show all messages."""
    said = await room.joe.send(room.channel, "Calder never went to a museum")
    result = await room.joe.context_menu(room.channel, "Check against the releases", said)
    assert oracle.asked[-1][0] == "Calder never went to a museum"
    assert result.ephemeral
    assert MUSEUM in words_of(result.response)
    assert "Share in this channel" in labels_of(result.response)
    assert room.replies() == []


async def test_checking_a_message_without_words_says_so(room: Any) -> None:
    """A picture alone is no question."""
    said = await room.joe.send(room.channel, attachments=[("a.png", b"x")])
    result = await room.joe.context_menu(room.channel, "Check against the releases", said)
    assert result.ephemeral
    assert "There is no question" in words_of(result.response)


@pytest.mark.parametrize("settings", [{"member_questions": 2}], indirect=True)
async def test_too_many_questions_get_a_private_word(room: Any, services: Services, oracle: Any) -> None:
    """The word says when to go on; whoever may manage messages is not held back."""
    for _ in range(2):
        await room.joe.slash(room.channel, "ask", question="the museum?")
    refused = await room.joe.slash(room.channel, "ask", question="the museum?")
    assert refused.ephemeral
    assert services.wording("runtime.slow_down", Language.EN, seconds=30) == words_of(refused.response)
    assert len(oracle.asked) == 2
    assert await services.database.replies.get(refused._interaction.id) is None
    role = room.env.guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
    mod = room.env.guild.add_member(room.env.create_user("mod"), roles=[role])
    for _ in range(4):
        assert not (await mod.slash(room.channel, "ask", question="the museum?")).ephemeral


async def test_a_failure_is_told_in_one_private_sentence(room: Any) -> None:
    """Also when the answerer itself fails; the member is never left with "did not respond"."""
    result = await room.joe.slash(room.channel, "ask", question="boom")
    assert result.ephemeral
    assert "Something went wrong here" in words_of(result.response)


async def test_completing_offers_questions_that_fit_into_a_choice(
    room: Any, oracle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At most 25, none longer than 100: a longer one would come back cut, as another question."""
    offers = ("x" * 101, *(f"Where was meeting {number}?" for number in range(24)))
    monkeypatch.setattr(oracle, "complete", lambda *_args, **_kwargs: offers)
    choices = await room.joe.autocomplete(room.channel, "ask", "question", "where")
    assert len(choices) == MAX_CHOICES - 1
    assert all(len(each["name"]) <= MAX_CHOICE and each["name"] == each["value"] for each in choices)


async def test_completing_takes_the_members_language(
    room: Any, monkeypatch: pytest.MonkeyPatch, small_book: FactBook
) -> None:
    """Korean members are offered Korean questions."""
    speak_korean(monkeypatch)
    choices = await room.joe.autocomplete(room.channel, "ask", "question", "어디")
    known = {question for fact in small_book.current_facts for question in fact.questions.ko}
    assert choices
    assert {each["value"] for each in choices} <= known


async def test_completing_follows_what_is_typed(room: Any, small_book: FactBook) -> None:
    """Who types Korean is offered Korean, whatever the language of their Discord."""
    choices = await room.joe.autocomplete(room.channel, "ask", "question", "언제")
    known = {question for fact in small_book.current_facts for question in fact.questions.ko}
    assert choices
    assert {each["value"] for each in choices} <= known


async def test_asking_works_in_direct_messages(room: Any) -> None:
    """Commands need no guild."""
    user = room.env.create_user("ann")
    room.env.guild.add_member(user)
    await user.send_dm("hello")
    result = await user.slash("ask", question="the museum?")
    assert MUSEUM in words_of(result.response)


async def test_a_reply_that_cannot_be_kept_still_arrives(
    room: Any, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The member has the answer; an apology after it would only confuse."""

    async def fail(*_args: object, **_kwargs: object) -> bool:
        raise StorageError("disk full")

    monkeypatch.setattr(services.database.replies, "record", fail)
    result = await room.joe.slash(room.channel, "ask", question="the museum?")
    assert MUSEUM in words_of(result.response)
    assert result.followups == []


async def test_a_database_that_refuses_is_told_before_time_runs_out(
    room: Any, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a claim a question could be answered twice, so it is not answered; the member hears why."""

    async def hang(*_args: object, **_kwargs: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(services.database.replies, "claim", hang)
    result = await room.joe.slash(room.channel, "ask", question="the museum?")
    assert result.ephemeral
    assert "cannot reach its memory" in words_of(result.response)
