"""Page: one FastAPI app with the Gradio page twice, `/zh` and `/en`, behind our own routes and guard."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from assist.desk.programs.integrations import Tokens
from assist.desk.programs.programs import open_programs
from assist.desk.staff.accounts import Accounts, must_sign_in, open_accounts
from assist.desk.tickets import Desk
from assist.errors import AssistError, SettingsError
from assist.settings import Settings
from assist.web.door.connections import patient
from assist.web.door.gate import Bearer, Gate
from assist.web.door.guard import Guard, only_loopback
from assist.web.language import COOKIE, choose, language_now
from assist.web.words import LANGUAGES, Words, words

if TYPE_CHECKING:
    import gradio as gr

# Gradio's cache of uploads: nothing of ours goes there, and what does is gone after an hour.
FORGET_AFTER = (3600, 3600)


def build(desk: Desk, settings: Settings, accounts: Accounts | None = None, bearer: Bearer | None = None) -> FastAPI:
    """The whole web application; raises `SettingsError` where others would reach it and need not sign in.

    `accounts` are by default those of the desk's store; `bearer` knows whose an integration's token is.
    """
    accounts = accounts or open_accounts(desk.store, settings, desk.audit)
    only_loopback(settings, lambda: accounts.closed)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read by Gradio at its import
    import gradio as gr

    from assist.web import theme
    from assist.web.api import api
    from assist.web.api.tools import Tools

    app = FastAPI(title="Agent assist", docs_url=None, redoc_url=None, openapi_url=None)
    doors(app, settings, accounts, bearer or Tokens(desk.store).bearer)
    app.add_exception_handler(AssistError, _answer_error)
    for router in _routers(desk, settings, accounts):
        app.include_router(router)

    @app.get("/favicon.ico")
    def icon() -> Response:
        return RedirectResponse("/assets/icon.svg", 308)

    @app.get("/")
    def start(request: Request) -> Response:
        default = language_now(desk, settings)
        language = choose(request.cookies.get(COOKIE), request.headers.get("accept-language", ""), default)
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/{language}/{query}", 307)

    api.attach(app, desk, settings)
    if settings.mcp:
        from assist.web.api.mcp_server import attach_mcp

        attach_mcp(app, Tools(desk, settings, open_programs(desk, settings)))
    for language in LANGUAGES:
        texts = words(language)
        demo = blocks(desk, settings, texts)
        app = gr.mount_gradio_app(
            app, demo, path=f"/{language}", server_name=settings.host, server_port=settings.port or 7860,
            footer_links=[], run_history=False, show_error=False, ssr_mode=False, enable_monitoring=False, pwa=False,
            mcp_server=False, max_file_size=f"{settings.max_upload_mb}mb", allowed_paths=[], theme=theme.theme(),
            head=theme.head(texts), app_kwargs={"docs_url": None, "redoc_url": None},
        )  # fmt: skip
    return app


def _routers(desk: Desk, settings: Settings, accounts: Accounts) -> Iterator[APIRouter]:
    """Our own routes; who may use each is decided in tests/web/door/decisions.py too: an undecided one fails there."""
    from assist.web import answer_routes, examples, manuals_routes, queue_routes, routes
    from assist.web.door.accounts import account_routes
    from assist.web.door.oidc import oidc_routes, open_provider
    from assist.web.door.signin import Pages, signin_routes
    from assist.web.history_feedback import feedback_routes
    from assist.web.history_routes import history_routes
    from assist.web.history_wipe import wipe_routes
    from assist.web.metrics import metric_routes
    from assist.web.settings_page import settings_routes

    provider, name = open_provider(settings), urlsplit(settings.oidc_issuer).hostname or ""
    pages = Pages(accounts, settings, name, partial(language_now, desk, settings))
    yield signin_routes(accounts, pages)
    if provider is not None:
        yield oidc_routes(accounts, settings, provider, pages)
    yield account_routes(desk, accounts, settings, provider=name)
    yield routes.router(desk, settings)
    yield queue_routes.queue_routes(desk, settings)
    yield manuals_routes.manual_routes(desk, settings)
    yield examples.example_routes(desk)
    yield feedback_routes(desk)
    yield history_routes(desk)
    yield wipe_routes(desk)
    yield answer_routes.answer_routes(desk)
    yield settings_routes(desk, settings)
    yield metric_routes(desk.state)


def doors(app: FastAPI, settings: Settings, accounts: Accounts, bearer: Bearer | None) -> None:
    """What every request passes, the outermost last: who asks, whether it may talk to us, and where it came from."""
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

    monitor = settings.metrics_token.get_secret_value()
    app.add_middleware(Gate, accounts=accounts, bearer=bearer, monitor=monitor, public=settings.public_url)
    app.add_middleware(Guard, settings=settings, closed=lambda: accounts.closed)
    if settings.trusted_proxies:
        trusted = [one.strip() for one in settings.trusted_proxies.split(",")]
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=trusted)


def blocks(desk: Desk, settings: Settings, texts: Words) -> gr.Blocks:
    """The page in one language."""
    import gradio as gr

    from assist.web.answer import AnswerTab
    from assist.web.api.named import named_endpoints
    from assist.web.api.tools import Tools
    from assist.web.history import history_tab
    from assist.web.manuals import manuals_tab
    from assist.web.queue import queue_tab
    from assist.web.settings_page import settings_tab

    demo: gr.Blocks
    with gr.Blocks(
        title=texts("page.title"), analytics_enabled=False, fill_width=True, delete_cache=FORGET_AFTER
    ) as demo:
        named_endpoints(Tools(desk, settings, open_programs(desk, settings)))  # first, so that the names are theirs
        gr.HTML(header(texts), elem_id="top", js_on_load=None, apply_default_css=False)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab(texts("tab.answer"), id="answer", elem_id="tab-answer"):
                AnswerTab(desk, texts).build(demo)
            with gr.Tab(texts("tab.queue"), id="queue", elem_id="tab-queue"):
                queue_tab(texts)
            with gr.Tab(texts("tab.manuals"), id="manuals", elem_id="tab-manuals"):
                manuals_tab(texts)
            with gr.Tab(texts("tab.history"), id="history", elem_id="tab-history"):
                history_tab(texts)
            with gr.Tab(texts("tab.settings"), id="settings", elem_id="tab-settings"):
                settings_tab(texts)
    demo.queue(default_concurrency_limit=8, max_size=64)
    return demo


def header(texts: Words) -> str:
    """Name, state of library and reading, language, light or dark, help."""
    other = "en" if texts.language == "zh" else "zh"
    return (
        f'<header class="top"><h1>{escape(texts("page.name"))}</h1><div class="state" role="status">'
        f'<span id="state-library" class="dot wait">{texts.html("state.library_wait")}</span>'
        f'<span id="state-reading" class="dot wait">{texts.html("state.reading_warming")}</span>'
        '<span id="state-model" class="dot wait" hidden></span></div>'
        f'<nav aria-label="{texts.html("top.nav")}">'
        f'<a id="other-language" href="/{other}/" hreflang="{other}">{texts.html("top.other_language")}</a>'
        f'<button type="button" id="dark" title="{texts.html("top.dark")}" aria-label="{texts.html("top.dark")}">'
        '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M13 9.5A5.5 5.5 0 1 1 6.5 3a4.5 4.5 0 0 0 '
        '6.5 6.5z"/></svg></button>'
        f'<button type="button" id="help" title="{texts.html("top.help")}" aria-label="{texts.html("top.help")}">?'
        "</button></nav></header>"
    )


def _answer_error(_: Request, error: Exception) -> Response:
    from assist.web import routes

    return routes.answer_error(error if isinstance(error, AssistError) else AssistError(str(error), code="internal"))


def listen(settings: Settings) -> socket.socket:
    """The socket to serve on, taken before anything slow is opened; raises `SettingsError` where it cannot be had."""
    only_loopback(settings, lambda: must_sign_in(settings))
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((settings.host.strip("[]"), settings.port))
        taken.listen()
    except OSError as error:
        taken.close()
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(
                f"Something else already serves on {settings.host}:{settings.port}, perhaps this program.",
                code="port_in_use",
                help="Open that address in the browser, or choose another port: --port 7861.",
            ) from error
        raise SettingsError(
            f"{settings.host}:{settings.port} cannot be served on: {error.strerror}.", code="port_refused",
            help="Choose another port: --port 7861.",
        ) from error  # fmt: skip
    return taken


def serve(
    desk: Desk, settings: Settings, built: Callable[[], None] = lambda: None, on: socket.socket | None = None,
    **uvicorn_settings: Any,
) -> None:  # fmt: skip
    """Serve until stopped, on the socket that `listen` gave; `built` is called as soon as the page is made."""
    import uvicorn

    on = on or listen(settings)
    app = build(desk, settings)
    built()
    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, log_level="warning", proxy_headers=False, server_header=False,
        **{"http": patient(), **uvicorn_settings},
    )  # fmt: skip
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[on])
