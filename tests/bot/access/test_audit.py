"""`/audit`: what a page shows, whose acts, and how it turns."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import simcord

from bot.access.trail import PAGE_ENTRIES, Trail, Where, read_trail, render_trail
from bot.cards.ids import list_id
from bot.cards.message import Press, Style
from bot.database.auditlog import Act, Entry
from bot.exts.audit import AUDIT_TEMPLATE
from bot.services import Services
from bot.settings import Settings
from bot.text.wording import Wording
from knowledge.model import Language
from tests.bot.accesskit import press, with_permissions
from tests.bot.cardkit import STYLES, assert_taken, labels_of, speak_korean, text_of, words_of

NOW = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Any) -> Settings:
    """Return the default settings, changed by what a test gives."""
    return Settings(data_dir=tmp_path, health_port=0, **getattr(request, "param", {}))


@pytest.fixture
def owner(room: Any) -> simcord.MemberActor:
    """Return an administrator."""
    return with_permissions(room, "admin", administrator=True)


async def add(services: Services, guild_id: int | None, *targets: str, actor: str = "file", **more: Any) -> None:
    """Write acts into the audit."""
    for target in targets:
        await services.database.audit.add(Act(guild_id, actor, "publish", target, **more), NOW)


@pytest.mark.parametrize("settings", [{}, {"reply_style": "plain"}], indirect=True, ids=STYLES)
async def test_an_entry_tells_who_when_what_why_before_and_after(
    room: Any, services: Services, owner: simcord.MemberActor
) -> None:
    """To the owner alone, with what members typed escaped."""
    token = await services.database.actors.token(room.joe.id)
    await add(
        services,
        room.channel.guild.id,
        "facts a-b",
        actor=token,
        reason="*slip* <@1>",
        before="Monday",
        after="Tuesday",
    )
    result = await owner.slash(room.channel, "audit")
    assert result.ephemeral
    text = words_of(result.response)
    for piece in (
        f"<@{room.joe.id}>",
        "2026-03-04 05:06 UTC (<t:1772600760:R>)",
        "Fact a-b",
        "Why: \\*slip\\* \\<\\@1>",
        "Before: Monday",
        "After: Tuesday",
    ):
        assert piece in text


@pytest.mark.parametrize("settings", [{}, {"reply_style": "plain"}], indirect=True, ids=STYLES)
async def test_a_changed_fact_is_told_by_the_lines_that_differ(
    room: Any, services: Services, owner: simcord.MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the words of the forms, and not as it is kept; switches and proposals in words as well."""
    before = {"id": "a-b", "text": {"en": "Nine lamps hung there."}, "kind": "how_many"}
    after = {**before, "text": {"en": "Ten lamps hung there."}}
    kept = {"before": json.dumps({"facts a-b": before}), "after": json.dumps({"facts a-b": after})}
    guild_id = room.channel.guild.id
    await add(services, guild_id, "facts a-b", **kept)
    text = words_of((await owner.slash(room.channel, "audit")).response)
    assert "- Text, English: Nine lamps hung there.\n+ Text, English: Ten lamps hung there." in text
    assert "{" not in text
    await add(services, guild_id, "proposal 5", before="False", after="True")
    speak_korean(monkeypatch)
    text = words_of((await owner.slash(room.channel, "audit")).response)
    assert "게시: 검토 5번" in text
    assert "이후: 예" in text


@pytest.mark.parametrize("settings", [{}, {"reply_style": "plain"}], indirect=True, ids=STYLES)
async def test_pages_turn_until_the_end_and_back_to_the_newest(
    room: Any, services: Services, owner: simcord.MemberActor
) -> None:
    """Each entry once, newest first."""
    limit = PAGE_ENTRIES[services.settings.reply_style]
    targets = [f"facts n{number}" for number in range(2 * limit + 1)]
    told = [each.replace("facts", "Fact") for each in targets]
    await add(services, room.channel.guild.id, *targets)
    shown = (await owner.slash(room.channel, "audit")).response
    assert shown is not None
    seen = []
    while True:
        seen += [line.split(": ")[1] for line in words_of(shown).splitlines() if line.endswith(tuple(told))]
        if "Older" not in labels_of(shown):
            break
        await owner.click(shown, label="Older")
    assert seen == told[::-1]
    await owner.click(shown, label="Newest")
    assert told[-1] in words_of(shown)


async def test_only_one_members_acts_are_shown_when_asked_for(
    room: Any, services: Services, owner: simcord.MemberActor
) -> None:
    """By the member; of one who never did anything there is nothing."""
    joe, ann = room.joe, with_permissions(room, "ann")
    await add(services, room.channel.guild.id, "facts mine", actor=await services.database.actors.token(joe.id))
    await add(services, room.channel.guild.id, "facts other")
    text = words_of((await owner.slash(room.channel, "audit", member=joe)).response)
    assert "Fact mine" in text
    assert "Fact other" not in text
    assert "Nothing is written down" in words_of((await owner.slash(room.channel, "audit", member=ann)).response)


