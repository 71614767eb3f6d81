"""A ticket that was handed over or deleted while its page stood open: whatever is pressed there tells where it went."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from assist.desk.past.retention import Retention
from assist.web.door.gate import COOKIE
from assist.web.words import words
from tests.web.door.decisions import DECISIONS
from tests.web.door.test_permissions import place
from tests.web.people import World, peopled, photo_of

TYPED = "typed after the ticket was gone"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with peopled(tmp_path_factory.mktemp("lost")) as made:
        yield made


def handed_over(world: World) -> str:
    """A ticket of olga's that is axel's now."""
    ticket = world.own_ticket()
    world.desk.hand_over(world.people["olga"], ticket, world.people["axel"].id)
    return ticket


def deleted(world: World) -> str:
    """A ticket of olga's that was wiped while it was open."""
    ticket = world.own_ticket()
    Retention(world.desk.store, forget=world.desk.forget).wipe([ticket], world.people["lea"])
    return ticket


def about_a_ticket(config: dict[str, Any], *holders: str) -> list[dict[str, Any]]:
    """Every event of the page whose inputs name a ticket, in one of the hidden fields `holders`."""
    fields = {one["id"] for one in config["components"] if one["props"].get("elem_id") in holders}
    return [one for one in config["dependencies"] if one["inputs"] and one["inputs"][0] in fields]


def pressed(world: World, language: str, event: dict[str, Any], data: list[Any], run: str) -> list[Any]:
    """What the page's components are told when olga presses it: the last state of an event."""
    session = {"cookie": f"{COOKIE}={world.cookie('olga')}"}
    world.client.cookies.clear()
    base, body = f"/{language}/gradio_api", {"data": data, "fn_index": event["id"], "session_hash": run}
    if not event["queue"]:
        answer = world.client.post(f"{base}/run/predict", json=body, headers=session)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["data"])
    assert world.client.post(f"{base}/queue/join", json=body, headers=session).status_code == 200
    stream = world.client.get(f"{base}/queue/data?session_hash={run}", headers=session).text
    told = [json.loads(line[6:]) for line in stream.splitlines() if line.startswith("data: ")]
    (done,) = (one for one in told if one["msg"] == "process_completed")
    assert done["success"], done
    return list(done["output"]["data"])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("code", "lose"), [("ticket_handed_over", handed_over), ("ticket_deleted", deleted)])
def test_every_event_of_the_page_tells_on_its_card_where_the_ticket_went(
    world: World, language: str, code: str, lose: Any
) -> None:
    texts, ticket = words(language), lose(world)
    session = {"cookie": f"{COOKIE}={world.cookie('olga')}"}
    world.client.cookies.clear()
    config = world.client.get(f"/{language}/config", headers=session).json()
    cards = {one["id"] for one in config["components"] if one["props"].get("elem_id") == "card"}
    events = about_a_ticket(config, "ticket", "goto")
    (opening,) = (one for one in about_a_ticket(config, "goto") if len(one["outputs"]) > 7)
    assert len(events) >= 12, "draft, correct, without, watch, refine, gloss, cancel, undo, follow, look, adopt, go"
    for event in events:
        data = [ticket, *([TYPED] * (len(event["inputs"]) - 1))]
        shown = pressed(world, language, event, data, f"{code}{language}{event['id']}")
        told = dict(zip(event["outputs"], shown, strict=True))
        (card,) = (told[one] for one in cards)
        assert texts.html(f"error.{code}", name="axel") in str(card), event["api_name"]
        if event is not opening:  # which shows a new ticket: else every field stays as it is
            others = [value for one, value in told.items() if one not in cards]
            assert all("value" not in value for value in others), others
            assert f'data-outcome="lost {code}"' in card and 'data-do="rescue"' in card
            assert ('data-do="ask-back"' in card) == (code == "ticket_handed_over")
    kept = world.desk.find(ticket)
    assert kept is None or TYPED not in (kept.message, kept.context, kept.edited)


