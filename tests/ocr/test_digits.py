"""The number under a barcode is read whole where its bars are; other numbers stay as they were read."""

from __future__ import annotations

import pytest

from assist.case.geometry import Box, Quad
from assist.case.reading import Code, Line
from assist.engines.ocr.digits import printed, with_codes

BARS = Quad.of(Box(0.6, 0.7, 0.9, 0.8))
UNDER, AWAY = Quad.of(Box(0.62, 0.81, 0.88, 0.83)), Quad.of(Box(0.1, 0.1, 0.3, 0.12))


def read(text: str, kind: str, number: str, at: Quad = UNDER) -> Line:
    return with_codes([Line(text, at, 0.8, tuple(0.1 for _ in text))], [Code(kind, number, BARS)])[0]


@pytest.mark.parametrize(
    ("text", "kind", "number", "whole"),
    [
        ("7303504226", "EAN13", "0073035042260", "0 73035 04226 0"),
        ("006381 33393", "EAN13", "4006381333931", "4 006381 333931"),
        ("034512", "EAN8", "20345126", "2034 5126"),
    ],
)
def test_a_part_of_a_code_s_number_becomes_the_number(text: str, kind: str, number: str, whole: str) -> None:
    line = read(text, kind, number)
    assert (line.text, line.confidence, line.centres) == (whole, 1.0, ())


def test_what_is_no_part_of_the_number_or_stands_elsewhere_stays() -> None:
    for text, at in (("12345", UNDER), ("7303504226", AWAY), ("LOT 730350", UNDER), ("7303504227", UNDER)):
        assert read(text, "EAN13", "0073035042260", at).text == text
    assert read("http123456", "QRCode", "123456789").text == "http123456"


def test_a_number_that_was_read_whole_keeps_its_place_letter_for_letter() -> None:
    for text, number in (("4 006381 333931", "4006381333931"), ('087992"217012', "0087992217012")):
        line = read(text, "EAN13", number)
        assert line.text == text and line.confidence == 0.8 and len(line.centres) == len(text)
    assert printed("1234567") == "1234567"
