"""Question: what the buyer wants to know, understood from message, context and conversation."""

from __future__ import annotations

from dataclasses import dataclass

from assist.case.photo import Case
from assist.case.specs import Source, Spec, specs_of_text
from assist.case.tables import Country, Tables


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    `kind` is the kind of question (`works`, `mains`, `load`, `outdoor`, `fits`, `lamp`, `wireless`, `count`,
    `size`, `temperature`, `weight`, `use`, `part`, `port`, `how_to`, `lookup`, `trouble`, `danger`, `unknown`, ...);
    `yes_no` is true where it can be answered by yes or no; `needs` is what the buyer's words say of their side;
    `danger` names injury, fire, refund or legal words that make a person decide.  `message` and `context` are the
    words themselves, `country` where the buyer says to be, `topics` the ids of what is asked about.
    """

    kind: str = "unknown"
    yes_no: bool = False
    needs: tuple[Spec, ...] = ()
    terms: tuple[str, ...] = ()
    danger: tuple[str, ...] = ()
    message: str = ""
    context: str = ""
    language: str = ""
    country: Country | None = None
    topics: tuple[str, ...] = ()


def understand(case: Case, language: str, tables: Tables) -> Question:
    """The question of a case; `language` is the reply's."""
    needs = (
        *specs_of_text(case.message, Source("message"), role="need"),
        *specs_of_text(case.context, Source("context"), role="need"),
    )
    return Question(needs=needs, message=case.message, context=case.context, language=language)
