"""Another embedder's index is built beside the one in use, which answers until the new one is whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assist.case.passages import Query
from assist.desk.shelves.indexing import rebuild
from assist.engines.vectors import own
from assist.errors import EmbedderMismatch, IndexLocked
from assist.library.generations import leftovers, present
from assist.settings import Settings
from assist.wiring import House, open_house
from tests.pdf_files import pdf, say

BOOKS = {
    "kettle.pdf": pdf(say(60, 700, "Kettle AB-12. Descale the kettle every three months with vinegar.")),
    "heater.pdf": pdf(say(60, 700, "Heater CD-34. Do not cover the heater while it is switched on.")),
}


@contextmanager
def untracked(name: str, count: int) -> Iterator[Callable[[], None]]:
    yield lambda: None


@pytest.fixture
def settings(tmp_path: Path, embedder_cache: Path) -> Settings:
    """A library of two manuals."""
    settings = Settings(index=tmp_path / "index", manuals=tmp_path / "manuals")
    shutil.copytree(embedder_cache, settings.index / "embedder")
    with open_house(settings) as house:
        for name, data in BOOKS.items():
            house.ingest.add(data, name)
    return settings


def best(house: House) -> list[str]:
    found = [house.search.find(Query(text, "en")).passages for text in ("how often descale", "may I cover it")]
    return [passages[0].text for passages in found]


def built(house: House) -> None:
    rows = list(rebuild(house.ingest, house.search, house.shelf, house.store, untracked))
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
    with open_house(settings) as house:
        house.store.set_note("embedder", "made/by-another")
    with pytest.raises(EmbedderMismatch):
        open_house(settings)
    with open_house(settings, rebuild=True) as house:
        next(rebuild(house.ingest, house.search, house.shelf, house.store, untracked))  # and no more: interrupted
        assert house.store.note("embedder") == "made/by-another"
    with open_house(settings, rebuild=True) as house:
        house.store.set_note("embedder", "embedded")  # as by setting ASSIST_EMBEDDER back
    with open_house(settings) as house:
        assert len(best(house)) == 2 and present(house.store).number == 0
        assert {folder.name for folder in leftovers(settings.index, present(house.store))} == {"vectors-1", "lexical-1"}


KILLED = """
import os, signal
from tests.ingest.test_generations import *
with open_house(Settings(), rebuild=True) as house:
    next(rebuild(house.ingest, house.search, house.shelf, house.store, untracked))
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
