"""Words of a page in reading order: lines, columns and rows of tables, found from where the words stand.

The method is a simple relative of the recursive XY-cut (Nagy and Seth, 1984): a page is cut from top to bottom into
bands that share a gutter, a band is either columns of prose (each arranged on its own, one after the other) or a
table (arranged row by row).  All lengths are in points of the upright page, y down.

It does not know vertical Japanese or Chinese writing, nor text along curves.
"""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assist.case.geometry import Box
from assist.case.passages import TextLine, Word

Interval = tuple[float, float]

# All set on the 916 pages of the development manuals, 2026-11-21, so that most gold quotes stand in one passage.
SEGMENT_GAP = 1.2  # a gap of more than this many line heights begins a new segment
GUTTER = 0.55  # the narrowest gutter between columns, in line heights
PROSE_WEIGHT = 20  # characters (wide ones count double) of the median line of a column of prose
PROSE_LINES = 3  # fewer lines than this are no column
PROSE_FILL = 0.5  # a column of prose fills at least this share of its width in its median line
RULES_OF_TABLE = 2  # so many horizontal lines across a gutter make a table


@dataclass(frozen=True, slots=True)
class Token:
    """A word as an engine read it: its text, its edges in points, line height, weight and direction.

    `turn` counts quarter turns of its baseline, counter-clockwise; `hyphen` is true where a hyphen at the end of
    its line was taken away because the word goes on.
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


@dataclass(frozen=True, slots=True)
class Segment:
    """Tokens on one baseline without a wide gap between them."""

    tokens: list[Token]
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of(cls, tokens: list[Token]) -> Segment:
        return cls(
            tokens, min(t.left for t in tokens), min(t.top for t in tokens),
            max(t.right for t in tokens), max(t.bottom for t in tokens),
        )  # fmt: skip

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def weight(self) -> int:
        return sum(_weight(t.text) for t in self.tokens) + len(self.tokens) - 1


class _Out:
    """The growing result: tokens in reading order and their lines."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.lines: list[TextLine] = []
        self.block = 0

    def line(self, segments: Sequence[Segment], *, cells: bool = False) -> None:
        first = len(self.tokens)
        starts = []
        for segment in segments:
            starts.append(len(self.tokens))
            self.tokens.extend(segment.tokens)
        tokens = self.tokens[first:]
        size = statistics.median(t.size for t in tokens)
        letters = sum(len(t.text) for t in tokens)
        bold = sum(len(t.text) for t in tokens if t.bold) > 0.6 * letters
        hyphen = tokens[-1].hyphen and not cells
        self.lines.append(
            TextLine(
                (first, len(self.tokens)), round(size, 1), bold, self.block, hyphen, tuple(starts) if cells else ()
            )
        )


def arrange(
    tokens: Sequence[Token], width: float, height: float, rules: Sequence[tuple[float, float, float]] = ()
) -> tuple[tuple[Word, ...], tuple[TextLine, ...]]:
    """The words in reading order with boxes in fractions of the page, and their lines.

    `width` and `height` are the upright page's, `rules` its horizontal ruling lines (left, right, y), all in points.
    Text turned by a quarter or a half is arranged in its own direction, after the text of the page's main direction.
    """
    out = _Out()
    turns = sorted({t.turn for t in tokens}, key=lambda turn: -sum(len(t.text) for t in tokens if t.turn == turn))
    for turn in turns:
        mine = [_turned(t, width, height) for t in tokens if t.turn == turn]
        page_width = width if turn % 2 == 0 else height
        _region(_segments(mine), page_width, rules if turn == 0 else (), out, depth=0)
    back = [_turned_back(t, width, height) for t in out.tokens]
    words = tuple(
        Word(t.text, Box.clamped(t.left / width, t.top / height, t.right / width, t.bottom / height)) for t in back
    )
    return words, tuple(out.lines)


def _turned(t: Token, width: float, height: float) -> Token:
    """The token on the page turned so that its text runs from left to right."""
    if t.turn == 0:
        return t
    if t.turn == 1:  # runs upwards: the page is turned clockwise
        return replace(t, left=height - t.bottom, right=height - t.top, top=t.left, bottom=t.right)
    if t.turn == 2:
        return replace(t, left=width - t.right, right=width - t.left, top=height - t.bottom, bottom=height - t.top)
    return replace(t, left=t.top, right=t.bottom, top=width - t.right, bottom=width - t.left)


def _turned_back(t: Token, width: float, height: float) -> Token:
    if t.turn == 0:
        return t
    if t.turn == 1:
        return replace(t, left=t.top, right=t.bottom, top=height - t.right, bottom=height - t.left)
    if t.turn == 2:
        return replace(t, left=width - t.right, right=width - t.left, top=height - t.bottom, bottom=height - t.top)
    return replace(t, left=width - t.bottom, right=width - t.top, top=t.left, bottom=t.right)


