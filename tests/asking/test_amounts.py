"""Every number of a text is found with its unit, however it is written, so that none slips past the checks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.case.asking.amounts import Numerals, amounts, codes, parse_numerals
from assist.case.asking.links import links
from assist.case.asking.sentences import joined, marks_of, sentences
from assist.wiring import read_data


@pytest.fixture(scope="module")
def numerals() -> Numerals:
    return parse_numerals(read_data)


def found(text: str, numerals: Numerals, *languages: str) -> list[tuple[float, str]]:
    return [(max(a.values), a.unit) for a in amounts(text, numerals, languages)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("100-240V~ 50/60Hz", "en", [(100, "V"), (240, "V"), (50, "Hz"), (60, "Hz")]),
        ("zwischen 220 und 240 Volt", "de", [(220, "V"), (240, "V")]),
        ("5, 9 or 12 V", "en", [(5, "V"), (9, "V"), (12, "V")]),
        ("2x1.5V", "en", [(2, ""), (1.5, "V")]),
        ("10 x 20 mm", "en", [(10, "mm"), (20, "mm")]),
        ("2 kW", "en", [(2000, "W")]),
        ("2.400 W", "de", [(2400, "W")]),
        ("2,400 W", "en", [(2400, "W")]),
        ("2 400 Вт", "ru", [(2400, "W")]),
        ("0,5 кВт", "ru", [(500, "W")]),
        ("-20~60°C", "en", [(-20, "°C"), (60, "°C")]),
        ("minus 5 °C", "en", [(-5, "°C")]),
        ("AC220V max16A", "en", [(220, "V"), (16, "A")]),
        ("a 5-hour run, 10 seconds", "en", [(5, "h"), (10, "s")]),
        ("按住５秒，然后12小时", "zh", [(5, "s"), (12, "h")]),
        ("保修两年，三个月，二百三十伏", "zh", [(2, "year"), (3, "month"), (230, "V")]),
        ("五分間待つ", "ja", [(5, "min")]),
        ("fünf Sekunden, zwölf Stunden, eine Stunde", "de", [(5, "s"), (12, "h"), (1, "h")]),
        ("twice a day for one hour", "en", [(2, "times"), (1, "h")]),
        ("trois fois, dreimal, une fois", "fr", [(3, "times")]),
        ("cinco minutos o diez segundos", "es", [(5, "min"), (10, "s")]),
        ("½ cup ① then Ⅷ", "en", [(0.5, ""), (1, ""), (8, "")]),
        ("20 m² and 3 m³", "en", [(20, "m²"), (3, "m³")]),
        ("€20, 20 EUR or 20 euros", "en", [(20, "eur"), (20, "eur"), (20, "eur")]),
        ("at 14:30 on 12.12.2025", "en", [(14, ""), (30, ""), (12.12, ""), (2025, "")]),
        ("十分好用，一个按钮", "zh", []),
        ("eighty hours, seventeen volts, zero watts", "en", [(80, "h"), (17, "V"), (0, "W")]),
        ("half an hour, a quarter of an hour, a couple of days", "en", [(0.5, "h"), (0.25, "h"), (2, "d")]),
        ("double the voltage, a million volts", "en", [(2, "times"), (1000000, "V")]),
        ("half full; a double click; a couple", "en", []),
        ("siebzig Stunden, zweihundertdreißig Volt, fünfundzwanzig", "de", [(70, "h"), (230, "V"), (25, "")]),
        ("anderthalb Stunden, eine halbe Stunde, zweitausendfünfhundert W", "de", [(1.5, "h"), (0.5, "h"), (2500, "")]),
        ("Achtung, Dreieck, Siebdruck, Zweig, sechskant, halb offen", "de", []),
        ("ochenta horas, doscientos voltios, media hora", "es", [(80, "h"), (200, "V"), (0.5, "h")]),
        (
            "treize heures, cent volts, une demi-heure, un quart d'heure",
            "fr",
            [(13, "h"), (100, "V"), (0.5, "h"), (0.25, "h")],
        ),
        ("un appareil neuf, pour cent", "fr", []),
        ("ottanta ore, sei ore, duecentotrenta volt, mezz'ora", "it", [(80, "h"), (6, "h"), (230, "V"), (0.5, "h")]),
        ("Lei sei sicuro; settembre, centro, ottobre", "it", []),
        ("oitenta horas, duzentos volts, meia hora", "pt", [(80, "h"), (200, "V"), (0.5, "h")]),
        (
            "восемьдесят часов, семидесяти часов, двести вольт, полчаса",
            "ru",
            [(80, "h"), (70, "h"), (200, "V"), (0.5, "h")],
        ),
        ("百分之八十，半小时，半年，半个月", "zh", [(80, "%"), (0.5, "h"), (0.5, "year"), (0.5, "month")]),
        ("半导体，一半，半自动", "zh", []),
        ("Once upon a time", "en", []),
    ],
)
def test_numbers_are_found_with_their_units(
    text: str, language: str, expected: list[tuple[float, str]], numerals: Numerals
) -> None:
    assert found(text, numerals, language) == expected


def test_without_a_language_a_grouped_number_keeps_both_readings(numerals: Numerals) -> None:
    (either,) = amounts("2.400 W", numerals, ("de", "en"))
    assert either.values == {2.4, 2400.0}
    (german,), (english,) = amounts("2.400 W", numerals, ("de",)), amounts("2.400 W", numerals, ("en",))
    assert not german.same(english) and german.same(either) and english.same(either)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KFR-35GW/BP3 or kfr35gw bp3", ["KFR35GWBP3", "KFR35GW", "BP3"]),
        ("UV-K5(8) 按住K2键", ["UVK58", "K2"]),
        ("IP44, E27, 3D, 94V-0", ["1P44", "E27", "3D", "94V0"]),
        ("5V/2A AC220V max16A 10x20 5-hour USB-C Wi-Fi", []),
        ("The K2 Pro, K2 Max or K2 - Plus", ["K2", "K2PR0", "K2", "K2MAX", "K2", "K2PLUS"]),
        ("E27 Max. 60 W, K2 proves, 5 V Max, K2 Kettle", ["E27", "K2", "K2"]),
        ("𝐊𝟐 and ＫＦＲ－３５ＧＷ, 20 m²", ["K2", "KFR35GW"]),
    ],
)
def test_designations_and_codes_are_told_from_quantities(text: str, expected: list[str]) -> None:
    assert [code for code, _ in codes(text)] == expected


@pytest.mark.parametrize(
    "text",
    ["see https://evil.example/x?y=1", "write to a.b@evil.example", "www.evil.example", "evil.shop/refund",
     "Evil-Shop.com", "call +49 171 2345678", "ｗｗｗ．evil.com", "t.me/scam", "wa.me/help", "bit.ly/abc", "goo.gl/abc",
     "example.ai", "shop.me", "evil.zip", "evil。com", "//evil.cc/x", "evil . com", "evil. com", "evil dot com",
     "https : // evil . co/x", "@scammer on Telegram", "请访问evil.com看看", "例え.jp", "x.com", "evil [dot] com",
     "hxxp://evil.de/a", "some.thing/else", "javascript:alert(1)"],
)  # fmt: skip
def test_links_mails_and_phone_numbers_are_found(text: str) -> None:
    assert len(links(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "230V.Then",
        "max. 5 A",
        "e.g. this",
        "v1.2",
        "+5 V",
        "e.V.",
        "10.5 kg/m",
        "Art. No. 5",
        "230V.Me",
        "máx. com tampa",
        "5 V @ 2 A",
        "z. B. hier",
        "i.d.R.",
        "on/off",
        "AC/DC 5.5/2.1 mm",
        "max. 5A/h",
        "Wait. It is on.",
        "按OK。LED亮",
        "a point come",
        "1.5m/s",
        "5@2A",
        "One. Com",
    ],
)
def test_what_only_looks_like_a_link_is_none(text: str) -> None:
    assert links(text) == ()


@given(st.text(alphabet="0123456789.,- VAWs/x", max_size=40))
def test_no_figure_is_overlooked(text: str) -> None:
    numerals = parse_numerals(read_data)
    taken = [span for _, span in (*links(text), *codes(text))] + [a.span for a in amounts(text, numerals, ("en",))]
    for place, ch in enumerate(text):
        assert not ch.isdigit() or any(start <= place < end for start, end in taken), (text, place)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yes [1]. It takes 230 V [2]. Which one?", [("Yes.", (1,)), ("It takes 230 V.", (2,)), ("Which one?", ())]),
        ("Ja. [1] Max. 5 A, z. B. hier.[2, 3]", [("Ja.", (1,)), ("Max. 5 A, z. B. hier.", (2, 3))]),
        ("可以。[1]电压是220V[2]。请问？", [("可以。", (1,)), ("电压是220V。", (2,)), ("请问？", ())]),
        ("1. Press.\n2. Wait [1-3].", [("Press.", ()), ("Wait.", (1, 2, 3))]),
        ("- Press\n\n- Wait", [("Press", ()), ("", ()), ("Wait", ())]),
        ("5. May", [("5.", ()), ("May", ())]),
        ("看evil。com吧。好", [("看evil。com吧。", ()), ("好", ())]),
        ("See www.evil.com. Or evil . com now.", [("See www.evil.com.", ()), ("Or evil . com now.", ())]),
    ],
)
def test_a_reply_is_taken_apart_into_sentences_with_their_marks(text: str, expected: list[object]) -> None:
    assert [(each.text, each.marks) for each in sentences(text)] == expected


def test_the_points_of_a_list_move_up_and_marks_get_their_new_numbers() -> None:
    one, _, three = sentences("1. Press [1].\n2. Promise [2].\n3. Wait [3].")
    assert joined((one, three), {1: 2, 3: 1}) == "1. Press. [2]\n2. Wait. [1]"


@given(st.text(alphabet="ab. ?!\n-12[]，。", max_size=60))
def test_taking_apart_and_putting_together_loses_no_word_and_no_mark(text: str) -> None:
    again = joined(sentences(text), lambda number: number)
    alone = {mark for each in sentences(text) if not each.text for mark in each.marks}  # of no sentence: dropped
    assert set(marks_of(text)) - alone - {0} <= set(marks_of(again)) <= set(marks_of(text))
    assert [ch for ch in again if ch in "ab"] == [ch for ch in text if ch in "ab"]
