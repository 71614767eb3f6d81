"""API: `/api/v1`, an application of its own beside the page: OpenAPI, tokens, rates, one shape for every error."""

from __future__ import annotations

import json
import logging
import re
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assist.desk.programs.integrations import Tokens
from assist.desk.programs.programs import Programs, open_programs
from assist.desk.programs.triage_jobs import TriageJobs
from assist.desk.staff.people import Person
from assist.desk.tickets import Desk
from assist.errors import AssistError, InputError, NotSignedIn
from assist.settings import Settings
from assist.web.api.models import Problem
from assist.web.routes import answer_error
from assist.web.who import person_of

log = logging.getLogger(__name__)

ROOT = "/api/v1"
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
STATUSES = {
    400: "What was sent cannot be used", 401: "No token, or one that does not work", 403: "The token's role is too low",
    404: "There is no such thing", 409: "Another request stands in the way", 413: "Too large",
    422: "The request does not have the described form", 429: "Too many requests; Retry-After says when to come again",
    500: "The program failed; the log has the details", 503: "A part of the program is not available; try again",
}  # fmt: skip
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text} for status, text in STATUSES.items()
}
_HTTP = {
    400: ("body_unreadable", "The request's body cannot be read."),
    404: ("address_unknown", "There is no such address."),
    405: ("method_not_allowed", "This address does not take this method."),
    413: ("request_too_large", "The request is too large."),
}  # fmt: skip
_BEARER = HTTPBearer(auto_error=False, description="A token of `python -m assist tokens add`")


@dataclass(frozen=True, slots=True)
class Api:
    """What the routes need: the desk and what it keeps for programs."""

    desk: Desk
    settings: Settings
    programs: Programs

    @property
    def triage(self) -> TriageJobs:
        return self.programs.triage


def asking(request: Request, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]) -> Person:
    """Who asks: a token's integration, else whom the gate found; each request takes from their rate."""
    programs: Programs = request.app.state.programs
    person = person_with(programs.tokens, request, bearer.credentials if bearer else None)
    programs.rates.take(person.id)
    return person


Asks = Annotated[Person, Depends(asking)]


def person_with(tokens: Tokens, request: Any, bearer: str | None) -> Person:
    """The integration of a bearer token, else the person of the request; raises `NotSignedIn` (`token_refused`)."""
    if bearer is None or "person" in request.scope.get("state", {}):  # the gate has looked already
        return person_of(request)
    person = tokens.bearer(bearer)
    if person is None:
        raise NotSignedIn("This token does not work.", code="token_refused", help="Ask an admin for a new token.")
    return person


def attach(app: FastAPI, desk: Desk, settings: Settings) -> None:
    """Put the API beside the page; its jobs go on as soon as the page is served."""
    programs = open_programs(desk, settings)
    app.mount(ROOT, api_app(Api(desk, settings, programs)))
    app.add_exception_handler(HTTPException, _beside)
    before = app.router.lifespan_context

    @asynccontextmanager
    async def started(inner: Any) -> AsyncIterator[Any]:
        programs.start()
        async with before(inner) as state:
            yield state

    app.router.lifespan_context = started


def api_app(api: Api) -> FastAPI:
    """The application that is mounted at `/api/v1`."""
    from assist.web.api import manuals as api_manuals
    from assist.web.api import tickets as api_tickets
    from assist.web.api import triage as api_triage

    app = FastAPI(
        title="Agent assist", version="1", docs_url=None, redoc_url=None, openapi_url="/openapi.json",
        description="A buyer's photo and message in, a proved reply out. Every error has the shape `Problem`; its "
        "`code` is stable. A request with an `Idempotency-Key` that comes again gets its first answer.",
    )  # fmt: skip
    app.state.programs = api.programs
    for part in (api_tickets, api_manuals, api_triage):
        app.include_router(part.router(api))
    app.add_exception_handler(AssistError, _failed)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _broken)
    app.add_middleware(Envelope, most=api.settings.api_max_request_mb * 1_000_000)
    return app


class Envelope:
    """ASGI middleware: an id for every request, and an end to bodies that are too large."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        given = headers.get("x-request-id", "")
        request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.most:
                raise HTTPException(413)
            return message

        async def with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        length = headers.get("content-length", "0")
        if length.isascii() and length.isdigit() and int(length) > self.most:
            code, text = _HTTP[413]
            problem = InputError(text, code=code, limit=self.most)
            await problem_of(problem, request_id)(scope, receive, with_id)
            return
        await self.app(scope, counted, with_id)


def problem_of(error: AssistError, request_id: str, status: int | None = None) -> JSONResponse:
    """An error as the API says it; the wait of one that comes back later goes into a header."""
    answer = answer_error(error)
    found = json.loads(bytes(answer.body))
    headers = {"Retry-After": found["facts"]["seconds"]} if "seconds" in found["facts"] else None
    return JSONResponse({**found, "request": request_id}, status or answer.status_code, headers)


def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, AssistError)
    answer = problem_of(error, request.state.request_id)
    if answer.status_code == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    facts = {".".join(str(part) for part in row["loc"]): str(row["msg"]) for row in error.errors()[:20]}
    problem = InputError(
        "The request does not have the described form: " + "; ".join(f"{k}: {v}" for k, v in facts.items())[:500],
        code="request_invalid", help="See /api/v1/openapi.json for what is taken here.",
    )  # fmt: skip
    problem.facts = dict(facts)
    return problem_of(problem, request.state.request_id, 422)


async def _beside(request: Request, error: Exception) -> Response:
    """An address below ours that no mount matches: one with a line break in it (found by schemathesis)."""
    assert isinstance(error, HTTPException)
    if not request.url.path.startswith(f"{ROOT}/"):
        return await http_exception_handler(request, error)
    request.state.request_id = secrets.token_hex(8)
    answer = _http(request, error)
    answer.headers["X-Request-Id"] = request.state.request_id
    return answer


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, text = _HTTP.get(error.status_code, (f"http_{error.status_code}", str(error.detail)))
    answer = problem_of(InputError(text, code=code), request.state.request_id, error.status_code)
    answer.headers.update(error.headers or {})
    return answer


def _broken(request: Request, error: Exception) -> Response:
    log.error("request %s failed", request.state.request_id, exc_info=error)
    problem = AssistError("Something went wrong inside the program.", code="internal")
    return problem_of(problem, request.state.request_id, 500)


def once(
    api: Api, person: Person, key: str | None, asked: dict[str, Any], work: Callable[[], tuple[Any, str]],
    status: int = 200, headers: Callable[[Any], dict[str, str]] = lambda _: {},
) -> Response:  # fmt: skip
    """What `work` makes (a record and the id of what it tells of), or what it made for this key before."""
    if key is not None:
        known = api.programs.once.begin(person.id, key, asked)
        if known is not None:
            return Response(known.body, known.status, {"Idempotent-Replayed": "true"}, "application/json")
    try:
        made, subject = work()
    except BaseException:
        if key is not None:
            api.programs.once.release(person.id, key)
        raise
    body = made.model_dump_json()
    if key is not None:
        api.programs.once.end(person.id, key, status, body, subject)
    return Response(body, status, headers(made), "application/json")