def _segments(tokens: Sequence[Token]) -> list[Segment]:
    """Neighbours in the engine's own order that share a baseline, joined; then those that touch across that order."""
    runs: list[list[Token]] = []
    for token in tokens:
        if runs and _follows(runs[-1][-1], token):
            runs[-1].append(token)
        else:
            runs.append([token])
    segments = [Segment.of(run) for run in runs]
    segments.sort(key=lambda s: (round(s.middle), s.left))
    joined: list[Segment] = []
    for segment in segments:
        before = joined[-1] if joined else None
        if before and _touches(before, segment):
            joined[-1] = Segment.of(before.tokens + segment.tokens)
        else:
            joined.append(segment)
    return joined


def _follows(a: Token, b: Token) -> bool:
    gap = b.left - a.right
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    low = min(a.bottom - a.top, b.bottom - b.top)
    return -0.5 * a.size < gap < SEGMENT_GAP * min(a.size, b.size) and shared > 0.5 * low


def _touches(a: Segment, b: Segment) -> bool:
    size = min(a.tokens[-1].size, b.tokens[0].size)
    gap = b.left - a.right
    return -0.3 * size < gap < 0.6 * size and abs(a.middle - b.middle) < 0.35 * size


def _rows(segments: Sequence[Segment]) -> list[list[Segment]]:
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
    return [sorted(row, key=lambda s: s.left, reverse=_right_to_left(row)) for row in rows]


def _region(
    segments: Sequence[Segment], page_width: float, rules: Sequence[tuple[float, float, float]], out: _Out, depth: int
) -> None:
    """Arrange one region: bands from top to bottom, each as lines, as columns or as a table."""
    if not segments:
        return
    rows = _rows(segments)
    size = statistics.median(s.height for s in segments)
    flowing = False
    for band, gutters in _trimmed(_bands(rows, GUTTER * size), GUTTER * size):
        columns = _columns(band, gutters)
        if len(columns) > 1 and depth < 4:
            if _is_prose(columns, gutters, band, rules) or _is_spread(columns, gutters, page_width, rules):
                for column in columns:
                    out.block += 1
                    _region(column, page_width, rules, out, depth + 1)
                flowing = False
                continue
            if not _is_list(columns):
                out.block += 1
                _table(band, gutters, rules, out)
                flowing = False
                continue
        if not flowing:
            out.block += 1
            flowing = True
        for row in band:
            out.line(row)


def _bands(rows: Sequence[list[Segment]], narrowest: float) -> list[tuple[list[list[Segment]], list[Interval]]]:
    """Stretches of rows that share gutters, with those gutters (left to right); none for plain lines."""
    bands: list[tuple[list[list[Segment]], list[Interval]]] = []
    current: list[list[Segment]] = []
    free: list[Interval] = []
    for row in rows:
        gaps = _gaps(row)
        both = _meet(free, gaps, narrowest) if current else gaps
        if (current and _between(both, current)) or (
            current and not _between(free, current) and _between(both, [*current, row])
        ):
            current.append(row)
            free = both
            continue
        if current:
            bands.append((current, _between(free, current)))
        current, free = [row], gaps
    if current:
        bands.append((current, _between(free, current)))
    return bands


def _trimmed(
    bands: Sequence[tuple[list[list[Segment]], list[Interval]]], narrowest: float
) -> list[tuple[list[list[Segment]], list[Interval]]]:
    """The bands without a last row that stands in a column of its own (a page number below the gutter)."""
    trimmed: list[tuple[list[list[Segment]], list[Interval]]] = []
    for band, gutters in bands:
        if len(band) > 2 and len(gutters) > 1:
            free = _gaps(band[0])
            for row in band[1:-1]:
                free = _meet(free, _gaps(row), narrowest)
            fewer = _between(free, band[:-1])
            if 0 < len(fewer) < len(gutters):
                trimmed += [(band[:-1], fewer), (band[-1:], [])]
                continue
        trimmed.append((band, gutters))
    return trimmed


def _gaps(row: Sequence[Segment]) -> list[Interval]:
    """The free intervals of a row, the endless ones at both margins included."""
    edges = sorted((s.left, s.right) for s in row)
    gaps: list[Interval] = []
    reached = -1e9
    for left, right in edges:
        if left > reached:
            gaps.append((reached, left))
        reached = max(reached, right)
    return [*gaps, (reached, 1e9)]


def _meet(a: Sequence[Interval], b: Sequence[Interval], narrowest: float) -> list[Interval]:
    met = ((max(x[0], y[0]), min(x[1], y[1])) for x in a for y in b)
    return [(low, high) for low, high in met if high - low >= narrowest]


