"""The page's own routes: everything by id, nothing by path, nothing from or to elsewhere."""

from __future__ import annotations

import io
import re
import time
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assist.case.focus import Label
from assist.case.geometry import Box
from assist.case.reply import Outcome
from assist.case.verdict import Judgement
from assist.desk.tickets import Desk
from assist.errors import SettingsError
from assist.settings import Settings
from assist.web import cards
from assist.web.door.guard import HEADERS, is_loopback, only_loopback
from assist.web.page import build, listen
from assist.web.words import words
from tests.web.small import label_photo

NOBODY = "0" * 24


def put_photo(client: TestClient, ticket: str, data: bytes, name: str = "label.jpg") -> Any:
    return client.post(f"/tickets/{ticket}/photos", content=data, headers={"x-file-name": name})


def saved_again(data: bytes) -> bytes:
    """The same photo as a messenger passes it on."""
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(data)).save(out, "JPEG", quality=60)
    return out.getvalue()


def test_a_photo_is_kept_read_and_shown_by_its_id(client: TestClient, desk: Desk) -> None:
    ticket = desk.open().id
    rows = put_photo(client, ticket, label_photo()).json()
    assert [(row["name"], row["width"]) for row in rows] == [("label.jpg", 640)]
    until = time.monotonic() + 10
    while rows[0]["state"] == "reading" and time.monotonic() < until:
        rows = client.get(f"/tickets/{ticket}/photos").json()
    assert rows[0]["lines"] == 4
    small = client.get(f"/photos/{rows[0]['id']}/thumbnail")
    assert small.headers["content-type"] == "image/webp" and small.content[8:12] == b"WEBP"
    assert client.delete(f"/tickets/{ticket}/photos/{rows[0]['id']}").json() == []


@pytest.mark.parametrize(
    "address",
    [
        f"/tickets/{NOBODY}/photos", f"/tickets/{NOBODY}/places/0", "/tickets/..%2f..%2fetc/photos",
        f"/photos/{'f' * 64}/thumbnail", "/photos/..%2F..%2Fdesk.sqlite3/thumbnail", "/photos/%2e%2e/thumbnail",
        "/manuals/nothing/pages/1", "/manuals/..%2f..%2fvoltix.pdf/pages/1", "/assets/..%2fpage.py",
        "/assets/%2e%2e%2f%2e%2e%2fsettings.py", "/assets/nothing.js", "/examples/..%2f..%2fpage/thumbnail",
    ],
)  # fmt: skip
def test_unknown_ids_and_paths_are_not_found(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert b"root:" not in answer.content and b"import" not in answer.content


def test_places_and_pages_outside_of_the_range_are_not_found(client: TestClient, desk: Desk) -> None:
    ticket = desk.open().id
    manual = desk.shelf.catalogue()[0]
    for address in (f"/tickets/{ticket}/places/0", f"/tickets/{ticket}/places/-1", f"/manuals/{manual.id}/pages/99"):
        assert client.get(address).status_code == 404
    assert client.get(f"/manuals/{manual.id}/pages/1").headers["content-type"] == "image/webp"


def test_every_answer_carries_the_guarding_headers(client: TestClient) -> None:
    for address in ("/health", "/en/", "/zh/config", f"/tickets/{NOBODY}/photos", "/assets/core.js"):
        answer = client.get(address)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS, address
    assert client.get("/health").headers["cache-control"] == "no-store"


def test_only_gradios_files_that_are_named_by_their_content_are_kept(client: TestClient) -> None:
    page = client.get("/en/")
    assert page.headers["cache-control"] == "no-store"
    built = sorted(set(re.findall(r"assets/[\w.]+-[\w-]{8,}\.(?:js|css)", page.text)))
    assert built
    kept = {client.get(f"/en/{name}").headers["cache-control"] for name in built}
    assert kept == {"public, max-age=31536000, immutable"}
    missing = client.get("/en/assets/Index-AAAAAAAA.js")
    assert missing.status_code == 404 and missing.headers["cache-control"] == "no-store"


def test_a_foreign_host_or_origin_is_refused(client: TestClient, desk: Desk) -> None:
    assert client.get("/health", headers={"host": "assist.example"}).status_code == 403
    ticket = desk.open().id
    for headers in ({"origin": "https://assist.example"}, {"sec-fetch-site": "cross-site"}):
        refused = client.post(f"/tickets/{ticket}/photos", content=label_photo(), headers=headers)
        assert refused.status_code == 403
    assert client.get(f"/tickets/{ticket}/photos").json() == []


def test_only_loopback_is_served(house: tuple[Desk, Settings]) -> None:
    assert is_loopback("127.0.0.1") and is_loopback("::1") and is_loopback("localhost")
    desk, settings = house
    for host in ("0.0.0.0", "192.168.1.5", "assist.example", "::"):
        with pytest.raises(SettingsError, match="accounts"):
            only_loopback(settings.model_copy(update={"host": host}), lambda: False)
    with pytest.raises(SettingsError):
        build(desk, settings.model_copy(update={"host": "0.0.0.0"}))


def test_the_start_page_follows_cookie_then_browser(client: TestClient) -> None:
    def where(**headers: str) -> str:
        return client.get("/", headers=headers).headers["location"]

    assert where(**{"accept-language": "zh-HK,zh;q=0.9,en;q=0.8"}) == "/zh/"
    assert where(**{"accept-language": "de,en;q=0.5"}) == "/en/"
    assert where(**{"accept-language": "en;q=0.2,zh;q=0.7"}) == "/zh/"
    assert where(**{"accept-language": "ru"}) == "/en/"
    assert where(cookie="assist_language=zh", **{"accept-language": "en"}) == "/zh/"
    assert where(cookie="assist_language=../evil", **{"accept-language": "en"}) == "/en/"
    assert client.get("/?t=abc").headers["location"].endswith("?t=abc")


def test_no_tab_holds_a_connection_open(client: TestClient) -> None:
    for language in ("zh", "en"):
        config = client.get(f"/{language}/config").json()
        assert config["connect_heartbeat"] is False
        assert config["analytics_enabled"] is False
        assert {one["type"] for one in config["components"]}.isdisjoint({"state", "chatbot", "annotatedimage"})


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "photo_empty"), (b"not a picture", "photo_not_a_picture"), (b"%PDF-1.7 x", "photo_not_a_picture")],
)
def test_what_is_no_photo_is_refused_with_its_code(client: TestClient, desk: Desk, data: bytes, code: str) -> None:
    answer = put_photo(client, desk.open().id, data)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(client: TestClient, desk: Desk) -> None:
    answer = put_photo(client, desk.open().id, b"\xff\xd8" + b"0" * 41_000_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "photo_too_large")


