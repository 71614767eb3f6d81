"""Segments: a page's words joined along their baselines, with list marks, cut at gaps and ruling lines.

All lengths are in points of the upright page, y down.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

# All set on the 916 pages of the development manuals, 2026-11-21, so that most gold quotes stand in one passage.
SEGMENT_GAP = 1.2  # a gap of more than this many line heights begins a new segment
FRESH_GAP = 0.5  # so does one of this many where the file itself begins anew
MARK_GAP = 4.0  # a list mark belongs to text that begins within so many line heights
MARK_TIMES = 3  # a lone sign is a list mark where it stands so often below itself
SAME_RULE = 1.5  # points between two drawn lines that are one ruling line

SLANTED = 4  # a token's `turn` where it stands across the page, as watermarks do
MIRRORED = 5  # and where it is text from right to left, arranged as the mirrored page's from left to right

MARK = re.compile(r"^(?:[•●○■□◆◇▪▶►·–—*✓✔➢➤→※✦-]|\(?\d{1,2}[.)）、]|[a-zA-Zа-яА-Я][.)]|[①-⑳])$")
PICTOGRAM = re.compile(r"^[nlqutpozmvüØ§à¡¢]$")  # what bullets of Wingdings and Zapf Dingbats come out as

# Where all letters stand that are written from right to left; a search for one costs a hundredth of asking each.
LEFTWARDS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


class Token(NamedTuple):
    """A word as an engine read it: its text, its edges in points, line height, weight and direction.

    `turn` counts quarter turns of its baseline, counter-clockwise, or is `SLANTED` or `MIRRORED`; `hyphen` is true
    where a hyphen at the end of its line was taken away because the word goes on; `fresh` where the file begins a new
    line with it; `printed` are its edges on the page where it is arranged elsewhere, as on a levelled scan.
    A tuple, for a page has 600, and a frozen dataclass takes four times as long to make.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool = False
    turn: int = 0
    hyphen: bool = False
    fresh: bool = False
    printed: tuple[float, float, float, float] | None = None

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom on the page."""
        return self.printed or (self.left, self.top, self.right, self.bottom)


@dataclass(frozen=True, slots=True)
class Rules:
    """Ruling lines: `across` as (left, right, y), `down` as (top, bottom, x)."""

    across: tuple[tuple[float, float, float], ...] = ()
    down: tuple[tuple[float, float, float], ...] = ()

    def merged(self) -> Rules:
        """Pieces drawn cell by cell joined to whole lines."""
        return Rules(_joined(self.across), _joined(self.down))


@dataclass(frozen=True, slots=True)
class Segment:
    """Tokens on one baseline without a wide gap between them."""

    tokens: tuple[Token, ...]
    left: float
    top: float
    right: float
    bottom: float
    middle: float  # the median word's: a large bullet before the text must not lift it
    weight: int
    cells: tuple[int, ...] = ()  # where a drawn table's row is one segment: the first token of each of its cells
    table: int = 0  # the number of that table, 0 for other text

    @classmethod
    def of(cls, tokens: Sequence[Token]) -> Segment:
        return cls(
            tuple(tokens), min(t.left for t in tokens), min(t.top for t in tokens),
            max(t.right for t in tokens), max(t.bottom for t in tokens),
            sorted((t.top + t.bottom) / 2 for t in tokens)[len(tokens) // 2],
            sum(_weight(t.text) for t in tokens) + len(tokens) - 1,
        )  # fmt: skip

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)


def segments_of(tokens: Sequence[Token], rules: Rules) -> list[Segment]:
    """Neighbours in the file's own order that share a baseline, joined; then those that touch across that order."""
    runs: list[list[Token]] = []
    for token in tokens:
        if runs and _follows(runs[-1][-1], token, rules):
            runs[-1].append(token)
        else:
            runs.append([token])
    segments = sorted((Segment.of(run) for run in runs), key=lambda s: (round(s.middle), s.left))
    joined: list[Segment] = []
    for segment in segments:
        if joined and _touches(joined[-1], segment, rules):
            joined[-1] = Segment.of(joined[-1].tokens + segment.tokens)
        else:
            joined.append(segment)
    return _with_marks(joined, rules)


