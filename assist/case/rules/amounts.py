"""Amounts: temperatures, rates, shares, waiting times and how often, each against what is printed for that very use."""

from __future__ import annotations

import re

from assist.case.judgement import Proof, Verdict
from assist.case.label.units import to_base
from assist.case.rules.facts import Facts, bottom, proof, proved, top, verdict
from assist.case.specs import Source, Spec

# What a temperature or a rate is for; a need and a print that name different ones are not compared.
_PURPOSES: dict[str, re.Pattern[str]] = {
    "iron": re.compile(r"iron|熨|bügel|planch|repass|stir(?:are|o)|アイロン|утюг|глад|passar a ferro", re.IGNORECASE),
    "wash": re.compile(r"wash|洗|wäsch|wasch|lavar|lavado|lavage|laver|lavagg|洗濯|стир|lavagem", re.IGNORECASE),
    "store": re.compile(
        r"stor(?:e|age|ed)|keep|fridge|存|储|贮|保存|冰箱|冷藏|lager|aufbewahr|"
        r"kühlschrank|almacen|conserv|guardar|nevera|stock|frigo|保管|冷蔵|хран|"
        r"холодильник|armazen|geladeira",
        re.IGNORECASE,
    ),
    "work": re.compile(
        r"operat|work|\bruns?\b|ambient|use\b|läuft|lauf|funktioni|funciona|fonctionne|marche|funziona|能用|使え|"
        r"работа|工作|环境|使用温度|betrieb|umgebung|funcionamiento|ambiente|"
        r"fonctionnement|utilisation|funzionamento|動作|使用温度|рабоч|эксплуатац|operação",
        re.IGNORECASE,
    ),
    "foliar": re.compile(
        r"foliar|leaves|leaf|叶面|叶|blatt|blätter|foliar|hojas|foliaire|feuille|fogliar|foglie|葉面|葉|лист|folhas",
        re.IGNORECASE,
    ),
    "planting": re.compile(
        r"planting|furrow|sowing|seed(?:ing)?|播种|种植|沟|pflanzung|furche|aussaat|siembra|surco|"
        r"plantación|plantation|semis|sillon|semina|solco|trapianto|播種|植え|посадк|посев|борозд|"
        r"plantio|sulco",
        re.IGNORECASE,
    ),
    "cook": re.compile(r"oven|bake|cook|烤|backofen|horno|four|forno|オーブン|духов|cottura", re.IGNORECASE),
}
_FREEZE_POINT = re.compile(
    r"防冻|不结冰|冰点|freez(?:e|ing) (?:point|protection)|antifreeze|frostschutz|anticongelante|"
    r"antigel|antigelo|不凍|凍結温度|незамерза|антифриз|до -",
    re.IGNORECASE,
)
_LAVISH = re.compile(
    r"\bmax|safe to|hasta|jusqu|fino a|até|まで|耐热|耐熱|"
    r"最高|不超过|höchst|máx|maxi|massim|最大|не выше|макс|below|under|up to|以下|bis\b",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"\bbelow|\bunder\b|or (?:lower|colder|less)|\bunter\b|oder kälter|以下|不高于|не выше|ниже|au-dessous|"
    r"inférieur|por debajo|"
    r"inferior|\bsotto\b|inferiore|abaixo",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?:[.;!?](?=\s|$)|[。；！？])\s*")
