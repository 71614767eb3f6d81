"""Intake: a photo is checked, freed of what its file tells, masked where that is wished, and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from assist.case.likeness import ALIKE, apart
from assist.case.photo import Photo, Pixels
from assist.case.reading import Reading
from assist.desk.gallery import Gallery
from assist.desk.readings import Readings
from assist.desk.records import Seen
from assist.engines import drawing
from assist.engines.faces import Masked
from assist.engines.likeness import likeness
from assist.engines.metadata import without_metadata
from assist.engines.store import Store

Mask = Callable[[Pixels, Reading], Masked]

KEPT_QUALITY = 95  # JPEG quality of a photo that is kept masked: its print is to be read again from there


@dataclass(frozen=True, slots=True)
class Privacy:
    """What is masked when: `mask` paints faces and private print over (None where nothing is to be masked)."""

    mask: Mask | None = None
    exports: bool = True
    stored: bool = False


class Intake:
    """Photos on their way in, and masked ones on their way out; safe to call from several threads."""

    def __init__(
        self, store: Store, gallery: Gallery, readings: Readings, open_photo: Callable[[bytes], Photo], privacy: Privacy
    ) -> None:
        self._store = store
        self._gallery = gallery
        self._readings = readings
        self._open = open_photo
        self._privacy = privacy

    def take(self, data: bytes, *, read: bool = True) -> Photo:
        """Check a photo, keep it without its metadata under the sha256 of what was uploaded, and begin to read it.

        Where photos are stored masked, it is read first, so that what is private never reaches the disk.  The very same
        file again is known by its bytes and not decoded again (210 ms for 12 megapixels, 2026-11-21).
        """
        again = self._gallery.held(hashlib.sha256(data).hexdigest())
        if again is not None and self._store.photo(again.id) is not None:
            if read:
                self._readings.start(again)
            return again
        photo = self._open(data)
        if self._privacy.stored and self._privacy.mask is not None:
            masked = self._privacy.mask(photo.pixels, self._readings.read(photo))
            photo = replace(photo, pixels=masked.pixels)
            kept = drawing.encode(photo.pixels, "jpeg", KEPT_QUALITY)
        else:
            kept = without_metadata(data) or drawing.encode(photo.pixels, "png")
        self._store.save_photo(kept, id=photo.id, width=photo.width, height=photo.height, format=photo.format)
        self._store.save_likeness(photo.id, likeness(photo.pixels))
        self._gallery.remember(photo)
        if read:
            self._readings.start(photo)
        return photo

    def exported(self, photo: Photo) -> Pixels:
        """A photo's pixels as they may leave the desk: masked, unless the settings say otherwise."""
        if not self._privacy.exports or self._privacy.mask is None:
            return photo.pixels
        return self._privacy.mask(photo.pixels, self._readings.read(photo)).pixels

    def seen_before(self, photo_id: str, ticket_id: str) -> tuple[Seen, ...]:
        """Tickets beside this one that show the photo or a copy of it, newest first.

        A copy's reading is never taken over: at a smaller size, or cut, less of the print can be read and it stands
        elsewhere.  The very same file is read once anyway (`Readings`).
        """
        mine = self._store.likeness(photo_id)
        return tuple(
            Seen(shown.ticket, shown.photo, shown.photo == photo_id, shown.created)
            for shown in self._store.shown_photos()
            if shown.ticket != ticket_id
            and (shown.photo == photo_id or (mine and apart(mine, shown.likeness) <= ALIKE))
        )
