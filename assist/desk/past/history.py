"""History: what happens to a ticket, as it happens: displayed, copied, edited, reopened.

Each of these is told by whoever sees it (the page, a route, the desk), is kept once however often it is told, and
costs one short transaction.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from assist.case.text.changes import distance, nearest, plain, share
from assist.desk.staff.people import LOCAL, Person
from assist.engines.store import Store
from assist.engines.store.history import CopyRow, EventRow


class Happened(StrEnum):
    """Kinds of events; `COPIED` and `FEEDBACK` are kept together with their rows."""

    DISPLAYED = "displayed"
    REWORDED = "reworded"
    COPIED = "copied"
    REOPENED = "reopened"
    HANDED_OFF = "handed_off"
    ASKED_BACK = "asked_back"
    FEEDBACK = "feedback"


class History:
    """What the desk tells; safe to call from several threads.  `clock` gives seconds since the epoch."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock

    def note(self, ticket_id: str, kind: Happened, key: str = "", *, person: Person = LOCAL, **detail: Any) -> bool:
        """Keep an event about the ticket's present reply; once for each `key` (by default once for each reply).

        False where it was known, or there is no such ticket.
        """
        version = self._store.newest_version(ticket_id)
        number = version.id if version else 0
        event = EventRow(
            ticket_id, f"{kind}:{number}:{key}"[:160], kind.value, number, person.id, self._clock(), detail
        )
        return self._store.add_event(event)

    def displayed(self, ticket_id: str, person: Person = LOCAL) -> bool:
        """A finished reply stands on somebody's screen."""
        version = self._store.newest_version(ticket_id)
        return version is not None and self.note(ticket_id, Happened.DISPLAYED, person=person)

    def reworded(self, ticket_id: str, text: str, wish: str = "", person: Person = LOCAL) -> bool:
        """The program changed the words on the agent's wish: what is sent is compared with these as well."""
        return self.note(ticket_id, Happened.REWORDED, _digest(text), person=person, text=text, wish=wish)

    def copied(self, ticket_id: str, text: str, person: Person = LOCAL) -> bool:
        """A text was copied to be sent, with its difference from the draft; the same text again is the same copy."""
        text = plain(text)
        version = self._store.newest_version(ticket_id)
        number = version.id if version else 0
        draft = nearest(self._proposed(ticket_id, number), text)
        shown = self._store.first_event(ticket_id, Happened.DISPLAYED, number) if number else None
        now = self._clock()
        row = CopyRow(
            ticket_id, number, _digest(text), text, draft, distance(draft, text), round(share(draft, text), 4),
            max(0.0, round(now - shown.at, 3)) if shown else None, person.id, now,
        )  # fmt: skip
        return self._store.save_copy(row)

    def reopened(self, ticket_id: str, person: Person = LOCAL) -> bool:
        """The buyer wrote again after a reply that was copied; nothing where none was."""
        copies = self._store.copies_of(ticket_id)
        return bool(copies) and self.note(ticket_id, Happened.REOPENED, str(copies[-1].id), person=person)

    def _proposed(self, ticket_id: str, number: int) -> list[str]:
        """Every text that the program itself proposed for the present reply, as it would be copied."""
        version = self._store.newest_version(ticket_id)
        texts = [plain(str(version.reply.get("text", "")))] if version and version.id == number else []
        for event in self._store.events_of(ticket_id):
            if event.kind == Happened.REWORDED and event.reply == number:
                texts.append(plain(str(event.detail.get("text", ""))))
        return [text for text in texts if text]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
