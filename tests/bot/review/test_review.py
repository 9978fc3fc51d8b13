"""`/review` through Discord: corrections, drafts and changes wait, are shown, decided once, and told."""

from typing import Any

import discord
import pytest
import simcord

from bot.access.levels import Access
from bot.cards.ids import proposal_id
from bot.database.proposals import APPROVED, CHANGE, CORRECTION, DECLINED, DRAFT, OPEN, OVERTAKEN
from bot.services import Services
from knowledge.editing.change import Change, dump_changes, fields_of
from tests.bot.accesskit import press, send_form
from tests.bot.cardkit import labels_of, words_of
from tests.bot.conftest import Room
from tests.bot.curating.conftest import moderator_named
from tests.bot.curating.deskkit import HOME, Moderator, file_of
from tests.bot.review.conftest import Person

PLACE = "Which city hosted CSD 12?"
NEW_TEXT = "The 12th Coastal Security Dialogue was held in the port of Busan."


async def answered(room: Any, question: str = PLACE) -> Any:
    """Return the bot's reply to Joe's question."""
    await room.ask(question)
    return room.replies()[-1]


async def suggest(room: Any, actor: simcord.MemberActor | None = None, **values: Any) -> simcord.InteractionResult:
    """Let Joe, or *actor*, send a correction of the answer about the place; return what came of it."""
    actor = actor or room.joe
    opened = await actor.click(await answered(room), label="Suggest a correction")
    filled = {"text": "It was in Ulsan, **not** Busan. @everyone", "source": "page 2", "tell": ["yes"], **values}
    return await actor.submit_modal(opened, filled)


def change_of(services: Services, **fields: Any) -> Change:
    """Return a change of the fact about the place."""
    before = fields_of(services.store.current.book.facts["csd12-place"])
    return Change("facts", "csd12-place", before, {**before, **fields})


async def waiting_change(services: Services, author: Moderator | int, *changes: Change, reason: str = "Nicer.") -> int:
    """Let a change by *author* wait; return its number."""
    member_id = author if isinstance(author, int) else author.actor.id
    token = await services.database.actors.token(member_id)
    return await services.database.proposals.add(
        guild_id=HOME,
        scope=0,
        kind=CHANGE,
        author=token,
        text=reason,
        now=services.clock(),
        entry=changes[0].id,
        body=dump_changes(changes),
        tell=True,
    )


async def state_of(services: Services, number: int) -> str:
    """Return the state of a proposal."""
    found = await services.database.proposals.get(number)
    assert found is not None
    return found.state


async def test_a_correction_is_kept_with_its_answer_and_shown(room: Any, services: Services, person: Person) -> None:
    """What a member writes is escaped, and stands beside the answer that they saw."""
    result = await suggest(room)
    assert "You will be told" in words_of(result.response)
    (kept,) = await services.database.proposals.listing(HOME)
    assert (kept.kind, kept.entry, kept.tell, kept.scope) == (CORRECTION, "csd12-place", True, 0)
    editor = await person(Access.EDITOR)
    await editor.use("review")
    text = await editor.press(f"Open {kept.number}")
    assert "It was in Ulsan, \\*\\*not\\*\\* Busan. \uff20everyone page 2" in text
    assert "> The 12th Coastal Security Dialogue was held in Busan." in text
    assert editor.labels == ["Change the entry", "Settled", "Decline", "Back to the list"]


async def test_corrections_are_never_thrown_together(room: Any, services: Services) -> None:
    """Two members who write the same have both said it."""
    ann = room.channel.guild.add_member(room.env.create_user("ann"))
    await suggest(room)
    await suggest(room)
    await suggest(room, ann)
    assert await services.database.proposals.count(HOME) == 3


async def test_one_member_cannot_fill_the_queue(room: Any, services: Services) -> None:
    """Beyond what anybody could read they are asked to wait, and nothing is kept."""
    token = await services.database.actors.token(room.joe.id)
    for number in range(20):
        await services.database.proposals.add(
            guild_id=HOME, scope=0, kind=CORRECTION, author=token, text=f"{number}", now=services.clock()
        )
    result = await room.joe.click(await answered(room), label="Suggest a correction")
    assert "waiting already" in words_of(result.response)
    assert await services.database.proposals.count(HOME) == 20