def _between(free: Sequence[Interval], rows: Sequence[Sequence[Segment]]) -> list[Interval]:
    """Those free intervals that have text on both sides."""
    left = min(s.left for row in rows for s in row)
    right = max(s.right for row in rows for s in row)
    return [gap for gap in free if gap[0] >= left and gap[1] <= right]


def _columns(band: Sequence[Sequence[Segment]], gutters: Sequence[Interval]) -> list[list[Segment]]:
    columns: list[list[Segment]] = [[] for _ in range(len(gutters) + 1)]
    for row in band:
        for segment in row:
            columns[_column_of(segment, gutters)].append(segment)
    return [column for column in columns if column]


def _column_of(segment: Segment, gutters: Sequence[Interval]) -> int:
    return sum(1 for low, _ in gutters if segment.left > low)


def _is_prose(
    columns: Sequence[Sequence[Segment]], gutters: Sequence[Interval], band: Sequence[Sequence[Segment]],
    rules: Sequence[tuple[float, float, float]],
) -> bool:  # fmt: skip
    """Columns of running text: each has enough long lines that fill it, and no ruling lines cross the gutters."""
    if _crossing(gutters, band, rules) >= RULES_OF_TABLE:
        return False
    for column in columns:
        lines = _rows(column)
        if len(lines) < PROSE_LINES:
            return False
        extent = max(s.right for s in column) - min(s.left for s in column)
        weights = [sum(s.weight for s in line) for line in lines]
        fills = [sum(s.right - s.left for s in line) / max(extent, 1.0) for line in lines]
        if statistics.median(weights) < PROSE_WEIGHT or statistics.median(fills) < PROSE_FILL:
            return False
    return True


def _is_spread(
    columns: Sequence[Sequence[Segment]], gutters: Sequence[Interval], page_width: float,
    rules: Sequence[tuple[float, float, float]],
) -> bool:  # fmt: skip
    """Two printed pages on one sheet: one gutter about the middle, much on both sides, nothing ruled across."""
    if len(gutters) != 1 or any(len(column) < 5 for column in columns):
        return False
    low, high = gutters[0]
    crossing = any(left < low and right > high for left, right, _ in rules)
    return low < 0.55 * page_width and high > 0.45 * page_width and high - low > 0.03 * page_width and not crossing


def _crossing(
    gutters: Sequence[Interval], band: Sequence[Sequence[Segment]], rules: Sequence[tuple[float, float, float]]
) -> int:
    """How many horizontal ruling lines inside the band go across a gutter, at different heights."""
    top = min(s.top for row in band for s in row)
    bottom = max(s.bottom for row in band for s in row)
    return len(
        {
            round(y / 3)
            for left, right, y in rules
            if top < y < bottom and any(left < low and right > high for low, high in gutters)
        }
    )


def _is_list(columns: Sequence[Sequence[Segment]]) -> bool:
    """Bullets or numbers before their text: two columns, the first nothing but marks."""
    return len(columns) == 2 and all(s.weight <= 3 for s in columns[0])


def _table(
    band: Sequence[list[Segment]],
    gutters: Sequence[Interval],
    rules: Sequence[tuple[float, float, float]],
    out: _Out,
) -> None:
    """Emit a table row by row, the lines of a wrapped cell together."""
    for group in _table_rows(band, gutters, rules):
        cells: list[list[Segment]] = [[] for _ in range(len(gutters) + 1)]
        for row in group:
            for segment in row:
                cells[_column_of(segment, gutters)].append(segment)
        full = [Segment.of([t for s in cell for t in s.tokens]) for cell in cells if cell]
        out.line(full, cells=len(full) > 1)


def _table_rows(
    band: Sequence[list[Segment]], gutters: Sequence[Interval], rules: Sequence[tuple[float, float, float]]
) -> list[list[list[Segment]]]:
    """The visual rows of each row of the table: cut at ruling lines, else where the first column begins again."""
    left = min(s.left for row in band for s in row)
    right = max(s.right for row in band for s in row)
    cuts = sorted(y for a, b, y in rules if min(b, right) - max(a, left) > 0.6 * (right - left))
    ruled = _crossing(gutters, band, rules) >= RULES_OF_TABLE
    groups: list[list[list[Segment]]] = []
    for row in band:
        middle = statistics.fmean(s.middle for s in row)
        if groups and ruled:
            before = statistics.fmean(s.middle for s in groups[-1][-1])
            begins = any(before < y < middle for y in cuts)
        else:
            begins = any(_column_of(s, gutters) == 0 for s in row)
        if groups and not begins:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _right_to_left(row: Sequence[Segment]) -> bool:
    text = "".join(t.text for s in row for t in s.tokens)
    marks = [unicodedata.bidirectional(ch) for ch in text[:80]]
    return sum(m in ("R", "AL") for m in marks) > sum(m == "L" for m in marks)


def _weight(text: str) -> int:
    return sum(2 if ord(ch) > 0x2E80 else 1 for ch in text)
