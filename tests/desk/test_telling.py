"""A message in a language that the agent does not read is told by its language and its known words."""

from __future__ import annotations

import pytest

from assist.desk.telling import MOST_WORDS, Telling, telling
from assist.wiring import open_glossary


@pytest.mark.parametrize(
    ("text", "to", "language", "words"),
    [
        ("Das Ladegerät blinkt und wird sehr heiß.", "en", "de", {"charger", "blink", "hot"}),
        ("¿Puedo conectar un horno a este enchufe?", "zh", "es", {"烤箱", "插头"}),
        ("这个充电器能在英国用吗？", "en", "zh", {"charger"}),
    ],
)
def test_the_known_words_are_told_in_the_agents_language(text: str, to: str, language: str, words: set[str]) -> None:
    told = telling(text, to, open_glossary())
    assert told.language == language and words <= set(told.words)


def test_a_message_in_the_agents_own_language_needs_no_telling() -> None:
    glossary = open_glossary()
    assert telling("The charger blinks and gets hot.", "en", glossary) == Telling("en")
    assert telling("12345", "en", glossary) == Telling("")
    assert telling("Das Ladegerät blinkt und wird sehr heiß.", "en", None) == Telling("de")
    assert len(telling("Ladegerät Filter Korb " * 500, "en", glossary).words) <= MOST_WORDS