async def test_a_full_queue_is_told_before_anybody_types(room: Any, services: Services) -> None:
    """The form does not open; and where it filled up meanwhile, the words come back to whoever wrote them."""
    token = await services.database.actors.token(room.joe.id)

    async def fill(number: int) -> None:
        for _ in range(number):
            await services.database.proposals.add(
                guild_id=HOME, scope=0, kind=CORRECTION, author=token, text="x", now=services.clock()
            )

    await fill(19)
    reply = await answered(room)
    opened = await room.joe.click(reply, label="Suggest a correction")
    await fill(1)
    result = await room.joe.submit_modal(opened, {"text": "It was in *Ulsan*.", "source": "", "tell": ["no"]})
    assert "It was in \\*Ulsan\\*." in words_of(result.response) + "".join(map(words_of, result.followups))
    refused = await room.joe.click(reply, label="Suggest a correction")
    assert refused.modal is None
    assert "waiting already" in words_of(refused.response)


AWAY = HOME + 77
"""A guild other than the room's."""


@pytest.mark.parametrize("settings", [{"home_guilds": (AWAY,)}], indirect=True)
async def test_a_correction_of_a_shared_fact_reaches_those_who_keep_it(
    room: Any, services: Services, person: Person
) -> None:
    """From a server that keeps none of the shared facts; there it can be seen, and decided where it can be mended."""
    guild = room.env.create_guild(id=AWAY)
    away = Room(room.env, guild.create_text_channel("keepers"), guild.add_member(room.env.create_user("kim")))
    keeper = moderator_named("keeper", away)
    await suggest(room)
    (kept,) = await services.database.proposals.listing(None)
    assert (kept.guild_id, kept.scope) == (HOME, 0)
    editor = await person(Access.EDITOR)
    await editor.use("review")
    assert "It was in Ulsan" in await editor.press(f"Open {kept.number}")
    assert editor.labels == ["Back to the list"]
    refused = await press(editor.actor, editor.message, proposal_id("settle", kept.number))
    assert refused.modal is None
    await keeper.use("review")
    assert "It was in Ulsan" in await keeper.press(f"Open {kept.number}")
    assert "Change the entry" in keeper.labels


@pytest.mark.parametrize("settings", [{"home_guilds": (AWAY,)}], indirect=True)
async def test_a_correction_of_a_guilds_own_fact_stays_there(room: Any, services: Services) -> None:
    """Another server has nothing to do with what only this one says."""
    change = change_of(services, text={"en": NEW_TEXT})
    await services.keeper.publish(HOME, [change], by="program", guild_id=HOME, reason=None)
    await services.keeper.snapshot_for(HOME)
    await suggest(room)
    (kept,) = await services.database.proposals.listing(None)
    assert (kept.guild_id, kept.scope) == (HOME, HOME)


@pytest.mark.parametrize("settings", [{"home_guilds": ()}], indirect=True)
async def test_in_direct_messages_somebody_has_to_keep_the_facts(room: Any, services: Services) -> None:
    """Where no server keeps the shared facts, nobody would ever see it, and the member is told so."""
    ann = room.env.create_user("ann")
    await ann.send_dm(PLACE)
    result = await ann.click(room.replies(ann.dm_channel)[-1], label="Suggest a correction")
    assert result.modal is None
    assert "nobody could look at it" in words_of(result.response)
    assert await services.database.proposals.count(None) == 0


async def test_a_suggestion_from_a_direct_message_reaches_a_home_guild(room: Any, person: Person) -> None:
    """It belongs to no guild, and is about the facts that this one keeps."""
    ann = room.env.create_user("ann")
    await ann.send_dm(PLACE)
    opened = await ann.click(room.replies(ann.dm_channel)[-1], label="Suggest a correction")
    await ann.submit_modal(opened, {"text": "Ulsan!", "source": "", "tell": ["no"]})
    editor = await person(Access.EDITOR)
    assert "Ulsan!" in await editor.use("review")


async def test_an_abstention_has_no_such_button(room: Any) -> None:
    """There is no answer to correct; and one made up by hand is refused."""
    reply = await answered(room, "What did the emperor of Atlantis eat?")
    assert "Suggest a correction" not in labels_of(reply)
    forged = await press(room.joe, reply, f"cq:1:correct:{reply.reference.message_id}")
    assert forged.modal is None
    assert "no answer here to correct" in words_of(forged.response)


async def test_a_viewer_may_not_suggest(room: Any, services: Services, person: Person) -> None:
    """Where a guild lets everyone only ask; also with a form opened before, and one that was never opened."""
    reply = await answered(room)
    opened = await room.joe.click(reply, label="Suggest a correction")
    viewer = await person(Access.VIEWER)
    for result in (
        await viewer.actor.click(reply, label="Suggest a correction"),
        await room.joe.submit_modal(opened, {"text": "x", "source": "", "tell": ["no"]}),
        await send_form(viewer.actor, room.channel, f"cq:1:form:correct:{reply.reference.message_id}"),
    ):
        assert result.modal is None
        assert "needs the level **suggester**" in words_of(result.response)
    assert await services.database.proposals.count(HOME) == 0


