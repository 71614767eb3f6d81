"""Layout: words of a page in reading order, in lines, columns and rows of tables, from where they stand.

The method is a simple relative of the recursive XY-cut (Nagy and Seth, 1984): a page is cut from top to bottom into
bands that share a gutter, a band is either columns of prose (each arranged on its own, one after the other) or a
table (arranged row by row).  All lengths are in points of the upright page, y down.

Text that is turned is arranged on the page turned so that it runs from left to right: so is vertical Japanese and
Chinese, whose columns follow each other from right to left as the lines of a page turned by a quarter do; a page of
Arabic or Hebrew is mirrored.  It does not know text along curves.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections.abc import Sequence

from assist.case.geometry import Box
from assist.case.page.columns import bands_of, columns_of, is_inline, is_prose, spread_gutter
from assist.case.page.grid import cells_of, leading, table_rows, tables_of
from assist.case.page.hyphens import in_cells
from assist.case.page.ruled import ruled_rows
from assist.case.page.segments import (
    MIRRORED,
    SLANTED,
    Rules,
    Segment,
    Token,
    rows_of,
    runs_leftwards,
    segments_of,
)
from assist.case.passages import TextLine, Word

GUTTER = 0.1  # the narrowest gutter between columns, in line heights (development manuals, 2026-11-21)
DEEPEST = 4  # columns within columns
BESIDE = 1.2  # of a line's height: on a drawing, words with a wider gap belong to different callouts
ALIKE = 1.6  # and so do words of which one is taller than the other by this factor
CALLOUT_ROWS = 3  # rows with cells side by side, from which on things on a drawing are a table
EDGE = 0.11  # page numbers stand in this share of the page's height, at its top or bottom
PAGE_NUMBER = re.compile(r"^\d{1,4}$")


class _Out:
    """The growing result: tokens in reading order and their lines; of a drawing's words (`apart`) only those join in a
    line that stand beside each other, or in a table."""

    def __init__(self, *, apart: bool = False) -> None:
        self.apart = apart
        self.tokens: list[Token] = []
        self.lines: list[TextLine] = []
        self.block = 0
        self.flowing = False  # whether the last block is text that the next lines may go on with
        self.drawn = 0  # the drawn table that the last block belongs to

    def text(self, rows: Sequence[Sequence[Segment]]) -> None:
        for row in rows:
            plain = [segment for segment in row if not segment.table]
            if plain:
                if not self.flowing:
                    self.block += 1
                    self.flowing = True
                if self.apart:
                    self.callouts(plain)
                else:
                    self.line(plain)
            for segment in row:
                if segment.table:
                    self.drawn_row(segment)

    def drawn_row(self, row: Segment) -> None:
        if self.flowing or row.table != self.drawn:
            self.block += 1
        self.flowing = False
        self.drawn = row.table
        self.line([row], starts=row.cells)

    def table(self, rows: Sequence[Sequence[Segment]]) -> None:
        self.block += 1
        self.flowing = False
        level = [len(cells) > 1 and _is_level(cells) for cells in rows] if self.apart else []
        for k, cells in enumerate(rows):
            if self.apart and not (level[k] and sum(level) >= CALLOUT_ROWS):
                self.callouts(cells)
            else:
                self.line(cells, cells=len(cells) > 1)

    def callouts(self, segments: Sequence[Segment]) -> None:
        """What stands on a drawing, each piece a line of its own."""
        for segment in segments:
            pieces: list[list[Token]] = []
            for token in segment.tokens:
                if pieces and _is_beside(pieces[-1][-1], token):
                    pieces[-1].append(token)
                else:
                    pieces.append([token])
            for piece in pieces:
                self.line([Segment.of(piece)])

    def line(self, segments: Sequence[Segment], *, cells: bool = False, starts: Sequence[int] = ()) -> None:
        first = len(self.tokens)
        if cells:
            starts = [0, *itertools.accumulate(len(segment.tokens) for segment in segments[:-1])]
        for segment in segments:
            self.tokens.extend(_unmirrored(segment) if segment.tokens[0].turn == MIRRORED else segment.tokens)
        tokens, broken = in_cells(self.tokens[first:], starts) if starts else (self.tokens[first:], ())
        self.tokens[first:] = tokens
        letters = sum(len(t.text) for t in tokens)
        bold = sum(len(t.text) for t in tokens if t.bold) > 0.6 * letters
        self.lines.append(
            TextLine(
                (first, len(self.tokens)), round(statistics.median(t.size for t in tokens), 1), bold, self.block,
                tokens[-1].hyphen and not starts, tuple(first + start for start in starts),
                tuple(first + k for k in broken),
            )
        )  # fmt: skip


def _is_level(cells: Sequence[Segment]) -> bool:
    """Whether a row's cells begin on one line, in print of one size."""
    first = [cell.tokens[0] for cell in cells]
    return all(_shares_line(a, b) for a, b in itertools.pairwise(first))


