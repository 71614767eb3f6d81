"""Gallery: the pictures of the page, drawn on the server and encoded once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from threading import Lock
from typing import Generic, TypeVar

from assist.case.photo import Photo, Pixels
from assist.desk.records import Place
from assist.engines import drawing
from assist.errors import InputError

DISPLAY_SIDE = 1600  # pixels; a box drawn on a larger copy costs time and shows nothing more
THUMBNAIL_SIDE = 200
# Decoded photos are large (36 MB for 12 MP), encoded pictures about 120 KB.
PHOTOS_KEPT = 4
PICTURES_KEPT = 96
THUMBNAILS_KEPT = 1_200  # two full lists of the queue, about 5 KB each

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """The most recent values by key, at most `size` of them; safe to use from several threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value kept under `key`, made now where there is none."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value

    def held(self, key: Hashable) -> Value | None:
        """The value kept under `key`, None where there is none."""
        with self._lock:
            return self._values.get(key)


class Gallery:
    """Photos by id, and pictures as WebP (JPEG for what is sent along).

    `load` gives a photo's kept bytes (None where the store has none), `open_photo` checks and turns them
    upright, `page` renders a manual's page with a long side in pixels; `exported` gives a photo's pixels as they may
    leave the desk.
    """

    def __init__(
        self,
        load: Callable[[str], bytes | None],
        open_photo: Callable[[bytes], Photo],
        page: Callable[[str, int, int], Pixels],
    ) -> None:
        self._load = load
        self._open = open_photo
        self._page = page
        self._photos: Recent[Photo] = Recent(PHOTOS_KEPT)
        self._pictures: Recent[bytes] = Recent(PICTURES_KEPT)
        self._thumbnails: Recent[bytes] = Recent(THUMBNAILS_KEPT)
        self.exported: Callable[[Photo], Pixels] = _as_it_is

    def photo(self, photo_id: str) -> Photo:
        """A stored photo with its pixels; raises `InputError` (`photo_unknown`) where there is none."""

        def make() -> Photo:
            data = self._load(photo_id)
            if data is None:
                raise InputError("This photo is not in the store.", code="photo_unknown")
            # What is kept lacks its metadata, or is masked: its name stays that of the upload.
            return replace(self._open(data), id=photo_id)

        return self._photos.get(photo_id, make)

    def held(self, photo_id: str) -> Photo | None:
        """A photo that need not be decoded again, None where it is not at hand."""
        return self._photos.held(photo_id)

    def remember(self, photo: Photo) -> None:
        """Keep a photo that was just opened, so that its first use need not decode it again."""
        self._photos.get(photo.id, lambda: photo)

    def thumbnail(self, photo_id: str) -> bytes:
        """A small WebP of a photo."""
        return self._thumbnails.get(
            ("thumb", photo_id),
            lambda: drawing.encode(drawing.thumbnail(self.photo(photo_id).pixels, THUMBNAIL_SIDE)),
        )

    def small(self, data: bytes) -> bytes:
        """A small WebP of a photo that is not in the store."""
        return drawing.encode(drawing.thumbnail(self._open(data).pixels, THUMBNAIL_SIDE))

    def picture(self, place: Place) -> bytes:
        """A place as WebP, at most `DISPLAY_SIDE` pixels long, its marks drawn."""

        def make() -> bytes:
            if place.kind == "photo":
                pixels = drawing.draw_evidence(
                    self.photo(place.id).pixels, place.quads, labels(place), long_side=DISPLAY_SIDE
                )
            else:
                pixels = drawing.highlight_page(self._page(place.id, place.page, DISPLAY_SIDE), place.quads)
            return drawing.encode(pixels)

        return self._pictures.get(place, make)

    def page_thumbnail(self, manual: str, page: int, side: int) -> bytes:
        """A page without marks, `side` pixels long."""
        kept = self._pictures if side > THUMBNAIL_SIDE * 2 else self._thumbnails
        return kept.get(
            ("page", manual, page, side), lambda: drawing.encode(self._page(manual, page, side), quality=75)
        )

    def annotated(self, place: Place) -> bytes:
        """A photo in full size with its marks drawn, as JPEG to send along: masked as `exported` says."""
        pixels = self.exported(self.photo(place.id))
        drawn = drawing.draw_evidence(pixels, place.quads, labels(place), long_side=max(pixels.shape[:2]))
        return drawing.encode(drawn, "jpeg", 90)


def _as_it_is(photo: Photo) -> Pixels:
    return photo.pixels


def labels(place: Place) -> tuple[str, ...]:
    """One label a quad: the citation number its reader sees."""
    return tuple(str(mark.number) if mark.number else "" for mark in place.marks for _ in mark.quads)
