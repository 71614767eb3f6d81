"""Stamp: the model designation and brand printed on a photo, whether or not a manual has it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assist.case.names.designations import fold, is_error_code, is_plain, is_reference, shapes, weight
from assist.case.names.naming import Named, containing, find_named
from assist.case.names.shelving import Stock
from assist.case.reading import Line, Reading
from assist.case.specs import Source

# What makers print before a model designation.
_MODEL = re.compile(
    r"(?:\b(?:model(?:l|lo|o|e)?|mod|type|typ|tipo|e-?nr|product (?:code|no)|item|art(?:icle)?|ref)\b"
    r"|модель|тип|型号|型號|型番|形名|品番|機種名?|规格型号|产品型号)"
    r"[ .]*(?:(?:no|nr|n°|nº|number|name|code)\b)?[ .:：#]*",
    re.IGNORECASE,
)
# What follows one of these is a serial, a date or a part's number, no model.
_SERIAL = re.compile(
    r"(?:\b(?:s/?n|serial|ser|sn|fd|lot|pnc|batch|imei|mac|ean|date|p/?n|version|ver|ic|fcc id|prod\. ?no)\b"
    r"|序列号|批号|日期)",
    re.IGNORECASE,
)
_PART_NUMBER = re.compile(r"\bp/?n[ .:：]*([A-Z0-9][\w.-]+)", re.IGNORECASE)
_NUMBERED = re.compile(r"[VR]\d+(?:\.\d+)*|\d{2,4}|[A-Z]{1,3}\d{1,4}[A-Z]?|MAX|PRO|PLUS|MINI|LITE|[A-Za-z]")
_SHARE = re.compile(r"\d\s?[%％]")
# A pin's name beside a board's: `TX Sonoff Dual R2`.
_PIN = re.compile(r"(?:[TR]XD?|GND|V(?:CC|DD|IN)|3V3|5V|SDA|SCL|EN|RST|IO\d+)\s+(?=\S+\s)")
_LETTERS = re.compile(r"[A-Z]{2,4}-[A-Z]{3,8}")
# Platforms that many products name as something they work with.
_PLATFORMS = frozenset({"Google", "Amazon", "Apple", "Microsoft", "Tuya"})
# Below this a run on a photo is no designation unless a label or the catalogue says so; from CERTAIN on it speaks
# against every manual that does not have it (81 photos, 2026-11-21).
LEAST = 0.55
LEAST_SHAPE = 0.4
CERTAIN = 1.1
LABELLED = 1.4
# Later lines count less by this much each; the first ones hold the name.
PER_LINE = 0.01
FIRST, FIRST_LINES = 0.1, 3
REPEATED, LARGE, UNSURE = 0.1, 0.15, 0.6
NAME_LINE, LETTERS_ONLY = 1.0, 0.75
# A product's name without a number: this many lines of running text, and this much taller than the rest.
FULL_OF_TEXT = 5
STANDS_OUT = 1.3
# A maker known by no more than its initials stands in the product's name: `MKS DLC32 MAX`.
LONGEST_INITIALS = 4


@dataclass(frozen=True, slots=True)
class Stamp:
    """`designation` as printed, `manuals` of the catalogue that have it, `certain` where a `Model:` stands before it or
    nothing else can be meant, `brands` read on the photo, `source` the designation's line."""

    designation: str = ""
    manuals: tuple[str, ...] = ()
    certain: bool = False
    brands: tuple[str, ...] = ()
    source: Source | None = None
    name: str = ""

    @property
    def brand(self) -> str:
        return self.brands[0] if self.brands else ""


