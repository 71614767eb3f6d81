"""One box, one convention: fractions of the upright picture or page, origin top left; converted at the edge."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-parallel rectangle in [0, 1] on both axes; refuses to exist otherwise."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        ordered = 0.0 <= self.left <= self.right <= 1.0 and 0.0 <= self.top <= self.bottom <= 1.0
        if not ordered:
            raise ValueError(f"not a box inside [0, 1]: {self.as_tuple()}")

    @classmethod
    def clamped(cls, left: float, top: float, right: float, bottom: float) -> Box:
        """The box of two corners in any order, cut to [0, 1]."""
        if left > right:
            left, right = right, left
        if top > bottom:
            top, bottom = bottom, top
        if left >= 0.0 and top >= 0.0 and right <= 1.0 and bottom <= 1.0:  # every word of a page comes by here
            return cls(left, top, right, bottom)
        return cls(*(min(1.0, max(0.0, v)) for v in (left, top, right, bottom)))

    @classmethod
    def from_pixels(cls, left: float, top: float, right: float, bottom: float, width: float, height: float) -> Box:
        """From pixel edges of a picture of `width` by `height` pixels."""
        return cls.clamped(left / width, top / height, right / width, bottom / height)

    @classmethod
    def from_pdf(cls, left: float, bottom: float, right: float, top: float, width: float, height: float) -> Box:
        """From PDF points (origin bottom left) of an upright page of `width` by `height` points."""
        return cls.clamped(left / width, 1 - top / height, right / width, 1 - bottom / height)

    @classmethod
    def from_glm(cls, left: float, top: float, right: float, bottom: float) -> Box:
        """From GLM grounding: 0-1000 on each axis separately, whatever the picture's shape."""
        return cls.clamped(left / 1000, top / 1000, right / 1000, bottom / 1000)

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def area(self) -> float:
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def as_tuple(self) -> tuple[float, float, float, float]:
        return self.left, self.top, self.right, self.bottom

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in whole pixels of a picture of `width` by `height`, never empty."""
        left, top = min(int(self.left * width), width - 1), min(int(self.top * height), height - 1)
        right = max(left + 1, min(width, math.ceil(self.right * width)))
        return left, top, right, max(top + 1, min(height, math.ceil(self.bottom * height)))

    def intersection(self, other: Box) -> float:
        """The shared area."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, across) * max(0.0, down)

    def iou(self, other: Box) -> float:
        """Intersection over union; 0 where both are empty."""
        shared = self.intersection(other)
        whole = self.area + other.area - shared
        return shared / whole if whole > 0 else 0.0

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def grown(self, share: float) -> Box:
        """Larger by `share` of its own size on each axis, about its centre."""
        dx, dy = self.width * share / 2, self.height * share / 2
        return Box.clamped(self.left - dx, self.top - dy, self.right + dx, self.bottom + dy)


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of them; an empty iterable is an error."""
    every = list(boxes)
    if not every:
        raise ValueError("union of no boxes")
    return Box(
        min(b.left for b in every), min(b.top for b in every),
        max(b.right for b in every), max(b.bottom for b in every),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quad:
    """Four corners in fractions, clockwise from the text's own top left, so that turned text keeps its direction."""

    points: tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]

    @classmethod
    def from_pixels(cls, points: Sequence[Sequence[float]], width: float, height: float) -> Quad:
        """From four pixel corners of a picture of `width` by `height` pixels."""
        a, b, c, d = ((float(p[0]) / width, float(p[1]) / height) for p in points)
        return cls((a, b, c, d))

    @classmethod
    def of(cls, box: Box) -> Quad:
        return cls(((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)))

    @property
    def box(self) -> Box:
        """The upright box around the quad, cut to the picture."""
        xs, ys = [p[0] for p in self.points], [p[1] for p in self.points]
        return Box.clamped(min(xs), min(ys), max(xs), max(ys))

    def part(self, start: float, end: float) -> Quad:
        """The piece between two shares (0 to 1) of the text's length: a word inside a turned line."""
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = self.points
        return Quad(
            (
                (ax + (bx - ax) * start, ay + (by - ay) * start),
                (ax + (bx - ax) * end, ay + (by - ay) * end),
                (dx + (cx - dx) * end, dy + (cy - dy) * end),
                (dx + (cx - dx) * start, dy + (cy - dy) * start),
            )
        )
