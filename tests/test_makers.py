"""Makers that no list has: read from cover, running head, title, file name and text; and matched with or without."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pytest

from assist.case.geometry import Box, Quad
from assist.case.passages import Manual
from assist.case.photo import Case
from assist.case.product import ProductMatch, match_product
from assist.case.reading import Line, Reading
from assist.case.text.language import reply_language
from assist.library.catalogue import describe, shipped_lexicon
from assist.library.sheets import running_heads, sheet_of
from tests.manual_pages import booklet, page

_EN = [
    "Read these instructions carefully before you use the appliance and keep them.",
    "Do not let the cord hang over the edge of a table.",
    "Switch it off before you move it.",
    "The supply voltage is 220-240 V 50 Hz, 1500 W.",
]
_DE = [
    "Lesen Sie diese Anleitung sorgfältig, bevor Sie das Gerät benutzen.",
    "Lassen Sie das Kabel nicht über die Tischkante hängen.",
]
_FR = [
    "Lisez attentivement cette notice avant d'utiliser l'appareil.",
    "Ne laissez pas le cordon pendre au bord de la table.",
]
_ES = ["Lea estas instrucciones con atención antes de usar el aparato.", "Apague el aparato antes de moverlo."]
_ZH = ["使用前请仔细阅读本说明书。", "请勿让电源线悬挂在桌边。", "移动前请先关闭电源。"]
_BOOKS = {
    # Alone on the cover, in the running head, and in an address in small letters.
    "ovenette-ax-7710-fryer.pdf": (
        "",
        booklet(
            [("OVENETTE", 32), "EN", "DE", "ES", "Air fryer - Instruction manual"],
            ["Air fryer AX-7710", *_EN, "Thank you for choosing an OVENETTE air fryer.", "help@ovenette.example"],
            ["Heißluftfritteuse AX-7710", *_DE],
            head="OVENETTE AX-7710",
        ),
    ),
    "purifier.pdf": ("", booklet([("Air Purifier", 26)], [*_EN, "Zephyrion warrants it."], head="ZEPHYRION AP-330X")),
    "quorvex-bl-900-blender.pdf": (
        "",
        booklet([("Blender", 26), ("BL-900", 20)], _EN, ["Thank you for choosing Quorvex.", "The BL-900 blends ice."]),
    ),
    "manual.pdf": (
        "OXBRENNA HD-4410B Hair Dryer",
        booklet([("HD-4410B", 26), ("Hair dryer", 20)], _EN, ["Oxbrenna service is there for you."]),
    ),
    "scan_004.pdf": (
        "",
        booklet([("HALDERBY", 20), "FAN HEATER", "MODEL FH-3300"], ["3 Parts", *_EN], head="HALDERBY Model FH-3300"),
    ),
    "mz.pdf": (
        "",
        booklet([("茉泽 MOZEY", 36), ("加湿器", 29), "型号：MZ-15L"], _ZH, head="茉泽 MZ-15L 加湿器 使用说明书"),
    ),
    "plug.pdf": (
        "",
        booklet(
            [("brimora", 34), ("Wi-Fi Smart Plug", 22), ("WP-16K", 24)],
            [*_EN, "Brimora declares that the radio equipment WP-16K is in compliance.", "Link the Brimora account."],
            head="WP-16K Wi-Fi Smart Plug",
        ),
    ),
    "mixer.pdf": (
        "",
        booklet(
            [("Bedienungsanleitung", 30), ("Standmixer", 24), ("HOLTMARK SM 620 B", 18)],
            [*_DE, "Der Standmixer von HOLTMARK hat zwei Stufen."],
            head="Bedienungsanleitung",
        ),
    ),
    "kettle.pdf": (
        "",
        booklet(
            [("NORD STROM", 30), ("Electric Kettle NK-170", 24)],
            [*_EN, "Thank you for buying a NORD STROM kettle."],
            head="NORD STROM NK-170",
        ),
    ),
}
_MAKERS = {
    "ovenette-ax-7710-fryer.pdf": ("OVENETTE", "AX-7710"),
    "purifier.pdf": ("ZEPHYRION", "AP-330X"),
    "quorvex-bl-900-blender.pdf": ("Quorvex", "BL-900"),
    "manual.pdf": ("Oxbrenna", "HD-4410B"),
    "scan_004.pdf": ("HALDERBY", "FH-3300"),
    "mz.pdf": ("MOZEY", "MZ-15L"),
    "plug.pdf": ("Brimora", "WP-16K"),
    "mixer.pdf": ("HOLTMARK", "SM 620 B"),
    "kettle.pdf": ("NORD STROM", "NK-170"),
}


@lru_cache(maxsize=1)
def shelf() -> tuple[Manual, ...]:
    return tuple(describe(name, pages, title, id=name) for name, (title, pages) in _BOOKS.items())


def match(message: str, photo: tuple[str, ...], catalogue: tuple[Manual, ...]) -> ProductMatch:
    case = Case(message=message)
    rows = (Quad.of(Box(0.1, 0.05 * row, 0.6, 0.05 * row + 0.04)) for row in range(len(photo)))
    lines = tuple(Line(text, place, 1.0) for text, place in zip(photo, rows, strict=True))
    readings = (Reading("photo", lines),) if lines else ()
    return match_product(case, readings, catalogue, reply_language(case), lexicon=shipped_lexicon())


@pytest.mark.parametrize("name", _MAKERS)
def test_a_makers_name_is_its_brand_and_no_part_of_the_model(name: str) -> None:
    entry = next(entry for entry in shelf() if entry.id == name)
    assert (entry.brand, entry.models) == (_MAKERS[name][0], (_MAKERS[name][1],))


@pytest.mark.parametrize("name", _MAKERS)
def test_the_title_is_brand_and_model_as_a_person_writes_them(name: str) -> None:
    entry = next(entry for entry in shelf() if entry.id == name)
    assert entry.title == " ".join(_MAKERS[name])


@pytest.mark.parametrize("name", _MAKERS)
@pytest.mark.parametrize("entered", ["as read", "with the brand", "without a brand"])
def test_a_label_matches_however_brand_and_model_stand_in_the_catalogue(name: str, entered: str) -> None:
    brand, model = _MAKERS[name]
    catalogue = tuple(replace(entry, models=tuple(f"{entry.brand} {own}" for own in entry.models)) for entry in shelf())
    catalogue = shelf() if entered == "as read" else catalogue
    if entered == "without a brand":
        catalogue = tuple(replace(entry, brand="") for entry in catalogue)
    if " " not in model or entered != "without a brand":
        assert match("is it safe?", ("E04", "MENU", model, "230 V~"), catalogue).manuals == (name,)
        assert match(f"my {model.replace('-', ' ')} smells", (), catalogue).manuals == (name,)
    assert match("is it safe?", (brand.upper(), f"{brand.upper()} {model}"), catalogue).manuals == (name,)


def test_a_sibling_of_a_designation_with_its_brand_is_still_another_model() -> None:
    catalogue = tuple(replace(entry, models=(f"{entry.brand} {entry.models[0]}",)) for entry in shelf())
    found = match("is it safe?", ("OVENETTE", "AX-7720"), catalogue)
    assert (found.manuals, found.because.key, found.designation) == ((), "product_other_model", "AX-7720")


def test_the_name_in_another_script_finds_the_product_too() -> None:
    assert match("茉泽加湿器不出雾", (), shelf()).manuals == ("mz.pdf",)


def test_words_of_manuals_and_kinds_of_products_are_no_brands_and_no_names() -> None:
    for cover in (["Safety", "Contents"], ["ATENȚIE"], ["Smart Plug"], ["Bedienungsanleitung"], ["快速指南"]):
        entry = describe("doc.pdf", booklet([(line, 30) for line in cover], [*_EN, *_DE], head=cover[0]))
        assert (entry.brand, entry.models) == ("", ())
    plug = next(entry for entry in shelf() if entry.id == "plug.pdf")
    assert "Smart" not in plug.names


def test_a_series_that_never_stands_without_its_number_is_no_brand() -> None:
    pages = booklet([("Falcon Q7", 30), ("Wireless Router", 20)], ["The Falcon Q7 has two bands."], head="Falcon Q7")
    assert (describe("r.pdf", pages).brand, describe("r.pdf", pages).models) == ("", ("Falcon Q7",))


def test_a_booklets_languages_are_all_there_and_in_its_order() -> None:
    sections = [section * 2 for section in (_EN, _EN, _DE, _DE, _FR, _FR, _ES, _ES, _ZH, _ZH)]
    pages = booklet([("brimora", 34), "ZH ES FR DE EN", "空气炸锅", "Freidora de aire"], *sections, pages=11)
    assert describe("five.pdf", pages).languages == ("en", "de", "fr", "es", "zh")


def test_a_page_of_another_language_is_not_a_language_of_the_manual() -> None:
    pages = [*booklet([("Kettle", 30)], _EN * 3, pages=12), page(13, _FR)]
    assert describe("k.pdf", pages).languages == ("en",)


def test_a_running_head_keeps_the_products_number_and_loses_the_pages() -> None:
    for head in ("Robin 980", "NORD STROM NK-170"):
        pages = [page(number, [f"{head}", "Text.", f"Manual {number}"]) for number in range(1, 9)]
        heads = running_heads([sheet_of(sheet) for sheet in pages])
        assert heads[head] == 8 and heads["Manual"] == 8


def test_every_kind_of_product_has_its_names_in_all_nine_languages() -> None:
    kinds = shipped_lexicon().kinds
    assert all(len(words) == 9 and all(words.values()) for words in kinds.values())


@pytest.mark.parametrize("word", ["Lichterkette", "string lights", "灯串", "guirlande lumineuse", "гирлянда"])
def test_a_long_name_of_a_kind_is_found_before_the_general_one(word: str) -> None:
    assert [kind.name for kind in shipped_lexicon().kinds_in(f"LED {word} 10 m")] == ["string_lights"]
