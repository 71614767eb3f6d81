"""Vectors in Chroma: one owner, one embedder, searched everywhere or within manuals."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from assist.engines.vectors import ROOM, Vectors, searched
from assist.engines.vectors_rows import Rows
from assist.errors import EmbedderMismatch, EngineUnavailable, IndexDamaged, IndexLocked, SettingsError

AXES = np.eye(4, dtype=np.float32)


@pytest.fixture
def vectors(tmp_path: Path) -> Iterator[Vectors]:
    opened = Vectors(tmp_path / "vectors", "", "made-up", 4)
    opened.add(["a1", "a2", "b1"], ["a", "a", "b"], AXES[:3])
    yield opened
    opened.close()


def test_a_full_disk_is_never_written_to_and_is_searched_all_the_same(
    vectors: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=ROOM - 1))
        changes = (
            lambda: vectors.add(["c"], ["c"], AXES[3:]),
            lambda: vectors.remove("a"),
            lambda: vectors.discard(["b1"]),
        )
        for change in changes:
            with pytest.raises(EngineUnavailable) as caught:
                change()
            assert caught.value.code == "disk"
        assert vectors.search(AXES[2], limit=1)[0][0] == "b1" and len(vectors) == 3
    vectors.remove("a")
    assert vectors.ids() == {"b1"}


NO_ROOM = """
import resource, sys
from pathlib import Path
import numpy as np
from assist.engines.vectors import Vectors
from assist.errors import EngineUnavailable

chance = np.random.default_rng(0)
def rows(count):
    return chance.standard_normal((count, 384)).astype(np.float32)

vectors, before = Vectors(Path(sys.argv[1]), "", "made-up", 384), resource.getrlimit(resource.RLIMIT_FSIZE)
vectors.add(["a"], ["a"], rows(1))
size = (Path(sys.argv[1]) / "chroma.sqlite3").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + int(sys.argv[2]), before[1]))  # no file grows beyond that
try:
    for batch in range(20):
        vectors.add([f"{batch}-{k}" for k in range(64)], ["b"] * 64, rows(64))
    raise SystemExit("there was room")
except EngineUnavailable as error:
    assert error.code == "disk", error
