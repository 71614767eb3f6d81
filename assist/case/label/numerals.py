"""Numerals: the numbers of a printed text, each with the unit that follows it.

Numbers follow ISO 80000-1 (point or comma as decimal sign).  What OCR confuses (O and 0, l and 1, S and 5, B and 8)
is corrected only inside a number that its unit follows and where the outcome is a value that labels carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assist.case.label.units import SPELLINGS, UNITS


@dataclass(frozen=True, slots=True)
class Atom:
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


# A point before the digits is a decimal sign (`Net wt. .5 oz`) unless it ends a leader (`Net Weight:... .13.4 kg`).
_NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?:[.,]\d+)?|"
    r"(?<![^\s(])(?<!…\s)(?<!\.\.\s)(?<!\.\s\.\s)[.,]\d+(?![.,]?\d))"
)
_LOOKS = r"[\dOoQIl|SB]"  # a digit, or what OCR takes for one
_UNIT = "|".join(re.escape(word) for word in sorted(SPELLINGS, key=len, reverse=True))
# A Latin unit ends where its word ends; `max`, a second quantity or a supply mark may follow without a space.
_END = (
    r"(?![a-zà-öø-ÿA-ZÀ-Þа-яё])(?!\d+(?![\d.,]*\s?(?:V|A|W|Hz|mA|kW|v|a|w|伏|安|瓦)))|(?=max|MAX|Max|min\b|[Rr]ms|"
    r"x\d|[LHE]\s?\d{2,3}\s?V)"
)
# A switch's lower rating for motors stands in brackets before the unit: `16(2)A`.
_BRACKET = r"\(\s?\d{1,2}(?:[.,]\d)?\s?\)\s?(?=A(?![A-Za-z]))"
_ATOM = re.compile(
    rf"(?P<num>{_NUMBER})(?:(?P<gap>[ \u00a0]{{0,2}})(?:{_BRACKET})?(?P<unit>{_UNIT})(?:{_END}))?"
)  # fmt: skip
_FUZZY = re.compile(
    rf"(?<![\w.,])(?P<num>{_LOOKS}{{1,4}}(?:[.,]{_LOOKS}{{1,2}})?)(?P<unit>V|A|W|Hz|VAC|VDC|mA|mAh)(?![A-Za-z])"
)
_NEGATIVE = re.compile(r"(?:零下|minus|moins|menos|meno|минус|マイナス|氷点下|负)\s*$", re.IGNORECASE)
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
_PHASES = re.compile(r"(?<![\d.,])([13])(\s?)~(?=\s?\d{3}\s?[VВ])")  # `3~ 400V`: three phases of it, no range
_UNIT_NOTES = {"Ib": "Ib read as lb", "Ibs": "Ibs read as lbs"}
_AS_DIGIT = str.maketrans({"O": "0", "o": "0", "Q": "0", "I": "1", "l": "1", "|": "1", "S": "5", "B": "8"})
_LEVEL = {
    ord("～"): "~",
    ord("−"): "-",
    ord("–"): "-",
    ord("—"): "-",
    ord("\u00a0"): " ",
    ord("　"): " ",
    ord("∼"): "~",
}


def level(text: str) -> str:
    """Full-width forms, dashes and spaces made plain, one character for one, so that places stay the same."""
    plain = "".join(chr(ord(ch) - 0xFEE0) if 0xFF01 <= ord(ch) <= 0xFF5E else ch for ch in text).translate(_LEVEL)
    return _PHASES.sub(r" \2 ", plain)


def number(text: str) -> float:
    """A printed number: `2.4`, `0,5`, `1,250` (a comma before exactly three digits groups thousands)."""
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+", text):
        return float(text.replace(",", ""))
    return float(text.replace(",", "."))


def corrected(text: str) -> tuple[str, dict[int, str]]:
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


def atoms(text: str, notes: dict[int, str]) -> list[Atom]:
    return list(_each_atom(text, notes))


def _each_atom(text: str, notes: dict[int, str]) -> Iterator[Atom]:
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
        signed = bool(re.search(r"(?:^|[\s(:~至到/,、;；]|[^\W\d_])-$", before)) and not re.search(
            r"[A-Za-z]-$", before
        )
        symbol, factor = SPELLINGS.get(word, ("", 1.0))
        supply = "ac" if word.lower() in {"vac", "vca"} else "dc" if word.lower() in {"vdc", "vcc"} else ""
        yield Atom(
            start, end, number(printed), symbol, factor, supply,
            sign=signed or bool(_NEGATIVE.search(before)), note=notes.get(start, _UNIT_NOTES.get(word, "")),
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
        return bool(gap) and not (
            word == "in" and re.match(r"\s+(?:the|a|an|my|in|1|one|water|furrow|\d)\b", text[match.end() :])
        )
    if word in {'"', "″", "”"}:
        return not gap
    if word == "K":
        return (1000 <= number(value) <= 20000 and not gap) or bool(gap and number(value) >= 1000)
    if word in {"年", "год", "года", "año", "日"}:
        return number(value) < 100
    if word == "V" and re.fullmatch(r"\W*", text[: match.start()]) and re.fullmatch(r"94V\W*", text[match.start() :]):
        return False  # alone on its line: a flammability class (UL 94) whose `-0` was not read
    if word == "V":  # 94V-0 is a flammability class, 1V8 a rail
        return not re.match(r"-[012](?!\d)", text[match.end() :]) and not (
            after.isdigit() and re.match(r"\d(?![\d.])(?!\s?A)", text[match.end() :]) is not None
        )
    if word == "º":  # an ordinal before a street's or a floor's name: 10º RANG
        return not re.match(r"\s+[A-ZÀ-Þ]{2}", text[match.end() :])
    if word == "度":
        return not re.match(r"(?:电|数)", text[match.end() :])
    return not (word == "m" and after == "/" and re.match(r"/s", text[match.end() :]))


def _is_cjk(ch: str) -> bool:
    return "\u3040" <= ch <= "\u30ff" or "\u3400" <= ch <= "\u9fff"
