"""Material: what of a ticket a model is shown, under names that tell nothing (`P1L3`, `M2`), and what they stand for.

A file's name or a manual's title never goes in: the model shall cite passages, not guess from names.  The typed rules'
verdict is left out on purpose: the model's own is set against it afterwards, and an opinion that was handed over
proves nothing by coming back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assist.case.asking.fence import fenced
from assist.case.generation import Picture
from assist.case.label.units import show
from assist.case.photo import Turn
from assist.case.reply import Reply
from assist.case.specs import Source, Spec

# What a prompt holds at most: six passages are 2,500 tokens, and nobody found an answer behind the fifth on the bench.
MOST_PASSAGES, LONGEST_PASSAGE = 6, 1800
MOST_LINES, MOST_SPECS = 120, 40
LONGEST_MESSAGE = 4000
# Turns told in full; older ones are cut to their beginning.
WHOLE_TURNS, LONGEST_TURN, LONGEST_OLD_TURN, MOST_TURNS = 4, 800, 160, 16

NAMES = {
    "zh": "Chinese (Simplified)", "en": "English", "de": "German", "es": "Spanish", "fr": "French", "it": "Italian",
    "ja": "Japanese", "ru": "Russian", "pt": "Portuguese",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Material:
    """The sections of a prompt, and what each opaque id stands for.

    `sections` are (name, text), not yet fenced; `sources` maps the ids of lines, codes and passages to their places,
    `pictures` those of pictures to what they show.
    """

    sections: tuple[tuple[str, str], ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    def text(self, boundary: str) -> str:
        """All sections, each fenced by the boundary."""
        return "\n\n".join(fenced(name, text, boundary) for name, text in self.sections)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.sections)


def material_of(reply: Reply, pictures: Sequence[Picture] = ()) -> Material:
    """What a model is told of a ticket, and shown in `pictures`."""
    sources: dict[str, Source] = {}
    sections = [("message", reply.case.message.strip()[:LONGEST_MESSAGE])]
    if reply.case.context.strip():
        sections.append(("order and buyer", reply.case.context.strip()[:LONGEST_MESSAGE]))
    if reply.case.conversation:
        sections.append(("earlier messages", "\n".join(_turns(reply.case.conversation))))
    for number, reading in enumerate(reply.readings, start=1):
        printed: list[str] = []
        for index, line in enumerate(reading.lines[:MOST_LINES]):
            sources[f"P{number}L{index + 1}"] = Source("photo", reading.photo, index)
            printed.append(f"P{number}L{index + 1} (sure {line.confidence:.2f}) {_one_line(line.text)}")
        for index, code in enumerate(reading.codes):
            sources[f"P{number}C{index + 1}"] = Source("photo", reading.photo, -1)
            printed.append(f"P{number}C{index + 1} ({code.kind}) {_one_line(code.text)}")
        sections.append((f"print on photo {number}", "\n".join(printed) or "nothing was read"))
    known = {source: name for name, source in sources.items()}
    typed = [(spec.source, told) for spec in reply.specs if (told := _typed(spec, known))][:MOST_SPECS]
    if typed:
        values = [f"S{number} {told}" for number, (_, told) in enumerate(typed, start=1)]
        sections.append(("typed values of the print", "\n".join(values)))
        sources |= {f"S{number}": source for number, (source, _) in enumerate(typed, start=1)}
    if reply.product_known and reply.match.designation:
        sections.append(("product", _one_line(f"{reply.match.brand} {reply.match.designation}")))
    for number, passage in enumerate(reply.found.passages[:MOST_PASSAGES], start=1):
        sources[f"M{number}"] = Source("passage", passage.id)
        head = f"M{number}, page {passage.page}"
        sections.append((head, f"{passage.heading}\n{passage.text[:LONGEST_PASSAGE]}".strip()))
    shown = {f"I{number}": picture for number, picture in enumerate(pictures, start=1)}
    if shown:
        sections.append(("pictures, in their order", "\n".join(_shown(name, p, reply) for name, p in shown.items())))
    return Material(tuple(sections), sources, shown)


def _turns(turns: Sequence[Turn]) -> Iterator[str]:
    """The latest turns whole, older ones by their beginning, the oldest of a long conversation left out."""
    kept = turns[-MOST_TURNS:]
    if len(turns) > len(kept):
        yield f"({len(turns) - len(kept)} older messages are left out)"
    for place, turn in enumerate(kept):
        longest = LONGEST_TURN if place >= len(kept) - WHOLE_TURNS else LONGEST_OLD_TURN
        text = _one_line(turn.text)
        yield f"{turn.who}: {text if len(text) <= longest else text[:longest] + ' ...'}"


def _typed(spec: Spec, known: Mapping[Source, str]) -> str:
    """`V: input voltage 100-240 V, from P1L3`; empty where its line was not told."""
    if spec.source not in known:
        return ""
    if spec.value:
        value = spec.value
    elif spec.low is not None and spec.low == spec.high:
        value = show(spec.low, spec.unit)
    else:
        low = "" if spec.low is None else f"from {show(spec.low, spec.unit)}"
        high = "" if spec.high is None else f"to {show(spec.high, spec.unit)}"
        value = f"{low} {high}".strip()
    return _one_line(f"{spec.role} {spec.name}: {value} {spec.supply} (from {known[spec.source]})")


def _shown(name: str, picture: Picture, reply: Reply) -> str:
    number = next((n for n, photo in enumerate(reply.case.photos, start=1) if photo.id == picture.photo), 0)
    whole = picture.region.area > 0.99
    return f"{name}: {'all of' if whole else 'a part of'} photo {number}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
