"""Mains and supply: does the product's input take the buyer's voltage, frequency, kind of supply and plug.

IEC 60038 (nominal voltages; 220, 230 and 240 V are one class of 230 V +-10 %), IEC TR 60083 (plugs).
"""

from __future__ import annotations

import re

from assist.case.judgement import Verdict
from assist.case.label.units import show
from assist.case.rules import feeding, prints
from assist.case.rules.facts import Facts, bottom, proved, top, value_of, verdict
from assist.case.rules.sides import clause_of, is_limit
from assist.case.specs import Source, Spec

# IEC 60038: supplies that equipment of one nominal voltage of the class is made for.
_CLASSES = ((110.0, 127.0), (220.0, 240.0))
_MAINS = 90.0  # V; at and above it a supply is mains, below it an adapter, a battery or a board's rail
# Two voltages with a switch between them: which one is set, the label does not say.
_SWITCHED = re.compile(
    r"切换|切換|切り替え|转换开关|switchable|selectable|select(?:or|ion)? switch|voltage select|umschalt|"
    r"conmutable|selector de|commutable|sélecteur|commutabile|selettore|переключа|comutável|seletor|chave seletora",
    re.IGNORECASE,
)
# One product for both classes of mains: which one it is set to or made for, stands elsewhere.
_BOTH_CLASSES = re.compile(
    r"bivolt|dual[- ]voltage|doppia tensione|doble voltaje|bitensi|double tension|zweispannung|双电压|雙電壓|海外兼用|"
    r"двойное напряжение",
    re.IGNORECASE,
)
_THREE_PHASE = re.compile(
    r"three[- ]phase|(?<!\d)3[- ]?(?:phase|ph|PH|Ph|~|φ|Φ)(?!\w)|drehstrom|dreiphasig|tri(?:fas|phas|fás)\w*|三相|"
    r"тр[её]хфазн\w*",
    re.IGNORECASE,
)
_ONE_PHASE = re.compile(
    r"single[- ]phase|(?<!\d)1[- ]?(?:phase|ph|PH|Ph|~|φ|Φ)(?!\w)|einphasig|wechselstrom|mono(?:fas|phas|fás)\w*|単相|"
    r"单相|單相|однофазн\w*",
    re.IGNORECASE,
)
_HEATS = re.compile(
    r"heater|kettle|toaster|\biron\b|incandescent|halogen|heizung|heizgerät|heizlüfter|wasserkocher|bügeleisen|"
    r"calefactor|"
    r"estufa|hervidor|plancha|tostad|radiateur|chauffage|bouilloire|fer à repasser|grille-pain|stufa|bollitore|"
    r"ferro da stiro|"
    r"tostapane|aquecedor|chaleira|torradeira|обогреват|чайник|утюг|тостер|取暖|电暖|水壶|电熨斗|烤面包|ヒーター|"
    r"ケトル|アイロン|"
    r"トースター|ストーブ|hair ?dryer|föhn|haartrockner|secador|sèche-cheveux|asciugacapelli|\bphon\b|\bфен\b|吹风机|"
    r"ドライヤー|curling|straighten|lockenstab|glätteisen|卷发|直发",
    re.IGNORECASE,
)
# What a handle or a wire is insulated against is nothing that it takes.
_INSULATION = re.compile(r"insulat|isoli|isolat|isolé|aislad|isolad|изол|绝缘|絕緣|絶縁|VDE", re.IGNORECASE)
_TURNS = re.compile(
    r"motor|\bfan\b|ventil|lüfter|clock|timer|uhr|电机|风扇|风机|定时|モーター|ファン|двигател|мотор", re.IGNORECASE
)
_USB_C = re.compile(r"USB|PD|Type-?C", re.IGNORECASE)
# The plug letters that a market's name on a label stands for; one of them is in the box, which one is not said.
PLUGS = {
    "US": {"A", "B"}, "UK": {"G"}, "EU": {"C", "E", "F"}, "F": {"F"}, "AU": {"I"}, "CN": {"A", "I"}, "JP": {"A"},
}  # fmt: skip
# Both kinds of outlet are listed, and most in homes take two pins alone.
_EARTH_IS_RARE = frozenset({"JP"})
_DEVICE = re.compile(
    r"laptop|notebook|router|monitor|printer|笔记本|路由器|ノートパソコン|ноутбук\w*|роутер\w*|portátil|ordinateur|"
    r"computer",
    re.IGNORECASE,
)
_ASKS_PLUG = re.compile(
    r"\bplug|socket|outlet|stecker|steckdose|enchufe|clavija|prise|fiche|spina|presa|tomada|"
    r"插头|插座|コンセント|プラグ|вилк|розетк|\bUK one\b|\b(?:UK|EU|US|AU|EU) (?:one|version|model)\b|国标|"
    r"英标|欧标|美标",
    re.IGNORECASE,
)


