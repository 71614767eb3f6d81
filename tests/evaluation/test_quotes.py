"""Quotes looked up again by another extractor: true ones pass its other line breaks, false ones never do."""

from __future__ import annotations

from pathlib import Path

import pytest
from fpdf import FPDF

from assist.case.geometry import Box, Quad
from assist.case.photo import Pixels
from assist.case.reading import Line, Reading
from assist.evaluation.bench import Place
from assist.evaluation.false_quotes import NEAR_TEXT, PageReader, down, stands
from assist.evaluation.observed import Shown

TEXT = "Do not connect the adapter to more than 240 V.\nThe fuse is rated 3.15 A, slow-\nblow type."


@pytest.mark.parametrize(
    ("quote", "there"),
    [
        ("connect the adapter to more than 240 V", True),
        ("The fuse is rated 3.15 A, slow-blow type.", True),
        ("The fuse is rated 3.15 A slow blow type", True),
        ("connect the adapter to more than 230 V", False),
        ("The fuse is rated 31.5 A", False),
        ("The adapter may be connected to 240 V.", False),
        ("", False),
    ],
)
def test_a_quote_stands_by_its_letters_with_every_digit_the_same(quote: str, there: bool) -> None:
    assert stands(quote, TEXT, NEAR_TEXT) is there


@pytest.fixture
def manual(tmp_path: Path) -> Path:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=14)
    pdf.add_page()
    pdf.multi_cell(0, text="Rated input: 100-240 V, 1.5 A. Keep dry.")
    pdf.add_page()
    pdf.rect(20, 20, 100, 60)
    file = tmp_path / "kv.pdf"
    pdf.output(str(file))
    return file


def test_a_quote_is_looked_up_in_the_text_layer_and_then_in_the_picture(manual: Path) -> None:
    pictures: list[Pixels] = []

    def read(pixels: Pixels) -> Reading:
        pictures.append(pixels)
        return Reading("", (Line("Press RESET for 5 s", Quad.of(Box(0, 0, 1, 1)), 0.9),))

    reader = PageReader({"kv.pdf": manual}, read)
    first, second = Place("kv.pdf", 1), Place("kv.pdf", 2)
    assert reader.false_quotes([Shown("Rated input: 100-240 V", first)]) == []
    assert not pictures, "what stands in the text layer needs no picture"
    assert reader.false_quotes([Shown("Press RESET for 5 s", second)]) == []
    assert max(pictures[0].shape) == 2000
    assert reader.false_quotes([Shown("Press RESET for 9 s", second)]) == ["kv.pdf p2: Press RESET for 9 s"]
    assert len(pictures) == 5, "a page is read once whole and, where that did not hold the quote, once in quarters"
    assert len(reader.false_quotes([Shown("Rated input: 100-240 V", Place("other.pdf", 1))])) == 1


def test_a_sentence_over_several_lines_of_a_column_is_whole() -> None:
    boxes = {
        "The left column": (0.0, 0.10), "The right one": (0.5, 0.10),
        "goes on here.": (0.0, 0.20), "says else": (0.5, 0.20),
    }  # fmt: skip
    lines = [Line(text, Quad.of(Box(x, y, x + 0.4, y + 0.05)), 0.9) for text, (x, y) in boxes.items()]
    assert "The left column goes on here." in down(lines)
    assert "The right one says else" in down(lines)
