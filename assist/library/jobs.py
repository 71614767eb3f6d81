"""Jobs: manuals waiting to be read, kept in the database, worked off by one thread.

The parsing itself runs in a process of its own (see `engines/pdf`), OCR in another; the thread only hands pages from
one to the other, so the page stays responsive.  One worker is right: the index has one owner.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from assist.engines.store import JobRow, JobState, Store
from assist.errors import AssistError
from assist.library.ingest import Cancelled, Ingest, content_id

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3  # a file that ended the program so often is not tried again
SAY_EVERY = 0.25  # seconds between two notes of the progress
WAIT = 1.0  # seconds between two looks for work that another thread announced


class Jobs:
    """The queue and its worker.

    `start` begins to work, also on what an earlier run left; `close` stops after the page at hand.
    """

    def __init__(self, store: Store, ingest: Ingest) -> None:
        self._store = store
        self._ingest = ingest
        self._passwords: dict[str, str] = {}  # in memory alone; a job resumed without its password asks again
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to work; jobs that were running when the program ended go on where they were."""
        if self._thread is None:
            self._store.requeue_jobs()
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

    def submit(self, data: bytes, file_name: str, *, password: str | None = None) -> JobRow:
        """Queue a file; its bytes are kept first, so that a restart loses nothing."""
        job = self._store.add_job(file_name, state=JobState.CANCELLED)
        self._upload(job.id).parent.mkdir(parents=True, exist_ok=True)
        self._upload(job.id).write_bytes(data)
        if password:
            self._passwords[job.id] = password
        self._store.update_job(job.id, state=JobState.QUEUED)
        self._wake.set()
        return self._store.job(job.id) or job

    def submit_folder(self, folder: Path) -> tuple[JobRow, ...]:
        """Queue the PDF files of a folder that are not in the library yet, by content; two equal ones once."""
        known = {manual.id for manual in self._store.manuals()}
        submitted: list[JobRow] = []
        for file in sorted(folder.glob("**/*.[pP][dD][fF]")) if folder.is_dir() else ():
            data = file.read_bytes()
            if (found := content_id(data)) not in known:
                known.add(found)
                submitted.append(self.submit(data, file.name))
        return tuple(submitted)

    def job(self, job_id: str) -> JobRow | None:
        return self._store.job(job_id)

    def jobs(self, limit: int = 100) -> tuple[JobRow, ...]:
        """Newest first."""
        return self._store.jobs(limit)

    def cancel(self, job_id: str) -> None:
        """Stop a job; one that is being read stops after the page at hand."""
        job = self._store.job(job_id)
        if job is None or job.state.ended:
            return
        self._store.update_job(job_id, cancel=True)
        if job.state is JobState.QUEUED:
            self._end(job_id, JobState.CANCELLED)

    def retry(self, job_id: str, *, password: str | None = None) -> JobRow | None:
        """Queue a failed or cancelled job again, with a password where one was asked for."""
        job = self._store.job(job_id)
        if job is None or not job.state.ended or not self._upload(job_id).exists():
            return None
        if password:
            self._passwords[job_id] = password
        self._store.update_job(
            job_id, state=JobState.QUEUED, cancel=False, error=None, attempts=0, page=0, finished=None, warnings=[]
        )
        self._wake.set()
        return self._store.job(job_id)

    def remove(self, job_id: str) -> None:
        """Forget an ended job and its upload; its manual stays."""
        job = self._store.job(job_id)
        if job is not None and job.state.ended:
            self._store.remove_job(job_id)
            self._upload(job_id).unlink(missing_ok=True)

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
        while not self._stop.is_set():
            job = self._store.take_job()
            if job is None:
                self._wake.wait(WAIT)
                self._wake.clear()
            else:
                self._run(job)

    def _run(self, job: JobRow) -> None:
        if job.cancel:
            self._end(job.id, JobState.CANCELLED)
            return
        if job.attempts > MOST_ATTEMPTS:
            error = {"code": "manual_crashed", "message": "Reading this file ended the program again and again."}
            self._end(job.id, JobState.FAILED, error={**error, "help": "Save the PDF anew and upload that."})
            return
        watch = _Watch(self._store, job.id, self._stop)
        try:
            manual = self._ingest.add(
                self._upload(job.id), job.file, password=self._passwords.get(job.id), on_progress=watch.tell
            )
        except AssistError as error:
            if watch.stopping:
                self._store.update_job(job.id, state=JobState.QUEUED, attempts=job.attempts - 1)
            elif isinstance(error, Cancelled):
                self._ingest.forget(content_id(self._upload(job.id).read_bytes()))
                self._end(job.id, JobState.CANCELLED)
            else:
                self._end(job.id, JobState.FAILED, error=error.to_dict())
        except Exception as error:
            log.exception("reading %s failed", job.file)
            said = {
                "code": "error",
                "message": f"Unexpected: {type(error).__name__}: {error}",
                "help": AssistError.help,
            }
            self._end(job.id, JobState.FAILED, error=said)
        else:
            warnings = _by_code(self._store.page_warnings(manual.id))
            self._end(job.id, JobState.DONE, manual=manual.id, page=manual.pages, pages=manual.pages, warnings=warnings)
            self._upload(job.id).unlink(missing_ok=True)

    def _end(self, job_id: str, state: JobState, **changes: Any) -> None:
        self._store.update_job(job_id, state=state, finished=time.time(), **changes)
        if state is JobState.DONE:
            self._passwords.pop(job_id, None)
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
        self.stopping = False

    def tell(self, page: int, pages: int) -> bool:
        now = time.monotonic()
        if now - self._said >= SAY_EVERY or page == pages:
            self._said = now
            self._store.update_job(self._job_id, page=page, pages=pages)
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
