"""SecondReader: the same page's text by another program (pypdf), against which quotes are checked.

Two extractors that put a page's words in the same order were right about it, or wrong in the same way; a quote that
only one of them has was most likely put together across columns or cells.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any


class SecondReader:
    """A PDF's text by page, opened at the first question; pages that pypdf cannot read have none."""

    def __init__(self, path: Path, password: str | None = None) -> None:
        self._path, self._password = path, password
        self._reader: Any = None

    def text(self, number: int) -> str:
        """The text of a page, counted from 1, in the order of its content stream; empty where there is none."""
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError

        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports what it repairs, page after page
        try:
            if self._reader is None:
                self._reader = PdfReader(self._path, password=self._password)
            return str(self._reader.pages[number - 1].extract_text() or "").replace("\0", "")
        # What pypdf raises on damaged files, seen on the pdf.js test suite.
        except (
            PyPdfError,
            LookupError,
            ValueError,
            TypeError,
            AttributeError,
            RecursionError,
            AssertionError,
            OSError,
        ):
            return ""
