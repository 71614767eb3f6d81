"""A model's quote that is cut so that it says something else, or is too little to say anything, proves nothing."""

from __future__ import annotations

import pytest

from assist.case.asking.proposed import firm
from assist.case.draft import Claim
from assist.case.evidence import Evidence, check
from assist.case.geometry import Box, Quad
from assist.case.passages import Page
from assist.case.reading import Line, Reading
from assist.case.specs import Source

WHOLE = Quad.of(Box(0.0, 0.0, 1.0, 1.0))


def of(quote: str, line: str) -> Evidence:
    reading = Reading("p", (Line(line, WHOLE, 0.99),))
    each = check(Claim("", quote, Source("photo", "p", 0)), (reading,), (), lambda *_: Page("m", 1, 1.0, 1.0))
    assert each.holds, "it stands there"
    return firm(each, (reading,), ())


@pytest.mark.parametrize(
    ("quote", "line"),
    [
        ("5 m", "CABLE 5 mm"),
        ("2 A", "2 Ah"),
        ("240 V", "240 VA"),
        ("10 °C", "Operating -10 °C"),
        ("suitable for", "unsuitable for bathrooms"),
        ("SUITABLE FOR OUTDOOR USE", "NOT SUITABLE FOR OUTDOOR USE"),
        ("適合戶外使用", "不適合戶外使用"),
        ("можно мыть в машине", "невозможно мыть в машине"),
        ("für Kinder unter 3 Jahren", "Nicht geeignet für Kinder unter 3 Jahren"),
        ("spülmaschinengeeignet", "spülmaschinengeeignet: nicht"),
    ],
)
def test_a_quote_cut_from_what_belongs_to_it_proves_nothing(quote: str, line: str) -> None:
    assert of(quote, line).why == "cut_quote"


@pytest.mark.parametrize(("quote", "line"), [("the", "the kettle"), ("e", "kettle"), ("防水", "防水等级高")])
def test_a_word_that_stands_everywhere_proves_nothing(quote: str, line: str) -> None:
    assert of(quote, line).why == "empty_quote"


@pytest.mark.parametrize(
    ("quote", "line"),
    [
        ("240V", "AC100-240V~ 50/60Hz"),
        ("5V", "OUTPUT DC5V 3A"),
        ("IP65", "RatingIP65 outdoor"),
        ("Suitable for outdoor use", "Do not immerse. Suitable for outdoor use."),
        ("NOT SUITABLE FOR OUTDOOR USE", "NOT SUITABLE FOR OUTDOOR USE"),
        ("额定电压220V", "额定电压220V~ 50Hz"),
    ],
)
def test_a_whole_quote_proves_what_it_says(quote: str, line: str) -> None:
    assert of(quote, line).holds


def test_a_region_of_the_whole_photo_is_no_place() -> None:
    claim = Claim("", "220-240 V", Source("photo", "p", -2), Box(0.0, 0.0, 1.0, 1.0))
    assert firm(Evidence(claim, True), (), ()).why == "region_unread"
