"""Patterns meet words as hurried buyers type them."""

from __future__ import annotations

import re

import pytest

from assist.case.photo import Case
from assist.case.question import understand
from assist.case.text.accents import lenient
from assist.wiring import open_tables


@pytest.mark.parametrize(
    ("pattern", "meets", "spares"),
    [
        (r"\bcuánt[oa]s\b", ["cuántos", "cuantas"], ["cuentos"]),
        (r"\bgröße\b", ["größe", "große", "groeße"], ["grüße"]),
        (r"\bnão\b", ["não", "nao"], ["no"]),
        (r"\bqué\b", ["qué"], ["que"]),  # another word without its accent
        (r"[à-ÿ]{3}", ["éàü"], ["eau"]),  # a set stays what it is
        (r"(?P<été>x)\d", ["x1"], ["x"]),
    ],
)
def test_accents_of_longer_words_are_left_to_the_writer(pattern: str, meets: list[str], spares: list[str]) -> None:
    found = re.compile(lenient(pattern))
    assert [bool(found.search(text)) for text in (*meets, *spares)] == [True] * len(meets) + [False] * len(spares)


def test_a_danger_is_told_though_its_accents_are_missing() -> None:
    tables = open_tables()
    for message in ("le salió humo y se quemó", "le salio humo y se quemo"):
        assert understand(Case(message=message), "es", tables).kind == "danger", message


def test_a_topic_is_told_though_its_accents_are_missing() -> None:
    for message in ("¿puedo usar lejía?", "puedo usar lejia?"):
        assert "bleach" in understand(Case(message=message), "es", open_tables()).topics, message


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("kann ich das im Garten benutzen?", True),
        ("can it stay in the garden?", True),
        ("unser Garten hat 30 % Gefälle, schafft er das?", False),
        ("no tap down our big garden, garden hose ok?", True),
        ("is the garden hose included?", False),
    ],
)
def test_a_garden_is_a_place_only_where_something_is_in_it(message: str, asked: bool) -> None:
    assert ("outdoor" in understand(Case(message=message), "en", open_tables()).topics) is asked
