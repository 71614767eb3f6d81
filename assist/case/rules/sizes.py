"""Sizes: long enough, large enough, light enough, does it fit in, the same pitch, is it really 150 g."""

from __future__ import annotations

import re

from assist.case.judgement import Verdict
from assist.case.label.units import show
from assist.case.rules import axes
from assist.case.rules.facts import Facts, bottom, proved, top, verdict
from assist.case.rules.sides import clause_of, is_limit
from assist.case.specs import Spec
from assist.case.text import cues

_ENOUGH = re.compile(
    r"enough|long|reach|够|足够|多长|genug|reicht|lang|suficiente|alcanza|bastante|largo|llega|"
    r"assez|suffi\w*|suffit|abbastanza|basta|bastano|lungo|足り|届|長さ|хватит|достаточно|длин\w*|"
    r"достанет|chega|comprid\w*|basta|bastam|cover|fill|填满|füllen|llenar|remplir|riempire",
    re.IGNORECASE,
)
_FITS = re.compile(
    r"\bfits?\b|tray|gap|space|between|into|inside|放得下|放下|放进|塞|装得下|空间|passt|platz|lücke|"
    r"zwischen|cabe|hueco|espacio|entra|rentre|tient|place|ci sta|spazio|entra|入り|収ま|置け|スペース|"
    r"隙間|поместится|влезет|войд[её]т|встанет|место|между|coube|espaço|cabem",
    re.IGNORECASE,
)
_PITCH = re.compile(
    r"pitch|spacing|pin header|rastermaß|raster|间距|孔距|排针|ピッチ|шаг|paso|pas de|passo|"
    r"distancia entre|barra de pinos|gewinde|thread|резьб",
    re.IGNORECASE,
)
_ONLY_SIZE = re.compile(r"^[\sØøLWHDBT:=≈~()/×x*,.\d-]*(?:mm|cm|m|in|inch|\")?[\s\d.,×x*/()≈mcin\"-]*$", re.IGNORECASE)
_SIZE_WORD = re.compile(
    r"size|dimension|width|height|depth|length|maße|abmess|größe|breite|höhe|tiefe|尺寸|规格|长|宽|"
    r"高|厚|medida|tamaño|ancho|alto|taille|largeur|hauteur|misure|larghezza|altezza|サイズ|寸法|幅|"
    r"高さ|размер|ширин|высот|tamanho|largura|altura",
    re.IGNORECASE,
)
_SERIES = re.compile(r"\d\s?[x×X*]\s?\d")
# Words that make the buyer's numbers the space and the product what goes into it, not the other way round.
_SPACE = re.compile(
    r"gap|space|room|niche|between|into|inside|\bin (?:a|an|my|our|the|this|between)\b|wide|lücke|platz|"
    r"zwischen|nische|\b(?:in|auf|unter|hinter) (?:ein|mein|d)|hueco|espacio|entre\b|\ben (?:un|mi|el|la)|espace|"
    r"place|dans\b|spazio|"
    r"\b(?:tra|fra|nel\w*)\b|\bin (?:un|mi)|мест|между|\bв\b|nicho|espaço|\bn[oa]\b|\bnum|空间|放|塞|柜|间|里|"
    r"スペース|隙間|置け|入り|入る|収ま|free",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:including|plus|incl\.?|zuzüglich|plus|inklusive|含|加上|外箱|más|incluyendo|y compris|"
    r"avec|compreso|più|含め|включая|plus)\W*(?:a |the )?$",
    re.IGNORECASE,
)
_LIFT = re.compile(
    r"lift|carry|parcel|package|pacco|colis|paquete|посылк|包裹|小包|荷物|encomenda|pacote|limit|max|under|below|"
    r"at most|allow|up to|take|hold|heb|trag|paket|"
    r"höchstens|unter|拎|提|搬|限|最多|不超过|levantar|cargar|máximo|límite|porter|soulever|limite|"
    r"sollevare|portare|massimo|持て|持ち|以下|поднять|нести|не более|максим\w*|carregar|levantar|"
    r"máximo|luggage|手提|行李|gepäck|equipaje|bagage|bagaglio|багаж|bagagem",
    re.IGNORECASE,
)
_NET = re.compile(r"net|netto|neto|净|poids|peso|weight|gewicht|重|質量|重量|вес|масса|内容量", re.IGNORECASE)
_BEARS = re.compile(
    r"max|load|capacity|承重|载重|负重|限重|belast|tragkraft|tragfähig|carga|peso máx|capacidad|"
    r"charge|portata|carico|peso max|耐荷重|最大荷重|нагрузк|"
    r"грузопод|suporta|capacidade",
    re.IGNORECASE,
)
_BEARS_ASKED = re.compile(
    r"hold|carry my|support|bear|sit on|weigh|hält|trägt|wiege|aguanta|soporta|peso\b|"
    r"supporte|tient|pèse|regge|sostiene|坐|承|体重|耐え|乗っ|выдерж|вешу|"
    r"suporta|aguenta",
    re.IGNORECASE,
)
_HOLDS = re.compile(r"\bfits?\b|\bholds?\b|passen|cabe|contient|contiene|装|入る|入り|влез|вмещ|помест", re.IGNORECASE)
_PACKS = re.compile(r"\b(?:one|a single|1)\b|一|einen?\b|un[oa]?\b", re.IGNORECASE)


