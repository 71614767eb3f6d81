"""Indexing from the command line: ingest what is new in a folder, or make the whole index anew from what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import AbstractContextManager
from pathlib import Path

from assist.case.passages import Manual
from assist.engines.store import ManualState, Store
from assist.errors import AssistError
from assist.library.editions import editions_among
from assist.library.files import content_id, is_whole
from assist.library.ingest import Ingest, index_passages
from assist.library.search import Search
from assist.library.shelf import Shelf

Row = dict[str, object]
Track = Callable[[str, int], AbstractContextManager[Callable[[], None]]]


def pdfs_in(folder: Path) -> list[Path]:
    """Every PDF of a folder and its folders, by name; none where there is no folder."""
    return sorted(f for f in folder.rglob("*") if f.is_file() and f.suffix.lower() == ".pdf")


def ingest_folder(ingest: Ingest, store: Store, folder: Path, track: Track) -> Iterator[Row]:
    """A row for each PDF of the folder, as `ingest_files` tells it; what was removed by hand is left out, and said."""
    yield from ingest_files(ingest, store, pdfs_in(folder), track, left_out=store.removed())


def ingest_files(
    ingest: Ingest, store: Store, files: Sequence[Path], track: Track, *, left_out: Set[str] = frozenset()
) -> Iterator[Row]:
    """A row for each PDF: `known`, `added` (with pages and those with warnings), `repaired` where the library had lost
    its copy, or `refused` with the reason.

    Those whose content is one of `left_out` are `removed`.
    """
    known = {manual.id for manual in store.manuals()}
    with track("manuals", len(files)) as step:
        for file in files:
            yield _added(ingest, store, file, known, left_out)
            step()


def _added(ingest: Ingest, store: Store, file: Path, known: Set[str], left_out: Set[str]) -> Row:
    try:
        found = content_id(file)
        lost = found in known and not is_whole(store, found)
        if found in known and not lost:
            return row(file, "known")
        if found in left_out:
            return row(file, "removed", "it was removed from the library; `library add` brings it back")
        manual = ingest.add(file, file.name)
    except AssistError as error:
        return row(file, "refused", f"{error} {error.help}")
    except OSError as error:
        return row(file, "refused", f"The file cannot be read: {error.strerror}")
    if lost:
        return row(file, "repaired", "its file is in the library again", manual.pages)
    warned = len(store.page_warnings(manual.id))
    said = [f"{warned} of {manual.pages} pages with warnings"] if warned else []
    others = ", ".join(f"{other.file} {other.edition}".strip() for other in editions_among(manual, store.manuals()))
    said += [f"another edition of {others}; both are kept until `library replace` is told"] if others else []
    return row(file, "added", "; ".join(said), manual.pages)


def row(file: Path, state: str, why: str = "", pages: int = 0) -> Row:
    return {"file": file.name, "state": state, "pages": pages, "why": why}


def rebuild(ingest: Ingest, search: Search, shelf: Shelf, store: Store, track: Track) -> Iterator[Row]:
    """Everything kept into an empty index; where pages are kept in an older form, they are read anew first."""
    if shelf.outdated:
        yield from read_again(ingest, shelf, store, track)
    else:
        yield from index_again(search, store, track)


def read_again(ingest: Ingest, shelf: Shelf, store: Store, track: Track) -> Iterator[Row]:
    """Every kept manual read anew from its kept file, into the form of this version; those half done or deleted too."""
    manuals = (*store.manuals(None), *store.manuals(ManualState.HIDDEN))
    refused = False
    with track("manuals read anew", len(manuals)) as step:
        for manual in manuals:
            try:
                made = ingest.again(manual.id, fresh=True, deleted=True)
                yield row(Path(manual.file), "read again", pages=made.pages)
            except AssistError as error:
                refused = True
                yield row(Path(manual.file), "refused", f"{error} {error.help}")
            step()
    if not refused:
        shelf.upgraded()


def index_again(search: Search, store: Store, track: Track) -> Iterator[Row]:
    """Every kept passage into the index, for another embedder or another form: no PDF is read again."""
    manuals = store.whole_manuals()
    with track("manuals indexed anew", len(manuals)) as step:
        for manual in manuals:
            index_manual(search, store, manual)
            yield row(Path(manual.file), "indexed", pages=manual.pages)
            step()


def index_manual(search: Search, store: Store, manual: Manual) -> None:
    """One manual's kept passages into the index, in place of what is there of it."""
    search.remove(manual.id)
    index_passages(search, manual, store.passages_of(manual.id))


def retry_pages(ingest: Ingest, store: Store, track: Track) -> Iterator[Row]:
    """The pages of every manual that could not be read, tried again; manuals without such pages have no row."""
    manuals = [manual for manual in store.manuals() if ingest.failed_pages(manual.id)]
    with track("manuals with failed pages", len(manuals)) as step:
        for manual in manuals:
            before = len(ingest.failed_pages(manual.id))
            try:
                ingest.again(manual.id, failed_only=True, fresh=True)
                left = len(ingest.failed_pages(manual.id))
                yield row(Path(manual.file), "tried again", f"{before - left} of {before} pages read", manual.pages)
            except AssistError as error:
                yield row(Path(manual.file), "refused", f"{error} {error.help}")
            step()