def test_a_file_name_is_shown_and_never_a_path(client: TestClient, desk: Desk) -> None:
    rows = put_photo(client, desk.open().id, label_photo(), "..%2F..%2Fetc%2Fpass%00wd.jpg").json()
    assert rows[0]["name"] == "passwd.jpg"


def test_typed_words_are_kept_whole_and_what_is_too_long_is_refused(client: TestClient, desk: Desk) -> None:
    ticket = desk.open().id
    assert client.put(f"/tickets/{ticket}/words", json={"message": "x" * 30_000, "id": "evil"}).json() == {"kept": True}
    assert len(desk.ticket(ticket).message) == 30_000 and desk.ticket(ticket).id == ticket
    for length in (250_000, 1_100_000):
        refused = client.put(f"/tickets/{ticket}/words", json={"message": "x" * length})
        assert refused.status_code == 413 and refused.json()["code"] == "words_too_large"
    assert len(desk.ticket(ticket).message) == 30_000
    assert client.put(f"/tickets/{ticket}/words", content="[]").json()["code"] == "not_json"
    assert client.put(f"/tickets/{ticket}/words", json={"manual": "no-such-manual"}).status_code == 200
    assert desk.ticket(ticket).manual is None


def test_a_further_message_of_the_buyer_joins_the_open_one(client: TestClient, desk: Desk) -> None:
    ticket = desk.open().id
    for text in ("Does it work in Japan?", "It is the black one."):
        said = client.post(f"/tickets/{ticket}/messages", json={"text": text}).json()
    assert said == {"message": "Does it work in Japan?\n\nIt is the black one."}
    assert client.post(f"/tickets/{NOBODY}/messages", json={"text": "Hello"}).status_code == 404


def test_a_reply_is_told_in_the_agents_language(client: TestClient, desk: Desk) -> None:
    ticket = desk.open().id
    desk.write(ticket, {"message": "How do I reset the VX-20 charger?"})
    reply = list(desk.answer(ticket))[-1]
    asked = {"text": f"{reply.text}\nMy words.", "language": "zh"}
    told = client.post(f"/tickets/{ticket}/gloss", json=asked).json()
    assert told["text"].startswith("您好，") and told["text"].endswith("My words.") and told["own"]
    assert client.post(f"/tickets/{ticket}/gloss", json={"text": reply.text, "language": "en"}).json()["text"] == ""


