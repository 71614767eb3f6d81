"""Which product a photo and a message mean; and when the answer is to ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assist.case.geometry import Box, Quad
from assist.case.names.designations import fold
from assist.case.passages import Manual
from assist.case.photo import Case, Turn
from assist.case.product import ProductMatch, match_product
from assist.case.reading import Code, Line, Reading
from assist.case.text.language import reply_language
from assist.library.catalogue import shipped_lexicon
from tests.invented_library import library


def match(message: str, *, photo: tuple[str, ...] = (), **more: object) -> ProductMatch:
    case = Case(message=message, **more)  # type: ignore[arg-type]
    readings = (reading(*photo),) if photo else ()
    return match_product(case, readings, library(), reply_language(case), lexicon=shipped_lexicon())


def reading(*texts: str) -> Reading:
    lines = tuple(Line(text, quad(n), 1.0) for n, text in enumerate(texts))
    return Reading("photo", lines)


def quad(row: int) -> Quad:
    return Quad.of(Box(0.1, 0.05 * row, 0.6, 0.05 * row + 0.04))


NAMED = [
    ("my Novatherm NT-450W smells", "novatherm_manual.pdf"),
    ("NT 650 W keeps turning off", "novatherm_manual.pdf"),
    ("nt650w trips the fuse", "novatherm_manual.pdf"),
    ("NT-450 blows cold", "novatherm_manual.pdf"),
    ("露莫拉冰箱不制冷", "说明书.pdf"),
    ("BCD-258WT 能放阳台吗", "说明书.pdf"),
    ("冰箱门关不严,旁边有洗衣机", "说明书.pdf"),
    ("Mein Kaffeevollautomat tropft", "KV3000i_Bedienungsanleitung.pdf"),
    ("KV3000i entkalken?", "KV3000i_Bedienungsanleitung.pdf"),
    ("ma machine à café fuit", "KV3000i_Bedienungsanleitung.pdf"),
    ("Robin 980 won't dock", "robin980.pdf"),
    ("мой робот-пылесос не заряжается", "robin980.pdf"),
    ("how do I reset the Falcon Q7", "falcon.pdf"),
    ("roteador sem internet", "falcon.pdf"),
    ("aurinko basket: can it be washed?", "aurinko-duo-user-guide.pdf"),
    ("friteuse à air: nettoyage du panier", "aurinko-duo-user-guide.pdf"),
    ("mein Ladegerät wird heiß", "pwc65.pdf"),
    ("RK-X55の早炊き", "RK-X55.pdf"),
    ("炊飯器のふたが閉まらない", "RK-X55.pdf"),
    ("чайник ЧВ-1700 не включается", "chv1700.pdf"),
    ("Вулкан течёт", "chv1700.pdf"),
    ("TR-220 wifi setup", "tr220_en.pdf"),
    ("novaterm heater is loud", "novatherm_manual.pdf"),
    ("Skylink router pro and con", "falcon.pdf"),
    ("le Falcon Q7 n'émet plus", "falcon.pdf"),
]


@pytest.mark.parametrize(("message", "manual"), NAMED)
def test_a_product_named_by_model_brand_name_or_kind_is_found(message: str, manual: str) -> None:
    assert match(message).manuals[:1] == (manual,)


ABSENT = [
    ("NT-550W fan heater noise", "product_other_model"),
    ("BCD-268WT 能放阳台吗", "product_other_model"),
    ("KV 4000 entkalken?", "product_other_model"),
    ("Falcon Q9 reset?", "product_other_model"),
    ("robin 960 won't dock", "product_other_model"),
    ("TR-230 wifi setup", "product_other_model"),
    ("ЧВ-2000 течёт", "product_other_model"),
    ("how loud is the ZX-9000B", "product_no_manual"),
    ("海尔冰箱漏水", "product_other_kind"),
    ("DeLonghi Kaffeemaschine tropft", "product_other_kind"),
    ("my Zorble fridge leaks", "product_other_kind"),
    ("sharp fridge leaks", "product_other_kind"),
    ("Falcon Q7 Pro reset", "product_other_model"),
    ("Termalia boiler has no pressure", "product_other_kind"),
    ("洗衣机不排水", "product_unknown"),
    ("hello, where is my parcel?", "product_unknown"),
    ("does it come with a cable?", "product_unknown"),
    ("thermostat batteries", "product_several"),
]


@pytest.mark.parametrize(("message", "because"), ABSENT)
def test_a_product_that_no_manual_is_for_is_never_answered_from_a_siblings_manual(message: str, because: str) -> None:
    found = match(message)
    assert (found.manuals, found.because.key) == ((), because)


def test_a_sibling_is_named_as_the_runner_up() -> None:
    found = match("TR-230 wifi setup")
    assert found.designation == "TR-230"
    assert found.runners_up and found.runners_up[0].title.startswith("Termalia TR-2")


def test_several_products_are_all_runners_up() -> None:
    assert {runner.manual for runner in match("thermostat batteries").runners_up} >= {"tr210_en.pdf", "tr220_en.pdf"}


def test_all_editions_are_in_scope_with_the_buyers_language_first() -> None:
    assert match("TR-210 no enciende").manuals == ("tr210_es.pdf", "tr210_en.pdf")
    assert match("does the TR-210 need a neutral").manuals == ("tr210_en.pdf", "tr210_es.pdf")
    assert match("TR-210はどこに付けますか").manuals[0] == "tr210_en.pdf"


@pytest.mark.parametrize(
    ("message", "photo", "manuals"),
    [
        ("Can I descale my Norwind KX-100?", (), ("n",)),
        ("Velora KX-100: wie entkalken?", (), ("w", "v")),
        ("Can I use it?", ("Norwind", "MODEL: KX-100"), ("n",)),
        ("Velora KX-100?", ("MODEL: KX-100",), ("w", "v")),
        ("KX-100?", (), ("w", "v", "n")),  # nothing says whose
    ],
)
def test_of_two_makers_with_one_designation_the_brand_that_is_named_decides(
    message: str, photo: tuple[str, ...], manuals: tuple[str, ...]
) -> None:
    catalogue = (
        Manual("v", "v.pdf", "Velora KX-100", "Velora", ("KX-100",), languages=("en",), edition="2020-01"),
        Manual("w", "w.pdf", "Velora KX-100", "VELORA", ("KX-100",), languages=("en",), edition="2024-01"),
        Manual("n", "n.pdf", "Norwind KX-100", "Norwind", ("KX-100",), languages=("en",), edition="2019-01"),
    )
    readings = (reading(*photo),) if photo else ()
    found = match_product(Case(message), readings, catalogue, "en", lexicon=shipped_lexicon())
    assert found.manuals == manuals


def test_a_year_prefers_its_edition() -> None:
    assert match("TR-210 manual from 2021: which batteries?").manuals[0] == "tr210_es.pdf"


@pytest.mark.parametrize(
    ("photo", "manual", "designation"),
    [
        (("NOVATHERM", "Fan heater", "Model: NT-450W", "S/N 22019384"), "novatherm_manual.pdf", "NT-450W"),
        (("NOVATHERM", "TYPE NT-65OW", "230V"), "novatherm_manual.pdf", "NT-650W"),
        (("露莫拉", "型号：BCD-218WT/A"), "说明书.pdf", "BCD-218WT"),
        (("Kessler", "Typ KV 3000 i", "230 V ~ 50 Hz 1450 W"), "KV3000i_Bedienungsanleitung.pdf", "KV 3000 i"),
        (("SkyIink", "FALC0N Q7", "12V 1A"), "falcon.pdf", "FALCON Q7"),
        (("Вулкан", "Модель: ЧВ-1700", "220В"), "chv1700.pdf", "ЧВ-1700"),
    ],
)
def test_the_designation_on_a_label_decides(photo: tuple[str, ...], manual: str, designation: str) -> None:
    found = match("is it safe?", photo=photo)
    assert found.manuals[:1] == (manual,)
    assert fold(found.designation) == fold(designation)
    assert found.source is not None and found.source.kind == "photo"


@pytest.mark.parametrize(
    ("photo", "designation"),
    [
        (("NOVATHERM", "Model: NT-850W"), "NT-850W"),
        (("Haier", "型号 BCD-300K", "220V"), "BCD-300K"),
        (("ACME", "Mod. XT200-B", "5V 2A", "SN: A8837261"), "XT200-B"),
    ],
)
def test_a_label_of_another_model_stands_against_brand_and_kind(photo: tuple[str, ...], designation: str) -> None:
    found = match("my fan heater / fridge / charger is loud", photo=photo)
    assert (found.manuals, found.designation) == ((), designation)


def test_a_photo_without_a_designation_has_none() -> None:
    assert match("ok?", photo=("230 V~ 50 Hz", "IP44", "C15", "S/N 20993", "Made in Poland")).designation == ""


def test_a_serial_number_is_no_designation() -> None:
    assert match("ok?", photo=("Serial No. AB-20993X", "5 V 2 A")).designation == ""


def test_parts_of_a_board_are_no_designations() -> None:
    assert match("ok?", photo=("R15", "C20", "U3", "AMS1117", "ESP8266", "GPIO12")).designation == ""


def test_a_barcode_in_the_catalogue_decides() -> None:
    catalogue = tuple(replace(m, eans=("4006381333931",)) if m.id == "pwc65.pdf" else m for m in library())
    codes = (Code("EAN13", "4006381333931", quad(1)),)
    found = match_product(Case(message="ok?"), (Reading("p", codes=codes),), catalogue, "en")
    assert (found.manuals, found.because.key) == (("pwc65.pdf",), "product_because.barcode")


@pytest.mark.parametrize(
    ("first", "then", "manual"),
    [
        ("Robin 980 won't dock", "what does it weigh", "robin980.pdf"),
        ("Robin 980 won't dock", "can it stand beside the fridge?", "robin980.pdf"),
        ("Robin 980 won't dock", "and the Falcon Q7?", "falcon.pdf"),
        ("TR-210 batteries?", "and the 220?", "tr220_en.pdf"),
        ("TR-210 no enciende", "¿y las pilas?", "tr210_es.pdf"),
    ],
)
def test_a_follow_up_keeps_the_product_unless_it_names_another(first: str, then: str, manual: str) -> None:
    turns = (Turn(first, "buyer", match(first).manuals),)
    assert match(then, conversation=turns).manuals[:1] == (manual,)


def test_a_follow_up_about_an_unknown_sibling_abstains() -> None:
    turns = (Turn("TR-210 batteries?", "buyer", ("tr210_en.pdf", "tr210_es.pdf")),)
    assert match("and the TR-250?", conversation=turns).because.key == "product_other_model"


def test_the_agents_choice_comes_before_everything() -> None:
    found = match("Robin 980", manual="pwc65.pdf")
    assert (found.manuals, found.because.key) == (("pwc65.pdf",), "product_because.agent")


def test_the_context_names_the_product_where_nothing_else_does() -> None:
    found = match("does it work at 110 V?", context="order 4711: Falcon Q7 router")
    assert (found.manuals, found.because.key) == (("falcon.pdf",), "product_because.model_context")


def test_an_empty_library_recognises_nothing() -> None:
    assert not match_product(Case(message="NT-450W"), (), (), "en").known


def test_of_several_editions_in_the_buyers_language_the_newest_is_first() -> None:
    def manual(name: str, edition: str, language: str) -> Manual:
        return Manual(name, name, "Novatherm NT-9", "Novatherm", ("NT-9",), languages=(language,), edition=edition)

    catalogue = (
        manual("old", "1.0 2019-03", "en"), manual("new", "2.0 2023-11", "en"), manual("german", "2024-01", "de"),
        manual("undated", "", "en"),
    )  # fmt: skip
    found = match_product(Case("NT-9: how do I clean it"), (), catalogue, "en")
    assert found.manuals == ("new", "old", "undated", "german")
    named = match_product(Case("NT-9 from 2019: how do I clean it"), (), catalogue, "en")
    assert named.manuals[0] == "old"


def printed(*lines: tuple[str, float]) -> Reading:
    """Lines below each other, each of its own height."""
    return Reading(
        "photo",
        tuple(
            Line(text, Quad.of(Box(0.1, 0.06 * n, 0.9, 0.06 * n + tall)), 1.0) for n, (text, tall) in enumerate(lines)
        ),
    )


RUNNING = tuple((f"words of a label that runs on, part {part}", 0.012) for part in "abcdef")


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ((("active 7% Zn", 0.055), ("SULPHAMAX", 0.05), *RUNNING), "SULPHAMAX"),
        ((("POTASH 10% (SOP)", 0.05), *RUNNING), "POTASH 10% (SOP)"),
        ((("SULPHAMAX", 0.05), ("MAGNETOS", 0.05), *RUNNING), ""),
    ],
)
def test_a_label_full_of_text_is_named_by_its_largest_print(lines: tuple[tuple[str, float], ...], name: str) -> None:
    found = match_product(Case(message="ok?"), (printed(*lines),), library(), "en", lexicon=shipped_lexicon())
    assert found.designation == name


def test_a_pin_beside_a_boards_name_is_no_part_of_it() -> None:
    assert match("ok?", photo=("TX Volta Dual R2", "GND")).designation == "Volta Dual R2"
