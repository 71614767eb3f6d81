"""Presence: who has a ticket open right now, so that the second agent on it is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from assist.desk.staff.people import Person

GONE_AFTER = 45.0  # seconds without a sign; the page gives one every 15 s, and a hidden tab may skip some
MOST = 5_000  # people on tickets, the oldest are forgotten


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody else on a ticket: their id and name, since when they have it open (seconds since the epoch)."""

    id: str
    name: str
    since: float


class Presence:
    """Kept in memory: the process that serves the page is one, and after a restart the pages tell again."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._signs: dict[tuple[str, str], tuple[Present, float]] = {}
        self._lock = threading.Lock()

    def here(self, ticket_id: str, person: Person) -> tuple[Present, ...]:
        """Note that the person has the ticket open; who else has, the first to open it first."""
        now = self._clock()
        with self._lock:
            for key in [key for key, (_, at) in self._signs.items() if now - at > GONE_AFTER]:
                del self._signs[key]
            key = (ticket_id, person.id)
            known = self._signs.pop(key, None)  # put in again at the end, so that the oldest signs come first
            self._signs[key] = (known[0] if known else Present(person.id, person.name, now), now)
            while len(self._signs) > MOST:
                del self._signs[next(iter(self._signs))]
            others = [one for (ticket, id), (one, _) in self._signs.items() if ticket == ticket_id and id != person.id]
        return tuple(sorted(others, key=lambda one: one.since))

    def left(self, ticket_id: str, person: Person) -> None:
        """The person closed the ticket."""
        with self._lock:
            self._signs.pop((ticket_id, person.id), None)
