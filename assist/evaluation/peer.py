"""Peer: the same manuals and questions through Haystack's own hybrid retrieval, to be measured beside ours.

As its documentation builds it: PyPDF converter, cleaner, splitter (200 words, 20 of overlap), documents in its store
by BM25 and by vector, both rankings joined by reciprocal rank fusion.  Its vectors come from the same embedder as
ours, since the hub models of its examples need a network.  The question is the buyer's, behind the product hint and
a follow-up's earlier question, as the baseline gets it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assist.errors import EngineUnavailable
from assist.evaluation.baseline import DEEP
from assist.evaluation.bench import Bench, ManualQuestion, Place
from assist.evaluation.figures import Figures, grouped, prefixed
from assist.evaluation.manual_part import groups_of
from assist.evaluation.observed import Observed, distinct
from assist.evaluation.pages import DEPTHS, ranking_figures

if TYPE_CHECKING:
    from assist.engines.embedding import Embedder

WORDS, OVERLAP = 200, 20  # its documentation's example
AT_ONCE = 128
NEEDS = 'pip install -e ".[peer]"'
_NOTHING = Observed()


def peer_figures(
    bench: Bench, questions: Sequence[ManualQuestion], embedder: Embedder, step: Callable[[], None]
) -> Figures:
    """`peer.manual.page@k` and `manual@1` over the answerable questions, by group.

    Raises `EngineUnavailable` where Haystack is not installed.
    """
    os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")  # read when it is imported; nothing may leave
    try:
        pile = _Pile(embedder)
    except ImportError as error:
        raise EngineUnavailable(f"The peer needs {error.name}.", code="peer_missing", help=NEEDS) from error
    for file in bench.manuals:
        pile.add(str(file), file.name)
        step()
    asked = {row.id: row.message for row in bench.questions}
    rows = [row for row in questions if row.answerable]
    pairs = [(row, pile.places(f"{asked.get(row.after, '')} {row.message}".strip())) for row in rows]
    found = grouped(
        pairs,
        lambda group: ranking_figures([(row.places, seen) for row, seen in group], DEPTHS),
        lambda pair: groups_of((pair[0], _NOTHING)),
    )
    return prefixed("peer.manual", found)


class _Pile:
    """Haystack's components, joined as its documentation joins them."""

    def __init__(self, embedder: Embedder) -> None:
        from haystack.components.converters import PyPDFToDocument
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.preprocessors import DocumentCleaner, DocumentSplitter
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        self._embedder = embedder
        self._store: Any = InMemoryDocumentStore(embedding_similarity_function="cosine")
        self._convert: Any = PyPDFToDocument()
        self._clean: Any = DocumentCleaner()
        self._split: Any = DocumentSplitter(split_by="word", split_length=WORDS, split_overlap=OVERLAP)
        self._words: Any = InMemoryBM25Retriever(self._store, top_k=DEEP)
        self._meaning: Any = InMemoryEmbeddingRetriever(self._store, top_k=DEEP)
        self._join: Any = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=DEEP)

    def add(self, source: str, name: str) -> None:
        documents = self._convert.run(sources=[source], meta={"file": name})["documents"]
        pieces = self._split.run(self._clean.run(documents)["documents"])["documents"]
        for first in range(0, len(pieces), AT_ONCE):
            part = pieces[first : first + AT_ONCE]
            vectors = self._embedder.passages([piece.content or "" for piece in part])
            embedded = zip(part, vectors, strict=True)
            self._store.write_documents([replace(piece, embedding=vector.tolist()) for piece, vector in embedded])

    def places(self, question: str) -> tuple[Place, ...]:
        """The pages of the joined ranking, each once."""
        by_words = self._words.run(query=question)["documents"]
        by_meaning = self._meaning.run(query_embedding=self._embedder.query(question).tolist())["documents"]
        joined = self._join.run([by_words, by_meaning])["documents"]
        return distinct([Place(str(found.meta["file"]), int(found.meta["page_number"])) for found in joined])
