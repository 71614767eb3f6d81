"""Ingest: a PDF file becomes a manual that can be searched.

Page by page through a process of its own, each page kept as it is read, so that the work goes on where it was left
after a cancel, a crash or a power cut; then passages, then the index.  A manual that is read anew is made beside the
old one, which is found until the new one is complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from threading import Event
from typing import Protocol

from assist.case.passages import Manual, Page, Passage
from assist.case.text.language import detect
from assist.engines.pdf import PdfProcess
from assist.engines.store import WHOLE, ManualState, Store
from assist.errors import ManualError
from assist.library.files import content_id, file_lost, file_of, is_whole, keep_file, size_of
from assist.library.furniture import profile_of
from assist.library.pages import REASONS, ReadPicture, read_page
from assist.library.passages import Headings, cut
from assist.settings import Settings

Progress = Callable[[int, int], bool | None]  # pages read, pages in all; False cancels

COVER_PAGES = 60  # the catalogue is described from the first so many pages
BATCH = 64  # passages handed to the index at once
BLANK = frozenset({"blank"})
WHY_OCR = frozenset({"no_text", "garbled_text", "hidden_text"})  # why a picture was read, and not what came of it
# Warnings of pages that another attempt may read: the rest were read, and that is what stands on them.
FAILED = frozenset({"page_timeout", "page_crashed", "manual_page", "ocr_failed", "ocr_unavailable"})


class Index(Protocol):
    """What ingestion needs of the search; `library.search.Search` is the real one."""

    def add(self, passages: Sequence[Passage], names: str) -> None: ...

    def remove(self, manual_id: str) -> None: ...

    def discard(self, ids: Sequence[str]) -> None: ...

    def commit(self) -> None: ...


class Describe(Protocol):
    """Reads brand, models, names, languages and edition; `library.catalogue.describe` is the real one."""

    def __call__(self, file_name: str, pages: Sequence[Page], metadata_title: str = "", *, id: str) -> Manual: ...


class Cancelled(ManualError):
    """The work was stopped on request."""

    code = "manual_cancelled"
    help = "Upload it again to go on."


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
class _Work:
    """One manual being read: its id, its name, and the id under which its pages are kept until they replace others."""

    manual: str
    file_name: str
    under: str
    watch: _Watch
    state: ManualState = ManualState.READY  # in which a manual that is read anew must still be when that is done

    @property
    def renews(self) -> bool:
        return self.under != self.manual


class Ingest:
    """Makes manuals from PDF files; one at a time.

    `read_picture` reads the picture of a page that has no usable text (None: such pages get a warning), `describe`
    is the catalogue's, `renewed` is told the id of a manual whose pages were replaced.
    """

    def __init__(
        self, settings: Settings, store: Store, index: Index, read_picture: ReadPicture | None = None,
        *, describe: Describe | None = None, renewed: Callable[[str], None] = lambda manual_id: None,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._store = store
        self._index = index
        self._read_picture = read_picture
        self._describe = describe or _described
        self._renewed = renewed

    def add(
        self, source: Path | bytes, file_name: str, *, password: str | None = None,
        on_progress: Progress | None = None, cancel: Event | None = None,
    ) -> Manual:  # fmt: skip
        """The manual of this file, ready to be searched; the same content again is recognised at once.

        Raises `ManualError` with the codes of `engines.pdf.Pdf` and `manual_too_large`, `manual_empty` (only blank
        pages), `manual_unreadable` (no page gave a word), `manual_cancelled`.
        """
        self._check_size(size_of(source))
        manual_id = content_id(source)
        state = self._store.manual_state(manual_id)
        if state is ManualState.REMOVING:
            self.forget(manual_id)
        if state is ManualState.HIDDEN and self._store.show_manual(manual_id):
            state = ManualState.READY
        known = self._store.manual(manual_id) if state is ManualState.READY else None
        if known is not None:
            self._copy_again(known, source, password)
            return known
        file = keep_file(self._store.folder, manual_id, source)
        work = _Work(manual_id, file_name, manual_id, _Watch(on_progress, cancel))
        try:
            self._read(work, file, password)
            return self._finish(work)
        except Cancelled:
            raise  # what was read is kept: the same file goes on from there, `forget` drops it
        except ManualError:
            self.forget(manual_id)
            raise

    def again(
        self, manual_id: str, *, failed_only: bool = False, fresh: bool = False, deleted: bool = False,
        on_progress: Progress | None = None,
    ) -> Manual:  # fmt: skip
        """Read a kept manual's file anew and replace what is there when all is done; what an agent corrected stays.

        `failed_only` reads the pages that could not be read and keeps the others.  An attempt that was interrupted
        goes on where it was, unless it is to begin `fresh`.  One that was deleted and can be brought back is read only
        where `deleted` says so, and stays deleted.  Raises `ManualError`, `manual_missing` for a manual that was
        removed or deleted, `manual_file_lost` where its file is not kept; what is there then stays as it is.
        """
        known, file = self._store.manual(manual_id), file_of(self._store.folder, manual_id)
        state = self._store.manual_state(manual_id)
        if known is None or state is ManualState.REMOVING or (state is ManualState.HIDDEN and not deleted):
            raise ManualError("This manual is not in the library.", code="manual_missing")
        if not file.exists():
            raise file_lost()
        under = staged(manual_id) if state in WHOLE else manual_id
        work = _Work(manual_id, known.file, under, _Watch(on_progress, None), state or ManualState.READY)
        if fresh and work.renews:
            self._store.remove_manual(under)
        elif fresh:
            self._store.forget_pages(manual_id, tuple(self._store.pages_done(manual_id)))
        if failed_only and work.renews and self._store.manual_state(under) is None:
            failed = self.failed_pages(manual_id)
            if not failed:
                return known
            self._store.save_manual(replace(known, id=under), ManualState.RENEWING, size=file.stat().st_size)
            self._store.copy_pages(manual_id, under, sorted(self._store.pages_done(manual_id) - failed))
        try:
            self._read(work, file, None)
            return self._renew(work) if work.renews else self._finish(work)
        except Cancelled:
            raise  # goes on from there, or `forget_renewal`
        except ManualError:
            self.forget_renewal(manual_id)
            raise

    def cut_again(self, manual_id: str) -> Manual:
        """Cut the kept pages of a whole manual into passages anew and index them; no PDF is read.

        Raises `ManualError`, `manual_missing` where it is not in the library.
        """
        known = self._store.manual(manual_id)
        if known is None:
            raise ManualError("This manual is not in the library.", code="manual_missing")
        work = _Work(manual_id, known.file, manual_id, _Watch(None, None))
        passages = self._passages(work)
        self._store.save_passages(manual_id, passages)
        self._index.remove(manual_id)
        self._add(known, passages, work)
        return known

    def found(self, manual_id: str) -> Manual:
        """What the catalogue reads from the kept pages, without what agents corrected; `ManualError` as `again`."""
        known = self._store.manual(manual_id)
        if known is None:
            raise ManualError("This manual is not in the library.", code="manual_missing")
        return self._described_manual(_Work(manual_id, known.file, manual_id, _Watch(None, None)))

    def failed_pages(self, manual_id: str) -> frozenset[int]:
        """Numbers of the pages that took too long, crashed the reader or met no OCR: those worth another attempt."""
        return frozenset(number for number, codes in self._store.page_warnings(manual_id) if FAILED & set(codes))

    def forget(self, manual_id: str) -> None:
        """Drop a manual from the index, the database and the folder."""
        forget_manual(self._store, self._index, manual_id)

    def forget_renewal(self, manual_id: str) -> None:
        """Drop what was read anew of a manual, which stays as it is."""
        self._store.remove_manual(staged(manual_id))

    def sweep(self, waiting: Iterable[str] = ()) -> None:
        """Finish what an ended program left and no job will: removals, renewals not `waiting`, parts of files."""
        for manual in self._store.manuals(ManualState.REMOVING):
            self.forget(manual.id)
        wanted = {staged(manual_id) for manual_id in waiting}
        for manual in self._store.manuals(ManualState.RENEWING):
            if manual.id not in wanted:
                self._store.remove_manual(manual.id)
        for part in (self._store.folder / "files").glob("*.part"):
            part.unlink(missing_ok=True)

    def _check_size(self, size: int) -> None:
        limit = self._settings.max_manual_mb
        if size > limit * 1024 * 1024:
            raise ManualError(
                f"The file has {size / 1048576:.0f} MB; the limit is {limit} MB.", code="manual_too_large",
                help="Make it smaller, or raise ASSIST_MAX_MANUAL_MB.", limit=limit,
            )  # fmt: skip
        if size == 0:
            raise ManualError("The file is empty.", code="manual_empty")

    def _read(self, work: _Work, file: Path, password: str | None) -> None:
        """Read and keep every page that is not kept yet."""
        with PdfProcess(timeout=self._settings.page_timeout) as pdf:
            count, title = pdf.open(file, password, max_pages=self._settings.max_manual_pages)
            if password:
                self._unlock(pdf, file)
            blank = Manual(work.under, work.file_name, title or Path(work.file_name).stem, pages=count)
            state = ManualState.RENEWING if work.renews else ManualState.READING
            self._store.save_manual(blank, state, metadata_title=title, size=file.stat().st_size)
            done = self._store.pages_done(work.under)
            read = len(done)
            work.watch.tell(read, count)
            for number in range(1, count + 1):
                if number in done:
                    continue
                page = page_of(pdf, number, self._read_picture)
                self._store.save_page(replace(page, manual=work.manual), under=work.under)
                read += 1
                work.watch.tell(read, count)

    def _copy_again(self, known: Manual, source: Path | bytes, password: str | None) -> None:
        """Keep the file of a known manual anew where its copy is lost or cut off; raises as opening it does."""
        if is_whole(self._store, known.id):
            return
        file_of(self._store.folder, known.id).unlink(missing_ok=True)
        file = keep_file(self._store.folder, known.id, source)
        try:
            with PdfProcess(timeout=self._settings.page_timeout) as pdf:
                pdf.open(file, password, max_pages=self._settings.max_manual_pages)
                if password:
                    self._unlock(pdf, file)
        except ManualError:
            file.unlink(missing_ok=True)
            raise
        self._store.save_manual(known, ManualState.READY, size=file.stat().st_size)
        self._renewed(known.id)

    def _unlock(self, pdf: PdfProcess, file: Path) -> None:
        """Keep the file without its password, so that its pages can be shown later; the index is as private as it."""
        part = file.with_suffix(".part")
        pdf.save_unlocked(part)
        part.replace(file)

    def _finish(self, work: _Work) -> Manual:
        """Cut the kept pages into passages, describe the manual, and index it."""
        manual = self._described_manual(work)
        self._store.save_manual(manual, ManualState.INDEXING)
        manual = self._store.manual(work.manual) or manual
        passages = self._passages(work)
        self._store.save_passages(work.manual, passages)
        self._index.remove(work.manual)
        self._add(manual, passages, work)
        self._store.save_manual(manual, ManualState.READY)
        return manual

    def _renew(self, work: _Work) -> Manual:
        """Replace a whole manual by what was read anew.

        New passages enter the index first and old ones leave it last, so that whenever the program ends, what the
        database holds is in the index; what is there besides is not shown.
        """
        manual = self._described_manual(work)
        known = self._store.manual(work.manual) or manual
        manual = replace(manual, **{name: getattr(known, name) for name in self._store.corrected(work.manual)})
        passages = self._passages(work)
        before, after = set(self._store.passage_ids(work.manual)), {passage.id for passage in passages}
        try:
            self._add(manual, passages, work)
        except Cancelled:
            self._discard(after - before)
            raise
        if not self._store.renew_manual(manual, work.under, passages, work.state):
            self._discard(after - set(self._store.passage_ids(work.manual)))  # one that was deleted may come back
            raise ManualError("This manual was removed while it was read.", code="manual_missing")
        self._discard(before - after)
        self._renewed(work.manual)
        return self._store.manual(work.manual) or manual

    def _add(self, manual: Manual, passages: Sequence[Passage], work: _Work) -> None:
        index_passages(self._index, manual, passages, lambda: work.watch.tell(manual.pages, manual.pages))

    def _discard(self, ids: Iterable[str]) -> None:
        self._index.discard(sorted(ids))
        self._index.commit()

    def _described_manual(self, work: _Work) -> Manual:
        pages = [page for page, _ in zip(self._store.pages(work.under), range(COVER_PAGES), strict=False)]
        title = self._store.metadata_title(work.under)
        manual = self._describe(work.file_name, pages, title, id=work.manual)
        return replace(manual, id=work.manual, file=work.file_name, pages=len(self._store.pages_done(work.under)))

    def _passages(self, work: _Work) -> list[Passage]:
        """All passages; each page is kept again with its label, its language and what became of it."""
        every: list[Passage] = []
        for page, passages in cut_all(lambda: self._store.pages(work.under)):
            self._store.save_page(page, under=work.under)
            every += passages
        if not every:
            raise nothing_found(self._store.pages(work.under))
        return every


def page_of(pdf: PdfProcess, number: int, read_picture: ReadPicture | None) -> Page:
    """One page; one that cannot be read is kept with the reason, and the next is read."""
    try:
        sheet = pdf.sheet(number)
    except ManualError as error:
        return Page("", number, 1.0, 1.0, source="none", warnings=(error.code,))
    return read_page(sheet, lambda side: pdf.render(number, long_side=side), read_picture)


def index_passages(
    index: Index, manual: Manual, passages: Sequence[Passage], after_each: Callable[[], None] = lambda: None
) -> None:
    """A manual's passages into the index, a batch at a time; what is there of it under other ids stays."""
    for start in range(0, len(passages), BATCH):
        index.add(passages[start : start + BATCH], names_of(manual))
        after_each()
    index.commit()


