"""Spec: a printed or spoken quantity, typed, with where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assist.case.label.identifiers import identifiers
from assist.case.label.marks import marks
from assist.case.label.numerals import level
from assist.case.label.quantities import Quantity, quantities
from assist.case.reading import Line, Reading


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


_INPUT = re.compile(
    r"in[-\s]?put|eingang|entrée|alimentation|entrada|alimentación|ingresso|alimentazione|вход|питание|输入|輸入|入力|"
    r"power supply|rated voltage|\bVIN\b|supply voltage|额定电压|定格電圧|"
    r"tensione|tensión|напряжение|\bmains\b|netz",
    re.IGNORECASE,
)
_OUTPUT = re.compile(
    r"out[-\s]?put|ausgang|sortie|salida|uscita|saída|выход|输出|輸出|出力|\bUSB\b|charg(?:e|ing) port|max\.?\s?load|"
    r"loading|\bload\b|负载|負荷|capacity of|нагрузк|belastung|belastbar|\bcharge\b",
    re.IGNORECASE,
)
_BATTERY = re.compile(
    r"batter|akku|batería|batteria|bateria|аккумулятор|батаре|电池|電池|バッテリー|Li-?ion|Ni-?MH|LiPo", re.IGNORECASE
)
_RADIO_LIMIT = 1e5  # Hz; above it a frequency is a radio band, below it mains
_LOAD_UNITS = frozenset({"current", "power"})
_NAMES = {"length": "size", "part": "model", "socket": "connector", "plug": "connector", "flame_class": "certification"}


SURELY_READ = 0.9
"""Below this confidence a run of letters and digits is no designation by its looks alone: misread words look like one.

Bench photos (99, 2026-11-21): of the models typed, 0 of 6 stood on the photo below it and 64 of 83 above.
"""


BOARD_FROM, DESIGNATION_FROM = 3, 7
"""A photo with so many lines that are a part's number (`R12`, `C3`) shows a circuit board, on which a bare run is taken
for a designation only with a hyphen or so many characters: the rest are parts and marks of parts (`E302`)."""

_REFERENCE = re.compile(r"(?:[RCLDQUJKPFTY]|CN|CY|LED|SW)\d{1,3}")


def specs_of_text(text: str, source: Source, *, role: str = "", bare: bool = True) -> tuple[Spec, ...]:
    """What `text` says, typed, in its order; `bare` designations are those that no word announces.

    Where `role` is empty each quantity takes the role of the last role word before it (`Input`, `输出`, ...); a
    quantity whose kind was already in its group opens the next group, so alternatives stay pairs.
    """
    found: list[Spec] = []
    group, seen, last_word = 0, set[str](), ""
    for quantity in quantities(text):
        word = role or _role_before(text, quantity.span[0])
        if quantity.name in seen or word != last_word:
            group, seen = group + 1, set()
        seen.add(quantity.name)
        last_word = word
        found.append(_spec(text, quantity, source, word, group))
    if not role:
        found = [_settled(spec, found) for spec in found]
    for mark in marks(text):
        printed = text[slice(*mark.span)]
        found.append(Spec(mark.name, source, role, value=mark.value, printed=printed, span=mark.span, note=mark.note))
    for one in identifiers(text, bare=bare):
        if one.name == "model" and _is_quantity(one.span, found):
            continue
        printed = text[slice(*one.span)]
        found.append(Spec(one.name, source, role, value=one.value, printed=printed, span=one.span, note=one.note))
    return tuple(sorted(found, key=lambda spec: spec.span))


def specs_of_reading(reading: Reading) -> tuple[Spec, ...]:
    """What a photo's lines and codes say; a line without a role word takes that of a heading line just before it."""
    found: list[Spec] = []
    board = shows_a_board(reading)
    for index, line in enumerate(reading.lines):
        source = Source("photo", reading.photo, index)
        specs = specs_of_text(line.text, source, bare=line.confidence >= SURELY_READ)
        if board:
            specs = tuple(spec for spec in specs if not _is_part_of_a_board(spec, line.text))
        heading = _heading_role(reading.lines, index)
        found += [_inherit(spec, heading) for spec in specs]
        found = _unit_below(found, reading, index, source)
    for code in reading.codes:
        if code.text.isdigit():
            source = Source("photo", reading.photo, -1)
            found.append(Spec("ean", source, value=code.text, printed=code.text, span=(0, len(code.text))))
    return tuple(found)


