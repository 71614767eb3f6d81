"""From a picture to its lines: several looks, each only where the one before left doubt.

1. The whole picture is looked at on a copy of moderate size (small pictures are enlarged), every quad found is cut
   out of the full picture, straightened and read.
2. Quads whose reading is unsure are cut out again otherwise: the other way up, with local contrast, a little wider.
3. Where lines are unsure, steep or very small, the picture is looked at again: larger, turned, or with local
   contrast; what the looks found is merged, the better reading of one place winning.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assist.engines.ocr.models import ROW, Models, Picture

Corners = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tuning:
    look: int = 1280
    enlarge: float = 2.0
    fine: int = 2000
    sure: float = 0.92
    keep: float = 0.5
    fine_height: float = 13.0
    grow: float = 0.0
    second: bool = True
    always_fine: bool = False
    turned: bool = True
    clahe: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A line as found: corners in pixels of the upright picture, clockwise from the text's own top left."""

    text: str
    confidence: float
    corners: Corners
    centres: tuple[float, ...] = ()

    @property
    def height(self) -> float:
        a, b, c, d = self.corners
        return float(np.linalg.norm(d - a) + np.linalg.norm(c - b)) / 2

    @property
    def length(self) -> float:
        a, b, c, d = self.corners
        return float(np.linalg.norm(b - a) + np.linalg.norm(c - d)) / 2

    @property
    def angle(self) -> float:
        """Degrees, clockwise from left to right, in (-180, 180]."""
        a, b, c, d = self.corners
        x, y = (b - a) + (c - d)
        return math.degrees(math.atan2(float(y), float(x)))


class Passes:
    def __init__(self, models: Models, tuning: Tuning | None = None) -> None:
        self.models = models
        self.t = tuning or Tuning()
        self.log: list[str] = []

    def __call__(self, picture: Picture) -> list[Found]:
        t = self.t
        self.log = []
        layers = Layers(picture)
        height, width = picture.shape[:2]
        long = max(height, width)
        scale = min(t.look / long, t.enlarge)
        found = self.look(layers, scale)
        if t.second:
            small = [f for f in found if f.height * scale < t.fine_height]
            if long * scale < min(t.fine, long * t.enlarge) - 1 and (
                t.always_fine or len(small) > 0.2 * max(1, len(found))
            ):
                self.log.append("fine")
                found = merge(found, self.look(layers, min(t.fine / long, t.enlarge)))
            if t.turned:
                for angle in self.angles(found):
                    self.log.append(f"turn {angle:.0f}")
                    found = merge(found, self.look(layers, scale, angle))
        return in_order([f for f in found if f.confidence >= t.keep and f.text.strip()])

    def angles(self, found: Sequence[Found]) -> list[float]:
        whole = sum(f.length for f in found) or 1.0
        steep = [f for f in found if 20 < abs(f.angle) < 160]
        if sum(f.length for f in steep) > 0.25 * whole:
            a = float(np.median([f.angle for f in steep]))
            return [a]
        return []

    def look(self, layers: Layers, scale: float, angle: float = 0.0) -> list[Found]:
        copy, back = layers.copy(scale, angle)
        quads = self.models.detect(copy)
        if not len(quads):
            return []
        flat = np.concatenate([quads.reshape(-1, 2), np.ones((len(quads) * 4, 1), np.float32)], axis=1)
        quads = (flat @ back.T).reshape(-1, 4, 2).astype(np.float32)
        return self.read(layers, quads)

    def read(self, layers: Layers, quads: Sequence[Corners]) -> list[Found]:
        t = self.t
        ways = [upright(q) for q in quads]
        first = self.cut(layers, ways)
        again: list[tuple[int, Corners, bool]] = []
        for i, f in enumerate(first):
            tall = steep(quads[i])
            if f.confidence < t.sure or (tall and f.confidence < 0.97):
                again.append((i, turn(f.corners, 2), False))
        first = self.better(layers, first, again)
        again = []
        for i, f in enumerate(first):
            if f.confidence < t.sure:
                if t.clahe:
                    again.append((i, f.corners, True))
                again.append((i, widen(f.corners, 0.12), False))
        return self.better(layers, first, again)

    def better(self, layers: Layers, first: Sequence[Found], again: Sequence[tuple[int, Corners, bool]]) -> list[Found]:
        if not again:
            return list(first)
        second = self.cut(layers, [c for _, c, _ in again], [e for _, _, e in again])
        best = list(first)
        for (i, _, _), f in zip(again, second, strict=True):
            if f.confidence > best[i].confidence and len(f.text) >= 0.6 * len(best[i].text):
                best[i] = f
        return best

    def cut(self, layers: Layers, quads: Sequence[Corners], enhance: Sequence[bool] | None = None) -> list[Found]:
        rows = [layers.row(q, e) for q, e in zip(quads, enhance or [False] * len(quads), strict=True)]
        reads = self.models.recognise(rows)
        return [Found(r.text, r.confidence, q, r.centres) for r, q in zip(reads, quads, strict=True)]


