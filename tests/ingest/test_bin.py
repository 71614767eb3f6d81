"""A deleted manual can be brought back for a day, whatever is done to the index meanwhile, and by nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from assist.case.passages import Manual, Query
from assist.desk.shelves.indexing import read_again, rebuild
from assist.desk.shelves.mending import mend
from assist.engines.store import ManualState
from assist.evaluation.tracking import silent
from assist.library.agreement import compare
from assist.library.files import content_id
from assist.library.shelf import Shelf
from assist.settings import Settings
from assist.wiring import House, open_house
from tests.ingest.books import BOOKS, TWO, copied, shelved
from tests.ingest.room import TEXT, Room
from tests.pdf_files import pdf, say

KETTLE = content_id(BOOKS["kettle.pdf"])


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder_cache: Path) -> Path:
    """A folder with a library of two manuals."""
    folder = tmp_path_factory.mktemp("library")
    shelved(folder, embedder_cache, TWO)
    return folder


@pytest.fixture
def settings(library: Path, tmp_path: Path) -> Settings:
    return copied(library, tmp_path / "copy")


def deleted(house: House) -> Manual:
    manual = house.store.manual(KETTLE)
    assert manual is not None
    house.desk.bin.delete(manual)
    return manual


def best(house: House) -> str:
    return house.search.find(Query("how often descale", "en")).passages[0].text


def test_a_deleted_manual_is_no_fault_and_is_found_again_after_a_repair(settings: Settings) -> None:
    with open_house(settings) as house:
        deleted(house)
        found = compare(house.store, *house.search.ids())
        assert found.faults == () and (found.manuals, found.deleted) == (1, 1)
        assert list(mend(house.store, house.search, house.ingest, settings.manuals)) == []
        assert best(house).startswith("Heater")
        house.desk.bin.restore(KETTLE)
        assert best(house).startswith("Kettle")


def test_a_deleted_manual_that_the_index_lost_is_mended_as_any_other(settings: Settings) -> None:
    with open_house(settings) as house:
        manual = deleted(house)
        house.search.remove(KETTLE)
        house.search.commit()
        faults = {(fault.part, fault.name, fault.missing) for fault in compare(house.store, *house.search.ids()).faults}
        assert faults == {("vectors", manual.file, 1), ("words", manual.file, 1)}
        assert len(list(mend(house.store, house.search, house.ingest, settings.manuals))) == 1
        assert house.store.manual_state(KETTLE) is ManualState.HIDDEN
        house.desk.bin.restore(KETTLE)
        assert best(house).startswith("Kettle")


def test_a_deleted_manual_comes_back_into_an_index_that_was_rebuilt_meanwhile(settings: Settings) -> None:
    with open_house(settings) as house:
        deleted(house)
    with open_house(settings, rebuild=True) as house:
        assert len(list(rebuild(house.ingest, house.search, house.shelf, house.store, silent))) == 2
        house.take_over()
    with open_house(settings) as house:
        assert [manual.file for manual in house.shelf.catalogue()] == ["heater.pdf"]
        house.desk.bin.restore(KETTLE)
        assert best(house).startswith("Kettle")


def test_an_upgrade_reads_a_deleted_manual_anew_and_leaves_it_deleted(room: Room) -> None:
    manual = room.ingest.add(pdf(TEXT), "kettle.pdf")
    room.shelf.correct(manual.id, brand="Right")
    kept = room.shelf.passages(manual.id)
    room.store.hide_manual(manual)
    room.store.set_note("index_version", "0")
    room.index.passages.clear()
    shelf = Shelf(room.settings, room.store, room.index, upgrade=True)
    assert [row["state"] for row in read_again(room.ingest, shelf, room.store, silent)] == ["read again"]
    assert not shelf.outdated and room.store.manual_state(manual.id) is ManualState.HIDDEN
    assert set(room.index.passages) == {passage.id for passage in kept}
    assert room.store.show_manual(manual.id) and room.shelf.catalogue()[0].brand == "Right"


def test_an_article_number_means_the_manual_that_came_back_last_however_it_came(room: Room) -> None:
    old, new = (
        room.ingest.add(pdf(say(60, 700, f"Kettle AB-12, edition {k}, boils water.")), f"{k}.pdf") for k in (1, 2)
    )
    room.shelf.remember(old.id, sku="S-1", ean="4006381333931")
    room.shelf.replace(old.id, new.id)
    assert room.store.manual(new.id).skus == ("S-1",)  # type: ignore[union-attr]
    back = room.ingest.add(pdf(say(60, 700, "Kettle AB-12, edition 1, boils water.")), "again.pdf")
    assert (back.id, back.skus, back.eans) == (old.id, ("S-1",), ("4006381333931",))
    other = room.store.manual(new.id)
    assert other is not None and (other.skus, other.eans) == ((), ())