@pytest.mark.parametrize("about", ["0", "99999999999999999999", "x", "12-a"])
async def test_a_form_about_nothing_is_refused(room: Any, services: Services, about: str) -> None:
    """An id that somebody made up is no answer."""
    await answered(room)
    result = await send_form(room.joe, room.channel, f"cq:1:form:correct:{about}")
    assert "too old" in words_of(result.response)
    assert await services.database.proposals.count(None) == 0


async def test_a_correction_becomes_a_change_of_its_entry(room: Any, services: Services, person: Person) -> None:
    """From the list to the published answer in four clicks, and the correction is settled by it."""
    await suggest(room)
    (kept,) = await services.database.proposals.listing(HOME)
    editor = await person(Access.EDITOR)
    await editor.use("review")
    await editor.press(f"Open {kept.number}")
    await editor.press("Change the entry")
    assert editor.form["text_en"] == "The 12th Coastal Security Dialogue was held in Busan."
    await editor.fill(text_en=NEW_TEXT)
    await editor.press("Publish")
    assert NEW_TEXT in file_of(services)
    assert await state_of(services, kept.number) == APPROVED


async def test_a_correction_can_be_settled_with_a_word(room: Any, services: Services, person: Person) -> None:
    """Nothing had to change, and whoever asked to be told hears what was said."""
    await suggest(room)
    (kept,) = await services.database.proposals.listing(HOME)
    editor = await person(Access.EDITOR)
    await editor.use("review")
    await editor.press(f"Open {kept.number}")
    await editor.press("Settled")
    text = await editor.fill(note="The release says *Busan*.")
    assert "settled" in text
    assert "Whoever made it will be told." in text
    decided = await services.database.proposals.get(kept.number)
    assert decided is not None
    assert (decided.state, decided.decision) == (APPROVED, "The release says *Busan*.")
    (act,) = await services.database.audit.listing(HOME, action="approve")
    assert (act.target, act.reason) == (f"proposal {kept.number}", "The release says *Busan*.")


async def test_a_change_is_published_by_somebody_else(services: Services, person: Person) -> None:
    """An approver sees the change as members will, approves, and members are answered from it; all is audited."""
    author, approver = await person(Access.EDITOR), await person(Access.APPROVER)
    number = await waiting_change(services, author, change_of(services, text={"en": NEW_TEXT}))
    await approver.use("review", kind="change")
    text = await approver.press(f"Open {number}")
    assert "port of Busan" in text
    assert "Nicer." in text
    text = await approver.press("Approve and publish")
    assert "Published as revision 2" in text
    assert NEW_TEXT in file_of(services)
    assert services.store.current.book.facts["csd12-place"].text.en == NEW_TEXT
    assert await state_of(services, number) == APPROVED
    head = await services.database.revisions.head(0)
    assert head is not None
    assert head.author == await services.database.actors.token(author.actor.id)
    (act,) = await services.database.audit.listing(HOME, action="approve")
    assert act.actor == await services.database.actors.token(approver.actor.id)


async def test_its_author_cannot_approve_a_change(room: Any, services: Services, person: Person) -> None:
    """There is no button for them, and a press made up by hand is refused, whatever their level."""
    owner = await person(Access.OWNER)
    number = await waiting_change(services, owner, change_of(services, text={"en": NEW_TEXT}))
    await owner.use("review")
    text = await owner.press(f"Open {number}")
    assert "somebody else has to approve it" in text
    assert "Approve and publish" not in owner.labels
    message = owner._shown.message
    result = await press(owner.actor, message, proposal_id("approve", number))
    assert "somebody else has to approve it" in "".join(map(words_of, result.followups))
    form = await send_form(owner.actor, room.channel, f"cq:1:form:review:anyway-{number}")
    assert form.modal is None
    assert await state_of(services, number) == OPEN
    assert NEW_TEXT not in file_of(services)


