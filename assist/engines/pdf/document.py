"""PDF files through pdfium: words with boxes in reading order, facts about each page, pictures of pages.

pdfium is not thread-safe, not even across documents, so every call holds one lock; a damaged file can still make it
loop or crash, which is why the library reads manuals in a process of their own (`process.py`).

Not covered: text drawn as outlines (the library reads such pages by OCR), form fields' values, annotations.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from assist.case.page.layout import arrange
from assist.case.page.sheet import Sheet
from assist.case.passages import Page
from assist.case.photo import Pixels
from assist.engines.pdf.frame import Frame
from assist.engines.pdf.objects import objects_of
from assist.engines.pdf.painted import Doubt, covered, on_dark, unseen
from assist.engines.pdf.unlocking import unlocked
from assist.engines.pdf.words import text_layer
from assist.errors import ManualError

HEADER = 1024  # bytes at either end of a file in which it says that it is a PDF
MAX_SIDE = 6000  # pixels of a rendered page

_LOCK = threading.RLock()


class Pdf:
    """An open PDF; a context manager.

    Raises `ManualError` with the codes `manual_not_pdf`, `manual_damaged`, `manual_password` (one is needed),
    `manual_wrong_password`, `manual_empty` (no pages), `manual_too_many_pages`.
    """

    def __init__(self, source: Path | str | bytes, password: str | None = None, *, max_pages: int = 10_000) -> None:
        import pypdfium2 as pdfium

        size, edges = _edges(source)
        if not size or (size < HEADER and not edges.strip()):
            raise ManualError("The file is empty.", code="manual_empty")
        if b"%PDF-" not in edges and not _has_objects(source):
            raise ManualError("This is not a PDF file.", code="manual_not_pdf", help="Upload the manual as a PDF.")
        with _LOCK:
            try:
                self._document = _document(source, password)
                if self._document.get_formtype():
                    self._document.init_forms()  # else filled-in fields are neither drawn nor read
                self.pages = len(self._document)
            except pdfium.PdfiumError as error:
                raise _refusal(error, password) from error
        if self.pages == 0:
            raise ManualError("The PDF has no pages.", code="manual_empty")
        if self.pages > max_pages:
            raise ManualError(
                f"The PDF has {self.pages} pages; the limit is {max_pages}.", code="manual_too_many_pages",
                help="Split it, or raise ASSIST_MAX_MANUAL_PAGES.", pages=self.pages, limit=max_pages,
            )  # fmt: skip

    def __enter__(self) -> Pdf:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with _LOCK:
            self._document.close()

    @property
    def title(self) -> str:
        """The title in the file's metadata; often a file name or empty."""
        with _LOCK:
            return str(self._document.get_metadata_dict().get("Title", "")).replace("\x00", "").strip()

    def text_page(self, number: int) -> Page:
        """The words of page `number` (from 1) in reading order; `manual` is left empty."""
        return self.sheet(number).page

    def sheet(self, number: int) -> Sheet:
        """The page with the facts by which the library decides whether its text can be trusted."""
        import pypdfium2 as pdfium

        with _LOCK:
            try:
                with _closing(self._document[number - 1]) as page, _closing(page.get_textpage()) as text:
                    return _sheet(page, text, number)
            except pdfium.PdfiumError as error:
                raise ManualError(f"Page {number} cannot be read.", code="manual_page", page=number) from error

    def render(self, number: int, *, long_side: int | None = None, dpi: float | None = None) -> Pixels:
        """Page `number` as an upright RGB picture, by its longer side in pixels or by resolution (default 150 dpi)."""
        import pypdfium2 as pdfium

        with _LOCK:
            try:
                with _closing(self._document[number - 1]) as page:
                    longest = max(*page.get_size(), 1.0)
                    wanted = long_side if long_side else longest * (dpi or 150.0) / 72
                    scale = min(wanted, MAX_SIDE) / longest
                    bitmap = page.render(scale=scale, rev_byteorder=True, draw_annots=True)
                    pixels = np.array(bitmap.to_numpy())
                    bitmap.close()
            except (pdfium.PdfiumError, MemoryError, ValueError) as error:
                raise ManualError(f"Page {number} cannot be drawn.", code="manual_page", page=number) from error
        return _rgb(pixels)

    def save_unlocked(self, path: Path) -> None:
        """Write a copy without password protection, so that later pictures of its pages need no password."""
        import pypdfium2.raw as raw

        with _LOCK:
            self._document.save(str(path), flags=raw.FPDF_REMOVE_SECURITY)


