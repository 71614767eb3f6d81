"""Many photos of mixed shapes through one reader: seconds for each, and the memory of all processes together.

Beside the reading, two things are timed that an agent waits for: a file's opening up to the judgement of its quality
(`open`), and the very same file dropped again, from its bytes to its reading (`again`).

The photos of a folder are cut and scaled anew each time (a fixed sequence), as buyers' photos come: any size from a
thumbnail to 12 megapixels, upright and lying.  Memory is the resident size of this process and its children, so a
caller that has opened the house measures the serving process and the reading process together.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from assist.case.photo import Photo, Pixels
from assist.case.reading import Reading
from assist.errors import AssistError, EngineError, InputError
from assist.evaluation.figures import Figure, Figures, percentile
from assist.evaluation.report import Report
from assist.evaluation.tracking import Track, silent

Value = TypeVar("Value")

MEGAPIXELS = (0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0)
"""Sizes to which the cuttings are scaled, in turn."""

JPEG_QUALITY = 90

LEAST_PART = 0.5
"""A cutting has at least this share of the photo's width and of its height."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What one photo took: its megapixels, the seconds of its reading and the memory after it, in MB; the seconds of
    opening its file, and of the same file dropped again (None where nothing takes it)."""

    megapixels: float
    seconds: float
    memory: int
    opened: float = 0.0
    again: float | None = None


def bench_photos(
    folder: Path,
    read: Callable[[Photo], Reading],
    open_photo: Callable[[bytes], Photo],
    *,
    count: int = 500,
    drop: Callable[[bytes, Reading], Reading] | None = None,
    track: Track = silent,
) -> Report:
    """Read `count` cuttings; raises `InputError` for a folder without photos.

    `drop` takes a file as the desk does and returns its reading, which is the given one where the desk has none; it is
    called twice for each photo that could be read, and the second call is timed.
    """
    files = [file for file in sorted(folder.rglob("*")) if file.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"}]
    if not files:
        raise InputError(f"{folder} has no photos.", code="bench_photos", help="Name a folder of photos.")
    random = np.random.default_rng(1)
    samples: list[Sample] = []
    failed = 0
    with track("photos", count) as step:
        for number in range(count):
            whole = open_photo(files[number % len(files)].read_bytes())
            pixels = cutting(whole.pixels, MEGAPIXELS[number % len(MEGAPIXELS)], random)
            file = jpeg(pixels)
            photo, opened = timed(partial(open_photo, file))
            again = None
            try:
                reading, seconds = timed(partial(read, photo))
            except AssistError:
                failed += 1
            else:
                if drop is not None:
                    drop(file, reading)
                    again = timed(partial(drop, file, reading))[1]
                size = pixels.shape[0] * pixels.shape[1] / 1e6
                samples.append(Sample(size, seconds, held(), opened, again))
            step()
    if not samples:
        raise EngineError("none of the photos could be read", code="bench_photos")
    return Report({"photos": count, "failed": failed}, figures_of(samples))


def figures_of(samples: Sequence[Sample]) -> Figures:
    """Seconds by size, of opening and of the same file again; memory at the start, at most and at the end."""
    small = [sample.seconds for sample in samples if sample.megapixels < 10]
    large = [sample.seconds for sample in samples if sample.megapixels >= 10]
    figures = {
        "photos.seconds.p50": percentile(small, 0.5),
        "photos.seconds.p95": percentile(small, 0.95),
        "photos.12mp.seconds.p50": percentile(large, 0.5),
        "photos.12mp.seconds.p95": percentile(large, 0.95),
        "photos.open.seconds.p95": percentile([sample.opened for sample in samples], 0.95),
        "photos.12mp.open.seconds.p95": percentile([s.opened for s in samples if s.megapixels >= 10], 0.95),
        "photos.again.seconds.p95": percentile([s.again for s in samples if s.again is not None], 0.95),
        "photos.memory_mb.first": Figure(float(samples[0].memory), 1),
        "photos.memory_mb.most": Figure(float(max(sample.memory for sample in samples)), len(samples)),
        "photos.memory_mb.last": Figure(float(samples[-1].memory), 1),
    }
    return {name: figure for name, figure in figures.items() if figure.n}


def cutting(pixels: Pixels, megapixels: float, random: np.random.Generator) -> Pixels:
    """A part of a picture, turned on its side half the time, scaled to so many megapixels."""
    import cv2

    height, width = pixels.shape[:2]
    down, across = (max(8, int(side * random.uniform(LEAST_PART, 1.0))) for side in (height, width))
    top, left = int(random.integers(0, height - down + 1)), int(random.integers(0, width - across + 1))
    part: Any = pixels[top : top + down, left : left + across]
    if random.random() < 0.5:
        part = np.rot90(part)
    scale = (megapixels * 1e6 / (part.shape[0] * part.shape[1])) ** 0.5
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.ascontiguousarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=kind), np.uint8)


def timed(work: Callable[[], Value]) -> tuple[Value, float]:
    """What the work gives, and its seconds."""
    began = time.perf_counter()
    value = work()
    return value, time.perf_counter() - began


def jpeg(pixels: Pixels) -> bytes:
    """The pixels as a phone's JPEG."""
    import cv2

    done, file = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    assert done
    return file.tobytes()


def held() -> int:
    """Megabytes resident in this process and all its children."""
    import psutil

    own = psutil.Process()
    total = 0
    for process in (own, *own.children(recursive=True)):
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return int(total >> 20)
