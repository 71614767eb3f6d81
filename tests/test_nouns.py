"""Nouns: what names a thing in a question is told by the dictionary, capitals, articles and endings."""

from __future__ import annotations

import pytest

from assist.case.text.nouns import is_thing_word, nouns
from assist.case.text.tokens import stem
from assist.engines.dictionary import open_nouns
from assist.wiring import open_glossary

GLOSSARY = open_glossary()


@pytest.mark.parametrize(
    ("text", "language", "there", "absent"),
    [
        ("can I fix it to the garage rail", "en", ["garage", "rail"], ["fix"]),
        ("how do I join the strings", "en", ["strings"], ["join"]),
        ("it went blank after a thunderstorm", "en", [], ["thunderstorm", "went"]),
        ("after how many minutes does the heater stop", "en", ["heater"], []),
        ("Nach wie vielen Stunden muss der Filter gewechselt werden?", "de", ["filter"], []),
        ("¿Después de cuántos minutos se apaga la lámpara?", "es", ["lámpara"], []),
        ("après combien de minutes la lampe s'éteint-elle", "fr", ["lampe"], []),
        ("my grandmother has a problem with the wallpaper", "en", ["wallpaper"], ["grandmother", "problem"]),
        ("Passt das Ladegerät in die Garage und läuft es leise?", "de", ["garage", "ladegerät"], ["passt", "läuft"]),
        ("¿Puedo usarlo con un acuario para peces?", "es", ["acuario", "peces"], ["usarlo", "puedo"]),
        ("Peut-on le poser sur un aquarium sans risque ?", "fr", ["aquarium", "risque"], ["poser"]),
        ("Можно ли поставить рядом с аквариумом", "ru", ["аквариумом"], ["поставить"]),
        ("как часто и как долго держит температуру корпус", "ru", ["корпус"], ["часто", "долго", "держит"]),
        ("из чего сделан и когда нужен, раньше или позже", "ru", [], ["чего", "сделан", "раньше", "позже"]),
        ("how often and how soon must the gasket be oiled", "en", ["gasket"], ["often", "soon"]),
        ("水槽に使えますか", "ja", [], ["水槽"]),
    ],
)
def test_things_are_told_from_actions_and_talk(text: str, language: str, there: list[str], absent: list[str]) -> None:
    found = nouns(text, language, GLOSSARY)
    assert {stem(word, language) for word in there} <= found
    assert not {stem(word, language) for word in absent} & found


def test_chinese_words_are_things_unless_the_dictionary_explains_an_action() -> None:
    assert all(is_thing_word(word, GLOSSARY) for word in ("红薯", "材质", "电动车"))
    assert not any(is_thing_word(word, GLOSSARY) for word in ("延长", "购买", "一直", "不带电", "锅"))


def test_the_dictionary_tells_things_from_actions_and_knows_plurals() -> None:
    is_noun = open_nouns()
    assert all(is_noun(word) for word in ("pizza", "rails", "batteries", "decibels"))
    assert not any(is_noun(word) for word in ("join", "bump", "keep", "quickly", "frobnitz"))
