"""A disk that takes no more is told in words, and nothing half written is left on it."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assist.desk.past.backup import back_up
from assist.engines.store import Store
from assist.errors import EngineUnavailable


@contextmanager
def full() -> Iterator[None]:
    """No file of this process may grow, as on a disk without room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_photo_that_finds_no_room_is_told_and_not_half_kept(store: Store) -> None:
    with full(), pytest.raises(EngineUnavailable, match="The photo cannot be kept: File too large") as caught:
        store.save_photo(b"photo")
    assert caught.value.code == "disk" and caught.value.help == "Make room in the index folder."
    assert [file for file in (store.folder / "photos").rglob("*") if file.is_file()] == []
    kept = store.save_photo(b"photo")
    assert store.photo_bytes(kept.id) == b"photo", "once there is room, it is kept"


def test_a_backup_that_finds_no_room_is_told_and_leaves_no_file(store: Store, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    store.save_photo(b"photo")
    target = tmp_path / "out" / "kept.zip"
    with full(), pytest.raises(EngineUnavailable, match=r"kept\.zip cannot be written|cannot be copied") as caught:
        back_up(store, target)  # SQLite's copy has no room in the index folder, PostgreSQL needs none
    assert caught.value.code == "disk" and "Make room" in caught.value.help
    assert list(target.parent.iterdir()) == [] and list(store.folder.glob("snapshot-*")) == []
