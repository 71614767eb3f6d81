"""The API's library: manuals, those on their way into it, searching them, and their pages as pictures."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from assist.case.passages import Manual
from assist.case.text.language import detect
from assist.desk.programs import public
from assist.desk.staff.audit import Deed
from assist.desk.staff.people import Role
from assist.engines.store import JobRow
from assist.errors import AssistError, InputError, ManualError
from assist.web.api.api import PROBLEMS, ROOT, Api, Asks, once
from assist.web.api.models import Kept, ManualJob, ManualJobs, ManualOf, Manuals, Passages, Problem, Search, Warning_
from assist.web.api.tickets import PICTURES, Key
from assist.web.manual_jobs import jobs_of, known_job, try_again
from assist.web.routes import WEBP, manual_of, picture


def manual_row(manual: Manual) -> ManualOf:
    """A manual as the API's record."""
    return ManualOf(**{name: _listed(getattr(manual, name)) for name in ManualOf.model_fields})


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def job_of(job: JobRow) -> ManualJob:
    """A job as the API's record."""
    facts = {"retryable": False, "help": AssistError.help, "code": "error", "message": ""}
    known = {name: value for name, value in (job.error or {}).items() if name in Problem.model_fields}
    error = Problem(**{**facts, **known}) if job.error else None
    warnings = [Warning_(code=str(row["code"]), pages=list(row["pages"])) for row in job.warnings]
    return ManualJob(
        id=job.id, file=job.file, state=job.state.value, manual=job.manual or "", page=job.page, pages=job.pages,
        warnings=warnings, error=error,
    )  # fmt: skip


def router(api: Api) -> APIRouter:
    """Manuals, their jobs and pages, and searching."""
    routes = APIRouter(responses=PROBLEMS, tags=["manuals"])
    _library(routes, api)
    _jobs(routes, api)
    _search(routes, api)
    return routes


def _library(routes: APIRouter, api: Api) -> None:
    desk = api.desk

    @routes.get("/manuals", response_model=Manuals)
    def manuals(_: Asks) -> Manuals:
        """The library, by title."""
        rows = sorted(desk.shelf.catalogue(), key=lambda manual: (manual.title or manual.file, manual.id))
        return Manuals(manuals=[manual_row(manual) for manual in rows])

    @routes.get("/manuals/{manual_id}", response_model=ManualOf)
    def manual(manual_id: str, _: Asks) -> ManualOf:
        """One manual."""
        return manual_row(manual_of(desk, manual_id))

    @routes.delete("/manuals/{manual_id}", response_model=Kept)
    def remove(manual_id: str, person: Asks) -> Kept:
        """Take a manual out of the library; for leads and admins.

        It is found no more at once, and lies in the library's bin for a day: until then it comes back by
        `/manuals/{manual_id}/restore`, on the page, or by adding the same file again. Afterwards it is gone for good.
        """
        person.demand(Role.LEAD)
        known = manual_of(desk, manual_id)
        desk.bin.delete(known)
        desk.audit.note(person, Deed.DELETED, "manual", known.id)
        return Kept()

    @routes.post("/manuals/{manual_id}/restore", response_model=ManualOf)
    def restore(manual_id: str, person: Asks) -> ManualOf:
        """Bring a manual back that was deleted within the last day, as it was; for leads and admins."""
        person.demand(Role.LEAD)
        desk.bin.restore(manual_id)
        desk.audit.note(person, Deed.RESTORED, "manual", manual_id)
        return manual_row(manual_of(desk, manual_id))

    @routes.get("/manuals/{manual_id}/pages/{number}", responses=PICTURES)
    def page(
        manual_id: str, number: int, _: Asks,
        side: Annotated[int, Query(ge=100, le=1600, description="Pixels of the long side")] = 1600,
    ) -> Response:  # fmt: skip
        """A page as a picture."""
        known = manual_of(desk, manual_id)
        if not 1 <= number <= known.pages:
            raise InputError("This manual has no such page.", code="page_unknown")
        return picture(lambda: desk.gallery.page_thumbnail(known.id, number, 1600 if side > 400 else 240), WEBP)

    @routes.get("/manuals/{manual_id}/passages/{passage_id}", responses=PICTURES)
    def marked(manual_id: str, passage_id: str, _: Asks) -> Response:
        """A passage marked on its page."""
        passage = desk.shelf.passage(passage_id)
        if passage is None or passage.manual != manual_of(desk, manual_id).id:
            raise InputError("There is no such passage.", code="place_unknown")
        return picture(lambda: desk.gallery.picture(desk.passage_place(passage)), WEBP)


