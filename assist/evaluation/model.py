"""Model: is the designation returned first the one printed, folded for O/0, I/1 and separators?"""

from __future__ import annotations

from collections.abc import Sequence

from assist.evaluation.bench import PhotoCase
from assist.evaluation.figures import Figures, share
from assist.evaluation.observed import Observed
from assist.evaluation.text import fold_designation


def model_figures(pairs: Sequence[tuple[PhotoCase, Observed]]) -> Figures:
    """Over the photos on which a designation is printed, one pair for each photo."""
    return {"model": share(right_model(case, seen) for case, seen in pairs if case.model)}


def right_model(case: PhotoCase, seen: Observed) -> bool:
    return fold_designation(first_designation(seen)) == fold_designation(case.model)


def first_designation(seen: Observed) -> str:
    """The product match's designation, else the first value typed as a model."""
    return seen.designation or next((t.value or t.printed for t in seen.typed if t.name == "model"), "")
