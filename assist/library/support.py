"""Support: how surely the manuals answer the question at all, from what of it they speak of and what they lack."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from assist.case.passages import Passage, Query
from assist.case.text.glossary import UNSPACED, Glossary
from assist.case.text.language import SUPPORTED
from assist.case.text.meeting import Asked, fault_codes, lists_code, shown_numbers
from assist.case.text.nouns import circumstances, is_thing_word, nouns
from assist.case.text.together import IMPLIED, together
from assist.case.text.tokens import as_written, tokens
from assist.case.text.wants import want_of

Unit = tuple[str, tuple[str, ...]]
"""A meaningful piece of the question, and the concepts it means."""

READ = 3  # passages that should speak of the question
ALIKE = 80.0  # of 100: words spelled so nearly alike are one word and a slip of the finger
_LATIN = re.compile(r"[a-z][a-z0-9 ]{2,}", re.ASCII)
_LATIN_ODD = frozenset({"zh", "ja", "ru"})  # among their letters a Latin word is a name or a term

EARLIER = 0.5  # what the words of a follow-up's earlier question count

# A logistic regression on `Signs`, 2026-11-21: 286 questions that their manuals answer (122 of the development bench,
# 74 of tests/sample_questions.jsonl, 90 more on the same manuals and on three made-up ones) against 211 that they do
# not (12, 74 and 125 of the same) and, at a quarter of the weight, 440 asked of another manual.
WEIGHTS = {
    "likeness": 3.01, "together": 3.26, "measured": -0.20, "thing": -2.51, "near": -0.81, "fact": -1.62, "noun": -1.29,
    "name": -1.90, "lost": -1.22, "value": -0.37,
}  # fmt: skip
LEVEL = -2.15
# What is definitely lacking decides sooner than mere silence: buyers have their own words for things that are there.
# With these limits, of questions whose manuals were left out of the fit (eight parts by manual), 9 of the 286
# answerable ones are called silent and 136 of the 211 others; on three more made-up manuals, on which nothing was
# fitted, 4 of 49 and 34 of 56.  More is not to be had from these signs: 0.4 for both would be 24 and 148.
LACKING, SILENT = 0.45, 0.3
_LACKS = ("thing", "near", "fact", "noun", "name", "lost", "value")


@dataclass(frozen=True, slots=True)
class Words:
    """What is asked of the words of the manuals that were searched.

    `holds` says whether any of some tokens or concepts stands anywhere in them, `resembles` whether a token is a slip
    for one of their words, `begins` whether one of their words begins like that.
    """

    holds: Callable[[Sequence[str], Sequence[str]], bool]
    resembles: Callable[[str], bool]
    begins: Callable[[str], bool] = bool


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer in the manuals, and what against.

    `likeness` is the best cosine similarity of the passages looked at, `together` how much of what matters one of
    their sentences speaks of.  Of what was asked about the manuals never mention a `thing` (a part, a feature; `near`
    where they mention what is related), a `fact` (a property, a place), a `noun` of no known meaning, a `name` (a
    service, a standard, a fault code); or they mention a thing, but nowhere in the passages found (`lost`).  A `value`
    of a kind (a time, a charge) was asked for that no passage found holds; `measured`: some kind of value was asked
    for.  `foreign`: the manuals are in a language that is compared by nothing, so that their silence says nothing.
    `sought` are the words of the question that name what an answer should speak of, `absent` those of them that make
    one of the signs.
    """

    likeness: float = 0.0
    together: float = 0.0
    thing: bool = False
    near: bool = False
    fact: bool = False
    noun: bool = False
    name: bool = False
    lost: bool = False
    value: bool = False
    measured: bool = False
    foreign: bool = False
    sought: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def support(signs: Signs) -> float:
    """In [0, 1]; 0.5 is where an answer and none are equally likely."""
    level = LEVEL + sum(weight * getattr(signs, name) for name, weight in WEIGHTS.items())
    return 1 / (1 + math.exp(-level))


def is_silent(signs: Signs) -> bool:
    """Whether the manuals say nothing of what is asked, as far as words and vectors can tell."""
    lacks = any(getattr(signs, name) for name in _LACKS)
    return not signs.foreign and support(signs) < (LACKING if lacks else SILENT)


