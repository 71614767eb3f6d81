"""Ingestion: a file becomes a manual that can be found, or the reason is said; nothing is lost or doubled."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from assist.case.geometry import Box, Quad
from assist.case.passages import Found, Manual, Page, Passage, Query
from assist.case.photo import Pixels
from assist.case.reading import Line
from assist.desk.shelves.indexing import read_again
from assist.engines.store import JobState, ManualState, Store
from assist.errors import EngineError, IndexOutdated, ManualError
from assist.library.files import content_id, file_of
from assist.library.ingest import Ingest
from assist.library.jobs import Jobs
from assist.library.probe import probe
from assist.library.shelf import Shelf
from assist.settings import Settings
from tests.pdf_files import SCAN, Sheet, locked, pdf, say

TEXT = say(60, 700, "The rated voltage of this appliance is 230 V.") + say(60, 680, "Never open the housing yourself.")


class Words:
    """A real, tiny index: passages by id, found by the words they share with the query."""

    def __init__(self) -> None:
        self.passages: dict[str, Passage] = {}
        self.added = 0

    def add(self, passages: Sequence[Passage], names: str) -> None:
        self.added += len(passages)
        self.passages.update((passage.id, passage) for passage in passages)

    def remove(self, manual_id: str) -> None:
        self.passages = {key: p for key, p in self.passages.items() if p.manual != manual_id}

    def discard(self, ids: Sequence[str]) -> None:
        for id_ in ids:
            self.passages.pop(id_, None)

    def commit(self) -> None:
        pass

    def find(self, query: Query, limit: int = 10) -> Found:
        wanted = set(query.text.casefold().split())
        ranked = sorted(self.passages.values(), key=lambda p: -len(wanted & set(p.text.casefold().split())))
        return Found(tuple(ranked[:limit]), support=1.0)


def describe(file_name: str, pages: Sequence[Page], metadata_title: str = "", *, id: str) -> Manual:
    return Manual(id, file_name, metadata_title or file_name, brand="Made up")


@contextmanager
def untracked(name: str, count: int) -> Iterator[Callable[[], None]]:
    yield lambda: None


class Eyes:
    """An OCR that always sees the same line, and counts how often it was asked."""

    def __init__(self, text: str = "Read from the picture of the page") -> None:
        self.text = text
        self.asked = 0

    def __call__(self, pixels: Pixels) -> Sequence[Line]:
        self.asked += 1
        return (Line(self.text, Quad.of(Box(0.1, 0.1, 0.9, 0.15)), 0.99),) if self.text else ()


class Room:
    """A store, an index and all that works on them, in one folder."""

    def __init__(
        self, folder: Path, eyes: Callable[[Pixels], Sequence[Line]] | None = None, **settings: object
    ) -> None:
        self.settings = Settings(**settings)
        self.store = Store(f"sqlite:///{folder / 'library.sqlite'}")
        self.index = Words()
        self.shelf = Shelf(self.settings, self.store, self.index)
        self.ingest = Ingest(self.settings, self.store, self.index, eyes, describe=describe, renewed=self.shelf.refresh)
        self.jobs = Jobs(self.store, self.ingest)

    def close(self) -> None:
        self.jobs.close()
        self.shelf.close()
        self.store.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Room]]:
    opened: list[Room] = []

    def made(eyes: Callable[[Pixels], Sequence[Line]] | None = None, **settings: object) -> Room:
        opened.append(Room(tmp_path, eyes, **settings))
        return opened[-1]

    yield made
    for each in opened:
        each.close()


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


def test_a_blank_page_is_said_to_be_blank_and_a_scan_without_ocr_unread(room: Room) -> None:
    manual = room.ingest.add(pdf(TEXT, "", SCAN), "a.pdf")
    assert room.shelf.warnings(manual.id) == ((2, ("blank",)), (3, ("no_text", "ocr_unavailable")))


def test_a_page_without_text_is_read_from_its_picture(make: Callable[..., Room]) -> None:
    eyes = Eyes()
    room = make(eyes)
    manual = room.ingest.add(pdf(TEXT, SCAN), "a.pdf")
    page = room.shelf.page(manual.id, 2)
    assert (page.source, page.warnings, eyes.asked) == ("ocr", ("no_text",), 1)
    assert " ".join(word.text for word in page.words) == eyes.text
    assert page.words[0].box.left == pytest.approx(0.1, abs=0.01)
    assert room.shelf.passages(manual.id, 2)[0].text == eyes.text


def test_a_word_that_a_scanned_line_ends_in_is_whole_in_the_passage(make: Callable[..., Room]) -> None:
    printed = ("Unplug the appliance before any mainte-", "nance, and use the on-", "off switch of the JK-", "B1A24S.")

    def eyes(pixels: Pixels) -> Sequence[Line]:
        return [Line(text, Quad.of(Box(0.1, 0.1 + 0.02 * k, 0.5, 0.115 + 0.02 * k)), 0.99)
                for k, text in enumerate(printed)]  # fmt: skip

    room = make(eyes)
    manual = room.ingest.add(pdf(TEXT, SCAN), "a.pdf")
    (passage,) = room.shelf.passages(manual.id, 2)
    assert passage.text.startswith("Unplug the appliance before any maintenance, and use the on")


def test_glyphs_that_map_to_nothing_are_read_from_the_picture(make: Callable[..., Room]) -> None:
    room = make(Eyes())
    manual = room.ingest.add(pdf(TEXT, say(60, 700, "\ue001\ue002\ue003\ue004\ue005\ue006", 14, "F4")), "a.pdf")
    page = room.shelf.page(manual.id, 2)
    assert (page.source, page.warnings) == ("ocr", ("garbled_text",))


def test_text_hidden_under_a_scan_is_kept_only_where_ocr_agrees(make: Callable[..., Room]) -> None:
    def under_scan(text: str) -> Sheet:
        return Sheet(SCAN.content + "\n" + say(60, 750, text, mode=3), picture=SCAN.picture)

    room = make(Eyes("Rated voltage 230 V"))
    manual = room.ingest.add(pdf(under_scan("Rated voltage 230 V"), under_scan("qq zz xx ww kk jj")), "a.pdf")
    assert (room.shelf.page(manual.id, 1).source, room.shelf.page(manual.id, 1).warnings) == ("text", ())
    assert (room.shelf.page(manual.id, 2).source, room.shelf.page(manual.id, 2).warnings) == ("ocr", ("hidden_text",))


def test_the_callouts_of_a_drawing_are_read_beside_its_caption(make: Callable[..., Room]) -> None:
    drawing = Sheet(SCAN.content + "\n" + say(60, 60, "Figure 3"), picture=SCAN.picture)
    room = make(Eyes("Reset button"))
    manual = room.ingest.add(pdf(drawing), "a.pdf")
    page = room.shelf.page(manual.id, 1)
    assert page.source == "both"
    assert [word.text for word in page.words] == ["Figure", "3", "Reset", "button"]
    assert [(p.kind, p.text) for p in room.shelf.passages(manual.id)] == [("figure", "Figure 3\nReset button")]


def test_an_ocr_that_fails_costs_the_page_a_warning_and_nothing_else(make: Callable[..., Room]) -> None:
    def broken(pixels: Pixels) -> Sequence[Line]:
        raise EngineError("the reader ended")

    room = make(broken)
    manual = room.ingest.add(pdf(TEXT, SCAN), "a.pdf")
    assert room.shelf.warnings(manual.id) == ((2, ("no_text", "ocr_failed")),)


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
    assert room.shelf.correct(manual.id, brand="Right", models=("K-1",)).models == ("K-1",)
    assert room.shelf.catalogue()[0].brand == "Right"
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
    rows = list(read_again(room.ingest, shelf, room.store, untracked))
    assert [row["state"] for row in rows] == ["read again"] and not shelf.outdated
    (kept,) = room.store.manuals()
    assert (kept.id, kept.brand, kept.pages) == (manual.id, "Corrected", 1)
    assert room.store.count_passages(manual.id) == len(room.index.passages) > 0


def test_an_older_form_is_not_called_upgraded_while_a_manual_is_missing(room: Room) -> None:
    manual = room.ingest.add(pdf(TEXT), "kettle.pdf")
    file_of(room.store.folder, manual.id).unlink()
    room.store.set_note("index_version", "0")
    shelf = Shelf(room.settings, room.store, room.index, upgrade=True)
    (row,) = read_again(room.ingest, shelf, room.store, untracked)
    assert row["state"] == "refused" and "not in the library" in str(row["why"])
    assert shelf.outdated


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.test_ingest import Room
room = Room(Path(sys.argv[1]))
def tell(page, pages):
    if page == 5:
        os.kill(os.getpid(), signal.SIGKILL)
room.ingest.add(Path(sys.argv[2]).read_bytes(), "a.pdf", on_progress=tell)
"""


