"""The history's routes: what each person sees of it, the figures and tables, and a buyer's data that goes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.people import World, peopled


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with peopled(tmp_path_factory.mktemp("history")) as made:
        yield made


def answered(world: World, who: str, message: str) -> str:
    """A ticket of that person's with an answer."""
    desk = world.desk
    ticket = desk.open(owner=world.people[who].id).id
    desk.write(ticket, {"message": message})
    for _ in desk.answer(ticket):
        pass
    return ticket


def ask(world: World, who: str, path: str, **query: str) -> Any:
    answer = world.ask(who, "GET", path, params=query)
    assert answer.status_code == 200, answer.text[:300]
    return answer.json() if "json" in answer.headers["content-type"] else answer.text


def test_each_agent_finds_their_own_tickets_and_a_lead_finds_all(world: World) -> None:
    mine = answered(world, "olga", "How do I reset the VX-20 charger? Zebra")
    other = answered(world, "axel", "How do I clean the VX-20 charger? Zebra")
    tickets = {who: [row["ticket"] for row in ask(world, who, "/history/tickets", words="zebra")["rows"]]
               for who in ("olga", "axel", "lea")}  # fmt: skip
    assert tickets == {"olga": [mine], "axel": [other], "lea": [other, mine]}
    found = ask(world, "lea", "/history/tickets", words="zebra", agent=world.people["olga"].id)
    assert [row["agent"] for row in found["rows"]] == ["olga"] and found["total"] == 1
    assert ask(world, "olga", "/history/tickets", words="zebra", agent=world.people["axel"].id)["rows"] == []
    choices = ask(world, "lea", "/history/choices")
    assert choices["lead"] and {"olga", "axel"} <= {one["title"] for one in choices["owner"]}
    assert not ask(world, "olga", "/history/choices")["lead"]


def test_a_tickets_past_is_told_from_the_draft_to_what_was_sent(world: World) -> None:
    ticket = answered(world, "olga", "How do I reset the VX-20 charger?")
    assert world.ask("olga", "PUT", f"/tickets/{ticket}/displayed").status_code == 200
    world.ask("olga", "PUT", f"/tickets/{ticket}/sent", json={"text": "Unplug it."})
    given = world.ask(
        "olga", "PUT", f"/tickets/{ticket}/feedback", json={"about": "reply", "rating": -1, "reasons": ["wording"]}
    )
    assert given.json()[0]["rating"] == -1
    past = ask(world, "olga", f"/history/tickets/{ticket}", language="zh")
    assert [event["kind"] for event in past["events"]] == ["displayed", "copied", "feedback"]
    assert past["sent"][0]["text"] == "Unplug it." and past["sent"][0]["person"] == "olga"
    assert "".join(text for kind, text in past["sent"][0]["changes"] if kind != "out") == "Unplug it."
    assert past["opinions"][0]["reasons"] == ["wording"] and past["view"]["ticket"] == ticket
    assert past["versions"][0]["text"] and "words" not in past["row"]
    told = [row for row in world.desk.store.deeds() if row.subject == ticket and row.deed == "saw"]
    assert told


def test_the_figures_and_both_tables_are_in_the_pages_language_and_safe(world: World) -> None:
    answered(world, "olga", "=cmd|' /C calc'!A0 where is the moon?")
    figures = ask(world, "lea", "/history/figures", zone="480")
    assert figures["tickets"] >= 1 and figures["days"] and isinstance(figures["gaps"], list)
    table = list(
        csv.DictReader(io.StringIO(ask(world, "lea", "/history/tickets.csv", words="moon").removeprefix("\ufeff")))
    )
    assert table[0]["message"].startswith("'=") and table[0]["agent"] == "olga"
    chinese = ask(world, "lea", "/history/figures.csv", language="zh")
    assert chinese.startswith("\ufeff指标,") and "已起草" in chinese
    assert ask(world, "axel", "/history/tickets.csv", words="moon").count("\n") == 1, "another agent's row is not in it"


@pytest.mark.parametrize("query", [{"since": "yesterday"}, {"cursor": "x"}])
def test_a_filter_that_means_nothing_is_refused(world: World, query: dict[str, str]) -> None:
    answer = world.ask("lea", "GET", "/history/tickets", params=query)
    assert answer.status_code == 400 and answer.json()["code"] in ("filter_unknown", "cursor_unknown")


def test_strange_filters_break_nothing(world: World) -> None:
    for query in (
        {"since": "nan"},
        {"product": "' OR 1"},
        {"state": "words"},
        {"words": "\x00\ud7ff'\"*"},
        {"zone": "x"},
    ):
        assert world.ask("lea", "GET", "/history/tickets", params=query).status_code == 200
        assert world.ask("lea", "GET", "/history/figures", params=query).status_code == 200


def test_a_buyers_data_goes_after_it_was_shown_and_a_page_that_still_has_it_brings_nothing_back(world: World) -> None:
    ticket = answered(world, "olga", "Is my parcel lost? wanda.wolf@example.com")
    preview = world.ask("lea", "POST", "/history/wipe/preview", json={"words": "wanda.wolf@example.com"}).json()
    assert [one["ticket"] for one in preview["found"]] == [ticket] and preview["tickets"] == 1
    gone = world.ask("lea", "POST", "/history/wipe", json={"tickets": [ticket]}).json()
    assert gone["tickets"] == 1
    kept = world.ask("olga", "PUT", f"/tickets/{ticket}/words", json={"message": "typed on"})
    assert kept.status_code == 404 and kept.json()["code"] == "ticket_deleted"
    assert world.ask("lea", "GET", f"/history/tickets/{ticket}").status_code == 404
    assert ask(world, "lea", "/history/tickets", words="wanda.wolf")["rows"] == []
    deeds = [(row.name, row.subject) for row in world.desk.store.deeds() if row.deed == "deleted"]
    assert ("lea", ticket) in deeds


@pytest.mark.parametrize("body", [{}, {"tickets": []}, {"tickets": "all"}, {"tickets": ["../x"]}, {"tickets": [1]}])
def test_a_deletion_names_its_tickets(world: World, body: dict[str, Any]) -> None:
    answer = world.ask("lea", "POST", "/history/wipe", json=body)
    assert answer.status_code in (400, 404)


def test_a_ticket_that_is_still_empty_has_no_feedback_yet(world: World) -> None:
    empty = world.desk.open(owner=world.people["olga"].id).id
    assert ask(world, "olga", f"/tickets/{empty}/feedback") == []


@pytest.mark.parametrize(
    "body",
    [{"rating": "1"}, {"rating": True}, {"rating": 1, "reasons": "wording"}, {"rating": -1, "reasons": [1]},
     {"rating": 1, "sequence": 1 << 70}, {"rating": 5}, [1], "x"],
)  # fmt: skip
def test_what_is_no_feedback_is_refused(world: World, body: Any) -> None:
    answer = world.ask("olga", "PUT", f"/tickets/{world.own_ticket()}/feedback", json=body)
    assert answer.status_code == 400 and answer.json()["code"] in ("feedback_unknown", "not_json")
