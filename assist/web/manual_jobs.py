"""Manual jobs for the page and the API: those that still say something, one by its id, and another attempt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assist.desk.tickets import Desk
from assist.engines.store import JobKind, JobRow, JobState
from assist.errors import AssistError, InputError, ManualError
from assist.library.jobs import Jobs


def jobs_of(desk: Desk) -> Jobs:
    """The desk's jobs; raises `AssistError` (`manuals_fixed`) where manuals cannot be added."""
    if desk.jobs is None:
        raise AssistError("Manuals cannot be added here.", code="manuals_fixed")
    return desk.jobs


def current(jobs: Sequence[JobRow]) -> Iterator[JobRow]:
    """Of jobs, the newest first, those that still say something: no done one, and none that a later one takes over.

    The same file again is told once, by its last attempt.
    """
    later: set[tuple[str | None, JobKind]] = set()
    for job in jobs:
        if not job.state.ended or (job.state is not JobState.DONE and (job.manual, job.kind) not in later):
            yield job
        later.add((job.manual, job.kind))


def known_job(desk: Desk, job_id: str) -> JobRow:
    """A job by its id; raises `InputError` (`job_unknown`)."""
    known = jobs_of(desk).job(job_id)
    if known is None:
        raise InputError("There is no such job.", code="job_unknown")
    return known


def try_again(desk: Desk, job_id: str, password: str | None = None) -> JobRow | None:
    """Queue an ended job again; None for one that has not ended or is not there.

    Raises `ManualError` (`file_unreadable`) where its file is not kept any more.
    """
    jobs = jobs_of(desk)
    queued, known = jobs.retry(job_id, password=password), jobs.job(job_id)
    if queued is None and known is not None and known.state.ended:
        raise ManualError("This file is not kept any more.", code="file_unreadable", help="Add the file again.")
    return queued
