"""What is kept about one member: shown to them, or taken away."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, or_, select, update

from bot.database.actors import forget_actor
from bot.database.proposals import CORRECTION
from bot.database.tables import actors, audit, audit_contents, proposals, replies, revisions, votes, work

MOST_ROWS: Final = 1000
"""Rows of each kind in an export, the newest; it says how many more there are."""


def forget_member(connection: Connection, member_id: int) -> int:
    """Take away what is kept of a member, within a write; return how many rows were deleted or changed.

    Their questions with the replies and all votes on these, their votes, what they have in hand and the corrections
    they suggested are deleted. What they decided about facts stays, by a token that leads to nobody any more.
    """
    own = select(replies.c.asked_id).where(replies.c.asker_id == member_id)
    token = select(actors.c.token).where(actors.c.member_id == member_id).scalar_subquery()
    theirs = (proposals.c.author == token) & (proposals.c.kind == CORRECTION)
    statements = (
        delete(votes).where(or_(votes.c.member_id == member_id, votes.c.asked_id.in_(own))),
        delete(proposals).where(theirs),
        # Somebody else's correction may be about an answer to this member, and holds their question.
        update(proposals).where(proposals.c.asked_id.in_(own), proposals.c.reply.is_not(None)).values(reply=None),
        delete(replies).where(replies.c.asker_id == member_id),
        delete(work).where(work.c.member_id == member_id),
    )
    return sum(connection.execute(statement).rowcount for statement in statements) + forget_actor(connection, member_id)


def export_member(connection: Connection, member_id: int) -> dict[str, Any]:
    """Return what is kept of a member, as what JSON can hold: lists of rows by kind, the newest first."""
    token = connection.execute(select(actors.c.token).where(actors.c.member_id == member_id)).scalar_one_or_none()
    kinds: dict[str, Select[Any]] = {
        "questions": select(replies).where(replies.c.asker_id == member_id).order_by(replies.c.asked_at.desc()),
        "votes": select(votes).where(votes.c.member_id == member_id).order_by(votes.c.voted_at.desc()),
        "in_hand": select(work).where(work.c.member_id == member_id).order_by(work.c.number.desc()),
    }
    if token is not None:
        kinds |= {
            "proposals": select(proposals).where(proposals.c.author == token).order_by(proposals.c.number.desc()),
            "decisions": select(
                proposals.c.number,
                proposals.c.guild_id,
                proposals.c.kind,
                proposals.c.state,
                proposals.c.decided_at,
                proposals.c.decision,
            )
            .where(proposals.c.decided_by == token)
            .order_by(proposals.c.number.desc()),
            "revisions": select(
                revisions.c.scope,
                revisions.c.number,
                revisions.c.digest,
                revisions.c.via,
                revisions.c.reason,
                revisions.c.made_at,
            )
            .where(revisions.c.author == token)
            .order_by(revisions.c.made_at.desc()),
            "acts": select(
                audit.c.number,
                audit.c.guild_id,
                audit.c.at,
                audit.c.action,
                audit.c.target,
                audit_contents.c.reason,
            )
            .outerjoin(audit_contents, audit_contents.c.number == audit.c.number)
            .where(audit.c.actor == token)
            .order_by(audit.c.number.desc()),
        }
    told: dict[str, Any] = {"member_id": str(member_id), "token": token}
    for kind, query in kinds.items():
        rows = connection.execute(query.limit(MOST_ROWS)).mappings()
        told[kind] = [{name: _plain(name, value) for name, value in row.items()} for row in rows]
        if len(told[kind]) == MOST_ROWS:
            count = select(func.count()).select_from(query.order_by(None).subquery())
            more = connection.execute(count).scalar_one() - MOST_ROWS
            if more:
                told[f"{kind}_left_out"] = more
    return told


def _plain(name: str, value: Any) -> Any:
    """Return *value* as JSON has it; ids as text, because many readers of JSON round such numbers."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, int) and (name.endswith("_id") or name == "scope") else value
