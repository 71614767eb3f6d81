"""Seven rounds of labels of our own, half of which mislead: no yes that could harm, and no needless refusal.

First runs, each before the rules were mended by it (2026-11-21): a wrong yes on 11 of the first round's 135 pairs, on 6
of the second's 80, on 1 of the third's 38, on 6 of the fourth's first 92 (and a wrong no on 4 of those), on 4 of the
fifth's 70 (a wrong no on 2), on 3 of the sixth's 50 (a wrong no on 3) and on 2 of the seventh's 70 (no wrong no).
"""

from __future__ import annotations

import pytest

from assist.case.verdict import Judgement
from tests.specs import traps_fifth, traps_fourth, traps_own, traps_second, traps_seventh, traps_sixth, traps_third
from tests.specs.test_verdict import judged

PAIRS = (
    *traps_own.ALL,
    *traps_second.ALL,
    *traps_third.ALL,
    *traps_fourth.ALL,
    *traps_fifth.ALL,
    *traps_sixth.ALL,
    *traps_seventh.ALL,
)
# Refused although the label leaves it open: nobody is harmed by it.
STRICT = {"Kann ich den Akku RCR123A 3.7V nehmen?", "can it lift 180 kg safely?"}


@pytest.mark.parametrize(("lines", "message", "context", "gold"), PAIRS, ids=[pair[1] for pair in PAIRS])
def test_a_label_is_never_taken_to_allow_what_it_does_not(
    lines: list[str], message: str, context: str, gold: str
) -> None:
    _, verdict = judged(lines, message, context)
    told = verdict.judgement.value if verdict else "unclear"
    if gold == "yes":
        assert told in ("yes", "unclear")
    elif gold == "no" or message in STRICT:
        assert told in ("no", "unclear")
    else:
        assert told == "unclear"
    if verdict and verdict.judgement is not Judgement.UNCLEAR:
        assert verdict.proofs
        for proof in verdict.proofs:
            assert proof.quote in lines[proof.source.line]
    elif verdict:
        assert verdict.ask


def test_the_rules_decide_most_of_what_a_label_settles() -> None:
    told = [(judged(lines, message, context)[1], gold) for lines, message, context, gold in PAIRS]
    decidable = [(verdict, gold) for verdict, gold in told if gold != "unclear"]
    right = [verdict for verdict, gold in decidable if verdict is not None and verdict.judgement.value == gold]
    assert len(PAIRS) >= 250
    assert len(right) / len(decidable) >= 0.62


def test_every_language_asks() -> None:
    letters = {
        "zh": "能",
        "ja": "ます",
        "ru": "ожно",
        "de": "Kann ",
        "es": "¿",
        "it": "Posso",
        "fr": " ?",
        "pt": "Posso",
    }
    for cue in letters.values():
        assert sum(cue in message for _, message, _, _ in PAIRS) >= 5
