"""Tables of how the bot does: questions that it could not answer, and counts by day. No row knows who asked."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.database.tables.base import Number, UtcDateTime, metadata

unanswered = Table(
    "unanswered",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("folded", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("reason", String(16), nullable=False),
    Column("times", Integer, nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_by", String(64)),
    UniqueConstraint("guild_id", "folded"),
    Index("ix_unanswered_last_at", "last_at"),
    sqlite_autoincrement=True,
)
"""One row a question and guild (0: direct messages), cleaned; `folded` is the digest of its normalised words."""

tallies = Table(
    "tallies",
    metadata,
    Column("guild_id", BigInteger, nullable=False, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("name", String(32), nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("guild_id", "day", "name"),
)
"""How often something happened in a guild on a day (UTC): asked, answered, corrected, helpful …"""
