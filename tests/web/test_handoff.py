"""Handing off: the note holds the case, what was found and what was not; parts of photos are read close up."""

from __future__ import annotations

import re
from typing import Any

import pytest

from assist.case.geometry import Box
from assist.case.photo import Focus
from assist.case.reply import Outcome
from assist.desk import regions
from assist.desk.tickets import Desk
from assist.errors import InputError
from assist.web import cards
from assist.web.words import words
from tests.web.small import label_photo

ASKED = "How do I reset the VX-20 charger?"
PART = {"box": [0.3, 0.3, 0.7, 0.7]}


def note(client: Any, ticket: str, language: str = "en") -> str:
    return str(client.get(f"/tickets/{ticket}/note?language={language}").json()["drafted"])


def test_the_note_of_an_answer_names_each_proof_and_where_to_see_it(desk: Desk, client: Any) -> None:
    ticket = desk.open().id
    desk.write(ticket, {"message": f"{ASKED} Prove the moon: prove the moon.", "context": "Order 5\n to Spain"})
    desk.add_photo(ticket, label_photo(), "label.jpg")
    before = note(client, ticket)
    assert "not answered yet" in before and ASKED in before and "Found" not in before
    *_, reply = desk.answer(ticket)
    text = note(client, ticket)
    places = desk.places(ticket)
    for each in reply.evidence:
        assert each.claim.quote in text
        link = re.search(rf"- \[{each.number}\].*\n  (http\S+)", text) if each.holds else None
        if link:
            shown = places[int(link.group(1).split("&e=")[1])]
            assert each.claim.quote in {mark.quote for mark in shown.marks} and f"?t={ticket}" in link.group(1)
    assert "Not proved:" in text and "made of cheese" in text and "not found on the page" in text
    assert "Order and context: Order 5 to Spain" in text and "label.jpg" in text
    assert "The buyer was told nothing yet." in text
    desk.sent(ticket, "Please wait thirty seconds.")
    assert "> Please wait thirty seconds." in note(client, ticket)
    assert "工单交接" in note(client, ticket, "zh") and "HAND-OFF" not in note(client, ticket, "zh")


def test_the_note_says_why_a_person_must_decide(desk: Desk, client: Any) -> None:
    ticket = desk.open().id
    desk.write(ticket, {"message": "The VX-20 caught fire and burnt my hand. I want my money back."})
    list(desk.answer(ticket))
    head = note(client, ticket).splitlines()[0]
    assert head.startswith("HAND-OFF: ") and "fire" in head and "money back" in head
    client.put(f"/tickets/{ticket}/note", json={"note": "Mine"}).raise_for_status()
    assert client.get(f"/tickets/{ticket}/note").json()["kept"] == "Mine" and desk.ticket(ticket).note == "Mine"


def test_a_part_of_the_tickets_own_photo_is_read_and_chosen(desk: Desk, client: Any) -> None:
    ticket = desk.open().id
    photo = desk.add_photo(ticket, label_photo(720, 60), "a.jpg", read=False).id
    read = client.post(f"/tickets/{ticket}/part", json={"photo": photo, **PART})
    assert read.json() == {"lines": ["INPUT: 100-240V~ 50/60Hz"]}
    client.put(f"/tickets/{ticket}/part", json={"photo": photo, **PART}).raise_for_status()
    assert desk.ticket(ticket).focus == Focus(photo, Box(0.3, 0.3, 0.7, 0.7))
    desk.write(ticket, {"message": "Does it work in Germany?"})
    *_, reply = desk.answer(ticket)
    (line,) = reply.readings[0].lines
    assert line.text == "INPUT: 100-240V~ 50/60Hz" and 0.25 < line.box.left < 0.35, "at its place on the whole photo"
    regions.choose(desk, ticket, None)
    assert desk.ticket(ticket).focus is None


@pytest.mark.parametrize(
    "said",
    [{}, {"photo": "x", "box": [0, 0, 2, 1]}, {"photo": "x", "box": "all"}, {"photo": "x", "box": [0.5, 0, 0.2, 1]}],
)
def test_what_is_no_part_is_refused(desk: Desk, client: Any, said: dict[str, Any]) -> None:
    answer = client.post(f"/tickets/{desk.open().id}/part", json=said)
    assert (answer.status_code, answer.json()["code"]) == (400, "part_unknown")


def test_a_part_of_another_tickets_photo_is_refused(desk: Desk, client: Any) -> None:
    ticket, other = desk.open().id, desk.open().id
    photo = desk.add_photo(other, label_photo(720, 61), "b.jpg", read=False).id
    for method in (client.post, client.put):
        answer = method(f"/tickets/{ticket}/part", json={"photo": photo, **PART})
        assert (answer.status_code, answer.json()["code"]) == (404, "photo_unknown")
    with pytest.raises(InputError):
        regions.look(desk, ticket, Focus(photo, Box(0, 0, 1, 1)))


def test_products_are_listed_with_all_that_they_are_searched_by(desk: Desk, client: Any) -> None:
    (row,) = [row for row in client.get("/products").json() if row["title"] == "Voltix VX-20"]
    assert row["models"] == ["VX-20"] and row["brand"] == "VOLTIX" and row["file"] == "voltix.pdf"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_work_that_takes_long_offers_what_else_could_be_done(language: str) -> None:
    card = cards.running(None, words(language), lambda manual: manual)
    assert set(re.findall(r'data-do="(\w+)"', card)) == {"without", "again", "handoff", "cancel"}
    assert card.index('class="late" hidden') < card.index("data-do"), "shown by the page after eight seconds"


def test_no_verdict_is_said_while_the_product_is_open(desk: Desk) -> None:
    ticket = desk.open().id
    desk.write(ticket, {"message": "Does it work in Germany?"})
    desk.add_photo(ticket, label_photo(800, 44), "two.jpg")
    *_, reply = desk.answer(ticket)
    assert reply.outcome is Outcome.WHICH_PRODUCT and reply.verdict is not None
    card = cards.status(reply, words("en"), desk.say, lambda manual: manual)
    assert 'class="verdict yes"' not in card and "HL-2201" in card
