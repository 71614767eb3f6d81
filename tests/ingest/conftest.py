"""The rooms of the ingestion's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ingest.room import Room, rooms


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Room]]:
    """Opens rooms in one folder, as the same program started again; all are closed at the end."""
    with rooms(tmp_path) as made:
        yield made


@pytest.fixture
def room(make: Callable[..., Room]) -> Room:
    """A room with nothing in it, and without eyes."""
    return make()
