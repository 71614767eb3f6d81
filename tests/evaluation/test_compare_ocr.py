"""Comparing readers on a small bench of our own: the same photos, the same measures, the confidence judged."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assist.case.geometry import Box, Quad
from assist.case.photo import Photo
from assist.case.reading import Line, Reading
from assist.engines.pictures import open_photo
from assist.errors import EngineError, InputError
from assist.evaluation.calibration import calibration_figures, chance, line_calibration, marked, reliability
from assist.evaluation.compare_ocr import compare_ocr
from assist.evaluation.tesseract_ocr import lines_of

PLACE = Quad.of(Box(0.1, 0.1, 0.9, 0.2))


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    """Two photos, one of them with two questions."""
    (tmp_path / "photos").mkdir()
    rows = []
    for name, gold in (("a.png", ["INPUT 12V", "OUTPUT 5V"]), ("b.png", ["MODEL AB-1"])):
        Image.fromarray(np.full((40, 60, 3), 200, np.uint8)).save(tmp_path / "photos" / name)
        rows.append({"id": f"{name}-1", "photo": name, "question": "?", "lines": gold, "difficulty": "easy: drawn"})
    rows.append({**rows[0], "id": "a-2"})
    (tmp_path / "photo_cases.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return tmp_path


def reader(*lines: tuple[str, float]):  # type: ignore[no-untyped-def]
    return lambda photo: Reading(photo.id, tuple(Line(text, PLACE, sure) for text, sure in lines), seconds=0.5)


def test_readers_are_measured_on_the_same_distinct_photos(bench: Path) -> None:
    good = reader(("input 12V", 0.99), ("OUTPUT 5V", 0.97), ("MODEL AB-1", 0.95))
    blind = reader(("1NPVT", 0.95))
    report = compare_ocr(bench, {"ours": good, "rapidocr": blind}, open_photo)
    value = {name: (figure.value, figure.n) for name, figure in report.figures.items()}
    assert value["ours.lines"] == (1.0, 3) and value["rapidocr.lines"] == (0.0, 3)
    assert value["ours.lines[easy]"] == (1.0, 3)
    assert value["ours.seconds.p50"] == (0.5, 2)
    assert len(report.rows) == 4 and report.conditions["photos"] == 2


def test_a_reader_that_fails_on_a_photo_misses_its_lines_and_the_rest_goes_on(bench: Path) -> None:
    def failing(photo: Photo) -> Reading:
        raise EngineError("broken", code="ocr_failed")

    report = compare_ocr(bench, {"ours": failing}, open_photo)
    assert report.figures["ours.lines"].value == 0 and "ours.seconds.p50" not in report.figures
    assert all(row["error"] for row in report.rows)


def test_a_folder_without_photo_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        compare_ocr(tmp_path, {}, open_photo)


def test_a_line_is_right_when_it_stands_in_gold_letter_for_letter() -> None:
    read = [("INPUT 12V OUTPUT", 0.99), ("input", 0.9), ("1NPUT", 0.8), ("  ", 0.9)]
    assert marked(["Input 12V", "Output 5V"], read) == [(0.99, True), (0.9, True), (0.8, False)]


def test_the_calibration_error_is_the_distance_of_confidence_from_truth() -> None:
    honest = [(0.75, True)] * 3 + [(0.75, False)]
    assert calibration_figures(honest)["confidence.ece"].value == pytest.approx(0.0)
    boastful = [(0.995, False)] * 4
    assert calibration_figures(boastful)["confidence.ece"].value == pytest.approx(0.995)
    assert [(b.low, b.n, b.right) for b in reliability(honest + boastful)] == [(0.7, 4, 0.75), (0.99, 4, 0.0)]


def test_a_long_line_is_less_likely_right_than_a_short_one_of_the_same_confidence() -> None:
    assert chance("12V", 0.98) > 0.9 > chance("Keep out of reach of children", 0.98) > 0.5
    figures = line_calibration([(["INPUT 12V"], [("INPUT 12V", 0.99)]), ([], [("noise", 0.9)])])
    assert figures["confidence.ece"].n == figures["chance.ece"].n == 1, "photos without text are left out"


def test_tesseracts_table_becomes_lines_with_their_boxes() -> None:
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
    words = ["5\t1\t1\t1\t1\t1\t10\t20\t30\t10\t96\tINPUT", "5\t1\t1\t1\t1\t2\t50\t18\t40\t14\t84\t12V"]
    other = ["5\t1\t1\t1\t2\t1\t10\t60\t30\t10\t50\t5A", "5\t1\t1\t1\t2\t2\t0\t0\t0\t0\t-1\t "]
    first, second = lines_of("\n".join([head, *words, *other]), 100, 100)
    assert (first.text, second.text) == ("INPUT 12V", "5A")
    assert first.box.as_tuple() == (0.1, 0.18, 0.9, 0.32) and first.confidence == pytest.approx(0.9)
