"""Accounts: one's own, everybody's for admins, and the audit log; pages of their own with JSON behind them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from assist.desk.cells import csv_lines
from assist.desk.staff.accounts import INVITE, Accounts
from assist.desk.staff.audit import Deed
from assist.desk.staff.people import LOCAL, Role
from assist.desk.staff.whose import asked_back
from assist.desk.tickets import Desk
from assist.engines.store import AccountRow, AuditRow, Sought
from assist.errors import InputError
from assist.settings import Settings
from assist.web.door.gate import session_cookie
from assist.web.door.pages import whole
from assist.web.language import language_now, texts_for
from assist.web.own import ticket_router
from assist.web.routes import words_of
from assist.web.who import demand, person_of

MOST_ROWS = 200  # of the audit log at once
COLUMNS = ("when", "who", "deed", "what", "id", "address")


def account_routes(desk: Desk, accounts: Accounts, settings: Settings, *, provider: str = "") -> APIRouter:
    """Who I am, who else there is, who has a ticket open; the pages `/account`, `/accounts` and `/audit`."""
    routes = APIRouter()
    _pages(routes, desk, settings)
    _me(routes, desk, accounts, provider, settings.public_url)
    own = ticket_router(desk)
    _tickets(routes, own, desk, accounts)
    routes.include_router(own)
    _keeping(routes, accounts)
    _audit(routes, desk)
    return routes


def _pages(routes: APIRouter, desk: Desk, settings: Settings) -> None:
    def page(request: Request, name: str) -> Response:
        texts = texts_for(request, language_now(desk, settings))
        return whole(
            texts, texts(f"{name}.title"), f'<div id="people" data-page="{name}"></div>',
            scripts=("door.js", "core.js", "people.js"),
        )  # fmt: skip

    @routes.get("/account")
    def account(request: Request) -> Response:
        return page(request, "account")

    @routes.get("/accounts")
    def accounts(request: Request) -> Response:
        demand(request, Role.ADMIN)
        return page(request, "accounts")

    @routes.get("/audit")
    def audit(request: Request) -> Response:
        demand(request, Role.ADMIN)
        return page(request, "audit")


def _me(routes: APIRouter, desk: Desk, accounts: Accounts, provider: str, public_url: str) -> None:
    @routes.get("/me")
    def me(request: Request) -> dict[str, Any]:
        """Who asks; `local` where there are no accounts, `provider` who signs them in where no password does.

        `token` says that it is a program, which a token stands for, and nobody's account.
        """
        person = person_of(request)
        local = person.id == LOCAL.id
        row = desk.store.account(person.id)
        return {
            "id": person.id, "name": person.name, "role": person.role.value, "local": local,
            "token": not local and row is None,
            "provider": provider if row and row.subject else "",
        }  # fmt: skip

    @routes.post("/password")
    async def change(request: Request) -> dict[str, bool]:
        person, said, cookie = person_of(request), await words_of(request), session_cookie(request, public_url)
        old, new = said.get("old", ""), said.get("new", "")
        await run_in_threadpool(accounts.change_password, person, old, new, cookie)
        return {"done": True}

    @routes.post("/account/signout")
    def everywhere(request: Request) -> dict[str, int]:
        """End all of one's own sessions."""
        person = person_of(request)
        return {"ended": accounts.sign_out_everybody(person, person.id)}


def _tickets(routes: APIRouter, own: APIRouter, desk: Desk, accounts: Accounts) -> None:
    @routes.get("/people")
    def people(request: Request) -> list[dict[str, str]]:
        """To whom a ticket can be handed over."""
        person = person_of(request)
        others = (row for row in accounts.all() if not row.disabled and row.id != person.id)
        return [{"id": row.id, "name": row.name, "role": row.role} for row in others]

    @own.put("/tickets/{ticket_id}/owner")
    async def hand_over(ticket_id: str, request: Request) -> dict[str, Any]:
        """Hand the ticket over to the account `to`; who gives it away may not open it any more, unless a lead."""
        person, said = person_of(request), await words_of(request)
        to = await run_in_threadpool(accounts.account, said.get("to", ""))
        if to.disabled:
            raise InputError("This account is disabled.", code="account_unknown")
        await run_in_threadpool(desk.hand_over, person, ticket_id, to.id)
        return {"owner": to.id, "name": to.name, "open": person.owns(to.id)}

    @routes.post("/tickets/{ticket_id}/back")
    def ask_back(ticket_id: str, request: Request) -> dict[str, bool]:
        """Ask for a ticket that one handed over; who has it now is told on their page, and it stands in its history."""
        return {"asked": desk.ask_back(person_of(request), ticket_id)}

    @own.put("/tickets/{ticket_id}/presence")
    def here(ticket_id: str, request: Request) -> dict[str, Any]:
        """Say that the ticket is open here; who else has it open, and who asks for it back, by name."""
        person = person_of(request)
        desk.audit.note(person, Deed.SAW, "ticket", ticket_id)
        others = [{"name": one.name, "since": one.since} for one in desk.presence.here(ticket_id, person)]
        ids = asked_back(desk.store, ticket_id)
        names = {row.id: row.name for row in accounts.all() if not row.disabled} if ids else {}
        asked = [{"id": one, "name": names[one]} for one in ids if one in names]
        return {"others": others, "asked": asked}

    @routes.delete("/tickets/{ticket_id}/presence")
    def left(ticket_id: str, request: Request) -> dict[str, bool]:
        desk.presence.left(ticket_id, person_of(request))
        return {"done": True}


