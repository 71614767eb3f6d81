"""Which tickets' replies cite which manual, counted without reading every reply each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, String, Table

from assist.engines.store.database import Database
from assist.engines.store.schema import meta, metadata, replies, tickets

UPTO = "citations_upto"  # the note of the last reply that was looked at
AT_ONCE = 200  # replies in memory at a time, about 10 KB each

citations = Table(
    "citations", metadata,
    Column("manual", String(64), primary_key=True),
    Column("ticket", ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True),
)  # fmt: skip


class CitationTables(Database):
    """Follows the replies: what came since the last look is looked at before anything is counted."""

    def cited_by(self, manual_id: str) -> int:
        """How many tickets have, or had, a reply with a proved quote from this manual."""
        self._follow()
        query = sa.select(sa.func.count()).where(citations.c.manual == manual_id)
        with self.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def _follow(self) -> None:
        while self._follow_some():
            pass

    def _follow_some(self) -> bool:
        """Look at some replies; whether there may be more. The note moves with what it speaks of, or not at all."""
        with self.writing() as connection:
            upto = int(connection.execute(sa.select(meta.c.value).where(meta.c.key == UPTO)).scalar() or 0)
            query = sa.select(replies.c.id, replies.c.ticket, replies.c.reply).where(replies.c.id > upto)
            found = connection.execute(query.order_by(replies.c.id).limit(AT_ONCE)).all()
            pairs = {(manual, row.ticket) for row in found for manual in cited(row.reply)}
            known = set(
                connection.execute(sa.select(tickets.c.id).where(tickets.c.id.in_({t for _, t in pairs}))).scalars()
            )
            rows = [{"manual": manual, "ticket": ticket} for manual, ticket in pairs if ticket in known]
            if rows:
                connection.execute(self.insert(citations).values(rows).on_conflict_do_nothing())
            if found:
                self.upsert(connection, meta, {"key": UPTO, "value": str(found[-1].id)})
        return len(found) == AT_ONCE


def cited(reply: Any) -> Sequence[str]:
    """The manuals that a reply's JSON form quotes with proof."""
    evidence = reply.get("evidence", ()) if isinstance(reply, dict) else ()
    every = [row for row in evidence or () if isinstance(row, dict)]
    return sorted({str(row["manual"]) for row in every if row.get("manual") and row.get("holds")})
