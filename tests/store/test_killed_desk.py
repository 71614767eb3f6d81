"""Killed at any point, the desk loses nothing that it had acknowledged and leaves nothing half done."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from assist.desk.past.ledger import Ledger
from assist.desk.past.retention import DAY, Retention
from assist.engines.store import Store
from assist.engines.store.schema import photos
from tests.stores import postgres_url

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=[("sqlite", 6), pytest.param(("postgresql", 3), marks=pytest.mark.postgres)], ids=lambda p: p[0])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Path, int]]:
    kind, rounds = request.param
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'desk.sqlite3'}", tmp_path, rounds
        return
    with postgres_url(f"assist_killed_{os.getpid()}") as url:
        yield url, tmp_path, rounds


def killed_after(url: str, folder: Path, seed: int, lines: int) -> list[dict[str, Any]]:
    """What a writing process had acknowledged when it was killed, soon after so many lines."""
    command = [sys.executable, "-m", "tests.store.killed_desk", url, str(folder), str(seed)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told = []
    for line in process.stdout:
        told.append(line)
        if len(told) == lines:
            process.kill()
    process.wait()
    whole = [line for line in told if line.endswith("\n")]  # a line may be cut off as well
    assert len(whole) >= lines, "the process ended by itself"
    return [json.loads(line) for line in whole]


def check_acknowledged(store: Store, told: list[dict[str, Any]]) -> None:
    removed = {one["ticket"] for one in told if one["did"] == "removed"}
    gone = set(store.forgotten_since(0))
    for one in told:
        ticket = one.get("ticket")
        if ticket in removed:
            assert store.ticket(ticket) is None
        if ticket is None or ticket in gone:  # its removal was under way when the program was killed
            continue
        kept = store.ticket(ticket)
        assert kept is not None, f"ticket {ticket} is lost"
        if one["did"] == "ticket":
            assert kept.message == one["message"]
        elif one["did"] == "shown":
            assert [photo for photo, _ in kept.photos] == [one["photo"]]
            assert store.photo_bytes(one["photo"]) is not None
        elif one["did"] == "reply":
            assert [v.reply["text"] for v in store.versions_of(ticket) if v.id == one["number"]] == [one["text"]]
        elif one["did"] == "copy":
            assert [copy.text for copy in store.copies_of(ticket)] == [one["text"]]
            assert [event.kind for event in store.events_of(ticket)][:2] == ["displayed", "copied"]
        elif one["did"] == "feedback":
            assert [row.person for row in store.feedback_of(ticket)] == [one["person"]]


def check_nothing_half(store: Store) -> None:
    with store.reading() as connection:
        kept = {row.id: row.bytes for row in connection.execute(sa.select(photos))}
        if connection.dialect.name == "sqlite":
            assert connection.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
            assert connection.execute(sa.text("PRAGMA foreign_key_check")).all() == []
    for photo, size in kept.items():
        data = store.photo_file(photo).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (size, photo), "a row without its file"
    Retention(store, clock=lambda: time.time() + 2 * DAY).sweep()
    files = {file.name for file in (store.folder / "photos").rglob("*") if file.is_file()}
    with store.reading() as connection:
        assert files == set(connection.execute(sa.select(photos.c.id)).scalars()), "files without a row are swept"
    assert Ledger(store).catch_up()
    assert store.stale_tickets(0.0, 10) == ()


def test_killed_again_and_again_the_desk_loses_nothing(place: tuple[str, Path, int]) -> None:
    url, folder, rounds = place
    rng, told = random.Random(20261121), []
    for k in range(rounds):
        told += killed_after(url, folder, seed=1000 * k + 1, lines=rng.randint(3, 160))
        with Store(url, folder=folder) as store:
            check_acknowledged(store, told)
            check_nothing_half(store)
    assert {one["did"] for one in told} >= {"ticket", "photo", "shown", "reply", "copy", "feedback", "removed"}
