"""Retention: what is older than the setting goes by itself, and a buyer's data goes on request.

Of a ticket everything goes: messages, replies, photos that no other ticket shows, what happened to it, its feedback,
its rows in the queue.  Manuals stay, and so does the audit log, which holds ids alone.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assist.case.text.terms import SHORTEST_NUMBER, grouped_numbers, wanted
from assist.desk.past.ledger import Ledger
from assist.desk.staff.audit import Audit, Deed
from assist.desk.staff.people import LOCAL, Person
from assist.engines.store import Removed, Store
from assist.engines.store.ledger import Chosen
from assist.errors import AssistError, InputError

log = logging.getLogger(__name__)

DAY = 86_400.0
EVERY = 3600.0  # seconds between two looks for what is due
LOOK = 20.0  # seconds after which a ticket that another process removed is forgotten here as well
AT_ONCE = 50  # tickets between two looks at whether the program ends
LISTED = 200  # tickets of a search that are shown, and deleted, at a time
# A photo is kept before its ticket shows it; a file may be written a moment before its row.
LONE_AFTER = DAY
AROUND = 40  # characters shown on each side of what was found
SYSTEM = Person("retention", "")


@dataclass(frozen=True, slots=True)
class Found:
    """A ticket that holds the text: its beginning, and the words around the place."""

    ticket: str
    message: str
    created: float
    where: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a deletion would take; `more` says that further tickets hold the text."""

    found: tuple[Found, ...]
    goes: Removed
    more: bool = False


