"""PDF files: opened here (`Pdf`) or, as the library does, in a process of their own (`PdfProcess`)."""

from __future__ import annotations

from assist.engines.pdf.document import Pdf
from assist.engines.pdf.process import PdfProcess

__all__ = ["Pdf", "PdfProcess"]
