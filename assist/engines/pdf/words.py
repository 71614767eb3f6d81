"""Words: a page's text layer as words with their edges, from pdfium's characters.

Every question to pdfium costs 0.4 to 0.8 us, so the text comes in one piece, only the first and the last character of
a word are asked for their boxes, and a baseline is asked for its direction once: 590 words a page in 8 ms with lines,
columns and tables, where it was 12 (one core of two busy ones, 2026-11-21).
"""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass
from typing import Any

from assist.case.page.segments import SLANTED, Token
from assist.engines.pdf.frame import Frame

WIDE = "\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
# Chinese and Japanese have no spaces: runs of at most eight characters, so that a highlighted box stays short.
WORDS = re.compile(
    rf"[{WIDE}]{{1,8}}|[.·…_-]{{4,}}|"
    rf"(?:[^\s\x00-\x20\xa0\u200b\ufeff.·…_{WIDE}-]+|(?![.·…_-]{{4}})[.·…_-])+\x02?"
)
LEADERS = re.compile(r"[.·…_-]{4,}")
BULLETS = str.maketrans({"\uf0b7": "•", "\uf0a7": "•", "\uf06e": "•", "\uf0d8": "•", "\uf0fc": "✓", "\u0000": None})
MAX_CHARS = 400_000  # of one page; the densest manual page of the development set has 12,000
SAMPLED = 200  # characters of a page that are asked whether they map to anything
STRAIGHT = 0.15  # of a right angle: scans and tilted labels stay below it, watermarks do not
LEVEL = 0.5  # points: words whose edges are as near stand on one baseline
BROKEN_WORD = re.compile(r"[^\W\d_]{3,}-$")
NEXT_LINE = re.compile(r"[ ]*\r?\n")
HYPHENS = "\u0002\u00ad"
LINE_END_HYPHEN = "\ufffe"  # as pdfium's whole text has it; its characters have U+0002


@dataclass(frozen=True, slots=True)
class TextLayer:
    """A page's words; how many characters it has, how many map to nothing, lie off the page; the share not painted."""

    tokens: list[Token]
    chars: int
    unmapped: int
    outside: int
    hidden: float


def text_layer(text: Any, frame: Frame, look_hidden: bool) -> TextLayer:
    """The words of an open text page; the lock is held."""
    import pypdfium2.raw as raw

    handle = text.raw
    string = _string(handle)
    rect = raw.FS_RECTF()
    place = ctypes.byref(rect)
    box_of, angle_of, weight_of = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharAngle, raw.FPDFText_GetFontWeight
    edges, width, height = frame.edges, frame.width, frame.height
    tokens: list[Token] = []
    chars = outside = unpainted = 0
    seen: set[tuple[str, int, int]] = set()  # shadows are printed as the same word again, a hair beside it
    end, turn, level = 0, 0, (-1.0, -1.0)
    for match in WORDS.finditer(string):
        first, last = match.span()
        word = match[0]
        fresh, end = "\n" in string[end:first] or string[end - 1 : end] == "\u0002", last
        chars += last - first
        box_of(handle, first, place)
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        if last - first > 1:
            box_of(handle, last - 1, place)
            left, bottom = min(left, rect.left), min(bottom, rect.bottom)
            right, top = max(right, rect.right), max(top, rect.top)
        a, b, c, d = edges(left, bottom, right, top)
        if not (0 <= a + c <= 2 * width and 0 <= b + d <= 2 * height):
            outside += last - first
            continue
        if look_hidden and _unpainted(handle, first):
            unpainted += last - first
        if word[0] in ".·…_-" and LEADERS.fullmatch(word):
            continue
        if fresh or abs(bottom - level[0]) > LEVEL or abs(top - level[1]) > LEVEL:
            turn, level = _turn(angle_of(handle, first), frame), (bottom, top)
        size = (c - a) if turn in (1, 3) else (d - b)
        word, hyphen = cleaned(word, string, last)
        twin = (word, round(a), round(b))
        if word and twin not in seen:
            seen.add(twin)
            tokens.append(Token(word, a, b, c, d, max(size, 1.0), weight_of(handle, first) >= 600, turn, hyphen, fresh))
    return TextLayer(tokens, chars, _unmapped(handle, string), outside, unpainted / chars if chars else 0.0)


def _string(handle: Any) -> str:
    """The page's characters, one of the string for each of pdfium's."""
    import pypdfium2.raw as raw

    count = min(raw.FPDFText_CountChars(handle), MAX_CHARS)
    buffer = (ctypes.c_ushort * (count + 1))()
    if count and raw.FPDFText_GetText(handle, 0, count, buffer) == count + 1:
        whole = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
        if len(whole) == count:  # else it left characters out, or needs two units for one
            return whole.replace(LINE_END_HYPHEN, "\u0002")
    read = raw.FPDFText_GetUnicode
    codes = [read(handle, k) for k in range(count)]
    return "".join([chr(c) if c < 0x110000 and not 0xD800 <= c < 0xE000 else "\ufffd" for c in codes])


def _unmapped(handle: Any, string: str) -> int:
    """How many characters map to nothing, counted on a sample."""
    import pypdfium2.raw as raw

    broken = raw.FPDFText_HasUnicodeMapError
    step = max(1, len(string) // SAMPLED)
    return step * sum(1 for k in range(0, len(string), step) if string[k] > " " and broken(handle, k) == 1)


def _turn(angle: float, frame: Frame) -> int:
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
    if word.isascii() and word[-1] != "-" and "\u0002" not in word:
        return word, False
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
