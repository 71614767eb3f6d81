"""Wording: do words read as some language, and do two readings of a page say the same?

A text layer whose characters are mapped to wrong ones is as smooth as a sound one: `Udwhg yrowdjh 563 Y` has words,
vowels and numbers.  No language is written so: none of its words are the little ones that every sentence needs, and
its letters are not those that all languages of Latin script use most.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from assist.case.text.words import WORD_LANGUAGES

# Set on the pages of the development manuals with 30 Latin words and more, as they are and with their letters shifted
# by different steps, 2026-11-21: one of 480 sound pages is doubted, a circuit diagram (and then compared with its
# picture), 2 % of the shifted ones are not.
LEAST_WORDS = 30
COMMON = frozenset("eaintrso")
DOUBTFUL = ((0.1, 0.5), (0.2, 0.45))  # fewer little words than this, and fewer common letters than that
MOST_ACCENTED = 0.5  # of the letters; Vietnamese has a third, Cyrillic taken for Latin nearly all
# Two readings of a page say the same where one has this share of the other's words, found anywhere in it: a reader
# loses spaces (`Pullthe plug`) and a letter here and there; another language, or another page, shares a tenth.
SAME_WORDS = 0.6
SAME_NUMBERS = 0.6
LEAST_NUMBERS = 3

_WORD = re.compile(r"(?<!\w)[^\W\d_]{2,}(?!\w)")  # the letters of codes (`B40511`, `C15-M-V`) are of no language
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_LONG = re.compile(r"[a-z\u00c0-\u024f]{4,}")
_WIDE_PAIR = re.compile(r"(?=([\u3040-\u30ff\u3400-\u9fff]{2}))")
_NUMBER = re.compile(r"\d[\d.,]*\d")


def is_doubtful(text: str, *, least: int = LEAST_WORDS) -> bool:
    """Whether a text in Latin letters is hardly that of any language; no for one of fewer words than `least`."""
    every = _WORD.findall(text.casefold())
    words = [word for word in every if _LATIN.fullmatch(word)]
    if len(words) < least or sum(map(len, words)) < 0.5 * sum(map(len, every)):
        return False  # too few, or the names of keys and parts in a text of another script
    little: Counter[str] = Counter()
    for word in words:
        little.update(WORD_LANGUAGES.get(word, ()))
    share = max(little.values(), default=0) / len(words)
    letters = "".join(words)
    common = sum(unicodedata.normalize("NFD", ch)[0] in COMMON for ch in letters) / len(letters)
    accented = sum(not ch.isascii() for ch in letters) / len(letters)
    return accented > MOST_ACCENTED or any(share < few and common < rare for few, rare in DOUBTFUL)


def agree(said: str, seen: str) -> bool:
    """Whether `seen`, read from a picture, bears out what `said` says: its words, and its numbers."""
    said, seen = _folded(said), re.sub(r"\s+", "", _folded(seen))
    words = set(_LONG.findall(said)) | set(_WIDE_PAIR.findall(said)) or set(said.split())
    numbers = set(_NUMBER.findall(said))
    if sum(word in seen for word in words) < SAME_WORDS * len(words):
        return False
    return len(numbers) < LEAST_NUMBERS or sum(number in seen for number in numbers) >= SAME_NUMBERS * len(numbers)


def is_readable(text: str) -> bool:
    """Whether most of its letters are of the scripts that the bundled reader knows: Latin, Chinese and Japanese."""
    letters = [ch for ch in text if ch.isalpha()]
    known = sum(
        ch < "\u0250" or "\u2e80" <= ch < "\ua4d0" or "\uf900" <= ch < "\ufb07" or ch >= "\uff00" for ch in letters
    )
    return known >= 0.5 * len(letters)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
