"""Vectors: passages' vectors in Chroma, with ids and the manual's id only; one process owns the folder."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from assist.engines.vectors_rows import Kept, Rows
from assist.errors import EmbedderMismatch, EngineUnavailable, IndexDamaged, IndexLocked, SettingsError

COLLECTION = "passages"
STAMP = "changed"  # of the collection's metadata on a server: another value after each change of its rows
ROOM = 20_000_000  # bytes that are to be left on the disk for a change: a batch of rows takes 7 MB, twice
BATCH = 2000  # rows a call; Chroma refuses more than its own limit (5,461 with the SQLite here)

# Scoping, measured on two shared cores with 384 numbers a passage and 300 passages a manual, milliseconds (median):
#
#   passages   plain query   `where` one manual   over-fetch 500   a manual's rows, got once   exact product with them
#     20,000           1.3                  8.7              3.8                         5.2                      0.1
#    100,000           1.4                 41.2              4.9                         9.3                      0.1
#
# So a scoped search is an exact product with the manual's own rows, which are kept in a file beside Chroma
# (`vectors_rows`) and stay in memory after their first use.  Counting the rows costs Chroma 10 ms at 100,000, so it is
# not asked before each query whether there are any.
# How many of the graph's nodes a query looks at, by the least rows for which that holds.  Of the ten nearest of 100,000
# synthetic rows it finds 0.92 with Chroma's own 100 and 0.98 with 200; of 1,000,000 0.86 with 200 (3.6 ms of CPU), 0.93
# with 400 (5.5 ms) and 0.96 with 800 (9.2 ms).
SEARCHED = ((500_000, 800), (200_000, 400), (0, 200))
SAMPLE = 20  # rows that `check` looks up
FOUND_ITSELF = 0.99  # cosine of a row with itself; a twin will do
REMEMBERED_ROWS = 60_000  # rows of scoped manuals kept in memory: 92 MB of 384 float32


class Vectors:
    """Unit vectors by passage id, searched by cosine similarity.

    Lives in `folder` (which this process then owns: a second one gets `IndexLocked`) or on the Chroma server at
    `url`, as the collection `name`.  Raises `EmbedderMismatch` where the vectors there were made by another embedder
    than `embedder_id`, unless they are to be made anew (`rebuild`), and `IndexDamaged` where they cannot be read.
    """

    def __init__(
        self, folder: Path | None, url: str, embedder_id: str, dimension: int, *, rebuild: bool = False,
        name: str = COLLECTION,
    ) -> None:  # fmt: skip
        self._name = name
        self._folder = folder
        self._lock = None if url else own(folder)
        self._rows: OrderedDict[str, Kept] = OrderedDict()
        self._shared = bool(url)
        self._seen = ""  # a server's stamp when the rows in memory were read
        self._guard = Lock()
        self._failed = False  # a write did, and Chroma is to be opened anew
        self._changes = 0
        self._dimension = dimension
        self._embedder_id = embedder_id
        self._file: Rows | None = None
        try:
            with _readable(folder):
                self._client = _connect(folder, url)
                self._file = None if url or folder is None else Rows(folder / f"rows-{name}.sqlite3", dimension)
                if rebuild:
                    self.drop(name)
                self._collection = self._open()
                self._widened()
        except BaseException:
            self._release()
            raise

    def __len__(self) -> int:
        return int(self._collection.count())

    def add(self, ids: Sequence[str], manuals: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Adds or replaces rows; the same id again is the same row."""
        with self._writing():
            self._forget(manuals)
            for first in range(0, len(ids), BATCH):
                part = slice(first, first + BATCH)
                self._collection.upsert(
                    ids=list(ids[part]),
                    embeddings=vectors[part],
                    metadatas=[{"manual": manual} for manual in manuals[part]],
                )
            self._forget(manuals)

    def remove(self, manual: str) -> None:
        """Removes every row of one manual."""
        with self._writing():
            self._forget([manual])
            self._collection.delete(where={"manual": manual})
            self._forget([manual])

    def discard(self, ids: Sequence[str]) -> None:
        """Removes rows by id; ids that are not there are no error."""
        with self._writing():
            self._forget_all()
            self._announce()
            for first in range(0, len(ids), BATCH):
                self._collection.delete(ids=list(ids[first : first + BATCH]))
            self._announce()
            self._forget_all()

    def search(
        self, vector: NDArray[np.float32], manuals: Sequence[str] = (), limit: int = 50
    ) -> list[tuple[str, float]]:
        """Passage ids with their cosine similarity, best first; within `manuals`, everywhere where empty."""
        if not manuals:
            return self._everywhere(vector, limit)
        found: list[tuple[str, float]] = []
        for manual in manuals:
            ids, rows = self._rows_of(manual)
            if ids:
                likeness = rows @ vector
                best = np.argsort(-likeness)[:limit]
                found += [(ids[row], float(likeness[row])) for row in best]
        return sorted(found, key=lambda hit: -hit[1])[:limit]

    def take_from(self, name: str, ids: Set[str]) -> int:
        """Copy the rows of `ids` that the collection `name` holds and this one lacks, for another name; their number.

        Interrupted, the next call goes on.  Raises `EmbedderMismatch` where another embedder made them.
        """
        from chromadb.errors import NotFoundError

        try:
            source = self._client.get_collection(name, embedding_function=None)
        except NotFoundError:
            return 0
        wanted = sorted(ids & set(source.get(include=[])["ids"]) - self.ids())
        if wanted:
            self._same_embedder(source)
        for first in range(0, len(wanted), BATCH):
            got = source.get(ids=wanted[first : first + BATCH], include=["embeddings", "metadatas"])
            self._collection.upsert(ids=got["ids"], embeddings=got["embeddings"], metadatas=got["metadatas"])
        if wanted:
            self._announce()
            self._forget_all()
        return len(wanted)

    def ids(self) -> set[str]:
        """Every passage id there is, for `doctor`."""
        with _readable(None):
            return set(self._collection.get(include=[])["ids"])

    def check(self) -> None:
        """Look a few rows up with their own vectors: Chroma's graph may be gone and its rows not; `IndexDamaged`."""
        every = sorted(self.ids())
        ids = every[:: max(1, len(every) // SAMPLE)]
        if not ids:
            return
        with _readable(None):
            got = self._collection.get(ids=ids, include=["embeddings"])
            rows = zip(got["ids"], np.asarray(got["embeddings"], dtype=np.float32), strict=True)
            best = {id_: self._everywhere(row, 1) for id_, row in rows}
        lost = [id_ for id_ in ids if not best.get(id_) or best[id_][0][1] < FOUND_ITSELF]
        if lost:
            raise IndexDamaged(f"{len(lost)} of {len(ids)} vectors are not found by a search with themselves.")

    def clear(self) -> None:
        """Forgets everything, the embedder too."""
        self.drop(self._name)
        self._collection = self._open()

    def close(self) -> None:
        """Gives the folder back."""
        if self._file is not None:
            self._file.close()
        self._client.close()
        self._release()

    def drop(self, name: str) -> None:
        """Drops the collection of that name, where there is one."""
        if name in {collection.name for collection in self._client.list_collections()}:
            self._client.delete_collection(name)
        self._forget_all()

    def _open(self) -> Any:
        collection = self._client.get_or_create_collection(
            self._name,
            embedding_function=None,  # Chroma's own one downloads a model
            metadata={"embedder": self._embedder_id, "dimension": self._dimension},
            configuration={"hnsw": {"space": "cosine", "ef_search": searched(0)}},
        )
        self._same_embedder(collection)
        return collection

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """What cannot be written, for want of room as a rule, raises `EngineUnavailable` (`disk`).

        Chroma is not to meet a full disk: afterwards rows that were removed stay, and one of the next writes waits for
        ever, with the interpreter's lock, so that the whole program stands still (1.5, 2026-11-21).  Where it has met
        one all the same it is opened anew before the next write, and not sooner: opening needs room, searching none.
        """
        from chromadb.errors import InternalError

        if self._folder is not None and not self._shared:
            if shutil.disk_usage(self._folder).free < ROOM:
                raise _refused(f"less than {ROOM // 1_000_000} MB are left")
            if self._failed:
                self._anew()
        try:
            yield
        except (InternalError, sqlite3.OperationalError) as error:
            self._failed = True
            raise _refused(error) from error

    def _anew(self) -> None:
        with _readable(self._folder):
            self._client.close()
            self._client = _connect(self._folder, "")
            self._collection = self._open()
        self._failed = False

    def _widened(self) -> None:
        """Let the queries of a library that has grown, or shrunk, look at as many nodes as its size wants."""
        wanted = searched(len(self))
        if self._collection.configuration_json["hnsw"]["ef_search"] != wanted:
            self._collection.modify(configuration={"hnsw": {"ef_search": wanted}})
            if not self._shared:  # an open graph keeps what it was opened with
                self._anew()

    def _same_embedder(self, collection: Any) -> None:
        made_by = (collection.metadata or {}).get("embedder", "")
        if made_by != self._embedder_id:
            raise EmbedderMismatch(
                f"The library was made with the embedder {made_by!r}, and {self._embedder_id!r} is set.",
                made_by=made_by,
                configured=self._embedder_id,
            )

    def _everywhere(self, vector: NDArray[np.float32], limit: int) -> list[tuple[str, float]]:
        result = self._collection.query(query_embeddings=[vector], n_results=limit, include=["distances"])
        return [
            (id_, 1.0 - float(distance)) for id_, distance in zip(result["ids"][0], result["distances"][0], strict=True)
        ]

    def _rows_of(self, manual: str) -> Kept:
        stamp = self._stamp() if self._shared else ""
        with self._guard:
            if stamp != self._seen:
                self._rows.clear()
                self._seen = stamp
            changes = self._changes
            if manual in self._rows:
                self._rows.move_to_end(manual)
                return self._rows[manual]
        kept = self._file.get(manual) if self._file is not None else None
        ids, rows = kept or self._got(manual)
        with self._guard:
            # Else what was read may be of before a change.
            if changes == self._changes and stamp == self._seen:
                if self._file is not None and not kept:
                    self._file.put(manual, ids, rows)
                self._rows[manual] = (ids, rows)
                while sum(len(each[0]) for each in self._rows.values()) > REMEMBERED_ROWS and len(self._rows) > 1:
                    self._rows.popitem(last=False)
        return ids, rows

    def _got(self, manual: str) -> Kept:
        got = self._collection.get(where={"manual": manual}, include=["embeddings"])
        ids: list[str] = list(got["ids"])
        return ids, np.asarray(got["embeddings"], dtype=np.float32).reshape(len(ids), self._dimension)

    def _stamp(self) -> str:
        """What the last writer left: one small answer of the server instead of a manual's rows, 2.5 MB as JSON."""
        metadata = self._client.get_collection(self._name, embedding_function=None).metadata or {}
        return str(metadata.get(STAMP, ""))

    def _announce(self) -> None:
        """Tell the other processes that work with a server that rows they keep may have changed."""
        if self._shared:
            known = {"embedder": self._embedder_id, "dimension": self._dimension}
            self._collection.modify(metadata={**known, STAMP: secrets.token_hex(8)})

    def settle(self, manuals: Iterable[str]) -> None:
        """Keep these manuals' rows at hand, so that the first search within one is as fast as the next."""
        if self._file is not None:
            for manual in manuals:
                self._rows_of(manual)

    def _forget(self, manuals: Iterable[str]) -> None:
        self._announce()
        with self._guard:
            self._changes += 1
            names = set(manuals)
            for manual in names:
                self._rows.pop(manual, None)
            if self._file is not None:
                self._file.forget(names)

    def _forget_all(self) -> None:
        with self._guard:
            self._changes += 1
            self._rows.clear()
            if self._file is not None:
                self._file.clear()

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()


def searched(rows: int) -> int:
    """How many of the graph's nodes a query looks at in a collection of so many rows (HNSW's `ef`)."""
    return next(nodes for least, nodes in SEARCHED if rows >= least)


def drop_collection(url: str, name: str) -> None:
    """Drop a collection of a Chroma server, where there is one; raises as `Vectors` does."""
    client = _connect(None, url)
    try:
        if name in {collection.name for collection in client.list_collections()}:
            client.delete_collection(name)
    finally:
        client.close()


def own(folder: Path | None) -> Any:
    """The folder's lock, held by this process until it ends, however it ends."""
    from filelock import FileLock, Timeout

    if folder is None:
        raise SettingsError("The vectors need a folder or the address of a Chroma server.")
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "owner.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexLocked(f"Another process is using the library in {folder}.", folder=folder) from error
    return lock


@contextmanager
def _readable(folder: Path | None) -> Iterator[None]:
    """What Chroma cannot read is damaged."""
    from chromadb.errors import InternalError

    try:
        yield
    except InternalError as error:
        raise IndexDamaged(f"The vectors cannot be read: {error}", folder=folder or "") from error


def _refused(why: object) -> EngineUnavailable:
    return EngineUnavailable(
        f"The vectors cannot be written: {why}.", code="disk", help="Make room in the index folder."
    )


def _connect(folder: Path | None, url: str) -> Any:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if not url:
        return chromadb.PersistentClient(path=str(folder), settings=settings)
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise SettingsError(f"ASSIST_CHROMA_URL is no address of a Chroma server: {url!r}.", code="chroma_url")
    port = address.port or (443 if address.scheme == "https" else 8000)
    try:
        return chromadb.HttpClient(host=address.hostname, port=port, ssl=address.scheme == "https", settings=settings)
    except ValueError as error:  # what chromadb raises where nobody answers
        raise EngineUnavailable(
            f"The Chroma server at {url} does not answer.",
            code="chroma_unavailable",
            help="Start it (`chroma run --path FOLDER --port PORT`) or clear ASSIST_CHROMA_URL.",
        ) from error
