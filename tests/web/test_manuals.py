"""The manuals' tab: added, corrected, deleted with a way back, moved; agents add and try, leads do the rest."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assist.case.passages import Manual, Page
from assist.desk.shelves.correcting import checked, editions, is_ean
from assist.desk.shelves.removing import GRACE, Bin
from assist.desk.shelves.transfer import Transfer
from assist.desk.staff.people import Person, Role
from assist.desk.tickets import Desk
from assist.engines.store import JobState, ManualState
from assist.errors import AssistError, InputError, ManualError
from assist.library.files import file_of
from assist.library.unbundle import Brought
from assist.settings import Settings
from assist.web.manuals_routes import manual_routes
from assist.web.routes import answer_error
from tests.pdf_files import locked
from tests.web.small import manual_pdf, small_house

KETTLE = (
    "KETTLE user manual. Tipping the kettle: keep the lid closed while the water boils.",
    "Cleaning with vinegar.",
)


@cache
def kettle_pdf() -> bytes:
    """Made once: a PDF tells the second in which it was made, and would be another manual in the next."""
    return manual_pdf(KETTLE, "Kettle")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Settings]]:
    with small_house(tmp_path_factory.mktemp("manuals")) as opened:
        yield opened


@pytest.fixture
def desk(house: tuple[Desk, Settings]) -> Desk:
    return house[0]


@pytest.fixture(scope="module")
def client(house: tuple[Desk, Settings]) -> Iterator[TestClient]:
    """The manuals' routes alone; who asks is a lead unless `x-me` says `agent`."""
    app = FastAPI()
    app.include_router(manual_routes(*house))

    @app.exception_handler(AssistError)
    def told(_: Request, error: AssistError) -> Any:
        return answer_error(error)

    @app.middleware("http")
    async def gate(request: Request, go_on: Any) -> Any:
        role = Role(request.headers.get("x-me", "lead"))
        request.state.person = Person(role.value, role.value, role)
        return await go_on(request)

    with TestClient(app) as opened:
        yield opened


def add(client: TestClient, desk: Desk, data: bytes, name: str = "kettle.pdf", **more: str) -> dict[str, Any]:
    """Upload a PDF and wait until it was read; the manual's row."""
    job = client.post("/manuals", content=data, headers={"x-file-name": name, **more}).json()
    assert desk.jobs is not None and desk.jobs.wait([desk.jobs.job(job["id"])], 120)  # type: ignore[list-item]
    return next(row for row in client.get("/manuals").json()["manuals"] if row["file"] == name)


@pytest.fixture
def kettle(client: TestClient, desk: Desk) -> Iterator[dict[str, Any]]:
    row = add(client, desk, kettle_pdf())
    yield row
    if desk.store.manual_state(row["id"]) is not None:
        desk.shelf.remove(row["id"])


def test_a_manual_is_added_tried_looked_at_and_read_again(
    client: TestClient, desk: Desk, kettle: dict[str, Any]
) -> None:
    found = client.post(f"/manuals/{kettle['id']}/try", json={"question": "lid closed"}).json()["passages"]
    assert found[0]["page"] == 1 and found[0]["box"]
    assert client.get(found[0]["src"]).headers["content-type"] == "image/webp"
    marks = client.get(f"/manuals/{kettle['id']}/pages/1/marks").json()
    assert (
        marks["lines"] and "lid closed" in marks["passages"][0]["text"] and len(marks["passages"][0]["boxes"][0]) == 4
    )
    assert client.get(f"/manuals/{kettle['id']}/pages/9/marks").status_code == 404
    assert client.get(f"/manuals/{kettle['id']}").json()["passages"] >= 2
    again = client.post(f"/manuals/{kettle['id']}/index").json()
    assert desk.jobs is not None and desk.jobs.wait([desk.jobs.job(again["id"])], 120)  # type: ignore[list-item]
    assert client.post(f"/manuals/{kettle['id']}/pages").json() == {"done": False}  # no page failed


def test_the_list_is_sent_only_when_it_changed(client: TestClient, kettle: dict[str, Any]) -> None:
    whole = client.get("/manuals").json()
    assert client.get("/manuals", params={"seen": whole["version"]}).json()["manuals"] is None
    client.patch(f"/manuals/{kettle['id']}", json={"title": "Another title"})
    changed = client.get("/manuals", params={"seen": whole["version"]}).json()["manuals"]
    assert "Another title" in [row["title"] for row in changed]


