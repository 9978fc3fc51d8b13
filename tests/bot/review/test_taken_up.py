"""What a change in the review goes back to: a wish, an older change, a kill half way; and what its author can do."""

from typing import Any

import pytest

from bot.access.levels import Access
from bot.cards.ids import proposal_id, work_id
from bot.cards.message import Style
from bot.curating.draft import Deed, Draft
from bot.curating.preview import Checked
from bot.curating.reading import Reading
from bot.database.proposals import APPROVED, CORRECTION, DECLINED, OPEN, REPLACED, WITHDRAWN, Proposal
from bot.review.showing import Shown, render_proposal
from bot.revising.errors import FileBroken
from bot.services import Services
from bot.text.wording import Wording
from knowledge.editing.change import Change, dump_changes, fields_of
from knowledge.errors import Problem
from knowledge.model import FactBook, Language
from tests.bot.accesskit import press, press_all
from tests.bot.cardkit import words_of
from tests.bot.curating.deskkit import CREWS, HOME, Moderator, file_of
from tests.bot.database.keepkit import NOW
from tests.bot.review.conftest import Person
from tests.bot.review.test_review import NEW_TEXT, PLACE, change_of, state_of, waiting_change


async def require_review(services: Services) -> None:
    """Let every change wait for somebody else."""
    await services.gate.choose(HOME, "review_required", True, by=await services.database.actors.token(1))


async def wish(services: Services) -> int:
    """Let a member's correction of the fact about the place wait; return its number."""
    return await services.database.proposals.add(
        guild_id=HOME,
        scope=0,
        kind=CORRECTION,
        author=await services.database.actors.token(2),
        text="It was in the port.",
        now=services.clock(),
        entry="csd12-place",
        tell=True,
    )


async def send_in_answer(editor: Moderator, number: int, label: str, text: str = NEW_TEXT) -> str:
    """Let *editor* take up proposal *number* by the button *label*, and send the change to review."""
    await editor.use("review")
    await editor.press(f"Open {number}")
    await editor.press(label)
    await editor.fill(text_en=text)
    return await editor.press("Send to review")


async def newest(services: Services) -> Proposal:
    """Return the newest proposal that waits."""
    return (await services.database.proposals.listing(HOME))[-1]


async def told(services: Services) -> list[int]:
    """Return the numbers of what authors are to be told of."""
    return [each.number for each in await services.database.proposals.to_tell()]


async def test_a_correction_is_taken_up_only_once_its_change_is_approved(services: Services, person: Person) -> None:
    """Until then it waits, and nobody is told that it was; then both are decided, by the approver."""
    await require_review(services)
    editor, approver = await person(Access.EDITOR), await person(Access.APPROVER)
    first = await wish(services)
    assert "In review" in await send_in_answer(editor, first, "Change the entry")
    change = await newest(services)
    assert change.takes_up == first
    assert await state_of(services, first) == OPEN
    assert await told(services) == []
    await approver.use("review", kind="change")
    assert f"takes up number {first}" in await approver.press(f"Open {change.number}")
    await approver.press("Approve and publish")
    assert await state_of(services, first) == APPROVED
    acts = await services.database.audit.listing(HOME, action="approve")
    assert {each.target for each in acts} == {f"proposal {first}", f"proposal {change.number}"}
    assert {each.actor for each in acts} == {await services.database.actors.token(approver.actor.id)}


async def test_a_correction_outlives_a_change_that_is_declined(services: Services, person: Person) -> None:
    """The member's words wait for a better one."""
    await require_review(services)
    editor, approver = await person(Access.EDITOR), await person(Access.APPROVER)
    first = await wish(services)
    await send_in_answer(editor, first, "Change the entry")
    change = await newest(services)
    await approver.use("review", kind="change")
    await approver.press(f"Open {change.number}")
    await approver.press("Decline")
    await approver.fill(note="")
    assert await state_of(services, change.number) == DECLINED
    assert await state_of(services, first) == OPEN


async def test_a_change_taken_in_hand_by_its_author_is_replaced(services: Services, person: Person) -> None:
    """Nothing was approved, so nobody hears that it was: the newer one waits in its place."""
    await require_review(services)
    editor = await person(Access.EDITOR)
    first = await wish(services)
    await send_in_answer(editor, first, "Change the entry")
    old = await newest(services)
    await send_in_answer(editor, old.number, "Take it in hand", "It was held in the port of Busan.")
    new = await newest(services)
    assert (new.state, new.takes_up) == (OPEN, first)
    assert await state_of(services, old.number) == REPLACED
    assert await state_of(services, first) == OPEN
    assert await told(services) == []
    assert "port of Busan" not in file_of(services)


async def test_a_change_taken_in_hand_by_somebody_else_waits_beside_theirs(services: Services, person: Person) -> None:
    """It is its author's until one of the two is approved."""
    await require_review(services)
    author, editor = await person(Access.EDITOR), await person(Access.EDITOR)
    old = await waiting_change(services, author, change_of(services, text={"en": NEW_TEXT}))
    await send_in_answer(editor, old, "Take it in hand", "It was held in the port of Busan.")
    assert (await newest(services)).takes_up == old
    assert await state_of(services, old) == OPEN


