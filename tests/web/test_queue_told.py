"""What open pages of the queue are told: rows that a deletion took along, and how much of it is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assist.desk.batch import MOST_NOTED, Batch
from assist.desk.past.retention import Retention
from assist.desk.staff.people import LOCAL
from assist.desk.tickets import Desk
from tests.web.small import label_photo, small_house


@pytest.fixture
def batch(tmp_path: Path) -> Iterator[Batch]:
    with small_house(tmp_path) as (desk, _):
        desk.batch = Batch(desk)
        desk.batch._closing = True  # nobody works the rows off: they are only looked at
        yield desk.batch


def keeper(desk: Desk, days: float = 0) -> Retention:
    return Retention(desk.store, days, desk.forget, clock=lambda: 4e9, gone=desk.rows_gone)


def test_a_page_is_told_which_rows_a_wipe_took(batch: Batch) -> None:
    desk = batch._desk
    first, second = (batch.add(label_photo(shade=shade), f"{shade}.jpg") for shade in (60, 61))
    seen = batch.changes(LOCAL.id, -1).sequence
    assert batch.changes(LOCAL.id, seen).gone == ()
    keeper(desk).wipe([first.ticket])
    told = batch.changes(LOCAL.id, seen)
    assert (told.gone, told.rows, told.all) == ((first.id,), (), False)
    assert [row.id for row in batch.rows(LOCAL.id)] == [second.id]
    keeper(desk, days=1).due()
    assert batch.changes(LOCAL.id, seen).gone == tuple(sorted((first.id, second.id)))


def test_a_page_loads_its_list_where_another_process_took_rows(batch: Batch) -> None:
    desk = batch._desk
    row, kept = (batch.add(label_photo(shade=shade), f"{shade}.jpg") for shade in (62, 63))
    watching = Retention(desk.store, 0, desk.forget, gone=desk.rows_gone)
    seen = batch.changes(LOCAL.id, -1).sequence
    Retention(desk.store).wipe([row.ticket])  # as `python -m assist history wipe` does
    assert not batch.changes(LOCAL.id, seen).all
    assert watching.follow() == 1
    told = batch.changes(LOCAL.id, seen)
    assert told.all and [one.id for one in told.rows] == [kept.id]
    again = told.sequence
    watching.follow()
    assert batch.changes(LOCAL.id, again) == type(told)(again), "told once, though the next look finds it again"


def test_what_is_remembered_of_changes_is_bounded_and_who_looks_late_gets_the_whole_list(batch: Batch) -> None:
    row = batch.add(label_photo(shade=64), "64.jpg")
    early = batch.changes(LOCAL.id, -1).sequence
    for start in range(0, 4 * MOST_NOTED, 500):
        batch.note([f"row {start + k}" for k in range(500)])
    late = batch.changes(LOCAL.id, -1).sequence
    assert len(batch._noted) <= MOST_NOTED
    found = batch.changes(LOCAL.id, early)
    assert found.all and [one.id for one in found.rows] == [row.id]
    batch.note([row.id])
    now = batch.changes(LOCAL.id, late)
    assert not now.all and [one.id for one in now.rows] == [row.id]
