"""Opening the database, bringing it to the newest schema, and the notes it keeps about itself."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection, make_url

from assist.engines.store.schema import meta
from assist.errors import DatabaseUnavailable, EngineUnavailable, IndexDamaged, IndexOutdated, SettingsError

HEAD = "0009"  # the newest migration in migrations/versions
BUSY_SECONDS = 15
DAMAGED = (  # what is kept of the manuals' files brings the library back, but for what agents corrected and wrote
    "Move the database away and restore a backup. Without one, `python -m assist doctor --repair` then reads the "
    "library's PDFs anew."
)
# What drivers raise of a database that is locked, full, restarted or gone, and not of what it was asked.
UNANSWERED = (sa.exc.OperationalError, sa.exc.InterfaceError)


class Database:
    """A SQLite or PostgreSQL database at `url`, created or upgraded as needed.

    `folder` is where blobs (photos) lie; by default beside the SQLite file.  With `upgrade` false an older schema is
    refused with `IndexOutdated`; a newer one always is.  Raises `SettingsError` for a URL that cannot be used,
    `EngineUnavailable` where the server does not answer and `IndexDamaged` for a file that is no database any more.
    """

    def __init__(self, url: str, *, folder: Path | None = None, upgrade: bool = True) -> None:
        self._url = _parsed(url)
        self.folder = folder or _folder_beside(self._url)
        self._writing = threading.RLock()
        try:
            self.engine = _engine(self._url)
            with self.engine.begin() as connection:
                found = _revision(connection)
                if found != HEAD:
                    _migrate(connection, found, upgrade)
        except sa.exc.OperationalError as error:
            raise EngineUnavailable(
                f"The database does not answer: {error.orig}", help="Check ASSIST_DATABASE and that the server runs."
            ) from error
        except sa.exc.DatabaseError as error:
            if type(error.orig) is not sqlite3.DatabaseError:
                raise
            raise IndexDamaged(f"The database cannot be read: {error.orig}.", help=DAMAGED) from error
        except (sa.exc.NoSuchModuleError, ModuleNotFoundError) as error:
            raise SettingsError(f"ASSIST_DATABASE names a database without a driver here: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to look; raises `DatabaseUnavailable`, also where what is done with it meets that."""
        try:
            with self.engine.connect() as connection:
                yield connection
        except UNANSWERED as error:
            raise _unanswered(error) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction; writers of this process wait in line, for SQLite has one and waits only for a time.

        Raises `DatabaseUnavailable`; nothing of the transaction is kept then.
        """
        try:
            with self._writing, self.engine.begin() as connection:
                yield connection
        except UNANSWERED as error:
            raise _unanswered(error) from error

    def insert(self, table: sa.Table) -> Any:
        """An INSERT that both databases let us continue with ON CONFLICT."""
        return postgresql.insert(table) if self.engine.dialect.name == "postgresql" else sqlite.insert(table)

    def upsert(self, connection: Connection, table: sa.Table, row: dict[str, Any]) -> None:
        """Insert `row`, or replace the row with the same primary key."""
        keys = [column.name for column in table.primary_key]
        statement = self.insert(table).values(**row)
        changes = {name: statement.excluded[name] for name in row if name not in keys}
        connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes))

    def note(self, key: str) -> str:
        """What was noted under `key` (the index version, the embedder); "" where nothing was."""
        with self.reading() as connection:
            return connection.execute(sa.select(meta.c.value).where(meta.c.key == key)).scalar() or ""

    def set_note(self, key: str, value: str) -> None:
        self.set_notes({key: value})

    def note_once(self, key: str, value: str) -> str:
        """What stands noted under `key` afterwards: `value`, or what somebody noted before."""
        with self.writing() as connection:
            connection.execute(self.insert(meta).values(key=key, value=value).on_conflict_do_nothing())
        return self.note(key)

    def set_notes(self, notes: dict[str, str]) -> None:
        """All of them at once, or none."""
        with self.writing() as connection:
            for key, value in notes.items():
                self.upsert(connection, meta, {"key": key, "value": value})


def clean(value: Any) -> Any:
    """Text without NUL and lone surrogates, which PostgreSQL refuses; inside lists and dicts as well."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {clean(key): clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [clean(part) for part in value]
    return value


def _unanswered(error: sa.exc.DBAPIError) -> DatabaseUnavailable:
    said = " ".join(str(error.orig).split())[:200]  # never the statement, whose parameters are whole pages
    return DatabaseUnavailable(f"The database does not answer: {said}.")


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except sa.exc.ArgumentError as error:
        raise SettingsError("ASSIST_DATABASE is not a database URL.") from error
    if parsed.drivername in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise SettingsError(f"ASSIST_DATABASE: {parsed.get_backend_name()} is not supported; use SQLite or PostgreSQL.")
    return parsed


def _folder_beside(url: URL) -> Path:
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return Path(url.database).parent
    return Path("index")


def _engine(url: URL) -> sa.Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True)
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        # What is deleted is overwritten too: a buyer's words that were wiped stand in no free page.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _revision(connection: Connection) -> str:
    """The schema's revision; "" for an empty database."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() or ""


def _migrate(connection: Connection, found: str, upgrade: bool) -> None:
    """Bring the schema to `HEAD`.  Alembic is imported here alone: 0.3 s which a start without work saves."""
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found and found not in known:
        raise IndexOutdated(
            f"The database has schema {found}, which this version does not know.",
            help="Install the newer version again.",
        )
    if found and not upgrade:
        raise IndexOutdated(f"The database has schema {found}; this version needs {HEAD}.")
    command.upgrade(config, HEAD)
