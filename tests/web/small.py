"""A small, real house for the page: real store, shelf, jobs and line; a reader that knows what it photographed."""

from __future__ import annotations

import io
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from assist.assistant import Answer, Assistant
from assist.case.draft import Claim, Draft
from assist.case.geometry import Box, Quad
from assist.case.passages import Found, Manual, Page, Passage, Query
from assist.case.photo import Photo, Pixels
from assist.case.reading import Line, Reading
from assist.case.reply import Reply
from assist.case.specs import Source
from assist.desk.regions import Regions
from assist.desk.tickets import Desk
from assist.engines.store import Store
from assist.errors import EngineUnavailable
from assist.library.ingest import Ingest
from assist.library.jobs import Jobs
from assist.library.shelf import Shelf
from assist.settings import Settings
from assist.wiring import open_phrases, open_tables
from tests.stores import sqlite_url

LABEL = ("VOLTIX VX-20 charger", "Model: VX-20", "INPUT: 100-240V~ 50/60Hz", "${alert(1)}<img src=x onerror=boom()>")
PAYLOAD = '${alert(1)}<img src=x onerror="window.hit=1"></script><script>window.hit=1</script>'
PAGE = (
    "VOLTIX VX-20 charger. User manual.",
    "Resetting. Unplug the VX-20 charger and wait thirty seconds.",
    f"Cleaning. Wipe the charger with a dry cloth. {PAYLOAD}",
)


SLOW = threading.Event()  # lets the reader go on with a photo of 444 pixels


@dataclass
class Finder:
    """Ranks by shared words, which is enough for a page of three sentences."""

    passages: dict[str, Passage] = field(default_factory=dict)

    def add(self, passages: Sequence[Passage], names: str) -> None:
        self.passages |= {passage.id: passage for passage in passages}

    def rename(self, passages: Sequence[Passage], names: str) -> None: ...

    def remove(self, manual_id: str) -> None:
        self.passages = {key: one for key, one in self.passages.items() if one.manual != manual_id}

    def discard(self, ids: Sequence[str]) -> None:
        self.passages = {key: one for key, one in self.passages.items() if key not in ids}

    def commit(self) -> None: ...

    def find(self, query: Query, limit: int = 10) -> Found:
        asked = set(query.text.lower().replace("?", "").split())

        def shared(passage: Passage) -> int:
            return len(asked & set(passage.text.lower().replace(".", "").split()))

        inside = [one for one in self.passages.values() if not query.manuals or one.manual in query.manuals]
        ranked = sorted(inside, key=shared, reverse=True)
        best = tuple(one.scored(float(shared(one))) for one in ranked if shared(one))[:limit]
        return Found(best, 0.9 if best else 0.0)


def read(photo: Photo) -> Reading:
    """What a photo of `label_photo` says: its own lines, at the places they were drawn."""
    if photo.width == 333:
        raise EngineUnavailable("The reader does not answer.")
    if photo.width == 800:
        return two_labels(photo)
    if photo.width == 444:
        SLOW.wait(20)
    if photo.width != 640:
        return Reading(photo.id)
    lines = tuple(Line(text, Quad.of(box), 0.98) for text, box in zip(LABEL, boxes(), strict=True))
    return Reading(photo.id, lines, (), 0.01)


def read_part(pixels: Pixels) -> tuple[Line, ...]:
    """What a part of a photo says close up; nothing where it is a strip."""
    height, width = pixels.shape[:2]
    whole = Box(0.05, 0.2, 0.95, 0.6)
    return (Line("INPUT: 100-240V~ 50/60Hz", Quad.of(whole), 0.99),) if width > height / 3 and height > 100 else ()


def two_labels(photo: Photo) -> Reading:
    """Two products side by side: a heater for Europe and one for America."""
    printed = {0.05: ("FAN HEATER", "Model: HL-2201", "220-240V~ 50Hz 2000W"),
               0.6: ("SPACE HEATER", "Model: KQ-990", "120V~ 60Hz 1500W")}  # fmt: skip
    lines = [
        Line(text, Quad.of(Box(left, 0.3 + 0.045 * k, left + 0.3, 0.33 + 0.045 * k)), 0.99)
        for left, texts in printed.items()
        for k, text in enumerate(texts)
    ]
    return Reading(photo.id, tuple(lines))


def boxes() -> Iterator[Box]:
    for i in range(len(LABEL)):
        yield Box(0.1, 0.1 + 0.2 * i, 0.9, 0.2 + 0.2 * i)


def answer(reply: Reply) -> Generator[Draft, None, None]:
    """Claims the voltage line of the label and the best passage's second sentence, as an engine without a model."""
    claims = [
        Claim("", line.text, Source("photo", reading.photo, i))
        for reading in reply.readings
        for i, line in enumerate(reading.lines)
        if "100-240V" in line.text
    ]
    best = reply.found.passages[:1]
    claims += [Claim("", "wait thirty seconds", Source("passage", one.id)) for one in best]
    if "prove the moon" in reply.case.message:
        claims += [Claim("", "made of cheese", Source("passage", one.id)) for one in best]
    yield Draft(tuple(claims), found=bool(claims))


def describe(file_name: str, pages: Sequence[Page], metadata_title: str = "", *, id: str) -> Manual:
    models = ("VX-20",) if any("VX-20" in word.text for page in pages for word in page.words) else ()
    return Manual(id, file_name, metadata_title or file_name, "VOLTIX", models, ("charger",), ("en",), len(pages))


def label_photo(width: int = 640, shade: int = 200) -> bytes:
    """A photo by its width: 640 is the label, 800 two labels, 333 breaks the reader, 444 holds it up until `SLOW`.

    Anything else shows nothing.
    """
    from PIL import Image

    pixels = np.random.default_rng(shade).integers(0, shade, (480, width, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=80)
    return out.getvalue()


def manual_pdf(lines: Sequence[str] = PAGE, title: str = "Voltix VX-20") -> bytes:
    """A PDF with one page a line."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_title(title)
    pdf.set_font("helvetica", size=14)
    for line in lines:
        pdf.add_page()
        pdf.multi_cell(0, 10, line)
    return bytes(pdf.output())


@contextmanager
def small_house(folder: Path, answer: Answer = answer, **desk_settings: Any) -> Iterator[tuple[Desk, Settings]]:
    """A desk whose library holds one manual; `answer` drafts, `desk_settings` are the desk's (refiner, model)."""
    settings = Settings(index=folder / "index", manuals=folder / "manuals", _env_file=None)  # type: ignore[call-arg]
    store = Store(sqlite_url(folder / "desk.sqlite3"), folder=folder / "index")
    finder = Finder()
    shelf = Shelf(settings, store, finder)
    ingest = Ingest(settings, store, finder, describe=describe)
    jobs = Jobs(store, ingest)
    jobs.start()
    line = Assistant(read, shelf, answer, open_tables(), open_phrases(), look=Regions(read_part))
    desk = Desk(line, store, shelf, jobs=jobs, **desk_settings)
    try:
        jobs.wait([jobs.submit(manual_pdf(), "voltix.pdf")], 30)
        yield desk, settings
    finally:
        jobs.close()
        desk.close()
        shelf.close()
        store.close()
