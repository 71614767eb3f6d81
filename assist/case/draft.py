"""Draft: what an engine proposes, claim by claim, before anything is checked."""

from __future__ import annotations

from dataclasses import dataclass

from assist.case.specs import Source
from assist.case.verdict import Judgement, Sentence


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement, the words it rests on, and where the engine says they stand."""

    text: str
    quote: str
    source: Source


@dataclass(frozen=True, slots=True)
class Draft:
    """An engine's proposal.

    `text` is a model's own reply in the buyer's language with `[1]` marks, empty for the extractive engine (its
    reply is composed from templates after the check).  `found` is false where the engine says the sources do not
    answer.  `raw` keeps a model's untouched output for the audit.
    """

    claims: tuple[Claim, ...] = ()
    judgement: Judgement | None = None
    text: str = ""
    ask: tuple[Sentence, ...] = ()
    found: bool = True
    engine: str = "extractive"
    raw: str = ""
