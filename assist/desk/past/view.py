"""What the history shows a person: the list by filter and words, one ticket with everything that happened to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from assist.case.text.changes import Piece, plain, word_changes
from assist.case.text.terms import wanted
from assist.desk.past.ledger import Ledger
from assist.desk.staff.people import Person, Role
from assist.desk.staff.whose import missing, refused
from assist.engines.store import Store, TicketRow
from assist.engines.store.history import CopyRow, EventRow, FeedbackRow, ReplyRow
from assist.engines.store.ledger import Chosen, LedgerRow
from assist.errors import InputError

PAGE = 50  # rows of a page
MADE_MEANWHILE = 300  # rows of the ledger that a look at the history makes before it answers: about a second


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list; `following` is handed back for the next one ("" on the last), `total` counts all pages.

    `behind` says that tickets of an older database are still missing; they come by themselves.
    """

    rows: tuple[LedgerRow, ...]
    following: str = ""
    total: int | None = None
    behind: bool = False


@dataclass(frozen=True, slots=True)
class SentText:
    """A text that was copied to be sent, and its difference from the draft word by word."""

    copy: CopyRow
    changes: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """Everything that happened to one ticket, oldest first; `versions` are its drafts, follow-ups left out."""

    ticket: TicketRow
    row: LedgerRow
    versions: tuple[ReplyRow, ...]
    sent: tuple[SentText, ...]
    opinions: tuple[FeedbackRow, ...]
    events: tuple[EventRow, ...]


class HistoryView:
    """Reads the history for a person: agents see what is theirs and nobody's, leads see everybody's."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.ledger = Ledger(store)

    def page(self, person: Person, chosen: Chosen, words: str = "", cursor: str = "", limit: int = PAGE) -> Listed:
        """A page of the tickets that fit, newest first; raises `InputError` (`cursor_unknown`)."""
        behind = not self.ledger.catch_up(MADE_MEANWHILE)
        mine = allowed(person, chosen, words)
        if words.strip() and not mine.wanted:  # signs alone name nothing
            return Listed((), "", 0, behind)
        found = self._store.ledger(mine, limit + 1, before=_place(cursor) if cursor else None)
        total = None if cursor else self._store.count_ledger(mine)
        rows = found[:limit]
        following = f"{rows[-1].created!r}~{rows[-1].ticket}" if len(found) > limit else ""
        return Listed(rows, following, total, behind)

    def every(self, person: Person, chosen: Chosen, words: str = "") -> Iterator[LedgerRow]:
        """All that fit, newest first, a page of the database at a time."""
        self.ledger.catch_up()
        cursor = ""
        while True:
            page = self.page(person, chosen, words, cursor, limit=500)
            yield from page.rows
            cursor = page.following
            if not cursor:
                return

    def choices(self, person: Person, chosen: Chosen) -> dict[str, list[dict[str, Any]]]:
        """What can be filtered by, with counts: products (with titles), languages, and for a lead the agents."""
        self.ledger.catch_up(MADE_MEANWHILE)
        mine = allowed(person, chosen)
        facets = self._store.ledger_facets(mine, "product", "language", "verdict", "band", "outcome", "owner")
        titles = self.titles(mine)
        found: dict[str, list[dict[str, Any]]] = {
            name: [{"value": value, "count": count} for value, count in values if value or name == "owner"]
            for name, values in facets.items()
        }
        for one in found["product"]:
            one["title"] = titles.get(one["value"], one["value"])
        names = self.names()
        for one in found["owner"]:
            one["title"] = names.get(one["value"], one["value"])
        if not person.may(Role.LEAD):
            found["owner"] = []
        return found

    def titles(self, chosen: Chosen) -> dict[str, str]:
        """The name of each product as its newest ticket has it, the manual's own where that is known."""
        found = {product: title for product, title in self._store.ledger_pairs(chosen) if title}
        return {**found, **{manual.id: manual.title or manual.file for manual in self._store.manuals()}}

    def names(self) -> dict[str, str]:
        """People's names by id."""
        return {account.id: account.name for account in self._store.accounts()}

    def past(self, person: Person, ticket_id: str) -> Past:
        """One ticket; raises what `Drawer.ticket_for` raises."""
        ticket = self._store.ticket(ticket_id)
        if ticket is None:
            raise missing(self._store, ticket_id)
        if not person.owns(ticket.owner):
            raise refused(self._store, person, ticket_id, ticket.owner)
        versions = tuple(version for version in self._store.versions_of(ticket_id) if version.outcome)
        copies, events = self._store.copies_of(ticket_id), self._store.events_of(ticket_id)
        opinions = tuple(one for one in self._store.feedback_of(ticket_id) if one.rating)
        row = self.ledger.row(ticket_id)
        sent = tuple(SentText(copy, word_changes(copy.draft, copy.text)) for copy in copies)
        return Past(ticket, row or LedgerRow(ticket_id), versions, sent, opinions, events)

    def draft(self, ticket_id: str) -> str:
        """The newest draft as it would be copied, whether or not it still stands."""
        texts = [plain(str(one.reply.get("text") or "")) for one in self._store.versions_of(ticket_id) if one.outcome]
        return texts[-1] if texts else ""


def allowed(person: Person, chosen: Chosen, words: str = "") -> Chosen:
    """The choice within what the person may see, with the terms of their words."""
    owners = chosen.owners
    if not person.may(Role.LEAD):
        mine = ("", person.id)
        owners = mine if owners is None else tuple(owner for owner in owners if owner in mine)
    return replace(chosen, owners=owners, wanted=tuple(wanted(words)) or chosen.wanted)


def _place(cursor: str) -> tuple[float, str]:
    created, _, ticket = cursor.partition("~")
    try:
        return float(created), ticket
    except ValueError as error:
        raise InputError("This is no place in the list.", code="cursor_unknown", help="Reload the page.") from error
