"""The embedders: the bundled one as ONNX without torch, and sentence-transformers models by name."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assist.engines.embedding import Embedder, is_whole, open_embedder, prefixes
from assist.errors import EngineUnavailable
from tests.search import tiny_models

LAMP = "The oven lamp must be replaced by a service technician."
ANTENNA = "Screw the antenna onto the radio clockwise."


def test_a_question_is_nearer_to_its_answer_than_to_another_passage(embedder: Embedder) -> None:
    lamp, antenna = embedder.passages([LAMP, ANTENNA]) @ embedder.query("can I change the bulb in the oven myself")
    assert lamp > 0.4 > antenna


def test_vectors_are_of_unit_length_and_in_the_order_of_the_texts(embedder: Embedder) -> None:
    rows = embedder.passages([LAMP, "Short.", ANTENNA])
    assert rows.shape == (3, embedder.dimension)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    assert rows[2] @ embedder.query(ANTENNA) > 0.95


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.passages([]).shape == (0, embedder.dimension)


def test_the_int8_export_stays_close_to_the_float_model(embedder: Embedder) -> None:
    import torch
    from transformers import AutoModel, AutoTokenizer

    from assist.engines.embedding_export import weights_folder

    model = AutoModel.from_pretrained(weights_folder()).eval()
    tokenizer = AutoTokenizer.from_pretrained(weights_folder())
    with torch.no_grad():
        for text in (LAMP, ANTENNA):
            states = model(**tokenizer(text, return_tensors="pt")).last_hidden_state[0].mean(0).numpy()
            assert states @ embedder.query(text) / np.linalg.norm(states) > 0.97


def test_the_embedded_embedder_runs_without_torch(embedder: Embedder, embedder_cache: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from assist.engines.embedding import open_embedder;"
        "open_embedder('embedded', Path(sys.argv[1])).query('hello');"
        "sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(embedder_cache)], check=False).returncode == 0


def test_an_export_cut_short_is_not_taken_for_whole(embedder: Embedder, embedder_cache: Path, tmp_path: Path) -> None:
    model = next(embedder_cache.rglob("model.onnx"))
    assert is_whole(model.parent)
    (tmp_path / "manifest.json").write_bytes((model.parent / "manifest.json").read_bytes())
    assert not is_whole(tmp_path)
    (tmp_path / "model.onnx").write_bytes(model.read_bytes()[:-1])
    assert not is_whole(tmp_path)


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("BAAI/bge-m3", "", ""),
        ("BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("google/embeddinggemma-300m", "task: search result | query: ", "title: none | text: "),
        ("ibm-granite/granite-embedding-97m-multilingual-r2", "", ""),
    ],
)
def test_each_family_of_models_gets_the_prefixes_it_was_trained_with(name: str, query: str, passage: str) -> None:
    assert prefixes(name) == (query, passage)


def test_qwen3_gets_an_instruction_before_the_query_only() -> None:
    query, passage = prefixes("Qwen/Qwen3-Embedding-0.6B")
    assert query.startswith("Instruct: ") and query.endswith("\nQuery:")
    assert passage == ""


def test_prompts_of_the_models_own_configuration_come_before_the_table() -> None:
    assert prefixes("some/e5-thing", {"query": "Q> ", "document": "D> "}) == ("Q> ", "D> ")


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.embedder(tmp_path_factory.mktemp("models") / "tiny-multilingual-e5")


def test_any_sentence_transformers_folder_is_an_embedder_with_its_prefixes(tiny_model: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    embedder = open_embedder(str(tiny_model), tmp_path)
    bare = SentenceTransformer(str(tiny_model), device="cpu")
    assert embedder.dimension == 16
    assert np.allclose(embedder.query("red lamp"), bare.encode("query: red lamp", normalize_embeddings=True), atol=1e-5)
    assert np.allclose(
        embedder.passages(["door"])[0], bare.encode("passage: door", normalize_embeddings=True), atol=1e-5
    )


@pytest.mark.parametrize(
    ("name", "pooling", "prompts", "query", "passage"),
    [
        ("tiny-bge-m3", "cls", None, "", ""),
        ("tiny-qwen3-embedding", "lasttoken", {"query": "task: ", "document": ""}, "task: ", ""),
        ("tiny-embeddinggemma", "mean", None, "task: search result | query: ", "title: none | text: "),
        ("tiny-granite-embedding-multilingual-r2", "cls", None, "", ""),
    ],
)
def test_each_family_is_pooled_prefixed_and_brought_to_unit_length_as_it_asks(
    tmp_path: Path, name: str, pooling: str, prompts: dict[str, str] | None, query: str, passage: str
) -> None:
    from sentence_transformers import SentenceTransformer

    folder = tiny_models.embedder(tmp_path / name, pooling=pooling, prompts=prompts)
    embedder, bare = open_embedder(str(folder), tmp_path), SentenceTransformer(str(folder), device="cpu")
    texts = ["red lamp", "the door is open the door is open", "green"]
    rows = embedder.passages(texts)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    expected = bare.encode([f"{passage}{text}" for text in texts], prompt="", normalize_embeddings=True)
    assert np.allclose(rows, expected, atol=1e-4)
    asked = bare.encode(f"{query}red lamp", prompt="", normalize_embeddings=True)
    assert np.allclose(embedder.query("red lamp"), asked, atol=1e-4)
    assert (rows[0] @ embedder.query("red lamp") > 0.999) == (query == passage)


def test_a_text_longer_than_the_model_reads_is_cut(tiny_model: Path, tmp_path: Path) -> None:
    assert open_embedder(str(tiny_model), tmp_path).passages(["red lamp " * 400]).shape == (1, 16)


def test_another_model_has_another_id(embedder: Embedder, tiny_model: Path, tmp_path: Path) -> None:
    assert open_embedder(str(tiny_model), tmp_path).id != embedder.id


def test_a_model_that_is_not_there_says_which_setting_to_look_at(tmp_path: Path) -> None:
    hollow = tmp_path / "hollow"
    hollow.mkdir()
    (hollow / "config.json").write_text(json.dumps({}), encoding="utf-8")
    with pytest.raises(EngineUnavailable) as caught:
        open_embedder(str(hollow), tmp_path)
    assert "ASSIST_EMBEDDER" in caught.value.help
