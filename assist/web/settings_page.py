"""Settings: the tab where an admin sets what may be set, and everybody sees what is configured and what is missing."""

from __future__ import annotations

import threading
from dataclasses import asdict
from typing import Any

import gradio as gr
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from assist.desk.doctor import Finding, Told, examine_served
from assist.desk.programs.programs import open_programs
from assist.desk.staff.audit import Deed
from assist.desk.staff.people import Person, Role
from assist.desk.tickets import Desk
from assist.engines.store import JobState
from assist.engines.store.integrations import TokenRow
from assist.errors import AssistError, InputError
from assist.settings import Settings
from assist.web.routes import object_of
from assist.web.who import demand, person_of
from assist.web.words import Words

SENT_SHOWN = 10  # messages to webhooks
LIBRARY_DO = "Open the tab Manuals: each file says what is wrong with it."
READER_DO = "Restart the program; the log says why the reader did not start."
MODEL_DO = "Test the model: it says what fails."

Row = dict[str, Any]


def settings_tab(words: Words) -> None:
    """The tab's frame; what is in it comes from `assets/settings.js`."""
    t = words.html
    gr.HTML(
        f'<div class="set" data-set="{t("settings.loading")}"><p class="empty">{t("settings.loading")}</p></div>',
        elem_id="settings", js_on_load=None, apply_default_css=False,
    )  # fmt: skip


def settings_routes(desk: Desk, settings: Settings) -> APIRouter:
    """What is set, what is missing, the model's trial, tokens and webhooks; only admins change anything."""
    routes = APIRouter()
    _set(routes, desk)
    _look(routes, desk, settings)
    _tokens(routes, desk, settings)
    _webhooks(routes, desk, settings)
    return routes


def _set(routes: APIRouter, desk: Desk) -> None:
    @routes.get("/settings")
    def shown(request: Request) -> Row:
        person = person_of(request)
        return {"admin": person.may(Role.ADMIN), "rows": desk.shop.rows() if desk.shop else []}

    @routes.put("/settings")
    async def change(request: Request) -> Row:
        person, said = demand(request, Role.ADMIN), await object_of(request)
        if desk.shop is None:
            raise AssistError("Nothing can be set here.", code="settings_fixed")
        await run_in_threadpool(desk.shop.change, person, said)
        return {"admin": True, "rows": desk.shop.rows()}


def _look(routes: APIRouter, desk: Desk, settings: Settings) -> None:
    one_at_a_time = threading.Lock()

    @routes.get("/settings/doctor")
    def doctor(request: Request) -> list[Row]:
        person_of(request)
        now = desk.shop.settings if desk.shop else settings
        with one_at_a_time:
            return [*live(desk), *(asdict(finding) for finding in examine_served(now))]

    @routes.post("/settings/model")
    def model(request: Request) -> list[Row]:
        """Ask the model now; one trial at a time, since it takes the place of a ticket."""
        demand(request, Role.ADMIN)
        if not one_at_a_time.acquire(timeout=1):
            raise InputError("The model is being tried already.", code="model_trial_conflict")
        try:
            return [asdict(finding) for finding in desk.try_model()]
        finally:
            one_at_a_time.release()


