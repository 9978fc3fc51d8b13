"""Who may do what: each level with each command, button, menu and form, as Discord would deliver them.

The table is `matrix.py`. What is not in it fails here, and what is in it and gone fails as well. Interactions are sent
as they come over the gateway, past what Discord itself would refuse: a server can show any command to anybody, and a
tampered client presses and sends what it likes.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
import structlog
from discord import app_commands
from sqlalchemy import select

from bot.access.actions import COMMANDS as SHOWN
from bot.access.actions import NEEDS, Action
from bot.access.levels import Access
from bot.cards.ids import TEMPLATES, UNKNOWN_TEMPLATE, form_id
from bot.curating.draft import Deed, Draft, dump_draft
from bot.database.tables import metadata
from bot.interactions.presses import strays, template_of
from bot.services import Services
from bot.settings import Settings
from knowledge.editing.change import Change, dump_changes
from tests.bot.access.matrix import COMMANDS, FORMS, PRESSES
from tests.bot.accesskit import (
    AUTOCOMPLETE,
    COMMAND,
    MENU,
    last_interaction,
    press,
    press_all,
    send_form,
    with_level,
    with_permissions,
)
from tests.bot.cardkit import words_of

ROOT = Path(__file__).parents[3]
LEVELS = {**{level.word: level for level in Access}, "manager": Access.EDITOR, "admin": Access.OWNER}
"""Each level by role, and those that come with permissions."""
CHAT, MESSAGE_MENU = 1, 3
_SUBCOMMAND = {1, 2}
_VALUES: dict[int, Any] = {3: "x", 4: 1, 5: True, 10: 1.0}
"""A value for each type of option (discord-api-docs interactions/application-commands, 2026-08-06)."""
_NAMES = re.compile(r"\{([a-z]+)\}")


@pytest.fixture
def services(kept: Services) -> Services:
    """Return services that keep facts, as a server of its own does."""
    return kept


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the default settings, without limits that a test of hundreds of presses would meet."""
    return Settings(data_dir=tmp_path, health_port=0, member_questions=10_000, channel_questions=10_000)


