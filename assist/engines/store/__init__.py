"""The database: tickets and replies, manuals with their pages and passages, and ingestion jobs (`Store`)."""

from __future__ import annotations

from assist.engines.store.accounts import AccountRow, AccountTables, LinkRow, SessionRow
from assist.engines.store.audit import AuditRow, AuditTables, Sought
from assist.engines.store.citations import CitationTables
from assist.engines.store.database import Database
from assist.engines.store.history import HistoryTables
from assist.engines.store.integrations import IntegrationTables
from assist.engines.store.jobs import JobKind, JobRow, JobState, JobTable, new_job_id
from assist.engines.store.ledger import LedgerTables
from assist.engines.store.likeness import LikenessTables, ShownPhoto
from assist.engines.store.manuals import WHOLE, LibraryTables, ManualState, PageRow
from assist.engines.store.photos import PhotoRow
from assist.engines.store.portable import PortableTables
from assist.engines.store.queue import QueueTables
from assist.engines.store.readings import ReadingTables
from assist.engines.store.removal import RemovalTables, Removed
from assist.engines.store.tickets import TicketRow
from assist.engines.store.withdrawn import WithdrawnTables
from assist.settings import Settings

__all__ = [
    "WHOLE", "AccountRow", "AuditRow", "JobKind", "JobRow", "JobState", "LinkRow", "ManualState", "PageRow", "PhotoRow",
    "Removed", "SessionRow", "ShownPhoto", "Sought", "Store", "TicketRow", "new_job_id", "open_store",
]  # fmt: skip


class Store(
    RemovalTables,
    LikenessTables,
    LibraryTables,
    WithdrawnTables,
    CitationTables,
    JobTable,
    AccountTables,
    AuditTables,
    IntegrationTables,
    HistoryTables,
    LedgerTables,
    QueueTables,
    ReadingTables,
    PortableTables,
    Database,
):
    """One open database with everything in it; safe from several threads."""


def open_store(settings: Settings) -> Store:
    """The store that the settings name, its photos in the index folder; raises `SettingsError`, `EngineUnavailable`."""
    return Store(settings.database or f"sqlite:///{settings.index / 'assist.sqlite3'}", folder=settings.index)
