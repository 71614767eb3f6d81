"""What the library remembers beside its manuals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "removals",
        sa.Column("manual", sa.String(64), primary_key=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("removed", sa.Double, nullable=False),
    )
    op.create_table(
        "citations",
        sa.Column("manual", sa.String(64), nullable=False),
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_citations_ticket", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("manual", "ticket", name="pk_citations"),
    )


def downgrade() -> None:
    op.drop_table("citations")
    op.drop_table("removals")
