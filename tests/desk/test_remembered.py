"""Readings that outlive a restart."""

from __future__ import annotations

from pathlib import Path

import pytest

from assist.case.geometry import Box, Quad
from assist.case.photo import Photo, Quality
from assist.case.reading import Code, Line, Reading
from assist.desk.remembered import Remembered, packed, unpacked
from assist.engines.store import Store, open_store
from assist.settings import Settings

QUAD = Quad(((0.1, 0.2), (0.4, 0.25), (0.38, 0.3), (0.09, 0.26)))
LINES = (
    Line("输入 5V⎓3A", QUAD, 0.9612, (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)),
    Line("B", Quad.of(Box(0, 0, 1, 1)), 1.0),
)
READING = Reading("a" * 64, LINES, (Code("EAN13", "4006381333931", QUAD),), 0.4)


class Reader:
    """Counts how often it reads."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, photo: Photo) -> Reading:
        self.read.append(photo.id)
        return Reading(photo.id, READING.lines, READING.codes, 0.4)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(Settings(index=tmp_path, _env_file=None))


def photo(name: str = "a") -> Photo:
    return Photo(name * 64, 40, 40, "png", Quality(100.0, 120.0, 30.0, 0.0))


def test_a_reading_is_the_same_after_it_was_packed() -> None:
    back = unpacked("a" * 64, packed(READING))
    assert (back.photo, back.lines, back.codes) == (READING.photo, READING.lines, READING.codes)


def test_a_kept_photo_is_read_once_even_by_a_program_that_starts_later(store: Store) -> None:
    reader, later = Reader(), Reader()
    store.save_photo(b"bytes", id="a" * 64)
    first = Remembered(reader, store, "reader 1")(photo())
    again = Remembered(later, store, "reader 1")(photo())
    assert (reader.read, later.read) == (["a" * 64], [])
    assert again.lines == first.lines and again.codes == first.codes


def test_another_reader_reads_anew_and_its_reading_takes_the_place(store: Store) -> None:
    store.save_photo(b"bytes", id="a" * 64)
    old, new = Reader(), Reader()
    Remembered(old, store, "reader 1")(photo())
    Remembered(new, store, "reader 2")(photo())
    assert new.read == ["a" * 64]
    assert store.reading_body("a" * 64, "reader 2") and not store.reading_body("a" * 64, "reader 1")


def test_nothing_is_kept_of_a_photo_that_is_not_kept(store: Store) -> None:
    reader = Reader()
    for _ in range(2):
        Remembered(reader, store, "reader 1")(photo("b"))
    assert reader.read == ["b" * 64] * 2


def test_a_reading_goes_with_its_photo(store: Store) -> None:
    store.save_photo(b"bytes", id="a" * 64)
    Remembered(Reader(), store, "reader 1")(photo())
    store.remove_photos(["a" * 64])
    assert not store.reading_body("a" * 64, "reader 1")


def test_a_damaged_reading_is_made_anew(store: Store) -> None:
    store.save_photo(b"bytes", id="a" * 64)
    store.save_reading("a" * 64, "reader 1", '{"lines": [["cut"')
    reader = Reader()
    Remembered(reader, store, "reader 1")(photo())
    assert reader.read == ["a" * 64] and unpacked("a" * 64, store.reading_body("a" * 64, "reader 1")).lines
