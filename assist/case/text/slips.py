"""Slips: a product term that was typed with a wrong, missing or swapped letter is read as the term.

Only words that neither a dictionary nor the manuals know, and only where a single meaning is that near: what a buyer
writes in own words is left alone.  In English alone, for want of other dictionaries: of 979 questions in nine languages
(2026-11-21) six English ones were changed, all rightly; without a dictionary fifteen others, all wrongly (`weiter` to
`Wetter`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache

from rapidfuzz.distance import OSA

from assist.case.text.glossary import Glossary
from assist.case.text.tokens import fold, plain, stem

SHORTEST = 6  # letters; shorter words are too near to one another
TWICE = 9  # letters from which on two slips are read
_WORD = re.compile(r"(?<![\w#/@.-])[^\W\d_]{4,}(?![\w/@-]|\.\w)")
REMEMBERED = 2000  # words

LANGUAGE = "en"

Vocabulary = dict[tuple[str, int], tuple[tuple[str, tuple[str, ...]], ...]]


def corrected(text: str, language: str, glossary: Glossary, known: Callable[[str], bool]) -> str:
    """The text with slips in product terms mended; `known` says whether a word's stem stands in the manuals."""
    if language != LANGUAGE:
        return text

    def mended(match: re.Match[str]) -> str:
        word = match.group()
        term = _meant(fold(word), glossary)
        return term if term and not known(stem(fold(word), LANGUAGE)) else word

    return _WORD.sub(mended, text)


@lru_cache(REMEMBERED)
def _meant(word: str, glossary: Glossary) -> str:
    """The only term that near, "" where there is none or the word means something itself."""
    root = stem(word, LANGUAGE)
    if len(word) < SHORTEST or plain(word) in glossary.spelled.get(LANGUAGE, frozenset()):
        return ""
    if glossary.concepts(word, LANGUAGE) or glossary.is_english(root) or {word, root} & glossary.names:
        return ""
    slips = 2 if len(word) >= TWICE else 1
    vocabulary = _vocabulary(glossary)
    near = [
        (OSA.distance(word, term, score_cutoff=slips), term, meaning)
        for length in range(len(word) - slips, len(word) + slips + 1)
        for term, meaning in vocabulary.get((word[0], length), ())
    ]
    near = sorted(each for each in near if each[0] <= slips)
    best = [each for each in near if each[0] == near[0][0]]
    return best[0][1] if len({meaning for _, _, meaning in best}) == 1 else ""


@lru_cache(4)
def _vocabulary(glossary: Glossary) -> Vocabulary:
    """The terms of one word, by first letter and length, each with the concepts it means."""
    out: dict[tuple[str, int], dict[str, tuple[str, ...]]] = defaultdict(dict)
    for terms in glossary.terms.values():
        for term in map(fold, terms.get(LANGUAGE, ())):
            if len(term) >= SHORTEST - 1 and term.isalpha():
                out[term[0], len(term)][term] = glossary.concepts(term, LANGUAGE)
    return {key: tuple(found.items()) for key, found in out.items()}
