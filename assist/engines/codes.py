"""Barcodes and QR codes on a photo, by zxing-cpp; tilted bars are found by OpenCV and cut out straight first."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assist.case.geometry import Quad
from assist.case.photo import Pixels
from assist.case.reading import Code

PROXY_PIXELS = 3_000_000
"""Codes are looked for on a copy of this size: 73 ms where 12 million pixels take 1,101 (2026-11, two cores)."""

# zxing-cpp reads along the rows and columns of a picture, so bars that lean are missed.  OpenCV finds them by
# their gradients at any angle, and zxing-cpp reads the cutting.  Drawn EAN-13s on sample photos (2026-11-21, modules
# of 2 and 3 pixels): leaning 15 to 55 degrees 3 of 24 were read without the cutting and 23 with it, leaning less or
# lying on their side 32 and 43 of 48.
STRAIGHTENED = 900
"""A cutting is at least this wide, in pixels: about nine for each module of an EAN-13 with its quiet zones."""

LOOKED_SIDE = 1536
WINDOWS = (0.005, 0.01, 0.03, 0.06, 0.08)
"""OpenCV looks on a copy with at most this short side, through windows of these shares of it.  Its own 512 pixels and
windows of 0.01 to 0.08 miss a code that is small on its photo: of eight on a 12-megapixel one (modules of 2 to 4
pixels, 2026-11-21) none was found so, all eight with these, for 60 to 220 ms beside the reading.
"""

QUIET = 0.18
"""Share of its length by which the found bars are lengthened on both sides: OpenCV's quad ends at the bars."""

MOST_CUTTINGS = 6

CHECKED = frozenset({"EAN13", "EAN8", "UPCA", "UPCE", "Code128", "Code93", "DataBar"})
"""Kinds with a check digit: only these are taken from a cutting, where any stripes may look like bars."""

Corners = NDArray[np.float32]


def find_codes(pixels: Pixels) -> tuple[Code, ...]:
    """All codes that could be decoded, top to bottom, each text once per place; none is an empty tuple."""
    import cv2

    height, width = pixels.shape[:2]
    scale = min(1.0, math.sqrt(PROXY_PIXELS / (height * width)))
    full = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    grey = full if scale == 1 else cv2.resize(full, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = [
        Code(kind, text, Quad.from_pixels(corners, grey.shape[1], grey.shape[0]))
        for kind, text, corners in _decoded(grey)
    ]
    for bars in _bars(grey):
        whole = Quad.from_pixels(bars.tolist(), grey.shape[1], grey.shape[0])
        if any(whole.box.holds(*code.quad.box.centre) for code in found):
            continue
        read = (code for cut in _cuttings(full, bars / scale) for code in _decoded(cut))
        kind, text = next(((kind, text) for kind, text, _ in read if kind in CHECKED), ("", ""))
        if text and all(code.text != text for code in found):
            found.append(Code(kind, text, whole))
    return tuple(sorted(found, key=lambda code: (code.quad.box.top, code.quad.box.left)))


def _decoded(grey: Any) -> Iterator[tuple[str, str, list[tuple[float, float]]]]:
    """Kind, text and corners of the codes that zxing-cpp reads."""
    import zxingcpp

    for barcode in zxingcpp.read_barcodes(grey):
        text = barcode.text.replace("\x00", "").strip()
        if barcode.valid and text:
            at = barcode.position
            corners = [(p.x, p.y) for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)]
            yield barcode.format.name, text, [(float(x), float(y)) for x, y in corners]


def _bars(grey: Any) -> list[Corners]:
    """The quads of what looks like bars at any angle, largest first."""
    import cv2

    detector = cv2.barcode.BarcodeDetector()
    detector.setDownsamplingThreshold(LOOKED_SIDE)
    detector.setDetectorScales(WINDOWS)
    there, quads = detector.detectMulti(grey)
    if not there:
        return []
    found = [np.asarray(quad, np.float32) for quad in quads]
    return sorted(found, key=cv2.contourArea, reverse=True)[:MOST_CUTTINGS]


def _cuttings(grey: Any, quad: Corners) -> Iterator[Any]:
    """The bars made level, read along their longer side first, with room for the quiet zones."""
    import cv2

    sides = [float(np.linalg.norm(quad[(i + 1) % 4] - quad[i])) for i in range(4)]
    first = 0 if sides[0] + sides[2] >= sides[1] + sides[3] else 1
    for turn in (first, first + 1):
        a, b, c, d = np.roll(quad, -turn, axis=0)
        more = ((b - a) + (c - d)) / 2 * QUIET
        across, down = float(np.linalg.norm(b - a + 2 * more)), float(np.linalg.norm(d - a))
        if across < 1 or down < 1:
            continue
        by = max(1.0, STRAIGHTENED / across)
        wide, high = round(across * by), max(24, round(down * by))
        goal = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
        place = np.array([a - more, b + more, c + more, d - more], np.float32)
        matrix = cv2.getPerspectiveTransform(place, goal)
        yield cv2.warpPerspective(grey, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
