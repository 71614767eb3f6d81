"""Quantities: the grammar of printed numbers with units.

    quantity    = [comparator] [count "x"] [AC|DC] [sign] number [unit] [range number] unit [~|⎓|AC|DC] ["/" per]
    range       = "-" | "~" | "…" | "to" | "bis" | "至" | ...         100-240V, -20~60°C, 4°C (39°F) to 25°C
    alternative = "/"                                               50/60Hz is one range, 110/220V are two values

Numbers follow ISO 80000-1 (point or comma as decimal sign).  What OCR confuses (O and 0, l and 1, S and 5, B and 8)
is corrected only inside a number that its unit follows and where the outcome is a value that labels carry.

What this does not know: which of two products on one photo a quantity belongs to, and spelled-out numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assist.case.units import SPELLINGS, UNITS


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


@dataclass(frozen=True, slots=True)
class _Atom:
    """A number with or without a unit, as it stands in the text."""

    start: int
    end: int
    value: float
    unit: str = ""
    factor: float = 1.0
    supply: str = ""
    sign: bool = False
    note: str = ""
    decimals: int = 0

    @property
    def name(self) -> str:
        return UNITS[self.unit].name if self.unit else ""

    @property
    def kept(self) -> float:
        return round(self.value * self.factor, 9)


_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?:[.,]\d+)?|[.,]\d+)"
_LOOKS = r"[\dOoQIl|SB]"  # a digit, or what OCR takes for one
_UNIT = "|".join(re.escape(word) for word in sorted(SPELLINGS, key=len, reverse=True))
# A Latin unit ends where its word ends; `max`, a second quantity or a supply mark may follow without a space.
_END = r"(?![a-zà-öø-ÿA-ZÀ-Þа-яё])(?!\d+(?![\d.,]*\s?(?:V|A|W|Hz|mA|kW|v|a|w|伏|安|瓦)))|(?=max|MAX|Max|min\b|[Rr]ms|x\d)"
_ATOM = re.compile(
    rf"(?P<num>{_NUMBER})(?:(?P<gap>[ \u00a0]{{0,2}})(?P<unit>{_UNIT})(?:{_END}))?"
)  # fmt: skip
_FUZZY = re.compile(rf"(?<![\w.,])(?P<num>{_LOOKS}{{1,4}}(?:[.,]{_LOOKS}{{1,2}})?)(?P<unit>V|A|W|Hz|VAC|VDC|mA|mAh)(?![A-Za-z])")
_VOLT_POINT = re.compile(r"(?<![\d.,])(\d)[vV](\d)(?![\dA-Za-z.,])(?!\s?(?:A|W)\b)")
_BARE_RADIO = re.compile(r"\bRF\s?[-:]?\s?(315|433(?:\.92)?|434|868|915)(?![\d.])", re.IGNORECASE)
_RADIO_WORDS = re.compile(r"(?<![\d.])(315|433(?:[.,]92)?|868|915)(?=\s(?:remote|receiver|transmitter|sender|пульт|遥控))")

_RANGE = re.compile(
    r"\s*(?:-|–|—|−|~|～|〜|∼|÷|…|\.{2,3}|to|bis|à|a|al|até|hasta|до|至|到|から|and|und|et|y|e|и|和)\s*\+?\s*$",
    re.IGNORECASE,
)
_LIST_WORD = re.compile(r"\s*(?:and|und|et|y|e|и|和)\s*$", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:between|zwischen|entre|tra|fra|между|在|від)\W*$", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]{0,24}\)")
_NEGATIVE = re.compile(r"(?:零下|minus|moins|menos|meno|минус|マイナス|氷点下|负)\s*$", re.IGNORECASE)
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
    r"\s*(?:(?:of\s+)?(?:water|wasser|agua|d'eau|acqua|воды|água|水)\s*)?(?:/|per|pro|par|por|al|ad|на|每|a|an)\s*(ha|hectare|hektar|hectárea|ettaro|га|公顷|acre|ac|m²|m2|㎡|sq\.?\s?ft|"
    r"plant|hole|l|litre|liter|kg|min|h|hour|s|day|g|m³|hl|bu)(?![\w])(?!\s*\d+\s*(?:V|A|W))",
    re.IGNORECASE,
)
# What labels carry, for correcting confusions: IEC 60038 nominal voltages, usual adapter outputs, mains frequencies.
_USUAL: dict[str, set[float]] = {
    "V": {3, 3.3, 3.7, 5, 6, 7.4, 9, 12, 14.4, 15, 18, 19, 19.5, 20, 24, 28, 36, 48, 100, 110, 115, 120, 125, 127, 200,
          208, 220, 230, 240, 250, 277, 380, 400},
    "Hz": {50, 60},
    "A": {0.5, 1, 1.5, 1.8, 2, 2.1, 2.4, 2.5, 3, 3.25, 4, 5, 6, 8, 10, 13, 15, 16, 20, 30},
    "W": {5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 100, 150, 200, 250, 300, 500, 1000, 1200, 1500, 1800, 2000, 2200, 2300,
          2400, 2500, 3000, 3500, 3680},
    "mAh": {500, 800, 1000, 1200, 1500, 2000, 2500, 3000, 5000, 10000, 20000},
}  # fmt: skip
_AS_DIGIT = str.maketrans({"O": "0", "o": "0", "Q": "0", "I": "1", "l": "1", "|": "1", "S": "5", "B": "8"})
_LEVEL = {ord("～"): "~", ord("−"): "-", ord("–"): "-", ord("—"): "-", ord("\u00a0"): " ", ord("　"): " ", ord("∼"): "~"}


def level(text: str) -> str:
    """Full-width forms, dashes and spaces made plain, one character for one, so that places stay the same."""
    return "".join(chr(ord(ch) - 0xFEE0) if 0xFF01 <= ord(ch) <= 0xFF5E else ch for ch in text).translate(_LEVEL)


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of `text`, in order; spans index `text` itself."""
    plain, notes = _corrected(level(text))
    atoms = _atoms(plain, notes)
    found: list[Quantity] = []
    at = 0
    while at < len(atoms):
        taken, made = _combine(plain, atoms, at)
        found += made
        at += taken
    found += _special(plain)
    return tuple(sorted(found, key=lambda quantity: quantity.span))


