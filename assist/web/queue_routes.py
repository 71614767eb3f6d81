"""The queue's routes: rows with their evidence as JSON, photos in, and what changes them."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from assist.case.reply import Outcome, Reply
from assist.desk.batch import Batch, Row, RowState
from assist.desk.tickets import Desk
from assist.errors import InputError
from assist.settings import Settings
from assist.web import cards, viewer
from assist.web.routes import file_name, whole_body, words_of
from assist.web.words import Words, words

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
