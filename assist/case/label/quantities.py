"""Quantities: the grammar of printed numbers with units.

    quantity    = [comparator] [count "x"] [AC|DC] [sign] number [unit] [range number] unit [~|⎓|AC|DC] ["/" per]
    range       = "-" | "~" | "…" | "to" | "bis" | "至" | ...         100-240V, -20~60°C, 4°C (39°F) to 25°C
    alternative = "/"                                               50/60Hz is one range, 110/220V are two values

What this does not know: which of two products on one photo a quantity belongs to, and spelled-out numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assist.case.label.numerals import Atom, corrected, level, number
from assist.case.label.numerals import atoms as numerals_of


@dataclass(frozen=True, slots=True)
class Quantity:
    """One printed quantity: `low` to `high` in the kept `unit`; `span` is its place in the text."""

    name: str
    low: float | None
    high: float | None
    unit: str
    span: tuple[int, int]
    supply: str = ""
    count: int = 1
    note: str = ""


_VOLT_POINT = re.compile(r"(?<![\d.,])(\d)[vV](\d)(?![\dA-Za-z.,])(?!\s?(?:A|W)\b)")
_BARE_RADIO = re.compile(r"\bRF\s?[-:]?\s?(315|433(?:\.92)?|434|868|915)(?![\d.])", re.IGNORECASE)
_RADIO_WORDS = re.compile(
    r"(?<![\d.])(315|433(?:[.,]92)?|868|915)(?=\s(?:remote|receiver|transmitter|sender|пульт|遥控))"
)

_RANGE = re.compile(
    r"\s*(?:-|–|—|−|~|～|〜|∼|÷|…|\.{2,3}|to|bis|à|a|al|até|hasta|до|至|到|から|and|und|et|y|e|и|和)\s*\+?\s*$",
    re.IGNORECASE,
)
_LIST_WORD = re.compile(r"\s*(?:and|und|et|y|e|и|和)\s*$", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:between|zwischen|entre|tra|fra|между|在|від)\W*$", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]{0,24}\)")
_AT_MOST = re.compile(
    r"(?:<=|≤|≦|<|＜|\bmax(?:imum|imal|imo|\.)?|\bup to|\bbis zu|\bbis max\.?|jusqu'à|\bhasta|\bfino a|\baté|\bдо|"
    r"макс\.?|最大|最高|不超过|不大于|小于|上限|at most|no more than|\bunder|\bbelow|\bunter|moins de|menos de|meno di|"
    r"не более)\s*[:：.]?\s*$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"(?:>=|≥|≧|>|＞|\bmin(?:imum|imal|imo|\.)?(?: of)?|at least|mindestens|au moins|al menos|almeno|pelo menos|"
    r"не менее|最低|最小|不低于|不少于|大于|以上)\s*[:：.]?\s*$",
    re.IGNORECASE,
)
_AT_MOST_AFTER = re.compile(r"\s*(?:max\b\.?|maximum|以下|以内|以內|及以下|or less|oder weniger)", re.IGNORECASE)
_AC_AFTER = re.compile(r"\s?(?:~|∿|～|∼|AC\b|ac\b|a\.c\.|交流)")
_DC_AFTER = re.compile(r"\s?(?:⎓|⏛|⎓|=(?![=\d])|==+|---|\.\.\.(?=\d|\s|$)|DC\b|dc\b|d\.c\.|直流)")
_AC_BEFORE = re.compile(r"(?:(?<![A-Za-z])AC|(?<![A-Za-z])a\.c\.|交流电?|CA)\s*[:：]?\s*$")
_DC_BEFORE = re.compile(r"(?:(?<![A-Za-z])DC|(?<![A-Za-z])d\.c\.|直流电?|CC)\s*[:：]?\s*$")
_COUNT = re.compile(r"(?<![\d.,])(\d{1,2})\s*(?:pcs|Stück|个|個)?\s*[x×X*✕]\s*$")
_DIMENSION = re.compile(r"\s*(?:[x×X*✕]|mal|by|por|per|на)\s*$")
_FRACTIONS = {(1, 2), (1, 4), (1, 8), (3, 4), (1, 3), (2, 3), (1, 16)}
_PER = re.compile(
    r"\s*(?:(?:of\s+)?(?:water|wasser|agua|d'eau|acqua|воды|água|水)\s*)?(?:/|per|pro|par|por|"
    r"al|ad|на|每|a|an)\s*(ha|hectare|hektar|hectárea|ettaro|га|公顷|acre|ac|m²|m2|㎡|sq\.?\s?ft|"
    r"plant|hole|l|litre|liter|kg|min|h|hour|s|day|g|m³|hl|bu)(?![\w])(?!\s*\d+\s*(?:V|A|W))",
    re.IGNORECASE,
)


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of `text`, in order; spans index `text` itself."""
    plain, notes = corrected(level(text))
    atoms = numerals_of(plain, notes)
    found: list[Quantity] = []
    at = 0
    while at < len(atoms):
        taken, made = _combine(plain, atoms, at)
        found += made
        at += taken
    found += _special(plain)
    return tuple(sorted(found, key=lambda quantity: quantity.span))


