"""Loads: what the buyer connects against what the product is rated for; sums, lamp limits, the buyer's own source."""

from __future__ import annotations

import re

from assist.case.judgement import Proof, Verdict
from assist.case.label.numerals import number
from assist.case.label.units import show
from assist.case.rules import feeding, prints, sides
from assist.case.rules.facts import Facts, proved, top, verdict
from assist.case.specs import Spec
from assist.case.text import cues

_HEAVY = re.compile(
    r"heater|kettle|\boven|hair ?dryer|\biron\b|toaster|boiler|water heater|\bgrill|microwave|"
    r"washing machine|dryer|air ?con\w*|fryer|"
    r"heizlüfter|heizung|wasserkocher|ofen|föhn|boiler|热水壶|水壶|电暖|取暖器|热水器|电磁炉|烤箱|吹风机|空调|微波炉|"
    r"洗衣机|calefactor|estufa|hervidor|"
    r"secador|horno|termo|radiateur|bouilloire|chauffage|sèche-cheveux|stufetta|stufa|"
    r"bollitore|\bphon\b|forno|scaldabagno|"
    r"ヒーター|ストーブ|ケトル|ドライヤー|обогревател\w*|чайник\w*|фен\b|утюг\w*|духовк\w*|бойлер\w*|"
    r"aquecedor|chaleira|secador|forno|chuveiro",
    re.IGNORECASE,
)
# A switch's rating for motors stands in brackets behind the one for heaters: 16(2)A (IEC 60730-1, IEC 61058-1).
_INDUCTIVE = re.compile(r"\d+\s?\(\s?(\d{1,2}(?:[.,]\d)?)\s?\)\s?A(?![A-Za-z])")
# Motors draw several times their rated current at start (IEC 60947-4-1): up to half the rating is said yes to.
_MOTOR_SHARE = 0.5


def load(facts: Facts) -> Verdict | None:
    """The buyer's appliances against the printed power and current rating."""
    if _lamp_limit_asked(facts) or feeding.usb_asked(facts) or feeding.adapter(facts) or feeding.supplied(facts):
        return None
    if any(sides.is_own_source(facts, need) for need in facts.needs("power", "current")):
        return None
    powers, currents = _loads(facts, "power"), _loads(facts, "current")
    if not powers and not currents:
        if _HEAVY.search(facts.question.message) and sides.is_source(facts) and not facts.question.topics:
            return verdict(None, "load", "need_unknown", ask="ask.load_power")
        return None
    need, wanted = _total(facts, powers or currents)
    rated_w, rated_a = _ratings(facts, "power"), _ratings(facts, "current")
    if not rated_w and not rated_a:
        return verdict(None, "load", "not_printed", need=need, ask="ask.rating")
    voltage = _voltage(facts)
    if (bracket := _inductive(facts)) is not None:
        motor = wanted / (voltage or 230.0) if powers else wanted
        if motor > bracket[0]:
            return verdict(False, "load", "load_above", need=need, proofs=(bracket[1],), printed=bracket[1].quote,
                           needs=show(round(motor, 1), "A"))  # fmt: skip
    answers: list[tuple[bool | None, Spec]] = []
    if powers:
        answers += _against(wanted, rated_w)
        if rated_a and voltage:
            answers += _against(wanted / voltage, rated_a)
    else:
        answers += _against(wanted, rated_a)
        if rated_w and voltage and not rated_a:
            answers += _against(wanted * voltage, rated_w)
    return _judge(facts, answers, need, wanted, powers)


