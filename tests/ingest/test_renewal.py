"""A manual is read anew beside the old one, wholly or where it failed; whatever happens, one of both is there."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assist.case.photo import Pixels
from assist.case.reading import Line
from assist.desk.shelves.indexing import ingest_files, ingest_folder
from assist.engines.store import JobKind, JobState, ManualState
from assist.errors import EngineError, ManualError
from assist.evaluation.tracking import silent
from assist.library.files import content_id, file_of
from assist.library.ingest import staged
from tests.ingest.room import TEXT, Eyes, Room
from tests.pdf_files import SCAN, pdf


class Blinking:
    """An OCR that fails until it is mended."""

    def __init__(self) -> None:
        self.mended = False
        self.asked = 0

    def __call__(self, pixels: Pixels) -> Sequence[Line]:
        self.asked += 1
        if not self.mended:
            raise EngineError("the reader ended")
        return Eyes()(pixels)


@pytest.fixture
def eyes() -> Blinking:
    return Blinking()


@pytest.fixture
def room(tmp_path: Path, eyes: Blinking) -> Iterator[Room]:
    opened = Room(tmp_path, eyes)
    yield opened
    opened.close()


def agree(room: Room, manual_id: str) -> bool:
    """Whether index and database hold the same passages of the manual, and nothing is staged."""
    found = {p.id for p in room.index.passages.values() if p.manual == manual_id}
    return found == set(room.store.passage_ids(manual_id)) and room.store.manual_state(staged(manual_id)) is None


def test_only_the_failed_pages_of_a_finished_manual_are_read_again(room: Room, eyes: Blinking) -> None:
    manual = room.ingest.add(pdf(TEXT, SCAN, "", SCAN), "a.pdf")
    assert room.ingest.failed_pages(manual.id) == {2, 4}
    room.shelf.correct(manual.id, brand="Corrected")
    assert room.shelf.page(manual.id, 2).words == ()
    eyes.mended, before = True, eyes.asked
    job = room.jobs.retry_pages(manual.id)
    assert job is not None and job.kind is JobKind.PAGES
    room.jobs.start()
    assert room.jobs.wait([job], 60)
    assert eyes.asked == before + 2
    assert room.ingest.failed_pages(manual.id) == frozenset()
    assert room.shelf.page(manual.id, 2).words, "no old page is shown from memory"
    assert {p.page for p in room.shelf.passages(manual.id)} == {1, 2, 4}
    assert room.shelf.catalogue()[0].brand == "Corrected" and agree(room, manual.id)
    assert room.jobs.retry_pages(manual.id) is None


def test_a_manual_is_found_as_it_was_until_it_is_read_anew(room: Room, eyes: Blinking) -> None:
    manual = room.ingest.add(pdf(TEXT, SCAN), "a.pdf")
    seen: list[int] = []

    def look(page: int, pages: int) -> None:
        seen.append(len(room.shelf.passages(manual.id)))
        assert [m.id for m in room.shelf.catalogue()] == [manual.id]
        assert set(room.store.passage_ids(manual.id)) <= set(room.index.passages)

    eyes.mended = True
    room.ingest.again(manual.id, on_progress=look)
    assert set(seen) == {1} and len(room.shelf.passages(manual.id)) == 2
    assert agree(room, manual.id)


@pytest.mark.parametrize("stop_at", [0, 1, 2, 3])
def test_an_interrupted_renewal_leaves_the_old_and_goes_on(room: Room, eyes: Blinking, stop_at: int) -> None:
    manual = room.ingest.add(pdf(TEXT, SCAN), "a.pdf")
    before = room.shelf.passages(manual.id)
    told: list[int] = []

    def until(page: int, pages: int) -> bool:
        told.append(page)
        return len(told) <= stop_at

    eyes.mended = True
    with pytest.raises(ManualError) as caught:
        room.ingest.again(manual.id, on_progress=until)
    assert caught.value.code == "manual_cancelled"
    assert room.shelf.passages(manual.id) == before
    assert set(room.index.passages) == {p.id for p in before}
    went_on: list[int] = []
    room.ingest.again(manual.id, on_progress=lambda page, pages: went_on.append(page))
    assert went_on[0] == min(stop_at, 2), "what was read is not read again"
    assert len(room.shelf.passages(manual.id)) == 2 and agree(room, manual.id)


def test_a_renewal_that_fails_leaves_the_manual_as_it_was(room: Room) -> None:
    manual = room.ingest.add(pdf(TEXT), "a.pdf")
    file_of(room.store.folder, manual.id).write_bytes(b"%PDF-1.7 broken")
    with pytest.raises(ManualError):
        room.ingest.again(manual.id)
    assert len(room.shelf.passages(manual.id)) == 1 and agree(room, manual.id)
    with pytest.raises(ManualError) as caught:
        room.jobs.read_again("nobody")
    assert caught.value.code == "manual_missing"


def test_a_manual_removed_while_it_is_read_anew_stays_removed(room: Room) -> None:
    manual = room.ingest.add(pdf(TEXT), "a.pdf")

    def remove(page: int, pages: int) -> None:
        if page == pages and room.store.manual(manual.id):
            room.shelf.remove(manual.id)

    with pytest.raises(ManualError):
        room.ingest.again(manual.id, on_progress=remove)
    assert room.store.manuals(None) == () and room.index.passages == {}
    assert room.store.manual_state(staged(manual.id)) is None


def test_a_cancelled_renewal_keeps_the_manual(tmp_path: Path, room: Room, eyes: Blinking) -> None:
    manual = room.ingest.add(pdf(TEXT, *[SCAN] * 3), "a.pdf")
    reading, go_on = threading.Event(), threading.Event()

    def slow(pixels: Pixels) -> Sequence[Line]:
        reading.set()
        go_on.wait(30)
        return Eyes()(pixels)

    second = Room(tmp_path, slow)
    second.index.passages = room.index.passages
    try:
        job = second.jobs.read_again(manual.id)
        assert second.jobs.read_again(manual.id).id == job.id, "asked for twice is queued once"
        second.jobs.start()
        assert reading.wait(30)
        second.jobs.cancel(job.id)
        go_on.set()
        assert second.jobs.wait([job], 60)
        ended = second.jobs.job(job.id)
        assert ended is not None and ended.state is JobState.CANCELLED
        assert len(second.shelf.passages(manual.id)) == 1 and agree(second, manual.id)
    finally:
        second.close()


def test_a_removal_that_was_interrupted_is_finished_at_the_next_start(room: Room) -> None:
    manual = room.ingest.add(pdf(TEXT), "a.pdf")
    room.store.mark_manual(manual.id, ManualState.REMOVING)  # as a program does that is killed right after
    part = file_of(room.store.folder, manual.id).with_suffix(".1.part")
    part.write_bytes(b"half")
    assert room.shelf.catalogue() == ()
    room.ingest.sweep()
    assert room.index.passages == {} and not list(part.parent.iterdir())
    assert room.store.manual_state(manual.id) is None


def test_the_same_content_brings_back_a_lost_file(room: Room) -> None:
    manual = room.ingest.add(pdf(TEXT), "a.pdf")
    file_of(room.store.folder, manual.id).unlink()
    assert room.ingest.add(pdf(TEXT), "b.pdf") == manual
    assert file_of(room.store.folder, manual.id).read_bytes() == pdf(TEXT)


def test_a_folder_is_not_queued_twice_by_two_starts(room: Room, tmp_path: Path) -> None:
    folder = tmp_path / "manuals"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(pdf(TEXT))
    (folder / "bad.pdf").write_bytes(b"nothing")
    first = room.jobs.submit_folder(folder)
    assert [job.manual for job in first] == [content_id(pdf(TEXT)), content_id(b"nothing")]
    assert room.jobs.submit_folder(folder) == ()
    room.jobs.start()
    assert room.jobs.wait(first, 60)
    assert room.jobs.submit_folder(folder) == (), "what was refused waits for `retry`"


def test_a_manual_that_was_removed_does_not_return_from_the_folder_until_it_is_added_by_hand(
    room: Room, tmp_path: Path
) -> None:
    folder = tmp_path / "manuals"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(pdf(TEXT))
    jobs = room.jobs.submit_folder(folder)
    room.jobs.start()
    assert room.jobs.wait(jobs, 60)
    room.shelf.remove(content_id(pdf(TEXT)))
    assert room.jobs.submit_folder(folder) == () and room.shelf.catalogue() == ()
    (row,) = ingest_folder(room.ingest, room.store, folder, silent)
    assert row["state"] == "removed"

    by_hand = room.jobs.submit(pdf(TEXT), "again.pdf")
    assert room.jobs.wait([by_hand], 60)
    assert [manual.file for manual in room.shelf.catalogue()] == ["again.pdf"]
    assert room.store.removed() == frozenset()


def test_an_edition_that_was_replaced_does_not_return_from_the_folder(room: Room, tmp_path: Path) -> None:
    folder = tmp_path / "manuals"
    folder.mkdir()
    (folder / "old.pdf").write_bytes(pdf(TEXT))
    old = room.ingest.add(folder / "old.pdf", "old.pdf")
    new = room.ingest.add(pdf(TEXT, TEXT), "new.pdf")
    room.shelf.replace(old.id, new.id)
    assert room.jobs.submit_folder(folder) == ()
    (row,) = ingest_files(room.ingest, room.store, [folder / "old.pdf"], silent)
    assert row["state"] == "added", "a file that is named is wanted"
