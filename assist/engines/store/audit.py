"""The audit log: rows are only added; the database itself refuses to change one, or to delete a young one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy import Column, Double, Index, Integer, String, Table

from assist.engines.store.database import Database, clean
from assist.engines.store.schema import metadata

audit = Table(
    "audit", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Double, nullable=False, index=True),
    Column("person", String(64), nullable=False),
    Column("name", String(200), nullable=False),  # as it was then
    Column("deed", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("subject", String(200), nullable=False),  # an id, never a text
    Column("address", String(64), nullable=False),
    Index("ix_audit_person_at", "person", "at"),
    Index("ix_audit_deed_at", "deed", "at"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what to which thing, when (seconds since the epoch) and from which address."""

    at: float
    person: str
    name: str
    deed: str
    kind: str
    subject: str = ""
    address: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Sought:
    """Which rows of the log are wanted; empty fields ask for nothing, `before` is the id to go on from."""

    person: str = ""
    deed: str = ""
    kind: str = ""
    subject: str = ""
    since: float = 0.0
    until: float = 0.0
    before: int = 0


class AuditTables(Database):
    """Keeps the audit log."""

    def note_deed(self, row: AuditRow) -> None:
        values = clean({name: value for name, value in asdict(row).items() if name != "id"})
        with self.writing() as connection:
            connection.execute(sa.insert(audit).values(**values))

    def deeds(self, sought: Sought = Sought(), limit: int = 200) -> tuple[AuditRow, ...]:
        """Newest first."""
        query = sa.select(audit).order_by(audit.c.id.desc()).limit(limit)
        for name in ("person", "deed", "kind", "subject"):
            if value := getattr(sought, name):
                query = query.where(audit.c[name] == value)
        if sought.since:
            query = query.where(audit.c.at >= sought.since)
        if sought.until:
            query = query.where(audit.c.at < sought.until)
        if sought.before:
            query = query.where(audit.c.id < sought.before)
        with self.reading() as connection:
            return tuple(AuditRow(**row._mapping) for row in connection.execute(query))

    def every_deed(self, sought: Sought = Sought(), step: int = 500) -> Iterator[AuditRow]:
        """All that is sought, newest first, a piece at a time."""
        while rows := self.deeds(sought, step):
            yield from rows
            kept = {name: getattr(sought, name) for name in Sought.__slots__}
            sought = Sought(**{**kept, "before": rows[-1].id})

    def forget_deeds(self, before: float) -> int:
        """Delete rows older than that; the database lets none go that is younger than 90 days."""
        with self.writing() as connection:
            return connection.execute(sa.delete(audit).where(audit.c.at < before)).rowcount
