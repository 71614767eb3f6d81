"""Photo and Case: what the agent handed in, checked, upright and named by its content."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assist.case.geometry import Box

Pixels = NDArray[np.uint8]


class Flaw(StrEnum):
    """Why a photo is hard or impossible to read."""

    BLURRED = "blurred"
    DARK = "dark"
    GLARE = "glare"
    TINY = "tiny"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a photo can be read, judged from its pixels alone.

    `sharpness` is the variance of the Laplacian on a copy of fixed size, `brightness` the mean luma and `contrast`
    the 5th to 95th percentile distance (both 0-255), `glare` the share of blown-out pixels.  `flaws` names what
    the thresholds found; `hopeless` is true where no text can be there to read (blank, black, a few pixels).
    """

    sharpness: float
    brightness: float
    contrast: float
    glare: float
    flaws: tuple[Flaw, ...] = ()
    hopeless: bool = False


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured on a photo: its size in pixels, the figures of `Quality`, and the luma's deviation."""

    width: int
    height: int
    sharpness: float
    brightness: float
    contrast: float
    spread: float
    glare: float


# Thresholds from the 99 bench photos (2026-11-21): every photo on which a person or the reader finds text stays
# above the hopeless ones, with room (the figures in brackets are the nearest readable photo's).
TINY_SIDE = 120  # long side in pixels: 105 holds nothing [151]
FAINT_SPREAD = 4.0  # luma deviation: a black frame has 0.7 [8.2]
LOST_EDGES = 0.002  # sharpness over squared deviation: 0.0005 where blur took everything [0.024]

SMALL_SIDE = 300
DARK_LUMA = 60.0
SOFT_EDGES = 0.05
SOFT_SHARPNESS = 60.0
GLARE_SHARE = 0.004


def judge(measures: Measures) -> Quality:
    """The flaws of a photo and whether it is hopeless.

    Sharpness is judged against the picture's own contrast, so that a dark photo is not called blurred.
    """
    m = measures
    long_side = max(m.width, m.height)
    edges = m.sharpness / max(1.0, m.spread * m.spread)
    blank = m.spread < FAINT_SPREAD
    found = {
        Flaw.BLANK: blank,
        Flaw.TINY: long_side < SMALL_SIDE,
        Flaw.DARK: m.brightness < DARK_LUMA,
        Flaw.BLURRED: not blank and edges < SOFT_EDGES and m.sharpness < SOFT_SHARPNESS,
        Flaw.GLARE: m.glare > GLARE_SHARE,
    }
    flaws = tuple(flaw for flaw, there in found.items() if there)
    hopeless = blank or long_side < TINY_SIDE or edges < LOST_EDGES
    return Quality(m.sharpness, m.brightness, m.contrast, m.glare, flaws, hopeless)


@dataclass(frozen=True, slots=True)
class Photo:
    """One upload, upright: `pixels` is RGB, height by width by 3; `id` the sha256 of the uploaded bytes."""

    id: str
    width: int
    height: int
    format: str
    quality: Quality
    pixels: Pixels = field(default_factory=lambda: np.zeros((0, 0, 3), np.uint8), repr=False, compare=False)

    # Lets pydantic turn a reply into JSON and back (reply.py), which leaves the pixels out.
    __pydantic_config__ = {"arbitrary_types_allowed": True}  # noqa: RUF012


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier message of the same conversation, the manuals its answer was taken from and the quotes it cited."""

    text: str
    who: str = "buyer"
    manuals: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Focus:
    """The part of one photo that the agent means, where it shows several products."""

    photo: str
    box: Box


@dataclass(frozen=True, slots=True)
class Case:
    """One ticket: the buyer's message, photos and what is known about the buyer.

    `context` is free text (order, SKU, country, the buyer's device).  `manual` and `language` are the agent's own
    corrections: a manual id that scopes the search and a language for the reply; None means find out.  `focus` is the
    label they chose where a photo shows several products.
    """

    message: str = ""
    photos: tuple[Photo, ...] = ()
    context: str = ""
    conversation: tuple[Turn, ...] = ()
    manual: str | None = None
    language: str | None = None
    ticket: str | None = None
    focus: Focus | None = None

    def with_(self, **changes: Any) -> Case:
        from dataclasses import replace

        return replace(self, **changes)
