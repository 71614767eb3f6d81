"""Made PDFs: manuals of any length, as text and as scans, written byte by byte for measuring ingestion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import cv2
import numpy as np

from assist.case.photo import Pixels

A4 = (595, 842)
JPEG_QUALITY = 80
_FONTS = b"<< /F1 3 0 R /F2 4 0 R >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
_VERBS = ("Press", "Hold", "Open", "Close", "Clean", "Check", "Remove", "Insert", "Turn", "Fasten")
_THINGS = ("cover", "filter", "tray", "switch", "cable", "lamp", "hose", "valve", "sensor", "battery")
_WHY = ("before first use", "once a month", "until it clicks", "when the lamp blinks", "after ten minutes")


class Writer:
    """A PDF written page by page into an open file, so that a long one is never in memory."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._places: dict[int, int] = {}
        self._kids: list[int] = []
        self._next = 5
        out.write(b"%PDF-1.7\n")
        self._object(3, _FONT % b"Helvetica")
        self._object(4, _FONT % b"Helvetica-Bold")

    def text(self, content: str) -> None:
        """A page by its content stream."""
        self._page(content.encode("cp1252"), b"")

    def picture(self, grey: Pixels) -> None:
        """A page that is one grey picture, a JPEG as scanners make it."""
        data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1].tobytes()
        number = self._stream(
            b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 "
            b"/Filter /DCTDecode" % (grey.shape[1], grey.shape[0]), data,
        )  # fmt: skip
        self._page(b"q %d 0 0 %d 0 0 cm /Im Do Q" % A4, b"/XObject << /Im %d 0 R >>" % number)

    def close(self) -> None:
        self._object(1, b"<< /Type /Catalog /Pages 2 0 R >>")
        kids = b" ".join(b"%d 0 R" % kid for kid in self._kids)
        self._object(2, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(self._kids), kids))
        start = self._out.tell()
        self._out.write(b"xref\n0 %d\n0000000000 65535 f \n" % self._next)
        self._out.write(b"".join(b"%010d 00000 n \n" % self._places[number] for number in range(1, self._next)))
        self._out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (self._next, start))

    def _page(self, content: bytes, more: bytes) -> None:
        stream = self._stream(b"", content)
        self._object(
            self._new(),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << /Font %s %s >> >>"
            % (*A4, stream, _FONTS, more),
        )
        self._kids.append(self._next - 1)

    def _stream(self, head: bytes, data: bytes) -> int:
        number = self._new()
        self._object(number, b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(data), data))
        return number

    def _new(self) -> int:
        self._next += 1
        return self._next - 1

    def _object(self, number: int, body: bytes) -> None:
        self._places[number] = self._out.tell()
        self._out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))


def write_text(file: Path, pages: int, seed: int = 0) -> None:
    """A text manual: headings, numbered steps, paragraphs and a ruled table on every fourth page; 330 words a page."""
    with file.open("wb") as out:
        writer = Writer(out)
        for content in contents(pages, seed):
            writer.text(content)
        writer.close()


def write_scan(file: Path, pictures: Iterable[Pixels]) -> None:
    """A scan, one grey picture a page."""
    with file.open("wb") as out:
        writer = Writer(out)
        for grey in pictures:
            writer.picture(grey)
        writer.close()


def contents(pages: int, seed: int = 0) -> Iterator[str]:
    """Content streams of a text manual."""
    chance = np.random.default_rng(seed)
    for number in range(1, pages + 1):
        lines = [_say(60, 790, f"Chapter {number}: the {_one(chance, _THINGS)}", 16, "F2")]
        top = 760.0
        for step in range(1, 25):
            words = f"{step}. {_sentence(chance)} {_sentence(chance)}"
            lines.append(_say(60, top, words[:95], 10))
            top -= 15
        if number % 4 == 0:
            lines.append(_table(top - 20, chance))
        else:
            lines += [_say(60, top - 14 * k, _sentence(chance) + " " + _sentence(chance), 10) for k in range(18)]
        lines.append(_say(290, 30, str(number), 9))
        yield "".join(lines)


def _sentence(chance: np.random.Generator) -> str:
    other = _one(chance, _THINGS)
    return f"{_one(chance, _VERBS)} the {other} E{chance.integers(1, 99):02d} {_one(chance, _WHY)}."


def _one(chance: np.random.Generator, words: tuple[str, ...]) -> str:
    return words[int(chance.integers(len(words)))]


def _say(x: float, y: float, text: str, size: float, font: str = "F1") -> str:
    return f"BT /{font} {size} Tf {x} {y} Td ({text}) Tj ET\n"


def _table(top: float, chance: np.random.Generator) -> str:
    rows = "".join(
        _say(66, top - 18 * k, f"E{k:02d}", 10) + _say(140, top - 18 * k, _sentence(chance), 10) for k in range(10)
    )
    across = "".join(f"60 {top + 13 - 18 * k} m 500 {top + 13 - 18 * k} l S\n" for k in range(11))
    down = "".join(f"{x} {top + 13} m {x} {top - 167} l S\n" for x in (60, 130, 500))
    return rows + across + down