class Stage:
    """A guild with a member of every level, a reply of the bot, and one of each thing that buttons act on.

    Attributes:
        actors: members by the name of their level.
        asked: what the gate was asked for, and whether it let through, since it was last emptied.
    """

    def __init__(self, room: Any, services: Services) -> None:
        self.room = room
        self.services = services
        self.guild_id: int = room.channel.guild.id
        self.actors: dict[str, simcord.MemberActor] = {}
        self.asked: list[tuple[Action, bool]] = []
        self.things: dict[str, int] = {}
        self._commands: dict[Any, Any] = {}
        self._questions = 0

    async def set(self) -> None:
        """Make members and things."""
        for level in Access:
            self.actors[level.word] = await with_level(self.room, self.services, level)
        self.actors["manager"] = with_permissions(self.room, "manager", manage_guild=True)
        self.actors["admin"] = with_permissions(self.room, "admin", administrator=True)
        await self.room.ask("Where did Calder go after the meeting?")
        (self.reply,) = self.room.replies()
        self.things["reply"] = self.reply.reference.message_id
        self._commands = {
            (each["name"], each.get("type", CHAT)): each
            for each in (command.to_dict() for command in await self.room.env.bot.tree.fetch_commands())
        }
        self._listen()

    def _listen(self) -> None:
        ask = self.services.gate.require

        async def require(interaction: discord.Interaction, action: Action, *, guild_id: int | None = None) -> Access:
            try:
                level = await ask(interaction, action, guild_id=guild_id)
            except Exception:
                self.asked.append((action, False))
                raise
            self.asked.append((action, True))
            return level

        self.services.gate.require = require  # type: ignore[method-assign] # only listens

    async def work_of(self, actor: simcord.MemberActor, *, is_done: bool = False) -> int:
        """Return the number of a change that *actor* has in hand."""
        database, now = self.services.database, self.services.clock()
        body = dump_draft(Draft(Deed.ADD, "facts", fields=_FACT))
        number = await database.work.open(self.guild_id, self.guild_id, actor.id, body, now)
        if is_done:
            await database.work.close(number, "done", now)
        return number

    async def proposal(self, kind: str) -> int:
        """Return the number of a new proposal of *kind*, made by somebody else."""
        database = self.services.database
        change = dump_changes((Change("facts", "new-fact", None, _FACT),))
        return await database.proposals.add(
            guild_id=self.guild_id,
            scope=self.guild_id,
            kind=kind,
            author=await database.actors.token(1),
            text="It was Monday.",
            now=self.services.clock(),
            entry="calder21-museum",
            body=None if kind == "correction" else change,
        )

    async def question(self) -> int:
        """Return the number of a new question that was not answered, unlike any other."""
        self._questions += 1
        text, folded = f"Who was the cook in room {self._questions}?", f"{self._questions:064}"
        now = self.services.clock()
        return await self.services.database.unanswered.note(self.guild_id, folded, text, "en", "unsure", now)

    async def fill(self, template: str, actor: simcord.MemberActor) -> str:
        """Return *template* with the things that it names, each a new one: what was decided is gone for others."""
        things = dict(self.things)
        for name in _NAMES.findall(template):
            match name:
                case "work" | "done":
                    things[name] = await self.work_of(actor, is_done=name == "done")
                case "question":
                    things[name] = await self.question()
                case "correction" | "change" | "draft":
                    things[name] = await self.proposal(name)
        return template.format(**things)

    async def command(self, actor: Any, name: str, type_: int = COMMAND) -> simcord.InteractionResult:
        """Send the command *name* with something in every option that must have a value."""
        if (name, MESSAGE_MENU) in self._commands:
            return await self._menu(actor, name)
        first, *path = name.split()
        root = self._commands[first, CHAT]
        resolved: dict[str, Any] = {}
        data = {
            "id": str(root["id"]),
            "name": first,
            "type": CHAT,
            "options": _options(root, path, resolved, self.room, is_typing=type_ == AUTOCOMPLETE),
            "resolved": resolved,
        }
        sent: simcord.InteractionResult = await actor._dispatch_interaction(type_, self.room.channel, data)
        return sent

    async def _menu(self, actor: Any, name: str) -> simcord.InteractionResult:
        stored = self.room.env.backend.get_message(self.room.channel.id, self.reply.reference.message_id)
        message = dict(simcord.backend.serializers.message_payload(self.room.env.backend, stored))
        data = {
            "id": str(self._commands[name, MESSAGE_MENU]["id"]),
            "name": name,
            "type": MESSAGE_MENU,
            "target_id": message["id"],
            "resolved": {"messages": {message["id"]: message}},
        }
        sent: simcord.InteractionResult = await actor._dispatch_interaction(COMMAND, self.room.channel, data)
        return sent

    async def rows(self) -> dict[str, list[Any]]:
        """Return everything in the database, but for replies and what becomes of them."""
        await self.room.env.settle()
        tables = [table for table in metadata.sorted_tables if table.name not in {"replies", "votes", "tallies"}]
        return await self.services.database.read(
            lambda connection: {table.name: list(connection.execute(select(table))) for table in tables}
        )


_FACT = {
    "id": "new-fact",
    "text": {"en": "Calder went on to the harbour."},
    "kind": "where",
    "meeting": "calder-2021",
    "sources": ["calder-2021#s05"],
    "said_by": "release",
    "questions": {"en": ["Where did Calder go on to?"]},
}


def _options(
    spec: dict[str, Any], path: list[str], resolved: dict[str, Any], room: Any, *, is_typing: bool
) -> list[dict[str, Any]]:
    """Return options as Discord delivers them for the command at *path* of *spec*."""
    if path:
        (child,) = [each for each in spec["options"] if each["name"] == path[0]]
        inside = _options(child, path[1:], resolved, room, is_typing=is_typing)
        return [{"type": child["type"], "name": child["name"], "options": inside}]
    filled = []
    for option in spec.get("options", ()):
        completes = is_typing and option.get("autocomplete")
        if option["type"] in _SUBCOMMAND or not (option.get("required") or completes):
            continue
        value = _value(option, resolved, room)
        filled.append({"type": option["type"], "name": option["name"], "value": value})
        if completes:
            filled[-1] |= {"value": "" if option["type"] == 3 else "1", "focused": True}
            return filled
    return filled


