"""Tables of how facts change: revisions, who made them, the audit, work in hand, proposals.

`scope` is 0 for the shared facts, else the id of the guild whose overlay it is.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from bot.database.tables.base import Number, UtcDateTime, metadata

actors = Table(
    "actors",
    metadata,
    Column("token", String(40), primary_key=True),
    Column("member_id", BigInteger, unique=True),
)
"""Who stands behind a token in revisions and the audit. Forgetting a member takes the id away and breaks no digest."""

revisions = Table(
    "revisions",
    metadata,
    Column("scope", BigInteger, nullable=False, autoincrement=False),
    Column("number", BigInteger, nullable=False, autoincrement=False),
    Column("digest", String(64), nullable=False),
    Column("parent", String(64)),
    Column("author", String(40), nullable=False),
    Column("via", String(16), nullable=False),
    Column("reason", Text),
    Column("changes", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("begin", BigInteger),
    Column("taken", LargeBinary),
    Column("put", LargeBinary),
    Column("whole", LargeBinary),
    PrimaryKeyConstraint("scope", "number"),
    Index("ix_revisions_digest", "digest"),
)
"""One row an accepted version of a text: what it takes out of the one before at byte `begin` and puts there, or the
whole text; all compressed. `changes` is JSON: the entries that differ, each before and after."""

revision_entries = Table(
    "revision_entries",
    metadata,
    Column("scope", BigInteger, nullable=False, autoincrement=False),
    Column("entry", String(64), nullable=False),
    Column("section", String(16), nullable=False),
    Column("number", BigInteger, nullable=False, autoincrement=False),
    PrimaryKeyConstraint("scope", "entry", "section", "number"),
)
"""Which entries a revision changed, so that the history of one is found without reading the changes of all."""

audit = Table(
    "audit",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("guild_id", BigInteger),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("action", String(32), nullable=False),
    Column("target", String(160), nullable=False),
    Column("scope", BigInteger),
    Column("revision", BigInteger),
    Column("revision_digest", String(64)),
    Column("content", String(64)),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Index("ix_audit_guild_id", "guild_id"),
)
"""One row an act, never changed. `digest` is over all other columns and so over the row before, `content` over what
`audit_contents` has; an act that made a revision names it, so that a revision cannot be altered either."""

audit_contents = Table(
    "audit_contents",
    metadata,
    Column("number", BigInteger, ForeignKey("audit.number"), primary_key=True, autoincrement=False),
    Column("reason", Text),
    Column("before", Text),
    Column("after", Text),
)
"""Why, and what an act changed. Kept apart, so that a guild's can be erased and the chain of digests still holds."""

work = Table(
    "work",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("scope", BigInteger, nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Index("ix_work_member_id", "member_id"),
    Index("ix_work_changed_at", "changed_at"),
    sqlite_autoincrement=True,
)
"""A change that somebody has in hand: what the form showed and what they wrote, as JSON; open, done or dropped."""

proposals = Table(
    "proposals",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("scope", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("author", String(40), nullable=False),
    Column("entry", String(64)),
    Column("text", Text, nullable=False),
    Column("body", Text),
    Column("asked_id", BigInteger),
    Column("reply", Text),
    Column("tell", Boolean, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("decided_by", String(40)),
    Column("decided_at", UtcDateTime),
    Column("decision", Text),
    Column("told_at", UtcDateTime),
    Column("takes_up", BigInteger),
    Index("ix_proposals_guild_id_state", "guild_id", "state"),
    Index("ix_proposals_author", "author"),
    sqlite_autoincrement=True,
)
"""What waits for somebody to decide: a correction a member suggests, a draft, a change to be approved, a change that
was overtaken. `body` is the change as JSON, `reply` the answer it is about (`bot.replystate`), `takes_up` the number of
the proposal that a change goes back to: it is settled when the change is approved."""
