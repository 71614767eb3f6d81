"""Manuals that someone took out: found no more, some to be brought back for a day, none to return by itself."""

from __future__ import annotations

import time

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assist.case.passages import Manual
from assist.engines.store.database import Database, clean
from assist.engines.store.manuals import ManualState, manual_of, removals
from assist.engines.store.schema import manuals


class WithdrawnTables(Database):
    """What was hidden or removed, on somebody's word alone."""

    def remember_removal(self, manual: Manual) -> None:
        """Keep in mind that someone removed this manual, until its file is added again."""
        row = {"manual": manual.id, "file": clean(manual.file), "removed": time.time()}
        with self.writing() as connection:
            self.upsert(connection, removals, row)

    def removed(self) -> frozenset[str]:
        """Ids of the manuals that someone removed and nobody added again."""
        with self.reading() as connection:
            return frozenset(connection.execute(sa.select(removals.c.manual)).scalars())

    def hide_manual(self, manual: Manual) -> None:
        """Let a manual be found no more, until `show_manual` or its removal."""
        row = {"manual": manual.id, "file": clean(manual.file), "removed": time.time()}
        change = sa.update(manuals).where(manuals.c.id == manual.id, manuals.c.state == ManualState.READY)
        with self.writing() as connection:
            connection.execute(change.values(state=ManualState.HIDDEN, updated=time.time()))
            self.upsert(connection, removals, row)

    def show_manual(self, manual_id: str) -> bool:
        """Let a hidden manual be found again; false where it is not hidden (any more).

        Its article numbers mean it again, and no other, such as the edition that had taken its place.
        """
        change = sa.update(manuals).where(manuals.c.id == manual_id, manuals.c.state == ManualState.HIDDEN)
        with self.writing() as connection:
            done = connection.execute(change.values(state=ManualState.READY, updated=time.time())).rowcount
            if done:
                connection.execute(sa.delete(removals).where(removals.c.manual == manual_id))
                _take_numbers(connection, manual_id)
        return bool(done)

    def hidden_manuals(self) -> tuple[tuple[Manual, float], ...]:
        """Manuals that can be brought back, with the time since when they are hidden, the newest first."""
        query = sa.select(manuals, removals.c.removed).join(removals, removals.c.manual == manuals.c.id)
        query = query.where(manuals.c.state == ManualState.HIDDEN).order_by(removals.c.removed.desc())
        with self.reading() as connection:
            return tuple((manual_of(row._mapping), float(row.removed)) for row in connection.execute(query))


def _take_numbers(connection: Connection, manual_id: str) -> None:
    """Take a manual's article numbers from every other that can be searched."""
    columns = sa.select(manuals.c.id, manuals.c.skus, manuals.c.eans, manuals.c.corrected)
    mine = connection.execute(columns.where(manuals.c.id == manual_id)).one()
    if not (mine.skus or mine.eans):
        return
    others = columns.where(manuals.c.id != manual_id, manuals.c.state == ManualState.READY)
    for other in connection.execute(others).all():
        left = {name: [n for n in getattr(other, name) if n not in getattr(mine, name)] for name in ("skus", "eans")}
        changed = {name: numbers for name, numbers in left.items() if numbers != list(getattr(other, name))}
        if changed:
            said = {"corrected": sorted({*other.corrected, *changed}), "updated": time.time()}
            connection.execute(sa.update(manuals).where(manuals.c.id == other.id).values(**changed, **said))
