"""The first tables: replies, votes, channels seen, commands synced.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replies",
        sa.Column("asked_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("guild_id", sa.BigInteger),
        sa.Column("channel_id", sa.BigInteger),
        sa.Column("asker_id", sa.BigInteger, nullable=False),
        sa.Column("reply_id", sa.BigInteger),
        sa.Column("private", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("asked_id", name="pk_replies"),
    )
    op.create_index("ix_replies_reply_id", "replies", ["reply_id"])
    op.create_index("ix_replies_asked_at", "replies", ["asked_at"])
    op.create_index("ix_replies_asker_id", "replies", ["asker_id"])
    op.create_table(
        "votes",
        sa.Column("asked_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("asked_id", "member_id", name="pk_votes"),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["replies.asked_id"], name="fk_votes_asked_id_replies", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_votes_member_id", "votes", ["member_id"])
    op.create_table(
        "channels_seen",
        sa.Column("channel_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name="pk_channels_seen"),
    )
    op.create_table(
        "commands_synced",
        sa.Column("scope", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("scope", name="pk_commands_synced"),
    )


def downgrade() -> None:
    op.drop_table("commands_synced")
    op.drop_table("channels_seen")
    op.drop_table("votes")
    op.drop_table("replies")
