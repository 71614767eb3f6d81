"""What happened to a ticket: events, copied texts, feedback; and their queries.

Events are only ever added, numbered by the database in the order they were kept.  Each has a key that is unique for
its ticket, so that the same news told twice is one event.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Connection

from assist.engines.store.database import Database, clean
from assist.engines.store.schema import metadata, replies, tickets

events = Table(
    "events", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket", ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(160), nullable=False),
    Column("kind", String(24), nullable=False),
    Column("reply", Integer, nullable=False),  # the number of the reply it is about, 0 for none
    Column("person", String(64), nullable=False),
    Column("at", Double, nullable=False),
    Column("detail", JSON, nullable=False),
    UniqueConstraint("ticket", "key"),
)  # fmt: skip

copies = Table(
    "copies", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket", ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False),
    Column("reply", Integer, nullable=False),
    Column("digest", String(64), nullable=False),  # sha256 of the text
    Column("text", Text, nullable=False),
    Column("draft", Text, nullable=False),  # what the program had proposed, as it would have been copied
    Column("distance", Integer, nullable=False),
    Column("share", Double, nullable=False),
    Column("seconds", Double),  # since the reply was first shown
    Column("person", String(64), nullable=False),
    Column("at", Double, nullable=False),
    UniqueConstraint("ticket", "reply", "digest"),
)  # fmt: skip

feedback = Table(
    "feedback", metadata,
    Column("ticket", ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True),
    Column("reply", Integer, primary_key=True, autoincrement=False),
    Column("person", String(64), primary_key=True),
    Column("about", String(32), primary_key=True),  # reply, verdict, source:N, box:N
    Column("rating", Integer, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("words", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),  # of the click, by the page's clock: an older one never wins
    Column("at", Double, nullable=False),
    Index("ix_feedback_at", "at"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EventRow:
    """Something that happened to a ticket; `reply` is the number of the reply it is about, 0 for none."""

    ticket: str
    key: str
    kind: str
    reply: int = 0
    person: str = ""
    at: float = 0.0
    detail: dict[str, Any] = field(default_factory=dict)
    id: int = 0


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A text that was copied to be sent.

    `draft` is the program's text it is closest to, `distance` the characters changed, `share` the same as a part of
    the longer text, `seconds` from the reply's first showing to the copy (None where that was not seen).
    """

    ticket: str
    reply: int
    digest: str
    text: str
    draft: str = ""
    distance: int = 0
    share: float = 0.0
    seconds: float | None = None
    person: str = ""
    at: float = 0.0
    id: int = 0


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """What one person said about one thing of one reply; `rating` is 1, -1, or 0 where it was taken back."""

    ticket: str
    person: str
    about: str
    reply: int = 0
    rating: int = 0
    reasons: tuple[str, ...] = ()
    words: str = ""
    sequence: int = 0
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """One version of a ticket's reply, in its JSON form; `outcome` is empty where a follow-up began."""

    id: int
    outcome: str
    reply: dict[str, Any]
    created: float


