"""Opening an upload: bytes in, an upright RGB photo with its quality judged out; nothing else is trusted.

Formats: JPEG (also MPO), PNG, WebP, HEIC/HEIF (pi-heif), AVIF and the first frame of a GIF.  The kind is taken from
the bytes, never from a name.  Metadata (GPS, maker notes) is dropped with the file: only pixels go on.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assist.case.photo import Measures, Photo, Pixels, judge
from assist.errors import PhotoError

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF")
ORIENTATION = 0x0112  # EXIF tag 274

LIGHT = 170
"""Mean luma (0-255) of a transparent picture's visible part above which it is laid on black instead of white."""

JUDGED_SIDE = 1000
"""Quality is measured on a copy with this long side, so that thresholds mean the same for every camera."""

TILES = 8
"""Sharpness is the best of TILES x TILES parts: a sharp label on a blurred table is a sharp photo."""

BLOWN = 250
"""A pixel at or above this in every channel holds no print any more."""


def open_photo(data: bytes, *, max_mb: int = 40, max_megapixels: float = 60.0) -> Photo:
    """The upright photo of an upload.

    Raises PhotoError with the codes `photo_empty`, `photo_too_large`, `photo_not_a_picture`,
    `photo_too_many_pixels` (told from the head, before anything is decoded) and `photo_damaged`.
    """
    if not data:
        raise PhotoError("the file is empty", code="photo_empty")
    if len(data) > max_mb * 1024 * 1024:
        raise PhotoError(
            f"the photo has {len(data) / 1024 / 1024:.1f} MB; {max_mb} MB is the limit",
            code="photo_too_large", help="Ask for a smaller photo, or crop it to the label.",
            megabytes=round(len(data) / 1024 / 1024, 1), limit=max_mb,
        )  # fmt: skip
    kind, pixels = _decode(data, max_megapixels)
    height, width = pixels.shape[:2]
    quality = judge(measure(pixels))
    return Photo(hashlib.sha256(data).hexdigest(), width, height, kind, quality, pixels)


def measure(pixels: Pixels) -> Measures:
    """What the judgement of a photo's quality rests on, from its pixels alone."""
    import cv2

    height, width = pixels.shape[:2]
    scale = min(1.0, JUDGED_SIDE / max(height, width))
    copy = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
    grey = cv2.cvtColor(copy, cv2.COLOR_RGB2GRAY)
    low, high = np.percentile(grey, (5, 95))
    edges = cv2.Laplacian(cv2.GaussianBlur(grey, (3, 3), 0), cv2.CV_32F)
    rows = np.array_split(edges, min(TILES, edges.shape[0]), axis=0)
    tiles = [float(tile.var()) for row in rows for tile in np.array_split(row, min(TILES, row.shape[1]), axis=1)]
    return Measures(
        width=width,
        height=height,
        sharpness=round(float(np.percentile(tiles, 95)), 2),
        brightness=round(float(grey.mean()), 1),
        contrast=round(float(high - low), 1),
        spread=round(float(grey.std()), 2),
        glare=round(_glare(np.asarray(copy, np.uint8)), 4),
    )


def _glare(copy: Pixels) -> float:
    """The share of the picture under blown-out spots that end softly and do not touch the edge.

    A white background touches the edge and white paper ends sharply; a reflection does neither.
    """
    import cv2

    blown = (copy.min(axis=2) >= BLOWN).astype(np.uint8)
    grey = cv2.cvtColor(copy, cv2.COLOR_RGB2GRAY)
    height, width = blown.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats(blown, connectivity=8)
    share = 0.0
    for label in range(1, count):
        left, top, across, down, area = (int(v) for v in stats[label])
        touches = left == 0 or top == 0 or left + across == width or top + down == height
        if touches or area < 0.002 * height * width or area < 0.45 * across * down:
            continue
        around = slice(max(0, top - 8), top + down + 8), slice(max(0, left - 8), left + across + 8)
        spot = (labels[around] == label).astype(np.uint8)
        ring = cv2.dilate(spot, np.ones((9, 9), np.uint8)) - cv2.dilate(spot, np.ones((3, 3), np.uint8))
        if float(np.median(grey[around][ring > 0])) > BLOWN - 30:
            share += area / (height * width)
    return share


def _decode(data: bytes, max_megapixels: float) -> tuple[str, Pixels]:
    import pi_heif
    from PIL import Image, UnidentifiedImageError

    pi_heif.register_heif_opener()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit comes next
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(str(error), max_megapixels) from error
    except UnidentifiedImageError as error:
        raise PhotoError("this file is no picture that can be opened", code="photo_not_a_picture") from error
    except _DAMAGE as error:
        raise PhotoError(f"the picture cannot be opened: {error}", code="photo_damaged") from error
    with picture:
        megapixels = picture.width * picture.height / 1e6
        if megapixels > max_megapixels:
            raise _too_many_pixels(f"it has {megapixels:.0f} million pixels", max_megapixels)
        try:
            picture.load()
            turned = _orientation(picture)
            pixels = _rgb(picture)
        except _DAMAGE as error:
            raise PhotoError(f"the picture is damaged: {error}", code="photo_damaged") from error
    return "JPEG" if picture.format == "MPO" else str(picture.format), _upright(pixels, turned)


# What Pillow and its decoders raise on damaged files, as seen by cutting and flipping bytes of every format.
_DAMAGE = (
    OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, RuntimeError, ArithmeticError, MemoryError,
    struct.error, zlib.error,
)  # fmt: skip


def _too_many_pixels(what: str, limit: float) -> PhotoError:
    return PhotoError(
        f"the photo is too large: {what}; {limit:g} million is the limit",
        code="photo_too_many_pixels", help="Ask for a smaller photo, or crop it to the label.", limit=limit,
    )  # fmt: skip


def _orientation(picture: Any) -> int:
    """The EXIF orientation, 1 to 8; 1 where there is none or its block is broken (the pixels are still good)."""
    try:
        value = picture.getexif().get(ORIENTATION, 1)
    except _DAMAGE:
        return 1
    return value if value in range(1, 9) else 1


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """The stored pixels as they are meant to be seen (EXIF 2.32, tag 274)."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)


def _rgb(picture: Any) -> Pixels:
    """The first frame as RGB of 8 bits, transparency laid on what it contrasts with."""
    if picture.mode.startswith(("I", "F")):
        grey = np.asarray(picture, np.float64)
        top = 65535.0 if grey.max(initial=0.0) > 255 else 255.0
        return np.repeat(np.clip(grey / top * 255, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)
    if picture.has_transparency_data:
        return _flatten(np.asarray(picture.convert("RGBA")))
    return np.asarray(picture.convert("RGB"))


def _flatten(rgba: NDArray[np.uint8]) -> Pixels:
    colour, alpha = rgba[:, :, :3].astype(np.float32), rgba[:, :, 3:].astype(np.float32) / 255
    weight = float(alpha.sum())
    lumas = colour @ np.array([0.299, 0.587, 0.114], np.float32)
    luma = float((lumas * alpha[:, :, 0]).sum()) / weight if weight else 0.0
    ground = 0.0 if luma > LIGHT and weight < 0.5 * alpha.size else 255.0
    return np.rint(colour * alpha + ground * (1 - alpha)).astype(np.uint8)
