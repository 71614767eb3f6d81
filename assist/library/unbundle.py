"""Unbundle: a library that was exported as one file is brought into this one.

The file comes from somewhere else, so nothing in it is trusted: no name in it becomes a path, every part is read to
its declared size and no further and compared with its checksum before anything is changed, pages and passages are
checked as they are read, and ids are taken anew from the content.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from assist.case.page.packing import unpack_page
from assist.case.passages import Manual, Page, Passage
from assist.engines.store import WHOLE, ManualState, Store
from assist.errors import EngineUnavailable, InputError, ManualError
from assist.library.bundle import CHUNK, FORMAT, MANIFEST, PARTS, VERSION, Part, pages_in, part_name, passages_in
from assist.library.files import content_id, file_of, keep_file
from assist.library.foreign import manual_of, sound, sound_passage
from assist.library.ingest import Index, Ingest, index_passages
from assist.library.passages import passage_id
from assist.library.shelf import CORRECTABLE, INDEX_VERSION, Shelf
from assist.settings import Settings

MB = 1024 * 1024
MOST_MANIFEST = 64 * MB
MOST_PAGES = 512 * MB  # of one manual, packed; the largest of the development set has 0.6 MB
LONGEST_PAGE = 16 * MB  # unfolded; a page of 1,500 words has 60 KB
MEAN_PAGE = 200_000  # bytes a page, unfolded, that a whole manual may have: a file of small bombs is one too
# What a forged or damaged file makes the readers of JSON, zlib and zip raise (RuntimeError: an encrypted member).
BAD = (
    ValueError, LookupError, TypeError, AttributeError, RuntimeError, EOFError,
    ArithmeticError, zlib.error, struct.error, zipfile.BadZipFile,
)  # fmt: skip
PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # how an export packs its parts
HELP = "Use a file that `python -m assist library export` wrote."


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of one manual of the file: `added`, `known` (its content is here already) or `refused`, and why."""

    file: str
    state: str
    pages: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One manual as the manifest has it."""

    manual: Manual
    corrected: tuple[str, ...]
    parts: dict[str, Part]


class Unbundle:
    """Brings manuals of a bundle into the library; PDFs are read anew where pages are kept in another form."""

    def __init__(self, settings: Settings, store: Store, index: Index, ingest: Ingest, shelf: Shelf) -> None:
        self._settings, self._store, self._index, self._ingest, self._shelf = settings, store, index, ingest, shelf

    def __call__(self, source: Path) -> Iterator[Brought]:
        """A result for each manual.

        Raises `InputError` with the codes `bundle_missing`, `bundle_unknown` (no such file, of another program or a
        newer version) and `bundle_damaged`, before anything is changed; `EngineUnavailable` (`disk`).
        """
        with _opened(source) as bundle:
            form, entries = self._checked(bundle)
            for entry in entries:
                yield self._brought(bundle, entry, same_form=form == INDEX_VERSION)

    def _checked(self, bundle: zipfile.ZipFile) -> tuple[str, list[_Entry]]:
        """The manifest, once every part named in it was read and has its size and checksum."""
        try:
            with _member(bundle, MANIFEST) as member:
                text = member.read(MOST_MANIFEST + 1)
            head = json.loads(text)
            if head["format"] != FORMAT or int(head["version"]) > VERSION or len(text) > MOST_MANIFEST:
                raise InputError("This file was exported by another version.", code="bundle_unknown", help=HELP)
            entries = [_entry(row) for row in head["manuals"]]
            if len({entry.manual.id for entry in entries}) < len(entries):
                raise ValueError("a manual is in it twice")
            form = str(head["form"])
        except (*BAD, OSError) as error:
            raise InputError(
                f"The manifest cannot be read: {type(error).__name__}.", code="bundle_unknown", help=HELP
            ) from error
        limits = {"file": self._settings.max_manual_mb * MB, "pages": MOST_PAGES, "passages": MOST_PAGES}
        needed = sum(part.bytes for entry in entries for part in entry.parts.values())
        if needed > shutil.disk_usage(self._store.folder).free:
            raise EngineUnavailable("There is not enough room for this library.", code="disk")
        for entry in entries:
            for name, part in entry.parts.items():
                if part.bytes > limits[name] or not _is_whole(bundle, part):
                    raise InputError(
                        f"{part.name} is not as it was exported.",
                        code="bundle_damaged",
                        help="Export the library anew.",
                    )
        return form, entries

    def _brought(self, bundle: zipfile.ZipFile, entry: _Entry, *, same_form: bool) -> Brought:
        name = entry.manual.file
        draft = self._store.folder / "files" / f"import.{os.getpid()}.part"
        draft.parent.mkdir(parents=True, exist_ok=True)
        try:
            with bundle.open(entry.parts["file"].name) as member, draft.open("wb") as out:
                shutil.copyfileobj(member, out, CHUNK)
            manual_id = self._known(draft)
            if self._store.show_manual(manual_id):
                said = ("it was deleted and is back", self._merged(manual_id, entry))
                return Brought(name, "added", entry.manual.pages, "; ".join(part for part in said if part))
            if self._store.manual_state(manual_id) is ManualState.READY:
                return Brought(name, "known", entry.manual.pages, self._merged(manual_id, entry))
            if same_form:
                return Brought(name, "added", self._taken(bundle, entry, manual_id, draft).pages)
            manual = self._ingest.add(draft, name)
            self._merged(manual.id, entry)
            return Brought(name, "added", manual.pages, "read anew")
        except BAD as error:
            return Brought(name, "refused", why=f"its pages or passages are damaged ({type(error).__name__})")
        except ManualError as error:
            return Brought(name, "refused", why=f"{error} {error.help}")
        except OSError as error:
            raise EngineUnavailable(f"{name} cannot be kept: {error.strerror}.", code="disk") from error
        finally:
            draft.unlink(missing_ok=True)

    def _known(self, draft: Path) -> str:
        """The id of the manual whose kept file is this one, else the id that a new one gets.

        A manual that was locked is kept without its password: its file's content is not what it was named by.
        """
        found, size = content_id(draft), draft.stat().st_size
        if self._store.manual_state(found) in WHOLE:
            return found
        for manual in self._store.whole_manuals():
            file = file_of(self._store.folder, manual.id)
            if self._store.size_of(manual.id) == size and file.is_file() and content_id(file) == found:
                return manual.id
        return found

    def _taken(self, bundle: zipfile.ZipFile, entry: _Entry, manual_id: str, draft: Path) -> Manual:
        """Pages and passages as they were exported; all are checked before the first is kept."""
        pages = {
            page.number: (replace(page, words=(), lines=()), len(page.words)) for page in self._pages(bundle, entry)
        }
        if list(pages) != list(range(1, len(pages) + 1)) or not pages:
            raise ValueError("the pages are not numbered from 1")
        with bundle.open(entry.parts["passages"].name) as member:
            passages = _numbered(passages_in(member, manual_id), manual_id, pages)
        manual = replace(entry.manual, id=manual_id, pages=len(pages), **self._numbers(manual_id, entry.manual))
        keep_file(self._store.folder, manual_id, draft)
        title = entry.manual.title
        self._store.save_manual(manual, ManualState.READING, metadata_title=title, size=draft.stat().st_size)
        corrected = {name: getattr(manual, name) for name in entry.corrected if name in CORRECTABLE}
        if corrected:
            self._store.correct_manual(manual_id, corrected)
        for page in self._pages(bundle, entry):
            self._store.save_page(replace(page, manual=manual_id))
        self._store.save_manual(manual, ManualState.INDEXING)
        self._store.save_passages(manual_id, passages)
        self._index.remove(manual_id)
        index_passages(self._index, manual, passages)
        self._store.save_manual(manual, ManualState.READY)
        return manual

    def _pages(self, bundle: zipfile.ZipFile, entry: _Entry) -> Iterator[Page]:
        """One page in memory at a time; raises one of `BAD`."""
        most = self._settings.max_manual_pages
        with bundle.open(entry.parts["pages"].name) as member:
            for data in pages_in(member, most=most, longest=LONGEST_PAGE, altogether=most * MEAN_PAGE):
                yield sound(unpack_page(data))

    def _merged(self, manual_id: str, entry: _Entry) -> str:
        """What agents corrected there is taken over, but where agents have corrected it here."""
        own = self._store.corrected(manual_id)
        fresh = [name for name in entry.corrected if name in CORRECTABLE and name not in own]
        if not fresh:
            return ""
        theirs = replace(entry.manual, **self._numbers(manual_id, entry.manual))
        self._shelf.correct(manual_id, **{name: getattr(theirs, name) for name in fresh})
        return f"corrections taken over: {', '.join(fresh)}"

    def _numbers(self, manual_id: str, manual: Manual) -> dict[str, Any]:
        """The manual's article numbers, but those that mean another manual here."""
        others = [other for other in self._store.manuals() if other.id != manual_id]
        taken = {number for other in others for number in (*other.skus, *other.eans)}
        return {
            name: tuple(number for number in getattr(manual, name) if number not in taken) for name in ("skus", "eans")
        }


