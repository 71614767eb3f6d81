"""Gate: finds the person behind every request, and lets nobody's request pass beyond the door.

What is public is named here; everything else needs a session, or an integration's token: pages, pictures, tables and
Gradio's own routes alike.  What a person may do there is asked of `web.who.person_of` by each route.
"""

from __future__ import annotations

import hmac
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

import anyio
from anyio.to_thread import run_sync
from starlette.datastructures import Headers, QueryParams
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assist.desk.staff.accounts import Accounts
from assist.desk.staff.people import LOCAL, Person, Role
from assist.errors import Forbidden, NotSignedIn
from assist.web.routes import answer_error

Bearer = Callable[[str], Person | None]

PUBLIC = {
    "/signin", "/signout", "/welcome", "/invite", "/health", "/favicon.ico", "/oidc/start", "/oidc/callback",
    "/api/v1/health", "/api/v1/ready", "/api/v1/openapi.json",
}  # fmt: skip
PUBLIC_FOLDER = "/assets/"
# A token that leaks must not make accounts: these need a session.
SESSION_ONLY = ("/account", "/audit", "/password", "/settings")
STREAM, STREAMS = "/gradio_api/queue/data", 10_000  # the path's end, and how many streams' owners are remembered
POLLED = {"/health", "/queue", "/manuals", "/settings/doctor"}  # asked by an open page again and again
COOKIE = "assist_session"
ASKED_AGAIN = 10.0  # seconds after which a long answer asks whether its session still stands
AT_ONCE = 16  # look-ups of sessions; the routes' own threads may all be busy with answers


