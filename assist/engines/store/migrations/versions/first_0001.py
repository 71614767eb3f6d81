"""The first schema: tickets, photos, replies; manuals, pages, passages; jobs; notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _notes_and_jobs()
    _desk()
    _replies()
    _manuals()
    _pages()


def downgrade() -> None:
    for table in (
        "passages", "pages", "manuals", "replies", "ticket_photos", "tickets", "photos", "jobs", "meta",
    ):  # fmt: skip
        op.drop_table(table)


def _notes_and_jobs() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )  # fmt: skip
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("manual", sa.String(64)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("warnings", sa.JSON, nullable=False),
        sa.Column("error", sa.JSON),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("cancel", sa.Boolean, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("started", sa.Double),
        sa.Column("finished", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )  # fmt: skip
    op.create_index("ix_jobs_state", "jobs", ["state"])


def _desk() -> None:
    op.create_table(
        "photos",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("format", sa.String(16), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_photos"),
    )  # fmt: skip
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("context", sa.Text, nullable=False),
        sa.Column("manual", sa.String(64)),
        sa.Column("language", sa.String(16)),
        sa.Column("batch", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("band", sa.String(16), nullable=False),
        sa.Column("edited", sa.Text, nullable=False),
        sa.Column("sent", sa.Text, nullable=False),
        sa.Column("conversation", sa.JSON, nullable=False),
        sa.Column("extra", sa.JSON, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("updated", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
    )  # fmt: skip
    op.create_index("ix_tickets_batch", "tickets", ["batch"])
    op.create_index("ix_tickets_outcome", "tickets", ["outcome"])
    op.create_index("ix_tickets_created", "tickets", ["created"])


def _replies() -> None:
    op.create_table(
        "ticket_photos",
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("photo", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("ticket", "position", name="pk_ticket_photos"),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_ticket_photos_ticket", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["photo"], ["photos.id"], name="fk_ticket_photos_photo"),
    )  # fmt: skip
    op.create_index("ix_ticket_photos_photo", "ticket_photos", ["photo"])
    op.create_table(
        "replies",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("reply", sa.JSON, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_replies"),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_replies_ticket", ondelete="CASCADE"),
    )  # fmt: skip
    op.create_index("ix_replies_ticket", "replies", ["ticket"])


def _manuals() -> None:
    op.create_table(
        "manuals",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("brand", sa.Text, nullable=False),
        sa.Column("models", sa.JSON, nullable=False),
        sa.Column("names", sa.JSON, nullable=False),
        sa.Column("languages", sa.JSON, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("eans", sa.JSON, nullable=False),
        sa.Column("skus", sa.JSON, nullable=False),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("kinds", sa.JSON, nullable=False),
        sa.Column("mentions", sa.JSON, nullable=False),
        sa.Column("corrected", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("metadata_title", sa.Text, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("updated", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_manuals"),
    )  # fmt: skip
    op.create_index("ix_manuals_state", "manuals", ["state"])


def _pages() -> None:
    op.create_table(
        "pages",
        sa.Column("manual", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("label", sa.String(32), nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("warnings", sa.JSON, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("manual", "number", name="pk_pages"),
        sa.ForeignKeyConstraint(["manual"], ["manuals.id"], name="fk_pages_manual", ondelete="CASCADE"),
    )  # fmt: skip
    op.create_table(
        "passages",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("manual", sa.String(64), nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("heading", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_passages"),
        sa.ForeignKeyConstraint(["manual"], ["manuals.id"], name="fk_passages_manual", ondelete="CASCADE"),
    )  # fmt: skip
    op.create_index("ix_passages_manual_page", "passages", ["manual", "page"])
