"""Backup and restore: every table between both databases, the same answer afterwards, and nothing of a damaged file."""

from __future__ import annotations

import json
import os
import shutil
import threading
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from assist.case.photo import Case
from assist.case.reply import to_dict
from assist.desk.past.backup import MANIFEST, back_up, restore
from assist.desk.past.feedback import Feedback
from assist.desk.past.history import History
from assist.desk.staff.people import Person
from assist.desk.tickets import Desk
from assist.engines.store import Store, TicketRow
from assist.engines.store.portable import rows_of, tables
from assist.errors import InputError
from assist.library.ingest import index_passages
from assist.library.shelf import Shelf
from assist.settings import Settings
from tests.stores import postgres_url, sqlite_url
from tests.web.small import Finder, label_photo, small_house

SQLITE, POSTGRES = "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)


class Places:
    """Empty databases of either kind, each with a folder of its own."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.count = 0

    def __call__(self, kind: str) -> Store:
        self.count += 1
        folder = self.folder / f"place{self.count}"
        folder.mkdir()
        url = sqlite_url(folder / "assist.sqlite3")
        if kind == "postgresql":
            url = self.stack.enter_context(postgres_url(f"assist_backup_{os.getpid()}_{self.count}"))
        store = Store(url, folder=folder / "index" if kind == "postgresql" else folder)  # which need not be there yet
        self.stack.callback(store.close)
        return store


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    with ExitStack() as stack:
        yield Places(tmp_path, stack)


def full_row(table: sa.Table, made: dict[str, list[dict[str, Any]]], k: int) -> dict[str, Any]:
    """A row with something in every column, whose references stand."""
    row: dict[str, Any] = {}
    for column in table.columns:
        key = next(iter(column.foreign_keys), None)
        if key is not None:
            row[column.name] = made[key.column.table.name][k][key.column.name]
        elif isinstance(column.type, sa.JSON):
            row[column.name] = {"text": f"说明 {k} ‚\u2028", "list": [1, None, 0.5]} if k else []
        elif isinstance(column.type, sa.LargeBinary):
            row[column.name] = bytes(range(256)) * (k + 1)
        elif isinstance(column.type, sa.Boolean):
            row[column.name] = bool(k)
        elif isinstance(column.type, sa.Integer):
            row[column.name] = (2**40 if isinstance(column.type, sa.BigInteger) else 7) + k
        elif isinstance(column.type, sa.Float):
            row[column.name] = 1763712345.123456 + k
        else:
            longest = getattr(column.type, "length", None) or 64
            name = column.primary_key or column.unique
            row[column.name] = (f"{k}{'123456789abcdef0' * 4}" if name else f"{k}é说'\"\\\n")[:longest][:64]
    return row


def fill(store: Store) -> None:
    """Two rows in every table of the schema, the second with everything that can be nothing left out."""
    made: dict[str, list[dict[str, Any]]] = {}
    for table in tables():
        rows = [full_row(table, made, k) for k in range(2)]
        for column in table.columns:
            if column.nullable and not column.foreign_keys:
                rows[1][column.name] = sa.null() if isinstance(column.type, sa.JSON) else None
        with store.writing() as connection:
            for row in rows:
                connection.execute(sa.insert(table).values(**row))
        made[table.name] = rows
    for row in made["photos"]:
        file = store.photo_file(row["id"])
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(row["id"].encode())


def everything(store: Store) -> dict[str, list[dict[str, Any]]]:
    with store.snapshot() as connection:
        return {table.name: list(rows_of(connection, table)) for table in tables()}


@pytest.mark.parametrize("before", [SQLITE, POSTGRES])
@pytest.mark.parametrize("after", [SQLITE, POSTGRES])
def test_every_table_comes_back_as_it_was_in_either_database(
    places: Places, tmp_path: Path, before: str, after: str
) -> None:
    one, other = places(before), places(after)
    fill(one)
    kept = everything(one)
    assert all(len(rows) == 2 for rows in kept.values()), {name: len(rows) for name, rows in kept.items()}
    back_up(one, tmp_path / "all.zip")
    restore(other, tmp_path / "all.zip")
    assert everything(other) == kept
    assert other.photo_bytes(kept["photos"][0]["id"]) == kept["photos"][0]["id"].encode()
    other.save_ticket(TicketRow("new", "after"))
    assert other.save_reply("new", {"outcome": "answered"}) > max(row["id"] for row in kept["replies"])


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, str]]:
    """A house with a manual, and a ticket with a photo that was answered, copied and judged."""
    with small_house(tmp_path_factory.mktemp("answered")) as (desk, _):
        ticket = desk.open().id
        desk.add_photo(ticket, label_photo(), "label.jpg")
        desk.write(ticket, {"message": "How do I reset the VX-20 charger? Does it work in Germany?"})
        for _reply in desk.answer(ticket):
            pass
        History(desk.store).displayed(ticket)
        desk.sent(ticket, "Unplug it, wait thirty seconds.")
        Feedback(desk.store).give(Person("ana"), ticket, rating=1)
        yield desk, ticket


def stable(reply: Any) -> dict[str, Any]:
    """A reply without what depends on the clock."""
    return {name: value for name, value in to_dict(reply).items() if name not in ("seconds", "case")}


@pytest.mark.parametrize("kind", [SQLITE, POSTGRES])
def test_the_same_ticket_is_answered_the_same_after_a_restore(
    answered: tuple[Desk, str], places: Places, tmp_path: Path, kind: str
) -> None:
    desk, ticket = answered
    back_up(desk.store, tmp_path / "desk.zip")
    store = places(kind)
    restore(store, tmp_path / "desk.zip")
    finder = Finder()
    for manual in store.manuals():
        index_passages(finder, manual, store.passages_of(manual.id))
    settings = Settings(index=store.folder, _env_file=None)  # type: ignore[call-arg]
    shelf = Shelf(settings, store, finder)
    other = Desk(replace(desk.assistant, library=shelf), store, shelf)
    try:
        before, after = desk.reply(ticket), other.reply(ticket)
        assert before is not None and after is not None and stable(before) == stable(after)
        again = list(other.answer(ticket))[-1]
        assert stable(again) == stable(before)
        assert [place.kind for place in other.places(ticket)] == [place.kind for place in desk.places(ticket)]
        assert other.gallery.picture(other.places(ticket)[0]) and other.gallery.picture(other.places(ticket)[-1])
        assert store.copies_of(ticket) == desk.store.copies_of(ticket)
        assert store.feedback_of(ticket) == desk.store.feedback_of(ticket)
        assert isinstance(other.case(other.ticket(ticket)), Case)
    finally:
        other.close()
        shelf.close()


def test_a_backup_is_of_one_moment_while_tickets_are_written_and_removed(places: Places, tmp_path: Path) -> None:
    store, stop, wrong = places("sqlite"), threading.Event(), []
    photo = store.save_photo(b"photo").id

    def work() -> None:
        k = 0
        while not stop.is_set():
            k += 1
            store.save_ticket(TicketRow(f"t{k}", "x" * 200, photos=((photo, ""), (store.save_photo(b"%d" % k).id, ""))))
            store.save_reply(f"t{k}", {"outcome": "answered", "text": f"reply {k}"})
            if k % 3 == 0:
                store.remove_ticket(f"t{k - 1}")

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for k in range(4):
            back_up(store, tmp_path / f"b{k}.zip")
            other = places("sqlite")
            restore(other, tmp_path / f"b{k}.zip")
            with other.reading() as connection:
                wrong += connection.execute(sa.text("PRAGMA foreign_key_check")).all()
            for ticket in other.tickets(10_000):
                wrong += [shown for shown, _ in ticket.photos if other.photo_bytes(shown) is None]
    finally:
        stop.set()
        thread.join()
    assert wrong == []


def damaged(source: Path, target: Path, how: str) -> Path:
    shutil.copy(source, target)
    if how == "cut":
        target.write_bytes(source.read_bytes()[:-200])
    elif how == "text":
        target.write_text("no zip")
    elif how == "flipped":
        data = bytearray(source.read_bytes())
        with zipfile.ZipFile(source) as bundle:
            info = next(info for info in bundle.infolist() if info.filename.startswith("photos/"))
        data[info.header_offset + 30 + len(info.filename) + 40] ^= 0xFF
        target.write_bytes(bytes(data))
    else:
        rewritten(source, target, how)
    return target


def rewritten(source: Path, target: Path, how: str) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        head = json.loads(old.read(MANIFEST))
        for info in old.infolist():
            if info.filename == MANIFEST or (how == "missing" and info.filename == "tables/replies.jsonl"):
                continue
            data = old.read(info)
            if how == "changed" and info.filename == "tables/tickets.jsonl":
                data = data.replace(b"VX-20", b"VX-21")
            new.writestr(info.filename, data)
        if how == "newer":
            head["version"] = 99
        if how == "escaping":
            head["parts"]["files/../../evil.pdf"] = ["0" * 64, 1]
            new.writestr("files/../../evil.pdf", b"x")
        if how != "headless":
            new.writestr(MANIFEST, json.dumps(head))


@pytest.mark.parametrize("how", ["cut", "text", "flipped", "changed", "missing", "headless", "escaping", "newer"])
def test_of_a_damaged_backup_nothing_is_restored_and_the_error_has_a_name(
    answered: tuple[Desk, str], places: Places, tmp_path: Path, how: str
) -> None:
    back_up(answered[0].store, tmp_path / "good.zip")
    store = places("sqlite")
    with pytest.raises(InputError) as caught:
        restore(store, damaged(tmp_path / "good.zip", tmp_path / "bad.zip", how))
    assert caught.value.code == ("backup_unknown" if how == "newer" else "backup_damaged")
    assert store.is_blank() and not (store.folder / "photos").exists() and not (store.folder / "files").exists()
    assert not list(tmp_path.rglob("evil.pdf"))


def test_rows_that_contradict_one_another_are_refused_as_a_whole(places: Places, tmp_path: Path) -> None:
    store = places("sqlite")
    with pytest.raises(InputError) as caught:
        store.load(
            [("photos", []), ("replies", [{"id": 1, "ticket": "none", "outcome": "", "reply": {}, "created": 1.0}])]
        )
    assert caught.value.code == "backup_damaged" and store.is_blank()


def test_a_backup_overwrites_nothing_and_a_restore_wants_an_empty_place(places: Places, tmp_path: Path) -> None:
    one, other = places("sqlite"), places("sqlite")
    one.save_ticket(TicketRow("t", "x"))
    other.save_ticket(TicketRow("u", "y"))
    back_up(one, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0, "only its owner reads it"
    with pytest.raises(InputError) as caught:
        back_up(one, tmp_path / "b.zip")
    assert caught.value.code == "backup_exists"
    with pytest.raises(InputError) as caught:
        restore(other, tmp_path / "b.zip")
    assert caught.value.code == "restore_not_empty" and other.ticket("t") is None
    with pytest.raises(InputError) as caught:
        restore(places("sqlite"), tmp_path / "nothing.zip")
    assert caught.value.code == "backup_missing"


def test_a_backup_of_an_older_version_without_a_newer_column_is_restored(places: Places, tmp_path: Path) -> None:
    one = places("sqlite")
    one.save_ticket(TicketRow("t", "old", owner="ana"))
    back_up(one, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as old:
        row = json.loads(old.read("tables/tickets.jsonl"))
    other = places("sqlite")
    del row["owner"], row["batch"], row["extra"]
    row["gone"] = "a column of old"
    other.load([("tickets", [row])])
    ticket = other.ticket("t")
    assert ticket is not None and (ticket.message, ticket.owner, ticket.batch) == ("old", "", "")
