"""Tables of what a guild has chosen: its settings, its roles, where it wants to be told."""

from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, String, Table, Text

from bot.database.tables.base import UtcDateTime, metadata

guild_settings = Table(
    "guild_settings",
    metadata,
    Column("guild_id", BigInteger, nullable=False, autoincrement=False),
    Column("key", String(32), nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("guild_id", "key"),
)
"""One row a choice that differs from its default; `value` is JSON."""

guild_roles = Table(
    "guild_roles",
    metadata,
    Column("guild_id", BigInteger, nullable=False, autoincrement=False),
    Column("role_id", BigInteger, nullable=False, autoincrement=False),
    Column("access", String(16), nullable=False),
    PrimaryKeyConstraint("guild_id", "role_id"),
)
"""What a role of a guild may do (`bot.access.levels`)."""

guilds_left = Table(
    "guilds_left",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("left_at", UtcDateTime, nullable=False),
)
"""Guilds that removed the bot; what is kept of them goes after a while, unless they come back."""

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("guild_id", BigInteger, nullable=False, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("told", String(64), nullable=False),
    Column("told_at", UtcDateTime),
    PrimaryKeyConstraint("guild_id", "kind"),
)
"""Which channel hears of what: ``changes`` of the facts, the weekly ``digest``; `told` is the last that it heard of."""