def test_after_kill_9_ingestion_goes_on_with_nothing_lost_or_doubled(tmp_path: Path, make: Callable[..., Room]) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(*[say(60, 700, f"Page {k} says something of its own.") for k in range(1, 11)]))
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(file)], capture_output=True, text=True)
    assert done.returncode == -9, done.stderr
    room = make()
    kept = room.store.pages_done(content_id(file.read_bytes()))
    assert kept == frozenset(range(1, 6))
    assert room.shelf.catalogue() == ()
    told: list[int] = []
    manual = room.ingest.add(file, "a.pdf", on_progress=lambda page, pages: told.append(page))
    assert told[0] == 5
    texts = [passage.text for passage in room.shelf.passages(manual.id)]
    assert texts == [f"Page {k} says something of its own." for k in range(1, 11)]
    assert sorted(p.text for p in room.index.passages.values()) == sorted(texts)


def test_jobs_are_worked_off_in_order_and_say_how_they_ended(room: Room) -> None:
    good = room.jobs.submit(pdf(TEXT, ""), "good.pdf")
    bad = room.jobs.submit(b"nothing", "bad.pdf")
    room.jobs.start()
    assert room.jobs.wait([good, bad], 60)
    ended = {job.file: job for job in room.jobs.jobs()}
    assert ended["good.pdf"].state is JobState.DONE
    assert (ended["good.pdf"].page, ended["good.pdf"].pages) == (2, 2)
    assert ended["good.pdf"].warnings == ({"code": "blank", "pages": [2]},)
    assert ended["bad.pdf"].state is JobState.FAILED
    assert ended["bad.pdf"].error is not None and ended["bad.pdf"].error["code"] == "manual_not_pdf"


