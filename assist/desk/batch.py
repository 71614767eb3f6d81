"""Batch: many photos, each a ticket of its own, answered in the background while the agent looks through them.

Rows live in the store: what waited or was at work when the program ended goes on at its next start.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assist.case.reply import Reply
from assist.desk.dropping import MOST_LISTED, Dropping
from assist.desk.records import new_id
from assist.desk.tickets import Desk
from assist.engines.store.queue import DropRow, DropState, QueueRow, RowState
from assist.engines.zips import Limits
from assist.errors import AssistError, InputError

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3  # a photo whose answer ended the program so often is not tried again
KEPT_CLEARED = 86_400.0  # seconds for which a cleared list can be put back
WAIT = 5.0  # seconds between two looks for work that nobody announced
MOST_NOTED = 8 * MOST_LISTED  # rows whose last change is remembered; who has not looked for longer gets the whole list


class Judged(StrEnum):
    """What an agent says of a row; the order is that of the keys 1 to 5."""

    YES = "yes"
    NO = "no"
    ASK = "ask"
    OTHER = "other"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed of a list: rows as they are now, ids of those that left it, and drops; `all` where that is all."""

    sequence: int
    rows: tuple[QueueRow, ...] = ()
    gone: tuple[str, ...] = ()
    drops: tuple[DropRow, ...] = ()
    all: bool = False


Show = Callable[[QueueRow, Reply], dict[str, Any]]


