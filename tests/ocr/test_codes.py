"""Codes: drawn barcodes are read at any angle, each once, and stripes are none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp

from assist.case.photo import Pixels
from assist.engines.codes import find_codes

ARTICLE = "4006381333931"


def scene(angle: float, module: float = 2.5, kind: str = "EAN13", text: str = ARTICLE, height: float = 0.3) -> Pixels:
    """A grey photo of 1600 by 1200 pixels with one code in its middle, turned clockwise by `angle` degrees."""
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    drawn = np.asarray(zxingcpp.write_barcode_to_image(code, scale=6, add_quiet_zones=True))
    drawn = drawn[: max(20, int(drawn.shape[0] * height))]
    down, across = drawn.shape
    turn = cv2.getRotationMatrix2D((across / 2, down / 2), -angle, module / 6)
    turn[:, 2] += (800 - across / 2, 600 - down / 2)
    soft = cv2.GaussianBlur(drawn, (0, 0), 0.45 * 6 / module)
    placed = cv2.warpAffine(soft, turn, (1600, 1200), flags=cv2.INTER_LINEAR, borderValue=150)
    noise = np.random.default_rng(3).normal(0, 4, placed.shape)
    return np.repeat(np.clip(placed + noise, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


@pytest.mark.parametrize("angle", [0, 20, 35, 45, 70, 90, 135, 180, 225, 290])
def test_a_leaning_barcode_is_read_once_and_its_place_is_told(angle: int) -> None:
    codes = find_codes(scene(angle))
    assert [(code.kind, code.text) for code in codes] == [("EAN13", ARTICLE)]
    assert codes[0].quad.box.grown(0.3).holds(0.5, 0.5)


def test_a_leaning_code_128_is_read() -> None:
    assert [code.text for code in find_codes(scene(40, kind="Code128", text="LOT-20417", height=0.6))] == ["LOT-20417"]


def test_bars_on_a_large_photo_are_cut_out_of_the_full_picture() -> None:
    small = scene(38, module=3.5, height=0.5)
    large = np.full((3000, 4000, 3), 150, np.uint8)
    large[900:2100, 1200:2800] = small
    assert [code.text for code in find_codes(large)] == [ARTICLE]


@pytest.mark.parametrize("angle", [0, 33])
def test_stripes_are_no_code(angle: int) -> None:
    stripes = np.repeat(np.tile(np.array([30] * 7 + [220] * 9, np.uint8), 200)[None, :], 3200, axis=0)[:, :3200]
    turn = cv2.getRotationMatrix2D((1600, 1600), angle, 1)
    turned = cv2.warpAffine(stripes, turn, (3200, 3200))[1000:2200, 800:2400]
    assert find_codes(np.repeat(turned[:, :, None], 3, axis=2)) == ()
