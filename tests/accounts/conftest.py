"""The fixtures of the accounts' tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assist.desk.staff.accounts import Accounts
from assist.engines.store import Store
from tests.accounts.room import Clock, opened
from tests.stores import postgres_url


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row, made once."""
    file = tmp_path_factory.mktemp("empty") / "a.sqlite3"
    Store(f"sqlite:///{file}", folder=file.parent).close()
    return file


@pytest.fixture
def store(request: pytest.FixtureRequest, empty: Path, tmp_path: Path) -> Iterator[Store]:
    if getattr(request, "param", "sqlite") == "sqlite":
        shutil.copy(empty, tmp_path / "a.sqlite3")
        with Store(f"sqlite:///{tmp_path / 'a.sqlite3'}", folder=tmp_path) as opened:
            yield opened
        return
    with postgres_url(f"assist_accounts_{os.getpid()}") as url, Store(url, folder=tmp_path) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(store: Store, clock: Clock) -> Accounts:
    return opened(store, clock)
