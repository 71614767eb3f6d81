"""Tables of accounts, sessions and the audit log, and their queries."""

from __future__ import annotations

from assist.engines.store.database import Database


class AccountTables(Database):
    """Keeps accounts, sessions and the audit log."""
