"""The history as rows of a table: case, draft, sent text and what became of each ticket."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

from assist.desk.past.view import HistoryView
from assist.engines.store import Store
from assist.engines.store.ledger import LedgerRow

COLUMNS = (
    "created", "ticket", "agent", "product", "verdict", "band", "outcome", "language", "message", "draft", "sent",
    "changed", "seconds", "displayed", "copied", "edited", "reopened", "rating",
)  # fmt: skip
Named = Callable[[str, str], str]


def moment(seconds: float) -> str:
    """A time as a spreadsheet reads it, in UTC."""
    return time.strftime("%Y-%m-%d %H:%M:%SZ", time.gmtime(seconds))


def exported(
    store: Store, view: HistoryView, rows: Iterable[LedgerRow], named: Named = lambda group, key: key
) -> Iterator[list[object]]:
    """A row for each ticket in the order of `COLUMNS`; `named` says a verdict, band or outcome in words."""
    names = view.names()
    titles = {manual.id: manual.title or manual.file for manual in store.manuals()}
    for row in rows:
        copies = store.copies_of(row.ticket)
        cells: dict[str, object] = {
            **asdict(row),
            "created": moment(row.created),
            "agent": names.get(row.owner, row.owner),
            "product": titles.get(row.product, row.title),
            "verdict": named("verdict", row.verdict) if row.verdict else "",
            "band": named("band", row.band) if row.band else "",
            "outcome": named("history.outcome", row.outcome) if row.outcome else "",
            "draft": copies[-1].draft if copies else view.draft(row.ticket),
            "sent": copies[-1].text if copies else "",
            "changed": "" if row.share is None else round(row.share, 4),
            "seconds": "" if row.seconds is None else row.seconds,
        }
        happened = {name: int(bool(cells[name])) for name in ("displayed", "copied", "edited", "reopened")}
        yield [{**cells, **happened}[name] for name in COLUMNS]
