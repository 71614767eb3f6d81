"""Viewer: the evidence beside a reply, as data for `assets/viewer.js`.

The pictures, with everything drawn on them, come from the server by ticket and place (`routes.py`); the boxes that
travel along only tell the viewer where to move when a statement is clicked.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any

from assist.case.geometry import union
from assist.case.reply import Reply
from assist.desk.records import Mark, Place
from assist.desk.tickets import Desk
from assist.web.cards import Title
from assist.web.words import Words


def html(desk: Desk, ticket_id: str, words: Words, title: Title) -> str:
    """The element that `viewer.js` turns into tabs and a stage."""
    data = view(desk, ticket_id, words, title)
    return f'<div data-view="{escape(json.dumps(data, ensure_ascii=False))}"></div>'


def view(desk: Desk, ticket_id: str, words: Words, title: Title) -> dict[str, Any]:
    """Tabs in reading order and the one to open first: the first cited page, else the first photo."""
    reply = desk.reply(ticket_id)
    every = desk.places(ticket_id)
    photos = [place for place in every if place.kind == "photo"]
    ticket = desk.ticket(ticket_id)
    names = {upload.id: upload.name for upload in ticket.photos}
    part = ticket.focus
    revision = revision_of(reply)
    tabs = []
    for index, place in enumerate(every):
        tab = _photo_tab(place, photos, names, words) if place.kind == "photo" else _page_tab(place, words, title)
        source = f"/tickets/{ticket_id}/places/{index}"
        download = f"{source}/annotated.jpg" if place.kind == "photo" and place.quads else ""
        marks = [mark_of(mark) for mark in place.marks]
        seen: dict[str, Any] = {"src": f"{source}?r={revision}", "download": download, "marks": marks}
        if place.kind == "photo":
            seen |= {"photo": place.id, "part": part.box.as_tuple() if part and part.photo == place.id else None}
        tabs.append({**tab, **seen})
    return {"ticket": ticket_id, "revision": revision, "selected": _first(every), "tabs": tabs}


def revision_of(reply: Reply | None) -> str:
    """Changes whenever the pictures of a ticket may."""
    if reply is None:
        return "0"
    return f"{hash((reply.case.manual, reply.done, reply.evidence, reply.found)) & 0xFFFFFFFF:x}"


def _first(every: tuple[Place, ...]) -> int:
    proved = [i for i, place in enumerate(every) if any(mark.number for mark in place.marks)]
    return min(proved, key=lambda i: min(mark.number for mark in every[i].marks if mark.number), default=0)


def _photo_tab(place: Place, photos: list[Place], names: dict[str, str], words: Words) -> dict[str, Any]:
    label = words("viewer.photo")
    if len(photos) > 1:
        label = f"{label} {photos.index(place) + 1}"
    numbers = sorted({mark.number for mark in place.marks if mark.number})
    return {
        "kind": "photo",
        "label": "".join(f"[{n}]" for n in numbers) + (" " if numbers else "") + label,
        "title": names.get(place.id, ""),
        "alt": words("viewer.photo_alt"),
        "cited": bool(place.marks),
    }


def _page_tab(place: Place, words: Words, title: Title) -> dict[str, Any]:
    numbers = sorted({mark.number for mark in place.marks if mark.number})
    name = title(place.id)
    marks = "".join(f"[{n}]" for n in numbers)
    return {
        "kind": "page",
        "label": f"{marks} {words('viewer.page', page=place.page)}".strip(),
        "title": f"{name} · {words('viewer.page', page=place.page)}",
        "alt": words("viewer.page_alt", manual=name, page=place.page),
        "cited": place.cited,
    }


def mark_of(mark: Mark) -> dict[str, Any]:
    box = union(quad.box for quad in mark.quads).as_tuple() if mark.quads else None
    return {"number": mark.number, "quote": mark.quote, "box": box, "why": mark.why}
