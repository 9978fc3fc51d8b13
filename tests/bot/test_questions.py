from dataclasses import replace
from typing import Any

import discord
import pytest
import simcord

from bot.gateway.limiter import Limiter
from bot.metrics import Metrics
from bot.revising.errors import FactsNotReady
from bot.services import Services
from bot.settings import Settings

MUSEUM = "Calder visited the Lighthouse Museum of Korea after the meeting"
DATE = "Minister Seo met Ruth Calder on the morning of Friday, November 5, 2021."


async def test_answers_a_mention_where_it_was_asked(room: Any, oracle: Any) -> None:
    """The reply refers to the question, carries a nonce made from it, and the mention is not part of the question."""
    question = await room.ask("tell me of the museum")
    (reply,) = room.replies()
    assert reply.reference.message_id == question.id
    assert MUSEUM in room.texts()[0]
    assert oracle.asked == [("tell me of the museum", None, None)]
    (sent,) = room.requests("POST", "/messages")
    assert (sent.json["nonce"], sent.json["enforce_nonce"]) == (str(question.id), True)
    assert sent.json["allowed_mentions"] == {"parse": [], "replied_user": False}


@pytest.mark.parametrize("form", ["<@{me}> museum?", "<@!{me}> museum?", "museum? <@{me}>", "so, <@!{me}>\nmuseum?"])
async def test_a_mention_may_take_either_form_and_stand_anywhere(form: str, room: Any, oracle: Any) -> None:
    """Old clients write <@!id>; what is left is the question."""
    await room.joe.send(room.channel, form.format(me=room.env.bot.user.id))
    assert len(room.replies()) == 1
    assert "<" not in oracle.asked[0][0]
    assert "museum?" in oracle.asked[0][0]


async def test_stays_out_of_what_is_not_meant_for_it(room: Any) -> None:
    """Roles, everyone, other members, talk in passing, other bots and webhooks are not answered."""
    env, channel = room.env, room.channel
    ann = env.guild.add_member(env.create_user("ann"))
    role = env.guild.create_role("Bots")
    other = env.guild.add_member(env.create_user("other", bot=True))
    await ann.send(channel, f"<@&{role.id}> museum?")
    await ann.send(channel, "@everyone museum?")
    hello = await ann.send(channel, f"{room.joe.mention} museum?")
    await room.joe.send(channel, "museum?", reply_to=hello)
    await other.send(channel, f"{room.bot} museum?")
    await env.guild.create_webhook(channel).send(f"{room.bot} museum?")
    assert room.replies() == []


async def test_a_reply_to_an_answer_follows_on_from_it(room: Any, oracle: Any, services: Services) -> None:
    """Its context comes from the stored reply, so it also does after a restart."""
    await room.ask("when was it?")
    await room.joe.send(room.channel, "and the museum?", reply_to=room.replies()[0])
    text, context, _ = oracle.asked[1]
    assert text == "and the museum?"
    assert context.question == "when was it?"
    assert MUSEUM in room.texts()[1]
    stored = await services.database.replies.by_reply(room.replies()[1].id)
    assert stored is not None
    assert stored.state is not None


async def test_a_direct_message_needs_no_mention_and_follows_on_for_a_while(
    room: Any, oracle: Any, simcord_env: simcord.Env
) -> None:
    """Ten minutes later a question stands for itself again."""
    ann = simcord_env.create_user("ann")
    await ann.send_dm("when was it?")
    await ann.send_dm("and the museum?")
    await simcord_env.advance_time(601)
    await ann.send_dm("when?")
    assert [context and context.question for _, context, _ in oracle.asked] == [None, "when was it?", None]
    assert len(room.texts(ann.dm_channel)) == 3


async def test_answers_in_threads(room: Any) -> None:
    """A thread is a channel like any other, with its own lane."""
    start = await room.joe.send(room.channel, "let us talk")
    thread = await start.create_thread(name="talk")
    handle = next(handle for handle in room.channel.threads if handle.id == thread.id)
    await room.joe.send(handle, f"{room.bot} museum?")
    assert len(room.replies(handle)) == 1


async def test_a_mention_alone_gets_a_word_of_help(room: Any) -> None:
    """Nothing was asked; the reply says how to, and turns into an answer when the question is added."""
    question = await room.ask("")
    assert "Ask me about" in room.texts()[0]
    await room.joe.edit(question, f"{room.bot} museum?")
    assert len(room.replies()) == 1
    assert MUSEUM in room.texts()[0]


