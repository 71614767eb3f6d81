"""False quotes: quotes shown as proved that another reader does not find where they are said to stand. Goal 0.

A manual's quote is looked up in pypdf's text of that page, and where it is not in a text layer, in plain RapidOCR's
reading of the page rendered by pdfium, whole and then in overlapping quarters; a photo's quote in the gold lines.
The program's own text is never asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from assist.case.photo import Pixels
from assist.case.reading import Line, Reading
from assist.evaluation.bench import PhotoCase, Place
from assist.evaluation.observed import Drawn, Shown
from assist.evaluation.text import fold

# Two extractors break lines, hyphens and bullets differently, so letters may differ a little; digits never.
NEAR_TEXT = 0.95
NEAR_OCR = 0.9
# RapidOCR makes its picture no larger than 2000 px; small print of a spread is read in quarters of a larger one.
_WHOLE, _QUARTERED = 2000, 3600
_OVERLAP = 0.1
_CHAIN = 6
_MARGIN = 3


def stands(quote: str, text: str, near: float) -> bool:
    """Is `quote` in `text`, letter by letter or nearly, with every digit the same?"""
    from rapidfuzz import fuzz

    wanted, whole = _letters(quote), _letters(text)
    if not wanted or wanted in whole:
        return bool(wanted)
    if len(wanted) > len(whole) * 1.1:
        return False
    place = fuzz.partial_ratio_alignment(wanted, whole, score_cutoff=near * 100)
    if place is None:
        return False
    around = whole[max(0, place.dest_start - _MARGIN) : place.dest_end + _MARGIN]
    return _digits(wanted) in _digits(around)


def false_photo_quotes(case: PhotoCase, drawn: Iterable[Drawn]) -> list[str]:
    """The quotes shown as proved on the photo whose text is in no gold line (barcodes print no line)."""
    lines = [fold(line) for line in case.lines]
    shown = [quote for quote in drawn if not quote.from_code]
    return [quote.quote for quote in shown if not any(fold(quote.quote) in line for line in lines)]


class PageReader:
    """Another extractor's text of the bench's manuals: pypdf's, and RapidOCR's where that does not hold the quote."""

    def __init__(self, files: Mapping[str, Path], read: Callable[[Pixels], Reading]) -> None:
        self._files = files
        self._read = read
        self._text: dict[Place, str] = {}
        self._seen: dict[tuple[Place, bool], str] = {}
        self._open: dict[str, Callable[[int], str]] = {}

    def false_quotes(self, quotes: Iterable[Shown]) -> list[str]:
        """Those of `quotes` that do not stand on their page."""
        return [f"{q.place.manual} p{q.place.page}: {q.text}" for q in quotes if not self._holds(q)]

    def _holds(self, quote: Shown) -> bool:
        place = quote.place
        if place.manual not in self._files or place.page < 1:
            return False
        if place not in self._text:
            self._text[place] = self._text_layer(place)
        if stands(quote.text, self._text[place], NEAR_TEXT):
            return True
        return any(stands(quote.text, self._picture(place, quartered), NEAR_OCR) for quartered in (False, True))

    def _text_layer(self, place: Place) -> str:
        if place.manual not in self._open:
            self._open[place.manual] = pdf_text(self._files[place.manual])
        return self._open[place.manual](place.page)

    def _picture(self, place: Place, quartered: bool) -> str:
        """What plain OCR reads on the page, drawn once whole or in quarters."""
        if (place, quartered) not in self._seen:
            page = render(self._files[place.manual], place.page, _QUARTERED if quartered else _WHOLE)
            parts = quarters(page) if quartered else [page]
            self._seen[place, quartered] = "\n".join(down(self._read(part).lines) for part in parts)
        return self._seen[place, quartered]


def quarters(page: Pixels) -> list[Pixels]:
    """The four quarters of a picture, each a tenth of the picture larger towards the middle."""
    height, width = page.shape[:2]
    rows = (slice(0, round(height * (0.5 + _OVERLAP))), slice(round(height * (0.5 - _OVERLAP)), height))
    columns = (slice(0, round(width * (0.5 + _OVERLAP))), slice(round(width * (0.5 - _OVERLAP)), width))
    return [page[row, column] for row in rows for column in columns]


def down(lines: Sequence[Line]) -> str:
    """Every line followed by the lines below it in its own column, so that a sentence is whole in any layout."""
    return "\n".join(" ".join(line.text for line in _chain(line, lines)) for line in lines)


def _chain(line: Line, lines: Sequence[Line]) -> Iterator[Line]:
    for _ in range(_CHAIN):
        yield line
        box = line.box
        below = [
            other
            for other in lines
            if other.box.centre[1] > box.bottom
            and min(box.right, other.box.right) - max(box.left, other.box.left) > 0.5 * min(box.width, other.box.width)
        ]
        if not below:
            return
        line = min(below, key=lambda other: other.box.top)


def pdf_text(file: Path) -> Callable[[int], str]:
    """pypdf's text of a page by its number from 1; empty where pypdf cannot read it."""
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    return partial(_page_text, PdfReader(file))


def _page_text(reader: object, number: int) -> str:
    from pypdf.errors import PyPdfError

    try:
        return str(reader.pages[number - 1].extract_text() or "")  # type: ignore[attr-defined]
    except (PyPdfError, IndexError, KeyError, ValueError, TypeError, AttributeError, RecursionError, AssertionError):
        return ""


def render(file: Path, number: int, long_side: int) -> Pixels:
    """The page as an upright RGB picture of `long_side` pixels on its long side, by pdfium."""
    import numpy as np
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        page = document[number - 1]
        scale = long_side / max(page.get_size())
        return np.ascontiguousarray(np.asarray(page.render(scale=scale).to_pil().convert("RGB"), dtype=np.uint8))


def _letters(text: str) -> str:
    """Letters and digits, and the points inside numbers: 3.15 is not 31.5."""
    return re.sub(r"(?!(?<=\d)[.,](?=\d))[\W_]", "", fold(text))


def _digits(text: str) -> str:
    return re.sub(r"[^\d.,]", "", text)
