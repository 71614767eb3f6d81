"""Columns: stretches of a page's rows that share gutters, and what those columns are: prose, two pages, or a table."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from assist.case.page.segments import Rules, Segment, rows_of

Interval = tuple[float, float]
Row = list[Segment]
Band = tuple[list[Row], list[Interval]]

# All set on the 916 pages of the development manuals, 2026-11-21.
PROSE_WEIGHT = 20  # characters (wide ones count double) of the median line of a column of prose
PROSE_LINES = 3  # fewer lines than this are no column
PROSE_FILL = 0.5  # a column of prose fills at least this share of its width in its median line
RULES_OF_TABLE = 2  # so many horizontal lines across most of a band make a table
RULE_SHARE = 0.6  # of the band's width
INLINE_GAP = 3.5  # line heights: the pictures of keys inside a sentence are no wider
INLINE_ROWS = 3
SHIFT = 3.0  # line heights that the middle of a gutter may move between two bands of the same columns
LANDSCAPE = 1.2  # two printed pages side by side are wider than high by this factor
SIDE_SHARE = 0.28  # of the width, for the text of each
SPREAD_LINES = 5  # each of two printed pages on one sheet has at least so many lines


def bands_of(rows: Sequence[Row], narrowest: float, rules: Rules) -> list[Band]:
    """Stretches of rows that share gutters, with those gutters (left to right); none for plain lines."""
    bands: list[Band] = []
    current: list[Row] = []
    free: list[Interval] = []
    for row in rows:
        gaps = _gaps(row)
        both = _meet(free, gaps, narrowest) if current else gaps
        keeps = bool(current) and bool(_between(both, current))
        begins = bool(current) and not _between(free, current) and bool(_between(both, [*current, row]))
        if keeps or begins:
            current.append(row)
            free = both
            continue
        if current:
            bands.append((current, _between(free, current)))
        current, free = [row], gaps
    if current:
        bands.append((current, _between(free, current)))
    return _healed([part for band in bands for part in _trimmed(band, narrowest)], rules)


def _healed(bands: Sequence[Band], rules: Rules) -> list[Band]:
    """Bands of prose whose one gutter only shifts a little (a heading that hangs over it) as one."""
    healed: list[Band] = []
    for rows, gutters in bands:
        if healed and len(gutters) == len(healed[-1][1]) == 1:
            above, (before,) = healed[-1]
            (here,) = gutters
            height = statistics.median(s.height for row in rows for s in row)
            joint = [(min(before[0], here[0]), max(before[1], here[1]))]
            both = [*above, *rows]
            near = abs(sum(before) - sum(here)) < 2 * SHIFT * height
            if near and is_prose(both, columns_of(both, joint), rules):
                healed[-1] = (both, joint)
                continue
        healed.append((rows, gutters))
    return healed


def _trimmed(band: Band, narrowest: float) -> list[Band]:
    """The band without a last row that stands in a column of its own (a page number below the gutter)."""
    rows, gutters = band
    if len(rows) > 2 and len(gutters) > 1:
        free = _gaps(rows[0])
        for row in rows[1:-1]:
            free = _meet(free, _gaps(row), narrowest)
        fewer = _between(free, rows[:-1])
        if 0 < len(fewer) < len(gutters):
            return [(rows[:-1], fewer), (rows[-1:], [])]
    return [band]


def _gaps(row: Sequence[Segment]) -> list[Interval]:
    """The free intervals of a row, the endless ones at both margins included."""
    gaps: list[Interval] = []
    reached = -1e9
    for left, right in sorted((s.left, s.right) for s in row):
        if left > reached:
            gaps.append((reached, left))
        reached = max(reached, right)
    return [*gaps, (reached, 1e9)]


def _meet(a: Sequence[Interval], b: Sequence[Interval], narrowest: float) -> list[Interval]:
    met = ((max(x[0], y[0]), min(x[1], y[1])) for x in a for y in b)
    return [(low, high) for low, high in met if high - low >= narrowest]


def _between(free: Sequence[Interval], rows: Sequence[Row]) -> list[Interval]:
    """Those free intervals that have text on both sides."""
    left = min(s.left for row in rows for s in row)
    right = max(s.right for row in rows for s in row)
    return [gap for gap in free if gap[0] >= left and gap[1] <= right]


def columns_of(rows: Sequence[Row], gutters: Sequence[Interval]) -> list[list[Segment]]:
    """The band's segments by column, left to right, empty columns left out."""
    columns: list[list[Segment]] = [[] for _ in range(len(gutters) + 1)]
    for row in rows:
        for segment in row:
            columns[column_of(segment, gutters)].append(segment)
    return [column for column in columns if column]


