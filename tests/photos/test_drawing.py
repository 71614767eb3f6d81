"""Evidence drawn on pictures: visible on any ground, in place, readable, and never on the original."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from assist.case.geometry import Box, Quad
from assist.case.photo import Pixels
from assist.engines.drawing import crop, draw_evidence, encode, highlight_page, thumbnail
from assist.errors import EngineError

BOX = Box(0.3, 0.4, 0.6, 0.5)
GROUNDS = {"white": (255, 255, 255), "black": (0, 0, 0), "amber": (255, 176, 0), "red": (200, 20, 20)}


def ground(colour: tuple[int, int, int], height: int = 600, width: int = 800) -> Pixels:
    return np.full((height, width, 3), colour, np.uint8)


@pytest.mark.parametrize("colour", GROUNDS.values(), ids=GROUNDS)
def test_a_box_shows_on_every_ground(colour: tuple[int, int, int]) -> None:
    plain = ground(colour)
    drawn = draw_evidence(plain, [Quad.of(BOX)])
    luma = cv2.cvtColor(drawn, cv2.COLOR_RGB2GRAY).astype(int)
    changed = np.abs(drawn.astype(int) - plain.astype(int)).max(axis=2) > 40
    assert changed.any()
    assert luma[changed].max() - luma[changed].min() > 100, "dark and light casing are both there"


def test_the_box_runs_round_the_quad_and_leaves_its_inside_alone() -> None:
    plain = ground((128, 128, 128))
    drawn = draw_evidence(plain, [Quad.of(BOX)])
    left, top, right, bottom = BOX.pixels(800, 600)
    assert np.array_equal(drawn[top:bottom, left:right], plain[top:bottom, left:right])
    rows, columns = np.nonzero((drawn != plain).any(axis=2))
    around = Box.from_pixels(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1, 800, 600)
    assert around.iou(BOX) > 0.4 and around.left < BOX.left and around.bottom > BOX.bottom


def test_a_turned_quad_is_drawn_turned() -> None:
    quad = Quad(((0.3, 0.2), (0.5, 0.6), (0.45, 0.65), (0.25, 0.25)))
    drawn = draw_evidence(ground((128, 128, 128)), [quad])
    assert (drawn[int(0.25 * 600), int(0.48 * 800)] == 128).all(), "the upright box's corner stays free"


def test_the_original_is_never_drawn_on() -> None:
    plain = ground((128, 128, 128))
    draw_evidence(plain, [Quad.of(BOX)], ["1"])
    highlight_page(plain, [Quad.of(BOX)])
    assert (plain == 128).all()


def test_a_display_copy_is_small_and_a_download_has_full_size() -> None:
    large = ground((200, 200, 200), 3000, 4000)
    assert draw_evidence(large, [Quad.of(BOX)]).shape == (1200, 1600, 3)
    assert draw_evidence(large, [Quad.of(BOX)], long_side=0).shape == large.shape
    assert thumbnail(large, 160).shape == (120, 160, 3)
    assert thumbnail(ground((1, 2, 3), 60, 80), 160).shape == (60, 80, 3)


def test_several_boxes_are_numbered_and_no_number_covers_evidence() -> None:
    plain = ground((128, 128, 128), 900, 1200)
    quads = [Quad.of(Box(0.3, 0.30 + 0.1 * i, 0.5, 0.35 + 0.1 * i)) for i in range(4)]
    drawn = draw_evidence(plain, quads)
    bare = draw_evidence(plain, quads, ["", "", "", ""])
    assert (drawn != bare).any()
    for quad in quads:
        left, top, right, bottom = quad.box.pixels(1200, 900)
        assert np.array_equal(drawn[top:bottom, left:right], plain[top:bottom, left:right])


@pytest.mark.parametrize(
    "box", [Box(0, 0, 1, 1), Box(0, 0, 0.01, 0.01), Box(0.99, 0.99, 1, 1), Box(0.5, 0.5, 0.5, 0.5)]
)
def test_boxes_at_the_edge_are_drawn_without_harm(box: Box) -> None:
    drawn = draw_evidence(ground((128, 128, 128)), [Quad.of(box)], ["12"])
    assert drawn.shape == (600, 800, 3) and (drawn != 128).any()


def test_a_highlighted_passage_keeps_its_print() -> None:
    page = ground((255, 255, 255))
    page[250:260, 250:400] = 0
    marked = highlight_page(page, [Quad.of(BOX)])
    assert (marked[255, 300] == 0).all(), "black print stays black"
    assert marked[270, 450, 2] < 150 < marked[270, 450, 0], "paper turns yellow"
    assert (marked[20, 20] == 255).all()


def test_a_crop_is_straight() -> None:
    plain = ground((255, 255, 255))
    turn = cv2.getRotationMatrix2D((400, 300), 25, 1)
    plain[290:310, 300:500] = (0, 0, 200)
    turned = np.asarray(cv2.warpAffine(plain, turn, (800, 600), borderValue=(255, 255, 255)), np.uint8)
    corners = [turn @ (x, y, 1) for x, y in ((300, 290), (500, 290), (500, 310), (300, 310))]
    cut = crop(turned, Quad.from_pixels(corners, 800, 600), air=0.0)
    assert abs(cut.shape[1] / cut.shape[0] - 10) < 1
    assert np.median(cut[:, :, 2]) > 190 and np.median(cut[:, :, 0]) < 30


@pytest.mark.parametrize("kind", ["webp", "jpg", "png"])
def test_pictures_come_out_in_their_own_colours(kind: str) -> None:
    picture = Image.open(io.BytesIO(encode(ground((220, 30, 30)), kind)))
    red, green, blue = (int(v) for v in np.asarray(picture.convert("RGB"))[10, 10])
    assert red > 200 and green < 60 and blue < 60


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(EngineError):
        encode(ground((0, 0, 0)), "bmp")
