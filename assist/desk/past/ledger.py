"""Ledger: each ticket in one row, to be listed, searched and counted by; made anew where the ticket has changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from assist.case.reply import Outcome
from assist.case.text.terms import terms
from assist.engines.store import Store, TicketRow
from assist.engines.store.history import CopyRow, EventRow, FeedbackRow
from assist.engines.store.ledger import LedgerRow

AT_ONCE = 100  # tickets in one transaction: 0.1 s of writing
# A transaction that began earlier may end later: what was changed so many seconds before is looked at again.
OVERLAP = 60.0
BEGINNING = 280  # characters of a message in the list


class Ledger:
    """Keeps the store's ledger up to date; safe to call from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._since = 0.0
        self._lock = threading.Lock()

    def catch_up(self, most: int | None = None) -> bool:
        """Make the rows that are missing or old, `most` of them where that is given; whether none is left.

        A change takes milliseconds, 10,000 tickets of an older database about a minute: a door makes some, and the
        background (`Retention`) all.
        """
        made = 0
        while most is None or made < most:
            with self._lock:
                stale = self._store.stale_tickets(self._since, AT_ONCE)
                rows = [row for ticket in stale if (row := self.row(ticket)) is not None]
                if rows:
                    self._store.save_ledger(rows)
                if len(stale) < AT_ONCE:
                    newest = max((row.stamp for row in rows), default=self._since)
                    self._since = max(self._since, newest - OVERLAP)
                    return True
            made += len(stale)
        return False

    def row(self, ticket_id: str) -> LedgerRow | None:
        """A ticket's row as it is now; None where there is no such ticket."""
        ticket = self._store.ticket(ticket_id)
        if ticket is None:
            return None
        versions = [version for version in self._store.versions_of(ticket_id) if version.outcome]
        reply = versions[-1].reply if versions else {}
        copies, events = self._store.copies_of(ticket_id), self._store.events_of(ticket_id)
        return row_of(ticket, reply, copies, events, self._store.feedback_of(ticket_id))


def row_of(
    ticket: TicketRow,
    reply: dict[str, Any],
    copies: tuple[CopyRow, ...],
    events: tuple[EventRow, ...],
    opinions: tuple[FeedbackRow, ...],
) -> LedgerRow:
    """A ticket's row from everything that is kept of it; `reply` is its newest, in JSON form, or empty."""
    match, question = reply.get("match") or {}, reply.get("question") or {}
    manuals, designation = match.get("manuals") or [], str(match.get("designation") or "")
    kinds = {event.kind for event in events}
    outcome = str(reply.get("outcome") or "")
    ratings = [one.rating for one in opinions if one.about == "reply" and one.rating]
    wrong = any(one.rating < 0 for one in opinions)
    earlier = [str(turn.get("text") or "") for turn in ticket.conversation if turn.get("who") != "agent"]
    return LedgerRow(
        ticket=ticket.id,
        stamp=ticket.updated,
        owner=ticket.owner,
        created=ticket.created,
        product=(manuals[0] if manuals else designation)[:200],
        title=str(match.get("title") or designation or match.get("brand") or ""),
        verdict=str((reply.get("verdict") or {}).get("judgement") or ""),
        language=str(reply.get("language") or ticket.language or "")[:16],
        outcome=outcome,
        band=Outcome(outcome).band.value if outcome else "",
        topic=_topic(question)[:80],
        gap=("page" if manuals else "manual") if outcome == Outcome.NOT_IN_MANUAL else "",
        message=(ticket.message.strip() or (earlier[-1] if earlier else ""))[:BEGINNING],
        photo=ticket.photos[0][0] if ticket.photos else "",
        displayed="displayed" in kinds or bool(copies),
        copied=bool(copies),
        edited=any(copy.distance for copy in copies if copy.draft),
        reopened="reopened" in kinds,
        share=copies[-1].share if copies and copies[-1].draft else None,
        seconds=next((copy.seconds for copy in copies if copy.seconds is not None), None),
        rating=-1 if wrong else max(ratings, default=0),
        words=" ".join(terms("\n".join(_texts(ticket, reply, copies)))),
    )


def _topic(question: dict[str, Any]) -> str:
    """What a question is about, in no language: its kind, and the topics it names."""
    return " ".join([str(question.get("kind") or ""), *sorted(str(topic) for topic in question.get("topics") or ())])


def _texts(ticket: TicketRow, reply: dict[str, Any], copies: tuple[CopyRow, ...]) -> Iterator[str]:
    """Everything a ticket can be found by, what a buyer or an agent wrote first."""
    yield ticket.id
    yield from (ticket.message, ticket.context, ticket.edited, ticket.sent)
    yield from (str(turn.get("text") or "") for turn in ticket.conversation)
    match = reply.get("match") or {}
    yield from (str(match.get(name) or "") for name in ("title", "designation", "brand"))
    yield str(reply.get("text") or "")
    yield from (copy.text for copy in copies)
    yield from (name for _, name in ticket.photos)
    for reading in reply.get("readings") or ():
        yield from (str(line.get("text") or "") for line in reading.get("lines") or ())
        yield from (str(code.get("text") or "") for code in reading.get("codes") or ())
