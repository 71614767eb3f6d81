"""Quoting: the shortest part of a passage that answers, verbatim, or the word that none does."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from assist.case.passages import Passage
from assist.case.text.glossary import Glossary
from assist.case.text.pieces import LONGEST, Piece, pieces, sentences
from assist.case.text.tokens import codes, fold, tokens
from assist.case.text.wants import MODAL, Want, want_of

__all__ = ["LONGEST", "Asked", "Quote", "best_quote", "fault_codes", "meets", "sentences", "sureness"]

# Set on the 142 questions of the development manuals, 2026-11-21 (see tests/test_quoting.py for what each one is for).
RANK_COST = 0.07  # of the score, for each step down the ranking, which has seen the whole passage
ABOUT = 0.4  # for a piece under a heading that names the whole question
OWN = 1.0  # how much a piece's own words count beside those above it
LENGTH = 0.06  # long sentences hold more words by chance; the square root keeps short facts in the race
UNDER, BEFORE = 0.5, 0.3  # how much a word counts that stands in the heading above, in the sentence before
RELATED, MEANT = 0.6, 0.7  # a concept that only leads there, a dictionary's word
FITS, NUMBERED, LACKS = 1.6, 0.9, 0.4  # the kind of answer that is asked for is there, is missing
SUITS = 1.1  # a modal word for a yes or no, an order for a how
TITLES, DRAWN, ASKS, POINTS = 0.35, 0.8, 0.4, 0.85  # a heading, words in a drawing, a question, `see page 9`
OWN_LANGUAGE, FOREIGN = 1.1, 0.97  # of places that say the same, the one that the buyer can read, else the English one
TRANSLATED = 0.95  # a word of the same meaning where the very word could stand
CODE = 3.0  # a fault code decides
SPOKEN = 0.7  # of the question's words met: then the answer may be told without the number that was asked for
STRANGE = 0.8  # a word that stands nowhere in the passages: the answer may lack it, or the buyer talks

STEPS_LONGEST = 240  # characters of a few steps quoted together
# Logistic regression, development manuals, 2026-11-21: 91 questions with their answer's page quoted, 38 with another
# page, 123 asked of their manual without its answer's pages, 13 that no manual answers.
SURE_SUPPORT, SURE_MET, SURE_SCORE, SURE_LEVEL = 0.46, 0.75, 0.46, 0.08

_POINTS = re.compile(
    r"\b(?:see|refer to|siehe|véase|ver|voir|vedere|см\.|consulte)\b|(?:→|参见|参考|请见|参照)", re.IGNORECASE
)
# A fault code as buyers type it; numbers and designations that look like one count only where a passage has them.
_FAULT = re.compile(r"\b(?:E(?:rr?|RR)?|F|P|H|U|LE|AL|e(?:rr)?|f)[\s:.-]?\d{1,3}\b")
_SHOWN = re.compile(
    r"(?:\b(?:shows?|showing|displays?|code|error|err|zeigt|fehler|affiche|erreur|code|muestra|mostra|errore|erro|"
    r"показывает|ошибка)|显示|报错|故障码?|エラー|表示)\W{0,3}(\d{1,3})(?![\w.,]\w)",
    re.IGNORECASE,
)
_NONE: tuple[frozenset[str], frozenset[str], frozenset[str]] = (frozenset(), frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's text, its language, and how much its words count (an earlier question counts less)."""

    text: str
    language: str
    weight: float = 1.0


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


@dataclass(frozen=True, slots=True)
class _Unit:
    """A meaningful piece of the question in every form a passage may say it in."""

    own: frozenset[str]
    concepts: frozenset[str]
    related: frozenset[str]
    meant: frozenset[str]
    weight: float
    optional: bool = False
    decides: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    """The forms of what a text says."""

    tokens: frozenset[str]
    concepts: frozenset[str]


