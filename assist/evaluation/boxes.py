"""Boxes: do the boxes drawn on the photo stand where gold marks the deciding text?

`evidence@0.5`: gold evidence boxes of rightly decided cases that a drawn box meets; `stray_boxes`: drawn boxes of
which less than 0.3 lies on gold evidence, on a gold parameter or on the line that holds one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from assist.case.geometry import Box, union
from assist.evaluation.bench import PhotoCase
from assist.evaluation.figures import Figures, share
from assist.evaluation.observed import Observed
from assist.evaluation.text import fold
from assist.evaluation.verdicts import DECISIONS

IOU = 0.5
SIZE_RATIO = 3.0
GROWN = 0.5
ON_GOLD = 0.3
_GRID = 24


def box_figures(pairs: Sequence[tuple[PhotoCase, Observed]]) -> Figures:
    """`evidence@0.5` has gold boxes as n, `stray_boxes` drawn ones."""
    hits: list[bool] = []
    strays: list[bool] = []
    for case, seen in pairs:
        drawn = [box for quote in seen.drawn for box in quote.boxes]
        if case.evidence and case.verdict in DECISIONS and seen.verdict == case.verdict:
            hits.extend(met([mark.box for mark in case.evidence], drawn))
        allowed = allowed_boxes(case, seen)
        strays.extend(covered(box, allowed) < ON_GOLD for box in drawn)
    return {"evidence@0.5": share(hits), "stray_boxes": share(strays)}


def met(gold: Sequence[Box], drawn: Sequence[Box]) -> list[bool]:
    """Which gold boxes a drawn box meets, alone or as one of two neighbours under one drawn box."""
    hit = [any(meets(box, mark) for box in drawn) for mark in gold]
    for (i, one), (j, other) in combinations(enumerate(gold), 2):
        if neighbours(one, other) and any(meets(box, union((one, other))) for box in drawn):
            hit[i] = hit[j] = True
    return hit


def meets(drawn: Box, gold: Box) -> bool:
    """IoU of at least 0.5, or the centre in the gold box grown by half with areas at most threefold apart."""
    if drawn.iou(gold) >= IOU:
        return True
    small, large = sorted((drawn.area, gold.area))
    return gold.grown(GROWN).holds(*drawn.centre) and small > 0 and large <= SIZE_RATIO * small


def neighbours(one: Box, other: Box) -> bool:
    """No farther apart than the larger of their short sides: the next word, or the next line."""
    across = max(one.left, other.left) - min(one.right, other.right)
    down = max(one.top, other.top) - min(one.bottom, other.bottom)
    gap = max(min(one.width, one.height), min(other.width, other.height))
    return across <= gap and down <= gap


def allowed_boxes(case: PhotoCase, seen: Observed) -> list[Box]:
    """Gold's marks, and the read lines that hold the text of one and lie on it (gold lines have no boxes)."""
    marks = [mark for mark in (*case.evidence, *case.parameters) if mark.box.area > 0]
    lines = [
        line.box
        for line in seen.lines
        for mark in marks
        if fold(mark.text) in fold(line.text) and line.box.intersection(mark.box) >= ON_GOLD * mark.box.area
    ]
    return [mark.box for mark in marks] + lines


def covered(box: Box, by: Sequence[Box]) -> float:
    """The share of `box` that lies in any of `by`, on a grid of 24 by 24 points."""
    steps = [(k + 0.5) / _GRID for k in range(_GRID)]
    points = [(box.left + box.width * x, box.top + box.height * y) for x in steps for y in steps]
    return sum(any(other.holds(x, y) for other in by) for x, y in points) / len(points)
