"""Tables of the queue's rows, and their queries."""

from __future__ import annotations

from assist.engines.store.database import Database


class QueueTables(Database):
    """Keeps the queue's rows."""
