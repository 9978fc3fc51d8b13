"""`/config`: what it shows, what its menus and switches set, and what it does not take."""

from typing import Any

import discord
import pytest
import simcord

from bot.access.choices import Choices
from bot.access.levels import CHOOSABLE, Access
from bot.access.panel import Panel, moved_roles
from bot.cards.ids import set_id
from bot.cards.message import Style
from bot.exts.config import MOST_ROLES
from bot.services import Services
from bot.settings import Settings
from bot.text.wording import Wording
from knowledge.model import Language
from tests.bot.accesskit import CHANNEL_MENU, MENU, ROLE_MENU, press, with_level, with_permissions
from tests.bot.cardkit import STYLES, assert_taken, labels_of, text_of, words_of


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Any) -> Settings:
    """Return the default settings, changed by what a test gives."""
    return Settings(data_dir=tmp_path, health_port=0, **getattr(request, "param", {}))


@pytest.fixture
def owner(room: Any) -> simcord.MemberActor:
    """Return an administrator."""
    return with_permissions(room, "admin", administrator=True)


async def shown(room: Any, owner: simcord.MemberActor) -> Any:
    """Return the panel as the owner was shown it."""
    result = await owner.slash(room.channel, "config")
    assert result.ephemeral
    assert result.response is not None
    return result.response


@pytest.mark.parametrize("settings", [{}, {"reply_style": "plain"}], indirect=True, ids=STYLES)
async def test_roles_are_chosen_by_level(room: Any, services: Services, owner: simcord.MemberActor) -> None:
    """The chosen roles have the level, the panel shows them, and the next choice takes away what is not in it."""
    panel = await shown(room, owner)
    guild = room.channel.guild
    red, blue = guild.create_role("red"), guild.create_role("blue")
    await owner.select(panel, [red, blue], custom_id=set_id("config_role", "editor"))
    assert (await services.gate.choices(guild.id)).roles == {red.id: Access.EDITOR, blue.id: Access.EDITOR}
    await owner.select(panel, [red], custom_id=set_id("config_role", "approver"))
    await owner.select(panel, [], custom_id=set_id("config_role", "editor"))
    assert (await services.gate.choices(guild.id)).roles == {red.id: Access.APPROVER}
    assert str(red.id) in str((await shown(room, owner)).components)


async def test_the_panel_says_whose_facts_are_kept(room: Any, owner: simcord.MemberActor) -> None:
    """A server that is not the operator's keeps facts of its own."""
    assert "facts of its own" in words_of(await shown(room, owner))


async def test_switches_and_menus_set_what_they_say(room: Any, services: Services, owner: simcord.MemberActor) -> None:
    """The other page: everyone, the moderators' channel, the review, and unanswered questions."""
    guild_id = room.channel.guild.id
    panel = await shown(room, owner)
    await owner.click(panel, label="More settings")
    await owner.select(panel, ["viewer"], custom_id=set_id("config_everyone"))
    await owner.select(panel, [room.channel], custom_id=set_id("config_channel"))
    await owner.click(panel, label="Switch review on")
    assert "Switch review off" in labels_of(panel)
    await owner.click(panel, label="Keep none, and delete what is kept")
    await owner.click(panel, label="Delete them")
    assert await services.gate.choices(guild_id) == Choices(Access.VIEWER, True, room.channel.id, False)
    await owner.select(panel, [], custom_id=set_id("config_channel"))
    await owner.click(panel, label="Switch review off")
    await owner.click(panel, label="Keep them")
    assert await services.gate.choices(guild_id) == Choices(Access.VIEWER)
    await owner.click(panel, label="Roles")
    assert "**Editors**" in words_of(panel)
    told = {entry.target for entry in await services.database.audit.listing(guild_id)}
    assert told == {"everyone", "moderators_channel", "review_required", "keeps_unanswered"}


async def test_keeping_no_questions_deletes_those_that_are_kept(
    room: Any, services: Services, owner: simcord.MemberActor
) -> None:
    """Here and nowhere else."""
    here, elsewhere, now = room.channel.guild.id, 5, services.clock()
    for guild_id in (here, elsewhere):
        await services.database.unanswered.note(guild_id, "f" * 64, "who?", "en", "unsure", now)
    panel = await shown(room, owner)
    await owner.click(panel, label="More settings")
    await owner.click(panel, label="Keep none, and delete what is kept")
    assert len(await services.database.unanswered.listing(here)) == 1
    assert "do not come back" in words_of(panel)
    told = await owner.click(panel, label="Delete them")
    assert [words_of(each) for each in told.followups] == ["1 question was deleted."]
    assert await services.database.unanswered.listing(here) == []
    assert len(await services.database.unanswered.listing(elsewhere)) == 1


