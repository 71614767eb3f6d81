"""Slips: a term typed with a wrong letter is read as the term; own words, names and what manuals say are not."""

from __future__ import annotations

import pytest

from assist.case.text.slips import corrected
from assist.wiring import open_glossary

GLOSSARY = open_glossary()


def mended(text: str, language: str = "en", *known: str) -> str:
    return corrected(text, language, GLOSSARY, lambda token: token in known)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("the warrenty on my batery", "the warranty on my battery"),
        ("blutooth wont connect", "bluetooth wont connect"),
        ("what tempreture", "what temperature"),
        ("bluetooth pasword?", "bluetooth password?"),
    ],
)
def test_a_slip_in_a_term_is_read_as_the_term(typed: str, meant: str) -> None:
    assert mended(typed) == meant


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("does it work with spotify or airplay", "en"),
        ("the Trikdis receiver and the NN-E28JMM", "en"),
        ("mail to batery@shop.example", "en"),
        ("can I bury it in the gravel", "en"),
        ("Kann ich weiter funken?", "de"),
        ("¿Trae protector?", "es"),
        ("電池の交換", "ja"),
    ],
)
def test_own_words_names_addresses_and_other_languages_stay(text: str, language: str) -> None:
    assert mended(text, language) == text


def test_a_word_that_the_manuals_say_stays_as_it_is() -> None:
    assert mended("where is the batery") != "where is the batery"
    assert mended("where is the batery", "en", "bateri") == "where is the batery"
