"""Generations: which vectors and words are in use; others are built beside them and taken into use when complete."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from assist.engines.store import Store
from assist.engines.vectors import COLLECTION

NOTE = "generation"


@dataclass(frozen=True, slots=True)
class Generation:
    """One whole index, from 0; the database, the manuals' files and the pages belong to all of them."""

    number: int = 0

    def vectors(self, index: Path) -> Path:
        return index / self._named("vectors")

    def lexical(self, index: Path) -> Path:
        return index / self._named("lexical")

    @property
    def collection(self) -> str:
        """The name of the vectors on a Chroma server."""
        return self._named(COLLECTION)

    @property
    def following(self) -> Generation:
        return Generation(self.number + 1)

    def _named(self, what: str) -> str:
        return f"{what}-{self.number}" if self.number else what


def present(store: Store) -> Generation:
    """The one in use."""
    return Generation(int(store.note(NOTE) or 0))


def take_over(store: Store, generation: Generation, embedder: str) -> None:
    """Use this one from now on: one transaction, so that a program that ends has either."""
    store.set_notes({NOTE: str(generation.number), "embedder": embedder})


def leftovers(index: Path, keep: Generation) -> list[Path]:
    """Folders of other generations: of one that was replaced, or that was never completed."""
    kept = {keep.vectors(index), keep.lexical(index)}
    every = [*index.glob("vectors"), *index.glob("vectors-*"), *index.glob("lexical"), *index.glob("lexical-*")]
    return sorted(folder for folder in every if folder.is_dir() and folder not in kept)


def clear(index: Path, generation: Generation) -> None:
    """Drop the folders of a generation."""
    for folder in (generation.vectors(index), generation.lexical(index)):
        shutil.rmtree(folder, ignore_errors=True)