def test_a_file_that_is_there_already_says_as_what(client: TestClient, desk: Desk, kettle: dict[str, Any]) -> None:
    again = client.post("/manuals", content=kettle_pdf(), headers={"x-file-name": "copy.pdf"}).json()
    assert (again["already"], again["manual"]) == ("known", kettle["id"])
    client.delete(f"/manuals/{kettle['id']}")
    again = client.post("/manuals", content=kettle_pdf(), headers={"x-file-name": "copy.pdf"}).json()
    assert again["already"] == "restored" and desk.store.manual_state(kettle["id"]) is ManualState.READY


def test_the_same_file_takes_the_place_of_a_lost_copy_and_so_does_a_cut_one(
    client: TestClient, desk: Desk, kettle: dict[str, Any]
) -> None:
    copy = file_of(desk.store.folder, kettle["id"])
    for spoil in (copy.unlink, lambda: copy.write_bytes(kettle_pdf()[:100])):
        spoil()
        add(client, desk, kettle_pdf())
        assert copy.read_bytes() == kettle_pdf()
    assert client.post("/manuals", content=kettle_pdf()).json()["already"] == "known"
    assert client.get(f"/manuals/{kettle['id']}").json()["title"] == kettle["title"]


def test_a_protected_copy_that_was_lost_asks_for_its_password_again(client: TestClient, desk: Desk) -> None:
    data, header = locked(kettle_pdf(), "tulip"), {"x-file-name": "locked.pdf"}
    manual = add(client, desk, data, "locked.pdf", **{"x-password": "tulip"})
    copy = file_of(desk.store.folder, manual["id"])
    unlocked = copy.read_bytes()
    copy.unlink()
    job = client.post("/manuals", content=data, headers=header).json()
    assert desk.jobs is not None and desk.jobs.wait([desk.jobs.job(job["id"])], 60)  # type: ignore[list-item]
    (row,) = [one for one in client.get("/manuals").json()["jobs"] if one["id"] == job["id"]]
    assert row["error"]["code"] == "manual_password" and not copy.exists()
    assert client.post(f"/jobs/{job['id']}/retry", headers={"x-password": "tulip"}).json() == {"done": True}
    assert desk.jobs.wait([desk.jobs.job(job["id"])], 60)  # type: ignore[list-item]
    assert b"/Encrypt" not in copy.read_bytes() and abs(len(copy.read_bytes()) - len(unlocked)) < 99
    assert desk.shelf.picture(manual["id"], 1, 200).shape[0] == 200
    desk.shelf.remove(manual["id"])


def test_a_job_is_told_as_long_as_it_says_something(client: TestClient, desk: Desk) -> None:
    def told() -> list[tuple[str, str, bool]]:
        return [(row["id"], row["state"], row["stopping"]) for row in client.get("/manuals").json()["jobs"]]

    assert desk.jobs is not None
    data, header = locked(kettle_pdf(), "rose"), {"x-file-name": "rose.pdf"}
    refused = client.post("/manuals", content=data, headers=header).json()
    assert desk.jobs.wait([desk.jobs.job(refused["id"])], 60)  # type: ignore[list-item]
    assert told() == [(refused["id"], "failed", False)]
    manual = add(client, desk, data, "rose.pdf", **{"x-password": "rose"})
    assert told() == [], "what was refused is in the library now"
    assert client.post(f"/jobs/{refused['id']}/retry").json()["code"] == "file_unreadable", "nothing is kept of it"
    desk.jobs.close()
    running = desk.store.add_job("slow.pdf")
    desk.store.take_job()
    assert told() == [(running.id, "running", False)]
    client.post(f"/jobs/{running.id}/cancel")
    assert told() == [(running.id, "running", True)], "it stops after the page at hand, which takes its time"
    desk.store.remove_job(running.id)
    desk.jobs.start()
    desk.shelf.remove(manual["id"])


