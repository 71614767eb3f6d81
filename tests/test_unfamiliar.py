"""Manuals of unknown makers in nine languages: specification rows are no models, a maker is no part of one."""

from __future__ import annotations

from functools import lru_cache

import pytest

from assist.case.names.designations import is_plain
from assist.case.passages import Manual, Page
from assist.library.catalogue import describe
from assist.library.quantities import is_quantity
from tests.manual_pages import Line, booklet, page
from tests.test_makers import match

# A sheet of a few pages with everything on the first, as small makers print it: name, label, safety, specification.
_BOOKS: dict[str, tuple[str, str, list[Line], list[Line]]] = {
    "de": (
        "Hollenried", "SG-4",
        [("HOLLENRIED SG-4 Standgrill", 18), "Bedienungsanleitung. Modell SG-4.", ("1 Technische Daten", 13),
         "Spannung 230 V", "Leistung 2000 W", "LEISTUNG 2000 W", "Stufen 5", "Kabellänge 2", "Gewicht 6,4 kg",
         "Abmessungen 60 x 40 x 95 cm", "Heizdauer 12 min"],
        ["Den SG-4 nur im Freien benutzen.", "Stufe 5 ist die heißeste.", "Das Gerät abkühlen lassen."],
    ),
    "es": (
        "Brasalta", "VT-20",
        [("BRASALTA VT-20 Ventilador de torre", 17), "Manual de instrucciones. Modelo VT-20.", ("Datos técnicos", 13),
         "Tensión 230 V", "Potencia 50 W", "Velocidades 3", "Medidas 90 x 25 cm", "Temporizador 8 horas", "Peso 3 kg",
         "Niveles 4"],
        ["Coloque el VT-20 en una superficie plana.", "No cubra el aparato.", "Velocidades 3"],
    ),
    "fr": (
        "Montclair", "RF-11",
        [("MONTCLAIR RF-11 Radiateur", 17), "Notice d'utilisation. Modèle RF-11.", ("Caractéristiques", 13),
         "Puissance 1500 W", "Alimentation 230 V", "Vitesses 3", "Hauteur 60 à 75 cm", "Poids 5 kg",
         "Longueur 2 mètres", "Niveau sonore 40 dB(A)"],
        ["Ne pas couvrir le RF-11.", "Débrancher l'appareil avant le nettoyage.", "Vitesses 3"],
    ),
    "it": (
        "Fontasole", "PV-9",
        [("FONTASOLE PV-9 Piastra a vapore", 17), "Manuale di istruzioni. Modello PV-9.", ("Dati tecnici", 13),
         "Potenza 1800 W", "Tensione 230 V", "Velocità 2", "Capacità 250 ml", "Dimensioni 30 x 12 cm", "Livelli 4",
         "POTENZA 1800 W", "ASPIRAZIONE 300 W"],
        ["Non immergere la PV-9 in acqua.", "Staccare la spina prima della pulizia.", "Livelli 4"],
    ),
    "ru": (
        "Полюс", "ОВ-15",
        [("ПОЛЮС ОВ-15 Обогреватель", 17), "Руководство по эксплуатации. Модель ОВ-15.",
         ("Технические характеристики", 13), "Напряжение 220-240 В", "Мощность 1500Вт", "МОЩНОСТЬ 1500 Вт",
         "Скорости 3", "НАПРЯЖЕНИЕ 220В", "Масса 3,1 кг"],
        ["Не накрывайте прибор.", "Модель ОВ-15 нельзя использовать на улице.", "Мощность 1500Вт"],
    ),
    "ja": (
        "ハルネ", "KT-80",
        [("ハルネ KT-80 電気ケトル", 17), "取扱説明書 型番：KT-80", ("仕様", 13), "電源 AC100V 50/60Hz",
         "消費電力 1200W", "容量 0.8L", "外形寸法 幅210×奥行150×高さ220mm", "質量 0.9kg", "POWER 1200 W"],
        ["水を入れずに電源を入れないでください。", "お手入れの前に電源プラグを抜いてください。", "消費電力 1200W"],
    ),
    "zh": (
        "澜舒", "FS-6",
        [("澜舒 FS-6 落地电风扇", 17), "使用说明书 型号：FS-6", ("技术参数", 13), "额定电压 220V～ 50Hz",
         "额定功率 45W", "档位 3", "噪音 ≤55dB(A)", "产品尺寸 400×400×1200mm", "净重 4.2kg"],
        ["请勿将手指伸入网罩。", "清洁前请先拔下电源插头。", "噪音 ≤55dB(A)"],
    ),
    "en": (
        "Garrowby", "DH-3",
        [("Garrowby DH-3 Dehumidifier", 18), "Instruction manual. Model DH-3.", ("Technical data", 13),
         "Power 200 W", "RATED POWER 200 W", "Speeds 2", "Capacity 12 l", "Size 30 x 20 cm", "Timer 8 hours",
         "Noise 42 dB(A)", "Weight 9 kg"],
        ["Empty the tank of the DH-3 when the light is red.", "Do not cover the air outlet.", "Speeds 2"],
    ),
    "pt": (
        "Serralva", "LQ-2",
        [("SERRALVA LQ-2 Liquidificador", 18), "Manual de instruções. Modelo LQ-2.", ("Dados técnicos", 13),
         "Potência 600 W", "Velocidade 2", "Capacidade 1,5 litros", "Altura 38 cm", "Tensão 127 V"],
        ["Não use o LQ-2 vazio.", "Desligue o aparelho antes de limpar.", "Velocidade 2"],
    ),
}  # fmt: skip


