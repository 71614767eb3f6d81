"""Metadata taken out of a picture's file without touching its pixels: place, time, camera, comments, previews.

Kept is only what the pixels need to look as they did: the orientation and the colour profile.  JPEG (ITU-T T.81, the
segments of EXIF, XMP, IPTC and MPF go, and whatever follows the picture), PNG, WebP, HEIC and AVIF (ISO 23008-12,
items of EXIF and XMP are blanked where they lie).
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator

ORIENTATION = 0x0112  # EXIF tag 274
_JPEG_KEPT = frozenset({0xE0, 0xEE})  # JFIF and Adobe: how the colours are coded
_PROFILE = b"ICC_PROFILE\x00"
_PNG_KEPT = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
        b"cICP",
    }
)
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_WEBP_KEPT = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP"})
_WEBP_EXIF, _WEBP_XMP, _WEBP_MOVES = 0x08, 0x04, 0x02  # flags of VP8X
_NOTHING = b"\x00\x00\x00\x00" + b"MM\x00*\x00\x00\x00\x08" + bytes(6)  # where the block begins, and no entries
_BROKEN = (ValueError, IndexError, struct.error)


def without_metadata(data: bytes) -> bytes | None:
    """The same picture without its metadata; None where this form is not known well enough to be sure.

    The result is looked at again before it is given: where a place, a comment or a camera is still found, it is None.
    """
    try:
        bare = _bare(data)
    except _BROKEN:
        return None
    return bare if bare is not None and is_bare(bare) else None


def is_bare(data: bytes) -> bool:
    """Whether a picture's file tells nothing but how to turn its pixels."""
    import pi_heif
    from PIL import Image

    pi_heif.register_heif_opener()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data)) as picture:
                exif = picture.getexif()
                told = {"xmp", "comment", "XML:com.adobe.xmp", "photoshop"} & set(picture.info)
                return set(exif) <= {ORIENTATION} and not any(picture.info[name] for name in told)
        except (OSError, SyntaxError, *_BROKEN):
            return False


def _bare(data: bytes) -> bytes | None:
    if data.startswith(b"\xff\xd8"):
        return b"".join(_jpeg(data))
    if data.startswith(_PNG_HEAD):
        return _PNG_HEAD + b"".join(_png(data))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp(data)
    if data[4:8] == b"ftyp":
        return _heif(data)
    return None


