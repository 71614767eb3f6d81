"""Latency: p50 and p95 in seconds, errors left out."""

from __future__ import annotations

from collections.abc import Iterable

from assist.evaluation.figures import Figures, percentile


def latency_figures(seconds: Iterable[float], name: str = "seconds") -> Figures:
    """`NAME.p50` and `NAME.p95` of the times given."""
    every = list(seconds)
    return {f"{name}.p50": percentile(every, 0.5), f"{name}.p95": percentile(every, 0.95)}
