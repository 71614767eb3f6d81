"""The retrieval part: the program's own search over each set's passages as given, without a catalogue."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assist.case.passages import Passage, Query
from assist.case.text.language import detect
from assist.evaluation.bench import RetrievalSet
from assist.evaluation.figures import Figures, prefixed
from assist.evaluation.latency import latency_figures
from assist.evaluation.recall import DEPTHS, recall_figures

if TYPE_CHECKING:
    from assist.case.text.glossary import Glossary
    from assist.engines.embedding import Embedder
    from assist.library.search import Search

_BATCH = 256
_DEEPEST = max(DEPTHS)


def retrieval_figures(
    bench_set: RetrievalSet,
    queries: Sequence[tuple[str, str]],
    embedder: Embedder,
    glossary: Glossary,
    step: Callable[[], None],
) -> tuple[Figures, list[dict[str, object]]]:
    """`recall@k` and latency of one set, and a row for each query that misses its passage among the first five."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        search, close = open_search(bench_set, Path(folder), embedder, glossary, step)
        ranked: dict[str, list[str]] = {}
        seconds: list[float] = []
        for query, text in queries:
            began = time.perf_counter()
            found = search.find(Query(text, detect(text)), limit=_DEEPEST)
            seconds.append(time.perf_counter() - began)
            ranked[query] = [passage.id for passage in found.passages]
        close()
    figures = {**recall_figures(bench_set.relevant, ranked), **latency_figures(seconds)}
    rows: list[dict[str, object]] = [
        {"part": "retrieval", "set": bench_set.name, "id": query, "question": text,
         "expected": sorted(bench_set.relevant.get(query, ())), "got": ranked[query], "faults": ["recall@5"]}
        for query, text in queries
        if not bench_set.relevant.get(query, frozenset()) & set(ranked[query][:5])
    ]  # fmt: skip
    return prefixed(f"retrieval.{bench_set.name}", figures), rows


def open_search(
    bench_set: RetrievalSet, folder: Path, embedder: Embedder, glossary: Glossary, step: Callable[[], None]
) -> tuple[Search, Callable[[], None]]:
    """The program's search over the passages of a set in `folder`, and how to close it."""
    from assist.engines.lexical import Lexical
    from assist.engines.vectors import Vectors
    from assist.library.search import Search

    passages = {
        name: Passage(name, manual_of(name), number, title, text, detect(text))
        for number, (name, title, text) in enumerate(bench_set.passages, start=1)
    }
    vectors = Vectors(folder / "vectors", "", embedder.id, embedder.dimension)
    search = Search(
        embedder,
        vectors,
        Lexical(folder / "lexical"),
        lambda ids: {name: passages[name] for name in ids if name in passages},
        tuple,
        glossary,
    )
    every = list(passages.values())
    for first in range(0, len(every), _BATCH):
        search.add(every[first : first + _BATCH], "")
        step()
    search.commit()
    return search, vectors.close


def manual_of(name: str) -> str:
    """`tv/section_4` stands in the manual `tv`; a set without such ids is one manual for each passage."""
    return name.partition("/")[0]
