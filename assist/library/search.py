"""Search: the passages that answer a question, by words, by concepts and by meaning."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from assist.case.passages import Found, Manual, Models, Passage, Query, spread
from assist.case.text.glossary import Glossary
from assist.case.text.slips import corrected
from assist.case.text.tokens import misread, squeeze, tokens
from assist.case.text.variants import is_called, is_named
from assist.case.text.wants import Want, want_of
from assist.engines.embedding import Embedder
from assist.engines.embedding_rerank import Reranker
from assist.engines.lexical import Entry, Lexical, Term
from assist.engines.vectors import Vectors
from assist.library.support import READ, Signs, Words, is_silent, resembles, signs_of, states, support

Load = Callable[[Sequence[str]], dict[str, Passage]]
CANDIDATES = 80  # passages taken of each ranking
LOADED = 60  # best ones of both that are loaded and ordered by page
RERANKED = 20  # best passages that a reranker reads, where one is set
# What most pages hold (times, weights of food) leads nowhere: as a share of the information of the rarest value.
RARE = 0.5
NEIGHBOURS = 1000  # words with the same beginning among which a slip is looked for

_PARTS = re.compile(r"[^\W_]+")
_SEPARATED = r"[\W_]*"


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of a score counts.

    A passage's score is its share of the best lexical score that the question's words could give, plus its cosine.
    Both keep their scale from question to question, which reciprocal ranks throw away: on the development manuals
    (129 questions, right manual given, 2026-11-21) ranks joined by k = 10 found the page first in 45 % and among five
    in 83 %, scores in 54 % and 89 %.  Rare words weighed within the manual, the product's name left out, these weights,
    the Chinese dictionary and passages cut better at the same time brought it to 73 % and 97 %; set on those rows.
    """

    body: float = 1.0
    heading: float = 0.5
    names: float = 2.5
    concepts: float = 1.1
    related: float = 0.4
    earlier: float = 0.6
    meanings: float = 0.6
    glosses: float = 0.5
    presence: float = 1.5
    dense: float = 1.0
    foreign: float = 0.35
    lexical: float = 1.2
    page: float = 0.25
    # For a value of the asked kind, by how rare such values are among the candidates: on the development manuals
    # (129 questions, 2026-11-21) page first 69.0 to 70.5 %, among three 92.2 to 93.0 %.
    value: float = 0.3
    contents: float = 0.15
    language: float = 0.02
    edition: float = 0.02  # where two editions say the same, the one that is served first
    rerank: float = 3.0  # of a reranker's relevance in [0, 1]; a choice, not a measurement: none can be had offline


