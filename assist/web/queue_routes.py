"""The queue's routes: rows and what changed of them as JSON, photos and zips in, verdicts, tables out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from assist.desk.batch import Batch
from assist.desk.dropping import MOST_ROWS
from assist.desk.staff.audit import Deed
from assist.desk.staff.people import Person, Role
from assist.desk.staff.whose import refused
from assist.desk.tickets import Desk
from assist.engines.store.queue import DropRow, QueueRow
from assist.engines.zips import Limits
from assist.errors import Forbidden, InputError
from assist.settings import Settings
from assist.web.queue_export import csv_of, json_of
from assist.web.queue_rows import Filter, RowJson, drop_json, row_json, shower, texts_of, title_of
from assist.web.routes import file_name, number_of, whole_body, words_of
from assist.web.who import person_of

JSON_TYPE, CSV_TYPE = "application/json", "text/csv; charset=utf-8"


def queue_routes(desk: Desk, settings: Settings) -> APIRouter:
    """Everything under `/queue`; a row belongs to the person who dropped it, leads see all."""
    routes, batch = APIRouter(), batch_of(desk, settings)
    _looking(routes, desk, batch)
    _dropping(routes, batch, settings)
    _changing(routes, desk, batch)
    return routes


def batch_of(desk: Desk, settings: Settings) -> Batch:
    """The desk's queue, made where there is none yet: one for however many pages show it."""
    if desk.batch is None:
        limits = Limits(MOST_ROWS, settings.max_upload_mb, 4 * settings.max_zip_mb)
        desk.batch = Batch(desk, shower(desk), limits)
    return desk.batch


def _looking(routes: APIRouter, desk: Desk, batch: Batch) -> None:
    @routes.get("/queue")
    def changes(request: Request, language: str = "en", since: int = -1, epoch: str = "", all: int = 0) -> RowJson:
        found = batch.changes(owner_of(request, all), since if epoch == batch.epoch else -1)
        texts, title = texts_of(language), title_of(desk) if found.rows else str
        return {
            "epoch": batch.epoch, "sequence": found.sequence, "all": found.all, "gone": list(found.gone),
            "rows": [row_json(row, texts, title) for row in found.rows],
            "drops": [drop_json(drop) for drop in found.drops],
        }  # fmt: skip

    def listed(request: Request, language: str, all: int) -> list[RowJson]:
        rows = batch.rows(owner_of(request, all))
        desk.audit.note(person_of(request), Deed.EXPORTED, "queue")
        texts, title = texts_of(language), title_of(desk)
        asked = request.query_params
        names = ("show", "verdict", "judged", "product", "drop", "text")
        return Filter(*(asked.get(name, "") for name in names))(row_json(row, texts, title) for row in rows)

    @routes.get("/queue.csv")
    def table(request: Request, language: str = "en", all: int = 0) -> Response:
        text = csv_of(listed(request, language, all), texts_of(language))
        return Response("\ufeff" + text, media_type=CSV_TYPE, headers=_saved("queue.csv"))

    @routes.get("/queue.json")
    def records(request: Request, language: str = "en", all: int = 0) -> Response:
        text = json.dumps(json_of(listed(request, language, all)), ensure_ascii=False, indent=1)
        return Response(text, media_type=JSON_TYPE, headers=_saved("queue.json"))


def _dropping(routes: APIRouter, batch: Batch, settings: Settings) -> None:
    @routes.post("/queue/drops")
    async def begin(request: Request) -> dict[str, str]:
        said, person = await words_of(request), person_of(request)
        total = said.get("total", "")
        drop = await run_in_threadpool(batch.open_drop, person.id, said.get("message", ""), number_of(total))
        return {"id": drop.id}

    @routes.post("/queue/photos")
    async def add(request: Request) -> dict[str, str]:
        person, position = person_of(request), request.headers.get("x-position", "")
        drop = await run_in_threadpool(_drop_of, batch, request, person)
        place = int(position) if position.isdecimal() and len(position) < 7 else None
        name = file_name(request)
        try:
            data = await whole_body(request, settings.max_upload_mb * 1_000_000, "photo_too_large")
        except InputError as error:
            row = await run_in_threadpool(partial(batch.refuse, name, error, drop=drop, position=place))
        else:
            row = await run_in_threadpool(partial(batch.add, data, name, drop=drop, position=place))
        return {"id": row.id, "state": row.state.value, "code": (row.error or {}).get("code", "")}

    @routes.post("/queue/zip")
    async def unpack(request: Request) -> dict[str, str]:
        person = person_of(request)
        await run_in_threadpool(batch.room, person.id)
        part = await run_in_threadpool(batch.zip_part)
        try:
            await keep_body(request, part, settings.max_zip_mb * 1_000_000, "zip_too_large")
            drop = await run_in_threadpool(batch.add_zip, part, person.id, file_name(request), _message(request))
        finally:
            part.unlink(missing_ok=True)
        return {"id": drop.id}


