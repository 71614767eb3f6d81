"""Triage jobs of programs: taken in at once, answered in the background, found again, told to a signed webhook."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assist.desk.programs.triage_jobs import Handed, TriageJobs
from assist.desk.programs.webhooks import BACKOFF, Webhooks
from assist.desk.staff.people import LOCAL, Person, Role
from assist.desk.tickets import Desk
from assist.engines import calling
from assist.errors import EngineUnavailable, InputError
from assist.web.api.api import attach
from tests.web.small import label_photo, small_house

API = "/api/v1"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Desk]]:
    with small_house(tmp_path_factory.mktemp("triage")) as (desk, settings):
        app = FastAPI()
        attach(app, desk, settings.model_copy(update={"webhook_private": True}))
        with TestClient(app, base_url="http://127.0.0.1") as client:
            yield client, desk


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[tuple[dict[str, str], str]], list[int]]]:
    """A webhook's other end: its address, what it heard, and the statuses that it answers with (then 204)."""
    heard: list[tuple[dict[str, str], str]] = []
    statuses: list[int] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(statuses.pop(0) if statuses else 204)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Ear)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", heard, statuses
    server.shutdown()
    server.server_close()


def photos(*shades: int) -> list[tuple[str, tuple[str, bytes, str]]]:
    return [("photos", (f"{shade}.jpg", label_photo(shade=shade), "image/jpeg")) for shade in shades]


def test_a_job_is_taken_at_once_and_its_photos_are_answered_one_by_one(served: tuple[TestClient, Desk]) -> None:
    client, desk = served
    files = [*photos(101, 102), ("photos", ("broken.jpg", b"no picture", "image/jpeg"))]
    taken = client.post(f"{API}/triage", data={"message": "230 V?", "language": "de"}, files=files)
    assert taken.status_code == 202 and taken.json()["total"] == 3
    assert desk.programs is not None and desk.programs.triage.wait(taken.json()["id"], 60)
    job = client.get(taken.headers["location"]).json()
    assert (job["state"], job["counts"]) == ("done", {"done": 2, "failed": 1})
    first = client.get(job["results"], params={"limit": 2}).json()
    rest = client.get(job["results"], params={"after": first["next"]}).json()
    rows = first["results"] + rest["results"]
    assert [row["name"] for row in rows] == ["101.jpg", "102.jpg", "broken.jpg"] and rest["next"] is None
    assert rows[0]["answer"]["language"] == "de" and rows[0]["answer"]["proofs"][0]["boxes"]
    assert rows[2]["error"]["code"] == "photo_not_a_picture" and rows[2]["answer"] is None
    assert client.get(f"{API}/tickets/{rows[0]['ticket']}").json()["answer"]["band"] == "ready"
    assert job["id"] in {one["id"] for one in client.get(f"{API}/triage").json()["jobs"]}
    assert not (desk.store.folder / "triage" / job["id"]).exists()


def test_a_job_without_photos_or_with_too_many_is_refused(served: tuple[TestClient, Desk]) -> None:
    client, desk = served
    assert client.post(f"{API}/triage", data={"message": "x"}).status_code == 422
    assert desk.programs is not None
    with pytest.raises(InputError, match="at most 200"):
        desk.programs.triage.submit(LOCAL, [Handed("a", lambda: b"")] * 201, "", "", None)


def test_a_job_that_an_ended_program_left_goes_on_and_a_cancelled_one_does_not(tmp_path: Path) -> None:
    me, other = Person("me"), Person("other")
    with small_house(tmp_path) as (desk, _):
        webhooks = Webhooks(desk.store)
        before = TriageJobs(desk, webhooks)
        before.close()  # as if the program had ended right after it said "taken"
        handed = [Handed(f"{shade}.jpg", lambda shade=shade: label_photo(shade=shade)) for shade in (111, 112)]  # type: ignore[misc]
        left = before.submit(me, handed, "230 V?", "", None)
        dropped = before.submit(me, handed, "230 V?", "", None)
        before.cancel(dropped.id, me)
        desk.store.update_triage_item(left.id, 0, state="working")  # and while it was at the first photo
        assert before.counts(left.id) == {"working": 1, "waiting": 1}
        with pytest.raises(InputError, match="no such job"):
            before.job(left.id, other)
        assert before.jobs(other) == ()
        assert before.job(left.id, Person("lead", role=Role.LEAD)).owner == "me"
        after = TriageJobs(desk, webhooks)
        after.start()
        assert after.wait(left.id, 60) and after.wait(dropped.id, 60)
        assert after.counts(left.id) == {"done": 2}
        assert (after.job(dropped.id, me).state, after.counts(dropped.id)) == ("cancelled", {"cancelled": 2})
        assert {desk.ticket(item.ticket).owner for item in after.items(left.id)} == {"me"}
        after.close()


def test_a_photo_gets_one_ticket_wherever_the_program_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """What no handler catches, as a kill."""

    with small_house(tmp_path) as (desk, _):
        webhooks, update = Webhooks(desk.store), desk.store.update_triage_item

        def killed(job: str, position: int, **changes: Any) -> None:
            if "ticket" in changes:  # it is written, and not yet noted
                raise Killed
            update(job, position, **changes)

        jobs = TriageJobs(desk, webhooks)
        jobs.close()
        handed = [Handed(f"{shade}.jpg", lambda shade=shade: label_photo(shade=shade)) for shade in (113, 114)]  # type: ignore[misc]
        job = jobs.submit(LOCAL, handed, "230 V?", "to Spain", "de")
        file = desk.store.folder / "triage" / job.id / "0"
        sent = file.read_bytes()
        monkeypatch.setattr(desk.store, "update_triage_item", killed)
        with pytest.raises(Killed):
            jobs._step()
        monkeypatch.undo()
        file.write_bytes(sent)  # a kill runs no `finally`
        desk._tickets.clear()
        (made,) = desk.store.tickets(10)
        assert desk.store.triage_items(job.id)[0].ticket == ""
        after = TriageJobs(desk, webhooks)
        after.start()
        assert after.wait(job.id, 60) and after.counts(job.id) == {"done": 2}
        after.close()
        first, second = after.items(job.id)
        assert first.ticket == made.id and {one.id for one in desk.store.tickets(10)} == {first.ticket, second.ticket}
        ticket = desk.ticket(made.id)
        assert (ticket.message, ticket.context, ticket.language, ticket.batch) == ("230 V?", "to Spain", "de", job.id)


