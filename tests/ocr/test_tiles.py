"""Tiles: a large picture is mapped in parts, no part larger than it may be, and the whole map is that of one look."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from assist.engines.ocr import tiles

SIDES = some.integers(1, 4000)
STRIDES = some.sampled_from([32, 320])


@given(SIDES, SIDES, STRIDES)
def test_parts_cover_a_side_share_enough_and_stay_small(length: int, width: int, stride: int) -> None:
    across = width + -width % stride
    spans = tiles.parts(length, across, stride, tiles.PAGE_PIXELS)
    sizes = {end - start for start, end in spans}
    assert len(sizes) == 1 and not sizes.pop() % stride
    assert spans[0][0] == 0 and length <= spans[-1][1] < length + stride
    assert all(before[1] - after[0] >= min(tiles.SHARED, length) for before, after in pairwise(spans))
    if across <= length + stride:  # as `mapped` asks: the other side is the shorter one
        assert all((end - start) * across <= tiles.PAGE_PIXELS for start, end in spans)


@pytest.mark.parametrize("shape", [(1764, 1247), (1247, 1764), (3000, 500), (40, 30), (1483, 1483)])
def test_the_map_is_that_of_one_look_at_the_whole_picture(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (*shape, 3), dtype=np.uint8)
    seen: list[tuple[int, ...]] = []

    def look(part: tiles.Picture) -> tiles.Map:
        seen.append(part.shape)
        return part[:, :, 0].astype(np.float32)

    found = tiles.mapped(picture, look, 320, tiles.PAGE_PIXELS)
    assert all(h * w <= tiles.PAGE_PIXELS and not h % 320 and not w % 320 for h, w, _ in seen)
    height, width = shape
    assert (found[:height, :width] == picture[:, :, 0]).all()
    assert (found[height:] == tiles.GROUND).all() and (found[:, width:] == tiles.GROUND).all()


def test_at_a_seam_the_tile_counts_whose_edge_is_farther() -> None:
    def look(part: tiles.Picture) -> tiles.Map:  # a detector that is unsure near the edges of what it sees
        sure = np.zeros(part.shape[:2], np.float32)
        sure[tiles.SHARED // 2 : -tiles.SHARED // 2] = 1
        return sure

    found = tiles.mapped(np.zeros((1764, 1247, 3), np.uint8), look, 320, tiles.PAGE_PIXELS)
    assert found[tiles.SHARED // 2 : -tiles.SHARED // 2].all()
