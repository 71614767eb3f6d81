"""Together: does one sentence speak of everything in a question that matters, or only of its parts here and there?

A manual may mention the phone (its maker's number) and the control (of the fan) and never say how the phone controls
the fan.  What counts is the best single piece, by the words that name something; where a measure is asked for, by a
piece that holds one; where a fact is asked for, by none that only warns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assist.case.passages import NO_MODELS, Models, Passage
from assist.case.text.glossary import Glossary
from assist.case.text.having import asks_for_fact, warns
from assist.case.text.meeting import Asked, Said, Unit, hit_of, other_terms, rarity, said_of, units_of
from assist.case.text.nouns import is_thing_word, nouns
from assist.case.text.pieces import Piece, pieces
from assist.case.text.tokens import tokens
from assist.case.text.variants import Wanted, of_another, of_sibling
from assist.case.text.wants import Want, asks_once, want_of

Speaks = Callable[[str, str], Said]

LOOKED_AT = 5  # passages; three do almost as well (development manuals, 2026-11-21)
UNDER, BEFORE = 0.5, 0.3  # a word in the heading above, in the sentence before
SPOKEN = 0.9  # from here on a piece's own words speak of a subject
HEADED = 0.8  # in the heading above a piece that holds the measure asked for: "2 ans" below `Garantie`
THING, ACTION, WORD, MEASURE, TALK = 1.0, 0.5, 0.4, 0.4, 0.1  # what a unit counts by what it is

_ITEM, ITEMS = re.compile(r"[,;，、；]\s*(?!\d)"), 5  # from so many parts on a piece enumerates

# Concepts that ask rather than name: they stand in every manual.
ASKING = frozenset(
    """allowed possible need use normal correct number_of time_duration maximum minimum enough only same different type
    recommend compatible option_function model appliance included avoid always again first last before after during
    yourself new both without too_much prohibited level mode step""".split()  # noqa: SIM905
)
# Concepts that a measure of the kind speaks for by itself: 48 dB needs no word for noise beside it, while 7 kg may be
# what the drum takes and not what the machine weighs.
IMPLIED = {
    "noise": frozenset({"noise", "noise_level", "volume"}),
    "time": frozenset({"time_duration", "hour", "minute", "second", "day", "week", "month", "year", "number_of"}),
    "length": frozenset({"length", "dimension", "height", "width", "depth", "diameter", "time_duration"}),
    "speed": frozenset({"speed", "number_of"}),
    "resolution": frozenset({"resolution"}),
    "frequency": frozenset({"frequency"}),
    "pressure": frozenset({"pressure", "number_of"}),
    "volume": frozenset({"litre", "capacity", "number_of", "water_consumption"}),
    "power": frozenset({"power", "power_consumption", "number_of"}),
    "current": frozenset({"current", "power"}),
    "voltage": frozenset({"voltage"}),
    "temperature": frozenset({"temperature", "hot", "cold"}),
    "count": frozenset({"number_of"}),
    "charge": frozenset({"capacity", "dimension"}),
    "humidity": frozenset({"humidity"}),
    "designation": frozenset({"model", "part", "number_of", "serial_number"}),
    "material": frozenset({"material"}),
}


# What a thing is not where these stand beside it: the phone of the service is none that controls a lamp.
_ROLES = {"phone": frozenset({"service_center", "contact", "technician", "warranty", "manufacturer"})}


@dataclass(frozen=True, slots=True)
class Together:
    """`share` in [0, 1]: how much of what matters the best piece speaks of; `lost` are concepts that no piece does.

    `apart`: a subject is spoken of, but never beside the kind of value that is asked for: the value is of another part,
    model or mode.
    """

    share: float
    lost: frozenset[str] = frozenset()
    apart: bool = False


def together(
    passages: Sequence[Passage],
    asked: Asked,
    earlier: Asked | None,
    glossary: Glossary,
    product: frozenset[str] = frozenset(),
    models: Models = NO_MODELS,
) -> Together:
    """Over the first `LOOKED_AT` passages; a follow-up leans on what was asked `earlier`, its measure included.

    `product` are the concepts of the product itself, which no line of its specification repeats; what is said of a
    sibling among `models` answers neither what is measured nor how to do it.
    """
    cut = [(passage, piece) for passage in passages[:LOOKED_AT] for piece in pieces(passage) if not piece.titles]
    units = units_of([asked, earlier] if earlier else [asked], glossary, ())
    if not cut or not units:
        return Together(0.0)
    want = want_of(asked.text)
    concepts = frozenset(concept for unit in units for concept in unit.concepts)

    def speaks(text: str, language: str) -> Said:
        return _in_role(said_of(text, language, glossary), concepts, glossary)

    measured = [want is not None and want.measured and holds(want, piece) for _, piece in cut]
    told = [want is not None and _is_implied(unit, want) for unit in units]
    hits = []
    for (passage, piece), fits in zip(cut, measured, strict=True):
        row = _hits(units, piece, passage.language, speaks, *((HEADED, want) if fits else (UNDER, None)))
        hits.append([1.0 if fits and implied else hit for hit, implied in zip(row, told, strict=True)])
    named = nouns(f"{earlier.text if earlier else ''} {asked.text}", asked.language, glossary)
    worth = [
        _matters(unit, want, named, product, glossary) * rarity([row[k] for row in hits], False)
        for k, unit in enumerate(units)
    ]  # fmt: skip
    things = glossary.told - product
    subjects = [k for k, unit in enumerate(units) if not told[k] and _names(unit, named, things, glossary)]
    about = _about(asked, want, units, hits, subjects, things - concepts, glossary)
    wanted = _wanted(asked, units, subjects, glossary)
    other = [
        (want is not None and of_sibling(models, piece)) or (fits and of_another(wanted, piece, passage.language))
        for fits, (passage, piece) in zip(measured, cut, strict=True)
    ]
    may = [
        earlier is not None or (about.may_answer(row, fits, passage, piece, speaks) and not elsewhere)
        for row, fits, elsewhere, (passage, piece) in zip(hits, measured, other, cut, strict=True)
    ]
    lost = frozenset(
        concept for k, unit in enumerate(units) for concept in unit.concepts if not any(row[k] for row in hits)
    )
    if not sum(worth):
        return Together(float(any(may)), lost)
    valued = [row for row, fits, elsewhere in zip(hits, measured, other, strict=True) if fits and not elsewhere]
    others = [
        bool(speaks(piece.text, passage.language).concepts & about.things)
        for fits, (passage, piece) in zip(measured, cut, strict=True)
        if fits
    ]
    single = about.measured and earlier is None and asks_once(asked.text)
    apart = single and all(others) and any(_is_apart([row[k] for row in hits], valued, k) for k in subjects)
    return Together(_best(hits, may, worth), lost, apart)


def _is_apart(hits: Sequence[float], valued: Sequence[Sequence[float]], unit: int) -> bool:
    """Do pieces speak of the unit in their own words, and none of those with a value of the asked kind at all?"""
    return any(hit >= SPOKEN for hit in hits) and not any(row[unit] for row in valued)


def _wanted(asked: Asked, units: Sequence[Unit], subjects: Sequence[int], glossary: Glossary) -> Wanted:
    return Wanted(
        asked.text,
        asked.language,
        frozenset(token for k in subjects for token in units[k].own),
        frozenset(tokens(asked.text, asked.language)),
        glossary.spelled.get(asked.language, frozenset()),
    )


def _about(
    asked: Asked, want: Want | None, units: Sequence[Unit], hits: Sequence[Sequence[float]], subjects: Sequence[int],
    things: frozenset[str], glossary: Glossary,
) -> _About:  # fmt: skip
    counted = _counted(units, asked, want, glossary)
    return _About(
        bool(want and want.measured),
        asks_for_fact(asked.text),
        counted if counted is not None and any(row[counted] for row in hits) else None,
        other_terms(want.name, units) if want else frozenset(),
        subjects,
        things,
        "" if all(units[k].concepts for k in subjects) else asked.language,
    )


@dataclass(frozen=True, slots=True)
class _About:
    """What is asked, for telling which pieces may answer it at all.

    A value (`measured`) or a `fact`; which unit is `counted`, where one is that some piece speaks of; the concepts
    beside which a value is one of something `elsewhere`; the units that name the `subjects`, and the `things` that
    are none of them.  `language` is the one in which alone the subjects can be missed, "" where in any.
    """

    measured: bool
    fact: bool
    counted: int | None
    elsewhere: frozenset[str]
    subjects: Sequence[int]
    things: frozenset[str]
    language: str

    def may_answer(self, row: Sequence[float], fits: bool, passage: Passage, piece: Piece, speaks: Speaks) -> bool:
        """`row` is how surely the piece speaks of each unit, `fits` whether it holds the measure that is asked for."""
        if not self.measured:
            return not (self.fact and warns(piece.text))
        if not fits or (self.counted is not None and not row[self.counted]):
            return False
        spoken = speaks(piece.text, passage.language).concepts
        if self.elsewhere & (spoken | speaks(piece.under, passage.language).concepts):
            return False
        # A value beside other things alone is theirs: `The tray holds 250 ml` tells nothing of the oven.
        missed = self.subjects and not any(row[k] for k in self.subjects) and self.language in ("", passage.language)
        return not (missed and spoken & self.things)


def holds(want: Want | None, piece: Piece) -> bool:
    """Whether a piece has the measure that is asked for, or leaves its unit to the header above; true without one."""
    if want is None or not want.measured or want.held.search(piece.text):
        return True
    numbered = any(ch.isdigit() for ch in piece.text)
    return bool(numbered and want.unit and want.unit.search(f"{piece.under}\n{piece.text}"))


def _best(hits: Sequence[Sequence[float]], may: Sequence[bool], worth: Sequence[float]) -> float:
    """The largest share of the worth that a piece which may answer speaks of."""
    shares = (sum(w * hit for w, hit in zip(worth, row, strict=True)) / sum(worth) for row in hits)
    return max((share for share, fits in zip(shares, may, strict=True) if fits), default=0.0)


def _counted(units: Sequence[Unit], asked: Asked, want: Want | None, glossary: Glossary) -> int | None:
    """Which unit is counted: `cycles` in "how many cycles does it survive"."""
    found = want.asked.search(asked.text) if want and want.name == "count" else None
    if found is None:
        return None
    first = next(iter(glossary.units(asked.text[found.end() :], asked.language)), None)
    own = frozenset(tokens(first[0], "")) if first else frozenset()
    return next((k for k, unit in enumerate(units) if own and unit.own == own), None)


def _in_role(said: Said, asked: frozenset[str], glossary: Glossary) -> Said:
    """What a text says without the things that stand in it in another role than they are asked for."""
    here = said.concepts
    other = {concept for concept, beside in _ROLES.items() if concept in asked & here and beside & here - asked}
    if not other:
        return said
    spelled = {
        token
        for concept in other
        for language, terms in glossary.terms[concept].items()
        for term in terms
        for token in tokens(term, language)
    }
    return Said(said.tokens - spelled, here - other)


def _hits(
    units: Sequence[Unit], piece: Piece, language: str, speaks: Speaks, above: float = UNDER, want: Want | None = None
) -> list[float]:
    """How surely a piece speaks of each unit; of an enumeration, only what stands beside the measure that is wanted."""
    text = _measured_items(piece, want) if want else piece.text
    own, under, before = (speaks(each, language) for each in (text, piece.under, piece.before))
    return [max(hit_of(u, own), above * hit_of(u, under), BEFORE * hit_of(u, before)) for u in units]


def _measured_items(piece: Piece, want: Want) -> str:
    """The items of an enumeration that hold the measure: `tape 1 m` of "robot, dock, power cord, brush, tape 1 m"."""
    items = [] if piece.row else _ITEM.split(piece.text)
    if len(items) < ITEMS:
        return piece.text
    return ", ".join(item for item in items if want.held.search(item)) or piece.text


def _is_implied(unit: Unit, want: Want) -> bool:
    return bool(unit.concepts) and unit.concepts <= IMPLIED.get(want.name, frozenset())


def _matters(
    unit: Unit, want: Want | None, named: frozenset[str], product: frozenset[str], glossary: Glossary
) -> float:
    if unit.decides:
        return 2.0
    share = min(unit.weight, 1.0)
    if unit.concepts:
        if want and _is_implied(unit, want):
            return MEASURE * share
        if unit.concepts <= ASKING | product:
            return TALK * share
        return (THING if unit.concepts <= glossary.told else ACTION) * share
    if unit.optional:
        return 0.0
    return (THING if _names(unit, named, glossary.told, glossary) else WORD) * share


def _names(unit: Unit, named: frozenset[str], told: frozenset[str], glossary: Glossary) -> bool:
    """Is it one of the concepts that are `told`, or a noun of no known meaning?"""
    if unit.concepts:
        return unit.concepts <= told
    return bool(unit.own & named) or any(is_thing_word(word, glossary) for word in unit.own)
