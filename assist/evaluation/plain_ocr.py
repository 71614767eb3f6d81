"""RapidOCR as it comes: the baseline for photos, and the second pair of eyes for quotes on pages without text."""

from __future__ import annotations

import logging
import time
from typing import Any

import numpy as np

from assist.case.geometry import Quad
from assist.case.photo import Pixels
from assist.case.reading import Line, Reading
from assist.engines.ocr.models import processor_features, suited

# OpenVINO keeps memory for every new input shape: 17 mixed photos at 2000 px held 2.3 GB. A fresh engine after so many.
_RENEW_AFTER = 60


class PlainOcr:
    """RapidOCR with library defaults (longest side 2000 px), on the engine that suits this processor like ours."""

    def __init__(self, engine: str = "") -> None:
        self.engine = engine or suited(processor_features())
        self._engine: Any = None
        self._read = 0

    def __call__(self, pixels: Pixels) -> Reading:
        """The reading of an upright RGB picture; loading the engine is not part of its `seconds`."""
        engine = self._ready()
        began = time.perf_counter()
        result = engine(np.ascontiguousarray(pixels[:, :, ::-1]))
        spent = time.perf_counter() - began
        if result.txts is None or result.boxes is None:
            return Reading(photo="", seconds=spent)
        height, width = pixels.shape[:2]
        lines = tuple(
            Line(str(text), Quad.from_pixels(box, width, height), float(score))
            for text, box, score in zip(result.txts, result.boxes, result.scores, strict=True)
        )
        return Reading(photo="", lines=lines, seconds=spent)

    def _ready(self) -> Any:
        if self._engine is None or self._read >= _RENEW_AFTER:
            from rapidocr import EngineType, RapidOCR

            kind = EngineType(self.engine)
            logging.getLogger("RapidOCR").setLevel(logging.ERROR)
            self._engine = RapidOCR(
                params={"Det.engine_type": kind, "Cls.engine_type": kind, "Rec.engine_type": kind,
                        "Global.log_level": "error"}
            )  # fmt: skip
            self._read = 0
        self._read += 1
        return self._engine
