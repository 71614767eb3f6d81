"""Who may use what: every route of the app, tried as nobody, as another agent, as the owner, as lead and as admin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.web.decisions import DECISIONS
from tests.web.people import World, peopled, photo_of

MISSING = {"ticket_unknown", "photo_unknown"}
# Whom a rule lets in, and whom it keeps out; everybody but `open` keeps nobody out.
LETS = {
    "open": (("", "olga"), ()), "person": (("axel",), ()), "lead": (("lea", "ada"), ("axel",)),
    "admin": (("ada",), ("axel", "lea")), "ticket": (("olga", "lea", "ada"), ("axel",)),
    "photo": (("olga", "lea", "ada"), ("axel",)), "row": (("olga", "lea"), ("axel",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with peopled(tmp_path_factory.mktemp("people")) as made:
        yield made


def routes_of(routes: Iterable[Any], before: str = "") -> Iterator[tuple[str, str]]:
    """(method, path) of every route, mounted apps and included routers too."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes_of(inner.routes, before)
        elif getattr(route, "methods", None):
            yield from ((method, before + route.path) for method in route.methods)
        elif getattr(route, "routes", None):
            yield from routes_of(route.routes, before + route.path)
        else:
            yield "?", before + getattr(route, "path", repr(route))


def gradios(path: str) -> bool:
    return path.startswith(("/zh/", "/en/"))


def test_every_route_has_a_decision(world: World) -> None:
    app: Any = world.client.app
    ours = {(method, path) for method, path in routes_of(app.routes) if not gradios(path)}
    assert ours - DECISIONS.keys() == set(), "decide in tests/web/decisions.py who may use these"
    assert DECISIONS.keys() - ours == set(), "these routes are gone"


def place(world: World, method: str, path: str) -> str:
    """The path with a ticket, photo and row of olga's, a manual (none to be deleted), and names for the rest."""
    ticket = world.own_ticket()
    shown = world.desk.ticket(ticket).photos[0].id
    asked = method == "GET" or path.endswith("/try")
    manual = world.desk.shelf.catalogue()[0].id if asked else "0" * 64
    return path.format(
        ticket_id=ticket, photo_id=shown, row_id=row_of(world) if "{row_id}" in path else "", job_id="f" * 24,
        manual_id=manual, number=1, passage_id="x", index=0, name="door.css", deed="signout",
        account_id=world.people["spare"].id, example_id="nothing", token_id="f" * 16,
        webhook_id="f" * 16,
    )  # fmt: skip


def row_of(world: World) -> str:
    """A new row of olga's in the queue."""
    world.photos += 1
    assert world.desk.batch is not None
    drop = world.desk.batch.open_drop(world.people["olga"].id)
    return world.desk.batch.add(photo_of(world.photos), "row.png", drop=drop).id


def sent(world: World, who: str, method: str, path: str) -> Any:
    """The route with a body that it would take from somebody who may."""
    body = b'{"text": "x", "rating": 1}' if path.startswith("/api/") else b"{}"
    kind = {"content-type": "application/json"}
    return world.ask(who, method, place(world, method, path), content=body, headers=kind)


@pytest.mark.parametrize(("method", "path"), DECISIONS, ids=lambda value: value)
def test_each_route_lets_in_whom_it_should(world: World, method: str, path: str) -> None:
    rule = DECISIONS[method, path]
    lets, keeps = LETS[rule]
    thing = rule in ("photo", "ticket", "row")
    for who in keeps if rule == "open" else ("", *keeps):
        answer = sent(world, who, method, path)
        wanted = {401} if not who else {403, 404} if thing else {403}
        assert answer.status_code in wanted, f"{who or 'nobody'}: {answer.status_code} {answer.text[:200]}"
    for who in lets:
        answer = sent(world, who, method, path)
        if path in ("/signin", "/welcome", "/invite"):
            assert answer.status_code == 303 or answer.headers["content-type"].startswith("text/html")
            continue  # a form without its token, a link without its key: told in words
        missing = thing and answer.status_code == 404 and answer.json()["code"] in MISSING
        refused = answer.status_code in (401, 403) or missing
        assert not refused, f"{who or 'nobody'}: {answer.status_code} {answer.text[:200]}"


def test_gradios_own_routes_are_closed_to_nobody_in_particular(world: World) -> None:
    app: Any = world.client.app
    passed = []
    for method, path in sorted(set(routes_of(app.routes))):
        if gradios(path):
            answer = world.ask(
                "", method, place(world, method, path.replace(":path", "").replace("{", "x").replace("}", ""))
            )
            if answer.status_code not in (401, 403):
                passed.append((method, path, answer.status_code))
    assert passed == []
