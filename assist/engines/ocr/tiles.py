"""Tiles: a picture too large for one run of the detector is mapped in parts, and the parts make one map.

Boxes and bends are found in the whole map afterwards, so a line across a seam is one line.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Map = NDArray[np.float32]

PAGE_PIXELS = 1280 * 1280
"""The largest part of a page.  OpenVINO holds 215 bytes for each pixel of the largest it has seen: 788 MB in all once
warm with 1280 by 1920, and 526 with 960 by 1280; two tiles of 960 by 1280 have no pixel more than one of 1920.

A photo is looked at whole: the detector weighs all it sees, and of 876 gold lines of hard bench photos 766 were read
in tiles and 771 without (2026-11-21).
"""

SHARED = 128
"""Pixels that two neighbours have both, at least: of each pixel the tile counts whose edge is farther away."""

GROUND = 127


def mapped(picture: Picture, look: Callable[[Picture], Map], stride: int, most: int) -> Map:
    """The map (height by width) of a BGR picture and of the filling right of it and below it.

    `look` maps parts of it, pixel by pixel; their sides are multiples of `stride`, their pixels at most `most`.
    """
    height, width = picture.shape[:2]
    if width > height:
        turned = mapped(picture.swapaxes(0, 1), lambda part: look(part.swapaxes(0, 1)).swapaxes(0, 1), stride, most)
        return np.ascontiguousarray(turned.swapaxes(0, 1))
    across = width + -width % stride
    spans = parts(height, across, stride, most)
    whole = np.zeros((spans[-1][1], across), np.float32)
    seam = 0
    for at, (top, bottom) in enumerate(spans):
        part = picture[top:bottom]
        missing = ((0, bottom - top - len(part)), (0, across - width), (0, 0))
        one = look(np.pad(part, missing, constant_values=GROUND))
        whole[seam:bottom] = one[seam - top :]
        seam = (bottom + spans[at + 1][0]) // 2 if at + 1 < len(spans) else bottom
    return whole


def parts(length: int, across: int, stride: int, most: int) -> list[tuple[int, int]]:
    """Where the parts of a side of `length` begin and end, the other side being `across`: equal multiples of `stride`.

    They have at most `most` pixels unless the narrowest strip has more.  The last may end beyond `length`.
    """
    count, part = 1, length + -length % stride
    while part * across > most and part > stride + SHARED:
        count += 1
        part = math.ceil((length + (count - 1) * SHARED) / count / stride) * stride
    starts = (round(i * max(0, length - part) / max(1, count - 1)) for i in range(count))
    return [(start, start + part) for start in starts]
