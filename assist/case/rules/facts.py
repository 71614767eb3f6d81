"""Facts: what a rule looks at, prepared once: the buyer's needs on one side, the prints on the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assist.case.judgement import Judgement, Proof, Sentence, Verdict
from assist.case.label.units import show, to_base
from assist.case.question import Question
from assist.case.specs import Source, Spec
from assist.case.tables import Tables


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed line or one sentence of a manual's passage."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Hit:
    """A match on the prints: the lines it touches, its words and where it begins in the joined text."""

    text: str
    start: int
    end: int
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """`prints` in reading order, `specs` typed from them, and the buyer's `question`; `photo` where prints are read."""

    question: Question
    prints: tuple[Printed, ...]
    specs: tuple[Spec, ...]
    tables: Tables
    photo: bool = True

    @property
    def said(self) -> str:
        """All the buyer's words."""
        return f"{self.question.message}\n{self.question.context}"

    @property
    def joined(self) -> str:
        return "\n".join(line.text for line in self.prints)

    def needs(self, *names: str) -> tuple[Spec, ...]:
        return tuple(spec for spec in self.question.needs if spec.name in names)

    def has(self, *names: str) -> tuple[Spec, ...]:
        return tuple(spec for spec in self.specs if spec.name in names)

    def line_of(self, spec: Spec) -> str:
        """The line a spec stands in, with its neighbours in front and behind."""
        at = self._index(spec.source)
        return " ".join(line.text for line in self.prints[max(0, at - 1) : at + 2]) if at >= 0 else spec.printed

    def own_line(self, spec: Spec) -> str:
        at = self._index(spec.source)
        return self.prints[at].text if at >= 0 else spec.printed

    def line_of_heading(self, spec: Spec) -> str:
        """The line a spec stands in with the one above it, as under a heading."""
        at = self._index(spec.source)
        return " ".join(line.text for line in self.prints[max(0, at - 1) : at + 1]) if at >= 0 else spec.printed

    def index_of(self, spec: Spec) -> int:
        """The place of the line a spec stands in, among the prints."""
        return self._index(spec.source)

    def _index(self, source: Source) -> int:
        return next((i for i, line in enumerate(self.prints) if line.source == source), -1)

    def find(self, pattern: re.Pattern[str]) -> Iterator[Hit]:
        """Every match over the joined lines, a phrase broken over two lines included."""
        joined = self.joined
        for match in pattern.finditer(joined):
            yield Hit(match.group(), *match.span(), self.proofs(*match.span()))

    def proofs(self, start: int, end: int) -> tuple[Proof, ...]:
        """The parts of the lines between two places of the joined text."""
        found, at = [], 0
        for line in self.prints:
            low, high = max(start - at, 0), min(end - at, len(line.text))
            if low < high and line.text[low:high].strip():
                found.append(Proof(line.text[low:high].strip(), line.source))
            at += len(line.text) + 1
        return tuple(found)


def value_of(spec: Spec) -> str:
    """A spec as a reader writes it: `100-240 V`, `≤ 192 W`, `E27`."""
    if spec.value:
        return spec.value
    if spec.low is None and spec.high is not None:
        return f"≤ {show(spec.high, spec.unit)}"
    if spec.high is None and spec.low is not None:
        return f"≥ {show(spec.low, spec.unit)}"
    assert spec.low is not None and spec.high is not None
    if spec.low == spec.high:
        return show(spec.low, spec.unit)
    return f"{spec.low:.10g}–{show(spec.high, spec.unit)}"


def top(spec: Spec) -> float:
    """The upper end in the base unit; the lower one where the upper is open."""
    value = spec.high if spec.high is not None else spec.low
    assert value is not None
    return to_base(value, spec.unit)[0]


def bottom(spec: Spec) -> float:
    """The lower end in the base unit; the upper one where the lower is open."""
    value = spec.low if spec.low is not None else spec.high
    assert value is not None
    return to_base(value, spec.unit)[0]


def proof(spec: Spec) -> Proof:
    return Proof(spec.printed, spec.source)


def proved(specs: Iterable[Spec]) -> tuple[Proof, ...]:
    return tuple(dict.fromkeys(proof(spec) for spec in specs))


def verdict(
    judgement: bool | None,
    rule: str,
    because: str,
    *,
    has: Spec | None = None,
    need: Spec | None = None,
    proofs: Sequence[Proof] = (),
    ask: str = "",
    **facts: object,
) -> Verdict:
    """A verdict: True is yes, False no, None unclear (then `ask` names what to ask)."""
    told = {True: Judgement.YES, False: Judgement.NO, None: Judgement.UNCLEAR}[judgement]
    shown_has, shown_need = value_of(has) if has else facts.get("printed", ""), value_of(need) if need else ""
    if has and need and has.supply and need.supply and has.supply != need.supply:
        shown_has, shown_need = f"{shown_has} {has.supply.upper()}", f"{shown_need} {need.supply.upper()}"
    facts = {"has": shown_has, "need": shown_need, **facts}
    shown = {name: value for name, value in facts.items() if value != ""}
    evidence = tuple(proofs) or (proved([has]) if has and has.printed else ())
    return Verdict(
        told, rule, Sentence.of(f"because.{because}", **shown), has, need, evidence if judgement is not None else (),
        (Sentence(ask),) if ask else (),
    )  # fmt: skip