async def test_a_channel_that_the_bot_cannot_write_in_is_refused(
    room: Any, services: Services, owner: simcord.MemberActor
) -> None:
    """It is said which permissions are missing, and nothing is changed."""
    guild = room.channel.guild
    secret = guild.create_text_channel(
        "secret", overwrites={guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    panel = await shown(room, owner)
    await owner.click(panel, label="More settings")
    refused = await owner.select(panel, [secret], custom_id=set_id("config_channel"))
    assert refused.ephemeral
    assert f"may not write in <#{secret.id}>" in words_of(refused.response)
    assert await services.gate.choices(guild.id) == Choices()


async def test_everyone_is_not_a_role_to_give_a_level(
    room: Any, services: Services, owner: simcord.MemberActor
) -> None:
    """Discord counts @everyone among the roles; as a role it would make every member an owner."""
    guild = room.channel.guild
    panel = await shown(room, owner)
    refused = await owner.select(panel, [guild.default_role], custom_id=set_id("config_role", "owner"))
    assert "choose other roles" in words_of(refused.response)
    assert await services.gate.choices(guild.id) == Choices()


@pytest.mark.parametrize(
    ("custom_id", "kind", "values"),
    [
        pytest.param(set_id("config_role", "viewer"), ROLE_MENU, ("7",), id="a level that none can be given"),
        pytest.param(set_id("config_role", "king"), ROLE_MENU, ("7",), id="no level"),
        pytest.param(set_id("config_role", "editor"), ROLE_MENU, ("x",), id="no id"),
        pytest.param(set_id("config_role", "editor"), ROLE_MENU, ("1" * 30,), id="an id beyond all"),
        pytest.param(set_id("config_everyone"), MENU, ("owner",), id="everyone an owner"),
        pytest.param(set_id("config_everyone"), MENU, (), id="nothing chosen"),
        pytest.param(set_id("config_channel"), CHANNEL_MENU, ("7",), id="another server's channel"),
        pytest.param(set_id("config_channel"), CHANNEL_MENU, ("7", "8"), id="two channels"),
        pytest.param(set_id("config_review", "maybe"), 2, None, id="no state"),
        pytest.param(set_id("config_page", "secrets"), 2, None, id="no page"),
        pytest.param(set_id("config_colour", "red"), 2, None, id="no setting"),
    ],
)
async def test_a_menu_that_was_tampered_with_changes_nothing(  # noqa: PLR0917 - a row of the table, and where
    room: Any,
    services: Services,
    owner: simcord.MemberActor,
    custom_id: str,
    kind: int,
    values: tuple[str, ...] | None,
) -> None:
    """Whoever may use the panel still cannot make it set what it does not offer."""
    await room.ask("museum?")
    pressed = await press(owner, room.replies()[0], custom_id, values=values, kind=kind)
    assert pressed.ephemeral
    assert "too old" in words_of(pressed.response)
    assert await services.gate.choices(room.channel.guild.id) == Choices()
    assert await services.database.audit.listing() == []


async def test_no_more_roles_than_can_be_read_at_each_press(
    room: Any, services: Services, owner: simcord.MemberActor
) -> None:
    """The roles of a guild are looked through at each use, so their number has an end."""
    guild_id = room.channel.guild.id
    await services.gate.give(guild_id, dict.fromkeys(range(1, MOST_ROLES + 1), Access.EDITOR), by="m-1")
    role = room.channel.guild.create_role("one more")
    panel = await shown(room, owner)
    refused = await owner.select(panel, [role], custom_id=set_id("config_role", "owner"))
    assert f"At most {MOST_ROLES} roles" in words_of(refused.response)
    assert len((await services.gate.choices(guild_id)).roles) == MOST_ROLES


async def test_an_owner_by_role_can_take_the_right_from_himself_and_is_refused_then(
    room: Any, services: Services
) -> None:
    """At the very next press of the same panel."""
    guild = room.channel.guild
    actor = await with_level(room, services, Access.OWNER)
    (command,) = [each for each in await room.env.bot.tree.fetch_commands() if each.name == "config"]
    guild.set_command_permissions(command, {guild.default_role: True})
    panel = await shown(room, actor)
    await actor.select(panel, [], custom_id=set_id("config_role", "owner"))
    refused = await actor.click(panel, label="More settings")
    assert "needs the level **owner**" in words_of(refused.response)


def test_moving_a_role_touches_that_role_alone() -> None:
    """What has the level already is left, what is not chosen loses it, and other levels stay."""
    choices = Choices(roles={1: Access.EDITOR, 2: Access.EDITOR, 3: Access.OWNER, 4: Access.APPROVER})
    assert moved_roles(choices, Access.EDITOR, frozenset({1, 3, 9})) == {3: Access.EDITOR, 9: Access.EDITOR, 2: None}
    assert moved_roles(choices, Access.OWNER, frozenset({3})) == {}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("keeps_shared", [True, False])
def test_discord_takes_the_fullest_panel(style: Style, language: Language, keeps_shared: bool) -> None:  # noqa: FBT001 - a column of the table
    """A level with more roles than a menu shows, in both styles and languages, on both pages."""
    roles = {number: CHOOSABLE[number % 4] for number in range(1, MOST_ROLES + 1)}
    choices = Choices(Access.VIEWER, True, 2**62, False, roles)
    panel = Panel(choices, keeps_shared, frozenset(roles), Wording.load(), language)
    for page in ("roles", "rest"):
        message = panel.message(page, style)
        assert message.fits
        assert_taken(message)
        assert text_of(message)
