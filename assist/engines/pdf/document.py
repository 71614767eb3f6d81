"""PDF files through pdfium: words with boxes in reading order, facts about each page, pictures of pages.

pdfium is not thread-safe, not even across documents, so every call holds one lock; a damaged file can still make it
loop or crash, which is why the library reads manuals in a process of their own (`process.py`).

Not covered: text drawn as outlines (the library reads such pages by OCR), form fields' values, annotations.
"""

from __future__ import annotations

import ctypes
import math
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from assist.case.page.layout import arrange
from assist.case.page.segments import SLANTED, Rules, Token
from assist.case.page.sheet import Facts, Sheet
from assist.case.passages import Page
from assist.case.photo import Pixels
from assist.errors import ManualError

WIDE = "\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
# Chinese and Japanese have no spaces: runs of at most eight characters, so that a highlighted box stays short.
WORDS = re.compile(rf"[{WIDE}]{{1,8}}|[.·…_-]{{4,}}|(?:(?![.·…_-]{{4}})[^\s\x00-\x20\xa0\u200b\ufeff{WIDE}])+\x02?")
LEADERS = re.compile(r"[.·…_-]{4,}")
BULLETS = str.maketrans({"\uf0b7": "•", "\uf0a7": "•", "\uf06e": "•", "\uf0d8": "•", "\uf0fc": "✓", "\u0000": None})
HEADER = 1024  # bytes at either end of a file in which it says that it is a PDF
MAX_OBJECTS = 6000  # drawings hold 100,000 paths; what a page is made of shows in the first few thousand
MAX_CHARS = 400_000  # of one page; the densest manual page of the development set has 12,000
SAMPLED = 500  # characters of a page that are asked whether they map to anything
MAX_SIDE = 6000  # pixels of a rendered page
STRAIGHT = 0.15  # of a right angle: scans and tilted labels stay below it, watermarks do not
THIN = 2.5  # points: what is thinner is a line
SHORTEST_RULE = 18.0  # points
GRID_SIDE = 120.0  # points: a path wider than this may be a table's whole grid
MAX_GRID = 600  # pieces of such a path
BROKEN_WORD = re.compile(r"[^\W\d_]{3,}-$")
NEXT_LINE = re.compile(r"[ ]*\r?\n")
HYPHENS = "\u0002\u00ad"

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
                # By its path, pdfium reads of a scan of 200 MB what a page needs.
                self._document = pdfium.PdfDocument(source, password=password)
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
    frame = _Frame(page)
    facts, rules = _objects(page, frame)
    tokens, chars, unmapped, outside, hidden = _tokens(text, frame, facts.image_share > 0.5)
    words, lines = arrange(tokens, frame.width, frame.height, rules)
    facts = Facts(
        chars=chars, unmapped=unmapped, outside=outside, hidden=hidden, images=facts.images,
        image_share=facts.image_share, paths=facts.paths,
    )  # fmt: skip
    page_ = Page("", number, round(frame.width, 2), round(frame.height, 2), words=words, lines=lines)
    return Sheet(page_, facts)


