"""Triage jobs: many photos handed in by a program, answered in the background, found again after a restart."""

from __future__ import annotations

import json
import logging
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assist.desk.cabinet import Cabinet
from assist.desk.drawer import no_book
from assist.desk.dropping import ticket_id
from assist.desk.programs.webhooks import Webhooks
from assist.desk.records import Ticket, Upload
from assist.desk.staff.people import Person
from assist.desk.tickets import Desk
from assist.engines.store.webhooks import TriageItemRow, TriageJobRow
from assist.errors import AssistError, InputError

log = logging.getLogger(__name__)

MOST_PHOTOS = 200
LOOK_EVERY = 5.0  # seconds the worker sleeps at most while nothing is asked of it
ENDED = ("done", "cancelled")


@dataclass(frozen=True, slots=True)
class Handed:
    """One photo of a job as it was handed in: what its file was called, and how to get its bytes."""

    name: str
    read: Callable[[], bytes]


class TriageJobs:
    """The jobs of one desk, worked off photo by photo by one thread.

    Each photo is a ticket of the job's owner: its answer is an answer like any other, on the page as well.  What was
    handed in is kept before the job's id is given out; a program that was killed goes on with the photo it was at.
    """

    def __init__(self, desk: Desk, webhooks: Webhooks, clock: Callable[[], float] = time.time) -> None:
        self._desk = desk
        self._store = desk.store
        self._webhooks = webhooks
        self._clock = clock
        self._changed = threading.Condition()
        self._stop = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to work, in the background; jobs that an ended program left go on."""
        with self._changed:
            if self._thread is None and not self._stop:
                self._thread = threading.Thread(target=self._work, name="triage", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """The photo at work is left; it is begun again at the next start."""
        with self._changed:
            self._stop = True
            self._changed.notify_all()

    def submit(
        self, person: Person, photos: Sequence[Handed], message: str, context: str, language: str | None,
        *, notify: bool = False,
    ) -> TriageJobRow:  # fmt: skip
        """Keep the photos and queue them; a file that turns out to be no photo becomes an item that says why.

        Raises `InputError` (`triage_empty`, `triage_too_large`), and what reading a photo raises.
        """
        if not photos:
            raise InputError("A triage job needs a photo.", code="triage_empty", help="Send at least one photo.")
        if len(photos) > MOST_PHOTOS:
            raise InputError(f"A job holds at most {MOST_PHOTOS} photos.", code="triage_too_large", limit=MOST_PHOTOS)
        asked = {"message": message, "context": context, "language": language}
        job = TriageJobRow(secrets.token_hex(12), person.id, notify=notify, asked=asked, created=self._clock())
        folder = self._folder(job.id)
        folder.mkdir(parents=True)
        try:
            for at, photo in enumerate(photos):
                (folder / str(at)).write_bytes(photo.read())
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        items = [TriageItemRow(job.id, at, photo.name[:200]) for at, photo in enumerate(photos)]
        self._store.add_triage_job(job, items)
        self.start()
        with self._changed:
            self._changed.notify_all()
        return job

    def _folder(self, job_id: str) -> Path:
        """Where a job's files lie as they were sent, each until it is taken in."""
        return self._store.folder / "triage" / job_id

    def job(self, job_id: str, person: Person) -> TriageJobRow:
        """A job of the person's own; raises `InputError` (`job_unknown`) for any other, as if it were not there."""
        job = self._store.triage_job(job_id)
        if job is None or not person.owns(job.owner):
            raise InputError("There is no such job.", code="job_unknown", help="List the jobs.")
        return job

    def jobs(self, person: Person, limit: int = 50) -> tuple[TriageJobRow, ...]:
        """The person's own, newest first."""
        return self._store.triage_jobs(person.id, limit)

    def counts(self, job_id: str) -> dict[str, int]:
        """How many photos stand in each state."""
        return self._store.triage_counts(job_id)

    def items(self, job_id: str, *, after: int = -1, limit: int = 50) -> tuple[TriageItemRow, ...]:
        return self._store.triage_items(job_id, after=after, limit=limit)

    def cancel(self, job_id: str, person: Person) -> TriageJobRow:
        """Leave what waits; the photo at work ends first.  An ended job stays as it is."""
        job = self.job(job_id, person)
        if job.state not in ENDED:
            self._store.update_triage_job(job.id, cancel=True)
            self.start()
            with self._changed:
                self._changed.notify_all()
        return self.job(job_id, person)

    def wait(self, job_id: str, timeout: float) -> bool:
        """Wait until a job ended; false where it did not in `timeout` seconds."""

        def ended() -> bool:
            job = self._store.triage_job(job_id)
            return job is None or job.state in ENDED

        with self._changed:
            return self._changed.wait_for(ended, timeout)

    def _work(self) -> None:
        while True:
            with self._changed:
                if self._stop:
                    return
            try:
                worked = self._step()
            except Exception:  # a door: one photo that breaks the worker must not stop every job
                log.exception("a triage job failed")
                worked = False
            with self._changed:
                self._changed.notify_all()
                if not worked and not self._stop:
                    self._changed.wait(LOOK_EVERY)

    def _step(self) -> bool:
        """Work on one photo, or end a job; whether there was anything to do."""
        job = self._store.next_triage_job()
        if job is None:
            return False
        left = [item for item in self._store.triage_items(job.id) if item.state in ("waiting", "working")]
        if job.cancel or not left:
            for item in left:
                self._store.update_triage_item(job.id, item.position, state="cancelled")
            self._end(job, "cancelled" if job.cancel else "done")
            return True
        if job.state == "waiting":
            self._store.update_triage_job(job.id, state="working")
        item = left[0]
        self._store.update_triage_item(job.id, item.position, state="working")
        error: AssistError | None = None
        try:
            if not self._answered(item.ticket or self._taken(job, item)):
                return True
        except AssistError as failed:
            error = failed
        except Exception:  # a door: what nobody thought of is this photo's failure
            log.exception("photo %s of triage job %s failed", item.position, job.id)
            error = AssistError("Something went wrong inside the program.", code="internal")
        said = error.to_dict() if error else None
        self._store.update_triage_item(job.id, item.position, state="failed" if error else "done", error=said)
        return True

    def _taken(self, job: TriageJobRow, item: TriageItemRow) -> str:
        """The ticket of a photo; its file as it was sent is deleted.

        Its id is made of the job and the place in it: a program that was killed before the ticket was noted meets the
        ticket that it had made, and makes no second one.
        """
        file = self._folder(job.id) / str(item.position)
        if not file.is_file():
            raise InputError("The photo's file is gone.", code="photo_gone", help="Send it again.")
        made = ticket_id(job.id, item.position)
        try:
            if self._desk.find(made) is None:
                photo = self._desk.take(file.read_bytes(), read=False)  # first: no photo, no ticket
                words: dict[str, Any] = {name: job.asked.get(name) or "" for name in ("message", "context")}
                no_book(*words.values())
                shown = Upload(photo.id, item.name[:200])
                ticket = Ticket(made, photos=(shown,), batch=job.id, owner=job.owner)
                ticket = replace(ticket, language=job.asked.get("language"), **words)
                Cabinet(self._store).save_ticket(ticket)
            self._store.update_triage_item(job.id, item.position, ticket=made)
        finally:
            file.unlink(missing_ok=True)
        return made

    def _answered(self, ticket_id: str) -> bool:
        """Answer a ticket; false where that was ended from elsewhere, and is to be begun again."""
        for _ in self._desk.answer(ticket_id):
            if self._stop:
                self._desk.cancel(ticket_id)
                return False
        reply = self._desk.reply(ticket_id)
        return reply is not None and reply.outcome is not None

    def _end(self, job: TriageJobRow, state: str) -> None:
        """The job's end and what is to be told of it, kept together."""
        now = self._clock()
        ended = {"state": state, "finished": now, "asked": {}}  # what the buyers wrote stands in the tickets
        counts = self.counts(job.id)

        def body(message: str, timestamp: int) -> str:
            data: dict[str, Any] = {"id": job.id, "state": state, "counts": counts}
            return json.dumps({"id": message, "type": "triage.ended", "timestamp": timestamp, "data": data})

        self._store.add_deliveries(self._webhooks.messages(body) if job.notify else [], job.id, **ended)
        shutil.rmtree(self._folder(job.id), ignore_errors=True)
        self._webhooks.wake()
