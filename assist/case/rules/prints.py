"""Prints: what a printed number does not mean: a peak, another lamp's watts, a plug of the other polarity."""

from __future__ import annotations

import re

from assist.case.rules.facts import Facts
from assist.case.specs import Spec

# Given for moments only; what is connected for longer than a start needs the rated value.
_PEAK = re.compile(
    r"peak|surge|spitze|峰值|瞬时|瞬間|起動|\bpico\b|crête|pointe|\bpicco|di spunto|пиков|equiv|entspricht|等效|相当",
    re.IGNORECASE,
)
_PEAK_AFTER = re.compile(
    r"^\s*\(?(?:max\.?\s*)?(?:peak|surge|spitze|峰值|瞬间|equiv\w*|等效|相当|équivalent\w*|эквивалент\w*)(?![^)]{0,4}\d)",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"\brated|continuous|\bnenn|dauer|额定|定格|連続|nominal|номинальн|длительн|en continu|continua|contínua",
    re.IGNORECASE,
)
_POLARITY = re.compile(
    r"(?:cent(?:re|er)|tip|inner|innen|mitte|centro|central|interno|центр\w*|внутри|内|芯|センター)\W{0,3}"
    r"(?:is |ist )?(?P<sign>pos|neg|plus|minus|\+|-|正|负|負|プラス|マイナス|плюс|минус|più|meno|más|menos)",
    re.IGNORECASE,
)


def is_momentary(facts: Facts, spec: Spec) -> bool:
    """Whether a printed number is a peak, or what another lamp would take (`60 W equivalent`)."""
    line = facts.own_line(spec)
    before = re.split(r"\d\s?[A-Za-z]+", line[: spec.span[0]])[-1]
    return bool(_PEAK.search(before) or _PEAK_AFTER.match(line[spec.span[1] :]))


def is_lasting(facts: Facts, spec: Spec) -> bool:
    """Whether a number is printed as rated or continuous, which a maximum beside it is not."""
    return bool(_LASTING.search(facts.own_line(spec)))


def same_polarity(facts: Facts) -> bool:
    """Whether the buyer names no polarity of the plug (IEC 60417-5926), or the one that is printed."""
    asked = {_is_plus(match) for match in _POLARITY.finditer(facts.said)}
    return not asked or asked == {_is_plus(match) for match in _POLARITY.finditer(facts.joined)}


def _is_plus(match: re.Match[str]) -> bool:
    return match["sign"].lower() in {"pos", "plus", "+", "正", "プラス", "плюс", "più", "más"}
