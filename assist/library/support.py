"""Support: how surely the manuals answer the question at all, from what of it they speak of and what they lack."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from assist.case.passages import NO_MODELS, Models, Passage, Query
from assist.case.text.glossary import UNSPACED, Glossary
from assist.case.text.language import SUPPORTED
from assist.case.text.meeting import Asked, fault_codes, lists_code, shown_numbers
from assist.case.text.nouns import circumstances, is_thing_word, nouns
from assist.case.text.together import ASKING, IMPLIED, together
from assist.case.text.tokens import as_written, tokens
from assist.case.text.wants import Want, want_of

Unit = tuple[str, tuple[str, ...]]
"""A meaningful piece of the question, and the concepts it means."""

READ = 3  # passages that should speak of the question
ALIKE = 80.0  # of 100: words spelled so nearly alike are one word and a slip of the finger
_LATIN = re.compile(r"[a-z][a-z0-9 ]{2,}", re.ASCII)
_LATIN_ODD = frozenset({"zh", "ja", "ru"})  # among their letters a Latin word is a name or a term

# Labels of a drawing read in one line (`XB 10 2A4 2A4A 12 Z1B 1A 2A`): numbers run together, and no word.
_RUN_TOGETHER, _SPOKEN = re.compile(r"\d[A-Z]\d"), re.compile(r"[^\W\d_A-Z]{3}|[\u3040-\u9fff\uac00-\ud7af]")
LABELS = 5  # parts with digits, from which on a line may be such
# Read line by line, labels are as many short lines: 19 of the 111 drawings of the development manuals (2026-11-21) are
# such, 24 with five lines already; a sketch with a few dimensions is none.
CROWDED, WORDLESS = 20, 0.8  # lines, and the share of them without a word

SHORTEST_BEGINNING = 4  # letters of a word in a language without a stemmer by which its other forms are known

EARLIER = 0.5  # what the words of a follow-up's earlier question count

# A logistic regression on `Signs`, 2026-11-21: 625 questions, of which 305 stand in their manual: those of
# tests/refusals and tests/refusals/second (sixteen made-up manuals), of tests/sample_questions.jsonl and, three times,
# those on ten manuals of the development bench: long ones have a likely passage for everything.
WEIGHTS = {
    "likeness": 2.96, "together": 3.08, "measured": 0.17, "thing": -2.81, "near": -1.31, "fact": -1.67, "noun": -1.50,
    "name": -1.78, "lost": -1.43, "value": -1.75, "apart": -1.04, "mute": 0.44,
}  # fmt: skip
LEVEL = -1.82
# What is definitely lacking decides sooner than mere silence: buyers have their own words for things that are there.
# Of questions whose manuals were left out of the fit (eight parts by manual), 15 of the 305
# answerable ones are called silent and 210 of the 320 others at 0.5 and 0.35, 18 and 216 at 0.55 and 0.4; of the 55 on
# the bench's ten manuals none is, at either.
LACKING, SILENT = 0.6, 0.4
_LACKS = ("thing", "near", "fact", "noun", "name", "lost", "value")


@dataclass(frozen=True, slots=True)
class Words:
    """What is asked of the words of the manuals that were searched.

    `holds` says whether any of some tokens or concepts stands anywhere in them, `resembles` whether a token is a slip
    for another word of the library, `begins` whether one of their own words begins like that.
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
    for; `apart`: its passages hold such values, but only of other parts, models or modes.  `mute` is the share of the
    question that cannot be found for want of a common language.  `foreign` are the languages of the passages where
    most are in such that few concepts have words in: their silence says little.
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
    apart: bool = False
    mute: float = 0.0
    foreign: tuple[str, ...] = ()
    sought: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def support(signs: Signs) -> float:
    """In [0, 1]; 0.5 is where an answer and none are equally likely."""
    level = LEVEL + sum(weight * getattr(signs, name) for name, weight in WEIGHTS.items())
    return 1 / (1 + math.exp(-level))


def is_silent(signs: Signs) -> bool:
    """Whether the manuals say nothing of what is asked, as far as words and vectors can tell."""
    if signs.foreign:
        return signs.thing
    lacks = any(getattr(signs, name) for name in _LACKS)
    return support(signs) < (LACKING if lacks else SILENT)


def signs_of(
    query: Query,
    passages: Sequence[Passage],
    likeness: float,
    words: Words,
    glossary: Glossary,
    product: frozenset[str] = frozenset(),
    models: Models = NO_MODELS,
) -> Signs:
    """The signs for a query and its ranked passages, `likeness` being the best cosine of the first `READ`.

    `product` are the concepts of the kind of product itself, `models` say which of its models is asked about.
    """
    language = query.language
    # Only the question itself: what the earlier one of a follow-up was about has been answered or refused.
    units = list(dict.fromkeys(glossary.units(query.text, language)))
    spoken = tuple(dict.fromkeys(p.language for p in passages if p.language not in (*SUPPORTED, language)))
    if 2 * sum(p.language in spoken for p in passages) > len(passages):
        return _foreign(query, units, likeness, spoken, words, glossary, product)
    earlier = Asked(query.earlier, language, EARLIER) if query.earlier else None
    one = together(passages, Asked(query.text, language), earlier, glossary, product, models)
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
    strange = [unit for unit in units if same and _is_lost_noun(unit, held[unit], things, language, words, glossary)]
    called = [unit for unit in missing if _is_lost_name(unit, language, words, glossary)]
    told_of = [unit for unit in units if unit in named or things.intersection(unit[0].split())]
    absent = [unit for unit in units if unit in strange or unit in called or unit in [each for each, _ in lacked]]
    return Signs(
        likeness,
        one.share,
        thing=any(_is_thing(unit, glossary) and not related for unit, related in lacked),
        near=any(related for _, related in lacked),
        fact=any(not _is_thing(unit, glossary) and not related for unit, related in lacked),
        noun=bool(strange),
        name=bool(called) or _lacks_code(query.text, passages, words),
        lost=any(held[unit] and one.lost.issuperset(unit[1]) and not implied.issuperset(unit[1]) for unit in named),
        value=bool(want and want.measured and not any(states(want, passage) for passage in passages)),
        measured=bool(want and want.measured),
        apart=one.apart,
        mute=_mute(units, language, passages, glossary),
        sought=_as_written(_telling(told_of, implied) or _telling(units, implied) or _telling(units), query),
        absent=_as_written(absent, query),
    )


