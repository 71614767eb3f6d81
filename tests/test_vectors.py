"""Vectors in Chroma: one owner, one embedder, searched everywhere or within manuals."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assist.engines.vectors import Vectors
from assist.errors import EmbedderMismatch, EngineUnavailable, IndexLocked, SettingsError

AXES = np.eye(4, dtype=np.float32)


@pytest.fixture
def vectors(tmp_path: Path) -> Iterator[Vectors]:
    opened = Vectors(tmp_path / "vectors", "", "made-up", 4)
    opened.add(["a1", "a2", "b1"], ["a", "a", "b"], AXES[:3])
    yield opened
    opened.close()


def test_the_nearest_passage_comes_first_with_its_cosine(vectors: Vectors) -> None:
    between = (0.8 * AXES[0] + 0.6 * AXES[2]).astype(np.float32)
    found = vectors.search(between, limit=2)
    assert [id_ for id_, _ in found] == ["a1", "b1"]
    assert found[0][1] == pytest.approx(0.8, abs=1e-5)


def test_a_scoped_search_sees_only_its_manuals(vectors: Vectors) -> None:
    assert [id_ for id_, _ in vectors.search(AXES[0], ["b"])] == ["b1"]
    assert {id_ for id_, _ in vectors.search(AXES[0], ["a", "b"])} == {"a1", "a2", "b1"}
    assert vectors.search(AXES[0], ["unknown"]) == []


def test_the_same_id_again_replaces_the_row_in_scoped_searches_too(vectors: Vectors) -> None:
    vectors.search(AXES[0], ["a"])
    vectors.add(["a1"], ["a"], AXES[3:])
    assert len(vectors) == 3
    assert vectors.search(AXES[3], ["a"], 1) == [("a1", pytest.approx(1.0))]


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
