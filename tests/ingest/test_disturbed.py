"""Jobs while the disk, the database, the folder or an agent gets in their way: each goes on, or says why it ended."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from assist.case.photo import Pixels
from assist.case.reading import Line
from assist.engines.store import JobKind, JobRow, JobState, ManualState
from assist.errors import AssistError, DatabaseUnavailable, EngineUnavailable, ManualError
from assist.library import jobs as jobs_module
from assist.library.files import content_id, file_of
from assist.library.ingest import staged
from tests.ingest.room import TEXT, Eyes, Room
from tests.pdf_files import SCAN, locked, pdf, say


class Killed(BaseException):
    """The program ends here: nothing that follows in the same call is run."""


def ended(room: Room, job: JobRow, seconds: float = 60) -> JobRow:
    assert room.jobs.wait([job], seconds), room.jobs.job(job.id)
    found = room.jobs.job(job.id)
    assert found is not None
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "manuals"
    made.mkdir()
    return made


@pytest.mark.parametrize("killed_at", ["replace", "add_job"])
def test_a_program_killed_while_a_file_is_queued_queues_it_at_the_next_start(
    make: Callable[..., Room], folder: Path, monkeypatch: pytest.MonkeyPatch, killed_at: str
) -> None:
    (folder / "a.pdf").write_bytes(pdf(TEXT))
    room = make()
    with monkeypatch.context() as patch:

        def end(*_: Any, **__: Any) -> None:
            raise Killed

        place: Any = Path if killed_at == "replace" else room.store
        patch.setattr(place, killed_at, end)
        with pytest.raises(Killed):
            room.jobs.submit_folder(folder)
    again = make()
    jobs = again.jobs.submit_folder(folder)
    assert [job.file for job in jobs] == ["a.pdf"], "no row that nobody can work on stands in its way"
    again.jobs.start()
    assert ended(again, jobs[0]).state is JobState.DONE
    again.jobs.close()
    assert list((again.store.folder / "uploads").iterdir()) == [], "what the ended program left is tidied"


def test_an_upload_that_the_disk_has_no_room_for_is_refused_in_words_and_leaves_no_job(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(EngineUnavailable) as caught:
        room.jobs.submit(pdf(TEXT), "a.pdf")
    assert caught.value.code == "disk" and "No space left" in str(caught.value)
    assert room.jobs.jobs() == ()
    assert not list((room.store.folder / "uploads").iterdir())


def test_a_folder_with_things_that_are_no_files_is_queued_all_the_same(room: Room, folder: Path) -> None:
    (folder / "b.pdf").write_bytes(pdf(TEXT))
    (folder / "a.pdf").mkdir()
    (folder / "dangling.pdf").symlink_to(folder / "nowhere.pdf")
    assert [job.file for job in room.jobs.submit_folder(folder)] == ["b.pdf"]


def test_a_file_that_goes_while_the_folder_is_looked_through_costs_itself_alone(
    room: Room, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_bytes(pdf(say(60, 700, f"This is {name}.")))
    known = content_id

    def going(source: Path | bytes) -> str:
        if source == folder / "a.pdf":
            (folder / "a.pdf").unlink()
        return known(source)

    monkeypatch.setattr(jobs_module, "content_id", going)
    assert [job.file for job in room.jobs.submit_folder(folder)] == ["b.pdf"]


def test_a_file_of_the_folder_is_never_in_memory_as_a_whole(
    room: Room, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.pdf").write_bytes(pdf(TEXT))
    monkeypatch.delattr(Path, "read_bytes")
    (job,) = room.jobs.submit_folder(folder)
    room.jobs.start()
    assert ended(room, job).state is JobState.DONE


def test_an_upload_that_was_removed_while_it_waited_is_said_to_be_gone(room: Room) -> None:
    job = room.jobs.submit(pdf(TEXT), "a.pdf")
    (room.store.folder / "uploads" / f"{job.id}.pdf").unlink()
    room.jobs.start()
    error = ended(room, job).error
    assert error is not None and error["code"] == "file_unreadable"
    assert room.jobs.retry(job.id) is None


def test_a_locked_database_delays_the_work_and_ends_none(
    make: Callable[..., Room], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is really locked, by another program's transaction, from the first page on."""
    monkeypatch.setattr(jobs_module, "REST", 0.05)
    reading, go_on = threading.Event(), threading.Event()

    def slow(pixels: Pixels) -> Sequence[Line]:
        reading.set()
        go_on.wait(30)
        return Eyes()(pixels)

    room = make(slow)

    @sa.event.listens_for(room.store.engine, "checkout")
    def hurry(connection: Any, *_: Any) -> None:
        connection.execute("PRAGMA busy_timeout=20")  # the test need not wait 15 s

    job = room.jobs.submit(pdf(*[SCAN] * 3), "a.pdf")
    room.jobs.start()
    assert reading.wait(30)
    with closing(sqlite3.connect(tmp_path / "library.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        go_on.set()
        with pytest.raises(DatabaseUnavailable) as caught:
            room.store.set_note("a", "b")
        assert caught.value.code == "database" and "locked" in str(caught.value)
        until = time.monotonic() + 30
        while not room.jobs.resting and time.monotonic() < until:
            time.sleep(0.01)
        assert room.jobs.resting
        time.sleep(0.5)  # in which the worker is refused its page, its job's end and the next job, several times
        other.execute("ROLLBACK")
    done = ended(room, job)
    assert not room.jobs.resting
    assert (done.state, done.error, done.page) == (JobState.DONE, None, 3)
    later = room.jobs.submit(pdf(TEXT), "b.pdf")
    assert ended(room, later).state is JobState.DONE, "the worker is still there"


def test_a_database_that_refuses_one_manual_again_and_again_is_the_reason_that_is_told(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "REST", 0.01)

    def refuse(*_: Any, **__: Any) -> None:
        raise DatabaseUnavailable("The database does not answer: database or disk is full.")

    monkeypatch.setattr(room.store, "save_page", refuse)
    job = room.jobs.submit(pdf(TEXT), "a.pdf")
    room.jobs.start()
    error = ended(room, job).error
    assert error is not None and error["code"] == "database" and "disk is full" in error["message"]


def test_what_nobody_foresaw_is_told_without_the_program_s_insides(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise KeyError("SELECT secrets FROM somewhere")

    monkeypatch.setattr(room.store, "save_page", broken)
    job = room.jobs.submit(pdf(TEXT), "a.pdf")
    room.jobs.start()
    error = ended(room, job).error
    assert error is not None and error["code"] == "internal" and "SELECT" not in str(error)


def half_read(make: Callable[..., Room]) -> tuple[Room, JobRow]:
    """A job that an ended program left with one of its two pages read; it waits."""
    room = make()
    data = pdf(TEXT, say(60, 700, "The second page."))
    job = room.jobs.submit(data, "a.pdf")
    with pytest.raises(ManualError):
        room.ingest.add(data, "a.pdf", on_progress=lambda page, pages: page < 1)
    assert room.store.pages_done(content_id(data)) == {1}
    return room, job


def test_what_a_waiting_job_had_read_before_goes_when_it_is_cancelled(make: Callable[..., Room]) -> None:
    room, job = half_read(make)
    room.jobs.cancel(job.id)
    assert ended(room, job, 0.01).state is JobState.CANCELLED
    assert room.store.manuals(None) == () and not list((room.store.folder / "files").iterdir())


def test_what_a_failed_job_had_read_goes_when_it_is_dismissed(make: Callable[..., Room]) -> None:
    room, job = half_read(make)
    room.store.update_job(job.id, state=JobState.FAILED)
    room.jobs.remove(job.id)
    assert room.store.manuals(None) == () and not list((room.store.folder / "files").iterdir())


def test_two_jobs_for_one_content_share_what_is_read(make: Callable[..., Room]) -> None:
    room, job = half_read(make)
    twin = room.jobs.submit(pdf(TEXT, say(60, 700, "The second page.")), "twin.pdf")
    room.jobs.cancel(job.id)
    assert room.store.pages_done(twin.manual or "") == {1}, "the other goes on from there"
    room.jobs.start()
    assert ended(room, twin).state is JobState.DONE


def test_a_job_taken_at_the_moment_it_is_cancelled_is_stopped_and_not_called_ended(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = room.jobs.submit(pdf(TEXT), "a.pdf")
    look = room.store.job

    def taken(job_id: str) -> JobRow | None:
        found = look(job_id)
        room.store.take_job()  # between the look and the change
        return found

    with monkeypatch.context() as patch:
        patch.setattr(room.store, "job", taken)
        room.jobs.cancel(job.id)
    found = room.jobs.job(job.id)
    assert found is not None and found.cancel
    assert found.state in (JobState.RUNNING, JobState.CANCELLED) and (found.started is None or not found.state.ended)


@pytest.mark.parametrize("kind", [JobKind.AGAIN, JobKind.PAGES])
def test_a_manual_deleted_while_it_waits_to_be_read_again_stays_deleted(room: Room, kind: JobKind) -> None:
    manual = room.ingest.add(pdf(TEXT, SCAN), "a.pdf")
    room.shelf.correct(manual.id, brand="Corrected")
    job = room.jobs.read_again(manual.id) if kind is JobKind.AGAIN else room.jobs.retry_pages(manual.id)
    assert job is not None
    room.store.hide_manual(manual)
    room.jobs.start()
    error = ended(room, job).error
    assert error is not None and error["code"] == "manual_missing"
    assert room.shelf.catalogue() == () and room.store.manual_state(manual.id) is ManualState.HIDDEN
    assert room.store.show_manual(manual.id)
    assert [(one.title, one.brand) for one in room.shelf.catalogue()] == [("a.pdf", "Corrected")]


def test_a_manual_deleted_while_it_is_read_again_is_found_when_it_comes_back(room: Room) -> None:
    manual = room.ingest.add(pdf(TEXT), "a.pdf")

    def delete(page: int, pages: int) -> None:
        room.store.hide_manual(manual)

    with pytest.raises(ManualError):
        room.ingest.again(manual.id, on_progress=delete)
    assert room.store.show_manual(manual.id)
    assert set(room.store.passage_ids(manual.id)) == set(room.index.passages)
    assert room.store.manual_state(staged(manual.id)) is None


def test_a_password_is_asked_for_again_after_wrong_ones_and_after_a_restart(make: Callable[..., Room]) -> None:
    room = make()
    job = room.jobs.submit(locked(pdf(TEXT), "tulip"), "a.pdf", password="rose")
    room.jobs.start()
    for word in ("daisy", "lily", "iris"):
        error = ended(room, job).error
        assert error is not None and error["code"] == "manual_wrong_password"
        assert room.jobs.retry(job.id, password=word) is not None
    ended(room, job)
    room.jobs.close()
    again = make()
    assert again.jobs.retry(job.id) is not None
    again.jobs.start()
    error = ended(again, job).error
    assert error is not None and error["code"] == "manual_password", "no password outlives the program"
    assert again.jobs.retry(job.id, password="tulip") is not None
    done = ended(again, job)
    assert (done.state, done.error) == (JobState.DONE, None)
    assert b"/Encrypt" not in file_of(again.store.folder, job.manual or "").read_bytes()


def test_a_failed_look_through_the_folder_says_so_and_is_no_end(
    room: Room, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "a.pdf").write_bytes(pdf(TEXT))
    (folder / "b.pdf").write_bytes(pdf(TEXT, TEXT))
    submit = room.jobs.submit

    def full(source: Path | bytes, file_name: str) -> JobRow:
        if file_name == "a.pdf":
            raise AssistError("The file cannot be kept.", code="disk")
        return submit(source, file_name)

    monkeypatch.setattr(room.jobs, "submit", full)
    assert [job.file for job in room.jobs.submit_folder(folder)] == ["b.pdf"]
    assert "a.pdf" in caplog.text


def test_a_manual_of_which_no_page_was_read_says_what_became_of_its_pages(room: Room) -> None:
    job = room.jobs.submit(pdf(SCAN, ""), "a.pdf")
    room.jobs.start()
    error = ended(room, job).error
    assert error is not None and error["code"] == "manual_unreadable"
    assert error["facts"] == {"pages_say": "blank ocr_unavailable"}
    assert "reading from the picture is not available" in error["message"]


def test_a_file_whose_name_is_no_text_is_queued_under_one_that_is(room: Room, folder: Path) -> None:
    """As old archives unpack names in Chinese: their bytes are no UTF-8."""
    (folder / "\udccb\udcb5\udcc3\udcf7.pdf").write_bytes(pdf(TEXT))
    (job,) = room.jobs.submit_folder(folder)
    room.jobs.start()
    assert ended(room, job).state is JobState.DONE and job.file.endswith("??.pdf") and job.file.encode()