class _Frame:
    """From the file's user space to points of the upright, cropped page, y down."""

    def __init__(self, page: Any) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.turn = (page.get_rotation() // 90) % 4  # clockwise
        across, up = max(self.right - self.left, 1e-3), max(self.top - self.bottom, 1e-3)
        self.width, self.height = (across, up) if self.turn % 2 == 0 else (up, across)

    def edges(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom on the upright page."""
        if self.turn == 0:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        if self.turn == 1:
            return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        if self.turn == 2:
            return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        return self.top - top, self.right - right, self.top - bottom, self.right - left


def _tokens(text: Any, frame: _Frame, look_hidden: bool) -> tuple[list[Token], int, int, int, float]:
    """The page's words; how many characters it has, how many map to nothing, lie off the page, share not painted.

    Only the first and the last character of a word are asked for their boxes: 0.6 us each, 0.5 ms a page.
    """
    import pypdfium2.raw as raw

    handle = text.raw
    count = min(raw.FPDFText_CountChars(handle), MAX_CHARS)
    read = raw.FPDFText_GetUnicode
    codes = [read(handle, k) for k in range(count)]
    string = "".join([chr(c) if c < 0x110000 and not 0xD800 <= c < 0xE000 else "\ufffd" for c in codes])
    broken = raw.FPDFText_HasUnicodeMapError
    step = max(1, count // SAMPLED)
    unmapped = step * sum(1 for k in range(0, count, step) if codes[k] > 0x20 and broken(handle, k) == 1)
    rect = raw.FS_RECTF()
    place = ctypes.byref(rect)
    box_of, angle_of, weight_of = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharAngle, raw.FPDFText_GetFontWeight
    tokens: list[Token] = []
    chars = outside = unpainted = 0
    seen: set[tuple[str, int, int]] = set()  # shadows are printed as the same word again, a hair beside it
    end = 0
    for match in WORDS.finditer(string):
        first, last = match.span()
        fresh, end = "\n" in string[end:first] or string[end - 1 : end] == "\u0002", last
        chars += last - first
        box_of(handle, first, place)
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        if last - first > 1:
            box_of(handle, last - 1, place)
            left, bottom = min(left, rect.left), min(bottom, rect.bottom)
            right, top = max(right, rect.right), max(top, rect.top)
        a, b, c, d = frame.edges(left, bottom, right, top)
        if not (0 <= (a + c) / 2 <= frame.width and 0 <= (b + d) / 2 <= frame.height):
            outside += last - first
            continue
        if look_hidden and _unpainted(handle, first):
            unpainted += last - first
        if LEADERS.fullmatch(match[0]):
            continue
        turn = _turn(angle_of(handle, first), frame)
        size = (c - a) if turn in (1, 3) else (d - b)
        word, hyphen = cleaned(match[0], string, last)
        twin = (word, round(a), round(b))
        if word and twin not in seen:
            seen.add(twin)
            tokens.append(Token(word, a, b, c, d, max(size, 1.0), weight_of(handle, first) >= 600, turn, hyphen, fresh))
    return tokens, chars, unmapped, outside, unpainted / chars if chars else 0.0


def _turn(angle: float, frame: _Frame) -> int:
    """Quarter turns of a baseline on the upright page; `SLANTED` for text across the page (watermarks)."""
    quarters = angle / (math.pi / 2)
    if abs(quarters - round(quarters)) > STRAIGHT:
        return SLANTED
    turn: int = (round(quarters) - frame.turn) % 4
    return turn


def cleaned(word: str, string: str, end: int) -> tuple[str, bool]:
    """The word without soft hyphens and private bullets; and whether it goes on in the next line.

    pdfium marks a hyphen at a line's end as U+0002.  It is kept as a hyphen where the next line begins with a
    capital or a digit ("JK-" / "B1A24S"), which is a designation more often than a broken word.
    """
    ends = word[-1] in HYPHENS or bool(BROKEN_WORD.match(word) and NEXT_LINE.match(string, end))
    word = word.translate(BULLETS)
    if not ends:
        return word.replace("\u0002", "-").replace("\u00ad", ""), False
    after = string[end : end + 6].lstrip("\r\n \x02")
    joins = bool(after) and after[0].islower()
    body = word.rstrip(HYPHENS + "-").replace("\u0002", "-").replace("\u00ad", "")
    if word[-1] == "\u00ad" or (joins and not body.isupper()):
        return body, True
    return body + "-", bool(after)


def _unpainted(handle: Any, index: int) -> bool:
    import pypdfium2.raw as raw

    thing = raw.FPDFText_GetTextObject(handle, index)
    return bool(thing) and raw.FPDFTextObj_GetTextRenderMode(thing) == raw.FPDF_TEXTRENDERMODE_INVISIBLE


def _objects(page: Any, frame: _Frame) -> tuple[Facts, Rules]:
    """What the page is drawn of: pictures, paths and ruling lines."""
    import pypdfium2.raw as raw

    edges = [ctypes.c_float() for _ in range(4)]
    left, bottom, right, top = edges
    places = [ctypes.byref(edge) for edge in edges]
    boxes: list[tuple[float, float, float, float]] = []
    images = paths = 0
    covered = 0.0
    for k in range(min(raw.FPDFPage_CountObjects(page.raw), MAX_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page.raw, k)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_TEXT or not raw.FPDFPageObj_GetBounds(thing, *places):
            continue
        a, b, c, d = frame.edges(left.value, bottom.value, right.value, top.value)
        a, b, c, d = max(a, 0.0), max(b, 0.0), min(c, frame.width), min(d, frame.height)
        if c <= a and d <= b:
            continue
        if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
            images += 1
            covered += max(0.0, c - a) * max(0.0, d - b)
        else:
            paths += 1
            if kind == raw.FPDF_PAGEOBJ_PATH:
                boxes += _parts(thing, (a, b, c, d), frame)
    share = min(1.0, covered / (frame.width * frame.height))
    return Facts(images=images, image_share=round(share, 4), paths=paths), _rules(boxes)


def _parts(
    thing: Any, whole: tuple[float, float, float, float], frame: _Frame
) -> list[tuple[float, float, float, float]]:
    """A path's own box, or the boxes of its lines where it draws a whole grid at once."""
    import pypdfium2.raw as raw

    count = raw.FPDFPath_CountSegments(thing)
    large = whole[2] - whole[0] > GRID_SIDE and whole[3] - whole[1] > GRID_SIDE / 4
    if not large or not 6 <= count <= MAX_GRID:
        return [whole]
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(thing, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    parts: list[tuple[float, float, float, float]] = []
    last: tuple[float, float] | None = None
    for k in range(count):
        piece = raw.FPDFPath_GetPathSegment(thing, k)
        raw.FPDFPathSegment_GetPoint(piece, ctypes.byref(x), ctypes.byref(y))
        at = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if last is not None and raw.FPDFPathSegment_GetType(piece) == raw.FPDF_SEGMENT_LINETO:
            parts.append(
                frame.edges(min(last[0], at[0]), min(last[1], at[1]), max(last[0], at[0]), max(last[1], at[1]))
            )
        last = at
    return parts


def _rules(boxes: Sequence[tuple[float, float, float, float]]) -> Rules:
    """Ruling lines among drawn boxes: thin ones, and the edges of framed or filled cells."""
    across: list[tuple[float, float, float]] = []
    down: list[tuple[float, float, float]] = []
    for a, b, c, d in boxes:
        wide, high = c - a, d - b
        if high < THIN and wide > SHORTEST_RULE:
            across.append((a, c, (b + d) / 2))
        elif wide < THIN and high > SHORTEST_RULE / 2:
            down.append((b, d, (a + c) / 2))
        elif wide > SHORTEST_RULE and high > SHORTEST_RULE / 2:
            across += [(a, c, b), (a, c, d)]
            down += [(b, d, a), (b, d, c)]
    return Rules(tuple(across), tuple(down))
