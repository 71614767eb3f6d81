"""Places: which pictures prove a reply, in the order a reader opens them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from assist.case.evidence import Evidence, line_boxes
from assist.case.geometry import Quad
from assist.case.passages import Page, Passage
from assist.case.reply import Reply
from assist.desk.records import Mark, Place
from assist.errors import ManualError

# Passages shown beside the reply when they were not quoted; the measures look at the first three as well.
LOOKED_AT = 3


def places(
    reply: Reply, page_of: Callable[[str, int], Page], agrees: Callable[[str, Quad, str], bool] | None = None
) -> tuple[Place, ...]:
    """Every photo of the case, then the cited pages by their first mark, then the pages that were looked at.

    A quote that could not be located leaves its page unmarked, and a box on a photo is left out where `agrees`, given
    the photo's id, the box and the quote, says that its crop reads otherwise: a wrong highlight is worse than none.
    A page that was looked at in a manual which is gone since is left out.
    """
    photos = [_photo(photo.id, reply.evidence, agrees) for photo in reply.case.photos]
    pages: dict[tuple[str, int], list[Mark]] = {}
    for evidence in sorted(reply.evidence, key=lambda e: (not e.holds, e.number)):
        if evidence.manual and evidence.page:
            pages.setdefault((evidence.manual, evidence.page), []).append(_mark(evidence))
    cited = [Place("page", manual, page, tuple(marks)) for (manual, page), marks in pages.items()]
    others: dict[tuple[str, int], Place] = {}
    for passage in reply.found.displayed[:LOOKED_AT]:
        key = (passage.manual, passage.page)
        if key not in pages and key not in others:
            with suppress(ManualError):  # removed since: what else proves the reply is shown all the same
                others[key] = passage_place(passage, page_of)
    return (*photos, *cited, *others.values())


def passage_place(passage: Passage, page_of: Callable[[str, int], Page]) -> Place:
    """A passage on its page, by the boxes that were stored when the manual was read."""
    words = page_of(passage.manual, passage.page).words[slice(*passage.words)]
    quads = tuple(Quad.of(box) for box in line_boxes(words))
    return Place("page", passage.manual, passage.page, (Mark(0, passage.text, quads),), cited=False)


def _photo(photo: str, evidence: tuple[Evidence, ...], agrees: Callable[[str, Quad, str], bool] | None) -> Place:
    marks = []
    for e in evidence:
        if e.claim.source.kind != "photo" or e.claim.source.id != photo or not (e.holds or e.quads):
            continue
        mark, printed = _mark(e), e.claim.source.line >= 0  # a barcode is not read by its letters
        if printed and agrees is not None and not all(agrees(photo, quad, mark.quote) for quad in mark.quads):
            mark = replace(mark, quads=(), why="box_differs")
        marks.append(mark)
    return Place("photo", photo, marks=tuple(marks))


def _mark(evidence: Evidence) -> Mark:
    return Mark(evidence.number, evidence.claim.quote, evidence.quads if evidence.holds else (), evidence.why)
