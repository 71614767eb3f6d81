"""What a manual is about, read from its print."""

from __future__ import annotations

import pytest

from assist.library.catalogue import describe
from tests.invented_library import library, manual
from tests.manual_pages import booklet, page


@pytest.mark.parametrize(
    ("name", "models"),
    [
        ("novatherm_manual.pdf", {"NT-450W", "NT-650W"}),
        ("说明书.pdf", {"BCD-218WT", "BCD-258WT"}),
        ("KV3000i_Bedienungsanleitung.pdf", {"KV 3000 i"}),
        ("robin980.pdf", {"Robin 980"}),
        ("falcon.pdf", {"Falcon Q7"}),
        ("pwc65.pdf", {"PWC-65G"}),
        ("RK-X55.pdf", {"RK-X55"}),
        ("chv1700.pdf", {"ЧВ-1700"}),
        ("tr220_en.pdf", {"TR-220"}),
    ],
)
def test_the_models_are_those_of_cover_and_running_head(name: str, models: set[str]) -> None:
    assert set(manual(name).models) == models


@pytest.mark.parametrize(
    ("name", "brand"),
    [
        ("novatherm_manual.pdf", "NOVATHERM"),
        ("说明书.pdf", "露莫拉"),
        ("chv1700.pdf", "Вулкан"),
        ("tr210_es.pdf", "Termalia"),
        ("falcon.pdf", "Skylink"),
    ],
)
def test_a_brand_that_no_list_has_is_read_from_cover_heads_company_or_address(name: str, brand: str) -> None:
    assert manual(name).brand == brand


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("novatherm_manual.pdf", "heater"),
        ("说明书.pdf", "refrigerator"),
        ("KV3000i_Bedienungsanleitung.pdf", "coffee_machine"),
        ("robin980.pdf", "robot_vacuum"),
        ("RK-X55.pdf", "rice_cooker"),
        ("chv1700.pdf", "kettle"),
        ("tr210_es.pdf", "thermostat"),
    ],
)
def test_the_kind_of_product_is_found_in_the_manuals_language_and_named_in_nine(name: str, kind: str) -> None:
    entry = manual(name)
    assert entry.kinds[0] == kind
    assert len({word for word in entry.names if word}) >= 9


def test_an_accessory_that_stands_in_the_text_is_mentioned_and_no_model() -> None:
    entry = manual("tr220_en.pdf")
    assert "TR-220" in entry.models
    assert {"RX-12", "TS-5"} <= set(entry.mentions)


def test_a_booklet_in_three_languages_has_three_languages() -> None:
    assert set(manual("pwc65.pdf").languages) == {"en", "de", "fr"}


def test_the_edition_is_the_date_on_the_cover() -> None:
    assert (manual("tr210_es.pdf").edition, manual("tr210_en.pdf").edition) == ("2021-03-04", "2023-09-01")


@pytest.mark.parametrize(
    ("line", "edition"),
    [
        ("User manual v2.1, March 2020", "2.1 2020-03"),
        ("版本：1.3 2022年7月", "1.3 2022-07"),
        ("Printed 2019-03-04 Rev.B", "B 2019-03-04"),
        ("© 2014-2018 Maker", "2018"),
    ],
)
def test_versions_and_dates_are_read_in_their_usual_forms(line: str, edition: str) -> None:
    assert describe("m.pdf", [page(1, [line])]).edition == edition


def test_a_family_with_a_slash_takes_the_head_of_its_first_member() -> None:
    sheets = booklet(
        [("Cell balancer", 20), ("(QX-B1A24S/B2A24S)", 18)], ["Connect the cells."], head="QX-B1A24S/B2A24S"
    )
    assert set(describe("balancer.pdf", sheets).models) == {"QX-B1A24S", "QX-B2A24S"}


def test_words_before_and_a_version_after_belong_to_the_designation() -> None:
    sheets = booklet([("KITEWORKS", 30), ("ARC MINI Z3 V2.0", 26), ("Motherboard", 16)], ["Install ARC MINI Z3 V2.0."])
    assert "ARC MINI Z3 V2.0" in describe("kiteworks-arc-mini-z3-v2.0-en.pdf", sheets).models


def test_a_model_that_only_the_file_name_tells_is_taken_from_it() -> None:
    sheets = booklet([("Contents", 14)], ["Clean the oven with a soft cloth.", "The oven heats up."])
    assert describe("smeg-dusf400s.pdf", sheets).models == ("DUSF400S",)


