"""Indexing from the command line: ingest what is new in a folder, or make the whole index anew from what is kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from assist.engines.store import Store
from assist.errors import AssistError
from assist.library.ingest import BATCH, Ingest, content_id, names_of
from assist.library.search import Search
from assist.library.shelf import Shelf
from assist.settings import Settings

Track = Callable[[str, int], AbstractContextManager[Callable[[], None]]]


def pdfs_in(folder: Path) -> list[Path]:
    """Every PDF of a folder and its folders, by name; none where there is no folder."""
    return sorted(f for f in folder.rglob("*") if f.is_file() and f.suffix.lower() == ".pdf")


def ingest_folder(ingest: Ingest, store: Store, folder: Path, track: Track) -> Iterator[dict[str, object]]:
    """A row for each PDF: `known`, `added` (with pages and those with warnings) or `refused` with the reason."""
    known = {manual.id for manual in store.manuals()}
    files = pdfs_in(folder)
    with track("manuals", len(files)) as step:
        for file in files:
            yield _added(ingest, store, file, known)
            step()


def _added(ingest: Ingest, store: Store, file: Path, known: set[str]) -> dict[str, object]:
    try:
        if content_id(file.read_bytes()) in known:
            return _row(file, "known")
        manual = ingest.add(file, file.name)
    except AssistError as error:
        return _row(file, "refused", f"{error} {error.help}")
    except OSError as error:
        return _row(file, "refused", f"The file cannot be read: {error.strerror}")
    warned = len(store.page_warnings(manual.id))
    return _row(file, "added", f"{warned} of {manual.pages} pages with warnings" if warned else "", manual.pages)


def _row(file: Path, state: str, why: str = "", pages: int = 0) -> dict[str, object]:
    return {"file": file.name, "state": state, "pages": pages, "why": why}


def forget_index(settings: Settings) -> None:
    """Drop what is made of kept passages in an older form, so that the house opens; pages, tickets, photos stay."""
    shutil.rmtree(settings.index / "lexical", ignore_errors=True)


def read_again(ingest: Ingest, shelf: Shelf, store: Store, track: Track) -> Iterator[dict[str, object]]:
    """Every kept manual read anew from its kept file, into the form of this version; also those left half done."""
    manuals = store.manuals(None)
    refused = False
    with track("manuals read anew", len(manuals)) as step:
        for manual in manuals:
            try:
                yield _row(Path(manual.file), "read again", pages=ingest.again(manual.id).pages)
            except AssistError as error:
                refused = True
                yield _row(Path(manual.file), "refused", f"{error} {error.help}")
            step()
    if not refused:
        shelf.upgraded()


def index_again(search: Search, store: Store, track: Track) -> Iterator[dict[str, object]]:
    """Every kept passage into the index anew, for another embedder or another form: no PDF is read again."""
    manuals = store.manuals()
    with track("manuals indexed anew", len(manuals)) as step:
        for manual in manuals:
            passages = store.passages_of(manual.id)
            search.remove(manual.id)
            for first in range(0, len(passages), BATCH):
                search.add(passages[first : first + BATCH], names_of(manual))
            search.commit()
            yield _row(Path(manual.file), "indexed", pages=manual.pages)
            step()
