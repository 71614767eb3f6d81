"""Photos: files named by their content, and a row for each.

A row never stands without its file: the file is whole on the disk before its row is kept, and goes after it.  So the
end of the program at any point leaves at most a file without a row, which `sweep_photos` takes away.  Whoever adds or
removes holds the database's write lock meanwhile, so that no other process takes away what is just being kept.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assist.engines.store.database import Database
from assist.engines.store.schema import photos, ticket_photos
from assist.errors import on_disk

_NAME = re.compile(r"[0-9a-f]{64}")
_LOCK = 0x61737069  # of PostgreSQL's advisory locks; SQLite has one writer anyway
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A kept photo: the sha256 of the uploaded bytes, its upright size in pixels, its format and its size in bytes."""

    id: str
    width: int = 0
    height: int = 0
    format: str = ""
    bytes: int = 0
    created: float = 0.0


class PhotoTables(Database):
    """The content-addressed store of photos."""

    def save_photo(self, data: bytes, *, id: str = "", width: int = 0, height: int = 0, format: str = "") -> PhotoRow:
        """Keep a photo's bytes once, under `id` (by default their sha256); raises `EngineUnavailable` (`disk`)."""
        row = PhotoRow(id or hashlib.sha256(data).hexdigest(), width, height, format, len(data), time.time())
        target = self.photo_file(row.id)
        part = target.with_name(f"{target.name}.{os.getpid()}.{time.monotonic_ns()}")
        try:
            with on_disk("The photo cannot be kept"):
                target.parent.mkdir(parents=True, exist_ok=True)
                _write(part, data)  # whole on the disk before anyone has to wait
                with self._owning() as connection:
                    statement = self.insert(photos).values(**asdict(row))
                    again = {"created": row.created}  # handed in anew: nobody's photo for a while longer
                    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=again))
                    if not target.exists():
                        part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return row

    def photo(self, photo_id: str) -> PhotoRow | None:
        with self.reading() as connection:
            row = connection.execute(sa.select(photos).where(photos.c.id == photo_id)).one_or_none()
        return PhotoRow(**row._mapping) if row else None

    def photo_bytes(self, photo_id: str) -> bytes | None:
        """The bytes as they are kept; None where no such photo is."""
        if self.photo(photo_id) is None:
            return None
        file = self.photo_file(photo_id)
        return file.read_bytes() if file.exists() else None

    def photo_file(self, photo_id: str) -> Path:
        """Where a photo's bytes lie."""
        return self.folder / "photos" / photo_id[:2] / photo_id

    def lone_photos(self, before: float) -> tuple[str, ...]:
        """Photos kept before that time (seconds since the epoch) which no ticket shows."""
        shown = sa.select(ticket_photos.c.photo).where(ticket_photos.c.photo == photos.c.id).exists()
        query = sa.select(photos.c.id).where(photos.c.created < before, ~shown)
        with self.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def remove_photos(self, ids: Iterable[str], *, before: float | None = None) -> int:
        """Forget those of the photos that no ticket shows (any more), or only if kept before a time; how many."""
        wanted, gone = list(dict.fromkeys(ids)), 0
        for start in range(0, len(wanted), AT_ONCE):
            with self.writing() as connection:
                some = wanted[start : start + AT_ONCE]
                shown = sa.select(ticket_photos.c.photo).where(ticket_photos.c.photo == photos.c.id).exists()
                query = sa.delete(photos).where(photos.c.id.in_(some), ~shown).returning(photos.c.id)
                query = query if before is None else query.where(photos.c.created < before)
                lone = list(connection.execute(query).scalars())
            gone += len(lone)
            self._unlink(lone)
        return gone

    def sweep_photos(self, older: float) -> int:
        """Take away files without a row, last written before `older` (seconds since the epoch); how many they were."""
        swept = 0
        for file in self._photo_files():
            try:
                late = file.stat().st_mtime >= older
            except OSError:
                continue
            if late:
                continue
            if not _NAME.fullmatch(file.name):  # half written by a program that ended
                file.unlink(missing_ok=True)
                swept += 1
            elif self.photo(file.name) is None:
                swept += self._unlink([file.name])
        return swept

    def _unlink(self, ids: list[str]) -> int:
        """Remove files of photos that still have no row, while nobody can add one."""
        removed = 0
        with self._owning() as connection:
            kept = set(connection.execute(sa.select(photos.c.id).where(photos.c.id.in_(ids))).scalars()) if ids else ()
            for photo_id in ids:
                if photo_id not in kept and self.photo_file(photo_id).exists():
                    self.photo_file(photo_id).unlink(missing_ok=True)
                    removed += 1
        return removed

    @contextmanager
    def _owning(self) -> Iterator[Connection]:
        """A transaction that no other process's may overlap which also adds or removes photos."""
        with self.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            else:  # a write, though of nothing, takes SQLite's one write lock
                connection.execute(sa.delete(photos).where(sa.false()))
            yield connection

    def _photo_files(self) -> Iterator[Path]:
        for folder in sorted((self.folder / "photos").glob("[0-9a-f][0-9a-f]")):
            yield from (file for file in sorted(folder.iterdir()) if file.is_file())


def _write(file: Path, data: bytes) -> None:
    with file.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
