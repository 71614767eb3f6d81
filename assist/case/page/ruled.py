"""Ruled: the tables whose cells are drawn, by lines or by filled boxes on both axes; words stay in their cells.

Lines that meet are one table.  Its lines cut the plane into a grid, grid cells without a wall between them are one
cell (it spans rows or columns), and a cell is read in the row where it begins, as in HTML.  All lengths are in points
of the upright page, y down.
"""

from __future__ import annotations

import statistics
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from assist.case.page.segments import Rules, Segment, Token, is_right_to_left, rows_of, segments_of

# All set on the ruled tables of the development manuals, 2026-11-21.
TOUCH = 3.0  # points: lines that come so near meet; cells drawn as boxes have such gaps
MOST_LINES = 900  # more are a drawing
MOST_CELLS = 4000
FILLED = 0.3  # so large a share of the cells holds text; boxes in a drawing hold less
CROSSED = 0.04  # of the words may stand across a wall; more are text over a drawing
PROSE_CELL = 1200  # characters (wide ones count double) in one cell are a frame around text, no table
STACKED = 3  # so many lines level with each other in two cells may be rows without lines between them
LEVEL = 0.35  # of a line's height
STACKED_SHARE = 0.8  # of the first cell's lines have one beside them in another cell

Line = tuple[float, float, float]
Cell = list[Token]


