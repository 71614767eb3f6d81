"""Ingestion: a file becomes a manual that is found, or the reason is said; what is kept can be shown and corrected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assist.case.passages import Query
from assist.desk.shelves.indexing import read_again
from assist.errors import IndexOutdated, ManualError
from assist.evaluation.tracking import silent
from assist.library.files import file_of
from assist.library.shelf import Shelf
from tests.ingest.room import TEXT, Room
from tests.pdf_files import SCAN, locked, pdf, say


def test_a_file_becomes_a_manual_whose_passage_is_found_on_its_page(room: Room) -> None:
    manual = room.ingest.add(pdf("", TEXT, title="Kettle"), "kettle.pdf")
    assert (manual.title, manual.file, manual.pages, manual.brand) == ("Kettle", "kettle.pdf", 2, "Made up")
    assert room.shelf.catalogue() == (manual,)
    found = room.shelf.find(Query("rated voltage", "en")).passages[0]
    assert (found.manual, found.page) == (manual.id, 2)
    page = room.shelf.page(manual.id, 2)
    assert "230" in [word.text for word in page.words[slice(*found.words)]]
    assert room.shelf.passage(found.id) == found


def test_the_same_content_again_is_recognised_by_any_name(room: Room) -> None:
    first = room.ingest.add(pdf(TEXT), "a.pdf")
    added = room.index.added
    assert room.ingest.add(pdf(TEXT), "b.pdf") == first
    assert room.index.added == added


def test_progress_is_told_page_by_page_and_can_cancel(room: Room) -> None:
    told: list[tuple[int, int]] = []

    def until_two(page: int, pages: int) -> bool:
        told.append((page, pages))
        return page < 2

    data = pdf(*[TEXT] * 4)
    with pytest.raises(ManualError) as caught:
        room.ingest.add(data, "a.pdf", on_progress=until_two)
    assert caught.value.code == "manual_cancelled"
    assert told == [(0, 4), (1, 4), (2, 4)]
    assert room.shelf.catalogue() == ()
    told.clear()
    room.ingest.add(data, "a.pdf", on_progress=lambda page, pages: told.append((page, pages)))
    assert told[0] == (2, 4), "what was read is not read again"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "manual_empty"),
        (b"PNG", "manual_not_pdf"),
        (pdf(TEXT)[:300], "manual_damaged"),
        (pdf("", ""), "manual_empty"),
        (pdf(SCAN), "manual_unreadable"),
        (locked(pdf(TEXT), "tulip"), "manual_password"),
        (pdf(*[TEXT] * 4), "manual_too_many_pages"),
        (pdf(TEXT) + bytes(1024 * 1024), "manual_too_large"),
    ],
)
def test_what_cannot_be_read_is_refused_and_leaves_nothing_behind(
    make: Callable[..., Room], tmp_path: Path, data: bytes, code: str
) -> None:
    room = make(max_manual_pages=3, max_manual_mb=1)
    with pytest.raises(ManualError) as caught:
        room.ingest.add(data, "a.pdf")
    assert caught.value.code == code and caught.value.help
    assert room.store.manuals(None) == ()
    assert not list(tmp_path.glob("files/*"))
    assert room.index.passages == {}


def test_a_locked_manual_opens_with_its_password_and_is_shown_without(room: Room) -> None:
    manual = room.ingest.add(locked(pdf(TEXT), "tulip"), "a.pdf", password="tulip")
    assert room.shelf.picture(manual.id, 1, 300).shape == (300, 212, 3)


def test_a_page_is_shown_as_it_is_printed(room: Room) -> None:
    manual = room.ingest.add(pdf(TEXT, say(60, 700, "Second page here.")), "a.pdf")
    first, second = room.shelf.picture(manual.id, 1, 400), room.shelf.picture(manual.id, 2, 400)
    assert first.shape == second.shape and not np.array_equal(first, second)
    assert np.array_equal(room.shelf.picture(manual.id, 1, 400), first)
    with pytest.raises(ManualError) as caught:
        room.shelf.page(manual.id, 3)
    assert caught.value.code == "page_missing"


def test_removing_a_manual_removes_every_trace(room: Room, tmp_path: Path) -> None:
    manual = room.ingest.add(pdf(TEXT), "a.pdf")
    room.shelf.picture(manual.id, 1, 200)
    room.shelf.remove(manual.id)
    assert room.shelf.catalogue() == () and room.index.passages == {}
    assert not file_of(tmp_path, manual.id).exists()
    with pytest.raises(ManualError):
        room.shelf.picture(manual.id, 1, 200)


def test_a_correction_reaches_the_catalogue_and_the_index(room: Room) -> None:
    manual = room.ingest.add(pdf(TEXT), "a.pdf")
    added = room.index.added
    assert room.shelf.correct(manual.id, brand="Right", models=("K-1",)).models == ("K-1",)
    assert room.shelf.catalogue()[0].brand == "Right"
    assert {"Right", "K-1"} <= set(room.index.names[room.shelf.passages(manual.id)[0].id].split())
    assert room.index.added == added, "what the passages say has not changed"
    with pytest.raises(ValueError, match="pages"):
        room.shelf.correct(manual.id, pages=3)


def test_an_index_of_another_form_is_refused_with_the_command_to_run(room: Room) -> None:
    room.store.set_note("index_version", "0")
    with pytest.raises(IndexOutdated) as caught:
        Shelf(room.settings, room.store, room.index)
    assert "python -m assist index" in caught.value.help


def test_an_index_of_an_older_form_is_read_anew_and_keeps_what_was_corrected(room: Room) -> None:
    manual = room.ingest.add(pdf(TEXT), "kettle.pdf")
    room.store.correct_manual(manual.id, {"brand": "Corrected"})
    room.store.set_note("index_version", "0")
    shelf = Shelf(room.settings, room.store, room.index, upgrade=True)
    assert shelf.outdated
    rows = list(read_again(room.ingest, shelf, room.store, silent))
    assert [row["state"] for row in rows] == ["read again"] and not shelf.outdated
    (kept,) = room.store.manuals()
    assert (kept.id, kept.brand, kept.pages) == (manual.id, "Corrected", 1)
    assert room.store.count_passages(manual.id) == len(room.index.passages) > 0


def test_an_older_form_is_not_called_upgraded_while_a_manual_is_missing(room: Room) -> None:
    manual = room.ingest.add(pdf(TEXT), "kettle.pdf")
    file_of(room.store.folder, manual.id).unlink()
    room.store.set_note("index_version", "0")
    shelf = Shelf(room.settings, room.store, room.index, upgrade=True)
    (row,) = read_again(room.ingest, shelf, room.store, silent)
    assert row["state"] == "refused" and "not in the library" in str(row["why"])
    assert shelf.outdated
