"""The shipped sentences: nine languages hold the same keys with the same facts."""

from __future__ import annotations

from pathlib import Path

import pytest

import assist
from assist.case.reply import Outcome
from assist.case.text.language import SUPPORTED, Phrasebook, parse_phrases
from assist.case.verdict import Sentence

FOLDER = Path(assist.__file__).parent / "case" / "data" / "phrases"


@pytest.fixture(scope="module")
def book() -> Phrasebook:
    return parse_phrases(lambda name: (FOLDER / name).read_text("utf-8"), (path.name for path in FOLDER.glob("*.json")))


@pytest.mark.parametrize("language", SUPPORTED)
def test_every_language_has_every_key_of_english(book: Phrasebook, language: str) -> None:
    assert book.keys(language) == book.keys("en")


@pytest.mark.parametrize("language", SUPPORTED)
def test_every_language_names_the_same_facts_as_english(book: Phrasebook, language: str) -> None:
    differing = {key for key in book.keys("en") if book.facts(key, language) != book.facts(key, "en")}
    assert not differing


@pytest.mark.parametrize("language", SUPPORTED)
def test_no_template_is_empty_or_padded(book: Phrasebook, language: str) -> None:
    wrong = {key for key, text in book.templates[language].items() if not text.strip(", 、")}
    assert wrong <= {"list.comma"}
    assert not {key for key, text in book.templates[language].items() if text != text.strip() and key != "list.comma"}


def test_every_outcome_has_its_sentence_and_its_next_step(book: Phrasebook) -> None:
    for outcome in Outcome:
        for part in ("outcome", "outcome_next"):
            assert book.say(Sentence(f"{part}.{outcome.value}"), "zh")


def test_facts_are_put_in_as_they_are_even_where_they_hold_braces(book: Phrasebook) -> None:
    said = book.say(Sentence.of("proof.manual", page=12, quote="{0} 100 %"), "de")
    assert said == "In der Anleitung steht auf Seite 12: „{0} 100 %“"


def test_languages_are_said_by_their_names_in_the_readers_language(book: Phrasebook) -> None:
    note = Sentence.of("note.foreign", languages="hu, ko")
    assert "(Hungarian, Korean)" in book.say(note, "en") and "（匈牙利文, 韩文）" in book.say(note, "zh")
    assert book.language("pl", "es") == "polaco" and book.language("qq", "en") == "another language"


def test_a_language_without_the_key_is_answered_in_english(book: Phrasebook) -> None:
    assert book.say(Sentence("conclusion.yes"), "nl") == "Yes."


def test_an_unknown_key_is_a_mistake_that_shows(book: Phrasebook) -> None:
    with pytest.raises(KeyError):
        book.say(Sentence("no.such.key"), "en")


def test_two_files_of_one_language_cannot_hold_the_same_key() -> None:
    with pytest.raises(ValueError, match="repeats"):
        parse_phrases(lambda name: '{"greeting": "Hi"}', ["a.en.json", "b.en.json"])
