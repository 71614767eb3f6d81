"""The API's tickets: answers with their proofs, feedback, the pictures that prove, and whether the program is well."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Header, Query, Request, Response, UploadFile

from assist.case.reply import Reply
from assist.desk.past.feedback import Feedback
from assist.desk.programs import public
from assist.desk.programs.inquiry import Asked
from assist.desk.records import Ticket
from assist.desk.staff.audit import Deed
from assist.desk.tickets import Desk
from assist.errors import AssistError, InputError, PhotoError
from assist.web.api.api import PROBLEMS, Api, Asks, once
from assist.web.api.models import (
    Answer,
    Health,
    Kept,
    Language,
    Opinion,
    Ready,
    Sent,
    TicketOf,
    Tickets,
    TicketWithAnswer,
)  # fmt: skip
from assist.web.cards import outcome_key
from assist.web.routes import JPEG, WEBP, picture
from assist.web.words import words

Words = Annotated[str, Query(pattern="^(en|zh)$", description="Language of the sentences for the agent")]
Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)]
PICTURES: dict[int | str, dict[str, Any]] = {**PROBLEMS, 200: {"content": {WEBP: {}}, "description": "A picture"}}


def next_of(reply: Reply, language: str) -> str:
    """What the agent does next."""
    return words(language)(outcome_key(reply))


def answer_of(desk: Desk, ticket: Ticket, reply: Reply, language: str, record: bool = False) -> Answer:
    """A finished reply as the API's record."""
    return Answer(**public.answer(desk, ticket, reply, language, next_of, record=record))


def print_of(photos: list[UploadFile]) -> list[str]:
    """What the photos are, by value, for a request that comes twice."""
    found = []
    for photo in photos:
        photo.file.seek(0)
        found.append(hashlib.file_digest(photo.file, "sha256").hexdigest())  # type: ignore[arg-type]
        photo.file.seek(0)
    return found


def bytes_of(photo: UploadFile, most_mb: int) -> bytes:
    """A photo's bytes; raises `PhotoError` (`photo_too_large`)."""
    data = photo.file.read(most_mb * 1_000_000 + 1)
    if len(data) > most_mb * 1_000_000:
        raise PhotoError(f"The photo is larger than {most_mb} MB.", code="photo_too_large", limit=most_mb)
    return data


def router(api: Api) -> APIRouter:
    """Answers, tickets, feedback, pictures, health."""
    routes = APIRouter(responses=PROBLEMS)
    _answers(routes, api)
    _kept(routes, api)
    _pictures(routes, api)
    _health(routes, api)
    return routes


def _answers(routes: APIRouter, api: Api) -> None:
    desk = api.desk

    @routes.post("/answers", response_model=Answer, tags=["answers"])
    def answer(
        person: Asks,
        message: Annotated[str, Form(max_length=20_000, description="What the buyer wrote")] = "",
        context: Annotated[str, Form(max_length=20_000, description="Order, country, the buyer's device")] = "",
        language: Annotated[Language | None, Form(description="Of the reply; else the buyer's")] = None,
        manual: Annotated[str | None, Form(max_length=64, description="Id of the product's manual, if known")] = None,
        ticket: Annotated[str | None, Form(pattern="^[0-9a-f]{24}$", description="Go on with this ticket")] = None,
        photos: Annotated[list[UploadFile], File(max_length=12)] = [],  # noqa: B006
        record: Annotated[bool, Query(description="Add the whole audit record")] = False,
        words: Words = "en",
        key: Key = None,
    ) -> Response:
        """A proved reply to a buyer's photos and message."""
        spoken, most = language.value if language else None, api.settings.max_upload_mb
        asked = {
            "on": "/answers", "message": message, "context": context, "language": spoken, "manual": manual or None,
            "ticket": ticket, "record": record, "words": words, "photos": print_of(photos) if key else [],
        }  # fmt: skip

        def work() -> tuple[Answer, str]:
            handed = [(photo.filename or "", bytes_of(photo, most)) for photo in photos]
            question = Asked(message, context, spoken, manual or None, handed, ticket)
            answered, reply = api.programs.inquiries.ask(person, question)
            return answer_of(desk, answered, reply, words, record), answered.id

        return once(api, person, key, asked, work)


