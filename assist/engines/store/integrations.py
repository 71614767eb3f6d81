"""Tokens of integrations and answers kept for requests that come twice: tables and queries."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

import sqlalchemy as sa

from assist.engines.store.database import Database, clean
from assist.engines.store.schema import metadata, tickets
from assist.engines.store.webhooks import WebhookTables

tokens = sa.Table(
    "tokens", metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),  # sha256 of 256 random bits: no salt is needed
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("maker", sa.String(64), nullable=False),
    sa.Column("created", sa.Double, nullable=False),
    sa.Column("expires", sa.Double),
    sa.Column("used", sa.Double),
    sa.Column("revoked", sa.Double),
)  # fmt: skip

kept_answers = sa.Table(
    "kept_answers", metadata,
    sa.Column("person", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("status", sa.Integer, nullable=False),  # 0 while the first request is at work
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("subject", sa.String(64), nullable=False, index=True),  # the ticket or job that the answer tells of
    sa.Column("expires", sa.Double, nullable=False, index=True),
)  # fmt: skip

USED_EVERY = 60.0  # seconds between two notes of a token's use, so that requests do not each write


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token of an integration; times are seconds since the epoch, None for never."""

    id: str
    name: str
    hash: str
    role: str
    maker: str = ""
    created: float = 0.0
    expires: float | None = None
    used: float | None = None
    revoked: float | None = None


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What a request with an idempotency key was answered; `status` 0 means that it is still at work."""

    fingerprint: str
    status: int = 0
    body: str = ""
    subject: str = ""


class IntegrationTables(WebhookTables, Database):
    """Keeps tokens and answers of the API; jobs, webhooks and deliveries come with `WebhookTables`."""

    def add_token(
        self, name: str, digest: str, role: str, *, maker: str = "", expires: float | None = None
    ) -> TokenRow:
        row = TokenRow(secrets.token_hex(8), clean(name), digest, role, maker, time.time(), expires)
        values = {field: getattr(row, field) for field in TokenRow.__slots__}
        with self.writing() as connection:
            connection.execute(sa.insert(tokens).values(**values))
        return row

    def tokens(self) -> tuple[TokenRow, ...]:
        """Newest first, revoked ones as well."""
        with self.reading() as connection:
            rows = connection.execute(sa.select(tokens).order_by(tokens.c.created.desc(), tokens.c.id))
            return tuple(TokenRow(**row._mapping) for row in rows)

    def token_of(self, digest: str) -> TokenRow | None:
        with self.reading() as connection:
            row = connection.execute(sa.select(tokens).where(tokens.c.hash == digest)).one_or_none()
        return TokenRow(**row._mapping) if row else None

    def note_token_use(self, token: TokenRow, now: float) -> None:
        """Keep that the token was used, at most once a minute."""
        if token.used is None or now - token.used >= USED_EVERY:
            with self.writing() as connection:
                connection.execute(sa.update(tokens).where(tokens.c.id == token.id).values(used=now))

    def revoke_token(self, token_id: str) -> bool:
        """Whether there was such a token that still worked."""
        change = sa.update(tokens).where(tokens.c.id == token_id, tokens.c.revoked.is_(None))
        with self.writing() as connection:
            return connection.execute(change.values(revoked=time.time())).rowcount > 0

    def owned_tickets(self, owner: str, limit: int) -> tuple[str, ...]:
        """The ids of a person's tickets, newest first."""
        query = sa.select(tickets.c.id).where(tickets.c.owner == owner).order_by(tickets.c.created.desc(), tickets.c.id)
        with self.reading() as connection:
            return tuple(connection.execute(query.limit(limit)).scalars())

    def reserve_answer(self, person: str, key: str, fingerprint: str, expires: float) -> KeptAnswer | None:
        """None where the key is now this request's; else what it was used for before."""
        mine = (kept_answers.c.person == person) & (kept_answers.c.key == key)
        row = {"person": person, "key": key, "fingerprint": fingerprint, "status": 0, "body": "", "subject": ""}
        with self.writing() as connection:
            connection.execute(sa.delete(kept_answers).where(kept_answers.c.expires < time.time()))
            known = connection.execute(sa.select(kept_answers).where(mine)).one_or_none()
            if known is None:
                connection.execute(sa.insert(kept_answers).values(**row, expires=expires))
                return None
        return KeptAnswer(known.fingerprint, known.status, known.body, known.subject)

    def keep_answer(self, person: str, key: str, status: int, body: str, subject: str) -> None:
        mine = (kept_answers.c.person == person) & (kept_answers.c.key == key)
        with self.writing() as connection:
            connection.execute(
                sa.update(kept_answers).where(mine).values(status=status, body=clean(body), subject=subject)
            )

    def release_answer(self, person: str, key: str) -> None:
        """The request failed: its key may be tried again."""
        mine = (kept_answers.c.person == person) & (kept_answers.c.key == key)
        with self.writing() as connection:
            connection.execute(sa.delete(kept_answers).where(mine))

    def release_unfinished_answers(self) -> None:
        """What was at work when the program ended never will be done; called once at start."""
        with self.writing() as connection:
            connection.execute(sa.delete(kept_answers).where(kept_answers.c.status == 0))

    def forget_answers(self, subject: str) -> None:
        """Forget what was answered about a ticket or job, for whoever wipes that."""
        with self.writing() as connection:
            connection.execute(sa.delete(kept_answers).where(kept_answers.c.subject == subject))
