"""The queue: every dropped file has one row, whatever ends the program meanwhile; rows belong to who dropped them."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assist.desk.batch import MOST_ATTEMPTS, Batch, Judged
from assist.desk.dropping import MOST_ROWS
from assist.desk.staff.people import Person, Role
from assist.desk.tickets import Desk
from assist.engines.store.queue import QueueRow, RowState, new_drop
from assist.engines.zips import Limits
from assist.errors import AssistError
from assist.settings import Settings
from assist.web.queue_routes import batch_of, queue_routes
from assist.web.routes import answer_error
from tests.web.small import label_photo, small_house

PEOPLE = {"ann": Role.AGENT, "bob": Role.AGENT, "lea": Role.LEAD}
ASK = "How do I reset the charger?"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Settings]]:
    with small_house(tmp_path_factory.mktemp("queue")) as opened:
        yield opened


@pytest.fixture
def batch(house: tuple[Desk, Settings]) -> Iterator[Batch]:
    opened = batch_of(*house)
    yield opened
    rows = opened.rows()
    opened.cancel(rows)
    assert opened.wait(120)
    opened.clear(opened.rows())


@pytest.fixture(scope="module")
def client(house: tuple[Desk, Settings]) -> Iterator[TestClient]:
    """The queue's routes alone; the header `x-me` says who asks."""
    app = FastAPI()
    app.include_router(queue_routes(*house))

    @app.exception_handler(AssistError)
    def told(_: Request, error: AssistError) -> Any:
        return answer_error(error)

    @app.middleware("http")
    async def gate(request: Request, go_on: Any) -> Any:
        name = request.headers.get("x-me", "ann")
        request.state.person = Person(name, name, PEOPLE[name])
        return await go_on(request)

    with TestClient(app) as opened:
        yield opened


def drop(client: TestClient, photos: dict[str, bytes], me: str = "ann", message: str = ASK) -> str:
    """Hand photos in as the page does; the drop's id."""
    asked = {"message": message, "total": str(len(photos))}
    begun = client.post("/queue/drops", json=asked, headers={"x-me": me}).json()["id"]
    for position, (name, data) in enumerate(photos.items()):
        more = {"x-me": me, "x-drop": begun, "x-position": str(position), "x-file-name": name}
        assert client.post("/queue/photos", content=data, headers=more).status_code == 200
    return str(begun)


def rows_of(client: TestClient, me: str = "ann", **more: Any) -> list[dict[str, Any]]:
    return list(client.get("/queue", params=more, headers={"x-me": me}).json()["rows"])


def packed(files: dict[str, bytes], **more: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **more) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def send_zip(client: TestClient, batch: Batch, data: bytes, name: str = "photos.zip") -> list[dict[str, Any]]:
    sent = client.post("/queue/zip", content=data, headers={"x-file-name": name, "x-message": ASK})
    assert sent.status_code == 200 and batch.wait(120)
    return [row for row in rows_of(client) if row["drop"] == sent.json()["id"]]


def test_every_file_has_a_row_and_shows_what_it_is_like(client: TestClient, batch: Batch) -> None:
    from PIL import Image

    copy = io.BytesIO()
    Image.open(io.BytesIO(label_photo(640, 171))).save(copy, "JPEG", quality=60)
    photos = {"one.jpg": label_photo(640, 171), "=two.jpg": label_photo(640, 171), "saved-again.jpg": copy.getvalue(),
              "broken.jpg": label_photo(333), "notes.txt": b"no picture"}  # fmt: skip
    drop(client, photos)
    assert batch.wait(120)
    rows = rows_of(client)
    assert [row["state"] for row in rows] == ["done", "done", "done", "failed", "failed"]
    first = rows[0]["id"]
    assert [row["twin"] for row in rows[:3]] == [None, {"row": first, "same": True}, {"row": first, "same": False}]
    assert rows[0]["product"] == "Voltix VX-20" and rows[0]["view"]["tabs"] and rows[0]["reason"]
    assert rows[3]["error"] and rows[3]["retryable"] and not rows[4]["retryable"] and not rows[4]["ticket"]
    assert rows_of(client, language="zh")[4]["error"] != rows[4]["error"]
    table = list(csv.reader(io.StringIO(client.get("/queue.csv").text.removeprefix("\ufeff"))))
    assert len(table) == 6 and table[2][0] == "'=two.jpg"


def test_a_file_that_is_sent_twice_has_one_row_and_one_ticket(
    client: TestClient, batch: Batch, house: tuple[Desk, Settings]
) -> None:
    begun = client.post("/queue/drops", json={"message": ASK}).json()["id"]
    more = {"x-drop": begun, "x-position": "0", "x-file-name": "a.jpg"}
    first, second = (client.post("/queue/photos", content=label_photo(), headers=more).json() for _ in range(2))
    assert first["id"] == second["id"] and len(rows_of(client)) == 1
    assert [ticket.owner for ticket in house[0].store.tickets(batch=begun)] == ["ann"]


