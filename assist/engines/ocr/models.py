"""The two networks of RapidOCR: where text is, and what it says.

The models are the ones inside the wheel (PP-OCRv6 small, detection and recognition); their paths are handed over
explicitly, so that a broken installation is an error and never a download.
"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assist.errors import EngineUnavailable

Corners = NDArray[np.float32]
Picture = NDArray[np.uint8]

DETECTION = "PP-OCRv6_det_small.onnx"
RECOGNITION = "PP-OCRv6_rec_small.onnx"

ROW = 48
"""Height in pixels at which the recogniser reads a line: the network's own input height."""

STRIDE = 320
"""Detection pictures are padded to multiples of this, so that few shapes occur: OpenVINO keeps memory and
spends up to a second for each new one."""

WIDTHS = (320, 480, 640, 800, 1120, 1440, 1920, 2560, 3840)
"""Widths to which rows are padded, for the same reason; a longer row is squeezed into the last."""

BATCH_WIDTH, BATCH = 3840, 6
"""Rows are read together up to this width in all, and at most so many: memory grows with the largest batch."""

WARM_SHAPES = ((960, 1280), (1280, 960), (1280, 1920))


@dataclass(frozen=True, slots=True)
class Read:
    """What the recogniser made of one row: its text, its mean certainty and where each character stands.

    `centres` are shares (0 to 1) of the row's length, one for each character.
    """

    text: str
    confidence: float
    centres: tuple[float, ...] = ()


class Models:
    """The networks, loaded; not thread-safe (the reading process has one thread).

    `engine` is `openvino` or `onnxruntime`; where OpenVINO cannot be loaded, onnxruntime takes its place and
    `name` says so.
    """

    def __init__(self, engine: str = "openvino", threads: int = 2) -> None:
        folder = _models_folder()
        self.name = engine
        try:
            self._load(engine, threads, folder)
        except (ImportError, OSError, RuntimeError) as error:
            if engine == "onnxruntime":
                raise EngineUnavailable(f"the reader cannot start: {error}") from error
            logging.getLogger(__name__).warning("OpenVINO cannot be used (%s); onnxruntime reads instead", error)
            self.name = "onnxruntime"
            self._load("onnxruntime", threads, folder)

    def _load(self, engine: str, threads: int, folder: Path) -> None:
        from rapidocr import EngineType, RapidOCR
        from rapidocr.ch_ppocr_det import TextDetector
        from rapidocr.ch_ppocr_rec import TextRecognizer

        kind = EngineType(engine)
        config = RapidOCR(
            params={
                "Global.log_level": "error",
                "Det.engine_type": kind,
                "Rec.engine_type": kind,
                "Det.model_path": str(folder / DETECTION),
                "Rec.model_path": str(folder / RECOGNITION),
                "Det.limit_type": "max",
                "Det.limit_side_len": 100_000,
                "EngineConfig.openvino.inference_num_threads": threads,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            }
        ).cfg
        for part in (config.Det, config.Rec):
            part.engine_cfg = config.EngineConfig[kind.value]
            part.model_root_dir = str(folder)
        config.Rec.font_path = None
        self._detector = TextDetector(config.Det)
        self._recogniser = TextRecognizer(config.Rec)

    def detect(self, picture: Picture) -> Corners:
        """The quads of all text on a BGR picture, in its pixels: n by 4 by 2, from the top left clockwise."""
        import cv2

        height, width = picture.shape[:2]
        across, down = -width % STRIDE, -height % STRIDE
        padded = cv2.copyMakeBorder(picture, 0, down, 0, across, cv2.BORDER_CONSTANT, value=(127, 127, 127))
        boxes = self._detector(padded).boxes
        if boxes is None or not len(boxes):
            return np.zeros((0, 4, 2), np.float32)
        return np.asarray(boxes, np.float32)

    def warm(self) -> None:
        """Run both networks once on the commonest shapes: the first run of a shape costs a second more."""
        for height, width in WARM_SHAPES:
            self.detect(np.full((height, width, 3), 255, np.uint8))
        for width in WIDTHS[:3]:
            self.recognise([np.full((ROW, width, 3), 255, np.uint8)] * BATCH)

    def recognise(self, rows: Sequence[Picture]) -> list[Read]:
        """The text of each row: BGR pictures of height `ROW`, read from left to right."""
        found = [Read("", 0.0)] * len(rows)
        order = sorted(range(len(rows)), key=lambda i: rows[i].shape[1])
        while order:
            bucket = _bucket(rows[order[0]].shape[1])
            same = [i for i in order[: min(BATCH, BATCH_WIDTH // bucket)] if _bucket(rows[i].shape[1]) == bucket]
            order = order[len(same) :]
            for i, read in zip(same, self._batch([rows[i] for i in same], bucket), strict=True):
                found[i] = read
        return found

    def _batch(self, rows: Sequence[Picture], width: int) -> list[Read]:
        import cv2

        batch = np.zeros((len(rows), 3, ROW, width), np.float32)
        shares = []
        for slot, row in zip(batch, rows, strict=True):
            fitted = cv2.resize(row, (width, ROW)) if row.shape[1] > width else row
            slot[:, :, : fitted.shape[1]] = fitted.transpose(2, 0, 1).astype(np.float32) / 127.5 - 1
            shares.append(fitted.shape[1] / width)
        scores = self._recogniser.session(batch)
        return [self._decode(one, share) for one, share in zip(scores, shares, strict=True)]

    def _decode(self, scores: NDArray[np.float32], share: float) -> Read:
        """Greedy CTC: the best class of each column, repeats and blanks (class 0) dropped."""
        best = scores.argmax(axis=1)
        kept = best != 0
        kept[1:] &= best[1:] != best[:-1]
        columns = np.flatnonzero(kept)
        if not len(columns):
            return Read("", 0.0)
        characters = self._recogniser.postprocess_op.character
        text = "".join(characters[best[column]] for column in columns)
        certainty = float(scores[columns, best[columns]].mean())
        length = max(1.0, len(best) * share)
        centres = tuple(round(min(1.0, (float(column) + 0.5) / length), 4) for column in columns)
        return Read(text, certainty, centres)


def _bucket(width: int) -> int:
    return next((w for w in WIDTHS if width <= w), WIDTHS[-1])


def _models_folder() -> Path:
    spec: Any = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise EngineUnavailable("rapidocr is not installed", help="Install the requirements again; see README.")
    folder = Path(spec.origin).parent / "models"
    for name in (DETECTION, RECOGNITION):
        if not (folder / name).is_file():
            raise EngineUnavailable(f"the OCR model {name} is missing from rapidocr's wheel",
                                    help="Install rapidocr at the version pinned in pyproject.toml.")  # fmt: skip
    return folder
