"""Zips: the photos of an untrusted zip, one at a time; what cannot be a photo is told, never unpacked to a disk.

Nothing is written under a name from the zip, sizes it claims are believed only where they speak against it, and its
table of contents is measured before it is read: 1.5 GB of nothing but names would fill the memory otherwise.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assist.errors import InputError

MOST_ENTRIES = 2_000
"""Files of one zip that are looked at: ten times what the queue takes, for what else may lie beside the photos."""

MOST_CONTENTS = 2_000_000
"""Bytes of a zip's table of contents: 1,000 for each of `MOST_ENTRIES`, of which a long name takes 300."""

MOST_RATIO = 50
"""How many times larger than in the zip a photo may be. Photos are compressed already: a zip makes them little
smaller.  Chosen, not measured."""

MOST_REFUSED = 40  # refused files that are told one by one
RATIO_FROM = 1_000_000  # bytes: what stays below does no harm whatever its ratio
PIECE = 256 * 1024
SNIFFED = 64  # bytes that tell a picture's kind
_JUNK = re.compile(r"(^|/)(__MACOSX/|\.[^/]*$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_NESTED = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one zip may hold: `photos` taken in, `photo_mb` of one, `total_mb` of all that is unpacked."""

    photos: int = 200
    photo_mb: int = 40
    total_mb: int = 4_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the zip: its place among the files from 0, its name in it, and its bytes or why it is refused."""

    position: int
    name: str
    data: bytes = b""
    error: InputError | None = None


def listed(file: Path) -> list[zipfile.ZipInfo]:
    """The files of a zip, without folders and what systems leave beside files.

    Raises `InputError`: `zip_damaged`, `zip_too_many` (files), `zip_bomb` (a table of contents out of measure),
    `zip_encrypted` (every file has a password), `zip_empty`.
    """
    _measure(file)
    try:
        with zipfile.ZipFile(file) as opened:
            every = opened.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, struct.error, ValueError, OSError) as error:
        raise damaged() from error
    found = [info for info in every if not info.is_dir() and not _JUNK.search(name_of(info))]
    if len(found) > MOST_ENTRIES:
        raise _refused(f"The zip has {len(found)} files; {MOST_ENTRIES} are looked at.", "zip_too_many")
    if not found:
        raise _refused("There is no file in the zip.", "zip_empty")
    if all(info.flag_bits & 1 for info in found):
        raise _locked()
    return found


def entries(file: Path, limits: Limits, skip: frozenset[int] = frozenset(), taken: int = 0) -> Iterator[Entry]:
    """Every file of the zip in its order, one in memory at a time; `skip` names positions that are done, of which
    `taken` were photos.

    Files beyond `limits.photos`, and refused ones beyond `MOST_REFUSED`, end in one refused entry each that says how
    many there were.  Raises as `listed` does.
    """
    found = listed(file)
    left, photos, refused = limits.total_mb * 1_000_000, taken, len(skip) - taken
    with zipfile.ZipFile(file) as opened:
        for position, info in enumerate(found):
            if position in skip:
                continue
            if photos >= limits.photos:
                more = len(found) - position
                said = f"A drop holds {limits.photos} photos; {more} more files of the zip were left out."
                yield Entry(position, "", error=_refused(said, "zip_rest", more=more, limit=limits.photos))
                break
            try:
                data = _unpacked(opened, info, min(left, limits.photo_mb * 1_048_576), left)
            except InputError as error:
                refused += 1
                if refused <= MOST_REFUSED:
                    yield Entry(position, name_of(info), error=error)
                continue
            left -= len(data)
            photos += 1
            yield Entry(position, name_of(info), data)
    if refused > MOST_REFUSED:
        more = refused - MOST_REFUSED
        said = f"{more} more files of the zip are no photos that can be taken in."
        yield Entry(len(found), "", error=_refused(said, "zip_others", more=more))


def name_of(info: zipfile.ZipInfo) -> str:
    """An entry's name with plain slashes; names without a stated encoding are UTF-8 or GB 18030 rather than DOS's."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/").split("\x00")[0]


def _unpacked(opened: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, left: int) -> bytes:
    """An entry's bytes; raises `InputError` as soon as they cannot be a photo's."""
    _name_stays_inside(name_of(info))
    if info.flag_bits & 1:
        raise _locked()
    if stat.S_ISLNK(info.external_attr >> 16):
        raise _refused("This is a link, not a file.", "zip_link")
    if info.file_size == 0:
        raise _refused("The file is empty.", "photo_empty")
    if left <= 0:
        raise _refused("The zip unpacks to more than may be unpacked.", "zip_bomb")
    if info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * max(info.compress_size, 1):
        raise _refused("The file is packed more tightly than any photo is.", "zip_bomb")
    if info.file_size > most:
        raise _refused(f"The photo has more than {most // 1_048_576} MB.", "photo_too_large")
    try:
        with opened.open(info) as source:
            head = source.read(SNIFFED)
            _could_be_a_photo(head)
            pieces, size = [head], len(head)
            while piece := source.read(PIECE):
                size += len(piece)
                if size > most:
                    raise _refused("The file is larger than the zip says.", "zip_bomb")
                pieces.append(piece)
    except NotImplementedError as error:
        raise _refused(f"The file is packed in a way that is not read: {error}.", "zip_method") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, struct.error, ValueError) as error:
        raise damaged() from error
    return b"".join(pieces)


def _name_stays_inside(name: str) -> None:
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        raise _refused("The file's name leads out of the zip.", "zip_name")


def _could_be_a_photo(head: bytes) -> None:
    """Told from the first bytes, so that what is none is not unpacked; `open_photo` looks closely."""
    if head.startswith(_NESTED):
        raise _refused("This is a packed file inside the zip.", "zip_nested")
    if not (head.startswith(_PICTURES) or head[4:8] == b"ftyp"):
        raise _refused("This is not a picture.", "photo_not_a_picture")


def _measure(file: Path) -> None:
    """Hold the table of contents against `MOST_CONTENTS` by the zip's end record, as `zipfile` will read it."""
    try:
        with file.open("rb") as source:
            size = source.seek(0, 2)
            source.seek(max(0, size - 66_000))
            tail = source.read()
            at = tail.rfind(_END)
            if at < 0 or len(tail) < at + 22:
                raise damaged()
            contents = struct.unpack_from("<L", tail, at + 12)[0]
            locator = tail[max(0, at - 20) : at]
            if locator.startswith(_LOCATOR):
                source.seek(struct.unpack_from("<Q", locator, 8)[0])
                record = source.read(56)
                before = tail[max(0, at - 76) : max(0, at - 20)]
                for one in (record, before):
                    if one.startswith(_END64) and len(one) == 56:
                        contents = max(contents if contents != 0xFFFFFFFF else 0, struct.unpack_from("<Q", one, 40)[0])
    except (OSError, struct.error, OverflowError, ValueError) as error:
        raise damaged() from error
    if contents > MOST_CONTENTS:
        raise _refused("The zip's table of contents is out of all measure.", "zip_bomb")


def damaged() -> InputError:
    return _refused("The zip is damaged.", "zip_damaged")


def _locked() -> InputError:
    return _refused("The zip is protected by a password.", "zip_encrypted")


def _refused(said: str, code: str, **facts: object) -> InputError:
    return InputError(said, code=code, help="Unpack the zip and drop the photos themselves.", **facts)
