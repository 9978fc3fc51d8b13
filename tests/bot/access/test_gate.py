"""The gate: who has which level where, what is refused, and that nothing is remembered that has changed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest
import structlog

from bot.access.actions import COMMANDS, NEEDS, OUTSIDE_GUILDS, Action
from bot.access.choices import Choices, check
from bot.access.gate import FRESH_S, MOST_GUILDS, Forbidden, Gate
from bot.access.levels import CHOOSABLE, Access
from bot.errors import StorageError
from bot.metrics import Metrics
from bot.services import Services
from bot.text.wording import Wording
from tests.bot.accesskit import with_level, with_permissions
from tests.bot.cardkit import speak_korean, words_of

GUILD, ROLE = 4_200_000_000, 77
BY = "m-" + "0" * 32


def interaction_of(
    *,
    guild_id: int | None = GUILD,
    roles: tuple[int, ...] = (),
    permissions: discord.Permissions | None = None,
    is_owner: bool = False,
    is_member: bool = True,
) -> Any:
    """Return what the gate looks at in an interaction; the matrix uses whole ones."""
    user = discord.Object(5)
    member = cast("Any", object.__new__(discord.Member))
    member._roles = discord.utils.SnowflakeList(roles)
    member._user = user
    guild = SimpleNamespace(owner_id=5 if is_owner else 6) if guild_id is not None else None
    return SimpleNamespace(
        id=1,
        guild_id=guild_id,
        guild=guild,
        user=SimpleNamespace(id=5) if guild_id is None else member,
        permissions=permissions or discord.Permissions.none(),
        locale=discord.Locale.american_english,
        client=SimpleNamespace(get_guild=lambda _id: guild if is_member else None),
    )


class Time:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


@pytest.fixture
def time() -> Time:
    """Return a clock to be moved by hand."""
    return Time()


@pytest.fixture
def gate(services: Services, metrics: Metrics, time: Time) -> Gate:
    """Return a gate on a real database, by a clock of its own."""
    return Gate(services.database, services.settings, metrics, time, services.wording)


@pytest.fixture
def logs() -> Iterator[list[Any]]:
    """Return what is logged."""
    with structlog.testing.capture_logs() as captured:
        yield captured


def test_every_action_has_a_level_and_words() -> None:
    """None can be forgotten: a lookup of it would fail only where somebody uses it."""
    assert set(NEEDS) == set(Action)
    assert all(NEEDS[action] <= Access.SUGGESTER for action in OUTSIDE_GUILDS)
    wording = Wording.load()
    assert all(wording.has(f"access.level.{level.word}") for level in Access)
    assert set(COMMANDS.values()) <= set(Action)


def test_levels_are_read_back_by_the_words_they_are_kept_as() -> None:
    """A word of another version is no level."""
    assert [Access.named(level.word) for level in Access] == list(Access)
    assert Access.named("king") is None
    assert Access.named("EDITOR") is None


@pytest.mark.parametrize(
    ("interaction", "expected"),
    [
        pytest.param(interaction_of(), Access.SUGGESTER, id="everyone"),
        pytest.param(interaction_of(roles=(ROLE,)), Access.APPROVER, id="role"),
        pytest.param(interaction_of(roles=(ROLE + 1,)), Access.SUGGESTER, id="other role"),
        pytest.param(
            interaction_of(permissions=discord.Permissions(manage_guild=True)), Access.EDITOR, id="manage server"
        ),
        pytest.param(
            interaction_of(roles=(ROLE,), permissions=discord.Permissions(manage_guild=True)),
            Access.APPROVER,
            id="the higher of both",
        ),
        pytest.param(
            interaction_of(permissions=discord.Permissions(administrator=True)), Access.OWNER, id="administrator"
        ),
        pytest.param(interaction_of(is_owner=True), Access.OWNER, id="owner of the server"),
        pytest.param(
            interaction_of(permissions=discord.Permissions(manage_messages=True, manage_roles=True)),
            Access.SUGGESTER,
            id="other permissions",
        ),
        pytest.param(interaction_of(guild_id=None), Access.SUGGESTER, id="direct message"),
        pytest.param(
            interaction_of(permissions=discord.Permissions(administrator=True), is_member=False),
            Access.SUGGESTER,
            id="a server the bot is not in",
        ),
    ],
)
async def test_the_level_comes_from_roles_and_permissions(gate: Gate, interaction: Any, expected: Access) -> None:
    """What Discord delivers with the interaction, and what the guild has given its roles; the highest counts."""
    await gate.give(GUILD, {ROLE: Access.APPROVER}, by=BY)
    assert await gate.access(interaction) is expected


async def test_everyone_can_be_made_a_viewer(gate: Gate) -> None:
    """Then members without a role may ask, and suggest nothing; those with permissions keep their level."""
    await gate.choose(GUILD, "everyone", "viewer", by=BY)
    assert await gate.access(interaction_of()) is Access.VIEWER
    await gate.require(interaction_of(), Action.ASK)
    with pytest.raises(Forbidden):
        await gate.require(interaction_of(), Action.SUGGEST)
    manager = interaction_of(permissions=discord.Permissions(manage_guild=True))
    assert await gate.require(manager, Action.CHANGE) is Access.EDITOR


@pytest.mark.parametrize("level", CHOOSABLE)
async def test_each_level_may_do_what_the_table_says(gate: Gate, level: Access) -> None:
    """Let through from its level on, refused below, for every action."""
    await gate.give(GUILD, {ROLE: level}, by=BY)
    for action, needed in NEEDS.items():
        someone = interaction_of(roles=(ROLE,))
        assert await gate.allows(someone, action) is (level >= needed)
        if level >= needed:
            assert await gate.require(someone, action) is level
        else:
            with pytest.raises(Forbidden) as refused:
                await gate.require(someone, action)
            assert (refused.value.action, refused.value.access) == (action, level)


async def test_a_refusal_is_worded_logged_and_counted(gate: Gate, metrics: Metrics, logs: list[Any]) -> None:
    """The member hears what it takes; the log has ids and no name, the figures no id."""
    with pytest.raises(Forbidden, match=r"needs the level \*\*owner\*\* here; yours is \*\*suggester\*\*"):
        await gate.require(interaction_of(), Action.CONFIG)
    (entry,) = [each for each in logs if each["event"] == "forbidden"]
    expected = {"action": "config", "why": "level", "access": "suggester", "member_id": 5, "guild_id": GUILD}
    assert expected.items() <= entry.items()
    assert metrics.forbidden.labels("config", "level")._value.get() == 1


@pytest.mark.parametrize("action", sorted(set(Action) - OUTSIDE_GUILDS))
async def test_outside_guilds_nothing_is_kept_or_decided(gate: Gate, action: Action, logs: list[Any]) -> None:
    """In direct messages, and where the bot is no member: whoever rules there has no say over facts."""
    powers = discord.Permissions(administrator=True)
    for interaction in (interaction_of(guild_id=None), interaction_of(permissions=powers, is_member=False)):
        assert not await gate.allows(interaction, action)
        with pytest.raises(Forbidden, match="only in a server that has added the bot"):
            await gate.require(interaction, action)
    assert [each["why"] for each in logs] == ["no_guild", "no_guild"]


@pytest.mark.parametrize("action", Action)
async def test_a_thing_of_another_guild_is_as_if_it_were_not_there(gate: Gate, action: Action, logs: list[Any]) -> None:
    """Also for an administrator, and in the words for what is gone: trying numbers tells nothing."""
    someone = interaction_of(permissions=discord.Permissions(administrator=True))
    with pytest.raises(Forbidden, match="too old, or its reply"):
        await gate.require(someone, action, guild_id=GUILD + 1)
    with pytest.raises(Forbidden, match="too old, or its reply"):
        await gate.require(interaction_of(guild_id=None), action, guild_id=GUILD)
    assert {each["why"] for each in logs} == {"elsewhere"}
    assert await gate.require(someone, action, guild_id=GUILD) is Access.OWNER


async def test_what_is_taken_away_holds_at_once(gate: Gate) -> None:
    """The very next look finds it gone, although the choices were just read."""
    await gate.give(GUILD, {ROLE: Access.OWNER}, by=BY)
    assert await gate.access(interaction_of(roles=(ROLE,))) is Access.OWNER
    await gate.give(GUILD, {ROLE: None}, by=BY)
    assert await gate.access(interaction_of(roles=(ROLE,))) is Access.SUGGESTER


async def test_another_process_is_heard_of_within_seconds(gate: Gate, services: Services, time: Time) -> None:
    """Two gates on one database: what one takes away, the other does not grant any more after `FRESH_S`."""
    assert FRESH_S < 3
    other = services.gate
    await other.give(GUILD, {ROLE: Access.OWNER}, by=BY)
    assert await gate.access(interaction_of(roles=(ROLE,))) is Access.OWNER
    await other.give(GUILD, {ROLE: None}, by=BY)
    time.now += timedelta(seconds=FRESH_S)
    assert await gate.access(interaction_of(roles=(ROLE,))) is Access.SUGGESTER


async def test_a_clock_put_back_does_not_keep_old_choices(gate: Gate, services: Services, time: Time) -> None:
    """What was read "in the future" is read again."""
    await gate.choices(GUILD)
    await services.gate.give(GUILD, {ROLE: Access.OWNER}, by=BY)
    time.now -= timedelta(hours=1)
    assert await gate.access(interaction_of(roles=(ROLE,))) is Access.OWNER


async def test_a_read_that_a_change_overtook_is_not_remembered(
    gate: Gate, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read before a change and comes back after it must not undo it for the next two seconds."""
    await gate.give(GUILD, {ROLE: Access.OWNER}, by=BY)
    read = services.database.guilds.roles

    async def overtaken(guild_id: int) -> dict[int, str]:
        old = await read(guild_id)
        monkeypatch.setattr(services.database.guilds, "roles", read)
        await gate.give(GUILD, {ROLE: None}, by=BY)
        return old

    monkeypatch.setattr(services.database.guilds, "roles", overtaken)
    await gate.choices(GUILD)
    assert await gate.access(interaction_of(roles=(ROLE,))) is Access.SUGGESTER


