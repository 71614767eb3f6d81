"""Routes that delete a buyer's data: a preview of what will go, then the deletion; for leads."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from assist.desk.past.retention import Retention
from assist.desk.records import TICKET_ID
from assist.desk.staff.people import Role
from assist.desk.tickets import Desk
from assist.errors import InputError
from assist.web.routes import object_of
from assist.web.who import demand


def wipe_routes(desk: Desk) -> APIRouter:
    """What will go, by words or by tickets, and the deletion by tickets alone."""
    routes = APIRouter(prefix="/history/wipe")
    retention = Retention(desk.store, forget=desk.forget, gone=desk.rows_gone)

    @routes.post("/preview")
    async def preview(request: Request) -> dict[str, Any]:
        demand(request, Role.LEAD)
        said = await object_of(request)
        if "tickets" in said:
            found = await run_in_threadpool(retention.preview, _tickets(said))
        else:
            found = await run_in_threadpool(retention.search, str(said.get("words") or "")[:200])
        return {"found": [asdict(one) for one in found.found], "more": found.more, **asdict(found.goes)}

    @routes.post("")
    async def wipe(request: Request) -> dict[str, Any]:
        person = demand(request, Role.LEAD)
        said = await object_of(request)
        return asdict(await run_in_threadpool(retention.wipe, _tickets(said), person))

    return routes


def _tickets(said: dict[str, Any]) -> list[str]:
    ids = said.get("tickets")
    if (
        not isinstance(ids, list)
        or not ids
        or not all(isinstance(one, str) and TICKET_ID.fullmatch(one) for one in ids)
    ):
        raise InputError("These are no tickets.", code="ticket_unknown")
    return [str(one) for one in ids]
