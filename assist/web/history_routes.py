"""Routes of the history: the list, one ticket's past, the figures, and both as CSV."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from assist.desk.cells import csv_lines
from assist.desk.past.export import COLUMNS, exported, moment
from assist.desk.past.figures import Figures, figures
from assist.desk.past.view import HistoryView, Past
from assist.desk.staff.audit import Deed
from assist.desk.staff.people import Role
from assist.desk.tickets import Desk
from assist.engines.store.history import ReplyRow
from assist.engines.store.ledger import Chosen
from assist.errors import InputError
from assist.web import viewer
from assist.web.language import texts_for
from assist.web.queue_rows import title_of
from assist.web.who import demand, person_of
from assist.web.words import Words

TOLD_EVENTS = 200


def history_routes(desk: Desk) -> APIRouter:
    """What the tab asks for; agents see what is theirs, leads everything."""
    routes = APIRouter(prefix="/history")
    view = HistoryView(desk.store)

    @routes.get("/tickets")
    def tickets(request: Request) -> dict[str, Any]:
        person, asked = person_of(request), request.query_params
        page = view.page(person, chosen_of(request), asked.get("words", "")[:300], asked.get("cursor", "")[:80])
        names = view.names()
        titles = {manual.id: manual.title or manual.file for manual in desk.shelf.catalogue()}
        rows = [{**asdict(row), "title": titles.get(row.product, row.title), "agent": names.get(row.owner, row.owner)}
                for row in page.rows]  # fmt: skip
        return {"rows": rows, "following": page.following, "total": page.total, "behind": page.behind}

    @routes.get("/choices")
    def choices(request: Request) -> dict[str, Any]:
        person = person_of(request)
        return {**view.choices(person, Chosen()), "lead": person.may(Role.LEAD)}

    @routes.get("/tickets/{ticket_id}")
    def past(ticket_id: str, request: Request) -> dict[str, Any]:
        person, texts = person_of(request), texts_for(request, "en")
        found = view.past(person, ticket_id)
        desk.audit.note(person, Deed.SAW, "ticket", ticket_id)
        return {**plain_past(found, view.names()), "view": viewer.view(desk, ticket_id, texts, title_of(desk))}

    @routes.get("/figures")
    def in_figures(request: Request) -> dict[str, Any]:
        person = demand(request, Role.LEAD)
        return asdict(figures(desk.store, view, person, chosen_of(request), _zone(request)))

    @routes.get("/tickets.csv")
    def tickets_csv(request: Request) -> Response:
        person, texts, chosen = person_of(request), texts_for(request, "en"), chosen_of(request)
        found = view.every(person, chosen, request.query_params.get("words", "")[:300])
        desk.audit.note(person, Deed.EXPORTED, "history")
        header = [texts(f"history.column.{name}") for name in COLUMNS]
        return _csv("history", csv_lines(header, exported(desk.store, view, found, texts.of)))

    @routes.get("/figures.csv")
    def figures_csv(request: Request) -> Response:
        person, texts = demand(request, Role.LEAD), texts_for(request, "en")
        found = figures(desk.store, view, person, chosen_of(request), _zone(request))
        desk.audit.note(person, Deed.EXPORTED, "figures")
        header = [texts(f"history.figure.{name}") for name in ("what", "of", "value", "text")]
        return _csv("figures", csv_lines(header, figure_rows(found, texts)))

    return routes


def chosen_of(request: Request) -> Chosen:
    """The filters of an address."""
    asked = request.query_params
    state = asked.get("state", "")
    return Chosen(
        owners=(asked["agent"],) if "agent" in asked else None,
        product=asked.get("product"),
        verdict=asked.get("verdict", ""),
        language=asked.get("said", ""),
        band=asked.get("band", ""),
        outcome=asked.get("outcome", ""),
        gap=asked.get("gap", ""),
        rating={"up": 1, "down": -1}.get(state, 0),
        state="" if state in ("up", "down", "unanswered") else state,
        unanswered=state == "unanswered",
        since=_seconds(asked.get("since")),
        until=_seconds(asked.get("until")),
    )


def plain_past(past: Past, names: dict[str, str]) -> dict[str, Any]:
    """A ticket's past as the page shows it: no reply's whole JSON form, only what is read."""
    ticket = past.ticket
    return {
        "ticket": {
            "id": ticket.id, "message": ticket.message, "context": ticket.context, "created": ticket.created,
            "conversation": ticket.conversation, "owner": names.get(ticket.owner, ticket.owner),
        },
        "row": {name: value for name, value in asdict(past.row).items() if name != "words"},
        "versions": [_version(version) for version in past.versions],
        "sent": [
            {**asdict(one.copy), "changes": one.changes, "person": names.get(one.copy.person, one.copy.person)}
            for one in past.sent
        ],
        "opinions": [{**asdict(one), "person": names.get(one.person, one.person)} for one in past.opinions],
        "events": [
            {"id": event.id, "kind": event.kind, "at": event.at, "reply": event.reply,
             "person": names.get(event.person, event.person)}
            for event in past.events[-TOLD_EVENTS:]
        ],
    }  # fmt: skip


def _version(version: ReplyRow) -> dict[str, Any]:
    reply = version.reply
    return {
        "id": version.id, "outcome": version.outcome, "created": version.created, "text": reply.get("text", ""),
        "language": reply.get("language", ""),
    }  # fmt: skip


def figure_rows(found: Figures, texts: Words) -> Iterator[list[object]]:
    """The figures as a long table: what, of what, the number, and words where there are some."""
    for name in ("tickets", "displayed", "copied", "edited", "reopened", "up", "down", "refused"):
        yield [texts(f"history.figure.{name}"), "", getattr(found, name), ""]
    yield [texts("history.figure.edit_share"), "", found.edit_share, ""]
    yield [texts("history.figure.seconds"), "", found.seconds, ""]
    for reason, count in found.reasons:
        yield [texts("history.figure.reasons"), texts(f"reason.{reason}"), count, ""]
    for outcome, count in found.outcomes:
        yield [texts("history.figure.outcomes"), texts(f"history.outcome.{outcome}"), count, ""]
    for day in found.days:
        yield [
            texts("history.figure.day"),
            moment(day.start),
            day.tickets,
            f"{day.copied} / {day.edited} / {day.reopened}",
        ]
    for gap in found.gaps:
        for asked in gap.questions:
            product = gap.title or texts("history.no_product")
            yield [
                texts(f"history.gap_{gap.kind}"),
                product,
                asked.count,
                asked.examples[0][1] if asked.examples else "",
            ]


def _csv(name: str, lines: Iterator[str]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def _seconds(said: str | None) -> float | None:
    if not said:
        return None
    try:
        value = float(said)
    except ValueError as error:
        raise InputError("This is no time.", code="filter_unknown", help="Reload the page.") from error
    return value if math.isfinite(value) else None


def _zone(request: Request) -> int:
    """Minutes that the browser's clock is ahead of UTC."""
    try:
        return max(-900, min(900, int(request.query_params.get("zone", "0"))))
    except ValueError:
        return 0
