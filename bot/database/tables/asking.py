"""Tables of what was asked: replies, votes, how far each channel was read, which commands Discord has.

Discord's ids are 64-bit integers and never ours to number, so no key of these counts up by itself.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, PrimaryKeyConstraint, String, Table, Text

from bot.database.tables.base import UtcDateTime, metadata

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
    Index("ix_replies_guild_id", "guild_id"),
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
    Column("reason", String(16)),
    PrimaryKeyConstraint("asked_id", "member_id"),
    Index("ix_votes_member_id", "member_id"),
)
"""One row a member and reply; `reason` is why it did not help, where the member says so."""

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
