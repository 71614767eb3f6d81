"""Feeding: what one thing gives another at low voltage: USB ports, chargers, controllers, the buyer's own adapter."""

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
USB_PRINT = re.compile(r"USB|charg|充电|充電|laden|carga|заряд|5\s?V", re.IGNORECASE)
_TOTAL = re.compile(r"total|gesamt|全部|合计|共|总|総|合計|totale|всего|суммарн\w*|insgesamt", re.IGNORECASE)
_USB_MOST = 6.0  # A; the most that USB ports of one charger are printed with (USB Type-C 5 A, totals a little more)
_MAINS = 60.0  # V; at and above it no adapter's output
_ADAPTER = re.compile(
    r"adap[tdt]\w+|power (?:supply|brick)|\bPSU\b|charger|netzteil|ladegerät|fuente|cargador|chargeur|bloc secteur|"
    r"alimenta(?:tore|tion)|caricabatteri\w|caricatore|fonte|carregador|блок\w* питания|зарядк\w*|адаптер\w*|电源|"
    r"適配器|适配器|充电器|アダプタ|充電器",
    re.IGNORECASE,
)
# USB chargers give more than 5 V only to what asks for it (USB Power Delivery, Quick Charge).
_AGREES = re.compile(
    r"USB|\bPD\b|power delivery|type-?c|(?:fast|quick|super)[ -]?charg|schnelllade|快充|急速充電|carga rápida|"
    r"charge rapide|ricarica rapida|быстр\w+ заряд",
    re.IGNORECASE,
)
_SIGNALS = re.compile(
    r"serial|seriell|série|串口|シリアル|uart|\bttl\b|hdmi|audio|video|ethernet|program", re.IGNORECASE
)
_GIVES = re.compile(_ADAPTER.pattern + r"|\boutput|power ?bank|inverter|transform|trafo|逆变|变压|変圧", re.IGNORECASE)
_WANTS = re.compile(
    r"\bneed|requir|\bfor (?:my|a|the|our)\b|\bmy (?:laptop|router|device)|brauch|benötig|für (?:mein|ein|das|den|die)|"
    r"necesit|requiere|para (?:mi|el|la|un|meu|minha|o|a)\b|besoin|pour (?:mon|ma|le|la|un)|serve|richied|"
    r"per (?:il|la|un|mio)\b|нуж|требует|для|precisa|需要|必要|我的|の(?:ルーター|ノート|機器)",
    re.IGNORECASE,
)
# Chinese and Japanese count with a numeral glued to a classifier: 三个, 两台, 四つ.
_CJK_COUNT = re.compile(r"(两|二|三|四|五|六)(?=台|部|个|個|只|つ|口|盏|支|块|條|条)")


def usb(facts: Facts) -> Verdict | None:
    """Devices on a charger: volts and amperes of each against a port, their sum against the printed total."""
    if not usb_asked(facts):
        return None
    needs = [need for need in facts.needs("current") if not sides.is_limit(facts, need)]
    if not needs:
        return None
    need = max(needs, key=top)
    count = count_of(facts, need)
    wanted = top(need) * count
    printed = [s for s in facts.has("current") if s.role != "input" and USB_PRINT.search(facts.line_of(s))]
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
    if usb_asked(facts) or not needs or supplied(facts):
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
    agrees = _is_adapter(facts, need) and _AGREES.search(f"{facts.said}\n{facts.joined}")
    if agrees or abs(top(near) - top(need)) <= 0.05 * top(need):
        return verdict(None, "adapter", "not_certain", has=near, need=need, ask="ask.device_label")
    return verdict(False, "adapter", "differs", has=near, need=need, proofs=proved(outputs))