def length(facts: Facts) -> Verdict | None:
    """A length the buyer needs against the printed one of the product."""
    needs = list({top(n): n for n in facts.needs("length")}.values())
    if not needs or not _ENOUGH.search(facts.question.message) or _PITCH.search(facts.said) or len(needs) > 1:
        return None
    if _FITS.search(facts.question.message) and not _ENOUGH.search(facts.question.message):
        return None
    need = needs[0]
    printed = [s for s in facts.has("length") if 0.05 <= top(s) / top(need) <= 50]
    if not printed:
        return verdict(None, "length", "not_printed", need=need, ask="ask.size")
    values = {round(top(s), -1) for s in printed}
    if min(values) >= top(need):
        return verdict(True, "length", "enough", has=printed[0], need=need, proofs=proved(printed[:1]))
    if max(values) < top(need) * 0.999:
        longest = max(printed, key=top)
        return verdict(False, "length", "too_little", has=longest, need=need, proofs=proved([longest]))
    return verdict(None, "length", "not_certain", need=need, ask="ask.size")


def volume(facts: Facts) -> Verdict | None:
    """The contents against what is to be filled."""
    needs = [n for n in facts.needs("capacity") if n.unit not in {"mAh"}]
    if not needs or facts.needs("rate", "area"):
        return None
    if not _ENOUGH.search(facts.question.message) and not _HOLDS.search(facts.question.message):
        return None
    need = needs[-1]
    printed = [s for s in facts.has("capacity") if s.unit not in {"mAh"} and 0.02 <= top(s) / top(need) <= 50]
    if not printed:
        return verdict(None, "volume", "not_printed", need=need, ask="ask.contents")
    low, high = min(printed, key=top), max(printed, key=top)
    packs = max(
        [
            cues.NUMBER_WORDS[w]
            for w in re.findall(r"[^\W\d_]+", facts.question.message.casefold())
            if w in cues.NUMBER_WORDS
        ],
        default=1,
    )
    if top(low) * packs >= top(need):
        return verdict(True, "volume", "enough", has=low, need=need)
    if top(high) * packs < top(need) * 0.995:
        return verdict(False, "volume", "too_little", has=high, need=need)
    return verdict(None, "volume", "not_certain", need=need, ask="ask.contents")


def weight(facts: Facts) -> Verdict | None:
    """A weight the buyer may carry or send, with what they add, against the printed one."""
    needs = list(facts.needs("weight"))
    if not needs or not _LIFT.search(facts.said):
        return None
    added = [n for n in needs if _MORE.search(_before(facts, n))]
    limits = [n for n in needs if n not in added]
    if not limits:
        return None
    limit = limits[0]
    own = [s for s in facts.has("weight") if s.low is not None]  # "max. 150 kg" is what it bears, not what it weighs
    printed = [s for s in own if _NET.search(facts.line_of(s))] or own
    if not printed and facts.has("weight"):
        return None
    if not printed:
        return verdict(None, "weight", "not_printed", need=limit, ask="ask.weight")
    extra = sum(top(n) for n in added)
    heaviest, lightest = max(printed, key=top), min(printed, key=top)
    total = show(round(top(heaviest) + extra, 3), "kg")
    if top(heaviest) + extra <= top(limit):
        return verdict(True, "weight", "limit_below", has=heaviest, need=limit, total=total)
    if top(lightest) + extra > top(limit):
        return verdict(False, "weight", "limit_above", has=lightest, need=limit, total=total)
    return verdict(None, "weight", "not_certain", need=limit, ask="ask.weight")


def bearing(facts: Facts) -> Verdict | None:
    """A weight that is to be put on it against the printed greatest load."""
    printed = [s for s in facts.has("weight") if s.low is None or _BEARS.search(facts.own_line(s))]
    needs = list(facts.needs("weight"))
    if not printed or not needs:
        return None
    if _LIFT.search(facts.question.message) and not _BEARS_ASKED.search(facts.question.message):
        return None
    need, has = max(needs, key=top), min(printed, key=top)
    # Several at once, or one limit for several places: how many share it is not said.
    if top(need) <= top(has) and cues.EACH.search(facts.said):
        return verdict(None, "bearing", "not_certain", has=has, need=need, ask="ask.weight")
    holds = top(need) <= top(has)
    if holds and sum(map(top, needs)) > top(has):
        return verdict(None, "bearing", "not_certain", has=has, need=need, ask="ask.weight")
    return verdict(
        holds, "bearing", "load_below" if holds else "load_above", has=has, need=need, needs=show(top(need), "kg")
    )


