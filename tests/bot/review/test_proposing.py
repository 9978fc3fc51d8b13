"""The menu "Propose as fact": what somebody wrote becomes a draft, with what the answer it replies to tells."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access.levels import Access
from bot.database.proposals import DRAFT
from bot.review.drafting import draft_of
from bot.review.waiting import changes_of
from bot.services import Services
from knowledge.answer import Answerer
from knowledge.model import MAX_TEXT, FactBook
from tests.bot.cardkit import words_of
from tests.bot.curating.deskkit import HOME
from tests.bot.review.conftest import Person

MENU = "Propose as fact"


async def test_an_answer_of_a_member_becomes_a_draft(room: Any, services: Services, person: Person) -> None:
    """With the question that the bot could not answer, and a form to write it at once."""
    await room.ask("How many lanterns were lit at CSD 12?")
    (reply,) = room.replies()
    said = await room.joe.send(room.channel, "Nine lanterns were lit.", reply_to=reply)
    editor = await person(Access.EDITOR)
    result = await editor.actor.context_menu(room.channel, MENU, said)
    assert "Kept as draft" in words_of(result.response)
    (draft,) = await services.database.proposals.listing(HOME, kind=DRAFT)
    (change,) = changes_of(draft)
    assert change.after is not None
    assert change.after["text"] == {"en": "Nine lanterns were lit."}
    assert change.after["questions"]["en"] == ["How many lanterns were lit at CSD 12?"]
    (act,) = await services.database.audit.listing(HOME, action="draft")
    assert act.target == f"message {said.id}"


async def test_a_draft_is_no_answer(room: Any, services: Services, person: Person) -> None:
    """Members are answered as before."""
    said = await room.joe.send(room.channel, "CSD 12 was hosted by Gunsan.")
    editor = await person(Access.EDITOR)
    await editor.actor.context_menu(room.channel, MENU, said)
    await room.ask("Which city hosted CSD 12?")
    assert "Busan" in room.texts()[-1]
    assert "Gunsan" not in "".join(room.texts())
    assert await services.database.proposals.count(HOME) == 1


async def test_what_the_bot_says_is_no_draft(room: Any, services: Services, person: Person) -> None:
    """It would only repeat itself."""
    await room.ask("Which city hosted CSD 12?")
    editor = await person(Access.EDITOR)
    result = await editor.actor.context_menu(room.channel, MENU, room.replies()[-1])
    assert "what the bot itself says" in words_of(result.response)
    assert await services.database.proposals.count(HOME) == 0


async def test_a_message_without_words_is_no_draft(room: Any, services: Services, person: Person) -> None:
    """A picture, or invisible characters alone."""
    said = await room.joe.send(room.channel, "\u200b\u200b")
    editor = await person(Access.EDITOR)
    result = await editor.actor.context_menu(room.channel, MENU, said)
    told = words_of(result.response) + "".join(map(words_of, result.followups))
    assert "no words" in told
    assert await services.database.proposals.count(HOME) == 0


async def test_only_who_may_change_facts_vouches_for_words(room: Any, services: Services) -> None:
    """Also where an admin of the server shows the menu to everyone."""
    guild = room.channel.guild
    said = await room.joe.send(room.channel, "Nine lanterns were lit.")
    menu = next(each for each in await room.env.bot.tree.fetch_commands() if each.name == MENU)
    guild.set_command_permissions(menu, {guild.default_role: True})
    result = await room.joe.context_menu(room.channel, MENU, said)
    assert "needs the level **editor**" in words_of(result.response)
    assert await services.database.proposals.count(HOME) == 0


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_draft_takes_over_what_the_answer_was_about(small_answerer: Answerer, language: str) -> None:
    """Meeting, topics and the question, in the language it was put in."""
    question = {"en": "Which city hosted CSD 12?", "ko": "제12차 연안안보대화는 어디에서 열렸습니까?"}[language]
    text = {"en": "It was at the port.", "ko": "항구에서 열렸습니다."}[language]
    change = draft_of(text, small_answerer.answer(question), small_answerer.book)
    assert change is not None
    assert change.after is not None
    assert change.after["meeting"] == "csd-12"
    assert change.after["text"][language] == text
    assert change.after["questions"] == {language: [question]}
    assert "csd" in change.after["topics"]


@given(text=st.text(max_size=900))
def test_any_message_gives_a_draft_or_none(text: str, small_book: FactBook) -> None:
    """Nothing invisible stays, and nothing is longer than a fact's text may be."""
    change = draft_of(text, None, small_book)
    if change is not None:
        assert change.after is not None
        written = "".join(change.after["text"].values())
        assert written
        assert written == " ".join(written.split())
        assert len(written) <= MAX_TEXT