def mains(facts: Facts) -> Verdict | None:
    """The country's or the named supply's voltage and frequency against the printed input."""
    wanted = _wanted(facts)
    # A manual names the voltages of many parts; only the mains itself is compared with it.
    if not wanted or (not facts.photo and top(wanted[0]) < _MAINS):
        return None
    if _PART.search(facts.said) or _rated(facts, wanted[0]) or feeding.supplied(facts):
        return None
    inputs = [spec for spec in _inputs(facts) if not _stands(facts, spec, wanted[0])]
    if not inputs:
        return (
            verdict(None, "mains", "not_printed", need=wanted[0], ask="ask.input") if _is_main_question(facts) else None
        )
    answers = [_meets(need, inputs) for need in wanted]
    if all(answer is None for answer, _ in answers):
        return None
    has = answers[0][1] or inputs[0]
    if _BOTH_CLASSES.search(facts.joined) and has.low == has.high:
        return verdict(None, "mains", "switched", has=has, need=wanted[0], ask="ask.switch")
    if any(answer is False for answer, _ in answers):
        if not all(answer is False for answer, _ in answers if answer is not None) and len(wanted) > 1:
            return verdict(None, "mains", "not_certain", has=has, need=wanted[0], ask="ask.mains_voltage")
        return verdict(False, "mains", "outside", has=has, need=wanted[0], proofs=proved([has]))
    if not _is_main_question(facts):
        return None
    frequency = _frequency(facts)
    if frequency is not None and frequency[0] is not True:
        judgement, printed, need = frequency
        return verdict(
            judgement,
            "mains",
            "frequency_differs",
            has=printed,
            need=need,
            ask="" if judgement is False else "ask.input",
        )
    if prints.passes_on(facts):
        return verdict(None, "mains", "not_certain", has=has, need=wanted[0], ask="ask.device_label")
    if top(wanted[0]) < _MAINS and not prints.same_polarity(facts):
        return verdict(None, "mains", "not_certain", has=has, need=wanted[0], ask="ask.device_label")
    if _other_phases(facts):
        return verdict(None, "mains", "not_certain", has=has, need=wanted[0], ask="ask.input")
    if _two_ranges(facts, has):
        return verdict(None, "mains", "switched", has=has, need=wanted[0], ask="ask.switch")
    if has.low == has.high and (_SWITCHED.search(facts.joined) or _two_systems(facts, has)):
        return verdict(None, "mains", "switched", has=has, need=wanted[0], ask="ask.switch")
    return verdict(True, "mains", "inside", has=has, need=wanted[0], proofs=proved([has]))


def plug(facts: Facts) -> Verdict | None:
    """The printed plug standard against the buyer's country or named plug."""
    printed = facts.has("plug")
    named = facts.needs("plug")
    country = facts.question.country
    if not _ASKS_PLUG.search(facts.said) and not (printed and country):
        return None
    letters = {letter for need in named for letter in PLUGS.get(need.value, {need.value})} or (
        set(country.plugs) if country and not facts.needs("socket") else set()
    )
    if not letters or (not named and not _ASKS_PLUG.search(facts.question.message)):
        return None
    if not printed:
        asked = _ASKS_PLUG.search(facts.question.message) and (named or country) and not facts.needs("power", "current")
        return verdict(None, "plug", "not_printed", ask="ask.plug") if asked else None
    market = printed[0]
    offered = PLUGS.get(market.value, {market.value})
    need = " / ".join(sorted(letters))
    if named and any(n.value == market.value for n in named):
        return verdict(True, "plug", "plug_fits", has=market, proofs=proved([market]), needs=need)
    if offered == {"B"} and country and country.code in _EARTH_IS_RARE:
        return verdict(None, "plug", "not_certain", has=market, ask="ask.plug")
    if not offered & letters:
        return verdict(False, "plug", "plug_differs", has=market, proofs=proved([market]), needs=need)
    if offered <= letters or (market.value == "EU" and "F" in letters) or (market.value == "EU" and "E" in letters):
        return verdict(True, "plug", "plug_fits", has=market, proofs=proved([market]), needs=need)
    return verdict(None, "plug", "not_certain", has=market, ask="ask.plug")