class Layers:
    """A picture and its halved copies, made when first needed, so that small copies do not alias."""

    def __init__(self, picture: Picture) -> None:
        self.levels = [picture]

    def level(self, n: int) -> Picture:
        import cv2

        while len(self.levels) <= n:
            last = self.levels[-1]
            self.levels.append(
                cv2.resize(last, (max(1, last.shape[1] // 2), max(1, last.shape[0] // 2)), interpolation=cv2.INTER_AREA)
            )
        return self.levels[n]

    def copy(self, scale: float, angle: float = 0.0) -> tuple[Picture, Corners]:
        """A copy scaled and turned (by `angle` degrees anticlockwise), and the 2x3 matrix back to the picture."""
        import cv2

        picture = self.levels[0]
        height, width = picture.shape[:2]
        across, down = max(16, round(width * scale)), max(16, round(height * scale))
        if angle == 0:
            kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
            copy = cv2.resize(picture, (across, down), interpolation=kind) if scale != 1 else picture
            return copy, np.array([[width / across, 0, 0], [0, height / down, 0]], np.float32)
        n = max(0, math.floor(math.log2(1 / scale))) if scale < 1 else 0
        source = self.level(n)
        sx, sy = source.shape[1] / width, source.shape[0] / height
        turnm = cv2.getRotationMatrix2D((0, 0), angle, scale)
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) @ turnm[:, :2].T
        low = corners.min(axis=0)
        turnm[:, 2] = -low
        size = np.ceil(corners.max(axis=0) - low).astype(int)
        at = turnm.copy()
        at[:, 0] /= sx
        at[:, 1] /= sy
        copy = cv2.warpAffine(
            source, at, (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR, borderValue=(127, 127, 127)
        )
        return copy, cv2.invertAffineTransform(turnm).astype(np.float32)

    def row(self, quad: Corners, enhance: bool = False) -> Picture:
        """The quad, straightened, `ROW` pixels high."""
        import cv2

        a, b, c, d = quad
        across = max(float(np.linalg.norm(b - a)), float(np.linalg.norm(c - d)), 1.0)
        down = max(float(np.linalg.norm(d - a)), float(np.linalg.norm(c - b)), 1.0)
        n = max(0, math.floor(math.log2(down / ROW)))
        source = self.level(n)
        fx, fy = source.shape[1] / self.levels[0].shape[1], source.shape[0] / self.levels[0].shape[0]
        width = int(min(max(round(across * ROW / down), 8), 3840))
        factor = max(1.0, down * fy / ROW)
        w, h = round(width * factor), round(ROW * factor)
        goal = np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32)
        matrix = cv2.getPerspectiveTransform((quad * (fx, fy)).astype(np.float32), goal)
        row = cv2.warpPerspective(source, matrix, (w, h), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        if factor > 1:
            row = cv2.resize(row, (width, ROW), interpolation=cv2.INTER_AREA)
        if enhance:
            lab = cv2.cvtColor(row, cv2.COLOR_BGR2LAB)
            lab[:, :, 0] = cv2.createCLAHE(3.0, (2, max(2, width // 48))).apply(lab[:, :, 0])
            row = cv2.cvtColor(lab, cv2.COLOR_LAB2BGR)
        return row


def steep(quad: Corners) -> bool:
    a, b, c, d = quad
    across = max(float(np.linalg.norm(b - a)), float(np.linalg.norm(c - d)), 1.0)
    down = max(float(np.linalg.norm(d - a)), float(np.linalg.norm(c - b)), 1.0)
    return down >= 1.5 * across


def upright(quad: Corners) -> Corners:
    return turn(quad, 1) if steep(quad) else quad


def turn(quad: Corners, quarters: int) -> Corners:
    """The same place read from another side: the corner list starts `quarters` corners later."""
    return np.roll(quad, -quarters, axis=0)


def widen(quad: Corners, share: float) -> Corners:
    """The quad grown on all sides by a share of its height."""
    a, b, c, d = quad
    across = (b - a) / max(1e-6, float(np.linalg.norm(b - a)))
    down = (d - a) / max(1e-6, float(np.linalg.norm(d - a)))
    by = share * float(np.linalg.norm(d - a))
    return np.array(
        [
            a - across * by - down * by,
            b + across * by - down * by,
            c + across * by + down * by,
            d - across * by + down * by,
        ],
        np.float32,
    )


def worth(f: Found) -> float:
    return len(f.text.replace(" ", "")) * max(0.0, f.confidence - 0.45)


def shared(one: Corners, two: Corners) -> float:
    """The common area, as a share of the smaller quad."""
    import cv2

    if (one.max(axis=0) < two.min(axis=0)).any() or (two.max(axis=0) < one.min(axis=0)).any():
        return 0.0
    smaller = min(cv2.contourArea(one), cv2.contourArea(two))
    return cv2.intersectConvexConvex(one, two)[0] / smaller if smaller > 0 else 0.0


def merge(first: Sequence[Found], second: Sequence[Found]) -> list[Found]:
    """Both looks, each place once: the reading with more certain characters wins."""
    kept: list[Found] = []
    for f in sorted([*first, *second], key=worth, reverse=True):
        if all(shared(f.corners, other.corners) < 0.4 for other in kept):
            kept.append(f)
    return kept


def in_order(found: Sequence[Found]) -> list[Found]:
    """Reading order: rows from top to bottom along the print's own direction, each from left to right."""
    if not found:
        return []
    weights = np.array([max(1.0, f.length) for f in found])
    turns = np.radians([f.angle for f in found])
    whole = np.sum(weights * np.exp(1j * turns))
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