def equal(facts: Facts) -> Verdict | None:
    """`It is 150 g, right?`: a stated weight or content against the printed one."""
    message = facts.question.message
    needs = [
        n for n in facts.needs("weight", "capacity", "energy") if n.source.kind == "message" and not is_limit(facts, n)
    ]
    if len(needs) != 1 or not cues.ASKS_EQUAL.search(message) or _LIFT.search(message) or _ENOUGH.search(message):
        return None
    need = needs[0]
    printed = [s for s in facts.has(need.name) if (s.unit == "mAh") == (need.unit == "mAh")]
    if not printed:
        return verdict(None, "equal", "not_printed", need=need, ask="ask.label")
    same = [s for s in printed if abs(top(s) - top(need)) <= 1e-6 * max(1.0, top(need))]
    if same and len({top(s) for s in printed}) == 1:
        return verdict(True, "equal", "same", has=same[0], need=need)
    if same:
        return verdict(None, "equal", "not_certain", need=need, ask="ask.label")
    return verdict(False, "equal", "differs", has=printed[0], need=need, proofs=proved(printed))


def pitch(facts: Facts) -> Verdict | None:
    """A pitch or thread against the printed one: the same or not."""
    needs = [n for n in facts.needs("length") if _PITCH.search(clause_of(facts, n))]
    printed = [s for s in facts.has("length") if _PITCH.search(facts.own_line(s))]
    if not needs or not printed or not _PITCH.search(facts.said):
        return None
    need = needs[0]
    same = [s for s in printed if abs(top(s) - top(need)) < 0.011]
    if same:
        return verdict(True, "pitch", "same", has=same[0], need=need)
    return verdict(False, "pitch", "differs", has=printed[0], need=need)


def fits(facts: Facts) -> Verdict | None:
    """Printed outer dimensions against the free space, turned any way that helps.

    Yes only where every printed dimension has its place: as many dimensions on both sides.
    """
    needs = list(facts.needs("length"))
    if (
        not needs
        or not (_FITS.search(facts.said))
        or _PITCH.search(facts.said)
        or _ENOUGH.search(facts.question.message)
    ):
        return None
    printed = [
        s
        for s in facts.has("length")
        if any(shape.search(facts.own_line(s)) for shape in (_ONLY_SIZE, _SIZE_WORD, _SERIES))
    ]
    sizes = _distinct(printed)
    spaces = sorted((top(n) for n in _one_unit(needs)), reverse=True)
    if not sizes:
        return verdict(None, "fits", "not_printed", need=needs[0], ask="ask.size")
    largest = sorted((top(s) for s in sizes), reverse=True)
    if not _SPACE.search(facts.said):
        return verdict(None, "fits", "not_certain", need=needs[0], ask="ask.size")
    own, lines = axes.printed(facts)
    room = axes.spoken(facts)
    if own and (room or len(own) > len(sizes)):
        told = " × ".join(f"{value:.6g}" for value in own.values()) + " mm"
        stands = axes.stands_in(own, room)
        key = {True: "size_fits", False: "size_too_large", None: "not_certain"}[stands]
        ask = "ask.size" if stands is None else ""
        return verdict(stands, "fits", key, need=needs[0], proofs=lines, sizes=told, ask=ask)
    if len(largest) == len(spaces):
        if all(size <= space for size, space in zip(largest, spaces, strict=True)):
            return verdict(True, "fits", "size_fits", need=needs[0], proofs=proved(sizes), sizes=_told(sizes))
        tight = [s for s in sizes if top(s) > spaces[-1]]
        return verdict(
            False, "fits", "size_too_large", need=needs[0], proofs=proved(tight or sizes), sizes=_told(sizes)
        )
    if len(largest) >= len(spaces) and len(spaces) > 1 and largest[-1] > max(spaces):
        return verdict(False, "fits", "size_too_large", need=needs[0], proofs=proved(sizes), sizes=_told(sizes))
    if len(sizes) >= 3 and len(spaces) == 1 and largest[-1] > spaces[0]:  # no side of it is small enough
        return verdict(False, "fits", "size_too_large", need=needs[0], proofs=proved(sizes), sizes=_told(sizes))
    return verdict(None, "fits", "not_certain", need=needs[0], ask="ask.size")


def _before(facts: Facts, need: Spec) -> str:
    text = facts.question.message if need.source.kind == "message" else facts.question.context
    return text[: need.span[0]]


def _distinct(printed: list[Spec]) -> list[Spec]:
    """Each printed length once, inches beside their millimetres left out."""
    metric = [s for s in printed if s.unit in {"mm", "m"}] or printed
    kept: list[Spec] = []
    for spec in metric:
        if not any(abs(top(k) - top(spec)) < 0.5 for k in kept):
            kept.append(spec)
    return kept


def _one_unit(needs: list[Spec]) -> list[Spec]:
    message = [n for n in needs if n.source.kind == "message"]
    context = [n for n in needs if n.source.kind == "context"]
    return context if len(context) > len(message) else message or context


def _told(sizes: list[Spec]) -> str:
    return " × ".join(f"{bottom(s):.6g}" for s in sizes) + " mm"
