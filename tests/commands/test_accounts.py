"""Commands for accounts, and what the first start says of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assist.__main__ import app
from assist.desk.staff.accounts import must_sign_in, open_accounts
from assist.desk.staff.commands import address, greeting
from assist.desk.staff.people import Role
from assist.engines.store import open_store
from assist.settings import Settings

PASSWORD = "correct horse battery"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings that the commands read too."""
    monkeypatch.setenv("ASSIST_INDEX", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return Settings(index=tmp_path, _env_file=None)  # type: ignore[call-arg]


def said(*words: str, typed: str = "") -> str:
    """What a command prints."""
    done = CliRunner().invoke(app, ["accounts", *words], input=typed, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_first_start_prints_the_admins_link_once(settings: Settings) -> None:
    with open_store(settings) as store:
        first = "\n".join(greeting(store, settings, 7861))
        found = re.search(r"http://127\.0\.0\.1:7861/welcome\?key=(\S+)", first)
        assert found is not None
        later = "\n".join(greeting(store, settings, 7861))
        assert "key=" not in later and "python -m assist accounts link" in later
        assert not must_sign_in(settings)
        accounts = open_accounts(store, settings)
        person = accounts.person(accounts.accept(found[1], "Ada", PASSWORD))
        assert person is not None and person.role is Role.ADMIN
        assert list(greeting(store, settings, 7861)) == []
    assert must_sign_in(settings)


def test_accounts_are_kept_from_the_terminal(settings: Settings) -> None:
    done = CliRunner().invoke(app, ["accounts", "add", "Bob"], input=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 2 and "must be an admin" in done.output
    assert PASSWORD not in said("add", "Ada", "--role", "admin", typed=f"{PASSWORD}\n{PASSWORD}\n")
    said("add", "Bob", typed=f"{PASSWORD}\n{PASSWORD}\n")
    said("role", "bob", "lead")
    with open_store(settings) as store:
        accounts = open_accounts(store, settings)
        cookie = accounts.sign_in("bob", PASSWORD)
        said("disable", "Bob")
        assert accounts.person(cookie) is None, "a running server hears of it at once"
        said("enable", "Bob")
        cookie = accounts.sign_in("bob", PASSWORD)
        assert "1 sessions ended" in said("signout")
        assert accounts.person(cookie) is None
        key = said("link", "Bob").strip().split("/invite?key=")[1]
        person = accounts.person(accounts.accept(key, "", "four other words here"))
        assert person is not None and (person.name, person.role) == ("Bob", Role.LEAD)
    rows = json.loads(said("list", "--json"))
    assert [(row["name"], row["role"], row["disabled"]) for row in rows] == [
        ("Ada", "admin", False), ("Bob", "lead", False)
    ]  # fmt: skip
    assert CliRunner().invoke(app, ["accounts", "disable", "ada"]).exit_code == 2
    assert CliRunner().invoke(app, ["accounts", "disable", "nobody"]).exit_code == 2


def test_a_link_leads_where_the_browser_finds_the_page(settings: Settings) -> None:
    for changes, wanted in (
        ({}, "http://127.0.0.1:7860/welcome?key=k"), ({"host": "0.0.0.0"}, "http://127.0.0.1:7860/welcome?key=k"),
        ({"host": "::1"}, "http://[::1]:7860/welcome?key=k"),
        ({"public_url": "https://assist.example/"}, "https://assist.example/welcome?key=k"),
    ):  # fmt: skip
        assert address(settings.model_copy(update=changes), 7860, "k", "welcome") == wanted
