"""Meeting: what of a question a text speaks of, by its own words, by the concepts they mean, by a dictionary."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assist.case.text.glossary import Glossary
from assist.case.text.tokens import codes, fold, tokens

RELATED, MEANT = 0.6, 0.7  # a concept that only leads there, a dictionary's word
TRANSLATED = 0.95  # a word of the same meaning where the very word could stand
CODE = 3.0  # a fault code decides
# Sentences whose forms are kept, about 3 kB each: the passages of a manual that is asked about come again with every
# question, and one answer compares them twice (is it answered, what is quoted).
REMEMBERED = 4000
# Letters of a stem from which on two languages share it by more than chance; set on two invented manuals' questions
# (2026-11-22: a German one was answered by the wrong Spanish line), no figure of the 142 development ones moved.
COGNATE = 5
STRANGE = 0.8  # a word that stands nowhere in the passages: the answer may lack it, or the buyer talks

# A fault code as buyers type it; numbers and designations that look like one count only where a passage has them.
_FAULT = re.compile(r"\b(?:E(?:rr?|RR)?|F|P|H|U|LE|AL|e(?:rr)?|f)[\s:.-]?\d{1,3}\b")
_SHOWN = re.compile(
    r"(?:\b(?:shows?|showing|displays?|code|error|err|zeigt|fehler|affiche|erreur|code|muestra|mostra|errore|erro|"
    r"código|codice|показывает|ошибк[аиу]|код)|显示|报错|故障码?|エラー|表示)\W{0,3}(\d{1,3})(?![\w.,]\w)",
    re.IGNORECASE,
)
# How often a lamp flashes or a beep sounds, which tables of faults list as they do codes.
_TIMES = r"(?:times|x|mal|fois|veces|volte|vezes|раза?|次|下|回)"
_FLASHES = re.compile(
    r"(?:\b(?:blink|flash|beep|blitz|piep|clignot|parpade|lampegg|pisca|bip|pita|мига|моргает|пищ)\w*\s(?:[^\W\d]+\s){0,2}"
    rf"(?=\d{{1,2}}\s?{_TIMES}(?!\w))|[闪閃响]烁?)(\d{{1,2}})|(\d{{1,2}})回(?:点滅|鳴)",
    re.IGNORECASE,
)
# A number that begins a line and counts nothing: the code column of a table of faults.
_LISTED = re.compile(r"^\W*(\d{1,3})(?=\s+[^\W\d_]{3,}|\s*[|:：=–-]\s)", re.MULTILINE)
# A time in a sentence about the warranty or about who may use the product answers no other question: "covered for 6
# months" is not how long it lasts, "from 8 years" not how old it gets.
_TERMS = {"time": frozenset({"warranty", "children", "age_limit"})}
_NONE: tuple[frozenset[str], frozenset[str], frozenset[str]] = (frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's text, its language, and how much its words count (an earlier question counts less)."""

    text: str
    language: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Unit:
    """A meaningful piece of the question in every form a passage may say it in."""

    own: frozenset[str]
    concepts: frozenset[str]
    related: frozenset[str]
    meant: frozenset[str]
    weight: float
    optional: bool = False
    decides: bool = False
    language: str = ""

    def shared(self, said: Said) -> frozenset[str]:
        """Its own words that the text has; short ones of another language meet by chance: `Gras` and `grasa`."""
        both = self.own & said.tokens
        if not both or not self.language or said.language in ("", self.language):
            return both
        return frozenset(word for word in both if len(word) >= COGNATE or not word.isalpha() or word > "\u2e80")


@dataclass(frozen=True, slots=True)
class Said:
    """The forms of what a text says, and its language."""

    tokens: frozenset[str]
    concepts: frozenset[str]
    language: str = ""


def units_of(asked: Sequence[Asked], glossary: Glossary, names: Sequence[str]) -> tuple[Unit, ...]:
    """The units of the questions, a meaning once; what the product is called (`names`) says nothing."""
    spoken = {"", *(question.language for question in asked)}
    called = {token for name in names for language in spoken for token in tokens(name, language)}
    out: dict[object, Unit] = {}
    for question in asked:
        for piece, found in glossary.units(question.text, question.language):
            own = frozenset(tokens(piece, ""))
            if own <= called or (called and own & called and not found):
                continue
            related = {r for concept in found for r in glossary.related.get(concept, ())}
            meant = {
                t for _, words in glossary.glosses(piece, question.language) for w in words for t in tokens(w, "en")
            }
            key = found or piece
            if key not in out:
                out[key] = Unit(
                    own, frozenset(found), frozenset(related), frozenset(meant), question.weight,
                    language=question.language,
                )  # fmt: skip
        faults = fault_codes(question.text)
        for number in _SHOWN.findall(question.text):
            out[number] = Unit(frozenset({number}), *_NONE, CODE * question.weight)
        for number in {first or second for first, second in _FLASHES.findall(question.text)}:
            out[number] = Unit(frozenset({number}), *_NONE, CODE * question.weight, optional=True)
        for code in dict.fromkeys([*faults, *codes(question.text)]):
            if code not in called:
                out.setdefault(
                    code, Unit(frozenset({code}), *_NONE, CODE * question.weight, code not in faults, code in faults)
                )
    return tuple(out.values())


def other_terms(want: str, units: Sequence[Unit]) -> frozenset[str]:
    """The concepts that make a value of the kind `want` one of something else than the units ask for."""
    return _TERMS.get(want, frozenset()).difference(*(unit.concepts for unit in units))


def fault_codes(text: str) -> frozenset[str]:
    """The tokens of the fault codes that a question names: `#e4` of `E04`."""
    return frozenset(code for match in _FAULT.findall(text) for code in codes(match))


def shown_numbers(text: str) -> tuple[str, ...]:
    """The bare numbers that a question says a display shows: `12` of `error 12`."""
    return tuple(dict.fromkeys(_SHOWN.findall(text)))


def lists_code(text: str, number: str) -> bool:
    """Whether a text has the bare number where a code stands: first on its line, or behind a word for a fault."""
    return any(int(found) == int(number) for found in (*_LISTED.findall(text), *_SHOWN.findall(text)))


@lru_cache(REMEMBERED)
def said_of(text: str, language: str, glossary: Glossary) -> Said:
    """What a text in `language` says, ready to be compared; the latest texts are remembered."""
    words = frozenset(tokens(text, language)) | {fold(text)}
    return Said(words, frozenset(glossary.concepts(text, language)), language)


def hit_of(unit: Unit, said: Said) -> float:
    """How surely a text speaks of a unit, in [0, 1]."""
    own = len(unit.shared(said)) / len(unit.own)
    if own == 1.0:
        return own
    if unit.concepts & said.concepts:
        return max(own, TRANSLATED * len(unit.concepts & said.concepts) / len(unit.concepts))
    if own:
        return own
    if unit.related & said.concepts:
        return RELATED
    return MEANT if unit.meant & said.tokens else 0.0


def rarity(hits: Sequence[float], optional: bool) -> float:
    """The worth of a word by how many pieces hold it; one that stands nowhere counts, unless it is optional."""
    held = sum(hit > 0 for hit in hits)
    rare = math.log1p(len(hits) / max(held, 1)) / math.log1p(len(hits))
    return rare if held else STRANGE * (not optional)
