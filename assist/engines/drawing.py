"""Drawing evidence with OpenCV: quads on the photo, passages on a page, and pictures for the browser.

A box is a coloured line between a dark and a light casing, so that it shows on a black device, on white paper and on
a red tin alike.  All sizes follow the picture's: a full-size download and a display copy look the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assist.case.geometry import Quad
from assist.case.photo import Pixels
from assist.errors import EngineError

Colour = tuple[int, int, int]

INKS: tuple[Colour, ...] = ((255, 176, 0), (0, 158, 255), (34, 197, 94), (217, 70, 239), (255, 99, 71))
"""One ink for each number in turn (RGB): told apart also with the common colour blindnesses, by light and hue."""

DARK: Colour = (16, 20, 28)
LIGHT: Colour = (255, 255, 255)
MARKER: Colour = (255, 224, 64)

SUPERSAMPLE = 8
"""OpenCV draws at sub-pixel places with this many fractional bits."""

AIR = 0.28
"""Room between print and line, as a share of the quad's short side."""


LEAST_AIR = 3.4
"""... and at least so many units of line width, so that the casing never touches the print."""


def draw_evidence(
    pixels: Pixels, quads: Sequence[Quad], labels: Sequence[str] = (), *, long_side: int = 1600
) -> Pixels:
    """A copy of an RGB picture, at most `long_side` pixels long (0: full size), with the quads drawn and labelled.

    Labels go beside their quads in order; where none are given and there are several quads, they are numbered.
    """
    canvas = _copy(pixels, long_side)
    height, width = canvas.shape[:2]
    texts = list(labels) + [""] * (len(quads) - len(labels))
    if not labels and len(quads) > 1:
        texts = [str(i + 1) for i in range(len(quads))]
    unit = max(1.0, max(height, width) / 640)
    places = [_grown(_corners(quad, width, height), unit) for quad in quads]
    for number, corners in enumerate(places):
        _outline(canvas, corners, INKS[number % len(INKS)], unit)
    taken: list[tuple[int, int, int, int]] = []
    for number, (corners, text) in enumerate(zip(places, texts, strict=False)):
        if text:
            taken.append(_tag(canvas, corners, text, INKS[number % len(INKS)], unit, places, taken))
    return canvas


def highlight_page(pixels: Pixels, quads: Sequence[Quad]) -> Pixels:
    """A copy of a page's picture with the quads marked as by a translucent marker pen: print stays black."""
    import cv2

    canvas = pixels.copy()
    height, width = canvas.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    unit = max(height, width) / 1600
    for quad in quads:
        corners = _grown(_corners(quad, width, height), unit, 0.12)
        cv2.fillPoly(mask, [_fixed(corners)], 255, cv2.LINE_AA, shift=SUPERSAMPLE)
    ink = np.array(MARKER, np.float32) / 255
    share = mask[:, :, None].astype(np.float32) / 255
    marked = canvas.astype(np.float32) * (1 - share * (1 - ink))
    return np.rint(marked).astype(np.uint8)


def crop(pixels: Pixels, quad: Quad, *, air: float = 0.5, long_side: int = 800) -> Pixels:
    """The quad straightened to a rectangle, with `air` times its height around it: what the evidence shows up close."""
    import cv2

    height, width = pixels.shape[:2]
    corners = _grown(_corners(quad, width, height), 0, air)
    a, b, c, d = corners
    across = max(float(np.linalg.norm(b - a)), float(np.linalg.norm(c - d)), 8.0)
    down = max(float(np.linalg.norm(d - a)), float(np.linalg.norm(c - b)), 8.0)
    scale = min(1.0, long_side / max(across, down))
    size = max(8, round(across * scale)), max(8, round(down * scale))
    goal = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), goal)
    return _pixels(cv2.warpPerspective(pixels, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE))


def thumbnail(pixels: Pixels, side: int) -> Pixels:
    """A copy whose long side is at most `side` pixels."""
    return _copy(pixels, side)


def encode(pixels: Pixels, kind: str = "webp", quality: int = 85) -> bytes:
    """An RGB picture as `webp`, `jpg` or `png` bytes; EngineError for another kind."""
    import cv2

    flags = {"webp": cv2.IMWRITE_WEBP_QUALITY, "jpg": cv2.IMWRITE_JPEG_QUALITY, "jpeg": cv2.IMWRITE_JPEG_QUALITY}
    if kind not in (*flags, "png"):
        raise EngineError(f"no encoder for {kind!r}", code="picture_kind")
    options = [flags[kind], quality] if kind in flags else [cv2.IMWRITE_PNG_COMPRESSION, 3]
    done, data = cv2.imencode("." + kind, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)
    if not done:
        raise EngineError(f"the picture could not be encoded as {kind}", code="picture_encode")
    return bytes(data)


def _copy(pixels: Pixels, long_side: int) -> Pixels:
    import cv2

    height, width = pixels.shape[:2]
    scale = long_side / max(height, width) if long_side else 1.0
    if scale >= 1:
        return pixels.copy()
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return _pixels(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))


