"""Guard: which hosts and origins may talk to the page at all, and the headers that every answer carries.

Until there are accounts the page serves this machine alone: it binds to loopback, answers only requests that name
loopback as their host (a foreign site cannot rebind its name to us) and none that a proxy passed on.  Afterwards it
also answers under its public name and under plain addresses, which cannot be rebound.  Writes are taken from the
page's own origin only.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assist.errors import SettingsError
from assist.settings import Settings
from assist.web.door.bodies import Steady
from assist.web.words import LANGUAGES

SAFE = {"GET", "HEAD", "OPTIONS"}
# What the page and gradio_client use of Gradio's own routes.  Not files and uploads (whoever has an address there can
# read the file), streams, recordings, sign-ins, code editing and whatever comes with its next version.
GRADIO_USED = {
    "app_id", "call", "cancel", "heartbeat", "info", "login_check", "openapi.json", "queue", "reset", "run",
    "startup-events", "theme.css",
}  # fmt: skip
GRADIO_PAGES = ("login", "logout", "monitoring", "pwa_icon")
FOREVER = "public, max-age=31536000, immutable"
# Gradio's scripts and styles, whose names change with their content: 70 requests less whenever a page is opened again.
BUILT = re.compile(r"/assets/[\w.]+-[\w-]{8,}\.(?:js|css|woff2?)$", re.ASCII)
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Gradio compiles its templates in the browser, hence unsafe-eval; nothing may come from or go to elsewhere.
    "Content-Security-Policy": (
        "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
        "style-src 'self' 'unsafe-inline'; connect-src 'self' data: blob:; frame-ancestors 'none'; "
        "form-action 'self'; base-uri 'self'; object-src 'none'"
    ),
}


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_address(host: str) -> bool:
    """Whether a host is an IP address, which nobody's name server can point elsewhere."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def only_loopback(settings: Settings, closed: Callable[[], bool]) -> None:
    """Raises `SettingsError` where others could reach the page, directly or by its public name, and need not sign in.

    `closed` tells whether everybody must sign in; it is asked only where that matters.
    """
    if is_loopback(settings.host) and not settings.public_url:
        return
    if not closed():
        said = f"ASSIST_PUBLIC_URL={settings.public_url}" if settings.public_url else f"ASSIST_HOST={settings.host}"
        raise SettingsError(
            f"{said} would let others in, and there are no accounts yet to tell them apart.",
            code="host_not_loopback",
            help="Make the first one: `python -m assist accounts add NAME --role admin` asks for its password. "
            "Or leave ASSIST_HOST=127.0.0.1 and ASSIST_PUBLIC_URL empty, and come through an SSH tunnel.",
        )


class Guard:
    """ASGI middleware: refuses foreign hosts, foreign writes and slow bodies, and sets `HEADERS` on every answer."""

    def __init__(self, app: ASGIApp, settings: Settings, closed: Callable[[], bool]) -> None:
        self.app = app
        self._closed = closed
        self._patience = settings.body_timeout
        public = urlsplit(settings.public_url)
        self._public_host, self._public_origin = public.hostname or "", f"{public.scheme}://{public.netloc}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope["method"], scope["path"], Headers(scope=scope))
        steady = Steady(receive, self._patience)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                kept = message["status"] == 200 and _named_by_content(scope["path"])
                headers.setdefault("Cache-Control", FOREVER if kept else "no-store")
                if steady.gave_up:
                    headers["Connection"] = "close"
            await send(message)

        if refusal:
            await PlainTextResponse(refusal, 403)(scope, steady, with_headers)
        else:
            await self.app(scope, steady, with_headers)

    def _refusal(self, method: str, path: str, headers: Headers) -> str:
        if _unused(path):
            return "This page has its own routes for this."
        host = headers.get("host", "")
        if not self._answers(_name(host)):
            return "This page does not answer under this name. Its own is set by ASSIST_PUBLIC_URL."
        if any(name in headers for name in FORWARDED) and not self._closed():
            return "There are no accounts yet: this page answers no proxy."
        if method in SAFE:
            return ""
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return "Writes are taken from the page itself only."
        origin = headers.get("origin")
        if origin and urlsplit(origin).netloc != host and origin != self._public_origin:
            return "Writes are taken from the page itself only."
        return ""

    def _answers(self, name: str) -> bool:
        if is_loopback(name):
            return True
        return bool(name) and (name == self._public_host or is_address(name)) and self._closed()


def _unused(path: str) -> bool:
    """Whether a path is one of Gradio's that the page has no use for."""
    parts = path.strip("/").split("/")
    if "gradio_api" in parts:
        return parts.index("gradio_api") + 1 >= len(parts) or parts[parts.index("gradio_api") + 1] not in GRADIO_USED
    return len(parts) > 1 and parts[0] in LANGUAGES and parts[1] in GRADIO_PAGES


def _named_by_content(path: str) -> bool:
    parts = path.split("/")
    return len(parts) == 4 and parts[1] in LANGUAGES and bool(BUILT.search(path))


def _name(host: str) -> str:
    """The name in a Host header, without its port; "" for what is no host."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
