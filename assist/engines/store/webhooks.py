"""Asynchronous triage jobs, webhooks and what is to be delivered to them: tables and queries."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from assist.engines.store.database import Database, clean
from assist.engines.store.schema import metadata

triage_jobs = sa.Table(
    "triage_jobs", metadata,
    sa.Column("id", sa.String(24), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False, index=True),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("cancel", sa.Boolean, nullable=False),
    sa.Column("notify", sa.Boolean, nullable=False),
    sa.Column("asked", sa.JSON, nullable=False),  # message, context, language
    sa.Column("created", sa.Double, nullable=False),
    sa.Column("finished", sa.Double),
)  # fmt: skip

triage_items = sa.Table(
    "triage_items", metadata,
    sa.Column("job", sa.ForeignKey("triage_jobs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("ticket", sa.String(64), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("error", sa.JSON),
)  # fmt: skip

webhooks = sa.Table(
    "webhooks", metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("secret", sa.Text, nullable=False),  # signs, so it cannot be a hash; never shown again
    sa.Column("created", sa.Double, nullable=False),
)  # fmt: skip

deliveries = sa.Table(
    "deliveries", metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("webhook", sa.ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),  # waiting, done, failed
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due", sa.Double, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),  # the status of the last answer, or why there was none
    sa.Column("created", sa.Double, nullable=False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TriageJobRow:
    """A job over many photos; `state` is `waiting`, `working`, `done` or `cancelled`, `notify` asks for the webhook.

    `asked` is what is asked of every photo: `message`, `context` and `language`.
    """

    id: str
    owner: str
    state: str = "waiting"
    cancel: bool = False
    notify: bool = False
    asked: dict[str, Any] = field(default_factory=dict)
    created: float = 0.0
    finished: float | None = None


@dataclass(frozen=True, slots=True)
class TriageItemRow:
    """One photo of a job.

    `ticket` is empty until it was taken in and where it was refused, `error` the public form of what went wrong.
    """

    job: str
    position: int
    name: str
    ticket: str = ""
    state: str = "waiting"
    error: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """An address that is told when a job ended, and the secret that signs what it is told."""

    id: str
    url: str
    secret: str
    created: float = 0.0


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One message to a webhook; `due` is when it is tried (again), `answer` how the last try ended."""

    id: str
    webhook: str
    body: str
    state: str = "waiting"
    attempts: int = 0
    due: float = 0.0
    answer: str = ""
    created: float = 0.0


class WebhookTables(Database):
    """Keeps jobs, webhooks and deliveries."""

    def add_triage_job(self, job: TriageJobRow, items: Sequence[TriageItemRow]) -> None:
        """The job with all of its items, or nothing."""
        with self.writing() as connection:
            connection.execute(sa.insert(triage_jobs).values(**clean(_plain(job))))
            connection.execute(sa.insert(triage_items), [clean(_plain(item)) for item in items])

    def triage_job(self, job_id: str) -> TriageJobRow | None:
        with self.reading() as connection:
            row = connection.execute(sa.select(triage_jobs).where(triage_jobs.c.id == job_id)).one_or_none()
        return TriageJobRow(**row._mapping) if row else None

    def triage_jobs(self, owner: str | None = None, limit: int = 100) -> tuple[TriageJobRow, ...]:
        """Newest first; those of one owner, or all."""
        query = sa.select(triage_jobs).order_by(triage_jobs.c.created.desc(), triage_jobs.c.id).limit(limit)
        if owner is not None:
            query = query.where(triage_jobs.c.owner == owner)
        with self.reading() as connection:
            return tuple(TriageJobRow(**row._mapping) for row in connection.execute(query))

    def next_triage_job(self) -> TriageJobRow | None:
        """The oldest job that has not ended."""
        query = sa.select(triage_jobs).where(triage_jobs.c.state.in_(("waiting", "working")))
        query = query.order_by(triage_jobs.c.created, triage_jobs.c.id).limit(1)
        with self.reading() as connection:
            row = connection.execute(query).one_or_none()
        return TriageJobRow(**row._mapping) if row else None

    def update_triage_job(self, job_id: str, **changes: Any) -> None:
        with self.writing() as connection:
            connection.execute(sa.update(triage_jobs).where(triage_jobs.c.id == job_id).values(**changes))

    def triage_items(self, job_id: str, *, after: int = -1, limit: int = 1000) -> tuple[TriageItemRow, ...]:
        """In the order they were handed in, those behind position `after`."""
        items = triage_items
        query = sa.select(items).where(items.c.job == job_id, items.c.position > after)
        with self.reading() as connection:
            rows = connection.execute(query.order_by(items.c.position).limit(limit))
            return tuple(TriageItemRow(**row._mapping) for row in rows)

    def triage_counts(self, job_id: str) -> dict[str, int]:
        """How many items stand in each state."""
        items = triage_items
        query = sa.select(items.c.state, sa.func.count()).where(items.c.job == job_id).group_by(items.c.state)
        with self.reading() as connection:
            return {str(state): int(count) for state, count in connection.execute(query)}

    def update_triage_item(self, job_id: str, position: int, **changes: Any) -> None:
        items = triage_items
        with self.writing() as connection:
            connection.execute(
                sa.update(items).where(items.c.job == job_id, items.c.position == position).values(**changes)
            )

    def add_webhook(self, url: str, secret: str) -> WebhookRow:
        row = WebhookRow(secrets.token_hex(8), url, secret, time.time())
        with self.writing() as connection:
            connection.execute(sa.insert(webhooks).values(**_plain(row)))
        return row

    def webhooks(self) -> tuple[WebhookRow, ...]:
        """Oldest first."""
        with self.reading() as connection:
            rows = connection.execute(sa.select(webhooks).order_by(webhooks.c.created, webhooks.c.id))
            return tuple(WebhookRow(**row._mapping) for row in rows)

    def remove_webhook(self, webhook_id: str) -> bool:
        """Forget a webhook and what was to be delivered to it; whether there was one."""
        with self.writing() as connection:
            connection.execute(sa.delete(deliveries).where(deliveries.c.webhook == webhook_id))
            return connection.execute(sa.delete(webhooks).where(webhooks.c.id == webhook_id)).rowcount > 0

    def add_deliveries(self, rows: Sequence[DeliveryRow], job_id: str, **job_changes: Any) -> None:
        """What is to be told and the job's end in one transaction: killed between them, neither is lost."""
        with self.writing() as connection:
            connection.execute(sa.update(triage_jobs).where(triage_jobs.c.id == job_id).values(**job_changes))
            if rows:
                connection.execute(sa.insert(deliveries), [_plain(row) for row in rows])

    def waiting_delivery(self) -> DeliveryRow | None:
        """The one that is due first."""
        query = sa.select(deliveries).where(deliveries.c.state == "waiting").order_by(deliveries.c.due).limit(1)
        with self.reading() as connection:
            row = connection.execute(query).one_or_none()
        return DeliveryRow(**row._mapping) if row else None

    def deliveries(self, limit: int = 50) -> tuple[DeliveryRow, ...]:
        """Newest first."""
        query = sa.select(deliveries).order_by(deliveries.c.created.desc(), deliveries.c.id).limit(limit)
        with self.reading() as connection:
            return tuple(DeliveryRow(**row._mapping) for row in connection.execute(query))

    def update_delivery(self, delivery_id: str, **changes: Any) -> None:
        with self.writing() as connection:
            connection.execute(sa.update(deliveries).where(deliveries.c.id == delivery_id).values(**changes))


def _plain(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in type(row).__slots__}