@pytest.mark.parametrize(
    ("status", "code", "lose"), [(403, "ticket_handed_over", handed_over), (404, "ticket_deleted", deleted)]
)
def test_every_route_of_a_ticket_tells_where_it_went(world: World, status: int, code: str, lose: Any) -> None:
    asked = [pair for pair, rule in DECISIONS.items() if rule == "ticket" and not pair[1].endswith("/back")]
    assert len(asked) > 20
    for method, path in asked:
        ticket = lose(world)
        address = place(world, method, path.replace("{ticket_id}", ticket))
        kind = {"content-type": "application/json"}
        body = b'{"text": "x", "rating": 1, "to": "x"}'
        answer = world.ask("olga", method, address, content=body, headers=kind)
        assert (answer.status_code, answer.json()["code"]) == (status, code), (method, path)
        if code == "ticket_handed_over":
            assert answer.json()["facts"]["name"] == "axel"
            assert world.ask("axel", "GET", f"/tickets/{ticket}/photos").status_code == 200
            assert world.ask("lea", "GET", f"/tickets/{ticket}/photos").status_code == 200
    stranger = world.ask("spare", "GET", f"/tickets/{handed_over(world)}/photos").json()
    assert stranger["code"] == "ticket_of_another" and "axel" not in str(stranger)


def test_who_asks_for_a_ticket_back_is_told_to_who_has_it_until_it_is_handed_on(world: World) -> None:
    ticket, olga, axel = handed_over(world), world.people["olga"], world.people["axel"]

    def asked() -> list[str]:
        return [one["name"] for one in world.ask("axel", "PUT", f"/tickets/{ticket}/presence").json()["asked"]]

    assert asked() == []
    assert world.ask("spare", "POST", f"/tickets/{ticket}/back").status_code == 403
    for _ in range(3):
        assert world.ask("olga", "POST", f"/tickets/{ticket}/back").json() == {"asked": True}
    assert asked() == ["olga"]
    assert world.ask("axel", "POST", f"/tickets/{ticket}/back").json() == {"asked": False}
    given = world.ask("axel", "PUT", f"/tickets/{ticket}/owner", json={"to": olga.id}).json()
    assert given == {"owner": olga.id, "name": "olga", "open": False}
    assert world.ask("axel", "GET", f"/tickets/{ticket}/photos").json()["facts"]["name"] == "olga"
    world.desk.hand_over(olga, ticket, axel.id)
    assert asked() == [], "handed over again: nobody has asked for it since"
    assert world.ask("olga", "POST", f"/tickets/{ticket}/back").json() == {"asked": True}
    kinds = [one["kind"] for one in world.ask("lea", "GET", f"/history/tickets/{ticket}").json()["events"]]
    assert kinds.count("handed_off") == 3 and kinds.count("asked_back") == 2


def test_a_link_to_a_ticket_that_was_never_kept_says_so_over_a_new_one(world: World) -> None:
    world.client.cookies.clear()
    config = world.client.get("/zh/config", headers={"cookie": f"{COOKIE}={world.cookie('olga')}"}).json()
    (opening,) = (one for one in about_a_ticket(config, "goto") if len(one["outputs"]) > 7)
    made, _, message, _, card, *_ = pressed(world, "zh", opening, ["f" * 24], "unknown")
    assert words("zh")("lost.link") in card and message == "" and world.desk.ticket(made).owner
    assert world.ask("olga", "GET", f"/history/tickets/{'f' * 24}").json()["code"] == "ticket_unknown"


def test_what_was_typed_goes_on_in_a_new_ticket(world: World) -> None:
    said = {"message": TYPED, "context": "Order 7", "edited": "My reply", "note": "Call them", "owner": "x"}
    made = world.ask("olga", "POST", "/tickets", json=said).json()["ticket"]
    ticket = world.desk.ticket(made)
    assert (ticket.message, ticket.context, ticket.edited, ticket.note) == (TYPED, "Order 7", "My reply", "Call them")
    assert ticket.owner == world.people["olga"].id
    assert world.ask("", "POST", "/tickets", json=said).status_code == 401
    assert world.ask("olga", "POST", "/tickets", json={"message": "x" * 200_001}).json()["code"] == "words_too_large"


def test_a_verdict_on_a_row_that_was_handed_over_says_who_has_it(world: World) -> None:
    assert world.desk.batch is not None
    drop = world.desk.batch.open_drop(world.people["olga"].id)
    world.photos += 1
    row = world.desk.batch.add(photo_of(world.photos), "row.png", drop=drop)
    world.desk.hand_over(world.people["olga"], row.ticket, world.people["axel"].id)
    said = {"verdict": "yes", "sequence": "5"}
    refused = world.ask("olga", "PUT", f"/queue/rows/{row.id}/verdict", json=said)
    assert (refused.status_code, refused.json()["code"]) == (403, "ticket_handed_over")
    assert world.ask("axel", "PUT", f"/queue/rows/{row.id}/verdict", json=said).json()["judged"] == "yes"
