"""Tokens and webhooks from the command line, beside a running server's open database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assist.__main__ import app
from assist.desk.programs.integrations import Tokens
from assist.desk.staff.people import Role
from assist.engines.store import Store
from tests.stores import sqlite_url


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSIST_INDEX", str(tmp_path))
    return tmp_path


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, list(words))
    return done.exit_code, done.stdout, done.stderr


def test_a_token_is_printed_once_works_at_once_and_is_revoked(index: Path) -> None:
    with Store(sqlite_url(index / "assist.sqlite3"), folder=index) as store:  # as a running server holds it
        code, printed, _ = run("tokens", "add", "returns robot", "--role", "lead", "--days", "3")
        token = printed.split()[0]
        person = Tokens(store).bearer(token)
        assert code == 0 and person is not None and person.role is Role.LEAD
        _, listed, _ = run("tokens", "list", "--json")
        (row,) = json.loads(listed)
        assert row["name"] == "returns robot" and "hash" not in row and token not in listed
        assert "returns robot" in run("tokens", "list")[1]
        assert run("tokens", "revoke", row["id"])[0] == 0
        assert Tokens(store).bearer(token) is None
    code, _, said = run("tokens", "revoke", row["id"])
    assert code == 2 and "No working token" in said
    assert run("tokens", "add", "x", "--role", "king")[0] == 2


def test_a_webhook_is_added_listed_and_removed_and_its_secret_is_printed_once(index: Path) -> None:
    code, secret, said = run("webhooks", "add", "https://shop.example/hook")
    assert code == 0 and secret.startswith("whsec_") and "shop.example" in said
    rows = json.loads(run("webhooks", "list", "--json")[1])["webhooks"]
    assert rows[0]["url"] == "https://shop.example/hook" and secret.strip() not in run("webhooks", "list")[1]
    assert run("webhooks", "remove", rows[0]["id"])[0] == 0
    assert json.loads(run("webhooks", "list", "--json")[1])["webhooks"] == []
    assert run("webhooks", "add", "http://shop.example/")[0] == 2