def _is_beside(a: Token, b: Token) -> bool:
    return _shares_line(a, b) and abs(b.left - a.right) < BESIDE * min(a.size, b.size)


def _shares_line(a: Token, b: Token) -> bool:
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared > 0.5 * min(a.size, b.size) and max(a.size, b.size) < ALIKE * min(a.size, b.size)


def arrange(
    tokens: Sequence[Token], width: float, height: float, rules: Rules | None = None, *, apart: bool = False
) -> tuple[tuple[Word, ...], tuple[TextLine, ...]]:
    """The words in reading order with boxes in fractions of the page, and their lines.

    `width` and `height` are the upright page's, in points.  Text turned by a quarter or a half is arranged in its
    own direction, after the text of the page's main direction, which the ruling lines belong to.  `apart` says that
    the words are a drawing's: what stands apart there is no row and no sentence (a plug's `1 2` below its wire's
    `40 W` was cited as `40 W 1 2`).
    """
    out = _Out(apart=apart)
    rules = rules.merged() if rules else Rules()
    if runs_leftwards("".join(t.text for t in tokens if t.turn == 0)):
        tokens = [t._replace(turn=MIRRORED) if t.turn == 0 else t for t in tokens]
    turns = sorted({t.turn for t in tokens}, key=lambda turn: -sum(len(t.text) for t in tokens if t.turn == turn))
    for turn in turns:
        mine = [turned(t, width, height) if turn else t for t in tokens if t.turn == turn]
        if turn == SLANTED:
            out.table([[Segment.of([token])] for token in mine])
            continue
        across, down = (height, width) if turn in (1, 3) else (width, height)
        lines = _turned_rules(rules, turn, width, height) if turn == turns[0] else Rules()
        drawn, mine, lines = ruled_rows(mine, lines)
        segments, numbers = _without_numbers(segments_of(mine, lines), down)
        segments += drawn
        _region(segments, (across, down), lines, out, depth=0)
        for number in numbers:
            out.table([[number]])
    back = [turned_back(t, width, height) if t.turn else t for t in out.tokens]
    places = ((t.text, t.edges) for t in back)
    words = tuple(
        Word(text, Box.clamped(a / width, b / height, c / width, d / height)) for text, (a, b, c, d) in places
    )
    return words, tuple(out.lines)


def _without_numbers(segments: Sequence[Segment], height: float) -> tuple[list[Segment], list[Segment]]:
    """The segments without page numbers, which would open a gutter beside the last line of text; and those."""
    numbers = [s for s in segments if PAGE_NUMBER.match(s.text)]
    pages = [
        s for s in numbers
        if (s.bottom < EDGE * height or s.top > (1 - EDGE) * height)
        and not any(o is not s and o.left < s.right and s.left < o.right and abs(o.top - s.top) < 60 for o in numbers)
    ]  # fmt: skip
    return [s for s in segments if s not in pages], pages


