"""The reranker: a cross-encoder by setting, tried with a tiny one; nothing of it runs where none is set."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assist.engines.embedding_rerank import open_reranker
from assist.errors import EngineUnavailable
from tests.search.tiny_models import cross_encoder

DOORS = ["the door is open", "red lamp", "green lamp the door"]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return cross_encoder(tmp_path_factory.mktemp("models") / "tiny-reranker")


def test_the_relevance_of_each_text_is_the_models_own_between_0_and_1(tiny: Path) -> None:
    import torch
    from sentence_transformers import CrossEncoder

    rerank = open_reranker(str(tiny))
    assert rerank
    scores = rerank("is the door open", DOORS)
    raw = CrossEncoder(str(tiny), device="cpu").predict(
        [("is the door open", text) for text in DOORS], activation_fn=torch.nn.Identity()
    )
    assert np.allclose(scores, 1 / (1 + np.exp(-raw)), atol=1e-5)
    assert all(scores > 0) and all(scores < 1) and np.ptp(scores) > 0.05


def test_a_text_longer_than_the_model_reads_is_cut(tiny: Path) -> None:
    rerank = open_reranker(str(tiny))
    assert rerank and rerank("red", ["lamp door " * 200]).shape == (1,)


def test_no_texts_have_no_relevance(tiny: Path) -> None:
    rerank = open_reranker(str(tiny))
    assert rerank and rerank("is the door open", []).shape == (0,)


def test_without_a_name_there_is_none_and_torch_stays_out() -> None:
    program = (
        "import sys; from assist.engines.embedding_rerank import open_reranker; import assist.wiring;"
        "sys.exit(open_reranker('') is not None or 'torch' in sys.modules or 'sentence_transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_model_with_classes_instead_of_a_relevance_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="3 classes"):
        open_reranker(str(cross_encoder(tmp_path / "sorter", labels=3)))


def test_a_model_that_is_not_there_says_which_setting_to_look_at(tmp_path: Path) -> None:
    (tmp_path / "hollow").mkdir()
    (tmp_path / "hollow" / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EngineUnavailable) as caught:
        open_reranker(str(tmp_path / "hollow"))
    assert "ASSIST_RERANKER" in caught.value.help
