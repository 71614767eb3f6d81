"""Reranker: a cross-encoder that reads question and passage together and says how well one answers the other.

Slower than an embedder by far (some 50 ms a passage on a CPU core for a small one), so it reads only the best
passages of a search, and none unless `ASSIST_RERANKER` names a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assist.errors import EngineUnavailable

BATCH = 8
MAX_TOKENS = 512  # of question and passage together: a passage has 300 at most, and longer pairs cost their square


class Reranker(Protocol):
    """How well each text answers the question, in [0, 1], (len(texts),)."""

    def __call__(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]: ...


def open_reranker(name: str, *, threads: int = 2) -> Reranker | None:
    """The cross-encoder called `name`, a sentence-transformers hub id or folder; None for an empty name.

    Only a named one imports torch.  Raises `EngineUnavailable` where it can be neither found nor loaded.
    """
    return CrossEncoder(name, threads) if name else None


class CrossEncoder:
    """Any cross-encoder of sentence-transformers with one output, such as bge-reranker-v2-m3."""

    def __init__(self, name: str, threads: int = 2) -> None:
        try:
            import torch
            from sentence_transformers import CrossEncoder as Model

            torch.set_num_threads(threads)
            self._model: Any = Model(name, device="cpu")
        except (ImportError, OSError, ValueError) as error:
            raise _unavailable(name, str(error)) from error
        if self._model.num_labels != 1:
            raise _unavailable(name, f"it sorts into {self._model.num_labels} classes, and one relevance is needed")
        self._model.max_seq_length = min(self._model.max_seq_length or MAX_TOKENS, MAX_TOKENS)
        self._squash = torch.nn.Sigmoid()  # whatever its own configuration says: some rank by raw logits

    def __call__(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros(0, dtype=np.float32)
        pairs = [(question, text) for text in texts]
        scores = self._model.predict(
            pairs, batch_size=BATCH, activation_fn=self._squash, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(scores, dtype=np.float32)


def _unavailable(name: str, reason: str) -> EngineUnavailable:
    return EngineUnavailable(
        f"The reranker {name!r} cannot be loaded: {reason}",
        code="reranker_unavailable",
        help="Check ASSIST_RERANKER: a folder that exists, a hub id that this machine can download, or empty for none.",
    )