@dataclass(frozen=True, slots=True)
class Grid:
    """A drawn table: its lines and the heights and widths at which they stand."""

    across: tuple[Line, ...]
    down: tuple[Line, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def around(self, other: Grid) -> bool:
        x, y = (other.xs[0] + other.xs[-1]) / 2, (other.ys[0] + other.ys[-1]) / 2
        return self.xs[0] < x < self.xs[-1] and self.ys[0] < y < self.ys[-1]


def ruled_rows(tokens: Sequence[Token], rules: Rules) -> tuple[list[Segment], list[Token], Rules]:
    """The rows of drawn tables, one segment each; the tokens that stand in none; and the other lines."""
    rows: list[Segment] = []
    taken: list[Grid] = []
    rest = list(tokens)
    for grid in sorted(_grids(rules), key=lambda g: g.area):
        if any(grid.around(other) for other in taken):
            continue
        found = _read(grid, rest, len(taken) + 1)
        if found:
            taken.append(grid)
            rows += found
            used = {id(token) for row in found for token in row.tokens}
            rest = [token for token in rest if id(token) not in used]
    across, down = {line for g in taken for line in g.across}, {line for g in taken for line in g.down}
    left = Rules(
        tuple(line for line in rules.across if line not in across),
        tuple(line for line in rules.down if line not in down),
    )
    return rows, rest, left


def _grids(rules: Rules) -> list[Grid]:
    """The sets of lines that meet, where they draw more than one cell."""
    if not rules.across or not rules.down or len(rules.across) + len(rules.down) > MOST_LINES:
        return []
    a, d = np.array(rules.across), np.array(rules.down)
    meets = (
        (d[None, :, 2] > a[:, None, 0] - TOUCH) & (d[None, :, 2] < a[:, None, 1] + TOUCH)
        & (a[:, None, 2] > d[None, :, 0] - TOUCH) & (a[:, None, 2] < d[None, :, 1] + TOUCH)
    )  # fmt: skip
    grids: list[Grid] = []
    waiting = set(range(len(a)))
    while waiting:
        rows = np.zeros(len(a), dtype=bool)
        rows[waiting.pop()] = True
        while True:
            columns = meets[rows].any(axis=0)
            more = rows | meets[:, columns].any(axis=1)
            if (more == rows).all():
                break
            rows = more
        waiting -= set(np.flatnonzero(rows).tolist())
        grid = _grid([rules.across[k] for k in np.flatnonzero(rows)], [rules.down[k] for k in np.flatnonzero(columns)])
        if 4 <= (len(grid.xs) - 1) * (len(grid.ys) - 1) <= MOST_CELLS and len(grid.xs) > 2 and len(grid.ys) > 2:
            grids.append(grid)
    return grids


def _grid(across: Sequence[Line], down: Sequence[Line]) -> Grid:
    """With the ends of the lines too: many tables have no line at their left and right."""
    ends = [end for low, high, _ in across for end in (low, high)]
    xs = _places([at for _, _, at in down] + [min(ends), max(ends)])
    ends = [end for low, high, _ in down for end in (low, high)] or [0.0]
    ys = _places([at for _, _, at in across] + [min(ends), max(ends)])
    return Grid(tuple(across), tuple(down), xs, ys)


def _places(values: Iterable[float]) -> tuple[float, ...]:
    """Distinct values; those nearer than `TOUCH` are one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > TOUCH:
            places.append(value)
    return tuple(places)


def _read(grid: Grid, tokens: Sequence[Token], table: int) -> list[Segment]:
    """The table's rows; none where its lines are not those of a table."""
    homes, walls = _homes(grid)
    cells: dict[int, Cell] = {}
    count = crossed = 0
    columns = len(grid.xs) - 1
    for token in tokens:
        column = bisect_right(grid.xs, (token.left + token.right) / 2) - 1
        row = bisect_right(grid.ys, (token.top + token.bottom) / 2) - 1
        if not (0 <= column < columns and 0 <= row < len(grid.ys) - 1):
            continue
        count += 1
        crossed += any(walls[row][j] and token.left + TOUCH < grid.xs[j] < token.right - TOUCH
                       for j in (column, column + 1))  # fmt: skip
        cells.setdefault(homes[row * columns + column], []).append(token)
    if not count or crossed > CROSSED * count or len(cells) < FILLED * len(set(homes)):
        return []
    if any(sum(len(t.text) + 1 for t in cell) > PROSE_CELL for cell in cells.values()):
        return []
    rows: dict[int, list[int]] = {}
    for home in sorted(cells):
        rows.setdefault(home // columns, []).append(home)
    if len(rows) < 2 or all(len(row) < 2 for row in rows.values()):
        return []
    found: list[Segment] = []
    for row, row_homes in sorted(rows.items()):
        if len(row_homes) == 1 and homes.count(row_homes[0]) == sum(homes[row * columns + j] == row_homes[0]
                                                                    for j in range(columns)):  # fmt: skip
            continue  # a title across the table or a lone word of one: plain text
        found += _segments([cells[home] for home in row_homes], grid, row, table)
    return found


def _homes(grid: Grid) -> tuple[list[int], list[list[bool]]]:
    """For each square of the grid its cell (the first square of it); and the walls at the left of each square."""
    columns, rows = len(grid.xs) - 1, len(grid.ys) - 1
    walls = [[False] * (columns + 1) for _ in range(rows)]
    floors = [[False] * columns for _ in range(rows + 1)]
    for low, high, at in grid.down:
        j = bisect_right(grid.xs, at) - 1
        for i in range(rows):
            walls[i][j] |= low < (grid.ys[i] + grid.ys[i + 1]) / 2 < high
    for low, high, at in grid.across:
        i = bisect_right(grid.ys, at) - 1
        for j in range(columns):
            floors[i][j] |= low < (grid.xs[j] + grid.xs[j + 1]) / 2 < high
    homes = list(range(rows * columns))

    def home(k: int) -> int:
        while homes[k] != k:
            k = homes[k]
        return k

    for i in range(rows):
        for j in range(columns):
            k = home(i * columns + j)
            if j + 1 < columns and not walls[i][j + 1]:
                other = home(i * columns + j + 1)
                homes[max(k, other)] = k = min(k, other)
            if i + 1 < rows and not floors[i + 1][j]:
                other = home((i + 1) * columns + j)
                homes[max(k, other)] = min(k, other)
    return [home(k) for k in range(len(homes))], walls


def _segments(cells: Sequence[Cell], grid: Grid, row: int, table: int) -> list[Segment]:
    """A row as one segment, or as several where only its upright lines are drawn."""
    lines = [rows_of(segments_of(cell, Rules())) for cell in cells]
    every = [segment for cell in lines for line in cell for segment in line]
    if is_right_to_left(every):
        lines = lines[::-1]
    stacked = _stacked(lines)
    if stacked:
        return [_row([[line] for line in cells_], grid, top, table) for top, cells_ in stacked]
    return [_row(lines, grid, grid.ys[row], table)]


def _row(cells: Sequence[Sequence[Sequence[Segment]]], grid: Grid, top: float, table: int) -> Segment:
    """It stands at the row's top, one line high and as wide as the table, so that what stands beside it is seen."""
    tokens: list[Token] = []
    starts: list[int] = []
    for cell in cells:
        starts.append(len(tokens))
        tokens += [token for line in cell for segment in line for token in segment.tokens]
    height = statistics.median(t.bottom - t.top for t in tokens)
    weight = sum(len(t.text) + 1 for t in tokens)
    return Segment(
        tuple(tokens), grid.xs[0], top, grid.xs[-1], top + height, top + height / 2, weight,
        tuple(starts) if len(starts) > 1 else (), table,
    )  # fmt: skip


def _stacked(cells: Sequence[Sequence[Sequence[Segment]]]) -> list[tuple[float, list[Sequence[Segment]]]]:
    """The rows of a cell row without lines between them: all lines level with the first cell's; empty otherwise."""
    first = cells[0]
    if len(cells) < 2 or len(first) < STACKED:
        return []
    rows: list[tuple[float, list[Sequence[Segment]]]] = [(line[0].top, [line]) for line in first]
    fullest = 0
    for cell in cells[1:]:
        for line in cell:
            beside = [k for k, own in enumerate(first)
                      if abs(own[0].middle - line[0].middle) < LEVEL * own[0].height]  # fmt: skip
            if not beside:
                return []
            rows[beside[0]][1].append(line)
        fullest = max(fullest, len(cell))
    goes_on = any(line[0].text[0].islower() for cell in cells for line in cell[1:])
    return rows if fullest >= STACKED_SHARE * len(first) and not goes_on else []
