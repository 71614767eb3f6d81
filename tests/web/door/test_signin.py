"""The door: signing in and out, one-time links, cookies, proxies, and what a request must show to get past the gate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from pydantic import SecretStr

from assist.desk.staff.accounts import Accounts, LinkKind
from assist.desk.staff.attempts import OF_A_NAME
from assist.desk.staff.audit import Audit, Deed
from assist.desk.staff.people import LOCAL, Person, Role
from assist.engines.store import Store
from assist.errors import AssistError, NotSignedIn
from assist.settings import Settings
from assist.web.door import gate
from assist.web.door.gate import Gate, own_path
from assist.web.door.signin import Pages, signin_routes
from assist.web.page import doors
from assist.web.routes import answer_error
from assist.web.who import person_of
from assist.web.words import LANGUAGES, words
from tests.stores import sqlite_url
from tests.web.people import CHEAP, PASSWORD, SHELL, Clock

PAYLOADS = (
    "${alert(1)}", "<img src=x onerror=\"window.hit=1\">", "</script><script>window.hit=1</script>", "{{7*7}}",
    "\"><svg onload=hit()>", "x\r\nSet-Cookie: a=b", "\u202egnirts", "\x00\x1b[31m", "A" * 5000,
)  # fmt: skip
Made = Callable[..., TestClient]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Iterator[Accounts]:
    """No accounts yet."""
    with Store(sqlite_url(tmp_path / "a.sqlite3"), folder=tmp_path) as store:
        yield Accounts(store, Audit(store, clock), b"k" * 32, passwords=CHEAP, clock=clock)


@pytest.fixture
def made(accounts: Accounts) -> Made:
    """The door alone with one room behind it, which tells who is in it."""

    def make(base: str = "http://127.0.0.1:7860", bearer: Any = None, **changes: Any) -> TestClient:
        settings = Settings(_env_file=None, **changes)  # type: ignore[call-arg]
        app = FastAPI()
        doors(app, settings, accounts, bearer)
        app.add_exception_handler(AssistError, lambda _, error: answer_error(error))  # type: ignore[arg-type]
        app.include_router(signin_routes(accounts, Pages(accounts, settings, "")))

        @app.api_route("/room", methods=["GET", "POST"])
        @app.api_route("/accounts", methods=["GET"])
        @app.api_route("/metrics", methods=["GET"])
        def room(request: Request) -> dict[str, str]:
            person = person_of(request)
            return {"name": person.name, "role": person.role.value, "address": person.address}

        @app.get("/health")
        def health(request: Request) -> dict[str, str]:
            return {"name": person_of(request).name}

        return TestClient(app, base_url=base, follow_redirects=False, client=("192.0.2.9", 5000))

    return make


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found, page[-800:]
    return unescape(found[1])


def sign_in(client: TestClient, name: str = "ada", password: str = PASSWORD, wanted: str = "/") -> Any:
    token = token_in(client.get("/signin", params={"next": wanted}).text)
    return client.post("/signin", data={"token": token, "name": name, "password": password, "next": wanted})


def test_nobody_is_sent_to_sign_in_and_on_to_where_they_wanted_to_go(accounts: Accounts, made: Made) -> None:
    accounts.add(SHELL, "Ada", PASSWORD, Role.ADMIN)
    client = made()
    assert client.get("/room").status_code == 401 and client.post("/room").json()["code"] == "not_signed_in"
    turned = client.get("/room?t=a%26b", headers={"accept": "text/html"})
    assert (turned.status_code, turned.headers["location"]) == (303, "/signin?next=%2Froom%3Ft%3Da%2526b")
    page = client.get(turned.headers["location"]).text
    assert 'name="next" value="/room?t=a%26b"' in page
    answer = sign_in(client, wanted="/room?t=a%26b")
    assert (answer.status_code, answer.headers["location"]) == (303, "/room?t=a%26b")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/;" in cookie and "secure" not in cookie
    assert client.get("/room").json() == {"name": "Ada", "role": "admin", "address": "192.0.2.9"}
    assert client.get("/signin").headers["location"] == "/"
    client.post("/signout")
    assert client.get("/room").status_code == 401


def test_a_public_route_that_asks_who_is_there_learns_that_nobody_is(accounts: Accounts, made: Made) -> None:
    accounts.add(SHELL, "Ada", PASSWORD, Role.ADMIN)
    assert made().get("/health").status_code == 401, "never whoever sits at the machine"


def test_until_there_is_an_account_this_machine_is_in_and_then_at_once_nobody(accounts: Accounts, made: Made) -> None:
    client = made()
    assert client.get("/room").json()["role"] == "admin"
    assert client.get("/signin").headers["location"] == "/"
    for headers in (
        {"host": "assist.example"}, {"host": "192.168.1.4:7860"}, {"host": ""}, {"host": "["},
        {"x-forwarded-for": "192.0.2.1"}, {"forwarded": "for=192.0.2.1"}, {"via": "1.1 proxy"},
    ):  # fmt: skip
        assert client.get("/room", headers=headers).status_code == 403, headers
    key = accounts.link(LOCAL, Role.ADMIN, admin=True)
    page = client.get(f"/welcome?key={key}").text
    token = token_in(page)
    short = client.post("/welcome", data={"token": token, "key": key, "name": "Ada", "password": "short"})
    assert short.status_code == 400 and "at least 10" in short.text and 'value="Ada"' in short.text
    answer = client.post("/welcome", data={"token": token, "key": key, "name": "Ada", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert client.get("/room").json()["name"] == "Ada"
    client.cookies.clear()
    assert client.get("/room").status_code == 401
    ended = client.get(f"/welcome?key={key}")
    assert ended.status_code == 403 and "opens nothing" in ended.text
    assert client.get("/room", headers={"host": "192.168.1.4:7860"}).status_code == 401, "an address cannot be rebound"
    assert client.get("/room", headers={"host": "assist.example"}).status_code == 403


def test_only_our_own_form_signs_in(accounts: Accounts, made: Made) -> None:
    accounts.add(SHELL, "Ada", PASSWORD, Role.ADMIN)
    client, other = made(), made()
    right = {"name": "ada", "password": PASSWORD}
    theirs = token_in(other.get("/signin").text)
    token_in(client.get("/signin").text)
    for token in ("", "x", theirs):
        answer = client.post("/signin", data={**right, "token": token})
        assert answer.status_code == 403 and "assist_session" not in client.cookies
    for headers in ({"origin": "https://elsewhere.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        token = token_in(client.get("/signin").text)
        assert client.post("/signin", data={**right, "token": token}, headers=headers).status_code == 403
    page = client.get("/signin")
    assert page.headers["referrer-policy"] == "same-origin", "with no-referrer a browser would send `Origin: null`"
    assert client.post("/signin", data={**right, "token": token_in(page.text)}).status_code == 303
    assert client.post("/signin", content=b"x" * 30_000).status_code == 413
    assert client.post("/signin", content=b"\xff\xfe&" * 40).status_code == 400


def test_too_many_attempts_are_told_with_the_time_to_wait(accounts: Accounts, made: Made) -> None:
    accounts.add(SHELL, "Ada", PASSWORD, Role.ADMIN)
    client = made()
    assert [sign_in(client, password="wrong").status_code for _ in range(OF_A_NAME)] == [401] * OF_A_NAME
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900") and "15 minutes" in answer.text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_typed_is_shown_as_text_and_nothing_else(accounts: Accounts, made: Made, payload: str) -> None:
    accounts.add(SHELL, "Ada", PASSWORD, Role.ADMIN)
    client = made()
    key = accounts.link(SHELL, Role.AGENT)
    page, welcome = (
        client.get("/signin", params={"next": payload, "language": payload}),
        client.get(f"/invite?key={key}"),
    )
    token = token_in(page.text)
    pages = [page.text, client.get("/welcome", params={"key": payload}).text, sign_in(client, payload, payload).text]
    for data in (
        {"key": key, "name": payload, "password": "short"},
        {"key": payload, "name": payload, "password": payload},
    ):
        answer = client.post("/invite", data={"token": token, **data})
        assert "set-cookie" not in answer.headers or "assist_session" not in answer.headers["set-cookie"]
        pages.append(answer.text)
    assert welcome.status_code == 200
    for html in pages:
        assert "<img" not in html and "<svg" not in html and html.count("<script") == 1 and 'window.hit=1"' not in html
        assert re.search(r'\son\w+="', html) is None
        assert "autofocus" in html or "opens nothing" in html
    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy


@pytest.mark.parametrize(
    "wanted",
    ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere", "\\\\elsewhere", "javascript:alert(1)", "en/",
     "/en/\r\nSet-Cookie: a=b", "/ /elsewhere", "", "/signout", "/signin?next=/", "http:/en", "///x", "/\t/x",
     "/en\u0000", "https://[", "/oidc/callback?code=x"],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(wanted: str) -> None:
    assert own_path(wanted) == "/"
    assert own_path("/en/?t=abc&e=1") == "/en/?t=abc&e=1"


def test_behind_a_proxy_with_tls_cookies_are_secure_and_the_buyers_side_is_told(accounts: Accounts, made: Made) -> None:
    accounts.add(SHELL, "Ada", PASSWORD, Role.ADMIN)
    proxy = {"x-forwarded-for": "203.0.113.5", "x-forwarded-proto": "https", "host": "assist.example"}
    client = made(
        "http://assist.example", public_url="https://assist.example", trusted_proxies="192.0.2.0/24, 10.0.0.1"
    )
    client.headers.update(proxy)
    page = client.get("/signin")
    form = page.headers["set-cookie"].split(";")[0]
    assert "; Secure" in page.headers["set-cookie"]
    said = {"token": token_in(page.text), "name": "ada", "password": PASSWORD}
    cookie = client.post("/signin", data=said, headers={"cookie": form}).headers["set-cookie"]
    assert cookie.startswith("__Host-assist_session=") and "; Secure" in cookie and "Path=/;" in cookie
    name, value = cookie.split(";")[0].split("=", 1)
    room = client.get("/room", headers={"cookie": f"{name}={value}"})
    assert room.json() == {"name": "Ada", "role": "admin", "address": "203.0.113.5"}
    tossed = {"cookie": f"assist_session={value}", "accept": "application/json"}
    assert client.get("/room", headers=tossed).status_code == 401, "a neighbour's page can set this name"
    post = {"cookie": f"{name}={value}", "origin": "https://assist.example"}
    assert client.post("/room", headers=post).status_code == 200
    assert client.post("/room", headers={**post, "host": "127.0.0.1:7860"}).status_code == 200, (
        "a proxy that says no Host"
    )
    assert client.post("/room", headers={**post, "origin": "https://elsewhere.example"}).status_code == 403


def test_a_proxy_that_is_not_trusted_is_not_believed(accounts: Accounts, made: Made) -> None:
    accounts.add(SHELL, "Ada", PASSWORD, Role.ADMIN)
    client = made(trusted_proxies="10.0.0.1")
    sign_in(client)
    told = client.get("/room", headers={"x-forwarded-for": "203.0.113.5", "x-forwarded-proto": "https"}).json()
    assert told["address"] == "192.0.2.9"


def test_a_token_opens_what_its_person_may_and_never_the_accounts(accounts: Accounts, made: Made) -> None:
    bot = Person("bot", "Bot", Role.ADMIN)
    client = made(bearer=lambda token: bot if token == "right" else None, metrics_token=SecretStr("monitor"))
    right, wrong = {"authorization": "Bearer right"}, {"authorization": "bearer wrong"}
    assert client.get("/room", headers=wrong).status_code == 401, "a wrong token is nobody's, even where all are let in"
    assert client.get("/room", headers=right).json()["name"] == "Bot"
    assert client.get("/accounts", headers=right).status_code == 401
    monitor = {"authorization": "Bearer monitor"}
    assert client.get("/metrics", headers=monitor).json()["role"] == "lead"
    assert client.get("/room", headers=monitor).status_code == 401


def test_a_long_answer_ends_with_its_session(accounts: Accounts) -> None:
    accounts.add(SHELL, "Ada", PASSWORD, Role.ADMIN)
    cookie, ticks = accounts.sign_in("ada", PASSWORD), iter(range(0, 1000, 4))
    sent: list[bytes] = []

    async def stream(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for k in range(12):
            if k == 6:
                accounts.disable(LOCAL, accounts.add(SHELL, "Eve", PASSWORD, Role.ADMIN).id)
                accounts.sign_out(cookie)
            await send({"type": "http.response.body", "body": b"%d " % k, "more_body": True})

    async def send(message: Any) -> None:
        sent.append(message.get("body", b""))

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "path": "/room", "query_string": b"", "client": ("192.0.2.9", 1),
             "headers": [(b"host", b"127.0.0.1"), (b"cookie", f"assist_session={cookie}".encode())]}  # fmt: skip
    anyio.run(Gate(stream, accounts, clock=lambda: float(next(ticks))), scope, receive, send)
    text = b"".join(sent)
    assert b"5 " in text and b"11 " not in text


def test_a_page_that_stands_open_keeps_no_session_alive(accounts: Accounts, made: Made, clock: Clock) -> None:
    accounts.add(SHELL, "Ada", PASSWORD, Role.ADMIN)
    client = made()
    sign_in(client)
    for _ in range(12):
        clock.now += 3600
        assert client.get("/health").status_code == 200, "asked by the page itself"
    clock.now += 1
    assert client.get("/health").status_code == 401
    sign_in(client)
    for _ in range(14):
        clock.now += 3600
        assert client.get("/room").status_code == 200, "asked by somebody"


def test_a_websocket_is_refused(made: Made, accounts: Accounts) -> None:
    closed: list[Any] = []

    async def send(message: Any) -> None:
        closed.append(message)

    async def never(*_: Any) -> Any:
        raise AssertionError("nobody asks the app")

    anyio.run(Gate(never, accounts), {"type": "websocket", "path": "/room", "headers": []}, never, send)
    assert closed == [{"type": "websocket.close", "code": 1008}]


def test_who_asks_without_a_gate_is_this_machine_and_with_one_is_never_guessed() -> None:
    assert person_of(Request({"type": "http", "headers": []})) == LOCAL
    with pytest.raises(NotSignedIn):
        person_of(Request({"type": "http", "headers": [], "state": {"person": None}}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_deed_role_and_kind_of_thing_has_its_words(language: str) -> None:
    root = Path(gate.__file__).parents[2]
    sources = "".join(file.read_text(encoding="utf-8") for file in root.rglob("*.py"))
    kinds = set(re.findall(r'Deed\.[A-Z_]+(?: if \w+ else Deed\.[A-Z_]+)?, "([a-z_]+)"', sources))
    assert {"ticket", "account", "manual", "history"} <= kinds
    wanted = {f"deed.{deed.value}" for deed in Deed} | {f"role.{role.value}" for role in Role}
    wanted |= {f"kind.{kind}" for kind in kinds} | {f"door.title_{kind.value}" for kind in LinkKind}
    assert wanted - words(language).texts.keys() == set()