def signs_of(
    query: Query,
    passages: Sequence[Passage],
    likeness: float,
    words: Words,
    glossary: Glossary,
    product: frozenset[str] = frozenset(),
) -> Signs:
    """The signs for a query and its ranked passages.

    `likeness` is the best cosine of the first `READ`, `product` the concepts of the kind of product itself.
    """
    language = query.language
    # Only the question itself: what the earlier one of a follow-up was about has been answered or refused.
    units = list(dict.fromkeys(glossary.units(query.text, language)))
    if 2 * sum(p.language in SUPPORTED or p.language == language for p in passages) < len(passages):
        return Signs(likeness, foreign=True)
    earlier = Asked(query.earlier, language, EARLIER) if query.earlier else None
    one = together(passages, Asked(query.text, language), earlier, glossary, product)
    want = want_of(query.text)
    implied = IMPLIED.get(want.name, frozenset()) if want else frozenset()
    held = {unit: words.holds(*_forms(unit, language, glossary)) for unit in units}
    missing = [unit for unit, stands in held.items() if not stands and not (unit[1] and implied.issuperset(unit[1]))]
    told = glossary.things | glossary.facts
    besides = circumstances(query.text, language)
    named = [
        unit
        for unit in units
        if set(unit[1]) - product
        and told.issuperset(unit[1])
        and not besides.issuperset(unit[0].split())
        and (language not in UNSPACED or len(unit[0]) > 1)  # a single character is a part of a word
    ]
    lacked = [(unit, words.holds([], tuple(glossary.around(unit[1])))) for unit in named if unit in missing]
    # Chinese words are looked for in English manuals as well, by their dictionary's meanings.
    told_in = {language, "en"} if language == "zh" else {language}
    same = any(passage.language in told_in for passage in passages)
    things = nouns(query.text, language, glossary)
    strange = [unit for unit in missing if same and _is_lost_noun(unit, things, language, words, glossary)]
    called = [unit for unit in missing if _is_lost_name(unit, language, words, glossary)]
    told_of = [unit for unit in units if unit in named or things.intersection(unit[0].split())]
    absent = [unit for unit in units if unit in strange or unit in called or unit in [each for each, _ in lacked]]
    return Signs(
        likeness,
        one.share,
        thing=any(_is_thing(unit, glossary) and not related for unit, related in lacked),
        near=any(_is_thing(unit, glossary) and related for unit, related in lacked),
        fact=any(not _is_thing(unit, glossary) for unit, _ in lacked),
        noun=bool(strange),
        name=bool(called) or _lacks_code(query.text, passages, words),
        lost=any(held[unit] and one.lost.issuperset(unit[1]) and not implied.issuperset(unit[1]) for unit in named),
        value=bool(want and want.measured and not any(want.held.search(passage.text) for passage in passages)),
        measured=bool(want and want.measured),
        sought=_as_written(told_of or units, query),
        absent=_as_written(absent, query),
    )


def _as_written(units: Sequence[Unit], query: Query) -> tuple[str, ...]:
    return tuple(dict.fromkeys(as_written(query.text, query.language, piece) for piece, _ in units))


def _is_lost_noun(unit: Unit, things: frozenset[str], language: str, words: Words, glossary: Glossary) -> bool:
    """Is it a word of no known meaning that names a thing, and no slip for another word of the manuals?"""
    piece, concepts = unit
    if any(ch.isdigit() for ch in piece):
        return False
    if head := glossary.unknown_head(piece, language):
        return not words.begins(head) and not words.resembles(piece)
    if concepts:
        return False
    if language == "zh" and not piece.isascii():
        return is_thing_word(piece, glossary)
    if not things.intersection(piece.split()):
        return False
    return glossary.is_english(piece) if language == "en" else not words.resembles(piece)


def _lacks_code(question: str, passages: Sequence[Passage], words: Words) -> bool:
    """Is a fault code asked for that the manuals lack, or a bare number that no line of the passages begins with?"""
    if any(not words.holds([code], []) for code in fault_codes(question)):
        return True
    return any(not any(lists_code(each.text, number) for each in passages) for number in shown_numbers(question))


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
    """Whether the token is a slip for one of the others, and is none of them.

    A longer or shorter form is another word: `cuero` is none for `cuer-`.
    """
    return token not in others and any(
        fuzz.ratio(token, other) >= ALIKE and not other.startswith(token) and not token.startswith(other)
        for other in others
    )


def _is_named(piece: str, glossary: Glossary) -> bool:
    return not glossary.names.isdisjoint(piece.split())


def _forms(unit: Unit, language: str, glossary: Glossary) -> tuple[list[str], tuple[str, ...]]:
    """What a text that speaks of the piece may hold: tokens of its own, English ones, concepts; a name only itself."""
    piece, concepts = unit
    meanings = [meaning for _, found in glossary.glosses(piece, language) for meaning in found]
    own = [*tokens(piece, language), piece, *(token for meaning in meanings for token in tokens(meaning, "en"))]
    return list(dict.fromkeys(own)), () if _is_named(piece, glossary) else concepts