def best_quote(
    passages: Sequence[Passage], asked: Sequence[Asked], glossary: Glossary, *, names: Sequence[str] = ()
) -> Quote | None:
    """The piece of the passages (best first) that meets the question best; None where there is nothing to compare.

    A piece is compared by its own words and by the concepts it mentions, so that a question in another language finds
    it; what stands above it counts less.  What every piece holds tells nothing: each word counts by its rarity among
    them.  `names` are the product's, which say nothing about what is asked.
    """
    cut = [(i, piece) for i, passage in enumerate(passages) for piece in pieces(passage)]
    said = [_said(piece.text, passages[i].language, glossary) for i, piece in cut]
    units = _units(asked, glossary, names)
    if not cut or not units or not asked:
        return None
    above = {(i, text): _said(text, passages[i].language, glossary) for i, p in cut for text in (p.under, p.before)}
    full = [[_hit(unit, one) for unit in units] for one in said]
    worth = [unit.weight * _rarity([row[k] for row in full], unit.optional) for k, unit in enumerate(units)]
    total = sum(worth)
    if not total:
        return None
    want = want_of(asked[0].text)
    ranks = _ranks(passages, asked[0].language)
    best, chosen = None, 0
    for at, ((i, piece), hits) in enumerate(zip(cut, full, strict=True)):
        under, before = above[i, piece.under], above[i, piece.before]
        whole = [
            max(hit, UNDER * _hit(unit, under), BEFORE * _hit(unit, before))
            for hit, unit in zip(hits, units, strict=True)
        ]
        met = sum(w * hit for w, hit in zip(worth, whole, strict=True)) / total
        own = sum(w * hit for w, hit in zip(worth, hits, strict=True)) / total
        fits = _fits(want, piece)
        score = (met + OWN * own) * fits * _looks(piece, passages[i], asked[0].language)
        score *= 1 + ABOUT * sum(w * _hit(unit, under) for w, unit in zip(worth, units, strict=True)) / total
        score *= max(0.1, 1 - RANK_COST * ranks[i]) / (1 + LENGTH * math.sqrt(len(said[at].tokens)))
        if best is None or score > best.score:
            decided = [hit > 0 for hit, unit in zip(hits, units, strict=True) if unit.decides]
            fits_well = not want or not want.measured or fits > LACKS or met >= SPOKEN
            best = Quote(piece.text, score, i, met, fits_well and all(decided), bool(decided) and all(decided))
            chosen = at
    if best is None:
        return None
    text = _cut(best.text, units, passages[best.passage].language, glossary)
    if want and not want.measured:
        text = _with_next_steps(text, cut[chosen:], want)
    return replace(best, text=text)


def meets(asked: Sequence[Asked], language: str, glossary: Glossary) -> Callable[[str], float]:
    """How well a text in `language` meets the question by its own words alone; only comparable with one another."""
    units, want = _units(asked, glossary, ()), want_of(asked[0].text)

    def worth(text: str) -> float:
        said = _said(text, language, glossary)
        fits = 2.0 if want and want.measured and want.held.search(text) else 0.0
        return fits + sum(unit.weight * _hit(unit, said) for unit in units)

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


def _units(asked: Sequence[Asked], glossary: Glossary, names: Sequence[str]) -> tuple[_Unit, ...]:
    called = {token for name in names for token in tokens(name, "")}
    out: dict[object, _Unit] = {}
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
                out[key] = _Unit(own, frozenset(found), frozenset(related), frozenset(meant), question.weight)
        faults = fault_codes(question.text)
        for number in _SHOWN.findall(question.text):
            out[number] = _Unit(frozenset({number}), *_NONE, CODE * question.weight)
        for code in dict.fromkeys([*faults, *codes(question.text)]):
            if code not in called:
                out.setdefault(
                    code, _Unit(frozenset({code}), *_NONE, CODE * question.weight, code not in faults, code in faults)
                )
    return tuple(out.values())


def fault_codes(text: str) -> frozenset[str]:
    """The tokens of the fault codes that a question names: `#e4` of `E04`."""
    return frozenset(code for match in _FAULT.findall(text) for code in codes(match))


def _said(text: str, language: str, glossary: Glossary) -> _Said:
    return _Said(frozenset(tokens(text, language)) | {fold(text)}, frozenset(glossary.concepts(text, language)))


def _hit(unit: _Unit, said: _Said) -> float:
    """How surely a text speaks of a unit, in [0, 1]."""
    own = len(unit.own & said.tokens) / len(unit.own)
    if own == 1.0:
        return own
    if unit.concepts & said.concepts:
        return max(own, TRANSLATED * len(unit.concepts & said.concepts) / len(unit.concepts))
    if own:
        return own
    if unit.related & said.concepts:
        return RELATED
    return MEANT if unit.meant & said.tokens else 0.0


def _rarity(hits: Sequence[float], optional: bool) -> float:
    """The worth of a word by how many pieces hold it; one that stands nowhere counts, unless it is optional."""
    held = sum(hit > 0 for hit in hits)
    rare = math.log1p(len(hits) / max(held, 1)) / math.log1p(len(hits))
    return rare if held else STRANGE * (not optional)


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


def _cut(piece: str, units: Iterable[_Unit], language: str, glossary: Glossary) -> str:
    """At most `LONGEST` characters around the part with most wanted words, cut at word ends; whole where it fits."""
    if len(piece) <= LONGEST:
        return piece
    best, start = -1.0, 0
    for at in range(0, len(piece) - LONGEST + 40, 40):
        said = _said(piece[at : at + LONGEST], language, glossary)
        met = sum(unit.weight * _hit(unit, said) for unit in units)
        if met > best:
            best, start = met, at
    if start and " " in piece[start : start + 30]:
        start = piece.index(" ", start) + 1
    part = piece[start : start + LONGEST]
    if " " in part[-30:] and start + LONGEST < len(piece):
        part = part[: part.rindex(" ")]
    return part.strip()
