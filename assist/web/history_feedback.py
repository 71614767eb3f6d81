"""Feedback: given and told by the page, and that a reply was displayed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from assist.desk.past.feedback import Opinion
from assist.desk.tickets import Desk
from assist.errors import InputError
from assist.web.own import ticket_router
from assist.web.routes import object_of
from assist.web.who import person_of


def feedback_routes(desk: Desk) -> APIRouter:
    """A ticket's feedback, and that its reply was displayed."""
    routes = ticket_router(desk)

    @routes.get("/tickets/{ticket_id}/feedback")
    def given(ticket_id: str, request: Request) -> list[dict[str, Any]]:
        person = person_of(request)
        return [plain_opinion(one) for one in desk.feedback.of(ticket_id, person) if one.current]

    @routes.put("/tickets/{ticket_id}/feedback")
    async def give(ticket_id: str, request: Request) -> list[dict[str, Any]]:
        person, said = person_of(request), await object_of(request)
        opinions = await run_in_threadpool(
            desk.feedback.give, person, ticket_id, str(said.get("about", "reply")), rating=_whole(said, "rating"),
            number=_whole(said, "number"), reasons=_texts(said, "reasons"), words=str(said.get("words") or ""),
            sequence=_whole(said, "sequence") or None,
        )  # fmt: skip
        return [plain_opinion(one) for one in opinions]

    @routes.put("/tickets/{ticket_id}/displayed")
    def displayed(ticket_id: str, request: Request) -> dict[str, bool]:
        person = person_of(request)
        desk.history.displayed(ticket_id, person)
        return {"kept": True}

    return routes


def plain_opinion(opinion: Opinion) -> dict[str, Any]:
    """An opinion as the page has it."""
    return {**asdict(opinion), "about": opinion.about.value, "reasons": [reason.value for reason in opinion.reasons]}


def _whole(said: dict[str, Any], name: str) -> int:
    value = said.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 1 << 62:
        raise InputError(f"{name} is a whole number.", code="feedback_unknown")
    return value


def _texts(said: dict[str, Any], name: str) -> list[str]:
    value = said.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value) or len(value) > 20:
        raise InputError(f"{name} is a list of texts.", code="feedback_unknown")
    return value
