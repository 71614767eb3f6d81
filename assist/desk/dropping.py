"""Dropping: photos and zips on their way into the queue; each photo becomes a ticket and a row, the rest a row that
says why not.

What is told as taken in is in the store, and the same file handed in again, or met again in a zip whose unpacking was
cut off, meets the row or the ticket it had: none is lost and none doubled.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from assist.case.likeness import ALIKE, apart
from assist.desk.cabinet import Cabinet
from assist.desk.gallery import Recent
from assist.desk.records import Ticket, Upload, new_id
from assist.desk.staff.people import LOCAL
from assist.desk.tickets import Desk
from assist.engines.store.queue import DropRow, DropState, QueueRow, RowState, new_drop
from assist.engines.zips import Limits, entries, listed
from assist.errors import AssistError, InputError

log = logging.getLogger(__name__)

MOST_ROWS = 200  # photos of one drop
MOST_LISTED = 600  # rows of one person's list, three full drops: 600 rows scroll well, and are 3 MB with their evidence
LONGEST_NAME = 300  # characters of a file's name that are kept


class Dropping:
    """Takes photos in; `Batch` is what works them off.  Safe to call from several threads."""

    def __init__(self, desk: Desk, limits: Limits) -> None:
        self._desk = desk
        self._store = desk.store
        self._limits = limits
        self._taking = threading.Lock()
        self._unpacking = threading.Lock()
        self._closing = False
        self._looks: Recent[str] = Recent(4 * MOST_LISTED)

    def note(self, ids: Sequence[str], *, drops: bool = False) -> None:
        """Rows, or the list of drops, have changed."""

    def begin(self) -> None:
        """There is work."""

    def open_drop(self, owner: str, message: str = "", total: int = 0) -> DropRow:
        """A drop for photos that come one by one."""
        drop = new_drop(new_id(), owner, message=message[:20_000], total=min(total, MOST_ROWS))
        self._store.add_drop(drop)
        self.note([], drops=True)
        return drop

    def drop(self, drop_id: str) -> DropRow:
        """A drop by id; raises `InputError` (`drop_unknown`)."""
        drop = self._store.drop(drop_id)
        if drop is None:
            raise InputError("There is no such drop in the queue.", code="drop_unknown")
        return drop

    def add(self, data: bytes, name: str, *, drop: DropRow | None = None, position: int | None = None) -> QueueRow:
        """Take a photo in as a ticket of its own; what is no photo becomes a row that says why.

        The same position of a drop again gives the row that is there, so that a file may be sent twice.  Raises
        `InputError` (`queue_full`).
        """
        drop = drop or self.open_drop(LOCAL.id, total=1)
        known = self._store.row_at(drop.id, position) if position is not None else None
        if known is not None:
            return known
        self._room(drop)
        try:
            photo = self._desk.take(data, read=False)
        except InputError as error:
            return self.refuse(name, error, drop=drop, position=position)
        self._desk.gallery.thumbnail(photo.id)  # while its pixels are at hand
        name = name[:LONGEST_NAME]
        with self._taking:
            place = self._place(drop, position)
            ticket = Ticket(
                ticket_id(drop.id, place), drop.message, photos=(Upload(photo.id, name.rsplit("/", 1)[-1]),),
                batch=drop.id, owner=drop.owner,
            )  # fmt: skip
            Cabinet(self._store).save_ticket(ticket)
            twin, same = self._twin(drop.owner, photo.id)
            row = QueueRow(
                new_id(), drop.id, place, drop.owner, name, ticket=ticket.id, photo=photo.id, twin=twin, same=same,
                created=time.time(),
            )  # fmt: skip
            return self._added(row)

    def refuse(
        self, name: str, error: AssistError, *, drop: DropRow | None = None, position: int | None = None
    ) -> QueueRow:
        """Keep a row for a file that could not be taken in, so that it is not silently missing."""
        drop = drop or self.open_drop(LOCAL.id, total=1)
        with self._taking:
            row = QueueRow(
                new_id(), drop.id, self._place(drop, position), drop.owner, name[:LONGEST_NAME], RowState.FAILED,
                error=error.to_dict(), created=time.time(),
            )  # fmt: skip
            return self._added(row)

    def room(self, owner: str) -> None:
        """Raises `InputError` (`queue_full`) where a person's list takes no more."""
        if self._store.count_rows(owner) >= MOST_LISTED:
            raise _full()

    def _room(self, drop: DropRow) -> None:
        self.room(drop.owner)
        if drop.state is DropState.OPEN and len(self._store.positions(drop.id)) >= MOST_ROWS:
            raise _full()

    def _added(self, row: QueueRow) -> QueueRow:
        if not self._store.add_row(row):
            return self._store.row_at(row.drop, row.position) or row
        self.note([row.id])
        self.begin()
        return row

    def _place(self, drop: DropRow, position: int | None) -> int:
        return position if position is not None else max(self._store.positions(drop.id), default=-1) + 1

    def _twin(self, owner: str, photo: str) -> tuple[str, bool]:
        """The first row of the list that shows the photo, and whether it is the very same file; else a copy's."""
        shown = [row for row in self._store.queue_rows(owner, shown=False) if row.photo]
        same = next((row for row in shown if row.photo == photo), None)
        if same is not None:
            return same.id, True
        mine = self._look(photo)
        return next((row.id for row in shown if apart(mine, self._look(row.photo)) <= ALIKE), ""), False

    def _look(self, photo: str) -> str:
        return self._looks.get(photo, lambda: self._store.likeness(photo))

    # Zips

    def zip_part(self) -> Path:
        """A new file for a zip that is being uploaded; `add_zip` takes it over, who fails removes it."""
        folder = self._store.folder / "queue"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{new_id()}.part"

    def add_zip(self, part: Path, owner: str, name: str, message: str = "") -> DropRow:
        """Take over an uploaded zip and unpack it in the background; from now on a restart goes on with it."""
        drop = new_drop(
            new_id(), owner, name=name[:LONGEST_NAME], message=message[:20_000], state=DropState.UNPACKING, total=1
        )
        part.replace(self._zip(drop.id))
        self._store.add_drop(drop)
        self.note([], drops=True)
        self._unpack_soon(drop)
        return drop

    def resume_zips(self) -> None:
        """Go on unpacking what an earlier run of the program left, and remove what no drop needs."""
        waiting = {drop.id: drop for drop in self._store.drops(state=DropState.UNPACKING)}
        for file in (self._store.folder / "queue").glob("*"):
            if file.suffix == ".part" or file.stem not in waiting:
                file.unlink(missing_ok=True)
        for drop in waiting.values():
            self._unpack_soon(drop)

    def _unpack_soon(self, drop: DropRow) -> None:
        threading.Thread(target=self._unpack, args=(drop,), name="unpack", daemon=True).start()

    def _unpack(self, drop: DropRow) -> None:
        """A zip's files into rows, one zip at a time."""
        state: DropState | None = DropState.DONE
        with self._unpacking:
            try:
                state = self._unpacked(drop)
            except AssistError as error:
                self.refuse(drop.name, error, drop=drop)
            except Exception:
                log.exception("unpacking the drop %s failed", drop.id)
                self.refuse(drop.name, AssistError("Something went wrong inside.", code="internal"), drop=drop)
        if state is None:
            return
        self._store.update_drop(drop.id, state=state, total=len(self._store.positions(drop.id)))
        self._zip(drop.id).unlink(missing_ok=True)
        self.note([], drops=True)

    def _unpacked(self, drop: DropRow) -> DropState | None:
        """How the unpacking ended; None where the program ends, and the next start goes on."""
        file, done = self._zip(drop.id), self._store.positions(drop.id)
        self._store.update_drop(drop.id, total=min(len(listed(file)), MOST_ROWS))
        self.note([], drops=True)
        known = self._store.queue_rows(drop.owner, cleared=True, shown=False)
        taken = sum(1 for row in known if row.drop == drop.id and row.photo)
        for entry in entries(file, self._limits, done, taken):
            if self._closing:
                return None
            if self.drop(drop.id).state is DropState.CANCELLED:
                return DropState.CANCELLED
            if entry.error is not None:
                self.refuse(entry.name or drop.name, entry.error, drop=drop, position=entry.position)
            else:
                self.add(entry.data, entry.name, drop=drop, position=entry.position)
        return DropState.DONE

    def _zip(self, drop_id: str) -> Path:
        return self._store.folder / "queue" / f"{drop_id}.zip"


def _full() -> InputError:
    return InputError(
        f"The queue holds at most {MOST_ROWS} photos of one drop and {MOST_LISTED} in all.",
        code="queue_full", help="Clear it first.", rows=MOST_ROWS, listed=MOST_LISTED,
    )  # fmt: skip


def ticket_id(drop: str, position: int) -> str:
    """The ticket of a drop's file: the same one when it is taken in again, and guessed by nobody without the drop's."""
    return hashlib.sha256(f"{drop}/{position}".encode()).hexdigest()[:24]
