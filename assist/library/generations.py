"""Generations: which vectors and words are in use; others are built beside them and taken into use when complete.

On a Chroma server, where several libraries may keep their vectors, each works in collections of its own, named by
the identity that its database keeps.  Copying the folder of a library copies its identity too: let only one of both
use a server.
"""

from __future__ import annotations

import logging
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from assist.engines.embedding import Embedder
from assist.engines.store import Store
from assist.engines.vectors import COLLECTION, Vectors, drop_collection
from assist.settings import Settings

NOTE = "generation"
GLOSSARY = "glossary"  # note: by which glossary the passages' words and concepts were indexed
LIBRARY = "library"  # note of the identity: random, made when a server is first used, never changed
TAKEN = "vectors_taken"  # note: the rows in the collection that versions up to 2026-11 shared are in the own one

_log = logging.getLogger(__name__)


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
        """The name of the vectors in a folder, and on a server the one that every library once shared."""
        return self._named(COLLECTION)

    def collection_of(self, library: str) -> str:
        """The name of one library's vectors on a Chroma server."""
        return self._named(f"{COLLECTION}-{library}")

    @property
    def following(self) -> Generation:
        return Generation(self.number + 1)

    def _named(self, what: str) -> str:
        return f"{what}-{self.number}" if self.number else what


def present(store: Store) -> Generation:
    """The one in use."""
    return Generation(int(store.note(NOTE) or 0))


def take_over(store: Store, generation: Generation, embedder: str, glossary: str) -> None:
    """Use this one from now on: one transaction, so that a program that ends has either."""
    store.set_notes({NOTE: str(generation.number), "embedder": embedder, GLOSSARY: glossary})


def leftovers(index: Path, keep: Generation) -> list[Path]:
    """Folders of other generations: of one that was replaced, or that was never completed."""
    kept = {keep.vectors(index), keep.lexical(index)}
    every = [*index.glob("vectors"), *index.glob("vectors-*"), *index.glob("lexical"), *index.glob("lexical-*")]
    return sorted(folder for folder in every if folder.is_dir() and folder not in kept)


def clear(index: Path, generation: Generation) -> None:
    """Drop the folders of a generation."""
    for folder in (generation.vectors(index), generation.lexical(index)):
        shutil.rmtree(folder, ignore_errors=True)


def library_id(store: Store) -> str:
    """The library's identity, the same for ever; of two programs that ask first, both get one."""
    return store.note(LIBRARY) or store.note_once(LIBRARY, secrets.token_hex(6))


def open_vectors(
    settings: Settings, store: Store, embedder: Embedder, generation: Generation, *, rebuild: bool = False
) -> Vectors:
    """The vectors of a generation, in the index folder or on the server; raises as `Vectors` does.

    What an older version kept on the server beside other libraries' rows is copied once, and left there: another
    library may need it still.
    """
    if not settings.chroma_url:
        folder = generation.vectors(settings.index)
        return Vectors(folder, "", embedder.id, embedder.dimension, rebuild=rebuild, name=generation.collection)
    name = generation.collection_of(library_id(store))
    vectors = Vectors(None, settings.chroma_url, embedder.id, embedder.dimension, rebuild=rebuild, name=name)
    try:
        if not rebuild and not store.note(TAKEN):
            own = {id_ for manual in store.whole_manuals() for id_ in store.passage_ids(manual.id)}
            taken = vectors.take_from(generation.collection, own)
            if taken:
                _log.warning("%d vectors copied from %r into %r", taken, generation.collection, name)
            store.set_note(TAKEN, generation.collection)
    except BaseException:
        vectors.close()
        raise
    return vectors


def drop_vectors(settings: Settings, store: Store, generation: Generation) -> None:
    """Drop a generation's own vectors on the server, where one is used."""
    if settings.chroma_url:
        drop_collection(settings.chroma_url, generation.collection_of(library_id(store)))
