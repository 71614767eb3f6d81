"""The grammar of printed quantities, marks and identifiers; what is printed is read back as it was meant."""

from __future__ import annotations

import pint
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assist.case.geometry import Box, Quad
from assist.case.label.identifiers import identifiers, valid_article
from assist.case.label.marks import bands, marks
from assist.case.label.quantities import Quantity, quantities
from assist.case.label.units import SPELLINGS, UNITS, show, to_base
from assist.case.reading import Line, Reading
from assist.case.specs import Source, parameter_name, specs_of_reading, specs_of_text

WHOLE = Quad.of(Box(0, 0, 1, 1))


def brief(found: tuple[Quantity, ...]) -> list[tuple[float | None, float | None, str, str]]:
    return [(q.low, q.high, q.unit, q.supply) for q in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100-240V~ 50/60Hz 0.5A", [(100, 240, "V", "ac"), (50, 60, "Hz", ""), (0.5, 0.5, "A", "")]),
        ("DC5V⎓3A", [(5, 5, "V", "dc"), (3, 3, "A", "")]),
        ("输入:AC100-240V", [(100, 240, "V", "ac")]),
        ("－２０～６０℃", [(-20, 60, "°C", "")]),
        ("-20~60°C", [(-20, 60, "°C", "")]),
        ("4°C (39°F) to 25°C", [(4, 25, "°C", ""), (39, 39, "°F", "")]),
        ("entre 5 y 35 ºC", [(5, 35, "°C", "")]),
        ("零下35度", [(-35, -35, "°C", "")]),
        ("Output<=192W", [(None, 192, "W", "")]),
        ("a minimum of 40 L", [(40, None, "L", "")]),
        ("110/220V", [(110, 110, "V", ""), (220, 220, "V", "")]),
        ("2.4GHz", [(2.4e9, 2.4e9, "Hz", "")]),
        ("60 x 40 x 20 mm", [(60, 60, "mm", ""), (40, 40, "mm", ""), (20, 20, "mm", "")]),
        ("1-2 L/ha", [(1, 2, "L/ha", "")]),
        ("1.25L -2.5L/ha", [(1.25, 2.5, "L/ha", "")]),
        ("16 ампер при 230 В", [(16, 16, "A", ""), (230, 230, "V", "")]),
        ("3V3", [(3.3, 3.3, "V", "")]),
        ("1/2W", [(0.5, 0.5, "W", "")]),
        ("..13.4 kg", [(13.4, 13.4, "kg", "")]),
        ("Net Weight:... .13.4kg", [(13.4, 13.4, "kg", "")]),
        ("Calcium.. .5%", [(5, 5, "%", "")]),
        ("Available Phosphate.......3%", [(3, 3, "%", "")]),
        ("Net wt. .5 oz", [(0.5, 0.5, "oz", "")]),
        ("shaft .25 in", [(0.25, 0.25, "in", "")]),
        ("1,250 W", [(1250, 1250, "W", "")]),
        ("0,5 kg", [(0.5, 0.5, "kg", "")]),
    ],
)
def test_printed_quantities_are_read(text: str, expected: list[tuple[float, float, str, str]]) -> None:
    assert brief(quantities(text)) == expected


@pytest.mark.parametrize(
    "text", ["JK-B1A24S", "94V-0", "S7K 5Y7", "2018-06-27", "8-16-8", "R2N 4A8", "V1.5", "IP/SMS", "94V"]
)
def test_designations_codes_and_dates_are_no_quantities(text: str) -> None:
    assert quantities(text) == ()


def test_a_count_multiplies_and_is_no_quantity_itself() -> None:
    (cells,) = quantities("2x1.5V")
    assert (cells.count, cells.low) == (2, 1.5)
    (ports,) = quantities("5*4A")
    assert (ports.count, ports.low) == (5, 4)


def test_confused_digits_are_corrected_only_to_usual_values_and_said() -> None:
    (volts,) = quantities("24OV")
    assert (volts.low, volts.note) == (240, "24O read as 240")
    assert quantities("SSOV") == ()
    assert quantities("7lOV") == ()


volts = st.integers(1, 480)
amps = st.decimals(min_value="0.1", max_value="99", places=1).map(float)


