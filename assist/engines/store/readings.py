"""Tables of what was read on a photo, and their queries."""

from __future__ import annotations

from assist.engines.store.database import Database


class ReadingTables(Database):
    """Keeps what was read on a photo."""
