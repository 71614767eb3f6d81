"""Tickets, their photos and every reply that was made for them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from assist.engines.store.database import clean
from assist.engines.store.photos import PhotoTables
from assist.engines.store.schema import forgotten, replies, ticket_photos, tickets

Json = dict[str, Any]


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


class TicketTables(PhotoTables):
    """What the desk keeps."""

    def save_ticket(self, ticket: TicketRow) -> None:
        """Insert or replace a ticket; its photos must have been saved before.  One that was removed stays so."""
        row = {name: clean(getattr(ticket, name)) for name in TicketRow.__slots__ if name != "photos"}
        row["created"] = ticket.created or time.time()
        row["updated"] = time.time()
        shown = [
            {"ticket": ticket.id, "position": k, "photo": photo, "name": clean(name)}
            for k, (photo, name) in enumerate(ticket.photos)
        ]
        with self.writing() as connection:
            if connection.execute(sa.select(forgotten).where(forgotten.c.ticket == ticket.id)).one_or_none():
                return
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

    def save_reply(self, ticket_id: str, reply: Json) -> int:
        """Keep a reply's JSON form, which is its audit trail; returns its number, 0 where the ticket is gone.

        Where nothing but what left the machine differs from the newest one, it is the same version.
        """
        outcome, band = str(reply.get("outcome") or ""), str(reply.get("band") or "")
        reply, now = clean(reply), time.time()
        with self.writing() as connection:
            changes = {"outcome": outcome, "band": band, "updated": now}
            known = connection.execute(sa.update(tickets).where(tickets.c.id == ticket_id).values(**changes))
            if not known.rowcount:
                return 0
            newest = sa.select(replies.c.id, replies.c.reply).where(replies.c.ticket == ticket_id)
            last = connection.execute(newest.order_by(replies.c.id.desc()).limit(1)).one_or_none()
            if last is not None and outcome and {**last.reply, "left_machine": reply.get("left_machine")} == reply:
                connection.execute(sa.update(replies).where(replies.c.id == last.id).values(reply=reply))
                return int(last.id)
            row = {"ticket": ticket_id, "outcome": outcome, "reply": reply, "created": now}
            number = connection.execute(sa.insert(replies).values(**row).returning(replies.c.id)).scalar_one()
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
