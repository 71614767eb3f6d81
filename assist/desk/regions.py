"""Regions: a part of a photo that the agent points at, read close up, and made what the next answer looks at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from assist.case.geometry import Box, Quad
from assist.case.photo import Focus, Photo, Pixels
from assist.case.reading import Line
from assist.desk.gallery import Recent
from assist.desk.records import Ticket
from assist.desk.tickets import Desk
from assist.errors import InputError

Read = Callable[[Pixels], Sequence[Line]]

AIR = 0.06  # room around the part, as a share of it: hands draw boxes through the letters' edges
LEAST_SIDE = 8  # pixels; less shows no letter
KEPT = 256


class Regions:
    """Reads parts of photos at full resolution and remembers what came out; `read` gives a picture's lines."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._known: Recent[tuple[Line, ...]] = Recent(KEPT)

    def __call__(self, photo: Photo, box: Box) -> tuple[Line, ...]:
        """The lines that stand in a part of the photo, at their places on the whole of it."""
        return self._known.get((photo.id, box), lambda: self._lines(photo, box))

    def _lines(self, photo: Photo, box: Box) -> tuple[Line, ...]:
        height, width = photo.pixels.shape[:2]
        if not photo.pixels.size:
            return ()
        left, top, right, bottom = box.grown(AIR).pixels(width, height)
        if min(right - left, bottom - top) < LEAST_SIDE:
            return ()
        part = (left / width, top / height, (right - left) / width, (bottom - top) / height)
        lines = self._read(np.ascontiguousarray(photo.pixels[top:bottom, left:right]))
        return tuple(replace(line, quad=_on_photo(line.quad, part)) for line in lines)


def look(desk: Desk, ticket_id: str, focus: Focus) -> tuple[str, ...]:
    """What stands in that part of the ticket's photo; raises `InputError` (`photo_unknown`, `part_unread`)."""
    _known(desk.ticket(ticket_id), focus.photo)
    if desk.assistant.look is None:
        raise InputError("Parts of photos cannot be read here.", code="part_unread")
    return tuple(line.text for line in desk.assistant.look(desk.gallery.photo(focus.photo), focus.box))


def choose(desk: Desk, ticket_id: str, focus: Focus | None) -> Ticket:
    """Keep the part that the next answer looks at; None takes it back.  Raises `InputError` (`photo_unknown`)."""
    if focus is not None:
        _known(desk.ticket(ticket_id), focus.photo)
    return desk.change(ticket_id, focus=focus)


def _known(ticket: Ticket, photo: str) -> None:
    if photo not in {upload.id for upload in ticket.photos}:
        raise InputError("This photo is not the ticket's.", code="photo_unknown")


def _on_photo(quad: Quad, part: tuple[float, float, float, float]) -> Quad:
    left, top, wide, high = part
    a, b, c, d = ((left + x * wide, top + y * high) for x, y in quad.points)
    return Quad((a, b, c, d))
