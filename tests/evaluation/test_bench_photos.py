"""Many photos: the sequence is fixed, sizes are as told, and memory is counted over all processes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assist.case.photo import Photo
from assist.case.reading import Reading
from assist.engines.pictures import open_photo
from assist.errors import EngineError, InputError
from assist.evaluation.bench import load_bench
from assist.evaluation.bench_photos import MEGAPIXELS, bench_photos, cutting, held
from assist.evaluation.readers import dropping
from assist.settings import Settings
from tests.evaluation.large_photos import HEIGHT, WIDTH, make


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    noise = np.random.default_rng(1).integers(0, 255, (300, 400, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "a.png")
    return tmp_path


def test_photos_of_mixed_shapes_are_read_and_the_failed_ones_counted(folder: Path) -> None:
    seen: list[tuple[int, int]] = []

    def read(photo: Photo) -> Reading:
        seen.append((photo.width, photo.height))
        if len(seen) == 2:
            raise EngineError("broken", code="ocr_failed")
        return Reading(photo.id)

    report = bench_photos(folder, read, open_photo, count=len(MEGAPIXELS))
    for (width, height), asked in zip(seen, MEGAPIXELS, strict=True):
        assert width * height / 1e6 == pytest.approx(asked, rel=0.05)
    assert len(set(seen)) == len(seen) and report.conditions["failed"] == 1
    assert report.figures["photos.12mp.seconds.p50"].n == 1
    assert report.figures["photos.memory_mb.most"].value >= report.figures["photos.memory_mb.first"].value > 50


def test_the_same_file_is_dropped_twice_and_the_second_drop_is_timed(folder: Path) -> None:
    dropped: list[bytes] = []

    def drop(file: bytes, reading: Reading) -> Reading:
        dropped.append(file)
        assert reading.photo == open_photo(file).id
        return reading

    report = bench_photos(folder, lambda photo: Reading(photo.id), open_photo, count=3, drop=drop)
    assert len(dropped) == 6 and dropped[::2] == dropped[1::2]
    assert report.figures["photos.again.seconds.p95"].n == report.figures["photos.open.seconds.p95"].n == 3


def test_a_dropped_photo_is_kept_apart_from_the_user_s_own(folder: Path, tmp_path: Path) -> None:
    class House:
        settings = Settings(index=tmp_path / "own")

        class shelf:
            picture = None

    file = (folder / "a.png").read_bytes()
    reading = Reading(open_photo(file).id, (), (), 0.5)
    with dropping(House()) as drop:  # type: ignore[arg-type]
        assert drop(file, reading) == reading
        assert drop(file, Reading("another")) == reading, "it is known by its bytes"
    assert not (tmp_path / "own").exists()


def test_a_folder_without_photos_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        bench_photos(tmp_path, lambda photo: Reading(photo.id), open_photo, count=1)


def test_the_same_seed_cuts_the_same() -> None:
    picture = np.random.default_rng(2).integers(0, 255, (200, 300, 3), dtype=np.uint8)
    one, two = (cutting(picture, 0.2, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(one, two)


def test_memory_of_children_is_counted() -> None:
    before = held()
    code = "import time; kept = b'x' * 200_000_000; print(1, flush=True); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    try:
        assert child.stdout and child.stdout.readline()
        assert held() - before > 150
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def test_large_photos_come_with_their_gold_lines(tmp_path: Path) -> None:
    make(tmp_path, 1)
    (case,) = load_bench(tmp_path).cases
    photo = open_photo(case.photo.read_bytes())
    assert (photo.width, photo.height) == (WIDTH, HEIGHT)
    assert len(case.lines) == 8 and case.lines[2].startswith("MODEL: ")
    assert json.loads((tmp_path / "photo_cases.jsonl").read_text("utf-8"))["photo"] == case.photo.name
