"""Backup: everything that cannot be made again, in one file, while the server runs; and back into an empty place.

The file is a zip: each table as lines of JSON, photos, manuals and what waits to be worked on as they are, and a
manifest with the sha256 of every part.  Left out is what is made again: vectors and words of the search, pictures of
pages, the ledger; and the key that signs cookies, so that a backup opens no session (everybody signs in once more).
It holds buyers' messages and the hashes of passwords: keep it as you keep the database.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy.engine import Connection

from assist.engines.store import Store
from assist.engines.store.database import HEAD
from assist.engines.store.portable import Row, rows_of, tables
from assist.errors import AssistError, EngineUnavailable, InputError, on_disk

FORMAT = "assist-backup"
VERSION = 1
MANIFEST = "manifest.json"
MOST_MANIFEST = 256_000_000  # bytes: a hundred of each part
CHUNK = 1 << 20
FOLDERS = ("files", "uploads", "queue", "triage")  # of the index folder, beside the photos
# A part's name becomes a path at restoring, so nothing else may be one.
_PART = re.compile(
    r"(?:photos/[0-9a-f]{64}|(?:files|uploads|queue|triage)(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,120}){1,2})"
)
_TABLE = re.compile(r"tables/([a-z_]{1,60})\.jsonl")
# What a damaged or forged file makes the readers of zip and JSON raise (RuntimeError: an encrypted part).
BAD = (
    ValueError, LookupError, TypeError, AttributeError, RuntimeError, EOFError, zlib.error, zipfile.BadZipFile,
)  # fmt: skip
HELP = "Use a file that `python -m assist backup` wrote, copied whole."

Step = Callable[[str], None]


class BackupDamaged(InputError):
    """A backup that is not as it was written; nothing of it was restored."""

    code = "backup_damaged"
    help = HELP


@dataclass(slots=True)
class Contents:
    """What is in a backup: rows by table, and parts with their sha256 and size in bytes."""

    tables: dict[str, int] = field(default_factory=dict)
    parts: dict[str, tuple[str, int]] = field(default_factory=dict)
    schema: str = HEAD
    created: float = 0.0

    @property
    def bytes(self) -> int:
        return sum(size for _, size in self.parts.values())


def back_up(store: Store, target: Path, step: Step = lambda name: None) -> Contents:
    """Write a backup of a database in use and of its files; `step` hears each part's name.

    The file appears when it is complete, readable by its owner alone.  Raises `InputError` (`backup_exists`) rather
    than overwrite, `EngineUnavailable` (`disk`) where it cannot be written.
    """
    if target.exists():
        raise InputError(f"{target} is there already.", code="backup_exists", help="Name another file.")
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    contents = Contents(created=time.time())
    try:
        with on_disk(f"{target} cannot be written", help="Make room, or name another place."):
            draft.touch(mode=0o600)
            with store.snapshot() as connection, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as out:
                gone = _photos(out, store, connection, contents, step)
                for folder in FOLDERS:
                    _folder(out, store.folder, folder, contents, step)
                for table in tables():
                    rows = (row for row in rows_of(connection, table) if not _of_gone(table.name, row, gone))
                    contents.tables[table.name] = _table(out, table.name, rows, contents)
                    step(table.name)
                out.writestr(MANIFEST, _manifest(contents))
            with draft.open("rb") as whole:
                os.fsync(whole.fileno())
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return contents


def restore(store: Store, source: Path, step: Step = lambda name: None) -> Contents:
    """Bring a backup into an empty place: all of it, or nothing.

    The whole file is read and compared with its checksums first; then the files are put in place, and last, in one
    transaction, the rows, without which files mean nothing.  The search must be made anew afterwards.  Raises
    `BackupDamaged`, `InputError` (`backup_missing`, `backup_unknown`, `restore_not_empty`), `EngineUnavailable`
    (`disk`).
    """
    with _opened(source) as bundle:
        contents = checked(bundle, step)
        if not store.is_blank():
            raise InputError(
                "There is something in this database already.", code="restore_not_empty",
                help="Restore into an empty index folder and database.",
            )  # fmt: skip
        store.folder.mkdir(parents=True, exist_ok=True)
        if contents.bytes > shutil.disk_usage(store.folder).free:
            raise EngineUnavailable("There is not enough room for this backup.", code="disk")
        for name in contents.parts:
            if _PART.fullmatch(name):
                _put(bundle, name, _place(store, name))
                step(name)
        try:
            every = [table.name for table in tables() if table.name in contents.tables]
            store.load((name, _lines(bundle, name)) for name in every)
        except AssistError:
            raise
        except BAD as error:
            raise BackupDamaged(f"A table of the backup cannot be read: {type(error).__name__}.") from error
    return contents


def checked(bundle: zipfile.ZipFile, step: Step = lambda name: None) -> Contents:
    """What a backup holds, once every part was read and has its size and checksum."""
    try:
        with bundle.open(MANIFEST) as member:
            head = json.loads(member.read(MOST_MANIFEST))
        form, version, schema = head["format"], int(head["version"]), str(head["schema"])
        parts = {str(name): (str(sha256), int(size)) for name, (sha256, size) in head["parts"].items()}
        contents = Contents({str(k): int(v) for k, v in head["tables"].items()}, parts, schema, float(head["created"]))
    except BAD as error:
        raise BackupDamaged(f"The backup's manifest cannot be read: {type(error).__name__}.") from error
    if form != FORMAT or version > VERSION or schema > HEAD:
        raise InputError("This is no backup, or one of a newer version.", code="backup_unknown", help=HELP)
    names = {f"tables/{name}.jsonl" for name in contents.tables}
    if not names <= parts.keys() or not all(_PART.fullmatch(name) or _TABLE.fullmatch(name) for name in parts):
        raise BackupDamaged("The backup's manifest names parts that a backup has not.")
    for name, (sha256, size) in parts.items():
        if not _is_whole(bundle, name, sha256, size):
            raise BackupDamaged(f"{name} is not as it was backed up; nothing was restored.")
        step(name)
    return contents


# Writing


def _photos(out: zipfile.ZipFile, store: Store, connection: Connection, contents: Contents, step: Step) -> set[str]:
    """The photos of the moment; ids of those that were deleted since, which are left out everywhere."""
    gone = set()
    table = next(table for table in tables() if table.name == "photos")
    for row in rows_of(connection, table):
        file = store.photo_file(row["id"])
        try:
            _file(out, f"photos/{row['id']}", file, contents)
            step(row["id"])
        except FileNotFoundError:
            gone.add(row["id"])
    return gone


def _of_gone(table: str, row: Row, gone: set[str]) -> bool:
    if table == "photos":
        return row["id"] in gone
    return table in ("likenesses", "ticket_photos", "readings") and row.get("photo") in gone


def _folder(out: zipfile.ZipFile, folder: Path, name: str, contents: Contents, step: Step) -> None:
    for file in sorted((folder / name).rglob("*")):
        part = file.relative_to(folder).as_posix()
        if file.is_file() and not file.name.endswith(".part") and _PART.fullmatch(part):
            try:
                _file(out, part, file, contents)
                step(part)
            except FileNotFoundError:
                continue  # worked off meanwhile


def _file(out: zipfile.ZipFile, name: str, file: Path, contents: Contents) -> None:
    with file.open("rb") as source, _member(out, name, zipfile.ZIP_STORED, contents) as write:
        while chunk := source.read(CHUNK):
            write(chunk)


def _table(out: zipfile.ZipFile, name: str, rows: Iterator[Row], contents: Contents) -> int:
    count = 0
    with _member(out, f"tables/{name}.jsonl", zipfile.ZIP_DEFLATED, contents) as write:
        for row in rows:
            write(json.dumps(row, ensure_ascii=False).encode("utf-8") + b"\n")
            count += 1
    return count


@contextmanager
def _member(out: zipfile.ZipFile, name: str, packing: int, contents: Contents) -> Iterator[Callable[[bytes], None]]:
    """Writes one part, and notes its checksum and size."""
    info = zipfile.ZipInfo(name, time.gmtime(contents.created)[:6])
    info.compress_type = packing
    info.external_attr = 0o600 << 16
    digest, size = hashlib.sha256(), 0
    with out.open(info, "w", force_zip64=True) as member:

        def write(data: bytes) -> None:
            nonlocal size
            digest.update(data)
            size += len(data)
            member.write(data)

        yield write
    contents.parts[name] = (digest.hexdigest(), size)


def _manifest(contents: Contents) -> str:
    head = {
        "format": FORMAT, "version": VERSION, "schema": contents.schema, "created": contents.created,
        "tables": contents.tables, "parts": contents.parts,
    }  # fmt: skip
    return json.dumps(head, ensure_ascii=False)


# Reading


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    try:
        bundle = zipfile.ZipFile(source)
    except OSError as error:
        raise InputError(f"{source} cannot be read: {error.strerror}.", code="backup_missing") from error
    except BAD as error:
        raise BackupDamaged(f"{source} is no backup, or was cut off.") from error
    with bundle:
        yield bundle


def _is_whole(bundle: zipfile.ZipFile, name: str, sha256: str, size: int) -> bool:
    """Read a part to its declared size and no further: what unfolds to more is no part of ours."""
    digest, read = hashlib.sha256(), 0
    try:
        with bundle.open(name) as member:
            while read <= size and (chunk := member.read(min(CHUNK, size - read + 1))):
                digest.update(chunk)
                read += len(chunk)
    except (*BAD, OSError, NotImplementedError):
        return False
    return read == size and digest.hexdigest() == sha256


def _place(store: Store, name: str) -> Path:
    return store.photo_file(name.removeprefix("photos/")) if name.startswith("photos/") else store.folder / name


def _put(bundle: zipfile.ZipFile, name: str, target: Path) -> None:
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with on_disk(f"{name} cannot be put in place"):
            target.parent.mkdir(parents=True, exist_ok=True)
            with bundle.open(name) as member, part.open("wb") as out:
                shutil.copyfileobj(member, out, CHUNK)
                out.flush()
                os.fsync(out.fileno())
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _lines(bundle: zipfile.ZipFile, table: str) -> Iterator[dict[str, Any]]:
    member: IO[bytes]
    with bundle.open(f"tables/{table}.jsonl") as member:
        for line in member:
            yield dict(json.loads(line))