class Search:
    """Finds passages for a `Query`; `load` gives passages by id, `manuals` the catalogue.

    What is searchable may be changed from several threads: an agent corrects a manual while another is read.
    """

    def __init__(
        self,
        embedder: Embedder,
        vectors: Vectors,
        lexical: Lexical,
        load: Load,
        manuals: Callable[[], tuple[Manual, ...]],
        glossary: Glossary,
        weights: Weights = Weights(),
        rerank: Reranker | None = None,
    ) -> None:
        self._embedder, self._vectors, self._lexical = embedder, vectors, lexical
        self._load, self._manuals, self._glossary, self._weights = load, manuals, glossary, weights
        self._rerank = rerank
        self._changed: set[str] = set()
        self._guard = Lock()
        self._named: tuple[tuple[Manual, ...], dict[str, list[tuple[str, str]]]] = ((), {})

    def add(self, passages: Sequence[Passage], names: str) -> None:
        """Makes passages of one manual searchable (after `commit`); `names` is what the manual is called."""
        if not passages:
            return
        vectors = self._embedder.passages([self._embedded(passage) for passage in passages])
        self._vectors.add([p.id for p in passages], [p.manual for p in passages], vectors)
        with self._guard:
            self._changed.update(passage.manual for passage in passages)
        self.rename(passages, names)

    def rename(self, passages: Sequence[Passage], names: str) -> None:
        """Lets passages that are searchable be found by other `names` (after `commit`); their vectors know none."""
        self._lexical.add(self._entry(passage, names) for passage in passages)

    def remove(self, manual_id: str) -> None:
        """Makes a manual's passages unfindable (after `commit`)."""
        self._vectors.remove(manual_id)
        self._lexical.remove(manual_id)

    def discard(self, ids: Sequence[str]) -> None:
        """Makes single passages unfindable (after `commit`): those that a manual read anew has no more."""
        self._vectors.discard(ids)
        self._lexical.discard(ids)

    def ids(self) -> tuple[set[str], set[str]]:
        """Every passage id among the vectors, and among the words."""
        return self._vectors.ids(), self._lexical.ids()

    def check(self) -> None:
        """Raise `IndexDamaged` where vectors that are there are not found by a search with themselves."""
        self._vectors.check()

    def commit(self) -> None:
        """Makes what was added and removed durable and visible."""
        self._lexical.commit()
        with self._guard:
            changed, self._changed = self._changed, set()
        self._vectors.settle(changed)

    def find(self, query: Query, limit: int = 10) -> Found:
        """Ranked passages within the query's manuals; in the whole library, and `widened`, where they hold none."""
        catalogue = self._manuals()  # once: whether it changed is asked of the database
        query = replace(query, text=corrected(query.text, query.language, self._glossary, self._stands))
        asked, manuals, named = self._unnamed(query, catalogue), query.manuals, f"{query.earlier} {query.text}"
        ranked, likeness = self._rank(asked, manuals, named)
        widened = bool(manuals) and not ranked
        if widened:
            manuals = ()
            ranked, likeness = self._rank(asked, manuals, named)
        loaded = self._load(list(ranked)[:LOADED])
        scores = {id_: score for id_, score in ranked.items() if id_ in loaded}
        passages = self._reranked(self._ordered([loaded[id_] for id_ in scores], scores, asked), scores, query)
        if not passages:
            return Found(widened=widened)

        searched = [manual for manual in catalogue if manual.id in manuals]
        kind, models = self._kind(searched), models_of(searched, f"{named} {query.designation}", query.text)
        signs = self._signs(asked, manuals, passages, likeness, kind, models)
        lifted = self._lifted(passages, scores, asked)
        spread_out = tuple(passage.scored(scores[passage.id]) for passage in spread(lifted, limit))
        return Found(
            spread_out, support(signs), widened, is_silent(signs), sought=signs.sought, absent=signs.absent,
            apart=signs.apart, foreign=signs.foreign, models=models, kind=kind,
        )  # fmt: skip

    def _stands(self, token: str) -> bool:
        return any(self._lexical.counts([Term("body", token), Term("names", token)]))

    def _signs(
        self,
        query: Query,
        manuals: tuple[str, ...],
        passages: Sequence[Passage],
        likeness: dict[str, float],
        kind: frozenset[str],
        models: Models,
    ) -> Signs:
        """What speaks for an answer among the ranked passages, and what against; `kind` is that of the product."""

        best = [passage.id for passage in passages[:READ]]

        def holds(words: Sequence[str], concepts: Sequence[str]) -> bool:
            terms = [Term("body", word) for word in words] + [Term("concepts", concept) for concept in concepts]
            return any(self._lexical.counts(terms, manuals))

        def neighbours(beginning: str) -> list[str]:
            return [token for token, _ in self._lexical.beginning_with("body", beginning, NEIGHBOURS)]

        def is_slip(word: str) -> bool:
            return resembles(word, neighbours(word[:2]))

        def begins(head: str) -> bool:
            return holds(neighbours(head), [])

        # What is none of the `CANDIDATES` most alike is no more alike than their last, but not unlike altogether: of
        # six editions of a manual, words may lead to others.
        least = min(likeness.values(), default=0.0)
        alike = max((likeness.get(id_, least) for id_ in best), default=0.0)
        return signs_of(query, passages, alike, Words(holds, is_slip, begins), self._glossary, kind, models)

    def _kind(self, manuals: Iterable[Manual]) -> frozenset[str]:
        """The concepts of the kind of product that the manuals are for: `oven` of a double oven."""
        kinds = {manual.kinds[0] for manual in manuals if manual.kinds}
        heads = [list(self._glossary.units(kind.replace("_", " "), "en"))[-1:] for kind in kinds]
        return frozenset(concept for units in heads for _, concepts in units for concept in concepts)

    def _unnamed(self, query: Query, manuals: tuple[Manual, ...]) -> Query:
        """The query without the product's own name, which leads to the cover page; the field of names knows it."""
        if manuals is not self._named[0]:
            self._named = (manuals, {manual.id: _called(manual) for manual in manuals})
        wanted = query.manuals or tuple(self._named[1])
        said = squeeze(f"{query.earlier} {query.text}")
        called = [name for id_ in wanted for short, name in self._named[1].get(id_, ()) if short in said]
        return replace(query, text=without(query.text, called), earlier=without(query.earlier, called))

    def _ordered(self, passages: list[Passage], scores: dict[str, float], query: Query) -> list[Passage]:
        """Best first, changing `scores`: a page whose other passages match too moves up, a table of contents down."""
        on_page: dict[tuple[str, int], list[float]] = {}
        for passage in passages:
            on_page.setdefault((passage.manual, passage.page), []).append(scores[passage.id])
        for passage in passages:
            scores[passage.id] += self._weights.page * sum(sorted(on_page[(passage.manual, passage.page)])[-2:-1])
            scores[passage.id] -= self._weights.contents * (passage.kind == "contents")
            scores[passage.id] += self._weights.language * (passage.language == query.language)
            scores[passage.id] += self._weights.edition * (passage.manual in query.manuals[:1])
        return sorted(passages, key=lambda passage: -scores[passage.id])

    def _lifted(self, passages: list[Passage], scores: dict[str, float], query: Query) -> list[Passage]:
        """Those with a rare value of the asked kind moved up, changing `scores`.

        The signs are taken before: that no likely passage holds such a value is one.
        """
        for id_, rare in valued(want_of(query.text), passages).items():
            scores[id_] += self._weights.value * rare
        return sorted(passages, key=lambda passage: -scores[passage.id])

    def _reranked(self, passages: list[Passage], scores: dict[str, float], query: Query) -> list[Passage]:
        """The best ones ordered anew, changing `scores`, by a reranker that reads them; as they are without one."""
        if self._rerank is None:
            return passages
        best, rest = passages[:RERANKED], passages[RERANKED:]
        question = f"{query.earlier} {query.text}".strip()
        relevant = self._rerank(question, [f"{passage.heading}\n{passage.text}".strip() for passage in best])
        for passage, relevance in zip(best, relevant, strict=True):
            scores[passage.id] += self._weights.rerank * float(relevance)
        return [*sorted(best, key=lambda passage: -scores[passage.id]), *rest]

    def _rank(self, query: Query, manuals: tuple[str, ...], named: str) -> tuple[dict[str, float], dict[str, float]]:
        """Passage ids with their scores, best first, and with their likeness; `named` may name the product."""
        weights = self._weights
        terms, whole = self._terms(query, manuals, "" if manuals else named)
        lexical = self._lexical.search(terms, manuals, CANDIDATES)
        vector = self._embedder.query(self._english(query))
        dense = self._vectors.search(vector, manuals, CANDIDATES)
        scale = weights.dense if query.language in ("en", "") else weights.foreign
        least = dense[-1][1] if dense else 0.0
        ranked = {id_: scale * likeness for id_, likeness in dense}
        for id_, score in lexical:
            ranked[id_] = ranked.get(id_, scale * least) + weights.lexical * score / max(whole, 1e-6)
        return dict(sorted(ranked.items(), key=lambda item: -item[1])), dict(dense)

    def _english(self, query: Query) -> str:
        text = f"{query.earlier} {query.text}".strip()
        if query.language in ("en", ""):
            return text
        return self._glossary.translate(text, query.language) or text

    def _wanted(self, text: str, language: str, share: float) -> list[Term]:
        weights = self._weights
        out: list[Term] = []
        skipped = self._glossary.spelled.get(language, frozenset())
        for token in dict.fromkeys(tokens(text, language, skipped)):
            if token in skipped:  # a pair of Chinese characters
                continue
            out.append(Term("body", token, weights.body * share))
            out.append(Term("heading", token, weights.heading * share))
        concepts = list(dict.fromkeys(self._glossary.concepts(text, language)))
        out += [Term("concepts", concept, weights.concepts * share) for concept in concepts]
        out += self._meant(text, language, share, {term.token for term in out if term.field == "body"})
        related = dict.fromkeys(r for c in concepts for r in self._glossary.related.get(c, ()))
        out += [Term("concepts", r, weights.related * share) for r in related if r not in concepts]
        return out

    def _meant(self, text: str, language: str, share: float, known: set[str]) -> list[Term]:
        """English words for the words of a Chinese question; a rare meaning and a single character count less."""
        best: dict[str, float] = {}
        for word, meanings in self._glossary.glosses(text, language):
            for rank, meaning in enumerate(meanings):
                found = [t for t in tokens(meaning, "en") if not self._glossary.is_ignored(t, "en")]
                weight = self._weights.meanings * share * (1 - 0.12 * rank) * (1 if len(word) > 1 else 0.3)
                for token in found if len(found) <= 3 else ():
                    best[token] = max(best.get(token, 0.0), weight / math.sqrt(len(found)))
        return [
            Term(name, token, weight * part)
            for token, weight in best.items()
            if token not in known
            for name, part in (("body", 1.0), ("heading", self._weights.heading))
        ]

    def _terms(self, query: Query, manuals: tuple[str, ...], named: str) -> tuple[list[Term], float]:
        wanted = self._wanted(query.text, query.language, 1.0)
        wanted += [Term("names", token, self._weights.names) for token in dict.fromkeys(tokens(named, query.language))]
        if query.earlier:
            known = {(t.field, t.token) for t in wanted}
            wanted += [
                t
                for t in self._wanted(query.earlier, query.language, self._weights.earlier)
                if (t.field, t.token) not in known
            ]
        wanted = self._read_right(wanted, manuals)
        every, within = self._counts(wanted, ()), self._counts(wanted, manuals)
        total, size = self._lexical.size(), self._lexical.size(manuals)
        out, whole = [], 0.0
        for term in wanted:
            everywhere, here = every[(term.field, term.token)], within[(term.field, term.token)]
            rare = _idf(here, size)
            if term.field in ("body", "concepts"):
                whole += term.weight * rare * (1 + self._weights.presence)
            if here:
                boost = rare / _idf(everywhere, total)
                presence = term.weight * rare * self._weights.presence if term.field in ("body", "concepts") else 0.0
                out.append(replace(term, weight=term.weight * boost / 2.2, presence=presence))
        return out, whole

    def _read_right(self, wanted: list[Term], manuals: tuple[str, ...]) -> list[Term]:
        """With what a short code that the manuals lack may be misread from, where they hold that."""
        asked = [term for term in wanted if term.token.startswith("#") and term.field == "body"]
        held = self._lexical.counts(asked, manuals)
        meant = [
            replace(term, token=other)
            for term, count in zip(asked, held, strict=True)
            for other in ([] if count else misread(term.token))
        ]
        found = self._lexical.counts(meant, manuals)
        return wanted + [term for term, count in zip(meant, found, strict=True) if count]

    def _counts(self, wanted: Sequence[Term], manuals: tuple[str, ...]) -> dict[tuple[str, str], int]:
        """In how many passages of the manuals each term stands; a heading's words are counted in the text."""
        asked = [term for term in wanted if term.field != "heading"]
        counted = dict(zip(((t.field, t.token) for t in asked), self._lexical.counts(asked, manuals), strict=True))
        return {(t.field, t.token): counted.get((t.field, t.token), counted.get(("body", t.token), 0)) for t in wanted}

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
                "concepts": self._glossary.concepts(f"{passage.heading}\n{passage.text}", language),
            },
        )


