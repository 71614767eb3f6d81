"""Leaving: what of a ticket goes to another machine, with what is private covered first, and how that is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assist.case.asking.material import MOST_PASSAGES
from assist.case.generation import ModelInfo, Picture
from assist.case.privacy import covered, private_parts, without_private
from assist.case.reply import Reply
from assist.case.specs import specs_of_reading


def without_strangers(reply: Reply) -> Reply:
    """The reply with phone numbers, addresses and the like covered in message, context, conversation and print."""
    country = reply.question.country.code if reply.question.country else ""
    case = reply.case
    turns = tuple(replace(turn, text=covered(turn.text, country=country)) for turn in case.conversation)
    case = replace(
        case, message=covered(case.message, country=country), context=covered(case.context, country=country),
        conversation=turns,
    )  # fmt: skip
    readings = tuple(without_private(reading, private_parts(reading, country=country)) for reading in reply.readings)
    specs = tuple(spec for reading in readings for spec in specs_of_reading(reading))
    return replace(reply, case=case, readings=readings, specs=specs)


def told(info: ModelInfo, reply: Reply, pictures: Sequence[Picture], *, masked: bool) -> tuple[str, ...]:
    """What a request sends to another machine, one entry each; empty for a model in this one."""
    if not info.remote:
        return ()
    what = [] if not reply.case.message.strip() else ["message"]
    what += ["order and buyer"] if reply.case.context.strip() else []
    what += [f"{len(reply.case.conversation)} earlier messages"] if reply.case.conversation else []
    what += [f"print of {len(reply.readings)} photos"] if any(r.lines or r.codes for r in reply.readings) else []
    if pictures:
        what.append(f"{len(pictures)} pictures of {len({p.photo for p in pictures})} photos")
    passages = len(reply.found.passages[:MOST_PASSAGES])
    what += [f"{passages} manual passages"] if passages else []
    covering = " (private parts covered)" if masked else ""
    return tuple(f"{each}{covering if 'passages' not in each else ''} → {info.where}" for each in what)
