"""Real databases for tests: SQLite in a folder, and PostgreSQL on this machine where there is one."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

from assist.engines.store import Store
from assist.engines.store.schema import metadata

SERVER = "host=127.0.0.1 dbname=test user=postgres connect_timeout=2"
KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
"""The parameters of a fixture that is to be tried with both databases."""


@cache
def _migrated() -> tuple[Path, tempfile.TemporaryDirectory[str]]:
    """A SQLite file with every table and no row, and the folder that keeps it until this process ends."""
    folder = tempfile.TemporaryDirectory(prefix="assist-empty-")
    file = Path(folder.name) / "empty.sqlite3"
    Store(f"sqlite:///{file}").close()
    return file, folder


def sqlite_url(file: Path) -> str:
    """The URL of the SQLite database `file`, which is made with every table and no row where there is none.

    Copied from one made for the whole run: the migrations take 0.1 CPU seconds each time (2026-11-21).
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_migrated()[0], file)
    return f"sqlite:///{file}"


@contextmanager
def postgres_url(schema: str) -> Iterator[str]:
    """The URL of an empty schema of its own, gone afterwards; skips where no server answers on loopback."""
    psycopg = pytest.importorskip("psycopg", reason="psycopg (the PostgreSQL driver) is not installed")
    try:
        connection = psycopg.connect(SERVER, autocommit=True)
    except psycopg.OperationalError:
        pytest.skip("PostgreSQL does not answer on loopback (database `test`, trust authentication)")
    with connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        connection.execute(f"CREATE SCHEMA {schema}")
        try:
            # No test ends the server itself, so that no commit need wait for its disk.
            yield f"postgresql://postgres@127.0.0.1/test?options=-csearch_path%3D{schema}%20-csynchronous_commit%3Doff"
        finally:
            connection.execute(f"DROP SCHEMA {schema} CASCADE")


@cache
def _kept_schema() -> str:
    """The URL of a schema that this process keeps until it ends: migrating it takes 0.8 CPU seconds (2026-11-21)."""
    kept = ExitStack()
    url = kept.enter_context(postgres_url(f"assist_tests_{os.getpid()}"))
    atexit.register(kept.close)
    return url


def _emptied(store: Store) -> None:
    with store.writing() as connection:
        names = [table.name for table in metadata.sorted_tables]
        connection.execute(sa.text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE"))


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[Store]:
    """An empty store of a kind of `KINDS`: a SQLite file in `folder`, or this process's PostgreSQL schema."""
    url = sqlite_url(folder / "a.sqlite3") if kind == "sqlite" else _kept_schema()
    with Store(url, folder=folder) as store:
        if kind != "sqlite":
            _emptied(store)
        yield store