def _keeping(routes: APIRouter, accounts: Accounts) -> None:
    @routes.get("/accounts/rows")
    def rows(request: Request) -> dict[str, Any]:
        demand(request, Role.ADMIN)
        return {"accounts": [account_row(row) for row in accounts.all()], "local": not accounts.closed}

    @routes.post("/accounts/links")
    async def link(request: Request) -> dict[str, Any]:
        """A new link: `role` of the account to be made, or `account` whose password is to be set."""
        person, said = demand(request, Role.ADMIN), await words_of(request)
        role, account = role_of(said.get("role", Role.AGENT.value)), said.get("account") or None
        first = not accounts.closed and role is Role.ADMIN
        key = await run_in_threadpool(lambda: accounts.link(person, role, account, admin=first))
        found = await run_in_threadpool(accounts.linked, key)
        return {"path": f"/{'welcome' if first else 'invite'}?key={key}", "expires": found.expires, "lasts": INVITE}

    @routes.put("/accounts/{account_id}/role")
    async def role(account_id: str, request: Request) -> dict[str, bool]:
        person, said = demand(request, Role.ADMIN), await words_of(request)
        await run_in_threadpool(accounts.set_role, person, account_id, role_of(said.get("role", "")))
        return {"done": True}

    @routes.post("/accounts/{account_id}/{deed}")
    def change(account_id: str, deed: str, request: Request) -> dict[str, int]:
        """`disable`, `enable` or `signout`; the number of sessions that ended."""
        person = demand(request, Role.ADMIN)
        account = accounts.account(account_id)
        if deed == "signout":
            return {"ended": accounts.sign_out_everybody(person, account.id)}
        if deed not in ("disable", "enable"):
            raise InputError("There is no such deed.", code="asset_unknown")
        accounts.disable(person, account.id, deed == "disable")
        return {"ended": 0}


def account_row(row: AccountRow) -> dict[str, Any]:
    """An account as admins see it: no hash, no subject."""
    return {
        "id": row.id, "name": row.name, "role": row.role, "disabled": row.disabled, "created": row.created,
        "seen": row.seen, "provider": bool(row.subject),
    }  # fmt: skip


def role_of(text: str) -> Role:
    """A role by its name; raises `InputError` (`role_unknown`)."""
    try:
        return Role(text)
    except ValueError as error:
        raise InputError("There is no such role.", code="role_unknown") from error


def _audit(routes: APIRouter, desk: Desk) -> None:
    @routes.get("/audit/rows")
    def rows(request: Request) -> dict[str, Any]:
        demand(request, Role.ADMIN)
        found = desk.store.deeds(sought_of(request), MOST_ROWS + 1)
        plain = [{name: getattr(row, name) for name in AuditRow.__slots__} for row in found[:MOST_ROWS]]
        return {"rows": plain, "more": len(found) > MOST_ROWS, "deeds": [deed.value for deed in Deed]}

    @routes.get("/audit.csv")
    def table(request: Request) -> Response:
        person = demand(request, Role.ADMIN)
        sought, texts = sought_of(request), texts_for(request, "en")
        desk.audit.note(person, Deed.EXPORTED, "audit")

        def rows() -> Iterator[list[str]]:
            for row in desk.store.every_deed(sought):
                when = datetime.fromtimestamp(row.at, UTC).isoformat(timespec="seconds")
                deed, kind = texts.of("deed", row.deed), texts.of("kind", row.kind)
                yield [when, row.name or row.person, deed, kind, row.subject, row.address]

        headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
        lines = csv_lines([texts(f"audit.{column}") for column in COLUMNS], rows())
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def sought_of(request: Request) -> Sought:
    """What of the log a request asks for; days are UTC, the last one included; raises `InputError` (`not_a_day`)."""
    asked = request.query_params
    before = asked.get("before", "")
    return Sought(
        **{name: asked.get(name, "")[:200] for name in ("person", "deed", "kind", "subject")},
        since=_day(asked.get("since", "")), until=_day(asked.get("until", ""), timedelta(days=1)),
        before=int(before) if before.isdecimal() and len(before) < 16 else 0,
    )  # fmt: skip


def _day(text: str, later: timedelta = timedelta()) -> float:
    if not text:
        return 0.0
    try:
        return (datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC) + later).timestamp()
    except (ValueError, OverflowError) as error:
        raise InputError("This is no day.", code="not_a_day", help="Write it as 2026-01-31.") from error
