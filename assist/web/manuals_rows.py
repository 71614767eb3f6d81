"""Manuals as their tab shows them: the list, one manual with all that is known of it, and a page's boxes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from threading import Lock
from typing import Any

from assist.case.evidence import line_boxes
from assist.case.geometry import Box
from assist.case.passages import Manual, Page, Passage, Query
from assist.case.text.language import detect
from assist.desk.shelves.correcting import editions
from assist.desk.tickets import Desk
from assist.engines.store import JobRow
from assist.library.ingest import FAILED
from assist.library.pages import why
from assist.web import viewer

Json = dict[str, Any]
# Warnings of pages that were read all the same: they are told with the manual, and not counted in the list.
MILD = frozenset({"no_text", "garbled_text", "hidden_text", "unseen_text", "blank", "no_passage"})
MOST_PAGES = 200  # page numbers that are told of one warning
SHOWN = 3  # passages that answer a tried question


class Listing:
    """The rows of the list, made anew only when the catalogue has changed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = Lock()
        self._kept: tuple[str, list[Json]] = ("", [])

    def __call__(self, seen: str) -> tuple[str, list[Json] | None]:
        """The list's version, and its rows unless `seen` is that version."""
        count, updated = self._desk.store.catalogue_version()
        version = f"{count}-{updated}"
        if seen == version:
            return version, None
        with self._lock:
            if self._kept[0] != version:
                self._kept = (version, self._rows())
            return self._kept

    def _rows(self) -> list[Json]:
        catalogue = self._desk.shelf.catalogue()
        warned, others = self._desk.store.every_warning(), editions(catalogue)
        rows = [_row(manual, warned.get(manual.id, {}), others.get(manual.id, ())) for manual in catalogue]
        return sorted(rows, key=lambda row: (row["title"].casefold(), row["id"]))


def _row(manual: Manual, warned: dict[str, list[int]], others: tuple[str, ...]) -> Json:
    serious = {page for code, pages in warned.items() if code not in MILD for page in pages}
    return {
        "id": manual.id, "title": manual.title or manual.file, "file": manual.file, "brand": manual.brand,
        "models": list(manual.models[:12]), "names": list(manual.names[:12]), "languages": list(manual.languages),
        "pages": manual.pages, "skus": list(manual.skus), "eans": list(manual.eans), "edition": manual.edition,
        "warned": len(serious), "editions": list(others),
    }  # fmt: skip


def whole(desk: Desk, manual: Manual) -> Json:
    """One manual: its fields, which of them stand on an agent's word, its pages' warnings, editions, use."""
    store = desk.store
    warned = store.page_warnings(manual.id)
    codes: dict[str, list[int]] = {}
    for number, said in warned:
        for code in said:
            codes.setdefault(code, []).append(number)
    catalogue = {one.id: one for one in desk.shelf.catalogue()}
    others = [catalogue[one] for one in editions(tuple(catalogue.values())).get(manual.id, ())]
    return {
        **asdict(manual), "corrected": list(store.corrected(manual.id)), "cited": store.cited_by(manual.id),
        "warnings": [{"code": code, "pages": pages[:MOST_PAGES], "n": len(pages)} for code, pages in codes.items()],
        "failed": sorted(number for number, said in warned if FAILED & set(said)),
        "passages": store.count_passages(manual.id),
        "megabytes": max(0.1, round(store.size_of(manual.id) / 1_000_000, 1)),
        "editions": [
            {"id": one.id, "title": one.title or one.file, "edition": one.edition, "pages": one.pages,
             "languages": list(one.languages)} for one in others
        ],
    }  # fmt: skip


def marks(desk: Desk, page: Page, passages: tuple[Passage, ...]) -> Json:
    """What was read on a page: its passages and lines as boxes, in fractions of the upright page."""
    lines = [_around([word.box for word in page.words[slice(*line.words)]]) for line in page.lines]
    return {
        "label": page.label, "source": page.source, "language": page.language, "warnings": list(page.warnings),
        "why": why(page.source, page.warnings), "lines": [line for line in lines if line],
        "passages": [
            {"id": one.id, "kind": one.kind, "heading": one.heading, "text": one.text[:300],
             "boxes": [box.as_tuple() for box in line_boxes(page.words[slice(*one.words)])]} for one in passages
        ],
    }  # fmt: skip


def _around(boxes: list[Box]) -> tuple[float, float, float, float] | None:
    if not boxes:
        return None
    return (
        min(box.left for box in boxes), min(box.top for box in boxes),
        max(box.right for box in boxes), max(box.bottom for box in boxes),
    )  # fmt: skip


def tried(desk: Desk, manual: Manual, question: str) -> list[Json]:
    """The best passages of one manual for a question, each with its marked page."""
    if not question.strip():
        return []
    found = desk.shelf.find(Query(question, detect(question) or "en", (manual.id,)), SHOWN)
    rows = []
    for passage in found.passages:
        mark = viewer.mark_of(desk.passage_place(passage).marks[0])
        source = f"/manuals/{manual.id}/passages/{passage.id}"
        rows.append({**mark, "page": passage.page, "text": passage.text, "src": source, "quote": ""})
    return rows


def job_row(job: JobRow, title: Callable[[str], str] = lambda manual_id: "") -> Json:
    """A job with its progress; `title` names the manual it is about, where that is in the library."""
    return {
        "id": job.id, "file": job.file, "kind": job.kind.value, "state": job.state.value, "page": job.page,
        "pages": job.pages, "error": job.error, "ended": job.state.ended, "manual": job.manual or "",
        "stopping": job.cancel and not job.state.ended, "title": title(job.manual or ""),
    }  # fmt: skip
