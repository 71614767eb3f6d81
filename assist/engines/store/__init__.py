"""The database: tickets and replies, manuals with their pages and passages, and ingestion jobs (`Store`)."""

from __future__ import annotations

from assist.engines.store.database import Database
from assist.engines.store.jobs import JobRow, JobState, JobTable
from assist.engines.store.manuals import LibraryTables, ManualState
from assist.engines.store.tickets import PhotoRow, TicketRow, TicketTables

__all__ = ["JobRow", "JobState", "ManualState", "PhotoRow", "Store", "TicketRow"]


class Store(TicketTables, LibraryTables, JobTable, Database):
    """One open database with everything in it; safe from several threads."""
