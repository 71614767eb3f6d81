"""Figure: one number with its n; a measure with n = 0 does not exist."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Pair = TypeVar("Pair")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and the number of things it was taken over."""

    value: float
    n: int


Figures = dict[str, Figure]


def share(hits: Iterable[bool]) -> Figure:
    """How many of `hits` are true, as a share."""
    every = list(hits)
    return Figure(sum(every) / len(every), len(every)) if every else Figure(0.0, 0)


def ratio(part: float, whole: float, n: int | None = None) -> Figure:
    """`part` of `whole`, with `whole` as n unless told."""
    return Figure(part / whole, round(whole) if n is None else n) if whole else Figure(0.0, 0)


def percentile(values: Iterable[float], at: float) -> Figure:
    """The nearest-rank percentile, `at` in [0, 1]."""
    ordered = sorted(values)
    if not ordered:
        return Figure(0.0, 0)
    return Figure(ordered[max(0, math.ceil(at * len(ordered)) - 1)], len(ordered))


def grouped(
    pairs: Sequence[Pair], measure: Callable[[Sequence[Pair]], Figures], groups: Callable[[Pair], Iterable[str]]
) -> Figures:
    """`measure` over all pairs and over each group, whose name follows in square brackets; n = 0 is left out."""
    figures = dict(measure(pairs))
    members: dict[str, list[Pair]] = {}
    for pair in pairs:
        for group in groups(pair):
            members.setdefault(group, []).append(pair)
    for group, its in sorted(members.items()):
        figures.update({f"{name}[{group}]": figure for name, figure in measure(its).items()})
    return {name: figure for name, figure in figures.items() if figure.n}


def prefixed(prefix: str, figures: Mapping[str, Figure]) -> Figures:
    """The same figures under `prefix` and a dot."""
    return {f"{prefix}.{name}": figure for name, figure in figures.items()}