def _value(option: dict[str, Any], resolved: dict[str, Any], room: Any) -> Any:
    if option.get("choices"):
        return option["choices"][0]["value"]
    if option["type"] in _VALUES:
        least = option.get("min_value")
        return _VALUES[option["type"]] if least is None else least
    if option["type"] == 7:
        payload = simcord.backend.serializers.channel_payload(
            room.env.backend, room.env.backend.get_channel(room.channel.id)
        )
        resolved["channels"] = {str(room.channel.id): {**payload, "permissions": "0"}}
        return str(room.channel.id)
    assert option["type"] == 11, f"give a value for options of type {option['type']}"
    url = "https://cdn.simcord.invalid/attachments/1/9/facts.yaml"
    file = {"id": "9", "filename": "facts.yaml", "size": 10, "url": url, "proxy_url": url, "content_type": "text/plain"}
    resolved["attachments"] = {"9": file}
    return "9"


@pytest.fixture
async def stage(room: Any, services: Services) -> Stage:
    """Return a stage that is set."""
    made = Stage(room, services)
    await made.set()
    return made


# ---------------------------------------------------------------- nothing is missing


def _leaves(commands: Any) -> Iterator[str]:
    for command in commands:
        if isinstance(command, app_commands.Group):
            yield from _leaves(command.commands)
        else:
            yield command.qualified_name


async def test_every_command_is_in_the_table(stage: Stage) -> None:
    """A new command needs a row in `matrix.COMMANDS` that says what it takes; one that has gone, none."""
    assert set(_leaves(stage.room.env.bot.tree.get_commands())) == set(COMMANDS)


def test_what_help_hides_is_what_the_table_says() -> None:
    """A command for some is in `bot.access.actions.COMMANDS` with the least that any of it takes; others are not."""
    least: dict[str, Access] = {}
    for name, action in COMMANDS.items():
        root = name if name in SHOWN else name.split()[0]
        if action is not None:
            least[root] = min(least.get(root, Access.OWNER), NEEDS[action])
    assert {name: NEEDS[action] for name, action in SHOWN.items()} == least


async def test_moderators_commands_are_hidden_by_discord_too(stage: Stage) -> None:
    """In guilds and for guilds that installed the bot, and at first only for whoever may manage the server."""
    for command in stage.room.env.bot.tree.get_commands():
        sent = command.to_dict(stage.room.env.bot.tree)
        needs = SHOWN.get(command.name)
        if needs is None:
            assert sent["default_member_permissions"] is None, command.name
        else:
            assert sent["default_member_permissions"] == discord.Permissions(manage_guild=True).value, command.name
            assert (sent["contexts"], sent["integration_types"]) == ([0], [0]), command.name


async def test_every_form_is_in_the_table(stage: Stage) -> None:
    """A new form needs a row in `matrix.FORMS` that says what sending it takes."""
    assert set(stage.room.env.bot.get_cog("Forms")._takes) == set(FORMS)


async def test_every_family_of_buttons_is_in_the_table(stage: Stage) -> None:
    """Each template that a cog registers takes an id of the table, and no id is taken by two of them."""
    templates = [template_of(item) for item in stage.room.env.bot._items]
    left_over = {strays(TEMPLATES, templates[:-1]).pattern, UNKNOWN_TEMPLATE.pattern}
    ids = [await stage.fill(each, stage.actors["owner"]) for each in PRESSES]
    for template in templates:
        assert template.pattern in left_over or any(map(template.fullmatch, ids)), f"no row for {template.pattern}"
    for custom_id in ids:
        taken = [template.pattern for template in templates if template.fullmatch(custom_id)]
        assert len(taken) == 1, f"{custom_id} is taken by {taken}"
        assert taken[0] not in left_over, f"nobody answers {custom_id}"


