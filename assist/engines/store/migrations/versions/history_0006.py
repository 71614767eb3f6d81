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
    op.create_table(
        "forgotten",
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("ticket", name="pk_forgotten"),
    )
    op.create_index("ix_tickets_updated", "tickets", ["updated"])
    _ledger()


def _ledger() -> None:
    """One row a ticket, and the database's own index of its words."""
    texts = {"title": sa.Text, "message": sa.Text, "words": sa.Text}
    lengths = {"owner": 64, "product": 200, "verdict": 16, "language": 16, "outcome": 32, "band": 16, "topic": 80,
               "gap": 16, "photo": 64}  # fmt: skip
    op.create_table(
        "ledger",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("stamp", sa.Double, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in lengths.items()),
        *(sa.Column(name, kind, nullable=False) for name, kind in texts.items()),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("displayed", "copied", "edited", "reopened")),
        sa.Column("share", sa.Double),
        sa.Column("seconds", sa.Double),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"], name="fk_ledger_ticket", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
        sa.UniqueConstraint("ticket", name="uq_ledger_ticket"),
    )
    op.create_index("ix_ledger_created", "ledger", ["created", "ticket"])
    for name in ("owner", "product", "band", "gap"):
        op.create_index(f"ix_ledger_{name}", "ledger", [name, "created"])
    if op.get_bind().dialect.name == "postgresql":
        # Not in the metadata: SQLite has no such kind.  Stored, since the planner does not know what making it costs.
        op.execute(
            "ALTER TABLE ledger ADD COLUMN ledger_words tsvector "
            "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED"
        )
        op.execute("CREATE INDEX ledger_words_index ON ledger USING gin (ledger_words)")
        return
    op.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS ledger_words USING fts5(words, content='ledger', content_rowid='id', "
        "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")"
    )
    gone = "INSERT INTO ledger_words(ledger_words, rowid, words) VALUES ('delete', old.id, old.words);"
    come = "INSERT INTO ledger_words(rowid, words) VALUES (new.id, new.words);"
    op.execute(f"CREATE TRIGGER ledger_come AFTER INSERT ON ledger BEGIN {come} END")
    op.execute(f"CREATE TRIGGER ledger_gone AFTER DELETE ON ledger BEGIN {gone} END")
    op.execute(f"CREATE TRIGGER ledger_changed AFTER UPDATE OF words ON ledger BEGIN {gone} {come} END")
    op.execute("INSERT INTO ledger_words(ledger_words) VALUES ('rebuild')")


def downgrade() -> None:
    op.drop_table("ledger")  # with its triggers
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE IF EXISTS ledger_words")
    op.drop_index("ix_tickets_updated", "tickets")
    for table in ("forgotten", "feedback", "copies", "events"):
        op.drop_table(table)