def number(text: str) -> float:
    """A printed number: `2.4`, `0,5`, `1,250` (a comma before exactly three digits groups thousands)."""
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+", text):
        return float(text.replace(",", ""))
    return float(text.replace(",", "."))


def _corrected(text: str) -> tuple[str, dict[int, str]]:
    """The text with confused digits put right, and the note for each place where that happened."""
    notes: dict[int, str] = {}
    for match in _FUZZY.finditer(text):
        printed = match["num"]
        fixed = printed.translate(_AS_DIGIT)
        unit = SPELLINGS[match["unit"]][0]
        digits = sum(ch.isdigit() for ch in printed)
        if fixed == printed or digits * 2 < len(printed.replace(".", "").replace(",", "")):
            continue
        if number(fixed) * SPELLINGS[match["unit"]][1] in _USUAL.get(unit, set()):
            text = text[: match.start("num")] + fixed + text[match.end("num") :]
            notes[match.start("num")] = f"{printed} read as {fixed}"
    return text, notes


def _atoms(text: str, notes: dict[int, str]) -> list[_Atom]:
    return list(_each_atom(text, notes))


def _each_atom(text: str, notes: dict[int, str]) -> Iterator[_Atom]:
    at = 0
    while match := _ATOM.search(text, at):
        at = match.end()
        start = match.start()
        before = text[:start]
        word = match["unit"] or ""
        if not _free(before, word) or (word and not _unit_fits(match, text)):
            at = match.end("num")
            word = ""
            if not _free(before, word):
                continue
        end = match.end() if word else match.end("num")
        printed = match["num"]
        signed = bool(re.search(r"(?:^|[\s(:~至到/,、;；]|[^\W\d_])-$", before)) and not re.search(r"[A-Za-z]-$", before)
        symbol, factor = SPELLINGS.get(word, ("", 1.0))
        supply = "ac" if word.lower() in {"vac", "vca"} else "dc" if word.lower() in {"vdc", "vcc"} else ""
        yield _Atom(
            start, end, number(printed), symbol, factor, supply,
            sign=signed or bool(_NEGATIVE.search(before)), note=notes.get(start, ""),
        )  # fmt: skip


