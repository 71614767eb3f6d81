"""Refusal: NOT_IN_MANUAL is a refusal and nothing else is; answers that stand only in a drawing are left out."""

from __future__ import annotations

from collections.abc import Sequence

from assist.case.reply import Outcome
from assist.evaluation.bench import ManualQuestion
from assist.evaluation.figures import Figures, share
from assist.evaluation.observed import Observed


def refusal_figures(pairs: Sequence[tuple[ManualQuestion, Observed]]) -> Figures:
    """`refusal.precision` over the refusals, `refusal.recall` over the unanswerable questions."""
    counted = [(row, seen.outcome == Outcome.NOT_IN_MANUAL) for row, seen in pairs if row.quote or not row.answerable]
    return {
        "refusal.precision": share(not row.answerable for row, refused in counted if refused),
        "refusal.recall": share(refused for row, refused in counted if not row.answerable),
    }