def _wanted(facts: Facts) -> list[Spec]:
    """The buyer's supply voltages: named in their words, else the country's."""
    named = [need for need in facts.needs("voltage") if not is_limit(facts, need) and not _is_part(facts, need)]
    asked = [need for need in named if need.source.kind == "message"]
    country = facts.question.country
    if asked:
        return asked[:1] if top(asked[0]) >= _MAINS or not _is_device(facts, asked[0]) else []
    if country and not any(top(n) >= _MAINS for n in named):
        if any(_is_device(facts, n) for n in named):
            return []
        return [
            Spec("voltage", Source("table", "mains"), "need", v, v, "V", supply="ac") for v in country.voltages
        ]  # fmt: skip
    usable = [need for need in named if not _is_device(facts, need)]
    return usable[:1]


def _is_device(facts: Facts, need: Spec) -> bool:
    """Whether the voltage is what the buyer's device needs from an adapter, with its current beside it."""
    clause = clause_of(facts, need)
    if top(need) >= _MAINS:
        return False
    current = any(c.group == need.group and c.source == need.source for c in facts.needs("current"))
    supply = bool(
        re.search(
            r"supply|电源|netzteil|fuente|alimentation|alimentatore|блок питания|fonte|battery|akku|batter|"
            r"电瓶|camper",
            clause,
            re.IGNORECASE,
        )
    )
    return (current and not supply) or bool(_DEVICE.search(clause))


_PART = re.compile(
    r"fuse|coil|capacitor|relay|предохранител|конденсатор|катушк|реле|保险丝|电容|继电器|sicherung|"
    r"kondensator|relais|fusible|condensa|fusibile|relè|"
    r"ヒューズ|コンデンサ|リレー",
    re.IGNORECASE,
)


def _rated(facts: Facts, need: Spec) -> bool:
    """Whether a contact's or a socket's rating covers the mains (`16A 250VAC`): that is no input to compare with."""
    rated = [spec for spec in facts.has("voltage") if spec.role in {"rating", "output"}]
    return top(need) >= _MAINS and any(top(spec) >= top(need) for spec in rated) and not any(
        spec.role == "input" for spec in facts.has("voltage")
    )  # fmt: skip


def _is_part(facts: Facts, need: Spec) -> bool:
    """Whether the voltage is a component's rating (`820 uF 16 V`, `T1A 250V`) rather than a supply."""
    part = any(n.source == need.source and abs(n.span[0] - need.span[0]) < 40 for n in facts.needs("capacitance"))
    return part or bool(
        re.search(
            r"fuse|coil|capacitor|сапфир|предохранител|конденсатор|保险|电容|катушк|sicherung|kondensator|"
            r"fusible|condensat|fusibile|ヒューズ|コンデンサ",
            clause_of(facts, need),
            re.IGNORECASE,
        )
    )


def _inputs(facts: Facts) -> list[Spec]:
    """What the product takes: printed inputs, else every voltage that is nobody's output."""
    printed = [spec for spec in facts.has("voltage") if spec.role != "battery"]
    marked = [spec for spec in printed if spec.role == "input"]
    if marked:
        return marked
    return [spec for spec in printed if spec.role == ""]


def _stands(facts: Facts, spec: Spec, need: Spec) -> bool:
    """Whether a voltage is what a handle or a tape is insulated against, and more than the buyer's."""
    return top(spec) >= top(need) and bool(_INSULATION.search(facts.own_line(spec)))


def _meets(need: Spec, inputs: list[Spec]) -> tuple[bool | None, Spec | None]:
    """Whether one of the printed inputs takes the need: True, False, or None where it cannot be said."""
    value = top(need)
    covering = [spec for spec in inputs if _covers(spec, value)]
    if covering:
        for spec in covering:
            if need.supply and spec.supply and need.supply != spec.supply:
                continue
            return True, spec
        return False, covering[0]
    # A mains printed and a rail printed (230 V and 5 V on a board): only the same side of the mains can be refused.
    near = min(inputs, key=lambda spec: min(abs(bottom(spec) - value), abs(top(spec) - value)))
    distance = min(abs(bottom(near) - value), abs(top(near) - value)) / max(value, 1.0)
    # Nominal values lie closer to each other than tolerances: within 10 % nobody but the maker can say no (IEC 60038).
    return (None if distance <= 0.1 else False), near


