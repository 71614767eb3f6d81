"""Another embedder's index is built beside the one in use, which answers until the new one is whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assist.__main__ import app
from assist.case.passages import Query
from assist.desk.shelves.indexing import rebuild
from assist.engines.vectors import own
from assist.errors import EmbedderMismatch, IndexLocked
from assist.evaluation.tracking import silent
from assist.library.files import content_id, file_of
from assist.library.generations import leftovers, present
from assist.settings import Settings
from assist.wiring import House, open_house
from tests.ingest.books import BOOKS, TWO, copied, shelved


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder_cache: Path) -> Path:
    """A folder with a library of two manuals."""
    folder = tmp_path_factory.mktemp("library")
    shelved(folder, embedder_cache, TWO)
    return folder


@pytest.fixture
def settings(library: Path, tmp_path: Path) -> Settings:
    return copied(library, tmp_path / "copy")


def rebuilt_by_half(settings: Settings) -> None:
    """Make the index one of another embedder, refused as such, and break its rebuilding off."""
    with open_house(settings) as house:
        house.store.set_note("embedder", "made/by-another")
    with pytest.raises(EmbedderMismatch):
        open_house(settings)
    with open_house(settings, rebuild=True) as house:
        next(rebuild(house.ingest, house.search, house.shelf, house.store, silent))  # and no more: interrupted
        assert house.store.note("embedder") == "made/by-another"


def best(house: House) -> list[str]:
    found = [house.search.find(Query(text, "en")).passages for text in ("how often descale", "may I cover it")]
    return [passages[0].text for passages in found]


def built(house: House) -> None:
    rows = list(rebuild(house.ingest, house.search, house.shelf, house.store, silent))
    assert [row["state"] for row in rows] == ["indexed", "indexed"]


def test_a_rebuilt_index_answers_alike_and_replaces_the_old_one(settings: Settings) -> None:
    with open_house(settings) as house:
        before = best(house)
    with open_house(settings, rebuild=True) as house:
        built(house)
        house.take_over()
    assert not (settings.index / "vectors").exists() and not (settings.index / "lexical").exists()
    with open_house(settings) as house:
        assert present(house.store).number == 1 and best(house) == before
        assert leftovers(settings.index, present(house.store)) == []
    assert before[0].startswith("Kettle") and before[1].startswith("Heater")


def test_an_index_of_another_embedder_is_kept_until_its_successor_is_whole(settings: Settings) -> None:
    rebuilt_by_half(settings)
    with open_house(settings, rebuild=True) as house:
        house.store.set_note("embedder", "embedded")  # as by setting ASSIST_EMBEDDER back
    with open_house(settings) as house:
        assert len(best(house)) == 2 and present(house.store).number == 0
        assert {folder.name for folder in leftovers(settings.index, present(house.store))} == {"vectors-1", "lexical-1"}


def test_a_deleted_manual_is_found_when_it_comes_back_after_a_rebuild(settings: Settings) -> None:
    with open_house(settings) as house:
        before, kettle = best(house), next(one for one in house.shelf.catalogue() if one.file == "kettle.pdf")
        house.desk.bin.delete(kettle)
    with open_house(settings, rebuild=True) as house:
        list(rebuild(house.ingest, house.search, house.shelf, house.store, silent))
        house.take_over()
        house.desk.bin.restore(kettle.id)
        assert best(house) == before


@pytest.mark.parametrize("way", ["add", "remove"])
def test_a_manual_without_its_file_holds_an_upgrade_up_until_it_is_added_again_or_removed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    with open_house(settings) as house:
        house.store.set_note("index_version", "0")
    file_of(settings.index, content_id(BOOKS["kettle.pdf"])).unlink()
    (settings.manuals / "kettle.pdf").rename(tmp_path / "kettle.pdf")
    monkeypatch.setenv("ASSIST_INDEX", str(settings.index))
    monkeypatch.setenv("ASSIST_MANUALS", str(settings.manuals))
    run = CliRunner().invoke
    assert "kettle.pdf: refused" in run(app, ["index", "--upgrade"]).output
    assert run(app, ["library", "list"]).exit_code, "not upgraded, not served"
    mended = run(app, ["library", way, str(tmp_path / "kettle.pdf") if way == "add" else "kettle.pdf"])
    assert mended.exit_code == 0 and ("repaired" if way == "add" else "removed") in mended.output, mended.output
    assert "refused" not in run(app, ["index", "--upgrade"]).output
    with open_house(settings) as house:
        assert len(house.shelf.catalogue()) == (2 if way == "add" else 1)
        assert house.shelf.find(Query("may I cover it", "en")).passages[0].text.startswith("Heater")


KILLED = """
import os, signal
from tests.ingest.test_generations import *
with open_house(Settings(), rebuild=True) as house:
    next(rebuild(house.ingest, house.search, house.shelf, house.store, silent))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_rebuild_that_is_killed_leaves_the_old_index_usable(settings: Settings) -> None:
    env = {**os.environ, "ASSIST_INDEX": str(settings.index), "ASSIST_MANUALS": str(settings.manuals)}
    done = subprocess.run([sys.executable, "-c", KILLED], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with open_house(settings) as house:
        before = best(house)
    with open_house(settings, rebuild=True) as house:  # what was left half done is begun anew
        built(house)
        house.take_over()
        assert best(house) == before


def test_nobody_serves_the_old_index_while_its_successor_is_built(settings: Settings) -> None:
    with open_house(settings, rebuild=True), pytest.raises(IndexLocked):
        open_house(settings, late=True)
    own(settings.index / "vectors").release()
