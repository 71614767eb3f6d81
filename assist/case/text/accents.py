"""Accents: patterns of words that meet them as hurried buyers type them, without their accents."""

from __future__ import annotations

import re

from assist.case.text.tokens import plain

SHORTEST = 5  # letters of a word; shorter ones are other words without theirs: `qué`, `où`, `está`
_SURE = frozenset({"não"})
_PART = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|(?P<word>[^\W\d_]+)")
_LATIN = re.compile("[\u00c0-\u024f]")


def lenient(pattern: str) -> str:
    """The pattern of a regular expression with accents of Latin letters left to whoever writes; sets stay as they are.

    A word that goes on in a set or group is taken for what stands before it.
    """
    return _PART.sub(_bare, pattern)


def _bare(part: re.Match[str]) -> str:
    word = part["word"] or ""
    if not _LATIN.search(word) or (len(word) < SHORTEST and word.casefold() not in _SURE):
        return part[0]
    return "".join(f"(?:{letter}|{'|'.join(_typed(letter))})" if _LATIN.match(letter) else letter for letter in word)


def _typed(letter: str) -> tuple[str, ...]:
    """What is typed for it: German umlauts also with an e."""
    bare = plain(letter)
    return (f"{bare}e", bare) if letter.casefold() in "äöü" else (bare,)
