"""The benchmark of retrieval at scale: the same library each time, and figures that are taken from the real search."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from assist.errors import InputError
from assist.evaluation import scale
from assist.evaluation.scale import measured, sizes
from assist.evaluation.synthetic import DIMENSION, PER_MANUAL, Pile, Space, terms_of

PILE = Pile(700, terms_of([["drain hose", "Lamp"], ["fuse", "kettle", "valve", "sieve"]]))


def test_the_same_passages_and_vectors_come_out_each_time() -> None:
    assert PILE.passages(1) == Pile(700, PILE.terms).passages(1)
    assert PILE.manuals == 3 and len(PILE.passages(2)) == 700 - 2 * PER_MANUAL
    ids = [passage.id for manual in range(PILE.manuals) for passage in PILE.passages(manual)]
    assert len(set(ids)) == 700
    assert np.array_equal(Space().vectors(1, 5), Space().vectors(1, 5))


def test_vectors_are_of_unit_length_and_a_query_is_nearest_to_what_it_means() -> None:
    space = Space()
    rows = space.vectors(3, PER_MANUAL)
    assert rows.shape == (PER_MANUAL, DIMENSION) and np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    hits = [int(np.argmax(rows @ space.near(rows[k], k))) == k for k in range(40)]
    assert sum(hits) >= 36


def test_a_question_repeats_words_of_the_passage_it_means() -> None:
    query, wanted = PILE.query(5)
    text = PILE.passages(wanted // PER_MANUAL)[wanted % PER_MANUAL].text
    assert set(query.text.split()) & set(PILE.terms) <= set(text.split())


@pytest.mark.parametrize("text", ["", "ten", "10,-5", "0", "99999999999"])
def test_sizes_that_are_none_are_an_input_error(text: str) -> None:
    with pytest.raises(InputError):
        sizes(text)


@pytest.mark.slow
def test_a_small_library_is_built_asked_and_kept(tmp_path: Path, embedder_cache: Path, embedder: object) -> None:
    (row,) = measured([600], tmp_path, embedder_cache)
    assert row["passages"] == 600 and row["recall@10"] > 0.95
    for name in ("unscoped", "scoped_first", "scoped"):
        assert 0 < row[f"{name}_p50_ms"] <= row[f"{name}_p95_ms"]
    assert row["build_seconds"] > 0 and row["disk_mb"] > 0 and 50 < row["memory_mb"] <= row["peak_mb"] * 1.1
    (again,) = measured([600], tmp_path, embedder_cache)
    assert "build_seconds" not in again and again["recall@10"] == row["recall@10"]


@pytest.mark.slow
def test_a_build_that_was_killed_goes_on_where_it_stood(tmp_path: Path, embedder_cache: Path, embedder: object) -> None:
    code = "import sys; from pathlib import Path; from assist.evaluation.scale import build; "
    code += "build(30_000, Path(sys.argv[1]), Path(sys.argv[2]), at_once=1)"
    begun = tmp_path / scale.BEGUN
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path), str(embedder_cache)]) as program:
        while not begun.is_file():
            assert program.poll() is None
            time.sleep(0.05)
        program.kill()
    first = json.loads(begun.read_text("utf-8"))
    figures = scale.build(1200, tmp_path, embedder_cache, at_once=1)
    then = json.loads(begun.read_text("utf-8"))
    assert 1 <= first["manuals"] < then["manuals"] == 4 and figures["build_seconds"] > first["build_seconds"]
    assert scale.ask(1200, tmp_path, embedder_cache)["recall@10"] > 0.95
