"""Crops: a box on a photo is only drawn where what it frames, read again, gives the quoted words."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable, Sequence

from assist.case.geometry import Quad
from assist.case.photo import Photo, Pixels
from assist.case.reading import Line
from assist.desk.gallery import Recent
from assist.engines import drawing
from assist.errors import AssistError

log = logging.getLogger(__name__)

Reread = Callable[[Pixels], Sequence[Line]]

AIR = 0.1
"""Room around the crop, as a share of its height: enough for the letters' edges, too little for their neighbours.

Of 124 boxes on six of our photos (lines and words inside lines) 124 read as quoted; of the same boxes pushed aside by
half their length 1 of 124 did, at 0.25 already 10 (2026-11-21). One crop takes 75 ms on two busy cores."""

SHARE = 0.8
"""Where letters differ, so many of the quote's must still stand there in order, and every digit."""

KEPT = 1024


class Crops:
    """Reads crops again and remembers what came out; `photo` gives a photo by id, `reread` the lines of one row."""

    def __init__(self, photo: Callable[[str], Photo], reread: Reread) -> None:
        self._photo = photo
        self._reread = reread
        self._known: Recent[bool] = Recent(KEPT)

    def __call__(self, photo_id: str, quad: Quad, quote: str) -> bool:
        """Whether the crop reads as quoted; a reader that fails is no reason against a box."""
        try:
            return self._known.get((photo_id, quad, quote), lambda: self._agrees(photo_id, quad, quote))
        except AssistError as error:
            log.warning("a crop could not be read again: %s", error)
            return True

    def _agrees(self, photo_id: str, quad: Quad, quote: str) -> bool:
        crop = drawing.crop(self._photo(photo_id).pixels, quad, air=AIR, long_side=1200)
        return any(same_words(quote, line.text) for line in self._reread(crop))


def same_words(quote: str, read: str) -> bool:
    """Whether a quote stands in what was read, letter by letter or nearly so; its digits always in full."""
    from rapidfuzz.distance import LCSseq

    wanted, seen = _letters(quote), _letters(read)
    if wanted in seen:
        return True
    digits = "".join(ch for ch in wanted if ch.isdigit())
    return digits in "".join(ch for ch in seen if ch.isdigit()) and LCSseq.similarity(wanted, seen) >= SHARE * len(
        wanted
    )


def _letters(text: str) -> str:
    return "".join(ch for ch in unicodedata.normalize("NFKC", text).casefold() if ch.isalnum())