async def test_an_editor_cannot_approve(services: Services, person: Person) -> None:
    """They see what waits and have no button; a forged press is refused and changes nothing."""
    author, editor = await person(Access.EDITOR), await person(Access.EDITOR)
    number = await waiting_change(services, author, change_of(services, text={"en": NEW_TEXT}))
    await editor.use("review")
    await editor.press(f"Open {number}")
    assert editor.labels == ["Take it in hand", "Back to the list"]
    for action in ("approve", "decline", "anyway", "settle"):
        result = await press(editor.actor, editor._shown.message, proposal_id(action, number))
        assert result.modal is None
        assert "approver" in words_of(result.response)
    assert await state_of(services, number) == OPEN


async def test_who_comes_second_hears_that_it_is_decided(services: Services, person: Person) -> None:
    """They pressed a button that was right when it was shown; there is one revision and one act."""
    author = await person(Access.EDITOR)
    first, second = await person(Access.APPROVER), await person(Access.APPROVER)
    number = await waiting_change(services, author, change_of(services, text={"en": NEW_TEXT}))
    for approver in (first, second):
        await approver.use("review")
        await approver.press(f"Open {number}")
    await first.press("Approve and publish")
    assert "quicker" in await second.press("Approve and publish")
    head = await services.database.revisions.head(0)
    assert head is not None
    assert head.number == 2
    assert len(await services.database.audit.listing(HOME, action="approve")) == 1


async def test_a_change_that_was_overtaken_is_shown_with_what_came_between(services: Services, person: Person) -> None:
    """Approving it changes nothing: the approver sees both, and takes it in hand or declines it."""
    author, approver = await person(Access.EDITOR), await person(Access.APPROVER)
    number = await waiting_change(services, author, change_of(services, text={"en": NEW_TEXT}))
    await approver.use("review")
    await approver.press(f"Open {number}")
    theirs = change_of(services, text={"en": "The 12th Coastal Security Dialogue took place in Busan."})
    await services.keeper.publish(0, [theirs], by="command-line", guild_id=None, reason=None)
    text = await approver.press("Approve and publish")
    assert "took place in Busan" in text
    assert "port of Busan" in text
    assert "Approve and publish" not in approver.labels
    assert await state_of(services, number) == OPEN
    assert NEW_TEXT not in file_of(services)


async def test_a_change_that_loses_answers_needs_a_reason_and_a_second_press(
    services: Services, person: Person
) -> None:
    """The questions are shown, the button says so, and the form wants to know why."""
    author, approver = await person(Access.EDITOR), await person(Access.APPROVER)
    number = await waiting_change(services, author, change_of(services, retired="It was in Ulsan."), reason="")
    await approver.use("review")
    text = await approver.press(f"Open {number}")
    assert PLACE in text
    assert "Approve and publish" not in approver.labels
    forged = await press(approver.actor, approver._shown.message, proposal_id("approve", number))
    assert not forged.followups
    assert services.store.current.book.facts["csd12-place"].is_current
    await approver.press("Approve and lose answers")
    await approver.fill(note="The release was withdrawn.")
    assert not services.store.current.book.facts["csd12-place"].is_current
    head = await services.database.revisions.head(0)
    assert head is not None
    assert head.reason == "The release was withdrawn."


async def test_a_change_already_made_is_only_marked(services: Services, person: Person) -> None:
    """The process was killed after publishing: approving it again finds it made."""
    author, approver = await person(Access.EDITOR), await person(Access.APPROVER)
    change = change_of(services, text={"en": NEW_TEXT})
    number = await waiting_change(services, author, change)
    await approver.use("review")
    await approver.press(f"Open {number}")
    await services.keeper.publish(0, [change], by="command-line", guild_id=None, reason=None)
    assert "are so already" in await approver.press("Approve and publish")
    assert await state_of(services, number) == APPROVED


async def test_a_draft_is_written_by_whoever_takes_it(services: Services, person: Person) -> None:
    """Its fields stand in the form; publishing settles it. Members never hear of a draft."""
    editor = await person(Access.EDITOR)
    token = await services.database.actors.token(editor.actor.id)
    fields = {"text": {"en": ""}, "kind": "how_many", "sources": ["csd-12#s09"], "said_by": "release"}
    number = await services.database.proposals.add(
        guild_id=HOME,
        scope=0,
        kind=DRAFT,
        author=token,
        text="",
        now=services.clock(),
        body=dump_changes([Change("facts", "", None, fields)]),
    )
    await editor.use("review", kind="draft")
    assert "csd-12#s09" in await editor.press(f"Open {number}")
    await editor.press("Write it")
    assert "s09" in editor.form["sources"]
    await editor.fill(text_en="Three crews trained together.", questions="How many crews trained together?")
    await editor.press("Publish")
    assert await state_of(services, number) == APPROVED
    assert "Three crews trained together." in file_of(services)