def shows_a_board(reading: Reading) -> bool:
    """Whether a circuit board is on the photo: its marks are no designations, and its parts no products."""
    return sum(_REFERENCE.fullmatch(line.text.strip()) is not None for line in reading.lines) >= BOARD_FROM


def parameter_name(spec: Spec) -> str:
    """The name of a spec as labels' parameters are usually listed: input_voltage, output_current, power, ..."""
    if spec.name in {"voltage", "current"}:
        side = "output" if spec.role in {"output", "rating"} else "input"
        return f"{side}_{spec.name}"
    if spec.name in {"capacity", "energy"}:
        return "capacity"
    return _NAMES.get(spec.name, spec.name)


def _spec(text: str, quantity: Quantity, source: Source, role: str, group: int) -> Spec:
    return Spec(
        quantity.name, source, role, quantity.low, quantity.high, quantity.unit, supply=quantity.supply,
        count=quantity.count, group=group, printed=text[slice(*quantity.span)], span=quantity.span, note=quantity.note,
    )  # fmt: skip


def _role_before(text: str, start: int) -> str:
    """The role of the last role word in front of a quantity, in the same sentence."""
    before = level(text[:start])
    best, role = -1, ""
    for name, pattern in (("input", _INPUT), ("output", _OUTPUT), ("battery", _BATTERY)):
        for match in pattern.finditer(before):
            if match.start() > best:
                best, role = match.start(), name
    return role


def _is_part_of_a_board(spec: Spec, text: str) -> bool:
    announced = text[: spec.span[0]].rstrip().endswith((":", "：", "#"))
    short = len(spec.value) < DESIGNATION_FROM and "-" not in spec.value
    return spec.name == "model" and short and not announced


def _settled(spec: Spec, found: list[Spec]) -> Spec:
    """A role from the company a quantity keeps.

    A current printed with a mains voltage of one value (`16A 250VAC`) is a contact's or socket's rating; with a
    range or a frequency (`100-240V 50/60Hz 0.5A`) it is what the product takes.
    """
    if spec.role or spec.name not in {"voltage", "current", "power"}:
        return spec
    group = [other for other in found if other.group == spec.group and other.source == spec.source]
    names = {other.name for other in group}
    voltages = [other for other in group if other.name == "voltage"]
    ranged = any(v.low != v.high for v in voltages) or "frequency" in names
    if "current" in names and not ranged:
        return replace(spec, role="rating")
    if spec.name == "voltage" and ranged:
        return replace(spec, role="input")
    return spec


def _heading_role(lines: tuple[Line, ...], index: int) -> str:
    """The role word that stands alone on the line before (`INPUT:` / `100-240V`), or after (`2.4A` / `Output`)."""
    for other in (index - 1, index + 1):
        if 0 <= other < len(lines) and not quantities(lines[other].text):
            text = lines[other].text.strip(" :：")
            if len(text) <= 18 and (role := _role_before(text, len(text))) and (other < index or role != "input"):
                return role
    return ""


def _inherit(spec: Spec, role: str) -> Spec:
    wants = spec.name in {"voltage", "current", "power", "frequency"} and spec.role in {"", "rating"}
    return replace(spec, role=role) if wants and role else spec


def _is_quantity(span: tuple[int, int], found: list[Spec]) -> bool:
    return any(s.unit and s.span[0] < span[1] and span[0] < s.span[1] for s in found)


def _unit_below(found: list[Spec], reading: Reading, index: int, source: Source) -> list[Spec]:
    """A lot number printed under its heading (`LOT Nº` / `1012-22-B15G`)."""
    line = reading.lines[index].text.strip()
    before = reading.lines[index - 1].text.strip() if index else ""
    if re.fullmatch(
        r"(?i)(?:lot|batch|lote|lotto|批号)\s*(?:n[o°º.]*|nº|number|#|№)?\s*[.:：]?", before
    ) and re.fullmatch(r"[A-Z0-9][\w./-]{2,}", line):
        found = [s for s in found if not (s.name == "model" and s.source == source)]
        found.append(Spec("lot", source, value=line, printed=line, span=(0, len(reading.lines[index].text))))
    return found