def live(desk: Desk) -> list[Row]:
    """What only the running program knows: its library, its reader and its model."""
    state = desk.state()
    library, model = state["library"], state["model"]
    failed = [job.file for job in desk.jobs.jobs(500) if job.state is JobState.FAILED] if desk.jobs else []
    found, named = f"Manuals that can be searched: {library['ready']}", ", ".join(failed[:3])
    told = ("settings.live_library", {"ready": str(library["ready"])})
    if state["opening"]:
        found, told = "The library is being opened.", ("settings.live_opening", {})
    elif failed:
        found = f"{found}. Not read: {named}"
        told = ("settings.live_failed", {"ready": str(library["ready"]), "failed": named})
    reading = {"ready": "ok", "warming": "starting"}.get(state["reading"], "missing")
    kept = "starting" if state["opening"] else "missing" if failed else "ok"
    down = reading == "missing"
    rows = [
        Finding("library", kept, found, LIBRARY_DO if failed else "", (told,),
                (("doctor.library_do", {}),) if failed else ()),
        Finding("reader now", reading, state["reading"], READER_DO if down else "",
                ((f"state.reading_{state['reading']}", {}),), (("doctor.reader_do", {}),) if down else ()),
    ]  # fmt: skip
    if model:
        good = model["state"] in ("ready", "starting")
        said = f"{model['name']} ({model['engine']}): {model['state']}"
        facts = {"name": str(model["name"]), "engine": str(model["engine"]), "seconds": str(round(model["retry_in"]))}
        now = ((f"state.model_{model['state']}", facts),)
        do: tuple[Told, ...] = () if good else (("doctor.model_do", {}),)
        rows.append(Finding("model now", "ok" if good else "missing", said, "" if good else MODEL_DO, now, do))
    return [asdict(row) for row in rows]


def _tokens(routes: APIRouter, desk: Desk, settings: Settings) -> None:
    def tokens() -> Any:
        return open_programs(desk, settings).tokens

    @routes.get("/settings/tokens")
    def listed(request: Request) -> list[Row]:
        demand(request, Role.ADMIN)
        return [token_row(row) for row in tokens().rows()]

    @routes.post("/settings/tokens")
    async def add(request: Request) -> Row:
        """A new token; this answer is the only place where it is ever shown."""
        person, said = demand(request, Role.ADMIN), await object_of(request)
        role, days = str(said.get("role", "agent")), said.get("days")
        if role not in list(Role) or not (days is None or isinstance(days, int | float)):
            raise InputError("A token has a role, and an end in days or none.", code="token_days")
        made = await run_in_threadpool(_made, tokens(), str(said.get("name", "")), Role(role), days, person)
        desk.audit.note(person, Deed.ADDED, "token", made["id"])
        return made

    @routes.delete("/settings/tokens/{token_id}")
    def revoke(token_id: str, request: Request) -> Row:
        person = demand(request, Role.ADMIN)
        tokens().revoke(token_id)
        desk.audit.note(person, Deed.DISABLED, "token", token_id)
        return {"done": True}


def _made(tokens: Any, name: str, role: Role, days: float | None, person: Person) -> Row:
    token, row = tokens.add(name, role, days=days, maker=person.id)
    return {**token_row(row), "token": token}


def token_row(row: TokenRow) -> Row:
    """A token without anything of itself."""
    names = ("id", "name", "role", "created", "expires", "used", "revoked")
    return {name: getattr(row, name) for name in names}


def _webhooks(routes: APIRouter, desk: Desk, settings: Settings) -> None:
    @routes.get("/settings/webhooks")
    def listed(request: Request) -> Row:
        demand(request, Role.ADMIN)
        sent = [
            {"id": one.id, "webhook": one.webhook, "state": one.state, "attempts": one.attempts, "answer": one.answer,
             "created": one.created}
            for one in desk.store.deliveries(SENT_SHOWN)
        ]  # fmt: skip
        return {"webhooks": [{"id": one.id, "url": one.url} for one in desk.store.webhooks()], "sent": sent}

    @routes.post("/settings/webhooks")
    async def add(request: Request) -> Row:
        """A new address; the secret that signs is in this answer alone."""
        person, said = demand(request, Role.ADMIN), await object_of(request)
        webhooks = open_programs(desk, settings).webhooks
        secret, row = await run_in_threadpool(webhooks.add, str(said.get("url", "")))
        desk.audit.note(person, Deed.ADDED, "webhook", row.id)
        return {"id": row.id, "url": row.url, "secret": secret}

    @routes.delete("/settings/webhooks/{webhook_id}")
    def remove(webhook_id: str, request: Request) -> Row:
        person = demand(request, Role.ADMIN)
        open_programs(desk, settings).webhooks.remove(webhook_id)
        desk.audit.note(person, Deed.DELETED, "webhook", webhook_id)
        return {"done": True}
