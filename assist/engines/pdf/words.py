"""Words: a page's text layer as words with their edges, from pdfium's characters.

Every question to pdfium costs 0.4 to 0.8 us, so the text comes in one piece, only the first and the last character of
a word are asked for their boxes, and a baseline is asked for its direction once: 590 words a page in 8 ms with lines,
columns and tables, where it was 12 (one core of two busy ones, 2026-11-21).
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from assist.case.page.segments import SLANTED, Token
from assist.engines.pdf.frame import Frame
from assist.engines.pdf.painted import Doubt, doubt_of, is_unpainted
from assist.engines.pdf.turned import amiss, in_order, is_rtl_word, is_turned, rebuilt

WIDE = "\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
# Chinese and Japanese have no spaces: runs of at most eight characters, so that a highlighted box stays short.
WORDS = re.compile(
    rf"[{WIDE}]{{1,8}}|[.·…_-]{{4,}}|"
    rf"(?:[^\s\x00-\x20\xa0\u200b\ufeff.·…_{WIDE}-]+|(?![.·…_-]{{4}})[.·…_-])+\x02?"
)
LEADERS = re.compile(r"[.·…_-]{4,}")
SPACED_LEADERS = re.compile(r"(?:[.·…_][ \xa0]+){4,}[.·…_]?")  # a contents page set with a space after each dot
SIGNS = str.maketrans(
    {"\uf0b7": "•", "\uf0a7": "•", "\uf06e": "•", "\uf0d8": "•", "\uf0fc": "✓", "\u0000": None,
     "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
)  # fmt: skip
MAX_CHARS = 400_000  # of one page; the densest manual page of the development set has 12,000
SAMPLED = 200  # characters of a page that are asked whether they map to anything
STRAIGHT = 0.15  # of a right angle: scans and tilted labels stay below it, watermarks do not
LEVEL = 0.5  # points: words whose edges are as near stand on one baseline
BROKEN_WORD = re.compile(r"[^\W\d_]{3,}[-\u2010]$")
STACK = 1.25  # two characters below each other, the second a full stop, are higher than wide by more than this
BACKWARDS = 0.5  # points that a Latin word's first character stands to the right of its last
HEAVY = 600
BOLD = re.compile(r"bold|black|heavy|semi|demi|[-,]bd", re.IGNORECASE)
REGULAR = re.compile(r"regular|roman|book|light|thin|medium|normal|[-,]rg", re.IGNORECASE)
NEXT_LINE = re.compile(r"[ ]*\r?\n")
HYPHENS = "\u0002\u00ad"
LINE_END_HYPHEN = "\ufffe"  # as pdfium's whole text has it; its characters have U+0002


@dataclass(frozen=True, slots=True)
class TextLayer:
    """A page's words; how many characters it has, how many map to nothing, lie off the page; the share not painted.

    `starts` are the characters that the words begin with, `doubtful` the places among the words of those that may not
    be seen, and why.
    """

    tokens: list[Token]
    chars: int
    unmapped: int
    outside: int
    hidden: float
    starts: list[int]
    doubtful: dict[int, Doubt]


def text_layer(text: Any, frame: Frame, look_hidden: bool) -> TextLayer:
    """The words of an open text page; the lock is held."""
    import pypdfium2.raw as raw

    handle = text.raw
    string = _string(handle)
    rect = raw.FS_RECTF()
    place = ctypes.byref(rect)
    box_of, angle_of, weight_of = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharAngle, raw.FPDFText_GetFontWeight
    edges, width, height, weights = frame.edges, frame.width, frame.height, _Weights(handle)
    tokens: list[Token] = []
    starts: list[int] = []
    aslant: set[int] = set()  # words whose baseline is turned in the file's own space
    doubtful: dict[int, Doubt] = {}
    chars = outside = unpainted = 0
    seen: set[tuple[str, int, int]] = set()  # shadows are printed as the same word again, a hair beside it
    end, turn, level, tilted, doubt = 0, 0, (-1.0, -1.0), False, Doubt.NONE
    for match in WORDS.finditer(string):
        first, last = match.span()
        word = match[0]
        fresh, end = "\n" in string[end:first] or string[end - 1 : end] == "\u0002", last
        chars += last - first
        box_of(handle, first, place)
        begin = left = rect.left
        bottom, right, top = rect.bottom, rect.right, rect.top
        if last - first > 1:
            box_of(handle, last - 1, place)
            begin -= rect.left
            left, bottom = min(left, rect.left), min(bottom, rect.bottom)
            right, top = max(right, rect.right), max(top, rect.top)
        a, b, c, d = edges(left, bottom, right, top)
        if not (0 <= a + c <= 2 * width and 0 <= b + d <= 2 * height):
            outside += last - first
            continue
        unpainted += last - first if look_hidden and is_unpainted(handle, first) else 0
        if word[0] in ".·…_-" and LEADERS.fullmatch(word):
            continue
        if fresh or abs(bottom - level[0]) > LEVEL or abs(top - level[1]) > LEVEL:
            angle = angle_of(handle, first)
            turn, tilted, level = _turn(angle, frame), is_turned(angle), (bottom, top)
            doubt = doubt_of(handle, first, hidden=not look_hidden)
        if turn == 0 and not tilted and last - first > 1 and (begin > BACKWARDS or not word.isascii()):
            word = _as_read(handle, first, last, word, begin)
        way = _stacked(word, a, b, c, d, tokens) if turn == 0 and "\u2e80" <= word[0] < "\ua4d0" else turn
        size = (c - a) if way in (1, 3) else (d - b)
        word, hyphen = cleaned(word, string, last)
        twin = (word, round(a), round(b))
        if word and twin not in seen:
            seen.add(twin)
            doubtful |= {len(tokens): doubt} if doubt else {}
            aslant |= {len(tokens)} if tilted else set()
            starts.append(first)
            bold = weights.bold(first, weight_of(handle, first))
            tokens.append(Token(word, a, b, c, d, max(size, 1.0), bold, way, hyphen, fresh))
    hidden = unpainted / chars if chars else 0.0
    layer = TextLayer(tokens, chars, _unmapped(handle, string), outside, hidden, starts, doubtful)
    if not aslant or not amiss([tokens[k] for k in sorted(aslant)], width, height):
        return layer
    again = rebuilt(handle, string, frame, lambda angle: _turn(angle, frame), weights.of)
    return replace(layer, tokens=[t for k, t in enumerate(tokens) if k not in aslant] + again, starts=[], doubtful={})


class _Weights:
    """Which characters are bold: by the font's name where it says so, else by pdfium's measure of its stems.

    The measure alone calls the regular weight of many sans serifs bold (Noto Sans of a browser's print: 625 of 600).
    A page's fonts of one measure are one weight, so each measure is asked for its name once; the standard fonts that a
    file does not describe (Helvetica-Bold) have none.
    """

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self._known: dict[int, bool] = {}
        self._buffer, self._flags = ctypes.create_string_buffer(128), ctypes.c_int()
        self._bold: dict[bytes, bool] = {}

    def of(self, index: int) -> bool:
        import pypdfium2.raw as raw

        return self.bold(index, raw.FPDFText_GetFontWeight(self._handle, index))

    def bold(self, index: int, weight: int) -> bool:
        if weight < HEAVY:
            return weight <= 0 and self._is_bold(self._name(index))
        if weight not in self._known:
            name = self._name(index)
            self._known[weight] = not REGULAR.search(name.decode("latin-1")) or self._is_bold(name)
        return self._known[weight]

    def _is_bold(self, name: bytes) -> bool:
        if name not in self._bold:
            self._bold[name] = bool(BOLD.search(name.decode("latin-1")))
        return self._bold[name]

    def _name(self, index: int) -> bytes:
        import pypdfium2.raw as raw

        self._buffer[0] = b"\0"
        raw.FPDFText_GetFontInfo(self._handle, index, self._buffer, 128, self._flags)
        return self._buffer.value


def _as_read(handle: Any, first: int, last: int, word: str, begin: float) -> str:
    """A word of several characters on a level line, in the order of reading; `begin` is how far its first character
    stands to the right of its last."""
    if word.isascii():
        return in_order(handle, first, last, word) if begin > BACKWARDS else word
    return in_order(handle, first, last, word) if is_rtl_word(word) else word


def _stacked(word: str, a: float, b: float, c: float, d: float, tokens: Sequence[Token]) -> int:
    """The turn of Chinese or Japanese characters on an upright line: 3, as of text that runs downwards, where they
    stand below each other, or where a single one goes on a column of such."""
    if len(word) > 1:
        return 3 if d - b > STACK * (c - a) else 0
    last = tokens[-1] if tokens else None
    below = last is not None and last.turn == 3 and abs(last.left - a) < LEVEL * (c - a) and b >= last.bottom - LEVEL
    return 3 if below else 0


def _string(handle: Any) -> str:
    """The page's characters, one of the string for each of pdfium's."""
    import pypdfium2.raw as raw

    count = min(raw.FPDFText_CountChars(handle), MAX_CHARS)
    buffer = (ctypes.c_ushort * (count + 1))()
    if count and raw.FPDFText_GetText(handle, 0, count, buffer) == count + 1:
        whole = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
        if len(whole) == count:  # else it left characters out, or needs two units for one
            return _without_leaders(whole.replace(LINE_END_HYPHEN, "\u0002"))
    read = raw.FPDFText_GetUnicode
    codes = [read(handle, k) for k in range(count)]
    return _without_leaders("".join([chr(c) if c < 0x110000 and not 0xD800 <= c < 0xE000 else "\ufffd" for c in codes]))


def _without_leaders(string: str) -> str:
    """As long as before, with spaces for dots that lead from a name to its page."""
    return SPACED_LEADERS.sub(lambda found: " " * len(found[0]), string) if " . . ." in string else string


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
    turn: int = (-round(quarters) - frame.turn) % 4  # pdfium's angles count clockwise
    return turn


def cleaned(word: str, string: str, end: int) -> tuple[str, bool]:
    """The word without soft hyphens and private bullets; and whether it goes on in the next line.

    pdfium marks a hyphen at a line's end as U+0002.  It is kept as a hyphen where the next line begins with a
    capital or a digit ("JK-" / "B1A24S"), which is a designation more often than a broken word.
    """
    if word.isascii() and word[-1] != "-" and "\u0002" not in word:
        return word, False
    ends = word[-1] in HYPHENS or bool(BROKEN_WORD.match(word) and NEXT_LINE.match(string, end))
    word = word.translate(SIGNS)
    if not ends:
        return word.replace("\u0002", "-").replace("\u00ad", ""), False
    after = string[end : end + 6].lstrip("\r\n \x02")
    joins = bool(after) and after[0].islower()
    body = word.rstrip(HYPHENS + "-\u2010").replace("\u0002", "-").replace("\u00ad", "")
    if word[-1] == "\u00ad" or (joins and not body.isupper()):
        return body, True
    return body + "-", bool(after)
