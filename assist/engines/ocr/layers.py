"""Copies and cuttings of one picture: scaled, turned, straightened, with local contrast."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from assist.engines.ocr.bends import Ribbon, size
from assist.engines.ocr.lines import Corners
from assist.engines.ocr.models import ROW, Picture

LONGEST_ROW = 3840
"""A straightened line is at most this wide, in pixels."""

GROUND = (127, 127, 127)
"""What lies outside the picture: the networks' zero."""


EDGE, FLAT = 24, 0.0005
"""A tile with a smaller share of pixels above this Laplacian holds no print."""


class Layers:
    """A BGR picture and its halved copies, made when first needed, so that small copies do not alias."""

    def __init__(self, picture: Picture) -> None:
        self._levels = [picture]

    def copy(self, scale: float, angle: float = 0.0, contrast: bool = False) -> tuple[Picture, Corners]:
        """The picture scaled and turned anticlockwise by `angle` degrees, and the 2 by 3 matrix back to its pixels."""
        import cv2

        height, width = self._levels[0].shape[:2]
        turn = cv2.getRotationMatrix2D((0, 0), angle, scale)
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]]) @ turn[:, :2].T
        low = corners.min(axis=0)
        turn[:, 2] = -low
        across, down = (max(16, math.ceil(side - 1e-6)) for side in corners.max(axis=0) - low)
        if angle == 0:
            kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
            copy = cv2.resize(self._levels[0], (across, down), interpolation=kind)
        else:
            source, share = self._level(1 / scale)
            at = turn @ np.diag([1 / share[0], 1 / share[1], 1.0])
            copy = cv2.warpAffine(source, at, (across, down), flags=cv2.INTER_LINEAR, borderValue=GROUND)
        if contrast:
            copy = _local_contrast(copy, (8, 8))
        return _picture(copy), np.asarray(cv2.invertAffineTransform(turn), np.float32)

    def fitting(self, pixels: int, angle: float) -> float:
        """The scale at which the turned picture and the corners around it have so many pixels."""
        height, width = self._levels[0].shape[:2]
        across, down = abs(math.cos(math.radians(angle))), abs(math.sin(math.radians(angle)))
        return math.sqrt(pixels / ((width * across + height * down) * (width * down + height * across)))

    def row(self, quad: Corners, contrast: bool = False, stretch: float = 1.0) -> Picture:
        """The quad straightened to a line of print, `ROW` pixels high and `stretch` times as wide as it stands."""
        import cv2

        across, down = _sides(quad)
        source, share = self._level(down / ROW)
        width = int(min(max(round(across * ROW / down * stretch), 8), LONGEST_ROW))
        factor = max(1.0, down * share[1] / ROW)
        wide, high = round(width * factor), round(ROW * factor)
        goal = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
        matrix = cv2.getPerspectiveTransform((quad * share).astype(np.float32), goal)
        row = cv2.warpPerspective(source, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        if factor > 1:
            row = cv2.resize(row, (width, ROW), interpolation=cv2.INTER_AREA)
        return _local_contrast(row, (max(2, width // ROW), 2)) if contrast else _picture(row)

    def bent_row(self, ribbon: Ribbon) -> Picture:
        """The ribbon laid flat as a line of print, `ROW` pixels high."""
        import cv2

        length, height = size(ribbon)
        source, share = self._level(height / ROW)
        width = int(min(max(round(length * ROW / max(1.0, height)), 8), LONGEST_ROW))
        middle = ribbon.mean(axis=0)
        way = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(middle, axis=0), axis=1))])
        at = np.linspace(0.0, way[-1], width)
        upper, lower = (np.stack([np.interp(at, way, edge[:, i]) for i in (0, 1)], axis=-1) for edge in ribbon)
        down = ((np.arange(ROW) + 0.5) / ROW)[:, None, None]
        where = ((1 - down) * upper[None] + down * lower[None]) * share
        x, y = where[..., 0].astype(np.float32), where[..., 1].astype(np.float32)
        return _picture(cv2.remap(source, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE))

    def _level(self, shrinking: float) -> tuple[Picture, tuple[float, float]]:
        """The smallest copy that is still larger than the picture shrunk so many times, and its share of the size."""
        import cv2

        wanted = max(0, math.floor(math.log2(max(1e-6, shrinking))))
        while len(self._levels) <= wanted and min(self._levels[-1].shape[:2]) >= 32:
            height, width = self._levels[-1].shape[:2]
            half = cv2.resize(self._levels[-1], (width // 2, height // 2), interpolation=cv2.INTER_AREA)
            self._levels.append(_picture(half))
        source = self._levels[min(wanted, len(self._levels) - 1)]
        full = self._levels[0].shape
        return source, (source.shape[1] / full[1], source.shape[0] / full[0])


def busiest_tiles(picture: Picture, size: tuple[int, int], most: int) -> list[tuple[Picture, int, int]]:
    """Overlapping tiles with the most edges, each with its left and top; flat ones are left out."""
    import cv2

    height, width = picture.shape[:2]
    tiles = []
    for top in _starts(height, size[0]):
        for left in _starts(width, size[1]):
            tile = picture[top : top + size[0], left : left + size[1]]
            edges = cv2.Laplacian(cv2.cvtColor(tile, cv2.COLOR_BGR2GRAY), cv2.CV_16S)
            busy = float((np.abs(edges) > EDGE).mean())
            if busy > FLAT:
                tiles.append((busy, tile, left, top))
    tiles.sort(key=lambda entry: entry[0], reverse=True)
    return [(np.ascontiguousarray(tile), left, top) for _, tile, left, top in tiles[:most]]


def _starts(whole: int, part: int) -> list[int]:
    """Where pieces of length `part` start so that they cover `whole` and overlap by an eighth at least."""
    count = max(1, math.ceil((whole - part / 8) / (part * 7 / 8)))
    return [round(i * max(0, whole - part) / max(1, count - 1)) for i in range(count)]


def is_steep(quad: Corners) -> bool:
    """Whether the quad stands on end, so that its print most likely runs up or down."""
    across, down = _sides(quad)
    return down >= 1.5 * across


def upright(quad: Corners) -> Corners:
    """The quad as it is read first: one that stands on end from its right side."""
    return turned(quad, 1) if is_steep(quad) else quad


def turned(quad: Corners, quarters: int) -> Corners:
    """The same place read from another side: the corner list starts `quarters` corners later."""
    return np.roll(quad, -quarters, axis=0)


def widened(quad: Corners, share: float) -> Corners:
    """The quad grown on all sides by a share of its height."""
    a, b, c, d = quad
    across = (b - a) / max(1e-6, float(np.linalg.norm(b - a)))
    down = (d - a) / max(1e-6, float(np.linalg.norm(d - a)))
    x, y = (step * share * float(np.linalg.norm(d - a)) for step in (across, down))
    return np.array([a - x - y, b + x - y, c + x + y, d - x + y], np.float32)


def _sides(quad: Corners) -> tuple[float, float]:
    a, b, c, d = quad
    across = max(float(np.linalg.norm(b - a)), float(np.linalg.norm(c - d)), 1.0)
    return across, max(float(np.linalg.norm(d - a)), float(np.linalg.norm(c - b)), 1.0)


def _local_contrast(picture: Any, tiles: tuple[int, int]) -> Picture:
    """Contrast stretched tile by tile (CLAHE) on the lightness alone."""
    import cv2

    lab = cv2.cvtColor(picture, cv2.COLOR_BGR2LAB)
    lab[:, :, 0] = cv2.createCLAHE(3.0, tiles).apply(lab[:, :, 0])
    return _picture(cv2.cvtColor(lab, cv2.COLOR_LAB2BGR))


def _picture(array: Any) -> Picture:
    return np.asarray(array, np.uint8)
