"""Answer's routes: products to choose from, a part of a photo, key words of a message, the note for a colleague."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from assist.case.geometry import Box
from assist.case.photo import Focus
from assist.desk import regions
from assist.desk.drawer import no_book
from assist.desk.telling import telling
from assist.desk.tickets import Desk
from assist.errors import InputError
from assist.web import handoff
from assist.web.own import ticket_router
from assist.web.routes import object_of
from assist.web.shown import Showing
from assist.web.who import person_of
from assist.web.words import LANGUAGES, words


@dataclass(frozen=True, slots=True)
class _Routes:
    """The handlers; `ticket_router` has asked whether the ticket is the person's."""

    desk: Desk

    async def products(self, request: Request) -> list[dict[str, Any]]:
        person_of(request)
        manuals = sorted(self.desk.shelf.catalogue(), key=lambda manual: (manual.title or manual.file).casefold())
        return [
            {"id": m.id, "title": m.title or m.file, "brand": m.brand, "models": m.models, "skus": (*m.skus, *m.eans),
             "file": m.file}
            for m in manuals
        ]  # fmt: skip

    async def read_part(self, ticket_id: str, request: Request) -> dict[str, list[str]]:
        focus = _focus(await object_of(request))
        return {"lines": list(await run_in_threadpool(regions.look, self.desk, ticket_id, focus))}

    async def choose_part(self, ticket_id: str, request: Request) -> dict[str, bool]:
        focus = _focus(await object_of(request))
        await run_in_threadpool(regions.choose, self.desk, ticket_id, focus)
        return {"kept": True}

    async def telling(self, ticket_id: str, request: Request) -> dict[str, Any]:
        said = await object_of(request)
        to = str(said.get("language") or "en")
        told = await run_in_threadpool(telling, str(said.get("text") or ""), to, self.desk.glossary)
        return {**asdict(told), "translates": self.desk.rewriting.free and told.language not in ("", to)}

    async def translation(self, ticket_id: str, request: Request) -> dict[str, str]:
        said = await object_of(request)
        text, to = str(said.get("text") or ""), str(said.get("language") or "en")
        no_book(text)
        *_, last = await run_in_threadpool(lambda: [None, *self.desk.rewriting.translate(ticket_id, text, to)])
        return {"text": last.text if last and last.complete and not last.failed else ""}

    async def note(self, ticket_id: str, request: Request, language: str = "en") -> dict[str, Any]:
        ticket = self.desk.ticket(ticket_id)
        texts = words(language if language in LANGUAGES else "en")
        page = f"{str(request.base_url).rstrip('/')}/{texts.language}/"
        title = Showing(self.desk, texts).title
        drafted = await run_in_threadpool(handoff.note, self.desk, ticket, texts, title, page)
        return {"drafted": drafted, "kept": ticket.note, "owner": ticket.owner}

    async def keep_note(self, ticket_id: str, request: Request) -> dict[str, bool]:
        text = str((await object_of(request)).get("note") or "")
        no_book(text)
        await run_in_threadpool(lambda: self.desk.change(ticket_id, note=text))
        return {"kept": True}


def answer_routes(desk: Desk) -> APIRouter:
    """The routes, to be mounted beside the page's others."""
    routes, own, on = APIRouter(), ticket_router(desk), _Routes(desk)
    routes.get("/products")(on.products)
    own.post("/tickets/{ticket_id}/part")(on.read_part)
    own.put("/tickets/{ticket_id}/part")(on.choose_part)
    own.post("/tickets/{ticket_id}/telling")(on.telling)
    own.post("/tickets/{ticket_id}/translation")(on.translation)
    own.get("/tickets/{ticket_id}/note")(on.note)
    own.put("/tickets/{ticket_id}/note")(on.keep_note)
    routes.include_router(own)
    return routes


def _focus(said: dict[str, Any]) -> Focus:
    """A part of a photo as the page names it: the photo's id and left, top, right, bottom in [0, 1]."""
    box = said.get("box")
    try:
        left, top, right, bottom = (float(value) for value in box)  # type: ignore[union-attr]
        return Focus(str(said["photo"]), Box(left, top, right, bottom))
    except (TypeError, ValueError, KeyError) as error:
        raise InputError("This is not a part of a photo.", code="part_unknown") from error
