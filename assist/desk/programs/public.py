"""Public: a ticket's reply as the programs that ask for it get it, whichever door they came by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assist.case.reply import Reply, to_dict
from assist.case.text.changes import plain
from assist.desk.records import Mark, Place, Ticket
from assist.desk.tickets import Desk

ROOT = "/api/v1"
LOCALES = ("en", "zh")  # of the sentences for agents

Next = Callable[[Reply, str], str]


def answer(
    desk: Desk, ticket: Ticket, reply: Reply, words: str, next_of: Next, *, record: bool = False
) -> dict[str, Any]:
    """A finished reply with its proofs; sentences for the agent in the language `words`.

    `next_of` says what the agent does next, `record` adds the audit record.  No key is named "path".
    """
    assert reply.outcome is not None
    titles = {manual.id: manual.title or manual.file for manual in desk.shelf.catalogue()}
    match, verdict = reply.match, reply.verdict
    return {
        "ticket": ticket.id,
        "link": link(ticket.id, words),
        "outcome": reply.outcome.value,
        "band": reply.outcome.band.value,
        "next": next_of(reply, words),
        "language": reply.language,
        "text": reply.text,
        "to_send": plain(reply.text),
        "product": {
            "known": reply.product_known, "manuals": list(match.manuals),
            "title": next((titles[one] for one in match.manuals if one in titles), match.title),
            "designation": match.designation, "brand": match.brand, "because": desk.say(match.because, words),
            "others": [other.title for other in match.runners_up],
        },
        "verdict": {
            "judgement": verdict.judgement.value, "because": desk.say(verdict.because, words), "rule": verdict.rule,
        } if verdict else None,
        "ask": [desk.say(sentence, reply.language) for sentence in reply.ask],
        "proofs": proofs(desk, ticket, reply, titles),
        "read": [[line.text for line in reading.lines] for reading in reply.readings],
        "notes": [desk.say(note, words) for note in reply.notes],
        "left_machine": list(reply.left_machine),
        "seconds": dict(reply.seconds),
        "record": to_dict(reply) if record else None,
    }  # fmt: skip


def proofs(desk: Desk, ticket: Ticket, reply: Reply, titles: dict[str, str]) -> list[dict[str, Any]]:
    """Every quote with its place, as the evidence viewer shows it: proved ones first, by their marks."""
    said = {(each.number, each.claim.quote): each.claim.text for each in reply.evidence}
    names = {upload.id: upload.name for upload in ticket.photos}
    rows = []
    for index, place in enumerate(desk.places(ticket.id)):
        for mark in place.marks if place.cited else ():
            title = names.get(place.id, "") if place.kind == "photo" else titles.get(place.id, "")
            picture = f"{ROOT}/tickets/{ticket.id}/pictures/{index}"
            rows.append(_proof(place, mark, title, said.get((mark.number, mark.quote), ""), picture))
    return sorted(rows, key=lambda row: (not row["number"], row["number"]))


def _proof(place: Place, mark: Mark, title: str, statement: str, picture: str) -> dict[str, Any]:
    on_photo = place.kind == "photo"
    return {
        "number": mark.number, "holds": bool(mark.number), "quote": mark.quote, "statement": statement,
        "why": mark.why, "source": "photo" if on_photo else "manual", "photo": place.id if on_photo else "",
        "manual": "" if on_photo else place.id, "title": title, "page": place.page, "boxes": boxes(mark),
        "picture": picture,
    }  # fmt: skip


def boxes(mark: Mark) -> list[dict[str, float]]:
    """A mark's rectangles in fractions of the picture."""
    sides = ("left", "top", "right", "bottom")
    return [dict(zip(sides, (round(v, 5) for v in quad.box.as_tuple()), strict=True)) for quad in mark.quads]


def ticket_row(ticket: Ticket, words: str) -> dict[str, Any]:
    """A ticket without its answer."""
    return {
        "id": ticket.id, "message": ticket.message, "context": ticket.context,
        "photos": [upload.id for upload in ticket.photos], "sent": ticket.sent, "created": ticket.created,
        "link": link(ticket.id, words),
    }  # fmt: skip


def link(ticket_id: str, words: str) -> str:
    """The ticket on the page."""
    return f"/{words if words in LOCALES else 'en'}/?t={ticket_id}"


def passages(desk: Desk, question: str, language: str, manuals: tuple[str, ...], limit: int) -> dict[str, Any]:
    """The passages that answer a question, best first, each with its place on the page."""
    from assist.case.passages import Query

    found = desk.shelf.find(Query(question, language, manuals), limit)
    titles = {manual.id: manual.title or manual.file for manual in desk.shelf.catalogue()}
    rows = [
        {
            "id": one.id, "manual": one.manual, "title": titles.get(one.manual, ""), "page": one.page,
            "heading": one.heading, "text": one.text, "language": one.language, "score": round(one.score, 6),
            "boxes": boxes(desk.passage_place(one).marks[0]),
            "picture": f"{ROOT}/manuals/{one.manual}/passages/{one.id}",
        }
        for one in found.passages
    ]  # fmt: skip
    return {"passages": rows, "support": round(found.support, 4), "silent": found.silent}
