"""Ingestion bench: how fast PDFs become searchable, and how much memory all processes take while they do.

The PDFs are made here (`made_pdfs`), so the figures compare machines and versions, not manuals; real ones can be
measured beside them.  Memory is the sum over this process and its children, proportional shares where the system
tells them (Linux), sampled five times a second.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assist.engines.pdf import Pdf
from assist.evaluation.made_pdfs import write_scan, write_text
from assist.settings import Settings
from assist.wiring import House, open_house

EVERY = 0.2  # seconds between two looks at the memory
SCAN_SIDE = 1754  # pixels: A4 at 150 dpi
MB = 1024 * 1024


@dataclass
class Peak:
    """The most memory seen so far, in MB, and how late this process answered at worst, in seconds."""

    megabytes: float = 0.0
    late: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)


def bench(
    settings: Settings, *, pages: int = 100, scans: int = 10, long_pages: int = 1000, files: Sequence[Path] = ()
) -> Iterator[tuple[str, str]]:
    """Names and values, as they are measured; the index is a temporary one."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        text = work / "text.pdf"
        write_text(text, pages)
        yield f"text and line boxes, {pages} pages", f"{boxes_per_second(text):.0f} pages/s on one core"
        for file in files:
            yield f"text and line boxes, {file.name}", f"{boxes_per_second(file):.0f} pages/s on one core"
        own = settings.model_copy(
            update={
                "index": work / "index",
                "manuals": work,
                "database": "",
                "chroma_url": "",
                "max_manual_pages": 20_000,
                "max_manual_mb": 4_000,
            }
        )
        with open_house(own, embedder_cache=settings.index / "embedder") as house:
            yield from _timed(house, f"text manual of {pages} pages searchable", text, pages)
            if scans:
                scan = work / "scan.pdf"
                write_scan(scan, _scanned(text, scans))
                house.reader.warm()
                yield from _timed(house, f"scan of {scans} pages searchable", scan, scans)
            if long_pages:
                long = work / "long.pdf"
                write_text(long, long_pages, seed=1)
                yield from _timed(house, f"text manual of {long_pages} pages searchable", long, long_pages)


def boxes_per_second(file: Path) -> float:
    """Words with boxes, lines, columns and tables, in this process and one thread."""
    with Pdf(file) as pdf:
        pdf.sheet(1)
        began = time.perf_counter()
        for number in range(1, pdf.pages + 1):
            pdf.sheet(number)
        return pdf.pages / (time.perf_counter() - began)


def _timed(house: House, name: str, file: Path, pages: int) -> Iterator[tuple[str, str]]:
    with watched() as peak:
        began = time.perf_counter()
        house.ingest.add(file, file.name)
        took = time.perf_counter() - began
    yield name, f"{took:.1f} s, {took / pages:.3f} s a page"
    parts = ", ".join(f"{part} {megabytes:.0f}" for part, megabytes in sorted(peak.parts.items()))
    yield "  memory of all processes at most", f"{peak.megabytes:.0f} MB ({parts})"
    yield "  this process answered at worst after", f"{1000 * peak.late:.0f} ms"


def _scanned(text: Path, count: int) -> Iterator[np.ndarray[tuple[int, int], np.dtype[np.uint8]]]:
    """Pages as a scanner sees them: grey, a little noisy."""
    chance = np.random.default_rng(0)
    with Pdf(text) as pdf:
        for number in range(count):
            pixels = pdf.render(number % pdf.pages + 1, long_side=SCAN_SIDE).mean(axis=2)
            noisy = pixels + chance.normal(0, 6, pixels.shape)
            yield np.clip(noisy, 0, 255).astype(np.uint8)


@contextmanager
def watched() -> Iterator[Peak]:
    """Look at the memory of this process and all it started, and at how late a thread that sleeps is woken."""
    peak, done = Peak(), threading.Event()

    def look() -> None:
        while not done.wait(EVERY):
            parts = memory()
            if sum(parts.values()) > peak.megabytes:
                peak.megabytes, peak.parts = sum(parts.values()), parts

    def wake() -> None:
        while not done.is_set():
            before = time.perf_counter()
            time.sleep(0.01)
            peak.late = max(peak.late, time.perf_counter() - before - 0.01)

    threads = [threading.Thread(target=each, daemon=True) for each in (look, wake)]
    for thread in threads:
        thread.start()
    try:
        yield peak
    finally:
        done.set()
        for thread in threads:
            thread.join()


def memory() -> dict[str, float]:
    """MB by part: this process, `pdf`, `ocr` and whatever else it started."""
    import psutil

    this = psutil.Process()
    parts: dict[str, float] = {}
    for process in [this, *this.children(recursive=True)]:
        try:
            info = process.memory_full_info()
            words = " ".join(process.cmdline())
        except psutil.Error:  # it has just ended
            continue
        name = (
            "this"
            if process == this
            else next((part for part in ("pdf", "ocr") if f"engines.{part}" in words), "other")
        )
        parts[name] = parts.get(name, 0.0) + getattr(info, "pss", info.rss) / MB
    return parts
