"""Photo and Case: what the agent handed in, checked, upright and named by its content."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    """An earlier message of the same conversation and the manuals its answer was taken from."""

    text: str
    who: str = "buyer"
    manuals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One ticket: the buyer's message, photos and what is known about the buyer.

    `context` is free text (order, SKU, country, the buyer's device).  `manual` and `language` are the agent's own
    corrections: a manual id that scopes the search and a language for the reply; None means find out.
    """

    message: str = ""
    photos: tuple[Photo, ...] = ()
    context: str = ""
    conversation: tuple[Turn, ...] = ()
    manual: str | None = None
    language: str | None = None
    ticket: str | None = None

    def with_(self, **changes: Any) -> Case:
        from dataclasses import replace

        return replace(self, **changes)
