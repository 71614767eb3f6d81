"""Routes: photos, pages and tickets by id, never by path; JSON in and out, bytes for pictures."""

from __future__ import annotations

import dataclasses
import json
import logging
import re
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from assist.case.passages import Manual
from assist.case.reading import Reading
from assist.desk.choosing import choose_label
from assist.desk.records import PHOTO_ID, Ticket
from assist.desk.staff.audit import Deed
from assist.desk.tickets import Desk
from assist.engines.store.database import clean
from assist.errors import AssistError, Forbidden, InputError, NotSignedIn
from assist.settings import Settings
from assist.web import theme
from assist.web.own import ticket_router
from assist.web.who import person_of, somebody
from assist.web.words import script_json

log = logging.getLogger(__name__)

MOST_JSON = 1_000_000  # bytes of a request that only carries words: the desk's longest text in any script
WEBP, JPEG = "image/webp", "image/jpeg"
# Pictures are private to this browser, and their address changes with what is drawn on them.
PRIVATE = {"Cache-Control": "private, max-age=600"}
NOT_FOUND = {
    "ticket_unknown", "photo_unknown", "place_unknown", "manual_unknown", "page_unknown", "asset_unknown",
    "account_unknown", "job_unknown", "token_unknown", "webhook_unknown", "address_unknown",
    "row_unknown", "drop_unknown", "ticket_deleted", "manual_gone",
}  # fmt: skip


def answer_error(error: AssistError) -> JSONResponse:
    """An error as JSON with the status that fits its code."""
    if isinstance(error, NotSignedIn):
        status = 401
    elif isinstance(error, Forbidden):
        status = 403
    elif error.code in NOT_FOUND:
        status = 404
    elif error.code.startswith("rate_"):
        status = 429
    elif error.code.endswith("_conflict"):
        status = 409
    elif error.code.endswith("too_large"):
        status = 413
    elif error.code == "upload_slow":
        status = 408
    else:
        status = 400 if isinstance(error, InputError) else 503 if error.retryable else 500
    wait = {"Retry-After": str(error.facts["seconds"])} if status == 429 and "seconds" in error.facts else None
    return JSONResponse(json.loads(script_json(error.to_dict())), status, headers=wait)


async def whole_body(request: Request, most: int, code: str) -> bytes:
    """The request's body; raises `InputError` (`code`) as soon as it is larger than `most` bytes."""
    if int(request.headers.get("content-length") or 0) > most:
        raise InputError(f"The file is larger than {most // 1_000_000} MB.", code=code)
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise InputError(f"The file is larger than {most // 1_000_000} MB.", code=code)
        pieces.append(piece)
    return b"".join(pieces)


def file_name(request: Request) -> str:
    """The name of the uploaded file, as the browser said it: shown, never used as a path."""
    name = unquote(request.headers.get("x-file-name", ""))
    return re.sub(r"[\x00-\x1f\x7f]", "", name.replace("\\", "/").rsplit("/", 1)[-1])[:200]