@given(
    volts,
    volts,
    st.sampled_from(["-", "~", "–", " - ", " to ", "至", " bis "]),
    st.sampled_from(["V", " V", "V~", "VAC"]),
)
def test_a_voltage_range_survives_printing(one: int, other: int, joint: str, unit: str) -> None:
    low, high = sorted((one, other))
    assume(not (joint == "~" and low in (1, 3) and high > 99))
    (found,) = quantities(f"{low}{joint}{high}{unit}")
    assert (found.name, found.low, found.high, found.unit) == ("voltage", low, high, "V")


@pytest.mark.parametrize("phases", [1, 3])
def test_one_or_three_before_a_wave_are_phases_and_no_lower_end(phases: int) -> None:
    (found,) = quantities(f"{phases}~100V")
    assert (found.low, found.high) == (100, 100)


@given(st.lists(st.tuples(volts, amps), min_size=1, max_size=4))
def test_alternatives_stay_pairs(pairs: list[tuple[int, float]]) -> None:
    text = " ".join(f"{v}V/{a}A" for v, a in pairs)
    specs = [spec for spec in specs_of_text(text, Source("photo")) if spec.unit in {"V", "A"}]
    groups: dict[int, list[float]] = {}
    for spec in specs:
        assert spec.low is not None
        groups.setdefault(spec.group, []).append(spec.low)
    assert list(groups.values()) == [[v, a] for v, a in pairs]


@given(
    st.integers(-60, 0),
    st.integers(1, 120),
    st.sampled_from(["°C", "℃", " °C"]),
    st.sampled_from(["~", " to ", "...", "～"]),
)
def test_a_temperature_range_keeps_its_sign(low: int, high: int, unit: str, joint: str) -> None:
    (found,) = quantities(f"{low}{joint}{high}{unit}")
    assert (found.low, found.high) == (low, high)


@given(st.text(max_size=80))
def test_no_text_breaks_the_grammar_and_spans_are_the_printed_words(text: str) -> None:
    for spec in specs_of_text(text, Source("photo")):
        assert spec.printed == text[slice(*spec.span)]
        assert spec.printed


def test_the_factors_are_those_of_the_units_library() -> None:
    registry = pint.UnitRegistry()
    names = {
        "Ω": "ohm",
        "µF": "microfarad",
        "gal": "US_liquid_gallon",
        "fl oz": "US_fluid_ounce",
        "t": "metric_ton",
        "in": "inch",
        "ha": "hectare",
        "week": "week",
        "d": "day",
        "m²": "m**2",
        "acre": "acre",
        "h": "hour",
    }
    skipped = {"mAh", "°C", "°F", "%", "lm", "K", "month", "year", "VA"}
    for symbol, unit in UNITS.items():
        if symbol in skipped:
            continue
        base = names.get(unit.base, unit.base)
        factor = registry.Quantity(1, names.get(symbol, symbol)).to(base).magnitude
        assert factor == pytest.approx(unit.factor, rel=1e-4), symbol
    assert to_base(77, "°F") == (25.0, "°C")
    assert {symbol for symbol, _ in SPELLINGS.values()} <= set(UNITS)


def test_numbers_are_shown_as_labels_print_them() -> None:
    assert show(2.4e9, "Hz") == "2.4 GHz"
    assert show(-5.0, "°C") == "-5 °C"
    assert show(10.0, "%") == "10%"


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("IP65", "ip_rating", "IP65"),
        ("IPX4", "ip_rating", "IPX4"),
        ("lP6S", "ip_rating", "IP65"),
        ("E27", "socket", "E27"),
        ("B22 Bayonet", "socket", "B22"),
        ("Bajonett", "socket", "B22"),
        ("Micro USB Port", "connector", "micro USB"),
        ("Type-C接口", "connector", "USB-C"),
        ("2 x AAA", "battery", "AAA"),
        ("5号电池", "battery", "AA"),
        ("CR2032", "battery", "CR2032"),
        ("пальчиковые", "battery", "AA"),
        ("Plug Standard : US", "plug", "US"),
        ("英标", "plug", "UK"),
        ("94V-0", "flame_class", "V-0"),
        ("Schuko", "plug", "F"),
        ("Wi-Fi", "wireless", "Wi-Fi"),
        ("蓝牙", "wireless", "Bluetooth"),
    ],
)
def test_marks_are_read(text: str, name: str, value: str) -> None:
    assert (name, value) in [(mark.name, mark.value) for mark in marks(text)]