def _jobs(routes: APIRouter, api: Api) -> None:
    desk = api.desk

    @routes.post("/manuals", response_model=ManualJob, status_code=202, responses={200: {"model": ManualJob}})
    def add(
        person: Asks,
        file: Annotated[UploadFile, File(description="A PDF")],
        password: Annotated[str | None, Form(max_length=200, description="Of a protected PDF; it is not kept")] = None,
        key: Key = None,
    ) -> Response:
        """Add a manual; it is read in the background, and its job says how far."""
        jobs, most = jobs_of(desk), api.settings.max_manual_mb * 1_000_000
        data = file.file.read(most + 1)
        if len(data) > most:
            raise ManualError("The file is too large.", code="manual_too_large", limit=api.settings.max_manual_mb)
        if b"%PDF-" not in data[:1024]:
            raise ManualError("This is not a PDF.", code="manual_not_pdf")
        name = (file.filename or "manual.pdf").replace("\\", "/").rsplit("/", 1)[-1][:200]
        asked = {"on": "/manuals", "file": hashlib.sha256(data).hexdigest(), "name": name, "password": password}

        def work() -> tuple[ManualJob, str]:
            job = jobs.submit(data, name, password=password or None)
            desk.audit.note(person, Deed.ADDED, "manual", job.manual or job.id)
            return job_of(job), job.id

        return once(api, person, key, asked, work, 202, lambda job: {"Location": f"{ROOT}/manual-jobs/{job.id}"})

    @routes.get("/manual-jobs", response_model=ManualJobs)
    def every(_: Asks, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> ManualJobs:
        """The jobs, newest first, also those that ended."""
        return ManualJobs(jobs=[job_of(job) for job in jobs_of(desk).jobs(limit)])

    @routes.get("/manual-jobs/{job_id}", response_model=ManualJob)
    def job(job_id: str, _: Asks) -> ManualJob:
        """How far a manual is."""
        return job_of(known_job(desk, job_id))

    @routes.post("/manual-jobs/{job_id}/cancel", response_model=ManualJob)
    def cancel(job_id: str, _: Asks) -> ManualJob:
        """Stop a job; one that is being read ends after the page at hand, and one that has ended stays as it is."""
        jobs_of(desk).cancel(known_job(desk, job_id).id)
        return job_of(known_job(desk, job_id))

    @routes.post("/manual-jobs/{job_id}/retry", response_model=ManualJob)
    def retry(
        job_id: str, _: Asks,
        password: Annotated[str | None, Form(max_length=200, description="Of a protected PDF; it is not kept")] = None,
    ) -> ManualJob:  # fmt: skip
        """Queue a failed or cancelled job again, with the password that it asked for; a running one goes on."""
        try_again(desk, known_job(desk, job_id).id, password or None)
        return job_of(known_job(desk, job_id))


def _search(routes: APIRouter, api: Api) -> None:
    @routes.post("/search", response_model=Passages, tags=["search"])
    def search(said: Search, _: Asks) -> Passages:
        """The passages that answer a question, best first."""
        language = detect(said.question) or "en"
        found = public.passages(api.desk, said.question, language, tuple(said.manuals), said.limit)
        return Passages(**found)