_HARVEST = re.compile(r"harvest|ernte|收获|采摘|采收|cosecha|récolte|raccolt|収穫|урожа|сбор|colheita", re.IGNORECASE)
_HARVEST_PRINT = re.compile(
    r"(?:prior to|before|days? to|until|vor der|antes de|avant|prima del|до|前|间隔)[^.]{0,30}|"
    r"harvest|收获|収穫|ernte|récolte|raccolt|cosecha|урожа|colheita",
    re.IGNORECASE,
)
_MINIMUM = re.compile(
    r"(?:minimum|at least|min\.|mindestens|au moins|minimum de|al menos|almeno|mínimo|"
    r"не менее|至少|最少|不少于|以上)[^\d]{0,12}$",
    re.IGNORECASE,
)
_WATER = re.compile(r"water|水|wasser|agua|\beau\b|acqua|вод[аыуе]|água", re.IGNORECASE)
_PER_YEAR = {"day": 365.0, "week": 52.0, "month": 12.0, "season": 1.0, "year": 1.0}
_ASKED_OFTEN = (
    (
        "day",
        re.compile(
            r"every day|daily|each day|每天|täglich|jeden tag|cada día|chaque jour|tous les jours|"
            r"ogni giorno|毎日|кажд\w+ день|ежедневно|todos os dias|cada dia",
            re.IGNORECASE,
        ),
    ),
    (
        "week",
        re.compile(
            r"every week|weekly|each week|once a week|每周|每星期|wöchentlich|jede woche|cada semana|"
            r"chaque semaine|ogni settimana|毎週|кажд\w+ недел|еженедельно|toda semana",
            re.IGNORECASE,
        ),
    ),
    (
        "month",
        re.compile(
            r"every month|monthly|each month|once a month|每月|每个月|monatlich|jeden monat|cada mes|"
            r"chaque mois|ogni mese|毎月|кажд\w+ месяц|ежемесячно|todo mês|cada mês",
            re.IGNORECASE,
        ),
    ),
)
_PRINTED_OFTEN = re.compile(
    r"(?:only\s+)?(?:1|one|once|a single)\s+(?:application\s+|time\s+)?(?:per|a|"
    r"each)\s+(?P<unit>season|year|month|week|day)|"
    r"every\s+(?P<low>\d+)(?:\s*(?:-|to)\s*\d+)?\s+(?P<each>years?|months?|weeks?|days?)|"
    r"每(?P<cn>年|月|季|周)(?:一次|1次)",
    re.IGNORECASE,
)
_CN = {"年": "year", "月": "month", "季": "season", "周": "week"}


_BURST = re.compile(
    r"burst|berst|platz|éclat|scoppio|rotura|reventón|ruptura|разрыв|爆破|破裂|\btest|prüf", re.IGNORECASE
)
_WORKS_AT = re.compile(
    r"max|work|operat|betrieb|nenn|service|esercizio|trabajo|trabalho|рабоч|макс|工作|最大|最高|使用圧力", re.IGNORECASE
)


def temperature(facts: Facts) -> Verdict | None:
    """A temperature of the buyer's against the printed range for that purpose."""
    needs = facts.needs("temperature") or _bare_degrees(facts)
    if not needs:
        return None
    need = needs[0]
    printed = [s for s in facts.has("temperature") if s.unit == "°C"] or list(facts.has("temperature"))
    if not printed:
        return verdict(None, "temperature", "not_printed", need=need, ask="ask.storage")
    purposes = _purposes(facts.said)
    matching = [s for s in printed if _purposes(facts.own_line(s)) & purposes]
    if purposes and not matching and any(_purposes(facts.own_line(s)) for s in printed):
        return verdict(None, "temperature", "not_certain", need=need, ask="ask.storage")
    candidates = matching or printed
    answers = {(_inside(facts, s, need)) for s in candidates}
    if len(answers) != 1 or None in answers:
        return verdict(None, "temperature", "not_certain", need=need, ask="ask.storage")
    inside = answers.pop()
    if inside and "store" not in purposes and all(_purposes(facts.own_line(s)) == {"store"} for s in candidates):
        return verdict(None, "temperature", "not_certain", need=need, ask="ask.storage")
    has = candidates[0]
    key = "inside" if inside else "outside"
    return verdict(inside, "temperature", key, has=has, need=need, proofs=_wide(facts, candidates))


