"""Signing in through a provider: to it and back, with what must match kept in a signed cookie of ten minutes."""

from __future__ import annotations

import logging
import secrets

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from assist.desk.staff.accounts import Accounts
from assist.desk.staff.people import Role
from assist.engines.provider import Provider, Vouched, refused
from assist.errors import AssistError, Forbidden, SettingsError
from assist.settings import Settings
from assist.web.door.gate import address_of, is_secure, own_path
from assist.web.door.signin import Pages

log = logging.getLogger(__name__)

COOKIE = "assist_oidc"
LASTS = 600  # seconds that a person may take at the provider


def open_provider(settings: Settings) -> Provider | None:
    """The provider that the settings name, None for none; raises `SettingsError`."""
    if not settings.oidc_issuer:
        return None
    roles_by_value(settings.oidc_roles)
    secret = settings.oidc_client_secret.get_secret_value()
    return Provider(settings.oidc_issuer, settings.oidc_client_id, secret, settings.oidc_role_claim)


def oidc_routes(accounts: Accounts, settings: Settings, provider: Provider, pages: Pages) -> APIRouter:
    """`/oidc/start` and `/oidc/callback`."""
    from itsdangerous import BadSignature, URLSafeTimedSerializer

    routes, signer = APIRouter(), URLSafeTimedSerializer(accounts.secret, salt="assist.oidc")

    @routes.get("/oidc/start")
    async def start(request: Request) -> Response:
        state, nonce, verifier = (secrets.token_urlsafe(48) for _ in range(3))
        try:
            there = await run_in_threadpool(provider.begin, back_to(request, settings), state, nonce, verifier)
        except AssistError as error:
            return pages.signin(request, error)
        response = RedirectResponse(there, 303)
        kept = signer.dumps([state, nonce, verifier, own_path(request.query_params.get("next", "/"))])
        response.set_cookie(
            COOKIE, str(kept), max_age=LASTS, path="/oidc", httponly=True, samesite="lax",
            secure=is_secure(request, settings.public_url),
        )  # fmt: skip
        return response

    @routes.get("/oidc/callback")
    async def back(request: Request) -> Response:
        answer = dict(request.query_params)
        try:
            try:
                state, nonce, verifier, wanted = signer.loads(request.cookies.get(COOKIE, ""), max_age=LASTS)
            except (BadSignature, ValueError) as error:
                raise refused("the browser brought no state of ours") from error
            if not secrets.compare_digest(answer.get("state", "").encode(), state.encode()):
                raise refused("the state is another's")
            vouched = await run_in_threadpool(provider.finish, back_to(request, settings), answer, nonce, verifier)
            cookie = await run_in_threadpool(_sign_in, accounts, vouched, settings, address_of(request))
            response = pages.begun(request, cookie, own_path(wanted))
        except AssistError as error:
            log.warning("a sign-in by the provider failed: %s %s", error, error.facts.get("why", ""))
            response = pages.signin(request, error)
        response.delete_cookie(COOKIE, path="/oidc")
        return response

    return routes


def _sign_in(accounts: Accounts, vouched: Vouched, settings: Settings, address: str) -> str:
    role = role_for(vouched.values, settings.oidc_roles)
    if role is None:
        raise Forbidden(
            "The provider gives no right to use this program.", code="provider_role",
            help="Ask whoever gives the rights at your provider.",
        )  # fmt: skip
    return accounts.sign_in_subject(vouched.subject, vouched.name, role, address)


def back_to(request: Request, settings: Settings) -> str:
    """The address that the provider sends the browser back to; the guard has checked the host."""
    return f"{settings.public_url.rstrip('/') or str(request.base_url).rstrip('/')}/oidc/callback"


def roles_by_value(text: str) -> tuple[tuple[Role, str], ...]:
    """`admin=it,agent=*` as pairs; raises `SettingsError`."""
    pairs = []
    for part in (part.strip() for part in text.split(",") if part.strip()):
        name, equals, value = part.partition("=")
        if not equals or name.strip() not in list(Role) or not value.strip():
            raise SettingsError(f"ASSIST_OIDC_ROLES: {part!r} is not like `lead=shift-leads`.")
        pairs.append((Role(name.strip()), value.strip()))
    return tuple(pairs)


def role_for(values: tuple[str, ...], text: str) -> Role | None:
    """The highest role that one of the values means, `*` being any person; None where none does."""
    pairs = roles_by_value(text)
    if not pairs:
        return Role.AGENT
    return max((role for role, value in pairs if value == "*" or value in values), key=lambda r: r.rank, default=None)
