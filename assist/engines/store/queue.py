"""Tables of the queue: drops of photos, and a row for each photo; everything that changes one is one transaction."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, BigInteger, Boolean, Column, Double, ForeignKey, Index, Integer, String, Table, Text

from assist.engines.store.database import Database, clean
from assist.engines.store.schema import metadata

AT_ONCE = 500  # ids in one query

drops = Table(
    "queue_drops", metadata,
    Column("id", String(64), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("total", Integer, nullable=False),
    Column("created", Double, nullable=False),
)  # fmt: skip

rows = Table(
    "queue_rows", metadata,
    Column("id", String(64), primary_key=True),
    Column("drop", ForeignKey("queue_drops.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("owner", String(64), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("ticket", String(64), nullable=False),
    Column("photo", String(64), nullable=False),
    Column("twin", String(64), nullable=False),
    Column("same", Boolean, nullable=False),
    Column("error", JSON),
    Column("shown", JSON),  # what a door shows of the reply, by language: a restart shows it without making it again
    Column("judged", String(16), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("cleared", Double),
    Column("created", Double, nullable=False),
    Index("ix_queue_rows_drop_position", "drop", "position", unique=True),
)  # fmt: skip


class DropState(StrEnum):
    """Where a drop stands: `OPEN` takes files, `UNPACKING` is a zip at work, `DONE` and `CANCELLED` are ends."""

    OPEN = "open"
    UNPACKING = "unpacking"
    DONE = "done"
    CANCELLED = "cancelled"


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


UNDER_WAY = (RowState.WAITING, RowState.WORKING)
AGAIN = (RowState.FAILED, RowState.CANCELLED)  # what may be tried again, where there is a ticket


@dataclass(frozen=True, slots=True)
class DropRow:
    """Photos that were dropped together: who did, under which name (a zip's, else ""), with which question.

    `total` is how many files it has, known or not yet taken in.  Times are seconds since the epoch.
    """

    id: str
    owner: str
    name: str = ""
    message: str = ""
    state: DropState = DropState.OPEN
    total: int = 0
    created: float = 0.0


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One file of a drop.

    `ticket` and `photo` are empty where the file was refused, `error` then says why.  `twin` is the row that showed
    the photo first, `same` whether it is the very same file.  `judged` is the agent's verdict, `sequence` the number
    of the write that set it.  `shown` is what the door keeps of the reply.  A row with a time in `cleared` is off
    the list.
    """

    id: str
    drop: str
    position: int
    owner: str
    name: str
    state: RowState = RowState.WAITING
    ticket: str = ""
    photo: str = ""
    twin: str = ""
    same: bool = False
    error: dict[str, Any] | None = None
    shown: dict[str, Any] | None = None
    judged: str = ""
    sequence: int = 0
    attempts: int = 0
    cleared: float | None = None
    created: float = 0.0


class QueueTables(Database):
    """The queue's rows, in the order in which they were dropped."""

    def add_drop(self, drop: DropRow) -> None:
        with self.writing() as connection:
            connection.execute(self.insert(drops).values(**clean(asdict(drop))).on_conflict_do_nothing())

    def drop(self, drop_id: str) -> DropRow | None:
        with self.reading() as connection:
            row = connection.execute(sa.select(drops).where(drops.c.id == drop_id)).one_or_none()
        return _drop(row._mapping) if row else None

    def drops(self, owner: str | None = None, *, state: DropState | None = None) -> tuple[DropRow, ...]:
        """Oldest first; everybody's where `owner` is None."""
        query = sa.select(drops).order_by(drops.c.created, drops.c.id)
        query = query if owner is None else query.where(drops.c.owner == owner)
        query = query if state is None else query.where(drops.c.state == state)
        with self.reading() as connection:
            return tuple(_drop(row._mapping) for row in connection.execute(query))

    def update_drop(self, drop_id: str, **changes: Any) -> None:
        with self.writing() as connection:
            connection.execute(sa.update(drops).where(drops.c.id == drop_id).values(**changes))

    def add_row(self, row: QueueRow) -> bool:
        """Keep a row unless its drop has one at that position already; whether it was kept."""
        values = {name: clean(getattr(row, name)) for name in QueueRow.__slots__}
        with self.writing() as connection:
            done = connection.execute(self.insert(rows).values(**values).on_conflict_do_nothing())
        return bool(done.rowcount)

    def row(self, row_id: str) -> QueueRow | None:
        found = self.queue_rows(ids=[row_id], cleared=True)
        return found[0] if found else None

    def row_at(self, drop_id: str, position: int) -> QueueRow | None:
        with self.reading() as connection:
            query = sa.select(rows).where(rows.c.drop == drop_id, rows.c.position == position)
            row = connection.execute(query).one_or_none()
        return _row(row._mapping) if row else None

    def positions(self, drop_id: str) -> frozenset[int]:
        """The positions of a drop that have rows."""
        with self.reading() as connection:
            return frozenset(connection.execute(sa.select(rows.c.position).where(rows.c.drop == drop_id)).scalars())

    def queue_rows(
        self, owner: str | None = None, *, ids: Sequence[str] | None = None, cleared: bool = False,
        limit: int | None = None, shown: bool = True,
    ) -> tuple[QueueRow, ...]:  # fmt: skip
        """Rows by drop and position, everybody's where `owner` is None; of more than `limit`, the newest drops'.

        Without `shown` they lack what is shown of their replies, which is most of their size.
        """
        query = sa.select(*(column for column in rows.columns if shown or column.name != "shown")).join(
            drops, drops.c.id == rows.c.drop
        )
        query = query if owner is None else query.where(rows.c.owner == owner)
        query = query if cleared else query.where(rows.c.cleared.is_(None))
        query = query.order_by(drops.c.created.desc(), drops.c.id.desc(), rows.c.position.desc())
        query = query if limit is None else query.limit(limit)
        found: list[QueueRow] = []
        with self.reading() as connection:
            for start in range(0, len(ids) if ids is not None else 1, AT_ONCE):
                some = query if ids is None else query.where(rows.c.id.in_(ids[start : start + AT_ONCE]))
                found += (_row(row._mapping) for row in connection.execute(some))
        return tuple(reversed(found))

    def count_rows(self, owner: str) -> int:
        """A person's rows on the list."""
        query = sa.select(sa.func.count()).where(rows.c.owner == owner, rows.c.cleared.is_(None))
        with self.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def take_row(self, after: str) -> QueueRow | None:
        """The next waiting row, now at work: the oldest of the owner whose turn it is after `after`'s."""
        with self.writing() as connection:
            waiting = sa.select(rows.c.owner).where(rows.c.state == RowState.WAITING).distinct()
            owners = sorted(connection.execute(waiting).scalars())
            if not owners:
                return None
            turn = next((owner for owner in owners if owner > after), owners[0])
            query = (
                sa.select(rows.c.id)
                .join(drops, drops.c.id == rows.c.drop)
                .where(rows.c.owner == turn, rows.c.state == RowState.WAITING)
                .order_by(drops.c.created, drops.c.id, rows.c.position)
                .limit(1)
            )
            row_id = connection.execute(query).scalar_one()
            changes = {"state": RowState.WORKING, "attempts": rows.c.attempts + 1}
            connection.execute(sa.update(rows).where(rows.c.id == row_id).values(**changes))
        return self.row(row_id)

    def end_row(
        self, row_id: str, state: RowState, *, error: dict[str, Any] | None = None, shown: dict[str, Any] | None = None
    ) -> bool:
        """End the row at work; false, and nothing changed, where it was cancelled meanwhile."""
        change = sa.update(rows).where(rows.c.id == row_id, rows.c.state == RowState.WORKING)
        with self.writing() as connection:
            done = connection.execute(change.values(state=state, error=clean(error), shown=clean(shown)))
        return bool(done.rowcount)

    def show_row(self, row_id: str, shown: dict[str, Any]) -> None:
        """Keep what is shown of a newer reply."""
        with self.writing() as connection:
            connection.execute(sa.update(rows).where(rows.c.id == row_id).values(shown=clean(shown)))

    def requeue_rows(self, row_id: str = "") -> int:
        """Let rows wait again that were at work when the program ended; how many there were.

        A `row_id` is one whose work is given up in good order, which is no attempt at it.
        """
        change = sa.update(rows).where(rows.c.state == RowState.WORKING).values(state=RowState.WAITING)
        if row_id:
            change = change.where(rows.c.id == row_id).values(attempts=rows.c.attempts - 1)
        with self.writing() as connection:
            return int(connection.execute(change).rowcount)

    def cancel_rows(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Cancel those of the rows that wait or are at work; their ids."""
        return self._switch(ids, UNDER_WAY, state=RowState.CANCELLED)

    def retry_rows(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Let those of the rows wait again that failed or were cancelled and have a ticket; their ids."""
        return self._switch(ids, AGAIN, rows.c.ticket != "", state=RowState.WAITING, error=sa.null(), attempts=0)

    def clear_rows(self, ids: Sequence[str], at: float) -> tuple[str, ...]:
        """Take those of the rows off the list that have ended; their ids."""
        ended = tuple(state for state in RowState if state.ended)
        return self._switch(ids, ended, rows.c.cleared.is_(None), cleared=at)

    def restore_rows(self, owner: str, at: float) -> tuple[str, ...]:
        """Put back what a person cleared at that time; their ids."""
        mine = sa.and_(rows.c.owner == owner, rows.c.cleared == at)
        with self.writing() as connection:
            found = tuple(connection.execute(sa.select(rows.c.id).where(mine)).scalars())
            connection.execute(sa.update(rows).where(mine).values(cleared=None))
        return found

    def judge_row(self, row_id: str, verdict: str, sequence: int) -> bool:
        """Keep the agent's verdict unless a write of the same or a later number was kept; whether it was."""
        change = sa.update(rows).where(rows.c.id == row_id, rows.c.sequence < sequence)
        with self.writing() as connection:
            return bool(connection.execute(change.values(judged=verdict, sequence=sequence)).rowcount)

    def hand_rows(self, ticket_id: str, to: str) -> tuple[str, ...]:
        """Make a ticket's rows another person's; their ids."""
        mine = rows.c.ticket == ticket_id
        with self.writing() as connection:
            found = tuple(connection.execute(sa.select(rows.c.id).where(mine)).scalars())
            connection.execute(sa.update(rows).where(mine).values(owner=to))
        return found

    def rows_of(self, ticket_id: str) -> tuple[str, ...]:
        """Ids of a ticket's rows."""
        with self.reading() as connection:
            return tuple(connection.execute(sa.select(rows.c.id).where(rows.c.ticket == ticket_id)).scalars())

    def forget_rows(self, before: float) -> int:
        """Drop rows that were cleared before a time, and drops without rows from then; their tickets stay."""
        with self.writing() as connection:
            gone = connection.execute(sa.delete(rows).where(rows.c.cleared < before)).rowcount
            used = sa.select(rows.c.drop).distinct()
            empty = sa.delete(drops).where(drops.c.created < before, drops.c.id.not_in(used))
            connection.execute(empty.where(drops.c.state != DropState.UNPACKING))
        return int(gone)

    def _switch(
        self, ids: Sequence[str], states: Sequence[RowState], *more: sa.ColumnElement[bool], **changes: Any
    ) -> tuple[str, ...]:
        changed: list[str] = []
        with self.writing() as connection:
            for start in range(0, len(ids), AT_ONCE):
                which = sa.and_(rows.c.id.in_(ids[start : start + AT_ONCE]), rows.c.state.in_(states), *more)
                some = list(connection.execute(sa.select(rows.c.id).where(which)).scalars())
                connection.execute(sa.update(rows).where(rows.c.id.in_(some)).values(**changes))
                changed += some
        return tuple(changed)


def new_drop(drop_id: str, owner: str, **more: Any) -> DropRow:
    """A drop that begins now."""
    return DropRow(drop_id, owner, created=time.time(), **more)


def _drop(row: Any) -> DropRow:
    return DropRow(**{**row, "state": DropState(row["state"])})


def _row(row: Any) -> QueueRow:
    return QueueRow(**{**row, "state": RowState(row["state"])})
