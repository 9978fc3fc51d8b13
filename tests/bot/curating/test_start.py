"""A change begun from elsewhere, and what options offer while somebody types."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.curating.start import start
from bot.database.proposals import APPROVED, DRAFT
from bot.gateway.client import Communique
from bot.services import Services
from knowledge.model import FactBook
from tests.bot.curating.deskkit import CREWS, HOME, Moderator, file_of

PLACE = "csd12-place"
Begin = Callable[[discord.Interaction], Awaitable[None]]


@pytest.fixture
def begin() -> dict[str, Begin]:
    """Return what the command of the test does, by the key "do"."""
    return {}


@pytest.fixture
def make_bot(make_bot: Callable[[], Communique], begin: dict[str, Begin]) -> Callable[[], Communique]:
    """Return a client with a command of the test's own, which stands for the review and the insight."""

    def make() -> Communique:
        bot = make_bot()

        async def callback(interaction: discord.Interaction) -> None:
            await begin["do"](interaction)

        bot.tree.add_command(app_commands.Command(name="begin", description="Begins a change", callback=callback))
        return bot

    return make


def book_of(services: Services) -> FactBook:
    """Return the facts that members of the home guild are answered from."""
    return services.keeper.snapshot(HOME).book


async def test_a_draft_opens_as_a_form_and_its_proposal_is_settled(
    mod: Moderator, services: Services, begin: dict[str, Begin]
) -> None:
    """What is known stands there; published, the draft leaves the queue."""
    by = await services.database.actors.token(1)
    number = await services.database.proposals.add(
        guild_id=HOME, scope=0, kind=DRAFT, author=by, text="", now=services.clock()
    )
    fields = {"id": "a-draft", "sources": ["csd-12#s09"], "kind": "how_many", "topics": ["busan"], "text": {"en": ""}}

    async def do(interaction: discord.Interaction) -> None:
        await start(services, interaction, section="facts", fields=fields, reason="From a release.", proposal=number)

    begin["do"] = do
    await mod.use("begin")
    assert mod.form["sources"] == "csd-12#s09"
    assert mod.form["kind"] == ["how_many"]
    text = await mod.fill(text_en=CREWS["text_en"], questions=CREWS["questions"])
    assert "Why: From a release." in text
    assert "Published" in await mod.press("Publish")
    fact = book_of(services).facts["a-draft"]
    assert (fact.topics, fact.said_by) == (("busan",), "release")
    proposal = await services.database.proposals.get(number)
    assert proposal is not None
    assert proposal.state == APPROVED


async def test_an_entry_gets_what_it_lacks(mod: Moderator, services: Services, begin: dict[str, Begin]) -> None:
    """Questions and sources are added to those that it has, each once."""
    old = book_of(services).facts[PLACE]
    more = {
        "questions": {"en": [old.questions.en[0], "In which harbour was it?"]},
        "sources": [*old.sources, "csd-12#s09"],
    }

    async def do(interaction: discord.Interaction) -> None:
        await start(services, interaction, section="facts", fields=more, entry_id=PLACE, unanswered=3)

    begin["do"] = do
    await mod.use("begin")
    await mod.fill()
    await mod.press("Publish")
    new = book_of(services).facts[PLACE]
    assert new.questions.en == (*old.questions.en, "In which harbour was it?")
    assert new.sources == (*old.sources, "csd-12#s09")


async def test_an_entry_that_is_gone_is_told(mod: Moderator, services: Services, begin: dict[str, Begin]) -> None:
    """Nothing is begun."""

    async def do(interaction: discord.Interaction) -> None:
        await start(services, interaction, section="facts", fields={}, entry_id="no-such-fact")

    begin["do"] = do
    assert "no such entry here" in await mod.use("begin")
    assert await services.database.work.of_member(mod.actor.id) == []


async def test_whoever_may_not_change_facts_begins_nothing(
    room: Any, services: Services, begin: dict[str, Begin]
) -> None:
    """The gate is asked, whoever calls."""

    async def do(interaction: discord.Interaction) -> None:
        await start(services, interaction, section="facts", fields={})

    begin["do"] = do
    refused = await room.joe.slash(room.channel, "begin")
    assert refused.modal is None
    assert "needs the level" in refused.response.content
    assert await services.database.work.of_member(room.joe.id) == []


@pytest.mark.parametrize(
    ("command", "option", "typed", "offered"),
    [
        ("fact edit", "entry", "csd12-pl", "csd12-place"),
        ("fact show", "entry", "lighthouse", "calder21-museum"),
        ("fact show", "entry", "등대", "calder21-museum"),
        ("fact edit", "entry", "csd12-plaze", "csd12-place"),
        ("fact supersede", "by", "museum", "calder21-museum"),
        ("fact check", "entry", "", "calder21-museum"),
        ("fact add", "meeting", "CSD", "csd-12"),
        ("fact add", "topic", "pusan", "busan"),
        ("gap edit", "entry", "cost", "gap-csd12-cost"),
        ("term edit", "entry", "rescue", "rwg"),
        ("name edit", "entry", "콜더", "ruth-calder"),
        ("event edit", "entry", "12th", "csd-12"),
        ("release edit", "entry", "account", "csd-12"),
        ("fact history", "entry", "museum", "calder21-museum"),
    ],
)
async def test_options_offer_entries_by_id_and_text(
    mod: Moderator, command: str, option: str, typed: str, offered: str
) -> None:
    """In either language, and with a slip; what is chosen comes back as an id."""
    choices = await mod.actor.autocomplete(mod.room.channel, command, option, typed)
    assert offered in [each["value"] for each in choices]
    assert all(len(each["name"]) <= 100 for each in choices)
    assert len(choices) <= 25


async def test_revisions_are_offered_with_what_they_changed(mod: Moderator) -> None:
    """Newest first, by number."""
    await mod.use("fact alias", entry=PLACE)
    await mod.fill(questions_more="Which harbour was it?")
    await mod.press("Publish")
    choices = await mod.actor.autocomplete(mod.room.channel, "fact revert", "revision", "")
    assert [each["value"] for each in choices] == [2, 1]
    assert PLACE in choices[0]["name"]


async def test_members_are_offered_nothing(mod: Moderator, room: Any) -> None:
    """Somebody to whom an admin shows the command, without a level."""
    registered = {command.name: command.id for command in await room.env.bot.tree.fetch_commands()}
    room.channel.guild.set_command_permissions(registered["fact"], {mod.actor: True})
    assert await mod.actor.autocomplete(room.channel, "fact show", "entry", "") != []
    mod.demote()
    assert await mod.actor.autocomplete(room.channel, "fact show", "entry", "") == []


async def test_what_is_given_with_the_command_stands_in_the_form(mod: Moderator, services: Services) -> None:
    """Meeting and topic by name; a name that is none is told, with what is near."""
    await mod.use("fact add", meeting="CSD 12", topic="Pusan")
    await mod.fill(**CREWS)
    await mod.press("Publish")
    fact = next(each for each in book_of(services).facts.values() if each.text.en == CREWS["text_en"])
    assert (fact.meeting, fact.topics) == ("csd-12", ("busan",))
    before = file_of(services)
    text = await mod.use("fact add", topic="rescue cuters")
    assert "There is no term or person" in text
    assert "Did you mean rescue cutters" in text
    assert file_of(services) == before
