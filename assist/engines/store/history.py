"""Tables of what happened to a ticket, and their queries."""

from __future__ import annotations

from assist.engines.store.database import Database


class HistoryTables(Database):
    """Keeps what happened to a ticket."""
