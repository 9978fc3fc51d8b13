"""From a question that nobody could answer to what answers it, by presses that are counted."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot.gateway.client import Communique
from bot.insight.closer import Closer
from bot.services import Services
from knowledge.editing.change import Change
from tests.bot.accesskit import with_permissions
from tests.bot.cardkit import speak_korean, words_of
from tests.bot.conftest import Room
from tests.bot.curating.deskkit import HOME, Moderator

CREWS = "How many crews trained together in Busan?"
WEATHER = "what is the weather in paris today"
TEXT = "Three crews trained together in Busan."


class Counting:
    """A moderator whose presses and forms are counted."""

    def __init__(self, mod: Moderator) -> None:
        self.mod = mod
        self.clicks = 0

    async def press(self, action: str, number: int) -> str:
        """Press a button of a group."""
        self.clicks += 1
        return await self.mod.press_id(f"cq:1:open:{action}:{number}")

    async def choose(self, custom_id: str, value: str) -> str:
        """Choose in a menu."""
        self.clicks += 1
        return await self.mod.choose(custom_id, value)

    async def send(self, **values: Any) -> str:
        """Send the form that is open."""
        self.clicks += 1
        return await self.mod.fill(**values)

    async def publish(self) -> str:
        """Publish what the preview shows."""
        self.clicks += 1
        return await self.mod.press("Publish")


@pytest.fixture
def counting(mod: Moderator) -> Counting:
    """Return the moderator, counted."""
    return Counting(mod)


async def ask(room: Room, services: Services, *texts: str) -> None:
    """Let Joe mention the bot with each of *texts*, and wait until what came of it is noted."""
    for text in texts:
        await room.ask(text)
    await services.recorder.settle()


async def open_texts(services: Services) -> set[str]:
    """Return the questions that are open."""
    return {each.text for each in await services.database.unanswered.listing(None)}


async def test_a_group_becomes_a_fact_in_three_clicks(
    counting: Counting, room: Room, services: Services, closer: Closer
) -> None:
    """Start, send the form, publish: the question is answered, and its group closes with all its wordings."""
    await ask(room, services, CREWS, "how many crews did train together in busan", WEATHER)
    shown = await counting.mod.use("insight unanswered")
    assert "**Asked 2 times:** “How many crews trained together in Busan?”" in shown
    assert shown.index("Busan") < shown.index("paris")
    await counting.press("fact", 1)
    assert counting.mod.form["questions"].splitlines() == [CREWS, "how many crews did train together in busan"]
    assert counting.mod.form["kind"] == ["how_many"]
    preview = await counting.send(text_en=TEXT, sources="csd-12 s9")
    assert TEXT in preview
    assert "Published" in await counting.publish()
    assert counting.clicks == 3
    await closer.ask_again(None)
    assert await open_texts(services) == {WEATHER}
    await room.ask(CREWS)
    assert TEXT in room.texts()[-1]


async def test_a_group_is_added_to_a_fact_in_four_clicks(
    counting: Counting, room: Room, services: Services, closer: Closer
) -> None:
    """Add, choose the fact, send the form, publish: the fact has one more question, and nothing else changed."""
    question = "what was the headcount of bureaucrats at the busan gathering"
    await ask(room, services, question)
    assert await open_texts(services) == {question}
    await counting.mod.use("insight unanswered")
    shown = await counting.press("alias", 1)
    assert question in shown
    before = services.store.current.book.facts["csd12-attendance"]
    await counting.choose("cq:1:open:onto:1", before.id)
    assert question in counting.mod.form["questions"]
    await counting.send()
    assert "Published" in await counting.publish()
    assert counting.clicks == 4
    after = services.store.current.book.facts["csd12-attendance"]
    assert after.questions.en == (*before.questions.en, question)
    assert after.text == before.text
    await closer.ask_again(None)
    assert await open_texts(services) == set()
    (closed,) = await services.database.unanswered.answered(HOME)
    assert closed.closed_by == "facts csd12-attendance"


async def test_a_group_becomes_a_gap_in_three_clicks(
    counting: Counting, room: Room, services: Services, closer: Closer
) -> None:
    """The plain word that the releases do not tell is an answer, too."""
    await ask(room, services, "What did the rescue cutters at Pohang cost?")
    await counting.mod.use("insight unanswered")
    await counting.press("gap", 1)
    assert "What did the rescue cutters at Pohang cost?" in counting.mod.form["questions"]
    await counting.send(text_en="The release gives no cost of the rescue cutters.")
    assert "Published" in await counting.publish()
    assert counting.clicks == 3
    await closer.ask_again(None)
    assert await open_texts(services) == set()


async def test_what_is_answered_no_more_is_open_again(
    counting: Counting, room: Room, services: Services, closer: Closer
) -> None:
    """A fact that closed a group is taken out again, and somebody has something to do again."""
    await ask(room, services, CREWS)
    await counting.mod.use("insight unanswered")
    await counting.press("fact", 1)
    await counting.send(text_en=TEXT, sources="csd-12 s9")
    await counting.publish()
    assert await closer.ask_again(None) == (1, 0)
    (closed,) = await services.database.unanswered.answered(HOME)
    assert closed.closed_by is not None
    section, ident = closed.closed_by.split()
    (made,) = (await services.database.revisions.listing(0))[0].changes
    assert (section, ident) == (made.section, made.id)
    gone = Change("facts", made.id, made.after, None)
    await services.keeper.publish(0, [gone], by="program", guild_id=None, reason=None, accept_losses=True)
    assert await closer.ask_again(None) == (0, 1)
    assert await open_texts(services) == {CREWS}


async def test_the_keeper_wakes_the_closer(room: Room, services: Services, closer: Closer) -> None:
    """Whoever made the change, and by whatever way."""
    await ask(room, services, CREWS)
    services.keeper.on_change.add(closer.heard)
    fields = {
        "id": "csd12-crews",
        "meeting": "csd-12",
        "kind": "how_many",
        "text": {"en": TEXT},
        "sources": ["csd-12#s09"],
        "basis": "stated",
        "said_by": "release",
        "questions": {"en": [CREWS]},
    }
    added = Change("facts", "csd12-crews", None, fields)
    await services.keeper.publish(0, [added], by="program", guild_id=None, reason=None)
    await services.keeper.on_change.settle()
    assert closer.is_waiting
    await closer.work()
    assert not closer.is_waiting
    assert await open_texts(services) == set()


async def test_whatever_fails_the_closer_goes_on(closer: Closer, monkeypatch: pytest.MonkeyPatch) -> None:
    """One error in the thread that asks does not leave every group open until the next start."""
    failed, done = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        if not failed.is_set():
            failed.set()
            raise ValueError("an error of a part that nobody thought of")
        done.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("bot.insight.closer.RETRY_S", 0.0)
    monkeypatch.setattr(closer, "work", work)
    running = asyncio.create_task(closer.run())
    async with asyncio.timeout(5):
        await done.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_dismissed_group_stays_away_until_it_is_taken_back(
    counting: Counting, room: Room, services: Services
) -> None:
    """However often it is asked again; one press takes it back, and both stand in the audit."""
    await ask(room, services, WEATHER, CREWS)
    await counting.mod.use("insight unanswered")
    shown = await counting.press("dismiss", 1)
    assert shown.startswith("Dismissed: “what is the weather")
    assert shown.count("paris") == 1
    await ask(room, services, WEATHER)
    assert await open_texts(services) == {CREWS}
    shown = await counting.press("undo", 1)
    assert "Taken back" in shown
    assert await open_texts(services) == {CREWS, WEATHER}
    acts = [each.action for each in await services.database.audit.listing(HOME)]
    assert acts[:2] == ["undismiss", "dismiss"]


@pytest.mark.parametrize("face", ["mention", "slash", "direct", "edit"])
async def test_every_face_notes_what_it_could_not_answer(room: Room, services: Services, face: str) -> None:
    """Asked by talking, by command, in a direct message, and by changing a question that was answered."""
    match face:
        case "mention":
            await room.ask(WEATHER)
        case "slash":
            await room.joe.slash(room.channel, "ask", question=WEATHER)
        case "direct":
            await room.joe.send_dm(WEATHER)
        case _:
            message = await room.ask("Where was the 12th Coastal Security Dialogue held?")
            await room.joe.edit(message, f"{room.bot} {WEATHER}")
    await services.recorder.settle()
    (kept,) = await services.database.unanswered.listing(None)
    assert (kept.text, kept.guild_id) == (WEATHER, 0 if face == "direct" else HOME)
    days = await services.database.tallies.days(kept.guild_id, services.clock().date())
    assert [counts["asked"] for counts in days.values()] == [1]


async def test_pages_are_turned(mod: Moderator, room: Room, services: Services) -> None:
    """Four groups a page; what lies beyond the last page is the last page."""
    nouns = "volcano teapot glacier saxophone penguin".split()
    await ask(room, services, *(f"where can I buy a {noun}" for noun in nouns))
    first = await mod.use("insight unanswered")
    assert "Groups 1 to 4 of 5" in first
    second = await mod.press("Next page")
    assert "Groups 5 to 5 of 5" in second
    assert "Groups 1 to 4 of 5" in await mod.press("Previous page")


@pytest.mark.parametrize("settings", [{"reply_style": "plain"}], indirect=True)
async def test_plain_text_numbers_its_buttons(mod: Moderator, room: Room, services: Services) -> None:
    """There the buttons of all groups stand under the whole text."""
    await ask(room, services, CREWS, WEATHER)
    await mod.use("insight unanswered")
    assert mod.labels[:2] == ["1: Start a fact", "1: Add to a fact"]
    assert "2: Dismiss" in mod.labels


async def test_what_members_typed_is_shown_unformatted(mod: Moderator, room: Room, services: Services) -> None:
    """Escaped, and without whom they mention."""
    await ask(room, services, "what of **bold** [x](y) and @everyone and <@900000000000000009>")
    shown = await mod.use("insight unanswered")
    assert "\\*\\*bold\\*\\*" in shown
    assert "everyone" not in shown
    assert "900000000000000009" not in shown


async def test_buttons_work_after_a_restart(
    counting: Counting, room: Room, services: Services, make_bot: Callable[[], Communique]
) -> None:
    """They hold nothing but the number of the question."""
    await ask(room, services, CREWS)
    await counting.mod.use("insight unanswered")
    await room.env.restart_bot(make_bot())
    await counting.press("fact", 1)
    assert counting.mod.form["questions"] == CREWS


async def test_what_is_gone_is_told_kindly(counting: Counting, room: Room, services: Services) -> None:
    """Somebody was quicker, or it was swept."""
    await ask(room, services, CREWS)
    await counting.mod.use("insight unanswered")
    await services.database.unanswered.close([1], "facts x", services.clock())
    assert "answered, dismissed or not kept" in await counting.press("fact", 1)


@pytest.mark.parametrize("command", ["insight unanswered", "insight feedback", "insight stats"])
async def test_only_those_who_keep_the_facts_see_any_of_it(room: Room, services: Services, command: str) -> None:
    """Also where Discord lets the command through."""
    member = with_permissions(room, "ann", manage_messages=True)
    guild: Any = room.channel.guild
    bot: Any = room.env.bot
    (shown,) = [each for each in await bot.tree.fetch_commands() if each.name == "insight"]
    guild.set_command_permissions(shown, {guild.default_role: True})
    await ask(room, services, CREWS)
    result = await member.slash(room.channel, command)
    assert result.ephemeral
    assert "crews" not in words_of(result.response)
    assert services.metrics.forbidden.labels("insight", "level")._value.get() == 1


async def test_stats_show_words_and_a_picture_with_its_description(
    mod: Moderator, room: Room, services: Services
) -> None:
    """What was asked a moment ago is in it."""
    await ask(room, services, CREWS, "Where was the 12th Coastal Security Dialogue held?")
    shown = await mod.use("insight stats")
    assert "**2** asked, **1** answered" in shown
    (sent,) = [entry for entry in room.requests("PATCH", "/messages/@original") if "weeks.png" in str(entry)]
    assert "Bars, one a week" in str(sent)


async def test_feedback_names_what_was_found_unhelpful(mod: Moderator, room: Room, services: Services) -> None:
    """With the question, the fact, and why."""
    asked = await room.ask("Where was the 12th Coastal Security Dialogue held?")
    now = services.clock()
    await services.database.feedback.vote(asked.id, 7, helpful=False, now=now, reason="incomplete")
    await services.database.feedback.vote(asked.id, 8, helpful=True, now=now)
    shown = await mod.use("insight feedback")
    assert "**1** helpful, **1** not helpful" in shown
    assert "csd12-place" in shown
    assert "Something is missing (1)" in shown


async def test_nothing_asked_and_nothing_judged_is_said(mod: Moderator) -> None:
    """In one sentence each."""
    assert "could be answered" in await mod.use("insight unanswered")
    assert "Nobody has judged" in await mod.use("insight feedback")
    assert "Nothing has been asked" in await mod.use("insight stats")


async def test_a_guild_that_keeps_nothing_is_told_so(mod: Moderator, services: Services) -> None:
    """And where to change that."""
    await services.gate.choose(HOME, "keeps_unanswered", value=False, by="program")
    assert "/config" in await mod.use("insight unanswered")


async def test_it_speaks_korean(
    mod: Moderator, room: Room, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To a moderator whose Discord does."""
    await ask(room, services, CREWS)
    speak_korean(monkeypatch)
    assert "아직 답하지 못한 질문" in await mod.use("insight unanswered")
    assert "사실 만들기" in mod.labels
