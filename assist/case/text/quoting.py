"""Quoting: the shortest part of a passage that answers, verbatim, or the word that none does."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from assist.case.passages import NO_MODELS, Models, Passage
from assist.case.text.cues import MODAL
from assist.case.text.glossary import Glossary
from assist.case.text.having import asks_for_fact, warns
from assist.case.text.meeting import (
    TRANSLATED,
    Asked,
    Unit,
    fault_codes,
    hit_of,
    other_terms,
    rarity,
    said_of,
    units_of,
)
from assist.case.text.pieces import LONGEST, Piece, pieces, sentences
from assist.case.text.variants import of_sibling
from assist.case.text.wants import Want, want_of

__all__ = ["LONGEST", "Asked", "Quote", "best_quote", "fault_codes", "meets", "sentences", "sureness"]

# Set on the 142 questions of the development manuals, 2026-11-21 (see tests/test_quoting.py for what each one is for).
RANK_COST = 0.07  # of the score, for each step down the ranking, which has seen the whole passage
ABOUT = 0.4  # for a piece under a heading that names the whole question
OWN = 1.0  # how much a piece's own words count beside those above it
LENGTH = 0.06  # long sentences hold more words by chance; the square root keeps short facts in the race
UNDER, BEFORE = 0.5, 0.3  # how much a word counts that stands in the heading above, in the sentence before
FITS, NUMBERED, LACKS = 1.6, 0.9, 0.4  # the kind of answer that is asked for is there, is missing
SUITS = 1.1  # a modal word for a yes or no, an order for a how
TITLES, DRAWN, ASKS, POINTS = 0.35, 0.8, 0.4, 0.85  # a heading, words in a drawing, a question, `see page 9`
WARNED = 0.7  # a warning, where a fact or a part is asked for
OWN_LANGUAGE, FOREIGN = 1.1, 0.97  # of places that say the same, the one that the buyer can read, else the English one
SPOKEN = 0.7  # of the question's words met: then the answer may be told without the number that was asked for

STEPS_LONGEST = 240  # characters of a few steps quoted together
# Logistic regression, development manuals, 2026-11-21: 91 questions with their answer's page quoted, 38 with another
# page, 123 asked of their manual without its answer's pages, 13 that no manual answers.
SURE_SUPPORT, SURE_MET, SURE_SCORE, SURE_LEVEL = 0.46, 0.75, 0.46, 0.08

_POINTS = re.compile(
    r"\b(?:see|refer to|siehe|véase|ver|voir|vedere|см\.|consulte)\b|(?:→|参见|参考|请见|参照)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim part of a passage and how well it meets the question.

    `score` is comparable only in one call, `met` in [0, 1] is the share of the question's words, by their rarity, that
    the quote and what it stands under speak of; `fits` is false where a kind of answer (a time, a weight) was asked
    for and the quote has none, `decided` true where it holds the fault code that was asked for.
    """

    text: str
    score: float
    passage: int
    met: float = 1.0
    fits: bool = True
    decided: bool = False


def best_quote(
    passages: Sequence[Passage],
    asked: Sequence[Asked],
    glossary: Glossary,
    *,
    names: Sequence[str] = (),
    models: Models = NO_MODELS,
) -> Quote | None:
    """The piece of the passages (best first) that meets the question best; None where there is nothing to compare.

    A piece is compared by its own words and by the concepts it mentions, so that a question in another language finds
    it; what stands above it counts less.  What every piece holds tells nothing: each word counts by its rarity among
    them.  `names` are the product's, which say nothing about what is asked; what is said of siblings among `models`
    tells neither their measures nor how they are used.
    """
    cut = [(i, piece) for i, passage in enumerate(passages) for piece in pieces(passage)]
    said = [said_of(piece.text, passages[i].language, glossary) for i, piece in cut]
    units = units_of(asked, glossary, names if models.siblings else (*names, *models.own))
    if not cut or not units or not asked:
        return None
    above = {(i, text): said_of(text, passages[i].language, glossary) for i, p in cut for text in (p.under, p.before)}
    full = [[hit_of(unit, one) for unit in units] for one in said]
    worth = [unit.weight * rarity([row[k] for row in full], unit.optional) for k, unit in enumerate(units)]
    total = sum(worth)
    if not total:
        return None
    want = _wanted(asked, glossary, names)
    measured = want is not None and want.measured
    fact = not measured and asks_for_fact(asked[0].text)
    terms = other_terms(want.name, units) if want and len(asked) == 1 else frozenset()
    subjects = _subjects(units, full, glossary) if want and want.name == "steps" else []
    ranks = _ranks(passages, asked[0].language)
    best, chosen = None, 0
    for at, ((i, piece), hits) in enumerate(zip(cut, full, strict=True)):
        under, before = above[i, piece.under], above[i, piece.before]
        whole = [
            max(hit, UNDER * hit_of(unit, under), BEFORE * hit_of(unit, before))
            for hit, unit in zip(hits, units, strict=True)
        ]
        met = sum(w * hit for w, hit in zip(worth, whole, strict=True)) / total
        own = sum(w * hit for w, hit in zip(worth, hits, strict=True)) / total
        fits = _fits(want, piece) if not (terms & (said[at].concepts | under.concepts)) else LACKS
        score = (met + OWN * own) * fits * _looks(piece, passages[i], asked[0].language)
        strays = bool(subjects) and want is not None and _strays(whole, subjects, want, piece)
        elsewhere = strays or (want is not None and of_sibling(models, piece))
        score *= LACKS if elsewhere else 1.0
        score *= WARNED if fact and warns(piece.text) else 1.0
        score *= 1 + ABOUT * sum(w * hit_of(unit, under) for w, unit in zip(worth, units, strict=True)) / total
        score *= max(0.1, 1 - RANK_COST * ranks[i]) / (1 + LENGTH * math.sqrt(len(said[at].tokens)))
        if best is None or score > best.score:
            decided = [hit > 0 for hit, unit in zip(hits, units, strict=True) if unit.decides]
            fits_well = not elsewhere and (not measured or fits > LACKS or met >= SPOKEN)
            best = Quote(piece.text, score, i, met, fits_well and all(decided), bool(decided) and all(decided))
            chosen = at
    if best is None:
        return None
    text = _cut(best.text, units, passages[best.passage].language, glossary)
    if want and not measured:
        text = _with_next_steps(text, cut[chosen:], want)
    return replace(best, text=text)


