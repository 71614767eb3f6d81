"""Found lines and what is done with them: merging looks, joining pieces of one printed line, reading order.

Everything here is geometry on corners in pixels; nothing touches a picture.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Corners = NDArray[np.float32]

SAME_PLACE = 0.4
"""Two readings are of one place when they share this much of the smaller quad."""

WORTHLESS = 0.6
"""Confidence at which a reading is as likely noise as print."""

MARGIN = 0.15
"""The detector's quads are larger than the print by this share of their height on every side.

Bench photos, 384 evidence and parameter boxes, 2026-11-21: mean IoU 0.63 as found, 0.72, 0.76, 0.77, 0.75 with 0.08,
0.12, 0.16, 0.20 taken off.
"""

NEAR, CLOSE, TOUCHING = 0.9, 0.5, -0.4
"""Pieces of a line stand at most so many line heights apart: two short ones, a short and a long one, two long ones.

Columns of print stand as near to each other as words do, so two long pieces must overlap."""

SHORT = 8.0
"""A short piece is at most this many line heights long."""

FAR = 20.0
"""A value at the end of its row may stand this far from the row's name (`Calcium ........ 14.2%`)."""

FARTHER = 80.0
"""A value may stand this far where a leader of dots points to it, or where it stands in a column of such values."""

LABEL = 50
"""What stands before such a value has at most this many characters: it names something, it is no paragraph."""

LEVEL = 0.35
"""How far a piece's middle may stray from the line of the piece before it, in line heights."""

ALIKE = 1.6
"""The ratio of heights up to which two pieces can be one line."""

