"""What is kept of a member can be shown, and taken away."""

import json
from datetime import timedelta

import pytest

from bot.database import Act, Database, Retention
from tests.bot.database.keepkit import ANN, GUILD, JOE, NOW, publish


async def fill(database: Database, member_id: int, number: int) -> str:
    """Let a member ask, vote, begin a change, suggest, decide, publish and choose; return their token."""
    token = await database.actors.token(member_id)
    await database.replies.claim(number, guild_id=GUILD, channel_id=1, asker_id=member_id, now=NOW)
    await database.replies.record(number, reply_id=3, private=False, state=f"asked by {member_id}", now=NOW)
    await database.feedback.vote(number, member_id, False, NOW, reason="wrong")
    await database.work.open(GUILD, 0, member_id, f"begun by {member_id}", NOW)
    for kind in ("correction", "change"):
        proposal = await database.proposals.add(
            guild_id=GUILD, scope=0, kind=kind, author=token, text=f"{kind} of {member_id}", now=NOW,
            asked_id=number, reply=f"asked by {member_id}",
        )  # fmt: skip
        await database.proposals.decide(proposal, "declined", token, f"said {member_id}", NOW)
    await publish(database, f"by {number}".encode(), author=token)
    await database.audit.add(Act(GUILD, token, "config", "everyone", f"because {number}"), NOW)
    return token


async def test_a_member_is_shown_what_is_kept(database: Database) -> None:
    """All of it, in what JSON can hold, ids as text; nothing of anybody else."""
    token = await fill(database, JOE, 1)
    before = await database.export_member(JOE)
    await fill(database, ANN, 2)
    told = await database.export_member(JOE)
    assert told == before == json.loads(json.dumps(told))
    assert (told["member_id"], told["token"]) == (str(JOE), token)
    kinds = {kind: len(rows) for kind, rows in told.items() if isinstance(rows, list)}
    assert kinds == {
        "questions": 1, "votes": 1, "in_hand": 1, "proposals": 2, "decisions": 2, "revisions": 1, "acts": 2,
    }  # fmt: skip
    (question,) = told["questions"]
    assert (question["asked_id"], question["asker_id"], question["guild_id"]) == ("1", str(JOE), str(GUILD))
    assert (question["state"], question["asked_at"]) == (f"asked by {JOE}", NOW.isoformat())
    assert told["votes"][0]["reason"] == "wrong"
    assert told["acts"][0]["reason"] == "because 1"
    assert str(ANN) not in json.dumps(told)


async def test_of_a_stranger_there_is_nothing(database: Database) -> None:
    """And showing that makes no token for them."""
    told = await database.export_member(JOE)
    assert told == {"member_id": str(JOE), "token": None, "questions": [], "votes": [], "in_hand": []}
    assert await database.actors.known(JOE) is None


async def test_an_export_has_a_bound(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """And says what it leaves out."""
    monkeypatch.setattr("bot.database.members.MOST_ROWS", 3)
    for number in range(5):
        await database.replies.claim(
            number, guild_id=None, channel_id=1, asker_id=JOE, now=NOW + timedelta(seconds=number)
        )
    told = await database.export_member(JOE)
    assert [row["asked_id"] for row in told["questions"]] == ["4", "3", "2"]
    assert told["questions_left_out"] == 2
    assert "votes_left_out" not in told


async def test_a_forgotten_member_leaves_nothing_that_leads_to_them(database: Database) -> None:
    """Their words are gone; what they published stays, by a token of nobody, and the audit holds."""
    token = await fill(database, JOE, 1)
    ann = await fill(database, ANN, 2)
    await database.feedback.vote(2, JOE, True, NOW)
    await database.feedback.vote(1, ANN, True, NOW)
    theirs = await database.export_member(ANN)
    theirs["votes"] = [row for row in theirs["votes"] if row["asked_id"] == "2"]
    assert await database.forget_member(JOE) > 0
    assert await database.forget_member(JOE) == 0
    assert await database.export_member(JOE) == {
        "member_id": str(JOE), "token": None, "questions": [], "votes": [], "in_hand": [],
    }  # fmt: skip
    assert await database.export_member(ANN) == theirs
    assert [proposal.kind for proposal in await database.proposals.of_author(token)] == ["change"]
    assert await database.actors.members([token, ann]) == {ann: ANN}
    head = await database.revisions.get(0, 1)
    assert head is not None
    assert head.author == token
    assert (await database.audit.verify()).faults == ()


async def test_a_correction_of_somebody_else_loses_the_forgotten_question(database: Database) -> None:
    """It stays, without the answer in which the question stands."""
    ann = await database.actors.token(ANN)
    await database.replies.claim(1, guild_id=GUILD, channel_id=1, asker_id=JOE, now=NOW)
    number = await database.proposals.add(
        guild_id=GUILD, scope=0, kind="correction", author=ann, text="No.", now=NOW, asked_id=1, reply="Joe asked …"
    )
    await database.forget_member(JOE)
    stored = await database.proposals.get(number)
    assert stored is not None
    assert (stored.text, stored.reply) == ("No.", None)


async def test_what_is_too_old_goes(database: Database) -> None:
    """Each kind after its own time; open proposals, revisions and the audit stay."""
    token = await fill(database, JOE, 1)
    number = await database.proposals.add(guild_id=GUILD, scope=0, kind="draft", author=token, text="open", now=NOW)
    await database.unanswered.note(GUILD, "f" * 64, "why", "en", "unsure", NOW)
    await database.tallies.count(GUILD, NOW.date(), "asked")
    kept = Retention(work=10, unanswered=20, proposals=30, tallies=40)

    async def left() -> list[int]:
        told = await database.export_member(JOE)
        asked = await database.unanswered.listing(GUILD)
        counts = await database.tallies.days(GUILD, NOW.date())
        return [len(each) for each in (told["questions"], told["in_hand"], asked, told["proposals"], counts)]

    for days, expected in (
        (5, [1, 1, 1, 3, 1]),
        (8, [0, 1, 1, 3, 1]),
        (11, [0, 0, 1, 3, 1]),
        (21, [0, 0, 0, 3, 1]),
        (31, [0, 0, 0, 1, 1]),
        (41, [0, 0, 0, 1, 0]),
    ):
        assert await database.sweep(NOW + timedelta(days=days), 7, kept) == (1 if days == 8 else 0)
        assert await left() == expected
    assert await database.proposals.get(number) is not None
    assert await database.revisions.text(0, 1) == b"by 1"
    assert (await database.audit.verify()).faults == ()


async def test_much_goes_piece_by_piece(database: Database) -> None:
    """As many writes as it takes."""
    for number in range(603):
        await database.tallies.count(number, NOW.date(), "asked")
    await database.sweep(NOW + timedelta(days=2000), 7)
    assert await database.tallies.days(None, NOW.date()) == {}
