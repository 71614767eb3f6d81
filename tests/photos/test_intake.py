"""What is kept of a photo and what may leave the desk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assist.case.geometry import Box, Quad
from assist.case.photo import Photo, Pixels
from assist.case.reading import Line, Reading
from assist.desk.gallery import Gallery
from assist.desk.intake import Intake, Privacy
from assist.desk.readings import Readings
from assist.desk.records import Mark, Place
from assist.engines.faces import PAINT, mask
from assist.engines.pictures import open_photo
from assist.engines.store import Store
from tests.photos.test_metadata import TOLD, taken
from tests.photos.test_pictures import encoded, label
from tests.stores import sqlite_url

PHONE = Quad.of(Box(0.3, 0.3, 0.7, 0.36))


def read(photo: Photo) -> Reading:
    """A reader that always sees a phone number at the same place."""
    return Reading(photo.id, (Line("+44 20 7946 0958", PHONE, 0.99),))


def no_page(manual: str, number: int, side: int) -> Pixels:
    raise AssertionError("no page is shown here")


class Kept:
    """A store and an intake over it, with the reader above."""

    def __init__(self, folder: Path, privacy: Privacy = Privacy(mask)) -> None:
        self.folder = folder
        self.store = Store(sqlite_url(folder / "desk.sqlite3"), folder=folder)
        self.readings = Readings(read)
        self.gallery = Gallery(self.store.photo_bytes, open_photo, no_page)
        self.intake = Intake(self.store, self.gallery, self.readings, open_photo, privacy)
        self.gallery.exported = self.intake.exported

    def bytes_on_disk(self) -> list[bytes]:
        return [file.read_bytes() for file in self.folder.rglob("*") if file.is_file()]

    def close(self) -> None:
        self.readings.close()
        self.store.close()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    house = Kept(tmp_path)
    yield house
    house.close()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_of_where_a_photo_was_taken_reaches_the_disk(kept: Kept, kind: str) -> None:
    data = taken(kind, 6)
    photo = kept.intake.take(data)
    assert photo.id == hashlib.sha256(data).hexdigest()
    assert not any(secret in stored for stored in kept.bytes_on_disk() for secret in TOLD)
    again = Gallery(kept.store.photo_bytes, open_photo, no_page).photo(photo.id)
    assert again.id == photo.id and np.array_equal(again.pixels, photo.pixels)


def test_a_form_that_cannot_be_freed_of_its_metadata_is_kept_as_its_pixels(kept: Kept) -> None:
    data = encoded(label().quantize(64), "GIF", comment=TOLD[0])
    photo = kept.intake.take(data)
    assert not any(TOLD[0] in stored for stored in kept.bytes_on_disk())
    bytes_ = kept.store.photo_bytes(photo.id)
    assert bytes_ is not None and np.array_equal(open_photo(bytes_).pixels, photo.pixels)


def painted(pixels: Pixels) -> bool:
    """Whether the phone number's place is painted over, as far as JPEG keeps colours."""
    height, width = pixels.shape[:2]
    place = pixels[int(0.32 * height) : int(0.34 * height), int(0.32 * width) : int(0.68 * width)].astype(int)
    return bool(np.abs(place - np.array(PAINT)).max() < 12)


def test_a_saved_photo_is_masked_and_the_agent_s_own_view_is_not(kept: Kept) -> None:
    photo = kept.intake.take(encoded(label(), "PNG"))
    place = Place("photo", photo.id, marks=(Mark(1, "OUTPUT", (Quad.of(Box(0.3, 0.6, 0.6, 0.7)),)),))
    assert painted(open_photo(kept.gallery.annotated(place)).pixels)
    assert not painted(open_photo(kept.gallery.picture(place)).pixels)
    assert not painted(kept.gallery.photo(photo.id).pixels)


def test_masking_of_what_is_saved_can_be_switched_off(tmp_path: Path) -> None:
    house = Kept(tmp_path, Privacy(mask, exports=False))
    photo = house.intake.take(encoded(label(), "PNG"))
    assert not painted(open_photo(house.gallery.annotated(Place("photo", photo.id))).pixels)
    house.close()


def test_where_photos_are_stored_masked_the_disk_never_holds_the_other(tmp_path: Path) -> None:
    house = Kept(tmp_path, Privacy(mask, stored=True))
    photo = house.intake.take(encoded(label(), "PNG"))
    assert painted(photo.pixels) and painted(house.gallery.photo(photo.id).pixels)
    stored = house.store.photo_bytes(photo.id)
    assert stored is not None and painted(open_photo(stored).pixels)
    house.close()


def test_the_very_same_file_again_is_not_decoded_again(tmp_path: Path) -> None:
    house, opened = Kept(tmp_path), []

    def opening(data: bytes) -> Photo:
        opened.append(data)
        return open_photo(data)

    intake = Intake(house.store, house.gallery, house.readings, opening, Privacy())
    data = encoded(label(), "JPEG")
    first, again = intake.take(data), intake.take(data)
    assert again is first and len(opened) == 1
    house.store.remove_photos([first.id])
    assert intake.take(data).id == first.id and len(opened) == 2 and house.store.photo(first.id)
    house.close()