def _kept(routes: APIRouter, api: Api) -> None:
    desk, feedback = api.desk, Feedback(api.desk.store)

    @routes.get("/tickets", response_model=Tickets, tags=["tickets"])
    def tickets(
        person: Asks, limit: Annotated[int, Query(ge=1, le=100)] = 20,
        words: Words = "en",
    ) -> Tickets:  # fmt: skip
        """The tickets of whoever asks, newest first."""
        mine = [desk.ticket(known) for known in desk.store.owned_tickets(person.id, limit)]
        return Tickets(tickets=[TicketOf(**public.ticket_row(ticket, words)) for ticket in mine])

    @routes.get("/tickets/{ticket_id}", response_model=TicketWithAnswer, tags=["tickets"])
    def ticket(ticket_id: str, person: Asks, words: Words = "en", record: bool = False) -> TicketWithAnswer:
        """A ticket with its newest answer."""
        known = desk.ticket_for(person, ticket_id)
        desk.audit.note(person, Deed.SAW, "ticket", known.id)
        reply = desk.reply(known.id)
        done = answer_of(desk, known, reply, words, record) if reply and reply.outcome else None
        return TicketWithAnswer(**public.ticket_row(known, words), answer=done)

    @routes.post("/tickets/{ticket_id}/feedback", response_model=Kept, tags=["tickets"])
    def opinion(ticket_id: str, said: Opinion, person: Asks) -> Kept:
        """Say of a reply, its verdict, a source or a box whether it was right."""
        known = desk.ticket_for(person, ticket_id)
        feedback.give(
            person, known.id, said.about, rating=said.rating, number=said.number,
            reasons=[reason.value for reason in said.reasons], words=said.words,
        )  # fmt: skip
        return Kept()

    @routes.put("/tickets/{ticket_id}/sent", response_model=Kept, tags=["tickets"])
    def sent(ticket_id: str, said: Sent, person: Asks) -> Kept:
        """Say what was sent to the buyer: the difference from the draft is the best feedback there is."""
        known = desk.ticket_for(person, ticket_id)
        desk.sent(known.id, said.text, person)
        desk.audit.note(person, Deed.COPIED, "ticket", known.id)
        return Kept()


def _pictures(routes: APIRouter, api: Api) -> None:
    desk = api.desk

    @routes.get("/tickets/{ticket_id}/pictures/{index}", responses=PICTURES, tags=["pictures"])
    def shown(ticket_id: str, index: int, person: Asks) -> Response:
        """A photo or page with what is proved drawn on it."""
        known = desk.ticket_for(person, ticket_id)
        return picture(lambda: desk.gallery.picture(desk.place(known.id, index)), WEBP)

    @routes.get(
        "/tickets/{ticket_id}/pictures/{index}/annotated.jpg", tags=["pictures"],
        responses={**PROBLEMS, 200: {"content": {JPEG: {}}, "description": "A photo"}},
    )  # fmt: skip
    def annotated(ticket_id: str, index: int, person: Asks) -> Response:
        """A photo in full size with its boxes, to send along."""
        known = desk.ticket_for(person, ticket_id)
        place = desk.place(known.id, index)
        if place.kind != "photo":
            raise InputError("This is no photo.", code="place_unknown")
        desk.audit.note(person, Deed.EXPORTED, "photo", place.id)
        return picture(lambda: desk.gallery.annotated(place), JPEG)

    @routes.get("/tickets/{ticket_id}/photos/{photo_id}", responses=PICTURES, tags=["pictures"])
    def thumbnail(ticket_id: str, photo_id: str, person: Asks) -> Response:
        """A small picture of a ticket's photo."""
        known = desk.ticket_for(person, ticket_id)
        if photo_id not in {upload.id for upload in known.photos}:
            raise InputError("This ticket has no such photo.", code="photo_unknown")
        return picture(lambda: desk.gallery.thumbnail(photo_id), WEBP)


def _health(routes: APIRouter, api: Api) -> None:
    desk = api.desk

    @routes.get("/health", response_model=Health, tags=["health"])
    def health(_: Request) -> Health:
        """The program runs; needs no token."""
        state = desk.state()
        model = state["model"]["state"] if state["model"] else ""
        return Health(library=state["library"], reading=state["reading"], model=model)

    @routes.get("/ready", response_model=Ready, responses={503: {"model": Ready}}, tags=["health"])
    def ready(response: Response) -> Ready:
        """Whether answers can be asked for; needs no token."""
        waiting = readiness(desk)
        if waiting:
            response.status_code = 503
        return Ready(ready=not waiting, waiting_for=waiting)


def readiness(desk: Desk) -> list[str]:
    """What is not there yet: `reader`, `library`, `database`."""
    state = desk.state()
    waiting = [] if state["reading"] == "ready" else ["reader"]
    if state["opening"]:
        waiting.append("library")
    try:
        desk.store.note("ready")
    except AssistError:
        waiting.append("database")
    return waiting
