"""Parts: the same number, the same fuse, a capacitor that is at least as good; where it was made."""

from __future__ import annotations

import re

from assist.case.judgement import Proof, Verdict
from assist.case.rules.facts import Facts, proof, proved, top, verdict
from assist.case.rules.mains import mains as _mains
from assist.case.specs import Spec
from assist.case.text import cues

_FUSE_LETTER = re.compile(r"\b(FF|TT|F|T|M)\s?\d+(?:[.,]\d+)?\s?m?A", re.IGNORECASE)  # IEC 60127: speed
_FUSE = re.compile(r"fuse|sicherung|fusible|fusibile|предохранител|保险丝|保险管|ヒューズ|fusível", re.IGNORECASE)
# "Can I put in one of 15 A?" beside a printed fuse asks about a fuse, not about a load.
_REPLACES = re.compile(
    r"\breplac\w*|\binstead\b|\bput in\b|\bswap\b|\bersatz\b|\bersetz\w*|\btausch\w*|\banstelle\b|\bpon(?:er|go|"
    r"erle) un|"
    r"\breemplaz\w*|\bsustitu\w*|\bremplac\w*|\bmettre un|\bsostitu\w*|\bmettere un|\bsubstitu\w*|\btroc\w+|\bpôr um|"
    r"замен\w*|вместо|поставить|换(?:成|上|用|一)|代替|替换|交換|代わり",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"made in|country of origin|manufactured in|fabriqué|hergestellt in|hecho en|fabricado|"
    r"prodotto in|产地|产于|原产|生产国|製造国|原産国|сделано в|страна",
    re.IGNORECASE,
)
_ORIGIN_ASKED = re.compile(
    r"made in|origin|where .*made|produced in|hergestellt|herkunft|hecho en|fabricad|fabriqué|"
    r"origine|prodotto in|fatto in|产|哪里生产|国产|进口|製|原産|произведен|сделано|страна|feito no|"
    r"fabricado",
    re.IGNORECASE,
)
_VOLTAGE_SLACK = 1.0  # a part of higher rated voltage replaces one of lower (IEC 60127-1 for fuses; capacitors alike)


def same_number(facts: Facts) -> Verdict | None:
    """Part numbers and designations that the buyer holds against the printed ones."""
    needs = [n for n in facts.needs("part", "model", "ean") if any(ch.isdigit() for ch in n.value)]
    if not needs or not (cues.SAME_PART.search(facts.question.message) or _one_word_question(facts)):
        return None
    printed = facts.has("part", "model", "ean", "serial", "lot")
    folded = {_fold(s.value): s for s in printed}
    met = [n for n in needs if _fold(n.value) in folded]
    missing = [n for n in needs if n not in met]
    if met and not missing:
        if _contradicted(facts):
            return None
        has = [folded[_fold(n.value)] for n in met]
        return verdict(True, "part", "same", has=has[0], need=met[0], proofs=proved(has))
    for need in missing:
        rivals = [s for s in printed if _shape(s.value) == _shape(need.value) and _fold(s.value) != _fold(need.value)]
        family = met or any(_family(s.value, need.value) for s in rivals)
        if rivals and family and not any(_contains(s, need) for s in printed):
            return verdict(False, "part", "differs", has=rivals[0], need=need)
    return verdict(None, "part", "not_printed", need=needs[0], ask="ask.part_number")


def fuse(facts: Facts) -> Verdict | None:
    """A fuse: the same current and speed (IEC 60127), at least the same voltage."""
    if not _FUSE.search(facts.said) and not (_FUSE.search(facts.joined) and _REPLACES.search(facts.question.message)):
        return None
    needs = facts.needs("current")
    if not needs:
        return None
    need = needs[0]
    printed = [
        s for s in facts.has("current") if _FUSE_LETTER.search(facts.own_line(s)) or _FUSE.search(facts.line_of(s))
    ]
    if not printed:
        return verdict(None, "fuse", "not_printed", need=need, ask="ask.fuse")
    has = printed[0]
    volts = [v for v in facts.has("voltage") if v.source == has.source]
    wanted_volts = [v for v in facts.needs("voltage") if v.source == need.source]
    speed, wanted = _speed(facts.own_line(has)), _speed(facts.said)
    shown = (proof_of_line(facts, has),)
    if top(has) != top(need) or (speed and wanted and speed != wanted):
        return verdict(False, "fuse", "differs", has=has, need=need, proofs=shown)
    if volts and wanted_volts and top(wanted_volts[0]) < top(volts[0]) * _VOLTAGE_SLACK:
        return verdict(False, "fuse", "too_little", has=volts[0], need=wanted_volts[0], proofs=shown)
    if (volts and not wanted_volts) or (speed and not wanted):
        return verdict(None, "fuse", "not_printed", need=need, ask="ask.fuse")
    return verdict(True, "fuse", "same", has=has, need=need, proofs=shown)


