"""Real databases for tests: SQLite in a folder, and PostgreSQL on this machine where there is one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from assist.engines.store import Store

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
            yield f"postgresql://postgres@127.0.0.1/test?options=-csearch_path%3D{schema}"
        finally:
            connection.execute(f"DROP SCHEMA {schema} CASCADE")


@contextmanager
def opened(kind: str, folder: Path) -> Iterator[Store]:
    """An empty store of a kind of `KINDS`: a SQLite file in `folder`, or a PostgreSQL schema of this process."""
    if kind == "sqlite":
        with Store(sqlite_url(folder / "a.sqlite3"), folder=folder) as store:
            yield store
        return
    with postgres_url(f"assist_opened_{os.getpid()}") as url, Store(url, folder=folder) as store:
        yield store
