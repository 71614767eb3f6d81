"""Tables of accounts, sessions, one-time links and attempts to sign in, and their queries."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Double, ForeignKey, Index, Integer, String, Table, Text

from assist.engines.store.database import Database, clean
from assist.engines.store.schema import metadata, ticket_photos, tickets

accounts = Table(
    "accounts", metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("folded", String(200), nullable=False, unique=True),  # the name as two spellings of it are told apart
    Column("role", String(16), nullable=False),
    Column("password", Text, nullable=False),  # argon2, with its parameters; "" where a provider signs in
    Column("subject", String(400), unique=True),  # the provider's issuer and subject
    Column("disabled", Boolean, nullable=False),
    Column("created", Double, nullable=False),
    Column("seen", Double, nullable=False),  # 0 where it never signed in
)  # fmt: skip

sessions = Table(
    "sessions", metadata,
    Column("id", String(64), primary_key=True),  # sha256 of the secret in the cookie: the table opens no session
    Column("account", ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created", Double, nullable=False),
    Column("seen", Double, nullable=False),
)  # fmt: skip

links = Table(
    "links", metadata,
    Column("id", String(64), primary_key=True),  # sha256 of the key in the address
    Column("kind", String(16), nullable=False),
    Column("role", String(16), nullable=False),
    Column("account", ForeignKey("accounts.id", ondelete="CASCADE")),  # whose password it sets; none: a new account
    Column("made_by", String(64), nullable=False),
    Column("expires", Double, nullable=False),
)  # fmt: skip

attempts = Table(
    "attempts", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String(80), nullable=False),  # what is counted: a name or an address, hashed
    Column("at", Double, nullable=False),
    Index("ix_attempts_key_at", "key", "at"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as it is kept; `folded` tells names apart, `seen` is 0 where nobody ever signed in with it."""

    id: str
    name: str
    folded: str
    role: str
    password: str = ""
    subject: str | None = None
    disabled: bool = False
    created: float = 0.0
    seen: float = 0.0


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session, by the hash of its secret.  Times are seconds since the epoch."""

    id: str
    account: str
    created: float
    seen: float


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link that opens once, by the hash of its key: a new account of `role`, or a new password for `account`."""

    id: str
    kind: str
    role: str
    expires: float
    account: str | None = None
    made_by: str = ""