def _orientation(data: bytes) -> int:
    """The orientation that the file asks for, 1 where it asks for none."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data)) as picture:
                value = picture.getexif().get(ORIENTATION, 1)
        except (OSError, SyntaxError, TypeError, *_BROKEN):
            return 1
    return value if value in range(1, 9) else 1


def _turned(orientation: int) -> bytes:
    """A TIFF block that holds the orientation and nothing else."""
    return b"MM\x00*\x00\x00\x00\x08" + struct.pack(">HHHIHHI", 1, ORIENTATION, 3, 1, orientation, 0, 0)


def _jpeg(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    orientation = _orientation(data)
    if orientation != 1:
        block = b"Exif\x00\x00" + _turned(orientation)
        yield b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker where one belongs")
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if marker == 0xD9:
            yield b"\xff\xd9"
            return
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        segment = data[at:end]
        application = 0xE0 <= marker <= 0xEF
        if marker == 0xDA:
            end = _scan_end(data, end)
            yield data[at:end]
        elif marker != 0xFE and (not application or marker in _JPEG_KEPT or segment[4:].startswith(_PROFILE)):
            yield segment
        at = end


def _scan_end(data: bytes, at: int) -> int:
    """Where the entropy-coded data of a scan ends: at the next marker that is no restart and no stuffed byte."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise ValueError("the scan does not end")
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _png(data: bytes) -> Iterator[bytes]:
    orientation, at = _orientation(data), len(_PNG_HEAD)
    while True:
        (size,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 12 + size
        if end > len(data):
            raise ValueError("a chunk is cut off")
        if kind in _PNG_KEPT:
            yield data[at:end]
        if kind == b"IHDR" and orientation != 1:
            block = b"eXIf" + _turned(orientation)
            yield struct.pack(">I", len(block) - 4) + block + struct.pack(">I", zlib.crc32(block))
        if kind == b"IEND":
            return
        at = end


def _webp(data: bytes) -> bytes | None:
    orientation, at, kept = _orientation(data), 12, bytearray(b"WEBP")
    while at + 8 <= len(data):
        kind, (size,) = data[at : at + 4], struct.unpack_from("<I", data, at + 4)
        end = at + 8 + size + size % 2
        if kind in (b"ANIM", b"ANMF"):
            return None
        if kind == b"VP8X":
            flags = data[at + 8] & ~(_WEBP_EXIF | _WEBP_XMP | _WEBP_MOVES)
            kept += data[at : at + 8] + bytes([flags | (_WEBP_EXIF if orientation != 1 else 0)]) + data[at + 9 : end]
        elif kind in _WEBP_KEPT:
            kept += data[at:end]
        at = end
    if orientation != 1:
        block = _turned(orientation)
        kept += b"EXIF" + struct.pack("<I", len(block)) + block + b"\x00" * (len(block) % 2)
    return b"RIFF" + struct.pack("<I", len(kept)) + bytes(kept)


def _heif(data: bytes) -> bytes:
    """The file with the bytes of its EXIF and XMP items blanked; their places stay, so that nothing else moves."""
    bare = bytearray(data)
    for start, end in _boxes(data, 0, len(data)):
        if data[start - 4 : start] == b"meta":
            for at, size in _told_at(data, start + 4, end):
                if at + size > len(data):
                    raise ValueError("an item lies outside the file")
                # Decoders refuse an EXIF item that does not begin like one.
                bare[at : at + size] = _NOTHING[:size].ljust(size, b"\x00")
    return bytes(bare)


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[int, int]]:
    """(start of the content, end) of each box between two places."""
    while at + 8 <= end:
        size, head = struct.unpack_from(">I", data, at)[0], 8
        if size == 1:
            raise ValueError("a box of more than 4 GB")
        size = size or end - at
        if size < head or at + size > end:
            raise ValueError("a box is cut off")
        yield at + head, at + size
        at += size


def _told_at(data: bytes, at: int, end: int) -> Iterator[tuple[int, int]]:
    """(place, size) in the file of every extent of an EXIF or `mime` item of a `meta` box."""
    parts = {data[start - 4 : start]: (start, stop) for start, stop in _boxes(data, at, end)}
    if b"iinf" not in parts or b"iloc" not in parts:
        return
    told = set()
    start, stop = parts[b"iinf"]
    start += 6 if data[start] == 0 else 8
    for entry, _ in _boxes(data, start, stop):
        version = data[entry]
        wide = 4 if version >= 3 else 2
        item = int.from_bytes(data[entry + 4 : entry + 4 + wide], "big")
        kind = data[entry + 4 + wide + 2 : entry + 10 + wide]
        if version < 2 or kind in (b"Exif", b"mime"):
            told.add(item)
    shift = parts[b"idat"][0] if b"idat" in parts else 0
    yield from _extents(data, parts[b"iloc"][0], told, shift)


def _extents(data: bytes, at: int, wanted: set[int], idat: int) -> Iterator[tuple[int, int]]:
    """The extents of the wanted items of an `iloc` box (ISO 14496-12, 8.11.3)."""
    version, sizes = data[at], struct.unpack_from(">H", data, at + 4)[0]
    offset, length, base, index = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15
    at += 6

    def take(size: int) -> int:
        nonlocal at
        at += size
        return int.from_bytes(data[at - size : at], "big")

    for _ in range(take(4 if version == 2 else 2)):
        item = take(4 if version == 2 else 2)
        inside = take(2) & 15 if version else 0  # 1: offsets count from the `idat` box
        take(2)
        start = take(base) + (idat if inside == 1 else 0)
        for _ in range(take(2)):
            take(index if version else 0)
            place, size = take(offset), take(length)
            if item in wanted:
                yield start + place, size
