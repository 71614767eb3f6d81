"""The two networks of RapidOCR: where text is, and what it says.

The models are the ones inside the wheel (PP-OCRv6 small, detection and recognition); their paths are handed over
explicitly, so that a broken installation is an error and never a download.
"""

from __future__ import annotations

import importlib
import importlib.util
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assist.engines.ocr.bends import Ribbon, ribbons
from assist.engines.ocr.tiles import mapped
from assist.errors import EngineUnavailable

Corners = NDArray[np.float32]
Picture = NDArray[np.uint8]

DETECTION = "PP-OCRv6_det_small.onnx"
RECOGNITION = "PP-OCRv6_rec_small.onnx"

ROW = 48
"""Height in pixels at which the recogniser reads a line: the network's own input height."""

LEAST_SCORE = 0.4
"""The mean of the detector's map over a box below which it is no text (RapidOCR's own: 0.5).

12 bench photos with small print on boards (2026-11-21): 4 of 232 gold lines more than at 0.5 and none fewer; 0.35 with
the map's own threshold at 0.2 gained 6 and lost 2, 0.3 nothing more.
"""

STRIDE, FINE_STRIDE = 320, 32
"""Detection pictures are padded to multiples of this, so that few shapes occur: OpenVINO keeps memory and spends up to
a second for each new one.  onnxruntime does neither, and takes the network's own multiple."""

WIDTHS = (160, 224, 320, 480, 640, 800, 1120, 1440, 1920, 2560, 3840)
"""Widths to which rows are padded, for the same reason; a longer row is squeezed into the last.

Bench photos (4,823 rows, 2026-11-21): 3,008 need 160 or 224, a row of which takes 2.8 and 3.8 ms where 320 takes 5.3.
"""

TRAINED, BLANK = 320, 48
"""The recogniser was trained on rows padded to 320; in a narrower one the last letter needs so much blank behind it.

Bench photos (1,597 lines, 438 parameters, 2026-11-21): 1,448 and 394 read with it, 1,442 and 387 without (`28.3 L` as
28.31), 1,444 and 395 where all is padded to 320.
"""

BATCH_WIDTH, BATCH = 3840, 6
"""Rows are read together up to this width in all, and at most so many: memory grows with the largest batch."""

WARM_SHAPES = ((960, 1280), (1280, 960))
"""The larger copy of a photo is left out: it holds 260 MB more, which a reader of pages never needs."""

