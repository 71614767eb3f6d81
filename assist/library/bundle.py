"""Bundle: a whole library as one file, and back: PDFs, pages, passages and what agents corrected.

A zip with `manifest.json` (what is in it, with the sha256 of every part) and three parts for each manual.  Vectors are
not in it: they are made by the embedder of the index that it is brought into.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from assist.case.page.packing import pack_page
from assist.case.passages import Manual, Passage
from assist.engines.store import ManualState, Store
from assist.errors import EngineUnavailable, InputError
from assist.library.files import file_of

FORMAT = "assist-library"
VERSION = 1
MANIFEST = "manifest.json"
LENGTH = struct.Struct(">I")  # before each page
CHUNK = 1 << 20
PARTS = ("file", "pages", "passages")
PASSAGE = ("page", "heading", "text", "language", "words", "kind")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bundle: its name in the zip, its sha256 and its size in bytes."""

    name: str
    sha256: str
    bytes: int


def part_name(manual_id: str, part: str) -> str:
    return f"{part}/{manual_id}"


def export_library(store: Store, form: str, target: Path) -> Iterator[Manual]:
    """Write every manual that can be searched into `target`, and yield each as it is written.

    `form` is the form of pages and passages (`library.shelf.INDEX_VERSION`).  The file appears when it is complete.
    Raises `InputError` (`export_exists`) rather than overwrite, `EngineUnavailable` (`disk`) where it cannot be
    written, `ManualError` for a manual without its file.
    """
    if target.exists():
        raise InputError(f"{target} is there already.", code="export_exists", help="Name another file.")
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as out:
            rows = []
            for manual in store.manuals():
                if store.manual_state(manual.id) is not ManualState.READY:
                    continue  # deleted while those before it were written
                rows.append(_written(out, store, manual))
                yield manual
            head = {"format": FORMAT, "version": VERSION, "form": form, "manuals": rows}
            out.writestr(MANIFEST, json.dumps(head, ensure_ascii=False))
        draft.replace(target)
    except OSError as error:
        raise EngineUnavailable(f"{target} cannot be written: {error.strerror}.", code="disk") from error
    finally:
        draft.unlink(missing_ok=True)


def _written(out: zipfile.ZipFile, store: Store, manual: Manual) -> dict[str, Any]:
    """The manual's parts into the zip; its row of the manifest."""
    file = file_of(store.folder, manual.id)
    if not file.is_file():
        raise InputError(
            f"The PDF of {manual.file} is not in the library.", code="manual_missing",
            help="Run `python -m assist doctor --repair` first, or remove the manual.",
        )  # fmt: skip
    chunks = {"file": _chunks(file), "pages": _pages(store, manual.id), "passages": _passages(store, manual.id)}
    parts = {part: _put(out, part_name(manual.id, part), chunks[part], packed=part != "passages") for part in PARTS}
    fields = {name: getattr(manual, name) for name in Manual.__slots__}
    return {"manual": fields, "corrected": store.corrected(manual.id), "parts": parts}


def _put(out: zipfile.ZipFile, name: str, chunks: Iterator[bytes], *, packed: bool) -> dict[str, object]:
    """One member, whose bytes may be packed already; its name, sha256 and size."""
    info = zipfile.ZipInfo(name)  # of 1980: the same library gives the same bytes
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    digest, size = hashlib.sha256(), 0
    with out.open(info, "w", force_zip64=True) as member:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            member.write(chunk)
    return {"name": name, "sha256": digest.hexdigest(), "bytes": size}


def _chunks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk


def _pages(store: Store, manual_id: str) -> Iterator[bytes]:
    for page in store.pages(manual_id):
        data = pack_page(page)
        yield LENGTH.pack(len(data)) + data


def _passages(store: Store, manual_id: str) -> Iterator[bytes]:
    for passage in store.passages_of(manual_id):
        row = {name: getattr(passage, name) for name in PASSAGE}
        yield json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def pages_in(stream: IO[bytes], *, most: int, longest: int, altogether: int) -> Iterator[bytes]:
    """The packed pages of a part: at most `most`, unfolded of at most `longest` bytes each and so many `altogether`."""
    for _ in range(most + 1):
        head = stream.read(LENGTH.size)
        if not head:
            return
        data = stream.read(LENGTH.unpack(head)[0])
        unfolding = zlib.decompressobj()
        altogether -= len(unfolding.decompress(data, longest))
        if unfolding.unconsumed_tail or not unfolding.eof or altogether < 0:
            raise ValueError("a page is cut off or larger than any page is")
        yield data
    raise ValueError("more pages than a manual may have")


def passages_in(stream: IO[bytes], manual_id: str) -> Iterator[Passage]:
    """The passages of a part, in order, with ids still to be given."""
    for line in stream:
        row = dict(json.loads(line))
        first, last = (int(place) for place in row["words"])
        heading, text, language, kind = (str(row[name]) for name in ("heading", "text", "language", "kind"))
        yield Passage("", manual_id, int(row["page"]), heading, text, language, (first, last), kind)