async def object_of(request: Request) -> dict[str, Any]:
    """The JSON object of a request, without what no database keeps; raises `InputError` (`not_json`)."""
    body = await whole_body(request, MOST_JSON, "words_too_large") or b"{}"
    try:
        found = clean(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise InputError("This is not JSON.", code="not_json") from error
    if not isinstance(found, dict):
        raise InputError("This is not a JSON object.", code="not_json")
    return found


async def words_of(request: Request) -> dict[str, str]:
    """The JSON object of a request, its texts only."""
    return {key: value for key, value in (await object_of(request)).items() if isinstance(value, str)}


def number_of(text: str) -> int:
    """A whole number that a request writes in digits; 0 for what is none, or one that nobody means."""
    return int(text) if text.isdecimal() and len(text) < 17 else 0


def router(desk: Desk, settings: Settings) -> APIRouter:
    """All routes of the page itself; Gradio's own are mounted beside them."""
    routes, own = APIRouter(), ticket_router(desk)
    _tickets(own, desk, settings)
    _pictures(routes, own, desk)
    routes.include_router(own)

    @routes.post("/tickets")
    async def begin(request: Request) -> dict[str, str]:
        """A new ticket of what stands on a page whose own ticket is gone: nothing that was typed is lost."""
        person, said = person_of(request), await words_of(request)
        return {"ticket": (await run_in_threadpool(desk.begin, person, said)).id}

    @routes.get("/assets/{name}")
    def asset(name: str) -> Response:
        data = theme.asset(name)
        if data is None:
            raise InputError("There is no such file.", code="asset_unknown")
        kind = theme.KINDS[name.rsplit(".", 1)[-1]]
        return Response(data, media_type=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"})

    @routes.get("/health")
    def health(request: Request) -> dict[str, Any]:
        """What the header shows; for nobody in particular only that the page is up."""
        return desk.state() if somebody(request) else {"up": True}

    return routes


def _tickets(routes: APIRouter, desk: Desk, settings: Settings) -> None:
    @routes.get("/tickets/{ticket_id}/photos")
    def photos(ticket_id: str) -> list[dict[str, Any]]:
        return photo_rows(desk, desk.ticket(ticket_id))

    @routes.get("/tickets/{ticket_id}/seen")
    def seen(ticket_id: str, request: Request) -> dict[str, dict[str, Any]]:
        """Where the ticket's photos were seen before, among the tickets that the person may open."""
        person, found = person_of(request), {}
        for upload in desk.ticket(ticket_id).photos:
            for before in desk.intake.seen_before(upload.id, ticket_id):
                known = desk.find(before.ticket)
                if known is not None and person.owns(known.owner):
                    found[upload.id] = dataclasses.asdict(before)
                    break
        return found

    @routes.post("/tickets/{ticket_id}/photos")
    async def add_photo(ticket_id: str, request: Request) -> list[dict[str, Any]]:
        data = await whole_body(request, settings.max_upload_mb * 1_000_000, "photo_too_large")
        await run_in_threadpool(desk.add_photo, ticket_id, data, file_name(request))
        return await run_in_threadpool(lambda: photo_rows(desk, desk.ticket(ticket_id)))

    @routes.delete("/tickets/{ticket_id}/photos/{photo_id}")
    def drop_photo(ticket_id: str, photo_id: str, request: Request) -> list[dict[str, Any]]:
        desk.audit.note(person_of(request), Deed.DELETED, "photo", photo_id)
        return photo_rows(desk, desk.drop_photo(ticket_id, photo_id))

    _words(routes, desk)


def _words(routes: APIRouter, desk: Desk) -> None:
    @routes.put("/tickets/{ticket_id}/words")
    async def write(ticket_id: str, request: Request) -> dict[str, bool]:
        await run_in_threadpool(desk.write, ticket_id, await words_of(request))
        return {"kept": True}

    @routes.post("/tickets/{ticket_id}/messages")
    async def add_message(ticket_id: str, request: Request) -> dict[str, str]:
        words = await words_of(request)
        ticket = await run_in_threadpool(desk.add_message, ticket_id, words.get("text", ""))
        return {"message": ticket.message}

    @routes.post("/tickets/{ticket_id}/label/{index}")
    def label(ticket_id: str, index: int) -> dict[str, bool]:
        choose_label(desk, ticket_id, index)
        return {"kept": True}

    @routes.post("/tickets/{ticket_id}/gloss")
    async def gloss(ticket_id: str, request: Request) -> dict[str, Any]:
        words = await words_of(request)
        ask = partial(desk.rewriting.gloss, ticket_id)
        told = await run_in_threadpool(ask, words.get("text", ""), words.get("language", "en"))
        return {"text": told.text if told else "", "own": bool(told and told.own)}

    @routes.put("/tickets/{ticket_id}/sent")
    async def sent(ticket_id: str, request: Request) -> dict[str, bool]:
        words, person = await words_of(request), person_of(request)
        await run_in_threadpool(desk.sent, ticket_id, words.get("text", ""), person)
        await run_in_threadpool(desk.audit.note, person, Deed.COPIED, "ticket", ticket_id)
        return {"kept": True}


def _pictures(routes: APIRouter, own: APIRouter, desk: Desk) -> None:
    @own.get("/tickets/{ticket_id}/places/{index}")
    def place(ticket_id: str, index: int) -> Response:
        return picture(lambda: desk.gallery.picture(desk.place(ticket_id, index)), WEBP)

    @own.get("/tickets/{ticket_id}/places/{index}/annotated.jpg")
    def annotated(ticket_id: str, index: int, request: Request) -> Response:
        person = person_of(request)
        place = desk.place(ticket_id, index)
        if place.kind != "photo":
            raise InputError("This is no photo.", code="place_unknown")
        response = picture(lambda: desk.gallery.annotated(place), JPEG)
        response.headers["Content-Disposition"] = f'attachment; filename="evidence-{ticket_id[:6]}-{index + 1}.jpg"'
        desk.audit.note(person, Deed.EXPORTED, "photo", place.id)
        return response

    @routes.get("/photos/{photo_id}/thumbnail")
    def thumbnail(photo_id: str, request: Request) -> Response:
        if not PHOTO_ID.fullmatch(photo_id):
            raise InputError("This is not a photo's id.", code="photo_unknown")
        desk.photo_for(person_of(request), photo_id)
        return picture(lambda: desk.gallery.thumbnail(photo_id), WEBP)

    @routes.get("/manuals/{manual_id}/pages/{number}")
    def page(manual_id: str, number: int, side: int = 1600) -> Response:
        manual = manual_of(desk, manual_id)
        if not 1 <= number <= manual.pages:
            raise InputError("This manual has no such page.", code="page_unknown")
        return picture(lambda: desk.gallery.page_thumbnail(manual_id, number, 1600 if side > 400 else 240), WEBP)


def manual_of(desk: Desk, manual_id: str) -> Manual:
    """A manual of the library; raises `InputError` (`manual_unknown`)."""
    found = next((manual for manual in desk.shelf.catalogue() if manual.id == manual_id), None)
    if found is None:
        raise InputError("There is no such manual.", code="manual_unknown")
    return found


def picture(make: Callable[[], bytes], kind: str) -> Response:
    """A picture as an answer."""
    return Response(make(), media_type=kind, headers=PRIVATE)


def photo_rows(desk: Desk, ticket: Ticket) -> list[dict[str, Any]]:
    """A ticket's photos as the page shows them: size, what makes them hard to read, how far the reading is."""
    rows = []
    for upload in ticket.photos:
        row = dataclasses.asdict(desk.dropped(upload))
        state = desk.readings.state(upload.id)
        if isinstance(state, Reading):
            row |= {"state": "read", "lines": len(state.lines), "codes": len(state.codes)}
        else:
            row |= {"state": state, "lines": 0, "codes": 0}
        rows.append(row)
    return rows
