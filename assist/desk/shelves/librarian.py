"""Librarian: the library from the command line: listed, corrected, replaced, removed, exported and imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assist.case.passages import Manual
from assist.engines.store import Store
from assist.errors import InputError
from assist.library.bundle import export_library
from assist.library.pages import why
from assist.library.shelf import INDEX_VERSION, Shelf
from assist.library.unbundle import Unbundle

Row = dict[str, object]


def chosen(shelf: Shelf, word: str) -> Manual:
    """The manual of this id, beginning of an id, or file name.

    Raises `InputError` (`manual_unknown`) for none or several.
    """
    manuals = shelf.catalogue()
    found = [manual for manual in manuals if word in (manual.id, manual.file)]
    found = found or [manual for manual in manuals if len(word) >= 4 and manual.id.startswith(word)]
    if len(found) != 1:
        said = f"{len(found)} manuals are called {word}." if found else f"No manual is called {word}."
        raise InputError(said, code="manual_unknown", help="`python -m assist library list` names them all.")
    return found[0]


def listed(shelf: Shelf, store: Store) -> list[Row]:
    """A row for each manual; `corrected` names the fields that stand on an agent's word."""
    return [
        {
            "id": manual.id, "file": manual.file, "title": manual.title, "brand": manual.brand,
            "models": list(manual.models), "names": list(manual.names), "languages": list(manual.languages),
            "edition": manual.edition, "pages": manual.pages, "skus": list(manual.skus), "eans": list(manual.eans),
            "corrected": list(store.corrected(manual.id)), "warned": len(store.page_warnings(manual.id)),
            "other_editions": [other.id for other in shelf.editions(manual.id)],
        }
        for manual in shelf.catalogue()
    ]  # fmt: skip


def paged(store: Store, manual_id: str) -> list[Row]:
    """A row for each page: where its words come from, and why."""
    return [
        {
            "page": row.number, "label": row.label, "source": row.source, "language": row.language,
            "warnings": list(row.warnings), "why": why(row.source, row.warnings),
        }
        for row in store.page_rows(manual_id)
    ]  # fmt: skip


def corrected(
    shelf: Shelf, manual_id: str, fields: Mapping[str, object], skus: Sequence[str], eans: Sequence[str]
) -> Manual:
    """Fields set as given; article numbers added, and taken from other manuals that had them.

    Raises `InputError` (`nothing_said`) where nothing is given.
    """
    changes: dict[str, Any] = {name: value for name, value in fields.items() if value not in (None, [], ())}
    if not (changes or skus or eans):
        raise InputError(
            "Nothing to correct was given.", code="nothing_said", help="Say what is right, as in --brand X."
        )
    if changes:
        shelf.correct(manual_id, **{k: tuple(v) if isinstance(v, list) else v for k, v in changes.items()})
    for sku in skus:
        shelf.remember(manual_id, sku=sku)
    for ean in eans:
        shelf.remember(manual_id, ean=ean)
    return next(manual for manual in shelf.catalogue() if manual.id == manual_id)


def exported(store: Store, target: Path) -> Iterator[Row]:
    """A row for each manual that is in the file."""
    for manual in export_library(store, INDEX_VERSION, target):
        yield {"file": manual.file, "state": "exported", "pages": manual.pages, "why": ""}


def imported(unbundle: Unbundle, source: Path) -> Iterator[Row]:
    """A row for each manual of the file."""
    for brought in unbundle(source):
        yield {"file": brought.file, "state": brought.state, "pages": brought.pages, "why": brought.why}
