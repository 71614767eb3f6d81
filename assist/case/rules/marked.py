"""Marked: lamp bases, connectors, batteries, flame classes and wireless bands, which either agree or do not."""

from __future__ import annotations

import re

from assist.case.judgement import Proof, Verdict
from assist.case.label.marks import Mark, bands
from assist.case.rules import prints
from assist.case.rules.facts import Facts, Printed, proof, proved, top, verdict
from assist.case.specs import Spec
from assist.case.text import cues

# IEC 60061: caps that go by more than one name; E26 and E27 fit mechanically, their mains differ, so no yes.
_SAME_CAP = {"MR16": "GU5.3", "G5.3": "GU5.3", "MR11": "GU4"}
_RELATED = {frozenset({"E26", "E27"}), frozenset({"E11", "E12"})}
_CELLS = {frozenset({"18650", "CR123A"}), frozenset({"AA", "14500"})}
# Sizes that are sold in several chemistries (IEC 60086-1 against IEC 61951-2), of 1.5 V and of 1.2 V.
_OPEN_CELLS = frozenset({"AA", "AAA", "C", "D", "9V block"})
_CHEMISTRY = (
    re.compile(
        r"recharg|ni-?mh|ni-?cd|\bakkus?\b|aufladbar|recargable|ricaricabil|аккумулятор|充电电池|可充电|充電池|充電式|"
        r"recarregáve|eneloop",
        re.IGNORECASE,
    ),
    re.compile(r"lithium|li-?ion|litio|lítio|литие|锂|リチウム", re.IGNORECASE),
    re.compile(r"zinc|zink|carbon|碳性|マンガン|солев", re.IGNORECASE),
)
# The right size is no answer where the buyer asks about a cell's state: old with new, without its protection, used up.
_QUALIFIED = re.compile(
    r"\bmix\w*|\bold\b|\bused\b|\bunprotected\b|\bdifferent\b|\bleaking\b|\bmisch\w*|\balte\w*|\bgemischt|"
    r"\bungeschützt|\bverschieden\w*|\bmezcl\w*|\bviej[oa]s?|\busad[oa]s?|\bsin protección|\bmélang\w*|\busagé\w*|"
    r"\bancienn?e?s?\b|\bnon protégé|\bmischi\w*|\bvecchi\w*|\busat[oaie]\b|\bmistur\w*|\bvelh[oa]s?|"
    r"смешив\w*|вместе стар|стар\w+ и нов|без защит|混(?:用|装|合)|新旧|旧电池|无保护|不带保护|古い|混ぜ|保護なし",
    re.IGNORECASE,
)
_CABLE = re.compile(
    r"jack|headphone|耳机|cable|kabel|кабел|线|ケーブル|câble|cavo|port|口|接口|buchse|anschluss|puerto|"
    r"разъ[её]м|conector|porta|socket",
    re.IGNORECASE,
)
_FIVE_ONLY = re.compile(
    r"5\s?GHz[ -]?(?:only|alone)|only 5\s?G|仅5G|只有5G|nur 5\s?GHz|solo 5\s?GHz|uniquement 5\s?GHz|только 5",
    re.IGNORECASE,
)
_DUAL = re.compile(
    r"dual[\s-]?band|双频|デュアルバンド|dualband|двухдиапазонн|802\.11\s?a?c\b|802\.11\s?ax|Wi-?Fi\s?[56]\b",
    re.IGNORECASE,
)
_ONLY_24 = re.compile(
    r"only (?:supports? )?2[.,]4|2[.,]4\s?G(?:Hz)?\s*(?:only|network only|wi-?fi only)|"
    r"仅支持2[.,]4|不支持5G|does not support 5|no 5\s?GHz|not? support(?:ed)? 5",
    re.IGNORECASE,
)


# A processor's clock is printed in GHz too.
_CLOCK = re.compile(
    r"\bCPU\b|processor|prozessor|procesador|processeur|processore|processador|процессор|ядер|处理器|主频|"
    r"[四六八双]核|プロセッサ|コア|\b(?:quad|octa|hexa|dual)[ -]?core|\bcores?\b|\bRAM\b",
    re.IGNORECASE,
)
_WIFI = re.compile(r"wi-?fi|wlan|802\.11|无线网|無線LAN|вай-?фай", re.IGNORECASE)


