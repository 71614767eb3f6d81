"""Rehearsal and allocator: what a served program does before its first answer."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Generator

import pytest

from assist.assistant import Assistant
from assist.case.draft import Draft
from assist.case.geometry import Quad
from assist.case.photo import Photo
from assist.case.reading import Line, Reading
from assist.case.reply import Reply
from assist.desk.rehearsal import PRINT, rehearse
from assist.errors import EngineUnavailable
from assist.wiring import open_phrases, open_tables
from tests.danger.test_danger import Empty


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


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc only")
def test_arenas_are_shared_where_the_c_library_is_glibc() -> None:
    script = "from assist.engines.allocator import share_arenas; print(share_arenas())"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    assert said == str(platform.libc_ver()[0] == "glibc")