def stamp_of(readings: Sequence[Reading], stock: Stock) -> Stamp:
    """The designation printed first or most clearly on the photos, one of the catalogue's before any other."""
    lines = [(line, Source("photo", reading.photo, n)) for reading in readings for n, line in enumerate(reading.lines)]
    found = dict.fromkeys(mention.name for line, _ in lines for mention in stock.brands_in(line.text))
    brands = tuple(brand for brand in found if brand not in _PLATFORMS)
    ours = _of_catalogue(lines, stock, brands)
    if ours is not None:
        named, source, text = ours
        makers = [brand for brand in brands if len(brand) > LONGEST_INITIALS or brand in stock.lexicon.brands]
        return Stamp(_whole_name(named, text, makers), stock.holders(named.designation), True, brands, source)
    best = _best_printed(lines, brands)
    if best is None:
        return Stamp(brands=brands, name=_product_name([line for line, _ in lines]))
    worth, designation, where = best
    text = next(line.text for line, source in lines if source == where)
    longer = containing(designation, text, stock.models)
    if longer:
        holders = tuple(dict.fromkeys(manual for model in longer for manual in stock.holders(model)))
        return Stamp(designation, holders, True, brands, where)
    return Stamp(designation, (), worth >= CERTAIN, brands, where)


def _best_printed(lines: Sequence[tuple[Line, Source]], brands: Sequence[str]) -> tuple[float, str, Source] | None:
    """The run that looks most like a model: labelled, among the first lines, in large print, repeated."""
    references = len({run for line, _ in lines for run, _ in shapes(line.text) if is_reference(run)})
    tallest = max((height(line) for line, _ in lines if any(True for _ in shapes(line.text))), default=0.0)
    times = Counter(fold(run) for line, _ in lines for run, _ in shapes(line.text))
    best: tuple[float, str, Source] | None = None
    for place, (line, source) in enumerate(lines):
        for designation, score in _printed(line, brands, board=references > 2):
            worth = score - PER_LINE * min(place, 30) + (FIRST if place < FIRST_LINES else 0.0)
            worth += REPEATED if times[fold(designation)] > 1 else 0.0
            worth -= UNSURE * (1.0 - line.confidence)
            worth += LARGE * height(line) / tallest if tallest else 0.0
            if worth >= LEAST and (best is None or worth > best[0]):
                best = worth, designation, source
    return best


def _product_name(lines: Sequence[Line]) -> str:
    """On a label full of text the line in far the largest print, where it looks like a name and not like a brand."""
    words = [line for line in lines if sum(ch.isalpha() for ch in line.text) >= 4]
    if sum(len(line.text.split()) >= 4 for line in lines) < FULL_OF_TEXT:
        return ""
    order = sorted(words, key=height, reverse=True)
    for line in order[:2]:
        text = line.text.strip()
        coined = re.search(r"[a-z][A-Z]|[A-Z]{9,}|\w[ -]\w", text)
        others = (other for other in order if other is not line and not other.text.islower())
        rest = max((height(other) for other in others if not _SHARE.search(other.text)), default=0.0)
        ends = text[-1].isalnum() or (text[-1] == ")" and "(" in text)
        if coined and len(text.split()) <= 3 and ends and height(line) >= STANDS_OUT * rest:
            return text
    return ""


def height(line: Line) -> float:
    """The height of a line's print, along its own upright, in fractions of the photo."""
    (ax, ay), _, _, (dx, dy) = line.quad.points
    return float(((ax - dx) ** 2 + (ay - dy) ** 2) ** 0.5)


def _of_catalogue(
    lines: Sequence[tuple[Line, Source]], stock: Stock, brands: Sequence[str]
) -> tuple[Named, Source, str] | None:
    """The catalogue's longest designation on the photo; a short one (`R11`) needs its brand or a label beside it."""
    found: list[tuple[float, Named, Source, str]] = []
    for ocr in (False, True):
        for line, source in lines:
            for named in find_named(line.text, stock.models, ocr=ocr):
                short = len(fold(named.written))
                labelled = bool(_MODEL.search(line.text[: named.start]))
                if (ocr and short < 5) or (_SERIAL.search(line.text[: named.start]) and not labelled):
                    continue
                known = {stock.by_id[m].brand.casefold() for m in stock.holders(named.designation)}
                branded = bool(known & {brand.casefold() for brand in brands})
                if short <= 4 and is_reference(named.written) and not (branded or labelled):
                    continue
                found.append((short + 6 * labelled + 4 * branded, named, source, line.text))
        if found:
            break
    if not found:
        return None
    return max(found, key=lambda item: item[0])[1:]


