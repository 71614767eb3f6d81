"""Embedder: text to unit vectors, by the bundled MiniLM (onnxruntime, no torch) or any sentence-transformers model."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assist.engines.embedding_export import RECIPE, sha256, weights_folder
from assist.errors import EngineUnavailable

Vectors = NDArray[np.float32]

MAX_TOKENS = 256  # what all-MiniLM-L6-v2 was trained for (its sentence_bert_config.json)
LONGEST = 512  # tokens that any other model reads of a text; a passage has 300 at most
BATCH = 16  # texts of like length at once; larger batches were no faster on two cores
EXPORT_SECONDS = 600  # 10 s on two idle cores; a laptop with a cold disk needs more
REMEMBERED = 512  # query vectors kept: a queue of tickets asks the same things


class Embedder(Protocol):
    """Unit vectors of passages and of queries, comparable by their dot product.

    `id` names model, pooling and prefixes: vectors of different ids must never meet in one index.
    """

    @property
    def id(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def passages(self, texts: Sequence[str]) -> Vectors: ...

    def query(self, text: str) -> Vectors: ...


def open_embedder(name: str, cache: Path, *, threads: int = 2) -> Embedder:
    """The embedder called `name`: `embedded`, or a sentence-transformers hub id or folder.

    The embedded one is exported under `cache` on its first use (about ten seconds).  Raises `EngineUnavailable`
    where the model can be neither found nor loaded.
    """
    if name == "embedded":
        return MiniLM(_exported(cache / "embedder" / RECIPE), threads)
    return SentenceTransformer(name, threads)


class MiniLM:
    """all-MiniLM-L6-v2 as int8 ONNX: 384 numbers, English.

    Run by onnxruntime: 22.3 chunks of 200 tokens a CPU second and 3.5 ms a query, where OpenVINO does 15.9 and 7.6 ms
    with the float model, 10.9 and 12.1 ms with the int8 file, onnxruntime 14.2 and 6.9 ms with floats (one thread,
    AVX2, shared cores, 2026-11-21).
    """

    def __init__(self, model: Path, threads: int = 2) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Spinning threads take the cores from the photo reader while they wait for nothing.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(weights_folder() / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._remembered: Callable[[str], Vectors] = lru_cache(REMEMBERED)(self._one)

    @property
    def id(self) -> str:
        return RECIPE

    @property
    def dimension(self) -> int:
        return 384

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, (len(texts), 384); words beyond 256 tokens are not seen."""
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
        out = np.zeros((len(ids), self.dimension), dtype=np.float32)
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            out[rows] = self._run([ids[row] for row in rows])
        return out

    def query(self, text: str) -> Vectors:
        """One vector, (384,); do not write into it."""
        return self._remembered(text)

    def _one(self, text: str) -> Vectors:
        vector: Vectors = self._run([self._tokenizer.encode(text).ids])[0]
        return vector

    def _run(self, ids: list[list[int]]) -> Vectors:
        longest = max(map(len, ids))
        padded = np.zeros((len(ids), longest), dtype=np.int64)
        mask = np.zeros_like(padded)
        for row, tokens in enumerate(ids):
            padded[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        result: Vectors = self._session.run(None, {"ids": padded, "mask": mask})[0]
        return result


# What each family of models was trained to see before a query and before a passage, where its own configuration
# does not say (sources: the models' cards).  First fragment found in the lower-cased name decides.
_PREFIXES: tuple[tuple[str, str, str], ...] = (
    (
        "e5-large-instruct",
        "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ",
        "",
    ),
    ("e5", "query: ", "passage: "),
    (
        "qwen3-embedding",
        "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:",
        "",
    ),
    ("embeddinggemma", "task: search result | query: ", "title: none | text: "),
    ("nomic-embed", "search_query: ", "search_document: "),
    ("arctic-embed", "query: ", ""),
    ("bge-m3", "", ""),
    ("bge-large-zh", "为这个句子生成表示以用于检索相关文章：", ""),
    ("bge-base-zh", "为这个句子生成表示以用于检索相关文章：", ""),
    ("bge-small-zh", "为这个句子生成表示以用于检索相关文章：", ""),
    ("bge-", "Represent this sentence for searching relevant passages: ", ""),
    ("granite-embedding", "", ""),
)


def prefixes(name: str, prompts: Mapping[str, str | None] | None = None) -> tuple[str, str]:
    """What goes before a query and before a passage for the model `name` with its own `prompts`."""
    own = prompts or {}
    query = own.get("query") or ""
    passage = own.get("document") or own.get("passage") or ""
    if query or passage:
        return query, passage
    folded = Path(name).name.lower() if Path(name).exists() else name.lower()
    return next(((q, p) for part, q, p in _PREFIXES if part in folded), ("", ""))


class SentenceTransformer:
    """Any sentence-transformers model, by hub id or folder; imports torch into this process."""

    def __init__(self, name: str, threads: int = 2) -> None:
        try:
            import torch
            from sentence_transformers import SentenceTransformer as Model

            torch.set_num_threads(threads)
            self._model: Any = Model(name, device="cpu")
            # Models that take 8,000 tokens would give one long passage minutes and gigabytes.
            self._model.max_seq_length = min(self._model.max_seq_length or LONGEST, LONGEST)
        except (ImportError, OSError, ValueError) as error:
            raise EngineUnavailable(
                f"The embedder {name!r} cannot be loaded: {error}",
                code="embedder_unavailable",
                help="Check ASSIST_EMBEDDER: a folder that exists, or a hub id that this machine can download.",
            ) from error
        self._before_query, self._before_passage = prefixes(name, self._model.prompts)
        self._id = f"{name}|{self._before_query}|{self._before_passage}"
        self._remembered: Callable[[str], Vectors] = lru_cache(REMEMBERED)(self._one)

    @property
    def id(self) -> str:
        return self._id

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension())

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One unit row for each text."""
        return self._encode(list(texts), self._before_passage)

    def query(self, text: str) -> Vectors:
        """One unit vector; do not write into it."""
        return self._remembered(text)

    def _one(self, text: str) -> Vectors:
        vector: Vectors = self._encode([text], self._before_query)[0]
        return vector

    def _encode(self, texts: list[str], prefix: str) -> Vectors:
        rows = self._model.encode(
            texts, prompt=prefix, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(rows, dtype=np.float32)


def _exported(folder: Path) -> Path:
    """The exported model's path; made by a child process where it is missing or does not match its manifest."""
    if not is_whole(folder):
        _export_in_child(folder)
        if not is_whole(folder):
            raise _unavailable(f"its export in {folder} is not what it says")
    return folder / "model.onnx"


def is_whole(folder: Path) -> bool:
    """Whether the export in `folder` is complete and byte for byte what its manifest says."""
    manifest, model = folder / "manifest.json", folder / "model.onnx"
    if not manifest.is_file() or not model.is_file():
        return False
    try:
        known = json.loads(manifest.read_text(encoding="utf-8"))
    except ValueError:
        return False
    return bool(known == {"recipe": RECIPE, "sha256": sha256(model)})


def _export_in_child(folder: Path) -> None:
    command = [sys.executable, "-m", "assist.engines.embedding_export", str(folder.resolve())]
    root = Path(__file__).resolve().parents[2]  # so that the child finds this package, installed or not
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=EXPORT_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise _unavailable(f"its export took longer than {EXPORT_SECONDS} s") from error
    if done.returncode:
        raise _unavailable((done.stderr.strip().splitlines() or ["its export failed"])[-1])


def _unavailable(reason: str) -> EngineUnavailable:
    return EngineUnavailable(
        f"The embedded embedder cannot be made: {reason}",
        code="embedder_unavailable",
        help="Run the installation command of the README again, then `python -m assist doctor`.",
    )