def socket(facts: Facts) -> Verdict | None:
    """The lamp's cap against the buyer's holder (IEC 60061)."""
    wanted = {_SAME_CAP.get(n.value, n.value) for n in facts.needs("socket")}
    if not wanted:
        return None
    need = facts.needs("socket")[0]
    printed = facts.has("socket")
    if not printed:
        return verdict(None, "socket", "not_printed", need=need, ask="ask.socket")
    caps = {_SAME_CAP.get(s.value, s.value) for s in printed}
    if wanted & caps:
        has = [s for s in printed if _SAME_CAP.get(s.value, s.value) in wanted]
        if len(caps) > 1 or len(wanted) > 1:
            return verdict(None, "socket", "not_certain", has=has[0], need=need, ask="ask.socket")
        return verdict(True, "socket", "same", has=has[0], need=need, proofs=proved(has))
    if any(frozenset({a, b}) in _RELATED for a in wanted for b in caps):
        return verdict(None, "socket", "not_certain", has=printed[0], need=need, ask="ask.socket")
    return verdict(False, "socket", "differs", has=printed[0], need=need, proofs=proved(printed))


def connector(facts: Facts) -> Verdict | None:
    """The printed port against the buyer's cable or plug."""
    needs = facts.needs("connector")
    asked = [n for n in needs if n.source.kind == "message"] or list(needs)
    wanted = {n.value for n in asked} - {"USB-A"} or {n.value for n in asked}
    if not wanted:
        return None
    printed = facts.has("connector")
    if not printed:
        return verdict(None, "connector", "not_printed", need=asked[0], ask="ask.port")
    same = [s for s in printed if s.value in wanted]
    if same:
        if not _CABLE.search(facts.said) and not _CABLE.search(facts.line_of(same[0])):
            return None
        need = next(n for n in asked if n.value == same[0].value)
        if prints.is_older(facts):
            return verdict(None, "connector", "not_certain", has=same[0], need=need, ask="ask.port")
        return verdict(True, "connector", "same", has=same[0], need=need, proofs=_port_words(facts, same[0]))
    family = {"USB-C", "micro USB", "mini USB", "Lightning", "USB-A"}
    rivals = [s for s in printed if s.value in family]
    if wanted <= family and rivals and len({s.value for s in rivals}) == 1 and rivals[0].value != "USB-A":
        return verdict(
            False, "connector", "differs", has=rivals[0], need=asked[0], proofs=_port_words(facts, rivals[0])
        )
    return verdict(None, "connector", "not_printed", need=asked[0], ask="ask.port")


def _port_words(facts: Facts, spec: Spec) -> tuple[Proof, ...]:
    line = facts.own_line(spec).strip()
    return (Proof(line, spec.source),) if len(line) <= 40 else (proof(spec),)


def battery(facts: Facts) -> Verdict | None:
    """The printed cell size against the one the buyer has (IEC 60086)."""
    needs = facts.needs("battery")
    if not needs:
        return None
    printed = facts.has("battery")
    if not printed:
        return verdict(None, "battery", "not_printed", need=needs[0], ask="ask.battery")
    wanted, has = {n.value for n in needs}, {s.value for s in printed}
    if wanted & has:
        same = next(s for s in printed if s.value in wanted)
        if _QUALIFIED.search(facts.said) or (_OPEN_CELLS & {same.value} and _other_chemistry(facts)):
            return verdict(None, "battery", "not_certain", has=same, need=needs[0], ask="ask.battery")
        return verdict(True, "battery", "same", has=same, need=needs[0])
    if any(frozenset({a, b}) in _CELLS for a in wanted for b in has):
        return verdict(None, "battery", "not_printed", need=needs[0], ask="ask.battery")
    return verdict(False, "battery", "differs", has=printed[0], need=needs[0], proofs=proved(printed))


