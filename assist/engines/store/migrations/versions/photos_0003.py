"""Photos have a likeness, by which a copy is known again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "likenesses",
        sa.Column("photo", sa.String(64), nullable=False),
        sa.Column("likeness", sa.String(256), nullable=False),
        sa.ForeignKeyConstraint(["photo"], ["photos.id"], name="fk_likenesses_photo", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("photo", name="pk_likenesses"),
    )


def downgrade() -> None:
    op.drop_table("likenesses")
