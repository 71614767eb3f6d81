"""The program is killed in the middle of its work, really and often; the library ends as one made in peace."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from assist.engines.embedding import Embedder
from assist.engines.lexical import Lexical
from assist.engines.store import JobState, Store
from assist.engines.vectors import Vectors
from assist.library.files import content_id
from tests.pdf_files import lines, pdf

pytestmark = pytest.mark.slow

PAGES = 40
MANUAL = pdf(
    *[
        lines(
            60, 760, [f"Chapter {k}: part number {1000 + k}", *[f"Step {n} of part {k}: turn it." for n in range(30)]]
        )
        for k in range(1, PAGES + 1)
    ]
)
PROGRAM = """
import sys
from assist.settings import Settings
from assist.wiring import open_house
settings = Settings()
with open_house(settings) as house:
    house.jobs.submit_folder(settings.manuals)
    for manual in house.shelf.catalogue():
        if "again" in sys.argv and house.jobs.jobs()[0].kind == "add":
            house.jobs.read_again(manual.id)
    house.jobs.start()
    assert house.jobs.wait(house.jobs.jobs(), 240)
"""
Library = tuple[object, ...]


def program(index: Path, *words: str) -> subprocess.Popen[str]:
    """The program's house without its page, working off its queue."""
    env = {**os.environ, "ASSIST_INDEX": str(index), "ASSIST_MANUALS": str(index.parent / "manuals")}
    return subprocess.Popen([sys.executable, "-c", PROGRAM, *words], env=env, stderr=subprocess.PIPE, text=True)


def finish(index: Path, *words: str) -> None:
    child = program(index, *words)
    _, said = child.communicate(timeout=280)
    assert child.returncode == 0, said


def count(index: Path, query: str) -> int:
    """A number from the database, as another process sees it; -1 while there is no such table."""
    try:
        with closing(sqlite3.connect(f"file:{index / 'assist.sqlite3'}?mode=ro", uri=True)) as connection:
            return int(connection.execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return -1


def kill_when(index: Path, reached: Callable[[], bool], *words: str) -> None:
    child = program(index, *words)
    until = time.monotonic() + 120
    while not reached():
        assert child.poll() is None, f"the program ended before it could be killed: {child.communicate()[1]}"
        assert time.monotonic() < until
        time.sleep(0.002)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert child.returncode == -9


def library(index: Path, embedder: Embedder) -> Library:
    """All that is kept: manuals, pages with boxes, passages in order, jobs, what vectors and words hold, files."""
    with closing(Store(f"sqlite:///{index / 'assist.sqlite3'}", folder=index)) as store:
        manuals = store.manuals(None)
        pages = [page for manual in manuals for page in store.pages(manual.id)]
        passages = [passage for manual in manuals for passage in store.passages_of(manual.id)]
        jobs = {(job.file, job.kind, job.state) for job in store.jobs()}
    vectors = Vectors(index / "vectors", "", embedder.id, embedder.dimension)
    lexical = Lexical(index / "lexical")
    files = {file.name for file in (index / "files").iterdir()}
    try:
        return manuals, pages, passages, jobs, vectors.ids(), len(vectors), lexical.ids(), len(lexical), files
    finally:
        vectors.close()
        lexical.close()


@pytest.fixture(scope="module")
def peaceful(tmp_path_factory: pytest.TempPathFactory, embedder_cache: Path, embedder: Embedder) -> Path:
    """A folder with a library that was made without being disturbed."""
    folder = tmp_path_factory.mktemp("peaceful")
    prepare(folder, embedder_cache)
    finish(folder / "index")
    return folder


def prepare(folder: Path, embedder_cache: Path) -> None:
    shutil.copytree(embedder_cache, folder / "index" / "embedder")
    (folder / "manuals").mkdir()
    (folder / "manuals" / "a.pdf").write_bytes(MANUAL)


def test_ingestion_killed_again_and_again_loses_and_doubles_nothing(
    peaceful: Path, tmp_path: Path, embedder_cache: Path, embedder: Embedder
) -> None:
    prepare(tmp_path, embedder_cache)
    index = tmp_path / "index"
    kill_when(index, lambda: count(index, "SELECT count(*) FROM jobs WHERE state = 'running'") > 0)
    kill_when(index, lambda: count(index, "SELECT count(*) FROM pages") >= 7)
    assert 7 <= count(index, "SELECT count(*) FROM pages") < PAGES
    kill_when(index, lambda: count(index, "SELECT count(*) FROM manuals WHERE state = 'indexing'") > 0)
    finish(index)
    made = library(index, embedder)
    assert made == library(peaceful / "index", embedder)
    assert len(made[4]) == len(made[2]) >= PAGES and made[3] == {("a.pdf", "add", JobState.DONE)}


def test_a_manual_read_anew_is_never_gone_however_often_the_program_is_killed(
    peaceful: Path, tmp_path: Path, embedder: Embedder
) -> None:
    shutil.copytree(peaceful, tmp_path, dirs_exist_ok=True)
    index, manual = tmp_path / "index", content_id(MANUAL)
    staged = f"SELECT count(*) FROM pages WHERE manual = '{manual}~'"

    def whole() -> bool:
        return count(index, "SELECT count(*) FROM manuals WHERE state = 'ready'") == 1 and (
            count(index, f"SELECT count(*) FROM pages WHERE manual = '{manual}'") == PAGES
        )

    kill_when(index, lambda: count(index, staged) >= 7, "again")
    assert whole()
    kill_when(index, lambda: count(index, f"{staged} AND language != ''") >= PAGES, "again")
    assert whole()
    finish(index, "again")
    manuals, pages, passages, jobs, *rest = library(index, embedder)
    before = library(peaceful / "index", embedder)
    assert (manuals, pages, passages, *rest) == (*before[:3], *before[4:])
    assert jobs == {("a.pdf", "add", JobState.DONE), ("a.pdf", "again", JobState.DONE)}
