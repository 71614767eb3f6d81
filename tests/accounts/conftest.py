"""The fixtures of the accounts' tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assist.desk.staff.accounts import Accounts
from assist.engines.store import Store
from tests import stores
from tests.accounts.room import Clock, opened


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with stores.opened(getattr(request, "param", "sqlite"), tmp_path) as made:
        yield made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(store: Store, clock: Clock) -> Accounts:
    return opened(store, clock)
