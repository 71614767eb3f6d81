"""Remembered: what was read on a kept photo is read from the database, also after a restart.

A reading is taken over only for the very same bytes (a photo's id) and only from the very same reader, so that a better
reader, or one for more scripts, reads each photo anew.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assist.case.geometry import Quad
from assist.case.photo import Photo
from assist.case.reading import Code, Line, Reading
from assist.engines.store import Store

Read = Callable[[Photo], Reading]
log = logging.getLogger(__name__)


class Remembered:
    """Reads a photo by `read` once; `reader` names the reader and the form of its lines."""

    def __init__(self, read: Read, store: Store, reader: str) -> None:
        self._read = read
        self._store = store
        self._reader = reader

    def __call__(self, photo: Photo) -> Reading:
        """The reading of a photo, which is kept where the photo is; raises what the reader raises."""
        started = time.perf_counter()
        if body := self._store.reading_body(photo.id, self._reader):
            try:
                return replace(unpacked(photo.id, body), seconds=time.perf_counter() - started)
            except (ValueError, KeyError, TypeError) as error:
                log.warning("the kept reading of a photo is damaged and made anew: %s", error)
        reading = self._read(photo)
        self._store.save_reading(photo.id, self._reader, packed(reading))
        return reading


def packed(reading: Reading) -> str:
    """A reading as JSON; the photo it is of and the time it took are left out."""
    lines = [[n.text, n.quad.points, round(n.confidence, 4), n.centres] for n in reading.lines]
    codes = [[code.kind, code.text, code.quad.points] for code in reading.codes]
    return json.dumps({"lines": lines, "codes": codes}, ensure_ascii=False, separators=(",", ":"))


def unpacked(photo_id: str, body: str) -> Reading:
    """The reading that `packed` made; ValueError, KeyError or TypeError for anything else."""
    kept = json.loads(body)
    lines = tuple(Line(text, _quad(points), float(sure), tuple(at)) for text, points, sure, at in kept["lines"])
    return Reading(photo_id, lines, tuple(Code(kind, text, _quad(points)) for kind, text, points in kept["codes"]))


def _quad(points: Any) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in points)
    return Quad((a, b, c, d))
