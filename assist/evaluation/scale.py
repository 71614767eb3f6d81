"""Scale: build time, memory, time to find and recall of retrieval at 10,000 to 1,000,000 synthetic passages.

The store, the lexical index, Chroma and `Search` are the program's own; only texts and vectors are made up
(`synthetic`), since embedding a million passages takes a day.  A query is embedded by the real embedder, whose vector
is then replaced by the made-up one, so that its time counts.  Building and asking run in processes of their own, so
that the memory told is that of a program which only asks.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assist.case.passages import Query
from assist.errors import EngineError, InputError
from assist.evaluation.figures import percentile
from assist.evaluation.synthetic import DIMENSION, PER_MANUAL, Pile, Space, terms_of

if TYPE_CHECKING:
    from assist.engines.embedding import Embedder

QUERIES = 200
TOLD = 10  # neighbours by which recall is judged
MOST = 5_000_000
DONE = "built.json"
BEGUN = "begun.json"  # how far a build came, and what it took; one that is killed goes on from there
AT_ONCE = 100  # manuals between two commits
SECONDS = 6 * 3600  # a build of a million passages takes hours on two slow cores


@dataclass
class MadeUp:
    """An embedder whose passages' vectors are handed to it, and whose queries' too, after the real one has run."""

    real: Embedder
    rows: NDArray[np.float32]
    vector: NDArray[np.float32]
    asked: int = 0

    @property
    def id(self) -> str:
        return "synthetic"

    @property
    def dimension(self) -> int:
        return DIMENSION

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.rows[: len(texts)]

    def query(self, text: str) -> NDArray[np.float32]:
        self.asked += 1
        self.real.query(f"{text} {self.asked}")  # never the same text: it keeps the vectors of those it has seen
        return self.vector


def sizes(text: str) -> list[int]:
    """The numbers in `10000,100000`; raises `InputError` for anything else."""
    counts = [int(part) if part.strip().isdecimal() else 0 for part in text.split(",")]
    if not all(0 < count <= MOST for count in counts):
        raise InputError(
            f"{text!r} is no list of sizes up to {MOST:,}.", code="passages", help="Write it as 10000,100000."
        )
    return counts


def measured(counts: Sequence[int], work: Path | None, cache: Path) -> Iterator[dict[str, float]]:
    """Build a library of each size and ask it, each in a process of its own; one that `work` keeps is only asked."""
    for count in counts:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
            folder = (work or Path(scratch)) / f"passages-{count}"
            built: dict[str, float] = {}
            if not (folder / DONE).is_file():
                built = _child("build", count, folder, cache)
                (folder / DONE).write_text(json.dumps(built), encoding="utf-8")
            yield {**_child("ask", count, folder, cache), **built}


def _child(part: str, count: int, folder: Path, cache: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "assist.evaluation.scale", part, str(count), str(folder), str(cache)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word of why"])[-1]
        raise EngineError(f"The benchmark's part {part!r} failed: {last}", code="benchmark")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


class _Library:
    """The program's library in `folder` with made-up vectors."""

    def __init__(self, count: int, folder: Path, cache: Path) -> None:
        from assist.engines.embedding import open_embedder
        from assist.engines.lexical import Lexical
        from assist.engines.store import Store
        from assist.engines.vectors import Vectors
        from assist.library.known import Known
        from assist.library.search import Search
        from assist.wiring import open_glossary

        glossary = open_glossary()
        self.pile = Pile(count, terms_of([terms["en"] for terms in glossary.terms.values()]))
        self.space = Space()
        self.embedder = MadeUp(open_embedder("embedded", cache), _none(), _none()[0])
        self.store = Store(f"sqlite:///{folder / 'assist.sqlite3'}", folder=folder)
        self.vectors = Vectors(folder / "vectors", "", "synthetic", DIMENSION)
        self.lexical = Lexical(folder / "lexical")
        known = Known(self.store.manuals, self.store.catalogue_version)
        self.search = Search(self.embedder, self.vectors, self.lexical, self.store.passages, known, glossary)

    def add(self, number: int) -> None:
        """Make one manual of the pile searchable, after the search's commit."""
        from assist.engines.store import ManualState

        manual, passages = self.pile.manual(number), self.pile.passages(number)
        self.embedder.rows = self.space.vectors(number, len(passages))
        self.store.save_manual(manual, ManualState.READY)
        self.store.save_passages(manual.id, passages)
        self.search.add(passages, f"{manual.title} {manual.models[0]}")

    def close(self) -> None:
        self.vectors.close()
        self.lexical.close()
        self.store.close()


