"""Captions: words of two rows that stand centred under each other, as below icons and at the head of a table.

    light      schedule      RGB colour
    on/off      timer           mode

Read row by row they say nothing; read block by block they do.  Only words are put together, never numbers: a value must
keep a line, and so a box, of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assist.engines.ocr.lines import ALIKE, Found

CENTRED = 0.35
"""How far the middles of two rows of a caption are apart at most, in line heights."""

BELOW = (0.8, 1.9)
"""How far below its first row a caption's second stands, middle to middle, in line heights."""

SHORT = 14.0
"""A row of a caption is at most this many line heights long."""

RAGGED = 0.8
"""In one caption at least a row is wider than the other by this many heights: centred, not just left-aligned twice."""

BLOCKS = 2
"""At least so many captions stand side by side."""

UPRIGHT = 8.0
"""Captions are looked for among lines that lean by fewer degrees."""


def with_captions(lines: Sequence[Found]) -> list[Found]:
    """The lines with the two rows of each caption joined, where several captions stand side by side."""
    words = [i for i, line in enumerate(lines) if _may_be(line)]
    below = {i: under for i in words if (under := [j for j in words if _centred(lines[i], lines[j])])}
    above = {j for under in below.values() for j in under}
    pairs = [
        (i, under[0]) for i, under in below.items() if len(under) == 1 and i not in above and under[0] not in below
    ]
    pairs = [pair for pair in pairs if sum(other[1] == pair[1] for other in pairs) == 1]
    rows = [[pair for pair in pairs if _beside(lines[pair[0]], lines[first[0]])] for first in pairs]
    kept = {
        pair for row in rows if len(row) >= BLOCKS and any(_ragged(lines[i], lines[j]) for i, j in row) for pair in row
    }
    taken = dict(kept)
    second = set(taken.values())
    return [_stacked(line, lines[taken[i]]) if i in taken else line for i, line in enumerate(lines) if i not in second]


def _may_be(line: Found) -> bool:
    letters = any(ch.isalpha() for ch in line.text) and not any(ch.isdigit() for ch in line.text)
    return letters and not line.pieces and abs(line.angle) < UPRIGHT and line.length <= SHORT * line.height


def _centred(upper: Found, lower: Found) -> bool:
    if max(upper.height, lower.height) > ALIKE * min(upper.height, lower.height):
        return False
    height = (upper.height + lower.height) / 2
    across, down = (lower.corners.mean(axis=0) - upper.corners.mean(axis=0)) / height
    return abs(float(across)) <= CENTRED and BELOW[0] <= float(down) <= BELOW[1]


def _beside(one: Found, other: Found) -> bool:
    """Whether two captions begin on the same row and are set alike (or are one)."""
    apart = abs(float(one.corners[:, 1].mean() - other.corners[:, 1].mean()))
    return apart <= 0.5 * one.height and max(one.height, other.height) <= 1.3 * min(one.height, other.height)


def _ragged(upper: Found, lower: Found) -> bool:
    return abs(upper.length - lower.length) >= RAGGED * upper.height


def _stacked(upper: Found, lower: Found) -> Found:
    """Both rows as one line, in the box around them."""
    both = np.concatenate([upper.corners, lower.corners])
    (left, top), (right, bottom) = both.min(axis=0), both.max(axis=0)
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    return Found(f"{upper.text} {lower.text}", min(upper.confidence, lower.confidence), corners)
