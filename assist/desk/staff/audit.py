"""Audit: who signed in, saw, copied, exported, deleted or changed what, kept for good.

Only ids are kept: no message, no reply, no password, no file's name.  The database refuses to change a row, and to
delete one that is younger than 90 days (`engines.store.audit`).
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from enum import StrEnum

from assist.desk.staff.people import Person
from assist.engines.store import AuditRow, Store

AGAIN_AFTER = 900  # seconds: who looks at the same thing again before that is not noted again
REMEMBERED = 4096  # of such looks


class Deed(StrEnum):
    """What a person can do to a thing."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SAW = "saw"
    ANSWERED = "answered"
    COPIED = "copied"
    EXPORTED = "exported"
    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"
    RESTORED = "restored"
    HANDED_OVER = "handed_over"
    INVITED = "invited"
    DISABLED = "disabled"
    ENABLED = "enabled"


class Audit:
    """Writes the log; safe to call from several threads."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock
        self._looks: OrderedDict[tuple[str, str, str], float] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, person: Person, deed: Deed, kind: str, id: str = "") -> None:
        """Note that `person` did `deed` to the thing `id` of `kind` (ticket, photo, manual, account, queue ...).

        `id` is an id or empty where the deed concerns all of a kind, never a text.  Looking at the same thing again
        within 15 minutes is one look.
        """
        now = self._clock()
        if deed is Deed.SAW and self._looked(person.id, kind, id, now):
            return
        self._store.note_deed(
            AuditRow(now, person.id[:64], person.name[:200], deed.value, kind[:32], id[:200], person.address[:64])
        )

    def _looked(self, person: str, kind: str, id: str, now: float) -> bool:
        with self._lock:
            last = self._looks.get((person, kind, id))
            if last is not None and now - last < AGAIN_AFTER:
                return True
            self._looks[(person, kind, id)] = now
            self._looks.move_to_end((person, kind, id))
            while len(self._looks) > REMEMBERED:
                self._looks.popitem(last=False)
            return False
