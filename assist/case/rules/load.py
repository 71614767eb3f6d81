"""Loads: what the buyer connects against what the product is rated for; sums, counts, USB ports, lamp limits."""

from __future__ import annotations

import re

from assist.case.judgement import Proof, Verdict
from assist.case.label.units import show
from assist.case.rules import prints, sides
from assist.case.rules.facts import Facts, bottom, proved, top, value_of, verdict
from assist.case.specs import Spec
from assist.case.text import cues

_USB = re.compile(
    r"\bUSB\b|\bports?\b|charg|手机|充电|phone|tablet|ipad|\bhandy|teléfono|móvil|téléphone|telefon|"
    r"смартфон|телефон|планшет|スマホ|タブレット|celular",
    re.IGNORECASE,
)
_USB_PRINT = re.compile(r"USB|charg|充电|充電|laden|carga|заряд|5\s?V", re.IGNORECASE)
_TOTAL = re.compile(r"total|gesamt|全部|合计|共|总|総|合計|totale|всего|суммарн\w*|insgesamt", re.IGNORECASE)
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
# Motors draw several times their rated current at start (IEC 60947-4-1): up to half the rating is said yes to.
_MOTOR_SHARE = 0.5
_USB_MOST = 6.0  # A; the most that USB ports of one charger are printed with (USB Type-C 5 A, totals a little more)


# Chinese and Japanese count with a numeral glued to a classifier: 三个, 两台, 四つ.
_CJK_COUNT = re.compile(r"(两|二|三|四|五|六)(?=台|部|个|個|只|つ|口|盏|支|块|條|条)")


def load(facts: Facts) -> Verdict | None:
    """The buyer's appliances against the printed power and current rating."""
    if _lamp_limit_asked(facts) or _usb_asked(facts) or adapter(facts) is not None:
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


def usb(facts: Facts) -> Verdict | None:
    """Devices on a charger: volts and amperes of each against a port, their sum against the printed total."""
    if not _usb_asked(facts):
        return None
    needs = [need for need in facts.needs("current") if not sides.is_limit(facts, need)]
    if not needs:
        return None
    need = max(needs, key=top)
    count = _count(facts, need)
    wanted = top(need) * count
    printed = [s for s in facts.has("current") if s.role != "input" and _USB_PRINT.search(facts.line_of(s))]
    volts = [s for s in facts.has("voltage") if s.role != "input"]
    if not printed and re.search(r"\bUSB\b", facts.joined):
        outputs = [s for s in facts.has("current") if s.role == "output" and top(s) <= _USB_MOST]
        printed = outputs if len({top(s) for s in outputs}) == 1 else []
    if not printed:
        return verdict(None, "usb", "not_printed", need=need, ask="ask.usb_rating")
    asked_volts = [n for n in facts.needs("voltage") if n.source == need.source]
    paired = [s for s in printed if _pair_fits(s, volts, asked_volts)]
    if not paired:
        return verdict(None, "usb", "not_printed", need=need, ask="ask.usb_rating")
    totals = [s for s in paired if _TOTAL.search(facts.own_line(s))]
    best = max(totals or paired, key=top)
    has_volts = [v for v in volts if v.source == best.source and v.group == best.group]
    shown = proved([*has_volts, best]) if not totals else _whole_line(facts, best)
    summed = show(round(wanted, 3), "A")
    total = "_total" if count > 1 else ""
    if top(best) * best.count < wanted:
        return verdict(False, "usb", f"too_little{total}", has=best, need=need, proofs=shown, needs=summed)
    if count > 1 and not totals and best.count < count:
        return verdict(None, "usb", "not_printed", has=best, need=need, ask="ask.usb_rating", needs=summed)
    return verdict(True, "usb", f"enough{total}", has=best, need=need, proofs=shown, needs=summed)


def adapter(facts: Facts) -> Verdict | None:
    """A charger or adapter for the buyer's device: the same voltage, at least its current (or power)."""
    needs = [n for n in facts.needs("voltage") if top(n) < 60 and not sides.is_limit(facts, n)]
    if _usb_asked(facts) or not needs:
        return None
    need = needs[0]
    current = next((c for c in facts.needs("current") if c.source == need.source), None)
    outputs = [s for s in facts.has("voltage") if s.role in {"output", "rating"} and top(s) < 60]
    if not outputs or (current is None and not _device(facts, need)):
        return None
    for out in outputs:
        if not bottom(out) * 0.98 <= top(need) <= top(out) * 1.02:
            continue
        pair = next((c for c in facts.has("current") if c.source == out.source and c.group == out.group), None)
        if pair is None or current is None:
            return verdict(
                None, "adapter", "need_unknown", has=out, need=need, ask="ask.device_current" if pair else "ask.rating"
            )
        if out.supply and need.supply and out.supply != need.supply:
            return verdict(False, "adapter", "differs", has=out, need=need, proofs=proved([out]))
        if not prints.same_polarity(facts) or prints.needs_polarity(facts):
            return verdict(None, "adapter", "not_certain", has=out, need=need, ask="ask.device_label")
        enough = top(pair) >= top(current)
        key = "enough" if enough else "too_little"
        return verdict(
            enough, "adapter", key, has=pair, need=current, proofs=proved([out, pair]), needs=value_of(current)
        )
    near = min(outputs, key=lambda s: abs(top(s) - top(need)))
    if abs(top(near) - top(need)) <= 0.05 * top(need):
        return verdict(None, "adapter", "not_certain", has=near, need=need, ask="ask.device_label")
    return verdict(False, "adapter", "differs", has=near, need=need, proofs=proved(outputs))


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