WIDE_VECTORS = frozenset({"AVX512_SKX", "AVX512_SPR"})
"""NumPy's names for the processor features with which OpenVINO is worth its memory.

12 bench photos on two cores (2026-11-21): with AVX-512 and VNNI it reads in a third of onnxruntime's CPU seconds.  With
AVX2 alone the two differ by less than 15 %, and OpenVINO holds 1,238 MB once warm and 1,460 MB after two photos where
onnxruntime holds 310 to 440 MB.
"""


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

    `engine` is `openvino`, `onnxruntime`, or `auto` for the one that suits this processor; where OpenVINO cannot be
    loaded, onnxruntime takes its place.  `name` says which one reads.  `others` are files of more recognition models,
    for scripts that the first does not know (RapidOCR's `korean_PP-OCRv5_rec_mobile.onnx`, `cyrillic_...`).
    """

    def __init__(self, engine: str = "auto", threads: int = 2, others: Sequence[Path] = ()) -> None:
        folder = _models_folder()
        self._others = [(file, _characters_beside(file)) for file in others]
        engine = suited(processor_features()) if engine == "auto" else engine
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
                "Det.box_thresh": LEAST_SCORE,
                "EngineConfig.openvino.inference_num_threads": threads,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            }
        ).cfg
        for part in (config.Det, config.Rec):
            part.engine_cfg = config.EngineConfig[kind.value]
            part.model_root_dir = str(folder)
            part._set_flag("allow_objects", True)
        config.Rec.font_path = None
        self._recognisers: list[Any] = []
        self._stride = STRIDE if engine == "openvino" else FINE_STRIDE
        session = partial(_patient_session, threads=threads) if engine == "onnxruntime" else lambda _: None
        config.Det.session = session(folder / DETECTION)
        self._detector = TextDetector(config.Det)
        for file, keys in ((folder / RECOGNITION, None), *self._others):
            config.Rec.session = session(file)
            config.Rec.model_path, config.Rec.rec_keys_path = str(file), str(keys) if keys else None
            self._recognisers.append(TextRecognizer(config.Rec))

    @property
    def recognisers(self) -> range:
        """The numbers of the recognition models: 0 is the one from the wheel."""
        return range(len(self._recognisers))

    def detect(self, picture: Picture, most_pixels: int) -> tuple[Corners, list[Ribbon]]:
        """The text on a BGR picture, in its pixels: quads (n by 4 by 2, from the top left clockwise) and bent lines.

        A bent line that is nearly straight has a quad as well.  A picture of more than `most_pixels` is looked at in
        tiles.
        """
        scores = mapped(picture, self._map, self._stride, most_pixels)
        boxes, _ = self._detector.postprocess_op(scores[None, None], scores.shape)
        return np.asarray(boxes, np.float32).reshape(-1, 4, 2), ribbons(scores)

    def _map(self, picture: Picture) -> NDArray[np.float32]:
        """How sure the detector is of text at each pixel, 0 to 1."""
        scaled = (picture.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None]
        return np.asarray(self._detector.session(np.ascontiguousarray(scaled))[0, 0], np.float32)

    def warm(self) -> None:
        """Run both networks once on the commonest shapes: the first run of a shape costs a second more."""
        for height, width in WARM_SHAPES:
            self.detect(np.full((height, width, 3), 255, np.uint8), height * width)
        for width in WIDTHS[:3]:
            self.recognise([np.full((ROW, width, 3), 255, np.uint8)] * BATCH)

    def recognise(self, rows: Sequence[Picture], model: int = 0) -> list[Read]:
        """The text of each row by one of `recognisers`: BGR pictures of height `ROW`, read from left to right."""
        found = [Read("", 0.0)] * len(rows)
        order = sorted(range(len(rows)), key=lambda i: rows[i].shape[1])
        while order:
            bucket = _bucket(rows[order[0]].shape[1])
            same = [i for i in order[: min(BATCH, BATCH_WIDTH // bucket)] if _bucket(rows[i].shape[1]) == bucket]
            order = order[len(same) :]
            for i, read in zip(same, self._batch([rows[i] for i in same], bucket, model), strict=True):
                found[i] = read
        return found

    def _batch(self, rows: Sequence[Picture], width: int, model: int) -> list[Read]:
        import cv2

        batch = np.zeros((len(rows), 3, ROW, width), np.float32)
        shares = []
        for slot, row in zip(batch, rows, strict=True):
            fitted = cv2.resize(row, (width, ROW)) if row.shape[1] > width else row
            slot[:, :, : fitted.shape[1]] = fitted.transpose(2, 0, 1).astype(np.float32) / 127.5 - 1
            shares.append(fitted.shape[1] / width)
        recogniser = self._recognisers[model]
        characters = recogniser.postprocess_op.character
        return [_decode(one, share, characters) for one, share in zip(recogniser.session(batch), shares, strict=True)]


def suited(features: Collection[str]) -> str:
    """The engine for a processor with these features."""
    return "openvino" if WIDE_VECTORS & set(features) else "onnxruntime"


def processor_features() -> frozenset[str]:
    """What this processor can do, in NumPy's names (`AVX2`, `AVX512_SKX`, ...); empty where NumPy does not say."""
    core = importlib.import_module("numpy._core._multiarray_umath")
    found: dict[str, bool] = getattr(core, "__cpu_features__", {})
    return frozenset(name for name, there in found.items() if there)


def _decode(scores: NDArray[np.float32], share: float, characters: Sequence[str]) -> Read:
    """Greedy CTC: the best class of each column, repeats and blanks (class 0) dropped."""
    best = scores.argmax(axis=1)
    kept = best != 0
    kept[1:] &= best[1:] != best[:-1]
    columns = np.flatnonzero(kept)
    if not len(columns):
        return Read("", 0.0)
    text = "".join(characters[best[column]] for column in columns)
    certainty = float(scores[columns, best[columns]].mean())
    length = max(1.0, len(best) * share)
    centres = tuple(round(min(1.0, (float(column) + 0.5) / length), 4) for column in columns)
    return Read(text, certainty, centres)


def _bucket(width: int) -> int:
    return next((w for w in WIDTHS if width + (BLANK if w < TRAINED else 0) <= w), WIDTHS[-1])


def _patient_session(model: Path, threads: int) -> Any:
    """An onnxruntime session whose threads sleep while they wait.

    As they come they spin: 8 bench photos beside other work on two cores took 103 CPU seconds spinning and 49 sleeping
    (2026-11-21), and the page is served by the same cores.
    """
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _characters_beside(model: Path) -> Path | None:
    """The file with a model's characters, `NAME.txt` beside `NAME.onnx`; None where the model itself holds them.

    Raises EngineUnavailable where the model cannot be read or has no characters, because RapidOCR would fetch them.
    """
    from onnxruntime import InferenceSession
    from onnxruntime.capi import onnxruntime_pybind11_state as ort

    if not model.is_file():
        raise EngineUnavailable(f"the recognition model {model.name} is not there", help="Check ASSIST_OCR_MODELS.")
    beside = model.with_suffix(".txt")
    if beside.is_file():
        return beside
    try:
        held = InferenceSession(str(model), providers=["CPUExecutionProvider"]).get_modelmeta().custom_metadata_map
    except (ort.Fail, ort.InvalidArgument, ort.InvalidGraph, ort.InvalidProtobuf, ort.RuntimeException) as error:
        raise EngineUnavailable(f"the recognition model {model.name} cannot be loaded: {error}") from error
    if "character" not in held:
        raise EngineUnavailable(
            f"the recognition model {model.name} does not name its characters", help=f"Put {beside.name} beside it."
        )
    return None


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
