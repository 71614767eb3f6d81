"""Ingest: a PDF file becomes a manual that can be searched.

Page by page through a process of its own, each page kept as it is read, so that the work goes on where it was left
after a cancel, a crash or a power cut; then passages, then the index.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from threading import Event
from typing import Protocol

from assist.case.language import detect
from assist.case.passages import Manual, Page, Passage
from assist.engines.pdf import PdfProcess
from assist.engines.store import ManualState, Store
from assist.errors import ManualError
from assist.library.furniture import profile_of
from assist.library.pages import ReadPicture, read_page
from assist.library.passages import Headings, cut
from assist.settings import Settings

Progress = Callable[[int, int], bool | None]  # pages read, pages in all; False cancels

COVER_PAGES = 60  # the catalogue is described from the first so many pages
BATCH = 64  # passages handed to the index at once
BLANK = frozenset({"blank"})


class Index(Protocol):
    """What ingestion needs of the search; `library.search.Search` is the real one."""

    def add(self, passages: Sequence[Passage], names: str) -> None: ...

    def remove(self, manual_id: str) -> None: ...

    def commit(self) -> None: ...


class Describe(Protocol):
    """Reads brand, models, names, languages and edition; `library.catalogue.describe` is the real one."""

    def __call__(self, file_name: str, pages: Sequence[Page], metadata_title: str = "", *, id: str) -> Manual: ...


class Cancelled(ManualError):
    """The work was stopped on request."""

    code = "manual_cancelled"
    help = "Upload it again to go on."


class Ingest:
    """Makes manuals from PDF files; one at a time.

    `read_picture` reads the picture of a page that has no usable text (None: such pages get a warning), `describe`
    is the catalogue's.
    """

    def __init__(
        self, settings: Settings, store: Store, index: Index, read_picture: ReadPicture | None = None,
        *, describe: Describe | None = None,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._store = store
        self._index = index
        self._read_picture = read_picture
        self._describe = describe or _described

    def add(
        self, source: Path | bytes, file_name: str, *, password: str | None = None,
        on_progress: Progress | None = None, cancel: Event | None = None,
    ) -> Manual:  # fmt: skip
        """The manual of this file, ready to be searched; the same content again is recognised at once.

        Raises `ManualError` with the codes of `engines.pdf.Pdf` and `manual_too_large`, `manual_empty` (only blank
        pages), `manual_unreadable` (no page gave a word), `manual_cancelled`.
        """
        data = source if isinstance(source, bytes) else self._read_file(source)
        self._check_size(len(data))
        manual_id = content_id(data)
        if self._store.manual_state(manual_id) is ManualState.READY:
            known = self._store.manual(manual_id)
            if known is not None:
                return known
        file = keep_file(self._store.folder, manual_id, data)
        watch = _Watch(on_progress, cancel)
        try:
            with PdfProcess(timeout=self._settings.page_timeout) as pdf:
                self._read(pdf, file, file_name, manual_id, password, watch)
            return self._finish(manual_id, file_name, watch)
        except Cancelled:
            raise  # what was read is kept: the same file goes on from there, `forget` drops it
        except ManualError:
            self.forget(manual_id)
            raise

    def again(self, manual_id: str, *, on_progress: Progress | None = None) -> Manual:
        """Read a kept manual's file anew, in the present form; what an agent corrected stays.

        Raises `ManualError`, `manual_missing` where the file is not kept.
        """
        known, file = self._store.manual(manual_id), file_of(self._store.folder, manual_id)
        if known is None or not file.exists():
            raise ManualError("This manual's file is not in the library.", code="manual_missing")
        self._store.forget_pages(manual_id, tuple(self._store.pages_done(manual_id)))
        watch = _Watch(on_progress, None)
        with PdfProcess(timeout=self._settings.page_timeout) as pdf:
            self._read(pdf, file, known.file, manual_id, None, watch)
        return self._finish(manual_id, known.file, watch)

    def forget(self, manual_id: str) -> None:
        """Drop a manual from the index, the database and the folder."""
        self._index.remove(manual_id)
        self._index.commit()
        self._store.remove_manual(manual_id)
        file_of(self._store.folder, manual_id).unlink(missing_ok=True)

    def _read_file(self, source: Path) -> bytes:
        try:
            self._check_size(source.stat().st_size)
            return source.read_bytes()
        except OSError as error:
            raise ManualError(f"The file cannot be read: {error.strerror}.", code="manual_unreadable") from error

    def _check_size(self, size: int) -> None:
        limit = self._settings.max_manual_mb
        if size > limit * 1024 * 1024:
            raise ManualError(
                f"The file has {size / 1048576:.0f} MB; the limit is {limit} MB.", code="manual_too_large",
                help="Make it smaller, or raise ASSIST_MAX_MANUAL_MB.", limit=limit,
            )  # fmt: skip
        if size == 0:
            raise ManualError("The file is empty.", code="manual_empty")

    def _read(
        self, pdf: PdfProcess, file: Path, file_name: str, manual_id: str, password: str | None, watch: _Watch
    ) -> None:
        """Read and keep every page that is not kept yet."""
        count, title = pdf.open(file, password, max_pages=self._settings.max_manual_pages)
        if password:
            self._unlock(pdf, file)
        blank = Manual(manual_id, file_name, title or Path(file_name).stem, pages=count)
        self._store.save_manual(blank, ManualState.READING, metadata_title=title, size=file.stat().st_size)
        done = self._store.pages_done(manual_id)
        read = len(done)
        watch.tell(read, count)
        for number in range(1, count + 1):
            if number in done:
                continue
            self._store.save_page(replace(self._page(pdf, number), manual=manual_id))
            read += 1
            watch.tell(read, count)

    def _page(self, pdf: PdfProcess, number: int) -> Page:
        """One page; one that cannot be read is kept with the reason, and the next is read."""
        try:
            sheet = pdf.sheet(number)
        except ManualError as error:
            return Page("", number, 1.0, 1.0, source="none", warnings=(error.code,))
        return read_page(sheet, lambda side: pdf.render(number, long_side=side), self._read_picture)

    def _unlock(self, pdf: PdfProcess, file: Path) -> None:
        """Keep the file without its password, so that its pages can be shown later; the index is as private as it."""
        part = file.with_suffix(".part")
        pdf.save_unlocked(part)
        part.replace(file)

    def _finish(self, manual_id: str, file_name: str, watch: _Watch) -> Manual:
        """Cut the kept pages into passages, describe the manual, and index it."""
        manual = self._described_manual(manual_id, file_name)
        self._store.save_manual(manual, ManualState.INDEXING)
        manual = self._store.manual(manual_id) or manual
        passages = self._passages(manual_id)
        if not passages:
            raise _nothing(self._store.pages(manual_id))
        self._store.save_passages(manual_id, passages)
        self._index.remove(manual_id)
        for start in range(0, len(passages), BATCH):
            self._index.add(passages[start : start + BATCH], names_of(manual))
            watch.tell(manual.pages, manual.pages)
        self._index.commit()
        self._store.save_manual(manual, ManualState.READY)
        return manual

    def _described_manual(self, manual_id: str, file_name: str) -> Manual:
        pages = [page for page, _ in zip(self._store.pages(manual_id), range(COVER_PAGES), strict=False)]
        title = self._store.metadata_title(manual_id)
        manual = self._describe(file_name, pages, title, id=manual_id)
        return replace(manual, id=manual_id, file=file_name, pages=len(self._store.pages_done(manual_id)))

    def _passages(self, manual_id: str) -> list[Passage]:
        """All passages; each page is kept again with its label, its language and what became of it."""
        every: list[Passage] = []
        for page, passages in cut_all(lambda: self._store.pages(manual_id)):
            self._store.save_page(page)
            every += passages
        return every


def cut_all(pages: Callable[[], Iterable[Page]]) -> Iterator[tuple[Page, tuple[Passage, ...]]]:
    """Every page with its label, language and warnings, and its passages; `pages` is gone through twice."""
    profile, above = profile_of(pages()), Headings()
    for page in pages():
        page, passages, above = cut(page, profile, above, detect)
        if not passages and not page.warnings:
            page = replace(page, warnings=("no_passage",))
        yield page, passages


class _Watch:
    """Tells the progress and listens whether to stop."""

    def __init__(self, on_progress: Progress | None, cancel: Event | None) -> None:
        self._on_progress = on_progress
        self._cancel = cancel

    def tell(self, page: int, pages: int) -> None:
        stop = self._on_progress(page, pages) is False if self._on_progress else False
        if stop or (self._cancel is not None and self._cancel.is_set()):
            raise Cancelled("Reading the manual was cancelled.", page=page, pages=pages)


@dataclass(frozen=True, slots=True)
class Probe:
    """What became of one file (see `probe`).

    `reason` is the code that refused it, "" where it was read; `silent` are pages with visible content that gave
    neither passage nor warning; `warnings` counts codes over pages.
    """

    file: str
    reason: str = ""
    pages: int = 0
    passages: int = 0
    silent: tuple[int, ...] = ()
    warnings: tuple[tuple[str, int], ...] = ()
    seconds: float = 0.0


def probe(
    path: Path, *, password: str | None = None, read_picture: ReadPicture | None = None,
    page_timeout: float = 20.0, max_pages: int = 3000,
) -> Probe:  # fmt: skip
    """Read a file as ingestion would, without database and index: passages, or the reason why not."""
    began = time.perf_counter()
    warnings: Counter[str] = Counter()
    silent: list[int] = []
    total = 0
    try:
        with PdfProcess(timeout=page_timeout) as pdf:
            count, _ = pdf.open(path, password, max_pages=max_pages)
            pages = [_probed(pdf, number, read_picture) for number in range(1, count + 1)]
        for page, passages in cut_all(lambda: pages):
            total += len(passages)
            warnings.update(page.warnings)
            if not passages and not page.warnings:
                silent.append(page.number)
    except ManualError as error:
        return Probe(path.name, reason=error.code, seconds=round(time.perf_counter() - began, 2))
    reason = "" if total else _nothing(iter(pages)).code
    seconds = round(time.perf_counter() - began, 2)
    return Probe(path.name, reason, count, total, tuple(silent), tuple(sorted(warnings.items())), seconds)


def _probed(pdf: PdfProcess, number: int, read_picture: ReadPicture | None) -> Page:
    try:
        sheet = pdf.sheet(number)
    except ManualError as error:
        return Page("", number, 1.0, 1.0, source="none", warnings=(error.code,))
    return read_page(sheet, lambda side: pdf.render(number, long_side=side), read_picture)


def content_id(data: bytes) -> str:
    """A manual's id: of its file's content, so that the same file again is the same manual."""
    return hashlib.sha256(data).hexdigest()[:24]


def file_of(folder: Path, manual_id: str) -> Path:
    """Where the library keeps the manual's own copy of the file."""
    return folder / "files" / f"{manual_id}.pdf"


def keep_file(folder: Path, manual_id: str, data: bytes) -> Path:
    """Keep a copy that no one moves or edits; pictures of its pages are made from it."""
    file = file_of(folder, manual_id)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(data)
        part.replace(file)
    return file


def names_of(manual: Manual) -> str:
    """What a manual is called, for the index's field of names."""
    return " ".join(dict.fromkeys(chain([manual.title, manual.brand], manual.models, manual.names))).strip()


def _nothing(pages: Iterator[Page]) -> ManualError:
    warnings = [frozenset(page.warnings) for page in pages]
    if all(codes <= BLANK and codes for codes in warnings):
        return ManualError("Every page of the PDF is blank.", code="manual_empty")
    codes = ", ".join(sorted({code for page in warnings for code in page}))
    return ManualError(
        f"No page of the PDF could be read ({codes}).", code="manual_unreadable",
        help="Scan or print it to a PDF with readable pages, or look at the pages' warnings.",
    )  # fmt: skip


def _described(file_name: str, pages: Sequence[Page], metadata_title: str = "", *, id: str) -> Manual:
    from assist.library.catalogue import describe

    return describe(file_name, pages, metadata_title, id=id)