assert vectors.search(rows(1)[0], limit=1), "what is there is found"
resource.setrlimit(resource.RLIMIT_FSIZE, before)
vectors.remove("b")
assert vectors.ids() == {"a"} and len(vectors) == 1
vectors.add([f"c{k}" for k in range(64)], ["c"] * 64, rows(64))
assert len(vectors) == 65 == len(vectors.ids())
vectors.close()
"""


@pytest.mark.parametrize("room", [12_000, 45_000, 120_000])
def test_after_a_write_that_failed_rows_come_and_go_as_they_are_told(tmp_path: Path, room: int) -> None:
    """In a program of its own: where it is not opened anew, Chroma 1.5 may stand still, and the program with it."""
    pytest.importorskip("resource", reason="no limits of files here")
    command = [sys.executable, "-c", NO_ROOM, str(tmp_path), str(room)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_nearest_passage_comes_first_with_its_cosine(vectors: Vectors) -> None:
    between = (0.8 * AXES[0] + 0.6 * AXES[2]).astype(np.float32)
    found = vectors.search(between, limit=2)
    assert [id_ for id_, _ in found] == ["a1", "b1"]
    assert found[0][1] == pytest.approx(0.8, abs=1e-5)


def test_a_scoped_search_sees_only_its_manuals(vectors: Vectors) -> None:
    assert [id_ for id_, _ in vectors.search(AXES[0], ["b"])] == ["b1"]
    assert {id_ for id_, _ in vectors.search(AXES[0], ["a", "b"])} == {"a1", "a2", "b1"}
    assert vectors.search(AXES[0], ["unknown"]) == []


def test_damaged_rows_beside_chroma_are_made_anew(vectors: Vectors, tmp_path: Path) -> None:
    vectors.settle(["a"])
    vectors.close()
    (tmp_path / "vectors" / "rows-passages.sqlite3").write_bytes(b"no database at all " * 500)
    again = Vectors(tmp_path / "vectors", "", "made-up", 4)
    assert again.search(AXES[1], ["a"], 1) == [("a2", pytest.approx(1.0))]
    again.close()


def test_the_same_id_again_replaces_the_row_in_scoped_searches_too(vectors: Vectors) -> None:
    vectors.search(AXES[0], ["a"])
    vectors.add(["a1"], ["a"], AXES[3:])
    assert len(vectors) == 3
    assert vectors.search(AXES[3], ["a"], 1) == [("a1", pytest.approx(1.0))]


def test_a_manuals_rows_are_kept_beside_chroma_and_never_outlive_a_change(vectors: Vectors, tmp_path: Path) -> None:
    vectors.settle(["a", "b"])
    vectors.close()
    rows = Rows(tmp_path / "vectors" / "rows-passages.sqlite3", 4)
    kept = rows.get("a")
    assert kept and sorted(kept[0]) == ["a1", "a2"] and np.allclose(kept[1] @ kept[1].T, np.eye(2))
    assert rows.get("unknown") is None
    rows.close()
    again = Vectors(tmp_path / "vectors", "", "made-up", 4)
    assert again.search(AXES[1], ["a"], 1) == [("a2", pytest.approx(1.0))]
    again.add(["a3"], ["a"], AXES[3:])
    assert {id_ for id_, _ in again.search(AXES[0], ["a"])} == {"a1", "a2", "a3"}
    again.discard(["a2"])
    assert {id_ for id_, _ in again.search(AXES[0], ["a"])} == {"a1", "a3"}
    again.remove("a")
    again.close()
    rows = Rows(tmp_path / "vectors" / "rows-passages.sqlite3", 4)
    assert rows.get("a") is None
    rows.close()


def test_rows_of_another_length_are_read_from_chroma_again(tmp_path: Path) -> None:
    rows = Rows(tmp_path / "rows.sqlite3", 4)
    rows.put("a", ["a1"], AXES[:2])
    assert rows.get("a") is None
    rows.close()


def test_a_removed_manual_is_found_no_more(vectors: Vectors) -> None:
    vectors.search(AXES[0], ["a"])
    vectors.remove("a")
    assert vectors.search(AXES[0], ["a"]) == []
    assert vectors.ids() == {"b1"}


def test_an_empty_library_finds_nothing(tmp_path: Path) -> None:
    vectors = Vectors(tmp_path, "", "made-up", 4)
    assert vectors.search(AXES[0]) == []
    vectors.close()


def test_vectors_are_there_after_a_restart(vectors: Vectors, tmp_path: Path) -> None:
    vectors.close()
    again = Vectors(tmp_path / "vectors", "", "made-up", 4)
    assert again.search(AXES[2], limit=1) == [("b1", pytest.approx(1.0))]
    again.close()


def test_a_second_process_is_refused_until_the_first_one_ends(vectors: Vectors, tmp_path: Path) -> None:
    folder = tmp_path / "vectors"
    program = (
        "import sys; from pathlib import Path; from assist.engines.vectors import Vectors;"
        "from assist.errors import IndexLocked\n"
        "try: Vectors(Path(sys.argv[1]), '', 'made-up', 4)\n"
        "except IndexLocked: sys.exit(3)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(folder)], check=False).returncode == 3
    with pytest.raises(IndexLocked):
        Vectors(folder, "", "made-up", 4)
    vectors.close()
    assert subprocess.run([sys.executable, "-c", program, str(folder)], check=False).returncode == 0


def test_another_embedders_index_is_refused_with_the_command_to_run(vectors: Vectors, tmp_path: Path) -> None:
    vectors.close()
    with pytest.raises(EmbedderMismatch) as caught:
        Vectors(tmp_path / "vectors", "", "another", 4)
    assert "python -m assist index --rebuild" in caught.value.help
    rebuilt = Vectors(tmp_path / "vectors", "", "another", 4, rebuild=True)  # the refusal gave the folder back
    assert len(rebuilt) == 0
    rebuilt.close()


def test_a_server_that_does_not_answer_is_named() -> None:
    with pytest.raises(EngineUnavailable, match=r"http://127\.0\.0\.1:9 does not answer"):
        Vectors(None, "http://127.0.0.1:9", "made-up", 4)


def test_an_address_that_is_none_is_a_settings_error() -> None:
    with pytest.raises(SettingsError):
        Vectors(None, "localhost", "made-up", 4)


def test_single_rows_can_be_discarded(vectors: Vectors) -> None:
    assert vectors.search(AXES[0], ["a"])[0][0] == "a1"
    vectors.discard(["a1", "unknown"])
    assert vectors.ids() == {"a2", "b1"}
    assert [id_ for id_, _ in vectors.search(AXES[0], ["a"])] == ["a2"]


@pytest.mark.parametrize("name", ["chroma.sqlite3", "*/*"])
def test_vectors_whose_files_were_broken_are_damaged_and_say_what_to_do(tmp_path: Path, name: str) -> None:
    make = (
        "import sys, numpy; from pathlib import Path; from assist.engines.vectors import Vectors;"
        "v = Vectors(Path(sys.argv[1]), '', 'made-up', 4); n = 2500;"
        "v.add([str(k) for k in range(n)], ['m'] * n, numpy.random.rand(n, 4).astype('float32')); v.close()"
    )
    folder = tmp_path / "vectors"
    subprocess.run([sys.executable, "-c", make, str(folder)], check=True, capture_output=True)
    for file in folder.glob(name):
        file.write_bytes(b"x" * 100)
    with pytest.raises(IndexDamaged) as caught:
        Vectors(folder, "", "made-up", 4).check()
    assert "doctor --repair" in caught.value.help


def test_a_library_that_has_grown_looks_at_more_of_the_graph(
    vectors: Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nodes(opened: Vectors) -> int:
        return int(opened._collection.configuration_json["hnsw"]["ef_search"])

    assert nodes(vectors) == searched(3) < searched(200_000) < searched(1_000_000)
    vectors.close()
    monkeypatch.setattr("assist.engines.vectors.SEARCHED", ((3, 321), (0, 123)))
    grown = Vectors(tmp_path / "vectors", "", "made-up", 4)
    assert nodes(grown) == 321
    assert grown.search(AXES[1], limit=1) == [("a2", pytest.approx(1.0))]
    grown.remove("a")
    grown.close()
    shrunk = Vectors(tmp_path / "vectors", "", "made-up", 4)
    assert nodes(shrunk) == 123
    assert shrunk.search(AXES[2], limit=1) == [("b1", pytest.approx(1.0))]
    shrunk.close()