def test_fields_are_corrected_checked_and_set_back(client: TestClient, desk: Desk, kettle: dict[str, Any]) -> None:
    address = f"/manuals/{kettle['id']}"
    said = {"title": " Kettle  KT-1 ", "brand": "Brewina", "models": "KT-1, KT-1B\nKT-1", "languages": "EN；zh",
            "skus": "BR-1001", "eans": "4006381333931"}  # fmt: skip
    now = client.patch(address, json=said).json()
    assert (now["title"], now["brand"], now["models"]) == ("Kettle KT-1", "Brewina", ["KT-1", "KT-1B"])
    assert now["languages"] == ["en", "zh"] and now["eans"] == ["4006381333931"] and now["taken_from"] == []
    assert set(now["corrected"]) == set(said)
    voltix = next(row for row in client.get("/manuals").json()["manuals"] if row["file"] == "voltix.pdf")
    other = client.patch(f"/manuals/{voltix['id']}", json={"skus": "BR-1001"}).json()
    assert other["taken_from"] == ["Kettle KT-1"] and client.get(address).json()["skus"] == []
    back = client.post(address + "/reset", json={"fields": "models,brand"}).json()
    assert (back["brand"], back["models"]) == ("VOLTIX", []) and "brand" not in back["corrected"]
    for wrong, code in (
        ({"title": " "}, "field_empty"), ({"brand": "x" * 81}, "field_too_long"),
        ({"eans": "4006381333932"}, "ean_wrong"), ({"languages": "english"}, "language_unknown"),
        ({"file": "x"}, "field_unknown"), ({"models": ",".join(map(str, range(61)))}, "field_too_long"),
    ):  # fmt: skip
        refused = client.patch(address, json=wrong)
        assert (refused.status_code, refused.json()["code"]) == (400, code) and refused.json()["facts"]["field"]
    assert client.post(address + "/reset", json={"fields": "nothing"}).json()["code"] == "field_unknown"
    desk.shelf.correct(voltix["id"], skus=())


