"""Proposed: what a model's claim must be beside standing at its source; the program's own come from typed prints.

A quote can be cut so that it says what its source does not: a unit to its first letter, a number from its sign, a
sentence from its negation.  A quote can also be one word that stands everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assist.case.evidence import Evidence, places_of
from assist.case.passages import Passage
from assist.case.reading import Reading
from assist.case.text.cues import NEGATION, NEGATION_AFTER

# Chosen so that the cut quotes of tests/asking/test_proposed.py fall and its whole ones stand; no run has set them.
LEAST_WORDS, LEAST_LETTERS, LEAST_SIGNS = 3, 8, 4  # of a quote without a digit: fewer stand on every page
LARGEST_REGION = 0.5  # of the photo: text read again in more than that is not a place

_NEGATION = re.compile(NEGATION, re.IGNORECASE)
_CLAUSE = re.compile(r"[.!?;](?=\s|$)|[。！？；\n•·]")
_WIDE = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
_SIGNS = frozenset("-\u2212\u2013")


def firm(each: Evidence, readings: Sequence[Reading], passages: Sequence[Passage]) -> Evidence:
    """The evidence of a model's claim, not holding where its quote is too little (`empty_quote`) or cut off from a
    letter, a sign or a negation beside it (`cut_quote`), or where its region is no place (`region_unread`)."""
    if not each.holds:
        return each
    claim = each.claim
    if _little(claim.quote):
        return replace(each, holds=False, why="empty_quote")
    if claim.region is not None:
        wide = claim.region.width * claim.region.height > LARGEST_REGION
        return replace(each, holds=False, why="region_unread") if wide else each
    whole = _whole_of(each, readings, passages)
    places = list(places_of(claim.quote, whole))
    if places and all(_cut(whole, *place) for place in places):
        return replace(each, holds=False, why="cut_quote")
    return each


def _little(quote: str) -> bool:
    if any(ch.isdigit() for ch in quote):
        return False
    letters = sum(ch.isalpha() for ch in quote)
    if _WIDE.search(quote):
        return letters < LEAST_SIGNS
    return letters < LEAST_LETTERS and len(quote.split()) < LEAST_WORDS


def _whole_of(each: Evidence, readings: Sequence[Reading], passages: Sequence[Passage]) -> str:
    source = each.claim.source
    if source.kind == "passage":
        return next((passage.text for passage in passages if passage.id == source.id), "")
    reading = next((reading for reading in readings if reading.photo == source.id), None)
    if reading is None or not 0 <= source.line < len(reading.lines):
        return ""
    return reading.lines[source.line].text


def _cut(text: str, start: int, end: int) -> bool:
    """Whether the quote at this place leaves out what belongs to it."""
    if _one_word(text[start - 1 : start], text[start]) or _one_word(text[end - 1], text[end : end + 1]):
        return True
    before = text[start - 1 : start]
    if text[start].isdigit() and before in _SIGNS and not text[max(start - 2, 0) : start - 1].strip().isalnum():
        return True
    begins = max((match.end() for match in _CLAUSE.finditer(text, 0, start)), default=0)
    return bool(_NEGATION.search(text, begins, start) or NEGATION_AFTER.match(text[end:]))


def _one_word(left: str, right: str) -> bool:
    """Whether two neighbours are letters of one word; a capital after a small letter begins another (`ratingIP65`)."""
    if not (left.isalpha() and right.isalpha()) or _WIDE.match(left) or _WIDE.match(right):
        return False
    return not (left.islower() and right.isupper())
