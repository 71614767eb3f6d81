"""Stamp: the model designation and brand printed on a photo, whether or not a manual has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assist.case.designations import fold, is_error_code, is_plain, is_reference, shapes, weight
from assist.case.naming import Named, find_named
from assist.case.reading import Line, Reading
from assist.case.specs import Source

if TYPE_CHECKING:
    from assist.case.shelving import Stock

# What makers print before a model designation, best first; a part number counts less than a model.
_MODEL = re.compile(
    r"(?:\b(?:model(?:l|lo|o|e)?|mod|type|typ|tipo|e-?nr|product (?:code|no)|item|art(?:icle)?|ref)\b"
    r"|модель|тип|型号|型號|型番|形名|品番|機種名?|规格型号|产品型号)"
    r"[ .]*(?:(?:no|nr|n°|nº|number|name|code)\b)?[ .:：#]*",
    re.IGNORECASE,
)
_SERIAL = re.compile(
    r"(?:\bs/?n\b|\bserial|\bser\.|\bsn[:：]|序列号|\bfd\b|\blot\b|\bprod\. ?no|\bpnc\b|\bbatch|\bimei|\bmac\b|\bfcc id|\bean\b|"
    r"\bdate\b|\bic[:：]|\bp/?n\b|\bversion\b|\bver\b)",
    re.IGNORECASE,
)
_WORDY = re.compile(r"[a-z]{3,}")
# Below this a run on a photo is no designation unless a label or the catalogue says so (81 photos, 2026-11-21).
LEAST = 0.55


@dataclass(frozen=True, slots=True)
class Stamp:
    """`designation` as printed, `manuals` of the catalogue that have it, `labelled` where a `Model:` stands before it,
    `brands` read on the photo, `source` its line."""

    designation: str = ""
    manuals: tuple[str, ...] = ()
    labelled: bool = False
    brands: tuple[str, ...] = ()
    source: Source | None = None

    @property
    def brand(self) -> str:
        return self.brands[0] if self.brands else ""


def stamp_of(readings: Sequence[Reading], stock: Stock, message: str = "") -> Stamp:
    """The designation printed first or most clearly on the photos, one of the catalogue's before any other."""
    lines = [(line, Source("photo", reading.photo, n)) for reading in readings for n, line in enumerate(reading.lines)]
    brands = tuple(dict.fromkeys(m.name for line, _ in lines for m in stock.brands_in(line.text)))
    ours = _of_catalogue(lines, stock, brands, message)
    if ours is not None:
        named, source = ours
        return Stamp(named.written, stock.holders(named.designation), True, brands, source)
    best: tuple[float, str, bool, Source] | None = None
    for place, (line, source) in enumerate(lines):
        for designation, score, labelled in _printed(line, brands):
            worth = score - 0.01 * min(place, 15)
            if best is None or worth > best[0]:
                best = worth, designation, labelled, source
    if best is None or best[0] < LEAST:
        return Stamp(brands=brands)
    return Stamp(best[1], (), best[2], brands, best[3])


def _of_catalogue(
    lines: Sequence[tuple[Line, Source]], stock: Stock, brands: Sequence[str], message: str
) -> tuple[Named, Source] | None:
    """The catalogue's longest designation on the photo; a short one (`R11`) needs its brand or a label beside it."""
    found: list[tuple[float, Named, Source]] = []
    for ocr in (False, True):
        for line, source in lines:
            for named in find_named(line.text, stock.models, ocr=ocr):
                if ocr and len(fold(named.written)) < 5:
                    continue
                labelled = bool(_MODEL.search(line.text[: named.start]))
                if _SERIAL.search(line.text[: named.start]) and not labelled:
                    continue
                known = {stock.by_id[m].brand.casefold() for m in stock.holders(named.designation)}
                branded = bool(known & {brand.casefold() for brand in brands})
                if len(fold(named.written)) <= 4 and is_reference(named.written) and not (branded or labelled):
                    continue
                score = len(fold(named.written)) + 6 * labelled + 4 * branded
                found.append((score, named, source))
        if found:
            break
    if not found:
        return None
    _, named, source = max(found, key=lambda item: item[0])
    return named, source


def _printed(line: Line, brands: Iterable[str]) -> Iterable[tuple[str, float, bool]]:
    """Designations in one line: what follows a label, and what looks like one by itself."""
    text = line.text.strip()
    label = _MODEL.search(text)
    if label and not _SERIAL.search(text[: label.start()]):
        value = _value(text[label.end() :])
        if (value and any(ch.isdigit() for ch in value)) or (value and re.fullmatch(r"[A-Z][A-Z-]{2,}\d*", value)):
            yield value, 1.2, True
    if _SERIAL.search(text):
        part = re.match(r"p/?n[ .:：]*(\S+)", text, re.IGNORECASE)
        if part and weight(part.group(1)) >= LEAST:
            yield part.group(1), 0.6, False
        return
    bare = _without(text, brands)
    if _named_version(bare):
        yield bare, 0.9, False
    for run, _ in shapes(text):
        score = weight(run)
        if _WORDY.search(run) and not re.search(r"[A-Z]", run):
            score -= 0.3
        if is_error_code(run) or is_reference(run):
            score -= 0.1
        score += 0.1 if fold(run) == fold(bare) else -0.1 if len(text) > 40 else 0.0
        yield run, score, False


def _value(text: str) -> str:
    """What follows a label: up to four words, to the first that is a quantity or ordinary words."""
    kept: list[str] = []
    for word in text.split()[:4]:
        bare = word.strip(",;:。，|")
        if (
            not bare
            or (kept
            and (
                (is_plain(bare)
                and any(c.isdigit() for c in bare)
                and not re.fullmatch(r"V?\d+(\.\d+)?|\d{2,5}", bare))
                or _WORDY.search(bare)
            ))
        ):
            break
        kept.append(bare)
    return " ".join(kept)


def _without(text: str, brands: Iterable[str]) -> str:
    for brand in brands:
        text = re.sub(rf"^{re.escape(brand)}[®™]?\s+", "", text, flags=re.IGNORECASE)
    return text


def _named_version(text: str) -> bool:
    """A line that is a name with its number or version and nothing else: `SKR MINI E3 V3.0`, `Dual R2`."""
    words = text.split()
    if not 2 <= len(words) <= 5 or not any(ch.isdigit() for ch in text):
        return False
    last = words[-1]
    numbered = re.fullmatch(r"[VR]\d+(\.\d+)*|\d{1,4}|[A-Z]{1,3}\d{1,4}[A-Z]?|MAX|PRO|PLUS|MINI|LITE", last)
    plain = [w for w in words[:-1] if is_plain(w) and any(c.isdigit() for c in w)]
    return bool(numbered) and not plain and all(w[:1].isupper() for w in words) and not is_plain(text)
