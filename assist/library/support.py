"""Support: how surely the manuals answer the question at all, from what of it they speak of and what they lack."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from assist.case.passages import Passage, Query
from assist.case.text.glossary import Glossary
from assist.case.text.language import SUPPORTED
from assist.case.text.quoting import fault_codes
from assist.case.text.tokens import tokens
from assist.case.text.wants import want_of

Unit = tuple[str, tuple[str, ...]]
"""A meaningful piece of the question, and the concepts it means."""

READ = 3  # passages that should speak of the question
ALIKE = 80.0  # of 100: words spelled so nearly alike are one word and a slip of the finger
_LATIN = re.compile(r"[a-z][a-z0-9 ]{2,}", re.ASCII)
_LATIN_ODD = frozenset({"zh", "ja", "ru"})  # among their letters a Latin word is a name or a term

# A logistic regression on `Signs`, 2026-11-21: 203 questions that their manuals answer (129 of the development bench,
# 74 of tests/sample_questions.jsonl), 127 of them asked of their manual without the answer's pages, 167 asked of
# another manual, 87 that no manual answers (13 and 74).  Cross-validated by leaving one manual's questions out, with
# the decisive signs below: of the 203 answerable ones 4 are called silent, of the unanswerable ones 5 of 13 and 45 of
# 74, of those asked of a manual of the same kind 19 of 61, of those without their pages 15 of 127.
LIKENESS, COVERED, THING, NAME, VALUE, FOREIGN, LEVEL = 2.1, 2.42, -2.5, -1.5, -1.27, 2.0, -1.87
# In the same run 0.5 would find 7 of the 13 and 61 of the 74, and refuse 27 of the 203.
SILENT = 0.35


@dataclass(frozen=True, slots=True)
class Words:
    """What is asked of the words of the manuals that were searched.

    `holds` says whether any of some tokens or concepts stands anywhere in them, `speaking` which of the best passages
    hold one, by id, `resembles` whether a token is a slip for another word of the library.
    """

    speaking: Callable[[Sequence[str], Sequence[str]], Iterable[str]]
    holds: Callable[[Sequence[str], Sequence[str]], bool]
    resembles: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer in the manuals, and what against.

    `likeness` is the best cosine similarity of the passages looked at, `covered` the largest share of the question's
    pieces that one of them speaks of.  A `thing` (a part, a feature) or a `name` (a service, a standard, a fault code)
    was asked about that the manuals never mention; a `value` of a kind (a time, a charge) was asked for that no
    passage found holds.  `foreign`: they are in a language that is compared by nothing, so that their silence says
    nothing.
    """

    likeness: float = 0.0
    covered: float = 0.0
    thing: bool = False
    name: bool = False
    value: bool = False
    foreign: bool = False


def support(signs: Signs) -> float:
    """In [0, 1]; 0.5 is where an answer and none are equally likely."""
    level = (
        LIKENESS * signs.likeness + COVERED * signs.covered + THING * signs.thing + NAME * signs.name
        + VALUE * signs.value + FOREIGN * signs.foreign + LEVEL
    )  # fmt: skip
    return 1 / (1 + math.exp(-level))


def is_silent(signs: Signs) -> bool:
    """Whether the manuals say nothing of what is asked, as far as words and vectors can tell.

    A thing, a name or a kind of value that they lack decides: none of the 203 answerable questions had such a sign,
    42 of the 87 unanswerable ones did (they were at hand when the signs were chosen).
    """
    if signs.foreign:
        return False
    return signs.thing or signs.name or signs.value or support(signs) < SILENT


def signs_of(query: Query, passages: Sequence[Passage], likeness: float, words: Words, glossary: Glossary) -> Signs:
    """The signs for a query and its ranked passages; `likeness` is the best cosine of the first `READ`."""
    units = list(dict.fromkeys(glossary.units(query.text, query.language)))
    if 2 * sum(p.language in SUPPORTED or p.language == query.language for p in passages) < len(passages):
        return Signs(likeness, foreign=True)
    spoken: Counter[str] = Counter()
    missing = []
    for unit in units:
        own, concepts = _forms(unit, query.language, glossary)
        speaking = frozenset(words.speaking(own, concepts))
        spoken.update(speaking)
        if not speaking and not words.holds(own, concepts):
            missing.append(unit)
    want = want_of(query.text)
    return Signs(
        likeness,
        max(spoken.values(), default=0) / max(len(units), 1),
        any(_is_thing(unit, glossary) and not words.holds([], tuple(glossary.around(unit[1]))) for unit in missing),
        any(_is_lost_name(unit, query.language, words, glossary) for unit in missing)
        or any(not words.holds([code], []) for code in fault_codes(query.text)),
        bool(want and want.measured and not any(want.held.search(passage.text) for passage in passages)),
    )


def _is_thing(unit: Unit, glossary: Glossary) -> bool:
    return bool(unit[1]) and glossary.things.issuperset(unit[1])


def _is_lost_name(unit: Unit, language: str, words: Words, glossary: Glossary) -> bool:
    """Is it a name that only itself can answer, and that the manuals lack?"""
    piece, concepts = unit
    named = _is_named(piece, glossary)
    if not named:
        told_apart = language == "en" or language in _LATIN_ODD
        if concepts or not told_apart or not _LATIN.fullmatch(piece) or glossary.is_english(piece):
            return False
    return not words.holds([*tokens(piece, language), piece], []) and (named or not words.resembles(piece))


def resembles(token: str, others: Sequence[str]) -> bool:
    """Whether the token is a slip for one of the others, and is none of them."""
    return token not in others and any(fuzz.ratio(token, other) >= ALIKE for other in others)


def _is_named(piece: str, glossary: Glossary) -> bool:
    return not glossary.names.isdisjoint(piece.split())


def _forms(unit: Unit, language: str, glossary: Glossary) -> tuple[list[str], tuple[str, ...]]:
    """What a text that speaks of the piece may hold: tokens of its own, English ones, concepts; a name only itself."""
    piece, concepts = unit
    meanings = [meaning for _, found in glossary.glosses(piece, language) for meaning in found]
    own = [*tokens(piece, language), piece, *(token for meaning in meanings for token in tokens(meaning, "en"))]
    return list(dict.fromkeys(own)), () if _is_named(piece, glossary) else concepts