def _wanted(asked: Sequence[Asked], glossary: Glossary, names: Sequence[str]) -> Want | None:
    """The kind of answer that is asked for; `and on the other one?` asks for the value that was asked before.

    A mere count is not taken over: any digit would do.
    """
    want = want_of(asked[0].text)
    if want is not None or len(asked) < 2:
        return want
    own = [unit for unit in units_of(asked[:1], glossary, names) if unit.language]
    before = want_of(asked[1].text) if len(own) < 2 else None
    return before if before and before.measured and before.name != "count" else None


def _subjects(units: Sequence[Unit], hits: Sequence[Sequence[float]], glossary: Glossary) -> list[int]:
    """The units that name a thing which some piece speaks of in its own words.

    How something is done is not told by a piece about other things alone: how the beeps are switched off not by how
    the lamp is.
    """
    named = [k for k, unit in enumerate(units) if unit.concepts and unit.concepts <= glossary.told]
    return [k for k in named if any(row[k] >= TRANSLATED for row in hits)]


def _strays(hits: Sequence[float], subjects: Sequence[int], want: Want, piece: Piece) -> bool:
    """Whether a piece speaks of none of the subjects, or of them alone: of nothing that is done, and with no order."""
    if not any(hits[k] for k in subjects):
        return True
    return not want.held.search(piece.text) and not any(hit for k, hit in enumerate(hits) if k not in subjects)


def meets(asked: Sequence[Asked], language: str, glossary: Glossary) -> Callable[[str], float]:
    """How well a text in `language` meets the question by its own words alone; only comparable with one another."""
    units, want = units_of(asked, glossary, ()), want_of(asked[0].text)

    def worth(text: str) -> float:
        said = said_of(text, language, glossary)
        fits = 2.0 if want and want.measured and want.held.search(text) else 0.0
        return fits + sum(unit.weight * hit_of(unit, said) for unit in units)

    return worth


def sureness(quote: Quote, support: float) -> float:
    """In [0, 1]: how surely the quote answers, from how well it meets the question and the search's `support`.

    0 where the asked kind of answer or the asked fault code is missing, 1 where the code is there.
    """
    if not quote.fits or quote.decided:
        return float(quote.fits)
    known = min(max(support, 0.01), 0.99)
    level = (
        SURE_SUPPORT * math.log(known / (1 - known)) + SURE_MET * quote.met + SURE_SCORE * math.log(quote.score + 0.1)
    )
    return 1 / (1 + math.exp(-(level + SURE_LEVEL)))


def _ranks(passages: Sequence[Passage], language: str) -> list[int]:
    """Each passage's place in the ranking; one in the buyer's language is behind those of its language alone.

    A booklet says the same in many languages, and which of them the search finds first is chance.
    """
    own = [i for i, passage in enumerate(passages) if passage.language == language]
    return [own.index(i) if i in own else i for i in range(len(passages))]


def _with_next_steps(text: str, after: Sequence[tuple[int, Piece]], want: Want) -> str:
    """The sentence with those that follow it in its paragraph, while they say what to do next and stay short."""
    (passage, first), *rest = after
    for i, piece in rest:
        longer = f"{text} {piece.text}"
        if (i, piece.line) != (passage, first.line) or len(longer) > STEPS_LONGEST or not want.held.search(piece.text):
            break
        text = longer
    return text


def _fits(want: Want | None, piece: Piece) -> float:
    if want is None:
        return SUITS if MODAL.search(piece.text) else 1.0
    if want.held.search(piece.text):
        return FITS if want.measured else SUITS
    if not want.measured:
        return 1.0
    if want.unit and any(ch.isdigit() for ch in piece.text) and want.unit.search(f"{piece.under}\n{piece.text}"):
        return NUMBERED  # a table's row leaves the unit to its header
    return LACKS


def _looks(piece: Piece, passage: Passage, language: str) -> float:
    """What kind of piece it is."""
    score = TITLES if piece.titles else 1.0
    score *= DRAWN if passage.kind == "figure" else 1.0
    score *= ASKS if piece.text.rstrip().endswith(("?", "？")) else 1.0
    score *= POINTS if _POINTS.search(piece.text) else 1.0
    if passage.language == language:
        return score * OWN_LANGUAGE
    return score * (1.0 if passage.language in ("en", "") else FOREIGN)


def _cut(piece: str, units: Iterable[Unit], language: str, glossary: Glossary) -> str:
    """At most `LONGEST` characters around the part with most wanted words, cut at word ends; whole where it fits."""
    if len(piece) <= LONGEST:
        return piece
    best, start = -1.0, 0
    for at in range(0, len(piece) - LONGEST + 40, 40):
        said = said_of(piece[at : at + LONGEST], language, glossary)
        met = sum(unit.weight * hit_of(unit, said) for unit in units)
        if met > best:
            best, start = met, at
    if start and " " in piece[start : start + 30]:
        start = piece.index(" ", start) + 1
    part = piece[start : start + LONGEST]
    if " " in part[-30:] and start + LONGEST < len(piece):
        part = part[: part.rindex(" ")]
    return part.strip()
