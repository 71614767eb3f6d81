"""The API: answers with proofs, tickets, manuals and searching, for whoever may; one shape for every error."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assist.desk.programs.integrations import Tokens
from assist.desk.staff.people import Role
from assist.desk.tickets import Desk
from tests.pdf_files import locked
from tests.web.small import label_photo, manual_pdf

ROOT = Path(__file__).resolve().parents[3]
API = "/api/v1"
Photo = tuple[str, tuple[str, bytes, str]]


def photo(shade: int = 200, width: int = 640) -> Photo:
    return ("photos", ("label.jpg", label_photo(width, shade), "image/jpeg"))


def keys_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from keys_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from keys_of(part)


@pytest.fixture(scope="module")
def answered(client: TestClient) -> dict[str, Any]:
    got = client.post(f"{API}/answers", data={"message": "230 V?"}, files=[photo()])
    assert got.status_code == 200, got.text
    return dict(got.json())


def bearer(desk: Desk, role: Role = Role.AGENT, name: str = "shop") -> dict[str, str]:
    return {"Authorization": f"Bearer {Tokens(desk.store).add(name, role)[0]}"}


def test_an_answer_names_each_quote_with_its_place(client: TestClient, answered: dict[str, Any]) -> None:
    proof = answered["proofs"][0]
    assert answered["verdict"]["judgement"] == "yes" and answered["band"] == "ready"
    assert (proof["number"], proof["source"], proof["quote"]) == (1, "photo", "INPUT: 100-240V~ 50/60Hz")
    assert proof["boxes"] == [{"left": 0.1, "top": 0.5, "right": 0.9, "bottom": 0.6}]
    assert "[1]" in answered["text"] and "[1]" not in answered["to_send"]
    shown = client.get(proof["picture"])
    assert shown.headers["content-type"] == "image/webp" and shown.content[8:12] == b"WEBP"
    sent_along = client.get(proof["picture"] + "/annotated.jpg")
    assert sent_along.content[:2] == b"\xff\xd8"
    assert client.get(f"{API}/tickets/{answered['ticket']}/photos/{proof['photo']}").status_code == 200


def test_an_answer_from_a_manual_names_the_page(client: TestClient) -> None:
    got = client.post(f"{API}/answers", data={"message": "Resetting the VX-20: unplug it?"}).json()
    proof = next(one for one in got["proofs"] if one["source"] == "manual")
    assert (proof["page"], proof["holds"], proof["title"]) == (2, True, "Voltix VX-20")
    assert proof["boxes"] and client.get(proof["picture"]).status_code == 200


def test_the_audit_record_comes_where_it_is_asked_for_and_no_key_is_taken_for_a_file(client: TestClient) -> None:
    asked = {"message": "230 V?"}
    got = client.post(f"{API}/answers?record=true", data=asked, files=[photo(90)]).json()
    assert got["record"]["case"]["message"] == asked["message"]
    assert "path" not in set(keys_of(got))
    assert "pixels" not in set(keys_of(got))


def test_a_ticket_is_found_again_goes_on_and_takes_feedback(client: TestClient, desk: Desk) -> None:
    mine = bearer(desk)
    first = client.post(f"{API}/answers", data={"message": "230 V?"}, files=[photo(95)], headers=mine).json()
    address = f"{API}/tickets/{first['ticket']}"
    assert client.put(f"{address}/sent", json={"text": "Yes."}, headers=mine).json() == {"kept": True}
    asked = {"message": "And how do I clean the charger?", "ticket": first["ticket"]}
    second = client.post(f"{API}/answers", data=asked, headers=mine).json()
    assert second["ticket"] == first["ticket"] and second["text"] != first["text"]
    kept = client.get(address, headers=mine).json()
    assert kept["message"] == asked["message"] and kept["answer"]["text"] == second["text"]
    assert [one["id"] for one in client.get(f"{API}/tickets", headers=mine).json()["tickets"]] == [first["ticket"]]
    said = {"rating": -1, "reasons": ["wrong_source"], "words": "other page"}
    assert client.post(f"{address}/feedback", json=said, headers=mine).json() == {"kept": True}
    assert desk.store.feedback_of(first["ticket"])[0].words == "other page"


def test_another_integration_sees_neither_ticket_nor_pictures_and_a_lead_sees_both(
    client: TestClient, desk: Desk
) -> None:
    mine, other, lead = bearer(desk), bearer(desk, name="other"), bearer(desk, Role.LEAD, "lead")
    ticket = client.post(f"{API}/answers", data={"message": "230 V?"}, files=[photo(96)], headers=mine).json()["ticket"]
    for address in (f"/tickets/{ticket}", f"/tickets/{ticket}/pictures/0", f"/tickets/{ticket}/photos/{'0' * 64}"):
        refused = client.get(API + address, headers=other)
        assert (refused.status_code, refused.json()["code"]) == (403, "ticket_of_another")
    asked = {"message": "x", "ticket": ticket}
    assert client.post(f"{API}/answers", data=asked, headers=other).status_code == 403
    assert client.post(f"{API}/tickets/{ticket}/feedback", json={"rating": 1}, headers=other).status_code == 403
    assert client.get(f"{API}/tickets/{ticket}", headers=lead).status_code == 200


def test_a_token_that_does_not_work_is_nobody(client: TestClient, desk: Desk) -> None:
    tokens = Tokens(desk.store)
    token, row = tokens.add("gone", Role.ADMIN)
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get(f"{API}/manuals", headers=headers).status_code == 200
    tokens.revoke(row.id)
    for said in (headers, {"Authorization": "Bearer assist_" + "x" * 43}, {"Authorization": "Bearer nonsense"}):
        refused = client.get(f"{API}/manuals", headers=said)
        assert refused.status_code == 401 and refused.headers["www-authenticate"] == "Bearer"
    assert client.get(f"{API}/health").json()["status"] == "ok"
    assert client.get(f"{API}/ready").json() == {"ready": True, "waiting_for": []}


def test_manuals_are_listed_added_and_searched_and_only_leads_delete(client: TestClient, desk: Desk) -> None:
    agent, lead = bearer(desk), bearer(desk, Role.LEAD)
    lines = ("ZETA Q-77 kettle. User manual.", "Descaling. Fill the Q-77 kettle with vinegar and boil it once.")
    file = {"file": ("folder\\kettle.pdf", manual_pdf(lines, "Zeta Q-77"), "application/pdf")}
    added = client.post(f"{API}/manuals", files=file, headers=agent)
    assert added.status_code == 202 and added.json()["file"] == "kettle.pdf"
    assert desk.jobs is not None
    desk.jobs.wait(desk.jobs.jobs(3), 30)
    job = client.get(added.headers["location"], headers=agent).json()
    assert (job["state"], job["pages"], job["error"]) == ("done", 2, None)
    known = {row["id"]: row for row in client.get(f"{API}/manuals", headers=agent).json()["manuals"]}
    assert known[job["manual"]]["title"] == "Zeta Q-77"
    asked = {"question": "kettle with vinegar", "manuals": [job["manual"]]}
    found = client.post(f"{API}/search", json=asked, headers=agent).json()["passages"]
    assert found[0]["page"] == 2 and found[0]["boxes"]
    assert client.get(found[0]["picture"], headers=agent).headers["content-type"] == "image/webp"
    page = f"{API}/manuals/{job['manual']}/pages"
    assert client.get(f"{page}/2", headers=agent).status_code == 200
    assert client.get(f"{page}/3", headers=agent).json()["code"] == "page_unknown"
    assert client.delete(f"{API}/manuals/{job['manual']}", headers=agent).status_code == 403
    assert client.delete(f"{API}/manuals/{job['manual']}", headers=lead).status_code == 200
    assert job["manual"] not in {row["id"] for row in client.get(f"{API}/manuals", headers=lead).json()["manuals"]}
    assert desk.shelf.passage(found[0]["id"]) is None
    # It lies in the page's own bin, and comes back from there as it was.
    assert [one.id for one, _ in desk.bin.deleted()] == [job["manual"]]
    assert client.post(f"{API}/manuals/{job['manual']}/restore", headers=agent).status_code == 403
    assert client.post(f"{API}/manuals/{job['manual']}/restore", headers=lead).json()["title"] == "Zeta Q-77"
    assert desk.shelf.passage(found[0]["id"]) is not None
    again = client.post(f"{API}/manuals/{job['manual']}/restore", headers=lead)
    assert (again.status_code, again.json()["code"]) == (404, "manual_gone")
    client.delete(f"{API}/manuals/{job['manual']}", headers=lead)
    desk.bin.purge(job["manual"])
    paths = client.get(f"{API}/openapi.json").json()["paths"]
    told = next(one for path, one in paths.items() if path.endswith("/manuals/{manual_id}"))["delete"]["description"]
    assert "bin for a day" in told and "/restore" in told


def test_a_manual_job_is_cancelled_and_tried_again_with_the_password_that_it_asked_for(
    client: TestClient, desk: Desk
) -> None:
    assert desk.jobs is not None
    agent, jobs = bearer(desk), f"{API}/manual-jobs"
    data = locked(manual_pdf(("OMEGA L-90 lamp. User manual.",), "Omega L-90"), "tulip")
    desk.jobs.close()
    try:
        job = client.post(f"{API}/manuals", files={"file": ("lamp.pdf", data)}, headers=agent).json()
        assert client.post(f"{jobs}/{job['id']}/cancel", headers=agent).json()["state"] == "cancelled"
    finally:
        desk.jobs.start()
    said = {}
    for password, state, code in (("", "failed", "manual_password"), ("tulip", "done", None)):
        again = client.post(f"{jobs}/{job['id']}/retry", data={"password": password}, headers=agent)
        assert again.status_code == 200
        assert desk.jobs.wait([row for row in desk.jobs.jobs() if row.id == job["id"]], 60)
        said = next(row for row in client.get(jobs, headers=agent).json()["jobs"] if row["id"] == job["id"])
        assert (said["state"], (said["error"] or {}).get("code")) == (state, code)
    assert client.post(f"{jobs}/{job['id']}/cancel", headers=agent).json() == said, "what has ended stays as it is"
    gone = client.post(f"{jobs}/{job['id']}/retry", headers=agent)
    assert (gone.status_code, gone.json()["code"]) == (400, "file_unreadable"), "the library keeps the only copy"
    desk.bin.delete(next(one for one in desk.shelf.catalogue() if one.id == said["manual"]))
    desk.bin.purge(said["manual"])


@pytest.mark.parametrize(
    ("method", "address", "what", "status", "code"),
    [
        ("POST", "/answers", {}, 400, "case_empty"),
        ("POST", "/answers", {"files": [("photos", ("a.jpg", b"no", "image/jpeg"))]}, 400, "photo_not_a_picture"),
        ("POST", "/answers", {"data": {"message": "x", "manual": "nothing"}}, 404, "manual_unknown"),
        ("POST", "/answers", {"data": {"message": "x", "language": "xx"}}, 422, "request_invalid"),
        ("POST", "/answers", {"data": {"message": "x", "ticket": "f" * 24}}, 404, "ticket_unknown"),
        ("POST", "/answers", {"headers": {"Idempotency-Key": "k" * 201}}, 422, "request_invalid"),
        ("POST", "/search", {"content": b"{", "headers": {"content-type": "application/json"}}, 422, "request_invalid"),
        ("POST", "/manuals", {"files": {"file": ("a.pdf", b"GIF89a", "application/pdf")}}, 400, "manual_not_pdf"),
        ("GET", "/manuals/nothing", {}, 404, "manual_unknown"),
        ("GET", "/manual-jobs/nothing", {}, 404, "job_unknown"),
        ("POST", "/manual-jobs/nothing/cancel", {}, 404, "job_unknown"),
        ("POST", "/manual-jobs/nothing/retry", {}, 404, "job_unknown"),
        ("GET", "/triage/nothing", {}, 404, "job_unknown"),
        ("GET", "/nothing", {}, 404, "address_unknown"),
        ("GET", "/tickets/a%0Ab", {}, 404, "address_unknown"),
        ("PATCH", "/search", {}, 405, "method_not_allowed"),
    ],
)  # fmt: skip
def test_every_error_has_one_shape_and_a_stable_code(
    client: TestClient, method: str, address: str, what: dict[str, Any], status: int, code: str
) -> None:
    got = client.request(method, API + address, **what)
    problem = got.json()
    assert (got.status_code, problem["code"]) == (status, code), problem
    assert set(problem) == {"code", "message", "help", "retryable", "facts", "request"}
    assert problem["request"] == got.headers["x-request-id"]


def test_a_request_keeps_the_id_it_came_with_unless_that_is_nonsense(client: TestClient) -> None:
    assert client.get(f"{API}/health", headers={"X-Request-Id": "shop-42"}).headers["x-request-id"] == "shop-42"
    assert client.get(f"{API}/health", headers={"X-Request-Id": "a b"}).headers["x-request-id"] != "a b"


def test_every_answer_of_every_address_is_described(client: TestClient) -> None:
    schema = client.get(f"{API}/openapi.json").json()
    assert schema["servers"] == [{"url": API}]
    assert len(schema["paths"]) >= 20
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert operation.get("description"), operation["operationId"]
            assert {"400", "401", "403", "404", "409", "413", "422", "429", "500", "503"} <= set(operation["responses"])
    assert schema["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"


def test_the_documented_client_answers_and_triages(address: str, desk: Desk, tmp_path: Path) -> None:
    names = []
    for shade in (97, 98):
        file = tmp_path / f"label-{shade}.jpg"
        file.write_bytes(label_photo(shade=shade))
        names.append(str(file))
    token = Tokens(desk.store).add("example", Role.AGENT)[0]
    done = subprocess.run(
        [sys.executable, "docs/client.py", address, "230 V?", *names],
        capture_output=True, text=True, cwd=ROOT, timeout=120,
        env={**os.environ, "ASSIST_TOKEN": token},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert "ready: Hello" in done.stdout and "[1] 'INPUT: 100-240V~ 50/60Hz' on label-97.jpg" in done.stdout
    assert "label-97.jpg: ready\nlabel-98.jpg: ready\n" in done.stdout