def _combine(text: str, atoms: list[Atom], at: int) -> tuple[int, list[Quantity]]:
    """The quantities that begin at atom `at`, and how many atoms they use."""
    first = atoms[at]
    after = atoms[at + 1 : at + 4]
    ranged = _range_partner(text, first, after)
    if ranged:
        asides = [_quantity(text, atom, atom) for atom in atoms[at + 1 : at + ranged] if atom.unit]
        return ranged + 1, [_quantity(text, first, atoms[at + ranged]), *asides]
    if not first.unit:
        series = _series(text, atoms, at)
        if series:
            return len(series), _alternatives(text, series)
        return 1, []
    return 1, [_quantity(text, first, first)]


def _range_partner(text: str, first: Atom, after: list[Atom]) -> int:
    """How far behind `first` the upper end of its range stands; 0 where it is no range."""
    for step, other in enumerate(after, start=1):
        between = _ASIDE.sub("", text[first.end : other.start])
        signed = other.sign and between.endswith("-") and other.name == "temperature"
        between = between[:-1] if signed and between != "-" else between
        if "(" in between or ")" in between:
            if "(" in between and ")" not in between:
                continue
            return 0
        if not other.unit or (first.unit and first.unit != other.unit) or len(between) > 8:
            return 0
        if not _RANGE.match(between):
            return 0
        if _LIST_WORD.match(between) and not _BETWEEN.search(text[: first.start].removesuffix("-")):
            return 0
        if re.fullmatch(r"\s*(?:a|e|y|à|и)\s*", between, re.IGNORECASE) and first.unit and other.name != "temperature":
            return 0 if between.strip().lower() != "a" else step
        low, high = _signed(first), _signed(other)
        if low is None or high is None or (not first.unit and low * other.factor > high * other.factor):
            return 0
        return step if _scaled(first, other) <= _scaled(other, other) else 0
    return 0


def _signed(atom: Atom) -> float:
    return -atom.value if atom.sign else atom.value


def _scaled(atom: Atom, owner: Atom) -> float:
    """The atom's number in the kept unit; one without a unit borrows its neighbour's."""
    factor = atom.factor if atom.unit else owner.factor
    negative = atom.sign and owner.name == "temperature"
    return round(-atom.value * factor if negative else atom.value * factor, 9)


def _series(text: str, atoms: list[Atom], at: int) -> list[Atom]:
    """`50/60Hz`, `5/9/12V`, `60x40x20 mm`: numbers that share the last one's unit."""
    run = [atoms[at]]
    for other in atoms[at + 1 : at + 5]:
        between = text[run[-1].end : other.start]
        if not re.fullmatch(r"\s?/\s?|\s*[x×X*✕]\s*|\s+(?:or|oder|ou|o|или)\s+|或", between):
            return []
        run.append(other)
        if other.unit:
            times = bool(re.fullmatch(r"\s*[x×X*✕]\s*", between))
            return run if not times or other.name == "length" else []
    return []