def supplied(facts: Facts) -> Verdict | None:
    """The buyer's own adapter for the product: the printed voltage, and at least the printed current."""
    if _GIVES.search(facts.joined) or any(s.role == "output" for s in facts.has("voltage")):
        return None
    given = [n for n in facts.needs("voltage") if top(n) < _MAINS and _is_adapter(facts, n)]
    takes = [s for s in facts.has("voltage") if s.role != "battery" and top(s) < _MAINS]
    if not given or not takes:
        return None
    need = given[0]
    has = next((s for s in takes if bottom(s) * 0.95 <= top(need) <= top(s) * 1.05), None)
    if has is None:
        near = min(takes, key=lambda s: abs(top(s) - top(need)))
        if _AGREES.search(f"{facts.said}\n{facts.joined}"):
            return verdict(None, "supplied", "not_certain", has=near, need=need, ask="ask.device_label")
        return verdict(False, "supplied", "differs", has=near, need=need)
    told = re.sub(r"\b[AD]C(?=[- ]?adap)", "", sides.clause_of(facts, need))
    if has.supply and need.supply and has.supply != need.supply and need.supply.upper() in told.upper():
        return verdict(False, "supplied", "differs", has=has, need=need)
    if has.supply and need.supply and has.supply != need.supply:  # an "AC adapter" usually gives DC, and says so
        return verdict(None, "supplied", "not_certain", has=has, need=need, ask="ask.device_label")
    gives = next((c for c in facts.needs("current") if c.source == need.source), None)
    drawn = next((c for c in facts.has("current") if c.source == has.source and c.group == has.group), None)
    if gives is None or drawn is None or abs(top(has) - top(need)) > 0.02 * top(need):
        return verdict(None, "supplied", "need_unknown", has=has, need=need, ask="ask.device_label")
    if not prints.same_polarity(facts) or prints.needs_polarity(facts):
        return verdict(None, "supplied", "not_certain", has=has, need=need, ask="ask.device_label")
    enough = top(gives) >= top(drawn)
    key = "better" if enough else "differs"
    return verdict(enough, "supplied", key, has=drawn, need=gives, proofs=proved([has, drawn]))


def _is_adapter(facts: Facts, need: Spec) -> bool:
    """Whether a voltage is what an adapter in the buyer's hands gives, not what another device of theirs takes."""
    clause = sides.clause_of(facts, need)
    return bool(_ADAPTER.search(clause)) and not _WANTS.search(clause) and not _SIGNALS.search(clause)


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
        if total <= min(map(top, rated)) and prints.same_polarity(facts):
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


def _device(facts: Facts, need: Spec) -> bool:
    return bool(
        re.search(
            r"laptop|notebook|router|monitor|笔记本|路由器|ノート|ноутбук|роутер|portátil|ordinateur|charger|"
            r"adapter|netzteil|适配器|充电器",
            sides.clause_of(facts, need),
            re.IGNORECASE,
        )
    )


def usb_asked(facts: Facts) -> bool:
    """Whether the buyer asks for a charger's current: USB is named, and amperes or volts are small, none the mains'."""
    small = [n for n in facts.needs("current", "voltage") if top(n) <= (20 if n.name == "voltage" else 6)]
    mains = [n for n in facts.needs("voltage") if top(n) > 60]
    return bool(_USB.search(facts.said)) and bool(facts.needs("current")) and bool(small) and not mains


def count_of(facts: Facts, need: Spec) -> int:
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


def _pair_fits(current: Spec, volts: list[Spec], asked: list[Spec]) -> bool:
    """The current's own voltage is the one asked for; a USB port without a printed voltage gives 5 V."""
    partner = next((v for v in volts if v.source == current.source and v.group == current.group), None)
    if partner is None or not asked:
        return not asked or any(abs(top(a) - 5) < 0.3 for a in asked) or partner is not None
    return any(bottom(partner) * 0.98 <= top(a) <= top(partner) * 1.02 for a in asked)


def _whole_line(facts: Facts, spec: Spec) -> tuple[Proof, ...]:
    line = facts.own_line(spec).strip()
    return (Proof(line if len(line) <= 48 else spec.printed, spec.source),)
