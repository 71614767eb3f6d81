"""What was read on a photo."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "readings",
        sa.Column("photo", sa.String(64), nullable=False),
        sa.Column("reader", sa.String(120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["photo"], ["photos.id"], name="fk_readings_photo", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("photo", name="pk_readings"),
    )


def downgrade() -> None:
    op.drop_table("readings")
