"""What follows a ticket wherever it shows: handed over with its rows, wiped to the last byte, and no nonsense taken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from assist.case.asking.refining import Wish
from assist.desk.programs.integrations import Tokens
from assist.desk.programs.programs import open_programs
from assist.desk.shop import Shop
from assist.desk.staff.people import Role
from assist.errors import CaseError
from tests.web.people import World, peopled
from tests.web.small import label_photo

API, BUYER = "/api/v1", "Zebrafinch4711"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with peopled(tmp_path) as made:
        yield made


def queued(world: World, who: str = "olga") -> dict[str, Any]:
    """A finished row of that person's in the queue."""
    said = {"x-file-name": f"{BUYER}.jpg", "x-message": f"does it fit {BUYER}"}
    taken = world.ask(who, "POST", "/queue/photos", content=label_photo(), headers=said).json()
    assert world.desk.batch is not None and world.desk.batch.wait(120)
    return next(row for row in world.ask(who, "GET", "/queue").json()["rows"] if row["id"] == taken["id"])


def program(world: World) -> dict[str, str]:
    """The head of a request by a program with an agent's rights."""
    world.client.cookies.clear()
    return {"Authorization": f"Bearer {Tokens(world.desk.store).add('shop', Role.AGENT)[0]}"}


def test_a_ticket_that_was_handed_over_leaves_its_row_to_the_other(world: World) -> None:
    row = queued(world)
    seen = world.ask("olga", "GET", "/queue").json()
    moved = world.ask("olga", "PUT", f"/tickets/{row['ticket']}/owner", json={"to": world.people["axel"].id})
    assert moved.status_code == 200
    asked = {"since": seen["sequence"], "epoch": seen["epoch"]}
    assert world.ask("olga", "GET", "/queue", params=asked).json()["gone"] == [row["id"]], "an open page lets it go"
    assert world.ask("olga", "GET", "/queue").json()["rows"] == []
    assert row["ticket"] not in world.ask("olga", "GET", "/queue.json").text
    assert world.ask("olga", "POST", f"/queue/rows/{row['id']}/renew").status_code == 403
    assert [one["id"] for one in world.ask("axel", "GET", "/queue").json()["rows"]] == [row["id"]]


def test_a_programs_photo_that_was_handed_over_shows_it_no_answer(world: World) -> None:
    head, jobs = program(world), open_programs(world.desk, world.settings).triage
    files = [("photos", ("a.jpg", label_photo(), "image/jpeg"))]
    job = world.client.post(f"{API}/triage", headers=head, data={"message": "230 V?"}, files=files).json()["id"]
    assert jobs.wait(job, 60)
    (before,) = world.client.get(f"{API}/triage/{job}/results", headers=head).json()["results"]
    assert before["answer"]
    world.ask("lea", "PUT", f"/tickets/{before['ticket']}/owner", json={"to": world.people["axel"].id})
    world.client.cookies.clear()
    (after,) = world.client.get(f"{API}/triage/{job}/results", headers=head).json()["results"]
    assert after["answer"] is None and after["state"] == "done"


def test_a_wiped_buyer_is_in_no_table_and_no_file(world: World, tmp_path: Path) -> None:
    head, packed = program(world), io.BytesIO()
    photo = ("photos", (f"{BUYER}.jpg", label_photo(shade=91), "image/jpeg"))
    asked = {"message": f"230 V? {BUYER}", "context": BUYER}
    again = {**head, "Idempotency-Key": "once"}
    assert world.client.post(f"{API}/answers", headers=again, data=asked, files=[photo]).status_code == 200
    files = [photo, ("photos", (f"{BUYER}.txt", b"no photo", "image/jpeg"))]
    job = world.client.post(f"{API}/triage", headers=head, data=asked, files=files).json()["id"]
    assert open_programs(world.desk, world.settings).triage.wait(job, 60)
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.writestr(f"{BUYER}/a.jpg", label_photo(shade=94))
        zipped.writestr(f"{BUYER}.txt", b"hello")
    said = {"x-file-name": f"{BUYER}.zip", "x-message": f"does it fit {BUYER}"}
    assert world.ask("olga", "POST", "/queue/zip", content=packed.getvalue(), headers=said).status_code == 200
    ticket = queued(world)["ticket"]
    words = {"sent": {"text": BUYER}, "note": {"note": BUYER}, "feedback": {"rating": -1, "words": BUYER}}
    for path, told in words.items():
        assert world.ask("olga", "PUT", f"/tickets/{ticket}/{path}", json=told).status_code == 200
    found = world.ask("lea", "POST", "/history/wipe/preview", json={"words": BUYER}).json()["found"]
    assert len(found) == 4
    goes = {"tickets": [one["ticket"] for one in found]}
    assert world.ask("lea", "POST", "/history/wipe", json=goes).json()["tickets"] == 4
    assert world.ask("olga", "GET", "/queue").json()["drops"] == []
    files_left = (file for file in tmp_path.rglob("*") if file.is_file())
    left = [file for file in files_left if BUYER.lower() in file.read_text("latin-1").lower()]
    assert left == [], "neither in rows nor in free pages, the log or the index of words"


