"""Lists: the queue and the manuals as JSON for their tabs, and the routes that change them."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from assist.case.passages import Manual, Query
from assist.case.reply import Outcome, Reply
from assist.case.text.language import detect
from assist.desk.batch import Batch, Row, RowState
from assist.desk.tickets import Desk
from assist.engines.store import JobRow, JobState
from assist.errors import AssistError, InputError, ManualError
from assist.settings import Settings
from assist.web import cards, viewer
from assist.web.routes import WEBP, file_name, manual_of, picture, whole_body, words_of
from assist.web.words import Words, words

MOST_JOBS = 60
COLUMNS = ("name", "product", "verdict", "band", "reason", "reply", "evidence", "error", "ticket")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs a cell that begins with one of these


def texts_of(language: str) -> Words:
    return words(language if language in ("zh", "en") else "en")


def queue_routes(desk: Desk, batch: Batch, settings: Settings) -> APIRouter:
    """The queue: rows, photos in, cancel, retry, clear, CSV."""
    routes = APIRouter()

    @routes.get("/queue")
    def rows(language: str = "en") -> dict[str, Any]:
        texts = texts_of(language)
        return {"rows": [queue_row(desk, batch, row, texts) for row in batch.rows()]}

    @routes.post("/queue/photos")
    async def add(request: Request) -> dict[str, str]:
        data = await whole_body(request, settings.max_upload_mb * 1_000_000, "photo_too_large")
        message = unquote(request.headers.get("x-message", ""))
        row = await run_in_threadpool(batch.add, data, file_name(request), message)
        return {"id": row.id}

    @routes.post("/queue/refused")
    async def refused(request: Request) -> dict[str, str]:
        said = await words_of(request)
        error = InputError(said.get("message", "")[:500], code=said.get("code", "input")[:60])
        return {"id": batch.refuse(said.get("name", "")[:200], error).id}

    @routes.post("/queue/{deed}")
    def change(deed: str) -> dict[str, bool]:
        deeds = {"cancel": batch.cancel, "retry": batch.retry, "clear": batch.clear}
        if deed not in deeds:
            raise InputError("The queue knows no such thing.", code="asset_unknown")
        deeds[deed]()
        return {"done": True}

    @routes.get("/queue.csv")
    def table(language: str = "en") -> Response:
        texts = texts_of(language)
        text = csv_of([queue_row(desk, batch, row, texts) for row in batch.rows()], texts)
        headers = {"Content-Disposition": 'attachment; filename="queue.csv"'}
        return Response("\ufeff" + text, media_type="text/csv; charset=utf-8", headers=headers)

    return routes


def queue_row(desk: Desk, batch: Batch, row: Row, texts: Words) -> dict[str, Any]:
    """One row with its evidence, in the page's language."""
    plain: dict[str, Any] = {
        "id": row.id, "name": row.name, "state": row.state.value, "ticket": row.ticket, "photo": row.photo,
        "twin": row.twin, "error": cards.error_text(row.error, texts) if row.error else "",
        "retryable": bool(row.ticket) and row.state in (RowState.FAILED, RowState.CANCELLED),
    }  # fmt: skip
    reply = batch.reply(row)
    if reply is None or reply.outcome is None:
        return plain
    outcome = reply.outcome
    # The page asks every second; a reply that did not change gives the same row (and stays alive in the key's value).
    _, answered = batch.shown.get(
        (row.id, texts.language, id(reply)), lambda: (reply, _answered(desk, row, reply, outcome, texts))
    )
    return {**plain, **answered}


def _answered(desk: Desk, row: Row, reply: Reply, outcome: Outcome, texts: Words) -> dict[str, Any]:
    title = title_of(desk)
    because = desk.say(reply.verdict.because, texts.language) if reply.verdict else ""
    return {
        "product": title(reply.match.manuals[0]) if reply.match.manuals else reply.match.designation,
        "verdict": reply.verdict.judgement.value if reply.verdict else "",
        "band": outcome.band.value,
        "reason": because or texts(cards.outcome_key(reply)),
        "text": reply.text,
        "view": viewer.view(desk, row.ticket, texts, title),
        "seen": None if row.twin else _seen(desk, row),
    }


def _seen(desk: Desk, row: Row) -> dict[str, Any] | None:
    """The newest older ticket that shows the row's photo; None where there is none."""
    created = desk.ticket(row.ticket).created
    older = (seen for seen in desk.intake.seen_before(row.photo, row.ticket) if seen.created < created)
    return next((asdict(seen) for seen in older), None)


def title_of(desk: Desk) -> cards.Title:
    names = {manual.id: manual.title or manual.file for manual in desk.shelf.catalogue()}
    return lambda manual_id: names.get(manual_id, "")


def csv_of(rows: list[dict[str, Any]], texts: Words) -> str:
    """The rows as CSV; a cell that a spreadsheet would run gets a quote mark before it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([texts(f"queue.column.{column}") for column in COLUMNS])
    for row in rows:
        tabs = row["view"]["tabs"] if "view" in row else []
        evidence = " | ".join(mark["quote"] for tab in tabs if tab["cited"] for mark in tab["marks"] if mark["box"])
        verdict = row.get("verdict", "")
        cells = {
            **row,
            "reply": row.get("text", ""),
            "evidence": evidence,
            "verdict": texts(f"verdict.{verdict}") if verdict else "",
            "band": texts(f"band.{row['band']}") if row.get("band") else texts(f"queue.{row['state']}"),
        }
        writer.writerow([_cell(str(cells.get(column, ""))) for column in COLUMNS])
    return out.getvalue()


def _cell(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA) else text


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
