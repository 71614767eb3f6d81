"""The database: tickets and replies, manuals with their pages and passages, and ingestion jobs (`Store`)."""

from __future__ import annotations

from assist.engines.store.accounts import AccountRow, AccountTables, LinkRow, SessionRow
from assist.engines.store.audit import AuditRow, AuditTables, Sought
from assist.engines.store.database import Database
from assist.engines.store.history import HistoryTables
from assist.engines.store.integrations import IntegrationTables
from assist.engines.store.jobs import JobKind, JobRow, JobState, JobTable
from assist.engines.store.likeness import LikenessTables, ShownPhoto
from assist.engines.store.manuals import LibraryTables, ManualState, PageRow
from assist.engines.store.queue import QueueTables
from assist.engines.store.readings import ReadingTables
from assist.engines.store.tickets import PhotoRow, TicketRow, TicketTables

__all__ = [
    "AccountRow", "AuditRow", "JobKind", "JobRow", "JobState", "LinkRow", "ManualState", "PageRow", "PhotoRow",
    "SessionRow", "ShownPhoto", "Sought", "Store", "TicketRow",
]  # fmt: skip


class Store(
    TicketTables,
    LikenessTables,
    LibraryTables,
    JobTable,
    AccountTables,
    AuditTables,
    IntegrationTables,
    HistoryTables,
    QueueTables,
    ReadingTables,
    Database,
):
    """One open database with everything in it; safe from several threads."""
