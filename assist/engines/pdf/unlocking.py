"""Unlocking: PDFs that pdfium takes the right password for a wrong one of, decrypted by pypdf.

Of the five files of the pdf.js suite that pdfium refuses for their password, these are three.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path


def unlocked(source: Path | str | bytes, password: str) -> bytes | None:
    """The file without its protection; None where the password does not open it, or pypdf cannot read it."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(BytesIO(source) if isinstance(source, bytes) else source)
        if not reader.is_encrypted or not reader.decrypt(password):
            return None
        out = BytesIO()
        PdfWriter(clone_from=reader).write(out)
        return out.getvalue()
    # What pypdf raises on damaged files, as in `second`; and where it lacks a package for the cipher.
    except (
        DependencyError,
        PyPdfError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        RecursionError,
        AssertionError,
        OSError,
    ):
        return None
