"""Support: what a manual lacks is told from what it says in other words; where nothing can be compared, nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assist.case.passages import Passage, Query
from assist.case.text.tokens import tokens
from assist.case.text.wants import want_of
from assist.engines.dictionary import open_english
from assist.library.support import Signs, Words, is_silent, resembles, signs_of, states, support
from assist.wiring import open_glossary

GLOSSARY = open_glossary()
PLUG = (
    ("en", "Connect the phone to the 2.4 GHz network of your router and enter the password. Bluetooth must be on."),
    ("en", "Maximum load 3680 W. Rated voltage 220-240 V. Standby consumption 0.6 W."),
    ("en", "E03: the plug is too hot. Unplug it and let it cool for 30 minutes. The alarm light flashes red."),
)


def signs(question: str, language: str, pages: Sequence[tuple[str, str]] = PLUG, likeness: float = 0.4) -> Signs:
    passages = [Passage(f"p{n}", "plug", n, "", text, code) for n, (code, text) in enumerate(pages)]
    held = frozenset(token for p in passages for token in tokens(p.text, p.language))
    means = frozenset(concept for p in passages for concept in GLOSSARY.concepts(p.text, p.language))

    def holds(own: Sequence[str], meant: Sequence[str]) -> bool:
        return bool(held.intersection(own) or means.intersection(meant))

    words = Words(
        holds, lambda word: resembles(word, sorted(held)), lambda head: any(each.startswith(head) for each in held)
    )
    return signs_of(Query(question, language), passages, likeness, words, GLOSSARY, frozenset({"smart_plug"}))


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("what is the router password", "en"),
        ("it gets too hot, what now", "en"),
        ("the ligth flashes red", "en"),
        ("E-03 on the plug", "en"),
        ("Wie hoch ist die maximale Leistung?", "de"),
        ("蓝牙要打开吗", "zh"),
        ("¿Cuántos vatios soporta?", "es"),
        ("сколько минут остывать", "ru"),
    ],
)
def test_what_the_manual_says_in_any_words_is_never_called_silent(question: str, language: str) -> None:
    found = signs(question, language)
    assert not (found.thing or found.name or found.value or found.noun or found.fact) and not is_silent(found)


@pytest.mark.parametrize(
    ("question", "language", "sign"),
    [
        ("how do I change the filter", "en", "thing"),
        ("wo ist die Fernbedienung", "de", "thing"),
        ("有没有摄像头", "zh", "thing"),
        ("does it work with alexa", "en", "name"),
        ("kann ich sie mit Alexa steuern", "de", "name"),
        ("can I use it with frobnitz", "en", "name"),
        ("it shows E09", "en", "name"),
        ("how many mAh is the battery", "en", "value"),
        ("Wie schwer ist der Stecker?", "de", "value"),
        ("how loud is it", "en", "value"),
        ("can I hide it behind the bookcase", "en", "noun"),
        ("Passt er unter das Terrarium?", "de", "noun"),
        ("¿Sirve para un terrario?", "es", "noun"),
        ("is it dishwasher safe", "en", "fact"),
        ("wie lange ist die Garantie", "de", "fact"),
    ],
)
def test_a_thing_a_name_or_a_kind_of_value_that_it_lacks_makes_it_silent(
    question: str, language: str, sign: str
) -> None:
    pages = (*PLUG, ("de", "Nicht abdecken. Der Stecker wird warm."), ("es", "No cubra el enchufe."))
    found = signs(question, language, pages, likeness=0.25)
    assert getattr(found, sign) and is_silent(found)


def test_a_service_is_not_answered_by_another_of_its_kind() -> None:
    assistant = (("en", "Works with the voice assistant HomeKit. Say: switch the plug on."),)
    assert signs("does it work with alexa", "en", assistant).name
    assert not signs("does it work with homekit", "en", assistant).name


def test_a_chinese_word_is_missed_in_an_english_manual_by_what_it_means() -> None:
    assert signs("有没有紫外线功能", "zh").noun and not signs("路由器的密码是什么", "zh").noun


def test_a_slip_of_the_finger_is_no_name() -> None:
    assert not signs("the blutooth does not work", "en").name
    assert resembles("blutooth", ["bluetooth"]) and not resembles("bluetooth", ["bluetooth"])
    assert not resembles("roon", ["room"])
    assert not resembles("cuero", ["cuer"])  # a shorter form, another word


LITHUANIAN = (("lt", "Maitinimo įtampa 12 V. Indikatorius mirksi geltonai. Nuvalykite filtrą."),)


def test_nothing_is_said_of_a_manual_in_a_language_that_has_no_word_for_what_is_asked() -> None:
    found = signs("what does the squelch do", "en", LITHUANIAN, likeness=0.05)
    assert found.foreign == ("lt",) and not is_silent(found)
    assert not signs("ką rodo indikatorius", "lt", LITHUANIAN).foreign  # the same language is


def test_a_language_that_is_hardly_compared_is_silent_only_of_what_its_known_words_say_nowhere() -> None:
    for question, language in (("is there an app", "en"), ("Ist es spülmaschinenfest?", "de"), ("有没有蓝牙", "zh")):
        found = signs(question, language, LITHUANIAN)
        assert found.foreign and is_silent(found) and found.absent, question
    assert not is_silent(signs("how do I clean the filter", "en", LITHUANIAN))


def test_a_word_without_a_common_language_is_no_reason_to_refuse() -> None:
    german = (("de", "Acht Schlaflieder sind gespeichert. Im Menü Musik wählen."),)
    dumb, told = signs("Combien de berceuses ?", "fr", german), signs("Wie viele Schlaflieder?", "de", german)
    assert dumb.mute > 0 and not told.mute and support(dumb) > support(Signs(0.4, dumb.together, measured=True))


def test_a_bare_number_of_a_fault_is_missed_where_no_line_begins_with_it() -> None:
    table = (("en", "04 Throttle not in its zero position\n10 Motor too hot\nLet it cool for 12 minutes."),)
    assert signs("what is error 12", "en", table).name and signs("Was bedeutet Fehler 9?", "de", table).name
    assert not signs("what is error 10", "en", table).name and not signs("it shows 4", "en", table).name


def test_a_compound_of_which_only_the_last_part_is_known_is_missed_as_a_whole() -> None:
    monitor = (("de", "Der Monitor dient der Überwachung. Das Netzteil des Monitors."),)
    assert signs("Gibt es eine Atemüberwachung?", "de", monitor).noun
    assert not signs("Wo ist das Monitornetzteil?", "de", monitor).noun
    assert not signs("Wie lange dient der Monitor?", "de", monitor).noun  # a phrase is no compound


def test_a_value_of_another_part_is_told_apart() -> None:
    camera = (("de", "Laufzeit mit Akku 12 Stunden\nLadezeit des Akkus 4 Stunden\nDie Lampe des Geräts ist rot."),)
    assert signs("Wie lange leuchtet die Lampe?", "de", camera).apart
    assert not signs("Wie lange hält der Akku?", "de", camera).apart


def test_what_was_sought_is_told_by_no_word_that_only_asks() -> None:
    lamp = (("en", "The lamp goes out after a while. The timer ends it."),)
    assert signs("after how many minutes does the timer kick in", "en", lamp).sought == ("timer",)
    assert signs("how many watts does it use while dimming", "en", lamp).sought == ("dimming",)
    assert signs("¿De cuántos mAh es la batería?", "es", (("es", "La batería dura mucho."),)).sought == ("batería",)
    assert signs("up to what air humidity may it be used", "en", lamp).sought == ("air humidity",)


def test_a_drawings_labels_that_run_together_hold_no_value() -> None:
    drawn = "XB 10 2A4 2A4A 12 Z1B 1A 2A 9 2A"
    assert signs("how many amps can the heater port carry", "en", (("en", f"{drawn}\nThe heater port is red."),)).value
    for stated in ("Heater port: 10 A, fuse 2A4 12 V 5 A 9 A", "10 A 12 V 5 A 9 A 230 V"):
        assert not signs("how many amps can the heater port carry", "en", (("en", f"{stated}\nIt is red."),)).value


def test_a_crowded_drawings_labels_hold_no_value_but_its_sentences_do() -> None:
    want = want_of("how many amps can the heater port carry")
    labels = "\n".join(["XM", "2A", "28 18 1A 2A", "MO", "12/24V"] * 5)
    drawing = Passage("p", "m", 1, "", labels, "en", kind="figure")
    assert want and not states(want, drawing)
    assert states(want, replace(drawing, text=f"{labels}\nThe heater port carries 10 A."))
    assert states(want, replace(drawing, text="Heater port\n10 A\nFuse"))
    assert states(want, replace(drawing, kind="table"))


def test_a_weak_likeness_and_few_words_in_common_make_it_silent_without_a_sign() -> None:
    question = "should I worry when grandmother walks past"
    assert is_silent(signs(question, "en", likeness=0.02))
    assert not is_silent(signs("what is the router password", "en", likeness=0.02))


def test_support_rises_with_what_speaks_for_an_answer_and_falls_with_what_speaks_against() -> None:
    base = Signs(0.4, 0.6)
    assert 0 < support(Signs()) < support(base) < support(Signs(0.7, 0.6)) < 1
    assert support(base) < support(Signs(0.4, 1.0))
    for sign in ("thing", "near", "fact", "noun", "name", "lost", "value", "apart"):
        against: dict[str, Any] = {sign: True}
        assert support(replace(base, **against)) < support(base)


def test_what_is_spoken_of_here_and_there_but_nowhere_together_is_worth_less() -> None:
    fan = (
        ("en", "The control of the fan has three steps. Turn the knob."),
        ("en", "Service: call our phone from nine to five."),
    )
    apart = signs("can I control the fan from my phone", "en", fan)
    assert apart.together < signs("how do I control the fan", "en", fan).together


def test_the_kind_of_the_product_itself_is_missed_nowhere() -> None:
    assert not signs("does the smart plug get hot", "en").thing


def test_a_follow_up_is_not_refused_for_what_the_earlier_question_asked() -> None:
    passages = [Passage(f"p{n}", "plug", n, "", text, code) for n, (code, text) in enumerate(PLUG)]
    lacking = Words(lambda own, meant: "camera" not in meant, lambda word: False)
    asked = signs_of(Query("where is the camera", "en"), passages, 0.4, lacking, GLOSSARY)
    followed = signs_of(
        Query("and how hot may it get", "en", earlier="where is the camera"), passages, 0.4, lacking, GLOSSARY
    )
    assert asked.thing and not followed.thing


def test_circumstances_and_talk_are_no_things_that_a_manual_must_name() -> None:
    assert not signs("after the thunderstorm last weekend the alarm light flashes", "en").noun
    assert not signs("my grandmother has a problem with the alarm light", "en").noun


def test_what_was_looked_for_is_told_in_the_buyers_own_words() -> None:
    found = signs("How do I change the Filters of the alarm?", "en")
    assert {"Filters", "alarm"} <= set(found.sought)
    assert found.absent == ("Filters",)
    assert signs("有没有摄像头", "zh").absent == ("摄像头",)
    assert signs("Gibt es eine Kindersicherung?", "de").sought == ("Kindersicherung",)


def test_the_general_dictionary_knows_words_by_their_stems_and_no_trade_names() -> None:
    is_english = open_english()
    assert all(is_english(stem) for stem in ("thunderstorm", "batteri", "bump"))
    assert not any(is_english(name) for name in ("roon", "airplay", "frobnitz"))


def test_the_shipped_questions_are_many_and_of_many_languages() -> None:
    import json

    lines = (Path(__file__).parents[1] / "sample_questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    answerable = [row for row in rows if row["manual"]]
    assert len(answerable) >= 60 and len(rows) - len(answerable) >= 60
    assert len({row["question_lang"] for row in rows}) >= 8 and len({row["id"] for row in rows}) == len(rows)
