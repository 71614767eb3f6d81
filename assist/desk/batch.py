"""Batch: many photos, each a ticket of its own, answered in the background while the agent looks through them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from assist.case.reply import Reply
from assist.desk.gallery import Recent
from assist.desk.records import new_id
from assist.desk.tickets import Desk
from assist.errors import AssistError, InputError

log = logging.getLogger(__name__)

MOST_ROWS = 200


class RowState(StrEnum):
    """Where a row stands; the last three are ends."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self not in (RowState.WAITING, RowState.WORKING)


@dataclass(frozen=True, slots=True)
class Row:
    """One photo of the batch.

    `ticket` and `photo` are empty where the file was refused; `twin` says that the same photo came before.
    """

    id: str
    name: str
    state: RowState = RowState.WAITING
    ticket: str = ""
    photo: str = ""
    twin: bool = False
    error: AssistError | None = None


class Batch:
    """The queue of one desk: rows in the order they were dropped, worked off by one thread.

    One thread is right: a single reader reads the photos, and the agent's own ticket must not wait behind many.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rows: dict[str, Row] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = False
        self.shown: Recent[tuple[Reply, dict[str, Any]]] = Recent(2 * MOST_ROWS)  # rows as a door shows them
        self.name = new_id()

    def rows(self) -> tuple[Row, ...]:
        with self._changed:
            return tuple(self._rows.values())

    def add(self, data: bytes, name: str, message: str = "") -> Row:
        """Take a photo in as a ticket; raises `PhotoError` for what is no photo, `InputError` when full."""
        self._room()
        ticket = self._desk.open()
        self._desk.change(ticket.id, batch=self.name)
        self._desk.write(ticket.id, {"message": message})
        photo = self._desk.add_photo(ticket.id, data, name, read=False)
        with self._changed:
            twin = any(row.photo == photo.id for row in self._rows.values())
            row = Row(new_id(), name, ticket=ticket.id, photo=photo.id, twin=twin)
            self._rows[row.id] = row
            self._begin()
            self._changed.notify_all()
        return row

    def refuse(self, name: str, error: AssistError) -> Row:
        """Keep a row for a file that could not be taken in, so that it is not silently missing."""
        self._room()
        with self._changed:
            row = Row(new_id(), name, RowState.FAILED, error=error)
            self._rows[row.id] = row
        return row

    def cancel(self) -> None:
        """Leave what waits; the row at work ends first."""
        with self._changed:
            for row in self.rows():
                if row.state is RowState.WAITING:
                    self._rows[row.id] = replace(row, state=RowState.CANCELLED)

    def retry(self) -> None:
        """Work again on what failed or was cancelled and has a ticket."""
        with self._changed:
            for row in self.rows():
                if row.ticket and row.state in (RowState.FAILED, RowState.CANCELLED):
                    self._rows[row.id] = replace(row, state=RowState.WAITING, error=None)
            self._begin()
            self._changed.notify_all()

    def clear(self) -> None:
        """Empty the list; the tickets stay."""
        with self._changed:
            self._rows = {row.id: row for row in self.rows() if not row.state.ended}
            self.name = new_id()

    def reply(self, row: Row) -> Reply | None:
        return self._desk.reply(row.ticket) if row.state is RowState.DONE else None

    def close(self) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify_all()

    def wait(self, timeout: float) -> bool:
        """Wait until every row ended; false where they did not in `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: all(row.state.ended for row in self._rows.values()), timeout)

    def _room(self) -> None:
        if len(self._rows) >= MOST_ROWS:
            raise InputError(f"The queue holds at most {MOST_ROWS} photos.", code="queue_full", help="Clear it first.")

    def _begin(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, name="batch", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        for row in self._waiting():
            error: AssistError | None = None
            try:
                for _ in self._desk.answer(row.ticket):
                    if self._closing:
                        return
            except AssistError as failed:
                error = failed
            except Exception:
                log.exception("answering %s of the queue failed", row.id)
                error = AssistError("Something went wrong inside the program.", code="internal")
            state = RowState.FAILED if error else RowState.DONE
            with self._changed:
                if row.id in self._rows:
                    self._rows[row.id] = replace(row, state=state, error=error)
                self._changed.notify_all()

    def _waiting(self) -> Iterator[Row]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closing or self._next() is not None)
                row = self._next()
                if self._closing or row is None:
                    return
                row = self._rows[row.id] = replace(row, state=RowState.WORKING)
            yield row

    def _next(self) -> Row | None:
        return next((row for row in self._rows.values() if row.state is RowState.WAITING), None)
