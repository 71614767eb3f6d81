"""German verbs in two parts mean what they mean in one."""

from __future__ import annotations

import pytest

from assist.case.text.verbs import parted
from assist.wiring import open_glossary

GLOSSARY = open_glossary()


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Wie schalte ich das Licht am Griff aus?", "turn_off"),
        ("Schalten Sie das Gerät ein.", "turn_on"),
        ("Geht nach ein paar Minuten immer wieder aus", "stops"),
        ("Der Rasenmäher springt bei Kälte nicht mehr an", "wont_start"),
        ("Nehmen Sie das Sieb ab und spülen Sie es.", "remove"),
    ],
)
def test_a_verb_and_the_particle_that_ends_its_clause_are_one_word(text: str, concept: str) -> None:
    assert concept in GLOSSARY.concepts(text, "de")


@pytest.mark.parametrize("text", ["Stellen Sie das Gerät an der Wand auf.", "Schalten Sie auf Stufe 2."])
def test_a_preposition_within_the_clause_is_no_particle(text: str) -> None:
    assert not {"turn_on", "turn_off"} & set(GLOSSARY.concepts(text, "de"))


def test_only_german_is_read_so_and_clauses_are_not_mixed() -> None:
    assert parted("Was an excursion aus", "en") == {}
    assert parted("Deckel öffnen, dann schaltet er aus", "de") == {"dann": "aus", "schaltet": "aus", "er": "aus"}
