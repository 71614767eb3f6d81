"""Bends: lines of print on a curved surface, found in the detector's map and followed from end to end.

The detector's own boxes are rectangles and are kept only where text fills them, so a long line that is bent (round a
tub, along a crumpled bag) is lost although the map shows it.  Here each long shape of the map is followed: the middle
of its columns is fitted by a cubic, and a ribbon of the print's height is laid along it (text-line dewarping).

What this module does not know: print that turns by more than about 60 degrees (round a coin), and lines that the map
shows as one blob.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ribbon = NDArray[np.float32]
"""The upper and the lower edge of a bent line, each from its first to its last letter: 2 by n by 2, in pixels."""

INK = 0.3
"""The map's value from which a pixel is print: the detector's own threshold."""

CERTAIN = 0.5
"""The mean of the map over the shape below which it is no print: the detector's threshold for its boxes."""

GROWN = 0.8
"""The map shows print shrunk; it is grown on all sides by this share of the shape's thickness (the detector's rule,
1.6 area / perimeter, for a long thin shape)."""

LONG = 6.0
"""A shape is followed when it is at least so many times as long as thick: the shorter ones are straight enough."""

SAG = 0.22
"""How far the middle of a bent line strays from its chord, at least, as a share of the print's height."""

STRAY = 0.45
"""How far the columns' middles may stray from the fitted curve, as a share of the shape's thickness."""

SAMPLES, PIECE = 25, 4
STEEPEST = 1.7
"""Slope of a ribbon beyond which its letters overlap when laid flat (60 degrees)."""


def ribbons(scores: NDArray[np.float32]) -> list[Ribbon]:
    """The bent lines in the detector's map (height by width, values 0 to 1), in its pixels."""
    import cv2

    mask = cv2.dilate((scores > INK).astype(np.uint8), np.ones((2, 2), np.uint8))
    shapes, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for shape in shapes:
        (_, _), (wide, high), _ = cv2.minAreaRect(shape)
        if max(wide, high) < 30 or cv2.contourArea(shape) * LONG > max(wide, high) ** 2:
            continue
        ribbon = _followed(scores, shape)
        if ribbon is not None:
            found.append(ribbon)
    return found


def outline(ribbon: Ribbon) -> NDArray[np.float32]:
    """A quad about the ribbon, from the text's own top left: along its chord, higher than the print by half its sag."""
    middle, height = ribbon.mean(axis=0), _height(ribbon)
    chord = middle[-1] - middle[0]
    along = chord / max(1e-6, float(np.linalg.norm(chord)))
    down = np.array([-along[1], along[0]])
    off = (middle - middle[0]) @ down
    reach = (middle - middle[0]) @ along
    centre, half = (float(off.min()) + float(off.max())) / 2, height / 2 + 0.3 * float(off.max() - off.min())
    corners = [(reach.min(), centre - half), (reach.max(), centre - half)]
    corners += [(reach.max(), centre + half), (reach.min(), centre + half)]
    return np.array([middle[0] + x * along + y * down for x, y in corners], np.float32)


def pieces(ribbon: Ribbon) -> tuple[NDArray[np.float32], ...]:
    """The ribbon as short straight quads, end to end."""
    upper, lower = ribbon
    cuts = [*range(0, len(upper) - 1, PIECE), len(upper) - 1]
    return tuple(np.array([upper[i], upper[j], lower[j], lower[i]], np.float32) for i, j in pairwise(cuts))


def reversed_ribbon(ribbon: Ribbon) -> Ribbon:
    """The same line read the other way up."""
    return np.ascontiguousarray(ribbon[::-1, ::-1])


def size(ribbon: Ribbon) -> tuple[float, float]:
    """Length along the middle, and height."""
    middle = ribbon.mean(axis=0)
    return float(np.linalg.norm(np.diff(middle, axis=0), axis=1).sum()), _height(ribbon)


def _height(ribbon: Ribbon) -> float:
    return float(np.linalg.norm(ribbon[1] - ribbon[0], axis=1).mean())


def _followed(scores: NDArray[np.float32], shape: Any) -> Ribbon | None:
    """The ribbon along one shape; None where it is straight, no line, or not certain."""
    import cv2

    left, top, wide, high = cv2.boundingRect(shape)
    inside = np.zeros((high, wide), np.uint8)
    cv2.drawContours(inside, [shape], -1, 1, cv2.FILLED, offset=(-left, -top))
    if float(scores[top : top + high, left : left + wide][inside > 0].mean()) < CERTAIN:
        return None
    ys, xs = np.nonzero(inside)
    points = np.stack([xs + left, ys + top], axis=1).astype(np.float64)
    centre, along = points.mean(axis=0), _direction(points)
    down = np.array([-along[1], along[0]])
    reach, off = (points - centre) @ along, (points - centre) @ down
    bins = np.floor(reach - reach.min()).astype(int)
    count = np.bincount(bins)
    there = count > 0
    middles, at = np.bincount(bins, off)[there] / count[there], np.flatnonzero(there) + reach.min() + 0.5
    thick = float(np.median(count[there]))
    if len(at) < LONG * thick:
        return None
    curve = np.polynomial.Polynomial.fit(at, middles, 3)
    if float(np.sqrt(np.mean((curve(at) - middles) ** 2))) > STRAY * thick:
        return None
    grown = GROWN * thick
    height = thick + 2 * grown
    steps = np.linspace(at[0] - grown, at[-1] + grown, SAMPLES)
    inner = np.clip(steps, at[0], at[-1])
    slope = curve.deriv()(inner)
    middle = curve(inner) + slope * (steps - inner)
    chord = middle[0] + (middle[-1] - middle[0]) * np.linspace(0, 1, SAMPLES)
    if float(np.abs(middle - chord).max()) < SAG * height or float(np.abs(slope).max()) > STEEPEST:
        return None
    normal = np.stack([-slope, np.ones(SAMPLES)], axis=1) / np.sqrt(1 + slope**2)[:, None] * height / 2
    flat = np.stack([steps, middle], axis=1)
    edges = np.stack([flat - normal, flat + normal])
    return np.asarray(edges @ np.stack([along, down]) + centre, np.float32)


def _direction(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """The shape's long axis as a unit vector to the right (or downwards, where it stands on end)."""
    values, vectors = np.linalg.eigh(np.cov((points - points.mean(axis=0)).T))
    along: NDArray[np.float64] = vectors[:, int(np.argmax(values))]
    return -along if along[0] < -1e-9 or (abs(along[0]) <= 1e-9 and along[1] < 0) else along