def _two_systems(facts: Facts, has: Spec) -> bool:
    """Whether single voltages of both classes are printed (`110V/220V`): set by a switch, or two versions of one model.

    A product that takes both by itself prints a range (IEC 60335-1, 7.2: a hyphen; a slash stands for a setting).
    """
    beside = [spec for spec in facts.has("voltage") if spec.source == has.source and spec.role in {"", "input"}]
    single = [top(spec) for spec in beside if spec.low == spec.high]
    return any(90 <= volts <= 130 for volts in single) and any(200 <= volts <= 250 for volts in single)


def _two_ranges(facts: Facts, has: Spec) -> bool:
    """Whether a heater or a motor is printed with a range for each class (`100-120V / 200-240V`): it has a switch, as
    travel dryers do.  An electronic supply so marked takes both by itself."""
    if not (_HEATS.search(facts.joined) or _TURNS.search(facts.joined)):
        return False
    beside = [spec for spec in facts.has("voltage") if spec.source == has.source and spec.role in {"", "input"}]
    return any(bottom(s) >= 90 and top(s) <= 130 for s in beside) and any(
        bottom(s) >= 200 and top(s) <= 250 for s in beside
    )


def _other_phases(facts: Facts) -> bool:
    """Whether only three-phase mains is printed and the buyer does not speak of one."""
    printed = _THREE_PHASE.search(facts.joined) and not _ONE_PHASE.search(facts.joined)
    return bool(printed) and not _THREE_PHASE.search(facts.said)


def _covers(spec: Spec, value: float) -> bool:
    low, high = bottom(spec), top(spec)
    if low <= value <= high:
        return True
    return any(a <= value <= b and a <= low and high <= b for a, b in _CLASSES)


def _frequency(facts: Facts) -> tuple[bool | None, Spec, Spec] | None:
    """Mains frequency: a single printed one that the country's is not, is a no for motors, clocks and transformers.

    What only heats or glows does not run on the frequency; the maker has not said yes to it either, so it stays open.
    """
    printed = [spec for spec in facts.has("frequency") if top(spec) < 1000]
    country = facts.question.country
    named = [need for need in facts.needs("frequency") if top(need) < 1000]
    wanted = [top(need) for need in named] or (list(country.frequencies) if country else [])
    if not printed or not wanted:
        return None
    has = printed[0]
    need = named[0] if named else Spec("frequency", Source("table", "mains"), "need", wanted[0], wanted[0], "Hz")
    missing = [value for value in wanted if not bottom(has) <= value <= top(has)]
    if not missing:
        return True, has, need
    runs_on_it = not _HEATS.search(f"{facts.joined}\n{facts.said}") or bool(_TURNS.search(facts.joined))
    return (False if len(missing) == len(wanted) and runs_on_it else None), has, need


def _is_main_question(facts: Facts) -> bool:
    """Whether the supply is what is asked, not only told beside a load or a lamp base."""
    message = facts.question.message
    if any(need.source.kind == "message" for need in facts.needs("voltage")):
        return True
    others = facts.needs(
        "power", "current", "socket", "length", "weight", "temperature", "rate", "capacity", "capacitance", "connector",
        "band", "time", "model", "part", "share",
    )  # fmt: skip
    beside = [n for n in others if not (n.name in {"power", "current"} and n.source.kind == "context")]
    if any(n.source.kind == "message" for n in beside):
        return False
    if facts.tables.country_of(message):
        return True
    heavy = [n for n in others if n.name in {"power", "current"}]
    return not heavy and not facts.needs("socket", "connector", "length", "temperature") and not facts.question.topics


def described(need: Spec) -> str:
    """A supply as a reader writes it, with its kind."""
    kind = {"ac": " AC", "dc": " DC"}.get(need.supply, "")
    return f"{value_of(need)}{kind}" if need.unit != "V" else f"{show(top(need), 'V')}{kind}"