def test_only_what_changed_is_sent(client: TestClient, batch: Batch) -> None:
    drop(client, {"a.jpg": label_photo(640, 160), "b.jpg": label_photo(640, 161)})
    assert batch.wait(120)
    every = client.get("/queue").json()
    since = {"since": every["sequence"], "epoch": every["epoch"]}
    assert every["all"] and len(every["rows"]) == 2 and every["drops"]
    assert client.get("/queue", params=since).json()["rows"] == []
    batch.judge(every["rows"][1]["id"], Judged.NO, 5)
    changed = client.get("/queue", params=since).json()
    assert [row["judged"] for row in changed["rows"]] == ["no"] and not changed["all"]
    client.post("/queue/clear", json={"rows": every["rows"][0]["id"]})
    assert client.get("/queue", params=since).json()["gone"] == [every["rows"][0]["id"]]
    assert client.get("/queue", params={**since, "epoch": "another"}).json()["all"]


def test_a_verdict_is_kept_once_and_an_older_write_changes_nothing(client: TestClient, batch: Batch) -> None:
    drop(client, {"a.jpg": label_photo()})
    row = rows_of(client)[0]["id"]

    def put(verdict: str, sequence: str) -> Any:
        return client.put(f"/queue/rows/{row}/verdict", json={"verdict": verdict, "sequence": sequence}).json()

    assert put("yes", "10") == {"judged": "yes", "sequence": 10}
    assert put("yes", "10") == {"judged": "yes", "sequence": 10}
    assert put("no", "9")["judged"] == "yes" and put("ask", "12")["judged"] == "ask" and put("", "13")["judged"] == ""
    for wrong in (("maybe", "20"), ("yes", "-1"), ("yes", ""), ("yes", "9" * 30)):
        assert put(*wrong)["code"] == "verdict_unknown"
    assert client.put("/queue/rows/none/verdict", json={"verdict": "yes", "sequence": "1"}).status_code == 404


def test_rows_belong_to_who_dropped_them_and_leads_see_all(client: TestClient, batch: Batch) -> None:
    mine = drop(client, {"a.jpg": label_photo()}, me="ann")
    assert batch.wait(120)
    row = rows_of(client, "ann")[0]["id"]
    bob, lea = {"x-me": "bob"}, {"x-me": "lea"}
    assert rows_of(client, "bob") == [] and rows_of(client, "lea") == []
    assert client.get("/queue?all=1", headers=bob).status_code == 403
    assert [one["owner"] for one in rows_of(client, "lea", all=1)] == ["ann"]
    verdict = {"verdict": "yes", "sequence": "1"}
    assert client.put(f"/queue/rows/{row}/verdict", json=verdict, headers=bob).status_code == 403
    assert client.post(f"/queue/rows/{row}/renew", headers=bob).status_code == 403
    for deed in ("cancel", "retry", "clear"):
        assert client.post(f"/queue/{deed}", json={"rows": row}, headers=bob).status_code == 403
        assert client.post(f"/queue/{deed}", json={}, headers=bob).json()["count"] == 0
    more = {"x-drop": mine, "x-position": "7", **bob}
    assert client.post("/queue/photos", content=label_photo(), headers=more).status_code == 403
    assert client.put(f"/queue/rows/{row}/verdict", json=verdict, headers=lea).json()["judged"] == "yes"
    assert "a.jpg" not in client.get("/queue.csv", headers=bob).text


def test_what_is_filtered_is_what_is_saved(client: TestClient, batch: Batch) -> None:
    drop(client, {"a.jpg": label_photo(), "b.jpg": label_photo(640, 140), "odd.jpg": label_photo(333)})
    second = drop(client, {"c.jpg": label_photo(640, 150)}, message="Does the charger work in Germany?")
    assert batch.wait(120)
    rows = {row["name"]: row for row in rows_of(client)}
    batch.judge(rows["b.jpg"]["id"], Judged.PERSON, 1)

    def saved(**asked: str) -> list[str]:
        found = client.get("/queue.json", params=asked)
        assert "attachment" in found.headers["content-disposition"]
        return [row["name"] for row in found.json()["rows"]]

    assert saved() == ["a.jpg", "b.jpg", "odd.jpg", "c.jpg"]
    assert saved(show="failed") == ["odd.jpg"] and saved(show="open") == []
    assert saved(verdict="yes") == ["c.jpg"] and saved(verdict="no") == []
    assert saved(judged="none") == ["a.jpg", "odd.jpg", "c.jpg"] and saved(judged="person") == ["b.jpg"]
    assert saved(drop=second) == ["c.jpg"] and saved(product="Voltix VX-20", text="B.J") == ["b.jpg"]
    band = rows["a.jpg"]["band"]
    assert "a.jpg" in saved(show=band) and "odd.jpg" not in saved(show=band)
    told = client.get("/queue.json", params={"judged": "person"}).json()["rows"][0]
    assert told["judged"] == "person" and told["evidence"][0]["quote"] and len(told["evidence"][0]["box"]) == 4
    assert "转交他人" in client.get("/queue.csv?language=zh&judged=person").text


