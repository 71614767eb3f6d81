"""Each part of the library is really broken: doctor names what is wrong, and mends it from what is left."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from assist.case.passages import Query
from assist.desk.doctor import examine
from assist.desk.shelves.mending import mend
from assist.engines.lexical import Entry
from assist.engines.store import ManualState
from assist.library.agreement import Compared, compare
from assist.library.files import content_id, file_of
from assist.settings import Settings
from assist.wiring import House, open_house
from tests.ingest.books import BOOKS, copied, shelved
from tests.pdf_files import pdf, say

IDS = {name: content_id(data) for name, data in BOOKS.items()}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder_cache: Path) -> Path:
    """A folder with a whole library and the manuals it was made of."""
    folder = tmp_path_factory.mktemp("library")
    shelved(folder, embedder_cache)
    return folder


@pytest.fixture
def settings(library: Path, tmp_path: Path) -> Settings:
    return copied(library, tmp_path / "copy")


def looked(house: House) -> Compared:
    return compare(house.store, *house.search.ids())


def faults(house: House) -> set[tuple[str, str, int, int]]:
    return {(f.part, f.name, f.missing, f.extra) for f in looked(house).faults}


def mended(house: House) -> list[dict[str, object]]:
    return list(mend(house.store, house.search, house.ingest, house.settings.manuals))


def test_a_whole_library_has_no_fault(settings: Settings) -> None:
    with open_house(settings) as house:
        found = looked(house)
        assert (found.manuals, found.pages, found.passages, found.faults) == (3, 6, 6, ())
        assert mended(house) == []


def test_a_deleted_manual_is_no_fault_and_is_found_when_it_comes_back_after_a_repair(settings: Settings) -> None:
    with open_house(settings) as house:
        oven = next(manual for manual in house.shelf.catalogue() if manual.file == "oven.pdf")
        house.desk.bin.delete(oven)
        assert looked(house).faults == () and mended(house) == []
        (settings.index / "files" / "stranger.pdf").write_bytes(b"x")  # a repair that has something to do
        assert len(mended(house)) == 1
        house.desk.bin.restore(oven.id)
        assert looked(house).faults == ()
        assert house.shelf.find(Query("Oven EF-56 page 3", "en", (oven.id,))).passages[0].manual == oven.id


def break_vectors(house: House) -> None:
    house.search._vectors.remove(IDS["kettle.pdf"])
    house.search._vectors.add(["nobody's"], ["gone"], np.ones((1, 384), dtype=np.float32))


def break_words(house: House) -> None:
    house.search._lexical.remove(IDS["oven.pdf"])
    house.search._lexical.add([Entry("nobody's", "gone", {"body": ["word"]})])
    house.search.commit()


def break_pages(house: House) -> None:
    with house.store.writing() as connection:
        connection.execute(sa.text("DELETE FROM pages WHERE manual = :m AND number IN (2, 3)"), {"m": IDS["oven.pdf"]})


def break_passages(house: House) -> None:
    """One of four passages is lost, and of another manual all."""
    with house.store.writing() as connection:
        connection.execute(sa.text("DELETE FROM passages WHERE manual = :m AND page = 4"), {"m": IDS["oven.pdf"]})
        connection.execute(sa.text("DELETE FROM passages WHERE manual = :m"), {"m": IDS["kettle.pdf"]})


def break_files(house: House) -> None:
    file_of(house.store.folder, IDS["kettle.pdf"]).unlink()
    file = file_of(house.store.folder, IDS["heater.pdf"])
    file.write_bytes(file.read_bytes()[:100])


def break_states(house: House) -> None:
    house.store.mark_manual(IDS["heater.pdf"], ManualState.INDEXING)


def leave_things(house: House) -> None:
    (house.store.folder / "files" / "stranger.pdf").write_bytes(b"x")
    (house.store.folder / "uploads").mkdir()
    (house.store.folder / "uploads" / "0123.pdf").write_bytes(b"x")
    (house.store.folder / "vectors-7").mkdir()


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (break_vectors, {("vectors", "kettle.pdf", 1, 0), ("vectors", "passages of no manual", 0, 1)}),
        (break_words, {("words", "oven.pdf", 4, 0), ("words", "passages of no manual", 0, 1)}),
        (break_pages, {("pages", "oven.pdf", 2, 0)}),
        (
            break_passages,
            {
                ("passages", "oven.pdf", 1, 0), ("passages", "kettle.pdf", 1, 0),
                ("vectors", "passages of no manual", 0, 2), ("words", "passages of no manual", 0, 2),
            },
        ),
        (break_files, {("file", "kettle.pdf", 1, 0), ("file", "heater.pdf", 1, 0)}),
        (
            break_states,
            {
                ("unfinished", "heater.pdf", 1, 0), ("vectors", "passages of no manual", 0, 1),
                ("words", "passages of no manual", 0, 1),
            },
        ),
        (leave_things, {("left", name, 0, 1) for name in ("stranger.pdf", "0123.pdf", "vectors-7")}),
    ],
)  # fmt: skip
def test_each_part_is_named_when_broken_and_mended(
    settings: Settings, broken: Callable[[House], None], expected: set[tuple[str, str, int, int]]
) -> None:
    with open_house(settings) as house:
        broken(house)
        assert faults(house) == expected
        rows = mended(house)
        assert rows and all(row["state"] == "repaired" for row in rows)
        assert faults(house) == set()
        found = [house.search.find(Query(text, "en")).passages[0].text for text in ("descale", "cover the heater")]
        assert found[0].startswith("Kettle") and found[1].startswith("Heater")
        assert len(list(house.store.pages(IDS["oven.pdf"]))) == house.store.count_passages(IDS["oven.pdf"]) == 4


def test_a_file_that_is_nowhere_is_said_to_be_lost(settings: Settings) -> None:
    with open_house(settings) as house:
        break_files(house)
        for file in settings.manuals.iterdir():
            file.unlink()
        rows = mended(house)
        assert [row["state"] for row in rows] == ["refused", "refused"]
        assert all("upload it again" in str(row["why"]) for row in rows)
        assert len(faults(house)) == 2


def test_an_index_of_an_older_form_is_not_said_to_be_well(settings: Settings) -> None:
    with open_house(settings) as house:
        house.store.set_note("index_version", "0")
    (finding,) = [finding for finding in examine(settings) if finding.name == "index"]
    assert finding.state == "missing" and "index --upgrade" in finding.help


def test_an_index_that_cannot_be_read_is_made_anew(settings: Settings) -> None:
    (settings.index / "vectors" / "chroma.sqlite3").write_bytes(b"garbage" * 1000)
    shutil.rmtree(settings.index / "lexical")
    (broken,) = [finding for finding in examine(settings) if finding.name == "index"]
    assert broken.state == "missing" and "doctor --repair" in broken.help
    env = {**os.environ, "ASSIST_INDEX": str(settings.index), "ASSIST_MANUALS": str(settings.manuals)}
    command = [sys.executable, "-m", "assist", "doctor", "--repair"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=200)
    assert "cannot be read" in done.stderr, done.stderr
    parts = {finding.name: finding for finding in examine(settings)}
    for name in ("index", "Chroma", "lexical index", "pages", "PDF files"):
        assert parts[name].state == "ok", parts[name]
    assert "leftovers" not in parts


def test_files_that_the_database_has_forgotten_are_read_again_and_not_thrown_away(settings: Settings) -> None:
    """As beside a database that is lost, or older than the files: what was uploaded is nowhere else."""
    oven = settings.manuals / "oven.pdf"
    with open_house(settings) as house:
        house.shelf.remove(IDS["kettle.pdf"])
        for name in ("kettle.pdf", "oven.pdf"):
            house.store.remove_manual(IDS[name])
            file_of(house.store.folder, IDS[name]).write_bytes(BOOKS[name])
        house.store.remove_manual(IDS["heater.pdf"])
        (settings.manuals / "heater.pdf").unlink()
        upload = house.store.folder / "uploads" / "0123.pdf"
        upload.parent.mkdir()
        upload.write_bytes(pdf(say(60, 700, "Toaster GH-78. Empty the crumb tray.")))
        rows = mended(house)
        assert all(row["state"] == "repaired" for row in rows), rows
        names = sorted(manual.file for manual in house.shelf.catalogue())
        assert names == ["manual.pdf", "manual.pdf", oven.name], "one that was removed by hand stays so"
        assert house.search.find(Query("crumb tray", "en")).passages[0].text.startswith("Toaster")
        assert faults(house) == set()
        assert not upload.exists() and not file_of(house.store.folder, IDS["kettle.pdf"]).exists()
