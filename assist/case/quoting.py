"""Quoting: the shortest part of a passage that answers, verbatim."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assist.case.glossary import Glossary
from assist.case.passages import Passage
from assist.case.tokens import tokens

# A sentence ends at its mark; a line's end (a table's row, a list's item) ends it too.
_SENTENCE = re.compile(r"[^.!?。！？]*(?:[.!?。！？]+(?=\s|$|[^\d\w])|\.(?=\d|\w)[^.!?。！？]*)*[.!?。！？]?")
LONGEST = 320  # characters; a reader checks a quote at a glance
SHORTEST = 24  # a shorter one (a heading, a cell) is joined with what follows
RANK_COST = 0.12  # of the score, for each step down the ranking


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's text, its language, and how much its words count (an earlier question counts less)."""

    text: str
    language: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim part of a passage and how well it meets the question (higher is better, comparable in one call)."""

    text: str
    score: float
    passage: int


def sentences(text: str) -> tuple[str, ...]:
    """The passage in pieces that can be quoted alone, in order, stripped and without empties.

    Pieces are joined only within a line: a table's header stands above its row in the passage, not on the page.
    """
    out: list[str] = []
    for line in text.split("\n"):
        joined: list[str] = []
        for piece in (found.strip() for found in _SENTENCE.findall(line)):
            if piece and joined and len(joined[-1]) < SHORTEST and len(joined[-1]) + len(piece) < LONGEST:
                joined[-1] = f"{joined[-1]} {piece}"
            elif piece:
                joined.append(piece)
        out += joined
    return tuple(out)


def best_quote(passages: Sequence[Passage], asked: Sequence[Asked], glossary: Glossary) -> Quote | None:
    """The sentence of the passages (best first) that meets the question best.

    A sentence is compared by its own words and by the concepts it mentions, so that a question in another language
    finds it.  What every sentence holds tells nothing: each word counts by its rarity among them.  A passage's rank
    counts too, since the ranking has seen the whole passage where a sentence is seen alone.
    """
    pieces = [
        (i, piece, _marks(piece, p.language, glossary)) for i, p in enumerate(passages) for piece in sentences(p.text)
    ]
    wanted: dict[str, float] = {}
    for question in asked:
        for mark in _marks(question.text, question.language, glossary):
            wanted[mark] = max(wanted.get(mark, 0.0), question.weight * _worth(mark, question.language, glossary))
    common = {mark: sum(mark in held for _, _, held in pieces) for mark in wanted}
    best: Quote | None = None
    for i, piece, held in pieces:
        met = sum(weight * math.log1p(len(pieces) / common[mark]) for mark, weight in wanted.items() if mark in held)
        # Long sentences hold more words by chance; the square root keeps short facts in the race.
        score = met / (1 + 0.06 * math.sqrt(len(held))) * max(0.0, 1 - RANK_COST * i)
        if best is None or score > best.score:
            best = Quote(_cut(piece, wanted, passages[i].language, glossary), score, i)
    return best


def _marks(text: str, language: str, glossary: Glossary) -> frozenset[str]:
    return frozenset(tokens(text, language)) | {f"={concept}" for concept in glossary.concepts(text, language)}


def _worth(mark: str, language: str, glossary: Glossary) -> float:
    if mark.startswith("#"):
        return 2.0
    return 0.0 if glossary.is_ignored(mark, language) else 1.0


def _cut(piece: str, wanted: Mapping[str, float], language: str, glossary: Glossary) -> str:
    """At most `LONGEST` characters around the part with most wanted words, cut at word ends; whole where it fits."""
    if len(piece) <= LONGEST:
        return piece
    best, start = -1.0, 0
    for at in range(0, len(piece) - LONGEST + 40, 40):
        met = sum(wanted.get(mark, 0.0) for mark in _marks(piece[at : at + LONGEST], language, glossary))
        if met > best:
            best, start = met, at
    if start and " " in piece[start : start + 30]:
        start = piece.index(" ", start) + 1
    part = piece[start : start + LONGEST]
    if " " in part[-30:] and start + LONGEST < len(piece):
        part = part[: part.rindex(" ")]
    return part.strip()