def _free(before: str, unit: str) -> bool:
    """A number may start here: not inside a word, a designation or another number."""
    if not before:
        return True
    last = before[-1]
    if last in "._":
        return bool(re.search(r"[A-Za-z]\.$|\.\.$", before)) or last == "."
    if last.isdigit() or last == "#":
        return False
    if last.isascii() and last.isalpha():
        return bool(re.search(r"(?:AC|DC|AC:|DC:|\d\s?[VvAaWw]|Hz|VAC|VDC|[x×X]|max|MAX|to|USB|LED)$", before)) or (
            unit in {"A", "V"} and bool(re.search(r"(?:^|\s)(?:T|F|FF|TT|M|TL|FL)$", before))
        )
    if last == "-" and re.search(r"[A-Za-z]-$", before):
        return bool(unit) and bool(re.search(r"\b(?:AC|DC|to|bis)-$|[VAW]-$|Hz-$", before))
    return not (last.isalpha() and not _is_cjk(last) and last not in "ВА")


def _unit_fits(match: re.Match[str], text: str) -> bool:
    """The spellings that are also words or letters of codes need more than to stand there."""
    word, gap, value = match["unit"], match["gap"], match["num"]
    after = text[match.end() : match.end() + 1]
    if word in {"a", "v", "w", "g", "l", "h", "A", "V", "K", "d"} and gap and after.isalpha():
        return False
    if word == "a":
        return not gap and not after.isalnum()
    if word in {"in", "po", "t", "ac", "chili", "ans"}:
        return bool(gap) and not (word == "in" and re.match(r"\s+(?:the|a|an|my|in|1|one|water|furrow|\d)\b", text[match.end() :]))
    if word in {'"', "″", "”"}:
        return not gap
    if word == "K":
        return 1000 <= number(value) <= 20000 and not gap or bool(gap and number(value) >= 1000)
    if word in {"年", "год", "года", "año", "日"}:
        return number(value) < 100
    if word == "V":  # 94V-0 is a flammability class (UL 94), 1V8 a rail
        return not re.match(r"-[012](?!\d)", text[match.end() :]) and not (after.isdigit() and re.match(r"\d(?![\d.])(?!\s?A)", text[match.end() :]) is not None)
    if word == "度":
        return not re.match(r"(?:电|数)", text[match.end() :])
    return not (word == "m" and after == "/" and re.match(r"/s", text[match.end() :]))


def _is_cjk(ch: str) -> bool:
    return "\u3040" <= ch <= "\u30ff" or "\u3400" <= ch <= "\u9fff"


def _combine(text: str, atoms: list[_Atom], at: int) -> tuple[int, list[Quantity]]:
    """The quantities that begin at atom `at`, and how many atoms they use."""
    first = atoms[at]
    after = atoms[at + 1 : at + 4]
    ranged = _range_partner(text, first, after)
    if ranged:
        return ranged + 1, [_quantity(text, first, atoms[at + ranged])]
    if not first.unit:
        series = _series(text, atoms, at)
        if series:
            return len(series), _alternatives(text, series)
        return 1, []
    return 1, [_quantity(text, first, first)]


def _range_partner(text: str, first: _Atom, after: list[_Atom]) -> int:
    """How far behind `first` the upper end of its range stands; 0 where it is no range."""
    for step, other in enumerate(after, start=1):
        between = _ASIDE.sub("", text[first.end : other.start])
        between = between[:-1] if other.sign and between.endswith("-") else between
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


def _signed(atom: _Atom) -> float:
    return -atom.value if atom.sign else atom.value


def _scaled(atom: _Atom, owner: _Atom) -> float:
    """The atom's number in the kept unit; one without a unit borrows its neighbour's."""
    factor = atom.factor if atom.unit else owner.factor
    negative = atom.sign and owner.name == "temperature"
    return round(-atom.value * factor if negative else atom.value * factor, 9)


def _series(text: str, atoms: list[_Atom], at: int) -> list[_Atom]:
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


def _alternatives(text: str, series: list[_Atom]) -> list[Quantity]:
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
    return [replace(made, span=(atom.start, last.end if atom is last else atom.end)) for made, atom in zip(whole, series, strict=True)]


def _quantity(text: str, first: _Atom, last: _Atom) -> Quantity:
    """One quantity from its first to its last number, with what stands around it."""
    before, end = text[: first.start], last.end
    if first.sign:
        before = before.removesuffix("-")
    low: float | None = _scaled(first, last)
    high: float | None = _scaled(last, last)
    if last.name == "temperature" and last.unit == "°C" and text[last.start : end][-1:] in "°º" and re.match(r"\s?[CС]", text[end:]):
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