def _region(segments: Sequence[Segment], page: tuple[float, float], rules: Rules, out: _Out, depth: int) -> None:
    """Arrange one region: bands from top to bottom, each as lines, as columns or as a table."""
    if not segments:
        return
    narrowest = GUTTER * statistics.median(s.height for s in segments)
    out.flowing = False
    for band, gutters in bands_of(rows_of(segments), narrowest, rules):
        columns = columns_of(band, gutters)
        if len(columns) < 2 or depth >= DEEPEST or is_inline(band, gutters):
            out.text(band)
            continue
        fold = spread_gutter(band, gutters, page, rules)
        drawn = any(segment.table for row in band for segment in row)
        if fold or drawn or is_prose(band, columns, rules):
            for column in columns_of(band, [fold]) if fold else columns:
                _region(column, page, rules, out, depth + 1)
            out.flowing = False
        else:
            lead = leading(band, gutters)
            out.text(band[:lead])
            for table in tables_of([cells_of(lines, gutters) for lines in table_rows(band[lead:], gutters, rules)]):
                out.table(table)


def turned(t: Token, width: float, height: float) -> Token:
    """The token on the page turned, or mirrored, so that its text runs from left to right."""
    if t.turn == 1:  # runs upwards: the page is turned clockwise
        return t._replace(left=height - t.bottom, right=height - t.top, top=t.left, bottom=t.right)
    if t.turn == 2:
        return t._replace(left=width - t.right, right=width - t.left, top=height - t.bottom, bottom=height - t.top)
    if t.turn == 3:
        return t._replace(left=t.top, right=t.bottom, top=width - t.right, bottom=width - t.left)
    return t._replace(left=width - t.right, right=width - t.left) if t.turn == MIRRORED else t


def turned_back(t: Token, width: float, height: float) -> Token:
    """The token where it stands on the page; undoes `turned`."""
    if t.turn == 1:
        return t._replace(left=t.top, right=t.bottom, top=height - t.right, bottom=height - t.left)
    if t.turn == 3:
        return t._replace(left=width - t.bottom, right=width - t.top, top=t.left, bottom=t.right)
    return turned(t, width, height)  # half a turn and a mirror undo themselves


def _turned_rules(rules: Rules, turn: int, width: float, height: float) -> Rules:
    """The ruling lines on the page turned as its text is."""
    if turn == 1:
        return Rules(tuple((height - b, height - a, x) for a, b, x in rules.down),
                     tuple((a, b, height - y) for a, b, y in rules.across))  # fmt: skip
    if turn == 3:
        return Rules(tuple((a, b, width - x) for a, b, x in rules.down),
                     tuple((width - b, width - a, y) for a, b, y in rules.across))  # fmt: skip
    across, down = rules.across, rules.down
    if turn in (2, MIRRORED):
        across = tuple((width - b, width - a, y) for a, b, y in across)
        down = tuple((a, b, width - x) for a, b, x in down)
    if turn == 2:
        across = tuple((a, b, height - y) for a, b, y in across)
        down = tuple((height - b, height - a, x) for a, b, x in down)
    return Rules(across, down)


def _unmirrored(segment: Segment) -> list[Token]:
    """A mirrored line's tokens with its runs from left to right, a name or a number with its unit, put back."""
    edges = {*segment.cells}
    runs: list[list[Token]] = []
    for k, token in enumerate(segment.tokens):
        plain = not runs_leftwards(token.text) and any(map(str.isalnum, token.text))
        if plain and runs and k not in edges and not runs_leftwards(runs[-1][0].text) and _level(runs[-1][-1], token):
            runs[-1].append(token)
        else:
            runs.append([token])
    return [token for run in runs for token in reversed(run)]


def _level(a: Token, b: Token) -> bool:
    return abs(a.top + a.bottom - b.top - b.bottom) < min(a.size, b.size)