def test_the_end_of_a_job_is_told_signed_and_again_until_it_is_heard(
    tmp_path: Path, receiver: tuple[str, list[tuple[dict[str, str], str]], list[int]]
) -> None:
    address, heard, statuses = receiver
    now = [1_800_000_000.0]
    with small_house(tmp_path) as (desk, _):
        webhooks = Webhooks(desk.store, private=True, clock=lambda: now[0])
        jobs = TriageJobs(desk, webhooks, clock=lambda: now[0])
        secret, row = webhooks.add(address)
        job = jobs.submit(LOCAL, [Handed("a.jpg", lambda: label_photo(shade=121))], "230 V?", "", None, notify=True)
        assert jobs.wait(job.id, 60)
        statuses += [500, 302]
        for tries, wait in ((1, BACKOFF[0]), (2, BACKOFF[1])):
            webhooks.deliver()
            assert len(heard) == tries and webhooks.deliver() == wait
            now[0] += wait
        webhooks.deliver()
        assert [one.state for one in desk.store.deliveries()] == ["done"] and len(heard) == 3
        headers, body = heard[-1]
        said = json.loads(body)
        assert said["type"] == "triage.ended"
        assert said["data"] == {"id": job.id, "state": "done", "counts": {"done": 1}}
        stamp = int(headers["webhook-timestamp"])
        assert headers["webhook-signature"] == calling.signature(secret, headers["webhook-id"], stamp, body)
        assert said["id"] == headers["webhook-id"] == heard[0][0]["webhook-id"]
        assert secret not in str(heard)
        webhooks.remove(row.id)
        assert desk.store.deliveries() == ()
        jobs.close()


def test_a_receiver_that_never_answers_is_given_up(tmp_path: Path) -> None:
    now = [1000.0]

    def deaf(*_: Any) -> int:
        raise EngineUnavailable("nobody", code="webhook_down")

    with small_house(tmp_path) as (desk, _):
        webhooks = Webhooks(desk.store, call=deaf, clock=lambda: now[0])
        webhooks.add("https://shop.example/hook")
        desk.store.add_deliveries(webhooks.messages(lambda message, at: "{}"), "none", state="done")
        for _ in range(40):
            now[0] += webhooks.deliver()
        (delivery,) = desk.store.deliveries()
        assert (delivery.state, delivery.attempts) == ("failed", len(BACKOFF) + 1)
        assert delivery.answer.startswith("webhook_down")


def test_a_message_that_breaks_the_caller_holds_up_no_other(tmp_path: Path) -> None:
    def call(url: str, *_: Any) -> int:
        if "broken" in url:
            raise UnicodeError("label empty or too long")
        return 204

    with small_house(tmp_path) as (desk, _):
        webhooks = Webhooks(desk.store, call=call)
        webhooks.add("https://broken.example/hook")
        webhooks.add("https://shop.example/hook")
        desk.store.add_deliveries(webhooks.messages(lambda message, at: "{}"), "none", state="done")
        webhooks.deliver()
        webhooks.deliver()
        assert sorted((row.state, row.answer) for row in desk.store.deliveries()) == [
            ("done", "204"), ("waiting", "internal: UnicodeError")
        ]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "::",
        "64:ff9b:1::7f00:1", "::7f00:1", "fec0::1",
    ],
)  # fmt: skip
def test_no_machine_of_this_network_is_called(address: str) -> None:
    with pytest.raises(InputError) as refused:
        calling.call("https://shop.example/hook", calling.new_secret(), "m", 1, "{}", lookup=lambda *_: [address])
    assert refused.value.code == "webhook_private"
    assert calling.public("93.184.216.34") and calling.public("2606:2800:220:1::1")
    with pytest.raises(InputError):
        mixed = ["93.184.216.34", address]
        calling.call("https://shop.example/hook", calling.new_secret(), "m", 1, "{}", lookup=lambda *_: mixed)


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/x",
        "ftp://shop.example",
        "https://",
        "https://user:pw@shop.example",
        "x",
        "https://a:99999/",
        "https://hooks..example/x",
        f"https://{'a' * 64}.example/",
    ],
)
def test_only_plain_https_addresses_are_taken(url: str) -> None:
    with pytest.raises(InputError) as refused:
        calling.checked(url)
    assert refused.value.code == "webhook_url"


def test_a_name_is_looked_up_once_and_that_very_address_is_called(
    receiver: tuple[str, list[tuple[dict[str, str], str]], list[int]],
) -> None:
    address, heard, statuses = receiver
    port = int(address.rsplit(":", 1)[1].split("/")[0])
    asked = []

    def lookup(host: str, _: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    url = f"http://shop.example:{port}/hook"
    statuses.append(307)
    assert calling.call(url, calling.new_secret(), "m", 1, "{}", private=True, lookup=lookup) == 307
    assert asked == ["shop.example"] and len(heard) == 1
    assert heard[0][0]["host"] == f"shop.example:{port}"