def column_of(segment: Segment, gutters: Sequence[Interval]) -> int:
    return sum(1 for low, _ in gutters if segment.left > low)


def is_prose(rows: Sequence[Row], columns: Sequence[Sequence[Segment]], rules: Rules) -> bool:
    """Columns of running text: each has enough long lines that fill it, and no ruling lines go across."""
    if len(cuts_of(rows, rules)) >= RULES_OF_TABLE:
        return False
    for column in columns:
        lines = rows_of(column)
        if len(lines) < PROSE_LINES:
            return False
        extent = max(s.right for s in column) - min(s.left for s in column)
        weights = [sum(s.weight for s in line) for line in lines]
        fills = [sum(s.right - s.left for s in line) / max(extent, 1.0) for line in lines]
        if statistics.median(weights) < PROSE_WEIGHT or statistics.median(fills) < PROSE_FILL:
            return False
    return True


def is_inline(rows: Sequence[Row], gutters: Sequence[Interval]) -> bool:
    """Not columns at all: a few lines of text with a gap where a small picture of a key stands."""
    pairs = [row for row in rows if len({column_of(s, gutters) for s in row}) > 1]
    beside = [row for row in rows if all(column_of(s, gutters) > 0 for s in row)]
    if len(pairs) == 1 and not beside:
        return True
    height = statistics.median(s.height for row in rows for s in row)
    narrow = all(high - low < INLINE_GAP * height for low, high in gutters)
    goes_on = all(not (s.text[0].isupper() or s.text[0].isdigit()) for row in pairs for s in row[1:])
    return len(pairs) <= INLINE_ROWS and narrow and goes_on and not beside


def spread_gutter(
    rows: Sequence[Row], gutters: Sequence[Interval], page: tuple[float, float], rules: Rules
) -> Interval | None:
    """The fold between two printed pages on one sheet, where there is one.

    It is the widest gutter about the middle of a sheet wider than high; both sides have many lines that take a
    good part of the width (the labels of a table do not), and nothing is ruled across.
    """
    every = [s for row in rows for s in row]
    left, right = min(s.left for s in every), max(s.right for s in every)
    if page[0] < LANDSCAPE * page[1]:
        return None
    middle = [g for g in gutters if g[0] < 0.55 * page[0] and g[1] > 0.45 * page[0] and g[1] - g[0] > 0.03 * page[0]]
    if not middle:
        return None
    fold = max(middle, key=lambda g: g[1] - g[0])
    for side in columns_of(rows, [fold]):
        extent = max(s.right for s in side) - min(s.left for s in side)
        if len(side) < SPREAD_LINES or extent < SIDE_SHARE * (right - left):
            return None
    top, bottom = min(s.middle for s in every), max(s.middle for s in every)
    crossed = any(a < fold[0] and b > fold[1] and top < y < bottom for a, b, y in rules.across)
    return None if crossed else fold


def cuts_of(rows: Sequence[Row], rules: Rules) -> list[float]:
    """Heights of the horizontal lines inside the band that go across most of it."""
    left = min(s.left for row in rows for s in row)
    right = max(s.right for row in rows for s in row)
    top = min(s.middle for row in rows for s in row)
    bottom = max(s.middle for row in rows for s in row)
    across = (
        y for a, b, y in rules.across if top < y < bottom and min(b, right) - max(a, left) > RULE_SHARE * (right - left)
    )
    cuts: list[float] = []
    for y in sorted(across):
        if not cuts or y - cuts[-1] > 3:
            cuts.append(y)
    return cuts