def staged(manual_id: str) -> str:
    """The id under which pages read anew are kept until they replace the manual's."""
    return f"{manual_id}~"


def forget_manual(store: Store, index: Index, manual_id: str) -> None:
    """Drop a manual everywhere; it is marked first, so that a program that ends meanwhile goes on at its next start."""
    store.mark_manual(manual_id, ManualState.REMOVING)
    index.remove(manual_id)
    index.commit()
    store.remove_manual(staged(manual_id))
    file_of(store.folder, manual_id).unlink(missing_ok=True)
    store.remove_manual(manual_id)


def cut_all(pages: Callable[[], Iterable[Page]]) -> Iterator[tuple[Page, tuple[Passage, ...]]]:
    """Every page with its label, language and warnings, and its passages; `pages` is gone through twice."""
    profile, above = profile_of(pages()), Headings()
    for page in pages():
        page, passages, above = cut(page, profile, above, detect)
        if not passages and not page.warnings:
            page = replace(page, warnings=("no_passage",))
        yield page, passages


def names_of(manual: Manual) -> str:
    """What a manual is called, for the index's field of names."""
    return " ".join(dict.fromkeys(chain([manual.title, manual.brand], manual.models, manual.names))).strip()


def nothing_found(pages: Iterator[Page]) -> ManualError:
    warnings = [frozenset(page.warnings) for page in pages]
    if all(codes <= BLANK and codes for codes in warnings):
        return ManualError("Every page of the PDF is blank.", code="manual_empty")
    every = {code for page in warnings for code in page}
    codes = sorted(every - WHY_OCR or every)
    return ManualError(
        f"No page of the PDF could be read: {'; '.join(REASONS.get(code, code) for code in codes)}.",
        code="manual_unreadable", help="Scan or print it to a PDF with readable pages.", pages_say=" ".join(codes),
    )  # fmt: skip


def _described(file_name: str, pages: Sequence[Page], metadata_title: str = "", *, id: str) -> Manual:
    from assist.library.catalogue import describe

    return describe(file_name, pages, metadata_title, id=id)
