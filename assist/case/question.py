"""Question: what the buyer wants to know, understood from message, context and conversation."""

from __future__ import annotations

from dataclasses import dataclass

from assist.case.specs import Spec


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    `kind` is the kind of question (`works`, `mains`, `load`, `outdoor`, `fits`, `lamp`, `wireless`, `count`,
    `size`, `temperature`, `weight`, `use`, `part`, `port`, `how_to`, `lookup`, `trouble`, `danger`, `unknown`, ...);
    `yes_no` is true where it can be answered by yes or no; `needs` is what the buyer's words say of their side;
    `danger` names injury, fire, refund or legal words that make a person decide.
    """

    kind: str = "unknown"
    yes_no: bool = False
    needs: tuple[Spec, ...] = ()
    terms: tuple[str, ...] = ()
    danger: tuple[str, ...] = ()
