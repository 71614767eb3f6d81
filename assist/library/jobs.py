"""Jobs: manuals waiting to be read, kept in the database, worked off by one thread.

The parsing itself runs in a process of its own (see `engines/pdf`), OCR in another; the thread only hands pages from
one to the other, so the page stays responsive.  One worker is right: the index has one owner.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from assist.case.passages import Manual
from assist.engines.store import JobKind, JobRow, JobState, ManualState, Store, new_job_id
from assist.errors import AssistError, DatabaseUnavailable, ManualError
from assist.library.files import content_id, keep_copy
from assist.library.ingest import Cancelled, Ingest

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3  # a file that ended the program so often, and no page further, is not tried again
SAY_EVERY = 0.25  # seconds between two notes of the progress
MOST_JOBS = 100_000
WAIT = 1.0  # seconds between two looks for work that another thread announced
REST = 5.0  # seconds between two attempts at a database that is locked, full or gone

CRASHED = ManualError(
    "Reading this file ended the program again and again.", code="manual_crashed",
    help="Save the PDF anew and upload that.",
)  # fmt: skip
UNFORESEEN = AssistError("Something went wrong inside the program; the log has the details.", code="internal")


class Jobs:
    """The queue and its worker.

    `start` begins to work, also on what an earlier run left; `close` stops after the page at hand.  `first` is done
    before anything is read, until what it is given is set.
    """

    def __init__(self, store: Store, ingest: Ingest, first: Callable[[threading.Event], object] | None = None) -> None:
        self._store = store
        self._ingest = ingest
        self._passwords: dict[str, str] = {}  # in memory alone; a job resumed without its password asks again
        self._first = first
        self._resting = False
        self._unkept: dict[str, DatabaseUnavailable] = {}  # why a job at hand went back into the queue
        self._keeping = threading.Lock()  # an upload and its row come together for who tidies
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to work; jobs that were running when the program ended go on where they were."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._work, name="ingest", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop after the page at hand; the job goes on at the next start."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._stop.set()
            self._wake.set()
            thread.join()

    def submit(self, source: bytes | Path, file_name: str, *, password: str | None = None) -> JobRow:
        """Queue a file; its bytes are kept first, so that a program that ends has a whole job or none.

        Raises `EngineUnavailable` (`disk`) where they cannot be kept, `ManualError` (`file_unreadable`).
        """
        job_id, content = new_job_id(), content_id(source)
        with self._keeping:
            keep_copy(self._upload(job_id), source)
            if password:
                self._passwords[job_id] = password
            return self._announced(self._store.add_job(file_name, id=job_id, manual=content))

    def read_again(self, manual_id: str) -> JobRow:
        """Queue a kept manual to be read anew; it is found as it is until that is done.

        Raises `ManualError` (`manual_missing`) where it is not in the library.
        """
        return self._renewal(manual_id, JobKind.AGAIN)

    def retry_pages(self, manual_id: str) -> JobRow | None:
        """Queue the pages that could not be read, and only those; None where there are none."""
        return self._renewal(manual_id, JobKind.PAGES) if self._ingest.failed_pages(manual_id) else None

    def _renewal(self, manual_id: str, kind: JobKind) -> JobRow:
        manual = self._store.manual(manual_id)
        if manual is None or self._store.manual_state(manual_id) is not ManualState.READY:
            raise ManualError("This manual is not in the library.", code="manual_missing")
        waiting = [j for j in self._store.jobs_of(manual_id) if j.kind is not JobKind.ADD and not j.state.ended]
        if not waiting:
            self._ingest.forget_renewal(manual_id)  # of an attempt that was given up
        for job in waiting:
            if job.kind in (kind, JobKind.AGAIN):
                return job
        return self._announced(self._store.add_job(manual.file, kind=kind, manual=manual_id))

    def _announced(self, job: JobRow) -> JobRow:
        self._wake.set()
        return job

    def submit_folder(self, folder: Path) -> tuple[JobRow, ...]:
        """Queue the PDF files of a folder that are not in the library yet, by content; two equal ones once.

        A file that waits already is not queued again at each start, nor one that was refused or cancelled: `retry`
        that job, or remove it.  A manual that was removed stays so until its file is submitted by itself.  A file that
        cannot be read or kept is left out, which the log tells, until the next start.
        """
        known = {manual.id for manual in self._store.manuals()} | self._store.removed()
        submitted: list[JobRow] = []
        files = folder.glob("**/*.[pP][dD][fF]") if folder.is_dir() else ()
        for file in sorted(file for file in files if file.is_file()):
            try:
                found = content_id(file)
                waits = any(job.state is not JobState.DONE for job in self._store.jobs_of(found))
                if found not in known and not waits:
                    submitted.append(self.submit(file, file.name))
                known.add(found)
            except AssistError as error:
                log.error("%s is left out: %s %s", file.name, error, error.help)
        return tuple(submitted)

    def found(self, manual_id: str) -> Manual:
        """What was found in a manual's pages, without corrections; see `Ingest.found`."""
        return self._ingest.found(manual_id)

    def failed_pages(self, manual_id: str) -> frozenset[int]:
        """Pages that could not be read; see `Ingest.failed_pages`."""
        return self._ingest.failed_pages(manual_id)

    @property
    def resting(self) -> bool:
        """Whether nothing is read since the database or the disk takes nothing; the work goes on by itself."""
        return self._resting

    def job(self, job_id: str) -> JobRow | None:
        return self._store.job(job_id)

    def jobs(self, limit: int = 100) -> tuple[JobRow, ...]:
        """Newest first."""
        return self._store.jobs(limit)

    def cancel(self, job_id: str) -> None:
        """Stop a job; one that is being read stops after the page at hand."""
        if self._store.update_job(job_id, only=JobState.RUNNING, cancel=True):
            return
        changes = {"state": JobState.CANCELLED, "cancel": True, "finished": time.time()}
        if self._store.update_job(job_id, only=JobState.QUEUED, **changes):
            job = self._store.job(job_id)
            if job is not None:
                self._drop(job)
            self._tell()
        else:
            self._store.update_job(job_id, only=JobState.RUNNING, cancel=True)  # it was taken between the two

    def retry(self, job_id: str, *, password: str | None = None) -> JobRow | None:
        """Queue a failed or cancelled job again, with a password where one was asked for."""
        job = self._store.job(job_id)
        if job is None or not job.state.ended or (job.kind is JobKind.ADD and not self._upload(job_id).exists()):
            return None
        if password:
            self._passwords[job_id] = password
        self._store.update_job(
            job_id, state=JobState.QUEUED, cancel=False, error=None, attempts=0, page=0, finished=None, warnings=[]
        )
        self._wake.set()
        return self._store.job(job_id)

    def remove(self, job_id: str) -> None:
        """Forget an ended job, its upload and what it has half read; a manual that can be searched stays.

        Earlier attempts at the same file that came to nothing go with it.
        """
        job = self._store.job(job_id)
        if job is None or not job.state.ended:
            return
        self._drop(job)
        tried = self._store.jobs_of(job.manual) if job.manual else ()
        vain = (JobState.FAILED, JobState.CANCELLED)
        for one in {job_id, *(each.id for each in tried if each.kind is job.kind and each.state in vain)}:
            self._store.remove_job(one)
            self._passwords.pop(one, None)
            self._upload(one).unlink(missing_ok=True)

    def wait(self, jobs: Iterable[JobRow], timeout: float) -> bool:
        """Wait until all of them ended; false where they did not in `timeout` seconds."""
        waiting = {job.id for job in jobs}
        until = time.monotonic() + timeout
        with self._changed:
            while True:
                waiting = {id_ for id_ in waiting if (job := self._store.job(id_)) and not job.state.ended}
                left = until - time.monotonic()
                if not waiting or left <= 0:
                    return not waiting
                self._changed.wait(min(left, WAIT))

    def _work(self) -> None:
        self._recover(0.0)
        self._sweep()
        self._begin()
        while not self._stop.is_set():
            try:
                job = self._store.take_job()
                if job is not None:
                    self._run(job)
                    continue
            except (DatabaseUnavailable, OSError) as error:
                log.error("the work on manuals rests for %g s: %s", REST, error)
                self._resting = True
                self._recover(REST)
                self._resting = False
                continue
            self._wake.wait(WAIT)
            self._wake.clear()

    def _recover(self, rest: float) -> None:
        """Put what was being read back into the queue, as soon as the database takes notes; first `rest` seconds."""
        while not self._stop.wait(rest):
            try:
                self._store.requeue_jobs()
                return
            except DatabaseUnavailable:
                rest = REST

    def _sweep(self) -> None:
        """Tidy what an ended program left; a failure here must not stop the work."""
        try:
            with self._keeping:
                states = [state for state in JobState if state is not JobState.DONE]
                jobs = [job for state in states for job in self._store.jobs(MOST_JOBS, state=state)]
                kept = {self._upload(job.id) for job in jobs}
                for upload in self._store.folder.glob("uploads/*"):
                    if upload not in kept:
                        upload.unlink(missing_ok=True)
            self._ingest.sweep({job.manual for job in jobs if job.manual and not job.state.ended})
        except (AssistError, OSError) as error:
            log.error("tidying the library failed: %s", error)

    def _begin(self) -> None:
        """What comes before the work; a failure here must not stop that, and the next start tries again."""
        try:
            if self._first is not None:
                self._first(self._stop)
        except Exception:
            log.exception("the index is not prepared")

    def _run(self, job: JobRow) -> None:
        if job.cancel:
            self._cancelled(job)
            return
        if job.attempts > MOST_ATTEMPTS:
            self._end(job.id, JobState.FAILED, error=self._unkept.get(job.id, CRASHED).to_dict())
            return
        watch = _Watch(self._store, job.id, self._stop)
        try:
            manual = self._made(job, watch)
        except DatabaseUnavailable as error:
            self._unkept[job.id] = error
            raise
        except AssistError as error:
            if watch.stopping:
                self._store.update_job(job.id, state=JobState.QUEUED, attempts=job.attempts - 1)
            elif isinstance(error, Cancelled):
                self._cancelled(job)
            else:
                self._end(job.id, JobState.FAILED, error=error.to_dict())
        except Exception:
            log.exception("reading %s failed", job.file)
            self._end(job.id, JobState.FAILED, error=UNFORESEEN.to_dict())
        else:
            warnings = _by_code(self._store.page_warnings(manual.id))
            self._end(job.id, JobState.DONE, manual=manual.id, page=manual.pages, pages=manual.pages, warnings=warnings)
            for other in self._store.jobs_of(manual.id):
                if other.state.ended:  # the library keeps a copy of its own now
                    self._upload(other.id).unlink(missing_ok=True)

    def _made(self, job: JobRow, watch: _Watch) -> Manual:
        if job.kind is JobKind.ADD:
            password = self._passwords.get(job.id)
            return self._ingest.add(self._upload(job.id), job.file, password=password, on_progress=watch.tell)
        return self._ingest.again(job.manual or "", failed_only=job.kind is JobKind.PAGES, on_progress=watch.tell)

    def _cancelled(self, job: JobRow) -> None:
        self._drop(job)
        self._end(job.id, JobState.CANCELLED)

    def _drop(self, job: JobRow) -> None:
        """What a job that was given up has made goes, unless another goes on with it; a searchable manual stays."""
        if job.manual is None:
            return
        others = [other for other in self._store.jobs_of(job.manual) if other.id != job.id and not other.state.ended]
        if job.kind is not JobKind.ADD:
            if not any(other.state is JobState.RUNNING for other in others):
                self._ingest.forget_renewal(job.manual)
        elif not others and self._store.manual_state(job.manual) in (ManualState.READING, ManualState.INDEXING):
            self._ingest.forget(job.manual)

    def _end(self, job_id: str, state: JobState, **changes: Any) -> None:
        self._store.update_job(job_id, state=state, finished=time.time(), **changes)
        self._unkept.pop(job_id, None)
        if state is JobState.DONE:
            self._passwords.pop(job_id, None)
        self._tell()

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _upload(self, job_id: str) -> Path:
        return self._store.folder / "uploads" / f"{job_id}.pdf"


class _Watch:
    """Notes a job's progress and listens whether it is cancelled or the program ends."""

    def __init__(self, store: Store, job_id: str, stop: threading.Event) -> None:
        self._store = store
        self._job_id = job_id
        self._stop = stop
        self._said = 0.0
        self._first = -1
        self.stopping = False

    def tell(self, page: int, pages: int) -> bool:
        now = time.monotonic()
        self._first = page if self._first < 0 else self._first
        if now - self._said >= SAY_EVERY or page == pages:
            self._said = now
            got_on: dict[str, Any] = {"attempts": 1} if page > self._first else {}
            self._store.update_job(self._job_id, page=page, pages=pages, **got_on)
            job = self._store.job(self._job_id)
            if job is None or job.cancel:
                return False
        if self._stop.is_set():
            self.stopping = True
            return False
        return True


def _by_code(warnings: Iterable[tuple[int, tuple[str, ...]]]) -> list[dict[str, Any]]:
    """Warnings by code with the pages that have them."""
    pages: dict[str, list[int]] = {}
    for number, codes in warnings:
        for code in codes:
            pages.setdefault(code, []).append(number)
    return [{"code": code, "pages": numbers} for code, numbers in pages.items()]