class Batch(Dropping):
    """The queue of one desk: rows in the order they were dropped, worked off by one thread, owner by owner in turn.

    One thread is right: a single reader reads the photos, and the agent's own ticket must not wait behind many.
    `show` makes of a finished row and its reply what a door keeps with it.  Safe to call from several threads.
    """

    def __init__(self, desk: Desk, show: Show = lambda row, reply: {}, limits: Limits | None = None) -> None:
        super().__init__(desk, limits or Limits())
        self._show = show
        self._changed = threading.Condition()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._turn = ""
        self._sequence = 0
        self._noted: dict[str, int] = {}  # the sequence number of each row's last change, the oldest first
        self._unknown = 0  # what changed up to this number is not remembered row by row
        self._dropped = 0  # and of the drops'
        self.epoch = new_id()[:8]  # sequence numbers count within one run of the program

    # Looking

    def rows(self, owner: str | None = None) -> tuple[QueueRow, ...]:
        """The list of a person, or everybody's newest rows."""
        return self._store.queue_rows(owner, limit=MOST_LISTED)

    def drops(self, owner: str | None = None) -> tuple[DropRow, ...]:
        """The drops of a person, or everybody's."""
        return self._store.drops(owner)

    def row(self, row_id: str) -> QueueRow:
        """A row by id; raises `InputError` (`row_unknown`)."""
        row = self._store.row(row_id)
        if row is None:
            raise InputError("There is no such row in the queue.", code="row_unknown")
        return row

    def changes(self, owner: str | None, since: int) -> Changes:
        """What changed of a list after the sequence number `since`; all of it where that is below 0, or long ago."""
        with self._changed:
            sequence, drops, everything = self._sequence, self._dropped > since, since < self._unknown
            ids = [row_id for row_id, number in self._noted.items() if number > since]
        if since < 0 or everything:
            return Changes(sequence, self.rows(owner), drops=self._store.drops(owner), all=True)
        if not ids and not drops:
            return Changes(sequence)
        found = self._store.queue_rows(owner, ids=ids, cleared=True)
        listed = tuple(row for row in found if row.cleared is None)
        gone = set(ids) - {row.id for row in listed}  # cleared, handed over, or never this person's
        return Changes(sequence, listed, tuple(sorted(gone)), self._store.drops(owner) if drops else ())

    def reply(self, row: QueueRow) -> Reply | None:
        """The reply of a row that is done."""
        return self._desk.reply(row.ticket) if row.state is RowState.DONE else None

    # Changing

    def cancel(self, rows: Iterable[QueueRow], drops: Iterable[DropRow] = ()) -> int:
        """Leave what waits or is at work, and what is still unpacked of the drops; how many rows that were."""
        for drop in drops:
            if drop.state is DropState.UNPACKING:
                self._store.update_drop(drop.id, state=DropState.CANCELLED)
                self.note([], drops=True)
        chosen = {row.id: row for row in rows}
        done = self._store.cancel_rows(list(chosen))
        self.note(done)
        for row_id in done:
            if chosen[row_id].state is RowState.WORKING:
                self._desk.cancel(chosen[row_id].ticket)
        return len(done)

    def retry(self, rows: Iterable[QueueRow]) -> int:
        """Work again on what failed or was cancelled and has a ticket; how many rows that are."""
        done = self._store.retry_rows([row.id for row in rows])
        self.note(done)
        self.begin()
        return len(done)

    def clear(self, rows: Iterable[QueueRow]) -> tuple[float, int]:
        """Take ended rows off the list; the time under which they can be put back, and how many. Tickets stay."""
        at = time.time()
        done = self._store.clear_rows([row.id for row in rows], at)
        self.note(done)
        return at, len(done)

    def restore(self, owner: str, at: float) -> int:
        """Put back what a person cleared at that time; how many rows."""
        done = self._store.restore_rows(owner, at)
        self.note(done)
        return len(done)

    def judge(self, row_id: str, verdict: str, sequence: int) -> QueueRow:
        """Keep the agent's verdict ("" takes it back); a write with a number that is not newer changes nothing.

        Raises `InputError` (`verdict_unknown`, `row_unknown`).
        """
        if verdict not in ("", *Judged) or not 0 < sequence < 2**53:
            raise InputError("There is no such verdict.", code="verdict_unknown")
        self.row(row_id)
        if self._store.judge_row(row_id, verdict, sequence):
            self.note([row_id])
        return self.row(row_id)

    def renew(self, row: QueueRow) -> QueueRow:
        """Show the row's newest reply, which the agent may have changed in Answer."""
        reply = self.reply(row)
        if reply is not None and reply.outcome is not None:
            shown = self._show(row, reply)
            if shown != row.shown:
                self._store.show_row(row.id, shown)
                self.note([row.id])
        return self.row(row.id)

    # Working

    def start(self) -> None:
        """Go on with what an earlier run of the program left."""
        self._store.forget_rows(time.time() - KEPT_CLEARED)
        self._store.requeue_rows()
        self.resume_zips()
        self.begin()

    def begin(self) -> None:
        """See to it that somebody works."""
        with self._changed:
            if not self._closing and (self._thread is None or not self._thread.is_alive()):
                self._thread = threading.Thread(target=self._work, name="batch", daemon=True)
                self._thread.start()
        self._wake.set()

    def close(self) -> None:
        """Stop; the row at hand waits again, a zip is unpacked to its end at the next start."""
        with self._changed:
            self._closing = True
            thread = self._thread
        self._wake.set()
        if thread is not None:
            thread.join(WAIT)

    def wait(self, timeout: float) -> bool:
        """Wait until every row ended; false where they did not in `timeout` seconds."""
        until = time.monotonic() + timeout
        with self._changed:
            while self._busy():
                left = until - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(min(left, WAIT))
        return True

    def _busy(self) -> bool:
        rows = self._store.queue_rows(shown=False)
        return any(not row.state.ended for row in rows) or bool(self._store.drops(state=DropState.UNPACKING))

    def note(self, ids: Sequence[str], *, drops: bool = False) -> None:
        """Rows, or the list of drops, have changed."""
        with self._changed:
            if ids or drops:
                self._sequence += 1
            for row_id in ids:
                self._noted.pop(row_id, None)  # put in again at the end
                self._noted[row_id] = self._sequence
            while len(self._noted) > MOST_NOTED:
                self._unknown = self._noted.pop(next(iter(self._noted)))
            self._dropped = self._sequence if drops else self._dropped
            self._changed.notify_all()

    def note_all(self) -> None:
        """Rows have changed that cannot be named: another process removed their ticket. Open pages load their list."""
        with self._changed:
            self._sequence += 1
            self._unknown = self._sequence
            self._noted.clear()
            self._changed.notify_all()

    def _work(self) -> None:
        while not self._closing:
            self._wake.clear()
            row = self._store.take_row(self._turn)
            if row is None:
                self._wake.wait(WAIT)
                continue
            self._turn = row.owner
            self.note([row.id])
            self._answer(row)

    def _answer(self, row: QueueRow) -> None:
        error: AssistError | None = None
        shown: dict[str, Any] | None = None
        state = RowState.CANCELLED
        try:
            if row.attempts > MOST_ATTEMPTS:
                raise AssistError("Answering this photo ended the program again and again.", code="queue_crashed")
            reply = self._reply(row)
            if self._closing:
                self._store.requeue_rows(row.id)
                return
            if reply is not None and reply.outcome is not None:
                state, shown = RowState.DONE, self._show(row, reply)
        except AssistError as failed:
            error = failed
        except Exception:
            log.exception("answering %s of the queue failed", row.id)
            error = AssistError("Something went wrong inside the program.", code="internal")
        state = RowState.FAILED if error else state
        self._store.end_row(row.id, state, error=error.to_dict() if error else None, shown=shown)
        self.note([row.id])

    def _reply(self, row: QueueRow) -> Reply | None:
        """The row's reply: the one that is there, the one an agent is just making in Answer, or a new one."""
        reply = self._desk.reply(row.ticket)
        if reply is None or reply.outcome is None:
            running = self._desk.runs.running(row.ticket)
            for _ in self._desk.watch(row.ticket) if running else self._desk.answer(row.ticket):
                if self._closing:
                    return None
            while self._desk.runs.running(row.ticket):  # begun anew in Answer meanwhile
                with suppress(AssistError):
                    for _ in self._desk.watch(row.ticket):
                        pass
            reply = self._desk.reply(row.ticket)
        return reply
