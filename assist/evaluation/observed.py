"""Observed: what the program showed for one question or case, kept without anything of gold.

The only file of the evaluation that knows `Reply`; the baseline fills the same records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assist.case import specs
from assist.case.geometry import Box
from assist.case.reply import Outcome, Reply
from assist.case.specs import Spec
from assist.case.verdict import Judgement
from assist.evaluation.bench import Place

# An answer is what the agent is shown: these outcomes show a question to the buyer or a refusal, whatever a rule
# had proposed before (design: the table of outcomes).
_NOT_DECIDED = frozenset({Outcome.WHICH_PRODUCT, Outcome.UNREADABLE_PHOTO, Outcome.ASK_BUYER, Outcome.NOT_IN_MANUAL})


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as displayed: its text and its place."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Drawn:
    """A quote shown as proved on the photo and the boxes drawn for it."""

    quote: str
    boxes: tuple[Box, ...]
    from_code: bool = False


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line as read, the upright box around it and how sure the reader is."""

    text: str
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Typed:
    """One typed value of the photo: the bench's name for it, numbers or value, unit and the printed text."""

    name: str
    low: float | None
    high: float | None
    unit: str
    value: str
    printed: str
    from_code: bool = False


@dataclass(frozen=True, slots=True)
class Observed:
    """One reply, flattened: places are file names and pages in the order retrieved, each once.

    `engine` is what drafted it, `notes` the keys of what the agent was told (`model.failed_late`, ...).
    """

    outcome: str = ""
    verdict: str = ""
    places: tuple[Place, ...] = ()
    cited: Place | None = None
    passages: tuple[Shown, ...] = ()
    quotes: tuple[Shown, ...] = ()
    drawn: tuple[Drawn, ...] = ()
    lines: tuple[ReadLine, ...] = ()
    typed: tuple[Typed, ...] = ()
    designation: str = ""
    product: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    text: str = ""
    rule: str = ""
    language: str = ""
    seconds: float = 0.0
    reading_seconds: float = 0.0
    error: str = ""
    engine: str = ""
    notes: tuple[str, ...] = ()


def distinct(places: list[Place]) -> tuple[Place, ...]:
    """Each place once, in order of first appearance."""
    return tuple(dict.fromkeys(places))


def observe(reply: Reply, files: Mapping[str, str], seconds: float) -> Observed:
    """What `reply` shows; `files` names the file of each manual id."""

    def place(manual: str, page: int) -> Place:
        return Place(files.get(manual, manual), page)

    held = sorted((e for e in reply.evidence if e.holds), key=lambda e: e.number or 10**6)
    on_pages = [e for e in held if e.manual]
    reading = reply.readings[0] if reply.readings else None
    return Observed(
        outcome=reply.outcome.value if reply.outcome else "",
        verdict=shown_verdict(reply),
        places=distinct([place(p.manual, p.page) for p in reply.found.passages]),
        cited=place(on_pages[0].manual, on_pages[0].page) if on_pages else None,
        passages=tuple(Shown(p.text, place(p.manual, p.page)) for p in reply.found.displayed[:3]),
        quotes=tuple(Shown(e.claim.quote, place(e.manual, e.page)) for e in on_pages),
        drawn=tuple(
            Drawn(e.claim.quote, tuple(q.box for q in e.quads), from_code=e.claim.source.line == -1)
            for e in held
            if e.claim.source.kind == "photo"
        ),
        lines=tuple(ReadLine(line.text, line.box, line.confidence) for line in reading.lines) if reading else (),
        typed=tuple(_typed(spec) for spec in reply.specs if spec.source.kind == "photo"),
        designation=reply.match.designation,
        product=tuple(files.get(manual, manual) for manual in reply.match.manuals),
        asks=tuple(sentence.key for sentence in reply.ask),
        text=reply.text,
        rule=reply.verdict.rule if reply.verdict else "",
        language=reply.language,
        seconds=seconds,
        reading_seconds=sum(r.seconds for r in reply.readings),
        engine=reply.draft.engine if reply.draft else "",
        notes=tuple(sentence.key for sentence in reply.notes),
    )


def shown_verdict(reply: Reply) -> str:
    """`yes`, `no`, `unclear`, or nothing where none was asked or a person decides."""
    if reply.outcome in _NOT_DECIDED:
        return Judgement.UNCLEAR.value
    if reply.verdict is None or reply.outcome is Outcome.NEEDS_PERSON:
        return ""
    return reply.verdict.judgement.value


def _typed(spec: Spec) -> Typed:
    return Typed(
        name=specs.parameter_name(spec),
        low=spec.low,
        high=spec.high,
        unit=spec.unit,
        value=spec.value,
        printed=spec.printed,
        from_code=spec.source.line < 0,
    )
