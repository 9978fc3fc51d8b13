"""`/privacy`: a member sees, has and deletes what is kept of them, and nobody else's."""

import json
from typing import Any

import pytest
import simcord

from bot.access.kept import KINDS, MOST_EXPORTED_BYTES, export_json, render_kept, render_question
from bot.cards.ids import set_id
from bot.cards.message import Style
from bot.database.auditlog import Act
from bot.services import Services
from bot.settings import Settings
from bot.text.wording import Wording
from knowledge.model import Language
from tests.bot.accesskit import press
from tests.bot.cardkit import STYLES, assert_taken, labels_of, words_of


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Any) -> Settings:
    """Return the default settings, changed by what a test gives."""
    return Settings(data_dir=tmp_path, health_port=0, **getattr(request, "param", {}))


async def active(room: Any, services: Services) -> None:
    """Let Joe have one of everything that is kept of members."""
    now, guild_id = services.clock(), room.channel.guild.id
    await room.ask("museum?")
    await room.joe.click(room.replies()[0], label="Helpful")
    await services.database.work.open(guild_id, guild_id, room.joe.id, "{}", now)
    token = await services.database.actors.token(room.joe.id)
    await services.database.audit.add(Act(guild_id, token, "publish", "facts a"), now)


@pytest.mark.parametrize("settings", [{}, {"reply_style": "plain"}], indirect=True, ids=STYLES)
async def test_a_member_sees_how_much_is_kept(room: Any, services: Services) -> None:
    """In numbers, with for how long, to them alone."""
    nothing = await room.joe.slash(room.channel, "privacy")
    assert "Nothing is kept of you." in words_of(nothing.response)
    assert labels_of(nothing.response) == []
    await active(room, services)
    result = await room.joe.slash(room.channel, "privacy")
    assert result.ephemeral
    text = words_of(result.response)
    for piece in ("1 question with its reply", "1 vote", "1 change that you began", "1 entry in the audit", "90 days"):
        assert piece in text
    assert labels_of(result.response) == ["Export", "Delete…"]


async def test_it_works_in_direct_messages(room: Any) -> None:
    """Whoever shares no server with the bot any more must still be able to have their data deleted."""
    result = await room.env.create_user("ann").slash("privacy")
    assert "Nothing is kept" in words_of(result.response)


async def test_the_export_is_a_file_for_that_member_alone(room: Any, services: Services) -> None:
    """All kinds, as JSON; nothing of anybody else."""
    await active(room, services)
    ann = room.channel.guild.add_member(room.env.create_user("ann"))
    shown = await room.joe.slash(room.channel, "privacy")
    sent = await room.joe.click(shown.response, label="Export")
    assert sent.ephemeral
    file = await _file(sent)
    told = json.loads(file)
    assert told["member_id"] == str(room.joe.id)
    assert [len(told[kind]) for kind in KINDS] == [1, 1, 1, 0, 0, 0, 1]
    others = await press(ann, room.replies()[0], set_id("privacy_export"))
    assert json.loads(await _file(others))["questions"] == []


@pytest.mark.parametrize("settings", [{}, {"reply_style": "plain"}], indirect=True, ids=STYLES)
async def test_deleting_takes_a_second_step(room: Any, services: Services) -> None:
    """The first press asks; keeping it changes nothing; the second press deletes, and says so."""
    await active(room, services)
    shown = (await room.joe.slash(room.channel, "privacy")).response
    await room.joe.click(shown, label="Delete…")
    assert "Delete everything that is kept of you?" in words_of(shown)
    await room.joe.click(shown, label="Keep it")
    assert "Nothing was deleted." in words_of(shown)
    assert (await services.database.export_member(room.joe.id))["questions"]
    shown = (await room.joe.slash(room.channel, "privacy")).response
    await room.joe.click(shown, label="Delete…")
    await room.joe.click(shown, label="Delete everything")
    assert "Nothing is kept of you any more." in words_of(shown)
    kept = await services.database.export_member(room.joe.id)
    assert not any(kept.get(kind) for kind in KINDS)
    (entry,) = await services.database.audit.listing(room.channel.guild.id)
    assert await services.database.actors.member(entry.actor) is None
    assert (await services.database.audit.verify()).faults == ()


async def test_a_made_up_button_reaches_nobody_else(room: Any, services: Services) -> None:
    """Whoever presses is who is forgotten; an id of somebody else in it is no button of ours."""
    await active(room, services)
    ann = room.channel.guild.add_member(room.env.create_user("ann"))
    await press(ann, room.replies()[0], set_id("privacy_erase"))
    refused = await press(ann, room.replies()[0], set_id("privacy_erase", str(room.joe.id)))
    assert "too old" in words_of(refused.response)
    assert (await services.database.export_member(room.joe.id))["questions"]


def test_an_export_stays_below_what_discord_takes() -> None:
    """The oldest of the longest list goes first, and it is said how much."""
    rows = [{"number": number, "state": "가" * 3000} for number in range(2000)]
    told = json.loads(export_json({"member_id": "1", "questions": rows, "votes": [{"helpful": True}]}))
    text = export_json({"member_id": "1", "questions": rows, "votes": [{"helpful": True}]})
    assert len(text) <= MOST_EXPORTED_BYTES
    assert told["questions"] == rows[: len(told["questions"])]
    assert len(told["questions"]) + told["questions_left_out"] == len(rows)
    assert told["votes"] == [{"helpful": True}]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", Language)
def test_discord_takes_both_cards(style: Style, language: Language) -> None:
    """With everything there can be, in both styles and languages."""
    kept: dict[str, Any] = {kind: [{}] * 2 for kind in KINDS} | {f"{kind}_left_out": 10**9 for kind in KINDS}
    wording = Wording.load()
    for message in (
        render_kept(kept, Settings(reply_style=style), wording, language),
        render_question(style, wording, language),
    ):
        assert message.fits
        assert_taken(message)


async def _file(result: simcord.InteractionResult) -> bytes:
    assert result.response is not None
    (attachment,) = result.response.attachments
    return await attachment.read()
