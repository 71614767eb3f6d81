"""Probe: what ingestion would make of a file, without database and index."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from assist.engines.pdf import PdfProcess
from assist.errors import ManualError
from assist.library.ingest import cut_all, nothing_found, page_of
from assist.library.pages import ReadPicture


@dataclass(frozen=True, slots=True)
class Probe:
    """What became of one file (see `probe`).

    `reason` is the code that refused it, "" where it was read; `silent` are pages with visible content that gave
    neither passage nor warning; `warnings` counts codes over pages.
    """

    file: str
    reason: str = ""
    pages: int = 0
    passages: int = 0
    silent: tuple[int, ...] = ()
    warnings: tuple[tuple[str, int], ...] = ()
    seconds: float = 0.0


def probe(
    path: Path, *, password: str | None = None, read_picture: ReadPicture | None = None,
    page_timeout: float = 20.0, max_pages: int = 3000,
) -> Probe:  # fmt: skip
    """Read a file as ingestion would: passages, or the reason why not."""
    began = time.perf_counter()
    warnings: Counter[str] = Counter()
    silent: list[int] = []
    total = 0
    try:
        with PdfProcess(timeout=page_timeout) as pdf:
            count, _ = pdf.open(path, password, max_pages=max_pages)
            pages = [page_of(pdf, number, read_picture) for number in range(1, count + 1)]
        for page, passages in cut_all(lambda: pages):
            total += len(passages)
            warnings.update(page.warnings)
            if not passages and not page.warnings:
                silent.append(page.number)
    except ManualError as error:
        return Probe(path.name, reason=error.code, seconds=round(time.perf_counter() - began, 2))
    reason = "" if total else nothing_found(iter(pages)).code
    seconds = round(time.perf_counter() - began, 2)
    return Probe(path.name, reason, count, total, tuple(silent), tuple(sorted(warnings.items())), seconds)
