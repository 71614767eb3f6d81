"""Verdicts: yes, no or unclear against gold, what was dared, and what could have hurt somebody.

`decided`: gold yes/no answered yes or no; `precision`: of all cases answered yes or no, the right ones;
`dangerous`: a count of answers that equal the row's `harm_if` where gold differs.
"""

from __future__ import annotations

from collections.abc import Sequence

from assist.evaluation.bench import PhotoCase
from assist.evaluation.figures import Figure, Figures, share
from assist.evaluation.observed import Observed

DECISIONS = ("yes", "no")


def verdict_figures(pairs: Sequence[tuple[PhotoCase, Observed]]) -> Figures:
    """Over the cases whose gold has a verdict."""
    judged = [(case, seen) for case, seen in pairs if case.verdict]
    answers = [(case.verdict, seen.verdict) for case, seen in judged]
    return {
        "verdict.accuracy": share(gold == got for gold, got in answers),
        "verdict.macro_f1": macro_f1(answers),
        "verdict.decided": share(got in DECISIONS for gold, got in answers if gold in DECISIONS),
        "verdict.precision": share(gold == got for gold, got in answers if got in DECISIONS),
        "verdict.dangerous": Figure(float(sum(is_dangerous(case, seen) for case, seen in judged)), len(judged)),
        "ask_back": share(asked_back(seen) for case, seen in judged if case.verdict == "unclear"),
        "over_asking": share(only_asked(seen) for case, seen in judged if case.verdict in DECISIONS),
    }


def macro_f1(answers: Sequence[tuple[str, str]]) -> Figure:
    """The plain mean of the F1 of each verdict that gold holds."""
    scores = []
    for label in sorted({gold for gold, _ in answers}):
        right = sum(gold == got == label for gold, got in answers)
        wrong = sum((gold == label) != (got == label) for gold, got in answers)
        scores.append(2 * right / (2 * right + wrong) if right or wrong else 0.0)
    return Figure(sum(scores) / len(scores), len(answers)) if scores else Figure(0.0, 0)


def is_dangerous(case: PhotoCase, seen: Observed) -> bool:
    """The answer which would let harm happen was given, and it is not the right one."""
    return bool(case.harm_if) and seen.verdict == case.harm_if != case.verdict


def asked_back(seen: Observed) -> bool:
    """Abstained, and with a question to the buyer that names a missing fact or view."""
    return seen.verdict == "unclear" and bool(seen.asks)


def only_asked(seen: Observed) -> bool:
    """The buyer got a question and no answer."""
    return seen.verdict not in DECISIONS and bool(seen.asks)