def _edges(source: Path | str | bytes) -> tuple[int, bytes]:
    """The file's size, and its beginning and end, where a PDF says that it is one."""
    if isinstance(source, bytes):
        return len(source), source[:HEADER] + source[-HEADER:]
    with Path(source).open("rb") as file:
        head = file.read(HEADER)
        size = file.seek(0, 2)
        file.seek(max(0, size - HEADER))
        return size, head + file.read()


def _has_objects(source: Path | str | bytes) -> bool:
    """Some files lost their header and are read all the same."""
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    return b" obj" in data


@contextmanager
def _closing(thing: Any) -> Iterator[Any]:
    try:
        yield thing
    finally:
        thing.close()


def _document(source: Path | str | bytes, password: str | None) -> Any:
    """pdfium's document; raises `PdfiumError` where neither pdfium nor the other reader opens it with this password."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    try:
        # By its path, pdfium reads of a scan of 200 MB what a page needs.
        return pdfium.PdfDocument(source, password=password)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) != raw.FPDF_ERR_PASSWORD:
            raise
        opened = unlocked(source, password or "")
        if opened is None:
            raise
        return pdfium.PdfDocument(opened)


def _refusal(error: Exception, password: str | None) -> ManualError:
    import pypdfium2.raw as raw

    code = getattr(error, "err_code", None)
    if code == raw.FPDF_ERR_PASSWORD:
        if password:
            return ManualError(
                "The password does not open this PDF.", code="manual_wrong_password", help="Try another."
            )
        return ManualError("This PDF asks for a password.", code="manual_password", help="Enter its password.")
    if code == raw.FPDF_ERR_SECURITY:
        return ManualError("This PDF is protected in a way that cannot be opened.", code="manual_password")
    return ManualError("The PDF is damaged and cannot be opened.", code="manual_damaged")


def _rgb(pixels: Any) -> Pixels:
    if pixels.ndim == 2:
        return np.repeat(pixels[:, :, None], 3, axis=2)
    return np.ascontiguousarray(pixels[:, :, :3])


def _sheet(page: Any, text: Any, number: int) -> Sheet:
    """Words, lines and facts of an open page; the lock is held."""
    frame = Frame(page)
    facts, rules, covers = objects_of(page, frame)
    layer = text_layer(text, frame, facts.image_share > 0.5)
    light = [k for k, doubt in layer.doubtful.items() if doubt is Doubt.LIGHT]
    seen = on_dark(page, frame, layer.tokens, light) if light else set()
    under = covered(page, text, layer.tokens, layer.starts, covers)
    doubtful = sorted((layer.doubtful.keys() - seen) | under)
    lost = unseen(page, frame, layer.tokens, doubtful) if doubtful else set()
    tokens = [token for k, token in enumerate(layer.tokens) if k not in lost]
    words, lines = arrange(tokens, frame.width, frame.height, rules)
    facts = replace(
        facts, chars=layer.chars, unmapped=layer.unmapped, outside=layer.outside, hidden=layer.hidden,
        unseen=sum(len(layer.tokens[k].text) for k in lost),
    )  # fmt: skip
    page_ = Page("", number, round(frame.width, 2), round(frame.height, 2), words=words, lines=lines)
    return Sheet(page_, facts)
