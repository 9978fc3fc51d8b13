"""What a new session finds that nobody heard, and what an earlier life of the bot left behind."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
import pytest

from bot.database import Claim
from bot.gateway.client import Communique
from bot.gateway.outbox import Breaker
from bot.services import Services

MUSEUM = "Calder visited the Lighthouse Museum of Korea after the meeting"

Restart = Callable[[], Awaitable[None]]


@pytest.fixture
def deafen(room: Any) -> Callable[[], Awaitable[None]]:
    """Return a function after which the running bot hears nothing, as if its connection was gone."""

    async def deafen() -> None:
        await room.env.bot.remove_cog("Questions")

    return deafen


@pytest.fixture
def restart(room: Any, make_bot: Callable[[], Communique]) -> Restart:
    """Return a function that starts a new client on the same services."""

    async def restart() -> None:
        await room.env.advance_time(1)
        await room.env.restart_bot(make_bot())
        await room.env.settle()

    return restart


async def claim(services: Services, message: discord.Message) -> Claim:
    """Take *message* as a process does that dies right after."""
    assert message.guild is not None
    return await services.database.replies.claim(
        message.id,
        guild_id=message.guild.id,
        channel_id=message.channel.id,
        asker_id=message.author.id,
        now=discord.utils.utcnow(),
    )


async def test_answers_what_was_asked_while_nobody_listened(room: Any, deafen: Restart, restart: Restart) -> None:
    """After a new session the missed question is answered, and nothing that was no question."""
    await room.ask("museum?")
    await deafen()
    missed = await room.ask("museum?")
    await room.joe.send(room.channel, "hello everybody")
    await restart()
    assert [reply.reference.message_id for reply in room.replies()][1:] == [missed.id]


async def test_does_not_answer_again_what_was_answered(room: Any, restart: Restart) -> None:
    """What is known to be handled is not even taken, however often the bot starts."""
    await room.ask("museum?")
    await restart()
    await restart()
    assert len(room.requests("POST", "/messages")) == 1


async def test_a_bot_that_was_just_invited_does_not_answer_the_past(
    room: Any, deafen: Restart, restart: Restart
) -> None:
    """Where it never handled anything, it begins with what comes."""
    await deafen()
    await room.ask("museum?")
    await restart()
    assert room.replies() == []


async def test_what_is_long_past_stays_unanswered(room: Any, deafen: Restart, restart: Restart) -> None:
    """After ten minutes the talk has gone on."""
    await room.ask("museum?")
    await deafen()
    await room.ask("when?")
    await room.env.advance_time(700)
    await restart()
    assert len(room.replies()) == 1


async def test_a_channel_that_never_asked_is_read_back_too(room: Any, deafen: Restart, restart: Restart) -> None:
    """Discord tells at the start which channels have something new."""
    await room.ask("museum?")
    await deafen()
    other = room.env.guild.create_text_channel("other")
    await room.joe.send(other, f"{room.bot} museum?")
    await restart()
    assert MUSEUM in room.texts(other)[0]


async def test_direct_messages_are_read_back(room: Any, deafen: Restart, restart: Restart) -> None:
    """Of these Discord tells nothing at the start; those that asked before are looked at."""
    ann = room.env.create_user("ann")
    await ann.send_dm("museum?")
    await deafen()
    await ann.send_dm("when?")
    await restart()
    assert len(room.texts(ann.dm_channel)) == 2


async def test_does_not_ask_for_what_it_may_not_read(room: Any, deafen: Restart, restart: Restart) -> None:
    """A refusal would count against the address."""
    await room.ask("museum?")
    hidden = room.env.guild.create_text_channel(
        "hidden",
        overwrites={room.env.guild.default_role: discord.PermissionOverwrite(read_message_history=False)},
    )
    await deafen()
    await room.joe.send(hidden, f"{room.bot} museum?")
    await restart()
    assert room.requests("GET", f"/channels/{hidden.id}/messages") == []


async def test_finishes_a_question_that_was_taken_and_not_answered(
    room: Any, services: Services, deafen: Restart, restart: Restart
) -> None:
    """A process that died between taking and sending is made good, with the nonce it would have used."""
    await deafen()
    question = await room.ask("museum?")
    assert await claim(services, question) is Claim.NEW
    await restart()
    (reply,) = room.replies()
    assert reply.reference.message_id == question.id
    assert room.requests("POST", "/messages")[0].json["nonce"] == str(question.id)
    stored = await services.database.replies.get(question.id)
    assert stored is not None
    assert stored.reply_id == reply.id


async def test_takes_over_a_reply_that_was_sent_and_not_noted(room: Any, services: Services, restart: Restart) -> None:
    """A process that died between sending and noting has answered; its reply is adopted, not doubled."""
    question = await room.ask("museum?")
    await services.database.replies.forget(question.id)
    await claim(services, question)
    await restart()
    assert len(room.requests("POST", "/messages")) == 1
    stored = await services.database.replies.get(question.id)
    assert stored is not None
    assert stored.reply_id == room.replies()[0].id
    await room.joe.edit(question, f"{room.bot} when?")
    assert "Seo" in room.texts()[0]


async def test_forgets_a_taken_question_that_was_deleted_meanwhile(
    room: Any, services: Services, deafen: Restart, restart: Restart
) -> None:
    """There is nothing to answer, and nothing to keep."""
    await deafen()
    question = await room.ask("museum?")
    await claim(services, question)
    await room.joe.delete(question)
    await restart()
    assert room.replies() == []
    assert await services.database.replies.get(question.id) is None


async def test_leaves_the_questions_of_other_shards_alone(
    room: Any, services: Services, deafen: Restart, restart: Restart
) -> None:
    """With one database for all shards, each finishes its own guilds' questions."""
    await deafen()
    question = await room.ask("museum?")
    await services.database.replies.claim(
        question.id, guild_id=1 << 22, channel_id=room.channel.id, asker_id=1, now=discord.utils.utcnow()
    )
    object.__setattr__(services, "settings", services.settings.model_copy(update={"shard_count": 2}))
    await restart()
    assert room.replies() == []


async def test_goes_on_where_the_past_cannot_be_read(room: Any, deafen: Restart, restart: Restart) -> None:
    """A failing request for the past is logged, and the present goes on."""
    await room.ask("museum?")
    await deafen()
    await room.ask("when?")
    room.env.inject_error("GET", "/channels/*/messages", status=403, times=1)
    await restart()
    assert len(room.replies()) == 1
    await room.ask("museum?")
    assert len(room.replies()) == 2


async def test_a_past_that_cannot_be_read_now_is_read_the_next_time(
    room: Any, services: Services, deafen: Restart, restart: Restart
) -> None:
    """A stumble of Discord's loses nothing: the question stays taken."""
    await deafen()
    question = await room.ask("museum?")
    await claim(services, question)
    room.env.inject_error("GET", "/channels/*/messages", status=503, times=1)
    await restart()
    assert room.replies() == []
    await restart()
    assert len(room.replies()) == 1


async def test_asks_for_no_past_while_cloudflare_shuts_us_out(
    room: Any, breaker: Breaker, deafen: Restart, restart: Restart
) -> None:
    """Requests would only prolong it."""
    await room.ask("museum?")
    await deafen()
    await room.ask("when?")
    breaker.note(429, {})
    await restart()
    assert room.requests("GET", "/messages") == []


async def test_catching_up_survives_a_broken_database(room: Any, services: Services, restart: Restart) -> None:
    """What cannot be looked up is logged; the bot begins with what comes."""
    await room.ask("museum?")
    await services.database.close()
    await restart()
    await room.ask("when?")
    assert len(room.replies()) == 2
