"""What changed is posted once to each channel that wants to hear, wherever the process is killed."""

import asyncio
from collections.abc import Callable
from typing import Any

import discord
import pytest
import simcord

from bot.database.auditlog import Act
from bot.database.subscriptions import CHANGES, Subscription
from bot.gateway.client import Communique
from bot.gateway.outbox import Breaker, Delivery, Outbox
from bot.notices.cursor import Cursor
from bot.notices.poster import Poster
from bot.notices.sources import OWN, Changes
from bot.services import Services
from tests.bot.accesskit import with_permissions
from tests.bot.cardkit import words_of
from tests.bot.conftest import Room, text_of
from tests.bot.curating.deskkit import HOME, Moderator

Publish = Callable[..., Any]


async def subscription(services: Services, kind: str = CHANGES) -> Subscription:
    """Return the guild's subscription."""
    found = await services.database.subscriptions.get(HOME, kind)
    assert found is not None
    return found


async def test_a_change_is_posted_with_its_source(
    mod: Moderator, room: Room, news: simcord.ChannelHandle, publish: Publish, services: Services
) -> None:
    """From the subscription on: what it tells, where it is printed, which revision; not who made it, nor why."""
    await publish(1)
    assert "hears what changes" in await mod.use("subscribe changes", channel=news)
    assert room.texts(news) == []
    await publish(2)
    (text,) = room.texts(news)
    for piece in ("**New:** Crew number 2 trained in Busan.", "csd12-crews-2", "Account of the 12th", "Revision 3 ("):
        assert piece in text
    assert "a reason of our own" not in text
    assert "program" not in text
    (sent,) = room.requests("POST", f"/channels/{news.id}/messages")
    body = sent.json or {}
    assert body["allowed_mentions"] == {"parse": []}
    assert body["enforce_nonce"]
    assert (await subscription(services)).told == "3"


async def test_each_change_is_posted_once_also_after_a_restart(
    mod: Moderator, room: Room, news: simcord.ChannelHandle, publish: Publish, make_bot: Callable[[], Communique]
) -> None:
    """And what came while nobody was connected is posted then, as one."""
    await mod.use("subscribe changes", channel=news)
    await publish(1)
    await publish(2)
    assert len(room.texts(news)) == 2
    await room.env.restart_bot(make_bot())
    await room.env.settle()
    assert len(room.texts(news)) == 2
    await publish(3)
    assert "Crew number 3" in room.texts(news)[2]


async def test_what_was_missed_is_told_together(
    mod: Moderator, room: Room, news: simcord.ChannelHandle, publish: Publish, services: Services
) -> None:
    """One message, each entry as it is in the end."""
    await mod.use("subscribe changes", channel=news)
    was = await subscription(services)
    await publish(1)
    await publish(2)
    await services.database.subscriptions.told(
        HOME, CHANGES, expects=(await subscription(services)).told, told=was.told, now=services.clock()
    )
    await publish(3)
    text = room.texts(news)[-1]
    assert "The facts have changed, 3 times" in text
    for number in (1, 2, 3):
        assert f"Crew number {number}" in text


@pytest.fixture
def bot(room: Room) -> Any:
    """Return the client."""
    return room.env.bot


@pytest.fixture
async def due(
    bot: Any,
    mod: Moderator,
    news: simcord.ChannelHandle,
    publish: Publish,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[], list[str]]:
    """Have a change wait that the client does not post by itself; return a function that tells what was posted."""
    await mod.use("subscribe changes", channel=news)
    monkeypatch.setattr(bot.get_cog("Notices"), "look", lambda: None)
    await publish(1)
    return lambda: [text_of(message) for message in news.history() if message.author == bot.user]


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it runs."""


class KillingOutbox(Outbox):
    """An outbox that is killed just before or just after it sends."""

    def __init__(self, services: Services, when: str) -> None:
        super().__init__(Breaker(), services.metrics)
        self._when = when

    async def post(self, *args: Any, **kwargs: Any) -> Delivery:
        """Send, and be killed before or after that."""
        if self._when == "before sending":
            raise Killed
        delivery = await super().post(*args, **kwargs)
        if self._when == "after sending":
            raise Killed
        return delivery


@pytest.mark.parametrize("when", ["before noting", "after noting", "before sending", "after sending", "before the end"])
async def test_a_kill_neither_loses_nor_doubles_a_notice(
    bot: Any, due: Callable[[], list[str]], services: Services, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """At each step of a notice; Discord's own memory of nonces does not help here, as it would not after minutes."""
    steps = {"before noting": (0, False), "after noting": (0, True), "before the end": (1, False)}
    plain, calls = services.database.subscriptions.told, []

    async def told(*args: Any, **kwargs: Any) -> bool:
        calls.append(kwargs)
        number, done = steps.get(when, (-1, False))
        if number == len(calls) - 1:
            if done:
                await plain(*args, **kwargs)
            raise Killed
        return await plain(*args, **kwargs)

    monkeypatch.setattr(services.database.subscriptions, "told", told)
    dying = Poster(bot, services.database, KillingOutbox(services, when), services.clock)
    with pytest.raises(Killed):
        await dying.post_all(Changes(services))
    monkeypatch.setattr(services.database.subscriptions, "told", plain)
    # Another life of the process, and one more that finds everything done.
    for _ in range(2):
        poster = Poster(bot, services.database, Outbox(Breaker(), services.metrics), services.clock)
        await poster.post_all(Changes(services))
    (text,) = due()
    assert "Crew number 1" in text
    assert Cursor.read((await subscription(services)).told) == Cursor("2")