def lamp_limit(facts: Facts) -> Verdict | None:
    """The lamp's power against what the buyer's luminaire allows."""
    if not _lamp_limit_asked(facts):
        return None
    limit = next((n for n in facts.needs("power") if sides.is_limit(facts, n)), None)
    if limit is None:
        return None
    printed = [
        s for s in facts.has("power") if "equiv" not in facts.own_line(s).casefold() and "=" not in facts.own_line(s)
    ]
    if not printed:
        return verdict(None, "lamp_limit", "not_printed", need=limit, ask="ask.lamp_power")
    if max(map(top, printed)) <= top(limit):
        return verdict(
            True, "lamp_limit", "limit_below", has=max(printed, key=top), need=limit, needs=show(top(limit), "W")
        )
    if min(map(top, printed)) > top(limit):
        return verdict(
            False, "lamp_limit", "limit_above", has=min(printed, key=top), need=limit, needs=show(top(limit), "W")
        )
    return verdict(None, "lamp_limit", "not_certain", need=limit, ask="ask.lamp_power")


def own_source(facts: Facts) -> Verdict | None:
    """What the product takes against what the buyer's inverter, breaker or socket gives."""
    needs = [need for need in facts.needs("power", "current") if sides.is_own_source(facts, need)]
    if not needs:
        return None
    limit = needs[0]
    printed = [s for s in facts.has(limit.name) if s.role not in {"output", "battery"}]
    wanted = top(limit)
    if not printed and limit.name == "current" and (voltage := _voltage(facts)):
        printed, wanted = [s for s in facts.has("power") if s.role != "output"], wanted * voltage
    if not printed:
        return verdict(None, "own_source", "not_printed", need=limit, ask="ask.rating")
    most = max(printed, key=top)
    if top(most) > wanted:
        return verdict(False, "own_source", "limit_above", has=most, need=limit)
    if sides.is_motor(facts) and top(most) > _MOTOR_SHARE * wanted:
        return verdict(None, "own_source", "not_certain", has=most, need=limit, ask="ask.rating")
    return verdict(True, "own_source", "limit_below", has=most, need=limit)


def energy_limit(facts: Facts) -> Verdict | None:
    """A power bank's energy against a named limit (airlines: 100 Wh, IATA dangerous goods regulations)."""
    limits = facts.needs("energy")
    printed = facts.has("energy")
    if not limits or not (sides.is_limit(facts, limits[0]) or cues.ASKS_EQUAL.search(facts.question.message)):
        return None
    if not printed:
        return verdict(None, "energy", "not_printed", need=limits[0], ask="ask.label")
    most = max(printed, key=top)
    fits = top(most) <= top(limits[0])
    return verdict(fits, "energy", "limit_below" if fits else "limit_above", has=most, need=limits[0])


def _lamp_limit_asked(facts: Facts) -> bool:
    if not sides.is_lamp_question(facts):
        return False
    return any(sides.is_limit(facts, need) for need in facts.needs("power"))


def _loads(facts: Facts, name: str) -> list[Spec]:
    """What the buyer connects; a number in brackets right after another is the same load said again."""
    found = [n for n in facts.needs(name) if not (sides.is_limit(facts, n) and not _is_asked_rating(facts, n))]
    asked = [n for n in found if n.source.kind == "message"]
    told = [n for n in found if n.source.kind == "context"]
    if asked and told and {top(n) for n in asked} <= {top(n) for n in told}:
        return told
    return asked or told


def _is_asked_rating(facts: Facts, need: Spec) -> bool:
    """`max 2500W ok?`, `breaker is 100 A`: a limit on the buyer's side that the product must stand."""
    return need.source.kind == "message" or sides.is_source(facts)


def _total(facts: Facts, loads: list[Spec]) -> tuple[Spec, float]:
    """The load that counts and its sum in watts or amperes."""
    biggest = max(loads, key=top)
    if len(loads) == 1:
        return biggest, top(biggest) * feeding.count_of(facts, biggest)
    distinct = list({(n.source.kind, n.span): n for n in loads}.values())
    if cues.SIMULTANEOUS.search(facts.said) or re.search(
        r"\band\b|\+|和|und|y\b|et\b|e\b|и\b|と", _between(facts, distinct)
    ):
        return biggest, sum(top(n) for n in distinct)
    return biggest, top(biggest)


