"""Portable: every table as rows of plain JSON, from one moment of a database in use, and back into an empty one.

The form is the same for SQLite and PostgreSQL, so what one wrote the other reads.  The ledger is left out: it is made
from the tickets.
"""

from __future__ import annotations

import base64
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assist.engines.store.database import Database
from assist.engines.store.ledger import ledger
from assist.engines.store.schema import metadata
from assist.errors import EngineUnavailable, InputError

AT_ONCE = 500  # rows in one step
# Which index is in use says nothing about another place, where it is made anew, and which library a place holds on a
# Chroma server stays its own: two that share an identity would share their rows.
IDENTITY = ("library", "vectors_taken")
NOTES_OF_THE_PLACE = ("generation", "embedder", "glossary", *IDENTITY)

Row = dict[str, Any]


def tables() -> tuple[sa.Table, ...]:
    """The tables in an order in which each refers only to those before it."""
    return tuple(table for table in metadata.sorted_tables if table is not ledger)


class PortableTables(Database):
    """Gives and takes whole tables."""

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """The database as it is at one moment, to be read at leisure while others write.

        SQLite's is a copy by its online backup in a temporary folder, PostgreSQL's a repeatable read.  Raises
        `EngineUnavailable` (`disk`) where there is no room for the copy.
        """
        if self.engine.dialect.name == "postgresql":
            with self.engine.connect() as connection:
                settled = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                with settled.begin():
                    yield settled
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix="snapshot-") as folder:
            copy = Path(folder) / "copy.sqlite3"
            self._copy_to(copy)
            engine = sa.create_engine(f"sqlite:///{copy}")
            try:
                with engine.connect() as connection:
                    yield connection
            finally:
                engine.dispose()

    def _copy_to(self, file: Path) -> None:
        with self.engine.connect() as connection:
            target = sqlite3.connect(file)
            try:
                source: Any = connection.connection.driver_connection
                source.backup(target)
            except sqlite3.OperationalError as error:  # SQLite's own kind, no OSError
                raise EngineUnavailable(
                    f"The database cannot be copied: {error}.", code="disk", help="Make room in the index folder."
                ) from error
            finally:
                target.close()

    def is_blank(self) -> bool:
        """Whether nothing was ever kept here but notes of the place."""
        with self.reading() as connection:
            return all(self._is_blank(connection, table) for table in tables())

    def load(self, every: Iterable[tuple[str, Iterable[Row]]]) -> dict[str, int]:
        """Rows by table into an empty database, all of them or none; how many there were of each.

        Columns that are newer than the rows get their default, or nothing of their kind; columns that are no more are
        left out.  Raises `InputError` (`restore_not_empty`) where something is there, (`backup_damaged`) for rows that
        contradict one another.
        """
        try:
            return self._load_all(every)
        except sa.exc.DBAPIError as error:
            raise InputError(
                f"The database refuses the rows: {type(error.orig).__name__}.", code="backup_damaged",
                help="Use a file that `python -m assist backup` wrote, copied whole.",
            ) from error  # fmt: skip

    def _load_all(self, every: Iterable[tuple[str, Iterable[Row]]]) -> dict[str, int]:
        known, counts = {table.name: table for table in tables()}, {}
        with self.writing() as connection:
            for table in known.values():
                if not self._is_blank(connection, table):
                    raise InputError(
                        "There is something in this database already.", code="restore_not_empty",
                        help="Restore into an empty index folder and database.",
                    )  # fmt: skip
            connection.execute(sa.delete(known["meta"]).where(known["meta"].c.key.not_in(IDENTITY)))
            for name, rows in every:
                if name in known:
                    counts[name] = self._load(connection, known[name], rows)
            if connection.dialect.name == "postgresql":
                for table in known.values():
                    _count_on(connection, table)
        return counts

    @staticmethod
    def _is_blank(connection: Connection, table: sa.Table) -> bool:
        if table.name == "meta":
            return True
        return connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).one_or_none() is None

    @staticmethod
    def _load(connection: Connection, table: sa.Table, rows: Iterable[Row]) -> int:
        count, some = 0, []
        for row in rows:
            some.append(_from_plain(table, row))
            count += 1
            if len(some) == AT_ONCE:
                connection.execute(sa.insert(table), some)
                some = []
        if some:
            connection.execute(sa.insert(table), some)
        return count


def rows_of(connection: Connection, table: sa.Table) -> Iterator[Row]:
    """The rows of a table by primary key, as plain JSON."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    with connection.execution_options(yield_per=AT_ONCE).execute(query) as result:
        for row in result:
            if table.name == "meta" and row.key in NOTES_OF_THE_PLACE:
                continue
            yield {column.name: _plain(column, row._mapping[column.name]) for column in table.columns}


def _plain(column: sa.Column[Any], value: Any) -> Any:
    if isinstance(column.type, sa.LargeBinary) and value is not None:
        return base64.b64encode(value).decode("ascii")
    return value


def _from_plain(table: sa.Table, row: Row) -> Row:
    return {column.name: _value(column, row) for column in table.columns if column.name in row or _needed(column)}


def _needed(column: sa.Column[Any]) -> bool:
    return not column.nullable and column.server_default is None and not column.primary_key


def _value(column: sa.Column[Any], row: Row) -> Any:
    if column.name not in row:
        kind = column.type.python_type
        return kind() if column.type.__class__ is not sa.JSON else []
    value = row[column.name]
    if isinstance(column.type, sa.LargeBinary) and value is not None:
        return base64.b64decode(value, validate=True)
    if isinstance(column.type, sa.JSON) and value is None and column.nullable:
        return sa.null()  # no value at all, not JSON's null
    return value


def _count_on(connection: Connection, table: sa.Table) -> None:
    """Let PostgreSQL number new rows after those that came with numbers."""
    column = table.autoincrement_column
    if column is None:
        return
    highest = sa.select(sa.func.coalesce(sa.func.max(column), 0)).scalar_subquery()
    sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
    connection.execute(sa.select(sa.func.setval(sequence, sa.func.greatest(highest, 1), highest > 0)))