def build(count: int, folder: Path, cache: Path, at_once: int = AT_ONCE) -> dict[str, float]:
    """Make the index, or go on with one that was begun; seconds, CPU seconds and megabytes on disk."""
    folder.mkdir(parents=True, exist_ok=True)
    begun = folder / BEGUN
    before = json.loads(begun.read_text(encoding="utf-8")) if begun.is_file() else {}
    began, spent = time.perf_counter(), time.process_time()

    def told() -> dict[str, float]:
        return {
            "build_seconds": before.get("build_seconds", 0.0) + time.perf_counter() - began,
            "build_cpu_seconds": before.get("build_cpu_seconds", 0.0) + time.process_time() - spent,
            "build_peak_mb": max(before.get("build_peak_mb", 0.0), _peak_mb()),
        }

    with closing(_Library(count, folder, cache)) as library:
        every = library.pile.manuals
        for first in range(int(before.get("manuals", 0)), every, at_once):
            last = min(first + at_once, every)
            for number in range(first, last):
                library.add(number)
            library.search.commit()
            begun.write_text(json.dumps({**told(), "manuals": last}), encoding="utf-8")
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {**told(), "disk_mb": size / 1e6}


def ask(count: int, folder: Path, cache: Path) -> dict[str, float]:
    """Put `QUERIES` questions, each within its manual and everywhere; milliseconds, megabytes and recall."""
    import psutil

    with closing(_Library(count, folder, cache)) as library:
        asked = []
        for number in range(QUERIES):
            query, wanted = library.pile.query(number)
            manual, row = divmod(wanted, PER_MANUAL)
            size = min(PER_MANUAL, count - manual * PER_MANUAL)
            vector = library.space.near(library.space.vectors(manual, size)[row], number)
            asked.append((query, library.pile.manual(manual).id, vector))
        library.search.find(Query("warm up", "en"))
        figures: dict[str, float] = {"passages": count, "queries": QUERIES}
        for name in ("unscoped", "scoped_first", "scoped"):
            times, cpu = _times(library, asked, scoped=name != "unscoped")
            figures |= {
                f"{name}_p50_ms": 1e3 * percentile(times, 0.5).value,
                f"{name}_p95_ms": 1e3 * percentile(times, 0.95).value,
                f"{name}_cpu_ms": 1e3 * cpu / QUERIES,
            }
        figures["memory_mb"] = psutil.Process().memory_info().rss / 1e6
        figures["peak_mb"] = _peak_mb()
        figures["recall@10"] = _recall(library, [vector for _, _, vector in asked])
        return figures


def _times(
    library: _Library, asked: Sequence[tuple[Query, str, NDArray[np.float32]]], *, scoped: bool
) -> tuple[list[float], float]:
    times, spent = [], time.process_time()
    for query, manual, vector in asked:
        library.embedder.vector = vector
        began = time.perf_counter()
        library.search.find(replace(query, manuals=(manual,)) if scoped else query)
        times.append(time.perf_counter() - began)
    return times, time.process_time() - spent


def _recall(library: _Library, queries: Sequence[NDArray[np.float32]]) -> float:
    """The share of each query's `TOLD` nearest passages, by exact comparison, that the index names."""
    wanted = np.stack(queries)
    best = np.full((len(queries), TOLD), -2.0, np.float32)
    names = np.zeros((len(queries), TOLD), np.int64)
    for number in range(library.pile.manuals):
        size = min(PER_MANUAL, library.pile.count - number * PER_MANUAL)
        likeness = wanted @ library.space.vectors(number, size).T
        both = np.concatenate([best, likeness], axis=1)
        every = np.concatenate([names, np.tile(np.arange(size) + number * PER_MANUAL, (len(queries), 1))], axis=1)
        top = np.argpartition(-both, TOLD - 1, axis=1)[:, :TOLD]
        best, names = np.take_along_axis(both, top, 1), np.take_along_axis(every, top, 1)
    hits = 0
    for row, vector in enumerate(queries):
        found = {id_ for id_, _ in library.vectors.search(vector, limit=TOLD)}
        hits += len(found & {f"p{number:08d}" for number in names[row]})
    return hits / (len(queries) * TOLD)


def _none() -> NDArray[np.float32]:
    return np.zeros((1, DIMENSION), np.float32)


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def _main(arguments: Sequence[str]) -> dict[str, Any]:
    part, count, folder, cache = arguments
    return {"build": build, "ask": ask}[part](int(count), Path(folder), Path(cache))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "2")
    sys.stdout.write(json.dumps(_main(sys.argv[1:])) + "\n")