def test_failed_rows_are_tried_again_one_by_one_or_all(client: TestClient, batch: Batch) -> None:
    drop(client, {"x.jpg": label_photo(333), "y.jpg": label_photo(333, 120), "no.txt": b"-"})
    assert batch.wait(120)
    first = rows_of(client)[0]["id"]
    assert client.post("/queue/retry", json={"rows": first}).json() == {"count": 1} and batch.wait(120)
    assert client.post("/queue/retry", json={}).json() == {"count": 2} and batch.wait(120)
    assert [row["state"] for row in rows_of(client)] == ["failed"] * 3
    assert client.post("/queue/nonsense", json={}).status_code == 404


def test_a_cleared_list_can_be_put_back_and_its_tickets_stay(
    client: TestClient, batch: Batch, house: tuple[Desk, Settings]
) -> None:
    drop(client, {"a.jpg": label_photo()})
    kept = drop(client, {"b.jpg": label_photo()})
    assert batch.wait(120)
    before = rows_of(client)
    cleared = client.post("/queue/clear", json={"drop": before[0]["drop"]}).json()
    assert cleared["count"] == 1 and [row["drop"] for row in rows_of(client)] == [kept]
    assert house[0].find(before[0]["ticket"]) is not None
    assert client.post("/queue/restore", json={"at": cleared["at"]}, headers={"x-me": "bob"}).json() == {"count": 0}
    assert client.post("/queue/restore", json={"at": cleared["at"]}).json() == {"count": 1}
    assert rows_of(client) == before
    assert client.post("/queue/restore", json={"at": "never"}).status_code == 400


def test_a_reply_changed_in_answer_is_shown_when_asked_for(
    client: TestClient, batch: Batch, house: tuple[Desk, Settings]
) -> None:
    drop(client, {"a.jpg": label_photo()})
    assert batch.wait(120)
    row = rows_of(client)[0]
    house[0].write(row["ticket"], {"message": "Does the charger work in Germany?"})
    list(house[0].answer(row["ticket"]))
    renewed = client.post(f"/queue/rows/{row['id']}/renew").json()
    assert (row["verdict"], renewed["verdict"]) == ("", "yes") and rows_of(client)[0]["text"] == renewed["text"]


def test_a_full_queue_says_so(client: TestClient, batch: Batch, house: tuple[Desk, Settings]) -> None:
    full = new_drop("full", "ann")
    house[0].store.add_drop(full)
    for position in range(MOST_ROWS):
        house[0].store.add_row(QueueRow(f"full-{position}", "full", position, "ann", "x", RowState.DONE))
    refused = client.post("/queue/photos", content=label_photo(), headers={"x-drop": "full", "x-position": "200"})
    assert (refused.status_code, refused.json()["code"]) == (400, "queue_full")


def test_a_zip_with_folders_becomes_rows_and_what_is_no_photo_says_why(client: TestClient, batch: Batch) -> None:
    inner = packed({"deep.jpg": label_photo()})
    files = {
        "a.jpg": label_photo(640, 130), "folder/sub/b.jpg": label_photo(640, 131), "folder/": b"",
        "__MACOSX/._a.jpg": b"junk", "folder/.DS_Store": b"junk", "notes.txt": b"words", "more.zip": inner,
        "../../etc/evil.jpg": label_photo(), "/abs.jpg": label_photo(), "C:\\x\\y.jpg": label_photo(), "empty.jpg": b"",
        "bomb.jpg": b"\xff\xd8\xff" + bytes(8_000_000), "cut.jpg": label_photo()[:900],
    }  # fmt: skip
    rows = {row["name"]: row for row in send_zip(client, batch, packed(files, compression=zipfile.ZIP_DEFLATED))}
    assert [rows[name]["state"] for name in ("a.jpg", "folder/sub/b.jpg")] == ["done", "done"] and len(rows) == 10
    codes = {name: batch.row(row["id"]).error["code"] for name, row in rows.items() if row["error"]}  # type: ignore[index]
    assert codes == {
        "notes.txt": "photo_not_a_picture", "more.zip": "zip_nested", "../../etc/evil.jpg": "zip_name",
        "/abs.jpg": "zip_name", "C:/x/y.jpg": "zip_name", "empty.jpg": "photo_empty", "bomb.jpg": "zip_bomb",
        "cut.jpg": "photo_damaged",
    }  # fmt: skip
    folder = batch.drop(rows["a.jpg"]["drop"])
    assert folder.name == "photos.zip" and folder.total == 10


