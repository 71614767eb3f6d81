"""Privacy: which parts of a reading name a private person, so that they can be painted over.

Found are phone numbers (libphonenumber), e-mail addresses, parcel numbers (UPU S10, UPS, USPS, the Chinese
carriers), postal addresses with the names beside them, and whole blocks of a shipping label.  A maker's or importer's
address on a product label is no private person's, and ratings, designations and EANs are never private.
What this does not know: a name that stands alone, without an address, a number or a cue beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from assist.case.geometry import Box, Quad
from assist.case.reading import Line, Reading
from assist.case.text import addresses

COVER = "█"
"""What stands for a private character in a text that is handed on."""

# A block of print is lines whose edges lie closer than so many line heights; a shipping label's lines lie within one.
NEAR_LINES = 1.6
# Lines under `SHIP TO` that belong to it: name, company, two of street, town, country, phone.
LINES_OF_ADDRESS = 7


class Kind(StrEnum):
    """What a private part is."""

    PHONE = "phone"
    EMAIL = "email"
    PARCEL = "parcel"
    ADDRESS = "address"
    NAME = "name"
    FACE = "face"


@dataclass(frozen=True, slots=True)
class Private:
    """One private part: its kind, its quad on the upright photo, and where it stands in the reading.

    `line` is the index of the reading's line, -1 for a barcode and for a face; `span` the characters of that line.
    """

    kind: Kind
    quad: Quad
    line: int = -1
    span: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Found:
    """A private stretch of a text: `start` to `end` (exclusive)."""

    kind: Kind
    start: int
    end: int


def private_parts(reading: Reading, *, country: str = "") -> tuple[Private, ...]:
    """The private parts of a photo's reading, in reading order, barcodes last.

    `country` (ISO 3166) is the buyer's where it is known: a number printed without its country code is a phone
    number of that country.
    """
    found: dict[int, list[Found]] = {}
    business = _business_lines(reading.lines)
    for index, line in enumerate(reading.lines):
        whole = index in business
        found[index] = [part for part in private_in(line.text, country=country) if not (whole and _of_business(part))]
    for index, kind in _blocks(reading.lines, business).items():
        found[index] = [Found(kind, 0, len(reading.lines[index].text))]
    parts = [
        Private(part.kind, reading.lines[index].quad_of(part.start, part.end), index, (part.start, part.end))
        for index in sorted(found)
        for part in found[index]
    ]
    for code in reading.codes:
        if any(private_in(code.text, country=country)) or addresses.is_card(code.text):
            parts.append(Private(Kind.PARCEL, code.quad))
    return tuple(parts)


def private_in(text: str, *, country: str = "") -> tuple[Found, ...]:
    """Phone numbers, e-mail addresses and parcel numbers of any text, without overlaps, in order."""
    every = [Found(Kind.EMAIL, *span) for span in addresses.emails(text)]
    every += [Found(Kind.PARCEL, *span) for span in addresses.parcels(text)]
    every += [Found(Kind.PHONE, *span) for span in addresses.phones(text, country)]
    kept: list[Found] = []
    for part in sorted(every, key=lambda part: (part.start, -part.end)):
        if not kept or part.start >= kept[-1].end:
            kept.append(part)
    return tuple(kept)


def covered(text: str, *, country: str = "") -> str:
    """The text with what is private covered, character by character: a message before it leaves the machine."""
    return _cover(text, ((part.start, part.end) for part in private_in(text, country=country)))


def without_private(reading: Reading, parts: Iterable[Private]) -> Reading:
    """The reading with its private parts covered, every line at its place: what may leave the machine."""
    spans: dict[int, list[tuple[int, int]]] = {}
    quads = set()
    for part in parts:
        spans.setdefault(part.line, []).append(part.span)
        quads.add(part.quad)
    lines = tuple(
        replace(line, text=_cover(line.text, spans[index])) if index in spans else line
        for index, line in enumerate(reading.lines)
    )
    return replace(reading, lines=lines, codes=tuple(code for code in reading.codes if code.quad not in quads))


def _cover(text: str, spans: Iterable[tuple[int, int]]) -> str:
    letters = list(text)
    for start, end in spans:
        letters[start:end] = [ch if ch.isspace() else COVER for ch in letters[start:end]]
    return "".join(letters)


def _of_business(part: Found) -> bool:
    return part.kind in (Kind.PHONE, Kind.EMAIL)


def _blocks(lines: tuple[Line, ...], business: frozenset[int]) -> dict[int, Kind]:
    """The lines that are private as a whole: addresses, the names above them, and what stands under `SHIP TO`."""
    private: dict[int, Kind] = {}
    for index, line in enumerate(lines):
        if addresses.PARTY.search(line.text) and not addresses.is_product(line.text):
            for other in _under(lines, index):
                private.setdefault(other, Kind.ADDRESS)
    for index, line in enumerate(lines):
        if index in business or index in private:
            continue
        if addresses.is_street(line.text):
            private[index] = Kind.ADDRESS
            private |= {other: kind for other, kind in _beside(lines, index, business).items() if other not in private}
        elif addresses.TITLED.search(line.text) and not addresses.is_product(line.text):
            private[index] = Kind.NAME
    return private


def _under(lines: tuple[Line, ...], index: int) -> list[int]:
    """The lines of the block that a cue (`SHIP TO`, `收件人`) heads, the cue's own where more stands in it."""
    cue = lines[index]
    taken = [index] if addresses.says_more(cue.text) else []
    last = cue
    for other in range(index + 1, len(lines)):
        line = lines[other]
        if len(taken) >= LINES_OF_ADDRESS or addresses.is_product(line.text):
            break
        if not _near(last.box, line.box):
            continue
        taken.append(other)
        last = line
    return taken


def _beside(lines: tuple[Line, ...], street: int, business: frozenset[int]) -> dict[int, Kind]:
    """The name in front of a street's line and the town behind it, where they stand close."""
    found: dict[int, Kind] = {}
    before, after = street - 1, street + 1
    if before >= 0 and before not in business and _near(lines[before].box, lines[street].box):
        name = lines[before].text
        if addresses.is_name(name) and not addresses.is_product(name):
            found[before] = Kind.NAME
    while after < len(lines) and _near(lines[after - 1].box, lines[after].box):
        text = lines[after].text
        if not addresses.is_town(text) and not addresses.is_number_of_someone(text):
            break
        found[after] = Kind.ADDRESS if addresses.is_town(text) else Kind.PHONE
        after += 1
    return found


def _near(one: Box, two: Box) -> bool:
    """Whether two lines stand in one block: they share a column or a row, with little air between."""
    high = max(min(one.height, one.width), min(two.height, two.width), 1e-6)
    across = max(one.left, two.left) - min(one.right, two.right)
    down = max(one.top, two.top) - min(one.bottom, two.bottom)
    return down < NEAR_LINES * high and across < NEAR_LINES * high


def _business_lines(lines: tuple[Line, ...]) -> frozenset[int]:
    """Lines around a company's name or a maker's cue, where no shipping cue stands near."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        if not addresses.COMPANY.search(line.text):
            continue
        near = range(max(0, index - 2), min(len(lines), index + 6))
        if not any(addresses.PARTY.search(lines[other].text) for other in range(max(0, index - 3), index + 1)):
            found.update(near)
    return frozenset(found)