def test_a_job_left_by_a_killed_program_is_finished_at_the_next_start(room: Room) -> None:
    job = room.jobs.submit(pdf(TEXT), "a.pdf")
    assert room.store.take_job() is not None  # as a program does that is killed right after
    room.jobs.start()
    assert room.jobs.wait([job], 60)
    ended = room.jobs.job(job.id)
    assert ended is not None and ended.state is JobState.DONE
    assert ended.attempts == 1, "an attempt that got further is not held against the file"
    assert len(room.shelf.catalogue()) == 1


def test_a_file_that_ended_the_program_again_and_again_is_given_up(room: Room) -> None:
    job = room.jobs.submit(pdf(TEXT), "a.pdf")
    room.store.update_job(job.id, attempts=3)
    room.jobs.start()
    assert room.jobs.wait([job], 60)
    ended = room.jobs.job(job.id)
    assert ended is not None and ended.error is not None and ended.error["code"] == "manual_crashed"


def test_a_running_job_can_be_cancelled_and_tried_again(make: Callable[..., Room]) -> None:
    reading, go_on = threading.Event(), threading.Event()

    def slow(pixels: Pixels) -> Sequence[Line]:
        reading.set()
        go_on.wait(30)
        return Eyes()(pixels)

    room = make(slow)
    job = room.jobs.submit(pdf(*[SCAN] * 3), "a.pdf")
    room.jobs.start()
    assert reading.wait(30)
    room.jobs.cancel(job.id)
    go_on.set()
    assert room.jobs.wait([job], 60)
    ended = room.jobs.job(job.id)
    assert ended is not None and ended.state is JobState.CANCELLED
    assert room.store.manuals(None) == ()
    again = room.jobs.retry(job.id)
    assert again is not None and room.jobs.wait([again], 60)
    assert [manual.file for manual in room.shelf.catalogue()] == ["a.pdf"]


def test_closing_the_program_keeps_the_job_for_the_next_start(make: Callable[..., Room]) -> None:
    reading = threading.Event()

    def slow(pixels: Pixels) -> Sequence[Line]:
        reading.set()
        time.sleep(0.3)
        return Eyes()(pixels)

    room = make(slow)
    job = room.jobs.submit(pdf(*[SCAN] * 4), "a.pdf")
    room.jobs.start()
    assert reading.wait(30)
    room.jobs.close()
    left = room.jobs.job(job.id)
    assert left is not None and left.state is JobState.QUEUED
    assert room.store.manual_state(content_id(pdf(*[SCAN] * 4))) is ManualState.READING
    room.jobs.start()
    assert room.jobs.wait([job], 60)
    assert len(room.shelf.catalogue()) == 1


def test_a_locked_upload_asks_for_its_password_and_goes_on_with_it(room: Room) -> None:
    job = room.jobs.submit(locked(pdf(TEXT), "tulip"), "a.pdf")
    room.jobs.start()
    assert room.jobs.wait([job], 60)
    ended = room.jobs.job(job.id)
    assert ended is not None and ended.error is not None and ended.error["code"] == "manual_password"
    again = room.jobs.retry(job.id, password="tulip")
    assert again is not None and room.jobs.wait([again], 60)
    assert len(room.shelf.catalogue()) == 1


def test_a_folder_is_queued_once_by_content(room: Room, tmp_path: Path) -> None:
    folder = tmp_path / "manuals"
    folder.mkdir()
    for name, data in (("a.pdf", pdf(TEXT)), ("copy.PDF", pdf(TEXT)), ("b.pdf", pdf(TEXT, TEXT)), ("c.txt", b"")):
        (folder / name).write_bytes(data)
    jobs = room.jobs.submit_folder(folder)
    assert [job.file for job in jobs] == ["a.pdf", "b.pdf"]
    room.jobs.start()
    assert room.jobs.wait(jobs, 60)
    assert room.jobs.submit_folder(folder) == ()


def test_a_probe_says_what_became_of_every_page(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(TEXT, "", SCAN))
    found = probe(file)
    assert (found.reason, found.pages, found.passages, found.silent) == ("", 3, 1, ())
    assert dict(found.warnings) == {"blank": 1, "no_text": 1, "ocr_unavailable": 1}
    file.write_bytes(b"nothing")
    assert probe(file).reason == "manual_not_pdf"
