"""Signing in through a provider: a real one in a process of its own, and every way in which one may err."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from assist.desk.staff.accounts import Accounts
from assist.desk.staff.audit import Audit
from assist.desk.staff.people import LOCAL, Role
from assist.engines.provider import Provider
from assist.engines.store import Store
from assist.errors import SettingsError
from assist.settings import Settings
from assist.web.door.oidc import oidc_routes, open_provider, role_for, roles_by_value
from assist.web.door.signin import Pages, signin_routes
from assist.web.page import listen
from tests.stores import sqlite_url
from tests.web.door.oidc_provider import CLIENT, SECRET
from tests.web.people import CHEAP, PASSWORD

ROOT = Path(__file__).resolve().parents[3]


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@pytest.fixture(scope="module")
def issuers() -> Iterator[str]:
    """The address of the provider process; each path below it is an issuer."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.web.door.oidc_provider"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    process.terminate()
    process.wait(10)


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    with Store(sqlite_url(tmp_path / "a.sqlite3"), folder=tmp_path) as store:
        kept = Accounts(store, Audit(store), b"k" * 32, passwords=CHEAP, provider=True)
        kept.add(LOCAL, "Root", PASSWORD, Role.ADMIN)
        yield kept


def client_of(accounts: Accounts, issuer: str, secret: str = SECRET, roles: str = "lead=leads,agent=*") -> TestClient:
    """The door alone, with the provider beside it."""
    settings = Settings(
        oidc_issuer=issuer, oidc_client_id=CLIENT, oidc_client_secret=SecretStr(secret), oidc_roles=roles,
        oidc_role_claim="rights.groups", _env_file=None,
    )  # type: ignore[call-arg]  # fmt: skip
    provider = open_provider(settings)
    assert provider is not None
    app, pages = FastAPI(), Pages(accounts, settings, "the provider")
    app.include_router(signin_routes(accounts, pages))
    app.include_router(oidc_routes(accounts, settings, provider, pages))
    return TestClient(app, base_url="http://127.0.0.1:7860", follow_redirects=False)


def through(client: TestClient, wanted: str = "/en/?t=abc") -> Any:
    """To the provider and back, as a browser goes."""
    started = client.get("/oidc/start", params={"next": wanted})
    assert started.status_code == 303, started.text
    with pytest.raises(OSError) as answered:  # a redirect that is not followed is an HTTPError
        build_opener(NoRedirect).open(started.headers["location"], timeout=10)
    answer: Any = answered.value
    back = urlsplit(answer.headers["location"])
    return client.get(f"{back.path}?{back.query}")


@pytest.mark.parametrize("mode", ["right", "es256", "public", "userinfo", "renewed"])
def test_a_person_comes_in_with_the_role_that_the_provider_gives(accounts: Accounts, issuers: str, mode: str) -> None:
    client = client_of(accounts, f"{issuers}/{mode}", "" if mode == "public" else SECRET)
    answer = through(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/?t=abc"), answer.text
    person = accounts.person(client.cookies["assist_session"])
    assert person is not None and (person.name, person.role) == ("Ada Lovelace", Role.LEAD)
    assert "assist_oidc" not in client.cookies
    through(client)
    assert len(accounts.all()) == 2, "the same person is the same account"


@pytest.mark.parametrize(
    "mode", ["audience", "nonce", "issuer", "signature", "none", "hs256", "late", "denied", "another", "mixed"]
)
def test_what_does_not_hold_lets_nobody_in(accounts: Accounts, issuers: str, mode: str) -> None:
    client = client_of(accounts, f"{issuers}/{mode}")
    answer = through(client)
    assert answer.status_code == 403 and "was not completed" in answer.text
    assert "assist_session" not in client.cookies and len(accounts.all()) == 1


def test_a_client_with_the_wrong_secret_gets_no_token(accounts: Accounts, issuers: str) -> None:
    assert through(client_of(accounts, f"{issuers}/right", "guessed")).status_code == 403


def test_an_answer_without_our_state_or_twice_is_refused(accounts: Accounts, issuers: str) -> None:
    client = client_of(accounts, f"{issuers}/right")
    location = client.get("/oidc/start").headers["location"]
    asked = parse_qs(urlsplit(location).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["redirect_uri"] == [
        "http://127.0.0.1:7860/oidc/callback"
    ]
    cookie = client.cookies["assist_oidc"]
    assert not any(asked[name][0] in cookie for name in ("code_challenge",))
    for query in ("", "?code=x", "?code=x&state=guessed", f"?state={asked['state'][0]}", "?code=x&state=%C3%BC"):
        client.cookies.set("assist_oidc", cookie, path="/oidc", domain="127.0.0.1")
        assert client.get(f"/oidc/callback{query}").status_code == 403, query
    client.cookies.clear()
    assert client.get(f"/oidc/callback?code=x&state={asked['state'][0]}").status_code == 403


def test_a_provider_that_does_not_answer_is_told_as_that(accounts: Accounts, issuers: str) -> None:
    for issuer in ("http://127.0.0.1:9", f"{issuers}/right/nothing"):
        answer = client_of(accounts, issuer).get("/oidc/start")
        assert answer.status_code == 503 and "does not answer" in answer.text


def test_nobody_comes_in_without_a_role(accounts: Accounts, issuers: str) -> None:
    answer = through(client_of(accounts, f"{issuers}/right", roles="admin=it"))
    assert answer.status_code == 403 and "may not use" in answer.text


def test_after_signing_in_one_goes_on_to_a_path_of_ours_alone(accounts: Accounts, issuers: str) -> None:
    for wanted in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:x"):
        assert through(client_of(accounts, f"{issuers}/right"), wanted).headers["location"] == "/"


def test_roles_are_read_from_the_setting() -> None:
    text = "admin=it, lead=shift-leads ,agent=*"
    assert role_for(("it", "x"), text) is Role.ADMIN and role_for(("shift-leads",), text) is Role.LEAD
    assert role_for((), text) is Role.AGENT and role_for(("x",), "admin=it") is None and role_for((), "") is Role.AGENT
    for wrong in ("boss=it", "admin", "admin="):
        with pytest.raises(SettingsError):
            roles_by_value(wrong)
    with pytest.raises(SettingsError, match="https"):
        Provider("http://sso.example", "x", "", "groups")
    with pytest.raises(SettingsError, match="CLIENT_ID"):
        Provider("https://sso.example", "", "", "groups")


def test_with_a_provider_the_page_may_be_served_to_others_from_the_first_start(tmp_path: Path) -> None:
    settings = Settings(host="0.0.0.0", port=0, index=tmp_path, oidc_issuer="https://sso.example", _env_file=None)  # type: ignore[call-arg]
    listen(settings).close()
    with pytest.raises(SettingsError, match="accounts"):
        listen(settings.model_copy(update={"oidc_issuer": ""}))