def _source_words() -> set[str]:
    """Return every word that the code compares something with, so every word that can be an action of a button."""
    found: set[str] = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            parts: list[Any] = []
            match node:
                case ast.MatchValue():
                    parts = [node.value]
                case ast.Dict():
                    parts = node.keys
                case ast.Compare():
                    parts = [node.left, *node.comparators]
                case ast.Tuple() | ast.Set() | ast.List():
                    parts = node.elts
            found.update(each.value for each in parts if isinstance(each, ast.Constant) and isinstance(each.value, str))
    return {word for word in found if re.fullmatch(r"[a-z]{1,12}", word)}


@pytest.mark.parametrize(
    "family",
    [
        "work:{word}:{work}",
        "work:{word}:{done}",
        "prop:{word}:{correction}",
        "prop:{word}:{change}",
        "prop:{word}:{draft}",
        "open:{word}:{question}",
        "set:config_{word}:on",
    ],
)
async def test_no_button_does_anything_that_is_not_in_the_table(stage: Stage, family: str) -> None:
    """Every word of the code is tried as an action, by an owner: what has no row must do nothing."""
    named = {_shape(custom_id) for custom_id in PRESSES}
    owner, template = stage.actors["owner"], f"cq:1:{family}"
    words = sorted(_source_words())
    assert {"publish", "approve", "dismiss"} <= set(words), "the search finds the actions"
    custom_id = await stage.fill(template.replace("{word}", "WORD"), owner)
    tried = [each for word in words if _shape(each := custom_id.replace("WORD", word)) not in named]
    before = await stage.rows()
    with structlog.testing.capture_logs() as logs:
        results = await press_all(owner, stage.reply, tried, values=("x",), kind=MENU)
    assert [each for each in logs if each["event"] == "interaction_failed"] == []
    for pressed, result in zip(tried, results, strict=True):
        assert result.acknowledged, f"nobody answers {pressed}"
        assert result.modal is None, f"{pressed} opens a form and has no row"
        assert _is_refusal(stage, result), f"{pressed} does something and has no row"
    assert await stage.rows() == before


def _shape(custom_id: str) -> str:
    """Return what *custom_id* does, without the thing that it does it to."""
    family, word = custom_id.split(":")[2:4]
    return f"{family}:{word}"


def _is_refusal(stage: Stage, result: simcord.InteractionResult) -> bool:
    """Whether the member was told that there is no such thing, and nothing else was said or changed."""
    shown = [each for each in [result.response, *result.followups] if each is not None and each.id != stage.reply.id]
    return bool(shown) and all(each.ephemeral and len(words_of(each)) < 200 for each in shown)


# ---------------------------------------------------------------- every cell


async def _cell(stage: Stage, name: str, action: Action | None, act: Any) -> None:
    """Assert that *act* by the member of level *name* is let through, or refused without a trace in the data."""
    stage.asked.clear()
    may = action is None or LEVELS[name] >= NEEDS[action]
    actor = stage.actors[name]
    filled = await act(actor, dry=True)
    before = await stage.rows() if not may else {}
    with structlog.testing.capture_logs() as logs:
        result = await act(actor, dry=False, filled=filled)
    refusals = [each for each in logs if each["event"] == "forbidden"]
    assert [each for each in logs if each["event"] == "interaction_failed"] == []
    assert result.acknowledged, "nobody answers"
    if name == "owner":
        await _replay(stage)
    if may:
        assert refusals == []
        assert action is None or (action, True) in stage.asked, f"{action} was not asked for: {stage.asked}"
        return
    assert stage.asked, "the gate was not asked"
    assert not stage.asked[-1][1]
    assert [(each["member_id"], each["guild_id"]) for each in refusals] == [(actor.id, stage.guild_id)]
    assert result.modal is None
    assert "needs the level" in "\n".join(words_of(each) for each in [result.response, *result.followups] if each)
    assert await stage.rows() == before


