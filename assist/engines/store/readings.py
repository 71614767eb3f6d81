"""Tables of what was read on a photo, and their queries."""

from __future__ import annotations

import time

import sqlalchemy as sa

from assist.engines.store.database import Database, clean
from assist.engines.store.schema import photos, readings


class ReadingTables(Database):
    """Keeps what was read on a photo, as text, for one reader at a time."""

    def save_reading(self, photo_id: str, reader: str, body: str) -> None:
        """Keep what `reader` read on a photo, in place of what was kept; nothing happens for a photo that is not."""
        row = {"photo": photo_id, "reader": reader, "body": clean(body), "created": time.time()}
        with self.writing() as connection:
            known = sa.select(photos.c.id).where(photos.c.id == photo_id)
            if connection.execute(known).scalar() is not None:
                self.upsert(connection, readings, row)

    def reading_body(self, photo_id: str, reader: str) -> str:
        """What that very reader read on a photo; empty where nothing of it is kept."""
        query = sa.select(readings.c.body).where(readings.c.photo == photo_id, readings.c.reader == reader)
        with self.reading() as connection:
            return str(connection.execute(query).scalar() or "")