def test_one_of_several_labels_on_a_photo_is_chosen_on_the_card(client: TestClient, desk: Desk) -> None:
    ticket = desk.open().id
    desk.write(ticket, {"message": "How do I reset the VX-20 charger?"})
    desk.add_photo(ticket, label_photo(), "label.jpg")
    reply = list(desk.answer(ticket))[-1]
    photo = reply.case.photos[0].id
    assert client.post(f"/tickets/{ticket}/label/0").json()["code"] == "label_unknown", "one product has no labels"
    labels = (Label(photo, Box(0.0, 0.0, 0.5, 1.0), "VX-20"), Label(photo, Box(0.5, 0.0, 1.0, 1.0), "<b>VX-30"))
    chosen = replace(reply, labels=labels, case=reply.case.with_(focus=labels[1].focus))
    card = cards.status(chosen, words("en"), desk.say, lambda manual: "")
    assert "&lt;b&gt;VX-30" in card and card.count('data-do="label"') == 3 and card.count('aria-pressed="true"') == 1
    assert 'data-do="label"' not in cards.status(reply, words("en"), desk.say, lambda manual: "")


def test_the_chosen_label_is_the_one_that_is_answered(client: TestClient, desk: Desk) -> None:
    ticket = desk.open().id
    desk.write(ticket, {"message": "Does it work in Germany?"})
    desk.add_photo(ticket, label_photo(800), "two.jpg")
    open_ = list(desk.answer(ticket))[-1]
    assert open_.outcome is Outcome.WHICH_PRODUCT and [label.name for label in open_.labels] == ["HL-2201", "KQ-990"]
    for index, judgement in ((0, Judgement.YES), (1, Judgement.NO)):
        assert client.post(f"/tickets/{ticket}/label/{index}").json() == {"kept": True}
        reply = list(desk.answer(ticket))[-1]
        assert reply.case.focus == open_.labels[index].focus
        assert reply.verdict is not None and reply.verdict.judgement is judgement
    for index in (2, -2):
        refused = client.post(f"/tickets/{ticket}/label/{index}")
        assert (refused.status_code, refused.json()["code"]) == (400, "label_unknown")
    assert desk.ticket(ticket).focus == open_.labels[1].focus, "a refused choice changes nothing"
    assert all("error.label_unknown" in words(language).texts for language in ("en", "zh"))
    client.post(f"/tickets/{ticket}/label/-1")
    assert list(desk.answer(ticket))[-1].outcome is Outcome.WHICH_PRODUCT


def test_a_photo_of_another_ticket_is_told_with_that_ticket(client: TestClient, desk: Desk) -> None:
    first, second, third = (desk.open().id for _ in range(3))
    for ticket, message in ((first, "one"), (second, "two"), (third, "three")):
        desk.write(ticket, {"message": message})
    photo = put_photo(client, first, label_photo(700, 70)).json()[0]["id"]
    assert client.get(f"/tickets/{first}/seen").json() == {}
    put_photo(client, second, label_photo(700, 70))
    seen = client.get(f"/tickets/{second}/seen").json()
    assert seen[photo]["ticket"] == first and seen[photo]["same_file"] is True
    copy = put_photo(client, third, saved_again(label_photo(700, 70))).json()[0]["id"]
    again = client.get(f"/tickets/{third}/seen").json()[copy]
    assert again["ticket"] in (first, second) and again["same_file"] is False
    assert client.get(f"/tickets/{NOBODY}/seen").status_code == 404


def test_a_port_in_use_is_told_before_anything_is_opened(house: tuple[Desk, Settings]) -> None:
    with listen(house[1].model_copy(update={"port": 0})) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError) as refused:
            listen(house[1].model_copy(update={"port": port}))
        assert refused.value.code == "port_in_use" and str(port) in str(refused.value)
    listen(house[1].model_copy(update={"port": port})).close()


def test_gradios_own_file_routes_are_closed(client: TestClient) -> None:
    for language in ("zh", "en"):
        posted = client.post(f"/{language}/gradio_api/upload", files={"files": ("a.txt", b"hello")})
        read = client.get(f"/{language}/gradio_api/file=/etc/hostname")
        assert (posted.status_code, read.status_code) == (403, 403)
