"""Conversation: what a ticket's earlier turns leave for the next answer; the desk itself keeps all of them."""

from __future__ import annotations

from collections.abc import Sequence

from assist.case.photo import Turn
from assist.case.reply import Reply
from assist.desk.records import Ticket

# Turns that reach the line word for word: three questions with their answers, as far back as "and that one?" points.
WHOLE_TURNS = 6
# Characters that stay of an older turn, and of all older turns of one side together.
LONGEST_OLD = 240
LONGEST_SIDE = 1200


def compacted(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The last turns as they are, the older ones as two: the buyer's words shortened, and what was cited to them.

    No word is added and none rewritten, so what the buyer said of their side (country, device) is still read as
    theirs.  Of an older answer its quotes stay, since they were proved; its beginning where it cited nothing.
    """
    older, recent = turns[: len(turns) - WHOLE_TURNS], turns[-WHOLE_TURNS:]
    if len(turns) <= WHOLE_TURNS:
        return tuple(turns)
    manuals = next((turn.manuals for turn in reversed(older) if turn.manuals), ())
    sides = []
    for who in ("buyer", "agent"):
        said = [_short(turn) for turn in older if turn.who == who and _short(turn)]
        quotes = tuple(dict.fromkeys(quote for turn in older if turn.who == who for quote in turn.quotes))
        text = "\n".join(_newest(said))
        if text:
            sides.append(Turn(text, who, manuals, quotes))
    return (*sides, *recent)


def closed(ticket: Ticket, reply: Reply | None) -> tuple[Turn, ...]:
    """The conversation once the ticket's open message and its reply are part of it."""
    turns = list(ticket.conversation)
    manuals = reply.match.manuals if reply else ()
    if ticket.message.strip():
        turns.append(Turn(ticket.message, "buyer", manuals))
    answer = ticket.sent or ticket.edited or (reply.text if reply else "")
    if answer.strip():
        quotes = tuple(dict.fromkeys(each.claim.quote for each in reply.evidence if each.holds)) if reply else ()
        turns.append(Turn(answer, "agent", manuals, tuple(quote for quote in quotes if quote in answer)))
    return tuple(turns)


def joined(message: str, further: str) -> str:
    """A burst of messages as the one turn it is; the same words sent twice are one."""
    message, further = message.rstrip(), further.strip()
    if not message or not further or further in message.split("\n\n"):
        return message or further
    return f"{message}\n\n{further}"


def _short(turn: Turn) -> str:
    text = " / ".join(turn.quotes) if turn.quotes else " ".join(turn.text.split())
    return text if len(text) <= LONGEST_OLD else text[:LONGEST_OLD].rstrip() + " …"


def _newest(said: Sequence[str]) -> list[str]:
    """As many of the newest as `LONGEST_SIDE` holds, in their order."""
    kept: list[str] = []
    length = 0
    for text in reversed(said):
        length += len(text)
        if length > LONGEST_SIDE:
            break
        kept.append(text)
    return kept[::-1]