def _opened(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except OSError as error:
        raise InputError(f"{source} cannot be read: {error.strerror}.", code="bundle_missing") from error
    except BAD as error:
        raise InputError(f"{source} is no exported library.", code="bundle_unknown", help=HELP) from error


def _entry(row: dict[str, Any]) -> _Entry:
    """One manual of the manifest; raises one of `BAD` where it is not as exported."""
    manual = manual_of(row["manual"])
    parts = {}
    for name in PARTS:
        part = row["parts"][name]
        if part["name"] != part_name(manual.id, name):
            raise ValueError("a part has another name than its manual's")
        parts[name] = Part(str(part["name"]), str(part["sha256"]), int(part["bytes"]))
    return _Entry(manual, tuple(str(name) for name in row["corrected"]), parts)


def _member(bundle: zipfile.ZipFile, name: str) -> IO[bytes]:
    """A member of the zip, opened; raises one of `BAD` where it is packed as no export packs."""
    if bundle.getinfo(name).compress_type not in PACKED:
        raise ValueError("packed in another way")
    return bundle.open(name)


def _is_whole(bundle: zipfile.ZipFile, part: Part) -> bool:
    """Read the part to its declared size and no further: what unfolds to more is no part of ours."""
    digest, read = hashlib.sha256(), 0
    try:
        with _member(bundle, part.name) as member:
            while read <= part.bytes and (chunk := member.read(min(CHUNK, part.bytes - read + 1))):
                digest.update(chunk)
                read += len(chunk)
    except (*BAD, OSError):  # a damaged table of contents sends the reader anywhere
        return False
    return read == part.bytes and digest.hexdigest() == part.sha256


def _numbered(passages: Iterable[Passage], manual_id: str, pages: dict[int, tuple[Page, int]]) -> list[Passage]:
    """With the ids that their content has, in this library as in the other; `pages` are bare, each with the number of
    its words."""
    numbered: list[Passage] = []
    count: dict[int, int] = {}
    for passage in passages:
        place = count.get(passage.page, 0)
        count[passage.page] = place + 1
        page, words = pages[passage.page]
        id_ = passage_id(replace(page, manual=manual_id), place, passage.text)
        numbered.append(replace(sound_passage(passage, words), id=id_))
    return numbered
