"""Guard: who may talk to the page at all, and the headers that every answer carries.

There are no accounts yet, so the page serves this machine alone: it binds to loopback, answers only requests that
name loopback as their host (a foreign site cannot rebind its name to us), and takes writes only from its own origin.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assist.errors import SettingsError

SAFE = {"GET", "HEAD", "OPTIONS"}
# Gradio's own file routes: whoever has an address there can read the file.  The page does not use them.
UNUSED = ("/gradio_api/upload", "/gradio_api/file=", "/gradio_api/file/", "/gradio_api/proxy=")
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


def only_loopback(host: str) -> None:
    """Raises `SettingsError` for an address that others could reach."""
    if not is_loopback(host):
        raise SettingsError(
            f"ASSIST_HOST={host} would let others in, and there are no accounts yet to tell them apart.",
            code="host_not_loopback",
            help="Set ASSIST_HOST=127.0.0.1, and reach the page from elsewhere through an SSH tunnel.",
        )


class Guard:
    """ASGI middleware: refuses foreign hosts and foreign writes, and sets `HEADERS` on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope["method"], scope["path"], Headers(scope=scope))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if refusal:
            await PlainTextResponse(refusal, 403)(scope, receive, with_headers)
        else:
            await self.app(scope, receive, with_headers)

    @staticmethod
    def _refusal(method: str, path: str, headers: Headers) -> str:
        if any(unused in path for unused in UNUSED):
            return "This page has its own routes for files."
        host = headers.get("host", "")
        if not is_loopback(urlsplit(f"//{host}").hostname or ""):
            return "This page answers on loopback addresses only."
        if method in SAFE:
            return ""
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return "Writes are taken from the page itself only."
        origin = headers.get("origin")
        if origin and urlsplit(origin).netloc != host:
            return "Writes are taken from the page itself only."
        return ""
