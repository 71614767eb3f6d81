"""Files: the library's own copies of the manuals, named by their content."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from assist.errors import EngineUnavailable, ManualError


def content_id(source: Path | bytes) -> str:
    """A manual's id: of its file's content, so that the same file again is the same manual.

    Raises `ManualError` (`manual_unreadable`) for a file that cannot be read.
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


def keep_file(folder: Path, manual_id: str, source: Path | bytes) -> Path:
    """Keep a copy that no one moves or edits; pictures of its pages are made from it."""
    file = file_of(folder, manual_id)
    if not file.exists():
        part = file.with_suffix(f".{os.getpid()}.part")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(source, bytes):
                part.write_bytes(source)
            else:
                shutil.copyfile(source, part)
            part.replace(file)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise EngineUnavailable(
                f"The file cannot be kept: {error.strerror}.", code="disk", help="Make room in the index folder."
            ) from error
    return file


def unreadable(error: OSError) -> ManualError:
    return ManualError(f"The file cannot be read: {error.strerror}.", code="manual_unreadable")
