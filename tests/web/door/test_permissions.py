"""Who may use what: every route of the app, tried as nobody, as another agent, as the owner, as lead and as admin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from assist.desk.programs.integrations import Tokens
from assist.desk.staff.people import Role
from assist.web.door.gate import COOKIE
from tests.web.door.decisions import DECISIONS
from tests.web.people import PASSWORD, SHELL, World, peopled, photo_of

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
    assert ours - DECISIONS.keys() == set(), "decide in tests/web/door/decisions.py who may use these"
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


def joined(world: World, who: str, button: str, data: list[Any]) -> str:
    """What the page's queue streams to that person after a press of a hidden or shown button."""
    session = {"cookie": f"{COOKIE}={world.cookie(who)}"}
    world.client.cookies.clear()
    config = world.client.get("/en/config", headers=session).json()
    numbers = [one["id"] for one in config["components"] if one["props"].get("elem_id") == button]
    which = next(one["id"] for one in config["dependencies"] if any([n, "click"] in one["targets"] for n in numbers))
    body = {"data": data, "fn_index": which, "session_hash": f"{button}{who}"}
    assert world.client.post("/en/gradio_api/queue/join", json=body, headers=session).status_code == 200
    address = f"/en/gradio_api/queue/data?session_hash={button}{who}"
    return str(world.client.get(address, headers=session).text)


def test_gradios_queue_answers_on_a_ticket_to_its_owner_alone(world: World) -> None:
    ticket = world.own_ticket(photo=False)
    told = joined(world, "olga", "draft", [ticket, "Wait thirty seconds to reset?", ""])
    assert "wait thirty seconds" in told and '"success":true' in told
    for button, data in (
        ("draft", [ticket, "mine now", ""]), ("watch", [ticket]), ("undo", [ticket]), ("cancel", [ticket]),
        ("follow", [ticket]), ("gloss", [ticket, "x"]), ("refine", [ticket, "x", '{"wish": "shorter"}']),
        ("without", [ticket, "mine now", ""]), ("correct", [ticket, "mine now", "", '{"manual": ""}']),
    ):  # fmt: skip
        refused = joined(world, "axel", button, data)
        assert "thirty seconds" not in refused and "another agent" in refused, button
    assert world.desk.ticket(ticket).message == "Wait thirty seconds to reset?"
    assert world.ask("axel", "GET", "/en/gradio_api/queue/data?session_hash=draftolga").status_code == 403
    opened = joined(world, "axel", "go", [ticket])
    assert "thirty seconds" not in opened and "another agent" in opened


def test_a_photo_that_two_agents_have_is_each_ones_own_and_leads_to_no_ticket_of_the_other(world: World) -> None:
    first = world.own_ticket()
    shown = world.desk.ticket(first).photos[0].id
    assert world.ask("axel", "GET", f"/photos/{shown}/thumbnail").status_code == 404
    second = world.desk.open_for(world.people["axel"]).id
    same = photo_of(world.photos)
    put = world.ask("axel", "POST", f"/tickets/{second}/photos", content=same, headers={"x-file-name": "a%0d%0ab.png"})
    assert put.json()[0]["id"] == shown and put.json()[0]["name"] == "ab.png"
    assert world.ask("axel", "GET", f"/photos/{shown}/thumbnail").status_code == 200
    assert world.ask("axel", "GET", f"/tickets/{second}/seen").json() == {}
    assert world.ask("lea", "GET", f"/tickets/{second}/seen").json()[shown]["ticket"] == first
    world.ask("axel", "DELETE", f"/tickets/{second}/photos/{shown}")
    assert world.ask("axel", "GET", f"/photos/{shown}/thumbnail").status_code == 404


def test_a_ticket_that_was_handed_over_is_the_others_and_in_the_log(world: World) -> None:
    ticket, axel = world.own_ticket(), world.people["axel"]
    names = {row["name"] for row in world.ask("olga", "GET", "/people").json()}
    assert "axel" in names and "olga" not in names
    for to in ("", "nobody", "local"):
        assert world.ask("olga", "PUT", f"/tickets/{ticket}/owner", json={"to": to}).status_code == 404
    assert world.ask("olga", "PUT", f"/tickets/{ticket}/owner", json={"to": axel.id}).json()["name"] == "axel"
    assert world.ask("olga", "GET", f"/tickets/{ticket}/photos").status_code == 403
    assert world.ask("axel", "GET", f"/tickets/{ticket}/photos").status_code == 200
    world.desk._tickets.clear()
    assert world.desk.ticket(ticket).owner == axel.id, "kept across a restart"
    rows = world.ask("ada", "GET", f"/audit/rows?subject={ticket}").json()["rows"]
    assert [(row["name"], row["deed"]) for row in rows] == [("olga", "handed_over")]
    assert "handed_off" in world.ask("axel", "GET", f"/history/tickets/{ticket}").text