def _pages(language: str) -> list[Page]:
    _, _, cover, body = _BOOKS[language]
    return [page(1, cover), page(2, body), page(3, body[:2])]


@lru_cache(maxsize=1)
def shelf() -> tuple[Manual, ...]:
    return tuple(describe("scan.pdf", _pages(language), id=language) for language in _BOOKS)


def entry(language: str) -> Manual:
    return next(manual for manual in shelf() if manual.id == language)


@pytest.mark.parametrize("language", _BOOKS)
def test_maker_and_model_are_told_apart_and_no_specification_is_a_model(language: str) -> None:
    maker, model, _, _ = _BOOKS[language]
    assert (entry(language).brand.casefold(), entry(language).models) == (maker.casefold(), (model,))


@pytest.mark.parametrize("language", _BOOKS)
def test_the_buyers_designation_finds_the_manual_however_it_is_typed(language: str) -> None:
    maker, model, _, _ = _BOOKS[language]
    letters, _, number = model.partition("-")
    forms = (model, f"{letters}{number}", f"{letters} {number}", f"{letters}–{number}")
    for form in (*forms, *(form.lower() for form in forms)):
        for said in (form, f"{maker} {form}", f"{maker.upper()} {form}"):
            assert match(f"{said}?", (), shelf()).manuals == (language,), said
    assert match("?", (f"{maker.upper()} {model}", "220 V"), shelf()).manuals == (language,)
    assert match("?", (model, "220 V"), shelf()).manuals == (language,)


@pytest.mark.parametrize("language", _BOOKS)
def test_a_makers_name_in_the_catalogues_designation_does_not_hide_it(language: str) -> None:
    maker, model, _, _ = _BOOKS[language]
    whole = Manual("m", "m.pdf", f"{maker} {model}", models=(f"{maker.upper()} {model}",))
    for said in (model, model.replace("-", ""), model.lower(), f"{maker} {model}"):
        assert match(f"{said}?", (), (whole,)).manuals == ("m",), said
    assert match("?", (model, "220 V"), (whole,)).manuals == ("m",)


@pytest.mark.parametrize("language", _BOOKS)
def test_a_sibling_that_no_manual_has_is_still_none(language: str) -> None:
    maker, model, _, _ = _BOOKS[language]
    assert not match("?", (f"{maker.upper()} {model}7", "220 V"), shelf()).manuals


def test_a_designation_inside_a_longer_one_is_found_and_another_version_is_not() -> None:
    whole = (Manual("m", "m.pdf", "Barista KX-7 Titan", models=("Barista KX-7 Titan",)),)
    assert match("my KX-7 leaks", (), whole).manuals == ("m",)
    assert match("?", ("KX-7", "230 V"), whole).manuals == ("m",)
    for other in ("KX-7 Pro", "KX-8", "KX-72"):
        assert match(f"my {other} leaks", (), whole).manuals == (), other
        assert match("?", (f"Model: {other}", "230 V"), whole).manuals == (), other


def test_two_products_with_the_same_designation_inside_are_asked_about() -> None:
    both = tuple(Manual(name, f"{name}.pdf", name, models=(f"KX-7 {name}",)) for name in ("Titan", "Bianco"))
    found = match("?", ("KX-7", "230 V"), both)
    assert (found.manuals, {runner.manual for runner in found.runners_up}) == ((), {"Titan", "Bianco"})


