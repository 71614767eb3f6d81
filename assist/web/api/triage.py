"""The API's triage: many photos at once, answered in the background; its state, results and end."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, cast

from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from assist.desk.programs.triage_jobs import MOST_PHOTOS, Handed
from assist.desk.staff.people import Person
from assist.engines.store.webhooks import TriageItemRow, TriageJobRow
from assist.web.api.api import PROBLEMS, ROOT, Api, Asks, once
from assist.web.api.models import Language, Problem, TriageJob, TriageJobs, TriageResult, TriageResults
from assist.web.api.tickets import Key, Words, answer_of, bytes_of, print_of


def job_of(api: Api, job: TriageJobRow) -> TriageJob:
    """A job as the API's record."""
    counts = api.triage.counts(job.id)
    return TriageJob(
        id=job.id, state=cast(Any, job.state), total=sum(counts.values()), counts=counts, created=job.created,
        finished=job.finished, webhook=job.notify, results=f"{ROOT}/triage/{job.id}/results",
    )  # fmt: skip


def result_of(api: Api, item: TriageItemRow, person: Person, words: str) -> TriageResult:
    """One photo as the API's record; without its answer where the ticket was handed to somebody else."""
    desk, answer = api.desk, None
    if item.state == "done":
        reply, ticket = desk.reply(item.ticket), desk.find(item.ticket)
        answer = None
        if ticket and person.owns(ticket.owner) and reply and reply.outcome:
            answer = answer_of(desk, ticket, reply, words)
    error = Problem(**item.error) if item.error else None
    return TriageResult(
        position=item.position,
        name=item.name,
        state=cast(Any, item.state),
        ticket=item.ticket,
        answer=answer,
        error=error,
    )


def router(api: Api) -> APIRouter:
    """Jobs over many photos."""
    routes = APIRouter(responses=PROBLEMS, tags=["triage"])

    @routes.post("/triage", response_model=TriageJob, status_code=202)
    def submit(
        person: Asks,
        photos: Annotated[list[UploadFile], File(min_length=1, max_length=MOST_PHOTOS)],
        message: Annotated[str, Form(max_length=20_000, description="Asked of every photo")] = "",
        context: Annotated[str, Form(max_length=20_000)] = "",
        language: Annotated[Language | None, Form()] = None,
        webhook: Annotated[bool, Form(description="Tell the webhooks that an admin set when the job ended")] = False,
        key: Key = None,
    ) -> Response:
        """Hand in up to 200 photos; each becomes a ticket and is answered in the background."""
        said = {"message": message, "context": context, "language": language.value if language else None}
        asked = {**said, "on": "/triage", "webhook": webhook, "photos": print_of(photos) if key else []}
        most = api.settings.max_upload_mb

        def work() -> tuple[TriageJob, str]:
            handed = [Handed(photo.filename or "", partial(bytes_of, photo, most)) for photo in photos]
            job = api.triage.submit(person, handed, message, context, said["language"], notify=webhook)
            return job_of(api, job), job.id

        return once(api, person, key, asked, work, 202, lambda job: {"Location": f"{ROOT}/triage/{job.id}"})

    @routes.get("/triage", response_model=TriageJobs)
    def jobs(person: Asks) -> TriageJobs:
        """The jobs of whoever asks, newest first."""
        return TriageJobs(jobs=[job_of(api, job) for job in api.triage.jobs(person)])

    @routes.get("/triage/{job_id}", response_model=TriageJob)
    def job(job_id: str, person: Asks) -> TriageJob:
        """How far a job is."""
        return job_of(api, api.triage.job(job_id, person))

    @routes.get("/triage/{job_id}/results", response_model=TriageResults)
    def results(
        job_id: str, person: Asks,
        after: Annotated[int, Query(ge=-1, le=MOST_PHOTOS, description="Those behind this position")] = -1,
        limit: Annotated[int, Query(ge=1, le=MOST_PHOTOS)] = 50,
        words: Words = "en",
    ) -> TriageResults:  # fmt: skip
        """The photos of a job with their answers, as far as there are any."""
        known = api.triage.job(job_id, person)
        items = api.triage.items(known.id, after=after, limit=limit + 1)
        shown = items[:limit]
        following = shown[-1].position if len(items) > limit else None
        return TriageResults(results=[result_of(api, item, person, words) for item in shown], next=following)

    @routes.post("/triage/{job_id}/cancel", response_model=TriageJob)
    def cancel(job_id: str, person: Asks) -> TriageJob:
        """Leave what waits; the photo at work ends first."""
        return job_of(api, api.triage.cancel(job_id, person))

    return routes
