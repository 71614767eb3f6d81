"""Lexical: an inverted index on tantivy (BM25), fed with tokens that were cut elsewhere."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from threading import Lock, get_ident
from typing import Any

from assist.errors import EngineUnavailable, IndexDamaged, IndexOutdated

FIELDS = ("heading", "body", "names", "concepts")
# Tokens of these fields are also kept as numbers, each once: a number's term has the same score in every passage that
# holds it, and unlike a constant score it does not keep tantivy from skipping what cannot be among the best.  With 17
# terms at 100,000 passages 2.6 ms a search instead of 4.6 (2026-11-21, CPU time); the scores are the same.
NUMBERED = frozenset({"body", "concepts"})
SEEN = "seen"
VERSION = 4
"""Version of the tokens and fields: an index of another version must be made again, but for `READABLE`."""
READABLE = frozenset({3, VERSION})  # 3 is without numbers: the same answers, slower in a large library

LEAST_RARE = 0.01  # below, 32-bit floats hold too little of a rarity to divide by it
WRITER_BYTES = 64_000_000  # tantivy writes a segment whenever this is full; its least is 15 MB


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage's tokens by field; a token must not contain white space."""

    id: str
    manual: str
    tokens: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """One token looked for in one field: `weight` times its BM25 score, and `presence` for being there at all."""

    field: str
    token: str
    weight: float = 1.0
    presence: float = 0.0