def strip_controller(facts: Facts) -> Verdict | None:
    """A low-voltage load (an LED strip) on a controller: its voltage inside the range, its power below the rating."""
    volts = [n for n in facts.needs("voltage") if top(n) < 60]
    powers = [n for n in facts.needs("power") if not sides.is_limit(facts, n)]
    if not volts:
        return None
    inputs = [s for s in facts.has("voltage") if s.role != "battery" and s.low != s.high]
    if not inputs:
        return None
    covering = [s for s in inputs if all(bottom(s) <= top(n) <= top(s) for n in volts)]
    if not covering:
        return None
    rated = [s for s in facts.has("power") if s.role != "input"]
    if powers and rated:
        total = sum(top(n) for n in powers[:1])
        if total > top(max(rated, key=top)):
            return verdict(
                False, "controller", "load_above", has=max(rated, key=top), need=powers[0], needs=show(total, "W")
            )
        if total <= min(map(top, rated)):
            return verdict(
                True,
                "controller",
                "load_below",
                has=rated[0],
                need=powers[0],
                proofs=proved([covering[0], rated[0]]),
                needs=show(total, "W"),
            )
    return None


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


def _device(facts: Facts, need: Spec) -> bool:
    return bool(
        re.search(
            r"laptop|notebook|router|monitor|笔记本|路由器|ノート|ноутбук|роутер|portátil|ordinateur|charger|"
            r"adapter|netzteil|适配器|充电器",
            sides.clause_of(facts, need),
            re.IGNORECASE,
        )
    )


def _lamp_limit_asked(facts: Facts) -> bool:
    if not sides.is_lamp_question(facts):
        return False
    return any(sides.is_limit(facts, need) for need in facts.needs("power"))


def _usb_asked(facts: Facts) -> bool:
    small = [n for n in facts.needs("current", "voltage") if top(n) <= (20 if n.name == "voltage" else 6)]
    mains = [n for n in facts.needs("voltage") if top(n) > 60]
    return bool(_USB.search(facts.said)) and bool(facts.needs("current")) and bool(small) and not mains


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
        return biggest, top(biggest) * _count(facts, biggest)
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


def _count(facts: Facts, need: Spec) -> int:
    """How many such loads: `four phones, each 1 A`, `2 x 9 W`, `二台`."""
    if need.count > 1:
        return need.count
    text = facts.said
    counted = [cues.NUMBER_WORDS[match[1]] for match in _CJK_COUNT.finditer(text)]
    if not (
        counted
        or cues.EACH.search(text)
        or cues.SIMULTANEOUS.search(text)
        or re.search(r"\b(?:two|three|four|both)\b", text)
    ):
        return 1
    words = [cues.NUMBER_WORDS[w] for w in re.findall(r"[^\W\d_]+", text.casefold()) if w in cues.NUMBER_WORDS]
    words += counted
    digits = [
        int(d)
        for d in re.findall(
            r"(?<![\d.,])([2-9]|1[0-2])(?=\s?(?:台|部|个|個|只|phones?|tablets?|devices?|handys?|geräte|"
            r"móviles|tablets|téléphones|appareils|telefoni|dispositivi|телефон\w*|планшет\w*|"
            r"устройств\w*|celulares|スマホ|lamps?|bulbs?))",
            text,
        )
    ]
    return max([*words, *digits], default=1)


def _ratings(facts: Facts, name: str) -> list[Spec]:
    """Printed ratings that apply to the buyer's supply."""
    printed = [s for s in facts.has(name) if s.role not in {"input", "battery"}]
    if any(_USB_PRINT.search(facts.own_line(s)) and "USB" in facts.line_of(s) for s in printed):
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


def _pair_fits(current: Spec, volts: list[Spec], asked: list[Spec]) -> bool:
    """The current's own voltage is the one asked for; a USB port without a printed voltage gives 5 V."""
    partner = next((v for v in volts if v.source == current.source and v.group == current.group), None)
    if partner is None or not asked:
        return not asked or any(abs(top(a) - 5) < 0.3 for a in asked) or partner is not None
    return any(bottom(partner) * 0.98 <= top(a) <= top(partner) * 1.02 for a in asked)


def _whole_line(facts: Facts, spec: Spec) -> tuple[Proof, ...]:
    line = facts.own_line(spec).strip()
    return (Proof(line if len(line) <= 48 else spec.printed, spec.source),)
