"""Shelf: the manuals as the line and the page see them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from assist.case.passages import Found, Manual, Page, Passage, Query
from assist.case.photo import Pixels
from assist.engines.pdf import PdfProcess
from assist.engines.store import ManualState, Store
from assist.errors import IndexOutdated, ManualError
from assist.library.context import in_context
from assist.library.editions import editions_among
from assist.library.files import file_lost, file_of
from assist.library.ingest import forget_manual, names_of
from assist.settings import Settings

INDEX_VERSION = "3"  # of passages and pages as ingestion makes them; another needs them made anew
CORRECTABLE = frozenset({"title", "brand", "models", "names", "languages", "eans", "skus", "edition", "kinds"})
# What a new edition takes over of the old one's corrections: title, languages and edition are each one's own.
HANDED_ON = frozenset({"brand", "models", "names", "kinds"})
PAGES_KEPT = 64  # unpacked pages in memory, about 0.5 MB each
PICTURES_KEPT = 12  # pictures of pages in memory, about 6 MB each


class Finder(Protocol):
    """What the shelf needs of the search; `library.search.Search` is the real one."""

    def find(self, query: Query, limit: int = 10) -> Found: ...

    def add(self, passages: Sequence[Passage], names: str) -> None: ...

    def rename(self, passages: Sequence[Passage], names: str) -> None: ...

    def remove(self, manual_id: str) -> None: ...

    def discard(self, ids: Sequence[str]) -> None: ...

    def commit(self) -> None: ...


class Shelf:
    """All manuals that can be searched; `case.passages.Library` for the line, and more for the page."""

    def __init__(self, settings: Settings, store: Store, search: Finder, *, upgrade: bool = False) -> None:
        self._store = store
        self._search = search
        self._pdf = PdfProcess(timeout=min(settings.page_timeout, 20.0))
        self._opened = ""
        self._pages: OrderedDict[tuple[str, int], Page] = OrderedDict()
        self._seconds: OrderedDict[tuple[str, int], str] = OrderedDict()
        self._pictures: OrderedDict[tuple[str, int, int], Pixels] = OrderedDict()
        self._lock = threading.RLock()
        if not store.note("index_version"):
            store.set_note("index_version", INDEX_VERSION)
        elif not upgrade:
            check_form(store)

    @property
    def outdated(self) -> bool:
        """Whether pages and passages are kept in an older form than this version makes."""
        return self._store.note("index_version") != INDEX_VERSION

    def upgraded(self) -> None:
        """Say that everything kept has been made anew."""
        self._store.set_note("index_version", INDEX_VERSION)

    def close(self) -> None:
        self._pdf.close()

    def catalogue(self) -> tuple[Manual, ...]:
        """Every manual that can be searched."""
        return self._store.manuals()

    manuals = catalogue

    def find(self, query: Query, limit: int = 10) -> Found:
        """Passages for a query, best first, and in context."""
        found = self._search.find(query, limit)
        return replace(found, shown=in_context(found.passages, self._store.passages_of))

    def passage(self, passage_id: str) -> Passage | None:
        return self._store.passages([passage_id]).get(passage_id)

    def passages(self, manual_id: str, page: int | None = None) -> tuple[Passage, ...]:
        return self._store.passages_of(manual_id, page)

    def page(self, manual: str, number: int) -> Page:
        """A page's words and boxes; raises `ManualError` (`page_missing`) where there is none."""
        key = (manual, number)
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return self._pages[key]
        page = self._store.page(manual, number)
        if page is None:
            raise ManualError(f"Page {number} of this manual is not in the library.", code="page_missing", page=number)
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        return page

    def picture(self, manual_id: str, page_number: int, long_side: int = 1600) -> Pixels:
        """The page as an upright RGB picture; raises `ManualError` where it cannot be drawn."""
        key = (manual_id, page_number, long_side)
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
            self._open(manual_id)
            pixels = self._pdf.render(page_number, long_side=long_side)
            pixels.setflags(write=False)
            self._pictures[key] = pixels
            while len(self._pictures) > PICTURES_KEPT:
                self._pictures.popitem(last=False)
            return pixels

    def second_text(self, manual_id: str, page_number: int) -> str:
        """The page's text by another extractor, for checking quotes; empty where that has none or fails."""
        key = (manual_id, page_number)
        with self._lock:
            if key not in self._seconds:
                try:
                    self._open(manual_id)
                    self._seconds[key] = self._pdf.second(page_number)
                except ManualError:
                    self._seconds[key] = ""
                while len(self._seconds) > PAGES_KEPT:
                    self._seconds.popitem(last=False)
            return self._seconds[key]

    def _open(self, manual_id: str) -> None:
        if self._opened != manual_id:
            file = file_of(self._store.folder, manual_id)
            if not file.exists():
                raise file_lost()
            self._opened = ""
            self._pdf.open(file)
            self._opened = manual_id

    def warnings(self, manual_id: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """Pages with warnings: their numbers and codes."""
        return self._store.page_warnings(manual_id)

    def remove(self, manual_id: str) -> None:
        """Forget a manual: first where it is found, then where it is kept; its file in the manuals folder stays out."""
        manual = self._store.manual(manual_id)
        if manual is not None:
            self._store.remember_removal(manual)
        with self._lock:
            if self._opened == manual_id:
                self._pdf.close()
                self._opened = ""
            forget_manual(self._store, self._search, manual_id)
            self.refresh(manual_id)

    def correct(self, manual_id: str, **changes: object) -> Manual:
        """Change fields of `CORRECTABLE` on the agent's word; what was said outlives re-reading.

        Raises `ValueError` for another field, `ManualError` (`manual_missing`).
        """
        if not changes or set(changes) - CORRECTABLE:
            raise ValueError(f"a manual has no {sorted(set(changes) - CORRECTABLE)} to correct")
        manual = self._store.correct_manual(manual_id, changes)
        if manual is None:
            raise ManualError("This manual is not in the library.", code="manual_missing")
        if {"title", "brand", "models", "names"} & set(changes):
            self._search.rename(self._store.passages_of(manual_id), names_of(manual))
            self._search.commit()
        return manual

    def remember(self, manual_id: str, *, sku: str = "", ean: str = "") -> Manual:
        """Keep that this article number means this manual, and no other's any more, on the agent's word.

        Raises `ManualError` (`manual_missing`).
        """
        manual = self._store.manual(manual_id)
        if manual is None:
            raise ManualError("This manual is not in the library.", code="manual_missing")
        for field, number in (("skus", sku.strip()), ("eans", ean.strip())):
            for other in self.catalogue() if number else ():
                if other.id != manual_id and number in getattr(other, field):
                    self.correct(other.id, **{field: tuple(each for each in getattr(other, field) if each != number)})
            if number and number not in getattr(manual, field):
                manual = self.correct(manual_id, **{field: (*getattr(manual, field), number)})
        return manual

    def editions(self, manual_id: str) -> tuple[Manual, ...]:
        """Other manuals of the same product, newest edition first."""
        catalogue = self.catalogue()
        manual = next((manual for manual in catalogue if manual.id == manual_id), None)
        return editions_among(manual, catalogue) if manual else ()

    def replace(self, old_id: str, new_id: str) -> Manual:
        """Let a new edition take the old one's place: it takes over what agents corrected, and the old one is hidden.

        Like one that was deleted, it can be brought back for a day.  Raises `ManualError` (`manual_missing`);
        `ValueError` where both are the same.
        """
        old, new = self._store.manual(old_id), self._store.manual(new_id)
        if old is None or new is None or self._store.manual_state(old_id) is ManualState.HIDDEN:
            raise ManualError("This manual is not in the library.", code="manual_missing")
        if old_id == new_id:
            raise ValueError("a manual cannot replace itself")
        mine = self._store.corrected(new_id)
        kept = [name for name in self._store.corrected(old_id) if name in HANDED_ON and name not in mine]
        changes: dict[str, object] = {name: getattr(old, name) for name in kept}
        for field in ("skus", "eans"):  # numbers add up: the old edition's articles come with the new one now
            both = tuple(dict.fromkeys((*getattr(new, field), *getattr(old, field))))
            changes |= {field: both} if both != getattr(new, field) else {}
        if changes:
            new = self.correct(new_id, **changes)
        self._store.hide_manual(old)
        return new

    def refresh(self, manual_id: str) -> None:
        """Forget what is in memory of a manual, whose pages are gone or others."""
        with self._lock:
            self._forget(manual_id)

    def _forget(self, manual_id: str) -> None:
        for key in [key for key in self._pages if key[0] == manual_id]:
            del self._pages[key]
        for drawn in [key for key in self._pictures if key[0] == manual_id]:
            del self._pictures[drawn]
        for read in [key for key in self._seconds if key[0] == manual_id]:
            del self._seconds[read]


def check_form(store: Store) -> None:
    """Raise `IndexOutdated` where pages and passages are kept in another form than this version makes."""
    found = store.note("index_version")
    if found not in ("", INDEX_VERSION):
        raise IndexOutdated(
            f"The index was made in form {found}; this version reads form {INDEX_VERSION}.",
            help="Run `python -m assist index --upgrade`.",
        )
