"""Quoting: the shortest part of a passage that answers, verbatim."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# A sentence ends at its mark, or where the passage breaks its line (a table's row, a list's item).
_SENTENCE = re.compile(r"[^.!?。！？\n]*(?:[.!?。！？]+(?=\s|$|[^\d\w])|\.(?=\d|\w)[^.!?。！？\n]*)*[.!?。！？\n]?")
_WORD = re.compile(r"[^\W_]+(?:[-./:][^\W_]+)*", re.UNICODE)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")

LONGEST = 320  # characters; a reader checks a quote at a glance
SHORTEST = 24  # a shorter one (a heading, a cell) is joined with what follows


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim part of a passage and how well it meets the question (higher is better, comparable in one call)."""

    text: str
    score: float
    passage: int


def tokens(text: str) -> tuple[str, ...]:
    """Comparable tokens: Latin words cut to a six-letter stem, numbers and codes whole, CJK as bigrams."""
    found: list[str] = []
    folded = "".join(ch for ch in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(ch))
    for word in _WORD.findall(unicodedata.normalize("NFKC", folded)):
        runs = _CJK.findall(word)
        for run in runs:
            found += [run[i : i + 2] for i in range(max(1, len(run) - 1))]
        rest = _CJK.sub(" ", word).split() if runs else [word]
        found += [part if any(ch.isdigit() for ch in part) else part[:6] for part in rest]
    return tuple(found)


def sentences(text: str) -> tuple[str, ...]:
    """The passage in pieces that can be quoted alone, in order, stripped and without empties."""
    pieces = [piece.strip() for piece in _SENTENCE.findall(text)]
    joined: list[str] = []
    for piece in (p for p in pieces if p):
        if joined and len(joined[-1]) < SHORTEST and len(joined[-1]) + len(piece) < LONGEST:
            joined[-1] = f"{joined[-1]} {piece}"
        else:
            joined.append(piece)
    return tuple(joined)


def best_quote(texts: Sequence[str], terms: Mapping[str, float], *, prefer_first: float = 0.12) -> Quote | None:
    """The sentence of the passages `texts` (best first) that meets the weighted `terms` best.

    A term's weight is shared by how many of the sentences hold it (a term of every sentence tells nothing), and a
    passage's rank counts: each step down costs `prefer_first` of the score, since the ranking has seen the whole
    passage where a sentence is seen alone.
    """
    pieces = [(i, piece, frozenset(tokens(piece))) for i, text in enumerate(texts) for piece in sentences(text)]
    if not pieces:
        return None
    stems = {stem: weight for term, weight in terms.items() for stem in tokens(term)}
    common = {stem: sum(stem in held for _, _, held in pieces) for stem in stems}
    best: Quote | None = None
    for i, piece, held in pieces:
        met = sum(weight * math.log1p(len(pieces) / common[stem]) for stem, weight in stems.items() if stem in held)
        # Long sentences hold more words by chance; the square root keeps short facts in the race.
        score = met / (1 + 0.06 * math.sqrt(len(held))) * max(0.0, 1 - prefer_first * i)
        if best is None or score > best.score:
            best = Quote(_cut(piece, stems), score, i)
    return best


def _cut(piece: str, stems: Mapping[str, float]) -> str:
    """At most `LONGEST` characters around the part with most terms, cut at word ends; whole where it fits."""
    if len(piece) <= LONGEST:
        return piece
    best, start = -1.0, 0
    for at in range(0, len(piece) - LONGEST + 40, 40):
        met = sum(stems.get(stem, 0.0) for stem in set(tokens(piece[at : at + LONGEST])))
        if met > best:
            best, start = met, at
    if start and " " in piece[start : start + 30]:
        start = piece.index(" ", start) + 1
    part = piece[start : start + LONGEST]
    if " " in part[-30:] and start + LONGEST < len(piece):
        part = part[: part.rindex(" ")]
    return part.strip()