async def _replay(stage: Stage) -> None:
    """Deliver the last interaction again, and assert that nothing comes of it."""
    backend, requests = stage.room.env.backend, len(stage.room.env.http_requests)
    payload, before = last_interaction(stage.room), await stage.rows()
    for _ in range(2):
        backend.emit("INTERACTION_CREATE", payload)
    assert await stage.rows() == before
    assert stage.room.env.http_requests[requests:] == []


@pytest.mark.parametrize("root", sorted({name.split()[0] for name in COMMANDS}))
async def test_each_level_with_each_command(stage: Stage, root: str) -> None:
    """Though Discord would show it to everybody."""
    for command, action in COMMANDS.items():
        if command.split()[0] != root:
            continue

        async def act(actor: Any, *, dry: bool, command: str = command, **_filled: str) -> Any:
            return "" if dry else await stage.command(actor, command)

        for level in LEVELS:
            await _cell(stage, level, action, act)


@pytest.mark.parametrize("family", sorted({each.split(":")[2] for each in PRESSES}))
async def test_each_level_with_each_button_and_menu(stage: Stage, family: str) -> None:
    """Though nobody showed it to them."""
    for custom_id, action in PRESSES.items():
        if custom_id.split(":")[2] != family:
            continue

        async def act(actor: Any, *, dry: bool, filled: str = "", custom_id: str = custom_id) -> Any:
            if dry:
                return await stage.fill(custom_id, actor)
            chosen = () if "config_" in filled else ("calder21-museum",)
            return await press(actor, stage.reply, filled, values=chosen, kind=MENU)

        for level in LEVELS:
            await _cell(stage, level, action, act)


@pytest.mark.parametrize("what", FORMS)
async def test_each_level_with_each_form(stage: Stage, what: str) -> None:
    """Though it was never opened for them."""
    about, action = FORMS[what]

    async def act(actor: Any, *, dry: bool, filled: str = "") -> Any:
        if dry:
            return await stage.fill(about, actor)
        return await send_form(actor, stage.room.channel, form_id(what, filled))

    for level in LEVELS:
        await _cell(stage, level, action, act)


# ---------------------------------------------------------------- from elsewhere, and too late


_OF_A_GUILD = [each for each in PRESSES if "{" in each and "{reply}" not in each]


async def test_a_button_copied_from_another_server_does_nothing(stage: Stage) -> None:
    """Though whoever presses rules there, and has the change in hand himself: as if it were not there, and logged."""
    room, services = stage.room, stage.services
    elsewhere = room.env.create_guild("Elsewhere")
    channel = elsewhere.create_text_channel("general")
    role = elsewhere.create_role("admin", permissions=discord.Permissions(administrator=True))
    actor = elsewhere.add_member(room.env.create_user("ruler"), roles=[role])
    await actor.send(channel, f"{room.bot} Where did Calder go after the meeting?")
    (message,) = room.replies(channel)
    ids = [await stage.fill(each, actor) for each in PRESSES if "{" in each]
    forms = [form_id(what, await stage.fill(about, actor)) for what, (about, _) in FORMS.items() if "{" in about]
    before = await stage.rows()
    with structlog.testing.capture_logs() as logs:
        results = await press_all(actor, message, ids, values=("calder21-museum",), kind=MENU)
        results += [await send_form(actor, channel, each) for each in forms]
    assert [each for each in logs if each["event"] == "interaction_failed"] == []
    for custom_id, result in zip([*ids, *forms], results, strict=True):
        assert result.acknowledged, custom_id
        assert result.modal is None, custom_id
        told = [each for each in [result.response, *result.followups] if each is not None]
        assert all(each.ephemeral for each in told), custom_id
        assert "too old" in words_of(told[0]), custom_id
    assert await stage.rows() == before
    refused = [each for each in logs if each["event"] == "forbidden"]
    assert len(refused) >= len(_OF_A_GUILD)
    assert {(each["why"], each["guild_id"]) for each in refused} == {("elsewhere", elsewhere.id)}
    assert services.metrics.forbidden.labels("change", "elsewhere")._value.get() > 0