_VALUE = re.compile(r"[\s.…·:_]*[<>≤≥±~]?\d[\d.,/]*(?:\s?[-~–]\s?\d[\d.,]*)?\s?(?P<unit>%|[A-Za-zΩ°℃µ²³/]{0,4})[.,;]?")
_LETTER = re.compile(r"[^\W\d_]{2}")
_LEADER = re.compile(
    r"(?<=\S)(?:\s*(?:[.·_]\s?){4,}|\s*…|(?<=[^\W\d]|\))\s*\.{2,}\s?\.(?=\d)|(?<=\))\s*\.\s?\.(?=\d))"
    r"[\s.…·_]*(?=[^\s.…·_])"
)
_LEADS, _LED = re.compile(r"[.…·_]{3,}\s*$"), re.compile(r"\s*[.…·_]")


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A line as found: corners in pixels of the upright picture, clockwise from the text's own top left.

    `centres` are shares (0 to 1) of the line's length, one for each character; `pieces` are the quads that a bent line
    is made of, empty for a straight one.
    """

    text: str
    confidence: float
    corners: Corners
    centres: tuple[float, ...] = ()
    pieces: tuple[Corners, ...] = ()

    @property
    def places(self) -> tuple[Corners, ...]:
        """The quads under its print."""
        return self.pieces or (self.corners,)

    @property
    def length(self) -> float:
        a, b, c, d = self.corners
        return float(np.linalg.norm(b - a) + np.linalg.norm(c - d)) / 2

    @property
    def height(self) -> float:
        a, b, c, d = self.corners
        return float(np.linalg.norm(d - a) + np.linalg.norm(c - b)) / 2

    @property
    def angle(self) -> float:
        """Degrees clockwise from left-to-right, in (-180, 180]."""
        a, b, c, d = self.corners
        x, y = (b - a) + (c - d)
        return math.degrees(math.atan2(float(y), float(x)))

    @property
    def size(self) -> int:
        """How many characters it holds, spaces aside."""
        return len("".join(self.text.split()))

    @property
    def worth(self) -> float:
        """How much certain text this is: what decides between two readings of one place."""
        return len(self.text.replace(" ", "")) * (max(0.0, self.confidence - WORTHLESS) / (1 - WORTHLESS)) ** 2


def shared(one: Corners, two: Corners) -> float:
    """The common area of two quads as a share of the smaller."""
    import cv2

    if (one.max(axis=0) < two.min(axis=0)).any() or (two.max(axis=0) < one.min(axis=0)).any():
        return 0.0
    smaller = min(cv2.contourArea(one), cv2.contourArea(two))
    return float(cv2.intersectConvexConvex(one, two)[0]) / smaller if smaller > 0 else 0.0


def overlap(one: Sequence[Corners], two: Sequence[Corners]) -> float:
    """The common area of two lines, each given by its places, as a share of the smaller."""
    import cv2

    smaller = min(sum(cv2.contourArea(quad) for quad in places) for places in (one, two))
    if smaller <= 0:
        return 0.0
    common = 0.0
    for a in one:
        for b in two:
            if not ((a.max(axis=0) < b.min(axis=0)).any() or (b.max(axis=0) < a.min(axis=0)).any()):
                common += float(cv2.intersectConvexConvex(a, b)[0])
    return common / smaller


def merge(first: Sequence[Found], second: Sequence[Found]) -> list[Found]:
    """The lines of two looks, each place once: where they overlap, the look with more certain text there wins."""
    neighbours = [[j for j, b in enumerate(second) if overlap(a.places, b.places) >= SAME_PLACE] for a in first]
    kept: list[Found] = []
    settled: set[int] = set()
    for start in range(len(first)):
        if start in settled:
            continue
        ours, theirs, fresh = {start}, set(neighbours[start]), True
        while fresh:
            more = {i for i, js in enumerate(neighbours) if i not in ours and not theirs.isdisjoint(js)}
            ours |= more
            theirs |= {j for i in more for j in neighbours[i]}
            fresh = bool(more)
        settled |= ours
        better = sum(second[j].worth for j in theirs) > sum(first[i].worth for i in ours)
        kept += [second[j] for j in sorted(theirs)] if better else [first[i] for i in sorted(ours)]
    touched = {j for js in neighbours for j in js}
    return kept + [b for j, b in enumerate(second) if j not in touched]


def tightened(found: Found) -> Found:
    """The line without the margin that the detector puts round its print."""
    a, b, c, d = found.corners
    length, height = found.length or 1.0, found.height
    by = min(MARGIN * height, 0.25 * length)
    x = ((b - a) + (c - d)) / (2 * length) * by
    y = ((d - a) + (c - b)) / (2 * max(height, 1e-6)) * by
    corners = np.array([a + x + y, b - x + y, c - x - y, d + x - y], np.float32)
    inside = max(1e-6, length - 2 * by)
    centres = tuple(round(min(1.0, max(0.0, (at * length - by) / inside)), 4) for at in found.centres)
    return replace(found, corners=corners, centres=centres)


def join(found: Sequence[Found]) -> list[Found]:
    """Pieces that are one printed line, joined: near neighbours, and a value at the end of its row.

    Each piece takes at most one neighbour on each side, the nearest pairs first.
    """
    after: dict[int, int] = {}
    before: dict[int, int] = {}
    for _, left, right in sorted(_pairs(found)):
        if left in after or right in before:
            continue
        after[left], before[right] = right, left
    whole = []
    for start in (i for i in range(len(found)) if i not in before):
        line, at = found[start], start
        while at in after:
            at = after[at]
            line = _joined(line, found[at])
        whole.append(line)
    return whole


def _pairs(found: Sequence[Found]) -> list[tuple[float, int, int]]:
    """Pairs that may be joined: (gap in line heights, left, right)."""
    if len(found) < 2:
        return []
    corners = np.stack([f.corners for f in found])
    heights = np.array([f.height for f in found])
    lengths = np.array([f.length for f in found])
    angles = np.radians([f.angle for f in found])
    ends, starts = (corners[:, 1] + corners[:, 2]) / 2, (corners[:, 0] + corners[:, 3]) / 2
    low, high = np.minimum.outer(heights, heights), np.maximum.outer(heights, heights)
    turn = np.where(lengths[:, None] >= lengths[None, :], angles[:, None], angles[None, :])
    steps = starts[None, :] - ends[:, None]
    x = steps[..., 0] * np.cos(turn) + steps[..., 1] * np.sin(turn)
    y = steps[..., 1] * np.cos(turn) - steps[..., 0] * np.sin(turn)
    off = np.abs(np.angle(np.exp(1j * (angles[:, None] - angles[None, :]))))
    level = (np.abs(y) <= LEVEL * low + 0.02 * np.abs(x)) & (high <= ALIKE * low) & (off < math.radians(12))
    long = (lengths[:, None] > SHORT * low).astype(int) + (lengths[None, :] > SHORT * low)
    near = level & (x > -0.6 * low) & (x < np.array([NEAR, CLOSE, TOUCHING])[long] * high)
    far = level & (x >= 0) & (x < FARTHER * high)
    np.fill_diagonal(near, False)
    pairs = [(float(x[i, j] / high[i, j]), int(i), int(j)) for i, j in np.argwhere(near)]
    rows = [
        (float(x[i, j] / high[i, j]), int(i), int(j))
        for i, j in np.argwhere(far & ~near)
        if i != j and _ends_row(found[i].text, found[j].text) and not _something_between(found[i], found[j], found)
    ]
    sure = [row for row in rows if row[0] < FAR or _LEADS.search(found[row[1]].text) or _LED.match(found[row[2]].text)]
    column = {j for _, _, j in sure}
    return pairs + [row for row in rows if row in sure or any(_aligned(found[row[2]], found[j]) for j in column)]


def _aligned(one: Found, two: Found) -> bool:
    """Whether two values stand below each other, by their left or their right ends."""
    ends = [abs(float(one.corners[i, 0] - two.corners[i, 0])) for i in (0, 1)]
    return min(ends) <= 1.5 * min(one.height, two.height)


def _ends_row(label: str, value: str) -> bool:
    """Whether `value` is the value of the row that `label` begins."""
    fits = _VALUE.fullmatch(value)
    named = fits and (fits["unit"] or label.rstrip().endswith((":", "：", ".", "…")))
    return bool(named) and len(label) <= LABEL and _LETTER.search(label) is not None


def _something_between(left: Found, right: Found, lines: Sequence[Found]) -> bool:
    bridge = np.array([left.corners[1], right.corners[0], right.corners[3], left.corners[2]], np.float32)
    return any(f is not left and f is not right and shared(bridge, f.corners) > 0.15 for f in lines)


def _joined(left: Found, right: Found) -> Found:
    step = np.linalg.norm((right.corners[0] + right.corners[3]) / 2 - (left.corners[1] + left.corners[2]) / 2)
    overlapping = left.length + right.length > Found("", 0, _around(left, right)).length
    space = "" if overlapping and step > 0.2 * left.height else " "
    corners = _around(left, right)
    sizes = len(left.text), len(right.text)
    confidence = (left.confidence * sizes[0] + right.confidence * sizes[1]) / max(1, sum(sizes))
    length = Found("", 0, corners).length or 1.0
    first, last = left.length / length, right.length / length
    centres: tuple[float, ...] = ()
    if len(left.centres) == sizes[0] and len(right.centres) == sizes[1]:
        middle = ((first + 1 - last) / 2,) if space else ()
        ahead = (min(1.0, at * first) for at in left.centres)
        behind = (min(1.0, max(0.0, 1 - last + at * last)) for at in right.centres)
        centres = (*ahead, *middle, *behind)
    return Found(left.text + space + right.text, confidence, corners, centres)


def _around(left: Found, right: Found) -> Corners:
    return np.array([left.corners[0], right.corners[1], right.corners[2], left.corners[3]], np.float32)


def without_leaders(found: Found) -> Found:
    """The line with each leader (`Calcium ........ 6%`) as one space: it fills the row and says nothing.

    Two or three dots stay, for a writer may have meant them, unless the last stands before a number as its point would
    (`(N). .3%`); one `…` before more print is a leader read as a sign.
    """
    known = len(found.centres) == len(found.text)
    for leader in reversed(list(_LEADER.finditer(found.text))):
        start, end = leader.span()
        at = found.centres
        centres = (*at[:start], at[(start + end) // 2], *at[end:]) if known else at
        found = replace(found, text=f"{found.text[:start]} {found.text[end:]}", centres=centres)
    return found


def in_order(found: Sequence[Found]) -> list[Found]:
    """Reading order: rows from top to bottom along the print's own direction, each from left to right."""
    if not found:
        return []
    weights = np.array([max(1.0, f.length) for f in found])
    whole = np.sum(weights * np.exp(1j * np.radians([f.angle for f in found])))
    lean = float(np.angle(whole)) if abs(whole) > 0.6 * weights.sum() else 0.0
    centres = np.array([f.corners.mean(axis=0) for f in found])
    along = centres @ np.array([math.cos(lean), math.sin(lean)])
    down = centres @ np.array([-math.sin(lean), math.cos(lean)])
    rows: list[list[int]] = []
    for i in (int(n) for n in np.argsort(down, kind="stable")):
        last = rows[-1] if rows else None
        if last and abs(down[i] - np.mean([down[j] for j in last])) < 0.5 * min(found[i].height, found[last[0]].height):
            last.append(i)
        else:
            rows.append([i])
    return [found[i] for row in rows for i in sorted(row, key=lambda n: float(along[n]))]
