"""Parts that several photos share: a thumb, plug pins, a cable."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from tests.samples.labels import Label
from tests.samples.solids import Solid


def thumb(tip: tuple[float, float, float], turn: float, *, lift: float = 12.0, tan: float = 1.0) -> Solid:
    """A thumb whose tip is at `tip` and which points along `turn` degrees in the plane of the table."""
    half, thick = 4.2, 1.05
    along = np.array(
        [
            np.cos(np.radians(turn)) * np.cos(np.radians(lift)),
            np.sin(np.radians(turn)) * np.cos(np.radians(lift)),
            -np.sin(np.radians(lift)),
        ]
    )
    centre = np.array(tip) - along * half
    colour = tuple(float(c) for c in np.float32([0.60, 0.365, 0.27]) * tan)
    return Solid(
        "capsule",
        tuple(float(c) for c in centre),
        (half, 0.86, thick),
        colour=colour,
        gloss=0.07,
        rough=0.4,
        turn=(turn, lift, 0),
        skin=True,
    )


def cable(points: list[tuple[float, float]], thick: float, colour: tuple[float, float, float]) -> tuple[Solid, ...]:
    """A cable on the table through the points (a smooth curve), as short capsules."""
    path = np.array(points, float)
    for _ in range(2):  # Chaikin's corner cutting
        cut = np.empty((2 * len(path) - 2, 2))
        cut[0::2], cut[1::2] = 0.75 * path[:-1] + 0.25 * path[1:], 0.25 * path[:-1] + 0.75 * path[1:]
        path = np.vstack([path[:1], cut, path[-1:]])
    out = []
    for (x0, y0), (x1, y1) in pairwise(path):
        half = float(np.hypot(x1 - x0, y1 - y0)) / 2
        if half < 1e-3:
            continue
        turn = float(np.degrees(np.arctan2(y1 - y0, x1 - x0)))
        out.append(
            Solid(
                "capsule",
                ((x0 + x1) / 2, (y0 + y1) / 2, thick),
                (half, thick, thick),
                colour=colour,
                gloss=0.12,
                rough=0.35,
                turn=(turn, 0, 0),
            )
        )
    return tuple(out)


def round_pins(
    at: tuple[float, float, float], turn: float, *, apart: float = 1.9, length: float = 1.9, thick: float = 0.2
) -> tuple[Solid, ...]:
    """Two round pins (type C) that stick out of a side at `at` along `turn` degrees, with their sleeves."""
    along = np.array([np.cos(np.radians(turn)), np.sin(np.radians(turn)), 0])
    beside = np.array([-along[1], along[0], 0])
    out = []
    for side in (-1, 1):
        root = np.array(at) + beside * side * apart / 2
        for start, end, radius, colour, gloss in (
            (0.0, 1.0, thick, (0.05, 0.05, 0.05), 0.15),
            (1.0, length, thick * 1.02, (0.10, 0.10, 0.095), 1.62),
        ):
            middle = root + along * (start + end) / 2
            out.append(
                Solid(
                    "capsule",
                    tuple(float(c) for c in middle),
                    ((end - start) / 2, radius, radius),
                    colour=colour,
                    gloss=gloss,
                    rough=0.15,
                    turn=(turn, 0, 0),
                )
            )
    return tuple(out)


def air_slots(width: float, height: float, count: int, lip: tuple[int, int, int]) -> Label:
    """A print of slots through a plate, in mm: dark, each with the lit edge of the plate at its lower side."""
    label = Label(width, height)
    for n in range(count):
        y = 1 + n * (height - 2) / count
        label.box(1, y, width - 2, 2.7, fill=lip, corner=1.35)
        label.box(1, y, width - 2, 2.3, fill=(4, 4, 4), corner=1.15)
        label.box(1.2, y + 0.35, width - 2.8, 1.5, fill=(14, 13, 12), corner=0.75)
    return label
