"""Digits: the number under a barcode is the number in its bars, which a check digit proves.

What is printed there is often read in part: the outer digits stand apart and small (GS1 General Specifications 5.2.1).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assist.case.reading import Code, Line

_KINDS = frozenset({"EAN13", "EAN8", "UPCA"})

LEAST_DIGITS = 6
"""A line with fewer digits of the code may stand under it by chance: a price, a date."""

NEAR = 0.5
"""The number stands within this share of the code's size around it."""


def with_codes(lines: Sequence[Line], codes: Sequence[Code]) -> tuple[Line, ...]:
    """The lines, each that is a part of the number under a product code as the whole number."""
    known = [code for code in codes if code.kind in _KINDS and code.text.isdigit()]
    return tuple(_whole(line, known) for line in lines)


def _whole(line: Line, codes: Sequence[Code]) -> Line:
    digits = re.sub(r"[\s.,'\"<>|-]", "", line.text)
    if not digits.isdigit() or len(digits) < LEAST_DIGITS:
        return line
    for code in codes:
        if digits in code.text and code.quad.box.grown(NEAR).holds(*line.box.centre):
            text = printed(code.text, short=line.text)
            return line if _bare(text) == digits else replace(line, text=text, confidence=1.0, centres=())
    return line


def printed(number: str, *, short: str = "") -> str:
    """A code's number as it is set under the bars; a UPC-A, read as an EAN-13 with a 0 in front, without that 0.

    `short` is what was read: a number of 13 that begins with the 0 keeps it.
    """
    if len(number) == 13 and number.startswith("0") and not _bare(short).startswith("00"):
        number = number[1:]
    groups = {8: (4, 4), 12: (1, 5, 5, 1), 13: (1, 6, 6)}.get(len(number), (len(number),))
    parts, at = [], 0
    for length in groups:
        parts.append(number[at : at + length])
        at += length
    return " ".join(parts)


def _bare(text: str) -> str:
    return re.sub(r"\D", "", text)