async def test_an_overtaken_change_is_put_on_top_or_dropped(services: Services, person: Person) -> None:
    """Both are shown; the form has what was overtaken, on top of what is there now."""
    editor = await person(Access.EDITOR)
    number = await services.database.proposals.add(
        guild_id=HOME,
        scope=0,
        kind=OVERTAKEN,
        author="file",
        text="",
        now=services.clock(),
        entry="csd12-place",
        body=dump_changes([change_of(services, text={"en": NEW_TEXT})]),
    )
    theirs = change_of(services, text={"en": "The 12th Coastal Security Dialogue took place in Busan."})
    await services.keeper.publish(0, [theirs], by="command-line", guild_id=None, reason=None)
    await editor.use("review")
    text = await editor.press(f"Open {number}")
    assert "took place in Busan" in text
    assert "an edit of the file" in text
    await editor.press("Take it in hand")
    assert editor.form["text_en"] == NEW_TEXT


async def test_what_a_change_leaves_out_stays_out_when_it_is_taken_in_hand(services: Services, person: Person) -> None:
    """A question that the change takes away does not come back by way of the entry as it is now."""
    author, editor = await person(Access.EDITOR), await person(Access.EDITOR)
    change = change_of(services, questions={"en": ["Where was it?"]})
    number = await waiting_change(services, author, change)
    await editor.use("review")
    await editor.press(f"Open {number}")
    await editor.press("Take it in hand")
    preview = await editor.fill()
    assert "- Questions it answers: Which city hosted CSD 12?" in preview
    assert "+ Questions it answers: Where was it?" in preview


async def test_another_guild_sees_and_touches_nothing(room: Any, services: Services, person: Person) -> None:
    """Its list is empty, and a button from there is as if the thing were not there."""
    author = await person(Access.EDITOR)
    number = await waiting_change(services, author, change_of(services, text={"en": NEW_TEXT}))
    elsewhere = room.env.create_guild(id=HOME + 1)
    channel = elsewhere.create_text_channel("other")
    owner = elsewhere.add_member(
        room.env.create_user("boss"),
        roles=[elsewhere.create_role("x", permissions=discord.Permissions(administrator=True))],
    )
    listed = await owner.slash(channel, "review")
    assert "Nothing is waiting." in words_of(listed.response)
    for action in ("open", "approve", "decline", "take", "settle", "anyway"):
        result = await press(owner, listed.response.message, proposal_id(action, number))
        assert result.modal is None
        assert "too old" in words_of(result.response)
    assert await state_of(services, number) == OPEN


async def test_a_role_taken_away_counts_at_once(services: Services, person: Person) -> None:
    """Between opening the form to decline and sending it."""
    author, approver = await person(Access.EDITOR), await person(Access.APPROVER)
    number = await waiting_change(services, author, change_of(services, text={"en": NEW_TEXT}))
    await approver.use("review")
    await approver.press(f"Open {number}")
    await approver.press("Decline")
    roles = await services.database.guilds.roles(HOME)
    by = await services.database.actors.token(1)
    await services.gate.give(HOME, dict.fromkeys(roles), by=by)
    assert "approver" in await approver.fill(note="no")
    assert await state_of(services, number) == OPEN


async def test_pages_of_the_list_turn_in_place(services: Services, person: Person) -> None:
    """Five at a time, oldest first; a page beyond the end shows the last one."""
    for number in range(7):
        await services.database.proposals.add(
            guild_id=HOME, scope=0, kind=CORRECTION, author="m-x", text=f"wish {number}", now=services.clock()
        )
    editor = await person(Access.EDITOR)
    text = await editor.use("review")
    assert "7 things wait here" in text
    assert "wish 0" in text
    assert "wish 5" not in text
    text = await editor.press("Next page")
    assert "wish 6" in text
    assert "Page 2 of 2" in text
    await editor.press("Previous page")
    assert "wish 0" in editor.text


async def test_declined_is_declined(room: Any, services: Services, person: Person) -> None:
    """With a word for its author, once."""
    await suggest(room)
    (kept,) = await services.database.proposals.listing(HOME)
    editor = await person(Access.EDITOR)
    await editor.use("review")
    await editor.press(f"Open {kept.number}")
    await editor.press("Decline")
    await editor.fill(note="")
    assert await state_of(services, kept.number) == DECLINED
    form = await send_form(editor.actor, room.channel, f"cq:1:form:review:decline-{kept.number}")
    assert "quicker" in "".join(map(words_of, form.followups))
