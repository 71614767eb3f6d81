"""Telling: what a buyer's message speaks of, for an agent who cannot read it: its language and its known words.

Single words by the shipped glossary, no translation: what a sentence says is told by a language model, if one is set.
"""

from __future__ import annotations

from dataclasses import dataclass

from assist.case.text.glossary import Glossary
from assist.case.text.language import detect

MOST_WORDS = 12
LONGEST = 4000  # characters of a message that are looked through: it is asked again while somebody types


@dataclass(frozen=True, slots=True)
class Telling:
    """A message's language ("" where it has no words) and what it speaks of, in another language, in its order."""

    language: str
    words: tuple[str, ...] = ()


def telling(text: str, to: str, glossary: Glossary | None) -> Telling:
    """The message's language, and its key words in the language `to`; none where it is written in that."""
    text = text[:LONGEST]
    language = detect(text)
    if language in ("", to) or glossary is None:
        return Telling(language)
    found: dict[str, None] = {}
    for _, concepts in glossary.units(text, language):
        for concept in concepts:
            found.update(dict.fromkeys(glossary.terms[concept].get(to, ())[:1]))
    return Telling(language, tuple(found)[:MOST_WORDS])