def capacitor(facts: Facts) -> Verdict | None:
    """A capacitor: the same capacitance, at least the same voltage."""
    needs = facts.needs("capacitance")
    if not needs:
        return None
    need = needs[0]
    volts = [v for v in facts.needs("voltage") if v.source == need.source]
    number = f"{need.low:.10g}"
    printed = list(facts.has("capacitance"))
    bare = next((line for line in facts.prints if line.text.strip() == number), None)
    rated = [s for s in facts.has("voltage") if top(s) <= 1000]
    if (not printed and bare is None) or not rated or not volts:
        return verdict(None, "capacitor", "not_printed", need=need, ask="ask.capacitor")
    same = bare is not None or any(top(s) == top(need) for s in printed)
    near = rated[0]
    if bare is not None:
        at = facts.prints.index(bare)
        close = [s for s in rated if abs(facts.index_of(s) - at) <= 2]
        if not close:
            return verdict(None, "capacitor", "not_printed", need=need, ask="ask.capacitor")
        near = close[0]
    shown = (Proof(number, bare.source) if bare else proof(printed[0]), proof(near))
    if not same:
        return verdict(False, "capacitor", "differs", has=printed[0], need=need, proofs=shown)
    if top(volts[0]) < top(near):
        return verdict(False, "capacitor", "too_little", has=near, need=volts[0], proofs=shown)
    return verdict(True, "capacitor", "better", has=near, need=volts[0], proofs=shown)


def origin(facts: Facts) -> Verdict | None:
    """The country of origin: only prints that say so count, an address does not."""
    if not _ORIGIN_ASKED.search(facts.question.message):
        return None
    asked = facts.tables.country_of(re.sub(r"(?i)made in|from", " ", facts.question.message))
    if asked is None:
        return None
    hits = [hit for hit in facts.find(_origin_pattern()) if hit.proofs]
    named = [
        (facts.tables.country_of(hit.text.split(":")[-1] if ":" in hit.text else _MADE.sub("", hit.text)), hit)
        for hit in hits
    ]
    named = [(country, hit) for country, hit in named if country is not None]
    if not named:
        return verdict(None, "origin", "not_printed", ask="ask.origin")
    codes = {country.code for country, _ in named if country}
    _, hit = named[0]
    if codes == {asked.code}:
        return verdict(True, "origin", "origin_same", proofs=hit.proofs[-1:], printed=hit.proofs[-1].quote)
    if asked.code not in codes:
        return verdict(False, "origin", "origin_differs", proofs=hit.proofs[-1:], printed=hit.proofs[-1].quote)
    return verdict(None, "origin", "not_printed", ask="ask.origin")


def proof_of_line(facts: Facts, spec: Spec) -> Proof:
    """The fuse's whole marking where its line is short."""
    match = re.search(r"(?:FF|TT|F|T|M)?\s?\d+(?:[.,]\d+)?\s?m?A[LH]?\s*\d{2,3}\s?V\S*", facts.own_line(spec))
    return Proof(match.group().strip(), spec.source) if match else proof(spec)


def _origin_pattern() -> re.Pattern[str]:
    return re.compile(
        r"(?:country\s+of\s+origin|pays d'origine|ursprungsland|herkunftsland|país de origen|"
        r"paese d'origine|país de origem|原产国|原产地|产地|原産国|страна происхождения)"
        r"\s*[:：/]?\s*[^\n]{0,30}|(?:made|manufactured|produced)\s+in\s+[^\n]{2,24}|(?:fabriqué|"
        r"hergestellt|hecho|fabricado|prodotto|сделано)\s+(?:au|en|in|em|no|в)\s+[^\n]{2,24}|中国制造",
        re.IGNORECASE,
    )


def _one_word_question(facts: Facts) -> bool:
    return bool(
        re.search(r"\b(?:this|that|is it|das|esto|ça|questo|это)\b.*\?", facts.question.message, re.IGNORECASE)
    ) and bool(facts.needs("part"))


def _contradicted(facts: Facts) -> bool:
    """Another stated property of the offered part (its coil voltage) that the print contradicts."""
    answer = _mains(facts)
    return answer is not None and answer.judgement.value == "no"


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.upper()).replace("O", "0").replace("I", "1")


def _shape(text: str) -> str:
    return re.sub(r"[A-Za-z]+", "A", re.sub(r"\d", "9", text))


def _family(one: str, other: str) -> bool:
    a, b = _fold(one), _fold(other)
    return len(a) > 4 and a[:4] == b[:4]


def _contains(spec: Spec, need: Spec) -> bool:
    return _fold(need.value) in _fold(spec.value)


def _speed(text: str) -> str:
    match = _FUSE_LETTER.search(text)
    if match:
        return match[1].upper()
    if re.search(r"slow|träge|lent|lento|ritardat|慢断|延时|медленн|遅延", text, re.IGNORECASE):
        return "T"
    return "F" if re.search(r"fast|quick|flink|rapid|快断|быстр", text, re.IGNORECASE) else ""