def _whole_name(named: Named, text: str, brands: Iterable[str]) -> str:
    """What is printed: with the capitals before it where the line is nothing but a name (`MKS DLC32 MAX`)."""
    bare = _without_brand(text.strip(), brands)
    before = bare.removesuffix(named.written)
    series = before != bare and re.fullmatch(r"[A-Z][A-Z0-9]{1,4} ", before) and not _MODEL.search(before)
    return bare if series else named.written


def _printed(line: Line, brands: Sequence[str], *, board: bool) -> Iterator[tuple[str, float]]:
    """Designations in one line with what they are worth: after a label, a line that is a name, a run by itself.

    `board` is true for a photo full of part references, on which one more of them means nothing.
    """
    text = line.text.strip()
    label = _MODEL.search(text)
    if label and not _SERIAL.search(text[: label.start()]):
        value = _value(text[label.end() :])
        if any(ch.isdigit() for ch in value) or re.fullmatch(r"[A-Z][A-Z-]{2,}", value):
            yield value, LABELLED
    if _SERIAL.search(text):
        part = _PART_NUMBER.search(text)
        if part and weight(part.group(1)) >= LEAST:
            yield part.group(1), 0.6
        return
    bare = _without_brand(text, brands)
    name = _PIN.sub("", text, count=1) if _PIN.match(text) else text
    if is_name_line(name):
        yield name, NAME_LINE
    if _LETTERS.fullmatch(bare):
        yield bare, LETTERS_ONLY
    for run, start in shapes(text):
        score = weight(run)
        if score < LEAST_SHAPE or (is_reference(run) and (board or start or run == text)):
            continue
        score -= 0.3 if re.search(r"[a-z]{3,}", run) and not re.search(r"[A-Z]", run) else 0.0
        score -= 0.1 if is_error_code(run) else 0.0
        score += 0.15 if run == bare or (start == 0 and len(text) > len(run)) else -0.1 if len(text) > 40 else 0.0
        yield run, score


def _value(text: str) -> str:
    """What follows a label: up to four words, to the first that is a quantity or an ordinary word."""
    kept: list[str] = []
    for word in text.split()[:4]:
        bare = word.strip(",;:。，|")
        quantity = is_plain(bare) and any(c.isdigit() for c in bare) and not re.fullmatch(r"V?\d+(?:\.\d+)?", bare)
        if not bare or (kept and (quantity or re.search(r"[a-z]{3,}", bare))):
            break
        kept.append(bare)
    return " ".join(kept)


def _without_brand(text: str, brands: Iterable[str]) -> str:
    for brand in brands:
        text = re.sub(rf"^{re.escape(brand)}[®™]?\s*", "", text, flags=re.IGNORECASE)
    return text


def is_name_line(text: str) -> bool:
    """Is this line a name with its number or version and nothing else: `SKR MINI E3 V3.0`, `Sonoff Dual R2`?"""
    words = text.split()
    if not 2 <= len(words) <= 5 or not any(ch.isdigit() for ch in text) or is_plain(text.replace(" ", "")):
        return False
    before = words[:-1]
    if not _NUMBERED.fullmatch(words[-1]) or any(is_plain(w) and any(c.isdigit() for c in w) for w in before[:1]):
        return False
    letters = [word for word in before if word[:1].isupper() and word.isalpha() and len(word) >= 2]
    return bool(letters) and all(word[:1].isupper() or word.isdigit() for word in before) and words[0] in letters
