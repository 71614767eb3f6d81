"""Tesseract as it comes: a baseline for photos, through its own command line."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Sequence

from assist.case.geometry import Box, Quad
from assist.case.photo import Pixels
from assist.case.reading import Line, Reading

LANGUAGES = ("eng", "chi_sim", "jpn", "deu", "fra", "spa", "ita", "por", "rus")
"""Those installed of these are asked together."""

TIMEOUT = 120.0
_WORD = "5"


class TesseractOcr:
    """Tesseract with its defaults (LSTM, automatic page segmentation) and every installed language of ours."""

    def __init__(self, program: str) -> None:
        self._program = program
        listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=TIMEOUT, check=True)
        installed = set(listed.stdout.split())
        self.languages = "+".join(name for name in LANGUAGES if name in installed) or "eng"

    def __call__(self, pixels: Pixels) -> Reading:
        """The reading of an upright RGB picture; starting the program is part of its `seconds`."""
        import cv2

        _, data = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_PNG_COMPRESSION, 1])
        began = time.perf_counter()
        command = [self._program, "stdin", "stdout", "-l", self.languages, "tsv"]
        try:
            said = subprocess.run(command, input=data.tobytes(), capture_output=True, timeout=TIMEOUT, check=True)
        except subprocess.TimeoutExpired:
            return Reading("", seconds=time.perf_counter() - began)
        seconds = time.perf_counter() - began
        height, width = pixels.shape[:2]
        return Reading("", lines_of(said.stdout.decode("utf-8", "replace"), width, height), seconds=seconds)


def open_tesseract() -> TesseractOcr | None:
    """Tesseract where it is installed."""
    program = shutil.which("tesseract")
    return TesseractOcr(program) if program else None


def lines_of(table: str, width: int, height: int) -> tuple[Line, ...]:
    """The lines of Tesseract's TSV: its words by block, paragraph and line, the confidence their mean."""
    words: dict[tuple[str, ...], list[Sequence[str]]] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == _WORD and cells[11].strip():
            words.setdefault(tuple(cells[1:5]), []).append(cells)
    return tuple(_line(line, width, height) for line in words.values())


def _line(words: Sequence[Sequence[str]], width: int, height: int) -> Line:
    lefts, tops, across, down = ([int(word[at]) for word in words] for at in (6, 7, 8, 9))
    right = max(left + wide for left, wide in zip(lefts, across, strict=True))
    bottom = max(top + high for top, high in zip(tops, down, strict=True))
    box = Box.from_pixels(min(lefts), min(tops), right, bottom, width, height)
    sure = sum(max(0.0, float(word[10])) for word in words) / len(words) / 100
    return Line(" ".join(word[11].strip() for word in words), Quad.of(box), min(1.0, sure))