async def test_in_direct_messages_nothing_of_a_server_can_be_reached(stage: Stage) -> None:
    """Neither by a button nor by a form, not even by whoever owns the server."""
    room = stage.room
    user = room.env.create_user("somebody")
    await user.send_dm("Where did Calder go after the meeting?")
    (message,) = room.replies(user.dm_channel)
    ids = [await stage.fill(each, user) for each, action in PRESSES.items() if action and "{reply}" not in each]
    forms = [form_id(what, await stage.fill(about, user)) for what, (about, _) in FORMS.items()]
    before = await stage.rows()
    with structlog.testing.capture_logs() as logs:
        results = await press_all(user, message, ids, values=("calder21-museum",), kind=MENU)
        results += [await send_form(user, user.dm_channel, each) for each in forms]
    assert [each for each in logs if each["event"] == "interaction_failed"] == []
    assert all(result.acknowledged and result.modal is None for result in results)
    assert await stage.rows() == before


_OPENERS = {
    "a new fact": ("fact add", "editor"),
    "a release": ("release add", "editor"),
    "a change in hand": ("cq:1:work:edit:{work}", "editor"),
    "a group of questions": ("cq:1:open:fact:{question}", "editor"),
    "declining": ("cq:1:prop:decline:{change}", "approver"),
    "a correction": ("cq:1:correct:{reply}", "suggester"),
}


@pytest.mark.parametrize("taken", ["the role from the member", "the level from the role"])
@pytest.mark.parametrize("opener", _OPENERS)
async def test_a_role_taken_away_while_a_form_is_open_counts_when_it_is_sent(
    stage: Stage, opener: str, taken: str
) -> None:
    """The form was opened with every right; sent without, it is refused, logged, and changes nothing."""
    what, level = _OPENERS[opener]
    actor = stage.actors[level]
    if what.startswith("cq:"):
        opened = await press(actor, stage.reply, await stage.fill(what, actor))
    else:
        opened = await stage.command(actor, what)
    assert opened.modal is not None
    member = stage.room.env.backend.get_guild(stage.guild_id).members[actor.id]
    (role,) = member.role_ids
    if taken == "the level from the role":
        await stage.services.gate.give(stage.guild_id, {role: None}, by="m-1")
    else:
        member.role_ids.remove(role)
    before = await stage.rows()
    with structlog.testing.capture_logs() as logs:
        sent = await send_form(actor, stage.room.channel, opened.modal["custom_id"])
    (refused,) = [each for each in logs if each["event"] == "forbidden"]
    assert (refused["member_id"], refused["why"]) == (actor.id, "level")
    assert "needs the level" in words_of(sent.response)
    assert await stage.rows() == before


async def test_a_role_that_stays_lets_the_same_form_through(stage: Stage) -> None:
    """So that the refusals above are about the role, and not about how the form is sent."""
    actor = stage.actors["suggester"]
    opened = await press(actor, stage.reply, await stage.fill("cq:1:correct:{reply}", actor))
    assert opened.modal is not None
    with structlog.testing.capture_logs() as logs:
        await send_form(actor, stage.room.channel, opened.modal["custom_id"])
    assert [each for each in logs if each["event"] == "forbidden"] == []


async def test_what_somebody_has_in_hand_is_nobody_elses(stage: Stage) -> None:
    """Another owner of the same server cannot publish, change or drop it: it is as if it were not there."""
    ids = [await stage.fill(each, stage.actors["editor"]) for each in PRESSES if "{work}" in each or "{done}" in each]
    about = await stage.fill(FORMS["work"][0], stage.actors["editor"])
    before, owner = await stage.rows(), stage.actors["owner"]
    results = await press_all(owner, stage.reply, ids)
    results.append(await send_form(owner, stage.room.channel, form_id("work", about)))
    for result in results:
        assert result.modal is None
        assert _is_refusal(stage, result)
    assert await stage.rows() == before


