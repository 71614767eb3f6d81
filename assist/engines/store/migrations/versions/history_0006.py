"""What happened to a ticket: shown, copied, rated, reopened; and one row a ticket to list and search them by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("reply", sa.Integer, nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_events_ticket", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("ticket", "key", name="uq_events_ticket"),
    )
    op.create_table(
        "copies",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("reply", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("draft", sa.Text, nullable=False),
        sa.Column("distance", sa.Integer, nullable=False),
        sa.Column("share", sa.Double, nullable=False),
        sa.Column("seconds", sa.Double),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_copies_ticket", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_copies"),
        sa.UniqueConstraint("ticket", "reply", "digest", name="uq_copies_ticket"),
    )
    op.create_table(
        "feedback",
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("reply", sa.Integer, nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("about", sa.String(32), nullable=False),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_feedback_ticket", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket", "reply", "person", "about", name="pk_feedback"),
    )
    op.create_index("ix_feedback_at", "feedback", ["at"])


def downgrade() -> None:
    for table in ("feedback", "copies", "events"):
        op.drop_table(table)
