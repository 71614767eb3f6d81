"""Variants: the value of another size, level, cut or kind of the asked thing is no answer."""

from __future__ import annotations

import pytest

from assist.case.passages import Manual, Models, Passage
from assist.case.text.meeting import Asked
from assist.case.text.pieces import Piece
from assist.case.text.quoting import best_quote
from assist.case.text.together import together
from assist.case.text.variants import of_sibling
from assist.library.search import models_of
from assist.wiring import open_glossary

GLOSSARY = open_glossary()
CHART = "Food Weight Time\nChicken drumsticks 100-500 g 18-22 min\nChicken breast 100-500 g 15-20 min\nSalmon 10 min"


def share(question: str, language: str, text: str, spoken: str = "", kind: str = "table") -> float:
    passage = Passage("p", "m", 1, "Technical data", text, spoken or language, kind=kind)
    return together([passage], Asked(question, language), None, GLOSSARY).share


@pytest.mark.parametrize(
    ("question", "language", "text", "given"),
    [
        ("how many minutes for a whole chicken", "en", CHART, "how many minutes for chicken breast"),
        ("Combien de décibels en vitesse 1 ?", "fr", "Niveau sonore (vitesse 3) 55 dB",
         "Combien de décibels en vitesse 3 ?"),
        ("Wie lange läuft der Akku mit 4 Ah?", "de", "Laufzeit Akku mit 2,0 Ah 30 Minuten",
         "Wie lange läuft der Akku mit 2 Ah?"),
        ("how long does the 1.5 l tank last", "en", "Tank of 0.5 l 3 hours", "how long does the 0.5 l tank last"),
        ("¿Cuántos minutos para el pollo entero?", "es", "Pollo troceado 20 minutos",
         "¿Cuántos minutos para el pollo troceado?"),
    ],
)  # fmt: skip
def test_a_row_of_another_variant_is_no_answer(question: str, language: str, text: str, given: str) -> None:
    assert share(question, language, text) < 0.2  # what the other rows leave
    assert share(given, language, text) > 0.5


def test_a_quantity_within_a_range_is_the_same_variant() -> None:
    assert share("how long for 300 g of salmon", "en", "Salmon 100-500 g 10 min") > 0.5
    assert share("how long for 800 g of salmon", "en", "Salmon 100-500 g 10 min") == 0.0


def test_a_number_of_something_else_makes_no_other_variant() -> None:
    assert share("how long does step 2 take", "en", "Step 2 takes 10 min at 180 W") > 0.5
    assert share("what is the noise level in dB", "en", "Noise level (speed 3) 55 dB") > 0.5


def test_a_value_in_an_enumeration_is_of_its_own_item_alone() -> None:
    box = "In the box: robot, charging dock, power cord, two side brushes, a filter, magnetic strip 1 m."
    assert share("how long is the magnetic strip cable", "en", box, kind="text") > share(
        "how long is the power cord", "en", box, kind="text"
    )


def test_a_row_that_names_the_asked_variant_has_its_unit_in_the_header_below_a_language_mark() -> None:
    rows = "EN\nWASHES\nProgram Duration (h:min) Water (litres/cycle) Energy (kWh/cycle)\n1. Gentle 40 3:10 9.5 0.7\n"
    text = f"{rows}2. Half load 45 1:20 8.0 0.6"
    spoken = Passage("q", "m", 2, "Tips", "With few dishes use the half load wash, if there is one.", "en")
    table = Passage("p", "m", 1, "WASHES", text, "en", kind="table")
    found = together([table, spoken], Asked("how many litres does the half load wash use", "en"), None, GLOSSARY)
    assert found.share > 0.5 and not found.apart


def test_a_value_below_the_heading_that_names_the_thing_is_its_value() -> None:
    under = Passage("p", "m", 1, "Garantie", "2 ans à compter de la date d'achat.", "fr")
    found = together([under], Asked("Wie lange ist die Garantie?", "de"), None, GLOSSARY)
    assert found.share > 0.7 and not found.apart


MODELS = Models(("HX-10",), ("HX-20 S",))


def piece(text: str, under: str = "") -> Piece:
    return Piece(text, under)


def test_what_stands_under_another_model_alone_is_of_that_model() -> None:
    assert of_sibling(MODELS, piece("Hold HEAT for 2 seconds. It takes 20 minutes.", "Manual\nHeating (HX-20S only)"))
    assert of_sibling(MODELS, piece("Heating (HX20 S): 20 minutes", "HX-10 / HX-20 S"))
    assert not of_sibling(MODELS, piece("Heating (HX-20 S): 20 minutes, HX-10: 30 minutes"))
    assert not of_sibling(MODELS, piece("Heating time 30 minutes 20 minutes", "Data\nHX-10 HX-20 S"))
    assert not of_sibling(MODELS, piece("Heating (HX-200 S): 20 minutes"))
    assert not of_sibling(Models(), piece("Heating (HX-20 S): 20 minutes"))


def test_a_value_of_another_model_is_neither_quoted_nor_counted() -> None:
    heating = Passage("p", "m", 1, "Heating (HX-20 S)", "The water is heated to 50 °C within 20 minutes.", "en")
    asked = Asked("how many minutes until the water is heated", "en")
    for models, fits in ((Models(), True), (MODELS, False), (Models(("HX-20 S",), ("HX-10",)), True)):
        quote = best_quote([heating], [asked], GLOSSARY, models=models)
        assert quote and quote.fits is fits
        assert (together([heating], asked, None, GLOSSARY, models=models).share > 0.5) is fits


def test_a_question_whether_the_product_has_a_part_may_be_answered_by_whose_part_it_is() -> None:
    listed = Passage("p", "m", 1, "Parts", "7 Wheels for moving it (HX-20 S only)", "en")
    quote = best_quote([listed], [Asked("does it have wheels", "en")], GLOSSARY, models=MODELS)
    assert quote and quote.fits


def test_the_buyers_model_and_its_siblings_are_told_from_the_message() -> None:
    manual = Manual("m", "m.pdf", "Heater", "Hexa", ("HX-10", "HX-20 S"))
    assert models_of([manual], "my hx10 is cold") == MODELS
    assert models_of([manual], "my heater is cold") == Models()
    assert models_of([manual], "HX-10 or HX-20S?") == Models(("HX-10", "HX-20 S"))


@pytest.mark.parametrize("latest", ["and on the 160?", "160的呢", "AL-160 then", "what about the al160"])
def test_a_follow_up_may_turn_to_another_model_by_its_number_alone(latest: str) -> None:
    family = [Manual("m", "m.pdf", "Washer", "Brisk", ("AL-130", "AL-160"))]
    assert models_of(family, f"hose of the AL-130 {latest}", latest) == Models(("AL-160",), ("AL-130",))


@pytest.mark.parametrize("latest", ["does it reach 160 bar", "and 1600?", "is it 160 V", "and the hose?"])
def test_a_quantity_or_another_number_names_no_model(latest: str) -> None:
    family = [Manual("m", "m.pdf", "Washer", "Brisk", ("AL-130", "AL-160"))]
    assert models_of(family, f"hose of the AL-130 {latest}", latest) == Models(("AL-130",), ("AL-160",))
