"""Rows: each manual's vectors once more, side by side in a file, for searches within a manual.

Chroma needs 35 to 50 ms of CPU to hand out one manual's rows at 100,000 passages, and 60 ms to search with a filter;
read from here it is 1 ms (2026-11-21, two shared cores, 384 numbers).  The file is a cache: what it lacks is read
from Chroma and kept, and a manual is forgotten here before it is changed there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

Kept = tuple[list[str], NDArray[np.float32]]


class Rows:
    """Passage ids and unit vectors by manual, as 16-bit floats (cosines change by less than 0.001)."""

    def __init__(self, file: Path, dimension: int) -> None:
        self._dimension = dimension
        self._guard = Lock()
        try:
            self._database = _opened(file)
        except sqlite3.DatabaseError:  # damaged: it is a cache, and made anew
            for part in ("", "-wal", "-shm"):
                file.with_name(f"{file.name}{part}").unlink(missing_ok=True)
            self._database = _opened(file)

    def get(self, manual: str) -> Kept | None:
        """The manual's ids and vectors (n, dimension); None where they are not kept."""
        with self._guard:
            row = self._database.execute("SELECT ids, vectors FROM rows WHERE manual = ?", (manual,)).fetchone()
        if row is None:
            return None
        ids: list[str] = json.loads(row[0])
        vectors = np.frombuffer(row[1], dtype=np.float16)
        if vectors.size != len(ids) * self._dimension:
            return None
        return ids, vectors.reshape(len(ids), self._dimension).astype(np.float32)

    def put(self, manual: str, ids: list[str], vectors: NDArray[np.float32]) -> None:
        """Keep a manual's rows; where the file has no room, the next search reads them from Chroma again."""
        content = np.ascontiguousarray(vectors, dtype=np.float16).tobytes()
        with self._guard, suppress(sqlite3.OperationalError):
            self._database.execute("INSERT OR REPLACE INTO rows VALUES (?, ?, ?)", (manual, json.dumps(ids), content))

    def forget(self, manuals: Iterable[str]) -> None:
        with self._guard:
            self._database.executemany("DELETE FROM rows WHERE manual = ?", [(manual,) for manual in manuals])

    def clear(self) -> None:
        with self._guard:
            self._database.execute("DELETE FROM rows")

    def close(self) -> None:
        with self._guard:
            self._database.close()


def _opened(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        database.execute("CREATE TABLE IF NOT EXISTS rows (manual TEXT PRIMARY KEY, ids TEXT, vectors BLOB)")
    except sqlite3.DatabaseError:
        database.close()
        raise
    return database
