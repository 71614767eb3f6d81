"""Grid: which lines of a table are one row of it."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence

from assist.case.page.columns import RULES_OF_TABLE, Interval, Row, column_of, cuts_of
from assist.case.page.segments import Rules, Segment

# Set on the tables of the development manuals, 2026-11-21.
WIDER_GAP = 0.3  # of a line's height: rows stand this much further apart than the lines of a wrapped cell
WRAPPED_FILL = 0.7  # a line that goes on in the next fills this share of its column
WRAPPED_WEIGHT = 10  # and has so many characters
FEWEST_ROWS = 2  # a table has its head and a row at least
NEXT_TABLE = 0.6  # of a line's height: the gap before another table is this much wider than those between rows
STACKED = 3  # lines with all their cells, one below the other, are so many rows
STACKED_SHARE = 0.6  # of a group's lines; the others go on in the row above


def table_rows(band: Sequence[Row], gutters: Sequence[Interval], rules: Rules) -> list[list[Row]]:
    """The lines of each row: cut at ruling lines, else at wider gaps, else where no cell goes on."""
    cuts = cuts_of(band, rules)
    if len(cuts) >= RULES_OF_TABLE and len(cuts) >= 0.15 * len(band):
        begins = _by_cuts(band, cuts)
    else:
        begins = _by_gaps(band) or _by_words(band, gutters)
    rows: list[list[Row]] = []
    for line, new in zip(band, begins, strict=True):
        if new or not rows:
            rows.append([line])
        else:
            rows[-1].append(line)
    return [part for row in rows for part in (_parted(row, gutters) if _stacked(row, gutters) else [row])]


def _parted(group: Sequence[Row], gutters: Sequence[Interval]) -> list[list[Row]]:
    """A group's lines as rows: each begins in the first column, a line without it goes on in the row above."""
    rows: list[list[Row]] = []
    for line in group:
        if rows and column_of(line[0], gutters) > 0:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _stacked(row: Sequence[Row], gutters: Sequence[Interval]) -> bool:
    """Whether the lines of a group are rows of their own: they begin in the first column and have a value beside it."""
    whole = [
        line for line in row if column_of(line[0], gutters) == 0 and len({column_of(s, gutters) for s in line}) > 1
    ]
    if len(whole) < STACKED or len(whole) < STACKED_SHARE * len(row) or row[0] is not whole[0]:
        return False
    goes_on = sum(any(s.text[0].islower() for s in line) for line in whole[1:])
    return not any(line[0].text[0].islower() for line in whole[1:]) and goes_on < 0.5 * len(whole)


def leading(band: Sequence[Row], gutters: Sequence[Interval]) -> int:
    """How many lines of text stand before the table begins: those with nothing but its first column."""
    count = 0
    while count < len(band) - 1 and len(band[count]) == 1 and column_of(band[count][0], gutters) == 0:
        count += 1
    return count


def cells_of(lines: Sequence[Row], gutters: Sequence[Interval]) -> list[Segment]:
    """The row's cells, the lines of a wrapped one together."""
    cells: list[list[Segment]] = [[] for _ in range(len(gutters) + 1)]
    for line in lines:
        for segment in line:
            cells[column_of(segment, gutters)].append(segment)
    return [Segment.of([t for s in cell for t in s.tokens]) for cell in cells if cell]


def tables_of(rows: Sequence[Sequence[Segment]]) -> list[list[Sequence[Segment]]]:
    """Tables one below the other that share their gutters: the next begins, after a gap, with a head of its own."""
    if len(rows) < 2 * FEWEST_ROWS:
        return [list(rows)]
    gaps = [min(s.top for s in below) - max(s.bottom for s in above) for above, below in itertools.pairwise(rows)]
    height = statistics.median(s.height for row in rows for s in row)
    apart = statistics.median(gaps) + NEXT_TABLE * height
    tables: list[list[Sequence[Segment]]] = [[rows[0]]]
    for k, (gap, row) in enumerate(zip(gaps, rows[1:], strict=True), start=1):
        if gap > apart and len(tables[-1]) >= FEWEST_ROWS and _is_head(row, rows[k + 1 :][:FEWEST_ROWS]):
            tables.append([])
        tables[-1].append(row)
    return tables


def _is_head(row: Sequence[Segment], below: Sequence[Sequence[Segment]]) -> bool:
    """Names of columns: bold above what is not, or without a number above rows that have one."""
    if len(row) < 2 or not below or any(ch.isdigit() for s in row for ch in s.text):
        return False
    bold = all(token.bold for s in row for token in s.tokens)
    plain = all(not token.bold for line in below for s in line[1:] for token in s.tokens)
    numbered = all(any(ch.isdigit() for s in line for ch in s.text) for line in below)
    return (bold and plain) or (numbered and len(below) > 1)


def _by_cuts(band: Sequence[Row], cuts: Sequence[float]) -> list[bool]:
    begins = [True]
    middles = [statistics.fmean(s.middle for s in line) for line in band]
    for before, middle in itertools.pairwise(middles):
        begins.append(any(before < y < middle for y in cuts))
    return begins


def _by_gaps(band: Sequence[Row]) -> list[bool]:
    """Where lines stand in groups: new rows at the wider gaps; empty where all gaps are alike."""
    height = statistics.median(s.height for line in band for s in line)
    gaps = []
    for above, below in itertools.pairwise(band):
        gaps.append(min(s.top for s in below) - max(s.bottom for s in above))
    if len(gaps) < 2:
        return []
    tight = sorted(gaps)[len(gaps) // 5]
    wide = [gap > tight + WIDER_GAP * height for gap in gaps]
    return [True, *wide] if 0 < sum(wide) < len(wide) else []


def _by_words(band: Sequence[Row], gutters: Sequence[Interval]) -> list[bool]:
    """A line goes on with the row above where its first column is empty or a full cell above is unfinished."""
    extents: dict[int, float] = {}
    for line in band:
        for segment in line:
            column = column_of(segment, gutters)
            extents[column] = max(extents.get(column, 0.0), segment.right - segment.left)
    begins = [True]
    for above, below in itertools.pairwise(band):
        starts = any(column_of(s, gutters) == 0 for s in below)
        begins.append(starts and not any(_unfinished(a, b, gutters, extents) for a in above for b in below))
    return begins


def _unfinished(above: Segment, below: Segment, gutters: Sequence[Interval], extents: dict[int, float]) -> bool:
    column = column_of(above, gutters)
    if column != column_of(below, gutters) or above.weight < WRAPPED_WEIGHT:
        return False
    full = above.right - above.left >= WRAPPED_FILL * extents[column]
    first = below.tokens[0].text[0]
    last = above.tokens[-1].text[-1]
    # A value often begins with a digit: it goes on from the line above only where that one ends in the middle of it.
    return full and last not in ".:;!?。：；！？" and (first.islower() or (first.isdigit() and last in ",/(-–~"))
