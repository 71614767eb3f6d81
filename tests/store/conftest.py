"""The store that most of these tests try, in both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assist.engines.store import Store
from tests.stores import KINDS, opened


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with opened(request.param, tmp_path) as made:
        yield made