def _foreign(
    query: Query, units: Sequence[Unit], likeness: float, spoken: tuple[str, ...], words: Words, glossary: Glossary,
    product: frozenset[str],
) -> Signs:  # fmt: skip
    """The signs where most passages are in languages that only some concepts have words in.

    What has words in all of them, and stands in no form of these in the manuals, is a lacking `thing`; nothing else can
    be told of such manuals.
    """
    told = [unit for unit in units if set(unit[1]) - product and (glossary.things | glossary.facts).issuperset(unit[1])]
    lacked = []
    for unit in told:
        meant = glossary.around(unit[1])
        known = [glossary.terms[concept] for concept in meant if set(spoken) <= set(glossary.terms[concept])]
        if not known or words.holds([], tuple(meant)):
            continue
        spelled = {tuple(tokens(term, each)) for terms in known for each in spoken for term in terms[each]}
        if not any(all(_stands(token, words) for token in term) for term in spelled):
            lacked.append(unit)
    return Signs(
        likeness, thing=bool(lacked), foreign=spoken, sought=_as_written(told or units, query),
        absent=_as_written(lacked, query),
    )  # fmt: skip


def _stands(token: str, words: Words) -> bool:
    """Whether the manuals hold the token, or a word that begins like it: not every language has a stemmer here."""
    beginning = token[:-2]
    return words.holds([token], []) or (len(beginning) >= SHORTEST_BEGINNING and words.begins(beginning))


def _mute(units: Sequence[Unit], language: str, passages: Sequence[Passage], glossary: Glossary) -> float:
    """The share of the units that nothing could find, since their language is none of the passages'."""
    spoken = {passage.language for passage in passages[:READ]}
    if language in spoken or (language == "zh" and "en" in spoken):
        return 0.0
    dumb = [piece for piece, concepts in units if not concepts and not any(ch.isdigit() for ch in piece)]
    return len(dumb) / max(1, len(units))


def states(want: Want, passage: Passage) -> bool:
    """Whether the passage holds a value of the wanted kind elsewhere than among a drawing's labels."""
    if not want.held.search(passage.text):
        return False
    lines = [line for line in passage.text.split("\n") if line.strip()]
    spoken = [line for line in lines if _SPOKEN.search(line)]
    if passage.kind == "table":
        said = lines
    elif passage.kind == "figure" and len(lines) >= CROWDED and len(spoken) <= (1 - WORDLESS) * len(lines):
        said = spoken
    else:
        said = [line for line in lines if not _is_labels(line)]
    return bool(want.held.search("\n".join(said)))


def _is_labels(line: str) -> bool:
    if not _RUN_TOGETHER.search(line) or _SPOKEN.search(line):
        return False
    return sum(any(ch.isdigit() for ch in part) for part in line.split()) >= LABELS


def _telling(units: Sequence[Unit], implied: frozenset[str] = frozenset()) -> list[Unit]:
    """The units that name something: no word that only asks (`after`, `how many`), none that is `implied` (`watts`)."""
    empty = ASKING | implied | {"old"}  # a homograph of `used`
    return [unit for unit in units if not unit[1] or not empty.issuperset(unit[1])]


def _as_written(units: Sequence[Unit], query: Query) -> tuple[str, ...]:
    return tuple(dict.fromkeys(as_written(query.text, query.language, piece) for piece, _ in units))


def _is_lost_noun(
    unit: Unit, held: bool, things: frozenset[str], language: str, words: Words, glossary: Glossary
) -> bool:
    """Is it a word of no known meaning that names a thing, and no slip for another word of the manuals?

    A compound of which only the last part is known (`Atemüberwachung`) is lost where nothing begins like it.
    """
    piece, concepts = unit
    if any(ch.isdigit() for ch in piece):
        return False
    if head := glossary.unknown_head(piece, language):
        return not words.holds([piece], []) and not words.begins(head) and not words.resembles(piece)
    if held or concepts:
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

    A word inside the other is another word: `cuero` is none for `cuer-`, nor `Atemüberwachung` for `Überwachung`.
    """
    return token not in others and any(
        fuzz.ratio(token, other) >= ALIKE and other not in token and token not in other for other in others
    )


def _is_named(piece: str, glossary: Glossary) -> bool:
    return not glossary.names.isdisjoint(piece.split())


def _forms(unit: Unit, language: str, glossary: Glossary) -> tuple[list[str], tuple[str, ...]]:
    """What a text that speaks of the piece may hold: tokens of its own, English ones, concepts; a name only itself."""
    piece, concepts = unit
    meanings = [meaning for _, found in glossary.glosses(piece, language) for meaning in found]
    own = [*tokens(piece, language), piece, *(token for meaning in meanings for token in tokens(meaning, "en"))]
    return list(dict.fromkeys(own)), () if _is_named(piece, glossary) else concepts
