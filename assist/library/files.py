"""Files: the library's own copies of the manuals, named by their content."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from assist.engines.store import Store
from assist.errors import EngineUnavailable, ManualError, on_disk


def content_id(source: Path | bytes) -> str:
    """A manual's id: of its file's content, so that the same file again is the same manual.

    Raises `ManualError` (`file_unreadable`) for a file that cannot be read.
    """
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()[:24]
    try:
        with source.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:24]
    except OSError as error:
        raise unreadable(error) from error


def size_of(source: Path | bytes) -> int:
    """Bytes of a file; raises as `content_id` does."""
    if isinstance(source, bytes):
        return len(source)
    try:
        return source.stat().st_size
    except OSError as error:
        raise unreadable(error) from error


def file_of(folder: Path, manual_id: str) -> Path:
    """Where the library keeps the manual's own copy of the file."""
    return folder / "files" / f"{manual_id}.pdf"


def is_whole(store: Store, manual_id: str) -> bool:
    """Is the manual's PDF there, as long as it was when it was read?"""
    file = file_of(store.folder, manual_id)
    return file.is_file() and file.stat().st_size == store.size_of(manual_id)


def keep_file(folder: Path, manual_id: str, source: Path | bytes) -> Path:
    """Keep a copy that no one moves or edits; pictures of its pages are made from it."""
    file = file_of(folder, manual_id)
    if not file.exists():
        keep_copy(file, source)
    return file


def keep_copy(file: Path, source: Path | bytes) -> None:
    """Copy a file's content whole or not at all; raises `EngineUnavailable` (`disk`) where there is no room."""
    part = file.with_suffix(f".{os.getpid()}.part")
    try:
        with on_disk("The file cannot be kept"):
            file.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(source, bytes):
                part.write_bytes(source)
            else:
                shutil.copyfile(source, part)
            part.replace(file)
    except EngineUnavailable:
        part.unlink(missing_ok=True)
        raise


def file_lost() -> ManualError:
    return ManualError(
        "This manual's file is not in the library.", code="manual_file_lost",
        help="Add the same PDF again; everything else stays.",
    )  # fmt: skip


def unreadable(error: OSError) -> ManualError:
    return ManualError(
        f"The file cannot be read: {error.strerror}.", code="file_unreadable", help="Add the file again."
    )
