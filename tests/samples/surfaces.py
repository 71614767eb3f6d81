"""What things lie on: wood, linen, stone, laminate, cardboard, as repeating tiles of reflectance and relief."""

from __future__ import annotations

import cv2
import numpy as np

from tests.samples.solids import Floats, Texture

SIDE = 2048


def clouds(random: np.random.Generator, cells: tuple[int, int], octaves: int = 4, side: int = SIDE) -> Floats:
    """Smooth noise around 0.5: `cells` down and across at the coarsest, each octave twice as fine, half as strong."""
    out, total = np.zeros((side, side), np.float32), 0.0
    for octave in range(octaves):
        down, across = (min(side, n * 2**octave) for n in cells)
        grid = random.random((down, across), np.float32)
        grid = np.pad(grid, ((0, 1), (0, 1)), mode="wrap")
        layer = cv2.resize(grid, (side, side), interpolation=cv2.INTER_CUBIC)
        out += layer / 2**octave
        total += 1 / 2**octave
    return out / np.float32(total)


def _mixed(share: Floats, first: tuple[float, float, float], second: tuple[float, float, float]) -> Floats:
    share = np.clip(share, 0, 1)[..., None]
    return (np.float32(first) * (1 - share) + np.float32(second) * share).astype(np.float32)


def wood(
    seed: int,
    dark: tuple[float, float, float],
    light: tuple[float, float, float],
    size: float = 26.0,
    turn: float = 8.0,
    gloss: float = 0.10,
) -> Texture:
    """Boards along x: rings drawn out to streaks, pores, seams between boards of different tone."""
    random = np.random.default_rng(seed)
    y = np.linspace(0, 1, SIDE, dtype=np.float32)[:, None]
    warp = clouds(random, (5, 2), 5)
    board = np.floor(y * 2 + 0.001)
    tone = np.float32([0.0, 0.16, -0.1, 0.07])[board.astype(int) % 4]
    rings = 0.5 + 0.5 * np.sin((y * 22 + warp * 16 + board * 1.7) * 2 * np.pi * 0.5)
    streaks = clouds(random, (420, 6), 3)
    pores = (clouds(random, (760, 34), 2) > 0.68).astype(np.float32)
    pores = cv2.GaussianBlur(pores, (0, 0), 0.7)
    fine = clouds(random, (1024, 40), 1)
    share = (
        0.22
        + 0.26 * rings**2
        + 0.55 * (streaks - 0.2)
        + 0.22 * (fine - 0.5)
        + tone
        - 0.28 * pores
        + 0.25 * (warp - 0.5)
    )
    seam = np.abs((y * 2) % 1 - 0.5) > 0.4982
    tile = _mixed(share, dark, light) * np.where(seam, 0.35, 1.0)[..., None].astype(np.float32)
    height = cv2.GaussianBlur(streaks * 0.010 - pores * 0.014 - seam * 0.05, (0, 0), 1.0).astype(np.float32)
    return Texture(tile.astype(np.float32), size, height, gloss, turn)


def linen(seed: int, colour: tuple[float, float, float], size: float = 14.0, turn: float = 20.0) -> Texture:
    """Woven cloth: two directions of uneven threads, with slubs and soft folds."""
    random = np.random.default_rng(seed)
    axis = np.linspace(0, 1, SIDE, dtype=np.float32)
    x, y = np.meshgrid(axis, axis)
    wobble = clouds(random, (24, 24), 3)
    threads = 150
    across = np.sin((x * threads + wobble * 0.8) * 2 * np.pi)
    down = np.sin((y * threads + wobble.T * 0.8) * 2 * np.pi)
    over = (np.sin(x * threads * np.pi) * np.sin(y * threads * np.pi)) > 0
    weave = np.where(over, np.abs(across), np.abs(down)).astype(np.float32)
    slub_x = clouds(random, (6, threads * 2), 2)
    slub_y = clouds(random, (threads * 2, 6), 2)
    tone = 0.66 + 0.22 * weave + 0.55 * np.where(over, slub_x - 0.5, slub_y - 0.5) + 0.10 * (wobble - 0.5)
    tile = np.float32(colour) * tone[..., None]
    height = weave * 0.012 + clouds(random, (3, 2), 2) * 0.35
    return Texture(tile.astype(np.float32), size, height.astype(np.float32), 0.0, turn)


def stone(
    seed: int,
    base: tuple[float, float, float],
    fleck: tuple[float, float, float],
    size: float = 30.0,
    gloss: float = 0.22,
) -> Texture:
    """A speckled worktop: clouds, dark and pale grains of several sizes."""
    random = np.random.default_rng(seed)
    tile = _mixed(clouds(random, (9, 9), 5), tuple(c * 0.86 for c in base), tuple(c * 1.12 for c in base))
    for cells, cut, colour in ((170, 0.70, fleck), (320, 0.74, (0.12, 0.11, 0.1)), (260, 0.75, (0.9, 0.88, 0.84))):
        grains = np.clip((clouds(random, (cells, cells), 2) - cut) * 14, 0, 1)[..., None]
        tile = tile * (1 - 0.75 * grains) + np.float32(colour) * 0.75 * grains
    return Texture(tile.astype(np.float32), size, clouds(random, (60, 60), 3) * 0.004, gloss, 11.0)


def laminate(seed: int, colour: tuple[float, float, float], size: float = 26.0, gloss: float = 0.12) -> Texture:
    """A desk of one colour with an orange-peel relief, crumbs and wiped smears."""
    random = np.random.default_rng(seed)
    smear = clouds(random, (3, 30), 3)
    tile = np.float32(colour) * (0.94 + 0.12 * (smear - 0.5) + 0.05 * (clouds(random, (5, 5), 4) - 0.5))[..., None]
    for _ in range(46):
        x, y = random.integers(20, SIDE - 20, 2)
        shade = float(random.uniform(0.25, 0.7))
        cv2.ellipse(
            tile,
            (int(x), int(y)),
            (int(random.integers(1, 4)), int(random.integers(1, 3))),
            float(random.uniform(0, 180)),
            0,
            360,
            [c * shade for c in colour],
            -1,
            cv2.LINE_AA,
        )
    return Texture(tile.astype(np.float32), size, clouds(random, (240, 240), 2) * 0.006, gloss, -14.0)


def paving(seed: int, size: float = 50.0) -> Texture:
    """Grey concrete outdoors: sand, pits, damp patches, a joint."""
    random = np.random.default_rng(seed)
    patch, sand = clouds(random, (4, 4), 5), clouds(random, (500, 500), 2)
    pits = np.clip((clouds(random, (340, 340), 2) - 0.76) * 12, 0, 1)
    tone = 0.42 + 0.30 * (patch - 0.5) + 0.34 * (sand - 0.5) - 0.2 * pits
    tile = tone[..., None] * np.float32([1.0, 0.98, 0.94])
    joint = int(SIDE * 0.82)
    tile[joint : joint + 16] *= 0.45
    height = sand * 0.035 + clouds(random, (90, 90), 3) * 0.06 - pits * 0.04
    height[joint : joint + 16] -= 0.2
    return Texture(tile.astype(np.float32), size, cv2.GaussianBlur(height, (0, 0), 1.2), 0.02, 24.0)
