"""Mending: what the library's parts do not agree on is made anew from what is kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from assist.case.passages import Manual
from assist.desk.shelves.indexing import Row, index_manual, pdfs_in, row
from assist.engines.store import ManualState, Store
from assist.errors import AssistError, ManualError
from assist.library.agreement import compare, left, waiting
from assist.library.files import content_id, file_of, is_whole, keep_file
from assist.library.ingest import Ingest
from assist.library.search import Search

UNNAMED = "manual.pdf"  # of a file whose own name is lost
HEADER = 1024  # bytes in which a PDF says that it is one


def mend(store: Store, search: Search, ingest: Ingest, manuals: Path) -> Iterator[Row]:
    """Repairs every fault that `compare` finds, a row for each; `manuals` is where lost files are looked for.

    The order matters: what was begun is ended, PDFs that the database does not know are read into it, files come back,
    pages are read from them, passages enter the index, and only then goes what belongs to nothing.
    """
    yield from _ended(store, ingest)
    yield from _taken_in(store, ingest, manuals)
    found = compare(store, *search.ids())
    by_content: dict[str, Path] = {}
    if found.of("file"):
        by_content = {_content(file): file for file in pdfs_in(manuals)}
    lost = set()
    for fault in found.of("file"):
        back = _brought_back(store, fault.manual, by_content)
        why = "its file is there again" if back else "its file is lost or cut off: upload it again"
        yield row(Path(fault.name), "repaired" if back else "refused", why)
        lost |= set() if back else {fault.manual}
    unread = {fault.manual: fault for fault in found.of("pages") if fault.manual not in lost}
    for manual_id, fault in unread.items():
        again = partial(ingest.again, manual_id, deleted=True)
        yield _tried(Path(fault.name), f"{fault.missing} pages read again", again)
    uncut = {fault.manual: fault for fault in found.of("passages") if fault.manual not in unread}
    for manual_id, fault in uncut.items():
        yield _tried(Path(fault.name), "its pages are cut into passages again", partial(ingest.cut_again, manual_id))
    done = {*unread, *uncut}
    unfound = {fault.manual for fault in found.of("vectors", "words") if fault.manual and fault.manual not in done}
    for manual in store.whole_manuals():
        if manual.id in unfound:
            index_manual(search, store, manual)
            yield row(Path(manual.file), "repaired", "its passages are in the index again")
    yield from _tidied(store, search)


def _ended(store: Store, ingest: Ingest) -> Iterator[Row]:
    """Manuals that were being read, removed or read anew when the program ended, and that no job waits for."""
    wanted = waiting(store)
    half = [manual for state in (ManualState.READING, ManualState.INDEXING) for manual in store.manuals(state)]
    dead = store.manuals(ManualState.REMOVING)
    staged = [m for m in store.manuals(ManualState.RENEWING) if m.id.rstrip("~") not in wanted]
    ingest.sweep(wanted)
    for manual in (*dead, *staged):
        yield row(Path(manual.file), "repaired", "what was left of it is removed")
    for manual in half:
        if manual.id not in wanted:
            yield _finished(store, ingest, manual)


def _taken_in(store: Store, ingest: Ingest, manuals: Path) -> Iterator[Row]:
    """PDFs of the library that no manual and no job has, as an older database leaves them: often the only copies."""
    found = [(file, _content(file)) for file in left(store) if file.suffix == ".pdf" and file.is_file()]
    unknown = [(file, content) for file, content in found if content and content not in store.removed()]
    names = {_content(file): file.name for file in pdfs_in(manuals)} if unknown else {}
    for file, content in unknown:
        name = names.get(content, UNNAMED)
        add = partial(ingest.add, file, name)
        yield _tried(Path(name), f"{file.name} was in no manual's name: read into the library again", add)


def _content(file: Path) -> str:
    """The id that a PDF's content has; "" for what is none, or cannot be read."""
    try:
        with file.open("rb") as head:
            return content_id(file) if b"%PDF-" in head.read(HEADER) else ""
    except (OSError, ManualError):
        return ""


def _finished(store: Store, ingest: Ingest, manual: Manual) -> Row:
    if file_of(store.folder, manual.id).is_file():
        return _tried(Path(manual.file), "read to its end", partial(ingest.again, manual.id))
    ingest.forget(manual.id)
    return row(Path(manual.file), "repaired", "it was half read and its file is lost: removed, upload it again")


def _tried(file: Path, why: str, make: Callable[[], Manual]) -> Row:
    try:
        return row(file, "repaired", why, make().pages)
    except AssistError as error:
        return row(file, "refused", f"{error} {error.help}")


def _brought_back(store: Store, manual_id: str, by_content: dict[str, Path]) -> bool:
    """Keep the file again where its content is found; what is kept now is no whole file."""
    source = by_content.get(manual_id)
    if source is None or source.stat().st_size != store.size_of(manual_id):
        return False
    file_of(store.folder, manual_id).unlink(missing_ok=True)
    keep_file(store.folder, manual_id, source)
    return is_whole(store, manual_id)


def _tidied(store: Store, search: Search) -> Iterator[Row]:
    """Passages, files and folders that belong to nothing; a deleted manual that can come back keeps its own."""
    vectors, words = search.ids()
    kept = {id_ for manual in store.whole_manuals() for id_ in store.passage_ids(manual.id)}
    extra = (vectors | words) - kept
    if extra:
        search.discard(sorted(extra))
        search.commit()
        yield row(Path("index"), "repaired", f"{len(extra)} passages of no manual removed")
    for path in left(store):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        yield row(path, "repaired", "belonged to nothing: removed")
