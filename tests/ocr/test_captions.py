"""Words under icons and at the heads of tables are read block by block."""

from __future__ import annotations

import numpy as np

from assist.engines.ocr.captions import with_captions
from assist.engines.ocr.lines import Found


def centred(text: str, middle: float, top: float, height: float = 10) -> Found:
    half = len(text) * 0.5 * height / 2
    left, right = middle - half, middle + half
    corners = np.array([(left, top), (right, top), (right, top + height), (left, top + height)], np.float32)
    return Found(text, 0.99, corners)


def texts(lines: list[Found]) -> list[str]:
    return sorted(line.text for line in lines)


ICONS = [
    centred("light", 100, 0), centred("schedule", 200, 0), centred("RGB colour", 300, 0),
    centred("on/off", 100, 11), centred("timer", 200, 11), centred("mode", 300, 11),
]  # fmt: skip


def test_two_rows_under_icons_are_read_icon_by_icon() -> None:
    found = with_captions(ICONS)
    assert texts(found) == ["RGB colour mode", "light on/off", "schedule timer"]
    first = next(line for line in found if line.text == "light on/off")
    assert first.corners[:, 1].min() == 0 and first.corners[:, 1].max() == 21


def test_a_value_under_a_word_keeps_its_own_line() -> None:
    table = [centred("Voltage", 100, 0), centred("Current", 200, 0), centred("230 V", 100, 11), centred("3 A", 200, 11)]
    assert texts(with_captions(table)) == texts(table)


def test_one_centred_pair_alone_is_no_row_of_captions() -> None:
    pair = [ICONS[0], ICONS[3]]
    assert texts(with_captions(pair)) == texts(pair)


def test_a_paragraph_of_three_rows_stays_three_lines() -> None:
    columns = [centred(text, x, 11 * row) for x in (100, 250) for row, text in enumerate(("keep", "away from", "fire"))]
    assert texts(with_captions(columns)) == texts(columns)


def test_left_aligned_columns_of_equal_words_are_left_alone() -> None:
    rows = [
        centred(text, x, y) for text, x, y in (("abcd", 100, 0), ("efgh", 100, 11), ("ijkl", 200, 0), ("mnop", 200, 11))
    ]
    assert texts(with_captions(rows)) == texts(rows)
