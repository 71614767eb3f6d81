"""From a picture to its lines: several looks, each only where the one before left something to find.

1. The whole picture is looked at on a copy of moderate size (small pictures are enlarged); every quad found is cut
   out of the full picture, straightened and read.
2. Quads whose reading is unsure are cut out again otherwise: the other way up, with local contrast, a little wider.
3. The picture is looked at again on a larger copy; turned, where much of the print is steep; with local contrast,
   where little was found or much is unsure.  Places already read with certainty are not read again.
4. What the looks found is merged (the better reading of a place wins), pieces of one printed line are joined, and
   the lines are put into reading order.

What this module does not know: print bent round a tub or a bottle is read only where it is nearly straight.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from assist.engines.ocr.layers import Layers, busiest_tiles, is_steep, turned, upright, widened
from assist.engines.ocr.lines import Corners, Found, in_order, join, merge, shared, tightened
from assist.engines.ocr.models import Models, Picture

# Measured on the bench photos (99 photos, 1,597 lines, 2026-11-21), line recall easy and hard together, joined:
# one look at 960 px 0.807, at 1280 px 0.826, at 1600 px 0.853; 1600 px and a larger look always 0.867, with the
# turned and the contrast look 0.871.
FIRST_SIDE = 1280
FIRST_ENLARGED = 2.0
LARGER_PIXELS = 2_200_000  # 1707 by 1280: larger ones cost the reading process more memory than they find
LARGER_ENLARGED = 3.0
LARGER_BY = 1.2
"""A second copy that is not larger by this factor shows nothing new."""

CLOSER_BY = 1.5
TILE = (960, 1280)
MOST_TILES = 6
"""The close look: tiles of this height and width on a copy larger by this factor, at most so many of them."""

SURE = 0.92
"""A reading below this confidence is tried again otherwise."""

SURE_STEEP = 0.97
"""Steep print must be surer: which way is up is not known, and some words read as words upside down."""

KEPT = 0.5
KEPT_SHORT = 0.85
"""Readings of one or two characters are noise more often than print below this."""

STEEP_SHARE = 0.2
STEEP_DEGREES = 15.0
FEW_LINES = 4
UNSURE_SHARE = 0.3

SHAPES = frozenset("口囗回日目田一丨十亠巴山园国")
"""A lone one of these is a socket, a frame or a line on the product, not print."""


class Passes:
    """Reads pictures with the given networks; `looks` names the looks the last picture took."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self.looks: list[str] = []

    def __call__(self, picture: Picture) -> list[Found]:
        """The lines of a BGR picture in reading order, corners in its pixels."""
        layers = Layers(picture)
        height, width = picture.shape[:2]
        first = min(FIRST_SIDE / max(height, width), FIRST_ENLARGED)
        self.looks = ["first"]
        found = self._look(layers, first)
        larger = min(math.sqrt(LARGER_PIXELS / (height * width)), LARGER_ENLARGED)
        if larger > LARGER_BY * first:
            found = self._again("larger", layers, found, larger)
        if _certain(found) < FEW_LINES and larger <= 1:
            found = self._closely(layers, found, min(1.0, CLOSER_BY * larger))
        angle = _lean(found)
        if angle:
            found = self._again("turned", layers, found, min(larger, layers.fitting(LARGER_PIXELS, angle)), angle)
        doubtful = sum(f.confidence < SURE for f in found)
        if _certain(found) < FEW_LINES or doubtful > UNSURE_SHARE * len(found):
            found = self._again("contrast", layers, found, first, contrast=True)
        lines = join([f for f in found if f.confidence >= KEPT])
        return [tightened(line) for line in in_order([line for line in lines if _is_print(line)])]

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
        for tile, left, top in busiest_tiles(copy, TILE, MOST_TILES):
            moved = back.copy()
            moved[:, 2] += back[:, 0] * left + back[:, 1] * top
            found = merge(found, self._read_new(layers, tile, moved, found))
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
        places = self._models.detect(copy)
        flat = np.concatenate([places.reshape(-1, 2), np.ones((len(places) * 4, 1), np.float32)], axis=1)
        quads = list((flat @ back.T).reshape(-1, 4, 2).astype(np.float32))
        sure = [f.corners for f in known if f.confidence >= SURE]
        return self._read(layers, [quad for quad in quads if not any(_same(quad, other) for other in sure)])

    def _read(self, layers: Layers, quads: Sequence[Corners]) -> list[Found]:
        best = self._cut(layers, [upright(quad) for quad in quads], contrast=False)
        doubtful = [i for i, f in enumerate(best) if f.confidence < (SURE_STEEP if is_steep(quads[i]) else SURE)]
        _keep_better(best, doubtful, self._cut(layers, [turned(best[i].corners, 2) for i in doubtful], contrast=False))
        doubtful = [i for i, f in enumerate(best) if f.confidence < SURE]
        again = [best[i].corners for i in doubtful]
        _keep_better(best, doubtful, self._cut(layers, again, contrast=True))
        _keep_better(best, doubtful, self._cut(layers, [widened(quad, 0.12) for quad in again], contrast=False))
        return best

    def _cut(self, layers: Layers, quads: Sequence[Corners], *, contrast: bool) -> list[Found]:
        reads = self._models.recognise([layers.row(quad, contrast) for quad in quads])
        return [Found(r.text, r.confidence, quad, r.centres) for r, quad in zip(reads, quads, strict=True)]


def _keep_better(best: list[Found], places: Sequence[int], tried: Sequence[Found]) -> None:
    """Take each surer reading that did not become sure by dropping text."""
    for i, found in zip(places, tried, strict=True):
        if found.confidence > best[i].confidence and len(found.text) >= 0.6 * len(best[i].text):
            best[i] = found


def _certain(found: Sequence[Found]) -> int:
    return sum(f.confidence >= SURE for f in found)


def _lean(found: Sequence[Found]) -> float:
    """The angle of the steep lines where they make up a good part of all print, else 0."""
    steep = [f for f in found if STEEP_DEGREES < abs(f.angle) < 180 - STEEP_DEGREES]
    if sum(f.length for f in steep) <= STEEP_SHARE * sum(f.length for f in found):
        return 0.0
    return float(np.median([f.angle for f in steep]))


def _same(one: Corners, two: Corners) -> bool:
    """Whether a quad is about the place of another: it lies mostly inside and is not much larger."""
    import cv2

    return cv2.contourArea(one) < 1.25 * cv2.contourArea(two) and shared(one, two) > 0.75


def _is_print(line: Found) -> bool:
    text = "".join(line.text.split())
    if len(text) <= 2 and (line.confidence < KEPT_SHORT or text in SHAPES):
        return False
    return any(ch.isalnum() or ch in "%℃℉°Ω±" for ch in text)
