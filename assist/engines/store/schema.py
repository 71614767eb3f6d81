"""The tables, as the newest migration leaves them; a test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)  # fmt: skip

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMES)

meta = Table(
    "meta", metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)  # fmt: skip

photos = Table(
    "photos", metadata,
    Column("id", String(64), primary_key=True),  # sha256 of the bytes, which lie in a file of that name
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("format", String(16), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("created", Double, nullable=False),
)  # fmt: skip

likenesses = Table(
    "likenesses", metadata,
    Column("photo", ForeignKey("photos.id", ondelete="CASCADE"), primary_key=True),
    Column("likeness", String(256), nullable=False),  # hex of perceptual hashes
)  # fmt: skip

readings = Table(
    "readings", metadata,
    Column("photo", ForeignKey("photos.id", ondelete="CASCADE"), primary_key=True),
    Column("reader", String(120), nullable=False),  # networks and form of the reader: another one reads anew
    Column("body", Text, nullable=False),  # JSON
    Column("created", Double, nullable=False),
)  # fmt: skip

tickets = Table(
    "tickets", metadata,
    Column("id", String(64), primary_key=True),
    Column("message", Text, nullable=False),
    Column("context", Text, nullable=False),
    Column("manual", String(64)),
    Column("language", String(16)),
    Column("batch", String(64), nullable=False, index=True),  # tickets dropped into the queue together
    Column("outcome", String(32), nullable=False, index=True),
    Column("band", String(16), nullable=False),
    Column("edited", Text, nullable=False),
    Column("sent", Text, nullable=False),
    Column("owner", String(64), nullable=False, server_default="", index=True),  # a person's id; "" nobody's
    Column("conversation", JSON, nullable=False),
    Column("extra", JSON, nullable=False),
    Column("created", Double, nullable=False, index=True),
    Column("updated", Double, nullable=False, index=True),
)  # fmt: skip

forgotten = Table(
    "forgotten", metadata,
    Column("ticket", String(64), primary_key=True),  # removed: not to be kept again by who still has it in memory
    Column("at", Double, nullable=False),
)  # fmt: skip

ticket_photos = Table(
    "ticket_photos", metadata,
    Column("ticket", ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("photo", ForeignKey("photos.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
)  # fmt: skip

replies = Table(
    "replies", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket", ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("outcome", String(32), nullable=False),
    Column("reply", JSON, nullable=False),
    Column("created", Double, nullable=False),
)  # fmt: skip

manuals = Table(
    "manuals", metadata,
    Column("id", String(64), primary_key=True),  # of the file's content
    Column("file", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("brand", Text, nullable=False),
    Column("models", JSON, nullable=False),
    Column("names", JSON, nullable=False),
    Column("languages", JSON, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("eans", JSON, nullable=False),
    Column("skus", JSON, nullable=False),
    Column("edition", Text, nullable=False),
    Column("kinds", JSON, nullable=False),
    Column("mentions", JSON, nullable=False),
    Column("corrected", JSON, nullable=False),  # names of the fields an agent corrected: kept when read again
    Column("state", String(16), nullable=False, index=True),
    Column("metadata_title", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("created", Double, nullable=False),
    Column("updated", Double, nullable=False),
)  # fmt: skip

pages = Table(
    "pages", metadata,
    Column("manual", ForeignKey("manuals.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("label", String(32), nullable=False),
    Column("source", String(8), nullable=False),
    Column("language", String(8), nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("content", LargeBinary, nullable=False),  # words, boxes and lines, packed (see case/packing.py)
)  # fmt: skip

passages = Table(
    "passages", metadata,
    Column("id", String(64), primary_key=True),
    Column("manual", ForeignKey("manuals.id", ondelete="CASCADE"), nullable=False),
    Column("page", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("heading", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Index("ix_passages_manual_page", "manual", "page"),
)  # fmt: skip

jobs = Table(
    "jobs", metadata,
    Column("id", String(32), primary_key=True),
    Column("file", Text, nullable=False),
    Column("manual", String(64)),
    Column("kind", String(16), nullable=False, server_default="add"),
    Column("state", String(16), nullable=False, index=True),
    Column("page", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("error", JSON),
    Column("attempts", Integer, nullable=False),
    Column("cancel", Boolean, nullable=False),
    Column("created", Double, nullable=False),
    Column("started", Double),
    Column("finished", Double),
)  # fmt: skip
