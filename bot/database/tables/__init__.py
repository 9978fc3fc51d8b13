"""The tables, as SQLAlchemy Core has them; `bot.database.migrations` makes them."""

from bot.database.tables.asking import channels_seen, commands_synced, replies, votes
from bot.database.tables.base import UtcDateTime, metadata
from bot.database.tables.curation import actors, audit, audit_contents, proposals, revision_entries, revisions, work
from bot.database.tables.guilds import guild_roles, guild_settings, guilds_left, subscriptions
from bot.database.tables.insight import tallies, unanswered

__all__ = [
    "UtcDateTime",
    "actors",
    "audit",
    "audit_contents",
    "channels_seen",
    "commands_synced",
    "guild_roles",
    "guild_settings",
    "guilds_left",
    "metadata",
    "proposals",
    "replies",
    "revision_entries",
    "revisions",
    "subscriptions",
    "tallies",
    "unanswered",
    "votes",
    "work",
]
