"""Calibration: is a line that the reader is 90 % sure of right nine times in ten?

A line's confidence is the mean certainty of its characters, so a long line of 0.97 most likely holds an error; `chance`
is what it says of the whole line, with characters taken as independent.

A read line is right when it stands, letter for letter, in one gold line or in the photo's gold lines joined (a line may
be read in one piece that gold cuts in two).  `confidence.ece` is the expected calibration error over the bins: the mean
distance between confidence and share of right lines, weighted by lines (Naeini et al., 2015).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assist.evaluation.figures import Figures, ratio, share
from assist.evaluation.text import fold

EDGES = (0.0, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99)
"""Where the bins begin; most lines are read with 0.9 and more, so the bins are finer there."""

SURE = 0.9

Marked = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Bin:
    """Lines whose confidence lies between `low` and the next bin: their number, mean confidence and share right."""

    low: float
    n: int
    confidence: float
    right: float


def marked(gold: Sequence[str], read: Sequence[tuple[str, float]]) -> list[Marked]:
    """The confidence of each read line and whether it is right."""
    golds = [fold(line) for line in gold]
    whole = "".join(golds)
    folded = ((fold(text), confidence) for text, confidence in read)
    return [(confidence, any(text in line for line in golds) or text in whole) for text, confidence in folded if text]


def reliability(lines: Sequence[Marked]) -> list[Bin]:
    """The bins that hold lines, from unsure to sure."""
    bins = []
    for low, high in zip(EDGES, (*EDGES[1:], 2.0), strict=True):
        inside = [(sure, right) for sure, right in lines if low <= sure < high]
        if inside:
            mean = sum(sure for sure, _ in inside) / len(inside)
            bins.append(Bin(low, len(inside), mean, sum(right for _, right in inside) / len(inside)))
    return bins


def chance(text: str, confidence: float) -> float:
    """How likely every character of a read line is right."""
    return float(confidence ** len(fold(text)))


def calibration_figures(lines: Sequence[Marked], name: str = "confidence") -> Figures:
    """`NAME.ece`, and how many of the sure and of the unsure lines are right."""
    gap = sum(each.n * abs(each.confidence - each.right) for each in reliability(lines))
    return {
        f"{name}.ece": ratio(gap, len(lines)),
        f"{name}.right_if_sure": share(right for sure, right in lines if sure >= SURE),
        f"{name}.right_if_unsure": share(right for sure, right in lines if sure < SURE),
    }


def line_calibration(photos: Iterable[tuple[Sequence[str], Sequence[tuple[str, float]]]]) -> Figures:
    """Both figures, for the confidence as it comes and for the chance, over (gold lines, read lines) of each photo."""
    plain: list[Marked] = []
    whole: list[Marked] = []
    for gold, read in photos:
        if gold:
            plain += marked(gold, read)
            whole += marked(gold, [(text, chance(text, sure)) for text, sure in read])
    return calibration_figures(plain) | calibration_figures(whole, "chance")
