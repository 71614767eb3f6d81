"""From a picture to its lines: several looks, each only where the one before left something to find.

1. The whole picture is looked at on a copy of moderate size (small pictures are enlarged); every quad found is cut
   out of the full picture, straightened and read, the other way up where that is unsure.  Bent lines are laid flat.
2. The picture is looked at again on a larger copy; turned, where much of the print is steep.  Places already read with
   certainty are not read again.
3. What is unsure then is cut out again otherwise: with local contrast, a little wider, stretched, for the models of
   other scripts.  Where little was found or much stays unsure the whole picture is looked at with local contrast.
4. What the looks found is merged (the better reading of a place wins), pieces of one printed line are joined, rows of
   captions are put together, and the lines are put into reading order.

What this module does not know: print that runs round a ring, and raised letters of the ground's own colour.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence

import numpy as np

from assist.engines.ocr.bends import Ribbon, outline, pieces, reversed_ribbon
from assist.engines.ocr.captions import with_captions
from assist.engines.ocr.layers import Layers, busiest_tiles, is_steep, turned, upright, widened
from assist.engines.ocr.lines import Corners, Found, in_order, join, merge, overlap, tightened, without_leaders
from assist.engines.ocr.models import Models, Picture
from assist.engines.ocr.tiles import PAGE_PIXELS

# Measured on the bench photos (99 photos, 1,597 lines, 2026-11-21), line recall easy and hard together, joined:
# one look at 960 px 0.807, at 1280 px 0.826, at 1600 px 0.853; 1600 px and a larger look always 0.867, with the
# turned and the contrast look 0.871.
#
# What each look finds for its time (seconds of both networks on two cores with AVX-512 over all 99; lines gained less
# those lost, 2026-11-21): first 24.4 s, 1,380; larger 16.9 s, 22; turned 6.3 s, 21; read otherwise 6.4 s, 17;
# contrast 5.4 s, 8; close 0.4 s, none: it is for large sparse photos, of which two are among these.
FIRST_SIDE = 1280
FIRST_ENLARGED = 2.0
LARGER_PIXELS = 2_200_000  # 1707 by 1280: larger ones cost the reading process more memory than they find
LARGER_ENLARGED = 3.0
LARGER_BY = 1.2
"""A second copy that is not larger by this factor shows nothing new."""

SMALL_PRINT, SMALL_DOUBT, LARGE_LINES = 24, 0.1, 3
"""The larger look is left out where the first found at least so many lines, none lower than so many pixels of its copy,
and at most this share of them unsure.

Bench photos (82 with a larger look, 2026-11-21): 25 are such, the look showed 8 characters more on all of them and took
a fifth of the time of all larger looks.
"""

CLOSER_BY = 1.5
TILE = (960, 1280)
MOST_TILES = 6
"""The close look: tiles of this height and width on a copy larger by this factor, at most so many of them."""

EMPTY_TILES = 2
"""The close look ends after so many tiles one after the other without new print: the busiest come first."""

SURE = 0.92
"""A reading below this confidence is tried again otherwise."""

SURE_KNOWN = 0.96
"""A larger look reads again what the first read below this: at 0.92 a 121 stayed that is 1,21 % on the larger copy."""

STRETCHES = ((1.4, 0.95), (1.8, 0.9))
"""Rows are cut out wider by a factor where their reading is below a confidence: condensed print and print that turns
away from the camera is a few pixels a letter, and the recogniser sees a column every eight.

Bench photos (459 lines below 0.985, 2026-11-21), surer reading kept: 1.4 below 0.95 matched 11 lines more and 1 fewer,
1.8 alone 13 and 8.  A reading that dropped a letter is never kept, whatever its confidence.
"""

SURE_STEEP = 0.97
"""Steep print must be surer: which way is up is not known, and some words read as words upside down."""

KEPT = 0.5
KEPT_SHORT = ((1, 0.92), (2, 0.85), (4, 0.65))
"""Readings of at most so many characters are noise more often than print below a confidence.

