"""Whose: why a ticket cannot be opened by who asks: it is another's, it was handed over, it was deleted, or never was.

A former owner is told who has it now; anybody else only that it is another's.
"""

from __future__ import annotations

from assist.desk.past.history import Happened
from assist.desk.staff.people import Person
from assist.engines.store import Store
from assist.errors import Forbidden, InputError

# The codes under which a page that shows the ticket has lost it.
LOST = ("ticket_handed_over", "ticket_of_another", "ticket_deleted", "ticket_unknown")


def missing(store: Store, ticket_id: str) -> InputError:
    """The error for a ticket that is not kept: `ticket_deleted` where it was, else `ticket_unknown`."""
    if ticket_id in store.forgotten_since(0.0):
        return InputError(
            "This ticket was deleted, on somebody's request or because its time was over.", code="ticket_deleted",
            help="Start a new ticket.",
        )  # fmt: skip
    return InputError("There is no such ticket.", code="ticket_unknown", help="Start a new ticket.")


def refused(store: Store, person: Person, ticket_id: str, owner: str) -> Forbidden:
    """The error for another's ticket: `ticket_handed_over` where the person gave it away, else `ticket_of_another`."""
    if handed_over_by(store, person, ticket_id):
        account = store.account(owner)
        name = account.name if account else owner
        return Forbidden(
            f"This ticket is now with {name}.", code="ticket_handed_over",
            help="Ask them, or a lead, to hand it back.", name=name,
        )  # fmt: skip
    return Forbidden(
        "This ticket is another agent's.", code="ticket_of_another",
        help="Ask that agent, or a lead, to hand it over.",
    )  # fmt: skip


def handed_over_by(store: Store, person: Person, ticket_id: str) -> bool:
    """Whether the ticket was the person's, or handed over by them, before."""
    given = (event for event in store.events_of(ticket_id) if event.kind == Happened.HANDED_OFF)
    return any(person.id in (event.person, event.detail.get("before")) for event in given)


def asked_back(store: Store, ticket_id: str) -> tuple[str, ...]:
    """Ids of the people who asked for the ticket since it was handed over last, the first to ask first."""
    asked: list[str] = []
    for event in store.events_of(ticket_id):
        if event.kind == Happened.HANDED_OFF:
            asked = []
        elif event.kind == Happened.ASKED_BACK:
            asked.append(event.person)
    return tuple(dict.fromkeys(asked))
