"""Synthetic: as many manuals, passages and vectors as a test of speed needs, the same ones every time.

Texts are sentences of glossary terms, small words, numbers and codes, drawn as words fall in print (Zipf), so that
postings are as long as real ones.  A passage's vector lies near its manual's and its topic's and varies in
`LATENT` directions only, as real embeddings do; where all 384 vary freely, no neighbour is nearer than another and no
index finds anything again.  No figure about answers can be taken from these: only time, memory and recall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assist.case.passages import Manual, Passage, Query
from assist.evaluation.sample import rank

Rows = NDArray[np.float32]

PER_MANUAL = 300  # passages; the development bench's manuals have 20 to 900
DIMENSION = 384
LATENT = 48  # directions in which vectors vary
TOPICS = 2000
WORDS = 60  # a passage
MEANT = 6  # rare words of the passage that a query repeats
_SMALL = tuple(
    word
    for line in (
        "the to of and a in is it for on with or not be from this at if when you your by as are can must has will",
        "before after use do no only unit device",
    )
    for word in line.split()
)


@dataclass(frozen=True, slots=True)
class Pile:
    """`count` synthetic passages; `terms` are the words they speak of, the most usual first."""

    count: int
    terms: tuple[str, ...]

    @property
    def manuals(self) -> int:
        return -(-self.count // PER_MANUAL)

    def manual(self, number: int) -> Manual:
        """The catalogue's entry of a manual."""
        model = f"QX-{number:05d}"
        id_ = f"manual-{number:06d}"
        return Manual(id_, f"{id_}.pdf", f"Synthetic {model}", "Synthetic", (model,), pages=PER_MANUAL // 3)

    def passages(self, manual: int) -> list[Passage]:
        """The passages of a manual, in order."""
        first = manual * PER_MANUAL
        rng = np.random.default_rng(manual)
        id_ = self.manual(manual).id
        out = []
        for number in range(first, min(first + PER_MANUAL, self.count)):
            words = self._words(rng)
            heading = " ".join(words[:3])
            out.append(Passage(f"p{number:08d}", id_, 1 + (number - first) // 3, heading, " ".join(words), "en"))
        return out

    def query(self, number: int) -> tuple[Query, int]:
        """A question about one passage, in no manual in particular, and that passage's number."""
        wanted = rank(f"query {number}") % self.count
        passage = self.passages(wanted // PER_MANUAL)[wanted % PER_MANUAL]
        rare = sorted(
            {w for w in passage.text.split() if w.isalpha()} - set(_SMALL), key=lambda w: -self.terms.index(w)
        )
        return Query(f"how do I {' the '.join(rare[:MEANT])}", "en"), wanted

    def _words(self, rng: np.random.Generator) -> list[str]:
        kinds = rng.random(WORDS)
        ranks = np.minimum(rng.zipf(1.3, WORDS) - 1, len(self.terms) - 1)
        numbers = rng.integers(1, 9999, WORDS)
        return [
            _SMALL[number % len(_SMALL)]
            if kind < 0.45
            else self.terms[place]
            if kind < 0.95
            else (f"E{number % 100:02d}" if number % 3 else str(number))
            for kind, place, number in zip(kinds, ranks, numbers, strict=True)
        ]


class Space:
    """Where the synthetic vectors lie; `vectors` are unit rows, `near` a query that means one of them."""

    def __init__(self) -> None:
        rng = np.random.default_rng(1)
        self._basis = rng.standard_normal((LATENT, DIMENSION)).astype(np.float32) / np.sqrt(DIMENSION)
        self._topics = rng.standard_normal((TOPICS, LATENT)).astype(np.float32)

    def vectors(self, manual: int, count: int) -> Rows:
        """The `count` vectors of a manual's passages."""
        rng = np.random.default_rng(10**6 + manual)
        own = rng.standard_normal(LATENT, dtype=np.float32)
        topics = self._topics[rng.integers(0, TOPICS, count)]
        latent = 0.5 * own + 0.7 * topics + 0.5 * rng.standard_normal((count, LATENT), dtype=np.float32)
        return _unit(latent @ self._basis + 0.02 * rng.standard_normal((count, DIMENSION), dtype=np.float32))

    def near(self, vector: Rows, seed: int) -> Rows:
        """A unit vector at a cosine of about 0.7 to `vector`."""
        rng = np.random.default_rng(seed)
        off = _unit(rng.standard_normal(LATENT, dtype=np.float32)[None] @ self._basis)[0]
        near: Rows = _unit((vector + off)[None])[0]
        return near


def terms_of(glossary: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Single lower-case words of the given terms, in a fixed order that has nothing to do with the alphabet."""
    words = {word.lower() for group in glossary for term in group for word in term.split() if word.isalpha()}
    return tuple(sorted(words - set(_SMALL), key=rank))


def _unit(rows: Rows) -> Rows:
    out: Rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return out
