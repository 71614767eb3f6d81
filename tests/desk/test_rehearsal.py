"""Rehearsal and allocator: what a served program does before its first answer."""

from __future__ import annotations

import platform
import subprocess
import sys
import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from assist.assistant import Assistant
from assist.case.draft import Draft
from assist.case.geometry import Quad
from assist.case.photo import Photo
from assist.case.reading import Line, Reading
from assist.case.reply import Reply
from assist.desk.rehearsal import PRINT, rehearse
from assist.errors import EngineUnavailable
from assist.settings import Settings
from assist.wiring import open_house, open_phrases, open_tables
from tests.danger.test_danger import Empty
from tests.ingest.books import BOOKS


def asked(_: Reply) -> Generator[Draft, None, None]:
    raise AssertionError("the rehearsal asks no model")
    yield


LINE = Assistant(lambda photo: Reading(photo.id, (), (), 0.0), Empty(), asked, open_tables(), open_phrases())


def test_the_made_photo_is_read_and_understood_once() -> None:
    seen: list[Photo] = []

    def read(photo: Photo) -> Reading:
        seen.append(photo)
        quad = Quad.from_pixels([[10, 10], [90, 10], [90, 20], [10, 20]], photo.width, photo.height)
        return Reading(photo.id, tuple(Line(text, quad, 0.99) for text in PRINT), (), 0.1)

    assert rehearse(LINE, read)
    assert [(photo.width, photo.height) for photo in seen] == [(1280, 960)]


def test_a_reader_that_does_not_start_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: Photo) -> Reading:
        raise EngineUnavailable("the reading process cannot start", code="ocr_unavailable")

    assert not rehearse(LINE, broken)
    assert "cannot start" in caplog.text


class Seen:
    """A reader that remembers what it was shown; it fails as one whose process cannot start where it is `broken`."""

    def __init__(self, broken: bool = False) -> None:
        self.photos: list[Photo] = []
        self.broken = broken

    def read(self, photo: Photo) -> Reading:
        self.photos.append(photo)
        if self.broken:
            raise EngineUnavailable("the reading process cannot start", code="ocr_unavailable")
        return Reading(photo.id, (), (), 0.0)


@pytest.mark.parametrize("broken", [False, True])
def test_a_started_house_rehearses_before_it_is_said_to_be_open(
    tmp_path: Path, embedder_cache: Path, broken: bool
) -> None:
    settings, reader = Settings(index=tmp_path / "index", manuals=tmp_path), Seen(broken)
    (tmp_path / "kettle.pdf").write_bytes(BOOKS["kettle.pdf"])
    with open_house(settings, embedder_cache=embedder_cache, late=True) as house:
        replace(house, reader=reader).start()  # type: ignore[arg-type]
        until = time.monotonic() + 120
        while house.desk.opening and time.monotonic() < until:
            jobs = house.jobs.jobs()
            assert reader.photos or not jobs, "nothing is ingested before the rehearsal"
            time.sleep(0.01)
        assert [(photo.width, photo.height) for photo in reader.photos] == [(1280, 960)]
        assert not house.desk.opening
        assert [job.file for job in house.jobs.jobs()] == ["kettle.pdf"], "a reader that fails stops nothing"
        assert house.jobs.wait(house.jobs.jobs(), 60)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc only")
def test_arenas_are_shared_where_the_c_library_is_glibc() -> None:
    script = "from assist.engines.allocator import share_arenas; print(share_arenas())"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    assert said == str(platform.libc_ver()[0] == "glibc")