def _changing(routes: APIRouter, desk: Desk, batch: Batch) -> None:
    @routes.post("/queue/restore")
    async def restore(request: Request) -> dict[str, int]:
        said, person = await words_of(request), person_of(request)
        try:
            at = float(said.get("at", ""))
        except ValueError as error:
            raise InputError("This is not a time.", code="not_json") from error
        return {"count": await run_in_threadpool(batch.restore, person.id, at)}

    @routes.post("/queue/{deed}")
    async def change(deed: str, request: Request) -> dict[str, Any]:
        said, person = await words_of(request), person_of(request)
        return await run_in_threadpool(_done, desk, batch, deed, said, person)

    @routes.put("/queue/rows/{row_id}/verdict")
    async def judge(row_id: str, request: Request) -> dict[str, Any]:
        said, person = await words_of(request), person_of(request)
        sequence = said.get("sequence", "")

        def write() -> QueueRow:
            own(desk, batch.row(row_id), person)
            return batch.judge(row_id, said.get("verdict", ""), number_of(sequence))

        row = await run_in_threadpool(write)
        return {"judged": row.judged, "sequence": row.sequence}

    @routes.post("/queue/rows/{row_id}/renew")
    def renew(row_id: str, request: Request, language: str = "en") -> RowJson:
        row = batch.renew(own(desk, batch.row(row_id), person_of(request)))
        return row_json(row, texts_of(language), title_of(desk))


def _done(desk: Desk, batch: Batch, deed: str, said: dict[str, str], person: Person) -> dict[str, Any]:
    """Cancel, retry or clear: the rows named in `rows` (ids by commas), else all of the person's, or of one `drop`."""
    if deed not in ("cancel", "retry", "clear"):
        raise InputError("The queue knows no such thing.", code="asset_unknown")
    rows: Sequence[QueueRow]
    drops: Sequence[DropRow] = ()
    if "rows" in said:
        rows = [own(desk, batch.row(row_id), person) for row_id in said["rows"].split(",")[:1000] if row_id]
    else:
        one = said.get("drop", "")
        rows = [row for row in batch.rows(person.id) if one in ("", row.drop)]
        drops = [drop for drop in batch.drops(person.id) if one in ("", drop.id)]
    if deed == "clear":
        at, count = batch.clear(rows)
        return {"at": repr(at), "count": count}
    return {"count": batch.cancel(rows, drops) if deed == "cancel" else batch.retry(rows)}


def owner_of(request: Request, everybody: int) -> str | None:
    """Whose rows are asked for: the person's own, or None for everybody's, which is a lead's to see."""
    person = person_of(request)
    if not everybody:
        return person.id
    person.demand(Role.LEAD)
    return None


def own(desk: Desk, row: QueueRow, person: Person) -> QueueRow:
    """The row, where it is the person's or the person is a lead; raises `Forbidden`, as its ticket does."""
    if not person.owns(row.owner):
        raise refused(desk.store, person, row.ticket, row.owner)
    return row


def _drop_of(batch: Batch, request: Request, person: Person) -> DropRow:
    """The drop that a photo comes with; one of its own where the request names none."""
    named = request.headers.get("x-drop", "")
    if not named:
        return batch.open_drop(person.id, _message(request), total=1)
    drop = batch.drop(named)
    if drop.owner != person.id:
        raise Forbidden("This drop belongs to somebody else.")
    return drop


def _message(request: Request) -> str:
    return unquote(request.headers.get("x-message", ""))


async def keep_body(request: Request, part: Path, most: int, code: str) -> None:
    """The request's body into a file, piece by piece; raises `InputError` (`code`) above `most` bytes."""
    told = request.headers.get("content-length", "")
    size = int(told) if told.isdecimal() else 0
    with part.open("wb") as file:
        async for piece in request.stream():
            if size > most or file.tell() + len(piece) > most:
                raise InputError(
                    f"The file is larger than {most // 1_000_000} MB.", code=code,
                    help="Make several files of it.", limit=most // 1_000_000,
                )  # fmt: skip
            file.write(piece)


def _saved(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
