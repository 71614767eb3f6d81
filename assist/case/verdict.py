"""Verdict: yes, no or unclear, with the pair of facts that decides and the words for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assist.case.judgement import Judgement, Proof, Sentence, Verdict
from assist.case.passages import Passage
from assist.case.question import Question
from assist.case.reading import Reading
from assist.case.rules import (
    amounts,
    chemistry,
    exclusions,
    feeding,
    ip,
    load,
    mains,
    marked,
    parts,
    people,
    sizes,
    topics,
)
from assist.case.rules.facts import Facts, Printed
from assist.case.specs import Source, Spec, specs_of_text
from assist.case.tables import Tables

__all__ = ["Judgement", "Proof", "Rule", "Sentence", "Verdict", "decide"]

Rule = Callable[[Facts], Verdict | None]

# Narrow rules first: the first one that refuses or agrees names the deciding pair.
RULES: tuple[Rule, ...] = (
    parts.fuse,
    parts.capacitor,
    parts.same_number,
    parts.origin,
    marked.socket,
    load.lamp_limit,
    feeding.usb,
    chemistry.chemistry,
    feeding.supplied,
    feeding.adapter,
    feeding.strip_controller,
    load.own_source,
    load.energy_limit,
    load.load,
    marked.flame_class,
    marked.battery,
    marked.connector,
    marked.wireless,
    ip.ip,
    sizes.pitch,
    sizes.length,
    sizes.volume,
    sizes.bearing,
    sizes.weight,
    sizes.equal,
    sizes.fits,
    amounts.harvest,
    amounts.rate,
    amounts.share,
    amounts.often,
    people.age,
    amounts.temperature,
    amounts.pressure,
    mains.plug,
    mains.mains,
    exclusions.exclusion,
    topics.topic,
)
# Rules whose yes settles a question although another rule found a print silent: they compare the very thing asked.
_SETTLING = frozenset({"fuse", "capacitor", "controller", "share", "harvest", "part"})
# A manual tells of many products and situations; only these rules may answer from it.
_FROM_MANUAL: tuple[Rule, ...] = (mains.mains, marked.wireless, ip.ip, topics.topic)
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n+")
_PASSAGES = 3
# Words that also name where or with what a thing is used ("in my car", "the microwave, 1200 W"): where a number was
# compared and found right, their silence on the print leaves nothing open.  Care, safety and systems never are.
_PLACES = frozenset(
    {
        "outdoor", "car", "camper", "microwave", "oven", "aluminium", "glass", "wood", "plastic", "metal_trim",
        "amplifier",
        "wifi", "usb_port", "timer", "remote_control", "solar", "touch", "rechargeable", "houseplants",
        "lawn", "thermometer",
    }
)  # fmt: skip


def decide(
    question: Question,
    readings: Sequence[Reading],
    specs: Sequence[Spec],
    passages: tuple[Passage, ...],
    tables: Tables,
) -> Verdict | None:
    """The verdict: no where one rule refuses, yes where one agrees and none is left open, else unclear with what to
    ask; None where no yes or no is asked.  The photo's prints come first, the manual's where they are silent."""
    if not question.yes_no:
        return None
    prints = tuple(
        Printed(line.text, Source("photo", reading.photo, index))
        for reading in readings
        for index, line in enumerate(reading.lines)
    )
    printed = [spec for spec in specs if spec.source.kind == "photo"]
    facts = Facts(question, prints, _largest_first(printed, readings), tables)
    answer = _judged([found for rule in RULES if (found := rule(facts)) is not None], question)
    if answer is not None and answer.judgement is not Judgement.UNCLEAR:
        return answer
    from_manual = _from_manual(question, passages, tables)
    if from_manual is not None and from_manual.judgement is not Judgement.UNCLEAR:
        return from_manual
    return answer or Verdict(
        Judgement.UNCLEAR, "none", Sentence("because.nothing_decides"), ask=(Sentence("ask.rating"),)
    )


def _largest_first(specs: Sequence[Spec], readings: Sequence[Reading]) -> tuple[Spec, ...]:
    """The specs in their order, but of lines that read the same (equal relays on a board) the largest print first:
    what is told of equal parts is shown where it can be seen best."""
    lines = {Source("photo", r.photo, index): line for r in readings for index, line in enumerate(r.lines)}
    first: dict[str, int] = {}
    for place, spec in enumerate(specs):
        if spec.source in lines:
            first.setdefault(lines[spec.source].text, place)

    def key(place: int) -> tuple[int, float]:
        line = lines.get(specs[place].source)
        return (place, 0.0) if line is None else (first[line.text], -line.box.area)

    return tuple(specs[place] for place in sorted(range(len(specs)), key=key))


def _judged(answers: list[Verdict], question: Question) -> Verdict | None:
    """One verdict of all the rules' answers; a no outweighs everything, an open point outweighs a yes."""
    for answer in answers:
        if answer.judgement is Judgement.NO:
            return answer
    agreed = [answer for answer in answers if answer.judgement is Judgement.YES]
    unclear = [answer for answer in answers if answer.judgement is Judgement.UNCLEAR]
    settled = [answer for answer in agreed if answer.rule in _SETTLING]
    if settled:
        return settled[0]
    compared = any(not answer.rule.startswith("topic") for answer in agreed)
    if compared and set(question.topics) <= _PLACES:
        unclear = [answer for answer in unclear if answer.rule != "topic"]
    if agreed and not unclear:
        return agreed[0]
    return _asked_first(unclear) if unclear else None


def _asked_first(unclear: list[Verdict]) -> Verdict:
    """The open point to ask about: the input decides more than the plug, which an adapter changes."""
    first, supply = unclear[0], next((answer for answer in unclear if answer.rule == "mains"), None)
    if first.rule != "plug" or supply is None:
        return first
    return replace(supply, ask=(*supply.ask, *first.ask))


def _from_manual(question: Question, passages: tuple[Passage, ...], tables: Tables) -> Verdict | None:
    """What the best passages decide, sentence by sentence, by the few rules that may."""
    prints: list[Printed] = []
    specs: list[Spec] = []
    for passage in passages[:_PASSAGES]:
        source = Source("passage", passage.id)
        for sentence in _SENTENCE.split(passage.text):
            if sentence.strip():
                prints.append(Printed(sentence.strip(), source))
        specs += specs_of_text(passage.text, source)
    if not prints:
        return None
    facts = Facts(question, tuple(prints), tuple(specs), tables, photo=False)
    return _judged([found for rule in _FROM_MANUAL if (found := rule(facts)) is not None], question)
