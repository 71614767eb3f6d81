"""A phone camera: exposure, lens, sensor and the JPEG it writes."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from PIL import Image

from tests.samples.optics import render
from tests.samples.solids import Floats, Scene

MOST_BYTES = 250_000


@dataclass(frozen=True)
class Shot:
    """How the picture is taken: size in pixels, stops of exposure, colour cast, sensor noise, shake in pixels.

    `shake` is the length and angle of the smear, `blur` a missed focus (in pixels of a 1500 px high picture),
    `finger` a soft dark corner where a finger shadows the lens (x, y and radius in fractions), `quality` JPEG's.
    """

    size: tuple[int, int] = (1856, 1392)
    exposure: float = 0.0
    cast: tuple[float, float, float] = (1.0, 1.0, 1.0)
    noise: float = 0.012
    shake: tuple[float, float] = (0.0, 0.0)
    blur: float = 0.0
    vignette: float = 0.28
    veil: float = 0.0
    contrast: float = 1.0
    quality: int = 82
    seed: int = 1


def photograph(scene: Scene, shot: Shot, scale: float = 1.0) -> bytes:
    """The JPEG of a scene; `scale` below 1 gives a quick small one of the same view."""
    width, height = (round(side * scale) for side in shot.size)
    finer = 1.25
    light, _ = render(scene, round(width * finer), round(height * finer), shot.seed)
    light = cv2.resize(light, (width, height), interpolation=cv2.INTER_AREA)
    random = np.random.default_rng(shot.seed + 77)
    picture = _developed(_sensed(_through_lens(light, shot, height), shot, random), shot)
    return _jpeg(picture, shot.quality)


def _through_lens(light: Floats, shot: Shot, height: int) -> Floats:
    unit = height / 1500
    light = light + cv2.GaussianBlur(np.clip(light - 0.9, 0, 3), (0, 0), 26 * unit) * 0.35
    light = light * (1 - shot.veil) + shot.veil * cv2.GaussianBlur(light, (0, 0), 160 * unit)
    if shot.blur:
        light = cv2.GaussianBlur(light, (0, 0), shot.blur * unit)
    length, angle = shot.shake[0] * unit, np.radians(shot.shake[1])
    if length > 1:
        side = int(length) * 2 + 3
        kernel = np.zeros((side, side), np.float32)
        middle = side // 2
        reach = np.array([np.cos(angle), np.sin(angle)]) * length / 2
        ends = [
            (round(middle - reach[0]), round(middle - reach[1])),
            (round(middle + reach[0]), round(middle + reach[1])),
        ]
        cv2.line(kernel, ends[0], ends[1], 1.0, 1, cv2.LINE_AA)
        light = cv2.filter2D(light, -1, kernel / kernel.sum())
    rows, columns = light.shape[:2]
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j].astype(np.float32)
    fall = 1 - shot.vignette * ((x * 0.8) ** 2 + (y * 0.6) ** 2) ** 1.2
    light = light * fall[..., None]
    for channel, zoom in ((0, 1.0007), (2, 0.9994)):
        matrix = np.float32([[zoom, 0, columns / 2 * (1 - zoom)], [0, zoom, rows / 2 * (1 - zoom)]])
        light[..., channel] = cv2.warpAffine(
            light[..., channel], matrix, (columns, rows), borderMode=cv2.BORDER_REPLICATE
        )
    return light


def _sensed(light: Floats, shot: Shot, random: np.random.Generator) -> Floats:
    """Exposure, white balance that missed, shot noise and the coloured blotches of a small sensor's denoising."""
    light = np.clip(light * 2.0**shot.exposure * np.float32(shot.cast), 0, None)
    shape = light.shape[:2]
    luma = random.standard_normal(shape, np.float32)
    luma = 0.55 * luma + 0.9 * cv2.GaussianBlur(luma, (0, 0), 0.9)
    blotch = random.standard_normal((*shape, 3)).astype(np.float32)
    blotch = cv2.GaussianBlur(blotch, (0, 0), 2.4) * 4.0
    spread = shot.noise * np.sqrt(np.clip(light, 0, 1) + 0.03)
    return light + spread * (luma[..., None] + 0.35 * blotch)


def _developed(light: Floats, shot: Shot) -> np.ndarray:
    """The phone's tone curve, a little sharpening with its halo, eight bits."""
    x = np.clip(light, 0, None) * 0.9
    toned = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14)  # the ACES fit of Narkowicz, 2016
    toned = 0.6 * toned + 0.4 * np.clip(x / (1 + 0.22 * x), 0, 1)
    coded = np.clip(toned, 0, 1) ** (1 / 2.2)
    coded = np.clip((coded - 0.5) * shot.contrast + 0.5, 0, 1)
    soft = cv2.GaussianBlur(coded, (0, 0), 1.4)
    coded = np.clip(coded + 0.95 * (coded - soft), 0, 1)
    return (coded * 255 + 0.5).astype(np.uint8)


def _jpeg(picture: np.ndarray, quality: int) -> bytes:
    """JPEG with 4:2:0 colour, the best quality up to `quality` that stays below the limit."""
    while True:
        file = BytesIO()
        Image.fromarray(picture).save(file, "JPEG", quality=quality, subsampling=2, optimize=True)
        if file.tell() <= MOST_BYTES or quality <= 30:
            return file.getvalue()
        quality -= 4