@pytest.mark.parametrize(("locale", "words"), [("en-US", "Ask me about"), ("ko", "물어보십시오")])
async def test_speaks_the_guild_s_language_where_the_words_tell_none(
    locale: str, words: str, simcord_env: simcord.Env, room: Any
) -> None:
    """Korean in a Korean guild."""
    guild = simcord_env.create_guild("other", preferred_locale=locale)
    channel = guild.create_text_channel("talk")
    await guild.add_member(simcord_env.create_user("kim")).send(channel, room.bot)
    assert words in room.texts(channel)[0]


async def test_the_same_event_twice_is_answered_once(room: Any, metrics: Metrics) -> None:
    """Discord may deliver an event again, and two sessions may overlap."""
    question = await room.ask("museum?")
    await room.deliver("MESSAGE_CREATE", question)
    await room.deliver("MESSAGE_CREATE", question)
    assert len(room.requests("POST", "/messages")) == 1
    assert metrics.registry.get_sample_value("communique_dropped_total", {"reason": "duplicate"}) == 2


async def test_a_copy_that_waits_behind_the_first_is_dropped_at_once(room: Any, oracle: Any, metrics: Metrics) -> None:
    """Two events of one message, both there before either is worked on, are one question."""
    question = await room.joe.send(room.channel, "hello")
    emit_twice(room, question, f"{room.bot} museum?")
    await room.env.settle()
    assert len(oracle.asked) == 1
    assert metrics.registry.get_sample_value("communique_dropped_total", {"reason": "duplicate"}) == 1


def emit_twice(room: Any, said: discord.Message, content: str) -> None:
    """Send the event of *said* twice, as the question *content*, before anything is worked on."""
    me = {"id": str(room.env.bot.user.id), "username": "me", "discriminator": "0", "avatar": None}
    payload = next(
        payload
        for kind, name, payload in room.env.backend.transcript
        if (kind, name) == ("GATEWAY", "MESSAGE_CREATE") and payload["id"] == str(said.id)
    )
    for _ in range(2):
        room.env.backend.emit("MESSAGE_CREATE", {**payload, "content": content, "mentions": [me]})


