"""Examples: tickets to click, with photos that we made ourselves (`examples/`)."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from assist.desk.staff.people import LOCAL, Person
from assist.desk.tickets import Desk
from assist.errors import InputError
from assist.web.who import person_of

SHOWN = 6  # the page hides those that do not fit at 1280x720


@cache
def examples() -> dict[str, dict[str, Any]]:
    """Examples by id, in their order."""
    folder = resources.files("assist.web").joinpath("examples")
    every = json.loads(folder.joinpath("examples.json").read_text(encoding="utf-8"))
    return {one["id"]: one for one in every if not one.get("photo") or folder.joinpath(one["photo"]).is_file()}


def photo_of(example_id: str) -> bytes:
    """An example's photo as it was taken; raises `InputError` (`asset_unknown`) where there is none."""
    one = examples().get(example_id)
    if one is None or not one.get("photo"):
        raise InputError("There is no such example.", code="asset_unknown")
    return resources.files("assist.web").joinpath("examples", one["photo"]).read_bytes()


def example_routes(desk: Desk) -> APIRouter:
    """The list, small pictures, and a new ticket from an example."""
    routes = APIRouter()

    @routes.get("/examples")
    def listed(language: str = "en") -> list[dict[str, str]]:
        return [
            {
                "id": one["id"], "message": one["message"],
                "title": one["title"].get(language) or one["title"]["en"],
                "photo": f"/examples/{one['id']}/thumbnail" if one.get("photo") else "",
            }
            for one in list(examples().values())[:SHOWN]
        ]  # fmt: skip

    @routes.get("/examples/{example_id}/thumbnail")
    def thumbnail(example_id: str) -> Response:
        data = desk.gallery.small(photo_of(example_id))
        return Response(data, media_type="image/webp", headers={"Cache-Control": "public, max-age=86400"})

    @routes.post("/examples/{example_id}")
    async def begin(example_id: str, request: Request) -> dict[str, str]:
        one = examples().get(example_id)
        if one is None:
            raise InputError("There is no such example.", code="asset_unknown")
        return {"ticket": await run_in_threadpool(ticket_from, desk, one, person_of(request))}

    return routes


def ticket_from(desk: Desk, example: dict[str, Any], person: Person = LOCAL) -> str:
    """A new ticket of the person with an example's message and photo."""
    ticket = desk.open_for(person)
    desk.write(ticket.id, {"message": example["message"], "context": example.get("context", "")})
    if example.get("photo"):
        desk.add_photo(ticket.id, photo_of(example["id"]), example["photo"])
    return ticket.id
