"""Whoever asked to be told what becomes of their suggestion is told, once, and dropped where they cannot be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.cards.reply import claims_of
from bot.database.proposals import APPROVED, CORRECTION, DECLINED
from bot.gateway.outbox import Delivery, Outbox, Outcome
from bot.replystate import dump_reply
from bot.review.teller import GIVEN_UP_AFTER, Teller
from bot.services import Services
from knowledge.answer import Answerer
from knowledge.model import Language
from tests.bot.curating.deskkit import HOME

MEMBER = 4242


class Post:
    """An outbox that notes what is whispered, and answers as it is told."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.said: list[tuple[int, str, str]] = []
        self._outcomes = list(outcomes)

    async def whisper(self, person: Any, text: str, *, nonce: str) -> Delivery:
        """Note it."""
        self.said.append((person.id, text, nonce))
        return Delivery(self._outcomes.pop(0) if self._outcomes else Outcome.DONE)


async def _fetch(member_id: int) -> Any:
    return discord.Object(member_id)


def teller(services: Services, post: Post, fetch: Callable[[int], Any] = _fetch) -> Teller:
    """Return a teller that sends through *post*."""
    outbox: Any = post
    return Teller(services, outbox, fetch)


async def decided(
    services: Services, state: str = APPROVED, note: str | None = None, reply: str | None = None, **fields: Any
) -> int:
    """Keep a correction of the member that is decided; return its number."""
    author = await services.database.actors.token(MEMBER)
    now = services.clock()
    values = {"text": "It was in *Ulsan*.", "entry": "csd12-place", "tell": True, "reply": reply, **fields}
    number = await services.database.proposals.add(
        guild_id=HOME, scope=0, kind=CORRECTION, author=author, now=now, **values
    )
    await services.database.proposals.decide(number, state, "m-x", note, now)
    return number


async def test_the_author_hears_once_what_was_decided(services: Services) -> None:
    """With the word of the moderators, escaped; a second look finds nobody to tell."""
    number = await decided(services, DECLINED, "See *page* 2, @everyone.")
    post = Post()
    assert await teller(services, post).tell_waiting() == 1
    assert await teller(services, post).tell_waiting() == 0
    ((member, text, nonce),) = post.said
    assert (member, nonce) == (MEMBER, f"prop-{number}")
    assert "not taken up" in text
    assert "The moderators say: See \\*page\\* 2, \uff20everyone." in text


async def test_it_is_told_in_the_language_of_the_answer(services: Services, small_answerer: Answerer) -> None:
    """About the words that the member saw."""
    reply = small_answerer.answer("제12차 연안안보대화는 어디에서 열렸습니까?")
    assert claims_of(reply.parts[0].decision)
    await decided(services, reply=dump_reply(reply))
    post = Post()
    await teller(services, post).tell_waiting()
    assert reply.language is Language.KO
    assert "제12차 연안안보대화는 부산에서 열렸습니다" in post.said[0][1]
    assert "반영했습니다" in post.said[0][1]


async def test_nobody_is_told_who_did_not_ask(services: Services) -> None:
    """A direct message comes only to who wanted one."""
    await decided(services, tell=False)
    post = Post()
    await teller(services, post).tell_waiting()
    assert post.said == []


@pytest.mark.parametrize("outcome", [Outcome.FORBIDDEN, Outcome.GONE, Outcome.REFUSED])
async def test_closed_direct_messages_are_not_tried_again(services: Services, outcome: Outcome) -> None:
    """It is noted that they cannot be told, and dropped."""
    await decided(services)
    post = Post(outcome)
    assert await teller(services, post).tell_waiting() == 0
    assert await services.database.proposals.to_tell() == []


async def test_what_discord_does_not_take_is_tried_again_with_the_same_nonce(services: Services) -> None:
    """Until it has been a week: whoever hears later has forgotten what they said."""
    await decided(services)
    post = Post(Outcome.LATER, Outcome.LATER, Outcome.LATER)
    assert await teller(services, post).tell_waiting() == 0
    assert len(await services.database.proposals.to_tell()) == 1
    assert await teller(services, post).tell_waiting() == 0
    assert len({nonce for *_, nonce in post.said}) == 1
    later = replace(services, clock=lambda: services.clock() + GIVEN_UP_AFTER + timedelta(hours=1))
    assert await teller(later, post).tell_waiting() == 0
    assert await services.database.proposals.to_tell() == []


async def test_whoever_was_forgotten_is_told_nothing(services: Services) -> None:
    """Their id is not known any more, and nobody else gets their message."""
    await decided(services)
    await services.database.forget_member(MEMBER)
    post = Post()
    await teller(services, post).tell_waiting()
    assert post.said == []
    assert await services.database.proposals.to_tell() == []


async def test_somebody_who_left_discord_is_dropped(services: Services) -> None:
    """An unknown user cannot be told; one that Discord does not tell of just now is tried again."""

    class Response:
        status, reason = 404, "Not Found"

    async def gone(_member_id: int) -> Any:
        raise discord.NotFound(Response(), "Unknown User")

    async def later(_member_id: int) -> Any:
        raise OSError("connection reset")

    await decided(services)
    assert await teller(services, Post(), later).tell_waiting() == 0
    assert len(await services.database.proposals.to_tell()) == 1
    assert await teller(services, Post(), gone).tell_waiting() == 0
    assert await services.database.proposals.to_tell() == []


async def test_through_discord_it_comes_as_a_direct_message(services: Services, room: Any) -> None:
    """By the client's own outbox, also after a restart in between."""
    ann = room.env.create_user("ann")
    author = await services.database.actors.token(ann.id)
    number = await services.database.proposals.add(
        guild_id=HOME,
        scope=0,
        kind=CORRECTION,
        author=author,
        text="x",
        now=services.clock(),
        entry="csd12-place",
        tell=True,
    )
    await services.database.proposals.decide(number, APPROVED, "m-x", None, services.clock())
    outbox: Outbox = room.env.bot._outbox
    assert await Teller(services, outbox, room.env.bot.fetch_user).tell_waiting() == 1
    assert "taken up" in room.texts(ann.dm_channel)[-1]