async def test_choices_are_read_once_for_many_looks(
    gate: Gate, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy guild does not cost a read a question."""
    reads: list[int] = []
    read = services.database.guilds.settings

    async def counted(guild_id: int) -> dict[str, Any]:
        reads.append(guild_id)
        return await read(guild_id)

    monkeypatch.setattr(services.database.guilds, "settings", counted)
    for _ in range(50):
        await gate.choice(GUILD, "keeps_unanswered")
    assert reads == [GUILD]


async def test_what_is_remembered_is_bounded(gate: Gate, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many guilds there are."""

    async def nothing(_guild_id: int) -> dict[Any, Any]:
        return {}

    monkeypatch.setattr(services.database.guilds, "settings", nothing)
    monkeypatch.setattr(services.database.guilds, "roles", nothing)
    for guild_id in range(1, MOST_GUILDS + 100):
        await gate.choices(guild_id)
    assert len(gate._read) == MOST_GUILDS


async def test_nothing_is_let_through_while_the_database_fails(
    gate: Gate, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not knowing is no permission; administrators need no look into the database."""

    async def fail(_guild_id: int) -> dict[int, str]:
        raise StorageError("gone")

    monkeypatch.setattr(services.database.guilds, "roles", fail)
    with pytest.raises(StorageError):
        await gate.require(interaction_of(roles=(ROLE,)), Action.SHOW)
    await gate.require(interaction_of(permissions=discord.Permissions(administrator=True)), Action.CONFIG)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("everyone", "editor"),
        ("everyone", 2),
        ("review_required", "yes"),
        ("review_required", 1),
        ("moderators_channel", "7"),
        ("moderators_channel", -1),
        ("moderators_channel", True),
        ("moderators_channel", 2**63),
        ("keeps_unanswered", None),
        ("colour", "red"),
        ("roles", {}),
    ],
)
async def test_what_is_no_choice_is_refused_and_changes_nothing(gate: Gate, key: str, value: object) -> None:
    """A made-up menu cannot make everyone an editor."""
    with pytest.raises(ValueError, match=r"is no choice; the choices are everyone"):
        check(key, value)
    with pytest.raises(ValueError, match=key):
        await gate.choose(GUILD, key, value, by=BY)
    assert await gate.choices(GUILD) == Choices()


def test_rows_that_do_not_fit_are_as_if_they_were_not_there() -> None:
    """A row of a newer version, or one that somebody changed by hand, gives the default and no more rights."""
    rows = {"everyone": "owner", "review_required": "no", "moderators_channel": 9, "other": 1}
    assert Choices.read(rows, {1: "editor", 2: "emperor"}) == Choices(moderators_channel=9, roles={1: Access.EDITOR})


async def test_every_change_is_in_the_audit(gate: Gate, services: Services) -> None:
    """Who, what, before and after."""
    await gate.choose(GUILD, "review_required", True, by=BY)
    await gate.choose(GUILD, "review_required", False, by=BY)
    await gate.give(GUILD, {ROLE: Access.EDITOR, 8: Access.OWNER}, by=BY)
    await gate.give(GUILD, {ROLE: None}, by=BY)
    told = [(each.target, each.before, each.after) for each in await services.database.audit.listing(GUILD)]
    assert told == [
        ("roles", "<@&77>: editor", None),
        ("roles", None, "<@&8>: owner, <@&77>: editor"),
        ("review_required", "True", "False"),
        ("review_required", None, "True"),
    ]
    assert (await services.database.audit.verify()).faults == ()


async def test_a_role_counts_although_the_cache_does_not_know_it(room: Any, services: Services) -> None:
    """Right after a start the guild's roles may not have come yet; the member's own roles come with each press."""
    editor = await with_level(room, services, Access.OWNER)
    guild = room.env.bot.get_guild(room.channel.guild.id)
    guild._roles.clear()
    assert (await _show_config(room, editor)).ephemeral


async def test_the_words_are_the_members_own(room: Any, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Korean member is refused in Korean."""
    approver = with_permissions(room, "mod", manage_guild=True)
    speak_korean(monkeypatch)
    refused = await _show_config(room, approver)
    assert "**소유자** 등급이 필요합니다" in words_of(refused.response)
    assert services.metrics.forbidden.labels("config", "level")._value.get() == 1


async def _show_config(room: Any, actor: Any) -> Any:
    """Use `/config` although Discord may not show it."""
    (command,) = [each for each in await room.env.bot.tree.fetch_commands() if each.name == "config"]
    room.channel.guild.set_command_permissions(command, {room.channel.guild.default_role: True})
    return await actor.slash(room.channel, "config")