def test_the_second_on_a_ticket_is_told_who_has_it_open(world: World) -> None:
    ticket = world.own_ticket()
    assert world.ask("olga", "PUT", f"/tickets/{ticket}/presence").json() == {"others": [], "asked": []}
    (other,) = world.ask("lea", "PUT", f"/tickets/{ticket}/presence").json()["others"]
    assert other["name"] == "olga" and set(other) == {"name", "since"}
    world.ask("olga", "DELETE", f"/tickets/{ticket}/presence")
    assert world.ask("lea", "PUT", f"/tickets/{ticket}/presence").json() == {"others": [], "asked": []}


def test_an_admin_invites_changes_and_shuts_out(world: World) -> None:
    made = world.ask("ada", "POST", "/accounts/links", json={"role": "lead"}).json()
    assert made["path"].startswith("/invite?key=")
    cookie = world.accounts.accept(made["path"].split("=", 1)[1], "New <b>lead</b>", PASSWORD)
    person = world.accounts.person(cookie)
    assert person is not None
    rows = world.ask("ada", "GET", "/accounts/rows").json()["accounts"]
    assert all(not set(row) & {"password", "subject", "folded"} for row in rows)
    assert (
        world.ask("ada", "PUT", f"/accounts/{person.id}/role", json={"role": "boss"}).json()["code"] == "role_unknown"
    )
    assert world.ask("ada", "PUT", f"/accounts/{person.id}/role", json={"role": "agent"}).status_code == 200
    assert world.ask("ada", "POST", f"/accounts/{person.id}/disable").status_code == 200
    assert world.accounts.person(cookie) is None
    last = world.ask("ada", "POST", f"/accounts/{world.people['ada'].id}/disable")
    assert (last.status_code, last.json()["code"]) == (403, "account_last_admin")
    assert world.ask("ada", "POST", f"/accounts/{person.id}/explode").status_code == 404


def test_the_log_is_filtered_paged_and_saved_as_a_table_that_runs_nothing(world: World) -> None:
    formula = world.accounts.add(SHELL, "=cmd()", PASSWORD, Role.AGENT)
    world.accounts.sign_in("=cmd()", PASSWORD, "198.51.100.3")
    found = world.ask("ada", "GET", f"/audit/rows?person={formula.id}&deed=signed_in").json()
    assert [row["address"] for row in found["rows"]] == ["198.51.100.3"] and not found["more"]
    table = world.ask("ada", "GET", f"/audit.csv?person={formula.id}&language=en")
    assert "'=cmd()" in table.text and ",=cmd()" not in table.text and "signed in" in table.text
    for query in ("since=yesterday", "until=2026-13-01", "since=9999-99-99"):
        assert world.ask("ada", "GET", f"/audit/rows?{query}").json()["code"] == "not_a_day"
    assert world.ask("ada", "GET", "/audit/rows?before=x&until=9998-12-31&subject=" + "%00" * 9).status_code == 200


def test_a_photos_way_through_the_routes_leaves_ids_and_no_words_in_the_log(world: World) -> None:
    ticket = world.own_ticket()
    world.desk.write(ticket, {"message": "a secret of the buyer"})
    world.ask("olga", "PUT", f"/tickets/{ticket}/presence")
    world.ask("olga", "PUT", f"/tickets/{ticket}/sent", json={"text": "a secret answer"})
    world.ask("olga", "GET", f"/tickets/{ticket}/places/0/annotated.jpg")
    text = world.ask("ada", "GET", "/audit.csv?language=en").text
    for deed in ("saw", "copied", "exported"):
        assert f",{deed}," in text
    assert ticket in text and "secret" not in text


def test_a_session_that_ended_is_turned_away_from_every_door(world: World) -> None:
    cookie = world.cookie("axel")
    account = world.people["axel"].id
    world.accounts.sign_out_everybody(SHELL, account)
    for path in ("/me", "/en/", "/zh/config", "/queue", "/en/gradio_api/queue/data?session_hash=x", "/metrics"):
        world.client.cookies.clear()
        answer = world.client.get(path, headers={"cookie": f"{COOKIE}={cookie}"})
        assert answer.status_code == 401, path


def test_a_program_is_told_whom_its_token_stands_for(world: World) -> None:
    token, row = Tokens(world.desk.store).add("returns robot", Role.LEAD)
    told = world.ask("", "GET", "/me", headers={"authorization": f"Bearer {token}"})
    assert told.status_code == 200
    assert told.json() == {
        "id": f"token-{row.id}", "name": "returns robot", "role": "lead", "local": False, "token": True, "provider": "",
    }  # fmt: skip
    mine = world.ask("olga", "GET", "/me").json()
    assert (mine["name"], mine["token"]) == ("olga", False)
