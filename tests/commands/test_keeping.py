"""The commands that keep and give away what the desk knows, on a store beside a server that may run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assist.__main__ import app
from assist.engines.store import Store, TicketRow
from tests.stores import sqlite_url


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index folder with three tickets, which the commands find by their settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSIST_INDEX", str(tmp_path / "index"))
    with opened(tmp_path) as store:
        photo = store.save_photo(b"photo").id
        for k, message in enumerate(("Reach me: eve@example.com", "=1+1 eve@example.com", "somebody else")):
            store.save_ticket(TicketRow(f"{k:024x}", message, photos=((photo, ""),), created=100.0 + k))
            store.save_reply(f"{k:024x}", {"outcome": "answered", "text": "Yes.", "language": "en"})
    return tmp_path


def opened(folder: Path) -> Store:
    return Store(sqlite_url(folder / "index" / "assist.sqlite3"), folder=folder / "index")


def run(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


def tickets(folder: Path) -> list[str]:
    with opened(folder) as store:
        return sorted(ticket.message for ticket in store.tickets())


def test_a_buyers_data_is_shown_first_and_deleted_only_when_told(place: Path) -> None:
    shown = run("history", "wipe", "eve@example.com", "--json")
    assert shown.exit_code == 0 and json.loads(shown.stdout)["goes"] == {
        "tickets": 2, "replies": 2, "photos": 0, "shared": 1
    }  # fmt: skip
    assert len(tickets(place)) == 3
    assert run("history", "wipe", "eve@example.com", "--yes").exit_code == 0
    assert tickets(place) == ["somebody else"]
    assert run("history", "wipe", "?!").exit_code == 2


def test_the_history_is_written_as_a_table(place: Path) -> None:
    done = run("history", "export", str(place / "history.csv"), "--words", "eve")
    assert done.exit_code == 0
    lines = (place / "history.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 3 and lines[0].startswith("created,ticket,") and "'=1+1" in lines[1]


def test_what_is_older_than_the_days_given_goes(place: Path) -> None:
    assert json.loads(run("retention", "--json").stdout) == {"days": 0.0, "tickets": 0, "photos": 0}
    assert json.loads(run("retention", "--days", "1e-9", "--json").stdout)["tickets"] == 3
    assert tickets(place) == []


def test_a_backup_tells_what_is_in_it_and_a_damaged_one_is_refused_by_name(place: Path) -> None:
    done = run("backup", str(place / "b.zip"), "--json")
    assert done.exit_code == 0 and json.loads(done.stdout)["tables"]["tickets"] == 3
    assert run("backup", str(place / "b.zip")).exit_code == 2
    (place / "bad.zip").write_bytes((place / "b.zip").read_bytes()[:-50])
    refused = run("restore", str(place / "bad.zip"))
    assert refused.exit_code == 2 and "was cut off" in refused.stderr
    kept = run("restore", str(place / "b.zip"))
    assert kept.exit_code == 2 and "something in this database already" in kept.stderr
