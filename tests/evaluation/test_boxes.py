"""When a drawn box meets a gold box, and when it is astray."""

from __future__ import annotations

import pytest

from assist.case.geometry import Box
from assist.evaluation.boxes import covered, meets, met, neighbours

GOLD = Box(0.2, 0.2, 0.4, 0.3)


@pytest.mark.parametrize(
    ("drawn", "hit"),
    [
        (GOLD, True),
        (Box(0.2, 0.2, 0.3, 0.3), True),
        (Box(0.24, 0.22, 0.36, 0.28), True),
        (Box(0.29, 0.24, 0.31, 0.26), False),
        (Box(0.0, 0.0, 1.0, 1.0), False),
        (Box(0.6, 0.2, 0.8, 0.3), False),
    ],
    ids=["the same", "half of it", "a smaller one in it", "a dot in it", "the whole photo", "beside it"],
)
def test_a_box_meets_gold_by_overlap_or_by_its_centre_and_size(drawn: Box, hit: bool) -> None:
    assert meets(drawn, GOLD) is hit


def test_one_box_may_cover_two_neighbours_and_no_others() -> None:
    left, right = Box(0.1, 0.1, 0.2, 0.15), Box(0.21, 0.1, 0.3, 0.15)
    far = Box(0.8, 0.8, 0.9, 0.85)
    assert neighbours(left, right)
    assert not neighbours(left, far)
    assert met([left, right, far], [Box(0.1, 0.1, 0.3, 0.15)]) == [True, True, False]


def test_the_covered_share_counts_overlapping_gold_once() -> None:
    half = Box(0.0, 0.0, 0.5, 1.0)
    assert covered(Box(0.0, 0.0, 1.0, 1.0), [half, half]) == pytest.approx(0.5, abs=0.05)
    assert covered(GOLD, []) == 0.0
