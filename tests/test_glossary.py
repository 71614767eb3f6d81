"""The shipped glossary: product terms in nine languages, and the Chinese dictionary beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assist.case.text.glossary import Glossary
from assist.case.text.language import SUPPORTED
from assist.engines.dictionary import open_dictionary
from assist.wiring import open_glossary

CROSSING = Path(__file__).parent / "crossing.json"  # what buyers and manuals say, once in each reply language


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return open_glossary()


def test_at_least_600_concepts_have_words_in_all_nine_languages(glossary: Glossary) -> None:
    assert len(glossary.terms) >= 600
    for concept, terms in glossary.terms.items():
        assert set(SUPPORTED) <= set(terms), concept
        assert all(term.strip() == term != "" for found in terms.values() for term in found), concept


def test_every_term_is_found_again_as_its_own_concept(glossary: Glossary) -> None:
    lost = [
        (language, term)
        for concept, terms in glossary.terms.items()
        for language, found in terms.items()
        for term in found
        if concept not in glossary.concepts(term, language)
    ]
    assert len(lost) < 0.02 * sum(len(found) for terms in glossary.terms.values() for found in terms.values()), lost


def test_related_concepts_exist(glossary: Glossary) -> None:
    assert {other for related in glossary.related.values() for other in related} <= set(glossary.terms)


@pytest.mark.parametrize(
    ("language", "question", "concept"),
    [
        ("en", "the batteries are flat", "battery"),
        ("en", "it froze up again", "frozen"),
        ("zh", "电池充不进电", "battery"),
        ("zh", "屏幕一闪一闪的", "blink"),
        ("de", "Wie öffne ich die Waschmaschinentür?", "door"),
        ("de", "Wie öffne ich die Waschmaschinentür?", "washing_machine"),
        ("es", "¿Cómo quito el bloqueo para niños?", "child_lock"),
        ("fr", "le voyant clignote", "blink"),
        ("it", "perde acqua", "leak"),
        ("ja", "チャイルドロックを解除したい", "child_lock"),
        ("ru", "как сбросить к заводским настройкам", "factory_reset"),
        ("pt", "a bateria não carrega", "battery"),
    ],
)
def test_what_buyers_write_is_understood(glossary: Glossary, language: str, question: str, concept: str) -> None:
    assert concept in glossary.concepts(question, language)


def test_the_longest_phrase_wins(glossary: Glossary) -> None:
    assert "power_button" in glossary.concepts("press the power button", "en")
    assert "button" not in glossary.concepts("press the power button", "en")


def test_latin_words_in_chinese_text_are_read_as_english(glossary: Glossary) -> None:
    assert {"bluetooth", "password"} <= set(glossary.concepts("bluetooth的密码", "zh"))


def test_a_question_becomes_english_words_with_numbers_and_names_kept(glossary: Glossary) -> None:
    english = glossary.translate("NanoVNA校准后存到哪个位置 110", "zh")
    assert {"nanovna", "calibration", "110"} <= set(english.split())


def test_words_beyond_the_glossary_come_from_the_dictionary(glossary: Glossary) -> None:
    assert ("pharmacist" in dict(glossary.glosses("药剂师", "zh"))["药剂师"]) is True
    assert "pharmacist" not in glossary.translate("pharmacien", "fr")


def test_traditional_characters_are_in_the_dictionary_too() -> None:
    meanings = open_dictionary()
    assert "battery" in meanings("電池")
    assert meanings("電池") == meanings("电池")
    assert meanings("qwertz") == ()


def test_chit_chat_says_nothing(glossary: Glossary) -> None:
    assert glossary.is_ignored("please", "en") and not glossary.is_ignored("lamp", "en")
    assert list(glossary.units("hello, can you please help me", "en")) == []


@pytest.mark.parametrize(
    ("language", "text", "concept"),
    [
        ("hu", "Mosogatógépben nem mosható", "dishwasher"),
        ("pl", "Nie myj w zmywarce", "dishwasher"),
        ("cs", "Nemyjte v myčce", "dishwasher"),
        ("ro", "Nu introduceți în mașina de spălat vase", "dishwasher"),
        ("bg", "Не поставяйте в съдомиялна машина", "dishwasher"),
        ("lt", "Neplauti indaplovėje", "dishwasher"),
        ("nl", "Niet geschikt voor de vaatwasser", "dishwasher"),
        ("sv", "Tål inte diskmaskin", "dishwasher"),
        ("tr", "Bulaşık makinesinde yıkamayın", "dishwasher"),
        ("ko", "식기세척기에 넣지 마십시오", "dishwasher"),
    ],
)
def test_what_is_asked_most_is_known_in_more_languages(
    glossary: Glossary, language: str, text: str, concept: str
) -> None:
    assert concept in glossary.concepts(text, language)
    known = {name for name, terms in glossary.terms.items() if language in terms}
    assert len(known) >= 70 and {"app", "battery", "warranty", "weight", "filter"} <= known


def test_a_printed_ip_code_speaks_of_being_waterproof(glossary: Glossary) -> None:
    assert "ip_rating" in glossary.concepts("Protection IP65", "en") and "ip_rating" in glossary.concepts(
        "防水ですか", "ja"
    )


def test_a_question_in_any_of_nine_languages_meets_a_manual_in_any_other(glossary: Glossary) -> None:
    asking = {"number_of", "time_duration", "possible", "allowed", "need", "use", "again", "not_working", "first"}
    missed = []
    for name, phrases in json.loads(CROSSING.read_text("utf-8")).items():
        said = {language: set(glossary.concepts(text, language)) - asking for language, text in phrases.items()}
        for ours, meant in said.items():
            led = meant | {other for concept in meant for other in glossary.related.get(concept, ())}
            missed += [f"{name}: {ours} to {theirs}" for theirs, there in said.items() if not led & there]
    assert not missed


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("how many watts does it use", "en"), ("它用多少瓦", "zh"), ("Wie viel Watt braucht das Gerät?", "de"),
        ("¿Cuántos vatios usa?", "es"), ("Combien de watts utilise-t-il ?", "fr"), ("Quanti watt usa?", "it"),
        ("何ワットですか", "ja"), ("Сколько ватт он берёт?", "ru"), ("Quantos watts usa?", "pt"),
    ],
)  # fmt: skip
def test_a_number_of_watts_is_sought_under_power_consumption_too(question: str, language: str) -> None:
    assert {"power", "power_consumption"} <= set(open_glossary().concepts(question, language))
