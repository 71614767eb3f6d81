"""Quantities of a gold text, parsed apart from the program's own grammar so that it cannot mark its own homework."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Unit as printed (case folded) -> base unit, factor, offset (base = printed * factor + offset).
_UNITS: dict[str, tuple[str, float, float]] = {
    "v": ("V", 1, 0), "mv": ("V", 1e-3, 0), "kv": ("V", 1e3, 0), "vac": ("V", 1, 0), "vdc": ("V", 1, 0),
    "a": ("A", 1, 0), "ma": ("A", 1e-3, 0), "w": ("W", 1, 0), "kw": ("W", 1e3, 0), "va": ("VA", 1, 0),
    "hz": ("Hz", 1, 0), "khz": ("Hz", 1e3, 0), "mhz": ("Hz", 1e6, 0), "ghz": ("Hz", 1e9, 0),
    "ah": ("Ah", 1, 0), "mah": ("Ah", 1e-3, 0), "wh": ("Wh", 1, 0), "kwh": ("Wh", 1e3, 0),
    "l": ("L", 1, 0), "ml": ("L", 1e-3, 0), "cl": ("L", 1e-2, 0), "cc": ("L", 1e-3, 0), "liter": ("L", 1, 0),
    "liters": ("L", 1, 0), "litre": ("L", 1, 0), "litres": ("L", 1, 0), "升": ("L", 1, 0), "毫升": ("L", 1e-3, 0),
    "gal": ("L", 3.785411784, 0), "gallon": ("L", 3.785411784, 0), "gallons": ("L", 3.785411784, 0),
    "kg": ("kg", 1, 0), "g": ("kg", 1e-3, 0), "mg": ("kg", 1e-6, 0), "lb": ("kg", 0.45359237, 0),
    "lbs": ("kg", 0.45359237, 0), "oz": ("kg", 0.028349523125, 0), "克": ("kg", 1e-3, 0), "千克": ("kg", 1, 0),
    "公斤": ("kg", 1, 0), "°c": ("°C", 1, 0), "degc": ("°C", 1, 0), "°f": ("°C", 5 / 9, -160 / 9),
    "degf": ("°C", 5 / 9, -160 / 9), "mm": ("m", 1e-3, 0), "cm": ("m", 1e-2, 0), "m": ("m", 1, 0),
    "in": ("m", 0.0254, 0), "inch": ("m", 0.0254, 0), "ft": ("m", 0.3048, 0),
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?![\d])|\d+(?:[.,]\d+)?|\.\d+)"
_END = r"(?![a-z])"
_QUANTITY = re.compile(
    rf"(?P<low>(?<![\w.])[-−]?{_NUMBER}|{_NUMBER})"
    rf"(?:\s*(?:{_UNIT})?\s*(?P<joint>-|–|—|~|to|至|bis|à|/)\s*(?P<high>[-−]?{_NUMBER}))?"
    rf"\s*(?P<unit>{_UNIT}){_END}"
)
_DECIMAL_V = re.compile(r"(?<!\w)(\d)v(\d)(?!\w)")
_RADIO = re.compile(r"(?<![a-z])rf\s?(\d{3})(?!\d)")
# Printed in pounds, typed in kilograms: the same within rounding to four digits.
_CLOSE = 1e-3


@dataclass(frozen=True, slots=True)
class Quantity:
    """`low` to `high` (equal for a single value) in a base unit; `alternative` for the parts of `50/60 Hz`."""

    low: float
    high: float
    unit: str
    alternative: bool = False


def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of `text`: `10A 250VAC` holds two, `100-240V` one range, `50/60 Hz` two alternatives."""
    return tuple(_found(unicodedata.normalize("NFKC", text).casefold()))


def _found(plain: str) -> Iterator[Quantity]:
    for whole, part in _DECIMAL_V.findall(plain):
        yield Quantity(float(f"{whole}.{part}"), float(f"{whole}.{part}"), "V")
    plain = _DECIMAL_V.sub(" ", plain)
    for megahertz in _RADIO.findall(plain):
        yield Quantity(float(megahertz) * 1e6, float(megahertz) * 1e6, "Hz")
    several = len(list(_QUANTITY.finditer(plain))) > 1 and bool(re.search(r"\bto\b|至|bis", plain))
    for match in _QUANTITY.finditer(plain):
        base, _, _ = _UNITS[match["unit"]]
        low = to_base(_number(match["low"]), match["unit"])
        if match["high"] is None:
            yield Quantity(low, low, base, alternative=several)
            continue
        high = to_base(_number(match["high"]), match["unit"])
        if match["joint"] == "/":
            yield from (Quantity(low, low, base, True), Quantity(high, high, base, True))
        else:
            yield Quantity(min(low, high), max(low, high), base)


def to_base(value: float, unit: str) -> float:
    """`value` of a printed or canonical unit in its base unit; unchanged for an unknown one."""
    _, factor, offset = _UNITS.get(unicodedata.normalize("NFKC", unit).casefold(), ("", 1.0, 0.0))
    return value * factor + offset


def base_unit(unit: str) -> str:
    """The base unit of a unit, or itself where it is unknown."""
    return _UNITS.get(unicodedata.normalize("NFKC", unit).casefold(), (unit, 1.0, 0.0))[0]


def same(one: float, other: float) -> bool:
    """Equal but for the rounding of a unit's conversion."""
    return abs(one - other) <= _CLOSE * max(abs(one), abs(other), 1e-9)


def _number(text: str) -> float:
    plain = text.replace("−", "-")
    plain = plain.replace(",", "") if re.search(r",\d{3}(?!\d)", plain) else plain.replace(",", ".")
    return float(plain)