class Retention:
    """Takes away what is due, in the background, and what is asked for, at once.

    `days` 0 keeps everything.  `forget` takes a ticket out of this process's memory, `gone` is told which rows of the
    queue went with one (None where another process removed them, and nobody can say).  Killed at any point, it goes
    on where it was: each ticket goes in one transaction, and what is left is still due.
    """

    def __init__(
        self, store: Store, days: float = 0, forget: Callable[[str], None] = lambda ticket: None,
        clock: Callable[[], float] = time.time, gone: Callable[[Sequence[str] | None], None] = lambda rows: None,
    ) -> None:  # fmt: skip
        self._store = store
        self._days = days
        self._forget = forget
        self._clock = clock
        self._gone = gone
        self._mine: set[str] = set()  # removed here since the last look at what others removed
        self._audit = Audit(store)
        self._ledger = Ledger(store)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._looked = clock()

    def keep_for(self, days: float) -> None:
        """Another number of days from now on; 0 keeps everything."""
        self._days = days

    # By itself

    def start(self) -> None:
        """Begin to look for what is due, in the background."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="retention", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End after the ticket that is at work."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(10)

    def due(self) -> int:
        """Take away all tickets that nothing has happened to for longer than the setting; how many they were."""
        if self._days <= 0:
            return 0
        before, gone = self._clock() - self._days * DAY, 0
        while not self._stop.is_set() and (old := self._store.idle_tickets(before, AT_ONCE)):
            for ticket in old:
                self._remove(SYSTEM, ticket)
                gone += 1
                if self._stop.is_set():
                    break
        ended = self._store.remove_ended_work(before)
        if gone or ended:
            self._store.scrub()
        return gone

    def sweep(self) -> int:
        """Take away photos that belong to no ticket and files that belong to no photo; how many they were."""
        before = self._clock() - LONE_AFTER
        for left in self._store.folder.glob("snapshot-*"):  # of a backup that was killed
            if left.stat().st_mtime < before:
                shutil.rmtree(left, ignore_errors=True)
        lone = self._store.remove_photos(self._store.lone_photos(before), before=before)
        return lone + self._store.sweep_photos(before)

    def follow(self) -> int:
        """Forget here what another process removed since the last look; how many tickets they were."""
        now = self._clock()
        gone = self._store.forgotten_since(self._looked - LOOK)
        for ticket in gone:
            self._forget(ticket)
        if not set(gone) <= self._mine:
            self._gone(None)
        self._looked, self._mine = now, set(gone)  # the next look finds those of the last seconds again
        return len(gone)

    def _work(self) -> None:
        due = 0.0
        while not self._stop.wait(LOOK):
            try:
                self.follow()
                if time.monotonic() >= due:
                    self._ledger.catch_up()
                    self.due()
                    self.sweep()
                    due = time.monotonic() + EVERY
            except AssistError as error:
                log.error("retention: %s %s", error, error.help)
                due = time.monotonic() + EVERY
            except Exception:
                log.exception("retention failed; it is tried again in an hour")
                due = time.monotonic() + EVERY

    # On request

    def search(self, words: str) -> Preview:
        """Tickets that hold these words, newest first: an order, an address, a number however its digits are grouped.

        Raises `InputError` (`wipe_empty`) for words that would fit everything.
        """
        choices = _choices(words)
        if not choices:
            raise InputError("There is nothing to search for.", code="wipe_empty", help="Type at least three letters.")
        self._ledger.catch_up()
        rows = {row.ticket: row for choice in choices for row in self._store.ledger(choice, LISTED + 1)}
        newest = sorted(rows.values(), key=lambda row: (-row.created, row.ticket))
        found = tuple(Found(row.ticket, row.message, row.created, self._where(row.ticket, words))
                      for row in newest[:LISTED])  # fmt: skip
        return Preview(found, self._store.would_remove([one.ticket for one in found]), len(newest) > LISTED)

    def preview(self, tickets: Sequence[str]) -> Preview:
        """What deleting these tickets would take."""
        rows = [row for row in (self._store.ticket(ticket) for ticket in _bounded(tickets)) if row is not None]
        found = tuple(Found(row.id, row.message[:280], row.created) for row in rows)
        return Preview(found, self._store.would_remove([row.id for row in rows]))

    def wipe(self, tickets: Sequence[str], person: Person = LOCAL) -> Removed:
        """Delete these tickets for good, each with an entry in the audit log; how much went."""
        total = Removed()
        for ticket in _bounded(tickets):
            gone = self._remove(person, ticket)
            total = Removed(
                total.tickets + gone.tickets, total.replies + gone.replies, total.photos + gone.photos,
                total.shared + gone.shared,
            )  # fmt: skip
        if total.tickets:
            self._store.scrub()
        return total

    def _remove(self, person: Person, ticket: str) -> Removed:
        self._forget(ticket)
        rows = self._store.rows_of(ticket)
        gone = self._store.remove_ticket(ticket)
        self._mine.add(ticket)
        self._forget(ticket)  # what was under way meanwhile
        if rows:
            self._gone(rows)
        if gone.tickets:
            self._audit.note(person, Deed.DELETED, "ticket", ticket)
        return gone

    def _where(self, ticket_id: str, words: str) -> str:
        ticket = self._store.ticket(ticket_id)
        if ticket is None:
            return ""
        turns = [str(turn.get("text") or "") for turn in ticket.conversation]
        for text in (ticket.context, ticket.message, ticket.sent, ticket.edited, *turns):
            at = text.casefold().find(words.strip().casefold())
            if at >= 0:
                return text[max(0, at - AROUND) : at + len(words) + AROUND].strip()
        return ""


def _choices(words: str) -> list[Chosen]:
    """The ways these words may stand in a ticket; none where they would fit nearly every ticket."""
    terms = tuple(wanted(words))
    if sum(len(term) for term, _ in terms) < 3:
        return []
    ways = [Chosen(wanted=terms)]
    ways += [Chosen(wanted=((number, False),)) for number in grouped_numbers(words) if len(number) == SHORTEST_NUMBER]
    return ways


def _bounded(tickets: Sequence[str]) -> list[str]:
    wanted_ids = list(dict.fromkeys(tickets))
    if len(wanted_ids) > LISTED:
        raise InputError(f"At most {LISTED} tickets are deleted at a time.", code="wipe_many", limit=LISTED)
    return wanted_ids
