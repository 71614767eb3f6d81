"""Search: the passages that answer a question, by words, by concepts and by meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assist.case.glossary import Glossary
from assist.case.passages import Found, Manual, Passage, Query, fuse, spread
from assist.case.tokens import grams, tokens
from assist.engines.embedding import Embedder
from assist.engines.lexical import Entry, Lexical, Term
from assist.engines.vectors import Vectors

Load = Callable[[Sequence[str]], dict[str, Passage]]
CANDIDATES = 60  # passages taken of each ranking


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of a ranking counts."""

    body: float = 1.0
    heading: float = 0.8
    names: float = 0.4
    grams: float = 0.5
    concepts: float = 0.7
    dense: float = 1.0
    lexical: float = 1.0
    rank_constant: float = 10.0


class Search:
    """Finds passages for a `Query`; `load` gives passages by id, `manuals` the catalogue."""

    def __init__(
        self,
        embedder: Embedder,
        vectors: Vectors,
        lexical: Lexical,
        load: Load,
        manuals: Callable[[], tuple[Manual, ...]],
        glossary: Glossary,
        weights: Weights = Weights(),
    ) -> None:
        self._embedder, self._vectors, self._lexical = embedder, vectors, lexical
        self._load, self._manuals, self._glossary, self._weights = load, manuals, glossary, weights

    def add(self, passages: Sequence[Passage], names: str) -> None:
        """Makes passages of one manual searchable (after `commit`); `names` is what the manual is called."""
        if not passages:
            return
        vectors = self._embedder.passages([self._embedded(passage) for passage in passages])
        self._vectors.add([p.id for p in passages], [p.manual for p in passages], vectors)
        self._lexical.add(self._entry(passage, names) for passage in passages)

    def remove(self, manual_id: str) -> None:
        """Makes a manual's passages unfindable (after `commit`)."""
        self._vectors.remove(manual_id)
        self._lexical.remove(manual_id)

    def commit(self) -> None:
        """Makes what was added and removed durable and visible."""
        self._lexical.commit()

    def find(self, query: Query, limit: int = 10) -> Found:
        """Ranked passages within the query's manuals; in the whole library, and `widened`, where they hold none."""
        ranked = self._rank(query, query.manuals)
        widened = bool(query.manuals) and not ranked
        if widened:
            ranked = self._rank(query, ())
        loaded = self._load([id_ for id_, _ in ranked])
        passages = [loaded[id_].scored(score) for id_, score in ranked if id_ in loaded]
        support = min(1.0, passages[0].score * 5) if passages else 0.0
        return Found(spread(passages, limit), support, widened)

    def _rank(self, query: Query, manuals: tuple[str, ...]) -> list[tuple[str, float]]:
        weights = self._weights
        lexical = self._lexical.search(self._terms(query, bool(manuals)), manuals, CANDIDATES)
        english = query.text
        if query.language not in ("en", ""):
            english = self._glossary.translate(query.text, query.language) or query.text
        dense = self._vectors.search(self._embedder.query(english), manuals, CANDIDATES)
        return fuse(((lexical, weights.lexical), (dense, weights.dense)), rank_constant=weights.rank_constant)

    def _terms(self, query: Query, scoped: bool) -> list[Term]:
        weights, language = self._weights, query.language
        out: list[Term] = []
        for token in dict.fromkeys(tokens(query.text, language)):
            if self._glossary.is_ignored(token, language):
                continue
            out += [Term("body", token, weights.body), Term("heading", token, weights.heading)]
            if not scoped:
                out.append(Term("names", token, weights.names))
        out += [
            Term("concepts", c, weights.concepts) for c in dict.fromkeys(self._glossary.concepts(query.text, language))
        ]
        pieces = Counter(grams(query.text))
        out += [Term("grams", piece, weights.grams / 5) for piece in pieces]
        return out

    def _embedded(self, passage: Passage) -> str:
        text = passage.text
        if passage.language not in ("en", ""):
            text = self._glossary.translate(text, passage.language) or text
        return f"{passage.heading}\n{text}" if passage.heading else text

    def _entry(self, passage: Passage, names: str) -> Entry:
        language = passage.language
        return Entry(
            passage.id,
            passage.manual,
            {
                "heading": tokens(passage.heading, language),
                "body": tokens(passage.text, language),
                "names": tokens(names, language),
                "grams": grams(passage.text),
                "concepts": self._glossary.concepts(f"{passage.heading}\n{passage.text}", language),
            },
        )
