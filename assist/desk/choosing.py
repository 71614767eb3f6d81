"""Choosing: the agent clicks the label that is meant, where a photo shows several products."""

from __future__ import annotations

from assist.desk.records import Ticket
from assist.desk.tickets import Desk
from assist.errors import InputError


def choose_label(desk: Desk, ticket_id: str, index: int) -> Ticket:
    """Keep the choice among `Reply.labels` (from 0; -1 takes it back); the next answer looks at that label alone.

    Raises `InputError` (`label_unknown`) where the ticket's reply has no such label.
    """
    if index == -1:
        return desk.change(ticket_id, focus=None)
    reply = desk.reply(ticket_id)
    if reply is None or not 0 <= index < len(reply.labels):
        raise InputError("There is no such label on the photo.", code="label_unknown")
    return desk.change(ticket_id, focus=reply.labels[index].focus)
