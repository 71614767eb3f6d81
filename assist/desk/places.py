"""Places: which pictures prove a reply, in the order a reader opens them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from assist.case.evidence import Evidence, line_boxes
from assist.case.geometry import Quad
from assist.case.passages import Page, Passage, Word
from assist.case.reply import Reply
from assist.desk.records import Mark, Place
from assist.errors import ManualError

# Passages shown beside the reply when they were not quoted; the measures look at the first three as well.
LOOKED_AT = 3
# Share of a passage's neighbouring words that its text holds side by side, unless its page was read anew: of 1,140
# passages of 20 manuals all had 0.93 at least, 750 of 777 on another page's words less than 0.3 (2026-11-21).
STILL_THERE = 0.9


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
    """A passage on its page, by the boxes that were stored when the manual was read; unmarked where its page was read
    anew since, and other words stand in its place."""
    words = page_of(passage.manual, passage.page).words[slice(*passage.words)]
    quads = tuple(Quad.of(box) for box in line_boxes(words)) if _stands(passage, words) else ()
    return Place("page", passage.manual, passage.page, (Mark(0, passage.text, quads),), cited=False)


def _stands(passage: Passage, words: Sequence[Word]) -> bool:
    text, printed = _letters(passage.text), [_letters(word.text) for word in words]
    pairs = [one + other for one, other in itertools.pairwise(printed)] or printed
    return sum(pair in text for pair in pairs) >= STILL_THERE * len(pairs)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


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