def test_addresses_quantities_steps_and_file_names_are_no_models() -> None:
    lines = [
        "www.maker24.com",
        "info@maker24.com",
        "220-240V 50Hz 16A IP65",
        "1-Look for the plug",
        "layout_v12.indd 3",
    ]
    entry = describe("kettle.pdf", booklet([("Electric Kettle", 24)], lines, ["Fill the kettle with water."]))
    assert entry.models == ()


def test_a_coined_name_without_digits_is_kept_as_a_name() -> None:
    sheets = booklet([("NanoScope", 26), ("Oscilloscope", 18)], ["NanoScope measures voltage.", "Turn NanoScope on."])
    assert "NanoScope" in (*describe("doc.pdf", sheets).names, describe("doc.pdf", sheets).brand)


def test_a_file_without_text_still_has_a_title() -> None:
    entry = describe("my scan_01.pdf", [page(1, [])])
    assert (entry.title, entry.models, entry.languages, entry.pages) == ("my scan 01", (), (), 1)


def test_every_entry_keeps_its_file_and_number_of_pages() -> None:
    assert all(entry.file == entry.id and entry.pages >= 6 for entry in library())


@pytest.mark.parametrize("name", ["scan0001.pdf", "IMG_2231.pdf", "Doc20240312.pdf", "page12.pdf"])
def test_what_a_scanner_calls_its_file_is_no_model(name: str) -> None:
    pages = booklet([("Norvik", 40.0), ("Hand mixer", 20.0), ("NM-4410", 20.0)], ["Hold the NM-4410 by its handle."])
    assert describe(name, pages).models == ("NM-4410",)


def test_a_unit_in_a_column_of_its_own_is_no_head_of_a_model() -> None:
    rows = ["额定功率 W 420", "水箱容量 L 65", "Rated current A 13", "净重 kg 14.2"]
    entry = describe("chushiji.pdf", booklet([("除湿机使用说明书", 24.0)], rows))
    assert not {"W 420", "L 65", "A 13"} & {*entry.models, *entry.mentions}


@pytest.mark.parametrize("head", ["Foreword", "Assembly", "Безопасность", "Wartung", "Entretien", "Montaje"])
def test_the_name_of_a_chapter_that_a_leaflet_begins_with_is_no_brand(head: str) -> None:
    body = ["Read these instructions before you use the appliance.", "Model DH-612", "Keep the leaflet for later."]
    assert describe("dh612.pdf", [page(1, [(head, 24.0), *body]), page(2, [head, *body])]).brand == ""


FAULTS = ["E01 Temperature sensor open", "E02 Temperature sensor short", "E03 Motor blocked", "If E01 stays, call us."]


def test_the_codes_of_a_list_of_faults_are_no_models() -> None:
    entry = describe("manual.pdf", [page(1, ["User manual", "Fill the tank with water.", *FAULTS])])
    assert (entry.models, entry.mentions) == ((), ())
    assert "E01" not in entry.title


def test_a_model_that_looks_like_a_code_stays_one_where_it_is_printed_large_or_names_the_file() -> None:
    rows = ["C11 Standard bag, 3 l", "C22 Large bag, 5 l"]
    large = [page(1, [("C11", 30.0), ("Vacuum cleaner", 20.0), *rows]), page(2, ["The C11 is for dry floors."])]
    assert describe("manual.pdf", large).models == ("C11",)
    named = [page(1, ["Vacuum cleaner", *rows]), page(2, ["The C22 is for dry floors."])]
    assert describe("cleaner-C22.pdf", named).models == ("C22",)


def test_two_designations_of_one_make_beside_each_other_are_two_models() -> None:
    rows = ["Technical data AL-130 AL-160", "Weight 6.2 kg 13.1 kg", "The AL-160 has a reel."]
    cover = [("BRENNOK", 35.0), ("Pressure washer", 18.0), ("AL-130", 15.0), ("AL-160", 15.0)]
    entry = describe("brennok-al130-al160-en.pdf", booklet(cover, rows, head="BRENNOK AL-130 / AL-160"))
    assert set(entry.models) == {"AL-130", "AL-160"}


def test_a_part_that_every_page_names_is_not_the_kind_of_product() -> None:
    rides = ["Pliez la trottinette.", "Branchez le chargeur.", "Gardez le frein propre."]
    charges = ["Branchez le chargeur.", "Le chargeur devient chaud.", "Débranchez le chargeur le matin."]
    entry = describe("z10.pdf", booklet([("Zelio Z10", 30.0), "Manuel"], rides, charges))
    assert entry.kinds[0] == "scooter"
    named = describe("lader.pdf", booklet([("Ladegerät LX-4", 30.0)], ["Das Ladegerät lädt die Akkus."]))
    assert named.kinds[0] == "charger"
