"""What goes when a guild goes, within one write."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Table, delete, select

from bot.database.actors import PROGRAM
from bot.database.auditlog import Act, append
from bot.database.auditverify import ERASE
from bot.database.tables import (
    audit,
    audit_contents,
    guild_roles,
    guild_settings,
    guilds_left,
    proposals,
    replies,
    revision_entries,
    revisions,
    subscriptions,
    tallies,
    unanswered,
    votes,
    work,
)

_OF_A_GUILD: Final[tuple[Table, ...]] = (
    guild_roles,
    guild_settings,
    guilds_left,
    proposals,
    replies,
    subscriptions,
    tallies,
    unanswered,
    work,
)
"""Tables whose rows name their guild, and go with it."""


def erase_guild(connection: Connection, guild_id: int, left_before: datetime, now: datetime) -> int:
    """Delete all that is kept of a guild that the bot left before a time, within a write; return how many rows went.

    A guild that is back, or left again later, loses nothing: then it is 0.

    Raises:
        ValueError: *guild_id* is that of no guild; 0 stands for the shared facts and for direct messages.
    """
    if guild_id <= 0:
        raise ValueError("no guild has the id 0, nor a smaller one")
    is_away = (guilds_left.c.guild_id == guild_id) & (guilds_left.c.left_at < left_before)
    left = connection.execute(delete(guilds_left).where(is_away)).rowcount
    if not left:
        return 0
    own_replies = select(replies.c.asked_id).where(replies.c.guild_id == guild_id)
    own_entries = select(audit.c.number).where(audit.c.guild_id == guild_id)
    statements = [
        delete(votes).where(votes.c.asked_id.in_(own_replies)),
        *(delete(table).where(table.c.guild_id == guild_id) for table in _OF_A_GUILD),
        *(delete(table).where(table.c.scope == guild_id) for table in (revision_entries, revisions)),
        delete(audit_contents).where(audit_contents.c.number.in_(own_entries)),
    ]
    gone = left + sum(connection.execute(statement).rowcount for statement in statements)
    append(connection, Act(guild_id, PROGRAM, ERASE, f"guild {guild_id}"), now)
    return gone


def known_guilds(connection: Connection) -> frozenset[int]:
    """Return every guild of which something is kept, but for the bare entries of the audit."""
    found: set[int | None] = set()
    for table in _OF_A_GUILD:
        found.update(connection.execute(select(table.c.guild_id).distinct()).scalars())
    found.update(connection.execute(select(revisions.c.scope).distinct()).scalars())
    return frozenset(guild_id for guild_id in found if guild_id)