@pytest.mark.parametrize(
    ("cover", "label", "prose"),
    [
        ("Poliermaschine PM-20", "Modell PM-20.", "Stellen Sie die Poliermaschine auf den Boden."),
        ("POLIERMASCHINE PM-20", "Modell PM-20.", "Stellen Sie die Poliermaschine auf den Boden."),
        ("Lucidatrice PM-20", "Modello PM-20", "La lucidatrice è rumorosa."),
        ("PORTABLE AERATOR PM-20", "Model PM-20", "Clean the aerator weekly."),
        ("Introducing PM-20", "Model PM-20", "Switch it off first."),
        ("超声波PM-20加湿器", "型号：PM-20", "清洁前请先拔下电源插头。"),
        ("コードレス PM-20 掃除機", "型番：PM-20", "お手入れの前に電源を切ってください。"),
    ],
)
def test_a_noun_or_an_adjective_before_the_model_is_no_maker(cover: str, label: str, prose: str) -> None:
    book = [page(1, [(cover, 20), label, prose]), page(2, [prose, label]), page(3, [prose])]
    assert (describe("scan.pdf", book).brand, describe("scan.pdf", book).models) == ("", ("PM-20",))


@pytest.mark.parametrize("line", ["© 2024 Veltrano GmbH, Köln", "Manufacturer: Veltrano Appliances Ltd"])
def test_the_line_of_copyright_or_manufacturer_names_the_maker(line: str) -> None:
    book = [page(1, [("Mixer GX-12", 20), "Power 300 W"]), page(2, ["Clean the GX-12.", line])]
    assert (describe("scan.pdf", book).brand, describe("scan.pdf", book).models) == ("Veltrano", ("GX-12",))
    tested = [page(1, [("Mixer GX-12", 20)]), page(2, ["Tested by Veltrano GmbH, Köln"])]
    assert describe("scan.pdf", tested).brand == ""


def test_a_series_whose_number_never_stands_alone_stays_whole_and_its_number_still_finds_it() -> None:
    body = ["Read this first.", "Clean the VELTRANO GX-12 every week."]
    entry = describe("s.pdf", booklet([("VELTRANO GX-12 Mixer", 20), *body], body), id="m")
    assert entry.models == ("VELTRANO GX-12",)
    assert all(match(f"{said} stinks", (), (entry,)).manuals == ("m",) for said in ("gx12", "GX 12", "Veltrano GX-12"))


def test_a_name_of_two_words_and_one_in_two_scripts_are_whole() -> None:
    body = ["Read this first.", "Clean the filter every week."]
    book = booklet([("ALDER MOOR QT-5 Kettle", 20), "Model QT-5", *body], body, pages=3)
    assert (describe("s.pdf", book).brand, describe("s.pdf", book).models) == ("ALDER MOOR", ("QT-5",))
    book = booklet([("澜舒 LANSO FS-6 电风扇", 20), "型号：FS-6", "请勿将手指伸入网罩。"], ["请勿覆盖。"], pages=3)
    assert (describe("s.pdf", book).brand, describe("s.pdf", book).models) == ("LANSO", ("FS-6",))


def test_the_contents_of_a_manual_are_no_models() -> None:
    lines: list[Line] = [("Contents", 15), "1 Instructions 4", "1.1 Disposal 6", "2 Description 7", "Positioning 12"]
    lines += ["General Description 14", "First Use 18", "Daily Cleaning 21", "Technical Data 30"]
    assert describe("oven.pdf", booklet(lines, ["Clean the oven.", "Let it cool."])).models == ()


@pytest.mark.parametrize(
    ("words", "after", "quantity"),
    [
        (["Potencia", "120", "W"], "", True), (["Vitesses", "3"], "", True), (["Hauteur", "110"], " à 135 cm", True),
        (["Medidas", "180"], " x 130 cm", True), (["Autonomie", "5"], "", True), (["Krampf", "12"], " mm", True),
        (["Robin", "980"], " in the dock", False), (["Falcon", "Q7"], " 5 GHz", False), (["Mistral", "3"], "", False),
    ],
)  # fmt: skip
def test_a_row_of_a_specification_is_told_from_a_name_with_a_number(
    words: list[str], after: str, quantity: bool
) -> None:
    assert is_quantity(words, after) is quantity


@pytest.mark.parametrize("text", ["1500Вт", "220-240В", "50Гц", "36dB(A)", "1,7л"])
def test_units_in_cyrillic_letters_make_quantities_too(text: str) -> None:
    assert is_plain(text)
