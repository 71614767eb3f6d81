"""A photo goes to a model as the smallest pictures that keep its print readable."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.case.geometry import Box, Quad
from assist.case.photo import Photo, Quality
from assist.case.reading import Line, Reading
from assist.engines.glm.pictures import fitting, pictures_of, read_part, regions, tokens_of, total_tokens


def canvas(width: int = 4000, height: int = 3000) -> np.ndarray:
    pixels = np.full((height, width, 3), 200, np.uint8)
    cv2.putText(pixels, "INPUT 230V", (2000, 1500), cv2.FONT_HERSHEY_SIMPLEX, 2.0, (0, 0, 0), 4)
    return pixels


def line(left: float, top: float, right: float, bottom: float, text: str = "INPUT 230V") -> Line:
    return Line(text, Quad.of(Box(left, top, right, bottom)), 0.98)


LABEL = Reading("p1", (line(0.5, 0.48, 0.6, 0.5), line(0.5, 0.51, 0.62, 0.53, "MODEL K2")))


def test_a_photo_of_twelve_megapixels_is_never_sent_whole() -> None:
    made = pictures_of("p1", canvas(), LABEL, 1600)
    assert total_tokens(made) <= 1600
    assert sum(p.width * p.height for p in made) < 1.3e6 and sum(len(p.data) for p in made) < 400_000
    overview, crop = made
    assert overview.region.as_tuple() == (0, 0, 1, 1) and overview.width < 700
    assert crop.region.holds(0.55, 0.5) and crop.region.area < 0.1


def test_a_label_is_cut_out_at_the_photos_own_resolution() -> None:
    crop = pictures_of("p1", canvas(), LABEL, 1600)[1]
    pixels = cv2.imdecode(np.frombuffer(crop.data, np.uint8), cv2.IMREAD_COLOR)
    assert pixels.shape[:2] == (crop.height, crop.width)
    assert crop.width == pytest.approx(crop.region.width * 4000, abs=1)
    left, top, right, bottom = crop.region.pixels(4000, 3000)
    assert np.abs(pixels.astype(int) - canvas()[top:bottom, left:right].astype(int)).mean() < 4


def test_a_small_photo_goes_whole_and_once() -> None:
    (only,) = pictures_of("p1", canvas(800, 600), LABEL, 1600)
    assert (only.width, only.height, only.mime, only.photo) == (800, 600, "image/jpeg", "p1")


def test_a_photo_without_print_is_one_picture_within_the_budget() -> None:
    (only,) = pictures_of("p1", canvas(), Reading("p1"), 400)
    assert tokens_of(only.width, only.height) <= 400 and only.region.area == 1
    assert pictures_of("p1", canvas(), None, 400)[0].region.area == 1


def test_lines_of_one_label_are_one_crop_and_far_ones_are_others() -> None:
    many = Reading(
        "p1", (*LABEL.lines, line(0.02, 0.02, 0.1, 0.03), line(0.9, 0.9, 0.98, 0.92, "R"), line(0.05, 0.9, 0.1, 0.91))
    )
    found = regions(many, 4000, 3000)
    assert len(found) == 3 and found[0].holds(0.55, 0.5)
    assert all(any(box.holds(*each.box.centre) for box in found) for each in many.lines)


@given(st.integers(1, 6000), st.integers(1, 6000), st.integers(16, 4000))
def test_what_is_fitted_keeps_the_budget_and_never_grows(width: int, height: int, budget: int) -> None:
    across, down = fitting(width, height, budget)
    assert 1 <= across <= width and 1 <= down <= height
    assert tokens_of(across, down) <= budget or min(width, height) < 28 * 3


def test_a_part_is_read_again_with_some_ground_around_it_and_only_sure_lines_count() -> None:
    seen: list[tuple[int, ...]] = []

    def read(pixels: np.ndarray) -> tuple[Line, ...]:
        seen.append(pixels.shape)
        return (line(0, 0, 1, 1, "230V"), Line("maybe", Quad.of(Box(0, 0, 1, 1)), 0.5))

    shot = Photo("p1", 4000, 3000, "JPEG", Quality(1, 1, 1, 0), canvas())
    assert read_part(read, shot, Box(0.5, 0.5, 0.6, 0.6)) == "230V"
    assert seen == [(pytest.approx(345, abs=2), pytest.approx(460, abs=2), 3)]
    assert read_part(read, Photo("p1", 10, 10, "JPEG", Quality(1, 1, 1, 0)), Box(0, 0, 1, 1)) == ""