def test_article_numbers_and_fields_are_cleaned() -> None:
    assert checked("eans", "40-06381 333931, 96385074") == ("4006381333931", "96385074")
    assert checked("names", "a\x00b，c、d;e") == ("a b", "c", "d", "e") and checked("title", "a\nb") == "a b"
    assert [is_ean(one) for one in ("036000291452", "10614141000415", "123", "４００６３８１３３３９３１")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_deleted_manual_is_not_found_comes_back_and_is_gone_after_a_day(
    client: TestClient, desk: Desk, kettle: dict[str, Any]
) -> None:
    passage = desk.store.passage_ids(kettle["id"])[0]
    assert client.delete(f"/manuals/{kettle['id']}").json()["title"] == kettle["title"]
    listed = client.get("/manuals").json()
    assert kettle["id"] not in {row["id"] for row in listed["manuals"]} and desk.shelf.passage(passage) is None
    assert [row["id"] for row in listed["deleted"]] == [kettle["id"]] and 0 < listed["deleted"][0]["left"] <= GRACE
    assert client.get(f"/manuals/{kettle['id']}").status_code == 404
    assert client.post(f"/manuals/{kettle['id']}/restore").json() == {"done": True}
    assert desk.shelf.passage(passage) is not None
    assert client.post(f"/manuals/{kettle['id']}/restore").json()["code"] == "manual_gone"
    client.delete(f"/manuals/{kettle['id']}")
    later = Bin(desk.store, desk.shelf, lambda: float(2**40))
    assert later.expire() == 1 and desk.store.manual_state(kettle["id"]) is None
    assert kettle["id"] in desk.store.removed()  # its file in the manuals folder stays out


def test_a_deletion_outlives_the_program_and_can_be_hurried(tmp_path: Path) -> None:
    with small_house(tmp_path) as (desk, _):
        assert desk.jobs is not None
        jobs = [desk.jobs.submit(kettle_pdf(), "kettle.pdf")]
        assert desk.jobs.wait(jobs, 120)
        manual = next(one for one in desk.shelf.catalogue() if one.file == "kettle.pdf")
        desk.bin.delete(manual)
    with small_house(tmp_path) as (desk, _):
        assert [one.id for one, _ in desk.bin.deleted()] == [manual.id]
        assert manual.id not in {one.id for one in desk.shelf.catalogue()}
        desk.bin.purge(manual.id)
        assert desk.store.manual_state(manual.id) is None
        with pytest.raises(ManualError):
            desk.bin.purge(manual.id)


def test_the_answers_that_cite_a_manual_are_counted_as_they_come(client: TestClient, desk: Desk) -> None:
    voltix = next(row["id"] for row in client.get("/manuals").json()["manuals"] if row["file"] == "voltix.pdf")
    before = client.get(f"/manuals/{voltix}").json()["cited"]
    for message in ("How do I reset the VX-20 charger?", "Reset the charger please", ""):
        ticket = desk.open().id
        desk.write(ticket, {"message": message or "hello"})
        list(desk.answer(ticket)) if message else None
    assert client.get(f"/manuals/{voltix}").json()["cited"] == before + 2 == desk.store.cited_by(voltix)
    assert desk.store.cited_by("nothing") == 0


def test_editions_are_told_and_one_replaces_the_other_only_when_told(
    client: TestClient, desk: Desk, kettle: dict[str, Any]
) -> None:
    newer = add(client, desk, manual_pdf((*KETTLE, "A third page."), "Kettle"), "kettle-2.pdf")
    for row, edition in ((kettle, "2021-03"), (newer, "2024-05")):
        client.patch(f"/manuals/{row['id']}", json={"models": "KT-1", "edition": edition})
    client.patch(f"/manuals/{kettle['id']}", json={"skus": "BR-7"})
    told = client.get(f"/manuals/{newer['id']}").json()["editions"]
    assert [(one["id"], one["edition"]) for one in told] == [(kettle["id"], "2021-03")]
    voltix = next(row["id"] for row in client.get("/manuals").json()["manuals"] if row["file"] == "voltix.pdf")
    assert client.post(f"/manuals/{newer['id']}/replace", json={"old": voltix}).json()["code"] == "editions_differ"
    replaced = client.post(f"/manuals/{newer['id']}/replace", json={"old": kettle["id"]}).json()
    assert replaced["skus"] == ["BR-7"]
    listed = client.get("/manuals").json()
    assert kettle["id"] not in {one["id"] for one in listed["manuals"]}
    assert [one["id"] for one in listed["deleted"]] == [kettle["id"]], "it can be brought back for a day"
    assert client.post(f"/manuals/{newer['id']}/replace", json={"old": kettle["id"]}).status_code == 404
    assert client.post(f"/manuals/{kettle['id']}/restore").json() == {"done": True}
    assert client.get(f"/manuals/{kettle['id']}").json()["skus"] == ["BR-7"]
    assert client.get(f"/manuals/{newer['id']}").json()["skus"] == [], "the number means the one that is back"
    desk.shelf.remove(newer["id"])


def test_editions_of_many_manuals_are_found_by_their_designations() -> None:
    every = tuple(Manual(f"m{k}", f"{k}.pdf", "", "Acme", (f"AC-{k % 4}",), edition=f"20{10 + k}-01") for k in range(6))
    assert editions(every) == {"m0": ("m4",), "m1": ("m5",), "m4": ("m0",), "m5": ("m1",)}
    assert editions((every[0], replace(every[4], brand="Other"))) == {}


def test_agents_add_and_try_and_leads_do_the_rest(client: TestClient, desk: Desk, kettle: dict[str, Any]) -> None:
    agent, address = {"x-me": "agent"}, f"/manuals/{kettle['id']}"
    for method, path in (
        ("PATCH", address), ("DELETE", address), ("POST", address + "/reset"), ("POST", address + "/replace"),
        ("POST", address + "/index"), ("POST", address + "/restore"), ("POST", address + "/purge"),
        ("POST", "/manuals/export"), ("POST", "/manuals/import"), ("GET", "/manuals/export/x.zip"),
    ):  # fmt: skip
        assert client.request(method, path, headers=agent).status_code == 403, path
    assert client.get("/manuals", headers=agent).json()["lead"] is False
    assert client.post(address + "/try", json={"question": "vinegar"}, headers=agent).json()["passages"]
    assert client.post("/manuals", content=kettle_pdf(), headers=agent).json()["already"] == "known"


def test_the_library_leaves_as_a_file_and_comes_back(client: TestClient, house: tuple[Desk, Settings]) -> None:
    desk = house[0]
    count = len(desk.shelf.catalogue())
    assert client.post("/manuals/export").json() == {"done": True}
    for _ in range(20_000):
        told = client.get("/manuals").json()["transfer"]
        if told["state"] != "running":
            break
    assert (told["state"], told["manuals"], told["total"]) == ("done", count, count)
    saved = client.get(f"/manuals/export/{told['file']}")
    assert saved.content[:2] == b"PK" and "library-" in saved.headers["content-disposition"]
    assert client.get("/manuals/export/..%2fdesk.sqlite3").status_code == 404
    refused = client.post("/manuals/import", content=saved.content).json()
    assert refused["code"] == "manuals_fixed"  # this small house has nothing that brings libraries in


def test_what_is_no_manual_is_refused_and_a_password_is_asked_for(client: TestClient, desk: Desk) -> None:
    from pypdf import PdfReader, PdfWriter

    answer = client.post("/manuals", content=b"hello", headers={"x-file-name": "x.pdf"})
    assert (answer.status_code, answer.json()["code"]) == (400, "manual_not_pdf")
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(manual_pdf(("Locked words about the lantern.",), "Lantern"))))
    writer.encrypt("sesame", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    job = client.post("/manuals", content=locked.getvalue(), headers={"x-file-name": "locked.pdf"}).json()
    assert desk.jobs is not None and desk.jobs.wait([desk.jobs.job(job["id"])], 120)  # type: ignore[list-item]
    failed = next(one for one in client.get("/manuals").json()["jobs"] if one["id"] == job["id"])
    assert failed["error"]["code"] == "manual_password" and "sesame" not in str(failed)
    assert client.post(f"/jobs/{job['id']}/retry", headers={"x-password": "sesame"}).json() == {"done": True}
    assert desk.jobs.wait([desk.jobs.job(job["id"])], 120)  # type: ignore[list-item]
    assert "locked.pdf" in [one["file"] for one in client.get("/manuals").json()["manuals"]]


def test_the_same_bad_file_is_told_once_and_dismissed_at_once(client: TestClient, desk: Desk) -> None:
    assert desk.jobs is not None
    ids = []
    for _ in range(2):
        answer = client.post("/manuals", content=b"%PDF-1.4 cut", headers={"x-file-name": "cut.pdf"})
        ids.append(answer.json()["id"])
        assert desk.jobs.wait([job for job in desk.jobs.jobs() if job.id == ids[-1]], 60)
    first, second = ids

    def told() -> list[str]:
        return [job["id"] for job in client.get("/manuals").json()["jobs"] if job["file"] == "cut.pdf"]

    assert told() == [second]
    client.delete(f"/jobs/{second}")
    assert told() == [] and desk.jobs.job(first) is None
    assert not list(desk.store.folder.glob("uploads/*"))


def test_pages_that_failed_can_be_tried_again_alone(client: TestClient, desk: Desk, kettle: dict[str, Any]) -> None:
    desk.store.save_page(Page(kettle["id"], 2, 595.0, 842.0, source="none", warnings=("page_timeout",)))
    told = client.get(f"/manuals/{kettle['id']}").json()
    assert told["failed"] == [2] and told["warnings"] == [{"code": "page_timeout", "pages": [2], "n": 1}]
    assert client.post(f"/manuals/{kettle['id']}/pages").json() == {"done": True}
    assert desk.jobs is not None
    job = next(one for one in desk.jobs.jobs() if one.manual == kettle["id"] and one.kind == "pages")
    assert desk.jobs.wait([job], 120) and desk.jobs.job(job.id).state is JobState.DONE  # type: ignore[union-attr]
    assert client.get(f"/manuals/{kettle['id']}").json()["failed"] == []


def test_an_unknown_field_of_a_list_is_no_crash() -> None:
    with pytest.raises(InputError):
        checked("pages", "3")


def test_a_library_that_is_brought_in_tells_what_was_refused_and_one_transfer_runs_at_a_time(desk: Desk) -> None:
    go_on = threading.Event()

    def unbundle(_: Path) -> Iterator[Brought]:
        yield Brought("a.pdf", "added", 3)
        assert go_on.wait(120)
        yield Brought("b.pdf", "refused", why="its pages are damaged")

    def broken(_: Path) -> Iterator[Brought]:
        raise InputError("No library.", code="bundle_unknown")
        yield

    transfer = Transfer(desk.store, lambda: unbundle)  # type: ignore[arg-type, return-value]
    part = transfer.part()
    part.write_bytes(b"a library")
    transfer.bring_in(part)
    with pytest.raises(InputError, match="under way"):
        transfer.export()
    go_on.set()
    assert transfer.wait(120) and transfer.progress is not None and not part.exists()
    assert (transfer.progress.state, transfer.progress.manuals) == ("done", 2)
    assert transfer.progress.refused == (("b.pdf", "its pages are damaged"),)
    with pytest.raises(InputError):
        transfer.file("")
    failing = Transfer(desk.store, lambda: broken)  # type: ignore[arg-type, return-value]
    failing.bring_in(failing.part())
    assert failing.wait(120) and failing.progress is not None and failing.progress.error is not None
    assert (failing.progress.state, failing.progress.error["code"]) == ("failed", "bundle_unknown")


def test_what_a_transfer_left_when_the_program_ended_goes_at_the_next_start(desk: Desk) -> None:
    part = Transfer(desk.store, None).part()
    part.write_bytes(b"half a library")
    Transfer(desk.store, None)
    assert not part.exists()