def valued(want: Want | None, passages: Sequence[Passage]) -> dict[str, float]:
    """The passages that hold a value of the kind that is asked for, each with how rare that is, in (0, 1]."""
    if want is None or not want.measured:
        return {}
    holding = [passage.id for passage in passages if passage.kind != "contents" and states(want, passage)]
    rare = math.log1p(len(passages) / max(len(holding), 1)) / math.log1p(len(passages))
    return dict.fromkeys(holding, rare * rare) if rare >= RARE else {}


def without(text: str, names: Sequence[str]) -> str:
    """The text without the names, however they are spaced; unchanged where nothing else would be left."""
    said = squeeze(text)
    spelled = [_SEPARATED.join(map(re.escape, _PARTS.findall(name))) for name in names if squeeze(name) in said]
    pattern = "|".join(sorted(filter(None, spelled), key=len, reverse=True))
    if not pattern:
        return text
    bare = re.sub(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])", " ", text, flags=re.IGNORECASE)
    return bare if re.search(r"\w", bare) else text


def models_of(manuals: Sequence[Manual], said: str, latest: str = "") -> Models:
    """Which models of the manuals are named in what was `said`, and which are not; none where none is named.

    What the `latest` message names, also by its number alone (`and the 160?`), is meant and none named before.
    """
    every = tuple(dict.fromkeys(model for manual in manuals for model in manual.models if len(squeeze(model)) > 1))
    own = tuple(model for model in every if is_named(model, latest) or is_called(model, every, latest))
    own = own or tuple(model for model in every if is_named(model, said))
    return Models(own, tuple(model for model in every if model not in own) if own else ())


def _called(manual: Manual) -> list[tuple[str, str]]:
    """What the product is called, squeezed and as printed."""
    return [(squeeze(name), name) for name in (*manual.models, manual.brand) if len(name) > 1]


def _idf(count: int, size: int) -> float:
    return math.log(1 + (size - count + 0.5) / (count + 0.5))