class Gate:
    """ASGI middleware: sets `scope["state"]["person"]`, None on public paths where nobody is signed in.

    `bearer` knows whose an integration's token is, `monitor` is the token that reads /metrics ("" for none), `public`
    the page's own address.
    """

    def __init__(
        self, app: ASGIApp, accounts: Accounts, bearer: Bearer | None = None, monitor: str = "",
        public: str = "", clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.app = app
        self._accounts = accounts
        self._bearer = bearer
        self._monitor = monitor
        self._public = public
        self._clock = clock
        self._limit = anyio.CapacityLimiter(AT_ONCE)
        self._streams: OrderedDict[str, str] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # the page uses no WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return
        person = await run_sync(self._person, scope, limiter=self._limit)
        scope.setdefault("state", {})["person"] = person
        path = scope["path"]
        if person is None and path not in PUBLIC and not path.startswith(PUBLIC_FOLDER):
            await self._turn_away(scope)(scope, receive, send)
            return
        if person is not None and not self._own_stream(scope, person):
            await answer_error(Forbidden("This stream is another's."))(scope, receive, send)
            return
        await self.app(scope, receive, self._watched(scope, send) if person else send)

    def _own_stream(self, scope: Scope, person: Person) -> bool:
        """Whether Gradio's stream of answers is the person's: it belongs to who first opened it.

        A browser makes its session's name up itself, and the name stands in addresses: it is no secret to rely on.
        """
        if not scope["path"].endswith(STREAM):
            return True
        name = QueryParams(scope.get("query_string", b"")).get("session_hash", "")
        owner = self._streams.get(name, LOCAL.id)
        if owner == LOCAL.id:  # new, or from before there were accounts
            owner = self._streams[name] = person.id
        self._streams.move_to_end(name)
        while len(self._streams) > STREAMS:
            self._streams.popitem(last=False)
        return owner == person.id

    def _person(self, scope: Scope) -> Person | None:
        connection = HTTPConnection(scope)
        address = address_of(connection)
        said = connection.headers.get("authorization", "")
        if said[:7].lower() == "bearer ":
            return self._of_token(said[7:].strip(), scope["path"], address)
        used = not _by_itself(scope["method"], scope["path"])
        found = self._accounts.person(session_cookie(connection, self._public), address, used=used)
        if found is None and not self._accounts.closed:
            return replace(LOCAL, address=address)
        return found

    def _of_token(self, token: str, path: str, address: str) -> Person | None:
        if path.startswith(SESSION_ONLY):
            return None
        if path == "/metrics" and self._monitor and hmac.compare_digest(token.encode(), self._monitor.encode()):
            return Person("monitor", "", Role.LEAD, address)
        found = self._bearer(token) if self._bearer else None
        return replace(found, address=address) if found else None

    def _turn_away(self, scope: Scope) -> Response:
        headers = Headers(scope=scope)
        if scope["method"] in ("GET", "HEAD") and "text/html" in headers.get("accept", ""):
            query = scope.get("query_string", b"").decode("latin-1")
            wanted = scope["path"] + (f"?{query}" if query else "")
            return RedirectResponse(f"/signin?next={quote(wanted, safe='')}", 303)
        refused = answer_error(NotSignedIn("Nobody is signed in, or the session ended."))
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused

    def _watched(self, scope: Scope, send: Send) -> Send:
        """A long answer (Gradio's event stream) ends when its session does."""
        asked, ended = self._clock(), False

        async def watched(message: Message) -> None:
            nonlocal asked, ended
            if ended:
                return
            if message["type"] == "http.response.body" and message.get("more_body"):
                now = self._clock()
                if now - asked > ASKED_AGAIN:
                    asked = now
                    if await run_sync(self._person, scope, limiter=self._limit) is None:
                        ended = True
                        await send({"type": "http.response.body", "body": b"", "more_body": False})
                        return
            await send(message)

        return watched


def _by_itself(method: str, path: str) -> bool:
    """Whether the page asks this every few seconds, whether or not somebody sits there."""
    return (method == "GET" and path in POLLED) or path.endswith("/presence")


def address_of(connection: HTTPConnection) -> str:
    """Where a request came from; behind a trusted proxy, what that proxy says."""
    return connection.client.host if connection.client else ""


def is_secure(connection: HTTPConnection, public_url: str = "") -> bool:
    """Whether the browser came over TLS, to us or to the proxy before us."""
    if connection.url.scheme == "https":
        return True
    public = urlsplit(public_url)
    return public.scheme == "https" and connection.headers.get("host", "") == public.netloc


def cookie_name(secure: bool) -> str:
    """Over TLS a name that no other site of the domain, and no page over plain http, can set."""
    return f"__Host-{COOKIE}" if secure else COOKIE


def session_cookie(connection: HTTPConnection, public_url: str = "") -> str:
    """The session's cookie, "" where there is none; over TLS none of a name that a neighbour's page could have set."""
    return connection.cookies.get(cookie_name(is_secure(connection, public_url)), "")


def set_session(response: Response, connection: HTTPConnection, cookie: str, accounts: Accounts, public: str) -> None:
    """Hand a session to the browser: unreadable for scripts, not sent along from other sites, secure under TLS."""
    secure = is_secure(connection, public)
    response.set_cookie(
        cookie_name(secure), cookie, max_age=int(accounts.durations.longest), httponly=True, secure=secure,
        samesite="lax", path="/",
    )  # fmt: skip


def drop_session(response: Response) -> None:
    """Take the session's cookie back, under both its names."""
    for secure in (True, False):
        response.delete_cookie(cookie_name(secure), path="/", secure=secure, httponly=True, samesite="lax")


def own_path(wanted: str) -> str:
    """Where to go on after signing in: a path of this page alone, "/" for anything else."""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    odd = any(ord(character) < 33 or character in '\\"<>' for character in wanted)
    if odd or parts.scheme or parts.netloc or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    return "/" if parts.path in PUBLIC else wanted


def person_in(scope: Any) -> Person | None:
    """The person of a scope behind the gate, None where nobody is signed in."""
    found = scope.get("state", {}).get("person")
    return found if isinstance(found, Person) else None