class HistoryTables(Database):
    """Keeps what happened to a ticket; nothing is kept of a ticket that is gone."""

    def add_event(self, row: EventRow) -> bool:
        """Keep an event; false where its key is known already or there is no such ticket."""
        with self.writing() as connection:
            return self._added(connection, row)

    def events_of(self, ticket_id: str) -> tuple[EventRow, ...]:
        """In the order they were kept."""
        query = sa.select(events).where(events.c.ticket == ticket_id).order_by(events.c.id)
        with self.reading() as connection:
            return tuple(EventRow(**row._mapping) for row in connection.execute(query))

    def first_event(self, ticket_id: str, kind: str, reply: int) -> EventRow | None:
        """The first event of a kind about one reply."""
        query = sa.select(events).where(events.c.ticket == ticket_id, events.c.kind == kind, events.c.reply == reply)
        with self.reading() as connection:
            row = connection.execute(query.order_by(events.c.id).limit(1)).one_or_none()
        return EventRow(**row._mapping) if row else None

    def versions_of(self, ticket_id: str) -> tuple[ReplyRow, ...]:
        """Every reply that was made for a ticket, oldest first."""
        query = sa.select(replies.c.id, replies.c.outcome, replies.c.reply, replies.c.created)
        query = query.where(replies.c.ticket == ticket_id).order_by(replies.c.id)
        with self.reading() as connection:
            return tuple(ReplyRow(**row._mapping) for row in connection.execute(query))

    def newest_version(self, ticket_id: str) -> ReplyRow | None:
        """The ticket's reply with its number; None where there is none, or a follow-up has begun."""
        query = sa.select(replies.c.id, replies.c.outcome, replies.c.reply, replies.c.created)
        query = query.where(replies.c.ticket == ticket_id).order_by(replies.c.id.desc()).limit(1)
        with self.reading() as connection:
            row = connection.execute(query).one_or_none()
        return ReplyRow(**row._mapping) if row and row.outcome else None

    def save_copy(self, row: CopyRow) -> bool:
        """Keep a copied text with its event, once for each reply; false where it is known or the ticket is gone."""
        values = {name: clean(getattr(row, name)) for name in CopyRow.__slots__ if name != "id"}
        event = EventRow(
            row.ticket, f"copied:{row.reply}:{row.digest}", "copied", row.reply, row.person, row.at,
            {"distance": row.distance, "share": row.share},
        )  # fmt: skip
        with self.writing() as connection:
            if not self._added(connection, event):
                return False
            connection.execute(sa.insert(copies).values(**values))
        return True

    def copies_of(self, ticket_id: str) -> tuple[CopyRow, ...]:
        """Oldest first."""
        query = sa.select(copies).where(copies.c.ticket == ticket_id).order_by(copies.c.id)
        with self.reading() as connection:
            return tuple(CopyRow(**row._mapping) for row in connection.execute(query))

    def save_feedback(self, row: FeedbackRow) -> bool:
        """Keep what was said in place of what the same person said about the same thing before.

        False, and nothing changed, where something newer (`sequence`) is kept already or the ticket is gone.
        """
        values = {name: clean(getattr(row, name)) for name in FeedbackRow.__slots__}
        keys = ("ticket", "reply", "person", "about")
        statement = self.insert(feedback).values(**values)
        changes = {name: statement.excluded[name] for name in values if name not in keys}
        statement = statement.on_conflict_do_update(
            index_elements=keys, set_=changes, where=feedback.c.sequence < statement.excluded.sequence
        ).returning(feedback.c.ticket)
        key = f"feedback:{row.reply}:{row.person}:{row.about}:{row.sequence}"[:160]
        detail = {"about": row.about, "rating": row.rating, "reasons": list(row.reasons), "words": row.words}
        event = EventRow(row.ticket, key, "feedback", row.reply, row.person, row.at, detail)
        with self.writing() as connection:
            if not self._added(connection, event):
                return False
            return connection.execute(statement).one_or_none() is not None

    def feedback_of(self, ticket_id: str) -> tuple[FeedbackRow, ...]:
        """What stands, of every person, newest last."""
        query = sa.select(feedback).where(feedback.c.ticket == ticket_id).order_by(feedback.c.at, feedback.c.about)
        with self.reading() as connection:
            rows = [row._mapping for row in connection.execute(query)]
        return tuple(FeedbackRow(**{**row, "reasons": tuple(row["reasons"])}) for row in rows)

    def _added(self, connection: Connection, row: EventRow) -> bool:
        """The event kept, and the ticket marked as changed now; false where it is known or there is no ticket."""
        now = row.at or time.time()
        touched = connection.execute(sa.update(tickets).where(tickets.c.id == row.ticket).values(updated=time.time()))
        if not touched.rowcount:
            return False
        values = {name: clean(getattr(row, name)) for name in EventRow.__slots__ if name != "id"}
        statement = self.insert(events).values(**{**values, "at": now}).on_conflict_do_nothing()
        return connection.execute(statement.returning(events.c.id)).one_or_none() is not None