def test_the_message_of_a_drop_stays_while_another_ticket_of_it_does(world: World) -> None:
    drop = world.ask("olga", "POST", "/queue/drops", json={"message": "230 V?", "total": "2"}).json()["id"]
    for place in (0, 1):
        head = {"x-drop": drop, "x-position": str(place), "x-file-name": f"{place}.jpg"}
        world.ask("olga", "POST", "/queue/photos", content=label_photo(shade=100 + place), headers=head)
    assert world.desk.batch is not None and world.desk.batch.wait(120)
    first, second = (row["ticket"] for row in world.ask("olga", "GET", "/queue").json()["rows"])
    world.ask("lea", "POST", "/history/wipe", json={"tickets": [first]})
    left = world.ask("olga", "GET", "/queue").json()
    assert [one["id"] for one in left["drops"]] == [drop] and [row["ticket"] for row in left["rows"]] == [second]


def test_bodies_of_nonsense_are_refused_and_half_a_letter_is_a_question_mark(world: World) -> None:
    ticket, deep = world.own_ticket(), "[" * 100_000
    for who, method, path in (
        ("olga", "PUT", f"/tickets/{ticket}/words"), ("olga", "PUT", f"/tickets/{ticket}/feedback"),
        ("ada", "PUT", "/settings"), ("olga", "POST", "/queue/drops"),
    ):  # fmt: skip
        refused = world.ask(who, method, path, content=deep)
        assert (refused.status_code, refused.json()["code"]) == (400, "not_json"), path
    half = world.ask("olga", "POST", f"/tickets/{ticket}/messages", content='{"text": "a\\ud800b\\u0000c"}')
    assert half.json()["message"].endswith("\n\na?bc") and world.desk.ticket(ticket).message.endswith("a?bc")
    assert world.ask("olga", "PUT", f"/tickets/{ticket}/owner", content='{"to": "\\ud800"}').status_code == 404
    assert world.ask("olga", "POST", "/queue/drops", json={"total": "9" * 5000}).status_code == 200
    verdict = {"verdict": "yes", "sequence": "9" * 5000}
    assert world.ask("olga", "PUT", f"/queue/rows/{queued(world)['id']}/verdict", json=verdict).status_code == 400


def test_the_pages_language_is_the_doors_at_once(world: World) -> None:
    shop = Shop(world.desk.store, world.settings, frozenset(), world.desk.audit)
    world.desk.shop = shop
    assert world.ask("ada", "PUT", "/settings", json={"language": "zh"}).status_code == 200
    for who, path in (("", "/signin"), ("ada", "/account")):
        assert 'lang="zh-CN"' in world.ask(who, "GET", path).text


def test_what_is_remembered_of_tickets_stays_bounded(world: World) -> None:
    desk, ids = world.desk, []
    desk.remembered = 2
    for number in range(8):
        ticket = desk.open_for(world.people["olga"])
        ids.append(ticket.id)
        desk.write(ticket.id, {"message": "x" * 30_000 if number % 2 else "Does it fit?"})
        with suppress(CaseError):
            reply = list(desk.answer(ticket.id))[-1]
            list(desk.rewriting.refine(ticket.id, reply.text, Wish.WARMER))
    for ticket_id in ids:
        assert (desk.reply(ticket_id) is None) == (ids.index(ticket_id) % 2 == 1)
    kept = (desk._tickets, desk._replies, desk._errors, desk.rewriting._last)
    assert all(len(one) <= 2 * desk.remembered for one in kept), [len(one) for one in kept]
