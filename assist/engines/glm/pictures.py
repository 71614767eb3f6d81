"""Pictures: a photo as the few small pictures that keep its evidence readable, within a budget of image tokens.

A photo that fits the budget goes whole.  A larger one goes as an overview, which shows what the thing is, and as crops
of the photo's own pixels around the print that was read, largest print first, as long as the budget lasts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from assist.case.evidence import SURE_READING
from assist.case.generation import Picture
from assist.case.geometry import Box, union
from assist.case.photo import Photo, Pixels
from assist.case.reading import Line, Reading
from assist.errors import EngineError

TOKEN_SIDE = 28
"""GLM-4.1V and 4.6V take a token for each 28 x 28 pixels (design notes, read from the processor)."""

OVERVIEW_SHARE = 0.2
"""Of a photo's budget for its overview where there are crops: 320 tokens are 500 x 500 pixels, enough for shapes."""

AIR = 1.5
"""Room around a line, in its own heights: lines of one label grow together, and a mark beside the print is seen."""

READ_AIR = 0.15
"""Room around a region that is read again: models' boxes cut edges, and a reader needs some ground."""

MOST_CROPS = 3
JPEG_QUALITY = 88
LEAST_SIDE = 56
"""Smaller crops are widened: processors enlarge anything below 12544 pixels anyway (`shortest_edge`)."""


def pictures_of(photo: str, pixels: Pixels, reading: Reading | None, budget: int) -> tuple[Picture, ...]:
    """The pictures of one photo, `budget` tokens in all, overview first.

    `pixels` is upright RGB (already masked, where it leaves the machine), `reading` says where print is.
    """
    height, width = pixels.shape[:2]
    if height < 1 or width < 1:
        return ()
    whole = Box(0.0, 0.0, 1.0, 1.0)
    if tokens_of(width, height) <= budget:
        return (_picture(photo, pixels, whole, budget),)
    crops = regions(reading, width, height) if reading else ()
    if not crops:
        return (_picture(photo, pixels, whole, budget),)
    first = _picture(photo, pixels, whole, max(64, round(budget * OVERVIEW_SHARE)))
    out, left = [first], budget - tokens_of(first.width, first.height)
    for number, region in enumerate(crops):
        share = left // (len(crops) - number)
        if share < 16:
            break
        picture = _picture(photo, pixels, region, share)
        out.append(picture)
        left -= tokens_of(picture.width, picture.height)
    return tuple(out)


def tokens_of(width: int, height: int) -> int:
    """The image tokens of a picture: whole patches on both axes."""
    return math.ceil(width / TOKEN_SIDE) * math.ceil(height / TOKEN_SIDE)


def regions(reading: Reading, width: int, height: int) -> tuple[Box, ...]:
    """The parts of a photo of `width` by `height` pixels that hold its print, the one with most print first."""
    boxes = [(_padded(line.box, width, height), float(len(line.text))) for line in reading.lines]
    boxes += [(_padded(code.quad.box, width, height), 4.0) for code in reading.codes]
    merged: list[tuple[Box, float]] = []
    for box, weight in boxes:
        merged = _grown_together(merged, box, weight)
    merged.sort(key=lambda each: -each[1])
    kept, rest = merged[:MOST_CROPS], merged[MOST_CROPS:]
    for box, weight in rest:  # print that stands alone goes to the region that grows least by it
        at = min(range(len(kept)), key=lambda i: union((kept[i][0], box)).area - kept[i][0].area)
        kept[at] = union((kept[at][0], box)), kept[at][1] + weight
    return tuple(box for box, _ in kept)


def _grown_together(merged: list[tuple[Box, float]], box: Box, weight: float) -> list[tuple[Box, float]]:
    while True:
        near = [each for each in merged if each[0].intersection(box) > 0]
        if not near:
            return [*merged, (box, weight)]
        merged = [each for each in merged if each not in near]
        box, weight = union([box, *(each[0] for each in near)]), weight + sum(each[1] for each in near)


def _padded(box: Box, width: int, height: int) -> Box:
    """The box with room around it, the same number of pixels on each side."""
    air = AIR * min(box.width * width, box.height * height)
    across = max(air, (LEAST_SIDE - box.width * width) / 2) / width
    down = max(air, (LEAST_SIDE - box.height * height) / 2) / height
    return Box.clamped(box.left - across, box.top - down, box.right + across, box.bottom + down)


def _picture(photo: str, pixels: Pixels, region: Box, budget: int) -> Picture:
    """The region at its own resolution, or reduced to the budget; its box is that of the whole pixels cut out."""
    import cv2

    height, width = pixels.shape[:2]
    left, top, right, bottom = region.pixels(width, height)
    part: Any = pixels[top:bottom, left:right]
    size = fitting(right - left, bottom - top, budget)
    if size != (right - left, bottom - top):
        part = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    done, data = cv2.imencode(
        ".jpg", cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    )
    if not done:
        raise EngineError("a part of the photo could not be encoded", code="picture_encode")
    box = Box.from_pixels(left, top, right, bottom, width, height)
    return Picture(data.tobytes(), "image/jpeg", size[0], size[1], photo, box)


def fitting(width: int, height: int, budget: int) -> tuple[int, int]:
    """The largest size of the same shape that takes no more than `budget` tokens; never larger than it is."""
    scale = min(1.0, math.sqrt(budget * TOKEN_SIDE**2 / (width * height)))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    while tokens_of(*size) > budget and scale > 0.01:
        scale *= 0.97
        size = max(1, round(width * scale)), max(1, round(height * scale))
    return size


def read_part(read: Callable[[Pixels], Sequence[Line]], photo: Photo, box: Box) -> str:
    """What `read` makes of a part of the photo, its sure lines only: the answer to a model's "it says so here"."""
    height, width = photo.pixels.shape[:2]
    if not photo.pixels.size:
        return ""
    left, top, right, bottom = box.grown(READ_AIR).pixels(width, height)
    lines = read(np.ascontiguousarray(photo.pixels[top:bottom, left:right]))
    return "\n".join(line.text for line in lines if line.confidence >= SURE_READING)


def total_tokens(pictures: Sequence[Picture]) -> int:
    """The image tokens of all pictures together."""
    return sum(tokens_of(picture.width, picture.height) for picture in pictures)
