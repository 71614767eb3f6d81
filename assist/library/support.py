"""Support: how surely the best passage answers the question, from what of the question it speaks of."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from assist.case.glossary import Glossary
from assist.case.passages import Passage, Query
from assist.case.tokens import tokens

Unit = tuple[str, tuple[str, ...]]
"""A meaningful piece of the question, and the concepts it means."""

Said = tuple[frozenset[str], frozenset[str]]
"""The tokens and the concepts of a passage."""

READ = 3  # passages looked at

# A logistic regression over three shares, fitted by hand-written gradient descent on the development manuals,
# 2026-11-21: 118 questions with their page among the first three, 258 asked of a wrong manual, 13 that no manual
# answers (counted eightfold).  At 0.5 it keeps 78 % of the first, refuses 97 % of the second and 6 of the 13: what
# a manual leaves out of its own topics is not told from words alone.
COVERED, ABSENT, LIKENESS, LEVEL = 2.5, -2.0, 6.1, -3.3


def support(
    query: Query,
    said: Sequence[Said],
    likeness: float,
    is_known: Callable[[Sequence[str], Sequence[str]], bool],
    glossary: Glossary,
) -> float:
    """In [0, 1]; 0.5 is where an answer and none are equally likely.

    `said` is what the best passages speak of, `likeness` the best one's cosine similarity; `is_known` says whether any
    of some tokens or concepts stands anywhere in the manuals that were searched.
    """
    units = list(dict.fromkeys(glossary.units(query.text, query.language)))
    if not said or not units:
        return 0.0
    asked = [(*_tokens(unit, query.language, glossary), unit[1]) for unit in units]
    absent = sum(not is_known([*own, *foreign], concepts) for own, foreign, concepts in asked) / len(units)
    covered = max(_covered(asked, *one) for one in said)
    return 1 / (1 + math.exp(-(COVERED * covered + ABSENT * absent + LIKENESS * likeness + LEVEL)))


def _tokens(unit: Unit, language: str, glossary: Glossary) -> tuple[list[str], list[str]]:
    """The piece's own tokens, and the English ones of its meanings where it is Chinese."""
    piece = unit[0]
    meanings = [meaning for _, found in glossary.glosses(piece, language) for meaning in found]
    return [*tokens(piece, language), piece], [token for meaning in meanings for token in tokens(meaning, "en")]


def spoken(passage: Passage, glossary: Glossary) -> Said:
    """What a passage speaks of, in whatever language."""
    text = f"{passage.heading}\n{passage.text}"
    return frozenset(tokens(text, passage.language)), frozenset(glossary.concepts(text, passage.language))


def _covered(
    asked: Sequence[tuple[list[str], list[str], tuple[str, ...]]], said: frozenset[str], meant: frozenset[str]
) -> float:
    """The share of the question's pieces that a passage speaks of."""
    hits = sum(
        bool(meant.intersection(concepts) or said.intersection(own) or said.intersection(foreign))
        for own, foreign, concepts in asked
    )
    return hits / len(asked)
