"""Small PDF files made byte by byte, so that each test knows exactly what its file holds."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
BOLD = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>"
# A Chinese font that is named, not embedded: the characters come from the predefined map of its codes.
SONG = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [ << /Type /Font "
    b"/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) "
    b"/Supplement 4 >> /DW 1000 >> ] >>"
)
# Codes that map to nothing a reader could know: a picture font without a table of characters.
UNMAPPED = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /Lost /Encoding /Identity-H /DescendantFonts [ << /Type /Font "
    b"/Subtype /CIDFontType2 /BaseFont /Lost /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
    b"/Supplement 0 >> /DW 600 >> ] >>"
)
# The same, written from top to bottom.
UPRIGHT_SONG = SONG.replace(b"UniGB-UCS2-H", b"UniGB-UCS2-V")
# Small letters that map to Hebrew ones, drawn from left to right as they are given.
HEBREW = HELVETICA.replace(b"/Encoding", b"/ToUnicode %d 0 R /Encoding")
HEBREW_MAP = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /H def 1 begincodespacerange <00> <ff> "
    b"endcodespacerange 1 beginbfrange <61> <7a> <05d0> endbfrange endcmap end end"
)
# A regular weight whose stems pdfium takes for bold, as a browser embeds Noto Sans.
REGULAR = (
    b"<< /Type /Font /Subtype /TrueType /BaseFont /AAAAAA+Sans-Regular /Encoding /WinAnsiEncoding /FirstChar 32 "
    b"/LastChar 126 /Widths [" + b"500 " * 95 + b"] /FontDescriptor << /Type /FontDescriptor /FontName "
    b"/AAAAAA+Sans-Regular /Flags 32 /StemV 125 /Ascent 800 /Descent -200 /CapHeight 700 /ItalicAngle 0 "
    b"/FontBBox [0 -200 1000 800] >> >>"
)


@dataclass(frozen=True)
class Sheet:
    """A page to write: its content stream, its box, crop box and rotation, and a grey picture to place in it."""

    content: str
    media: tuple[float, float, float, float] = (0, 0, 595, 842)
    crop: tuple[float, float, float, float] | None = None
    rotate: int = 0
    picture: tuple[int, int, bytes] | None = None


def say(x: float, y: float, text: str, size: float = 11, font: str = "F1", mode: int = 0) -> str:
    """Text at a point, in points from the bottom left; `F1` regular, `F2` bold, `F3` Chinese, `F4` unmapped, `F5`
    Chinese from top to bottom, `F6` Hebrew by small letters, `F7` regular with thick stems."""
    if font in ("F3", "F4", "F5"):
        shown = "<" + text.encode("utf-16-be").hex() + ">"
    else:
        shown = "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
    return f"BT {mode} Tr /{font} {size} Tf {x} {y} Td {shown} Tj ET\n"


def turned(x: float, y: float, text: str, quarters: int, size: float = 11) -> str:
    """Text that begins at a point and runs upwards (1), upside down (2) or downwards (3)."""
    a, b = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarters]
    return f"BT /F1 {size} Tf {a} {b} {-b} {a} {x} {y} Tm ({text}) Tj ET\n"


def lines(x: float, y: float, texts: Sequence[str], size: float = 11, leading: float = 14, font: str = "F1") -> str:
    """Lines below each other."""
    return "".join(say(x, y - k * leading, text, size, font) for k, text in enumerate(texts))


def pdf(*sheets: Sheet | str, title: str = "") -> bytes:
    """A whole file."""
    objects: list[bytes] = [b"", b"", HELVETICA, BOLD, SONG, UNMAPPED, UPRIGHT_SONG, HEBREW % 10, REGULAR]
    objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(HEBREW_MAP), HEBREW_MAP))
    kids = []
    for sheet in (Sheet(s) if isinstance(s, str) else s for s in sheets):
        body = sheet.content.encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body))
        content = len(objects)
        pictures = b""
        if sheet.picture:
            width, height, grey = sheet.picture
            data = zlib.compress(grey)
            objects.append(
                b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
                b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (width, height, len(data), data)
            )
            pictures = b"/XObject << /Im %d 0 R >>" % len(objects)
        crop = b"/CropBox [%g %g %g %g]" % sheet.crop if sheet.crop else b""
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [%g %g %g %g] %s /Rotate %d /Contents %d 0 R /Resources << "
            b"/Font << /F1 3 0 R /F2 4 0 R /F3 5 0 R /F4 6 0 R /F5 7 0 R /F6 8 0 R /F7 9 0 R >> %s >> >>"
            % (*sheet.media, crop, sheet.rotate, content, pictures)
        )
        kids.append(len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % k for k in kids))
    objects.append(b"<< /Title (%s) >>" % title.encode("cp1252"))
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects)))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def locked(data: bytes, password: str) -> bytes:
    """The file behind a password."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


STRIPES = bytes((k // 40 % 2) * 200 for k in range(200 * 280))  # a picture that is plainly not blank
SCAN = Sheet("q 595 0 0 842 0 0 cm /Im Do Q", picture=(200, 280, STRIPES))
