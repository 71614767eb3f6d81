"""Spec: a printed or spoken quantity, typed, with where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Where a quote stands.

    `kind` is `photo` (id: photo id, line: index in its reading, -1 for a code), `passage` (id: passage id),
    `message`, `context`, or `table` (id: the shipped table's name, such as `mains`).
    """

    kind: str
    id: str = ""
    line: int = -1


@dataclass(frozen=True, slots=True)
class Spec:
    """One typed quantity.

    `name`: voltage, current, power, frequency, energy, capacity (mAh, Ah, L, ml), weight, length, temperature,
    ip_rating, plug, connector, socket, battery, wireless, ean, date, lot, model, ...
    `role`: input, output, rating, battery, need (what the buyer has or wants), or empty.
    A number is `low` to `high` (equal for a single value; None where that end is open) in `unit` (canonical: V, A,
    W, Hz, mAh, Wh, L, ml, kg, g, mm, m, °C); anything else is `value` (`E27`, `IP65`, `Type C`, `AA`).
    `supply` is `ac`, `dc` or empty; `count` the multiplier of `2x1.5V`; `group` joins what was printed together, so
    that alternatives (`5V/3A 9V/2A`) stay pairs.  `printed` is the text it was read from, `span` its place in that
    text, `note` says what was corrected (`O read as 0`).
    """

    name: str
    source: Source
    role: str = ""
    low: float | None = None
    high: float | None = None
    unit: str = ""
    value: str = ""
    supply: str = ""
    count: int = 1
    group: int = 0
    printed: str = ""
    span: tuple[int, int] = (0, 0)
    note: str = ""