def rate(facts: Facts) -> Verdict | None:
    """An application rate against the printed one for the same way of use."""
    needs = facts.needs("rate")
    if not needs:
        return None
    need = needs[0]
    said = facts.question.message + " " + facts.question.context
    if _WATER.search(_clause_after(facts, need)):
        return _least_water(facts, need)
    printed = [s for s in facts.has("rate") if s.unit == need.unit]
    if not printed:
        return verdict(None, "rate", "not_printed", need=need, ask="ask.directions")
    purposes = _purposes(said)
    matching = [s for s in printed if _purposes(facts.line_of_heading(s)) & purposes] if purposes else []
    candidates = matching or printed
    inside = {bottom(s) <= top(need) <= top(s) for s in candidates}
    if len(inside) > 1:
        return verdict(None, "rate", "not_certain", need=need, ask="ask.which_use")
    if inside == {True}:
        return verdict(True, "rate", "inside", has=candidates[0], need=need, proofs=_wide(facts, candidates[:1]))
    return verdict(False, "rate", "outside", has=candidates[0], need=need, proofs=_wide(facts, candidates[:1]))


def share(facts: Facts) -> Verdict | None:
    """A share the buyer needs (`the 10 % boron one?`) against the printed one on a line that names the substance."""
    needs = facts.needs("share")
    topics = [t for t in facts.tables.topics if t.sense == "content" and t.id in facts.question.topics]
    if not needs or not topics:
        return None
    need = needs[0]
    printed = [s for s in facts.has("share") if any(t.words.search(facts.line_of(s)) for t in topics)]
    if not printed:
        return verdict(None, "share", "not_printed", need=need, ask="ask.label")
    same = [s for s in printed if top(s) == top(need)]
    if same:
        return verdict(True, "share", "same", has=same[0], need=need)
    own = [s for s in printed if any(t.words.search(facts.own_line(s)) for t in topics)]
    return verdict(False, "share", "differs", has=own[0], need=need) if own else None


def harvest(facts: Facts) -> Verdict | None:
    """The time before harvest against the printed waiting time."""
    if not _HARVEST.search(facts.said):
        return None
    needs = facts.needs("time")
    near = [s for s in facts.has("time") if _HARVEST.search(facts.own_line(s))] or [
        s for s in facts.has("time") if _HARVEST.search(facts.line_of_heading(s))
    ]  # fmt: skip
    printed = [s for s in near if _HARVEST_PRINT.search(facts.line_of(s))]
    if not printed:
        return None
    if not needs:
        return verdict(None, "harvest", "need_unknown", has=printed[0], ask="ask.when")
    need = needs[-1]
    enough = top(need) >= top(printed[0])
    key = "enough" if enough else "too_little"
    return verdict(enough, "harvest", key, has=printed[0], need=need, proofs=_wide(facts, printed[:1], 60))


def often(facts: Facts) -> Verdict | None:
    """How often: a rhythm that the buyer names against the printed one."""
    asked = next((name for name, words in _ASKED_OFTEN if words.search(facts.question.message)), None)
    if asked is None:
        return None
    for hit in facts.find(_PRINTED_OFTEN):
        match = _PRINTED_OFTEN.fullmatch(hit.text)
        if match is None:
            continue
        if match["each"]:
            printed = _PER_YEAR[match["each"].rstrip("s").lower()] / int(match["low"])
        else:
            printed = _PER_YEAR[_CN.get(match["cn"] or "", (match["unit"] or "").lower())]
        if _PER_YEAR[asked] > printed * 2:
            return verdict(False, "often", "often", proofs=hit.proofs, printed=" ".join(hit.text.split()))
        if abs(_PER_YEAR[asked] - printed) < 0.2 * printed:
            return verdict(True, "often", "often", proofs=hit.proofs, printed=" ".join(hit.text.split()))
        return None
    return None


def pressure(facts: Facts) -> Verdict | None:
    """The buyer's pressure against the greatest that is printed for working; what a hose bursts at is no permission."""
    needs = facts.needs("pressure")
    printed = [s for s in facts.has("pressure") if not _BURST.search(_before(facts, s))]
    if not needs or not printed:
        return None
    need, has = max(needs, key=top), min(printed, key=top)
    if top(need) > max(map(top, printed)):
        return verdict(False, "pressure", "too_little", has=has, need=need)
    limited = has.low is None or _WORKS_AT.search(facts.own_line(has))
    if top(need) <= top(has) and limited:
        return verdict(True, "pressure", "inside", has=has, need=need)
    return verdict(None, "pressure", "not_certain", has=has, need=need, ask="ask.label")


