"""Ledger: one row a ticket with what it is listed, filtered, searched and counted by.

The rows are made from the tickets (`desk.past.ledger`) and hold nothing of their own: one that is missing or older than
its ticket is made anew before anything is read, so the end of the program at any point loses nothing.  Searching uses
the database's own index of words: FTS5 on SQLite, GIN on PostgreSQL; both are fed the same terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Double, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy.dialects.postgresql import TSQUERY

from assist.engines.store.database import Database, clean
from assist.engines.store.history import feedback
from assist.engines.store.schema import metadata, tickets

ledger = Table(
    "ledger", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket", ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("stamp", Double, nullable=False),  # the ticket's `updated` as of which the row was made
    Column("owner", String(64), nullable=False),
    Column("created", Double, nullable=False),
    Column("product", String(200), nullable=False),  # a manual's id, else the designation that was read
    Column("title", Text, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("language", String(16), nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("band", String(16), nullable=False),
    Column("topic", String(80), nullable=False),
    Column("gap", String(16), nullable=False),
    Column("message", Text, nullable=False),  # its beginning
    Column("photo", String(64), nullable=False),  # the first one
    Column("displayed", Boolean, nullable=False),
    Column("copied", Boolean, nullable=False),
    Column("edited", Boolean, nullable=False),
    Column("reopened", Boolean, nullable=False),
    Column("share", Double),
    Column("seconds", Double),
    Column("rating", Integer, nullable=False),
    Column("words", Text, nullable=False),  # the different terms, by spaces
    Index("ix_ledger_created", "created", "ticket"),
    Index("ix_ledger_owner", "owner", "created"),
    Index("ix_ledger_product", "product", "created"),
    Index("ix_ledger_band", "band", "created"),
    Index("ix_ledger_gap", "gap", "created"),
)  # fmt: skip

_VECTOR: sa.ColumnClause[str] = sa.literal_column("ledger.ledger_words")  # PostgreSQL's own form of `words`


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A ticket in one row.

    `product` is a manual's id, or the designation that was read where there is no manual, `title` its name; `gap` is
    `page` where the product's manual does not answer, `manual` where there is none, `topic` what the question was
    about; `share` and `seconds` are of the last copy (None where nothing was copied), `rating` the worst of the thumbs
    on any draft, 0 for none.  `words` are the terms it is found by.
    """

    ticket: str
    stamp: float = 0.0
    owner: str = ""
    created: float = 0.0
    product: str = ""
    title: str = ""
    verdict: str = ""
    language: str = ""
    outcome: str = ""
    band: str = ""
    topic: str = ""
    gap: str = ""
    message: str = ""
    photo: str = ""
    displayed: bool = False
    copied: bool = False
    edited: bool = False
    reopened: bool = False
    share: float | None = None
    seconds: float | None = None
    rating: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which tickets: each field narrows, None and "" do not.

    `owners` are ids of people (nobody's tickets are those of ""), `since` and `until` bound the ticket's creation,
    `wanted` are terms (with whether a beginning is enough), `gaps` only questions that no manual answers, `rating` 1
    or -1, `state` one of `displayed`, `copied`, `edited`, `reopened`; `unanswered` only the gaps of both kinds.
    """

    owners: tuple[str, ...] | None = None
    product: str | None = None
    verdict: str = ""
    language: str = ""
    band: str = ""
    outcome: str = ""
    topic: str | None = None
    gap: str = ""
    rating: int = 0
    state: str = ""
    unanswered: bool = False
    since: float | None = None
    until: float | None = None
    wanted: tuple[tuple[str, bool], ...] = ()


SHOWN = tuple(field.name for field in fields(LedgerRow) if field.name != "words")


class LedgerTables(Database):
    """Keeps and reads the ledger."""

    def stale_tickets(self, since: float, limit: int) -> tuple[str, ...]:
        """Ids of tickets changed at or after `since` whose row is missing or older, by that time."""
        query = (
            sa.select(tickets.c.id)
            .outerjoin(ledger, ledger.c.ticket == tickets.c.id)
            .where(tickets.c.updated >= since, sa.or_(ledger.c.ticket.is_(None), ledger.c.stamp != tickets.c.updated))
            .order_by(tickets.c.updated)
            .limit(limit)
        )
        with self.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def save_ledger(self, rows: Sequence[LedgerRow]) -> None:
        """Keep rows in place of the older ones; a row of a ticket that is gone is not kept."""
        with self.writing() as connection:
            there = sa.select(tickets.c.id).where(tickets.c.id.in_([row.ticket for row in rows]))
            known = set(connection.execute(there).scalars())
            for row in rows:
                if row.ticket not in known:
                    continue
                values = {name: clean(getattr(row, name)) for name in LedgerRow.__slots__}
                statement = self.insert(ledger).values(**values)
                changes = {name: statement.excluded[name] for name in values if name != "ticket"}
                connection.execute(statement.on_conflict_do_update(index_elements=["ticket"], set_=changes))

    def ledger(
        self, chosen: Chosen, limit: int = 50, *, before: tuple[float, str] | None = None
    ) -> tuple[LedgerRow, ...]:
        """Newest first; `before` is (created, ticket) of the last row of the page before."""
        query = self._of(chosen, [ledger.c[name] for name in SHOWN])
        if before is not None:
            created, ticket = before
            earlier = sa.and_(ledger.c.created == created, ledger.c.ticket < ticket)
            query = query.where(ledger.c.created <= created, sa.or_(ledger.c.created < created, earlier))
        query = query.order_by(ledger.c.created.desc(), ledger.c.ticket.desc()).limit(limit)
        with self.reading() as connection:
            return tuple(LedgerRow(**row._mapping) for row in connection.execute(query))

    def count_ledger(self, chosen: Chosen) -> int:
        with self.reading() as connection:
            return int(connection.execute(self._of(chosen, [sa.func.count()])).scalar_one())

    def ledger_facets(self, chosen: Chosen, *names: str) -> dict[str, tuple[tuple[str, int], ...]]:
        """How many rows each value of these columns has, most first."""
        found: dict[str, tuple[tuple[str, int], ...]] = {}
        with self.reading() as connection:
            for name in names:
                column, count = ledger.c[name], sa.func.count()
                query = self._of(chosen, [column, count]).group_by(column).order_by(count.desc(), column)
                found[name] = tuple((str(value), int(number)) for value, number in connection.execute(query))
        return found

    def ledger_columns(self, chosen: Chosen, *names: str) -> tuple[tuple[Any, ...], ...]:
        """These columns of every row, oldest first, for figures."""
        query = self._of(chosen, [ledger.c[name] for name in names]).order_by(ledger.c.created, ledger.c.ticket)
        with self.reading() as connection:
            return tuple(tuple(row) for row in connection.execute(query))

    def ledger_pairs(self, chosen: Chosen) -> tuple[tuple[str, str], ...]:
        """Products with a title each has in one of its rows."""
        query = self._of(chosen, [ledger.c.product, sa.func.max(ledger.c.title)]).group_by(ledger.c.product)
        with self.reading() as connection:
            return tuple((str(product), str(title)) for product, title in connection.execute(query))

    def opinions_against(self, chosen: Chosen) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What was marked as wrong in these tickets: what it is about, and the reasons."""
        query = self._of(chosen, [feedback.c.about, feedback.c.reasons])
        query = query.join(feedback, feedback.c.ticket == ledger.c.ticket).where(feedback.c.rating < 0)
        with self.reading() as connection:
            return tuple((str(about), tuple(reasons)) for about, reasons in connection.execute(query))

    def _of(self, chosen: Chosen, columns: Sequence[Any]) -> sa.Select[Any]:
        query = sa.select(*columns).select_from(ledger)
        for name in ("product", "topic"):
            if getattr(chosen, name) is not None:
                query = query.where(ledger.c[name] == getattr(chosen, name))
        for name in ("verdict", "language", "band", "outcome", "gap", "rating"):
            if getattr(chosen, name):
                query = query.where(ledger.c[name] == getattr(chosen, name))
        if chosen.owners is not None:
            query = query.where(ledger.c.owner.in_(chosen.owners))
        if chosen.state in ("displayed", "copied", "edited", "reopened"):
            query = query.where(ledger.c[chosen.state])
        if chosen.unanswered:
            query = query.where(ledger.c.gap != "")
        if chosen.since is not None:
            query = query.where(ledger.c.created >= chosen.since)
        if chosen.until is not None:
            query = query.where(ledger.c.created < chosen.until)
        return query.where(self._having(chosen.wanted)) if chosen.wanted else query

    def _having(self, wanted: Sequence[tuple[str, bool]]) -> Any:
        """Rows with all of these terms; they consist of letters and digits, so nothing in them is an operator."""
        if self.engine.dialect.name == "postgresql":
            query = " & ".join(f"'{term}'" + (":*" if prefix else "") for term, prefix in wanted)
            return _VECTOR.op("@@")(sa.cast(query, TSQUERY))
        query = " AND ".join(f'"{term}"' + (" *" if prefix else "") for term, prefix in wanted)
        found = sa.text("SELECT rowid FROM ledger_words WHERE ledger_words MATCH :wanted").bindparams(wanted=query)
        return ledger.c.id.in_(found.columns(sa.column("rowid", Integer)))