def _between(facts: Facts, loads: list[Spec]) -> str:
    """The words between the first and the last load of one text."""
    text = facts.question.message if loads[0].source.kind == "message" else facts.question.context
    return text[loads[0].span[1] : loads[-1].span[0]]


def _ratings(facts: Facts, name: str) -> list[Spec]:
    """Printed ratings that apply to the buyer's supply."""
    printed = [s for s in facts.has(name) if s.role not in {"input", "battery"}]
    if any(feeding.USB_PRINT.search(facts.own_line(s)) and "USB" in facts.line_of(s) for s in printed):
        printed = [
            s for s in printed if not ("USB" in facts.line_of(s) and top(s) <= (6 if name == "current" else 100))
        ] or []
    if not sides.is_source(facts):
        # A limit printed as such ("max. 60 W" on a lamp holder) holds without a word for the product.
        limits = [s for s in printed if s.low is None]
        printed = [s for s in printed if s in limits or prints.is_lasting(facts, s)] if limits else []
    printed = [s for s in printed if not prints.is_momentary(facts, s)]
    printed = [s for s in printed if prints.is_lasting(facts, s)] or printed
    voltage = _voltage(facts)
    fitting = []
    for spec in printed:
        partner = next((v for v in facts.has("voltage") if v.source == spec.source and v.group == spec.group), None)
        if (
            partner is not None
            and voltage
            and (top(partner) < voltage * 0.9 or (partner.supply == "dc") != (voltage < 90))
        ):
            continue
        if re.search(r"\bT\d|\bF\d|fuse|ohm|Ω", facts.own_line(spec)) and "LED" not in facts.own_line(spec):
            continue
        fitting.append(spec)
    return fitting


def _inductive(facts: Facts) -> tuple[float, Proof] | None:
    """The amperes that a switch is printed to bear of a motor, where the buyer connects one."""
    if not sides.is_motor(facts):
        return None
    hits = ((_INDUCTIVE.search(line.text), line) for line in facts.prints)
    found = [(number(match[1]), Proof(match.group(), line.source)) for match, line in hits if match]
    return min(found, key=lambda pair: pair[0]) if found else None


def _voltage(facts: Facts) -> float:
    """The buyer's supply in volts, 0 where unknown."""
    named = [top(n) for n in facts.needs("voltage")]
    if named:
        return named[0]
    country = facts.question.country
    return min(country.voltages) if country else 0.0


def _against(wanted: float, rated: list[Spec]) -> list[tuple[bool | None, Spec]]:
    """Yes where every rating covers the load, no where none does."""
    if not rated:
        return []
    low, high = min(rated, key=top), max(rated, key=top)
    # One part in a hundred is the rounding of labels (2300 W / 230 V), not a margin.
    if wanted <= top(low) * 1.0001:
        return [(True, low)]
    return [(False, high)] if wanted > top(high) * 1.01 else [(None, low)]


def _judge(
    facts: Facts, answers: list[tuple[bool | None, Spec]], need: Spec, wanted: float, powers: list[Spec]
) -> Verdict | None:
    said = show(round(wanted, 3), "W" if powers else "A")
    if not answers:
        return verdict(None, "load", "not_printed", need=need, ask="ask.rating")
    refused = [spec for answer, spec in answers if answer is False]
    if refused:
        return verdict(
            False, "load", "load_above", has=refused[0], need=need, proofs=proved([s for _, s in answers]), needs=said
        )
    if any(answer is None for answer, _ in answers):
        return verdict(None, "load", "not_certain", need=need, ask="ask.rating")
    if sides.is_motor(facts) and any(
        wanted > _MOTOR_SHARE * top(s) for _, s in answers if s.unit == ("W" if powers else "A")
    ):
        return verdict(None, "load", "not_certain", has=answers[0][1], need=need, ask="ask.load_label")
    return verdict(
        True, "load", "load_below", has=answers[0][1], need=need, proofs=proved([s for _, s in answers]), needs=said
    )