async def test_two_processes_post_once(bot: Any, due: Callable[[], list[str]], services: Services) -> None:
    """Both see the change; the one that notes first sends."""
    posters = [Poster(bot, services.database, Outbox(Breaker(), services.metrics), services.clock) for _ in range(2)]
    await asyncio.gather(*(each.post_all(Changes(services)) for each in posters))
    assert len(due()) == 1


async def test_a_channel_that_cannot_be_written_to_keeps_its_place(
    mod: Moderator, room: Room, publish: Publish, services: Services
) -> None:
    """It cannot be chosen; one that became so is sent nothing, and nothing of what it missed is lost."""
    guild: Any = room.channel.guild
    mute = discord.PermissionOverwrite(send_messages=False)
    silent = guild.create_text_channel("silent", overwrites={guild.default_role: mute})
    assert "may not write" in await mod.use("subscribe changes", channel=silent)
    act = Act(HOME, "program", "subscribe", CHANGES)
    await services.database.subscriptions.set(HOME, CHANGES, silent.id, "1", act, services.clock())
    await publish(1)
    assert room.texts(silent) == []
    assert (await subscription(services)).told == "1"
    assert not room.requests("POST", f"/channels/{silent.id}/messages")


@pytest.mark.parametrize("settings", [{"home_guilds": ()}], indirect=True)
async def test_a_guild_with_an_overlay_hears_of_both(
    mod: Moderator, room: Room, news: simcord.ChannelHandle, publish: Publish, services: Services
) -> None:
    """The shared facts and its own."""
    await mod.use("subscribe changes", channel=news)
    assert {each.kind for each in await services.database.subscriptions.of_guild(HOME)} == {CHANGES, OWN}
    await publish(1)
    assert len(room.texts(news)) == 1
    assert "was_off" not in await mod.use("subscribe off", what=CHANGES)
    assert await services.database.subscriptions.of_guild(HOME) == []


async def test_choosing_another_channel_tells_nothing_twice(
    mod: Moderator, room: Room, news: simcord.ChannelHandle, publish: Publish
) -> None:
    """It goes on where the other left off."""
    await mod.use("subscribe changes", channel=news)
    await publish(1)
    await mod.use("subscribe changes", channel=room.channel)
    await publish(2)
    assert len(room.texts(news)) == 1
    assert "Crew number 2" in room.texts()[-1]
    assert "Crew number 1" not in room.texts()[-1]


async def test_off_ends_it_and_show_tells(
    mod: Moderator, room: Room, news: simcord.ChannelHandle, publish: Publish, services: Services
) -> None:
    """Both are in the audit."""
    assert "were not posted" in await mod.use("subscribe off", what=CHANGES)
    await mod.use("subscribe changes", channel=news)
    await mod.use("subscribe digest", channel=news)
    assert (await mod.use("subscribe show")).count(f"<#{news.id}>") == 2
    assert "not posted any more" in await mod.use("subscribe off", what=CHANGES)
    await publish(1)
    assert room.texts(news) == []
    acts = [each.action for each in await services.database.audit.listing(HOME)]
    assert acts == ["unsubscribe", "subscribe", "subscribe"]


async def test_only_those_who_approve_choose(room: Room, news: simcord.ChannelHandle, services: Services) -> None:
    """Manage Server alone is not enough."""
    editor = with_permissions(room, "ann", manage_guild=True)
    result = await editor.slash(room.channel, "subscribe changes", channel=news)
    assert result.ephemeral
    assert "approver" in words_of(result.response)
    assert await services.database.subscriptions.of_guild(HOME) == []
