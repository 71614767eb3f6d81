"""Focus: several products' labels on one photo, told apart, and the one that the agent means.

Lines that stand close to each other are one block of print.  Blocks compete where each names a model of its own and
prints ratings of its own: a table of one label, a slogan beside it or a list of models make no second product.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from assist.case.geometry import Box, union
from assist.case.photo import Case, Focus
from assist.case.reading import Line, Reading
from assist.case.specs import Spec, shows_a_board, specs_of_reading

NEAR = 2.6
"""Lines of one label stand closer than so many of their heights; its columns of a table as well."""

LEAST_LINES = 2
LEAST_PRINT, LEAST_SAME = 3, 3
"""Equal parts share at least so many lines of at least so many letters and digits."""
ALIKE = 0.7  # of the letters of two readings of one line; different lines of one label share less
_RATED = frozenset({"voltage", "current", "power", "energy", "capacity"})
_SAME_START = 5  # models that begin with so many equal letters are versions of one product


@dataclass(frozen=True, slots=True)
class Label:
    """One product's print on a photo: where it stands, and its model or first words as a short name."""

    photo: str
    box: Box
    name: str

    @property
    def focus(self) -> Focus:
        return Focus(self.photo, self.box)


def labels_of(reading: Reading, aspect: float = 1.0) -> tuple[Label, ...]:
    """The labels that compete on one photo, in reading order; none where there is one product, or a circuit board.

    `aspect` is the photo's width over its height, so that distances along and across are alike.
    """
    if shows_a_board(reading):
        return ()
    blocks = [block for block in _blocks(reading.lines, aspect) if len(block) >= LEAST_LINES]
    found: list[tuple[Label, str]] = []
    prints: list[set[str]] = []
    for block in blocks:
        lines = [reading.lines[index] for index in block]
        own = {text for line in lines if len(text := _folded(line.text)) >= LEAST_PRINT}
        if any(_equal_parts(own, other) for other in prints):
            continue
        prints.append(own)
        specs = specs_of_reading(Reading(reading.photo, tuple(lines)))
        model = _model(specs)
        if model and len({spec.name for spec in specs} & _RATED) >= 1:
            found.append((Label(reading.photo, union(line.box for line in lines), model), _folded(model)))
    distinct = {folded[:_SAME_START]: label for label, folded in reversed(found)}
    rows = sorted(distinct.values(), key=lambda label: (round(2 * label.box.centre[1]), label.box.left))
    return tuple(rows) if len(rows) > 1 else ()


def _equal_parts(one: set[str], two: set[str]) -> bool:
    """Whether two blocks are the print of equal parts, as two relays on a board: most of their lines are the same."""
    same = len(one & two)
    return same >= LEAST_SAME and same >= 0.5 * min(len(one), len(two))


def choice(case: Case, readings: Sequence[Reading]) -> tuple[tuple[Label, ...], Focus | None]:
    """The labels that compete on a case's photos, and the one that counts: the agent's choice, or whose model the
    buyer names; None where that is open."""
    labels = tuple(
        label
        for photo, reading in zip(case.photos, readings, strict=True)
        for label in labels_of(reading, photo.width / max(1, photo.height))
    )
    return labels, case.focus or named(labels, case.message)


def scoped(reading: Reading, focus: Focus | None) -> Reading:
    """The reading with only what stands inside the focus; all of it where the focus is on another photo, or none."""
    if focus is None or focus.photo != reading.photo:
        return reading
    area = focus.box.grown(0.04)
    lines = tuple(line for line in reading.lines if area.holds(*line.box.centre))
    return replace(
        reading, lines=lines, codes=tuple(code for code in reading.codes if area.holds(*code.quad.box.centre))
    )


def closer(reading: Reading, lines: Sequence[Line]) -> Reading:
    """The reading of a part with what a closer look at it gave: small print that was missed, and what was read better.

    Where the part's edge cuts a line, the whole line stays: it says more, and its place is surer.
    """
    kept = list(reading.lines)
    for line in lines:
        same = [one for one in kept if _alike(one.text, line.text)]
        if any(_letters(one.text) > _letters(line.text) for one in same):
            continue
        at = kept.index(same[0]) if same else len(kept)
        kept = [one for one in kept if one not in same]
        kept.insert(at, line)
    return replace(reading, lines=tuple(kept))


def named(labels: Sequence[Label], message: str) -> Focus | None:
    """The one label whose model the buyer names; None where it is none or several."""
    told = _folded(message)
    meant = [label for label in labels if _folded(label.name) in told]
    return meant[0].focus if len(meant) == 1 else None


def _blocks(lines: Sequence[Line], aspect: float) -> list[list[int]]:
    """Indices of lines that hang together, each block in reading order."""
    block = list(range(len(lines)))

    def root(index: int) -> int:
        while block[index] != index:
            index = block[index]
        return index

    for one in range(len(lines)):
        for two in range(one + 1, len(lines)):
            if _near(lines[one], lines[two], aspect):
                block[root(two)] = root(one)
    groups: dict[int, list[int]] = {}
    for index in range(len(lines)):
        groups.setdefault(root(index), []).append(index)
    return list(groups.values())


def _near(one: Line, two: Line, aspect: float) -> bool:
    a, b = one.box, two.box
    across = (max(a.left, b.left) - min(a.right, b.right)) * aspect
    down = max(a.top, b.top) - min(a.bottom, b.bottom)
    return max(across, down, 0.0) < NEAR * max(_height(one, aspect), _height(two, aspect))


def _height(line: Line, aspect: float) -> float:
    """A line's height, also of a turned one, as a share of the photo's."""
    (ax, ay), _, _, (dx, dy) = line.quad.points
    return float((((dx - ax) * aspect) ** 2 + (dy - ay) ** 2) ** 0.5)


def _model(specs: Sequence[Spec]) -> str:
    return next((spec.value for spec in specs if spec.name == "model" and re.search(r"\d", spec.value)), "")


def _alike(one: str, two: str) -> bool:
    """Whether two readings are of the same print: one inside the other, or most letters in the same order."""
    a, b = (re.sub(r"\W+", "", text.casefold()) for text in (one, two))
    return bool(a and b) and (a in b or b in a or SequenceMatcher(None, a, b).ratio() >= ALIKE)


def _letters(text: str) -> int:
    return sum(ch.isalnum() for ch in text)


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.upper()).replace("O", "0").replace("I", "1")
