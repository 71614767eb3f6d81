"""Lines: how much of what is printed on a photo was read, and how exactly.

`lines`: gold lines matched one to one by a read line of at least 0.9 similarity, or standing whole inside a read
line.  `cer`: character errors over matched lines; `cer_all`: over all gold lines, a missed one counting whole.
`invented`: lines read where no text is.
"""

from __future__ import annotations

from collections.abc import Sequence

from assist.evaluation.bench import PhotoCase
from assist.evaluation.figures import Figure, Figures, ratio
from assist.evaluation.observed import Observed
from assist.evaluation.text import distance, fold, similarity

ALIKE = 0.9


def match_lines(gold: Sequence[str], read: Sequence[str]) -> list[int | None]:
    """For each gold line its character errors, or None where it was not read.

    Pairs are given out most similar first, each read line to one gold line; a gold line left over counts as read
    without an error where it stands whole inside any read line.
    """
    golds, reads = [fold(line) for line in gold], [fold(line) for line in read]
    pairs = sorted(
        ((similarity(g, r), i, j) for i, g in enumerate(golds) for j, r in enumerate(reads)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    errors: list[int | None] = [None] * len(golds)
    taken: set[int] = set()
    for alike, i, j in pairs:
        if alike < ALIKE:
            break
        if errors[i] is None and j not in taken:
            errors[i] = distance(golds[i], reads[j])
            taken.add(j)
    return [
        0 if error is None and any(g in r for r in reads) else error for g, error in zip(golds, errors, strict=True)
    ]


def line_figures(pairs: Sequence[tuple[PhotoCase, Observed]]) -> Figures:
    """One pair for each distinct photo."""
    lines = matched = matched_chars = matched_errors = chars = errors = 0
    invented = blank = 0
    for case, seen in pairs:
        if not case.lines:
            invented += len(seen.lines)
            blank += 1
            continue
        for line, wrong in zip(case.lines, match_lines(case.lines, [r.text for r in seen.lines]), strict=True):
            length = len(fold(line))
            lines, chars = lines + 1, chars + length
            if wrong is None:
                errors += length
            else:
                matched, matched_chars = matched + 1, matched_chars + length
                errors, matched_errors = errors + wrong, matched_errors + wrong
    return {
        "lines": ratio(matched, lines),
        "cer": ratio(matched_errors, matched_chars, matched),
        "cer_all": ratio(errors, chars, lines),
        "invented": Figure(float(invented), blank),
    }