def test_wireless_bands_are_read_in_gigahertz() -> None:
    assert [band.value for band in bands("2.4G/5GHz dual band")] == ["2.4", "5"]


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("0 73035 04226 0", "ean", "073035042260"),
        ("4006381333931", "ean", "4006381333931"),
        ('087992"217012', "ean", "087992217012"),
        ("June 14, 2021", "date", "June 14, 2021"),
        ("2018-06-27", "date", "2018-06-27"),
        ("08/14", "date", "08/14"),
        ("KDX-1120.3 02/19", "date", "02/19"),
        ("LOT Nº 1012-22", "lot", "1012-22"),
        ("批号：A2301", "lot", "A2301"),
        ("P/N:W0183864", "part", "W0183864"),
        ("Model: EB-STATe3-01", "model", "EB-STATe3-01"),
        ("型号：JK-B2A24S", "model", "JK-B2A24S"),
        ("S/N 000719 2204", "serial", "000719 2204"),
    ],
)
def test_identifiers_are_read(text: str, name: str, value: str) -> None:
    assert (name, value) in [(one.name, one.value) for one in identifiers(text)]


@pytest.mark.parametrize(
    "text",
    [
        "GNDGPIO12", "R10R11", "E331298", "A94V-0", "J0Z3B0", "P2Os", "6CI", "6.GND", "B.10", "Austin78701-2201",
        "12St.Paul", "Active ZINC7% Zn", "ratio 02/19",
    ],
)  # fmt: skip
def test_references_file_numbers_addresses_and_shares_are_no_models(text: str) -> None:
    assert identifiers(text) == ()


def test_an_unsure_line_gives_a_model_only_where_a_word_announces_it() -> None:
    def models(text: str, sure: float) -> list[str]:
        specs = specs_of_reading(Reading("p", (Line(text, WHOLE, sure),)))
        return [spec.value for spec in specs if spec.name == "model"]

    assert models("EW1200", 0.97) == ["EW1200"] and models("EW1200", 0.7) == []
    assert models("Model: EW1200", 0.7) == ["EW1200"]


def test_on_a_circuit_board_a_short_bare_run_is_a_part_and_no_model() -> None:
    def models(*texts: str) -> list[str]:
        specs = specs_of_reading(Reading("p", tuple(Line(text, WHOLE, 0.99) for text in texts)))
        return [spec.value for spec in specs if spec.name == "model"]

    parts = ("R12", "C3", "D5", "U1")
    assert models("JC7R4", "NX-SP20", "W0183864", "Model: B1911", *parts) == ["NX-SP20", "W0183864", "B1911"]
    assert models("JC7R4", "R12") == ["JC7R4"]


@given(st.integers(0, 10**12 - 1))
def test_an_article_number_with_a_wrong_digit_is_refused(number: int) -> None:
    digits = f"{number:012d}"
    check = next(d for d in range(10) if valid_article(f"{digits}{d}"))
    assert [d for d in range(10) if valid_article(f"{digits}{d}")] == [check]
    assert any(one.value == f"{digits}{check}" for one in identifiers(f"{digits}{check}"))


def test_roles_come_from_words_company_and_headings() -> None:
    reading = Reading(
        "p",
        tuple(
            Line(text, WHOLE, 0.9)
            for text in (
                "INPUT:",
                "100-240V~ 0.5A",
                "Output: 5V⎓2A",
                "16A 250VAC",
                "DC 12-24V",
                "Dual USB",
                "2.4A Output",
            )
        ),
    )
    named = [(parameter_name(spec), spec.printed) for spec in specs_of_reading(reading) if spec.unit]
    assert named == [
        ("input_voltage", "100-240V~"),
        ("input_current", "0.5A"),
        ("output_voltage", "5V⎓"),
        ("output_current", "2A"),
        ("output_current", "16A"),
        ("output_voltage", "250VAC"),
        ("input_voltage", "12-24V"),
        ("output_current", "2.4A"),
    ]
