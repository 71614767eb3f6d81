"""Readers: opened from settings for one run and closed after it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from assist.evaluation.bench_photos import bench_photos
from assist.evaluation.compare_ocr import OURS, RAPID, TESSERACT, ReadPhoto, compare_ocr
from assist.evaluation.plain_ocr import PlainOcr
from assist.evaluation.report import Report
from assist.evaluation.tesseract_ocr import open_tesseract
from assist.evaluation.tracking import Track, silent
from assist.settings import Settings

if TYPE_CHECKING:
    from assist.case.reading import Reading
    from assist.engines.ocr import Reader
    from assist.wiring import House

PATIENCE = 120.0
"""Seconds a photo may take while it is measured: a slow one is a figure, not a failure."""


def compared(
    folder: Path, settings: Settings, *, photos: int = 0, track: Track = silent
) -> tuple[Report, Sequence[str]]:
    """The report on a bench's photos and the names of the readers; Tesseract is left out, and said to be, if absent."""
    from assist.engines.pictures import open_photo

    with opened_reader(settings) as reader:
        plain = PlainOcr(reader.engine)
        readers: dict[str, ReadPhoto] = {OURS: reader.read, RAPID: lambda photo: plain(photo.pixels)}
        tesseract = open_tesseract()
        if tesseract:
            readers[TESSERACT] = lambda photo: tesseract(photo.pixels)
        conditions = {
            "ocr": reader.engine, "cores": os.cpu_count() or 0, "load_at_start": round(os.getloadavg()[0], 1),
            "tesseract": tesseract.languages if tesseract else "not installed, left out",
        }  # fmt: skip
        opener = partial(open_photo, max_mb=settings.max_upload_mb, max_megapixels=settings.max_photo_mp)
        report = compare_ocr(folder, readers, opener, photos=photos, conditions=conditions, track=track)
        return report, list(readers)


def many_photos(
    folder: Path, settings: Settings, *, count: int = 500, reader_only: bool = False, track: Track = silent
) -> Report:
    """Seconds and memory over `count` photos; with the library open unless `reader_only`."""
    from assist.engines.pictures import open_photo

    if reader_only:
        with opened_reader(settings) as reader:
            report = bench_photos(folder, reader.read, open_photo, count=count, track=track)
            return Report({**report.conditions, "ocr": reader.engine, "processes": "reader"}, report.figures)
    from assist.wiring import open_house

    with open_house(settings.model_copy(update={"ocr_timeout": PATIENCE})) as house:
        house.reader.warm()
        with dropping(house) as drop:
            report = bench_photos(folder, house.reader.read, open_photo, count=count, drop=drop, track=track)
        return Report({**report.conditions, "ocr": house.reader.engine, "processes": "house, reader"}, report.figures)


@contextmanager
def dropping(house: House) -> Iterator[Callable[[bytes, Reading], Reading]]:
    """Takes a photo as the desk does, in a store of its own; what it reads is handed in, since that is timed apart."""
    from assist.desk.intake import Privacy
    from assist.desk.photos import Photos
    from assist.engines.pictures import open_photo
    from assist.engines.store import open_store

    handed: list[Reading] = []
    with TemporaryDirectory() as folder, ExitStack() as stack:
        own = house.settings.model_copy(update={"index": Path(folder), "database": ""})
        store = open_store(own)
        stack.callback(store.close)
        photos = Photos(store, house.shelf, lambda photo: handed[-1], open_photo, Privacy(), None)
        stack.callback(photos.readings.close)

        def drop(file: bytes, reading: Reading) -> Reading:
            handed[:] = [reading]
            return photos.readings.read(photos.take(file))

        yield drop


@contextmanager
def opened_reader(settings: Settings) -> Iterator[Reader]:
    """A reader that is warm, by the settings but for its patience."""
    from assist.engines.ocr import Reader
    from assist.library.catalogue import shipped_lexicon

    models = [Path(name.strip()) for name in settings.ocr_models.split(",") if name.strip()]
    reader = Reader(
        engine=settings.ocr_engine, threads=settings.ocr_threads, memory_mb=settings.ocr_memory_mb,
        timeout=max(settings.ocr_timeout, PATIENCE), models=models,
        names=shipped_lexicon().brands,
    )  # fmt: skip
    try:
        reader.warm()
        yield reader
    finally:
        reader.close()