def rows_of(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Segments at one height, from top to bottom, each row in writing direction."""
    rows: list[list[Segment]] = []
    low = high = 0.0
    for segment in sorted(segments, key=lambda s: (s.middle, s.left)):
        if rows and low <= segment.middle <= high:
            rows[-1].append(segment)
        else:
            rows.append([segment])
            quarter = segment.height / 4
            low, high = segment.top + quarter, segment.bottom - quarter
    return [sorted(row, key=lambda s: s.left, reverse=is_right_to_left(row)) for row in rows]


def _follows(a: Token, b: Token, rules: Rules) -> bool:
    gap = b.left - a.right
    widest = FRESH_GAP if b.fresh else SEGMENT_GAP
    if not -0.5 * a.size < gap < widest * min(a.size, b.size):
        return False
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared > 0.5 * min(a.bottom - a.top, b.bottom - b.top) and not _ruled(a, b, rules)


def _touches(a: Segment, b: Segment, rules: Rules) -> bool:
    size = min(a.tokens[-1].size, b.tokens[0].size)
    gap = b.left - a.right
    near = -0.3 * size < gap < FRESH_GAP * size and abs(a.middle - b.middle) < 0.35 * size
    return near and not _ruled(a.tokens[-1], b.tokens[0], rules)


def _ruled(a: Token, b: Token, rules: Rules) -> bool:
    """A vertical line stands between two neighbours."""
    if not rules.down:
        return False
    low, high = a.right - 1.5, b.left + 1.5
    middle = (a.top + a.bottom) / 2
    return any(low < x < high and top < middle < bottom for top, bottom, x in rules.down)


def _with_marks(segments: Sequence[Segment], rules: Rules) -> list[Segment]:
    """List marks joined to their text, so that a list is no table; bullets of picture fonts become bullets."""
    lone = Counter(_mark_key(s) for s in segments if len(s.tokens) == 1)
    merged: list[Segment] = []
    for segment in segments:  # sorted by height, then from left to right
        before = merged[-1] if merged else None
        if before is not None and len(before.tokens) == 1 and _leads(before, segment, lone, rules):
            mark = before.tokens[0]
            if PICTOGRAM.match(mark.text):
                mark = mark._replace(text="•")
            merged[-1] = Segment.of((mark, *segment.tokens))
        else:
            merged.append(segment)
    return merged


def _mark_key(segment: Segment) -> tuple[str, int]:
    return segment.tokens[0].text, round(segment.left / 3)


def _leads(mark: Segment, segment: Segment, lone: Counter[tuple[str, int]], rules: Rules) -> bool:
    text = mark.tokens[0].text
    often = PICTOGRAM.match(text) and lone[_mark_key(mark)] >= MARK_TIMES
    near = 0 < segment.left - mark.right < MARK_GAP * segment.height
    level = abs(mark.middle - segment.middle) < 0.5 * segment.height
    return bool(MARK.match(text) or often) and near and level and not _ruled(mark.tokens[0], segment.tokens[0], rules)


def _joined(lines: Sequence[tuple[float, float, float]]) -> tuple[tuple[float, float, float], ...]:
    """Lines at one height whose ends meet, as one."""
    merged: list[list[float]] = []
    for low, high, at in sorted(lines, key=lambda line: (round(line[2] / SAME_RULE), line[0])):
        last = merged[-1] if merged else None
        if last and abs(last[2] - at) <= SAME_RULE and low <= last[1] + 2 * SAME_RULE:
            last[1] = max(last[1], high)
        else:
            merged.append([low, high, at])
    return tuple((low, high, at) for low, high, at in merged)


def is_right_to_left(row: Sequence[Segment]) -> bool:
    """Whether most of its letters are Hebrew or Arabic; no for text that is mirrored already."""
    if any(t.turn == MIRRORED for s in row[:1] for t in s.tokens[:1]):
        return False
    return runs_leftwards("".join(t.text for s in row for t in s.tokens)[:80])


def runs_leftwards(text: str) -> bool:
    """Whether more letters are Hebrew or Arabic than others."""
    if text.isascii() or not LEFTWARDS.search(text):
        return False
    marks = [unicodedata.bidirectional(ch) for ch in text]
    return sum(m in ("R", "AL") for m in marks) > sum(m == "L" for m in marks)


def _weight(text: str) -> int:
    return len(text) if text.isascii() else sum(2 if ord(ch) > 0x2E80 else 1 for ch in text)
