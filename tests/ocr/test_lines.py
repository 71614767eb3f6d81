"""Lines as geometry: merging looks, joining pieces, reading order."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assist.case.geometry import Box, Quad
from assist.case.reading import Line
from assist.engines.ocr.lines import Found, in_order, join, merge, tightened, without_leaders


def at(
    text: str, left: float, top: float, width: float, height: float = 20, angle: float = 0, sure: float = 0.99
) -> Found:
    corners = np.array([(left, top), (left + width, top), (left + width, top + height), (left, top + height)])
    turn = math.radians(angle)
    matrix = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    centres = tuple((i + 0.5) / len(text) for i in range(len(text)))
    return Found(text, sure, (corners @ matrix).astype(np.float32), centres)


def texts(found: list[Found]) -> list[str]:
    return [f.text for f in found]


def test_of_two_readings_of_one_place_the_surer_stays() -> None:
    worse, better = at("1OO-24OV", 0, 0, 160, sure=0.7), at("100-240V", 2, 1, 158, sure=0.98)
    assert texts(merge([worse], [better])) == texts(merge([better], [worse])) == ["100-240V"]


def test_a_long_unsure_reading_does_not_swallow_sure_words() -> None:
    words = [at("INPUT", 0, 0, 100), at("OUTPUT", 120, 0, 100)]
    blur = at("IHPuT  GUTPJT lI", 0, 0, 220, sure=0.72)
    assert texts(merge(words, [blur])) == ["INPUT", "OUTPUT"]
    assert texts(merge([blur], words)) == ["INPUT", "OUTPUT"]


def test_what_only_one_look_found_is_kept() -> None:
    assert texts(merge([at("A1", 0, 0, 40)], [at("B2", 0, 100, 40)])) == ["A1", "B2"]


@pytest.mark.parametrize("angle", [0, 35, 90, 180, -120])
def test_pieces_of_one_line_are_joined_at_any_angle(angle: int) -> None:
    pieces = [at("GRID", 0, 0, 60, angle=angle), at("CONNECT", 72, 1, 90, angle=angle)]
    assert texts(join(pieces)) == ["GRID CONNECT"]


def test_a_value_joins_the_label_of_its_row_across_a_gap() -> None:
    row = [at("Calcium (Ca)", 0, 0, 120), at("14.2%", 330, 1, 50), at("Zinc", 0, 30, 40), at("0.1%", 330, 31, 40)]
    assert sorted(texts(join(row))) == ["Calcium (Ca) 14.2%", "Zinc 0.1%"]


def test_a_value_far_off_joins_where_a_leader_or_its_column_points_to_it() -> None:
    far = 1000
    alone = [at("Calcium", 0, 0, 70), at("6%", far, 0, 30)]
    assert len(join(alone)) == 2
    led = [at("Iron ..........", 0, 0, 150), at("3%", far, 0, 30)]
    assert texts(join(led)) == ["Iron .......... 3%"]
    below = [at("Calcium", 0, 30, 70), at("6%", far, 30, 30)]
    assert sorted(texts(join([*led, *below]))) == ["Calcium 6%", "Iron .......... 3%"]


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("Calcium ........ 14.2%", "Calcium 14.2%"), ("Total Nitrogen (N)…8%", "Total Nitrogen (N) 8%"),
        ("Potash (K2O)..... ....8%", "Potash (K2O) 8%"), ("Mg.. 1,21 %", "Mg.. 1,21 %"),
        ("Phosphate (P2O5).. .5%", "Phosphate (P2O5) 5%"), ("Nitrogen (N). .3%", "Nitrogen (N) 3%"),
        ("Net wt. .5 oz", "Net wt. .5 oz"), ("(net) .5 oz", "(net) .5 oz"),
        ("and so on...", "and so on..."), ("Bore.....", "Bore....."), ("1.5 V", "1.5 V"), ("…", "…"),
    ],
)  # fmt: skip
def test_a_leader_is_a_space_and_the_characters_keep_their_places(printed: str, plain: str) -> None:
    line = at(printed, 0, 0, 400)
    bare = without_leaders(line)
    assert bare.text == plain and len(bare.centres) == len(plain)
    assert bare.centres[0] == line.centres[0] and bare.centres[-1] == line.centres[-1]


def test_two_columns_of_print_stay_two() -> None:
    columns = [
        at("Keep out of reach of children and", 0, 0, 300),
        at("Tenir hors de la portée des enfants", 312, 0, 300),
    ]
    assert len(join(columns)) == 2


def test_a_value_does_not_reach_over_other_print() -> None:
    row = [at("Voltage", 0, 0, 70), at("rated power", 120, 0, 110), at("230V", 400, 0, 40)]
    assert "Voltage 230V" not in texts(join(row))


def test_a_joined_line_knows_where_its_words_are() -> None:
    whole = join([at("INPUT", 0, 0, 50), at("5V", 60, 0, 20)])[0]
    line = Line(whole.text, Quad.from_pixels(whole.corners, 100, 100), 1.0, whole.centres)
    word = line.quad_of(6, 8).box
    assert word.iou(Box(0.6, 0, 0.8, 0.2)) > 0.7


def test_a_tightened_line_lies_inside_and_keeps_its_characters() -> None:
    line = at("ABCDEFGH", 0, 0, 160)
    tight = tightened(line)
    assert tight.text == line.text and len(tight.centres) == 8
    assert tight.corners[0][0] > 0 and tight.corners[2][1] < 20
    assert tight.height < line.height


def test_lines_come_row_by_row_from_left_to_right() -> None:
    lines = [at("d", 200, 42, 60), at("a", 0, 0, 80), at("c", 0, 40, 60), at("b", 200, 3, 60), at("e", 0, 90, 60)]
    assert "".join(texts(in_order(lines))) == "abcde"


@pytest.mark.parametrize("angle", [90, 180, 30])
def test_the_order_of_a_turned_label_is_its_own(angle: int) -> None:
    lines = [at(name, x, y, 60, angle=angle) for name, x, y in (("d", 90, 42), ("a", 0, 0), ("c", 0, 40), ("b", 90, 2))]
    assert "".join(texts(in_order(lines))) == "abcd"


def test_no_lines_are_no_trouble() -> None:
    assert join([]) == [] and in_order([]) == [] and merge([], []) == []
