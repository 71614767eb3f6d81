"""What a person must decide is never answered by the program; what only sounds so is."""

from __future__ import annotations

import time
from collections.abc import Generator

import pytest

from assist.assistant import Assistant
from assist.case.danger import dangers_in
from assist.case.draft import Draft
from assist.case.passages import Found, Library, Manual, Page, Query
from assist.case.photo import Case, Photo
from assist.case.question import understand
from assist.case.reading import Reading
from assist.case.reply import Outcome, Reply
from assist.wiring import open_phrases, open_tables
from tests.danger.cases import SENTENCES
from tests.danger.cases_more import MORE, THIRD

TABLES = open_tables()
TOLD = [(language, text) for table in (SENTENCES, MORE) for language, (told, _) in table.items() for text in told]
TOLD += [(language, text) for language, told in THIRD.items() for text in told]
ONLY_SOUND = [
    (language, text) for table in (SENTENCES, MORE) for language, (_, asked) in table.items() for text in asked
]


def test_each_language_has_its_share_of_both_kinds() -> None:
    for language in ("en", "de", "fr", "es", "it", "pt", "ru", "zh", "ja"):
        assert sum(1 for of, _ in TOLD if of == language) >= 20
        assert sum(1 for of, _ in ONLY_SOUND if of == language) >= 20


@pytest.mark.parametrize(("language", "text"), TOLD)
def test_a_sentence_that_tells_of_harm_or_threatens_is_for_a_person(language: str, text: str) -> None:
    assert understand(Case(text), language, TABLES).danger


@pytest.mark.parametrize(("language", "text"), ONLY_SOUND)
def test_a_sentence_that_only_sounds_so_is_not(language: str, text: str) -> None:
    assert dangers_in(text, TABLES.dangers) == ()


class Empty(Library):
    """A library without manuals."""

    def catalogue(self) -> tuple[Manual, ...]:
        return ()

    def find(self, query: Query) -> Found:
        return Found()

    def page(self, manual_id: str, number: int) -> Page:
        raise KeyError(manual_id)

    def second_text(self, manual_id: str, number: int) -> str:
        return ""


def outcome_of(message: str, *printed: str) -> Outcome | None:
    """How a ticket ends whose photo prints these lines."""
    from assist.case.geometry import Box, Quad
    from assist.case.photo import Quality
    from assist.case.reading import Line

    lines = tuple(Line(text, Quad.of(Box(0.1, 0.1 * k, 0.9, 0.1 * k + 0.05)), 0.99) for k, text in enumerate(printed))

    def answer(reply: Reply) -> Generator[Draft, None, None]:
        yield Draft(found=False)

    line = Assistant(lambda photo: Reading(photo.id, lines), Empty(), answer, TABLES, open_phrases())
    return line(Case(message, (Photo("p", 800, 600, "JPEG", Quality(100, 120, 100, 0)),))).outcome


def test_a_warning_printed_on_the_product_is_no_danger_and_the_buyer_s_own_words_are() -> None:
    warning = ("RISK OF FIRE AND ELECTRIC SHOCK", "DO NOT IMMERSE IN WATER", "Brandgefahr! Explosionsgefahr")
    assert outcome_of("Which plug has it?", *warning) is not Outcome.NEEDS_PERSON
    assert outcome_of("It caught fire. Which plug has it?", *warning) is Outcome.NEEDS_PERSON


def test_a_long_message_is_looked_through_at_once() -> None:
    started = time.perf_counter()
    dangers_in("the lamp is fine and 220 V, is it? " * 500, TABLES.dangers)
    assert time.perf_counter() - started < 60, "far above what a busy machine needs, far below a hang"
