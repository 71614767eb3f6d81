"""Removing: a deleted manual is found no more at once, and can be brought back for a day before it is gone for good."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from assist.case.passages import Manual
from assist.desk.drawer import Pages
from assist.engines.store import Store
from assist.errors import AssistError, ManualError

log = logging.getLogger(__name__)

GRACE = 86_400.0  # seconds for which a deleted manual can be brought back
LOOK = 3_600.0  # seconds between two looks for manuals whose time is up


class Bin:
    """The deleted manuals of a shelf; what is in it outlives the program, and so does the time it is kept."""

    def __init__(self, store: Store, shelf: Pages, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._shelf = shelf
        self._clock = clock
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def delete(self, manual: Manual) -> None:
        """Let a manual be found no more; its pages still prove the replies that cite it."""
        self._store.hide_manual(manual)

    def restore(self, manual_id: str) -> None:
        """Bring a deleted manual back as it was, corrections and all; raises `ManualError` (`manual_gone`)."""
        if not self._store.show_manual(manual_id):
            raise ManualError(
                "This manual cannot be brought back any more.", code="manual_gone", help="Add its file again."
            )

    def purge(self, manual_id: str) -> None:
        """Remove a deleted manual for good, now; raises `ManualError` (`manual_gone`) where it is not in the bin."""
        if manual_id not in {manual.id for manual, _ in self._store.hidden_manuals()}:
            raise ManualError("This manual is not among the deleted ones.", code="manual_gone")
        self._shelf.remove(manual_id)

    def deleted(self) -> tuple[tuple[Manual, float], ...]:
        """The manuals that can be brought back, newest first, each with the seconds that are left."""
        now = self._clock()
        return tuple((manual, max(0.0, since + GRACE - now)) for manual, since in self._store.hidden_manuals())

    def expire(self) -> int:
        """Remove those for good whose time is up; how many."""
        due = [manual for manual, left in self.deleted() if left <= 0]
        for manual in due:
            try:
                self._shelf.remove(manual.id)
            except AssistError as error:
                log.error("%s could not be removed: %s", manual.id, error)
        return len(due)

    def start(self) -> None:
        """Look from time to time, in the background."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="bin", daemon=True)
            self._thread.start()

    def close(self) -> None:
        self._closed.set()

    def _watch(self) -> None:
        while not self._closed.is_set():
            self.expire()
            self._closed.wait(LOOK)
