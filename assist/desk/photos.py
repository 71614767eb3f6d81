"""Photos: a ticket's photos, taken in, read from the moment they are dropped, and drawn."""

from __future__ import annotations

from collections.abc import Callable

from assist.case.photo import Photo
from assist.desk.crops import Crops, Reread
from assist.desk.drawer import Drawer, Pages
from assist.desk.gallery import Gallery
from assist.desk.intake import Intake, Privacy
from assist.desk.readings import Read, Readings
from assist.desk.records import Dropped, Ticket, Upload
from assist.engines.store import Store
from assist.errors import CaseError

MOST_PHOTOS = 12  # of one ticket; more than a buyer ever sends, few enough to read while the agent waits


class Photos(Drawer):
    """The photos of a desk's tickets; `read` reads one, `reread` the lines of one crop."""

    def __init__(
        self,
        store: Store,
        shelf: Pages,
        read: Read,
        open_photo: Callable[[bytes], Photo],
        privacy: Privacy,
        reread: Reread | None,
    ) -> None:
        super().__init__(store, shelf)
        self.readings = Readings(read)
        self.gallery = Gallery(store.photo_bytes, open_photo, shelf.picture)
        self.intake = Intake(store, self.gallery, self.readings, open_photo, privacy)
        self.gallery.exported = self.intake.exported
        self.crops = Crops(self.gallery.photo, reread) if reread else None

    def add_photo(self, ticket_id: str, data: bytes, name: str = "", *, read: bool = True) -> Dropped:
        """Take in a photo and begin to read it; raises `PhotoError` for what is no photo."""
        self.ticket(ticket_id)
        photo = self.take(data, read=read)
        with self._lock:
            photos = self.ticket(ticket_id).photos
            if len(photos) >= MOST_PHOTOS:
                raise CaseError("A ticket holds at most 12 photos.", code="case_photos", limit=MOST_PHOTOS)
            if photo.id not in {upload.id for upload in photos}:
                self.change(ticket_id, photos=(*photos, Upload(photo.id, name[:200])))
        return self._dropped(photo, name)

    def take(self, data: bytes, *, read: bool = True) -> Photo:
        """Check a photo, keep it without its metadata and begin to read it, unless that is left for later."""
        return self.intake.take(data, read=read)

    def drop_photo(self, ticket_id: str, photo_id: str) -> Ticket:
        """Take a photo off a ticket."""
        with self._lock:
            photos = self.ticket(ticket_id).photos
            return self.change(ticket_id, photos=tuple(photo for photo in photos if photo.id != photo_id))

    def dropped(self, upload: Upload) -> Dropped:
        """What is known of a ticket's photo."""
        return self._dropped(self.gallery.photo(upload.id), upload.name)

    @staticmethod
    def _dropped(photo: Photo, name: str) -> Dropped:
        flaws = tuple(flaw.value for flaw in photo.quality.flaws)
        return Dropped(photo.id, name[:200], photo.width, photo.height, flaws, photo.quality.hopeless)