class Lexical:
    """Passages by their tokens. Changes are seen after `commit`; one process writes, from any of its threads.

    What changes it raises `EngineUnavailable` (`disk`) where the disk refuses to take it; what was begun since the last
    `commit`, by any thread, is then to be begun again, and each thread is told so once.
    """

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        folder.mkdir(parents=True, exist_ok=True)
        self._numbers = _checked(folder / "lexical.json") == VERSION
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("manual", tokenizer_name="raw", index_option="basic")
        for name in FIELDS:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
        if self._numbers:
            builder.add_unsigned_field(SEEN, indexed=True)
        self._schema = builder.build()
        try:
            self._index = tantivy.Index(self._schema, path=str(folder))
            self._writer: Any = None
            self._begun: set[int] = set()  # threads with changes that are not committed
            self._undone: set[int] = set()  # those whose changes were lost with a writer, and who do not know yet
            self._guard = Lock()  # tantivy's writer refuses a second thread: "Already borrowed"
            self._searcher: Any = self._index.searcher()
            self._unit = 0.0  # the score of a number's term in units of its rarity; 0 until it is asked for
        except ValueError as error:  # what tantivy raises for files that are gone or cut off
            raise IndexDamaged(f"The lexical index cannot be read: {error}", folder=folder) from error

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def add(self, entries: Iterable[Entry]) -> None:
        """Adds or replaces entries by id."""
        every = [(entry.id, self._document(entry)) for entry in entries]
        with self._changing() as writer:
            for id_, document in every:
                writer.delete_documents_by_term("id", id_)
                writer.add_document(document)

    def remove(self, manual: str) -> None:
        """Removes every entry of one manual."""
        with self._changing() as writer:
            writer.delete_documents_by_term("manual", manual)

    def discard(self, ids: Sequence[str]) -> None:
        """Removes entries by id; ids that are not there are no error."""
        with self._changing() as writer:
            for id_ in ids:
                writer.delete_documents_by_term("id", id_)

    def clear(self) -> None:
        """Removes every entry."""
        with self._changing() as writer:
            writer.delete_all_documents()

    def commit(self) -> None:
        """Makes the changes durable and visible, also those that other threads have begun."""
        with self._changing(begins=False) as writer:
            if writer is not None:
                writer.commit()
                self._begun.clear()
                self._index.reload()
                self._searcher = self._index.searcher()
                self._unit = 0.0

    def close(self) -> None:
        """Gives the writer's lock back; uncommitted changes are lost."""
        with self._guard:
            if self._writer is not None:
                self._writer.rollback()
                self._writer = None

    def search(self, terms: Sequence[Term], manuals: Sequence[str] = (), limit: int = 50) -> list[tuple[str, float]]:
        """Passage ids with their BM25 sum over `terms`, best first; within `manuals`, everywhere where empty."""
        if not terms:
            return []
        query, occur = self._tantivy.Query, self._tantivy.Occur
        clauses = [(occur.Should, query.boost_query(self._one(term), term.weight)) for term in terms if term.weight]
        # A manual's passages are few: none needs be skipped.
        present = self._numbered if self._numbers and not manuals else self._constant
        clauses += [(occur.Should, present(term)) for term in terms if term.presence]
        wanted = query.boolean_query(clauses)
        if manuals:
            within = query.const_score_query(self._within(manuals), 0.0)
            wanted = query.boolean_query([(occur.Must, wanted), (occur.Must, within)])
        searcher = self._searcher
        hits = searcher.search(wanted, limit, count=False).hits
        return [(searcher.doc(address)["id"][0], float(score)) for score, address in hits]

    def counts(self, terms: Iterable[Term], manuals: Sequence[str] = ()) -> list[int]:
        """How many passages hold each term; within `manuals`, everywhere where empty."""
        searcher, query, occur = self._searcher, self._tantivy.Query, self._tantivy.Occur
        if not manuals:
            return [int(searcher.doc_freq(term.field, term.token)) for term in terms]
        within = self._within(manuals)
        return [
            int(searcher.search(query.boolean_query([(occur.Must, self._one(t)), (occur.Must, within)]), 1).count)
            for t in terms
        ]

    def size(self, manuals: Sequence[str] = ()) -> int:
        """How many passages there are within `manuals`, everywhere where empty."""
        if not manuals:
            return len(self)
        return int(self._searcher.search(self._within(manuals), 1).count)

    def beginning_with(self, field: str, prefix: str, limit: int = 200) -> list[tuple[str, int]]:
        """The field's tokens that begin with `prefix`, most frequent first, with their counts."""
        return [
            (str(token), int(count)) for token, count in self._searcher.terms_with_prefix(field, prefix, limit=limit)
        ]

    def ids(self) -> set[str]:
        """Every passage id there is, for `doctor`."""
        searcher = self._searcher
        every = searcher.search(self._tantivy.Query.all_query(), max(1, len(self)), count=False).hits
        return {searcher.doc(address)["id"][0] for _, address in every}

    def _constant(self, term: Term) -> Any:
        """Whatever holds the term scores its presence."""
        return self._tantivy.Query.const_score_query(self._one(term), term.presence)

    def _numbered(self, term: Term) -> Any:
        """As `_constant`, by the term's number; where its rarity is next to nothing, by itself."""
        rarity = self._rarity(term)
        if term.field not in NUMBERED or rarity < LEAST_RARE:
            return self._constant(term)
        query = self._tantivy.Query
        number = query.term_query(self._schema, SEEN, _number(term.field, term.token))
        if not self._unit:
            hits = self._searcher.search(number, 1, count=False).hits
            self._unit = float(hits[0][0]) / rarity if hits else 0.0
        return query.boost_query(number, term.presence / (rarity * self._unit)) if self._unit else number

    def _rarity(self, term: Term) -> float:
        """The logarithm by which BM25 weighs the term; 0 where no passage holds it."""
        count, every = int(self._searcher.doc_freq(term.field, term.token)), len(self)
        return math.log(1 + (every - count + 0.5) / (count + 0.5)) if 0 < count <= every else 0.0

    def _document(self, entry: Entry) -> Any:
        texts = {name: " ".join(tokens) for name, tokens in entry.tokens.items()}
        document = self._tantivy.Document(id=entry.id, manual=entry.manual, **texts)
        for name in NUMBERED & entry.tokens.keys() if self._numbers else ():
            for token in set(entry.tokens[name]):
                document.add_unsigned(SEEN, _number(name, token))
        return document

    @contextmanager
    def _changing(self, *, begins: bool = True) -> Iterator[Any]:
        """The writer, for one thread at a time; None where there is none and nothing `begins`.

        One that failed is given up: tantivy's takes in whatever comes then, and keeps nothing of it (2026-11-21).
        """
        with self._guard:
            me = get_ident()
            if me in self._undone:
                self._undone.discard(me)
                raise _refused("what was begun is not kept")
            try:
                if begins:
                    self._writer = self._writer or self._index.writer(WRITER_BYTES, 1)
                    self._begun.add(me)
                yield self._writer
            except ValueError as error:  # what tantivy raises of the disk
                self._undone |= self._begun - {me}
                self._begun.clear()
                failed, self._writer = self._writer, None
                if failed is not None:
                    with suppress(ValueError):
                        failed.wait_merging_threads()  # gives its lock back now, whoever holds on to it
                raise _refused(str(error)) from error

    def _within(self, manuals: Sequence[str]) -> Any:
        # Not term_set_query: it costs 0.6 ms a search where these cost 0.05 (3,991 passages, 2026-11-21).
        query = self._tantivy.Query
        each = [query.term_query(self._schema, "manual", manual, "basic") for manual in manuals]
        return each[0] if len(each) == 1 else query.boolean_query([(self._tantivy.Occur.Should, one) for one in each])

    def _one(self, term: Term) -> Any:
        return self._tantivy.Query.term_query(self._schema, term.field, term.token, "freq")


def _refused(why: str) -> EngineUnavailable:
    return EngineUnavailable(
        f"The lexical index cannot be written: {why}.", code="disk", help="Make room in the index folder."
    )


def _number(field: str, token: str) -> int:
    """63 bits of a field's token."""
    return int.from_bytes(blake2b(f"{field} {token}".encode(), digest_size=8).digest(), "big") >> 1


def _checked(stamp: Path) -> object:
    """The version of the index, which is a new one's where there is none."""
    if not stamp.exists():
        stamp.write_text(json.dumps({"version": VERSION}), encoding="utf-8")
    found = _version(stamp)
    if found not in READABLE:
        raise IndexOutdated("The lexical index was made by another version of the program.", folder=stamp.parent)
    return found


def _version(stamp: Path) -> object:
    try:
        return dict(json.loads(stamp.read_text(encoding="utf-8"))).get("version")
    except ValueError as error:
        raise IndexDamaged(f"The lexical index has no readable stamp: {error}", folder=stamp.parent) from error