def _alternatives(text: str, series: list[Atom]) -> list[Quantity]:
    last = series[-1]
    start = series[0].start
    values = [_scaled(atom, last) for atom in series]
    pair = (int(series[0].value), int(last.value))
    if len(series) == 2 and pair in _FRACTIONS and text[series[0].end] == "/" and last.unit in {"W", "in", "h"}:
        value = round(series[0].value / last.value * last.factor, 9)
        return [Quantity(last.name, value, value, last.unit, (start, last.end))]
    if len(series) == 2 and last.unit == "Hz" and values[0] < values[1]:
        return [Quantity("frequency", values[0], values[1], "Hz", (start, last.end), note=last.note)]
    whole = [replace(_quantity(text, last, last), low=value, high=value) for value in values]
    return [
        replace(made, span=(atom.start, last.end if atom is last else atom.end))
        for made, atom in zip(whole, series, strict=True)
    ]


def _quantity(text: str, first: Atom, last: Atom) -> Quantity:
    """One quantity from its first to its last number, with what stands around it."""
    before, end = text[: first.start], last.end
    if first.sign:
        before = before.removesuffix("-")
    low: float | None = _scaled(first, last)
    high: float | None = _scaled(last, last)
    if (
        last.name == "temperature"
        and last.unit == "°C"
        and text[last.start : end][-1:] in "°º"
        and re.match(r"\s?[CС]", text[end:])
    ):
        end += re.match(r"\s?[CС]", text[end:]).end()  # type: ignore[union-attr]
    supply = first.supply or last.supply
    name, unit = last.name, last.unit
    if name in {"voltage", "current"} and not supply:
        supply, end = _supply(text, before, end)
    if per := _PER.match(text[end:]):
        if name in {"capacity", "weight"} and per[1].lower() not in {"min", "h", "hour", "s", "day"}:
            name, unit, end = "rate", f"{unit}/{_area(per[1])}", end + per.end()
        elif name not in {"power", "time"} or per[1].lower() in {"m²", "m2"}:
            name, unit, end = "rate", f"{unit}/{per[1].lower()}", end + per.end()
    count = 1
    if (times := _COUNT.search(before)) and name != "length":
        count, before = int(times[1]), before[: times.start()]
    if first is last:
        if _AT_MOST.search(before) or _AT_MOST_AFTER.match(text[end:]):
            low = None
        elif _AT_LEAST.search(before):
            high = None
    start = len(before) if first.sign and before != text[: first.start] and count == 1 else first.start
    return Quantity(name, low, high, unit, (start, end), supply, count, last.note or first.note)


def _area(word: str) -> str:
    word = word.lower()
    if word in {"ha", "hectare", "hektar", "hectárea", "ettaro", "га", "公顷"}:
        return "ha"
    return {"ac": "acre", "m2": "m²", "㎡": "m²", "l": "L", "litre": "L", "liter": "L"}.get(word, word)


def _supply(text: str, before: str, end: int) -> tuple[str, int]:
    """`ac` or `dc` from the marks around a voltage or current (IEC 60417-5031, -5032), and where the print ends."""
    after = text[end:]
    if match := _AC_AFTER.match(after):
        return "ac", end + match.end()
    if match := _DC_AFTER.match(after):
        return "dc", end + match.end()
    if _AC_BEFORE.search(before):
        return "ac", end
    if _DC_BEFORE.search(before):
        return "dc", end
    return "", end


def _special(text: str) -> list[Quantity]:
    """`3V3` rails and radio boards that print their frequency without a unit (`RF433`)."""
    found = [
        Quantity("voltage", float(f"{m[1]}.{m[2]}"), float(f"{m[1]}.{m[2]}"), "V", m.span())
        for m in _VOLT_POINT.finditer(text)
    ]
    for match in (*_BARE_RADIO.finditer(text), *_RADIO_WORDS.finditer(text)):
        value = number(match[1]) * 1e6
        found.append(Quantity("frequency", value, value, "Hz", match.span()))
    return found