async def test_a_question_that_found_no_room_may_come_again(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what was taken counts as taken: a catch-up brings the rest back."""
    monkeypatch.setattr(room.env.bot._inbox, "_capacity", 0)
    question = await room.ask("museum?")
    assert room.replies() == []
    monkeypatch.undo()
    await room.deliver("MESSAGE_CREATE", question)
    assert len(room.replies()) == 1


async def test_a_question_that_is_edited_away_loses_its_reply(room: Any, services: Services) -> None:
    """Without the mention it is no question any more, and its answer would stand for something else."""
    question = await room.ask("museum?")
    await room.joe.edit(question, "never mind")
    assert room.replies() == []
    assert await services.database.replies.get(question.id) is None


async def test_edits_that_wait_are_looked_at_as_one(room: Any, oracle: Any) -> None:
    """However often a message is edited meanwhile, only its newest text is answered."""
    question = await room.ask("museum?")
    (payload,) = (
        payload
        for kind, name, payload in room.env.backend.transcript
        if (kind, name) == ("GATEWAY", "MESSAGE_CREATE") and payload["id"] == str(question.id)
    )
    for text in ("x", "y", "when?"):
        changes = {"content": f"{room.bot} {text}", "edited_timestamp": discord.utils.utcnow().isoformat()}
        room.env.backend.emit("MESSAGE_UPDATE", {**payload, **changes})
    await room.env.settle()
    assert [text for text, _, _ in oracle.asked] == ["museum?", "when?"]
    assert DATE in room.texts()[0]
    assert room.env.bot.get_cog("Questions")._edited == {}


async def test_an_edited_direct_question_follows_on_from_the_one_before_it(
    room: Any, oracle: Any, simcord_env: simcord.Env
) -> None:
    """Not from a later one, and not from itself; what is asked next follows on from the edited text."""
    del room
    ann = simcord_env.create_user("ann")
    first = await ann.send_dm("when was it?")
    second = await ann.send_dm("and the museum?")
    await ann.edit(first, "when was that?")
    await ann.edit(second, "and when, then?")
    await ann.send_dm("museum?")
    inherited = [context and context.question for _, context, _ in oracle.asked]
    assert inherited == [None, "when was it?", None, "when was that?", "and when, then?"]


async def test_what_was_left_open_too_long_is_given_up(
    room: Any, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Housekeeping does not go on asking the database for a question that nobody waits for."""
    monkeypatch.setattr(room.env.bot._outbox, "_monotonic", lambda: services.clock().timestamp())
    room.env.inject_error("POST", "/channels/*/messages", status=503, times=None)
    await room.ask("museum?")
    replier = room.env.bot.get_cog("Questions")._replier
    await room.env.advance_time(95)
    assert replier.left_open
    await room.env.advance_time(900)
    assert replier.left_open == frozenset()


async def test_an_edited_question_changes_its_reply(room: Any) -> None:
    """There is still one reply, with the other answer."""
    question = await room.ask("museum?")
    await room.joe.edit(question, f"{room.bot} when?")
    assert len(room.replies()) == 1
    assert DATE in room.texts()[0]


async def test_an_edit_that_changes_no_answer_changes_nothing(room: Any, oracle: Any) -> None:
    """The same reply is not sent again, and a preview that Discord adds is not even looked at."""
    question = await room.ask("museum?")
    await room.deliver("MESSAGE_UPDATE", question, content=f"{room.bot} when?", edited_timestamp=None)
    assert len(oracle.asked) == 1
    await room.joe.edit(question, f"{room.bot}  museum?")
    assert len(oracle.asked) == 2
    assert room.requests("PATCH", f"/messages/{room.replies()[0].id}") == []


@pytest.mark.parametrize("now", ["card", "plain"])
async def test_an_edit_keeps_the_style_that_the_reply_was_sent_in(
    room: Any, services: Services, settings: Settings, now: str
) -> None:
    """Discord keeps a message's kind whatever the setting says today."""
    sent = "plain" if now == "card" else "card"
    replier = room.env.bot.get_cog("Questions")._replier
    replier._services = replace(services, settings=settings.model_copy(update={"reply_style": sent}))
    question = await room.ask("museum?")
    replier._services = replace(services, settings=settings.model_copy(update={"reply_style": now}))
    await room.joe.edit(question, f"{room.bot} when?")
    (edit,) = room.requests("PATCH", f"/messages/{room.replies()[0].id}")
    assert ("content" in edit.json) == (sent == "plain")
    assert DATE in room.texts()[0]


async def test_an_old_question_is_left_as_it_was_answered(room: Any, oracle: Any) -> None:
    """After an hour an edit is history."""
    question = await room.ask("museum?")
    await room.env.advance_time(3601)
    await room.joe.edit(question, f"{room.bot} when?")
    assert len(oracle.asked) == 1


async def test_an_edit_of_what_was_never_answered_is_no_question(room: Any) -> None:
    """A mention that is added later pinged nobody, and is not answered."""
    message = await room.joe.send(room.channel, "museum?")
    await room.joe.edit(message, f"{room.bot} museum?")
    assert room.replies() == []


async def test_a_deleted_question_takes_its_reply_along(room: Any, services: Services) -> None:
    """Reply and record are gone; another's deletion is nothing to us."""
    question = await room.ask("museum?")
    chat = await room.joe.send(room.channel, "hello")
    await room.joe.delete(chat)
    assert len(room.replies()) == 1
    await room.joe.delete(question)
    assert room.replies() == []
    assert await services.database.replies.get(question.id) is None


async def test_a_purge_takes_every_reply_along(room: Any) -> None:
    """Bulk deletion comes as one event for many messages."""
    questions = [await room.ask("museum?"), await room.ask("when?")]
    room.env.backend.bulk_delete_messages(room.channel.id, [question.id for question in questions])
    await room.env.settle()
    assert room.replies() == []


async def test_a_question_that_is_gone_before_the_answer_stays_without(room: Any, services: Services) -> None:
    """Discord refuses the reply, and nothing is kept of either."""
    room.env.inject_error(
        "POST", "/channels/*/messages", status=400, code=50035, message="In message_reference: Unknown message"
    )
    question = await room.ask("museum?")
    assert room.replies() == []
    stored = await services.database.replies.get(question.id)
    assert stored is None or stored.reply_id is None


async def test_something_going_wrong_is_said_once(room: Any, services: Services) -> None:
    """The notice has another nonce than the answer would, and the question counts as done."""
    question = await room.ask("boom")
    assert "Something went wrong" in room.texts()[0]
    assert room.requests("POST", "/messages")[0].json["nonce"] == f"{question.id}!"
    await room.deliver("MESSAGE_CREATE", question)
    assert len(room.replies()) == 1
    assert await services.database.replies.pending(discord.utils.utcnow().replace(year=2000)) == []


async def test_answers_although_the_database_does_not(room: Any, services: Services) -> None:
    """Without it buttons and follow-ups fail later, but the member has the answer now.

    Which guilds have facts of their own was read at the start.
    """
    await services.keeper.follow_overlays()
    await services.database.close()
    await room.ask("museum?")
    assert MUSEUM in room.texts()[0]


async def test_a_guild_whose_facts_are_not_at_hand_is_asked_to_wait(
    room: Any, services: Services, oracle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No answer from the shared facts, which it may have corrected; what is not asked of us is passed over."""

    async def not_ready(_: int | None) -> Any:
        raise FactsNotReady

    monkeypatch.setattr(services.keeper, "to_answer", not_ready)
    await room.ask("museum?")
    await room.joe.send(room.channel, "museum?")
    assert room.texts() == ["Something went wrong here, and I could not answer. Please ask again in a moment."]
    assert oracle.asked == []
    await services.recorder.settle()
    assert await services.database.unanswered.listing(room.env.guild.id) == []


async def test_a_503_is_tried_again_with_the_same_nonce(room: Any) -> None:
    """discord.py would give up here."""
    room.env.inject_error("POST", "/channels/*/messages", status=503, times=2)
    question = await room.ask("museum?")
    await room.env.advance_time(10)
    assert len(room.replies()) == 1
    assert [sent.json["nonce"] for sent in room.requests("POST", "/messages")] == [str(question.id)] * 3


async def test_an_outage_delays_the_answer_until_it_is_over(
    room: Any, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sending gives up, the question stays claimed and open, and housekeeping finishes it: once."""
    monkeypatch.setattr(room.env.bot._outbox, "_monotonic", lambda: services.clock().timestamp())
    # One round may come while sending goes on, the next only after it has given up.
    monkeypatch.setattr("bot.exts.questions.HOUSEKEEPING_S", 200.0)
    cog = room.env.bot.get_cog("Questions")
    room.env.inject_error("POST", "/channels/*/messages", status=503, times=None)
    question = await room.ask("museum?")
    await room.env.advance_time(95)
    assert cog._replier.left_open == {question.id}
    assert not room.env.bot._inbox._runners
    room.env.backend.faults.clear()
    tried = len(room.requests("POST", "/messages"))
    await room.env.advance_time(140)
    assert len(room.requests("POST", "/messages")) == tried + 1
    assert cog._replier.left_open == frozenset()
    assert len(room.replies()) == 1
    stored = await services.database.replies.get(question.id)
    assert stored is not None
    assert stored.reply_id == room.replies()[0].id


async def test_a_long_question_is_answered_all_the_same(room: Any, oracle: Any) -> None:
    """It is worked on off the event loop; nobody notices but the heartbeat."""
    await room.ask("what of the museum, " + "and so on, " * 40)
    assert MUSEUM in room.texts()[0]
    assert len(oracle.asked[0][0]) > 300


async def test_a_question_that_waited_too_long_is_let_go(room: Any, metrics: Metrics) -> None:
    """An answer after ten minutes would come into another talk."""
    question = await room.joe.send(room.channel, "hello")
    old = question.id - (601_000 << 22)
    me = {"id": str(room.env.bot.user.id), "username": "me", "discriminator": "0", "avatar": None}
    await room.deliver("MESSAGE_CREATE", question, id=str(old), content=f"{room.bot} museum?", mentions=[me])
    assert room.replies() == []
    assert metrics.registry.get_sample_value("communique_dropped_total", {"reason": "stale"}) == 1


async def test_a_reply_whose_answer_cannot_be_read_any_more_stands_for_itself(
    room: Any, oracle: Any, services: Services
) -> None:
    """A kept state of another version costs the context, not the answer."""
    question = await room.ask("when?")
    reply = room.replies()[0]
    await services.database.replies.record(
        question.id, reply_id=reply.id, private=False, state="from another version", now=discord.utils.utcnow()
    )
    await room.joe.send(room.channel, "and the museum?", reply_to=reply)
    assert oracle.asked[1][1] is None
    assert MUSEUM in room.texts()[1]


async def test_does_not_insist_where_it_may_not_speak(room: Any, services: Services) -> None:
    """Refused once, the question counts as done; where that can be seen beforehand, nothing is sent at all."""
    room.env.inject_error("POST", "/channels/*/messages", status=403, code=50013)
    question = await room.ask("museum?")
    await room.deliver("MESSAGE_CREATE", question)
    assert len(room.requests("POST", "/messages")) == 1
    stored = await services.database.replies.get(question.id)
    assert stored is not None
    assert stored.reply_id is None
    assert stored.state is not None
    room.channel = room.env.guild.create_text_channel(
        "mute", overwrites={room.env.bot.user: discord.PermissionOverwrite(send_messages=False)}
    )
    await room.ask("museum?")
    assert len(room.requests("POST", "/messages")) == 1


async def test_a_reply_that_cannot_be_deleted_now_is_not_forgotten(room: Any, services: Services) -> None:
    """Its buttons go on working."""
    question = await room.ask("museum?")
    room.env.inject_error("DELETE", "/channels/*/messages/*", status=503, times=None)
    await room.joe.delete(question)
    await room.env.advance_time(120)
    assert await services.database.replies.get(question.id) is not None


class TestLimits:
    """A member and a channel may ask so much."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """Two questions a minute for a member, three for a channel."""
        return settings.model_copy(update={"member_questions": 2, "channel_questions": 3})

    async def test_one_too_many_is_told_in_private_and_once(self, room: Any) -> None:
        """A direct message, in the channel nothing, and no second one in the same window."""
        for _ in range(5):
            await room.ask("museum?")
        assert len(room.replies()) == 2
        whispers = room.texts(room.joe.user.dm_channel)
        assert whispers == ["That was a lot of questions at once. I answer again in 30 s."]
        await room.env.advance_time(31)
        await room.ask("museum?")
        assert len(room.replies()) == 3

    async def test_a_doubled_event_is_charged_once(self, room: Any, limiter: Limiter) -> None:
        """Neither a false refusal in private nor one question less than there should be."""
        limiter._members._size = 1
        said = await room.joe.send(room.channel, "hello")
        emit_twice(room, said, f"{room.bot} museum?")
        await room.env.settle()
        assert len(room.requests("POST", "/messages")) == 1
        assert room.requests("POST", "/users/@me/channels") == []

    async def test_edits_are_answered_over_the_limit_too(self, room: Any) -> None:
        """A dropped edit would leave a wrong answer standing."""
        question = await room.ask("museum?")
        for _ in range(4):
            await room.ask("museum?")
        await room.joe.edit(question, f"{room.bot} when?")
        assert DATE in room.texts()[0]

    async def test_whoever_takes_no_direct_messages_gets_a_sign(self, room: Any) -> None:
        """One reaction to the question that was too many."""
        room.env.inject_error("POST", "/users/@me/channels", status=403, code=50007, times=None)
        for _ in range(4):
            await room.ask("museum?")
        assert [str(reaction) for message in room.channel.history() for reaction in message.reactions] == ["⏳"]

    async def test_moderators_ask_as_they_like(self, room: Any) -> None:
        """Whoever may manage messages is trusted."""
        role = room.env.guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
        mod = room.env.guild.add_member(room.env.create_user("mod"), roles=[role])
        for _ in range(5):
            await mod.send(room.channel, f"{room.bot} museum?")
        assert len(room.replies()) == 5


class TestReadChannels:
    """Where the bot hears everything, it speaks little."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """Let one channel be read; its id is what `heard` gives it."""
        return settings.model_copy(update={"read_channels": (4242,)})

    @pytest.fixture
    def heard(self, room: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
        """Return the channel that is read, with Joe in it."""
        room.channel = room.env.guild.create_text_channel("read")
        # The simulated Discord gives out its own ids.
        cog = room.env.bot.get_cog("Questions")
        monkeypatch.setattr(cog, "_read_channels", frozenset({room.channel.id}))
        return room

    async def test_speaks_up_only_when_sure(self, heard: Any) -> None:
        """What the answerer does not want to answer unasked is passed over in silence."""
        await heard.joe.send(heard.channel, "nice weather")
        assert heard.replies() == []
        await heard.joe.send(heard.channel, "what was the museum called?")
        assert MUSEUM in heard.texts()[0]

    async def test_does_not_join_a_talk_between_members(self, heard: Any) -> None:
        """Replies to others and words to somebody are not for the bot."""
        ann = heard.env.guild.add_member(heard.env.create_user("ann"))
        first = await ann.send(heard.channel, f"{heard.joe.mention} museum?")
        await heard.joe.send(heard.channel, "the museum?", reply_to=first)
        assert heard.replies() == []

    async def test_an_edit_to_what_is_not_surely_answered_takes_the_reply_away(self, heard: Any) -> None:
        """Nobody asked us; what we are not sure of we do not leave standing."""
        said = await heard.joe.send(heard.channel, "what was the museum called?")
        assert len(heard.replies()) == 1
        await heard.joe.edit(said, "what was the restaurant called?")
        assert heard.replies() == []

    async def test_a_mention_there_is_answered_in_any_case(self, heard: Any) -> None:
        """Asked by name it says also that it does not know."""
        await heard.ask("weather?")
        assert len(heard.replies()) == 1


async def test_reads_no_channel_by_default(room: Any) -> None:
    """Without the setting neither the intent nor the words are there."""
    assert not room.env.bot.intents.message_content
    await room.joe.send(room.channel, "museum?")
    assert room.replies() == []
