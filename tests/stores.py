"""Real databases for tests: SQLite in a folder, and PostgreSQL on this machine where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

SERVER = "host=127.0.0.1 dbname=test user=postgres connect_timeout=2"


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
