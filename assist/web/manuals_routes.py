"""The manuals' routes: list with jobs as JSON, uploads, and what changes them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from assist.case.passages import Manual, Query
from assist.case.text.language import detect
from assist.desk.tickets import Desk
from assist.engines.store import JobRow, JobState
from assist.errors import AssistError, InputError, ManualError
from assist.settings import Settings
from assist.web import viewer
from assist.web.routes import WEBP, file_name, manual_of, picture, whole_body, words_of

MOST_JOBS = 60


def manual_routes(desk: Desk, settings: Settings) -> APIRouter:
    """The manuals: list with jobs, upload, cancel, delete, read again, try a question."""
    routes = APIRouter()

    @routes.get("/manuals")
    def manuals() -> dict[str, Any]:
        jobs = (
            [job_row(job) for job in desk.jobs.jobs(MOST_JOBS) if job.state is not JobState.DONE] if desk.jobs else []
        )
        rows = sorted((manual_row(desk, manual) for manual in desk.shelf.catalogue()), key=lambda row: row["title"])
        return {"manuals": rows, "jobs": jobs}

    @routes.post("/manuals")
    async def add(request: Request) -> dict[str, Any]:
        jobs = _jobs(desk)
        data = await whole_body(request, settings.max_manual_mb * 1_000_000, "manual_too_large")
        if b"%PDF-" not in data[:1024]:
            raise ManualError("This is not a PDF.", code="manual_not_pdf")
        password = password_of(request)
        job = await run_in_threadpool(lambda: jobs.submit(data, file_name(request), password=password))
        return job_row(job)

    @routes.post("/jobs/{job_id}/cancel")
    def cancel(job_id: str) -> dict[str, bool]:
        _jobs(desk).cancel(job_id)
        return {"done": True}

    @routes.post("/jobs/{job_id}/retry")
    def retry(job_id: str, request: Request) -> dict[str, bool]:
        return {"done": _jobs(desk).retry(job_id, password=password_of(request)) is not None}

    @routes.delete("/jobs/{job_id}")
    def dismiss(job_id: str) -> dict[str, bool]:
        _jobs(desk).remove(job_id)
        return {"done": True}

    @routes.delete("/manuals/{manual_id}")
    def remove(manual_id: str) -> dict[str, bool]:
        desk.shelf.remove(manual_of(desk, manual_id).id)
        return {"done": True}

    @routes.post("/manuals/{manual_id}/index")
    def again(manual_id: str) -> dict[str, Any]:
        return job_row(desk.read_again(manual_of(desk, manual_id).id))

    @routes.post("/manuals/{manual_id}/try")
    async def try_question(manual_id: str, request: Request) -> dict[str, Any]:
        manual = manual_of(desk, manual_id)
        question = (await words_of(request)).get("question", "")[:500]
        return {"passages": await run_in_threadpool(tried, desk, manual, question)}

    @routes.get("/manuals/{manual_id}/passages/{passage_id}")
    def marked(manual_id: str, passage_id: str) -> Response:
        passage = desk.shelf.passage(passage_id)
        if passage is None or passage.manual != manual_of(desk, manual_id).id:
            raise InputError("There is no such passage.", code="place_unknown")
        return picture(lambda: desk.gallery.picture(desk.passage_place(passage)), WEBP)

    return routes


def tried(desk: Desk, manual: Manual, question: str) -> list[dict[str, Any]]:
    """The best passages of one manual for a question, each with its marked page."""
    found = desk.shelf.find(Query(question, detect(question) or "en", (manual.id,)), 3) if question.strip() else None
    rows = []
    for passage in found.passages if found else ():
        mark = viewer.mark_of(desk.passage_place(passage).marks[0])
        source = f"/manuals/{manual.id}/passages/{passage.id}"
        rows.append({"page": passage.page, "text": passage.text, "src": source, **mark, "quote": ""})
    return rows


def password_of(request: Request) -> str | None:
    """The PDF's password, None where none was given; it goes to the job and nowhere else."""
    return unquote(request.headers.get("x-password", "")) or None


def manual_row(desk: Desk, manual: Manual) -> dict[str, Any]:
    pages: dict[str, list[int]] = {}
    for number, codes in desk.shelf.warnings(manual.id):
        for code in codes:
            pages.setdefault(code, []).append(number)
    warnings = [{"code": code, "pages": numbers[:12]} for code, numbers in pages.items()]
    return {**asdict(manual), "warnings": warnings}


def job_row(job: JobRow) -> dict[str, Any]:
    return {
        "id": job.id, "file": job.file, "state": job.state.value, "page": job.page, "pages": job.pages,
        "error": job.error, "ended": job.state.ended,
    }  # fmt: skip


def _jobs(desk: Desk) -> Any:
    if desk.jobs is None:
        raise AssistError("Manuals cannot be added here.", code="manuals_fixed")
    return desk.jobs
