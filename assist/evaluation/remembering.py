"""Remembering: an embedder that keeps passages' vectors in a file, so that a second evaluation does not embed again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from assist.engines.embedding import Embedder


class RememberingEmbedder:
    """`embedder` with the vectors of every passage it has seen kept in `folder`, by the embedder's id and the text."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        name = hashlib.sha256(embedder.id.encode()).hexdigest()[:12]
        self._file = folder / f"vectors-{name}.npz"
        self._known: dict[str, NDArray[np.float32]] = {}
        if self._file.is_file():
            with np.load(self._file) as kept:
                self._known = dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))

    @property
    def id(self) -> str:
        return self._embedder.id

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row for each text; only unseen texts are embedded."""
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        unseen = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if unseen:
            rows = self._embedder.passages(list(unseen.values()))
            self._known.update(zip(unseen, rows, strict=True))
        return np.stack([self._known[key] for key in keys]) if keys else np.zeros((0, self.dimension), np.float32)

    def query(self, text: str) -> NDArray[np.float32]:
        return self._embedder.query(text)

    def save(self) -> None:
        """Write what was seen to the file."""
        if self._known:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            np.savez(self._file, keys=np.array(list(self._known)), vectors=np.stack(list(self._known.values())))
