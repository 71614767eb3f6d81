"""Removal: a ticket goes with everything that says something of its buyer, wherever it is kept."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assist.engines.store.integrations import kept_answers
from assist.engines.store.queue import DropState, drops, rows
from assist.engines.store.schema import forgotten, replies, ticket_photos, tickets
from assist.engines.store.tickets import TicketTables
from assist.engines.store.webhooks import deliveries, triage_items, triage_jobs

AT_ONCE = 500  # ids in one query


@dataclass(frozen=True, slots=True)
class Removed:
    """How much goes, or went: tickets, replies, photos; `shared` photos stay, since other tickets show them."""

    tickets: int = 0
    replies: int = 0
    photos: int = 0
    shared: int = 0


class RemovalTables(TicketTables):
    """Takes tickets away for good."""

    def remove_ticket(self, ticket_id: str) -> Removed:
        """Forget a ticket with all that hangs on it, and those of its photos which no other ticket shows.

        Its id stays forgotten: who still has the ticket in memory cannot bring it back.
        """
        with self.writing() as connection:
            gone = {"ticket": ticket_id, "at": time.time()}
            connection.execute(self.insert(forgotten).values(**gone).on_conflict_do_nothing())
            shown = sa.select(ticket_photos.c.photo).where(ticket_photos.c.ticket == ticket_id)
            mine = list(connection.execute(shown).scalars())
            connection.execute(sa.delete(ticket_photos).where(ticket_photos.c.ticket == ticket_id))
            _forget_traces(connection, ticket_id)
            answered = connection.execute(sa.delete(replies).where(replies.c.ticket == ticket_id)).rowcount
            known = connection.execute(sa.delete(tickets).where(tickets.c.id == ticket_id)).rowcount
        photos = self.remove_photos(mine)
        return Removed(known, answered, photos, len(set(mine)) - photos)

    def would_remove(self, ids: Sequence[str]) -> Removed:
        """What `remove_ticket` of all of these would take away together."""
        there: set[str] = set()
        shown: set[str] = set()
        answered = 0
        with self.reading() as connection:
            for start in range(0, len(ids), AT_ONCE):
                some = ids[start : start + AT_ONCE]
                there.update(connection.execute(sa.select(tickets.c.id).where(tickets.c.id.in_(some))).scalars())
                count = sa.select(sa.func.count()).select_from(replies).where(replies.c.ticket.in_(some))
                answered += int(connection.execute(count).scalar_one())
                link = sa.select(ticket_photos.c.photo).where(ticket_photos.c.ticket.in_(some))
                shown.update(connection.execute(link).scalars())
            stay = {photo for photo in shown if self._shown_elsewhere(connection, photo, there)}
        return Removed(len(there), answered, len(shown) - len(stay), len(stay))

    def forgotten_since(self, at: float) -> tuple[str, ...]:
        """Ids of tickets that were removed at or after that time."""
        with self.reading() as connection:
            return tuple(connection.execute(sa.select(forgotten.c.ticket).where(forgotten.c.at >= at)).scalars())

    def idle_tickets(self, before: float, limit: int) -> tuple[str, ...]:
        """Ids of tickets that nothing has happened to since that time, the oldest first."""
        query = sa.select(tickets.c.id).where(tickets.c.updated < before).order_by(tickets.c.updated).limit(limit)
        with self.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def remove_ended_work(self, before: float) -> int:
        """Forget jobs, deliveries and empty drops of the queue that ended before that time; how many they were."""
        ended = sa.and_(triage_jobs.c.finished.is_not(None), triage_jobs.c.finished < before)
        delivered = sa.and_(deliveries.c.state != "waiting", deliveries.c.created < before)
        held = sa.select(rows.c.id).where(rows.c.drop == drops.c.id).exists()
        empty = sa.and_(drops.c.created < before, ~held)
        with self.writing() as connection:
            done = [
                connection.execute(sa.delete(table).where(which)).rowcount
                for table, which in ((triage_jobs, ended), (deliveries, delivered), (drops, empty))
            ]
            connection.execute(sa.delete(forgotten).where(forgotten.c.at < before))
        return sum(done)

    def scrub(self) -> None:
        """Leave nothing of removed rows in the file of the database: SQLite keeps deleted words in the index of the
        history until it is merged, and whole pages in the write-ahead log.  PostgreSQL's own vacuum does that.
        """
        if self.engine.dialect.name != "sqlite":
            return
        with self.writing() as connection:
            connection.execute(sa.text("INSERT INTO ledger_words(ledger_words) VALUES ('optimize')"))
        with self._writing, self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))

    @staticmethod
    def _shown_elsewhere(connection: Connection, photo: str, ids: set[str]) -> bool:
        every = connection.execute(sa.select(ticket_photos.c.ticket).where(ticket_photos.c.photo == photo)).scalars()
        return any(ticket not in ids for ticket in every)


def _forget_traces(connection: Connection, ticket_id: str) -> None:
    """The ticket's rows in the queue, in jobs, and answers kept for requests that come twice.

    A drop's message and the names of its files are the buyer's too: both go with the last ticket of the drop, or job.
    """
    dropped = sa.select(rows.c.drop).where(rows.c.ticket == ticket_id)
    handed_in = sa.select(triage_items.c.job).where(triage_items.c.ticket == ticket_id)
    in_drops, in_jobs = (connection.execute(query).scalars().all() for query in (dropped, handed_in))
    connection.execute(sa.delete(rows).where(rows.c.ticket == ticket_id))
    connection.execute(sa.delete(triage_items).where(triage_items.c.ticket == ticket_id))
    connection.execute(sa.delete(kept_answers).where(kept_answers.c.subject == ticket_id))
    others = sa.select(rows.c.id).where(rows.c.drop == drops.c.id, rows.c.ticket != "").exists()
    at_rest = sa.and_(drops.c.id.in_(in_drops), drops.c.state != DropState.UNPACKING, ~others)
    connection.execute(sa.delete(drops).where(at_rest))
    item = triage_items.alias()
    left = sa.select(item.c.position).where(item.c.job == triage_items.c.job, item.c.ticket != "").exists()
    nameless = sa.and_(triage_items.c.job.in_(in_jobs), triage_items.c.state == "failed", ~left)
    connection.execute(sa.update(triage_items).where(nameless).values(name=""))