def _before(facts: Facts, spec: Spec) -> str:
    """The words of a spec's line between the number before it and the spec."""
    return re.split(r"\d", facts.own_line(spec)[: spec.span[0]])[-1]


def _purposes(text: str) -> set[str]:
    return {name for name, words in _PURPOSES.items() if words.search(text)}


def _inside(facts: Facts, has: Spec, need: Spec) -> bool | None:
    """Whether the need lies in a printed range; a single printed value needs a word that makes it an end."""
    low = to_base(has.low, has.unit)[0] if has.low is not None else None
    high = to_base(has.high, has.unit)[0] if has.high is not None else None
    line = facts.own_line(has)
    value, least = top(need), bottom(need)
    if low is not None and low == high:
        if _FREEZE_POINT.search(line) or (_FREEZE_POINT.search(facts.said) and low < 0):
            return least >= low
        # "Safe to -20 °C" is the lowest, as a store's "-18 °C or below" is the highest.
        if low < 0 and not _BELOW.search(line) and _LAVISH.search(line):
            return least >= low
        # ISO 3758: the washing temperature of a care label is the highest that is allowed.
        if _LAVISH.search(line) or "wash" in _purposes(line):
            return value <= low
        return None
    return (low is None or least >= low) and (high is None or value <= high)


def _bare_degrees(facts: Facts) -> tuple[Spec, ...]:
    """`at -15`: a signed number without a unit, beside a season or a store."""
    for kind, text in (("message", facts.question.message), ("context", facts.question.context)):
        match = re.search(r"(?:at|to|bei|bis|a|à|до|при)\s+(-\s?\d{1,2})(?![\d.,]*\s?[A-Za-z°%])", text)
        if match and not facts.question.topics:
            value = float(match[1].replace(" ", ""))
            return (
                Spec("temperature", Source(kind), "need", value, value, "°C", printed=match[1], span=match.span(1)),
            )
    return ()


def _clause_after(facts: Facts, need: Spec) -> str:
    text = facts.question.message if need.source.kind == "message" else facts.question.context
    return text[max(0, need.span[0] - 20) : need.span[1] + 20]


def _least_water(facts: Facts, need: Spec) -> Verdict | None:
    """Less water than the printed minimum is a no; more is not proved to be right."""
    printed = [
        s for s in facts.has("capacity", "rate")
        if s.high is None and s.low is not None and _WATER.search(facts.line_of(s))
    ]  # fmt: skip
    if not printed:
        return verdict(None, "rate", "not_printed", need=need, ask="ask.directions")
    wanted = to_base(top(need), need.unit.split("/")[0])[0]
    least = printed[0]
    assert least.low is not None
    if wanted < to_base(least.low, least.unit.split("/")[0])[0]:
        return verdict(False, "rate", "outside", has=least, need=need, proofs=_wide(facts, printed[:1], 40))
    return verdict(None, "rate", "not_certain", need=need, ask="ask.directions")


def _wide(facts: Facts, specs: list[Spec], reach: int = 34) -> tuple[Proof, ...]:
    """The whole line where it is short, else the sentence where that is, else the printed words.

    `24 hours` says nothing by itself; `Discontinue use 24 hours prior to harvest.` does.
    """
    found = []
    for spec in specs:
        line = facts.own_line(spec)
        whole = min((line.strip(), _sentence(line, spec)), key=lambda text: (len(text) > reach, -len(text)))
        found.append(Proof(whole, spec.source) if len(whole) <= reach else proof(spec))
    return tuple(dict.fromkeys(found)) or proved(specs)


def _sentence(line: str, spec: Spec) -> str:
    """The part of a line between the sentence marks around a spec; the line where the spec's place is not in it."""
    start, end = spec.span
    if line[start:end] != spec.printed:
        return line.strip()
    before = [mark.end() for mark in _SENTENCE_END.finditer(line, 0, start)]
    after = _SENTENCE_END.search(line, end)
    return line[before[-1] if before else 0 : after.end() if after else len(line)].strip()
