"""Axes: which side a printed or spoken length measures, so that a width is compared with a width."""

from __future__ import annotations

import re

from assist.case.judgement import Proof
from assist.case.label.numerals import number
from assist.case.rules.facts import Facts
from assist.case.specs import Source

_WORDS = {
    "width": r"width|wide|breite|breit|[WB]|宽度?|幅|ширин\w*|largeur|ancho|anchura|larghezza|largura",
    "height": r"height|high|tall|höhe|hoch|H|高さ|高度?|высот\w*|hauteur|alto|altura|altezza",
    "depth": r"depth|deep|tiefe|tief|[DT]|深度?|奥行き?|глубин\w*|profondeur|profundidad|fondo|profondità|profundidade",
}
_MM = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "мм": 1.0, "см": 10.0, "м": 1000.0}
_NUMBER = r"(?P<n>\d+(?:[.,]\d+)?)\s*(?P<u>mm|cm|m|мм|см|м)?(?![A-Za-zА-я0-9])"
_BEFORE = {
    axis: re.compile(rf"(?<![A-Za-zА-я])(?:{words})\s*[:：=]?\s*{_NUMBER}", re.IGNORECASE)
    for axis, words in _WORDS.items()
}
_AFTER = {
    axis: re.compile(rf"(?<![\d.,]){_NUMBER}\s*[(（]?(?:{words})(?![A-Za-zА-я])", re.IGNORECASE)
    for axis, words in _WORDS.items()
}
_UNIT = re.compile(r"(?<![A-Za-zА-я])(mm|cm|m|мм|см|м)(?![A-Za-zА-я0-9])")


def printed(facts: Facts) -> tuple[dict[str, float], tuple[Proof, ...]]:
    """The sides in mm that the prints name, and the lines that name them; a side named twice otherwise is left out."""
    sides: dict[str, set[float]] = {}
    proofs: list[Proof] = []
    for line in facts.prints:
        found = _of(line.text)
        if found:
            proofs.append(Proof(line.text.strip(), Source(line.source.kind, line.source.id, line.source.line)))
        for axis, value in found.items():
            sides.setdefault(axis, set()).add(value)
    return {axis: values.pop() for axis, values in sides.items() if len(values) == 1}, tuple(proofs)


def spoken(facts: Facts) -> dict[str, float]:
    """The sides in mm that the buyer names of their space."""
    return _of(facts.question.message) or _of(facts.question.context)


def stands_in(sides: dict[str, float], room: dict[str, float]) -> bool | None:
    """Whether what has `sides` stands in `room`: yes where two named sides or more are all printed and none is larger.

    Turning it on the spot swaps width and depth; where that could help, or a side is not printed, it stays open.
    """
    shared = [axis for axis in room if axis in sides]
    tight = [axis for axis in shared if sides[axis] > room[axis]]
    if not tight:
        return True if len(shared) == len(room) > 1 else None
    turned = {"width": "depth", "depth": "width"}
    if any(axis == "height" or sides.get(turned[axis], 0.0) > room[axis] for axis in tight):
        return False
    return None


def _of(text: str) -> dict[str, float]:
    units = _UNIT.findall(text)
    found: dict[str, float] = {}
    for forms in (_BEFORE, _AFTER):
        if found:
            break
        for axis, form in forms.items():
            match = form.search(text)
            unit = (match["u"] or (units[-1] if units else "")) if match else ""
            if match and unit:
                found[axis] = number(match["n"]) * _MM[unit.lower()]
    return found
