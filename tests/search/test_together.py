"""Together: one sentence must speak of what matters; a measure must be there where one is asked for."""

from __future__ import annotations

from assist.case.passages import Passage
from assist.case.text.meeting import Asked
from assist.case.text.together import Together, together
from assist.wiring import open_glossary

GLOSSARY = open_glossary()


def of(question: str, *texts: str, earlier: str = "", product: frozenset[str] = frozenset()) -> Together:
    passages = [Passage(f"p{n}", "m", n, "", text, "en") for n, text in enumerate(texts)]
    before = Asked(earlier, "en", 0.5) if earlier else None
    return together(passages, Asked(question, "en"), before, GLOSSARY, product)


def test_one_sentence_that_speaks_of_everything_beats_two_that_share_it() -> None:
    whole = of("can I clean the filter with alcohol", "Clean the filter with alcohol every week, never with water.")
    parts = of(
        "can I clean the filter with alcohol", "Clean the filter with a brush each week.", "Keep alcohol away from it."
    )
    assert whole.share > parts.share > 0


def test_a_measure_counts_only_where_it_stands_beside_its_thing() -> None:
    question = "how long is the warranty"
    beside = of(question, "The warranty period is 24 months from the date of purchase.")
    elsewhere = of(question, "The warranty does not cover damage by water.", "Wait 30 minutes before you switch it on.")
    assert beside.share > 0.8 > 0.5 > elsewhere.share


def test_a_weight_needs_its_word_and_a_noise_only_its_unit() -> None:
    assert of("what does it weigh", "Load at most 7 kg of laundry.").share < 0.5
    assert of("how loud is it", "Fan at full speed: 48 dB, at half speed 40 dB.").share == 1.0


def test_what_no_piece_speaks_of_is_told() -> None:
    assert "phone" in of("can I control the fan from my phone", "The fan has three speeds and a knob.").lost


def test_the_product_itself_needs_no_mention() -> None:
    row = "Net weight of the appliance as delivered: 11 kg"
    plain, known = of("what does the oven weigh", row), of("what does the oven weigh", row, product=frozenset({"oven"}))
    assert known.share > plain.share


def test_a_follow_up_is_no_measure_of_its_own() -> None:
    text = "The filter is cleaned every 30 days. The pump needs no care."
    assert of("and the pump?", text, earlier="how often is the filter cleaned").share > 0.4


def test_nothing_to_compare_is_nothing() -> None:
    assert of("can I clean the filter") == Together(0.0)
    assert of("hello, please", "Clean the filter.") == Together(0.0)


def test_the_time_of_a_warranty_and_the_age_of_children_answer_nothing_else() -> None:
    question = "how many years does the pump last"
    assert of(question, "The pump lasts 10 years in normal use.").share > 0.8
    assert of(question, "Warranty: the pump is covered for 2 years.").share == 0.0
    assert of(question, "Children from 8 years may switch on the pump.").share == 0.0
    assert of("how long is the warranty of the pump", "Warranty: the pump is covered for 2 years.").share > 0.8


def test_a_number_answers_how_many_only_beside_what_is_counted() -> None:
    question = "how many programmes does the dryer have"
    elsewhere = "The dryer for laundry has 2 doors at its front. Each programme of it ends with a beep."
    assert of(question, "There are 14 programmes.").share > of(question, elsewhere).share


def test_the_phone_of_the_service_controls_nothing() -> None:
    question = "does it have an app for my phone"
    service = of(question, "Service: call our customer service by phone from nine to five.")
    assert "phone" in service.lost and "phone" not in of(question, "Pair the phone with the app.").lost


def test_a_warning_that_names_a_thing_does_not_tell_that_the_product_has_it() -> None:
    warning = "Do not place your phone or tablet on the heater."
    assert of("which phone does it need", warning).share < of("may I place my phone on it", warning).share


def test_a_value_beside_another_thing_alone_is_not_the_one_that_is_asked_for() -> None:
    question = "how many litres does the water tank hold"
    assert of(question, "The drip tray holds at most 250 ml.").share == 0.0
    assert of(question, "The water tank holds 1.7 l.").share > 0.8
    assert of(question, "It holds 1.7 l.").share > 0.0  # beside nothing at all it may be
