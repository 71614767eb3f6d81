"""Turned: text whose characters pdfium strings together in another order than they are read in.

pdfium joins what stands level and reads it from left to right, whatever its direction: of a panel printed upside down
it gives every word backwards, of a turned page often every letter as a line of its own, and of Arabic and Hebrew words
some in the order of reading and some in that of the page.  Where the characters stand is not in doubt, so such words
are put together again from there.
"""

from __future__ import annotations

import ctypes
import itertools
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from assist.case.page.layout import turned, turned_back
from assist.case.page.segments import MIRRORED, SLANTED, Token
from assist.engines.pdf.frame import Frame

LEVEL = 0.4  # of a line's height: characters whose middles are as near stand on one baseline
SHARED = 0.5  # of the lower of two characters' heights that both share on one line
SPACE = 0.09  # of a line's height: a wider gap parts two words; pdfium's loose boxes leave none inside a word
TOUCHING = 0.06  # of a line's height between two pieces of one word
AMISS = 0.15  # of the neighbours on turned lines; a page of sound ones has none
LEAST = 3
LIGATURES = frozenset({"ff", "fi", "fl", "ffi", "ffl"})
HALF = 0.01  # points: pdfium gives a ligature's letters equal parts of its box, always from left to right
RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")
WIDE_RUN = 8  # characters of a Chinese or Japanese word, as elsewhere


def amiss(tokens: Sequence[Token], width: float, height: float) -> bool:
    """Whether words of turned lines stand backwards or in pieces; `tokens` are those whose baseline is turned."""
    placed = [turned(token, width, height) for token in tokens if token.turn not in (SLANTED, MIRRORED)]
    pairs = wrong = 0
    for a, b in itertools.pairwise(placed):
        if a.turn != b.turn or abs(a.top + a.bottom - b.top - b.bottom) > LEVEL * (a.size + b.size):
            continue
        pairs += 1
        gap = b.left - a.right
        wrong += b.right <= a.left + 1 or (b.fresh and abs(gap) < TOUCHING * a.size)
    return wrong >= LEAST and wrong >= AMISS * pairs


def rebuilt(
    handle: Any, string: str, frame: Frame, turn_of: Callable[[float], int], bold: Callable[[int], bool]
) -> list[Token]:
    """The words of all characters whose baseline is turned in the file, from where each character stands."""
    import pypdfium2.raw as raw

    rect = raw.FS_RECTF()
    place = ctypes.byref(rect)
    letters: list[Token] = []
    for k, ch in enumerate(string):
        if ch <= " " or ch == "\xa0":
            continue
        angle = raw.FPDFText_GetCharAngle(handle, k)
        if not is_turned(angle):
            continue
        raw.FPDFText_GetLooseCharBox(handle, k, place)
        turn = turn_of(angle)
        a, b, c, d = frame.edges(rect.left, rect.bottom, rect.right, rect.top)
        if turn != SLANTED and 0 <= a + c <= 2 * frame.width and 0 <= b + d <= 2 * frame.height:
            size = (c - a) if turn in (1, 3) else (d - b)
            letter = Token(ch, a, b, c, d, max(size, 1.0), turn=turn, bold=bold(k))
            if letters and letters[-1].text + ch in LIGATURES and _halves(letters[-1], letter):
                letter = _joined([letters.pop(), letter])
            letters.append(letter)
    words: list[Token] = []
    for turn in sorted({letter.turn for letter in letters}):
        mine = [turned(letter, frame.width, frame.height) for letter in letters if letter.turn == turn]
        for line in _lines(mine):
            words += [turned_back(word, frame.width, frame.height) for word in _words(line)]
    return words


def is_turned(angle: float) -> bool:
    """Whether a baseline runs otherwise than from left to right in the file's own space; slanted ones do."""
    return 0.1 < angle % 6.2832 < 6.18


def in_order(handle: Any, first: int, last: int, word: str) -> str:
    """The characters `first` to `last` by where they stand: right-to-left letters from the right, others from the left.

    A word that holds both (a price in Arabic) is returned as it is.
    """
    import pypdfium2.raw as raw

    rect = raw.FS_RECTF()
    places: list[tuple[float, str]] = []
    for k, ch in zip(range(first, last), word, strict=True):
        raw.FPDFText_GetLooseCharBox(handle, k, ctypes.byref(rect))
        places.append((rect.left + rect.right, ch))
    letters = {is_rtl(ch) for ch in word if ch.isalnum()}
    if len(letters) != 1:
        return word
    leftwards = letters == {True}
    return "".join(ch for _, ch in sorted(places, key=lambda place: place[0], reverse=leftwards))


def is_rtl(ch: str) -> bool:
    """A Hebrew or Arabic letter."""
    return bool(RTL.match(ch))


def is_rtl_word(word: str) -> bool:
    return any(unicodedata.bidirectional(ch) in ("R", "AL") for ch in RTL.findall(word))


def _halves(a: Token, b: Token) -> bool:
    """Whether two characters are parts of one ligature: equal boxes side by side."""
    across, down = (a.right - a.left) / (len(a.text) or 1), (a.bottom - a.top) / (len(a.text) or 1)
    level = abs(a.top - b.top) + abs(a.bottom - b.bottom) < HALF and abs(across - (b.right - b.left)) < HALF
    upright = abs(a.left - b.left) + abs(a.right - b.right) < HALF and abs(down - (b.bottom - b.top)) < HALF
    apart = max(a.left, b.left) - min(a.right, b.right) if level else max(a.top, b.top) - min(a.bottom, b.bottom)
    return (level or upright) and abs(apart) < HALF


def _joined(word: Sequence[Token]) -> Token:
    return word[0]._replace(
        text="".join(t.text for t in word), left=min(t.left for t in word), top=min(t.top for t in word),
        right=max(t.right for t in word), bottom=max(t.bottom for t in word),
    )  # fmt: skip


def _lines(letters: Sequence[Token]) -> list[list[Token]]:
    lines: list[list[Token]] = []
    tallest: Token | None = None
    for letter in sorted(letters, key=lambda t: (t.top + t.bottom, t.left)):
        shared = min(tallest.bottom, letter.bottom) - max(tallest.top, letter.top) if tallest else 0.0
        if tallest and shared > SHARED * min(tallest.size, letter.size):
            lines[-1].append(letter)
            tallest = letter if letter.size > tallest.size else tallest
        else:
            lines.append([letter])
            tallest = letter
    return [sorted(line, key=lambda t: t.left) for line in lines]


def _words(line: Sequence[Token]) -> list[Token]:
    words: list[list[Token]] = []
    for letter in line:
        last = words[-1][-1] if words else None
        wide = letter.text > "\u2e80"
        if (
            last
            and letter.left - last.right < SPACE * max(last.size, letter.size)
            and wide == (last.text > "\u2e80")
            and not (wide and len(words[-1]) >= WIDE_RUN)
        ):
            words[-1].append(letter)
        else:
            words.append([letter])
    return [_joined(word)._replace(fresh=k == 0) for k, word in enumerate(words)]
