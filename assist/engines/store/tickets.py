"""Tickets, their photos and every reply that was made for them."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from assist.engines.store.database import Database, clean
from assist.engines.store.schema import photos, replies, ticket_photos, tickets

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A kept photo: the sha256 of the uploaded bytes, its upright size in pixels, its format and its size in bytes."""

    id: str
    width: int = 0
    height: int = 0
    format: str = ""
    bytes: int = 0
    created: float = 0.0


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket as it is kept.

    `photos` are (photo id, shown name) in order, `conversation` earlier turns and `extra` whatever the desk adds,
    both as JSON.  `owner` is a person's id, `batch` names tickets that were dropped together; `outcome` and `band` are
    the last reply's.  Times are seconds since the epoch.
    """

    id: str
    message: str = ""
    context: str = ""
    photos: tuple[tuple[str, str], ...] = ()
    manual: str | None = None
    language: str | None = None
    batch: str = ""
    outcome: str = ""
    band: str = ""
    edited: str = ""
    sent: str = ""
    owner: str = ""
    conversation: list[Json] = field(default_factory=list)
    extra: Json = field(default_factory=dict)
    created: float = 0.0
    updated: float = 0.0


class TicketTables(Database):
    """What the desk keeps."""

    def save_photo(self, data: bytes, *, id: str = "", width: int = 0, height: int = 0, format: str = "") -> PhotoRow:
        """Keep a photo's bytes once, under `id` (by default their sha256)."""
        row = PhotoRow(id or hashlib.sha256(data).hexdigest(), width, height, format, len(data), time.time())
        target = self._photo_file(row.id)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_suffix(f".{os.getpid()}.{time.monotonic_ns()}")
            part.write_bytes(data)
            part.replace(target)
        with self.writing() as connection:
            connection.execute(self.insert(photos).values(**asdict(row)).on_conflict_do_nothing())
        return row

    def photo(self, photo_id: str) -> PhotoRow | None:
        with self.reading() as connection:
            row = connection.execute(sa.select(photos).where(photos.c.id == photo_id)).one_or_none()
        return PhotoRow(**row._mapping) if row else None

    def photo_bytes(self, photo_id: str) -> bytes | None:
        """The bytes as they are kept; None where no such photo is."""
        if self.photo(photo_id) is None:
            return None
        file = self._photo_file(photo_id)
        return file.read_bytes() if file.exists() else None

    def save_ticket(self, ticket: TicketRow) -> None:
        """Insert or replace a ticket; its photos must have been saved before."""
        row = {name: clean(getattr(ticket, name)) for name in TicketRow.__slots__ if name != "photos"}
        row["created"] = ticket.created or time.time()
        row["updated"] = time.time()
        shown = [
            {"ticket": ticket.id, "position": k, "photo": photo, "name": clean(name)}
            for k, (photo, name) in enumerate(ticket.photos)
        ]
        with self.writing() as connection:
            self.upsert(connection, tickets, row)
            connection.execute(sa.delete(ticket_photos).where(ticket_photos.c.ticket == ticket.id))
            if shown:
                connection.execute(sa.insert(ticket_photos), shown)

    def ticket(self, ticket_id: str) -> TicketRow | None:
        found = self._tickets(sa.select(tickets).where(tickets.c.id == ticket_id))
        return found[0] if found else None

    def tickets(
        self, limit: int = 100, *, before: float | None = None, batch: str | None = None, outcome: str | None = None
    ) -> tuple[TicketRow, ...]:
        """Newest first; a batch in the order it was handed in."""
        query = sa.select(tickets).limit(limit)
        query = query.order_by(tickets.c.created.asc() if batch else tickets.c.created.desc(), tickets.c.id)
        if before is not None:
            query = query.where(tickets.c.created < before)
        if batch is not None:
            query = query.where(tickets.c.batch == batch)
        if outcome is not None:
            query = query.where(tickets.c.outcome == outcome)
        return self._tickets(query)

    def remove_ticket(self, ticket_id: str) -> None:
        """Forget a ticket, its replies, and those of its photos which no other ticket shows."""
        with self.writing() as connection:
            shown = sa.select(ticket_photos.c.photo).where(ticket_photos.c.ticket == ticket_id)
            mine = list(connection.execute(shown).scalars())
            for table in (ticket_photos, replies):
                connection.execute(sa.delete(table).where(table.c.ticket == ticket_id))
            connection.execute(sa.delete(tickets).where(tickets.c.id == ticket_id))
            used = set(
                connection.execute(sa.select(ticket_photos.c.photo).where(ticket_photos.c.photo.in_(mine))).scalars()
            )
            lone = [photo for photo in mine if photo not in used]
            connection.execute(sa.delete(photos).where(photos.c.id.in_(lone)))
        for photo in lone:
            self._photo_file(photo).unlink(missing_ok=True)

    def save_reply(self, ticket_id: str, reply: Json) -> int:
        """Keep a reply's JSON form, which is its audit trail; returns its number."""
        outcome, band = str(reply.get("outcome") or ""), str(reply.get("band") or "")
        with self.writing() as connection:
            row = {"ticket": ticket_id, "outcome": outcome, "reply": clean(reply), "created": time.time()}
            number = connection.execute(sa.insert(replies).values(**row).returning(replies.c.id)).scalar_one()
            changes = {"outcome": outcome, "band": band, "updated": time.time()}
            connection.execute(sa.update(tickets).where(tickets.c.id == ticket_id).values(**changes))
        return int(number)

    def reply(self, ticket_id: str) -> Json | None:
        """The newest reply of a ticket."""
        query = sa.select(replies.c.reply).where(replies.c.ticket == ticket_id).order_by(replies.c.id.desc()).limit(1)
        with self.reading() as connection:
            found = connection.execute(query).scalar()
        return dict(found) if found is not None else None

    def _tickets(self, query: sa.Select[Any]) -> tuple[TicketRow, ...]:
        with self.reading() as connection:
            rows = [dict(row._mapping) for row in connection.execute(query)]
            link = ticket_photos
            shown = sa.select(link).where(link.c.ticket.in_([row["id"] for row in rows])).order_by(link.c.position)
            by_ticket: dict[str, list[tuple[str, str]]] = {}
            for row in connection.execute(shown):
                by_ticket.setdefault(row.ticket, []).append((row.photo, row.name))
        return tuple(TicketRow(**row, photos=tuple(by_ticket.get(row["id"], ()))) for row in rows)

    def _photo_file(self, photo_id: str) -> Path:
        return self.folder / "photos" / photo_id[:2] / photo_id
