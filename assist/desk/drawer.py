"""Drawer: a desk's tickets, open in memory and kept in the store."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any, Protocol

from assist.case.passages import Library, Manual, Passage
from assist.case.photo import Pixels
from assist.case.reply import Reply
from assist.desk.cabinet import Cabinet
from assist.desk.past.history import Happened, History
from assist.desk.records import TICKET_ID, Ticket, new_id
from assist.desk.staff.audit import Audit, Deed
from assist.desk.staff.people import Person, Role
from assist.desk.staff.presence import Presence
from assist.desk.staff.whose import asked_back, handed_over_by, missing, refused
from assist.engines.store import Store
from assist.errors import InputError

TICKETS_KEPT = 500
# Ten times the longest message that is answered: what is longer is no message, and is not kept.
MOST_CHARS = 200_000


class Pages(Library, Protocol):
    """What the desk needs of `Shelf`."""

    def picture(self, manual_id: str, page_number: int, long_side: int = 1600) -> Pixels: ...

    def passage(self, passage_id: str) -> Passage | None: ...

    def warnings(self, manual_id: str) -> tuple[tuple[int, tuple[str, ...]], ...]: ...

    def remove(self, manual_id: str) -> None: ...

    def correct(self, manual_id: str, **changes: object) -> Manual: ...

    def remember(self, manual_id: str, *, sku: str = "", ean: str = "") -> Manual: ...

    def replace(self, old_id: str, new_id: str) -> Manual: ...


class Drawer:
    """The tickets of a desk; two threads that change one at once are both heard.

    `remembered` is how many stay in memory; the others are read from the store when they are asked for.
    """

    remembered = TICKETS_KEPT

    def __init__(self, store: Store, shelf: Pages) -> None:
        self.store = store
        self.shelf = shelf
        self.audit = Audit(store)
        self.history = History(store)
        self.presence = Presence()
        self._cabinet = Cabinet(store)
        self._tickets: dict[str, Ticket] = {}
        self._replies: dict[str, Reply] = {}
        self._lock = threading.RLock()

    def open(self, ticket_id: str | None = None, owner: str = "") -> Ticket:
        """The ticket of that id, or a new one of `owner` where there is none.

        An id that was never given out is not taken.
        """
        known = self.find(ticket_id) if ticket_id else None
        if known:
            return known
        return self._put(Ticket(new_id(), owner=owner))

    def find(self, ticket_id: str) -> Ticket | None:
        """A ticket by id, from memory or from the store."""
        if not TICKET_ID.fullmatch(ticket_id):
            return None
        with self._lock:
            known = self._tickets.get(ticket_id)
        if known is None:
            known = self._cabinet.ticket(ticket_id)
            if known is not None:
                with self._lock:
                    known = self._tickets.setdefault(ticket_id, known)
        return known

    def ticket(self, ticket_id: str) -> Ticket:
        """A ticket by id; raises `InputError` (`ticket_unknown`, `ticket_deleted`)."""
        known = self.find(ticket_id)
        if known is None:
            raise missing(self.store, ticket_id)
        return known

    def open_for(self, person: Person, ticket_id: str | None = None) -> Ticket:
        """As `open`, for a person: a new ticket is theirs; raises `Forbidden` as `ticket_for` does."""
        return self._let(person, self.open(ticket_id, person.id))

    def begin(self, person: Person, words: dict[str, str]) -> Ticket:
        """A new ticket of the person's with what they typed: `message`, `context`, `edited` and `note`.

        Raises `InputError` (`words_too_large`), and then there is none.
        """
        kept: dict[str, Any] = {name: words.get(name, "") for name in ("message", "context", "edited", "note")}
        no_book(*kept.values())
        return self._put(replace(Ticket(new_id(), owner=person.id), **kept))

    def ticket_for(self, person: Person, ticket_id: str) -> Ticket:
        """A ticket that the person may see and change: the one question that every door asks before it does anything.

        Raises `InputError` (`ticket_unknown`, `ticket_deleted`) and `Forbidden` (`ticket_of_another`, or
        `ticket_handed_over` with the `name` of who has it now, where the person gave it away).
        """
        return self._let(person, self.ticket(ticket_id))

    def photo_for(self, person: Person, photo_id: str) -> None:
        """Whether the person may see a photo: one of a ticket of theirs, or any for a lead; raises `InputError`.

        It says `photo_unknown` for another's photo too: a photo's id is the hash of its file, so that any other word
        would tell who has the file that somebody has it here.
        """
        if not person.may(Role.LEAD) and not any(person.owns(owner) for owner in self.store.photo_owners(photo_id)):
            raise InputError("This photo is not in the store.", code="photo_unknown")

    def hand_over(self, person: Person, ticket_id: str, to: str) -> Ticket:
        """Make the ticket that of the person with the id `to`, who must exist; noted in the audit log."""
        before = self.ticket_for(person, ticket_id).owner
        ticket = self.change(ticket_id, owner=to)
        self.audit.note(person, Deed.HANDED_OVER, "ticket", ticket_id)
        once = f"{to}:{len(self.store.events_of(ticket_id))}"  # to the same person again is another time
        self.history.note(ticket_id, Happened.HANDED_OFF, once, person=person, before=before)
        return ticket

    def ask_back(self, person: Person, ticket_id: str) -> bool:
        """Ask who has the ticket now to hand it back, which only a former owner may; false where it is theirs anyway.

        Raises what `ticket_for` raises for anybody else.
        """
        ticket = self.ticket(ticket_id)
        if person.owns(ticket.owner):
            return False
        if not handed_over_by(self.store, person, ticket_id):
            raise refused(self.store, person, ticket_id, ticket.owner)
        if person.id not in asked_back(self.store, ticket_id):
            once = f"{person.id}:{len(self.store.events_of(ticket_id))}"
            self.history.note(ticket_id, Happened.ASKED_BACK, once, person=person)
        return True

    def _let(self, person: Person, ticket: Ticket) -> Ticket:
        if not person.owns(ticket.owner):
            raise refused(self.store, person, ticket.id, ticket.owner)
        return ticket

    def change(self, ticket_id: str, **changes: Any) -> Ticket:
        """Change fields of a ticket and keep them; two changes at once are both kept."""
        with self._lock:
            return self._put(replace(self.ticket(ticket_id), **changes))

    def write(self, ticket_id: str, words: dict[str, str]) -> Ticket:
        """Keep what is being typed, whole: `message`, `context` and `edited`; `InputError` (`words_too_large`).

        `manual` is the agent's choice among several products; an unknown one is not taken.
        """
        kept: dict[str, Any] = {key: words[key] for key in ("message", "context", "edited") if key in words}
        no_book(*kept.values())
        if any(manual.id == words.get("manual") for manual in self.shelf.catalogue()):
            kept["manual"] = words["manual"]
        return self.change(ticket_id, **kept)

    def sent(self, ticket_id: str, text: str) -> None:
        """The agent copied this text: the difference from the draft is the best feedback there is."""
        no_book(text)
        self.change(ticket_id, sent=text)

    def _put(self, ticket: Ticket) -> Ticket:
        with self._lock:
            before = self._tickets.get(ticket.id)
            self._tickets[ticket.id] = ticket
            while len(self._tickets) > self.remembered:
                self._let_go(next(iter(self._tickets)))
        if not ticket.empty or (before is not None and not before.empty):  # what was taken away is taken away there too
            self._cabinet.save_ticket(ticket)
        return ticket

    def _let_go(self, ticket_id: str) -> None:
        """Take a ticket out of memory; it is in the store."""
        self._tickets.pop(ticket_id, None)
        self._replies.pop(ticket_id, None)


def no_book(*texts: str) -> None:
    """Raises `InputError` (`words_too_large`) for a text that nobody typed."""
    if any(len(text) > MOST_CHARS for text in texts):
        raise InputError(
            f"The text is longer than {MOST_CHARS} characters and was not kept.",
            code="words_too_large", help="Keep what matters of it and leave the rest out.", limit=MOST_CHARS,
        )  # fmt: skip