_MOST = 2**63
_MADE_UP = [
    "cq:1:set:nothing:1",
    "cq:1:set:privacy_erase:1",
    "cq:1:set:config_role:",
    "cq:1:list:nothing:0:",
    "cq:1:list:audit:0:x-y",
    "cq:1:form:work:1.0.0.new",
    "cq:2:work:publish:1",
    "cq:1:work:publish:",
    "cq:1:work:publish:-1",
    f"cq:1:set:why_not:{_MOST}",
    f"cq:1:correct:{_MOST}",
    f"cq:1:work:publish:{_MOST}",
    f"cq:1:work:undo:{_MOST}",
    f"cq:1:prop:approve:{_MOST}",
    f"cq:1:open:fact:{_MOST}",
    f"cq:1:open:undo:{_MOST}",
    f"cq:1:list:revert:999:{_MOST}",
    "cq:1:list:history:999:f/none",
    "cq:1:list:change:0:f/none",
    "cq:1:list:change:0:z/none",
    "cq:1:list:review:9999:nothing",
    "cq:1:list:unanswered:9999:next",
    f"cq:1:list:audit:9999:{10**18 - 1}-{10**18 - 1}",
]
_MADE_UP_FORMS = [
    "cq:1:form:nothing:",
    "cq:1:form:nothing:1",
    "cq:9:form:work:1",
    "cq:1:form:work:",
    "cq:1:form:work:x.y.z.new",
    f"cq:1:form:work:{_MOST}.0.0.new",
    f"cq:1:form:work:{_MOST}.0.0.here",
    f"cq:1:form:review:decline-{_MOST}",
    "cq:1:form:review:approve-1",
    f"cq:1:form:correct:{_MOST}",
    "cq:1:form:correct:x",
    "cq:1:form:release_add:../../etc",
    "cq:1:work:publish:1",
]


async def test_a_made_up_button_is_answered_and_does_nothing(stage: Stage) -> None:
    """Also when an owner makes it up: no fault inside, nobody left waiting, nothing changed."""
    before = await stage.rows()
    with structlog.testing.capture_logs() as logs:
        results = await press_all(stage.actors["owner"], stage.reply, _MADE_UP, values=("x",), kind=MENU)
    assert [each for each in logs if each["event"] == "interaction_failed"] == []
    assert [each for each, result in zip(_MADE_UP, results, strict=True) if not result.acknowledged] == []
    assert [each for each, result in zip(_MADE_UP, results, strict=True) if result.modal is not None] == []
    assert await stage.rows() == before


@pytest.mark.parametrize("custom_id", _MADE_UP_FORMS)
async def test_a_made_up_form_is_answered_and_does_nothing(stage: Stage, custom_id: str) -> None:
    """With nothing in it, and about nothing there is."""
    before = await stage.rows()
    with structlog.testing.capture_logs() as logs:
        result = await send_form(stage.actors["owner"], stage.room.channel, custom_id)
    assert [each for each in logs if each["event"] == "interaction_failed"] == []
    assert result.acknowledged
    assert await stage.rows() == before


async def test_what_is_offered_while_typing_is_for_those_who_may_see_it(stage: Stage) -> None:
    """Options of moderators' commands offer a member nothing, and to an owner they do not fail."""
    tree = stage.room.env.bot.tree
    completing = [
        command.qualified_name
        for command in tree.walk_commands()
        if isinstance(command, app_commands.Command) and any(each.autocomplete for each in command.parameters)
    ]
    assert {"fact edit", "meeting"} <= set(completing)
    with structlog.testing.capture_logs() as logs:
        for name in completing:
            seen = await stage.command(stage.actors["viewer"], name, AUTOCOMPLETE)
            assert seen.acknowledged, name
            assert COMMANDS[name] is None or seen.autocomplete_choices == [], name
            offered = await stage.command(stage.actors["owner"], name, AUTOCOMPLETE)
            assert offered.acknowledged, name
    assert [each for each in logs if each["log_level"] in {"error", "critical"}] == []