class AccountTables(Database):
    """Keeps accounts, sessions, links and attempts."""

    def has_accounts(self) -> bool:
        with self.reading() as connection:
            return connection.execute(sa.select(accounts.c.id).limit(1)).scalar() is not None

    def add_account(self, row: AccountRow) -> bool:
        """Keep a new account; false where its name or subject is taken."""
        with self.writing() as connection:
            statement = self.insert(accounts).values(**clean(asdict(row))).on_conflict_do_nothing()
            return connection.execute(statement.returning(accounts.c.id)).scalar() is not None

    def change_account(self, account_id: str, **changes: Any) -> None:
        with self.writing() as connection:
            connection.execute(sa.update(accounts).where(accounts.c.id == account_id).values(**clean(changes)))

    def account(self, account_id: str) -> AccountRow | None:
        return self._account(accounts.c.id == account_id)

    def account_named(self, folded: str) -> AccountRow | None:
        return self._account(accounts.c.folded == clean(folded))

    def account_of_subject(self, subject: str) -> AccountRow | None:
        return self._account(accounts.c.subject == clean(subject))

    def accounts(self) -> tuple[AccountRow, ...]:
        """By name."""
        with self.reading() as connection:
            rows = connection.execute(sa.select(accounts).order_by(accounts.c.folded))
            return tuple(AccountRow(**row._mapping) for row in rows)

    def _account(self, condition: sa.ColumnElement[bool]) -> AccountRow | None:
        with self.reading() as connection:
            row = connection.execute(sa.select(accounts).where(condition)).one_or_none()
        return AccountRow(**row._mapping) if row else None

    def add_session(self, row: SessionRow) -> None:
        with self.writing() as connection:
            connection.execute(sa.insert(sessions).values(**asdict(row)))

    def session(self, session_id: str) -> tuple[SessionRow, AccountRow] | None:
        """A session and whose it is."""
        query = sa.select(sessions, *(column.label(f"account_{column.name}") for column in accounts.c))
        query = query.join(accounts, accounts.c.id == sessions.c.account).where(sessions.c.id == session_id)
        with self.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        kept = {name: row[name] for name in SessionRow.__slots__}
        return SessionRow(**kept), AccountRow(**{name: row[f"account_{name}"] for name in AccountRow.__slots__})

    def touch_session(self, session_id: str, seen: float) -> None:
        with self.writing() as connection:
            connection.execute(sa.update(sessions).where(sessions.c.id == session_id).values(seen=seen))

    def end_session(self, session_id: str) -> None:
        with self.writing() as connection:
            connection.execute(sa.delete(sessions).where(sessions.c.id == session_id))

    def end_sessions(self, account_id: str | None = None, *, but: str = "") -> int:
        """End all sessions of an account, or of everybody, `but` one; how many they were."""
        query = sa.delete(sessions).where(sessions.c.id != but)
        if account_id is not None:
            query = query.where(sessions.c.account == account_id)
        with self.writing() as connection:
            return connection.execute(query).rowcount

    def add_link(self, row: LinkRow) -> None:
        with self.writing() as connection:
            connection.execute(sa.insert(links).values(**asdict(row)))

    def link(self, link_id: str) -> LinkRow | None:
        with self.reading() as connection:
            row = connection.execute(sa.select(links).where(links.c.id == link_id)).one_or_none()
        return LinkRow(**row._mapping) if row else None

    def use_link(self, link_id: str) -> bool:
        """Take a link away; of two who try at once, one is told true."""
        with self.writing() as connection:
            statement = sa.delete(links).where(links.c.id == link_id).returning(links.c.id)
            return connection.execute(statement).scalar() is not None

    def begin_attempt(self, limits: dict[str, int], since: float, at: float) -> tuple[str, tuple[float, ...]] | None:
        """Count an attempt under every key, unless one of them had as many as its limit since then.

        Returns None where it was counted, else that key and its attempts, oldest first.  Looking and counting are one
        step: of attempts at once, no more than the limit begin.
        """
        with self.writing() as connection:
            for key, most in limits.items():
                query = sa.select(attempts.c.at).where(attempts.c.key == key, attempts.c.at > since)
                tried = tuple(connection.execute(query.order_by(attempts.c.at)).scalars())
                if len(tried) >= most:
                    return key, tried
            connection.execute(sa.insert(attempts), [{"key": key, "at": at} for key in limits])
        return None

    def forget_attempts(self, key: str, at: float | None = None) -> None:
        """Forget all attempts of a key, or one of those of one moment."""
        which = attempts.c.key == key
        if at is not None:
            which = (
                attempts.c.id
                == sa.select(sa.func.max(attempts.c.id)).where(which, attempts.c.at == at).scalar_subquery()
            )
        with self.writing() as connection:
            connection.execute(sa.delete(attempts).where(which))

    def forget_ended(self, *, attempts_before: float, sessions_before: float, idle_before: float, now: float) -> None:
        """Drop what counts no more: old attempts, sessions that ended by themselves, links that expired."""
        with self.writing() as connection:
            connection.execute(sa.delete(attempts).where(attempts.c.at < attempts_before))
            ended = (sessions.c.created < sessions_before) | (sessions.c.seen < idle_before)
            connection.execute(sa.delete(sessions).where(ended))
            connection.execute(sa.delete(links).where(links.c.expires < now))

    def photo_owners(self, photo_id: str) -> tuple[str, ...]:
        """Whose tickets show a photo, each owner once."""
        query = sa.select(tickets.c.owner).distinct().join(ticket_photos, ticket_photos.c.ticket == tickets.c.id)
        with self.reading() as connection:
            return tuple(connection.execute(query.where(ticket_photos.c.photo == photo_id)).scalars())