Bench photos (1,597 lines, 2026-11-21): of the readings that this drops (a bulb's coil, a screw, a shadow), one was
print; 4 of 5 readings on the photos without text are among them.
"""

OTHER_SURER = 0.05
"""A model for another script must be surer by this much: its length says nothing, garbage may be shorter or longer."""

STEEP_SHARE = 0.2
STEEP_DEGREES = 15.0
FEW_LINES = 4
UNSURE_SHARE = 0.3

SHAPES = frozenset("口囗回日目田一丨十亠巴山园国")
"""A lone one of these is a socket, a frame or a line on the product, not print."""


class Passes:
    """Reads pictures with the given networks; `looks` names the looks the last picture took.

    `page` is for pages of manuals: they are seen in tiles and on the larger copy at once, because their print is small.
    60 pages of 32 manuals, drawn and read (2026-11-21): of 13,591 words of their text layers 12,268 were read by all
    looks at the whole, 12,266 in tiles, and 12,262 so, in 0.85 of the time.
    """

    def __init__(self, models: Models, page: bool = False) -> None:
        self._models = models
        self._page = page
        self.looks: list[str] = []

    def __call__(self, picture: Picture) -> list[Found]:
        """The lines of a BGR picture in reading order, corners in its pixels."""
        layers = Layers(picture)
        height, width = picture.shape[:2]
        first = min(FIRST_SIDE / max(height, width), FIRST_ENLARGED)
        larger = min(math.sqrt(LARGER_PIXELS / (height * width)), LARGER_ENLARGED)
        if self._page:
            first = max(first, larger)
        self.looks = ["first"]
        found = self._look(layers, first)
        if larger > LARGER_BY * first and not _all_large(found, first):
            found = self._again("larger", layers, found, larger)
        if _certain(found) < FEW_LINES and larger <= 1:
            found = self._closely(layers, found, min(1.0, CLOSER_BY * larger))
        angle = _lean(found)
        closest = _closest(layers, max(first, larger), angle)
        if angle:
            found = self._again("turned", layers, found, closest, angle)
        found = self._tried_otherwise(layers, found)
        doubtful = sum(f.confidence < SURE for f in found)
        if _certain(found) < FEW_LINES or doubtful > UNSURE_SHARE * len(found):
            found = self._again("contrast", layers, found, closest, angle, contrast=True)
        lines = join([f for f in found if f.confidence >= KEPT])
        printed = with_captions([tightened(line) for line in lines if _is_print(line)])
        return [without_leaders(line) for line in in_order(printed)]

    def _again(
        self,
        name: str,
        layers: Layers,
        found: Sequence[Found],
        scale: float,
        angle: float = 0.0,
        *,
        contrast: bool = False,
    ) -> list[Found]:
        self.looks.append(name)
        return merge(found, self._look(layers, scale, angle, contrast=contrast, known=found))

    def _closely(self, layers: Layers, found: Sequence[Found], scale: float) -> list[Found]:
        """Look at the busiest tiles of a large picture one by one.

        The detector weighs the whole picture: a small label on a large empty ground is lost to it at any size, and
        found once it fills a good part of a tile.
        """
        self.looks.append("close")
        copy, back = layers.copy(scale)
        empty = 0
        for tile, left, top in busiest_tiles(copy, TILE, MOST_TILES):
            moved = back.copy()
            moved[:, 2] += back[:, 0] * left + back[:, 1] * top
            new = self._read_new(layers, tile, moved, found)
            empty = 0 if _certain(new) else empty + 1
            found = merge(found, new)
            if empty == EMPTY_TILES:
                break
        return list(found)

    def _look(
        self,
        layers: Layers,
        scale: float,
        angle: float = 0.0,
        *,
        contrast: bool = False,
        known: Sequence[Found] = (),
    ) -> list[Found]:
        """Look at the whole picture scaled, turned anticlockwise by `angle`, or with local contrast."""
        copy, back = layers.copy(scale, angle, contrast)
        return self._read_new(layers, copy, back, known)

    def _read_new(self, layers: Layers, copy: Picture, back: Corners, known: Sequence[Found]) -> list[Found]:
        """Find quads on a copy and read those that are not known for certain already."""
        places, bent = self._models.detect(copy, PAGE_PIXELS if self._page else sys.maxsize)
        quads, bends = list(_moved(places, back)), [_moved(ribbon, back) for ribbon in bent]
        sure = [f.places for f in known if f.confidence >= SURE_KNOWN]
        followed = [places for places in sure if len(places) > 1]  # one read as if straight may be read better bent
        bends = [ribbon for ribbon in bends if not any(_same(pieces(ribbon), other) for other in followed)]
        lines = self._read_bent(layers, bends)
        sure += [line.places for line in lines if line.confidence >= SURE]
        straight = self._read(layers, [quad for quad in quads if not any(_same((quad,), other) for other in sure)])
        return merge(straight, lines)

    def _read_bent(self, layers: Layers, bends: Sequence[Ribbon]) -> list[Found]:
        """Bent lines laid flat and read, the other way up where that way is unsure."""
        rows = self._models.recognise([layers.bent_row(ribbon) for ribbon in bends])
        best = [Found(r.text, r.confidence, outline(b), r.centres, pieces(b)) for r, b in zip(rows, bends, strict=True)]
        doubtful = [i for i, f in enumerate(best) if f.confidence < SURE]
        other = [reversed_ribbon(bends[i]) for i in doubtful]
        rows = self._models.recognise([layers.bent_row(ribbon) for ribbon in other])
        tried = [
            Found(r.text, r.confidence, outline(b), r.centres, pieces(b)) for r, b in zip(rows, other, strict=True)
        ]
        _keep_better(best, doubtful, tried)
        return best

    def _read(self, layers: Layers, quads: Sequence[Corners]) -> list[Found]:
        best = self._cut(layers, [upright(quad) for quad in quads], contrast=False)
        doubtful = [i for i, f in enumerate(best) if f.confidence < (SURE_STEEP if is_steep(quads[i]) else SURE)]
        _keep_better(best, doubtful, self._cut(layers, [turned(best[i].corners, 2) for i in doubtful], contrast=False))
        return best

    def _tried_otherwise(self, layers: Layers, found: Sequence[Found]) -> list[Found]:
        """What is unsure after the looks, cut out with local contrast and a little wider, and read by other models."""
        best = list(found)
        doubtful = [i for i, f in enumerate(best) if f.confidence < SURE]
        again = [best[i].corners for i in doubtful]
        _keep_better(best, doubtful, self._cut(layers, again, contrast=True))
        _keep_better(best, doubtful, self._cut(layers, [widened(quad, 0.12) for quad in again], contrast=False))
        for stretch, below in STRETCHES:
            narrow = [i for i, f in enumerate(best) if f.confidence < below and not f.pieces]
            again = [best[i].corners for i in narrow]
            _keep_better(best, narrow, self._cut(layers, again, contrast=False, stretch=stretch), least=1.0)
        for model in self._models.recognisers[1:]:
            doubtful = [i for i, f in enumerate(best) if f.confidence < SURE]
            tried = self._cut(layers, [best[i].corners for i in doubtful], contrast=False, model=model)
            for i, other in zip(doubtful, tried, strict=True):
                best[i] = other if other.confidence > best[i].confidence + OTHER_SURER else best[i]
        return best

    def _cut(
        self, layers: Layers, quads: Sequence[Corners], *, contrast: bool, model: int = 0, stretch: float = 1.0
    ) -> list[Found]:
        reads = self._models.recognise([layers.row(quad, contrast, stretch) for quad in quads], model)
        return [Found(r.text, r.confidence, quad, r.centres) for r, quad in zip(reads, quads, strict=True)]


def _closest(layers: Layers, scale: float, angle: float) -> float:
    """The scale, or a smaller one where the turned picture would be too large."""
    return min(scale, layers.fitting(LARGER_PIXELS, angle)) if angle else scale


def _keep_better(best: list[Found], places: Sequence[int], tried: Sequence[Found], least: float = 0.6) -> None:
    """Take each surer reading that did not become sure by dropping text: `least` is the share that must be left."""
    for i, found in zip(places, tried, strict=True):
        if found.confidence > best[i].confidence and found.size >= least * best[i].size:
            best[i] = found


def _moved(points: Corners, back: Corners) -> Corners:
    """Points of a copy (any shape whose last axis is x, y) in the picture's pixels."""
    return (points @ back[:, :2].T + back[:, 2]).astype(np.float32)


def _certain(found: Sequence[Found]) -> int:
    return sum(f.confidence >= SURE for f in found)


def _all_large(found: Sequence[Found], scale: float) -> bool:
    """Whether all print is large on a copy of that scale and surely read, so that no larger copy would show more."""
    doubtful = sum(f.confidence < SURE for f in found)
    lowest = min((min(f.length, f.height) for f in found), default=0.0)
    return len(found) >= LARGE_LINES and lowest * scale >= SMALL_PRINT and doubtful <= SMALL_DOUBT * len(found)


def _lean(found: Sequence[Found]) -> float:
    """The angle of the steep lines where they make up a good part of all print, else 0."""
    steep = [f for f in found if STEEP_DEGREES < abs(f.angle) < 180 - STEEP_DEGREES]
    if sum(f.length for f in steep) <= STEEP_SHARE * sum(f.length for f in found):
        return 0.0
    return float(np.median([f.angle for f in steep]))


def _same(one: Sequence[Corners], two: Sequence[Corners]) -> bool:
    """Whether a line is about the place of another: it lies mostly inside and is not much larger."""
    import cv2

    areas = [sum(cv2.contourArea(quad) for quad in places) for places in (one, two)]
    return areas[0] < 1.25 * areas[1] and overlap(one, two) > 0.75


def _is_print(line: Found) -> bool:
    text = "".join(line.text.split())
    if text in SHAPES or any(len(text) <= most and line.confidence < least for most, least in KEPT_SHORT):
        return False
    return any(ch.isalnum() or ch in "%℃℉°Ω±" for ch in text)