@pytest.mark.parametrize("is_reviewed", [False, True])
async def test_two_presses_at_once_do_it_once_and_tell_the_same(
    services: Services, person: Person, *, is_reviewed: bool
) -> None:
    """Whichever comes second is told what was done, and never that it was not."""
    if is_reviewed:
        await require_review(services)
    editor = await person(Access.EDITOR)
    await editor.use("fact add")
    await editor.fill(**CREWS)
    shown = editor.message
    results = await press_all(editor.actor, shown, [work_id("publish", 1)] * 2)
    results += [await press(editor.actor, shown, work_id("publish", 1))]
    for result in results:
        assert not result.followups, words_of(result.followups[-1])
    text = editor._look(results[-1])
    assert ("**In review**, as number 1" if is_reviewed else "**Published**, as revision 2") in text
    assert await services.database.proposals.count(HOME, None) == int(is_reviewed)
    head = await services.database.revisions.head(0)
    assert head is not None
    assert head.number == (1 if is_reviewed else 2)


async def test_what_a_killed_change_takes_up_is_decided_at_the_next_press(
    services: Services, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between publishing and deciding: it does not stay open for ever, and the change can be taken back."""
    editor = await person(Access.EDITOR)
    first = await wish(services)
    await editor.use("review")
    await editor.press(f"Open {first}")
    await editor.press("Change the entry")
    await editor.fill(text_en=NEW_TEXT)

    async def killed(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(services.database.proposals, "decide", killed)
        await editor.press("Publish")
    assert NEW_TEXT in file_of(services)
    assert await state_of(services, first) == OPEN
    assert "**Published**, as revision 2" in await editor.press("Publish")
    assert await state_of(services, first) == APPROVED
    assert editor.labels == ["Take it back"]


async def test_answers_are_lost_only_as_they_were_shown(services: Services, person: Person) -> None:
    """More of them than stood there: the change is shown again, and nothing is published."""
    author, approver = await person(Access.EDITOR), await person(Access.APPROVER)
    change = change_of(services, retired="It was in Ulsan.")
    number = await waiting_change(services, author, change, reason="")
    await approver.use("review")
    await approver.press(f"Open {number}")
    await approver.press("Approve and lose answers")
    other = services.store.current.book.facts["csd12-dates"]
    before = fields_of(other)
    more = Change("facts", other.id, before, {**before, "retired": "Another day."})
    await services.database.proposals.put(number, text="", body=dump_changes((change, more)))
    text = await approver.fill(note="The release was withdrawn.")
    assert PLACE in text
    assert other.questions.en[0] in text
    assert await state_of(services, number) == OPEN
    assert services.store.current.book.facts["csd12-place"].is_current
    await approver.press("Approve and lose answers")
    assert "Published" in await approver.fill(note="The release was withdrawn.")
    assert not services.store.current.book.facts[other.id].is_current


async def test_whoever_approves_does_not_learn_where_the_file_lies(
    services: Services, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wrong in it is told with its name alone, and escaped."""
    author, approver = await person(Access.EDITOR), await person(Access.APPROVER)
    number = await waiting_change(services, author, change_of(services, text={"en": NEW_TEXT}))
    await approver.use("review")
    await approver.press(f"Open {number}")

    async def broken(*_args: Any, **_more: Any) -> None:
        raise FileBroken("/somewhere/secret/facts.yaml", Problem(7, 1, "", "*this* is wrong", "that is right"))

    monkeypatch.setattr(services.keeper, "publish", broken)
    text = await approver.press("Approve and publish")
    assert "facts.yaml" in text
    assert "secret" not in text
    assert "\\*this\\*" in text


async def test_an_editor_takes_a_change_of_their_own_back(services: Services, person: Person) -> None:
    """With a second step; it is audited, and they are not told of what they did themselves."""
    editor = await person(Access.EDITOR)
    number = await waiting_change(services, editor, change_of(services, text={"en": NEW_TEXT}))
    await editor.use("review")
    await editor.press(f"Open {number}")
    assert editor.labels == ["Take it in hand", "Take it back", "Back to the list"]
    await editor.press("Take it back")
    text = await editor.fill(note="")
    assert "taken back" in text
    assert "will be told" not in text
    assert await state_of(services, number) == WITHDRAWN
    assert await told(services) == []
    (act,) = await services.database.audit.listing(HOME, action="withdraw")
    assert act.target == f"proposal {number}"


async def test_nobody_takes_back_what_is_somebody_elses(services: Services, person: Person) -> None:
    """Neither another editor nor an approver, who declines it instead."""
    author = await person(Access.EDITOR)
    number = await waiting_change(services, author, change_of(services, text={"en": NEW_TEXT}))
    for level in (Access.EDITOR, Access.APPROVER):
        other = await person(level)
        await other.use("review")
        await other.press(f"Open {number}")
        assert "Take it back" not in other.labels
        result = await press(other.actor, other.message, proposal_id("withdraw", number))
        other.seen = result
        assert "no change of yours" in await other.fill(note="")
    assert await state_of(services, number) == OPEN


@pytest.mark.parametrize("style", ["card", "plain"])
def test_who_made_a_change_is_always_shown(small_book: FactBook, style: Style) -> None:
    """Where there is little room less of the change is shown, whatever its size, and the message still fits."""
    reading = Reading(small_book, Wording.load(), Language.EN)
    before = fields_of(small_book.facts["csd12-place"])
    for size in range(0, 3000, 40):
        after = {**before, "text": {"en": "x" * (size // 3)}, "questions": {"en": ["y" * (size // 9)] * (size // 100)}}
        draft = Draft(Deed.EDIT, "facts", "csd12-place", before, after, reason="z" * size)
        proposal = Proposal(
            1, HOME, 0, "change", OPEN, "m-1", "csd12-place", "z" * size, None, None, None, True, NOW, *[None] * 4
        )
        shown = Shown(proposal, {"m-1": 77}, frozenset(), checked=Checked(draft, book=small_book))
        message = render_proposal(shown, reading, style)
        assert message.fits
        assert "<@77>" in message.sections[0].text
