"""Signing in and out, and the one-time links: the only pages that nobody need be signed in for."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from assist.desk.staff.accounts import LONGEST_NAME, Accounts, LinkKind
from assist.desk.staff.passwords import LONGEST, SHORTEST
from assist.engines.store import LinkRow
from assist.errors import AssistError
from assist.settings import Settings
from assist.web.cards import error_text
from assist.web.door.forms import Forms
from assist.web.door.gate import address_of, drop_session, own_path, person_in, session_cookie, set_session
from assist.web.door.pages import card, field, trouble, whole
from assist.web.language import texts_for
from assist.web.routes import answer_error
from assist.web.words import Words


def signin_routes(accounts: Accounts, pages: Pages) -> APIRouter:
    """`/signin`, `/signout`, `/welcome` and `/invite`."""
    routes = APIRouter()

    @routes.get("/signin")
    def signin(request: Request) -> Response:
        if person_in(request.scope) or not accounts.closed:
            return RedirectResponse(own_path(request.query_params.get("next", "/")), 303)
        return pages.signin(request)

    @routes.post("/signin")
    async def sign_in(request: Request) -> Response:
        said: dict[str, str] = {}
        try:
            said = await pages.forms.read(request)
            cookie = await run_in_threadpool(
                accounts.sign_in, said.get("name", ""), said.get("password", ""), address_of(request)
            )
        except AssistError as error:
            return pages.signin(request, error, said)
        return pages.begun(request, cookie, own_path(said.get("next", "/")))

    @routes.post("/signout")
    async def sign_out(request: Request) -> Response:
        await run_in_threadpool(
            accounts.sign_out, session_cookie(request, pages.settings.public_url), address_of(request)
        )
        response = RedirectResponse("/signin", 303)
        drop_session(response)
        return response

    @routes.get("/welcome")
    @routes.get("/invite")
    def link(request: Request) -> Response:
        return pages.link(request, request.query_params.get("key", ""))

    @routes.post("/welcome")
    @routes.post("/invite")
    async def accept(request: Request) -> Response:
        said: dict[str, str] = {}
        try:
            said = await pages.forms.read(request)
            cookie = await run_in_threadpool(
                accounts.accept,
                said.get("key", ""),
                said.get("name", ""),
                said.get("password", ""),
                address_of(request),
            )
        except AssistError as error:
            return await run_in_threadpool(
                pages.link, request, said.get("key") or request.query_params.get("key", ""), error, said
            )
        return pages.begun(request, cookie, "/")

    return routes


class Pages:
    """The pages' HTML; `provider` is the name of who else signs people in, "" for none.

    `language` is asked for that of a browser which names none, by default that of the settings.
    """

    def __init__(
        self, accounts: Accounts, settings: Settings, provider: str, language: Callable[[], str] | None = None
    ) -> None:
        self.accounts = accounts
        self.settings = settings
        self.provider = provider
        self.language = language or (lambda: settings.language)
        self.forms = Forms(accounts.secret, settings.public_url)

    def begun(self, request: Request, cookie: str, on: str) -> Response:
        """A session begins; on to where the person wanted to go."""
        response = RedirectResponse(on, 303)
        set_session(response, request, cookie, self.accounts, self.settings.public_url)
        return response

    def signin(
        self, request: Request, error: AssistError | None = None, said: dict[str, str] | None = None
    ) -> Response:
        """Name and password; beside them the provider, where there is one."""
        texts, said = texts_for(request, self.language()), said or {}
        wanted = own_path(said.get("next") or request.query_params.get("next", "/"))
        hidden, value = self.forms.field(request)
        form = (
            f'<form method="post" action="/signin">{hidden}<input type="hidden" name="next" value="{escape(wanted)}">'
            + field("name", texts("door.name"), value=said.get("name", ""), fill="username", first=not said.get("name"))
            + field("password", texts("door.password"), kind="password", fill="current-password", most=LONGEST,
                    first=bool(said.get("name")))
            + f'<button class="primary" type="submit">{texts.html("door.sign_in")}</button></form>'
        )  # fmt: skip
        if self.provider:
            there = f"/oidc/start?next={quote(wanted, safe='')}"
            form += (
                f'<p class="or"><span>{texts.html("door.or")}</span></p>'
                f'<a class="button wide" href="{there}">{texts.html("door.provider", name=self.provider)}</a>'
            )
        told = trouble(error_text(error, texts)) if error else ""
        body = card(
            texts, texts("door.sign_in"), told + form + f'<p class="hint">{texts.html("door.forgot")}</p>', request
        )
        return self._told(request, value, whole(texts, texts("door.sign_in"), body), error)

    def link(
        self, request: Request, key: str, error: AssistError | None = None, said: dict[str, str] | None = None
    ) -> Response:
        """What a link is for: an account of one's own, or a new password."""
        texts, said = texts_for(request, self.language()), said or {}
        try:
            found = self.accounts.linked(key)
        except AssistError as ended:
            body = card(
                texts, texts("door.link_ended"), f'<p class="told">{texts.html("error.link_ended")}</p>', request
            )
            return self._told(request, "", whole(texts, texts("door.link_ended"), body), ended)
        hidden, value = self.forms.field(request)
        title = texts(f"door.title_{found.kind}")
        button = texts.html("door.set_password" if found.kind == LinkKind.PASSWORD else "door.make_account")
        told = f'<p class="told">{texts.html(f"door.told_{found.kind}", role=texts(f"role.{found.role}"))}</p>'
        form = (
            f'<form method="post" action="{request.url.path}">{hidden}'
            f'<input type="hidden" name="key" value="{escape(key)}">{self._who(texts, found, said)}'
            + field("password", texts("door.new_password"), kind="password", fill="new-password", most=LONGEST,
                    hint=texts("door.password_hint", n=SHORTEST), first=bool(found.account or said.get("name")))
            + f'<button class="primary" type="submit">{button}</button></form>'
        )  # fmt: skip
        body = card(texts, title, told + (trouble(error_text(error, texts)) if error else "") + form, request)
        return self._told(request, value, whole(texts, title, body), error)

    def _who(self, texts: Words, found: LinkRow, said: dict[str, str]) -> str:
        """The name: to be chosen, or as it is where only the password is new (for the browser's password store)."""
        if found.account:
            name = escape(self.accounts.account(found.account).name)
            return f'<input type="hidden" name="name" value="{name}" autocomplete="username"><p class="who">{name}</p>'
        known = said.get("name", "")
        return field(
            "name", texts("door.your_name"), value=known, fill="username", hint=texts("door.name_hint"),
            first=not known, most=LONGEST_NAME,
        )  # fmt: skip

    def _told(self, request: Request, value: str, page: Response, error: AssistError | None) -> Response:
        """The page with its form's cookie, and the status of what went wrong."""
        if error is not None:
            refused = answer_error(error)
            page.status_code = refused.status_code
            if "retry-after" in refused.headers:
                page.headers["Retry-After"] = refused.headers["retry-after"]
        return self.forms.hand(page, request, value) if value else page