def test_a_zip_that_cannot_be_read_is_one_row(client: TestClient, batch: Batch, house: tuple[Desk, Settings]) -> None:
    whole = packed({"a.jpg": label_photo()})
    locked = bytearray(whole)
    for at in (locked.find(b"PK\x03\x04") + 6, locked.find(b"PK\x01\x02") + 8):
        locked[at] |= 1
    many = packed({f"{k}.txt": b"" for k in range(2_100)})
    told = bytearray(whole)
    told[-10:-6] = (900_000_000).to_bytes(4, "little")
    for data, code in (
        (b"PK nothing", "zip_damaged"), (whole[: len(whole) // 2], "zip_damaged"), (bytes(locked), "zip_encrypted"),
        (many, "zip_too_many"), (packed({}), "zip_empty"), (bytes(told), "zip_bomb"),
    ):  # fmt: skip
        rows = send_zip(client, batch, data)
        assert [batch.row(row["id"]).error["code"] for row in rows] == [code]  # type: ignore[index]
    kept = house[0].store.folder / "queue"
    assert list(kept.iterdir()) == []


def test_a_zip_beyond_the_limits_is_taken_in_as_far_as_they_go(tmp_path: Path) -> None:
    with small_house(tmp_path) as (desk, _):
        batch = Batch(desk, limits=Limits(photos=2, photo_mb=1, total_mb=1))
        part = batch.zip_part()
        files = {f"{k}.jpg": label_photo(64, 100 + k) for k in range(4)} | {f"{k}.txt": b"x" for k in range(50)}
        part.write_bytes(packed(dict(reversed(files.items()))))
        batch.add_zip(part, "ann", "many.zip")
        assert batch.wait(120)
        codes = [(row.error or {}).get("code", "") for row in batch.rows("ann")]
        assert codes == ["photo_not_a_picture"] * 40 + ["", "", "zip_rest", "zip_others"]
        batch.close()


def test_names_without_an_encoding_are_read_as_chinese_windows_wrote_them(client: TestClient, batch: Batch) -> None:
    raw = packed({"@@@@.jpg": label_photo()}).replace(b"@@@@", "标签".encode("gb18030"))
    assert [row["name"] for row in send_zip(client, batch, raw)] == ["标签.jpg"]


CHILD = """
import sys, time
from pathlib import Path
from assist.desk.batch import Batch
from assist.engines.zips import Limits
from tests.web.small import answer, label_photo, small_house
from tests.web.test_queue import packed

def slow(reply):
    time.sleep(1.0)
    yield from answer(reply)

with small_house(Path(sys.argv[1]), slow) as (desk, _):
    batch = Batch(desk)
    batch.start()
    part = batch.zip_part()
    part.write_bytes(packed({f"{k}.jpg": label_photo(64, 100 + k) for k in range(12)}))
    batch.add_zip(part, "ann", "photos.zip", "How do I reset the VX-20 charger?")
    print("begun", flush=True)
    time.sleep(600)
"""


def test_a_program_that_is_killed_goes_on_and_loses_or_doubles_nothing(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": "."}
    )
    assert child.stdout is not None and child.stdout.readline() == b"begun\n"
    from assist.engines.store import Store

    with Store(f"sqlite:///{tmp_path / 'desk.sqlite3'}", folder=tmp_path / "index") as watching:
        while not any(row.state is RowState.DONE for row in watching.queue_rows()):
            assert child.poll() is None
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    with small_house(tmp_path) as (desk, _):
        before = [row.state for row in desk.store.queue_rows()]
        assert RowState.DONE in before
        batch = Batch(desk)
        batch.start()
        assert batch.wait(120)
        rows = batch.rows("ann")
        assert [row.state for row in rows] == [RowState.DONE] * 12
        assert [row.name for row in rows] == [f"{k}.jpg" for k in range(12)]
        tickets = desk.store.tickets(batch=rows[0].drop)
        assert {ticket.id for ticket in tickets} == {row.ticket for row in rows} and len(tickets) == 12
        batch.close()


def test_a_photo_that_ends_the_program_each_time_is_given_up(tmp_path: Path) -> None:
    with small_house(tmp_path) as (desk, _):
        batch = Batch(desk)
        desk.store.add_drop(new_drop("d", "ann"))
        desk.store.add_row(QueueRow("r", "d", 0, "ann", "x.jpg", ticket="0" * 24, attempts=MOST_ATTEMPTS))
        batch.start()
        assert batch.wait(120) and (batch.row("r").error or {})["code"] == "queue_crashed"
        batch.close()
