"""The queue's rows, and the drops they came with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "queue_drops",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_queue_drops"),
    )
    op.create_index("ix_queue_drops_owner", "queue_drops", ["owner"])
    op.create_index("ix_queue_drops_state", "queue_drops", ["state"])
    op.create_table(
        "queue_rows",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("drop", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("photo", sa.String(64), nullable=False),
        sa.Column("twin", sa.String(64), nullable=False),
        sa.Column("same", sa.Boolean, nullable=False),
        sa.Column("error", sa.JSON, nullable=True),
        sa.Column("shown", sa.JSON, nullable=True),
        sa.Column("judged", sa.String(16), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("cleared", sa.Double, nullable=True),
        sa.Column("created", sa.Double, nullable=False),
        sa.ForeignKeyConstraint(["drop"], ["queue_drops.id"], name="fk_queue_rows_drop", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_queue_rows"),
    )
    op.create_index("ix_queue_rows_drop_position", "queue_rows", ["drop", "position"], unique=True)
    op.create_index("ix_queue_rows_owner", "queue_rows", ["owner"])
    op.create_index("ix_queue_rows_state", "queue_rows", ["state"])


def downgrade() -> None:
    op.drop_table("queue_rows")
    op.drop_table("queue_drops")
