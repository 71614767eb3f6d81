"""Parameters: the typed values of a photo against gold's.

`recall`: gold parameters of the typed names whose every quantity is among the typed ones, numbers exact, units
equal; `named`: with the right name too; `precision`: typed values that stand in a gold line; `text`: any gold
parameter whose text stands in the reading, typed or not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assist.evaluation.bench import GoldBox, PhotoCase
from assist.evaluation.figures import Figures, share
from assist.evaluation.observed import Observed, Typed
from assist.evaluation.quantities import Quantity, base_unit, quantities, same, to_base
from assist.evaluation.text import fold, fold_designation

_WORDS = frozenset({"ip_rating", "battery", "ean", "date", "model"})
TYPED_NAMES = _WORDS | {
    "input_voltage", "output_voltage", "input_current", "output_current",
    "power", "frequency", "capacity", "weight", "temperature",
}  # fmt: skip


def parameter_figures(pairs: Sequence[tuple[PhotoCase, Observed]]) -> Figures:
    """One pair for each distinct photo."""
    found: list[bool] = []
    named: list[bool] = []
    text: list[bool] = []
    precise: list[bool] = []
    for case, seen in pairs:
        reading = fold("".join(line.text for line in seen.lines))
        text.extend(fold(gold.text) in reading for gold in case.parameters)
        for gold in case.parameters:
            if gold.name in TYPED_NAMES:
                found.append(is_typed(gold, seen))
                named.append(is_typed(gold, seen, named=True))
        precise.extend(stands_in(typed, case.lines) for typed in seen.typed if not typed.from_code)
    return {
        "parameters.recall": share(found),
        "parameters.named": share(named),
        "parameters.precision": share(precise),
        "parameters.text": share(text),
    }


def is_typed(gold: GoldBox, seen: Observed, named: bool = False) -> bool:
    """Is everything the gold value says among the typed values (of the gold name only, where `named`)?"""
    typed = [t for t in seen.typed if not named or t.name == gold.name]
    if gold.name == "model":
        models = [seen.designation, *(w for t in typed if t.name == "model" for w in (t.value, t.printed))]
        return fold_designation(gold.text) in map(fold_designation, filter(None, models))
    asked = () if gold.name in _WORDS else quantities(gold.text)
    if asked:
        return all(any(_covers(t, quantity) for t in typed) for quantity in asked)
    return any(_says(word, gold) for t in typed for word in (t.value, t.printed) if word)


def stands_in(typed: Typed, lines: Sequence[str]) -> bool:
    """Does this typed value stand in a gold line, by its numbers and unit or by its very words?"""
    if typed.unit and any(_covers(typed, quantity) for line in lines for quantity in quantities(line)):
        return True
    words = [fold(word) for word in (typed.printed, typed.value) if word]
    return any(_whole(word, fold(line)) for word in words for line in lines)


def _covers(typed: Typed, gold: Quantity) -> bool:
    if base_unit(typed.unit) != gold.unit:
        return False
    ends = [to_base(end, typed.unit) for end in (typed.low, typed.high) if end is not None]
    if not ends:
        return False
    if gold.alternative:
        return any(same(end, gold.low) for end in ends)
    return same(ends[0], gold.low) and same(ends[-1], gold.high)


def _says(word: str, gold: GoldBox) -> bool:
    if gold.name == "ean":
        asked, got = re.sub(r"\D", "", gold.text), re.sub(r"\D", "", word)
        return bool(asked) and asked in got
    return fold(gold.text) == fold(word) or _whole(fold(gold.text), fold(word))


def _whole(word: str, line: str) -> bool:
    """`word` stands in `line` and is not a piece of a longer number (`5v` in `15v` or `1.5v`; `no.15v` holds `15v`)."""
    before = r"(?<!\d)(?<!\d[.,])" if word[:1].isdigit() else ""
    after = r"(?![\d])" if word[-1:].isdigit() else ""
    return bool(word) and re.search(before + re.escape(word) + after, line) is not None