async def test_another_guilds_acts_are_not_shown(room: Any, services: Services, owner: simcord.MemberActor) -> None:
    """Neither in the list nor by a page that somebody makes up."""
    await add(services, room.channel.guild.id + 1, "facts theirs")
    await add(services, None, "facts shared")
    assert "Nothing is written down" in words_of((await owner.slash(room.channel, "audit")).response)
    await room.ask("museum?")
    turned = await press(owner, room.replies()[0], list_id("audit", 3, "99-"))
    assert "theirs" not in str(turned.response)
    assert "shared" not in str(turned.response)


async def test_who_keeps_the_shared_facts_sees_what_concerns_them(services: Services) -> None:
    """The file and the command line act outside guilds; other guilds' own business stays theirs."""
    await add(services, 7, "facts own")
    await add(services, None, "facts by-file")
    await add(services, 8, "facts overlay-of-8")
    trail = await read_trail(services.database.audit, Where(7, keeps_shared=True), None, 10)
    assert [entry.target for entry in trail.entries] == ["facts by-file", "facts own"]
    assert trail.older is None


async def test_entries_among_many_of_others_are_found_and_none_is_lost(services: Services) -> None:
    """Where a page would take too long to fill it is shown as it is, and the next one goes on from there."""
    await add(services, 7, "facts first")
    await add(services, 8, *(f"facts n{number}" for number in range(1200)))
    await add(services, 7, "facts last")
    where, seen = Where(7, keeps_shared=True), []
    while True:
        trail = await read_trail(services.database.audit, where, None, 5)
        seen += [entry.target for entry in trail.entries]
        if trail.older is None:
            break
        where = Where(7, keeps_shared=True, before=trail.older)
    assert seen == ["facts last", "facts first"]


async def test_a_forgotten_member_and_an_erased_content_are_told_as_such(
    room: Any, services: Services, owner: simcord.MemberActor
) -> None:
    """The entry stands, without a name or without what it said."""
    guild_id = room.channel.guild.id
    token = await services.database.actors.token(room.joe.id)
    await add(services, guild_id, "facts a", actor=token, before="old")
    await services.database.forget_member(room.joe.id)
    await services.database.guilds.left(guild_id, NOW)
    assert await services.database.guilds.erase(guild_id, NOW + timedelta(days=1), NOW)
    text = words_of((await owner.slash(room.channel, "audit")).response)
    assert "a member who was forgotten" in text
    assert "was erased with its server" in text
    assert "old" not in text.replace("Older", "")


async def test_levels_of_roles_are_shown_by_the_roles(
    room: Any, services: Services, owner: simcord.MemberActor
) -> None:
    """As mentions, which notify nobody; a text that only looks like that is escaped."""
    panel = (await owner.slash(room.channel, "config")).response
    role = room.channel.guild.create_role("red")
    assert panel is not None
    await owner.select(panel, [role], custom_id="cq:1:set:config_role:editor")
    await add(services, room.channel.guild.id, "facts a", after="<@&1>: editor, <@everyone>")
    text = words_of((await owner.slash(room.channel, "audit")).response)
    assert f"After: <@&{role.id}>: editor" in text
    assert "\\<\\@&1>: editor" in text


@pytest.mark.parametrize("member_id", [None, 1, 10**18, 2**63 - 1])
@pytest.mark.parametrize("page", [1, 9999])
def test_pages_of_every_member_turn(member_id: int | None, page: int) -> None:
    """Ids of 19 digits are given since 2022; of greater numbers than a table holds there is nothing to look for."""
    where = Where(1, keeps_shared=False, member_id=member_id, page=page)
    message = render_trail(Trail((), 2**63 - 1), where, {}, wording=Wording.load(), language=Language.EN, style="card")
    custom_ids = [button.custom_id for button in message.rows[0] if isinstance(button, Press)]
    assert len(custom_ids) == 2
    assert all(AUDIT_TEMPLATE.fullmatch(each) for each in custom_ids)
    assert not any(AUDIT_TEMPLATE.fullmatch(list_id("audit", 1, about)) for about in (f"{2**63}-", f"-{2**63}"))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", Language)
def test_discord_takes_the_longest_page(style: Style, language: Language) -> None:
    """Every part as long as it can be, and everything escaped."""
    entry = Entry(
        number=2**62,
        at=NOW,
        guild_id=1,
        actor="m-x",
        action="*" * 32,
        target="*" * 160,
        reason="*" * 4000,
        before="_" * 4000,
        after=", ".join(f"<@&{2**62 + number}>: suggester" for number in range(100)),
        scope=None,
        revision=None,
        digest="0" * 64,
        is_erased=True,
    )
    trail = Trail((entry,) * PAGE_ENTRIES[style], 2**62)
    where = Where(1, keeps_shared=False, member_id=2**62, page=9999)
    message = render_trail(trail, where, {"m-x": 2**62}, wording=Wording.load(), language=language, style=style)
    assert message.fits
    assert_taken(message)
    assert text_of(message)
