"""The tables, as SQLAlchemy Core has them; `migrations` makes them.

Discord's ids are 64-bit integers and never ours to number, so no key counts up by itself.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC: SQLite would forget the zone and hand back a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn *value* to UTC.

        Raises:
            ValueError: it is naive, so nobody can tell when it was.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give *value* its zone back."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.replace(tzinfo=UTC)


metadata = MetaData(
    # Named constraints, so that a later migration can drop one on any database.
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

replies = Table(
    "replies",
    metadata,
    Column("asked_id", BigInteger, primary_key=True, autoincrement=False),
    Column("guild_id", BigInteger),
    Column("channel_id", BigInteger),
    Column("asker_id", BigInteger, nullable=False),
    Column("reply_id", BigInteger),
    Column("private", Boolean, nullable=False, default=False),
    Column("state", Text),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    Index("ix_replies_reply_id", "reply_id"),
    Index("ix_replies_asked_at", "asked_at"),
    Index("ix_replies_asker_id", "asker_id"),
)
"""One row a question taken: claimed before it is answered, completed once its reply is out."""

votes = Table(
    "votes",
    metadata,
    Column(
        "asked_id",
        BigInteger,
        ForeignKey("replies.asked_id", ondelete="CASCADE"),
        nullable=False,
        autoincrement=False,
    ),
    Column("member_id", BigInteger, nullable=False, autoincrement=False),
    Column("helpful", Boolean, nullable=False),
    Column("voted_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("asked_id", "member_id"),
    Index("ix_votes_member_id", "member_id"),
)
"""One row a member and reply."""

channels_seen = Table(
    "channels_seen",
    metadata,
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, nullable=False),
)
"""The newest message handled in each channel, where picking up after a pause begins."""

commands_synced = Table(
    "commands_synced",
    metadata,
    Column("scope", String(64), primary_key=True),
    Column("digest", String(128), nullable=False),
)
"""The digest of the command tree that Discord has, by scope."""