def _corners(quad: Quad, width: int, height: int) -> NDArray[np.float32]:
    return np.array([(x * width, y * height) for x, y in quad.points], np.float32)


def _grown(corners: NDArray[np.float32], least: float, share: float = AIR) -> NDArray[np.float32]:
    """The quad pushed out on all sides by a share of its short side, at least by `least` pixels."""
    a, b, c, d = corners
    across, down = (b - a) + (c - d), (d - a) + (c - b)
    wide, high = float(np.linalg.norm(across)) / 2, float(np.linalg.norm(down)) / 2
    if wide < 1e-6 or high < 1e-6:
        return corners
    by = max(share * min(wide, high), LEAST_AIR * least)
    x, y = across / (2 * wide) * by, down / (2 * high) * by
    return np.array([a - x - y, b + x - y, c + x + y, d - x + y], np.float32)


def _fixed(corners: NDArray[np.float32]) -> NDArray[np.int32]:
    return np.rint(corners * (1 << SUPERSAMPLE)).astype(np.int32).reshape(-1, 1, 2)


def _outline(canvas: Pixels, corners: NDArray[np.float32], ink: Colour, unit: float) -> None:
    import cv2

    for colour, thick in ((DARK, 4.2), (LIGHT, 3.2), (ink, 2.0)):
        cv2.polylines(
            canvas, [_fixed(corners)], True, colour, max(1, round(thick * unit)), cv2.LINE_AA, shift=SUPERSAMPLE
        )


def _tag(
    canvas: Pixels,
    corners: NDArray[np.float32],
    text: str,
    ink: Colour,
    unit: float,
    places: Sequence[NDArray[np.float32]],
    taken: Sequence[tuple[int, int, int, int]],
) -> tuple[int, int, int, int]:
    """Draw a label plate beside the quad where it covers the least evidence, and return its rectangle."""
    import cv2

    size, thick = 0.5 * unit, max(1, round(1.1 * unit))
    (across, down), below = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, size, thick)
    pad = round(4 * unit)
    plate = (max(across, down) + 2 * pad, down + below // 2 + 2 * pad)
    left, top, right, bottom = _place(canvas, corners, plate, round(3 * unit), places, taken)
    for colour, grow in ((DARK, 2), (LIGHT, 1), (ink, 0)):
        by = round(grow * 0.8 * unit)
        _rounded(canvas, (left - by, top - by, right + by, bottom + by), round(4 * unit) + by, colour)
    at = left + (plate[0] - across) // 2, top + pad + down
    cv2.putText(canvas, text, at, cv2.FONT_HERSHEY_DUPLEX, size, DARK, thick, cv2.LINE_AA)
    return left, top, right, bottom


def _place(
    canvas: Pixels,
    corners: NDArray[np.float32],
    plate: tuple[int, int],
    gap: int,
    places: Sequence[NDArray[np.float32]],
    taken: Sequence[tuple[int, int, int, int]],
) -> tuple[int, int, int, int]:
    height, width = canvas.shape[:2]
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    wide, high = plate
    spots = (
        (x0, y0 - gap - high), (x0 - gap - wide, y0), (x1 + gap, y0), (x0, y1 + gap), (x1 - wide, y0 - gap - high),
        (x1 - wide, y1 + gap), (x0, y0),
    )  # fmt: skip
    best: tuple[float, tuple[int, int, int, int]] | None = None
    for order, (x, y) in enumerate(spots):
        left = int(min(max(gap, x), max(gap, width - wide - gap)))
        top = int(min(max(gap, y), max(gap, height - high - gap)))
        spot = left, top, left + wide, top + high
        covered = sum(_overlap(spot, other) for other in taken) * 3.0
        covered += sum(_overlap(spot, (*p.min(axis=0), *p.max(axis=0))) for p in places)
        cost = covered + order * 0.01 * wide * high
        if best is None or cost < best[0]:
            best = cost, spot
    assert best is not None
    return best[1]


def _overlap(one: Sequence[Any], two: Sequence[Any]) -> float:
    across = min(one[2], two[2]) - max(one[0], two[0])
    down = min(one[3], two[3]) - max(one[1], two[1])
    return float(max(0, across) * max(0, down))


def _rounded(canvas: Pixels, box: tuple[int, int, int, int], radius: int, colour: Colour) -> None:
    import cv2

    left, top, right, bottom = box
    radius = min(radius, (right - left) // 2, (bottom - top) // 2)
    cv2.rectangle(canvas, (left + radius, top), (right - radius, bottom), colour, -1)
    cv2.rectangle(canvas, (left, top + radius), (right, bottom - radius), colour, -1)
    for x in (left + radius, right - radius):
        for y in (top + radius, bottom - radius):
            cv2.circle(canvas, (x, y), radius, colour, -1, cv2.LINE_AA)


def _pixels(array: Any) -> Pixels:
    return np.asarray(array, np.uint8)
