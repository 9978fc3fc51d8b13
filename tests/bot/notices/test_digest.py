"""The week is told once, on Monday, in figures; what members asked only where moderators are."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import simcord
from hypothesis import given
from hypothesis import strategies as st

from bot.database.subscriptions import DIGEST
from bot.gateway.outbox import Breaker, Outbox
from bot.notices.poster import Poster
from bot.notices.sources import WeekDigest, monday_of_week, week_over
from bot.services import Services
from knowledge.cleaning import digest_of_words
from tests.bot.conftest import Room
from tests.bot.curating.deskkit import HOME, Moderator

SUNDAY = datetime(2026, 11, 22, 20, tzinfo=UTC)
"""In the week 2026-W47."""
WEATHER = "what is the weather in paris"


class Life:
    """What passes: time, and lives of the process."""

    def __init__(self, room: Room, services: Services) -> None:
        self._room = room
        self._services = services

    def at(self, now: datetime) -> None:
        """Turn the clock of the services."""
        object.__setattr__(self._services, "clock", lambda: now)

    async def look(self) -> None:
        """Post what is due, as another life of the process would."""
        bot: Any = self._room.env.bot
        services = self._services
        poster = Poster(bot, services.database, Outbox(Breaker(), services.metrics), services.clock)
        await poster.post_all(WeekDigest(services))


@pytest.fixture
def life(room: Room, services: Services) -> Life:
    """Return what passes."""
    return Life(room, services)


async def fill(services: Services) -> None:
    """Have a week with questions: three answered, one not."""
    for names in (("asked", "answered"),) * 3 + (("asked", "abstained"),):
        await services.database.tallies.count(HOME, SUNDAY.date(), *names)
    digest = digest_of_words(WEATHER) or ""
    await services.database.unanswered.note(HOME, digest, WEATHER, "en", "off_topic", SUNDAY)


async def test_the_week_is_told_once_on_monday(
    mod: Moderator,
    room: Room,
    news: simcord.ChannelHandle,
    services: Services,
    life: Life,
) -> None:
    """With a picture and its description, and no member's words."""
    life.at(SUNDAY)
    await mod.use("subscribe digest", channel=news)
    await fill(services)
    await life.look()
    assert room.texts(news) == []
    life.at(SUNDAY + timedelta(hours=13))
    for _ in range(2):
        await life.look()
    (text,) = room.texts(news)
    for piece in (
        "from 2026-11-16 to 2026-11-22",
        "**4** asked, **3** answered",
        "**1** group of questions",
        "2026-W47",
    ):
        assert piece in text
    assert "paris" not in text
    (sent,) = room.requests("POST", f"/channels/{news.id}/messages")
    assert "weeks.png" in str(sent)
    assert "Bars, one a week" in str(sent)
    life.at(SUNDAY + timedelta(days=7, hours=13))
    await life.look()
    assert "Nothing was asked." in room.texts(news)[1]


async def test_moderators_see_what_was_asked(
    mod: Moderator,
    room: Room,
    news: simcord.ChannelHandle,
    services: Services,
    life: Life,
) -> None:
    """In the channel that is theirs."""
    life.at(SUNDAY)
    await services.gate.choose(HOME, "moderators_channel", news.id, by="program")
    await mod.use("subscribe digest", channel=news)
    await fill(services)
    life.at(SUNDAY + timedelta(hours=13))
    await life.look()
    assert "“what is the weather in paris” (asked once)" in room.texts(news)[0]


async def test_a_digest_begun_and_out_is_not_sent_again(
    mod: Moderator,
    room: Room,
    news: simcord.ChannelHandle,
    services: Services,
    life: Life,
) -> None:
    """The process was killed between sending and noting it."""
    life.at(SUNDAY)
    await mod.use("subscribe digest", channel=news)
    life.at(SUNDAY + timedelta(hours=13))
    await life.look()
    kept = await services.database.subscriptions.get(HOME, DIGEST)
    assert kept is not None
    assert kept.told == "2026-W47"
    # The simulated Discord has a clock of its own.
    sent_at = room.replies(news)[0].created_at
    await services.database.subscriptions.told(HOME, DIGEST, expects=kept.told, told="2026-W46>2026-W47", now=sent_at)
    await life.look()
    assert len(room.texts(news)) == 1


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants bounds without a zone
def test_weeks_sort_as_they_follow(now: datetime) -> None:
    """The week that is over is the one before this, from Monday morning on; and a week later it is the next."""
    week = week_over(now)
    assert week < week_over(now + timedelta(weeks=1))
    monday = monday_of_week(week)
    assert monday.weekday() == 0
    over = datetime.combine(monday, datetime.min.time(), UTC) + timedelta(weeks=1, hours=8)
    assert over <= now < over + timedelta(weeks=1)
