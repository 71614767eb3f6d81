"""Rehearsal: a made photo is read and understood once, before an agent's is.

What is loaded or compiled at its first use (the networks' shapes, units, barcodes, the language of a text) would
otherwise be waited for by the first agent of the day: 2.6 s for its photo instead of 1.1 s (2026-11-21).
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import cache

from assist.assistant import Assistant, Read
from assist.case.photo import Case
from assist.engines.pictures import open_photo
from assist.errors import AssistError

PRINT = ("SWITCHING ADAPTER", "MODEL: AB-1200", "INPUT: 100-240V 50/60Hz 0.5A", "OUTPUT: 12V 1.5A", "4006381333931")
log = logging.getLogger(__name__)


def rehearse(assistant: Assistant, read: Read) -> bool:
    """Read and understand the made photo; nothing is kept or searched, no model is asked.  False where it failed."""
    try:
        photo = open_photo(made_photo())
        next(replace(assistant, read=read).steps(Case("Can I use this adapter in Germany?", photos=(photo,))))
    except AssistError as error:
        log.warning("the rehearsal failed: %s", error)  # the first agent will see why, in the agent's words
        return False
    return True


@cache
def made_photo() -> bytes:
    """JPEG of a label, 1280 by 960 pixels, a little turned, as photos come."""
    import cv2
    import numpy as np

    picture = np.full((960, 1280, 3), 228, np.uint8)
    for row, text in enumerate(PRINT):
        cv2.putText(picture, text, (120, 220 + 130 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (30, 30, 30), 3, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((640, 480), 3.0, 1.0)
    turned = cv2.warpAffine(picture, turn, (1280, 960), borderValue=(90, 90, 90))
    return cv2.imencode(".jpg", turned)[1].tobytes()
