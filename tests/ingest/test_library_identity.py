"""A library keeps its identity, which names its vectors on a server, and takes no other's with a backup."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from assist.desk.past.backup import back_up, restore
from assist.engines.store import Store
from assist.library.generations import LIBRARY, Generation, library_id
from tests.stores import sqlite_url


def place(folder: Path) -> Store:
    return Store(sqlite_url(folder / "assist.sqlite3"), folder=folder)


def test_an_identity_is_made_once_and_kept(tmp_path: Path) -> None:
    with closing(place(tmp_path / "a")) as store, closing(place(tmp_path / "a")) as again:
        first = library_id(store)
        assert len(first) == 12 and library_id(again) == first == library_id(store)
        assert again.note_once(LIBRARY, "another") == first
    with closing(place(tmp_path / "b")) as other:
        assert library_id(other) != first
    assert Generation(2).collection_of(first) == f"passages-{first}-2"
    assert Generation(0).collection_of(first) == f"passages-{first}"


def test_a_backup_brings_no_identity_and_takes_none(tmp_path: Path) -> None:
    with closing(place(tmp_path / "a")) as store, closing(place(tmp_path / "b")) as other:
        here, there = library_id(store), library_id(other)
        store.set_note("index_version", "7")
        back_up(store, tmp_path / "kept.zip")
        restore(other, tmp_path / "kept.zip")
        assert other.note("index_version") == "7" and library_id(other) == there != here
