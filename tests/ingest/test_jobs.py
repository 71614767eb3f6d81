"""Jobs: uploads are read in order in the background; killed, cancelled, closed or locked, none is lost or doubled."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assist.case.photo import Pixels
from assist.case.reading import Line
from assist.engines.store import JobState, ManualState
from assist.library.files import content_id
from assist.library.jobs import Jobs
from tests.ingest.room import TEXT, Eyes, Room
from tests.pdf_files import SCAN, locked, pdf, say

KILLED = """
import os, signal, sys
from pathlib import Path
from tests.ingest.room import Room
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


@pytest.mark.parametrize(("ended_it", "code"), [(2, ""), (3, "manual_crashed")])
def test_a_file_that_ended_the_program_three_times_is_given_up_and_no_sooner(
    room: Room, ended_it: int, code: str
) -> None:
    job = room.jobs.submit(pdf(TEXT), "a.pdf")
    room.store.update_job(job.id, attempts=ended_it)
    room.jobs.start()
    assert room.jobs.wait([job], 60)
    ended = room.jobs.job(job.id)
    assert ended is not None and ended.state is (JobState.FAILED if code else JobState.DONE)
    assert (ended.error or {}).get("code", "") == code


def test_a_job_that_waits_is_cancelled_at_once_and_one_that_ended_stays_as_it_is(room: Room) -> None:
    unwanted, wanted = room.jobs.submit(pdf(TEXT), "a.pdf"), room.jobs.submit(pdf(TEXT, TEXT), "b.pdf")
    assert not room.jobs.wait([wanted], 0.01), "nobody works yet"
    room.jobs.cancel(unwanted.id)
    assert room.jobs.wait([unwanted], 0.01)
    room.jobs.start()
    assert room.jobs.wait([wanted], 60)
    room.jobs.cancel(wanted.id)
    assert {job.file: job.state for job in room.jobs.jobs()} == {"a.pdf": JobState.CANCELLED, "b.pdf": JobState.DONE}
    assert [manual.file for manual in room.shelf.catalogue()] == ["b.pdf"]


def test_only_a_job_that_ended_is_tried_again_or_forgotten(room: Room) -> None:
    job = room.jobs.submit(pdf(TEXT), "a.pdf")
    upload = room.store.folder / "uploads" / f"{job.id}.pdf"
    assert room.jobs.retry(job.id) is None
    room.jobs.remove(job.id)
    assert room.jobs.job(job.id) is not None and upload.exists(), "it still waits"
    room.jobs.start()
    bad = room.jobs.submit(b"nothing", "bad.pdf")
    assert room.jobs.wait([job, bad], 60)
    assert not upload.exists() and room.jobs.retry(job.id) is None, "the library keeps its own copy"
    room.jobs.remove(bad.id)
    assert room.jobs.job(bad.id) is None and list(upload.parent.iterdir()) == []
    assert room.jobs.retry(bad.id) is None
    assert [manual.file for manual in room.shelf.catalogue()] == ["a.pdf"]


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


def test_what_comes_before_the_work_must_not_stop_it(room: Room) -> None:
    asked = []

    def broken(stop: threading.Event) -> None:
        asked.append(stop.is_set())
        raise KeyError("nobody foresaw this")

    jobs = Jobs(room.store, room.ingest, broken)
    job = jobs.submit(pdf(TEXT), "a.pdf")
    jobs.start()
    try:
        assert jobs.wait([job], 60) and asked == [False]
    finally:
        jobs.close()
    ended = jobs.job(job.id)
    assert ended is not None and ended.state is JobState.DONE
