"""The mains table is plausible and the buyer's country is understood in nine languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from assist.case.tables import Tables, parse_tables, words_pattern

DATA = Path(__file__).resolve().parents[2] / "assist" / "case" / "data"


@pytest.fixture(scope="module")
def tables() -> Tables:
    return parse_tables(lambda name: (DATA / name).read_text(encoding="utf-8"))


def test_the_mains_of_every_country_are_plausible(tables: Tables) -> None:
    assert len(tables.countries) >= 195
    assert len({country.code for country in tables.countries}) == len(tables.countries)
    for country in tables.countries:
        assert country.names, country.code
        assert all(100 <= volts <= 127 or 220 <= volts <= 240 for volts in country.voltages), country.code
        assert set(country.frequencies) <= {50.0, 60.0}
        assert set(country.plugs) <= set("ABCDEFGHIJKLMNO")
        low = max(country.voltages) <= 127
        assert not low or "A" in country.plugs or country.code in {"AW", "SR"}, country.code


@pytest.mark.parametrize(
    ("code", "volts", "hertz", "plugs"),
    [
        ("DE", (230,), (50,), "CF"),
        ("US", (120,), (60,), "AB"),
        ("JP", (100,), (50, 60), "AB"),
        ("GB", (230,), (50,), "G"),
        ("CN", (220,), (50,), "ACI"),
        ("BR", (127, 220), (60,), "CN"),
        ("AU", (230,), (50,), "I"),
        ("IN", (230,), (50,), "CDM"),
        ("CH", (230,), (50,), "CJ"),
        ("TW", (110,), (60,), "AB"),
        ("PE", (220,), (60,), "ABC"),
        ("IT", (230,), (50,), "CFL"),
    ],
)
def test_well_known_mains_are_right(
    code: str, volts: tuple[int, ...], hertz: tuple[int, ...], plugs: str, tables: Tables
) -> None:
    country = tables.country(code)
    assert country is not None
    assert (country.voltages, country.frequencies, set(country.plugs)) == (volts, hertz, set(plugs))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I live in Germany", "DE"),
        ("我在台湾，家里110V", "TW"),
        ("Я живу в Германии", "DE"),
        ("ドイツで使えますか", "DE"),
        ("funciona no Brasil?", "BR"),
        ("in der Schweiz", "CH"),
        ("en los Estados Unidos", "US"),
        ("works in the US?", "US"),
        ("chez moi à Paris", "FR"),
        ("a Milano", "IT"),
        ("made in China, I am in Japan", "JP"),
        ("哈尔滨冬天", "CN"),
    ],
)
def test_the_buyers_country_is_understood(text: str, code: str, tables: Tables) -> None:
    country = tables.country_of(text)
    assert country is not None
    assert country.code == code


@pytest.mark.parametrize("text", ["give it to us", "a nice lamp", "from Germany to Spain and Italy", ""])
def test_no_country_or_several_are_none(text: str, tables: Tables) -> None:
    assert tables.country_of(text) is None


def test_words_are_found_whole_phrases_also_without_their_spaces_and_chinese_anywhere() -> None:
    assert words_pattern(["no hub required"]).search("NOHUB REQUIRED")
    assert not words_pattern(["car"]).search("care label")
    assert words_pattern(["dishwasher*"]).search("Dishwasher-safe")
    assert words_pattern(["漂白"]).search("不可漂白")
    assert not words_pattern([]).search("anything")
