"""Judgement, Sentence, Proof, Verdict: the records of a decision, apart from the rules that make it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assist.case.specs import Source, Spec


class Judgement(StrEnum):
    """The answer to a yes/no question."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by key, said in any language by the phrasebook: `Sentence("covers", (("has", "100-240 V"),))`."""

    key: str
    facts: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, key: str, **facts: object) -> Sentence:
        return cls(key, tuple((name, str(value)) for name, value in facts.items()))


@dataclass(frozen=True, slots=True)
class Proof:
    """The words that prove a point and where they stand: a part of a photo line, or of a passage."""

    quote: str
    source: Source


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule decided.

    `has` is what the product's print or manual says, `need` what the buyer has or wants, `because` the reason in
    words, `proofs` the prints it rests on (a yes or no without a proof is never shown), `ask` what to ask the buyer
    where it is unclear, `rule` the rule's name.
    """

    judgement: Judgement
    rule: str
    because: Sentence
    has: Spec | None = None
    need: Spec | None = None
    proofs: tuple[Proof, ...] = ()
    ask: tuple[Sentence, ...] = ()
