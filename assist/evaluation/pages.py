"""Pages: was the right page retrieved, cited and displayed?

`page@k`: one of the first k distinct (manual, page) pairs is gold; `manual@1`: the first pair's manual is;
`cited_page`: of the ANSWERED replies, those whose first citation is gold; `wrong_answer`: of all answerable rows,
those ANSWERED with a first citation that is not (none counts as not); `quote_shown`: one of the first three
passages displayed holds gold's quote, or stands on an `also` page.
"""

from __future__ import annotations

from collections.abc import Sequence

from assist.case.reply import Outcome
from assist.evaluation.bench import ManualQuestion, Place
from assist.evaluation.figures import Figures, share
from assist.evaluation.observed import Observed
from assist.evaluation.text import fold

DEPTHS = (1, 3, 5)
SHOWN = 3
SHOWN_CHARS = 1200


def found_at(gold: frozenset[Place], places: Sequence[Place]) -> int:
    """The rank of the first gold place, counted from 1; 0 where none was retrieved."""
    return next((rank for rank, place in enumerate(places, start=1) if place in gold), 0)


def right_manual(gold: frozenset[Place], places: Sequence[Place]) -> bool:
    return bool(places) and places[0].manual in {place.manual for place in gold}


def ranking_figures(ranked: Sequence[tuple[frozenset[Place], Sequence[Place]]], depths: Sequence[int]) -> Figures:
    """`page@k` and `manual@1` of rankings, whoever made them."""
    ranks = [found_at(gold, places) for gold, places in ranked]
    figures = {f"page@{k}": share(0 < rank <= k for rank in ranks) for k in depths}
    return {**figures, "manual@1": share(right_manual(gold, places) for gold, places in ranked)}


def page_figures(pairs: Sequence[tuple[ManualQuestion, Observed]]) -> Figures:
    """Over the answerable questions."""
    rows = [(row, seen) for row, seen in pairs if row.answerable]
    answered = [(row, seen) for row, seen in rows if seen.outcome == Outcome.ANSWERED]
    return {
        **ranking_figures([(row.places, seen.places) for row, seen in rows], DEPTHS),
        "cited_page": share(seen.cited in row.places for row, seen in answered),
        "wrong_answer": share(is_wrong_answer(row, seen) for row, seen in rows),
        "quote_shown": share(quote_shown(row, seen) for row, seen in rows if row.quote),
    }


def is_wrong_answer(row: ManualQuestion, seen: Observed) -> bool:
    return row.answerable and seen.outcome == Outcome.ANSWERED and seen.cited not in row.places


def quote_shown(row: ManualQuestion, seen: Observed) -> bool:
    quote = fold(row.quote)
    return any(
        quote in fold(passage.text[:SHOWN_CHARS]) or passage.place in row.elsewhere for passage in seen.passages[:SHOWN]
    )
