"""Draft: what an engine proposes, claim by claim, before anything is checked."""

from __future__ import annotations

from dataclasses import dataclass

from assist.case.geometry import Box
from assist.case.specs import Source
from assist.case.verdict import Judgement, Sentence

EXTRACTIVE = "extractive"
"""The engine of drafts that no model wrote."""

REGION = -2
"""The `line` of a source that is a part of a photo and no line that was read."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement, the words it rests on, and where the engine says they stand.

    `region` is the part of the upright photo that a model points at (the source's line is then `REGION`): what stands
    there is read again before it proves anything.
    """

    text: str
    quote: str
    source: Source
    region: Box | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An engine's proposal.

    The first `given` claims of a model's draft are the program's own (the prints that decide, the manual's sentence).
    `text` is a model's own reply in the buyer's language with `[1]` marks (the n-th claim), empty for the extractive
    engine (its reply is composed from templates after the check).  `found` is false where the engine says the sources
    do not answer.  `raw` keeps a model's untouched output for the audit, `engine` names what made it.  `because` is
    a model's reason for its judgement, `notes` what the agent should know (a fallback and why), `left_machine` what
    was sent to another machine.  `complete` is false while a model still writes, `waiting` the number of requests ahead
    of this one in its queue.
    """

    claims: tuple[Claim, ...] = ()
    given: int = 0
    judgement: Judgement | None = None
    text: str = ""
    ask: tuple[Sentence, ...] = ()
    found: bool = True
    engine: str = EXTRACTIVE
    raw: str = ""
    because: str = ""
    notes: tuple[Sentence, ...] = ()
    left_machine: tuple[str, ...] = ()
    complete: bool = True
    waiting: int = 0
