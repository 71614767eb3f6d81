"""Ingestion jobs: a table-backed queue with one worker (the index has one owner process)."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from assist.engines.store.database import Database, clean
from assist.engines.store.schema import jobs


class JobState(StrEnum):
    """Where a job stands; the last three are ends."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self not in (JobState.QUEUED, JobState.RUNNING)


class JobKind(StrEnum):
    """What is to be done: `ADD` an uploaded file, read a kept manual `AGAIN`, or only its failed `PAGES`."""

    ADD = "add"
    AGAIN = "again"
    PAGES = "pages"


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job.

    `page` of `pages` are read; `warnings` are stable codes with their pages (`{"code", "pages"}`), `error` the
    public form of what ended it (code, message, help).  `manual` is the id that the file's content has.
    """

    id: str
    file: str
    manual: str | None = None
    kind: JobKind = JobKind.ADD
    state: JobState = JobState.QUEUED
    page: int = 0
    pages: int = 0
    warnings: tuple[dict[str, Any], ...] = ()
    error: dict[str, Any] | None = None
    attempts: int = 0
    cancel: bool = False
    created: float = 0.0
    started: float | None = None
    finished: float | None = None


def new_job_id() -> str:
    return secrets.token_hex(8)


class JobTable(Database):
    """The queue."""

    def add_job(self, file: str, *, id: str = "", kind: JobKind = JobKind.ADD, manual: str | None = None) -> JobRow:
        """A new job that waits; what it needs is to be there already, under an `id` from `new_job_id`."""
        row = JobRow(id or new_job_id(), clean(file), manual, kind, created=time.time())
        values = {name: getattr(row, name) for name in JobRow.__slots__}
        with self.writing() as connection:
            connection.execute(sa.insert(jobs).values(**{**values, "warnings": []}))
        return row

    def job(self, job_id: str) -> JobRow | None:
        with self.reading() as connection:
            row = connection.execute(sa.select(jobs).where(jobs.c.id == job_id)).one_or_none()
        return _job(row._mapping) if row else None

    def jobs(self, limit: int = 100, *, state: JobState | None = None) -> tuple[JobRow, ...]:
        """Newest first."""
        query = sa.select(jobs).order_by(jobs.c.created.desc(), jobs.c.id).limit(limit)
        if state is not None:
            query = query.where(jobs.c.state == state)
        with self.reading() as connection:
            return tuple(_job(row._mapping) for row in connection.execute(query))

    def jobs_of(self, manual_id: str) -> tuple[JobRow, ...]:
        """The jobs for one content, newest first."""
        query = sa.select(jobs).where(jobs.c.manual == manual_id).order_by(jobs.c.created.desc(), jobs.c.id)
        with self.reading() as connection:
            return tuple(_job(row._mapping) for row in connection.execute(query))

    def take_job(self) -> JobRow | None:
        """The oldest queued job, now running; None where nothing waits."""
        with self.writing() as connection:
            query = (
                sa.select(jobs.c.id).where(jobs.c.state == JobState.QUEUED).order_by(jobs.c.created, jobs.c.id).limit(1)
            )
            job_id = connection.execute(query).scalar()
            if job_id is None:
                return None
            changes = {"state": JobState.RUNNING, "started": time.time(), "attempts": jobs.c.attempts + 1}
            connection.execute(sa.update(jobs).where(jobs.c.id == job_id).values(**changes))
        return self.job(job_id)

    def update_job(self, job_id: str, *, only: JobState | None = None, **changes: Any) -> bool:
        """Change a job, `only` where it is in that state; whether there was such a job."""
        change = sa.update(jobs).where(jobs.c.id == job_id).values(**changes)
        if only is not None:
            change = change.where(jobs.c.state == only)
        with self.writing() as connection:
            return bool(connection.execute(change).rowcount)

    def requeue_jobs(self) -> int:
        """Put jobs that were running when the program ended back into the queue; how many there were."""
        with self.writing() as connection:
            done = connection.execute(
                sa.update(jobs).where(jobs.c.state == JobState.RUNNING).values(state=JobState.QUEUED)
            )
        return int(done.rowcount)

    def remove_job(self, job_id: str) -> None:
        with self.writing() as connection:
            connection.execute(sa.delete(jobs).where(jobs.c.id == job_id))


def _job(row: Any) -> JobRow:
    values = {
        **row, "kind": JobKind(row["kind"]), "state": JobState(row["state"]), "warnings": tuple(row["warnings"]),
    }  # fmt: skip
    return JobRow(**values)
