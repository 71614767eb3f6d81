"""Tables of tokens, idempotency keys, asynchronous jobs and webhooks of the API, and their queries."""

from __future__ import annotations

from assist.engines.store.database import Database


class IntegrationTables(Database):
    """Keeps tokens, idempotency keys, asynchronous jobs and webhooks of the API."""
