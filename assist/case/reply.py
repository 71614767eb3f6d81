"""Reply and Outcome: everything above and the sentence the agent sees."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from assist.case.draft import Draft
from assist.case.evidence import Evidence
from assist.case.focus import Label
from assist.case.passages import Found
from assist.case.photo import Case
from assist.case.product import ProductMatch
from assist.case.question import Question
from assist.case.reading import Reading
from assist.case.specs import Spec
from assist.case.verdict import Sentence, Verdict

# Matches that are the only one of their brand or kind in this library, which says little about what the buyer has.
_GUESSED = frozenset({"product_because.brand", "product_because.kind"})


class Band(StrEnum):
    """How far the agent may rely on a reply."""

    READY = "ready"
    CHECK = "check"
    STOP = "stop"


class Outcome(StrEnum):
    """How a case ended; `band` is how far the agent may rely on it, the phrasebook says what to do next."""

    ANSWERED = "answered"
    UNVERIFIED = "unverified"
    WHICH_PRODUCT = "which_product"
    UNREADABLE_PHOTO = "unreadable_photo"
    ASK_BUYER = "ask_buyer"
    NOT_IN_MANUAL = "not_in_manual"
    NEEDS_PERSON = "needs_person"

    @property
    def band(self) -> Band:
        if self is Outcome.ANSWERED:
            return Band.READY
        return Band.STOP if self in (Outcome.NOT_IN_MANUAL, Outcome.NEEDS_PERSON) else Band.CHECK


class Step(StrEnum):
    """The five steps an agent sees."""

    PHOTO = "photo"
    PRODUCT = "product"
    MANUAL = "manual"
    DRAFT = "draft"
    CHECKS = "checks"


@dataclass(frozen=True, slots=True)
class Reply:
    """A case on its way through the line; each step returns a new one with more in it.

    `readings` has one entry a photo, `specs` what they say typed, `text` the reply in `language` with `[1]` marks,
    `ask` what to ask the buyer, `done` the finished steps, `seconds` their times, `notes` what the agent should
    know, `left_machine` what was sent to another machine (nothing on the embedded default).
    """

    case: Case
    language: str = "en"
    question: Question = Question()
    readings: tuple[Reading, ...] = ()
    specs: tuple[Spec, ...] = ()
    match: ProductMatch = ProductMatch()
    found: Found = Found()
    verdict: Verdict | None = None
    draft: Draft | None = None
    evidence: tuple[Evidence, ...] = ()
    outcome: Outcome | None = None
    text: str = ""
    ask: tuple[Sentence, ...] = ()
    notes: tuple[Sentence, ...] = ()
    done: tuple[Step, ...] = ()
    seconds: tuple[tuple[str, float], ...] = ()
    left_machine: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()

    @property
    def product_known(self) -> bool:
        """Whether a manual was recognised or chosen."""
        return bool(self.case.manual) or self.match.known

    @property
    def product_sure(self) -> bool:
        """Whether it was by more than its kind or brand: the only kettle of the library need not be the buyer's."""
        return bool(self.case.manual) or (self.match.known and self.match.because.key not in _GUESSED)


def to_dict(reply: Reply) -> dict[str, Any]:
    """The one JSON form of a reply: API answer, triage row, evaluation input and history row. Pixels are left out."""
    plain: dict[str, Any] = _adapter().dump_python(
        reply, mode="json", exclude={"case": {"photos": {"__all__": {"pixels"}}}}
    )
    return plain


def from_dict(plain: dict[str, Any]) -> Reply:
    """The reply that `to_dict` made this from; its photos come back without pixels."""
    reply: Reply = _adapter().validate_python(plain)
    return reply


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Reply)
