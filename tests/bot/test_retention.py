"""What is kept goes in time, and what a server left behind goes after its grace."""

import asyncio
import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog

from bot import retention
from bot.access.levels import Access
from bot.database.auditlog import Act
from bot.errors import StorageError
from bot.retention import Swept, sweep, sweep_daily
from bot.services import Services

NOW = datetime(2026, 6, 1, tzinfo=UTC)
GUILD, OTHER = 4_000_000_000, 5_000_000_000


@pytest.fixture
def later(services: Services) -> Any:
    """Return a function that gives the services at some days after `NOW`."""

    def at(days: float) -> Services:
        return dataclasses.replace(services, clock=lambda: NOW + timedelta(days=days))

    return at


@pytest.mark.parametrize(
    ("kind", "days"),
    [("replies", 90), ("work", 30), ("unanswered", 180), ("decided", 365), ("tallies", 730)],
)
async def test_each_kind_goes_when_the_settings_say(services: Services, later: Any, kind: str, days: int) -> None:
    """Kept to the last day, gone after it."""
    database = services.database
    by = await database.actors.token(1)
    await database.replies.claim(1, guild_id=GUILD, channel_id=2, asker_id=3, now=NOW)
    await database.work.open(GUILD, GUILD, 3, "{}", NOW)
    await database.unanswered.note(GUILD, "f" * 64, "who?", "en", "unsure", NOW)
    number = await database.proposals.add(guild_id=GUILD, scope=GUILD, kind="correction", author=by, text="no", now=NOW)
    await database.proposals.decide(number, "declined", by, None, NOW)
    waiting = await database.proposals.add(
        guild_id=GUILD, scope=GUILD, kind="correction", author=by, text="no", now=NOW
    )
    await database.tallies.count(GUILD, NOW.date(), "asked")

    async def is_kept() -> bool:
        return {
            "replies": await database.replies.get(1) is not None,
            "work": bool(await database.work.of_member(3)),
            "unanswered": bool(await database.unanswered.listing(GUILD)),
            "decided": await database.proposals.get(number) is not None,
            "tallies": bool(await database.tallies.days(GUILD, NOW.date())),
        }[kind]

    await sweep(later(days - 1))
    assert await is_kept()
    await sweep(later(days + 1))
    assert not await is_kept()
    assert await database.proposals.get(waiting) is not None


async def test_what_a_server_left_behind_goes_after_its_grace(services: Services, later: Any) -> None:
    """Settings, roles and the rest; another server's stay, and the audit says that it happened."""
    for guild_id in (GUILD, OTHER):
        await services.gate.give(guild_id, {7: Access.EDITOR}, by="m-1")
        await services.database.guilds.left(guild_id, NOW)
    await services.database.guilds.back(OTHER)
    assert (await sweep(later(29))).guilds == ()
    assert (await services.gate.choices(GUILD)).roles
    assert (await sweep(later(31))).guilds == (GUILD,)
    assert (await services.gate.choices(GUILD)).roles == {}
    assert (await services.gate.choices(OTHER)).roles
    newest = (await services.database.audit.listing(GUILD))[0]
    assert newest.action == "erase"
    assert (await services.database.audit.verify()).faults == ()
    assert (await sweep(later(32))).guilds == ()


async def test_a_server_that_comes_back_amid_the_sweep_keeps_all(
    services: Services, later: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rows and its files; the next one goes all the same."""
    guilds, files = services.database.guilds, services.settings.data_dir / "releases"
    for guild_id in (GUILD, OTHER):
        await services.gate.give(guild_id, {7: Access.EDITOR}, by="m-1")
        await guilds.left(guild_id, NOW)
        (files / f"@{guild_id}").mkdir(parents=True)
    read = guilds.gone

    async def gone(before: datetime) -> list[int]:
        found = await read(before)
        await guilds.back(GUILD)
        return found

    monkeypatch.setattr(guilds, "gone", gone)
    assert (await sweep(later(31))).guilds == (OTHER,)
    assert (await services.gate.choices(GUILD)).roles
    assert [each.name for each in files.iterdir()] == [f"@{GUILD}"]
    assert [each.action for each in await services.database.audit.listing(GUILD)] == ["config"]


async def test_the_audit_and_the_revisions_stay(services: Services, later: Any) -> None:
    """However old: they are what everything else is proved by."""
    await services.database.audit.add(Act(GUILD, "file", "publish", "facts a"), NOW)
    await sweep(later(10_000))
    assert len(await services.database.audit.listing(GUILD)) == 1


@pytest.mark.parametrize("fault", [StorageError("disk"), ValueError("a row of another version")])
async def test_a_sweep_that_fails_is_logged_and_tried_again(
    services: Services, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    """A day later, whatever it was; nothing else ends with it."""
    waits: list[float] = []
    outcomes: list[Any] = [fault, Swept(3, (GUILD,))]

    async def outcome(_services: Services) -> Swept:
        result = outcomes.pop(0)
        if isinstance(result, Exception):
            raise result
        swept: Swept = result
        return swept

    async def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) > 2:
            raise asyncio.CancelledError

    monkeypatch.setattr(retention, "sweep", outcome)
    monkeypatch.setattr("bot.retention.asyncio.sleep", wait)
    with structlog.testing.capture_logs() as logs, pytest.raises(asyncio.CancelledError):
        await sweep_daily(services)
    assert waits == [retention.FIRST_S, retention.EVERY_S, retention.EVERY_S]
    assert [each["event"] for each in logs] == ["sweep_failed", "swept"]
    assert (logs[1]["replies"], logs[1]["guilds"]) == (3, 1)
