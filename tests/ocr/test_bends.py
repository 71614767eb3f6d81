"""Bends: print on a curved surface is followed in the detector's map and read as if it lay flat."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from assist.engines.ocr import Reader
from assist.engines.ocr.bends import outline, reversed_ribbon, ribbons, size
from assist.engines.ocr.layers import Layers
from assist.engines.ocr.models import ROW

TEXT = "Keep out of reach of children and pets at all times"


def bent(picture: NDArray[np.uint8], sag: float) -> NDArray[np.uint8]:
    """The picture as if round a tub: its middle `sag` pixels lower than its sides."""
    height, width = picture.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    lower = np.float32(sag) * (1 - ((x - width / 2) / (width / 2)) ** 2)
    return np.asarray(cv2.remap(picture, x, y - lower, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def band(sag: float, angle: float = 0.0) -> NDArray[np.float32]:
    """A detector's map of 500 by 900 with one line in it."""
    scores = np.zeros((500, 900), np.uint8)
    scores[200:212, 150:750] = 255
    turn = cv2.getRotationMatrix2D((450, 250), angle, 1)
    return np.asarray(cv2.warpAffine(bent(scores, sag), turn, (900, 500)), np.float32) / 255


@pytest.mark.parametrize("angle", [0, 25, -30])
def test_a_bent_line_is_followed_from_its_first_to_its_last_letter(angle: float) -> None:
    (ribbon,) = ribbons(band(60, angle))
    length, height = size(ribbon)
    assert 590 < length < 680 and 20 < height < 42
    assert ribbon[0, 0, 0] < ribbon[0, -1, 0], "it runs to the right"
    middle = ribbon.mean(axis=0)
    turn = cv2.getRotationMatrix2D((450, 250), angle, 1)
    lowest = turn @ np.array([450, 206 + 60, 1])
    assert np.linalg.norm(middle - lowest, axis=1).min() < 14, "it follows the sag"
    quad = outline(ribbon)
    assert cv2.pointPolygonTest(quad, [float(v) for v in lowest], False) >= 0


@pytest.mark.parametrize("sag", [0, 3])
def test_a_straight_line_is_left_to_the_detector(sag: float) -> None:
    assert ribbons(band(sag)) == []


def test_blobs_and_faint_shapes_are_no_lines() -> None:
    blob = np.zeros((400, 400), np.float32)
    blob[100:300, 100:300] = 1
    assert ribbons(blob) == [] and ribbons(band(60) * 0.4) == []
    assert ribbons(np.zeros((64, 64), np.float32)) == []


def test_a_line_that_turns_too_far_is_left_alone() -> None:
    ring = np.zeros((600, 600), np.uint8)
    cv2.ellipse(ring, (300, 300), (200, 200), 0, 180, 360, 255, 12)
    assert ribbons(np.asarray(ring, np.float32) / 255) == []


def test_a_ribbon_laid_flat_is_a_row_and_turns_with_its_line() -> None:
    picture = np.repeat((band(60) * 255).astype(np.uint8)[:, :, None], 3, axis=2)
    (ribbon,) = ribbons(band(60))
    row = Layers(picture).bent_row(ribbon)
    assert row.shape[0] == ROW
    ink = row[:, 60:-60, 0].mean(axis=1)
    assert ink[ROW // 2] > 200 and ink[2] < 30 and ink[-3] < 30, "the band lies level in the row's middle"
    other = Layers(picture).bent_row(reversed_ribbon(ribbon))
    assert np.abs(row[::-1, ::-1].astype(int) - other.astype(int)).mean() < 12


def test_print_round_a_tub_is_read(reader: Reader) -> None:
    picture = Image.new("RGB", (1300, 500), (235, 232, 225))
    ImageDraw.Draw(picture).text((60, 180), TEXT, fill=(20, 20, 25), font_size=44)
    lines = reader.read_picture(bent(np.asarray(picture), 110))
    assert "".join(TEXT.split()) in ["".join(line.text.split()) for line in lines]
