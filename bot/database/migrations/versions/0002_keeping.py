"""Keeping facts from inside Discord: revisions, audit, work in hand, proposals, guilds, insight.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "actors",
        sa.Column("token", sa.String(40), nullable=False),
        sa.Column("member_id", sa.BigInteger),
        sa.PrimaryKeyConstraint("token", name="pk_actors"),
        sa.UniqueConstraint("member_id", name="uq_actors_member_id"),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("guild_id", sa.BigInteger),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("target", sa.String(160), nullable=False),
        sa.Column("scope", sa.BigInteger),
        sa.Column("revision", sa.BigInteger),
        sa.Column("revision_digest", sa.String(64)),
        sa.Column("content", sa.String(64)),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )
    op.create_index("ix_audit_guild_id", "audit", ["guild_id"])
    op.create_table(
        "guild_roles",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("role_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("access", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "role_id", name="pk_guild_roles"),
    )
    op.create_table(
        "guild_settings",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "key", name="pk_guild_settings"),
    )
    op.create_table(
        "guilds_left",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name="pk_guilds_left"),
    )
    op.create_table(
        "proposals",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("scope", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("author", sa.String(40), nullable=False),
        sa.Column("entry", sa.String(64)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("asked_id", sa.BigInteger),
        sa.Column("reply", sa.Text),
        sa.Column("tell", sa.Boolean, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(40)),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decision", sa.Text),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.Column("takes_up", sa.BigInteger),
        sa.PrimaryKeyConstraint("number", name="pk_proposals"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_proposals_author", "proposals", ["author"])
    op.create_index("ix_proposals_guild_id_state", "proposals", ["guild_id", "state"])
    op.create_table(
        "revisions",
        sa.Column("scope", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("parent", sa.String(64)),
        sa.Column("author", sa.String(40), nullable=False),
        sa.Column("via", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("changes", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begin", sa.BigInteger),
        sa.Column("taken", sa.LargeBinary),
        sa.Column("put", sa.LargeBinary),
        sa.Column("whole", sa.LargeBinary),
        sa.PrimaryKeyConstraint("scope", "number", name="pk_revisions"),
    )
    op.create_index("ix_revisions_digest", "revisions", ["digest"])
    op.create_table(
        "revision_entries",
        sa.Column("scope", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("entry", sa.String(64), nullable=False),
        sa.Column("section", sa.String(16), nullable=False),
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("scope", "entry", "section", "number", name="pk_revision_entries"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("told", sa.String(64), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("guild_id", "kind", name="pk_subscriptions"),
    )
    op.create_table(
        "tallies",
        sa.Column("guild_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "day", "name", name="pk_tallies"),
    )
    op.create_table(
        "unanswered",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("folded", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_by", sa.String(64)),
        sa.PrimaryKeyConstraint("number", name="pk_unanswered"),
        sa.UniqueConstraint("guild_id", "folded", name="uq_unanswered_guild_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_unanswered_last_at", "unanswered", ["last_at"])
    op.create_table(
        "work",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("guild_id", sa.BigInteger, nullable=False),
        sa.Column("scope", sa.BigInteger, nullable=False),
        sa.Column("member_id", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_work"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_work_changed_at", "work", ["changed_at"])
    op.create_index("ix_work_member_id", "work", ["member_id"])
    op.create_table(
        "audit_contents",
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sa.ForeignKeyConstraint(["number"], ["audit.number"], name="fk_audit_contents_number_audit"),
        sa.PrimaryKeyConstraint("number", name="pk_audit_contents"),
    )
    op.create_index("ix_replies_guild_id", "replies", ["guild_id"])
    op.add_column("votes", sa.Column("reason", sa.String(16)))


def downgrade() -> None:
    with op.batch_alter_table("votes") as votes:
        votes.drop_column("reason")
    op.drop_index("ix_replies_guild_id", table_name="replies")
    op.drop_table("audit_contents")
    op.drop_index("ix_work_member_id", table_name="work")
    op.drop_index("ix_work_changed_at", table_name="work")
    op.drop_table("work")
    op.drop_index("ix_unanswered_last_at", table_name="unanswered")
    op.drop_table("unanswered")
    op.drop_table("tallies")
    op.drop_table("subscriptions")
    op.drop_table("revision_entries")
    op.drop_index("ix_revisions_digest", table_name="revisions")
    op.drop_table("revisions")
    op.drop_index("ix_proposals_guild_id_state", table_name="proposals")
    op.drop_index("ix_proposals_author", table_name="proposals")
    op.drop_table("proposals")
    op.drop_table("guilds_left")
    op.drop_table("guild_settings")
    op.drop_table("guild_roles")
    op.drop_index("ix_audit_guild_id", table_name="audit")
    op.drop_table("audit")
    op.drop_table("actors")