def _other_chemistry(facts: Facts) -> bool:
    """Whether the buyer names a kind of cell (rechargeable, lithium) that the print does not allow by name."""
    asked = [kind for kind in _CHEMISTRY if kind.search(facts.said)]
    denied = re.compile(cues.NEGATION, re.IGNORECASE)
    lines = [line.text for line in facts.prints if not denied.search(line.text)]
    return any(not any(kind.search(line) for line in lines) for kind in asked)


def flame_class(facts: Facts) -> Verdict | None:
    """The asked flame class (UL 94) against the printed one: V-0 is better than V-1, that than V-2."""
    needs = facts.needs("flame_class")
    printed = [s for s in facts.has("flame_class") if re.fullmatch(r"V-[012]", s.value)]
    if not needs or not re.fullmatch(r"V-[012]", needs[0].value):
        return None
    if not printed:
        return verdict(None, "flame_class", "not_printed", need=needs[0], ask="ask.label")
    better = printed[0].value <= needs[0].value
    return verdict(better, "flame_class", "same" if better else "differs", has=printed[0], need=needs[0])


def wireless(facts: Facts) -> Verdict | None:
    """The asked band against the printed ones; no band printed is no answer, since most but not all are 2.4 GHz."""
    wanted = {n.value for n in facts.needs("band")}
    radio = [n for n in facts.needs("frequency") if top(n) > 1e8 and top(n) < 1e9]
    if radio and facts.photo:
        return _radio(facts, radio[0])
    if not wanted:
        return None
    about = [n for n in facts.needs("band") if n.source.kind == "message"] or list(facts.needs("band"))
    if not any(n.source.kind == "message" for n in about) and not re.search(
        r"wi-?fi|wlan|router|路由|ルーター|роутер|routeur|无线", facts.question.message, re.IGNORECASE
    ):
        return None
    need = about[0]
    only = next(iter(facts.find(_ONLY_24)), None)
    printed = [(band, line) for line in facts.prints if not _CLOCK.search(line.text) for band in bands(line.text)]
    has = {band.value for band, _ in printed}
    dual = next(iter(facts.find(_DUAL)), None)
    fives = {"5", "5.8"}
    asks_five = need.value in fives
    if asks_five:
        if only:
            return verdict(False, "wireless", "only_24", need=need, proofs=only.proofs, printed=only.text)
        if has & fives or (dual and "802.11n" not in dual.text):
            hit = next(((b, line) for b, line in printed if b.value in fives), None)
            shown = (_band_proof(hit),) if hit else (dual.proofs if dual else ())
            return verdict(True, "wireless", "same", need=need, proofs=shown, printed=shown[0].quote)
        if has == {"2.4"}:
            return verdict(
                False,
                "wireless",
                "only_24",
                need=need,
                proofs=(_band_proof(printed[0]),),
                printed=_band_proof(printed[0]).quote,
            )
        return verdict(None, "wireless", "not_printed", need=need, ask="ask.wireless")
    # A mouse's or a drone's 2.4 GHz is no Wi-Fi: the print has to name it.
    if need.value in has and _WIFI.search(facts.said) and facts.photo and not _WIFI.search(facts.joined):
        return verdict(None, "wireless", "not_certain", need=need, ask="ask.wireless")
    if need.value in has:
        hit = next((b, line) for b, line in printed if b.value == need.value)
        return verdict(True, "wireless", "same", need=need, proofs=(_band_proof(hit),), printed=_band_proof(hit).quote)
    return verdict(None, "wireless", "not_printed", need=need, ask="ask.wireless")


def _band_proof(hit: tuple[Mark, Printed]) -> Proof:
    band, line = hit
    return Proof(line.text[slice(*band.span)], line.source)


def _radio(facts: Facts, need: Spec) -> Verdict:
    """A remote's frequency against the receiver's; 433 and 433.92 MHz are one band (ITU region 1 ISM)."""
    printed = [s for s in facts.has("frequency") if 1e8 < top(s) < 1e9]
    if not printed:
        return verdict(None, "radio", "not_printed", need=need, ask="ask.wireless")
    has = printed[0]
    if abs(top(has) - top(need)) <= 1.1e6:
        return verdict(True, "radio", "same", has=has, need=need, printed=has.printed)
    return verdict(False, "radio", "differs", has=has, need=need, printed=has.printed)
