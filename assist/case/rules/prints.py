"""Prints: what a printed number does not mean: a peak, another lamp's watts, a plug of the other polarity."""

from __future__ import annotations

import re

from assist.case.rules.facts import Facts
from assist.case.specs import Spec

# Given for moments only; what is connected for longer than a start needs the rated value.
_PEAK = re.compile(
    r"peak|surge|spitze|峰值|瞬时|瞬間|起動|\bpico\b|crête|pointe|\bpicco|di spunto|пиков|equiv|entspricht|等效|相当",
    re.IGNORECASE,
)
_PEAK_AFTER = re.compile(
    r"^\s*\(?(?:max\.?\s*)?(?:peak|surge|spitze|峰值|瞬间|equiv\w*|等效|相当|équivalent\w*|"
    r"эквивалент\w*)(?![^)]{0,4}\d)",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"\brated|continuous|\bnenn|dauer|额定|定格|連続|nominal|номинальн|длительн|en continu|continua|contínua",
    re.IGNORECASE,
)
_POLARITY = re.compile(
    r"(?:cent(?:re|er)|tip|inner|innen|mitte|centro|central|interno|центр\w*|внутри|内|芯|センター)[^\w,;，；、]{0,3}"
    r"(?:is |ist )?(?P<sign>pos|neg|plus|minus|\+|-|正|负|負|プラス|マイナス|плюс|минус|più|meno|más|menos)",
    re.IGNORECASE,
)
_PLUS = r"(?:\bpos|\bplus|più|\bm[áa]i?s\b(?! ou? menos)|плюс|正|プラス)"
_MINUS = r"(?:\bneg|\bminus|\bmeno|\bmoins|минус|负|負|マイナス)"
_CONTACT = (
    r"(?:\bcent(?:re|er)|\btip\b|inner|inside|\bpin\b|sleeve|barrel|outer|outside|innen|außen|mitte|\bcentr|"
    r"intern|extern|estern|dentro|fuera|\bfora\b|intérieur|extérieur|центр|внутр|снаружи|внешн|内|外|芯|センター)"
)
_POLES = re.compile(
    rf"polari[tdz]|polarität|verpol|полярн|переполюс|极性|極性|接反|反接|逆接|"
    rf"{_PLUS}[^.;?!\n]{{0,16}}?{_MINUS}|{_MINUS}[^.;?!\n]{{0,16}}?{_PLUS}|(?:{_PLUS}|{_MINUS})[^.;?!\n]{{0,16}}?{_CONTACT}|"
    rf"{_CONTACT}[^.;?!\n]{{0,16}}?(?:{_PLUS}|{_MINUS})",
    re.IGNORECASE,
)
_SIGN_FIRST = re.compile(rf"(?:{_PLUS}|{_MINUS})\w*\W{{1,3}}{_CONTACT}", re.IGNORECASE)

# Guitar pedals and keyboards take 9 V with the minus inside, most other devices the plus.
_ODD_POLARITY = re.compile(
    r"guitar|pedal|effect unit|synth|keyboard piano|digital ?piano|e-piano|tastiera musicale|clavier musical|"
    r"teclado musical|sintetizador|синтез|电子琴|電子ピアノ|シンセ|"
    r"gitarre|effektgerät|tretmine|guitarra|guitare|chitarra|гитар|"
    r"педал|吉他|"
    r"效果器|单块|ギター|エフェクター",
    re.IGNORECASE,
)

_PASSES_ON = re.compile(
    r"(?:no|not|without|does not|doesn't)\s+(?:voltage\s+)?(?:convert|conversion|transform)\w*|(?:keine?|nicht|"
    r"ohne)\b[^.;\n]{0,24}"
    r"(?:spannungswand|wandl|umwandl|umform)\w*|wandelt\b[^.;\n]{0,16}\bnicht|wandelt keine|ne (?:convertit|"
    r"transforme) pas|"
    r"sans conversion|sin conversión|no (?:convierte|transforma)|non (?:converte|trasforma)|não (?:converte|"
    r"transforma)|"
    r"не (?:преобразует|понижает)|без преобраз|不(?:变压|转换电压|转压|变换电压)|無変圧|変圧(?:しません|機能なし|不可)|"
    r"travel (?:adapter|plug)|reiseadapter|reisestecker|adaptateur de voyage|adaptador de (?:viaje|viagem)|"
    r"adattatore da viaggio|"
    r"旅行转换|转换插头|変換プラグ|переходник",
    re.IGNORECASE,
)
CONDITIONAL = re.compile(
    r"^[^.;,\n]{0,40}?(?:\bonly\b|\bnur\b|\bseulement\b|\buniquement\b|\bs[oó]lo\b|\bsolamente\b|\bsoltanto\b|"
    r"\bsomente\b|"
    r"\bapenas\b|\bтолько\b|\bwhen\b|\bif\b|のみ|だけ|仅限|需要?另)",
    re.IGNORECASE,
)
"""After a printed feature: words that bind it to something the buyer may not have."""

_OPENS = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]+(?:\s[^\s]*[a-zà-ÿ][^\s]*){2,}")

VERSION = re.compile(
    r"\b(?P<name>HDMI|USB|DisplayPort|DP|Bluetooth|Thunderbolt|PCIe?|SATA|Wi-?Fi)\s*(?:v|ver\.?|"
    r"version)?\s*(?P<n>\d(?:\.\d)?)(?![\d.]*\s?V)",
    re.IGNORECASE,
)


def clause(line: str, quote: str) -> str:
    """The part of a long line between the sentence marks around `quote`; a phrase with a capital begins a sentence,
    whose mark before it was not read."""
    at = line.find(quote)
    if _OPENS.match(quote) and line[max(0, at - 2) : at - 1].islower():
        line, at = line[at:], 0
    start = max(line.rfind(mark, 0, at) for mark in (". ", "。", "; ", "；", "! "))
    ends = [e for mark in (".", "。", ";", "；", "!") if (e := line.find(mark, at + len(quote))) >= 0]
    return line[start + 1 if start >= 0 else 0 : (min(ends) + 1) if ends else len(line)].strip()


def is_older(facts: Facts) -> bool:
    """Whether the buyer names a version of a standard, or its speed, that the print does not reach."""
    asked = {match["name"].upper(): float(match["n"]) for match in VERSION.finditer(facts.said)}
    printed = {match["name"].upper(): float(match["n"]) for match in VERSION.finditer(facts.joined)}
    return any(number > printed.get(name, 0.0) for name, number in asked.items())


def is_momentary(facts: Facts, spec: Spec) -> bool:
    """Whether a printed number is a peak, or what another lamp would take (`60 W equivalent`)."""
    line = facts.own_line(spec)
    before = re.split(r"\d\s?[A-Za-z]+", line[: spec.span[0]])[-1]
    return bool(_PEAK.search(before) or _PEAK_AFTER.match(line[spec.span[1] :]))


def is_lasting(facts: Facts, spec: Spec) -> bool:
    """Whether a number is printed as rated or continuous, which a maximum beside it is not."""
    return bool(_LASTING.search(facts.own_line(spec)))


def same_polarity(facts: Facts) -> bool:
    """Whether the buyer names no polarity of the plug (IEC 60417-5926), or the one that is printed.

    Poles told in words that are not understood to the sign (`minus on the sleeve`, `swapped`) are not the same."""
    asked = {_is_plus(match) for match in _POLARITY.finditer(facts.said)}
    if not asked or _SIGN_FIRST.search(facts.said):
        return not _POLES.search(facts.said)
    return asked == {_is_plus(match) for match in _POLARITY.finditer(facts.joined)}


def passes_on(facts: Facts) -> bool:
    """Whether the product only passes the mains on, so that its own range says nothing of what is plugged into it."""
    return bool(_PASSES_ON.search(facts.joined))


def needs_polarity(facts: Facts) -> bool:
    """Whether the buyer's device usually has its plug the other way round, and the print names no side."""
    return bool(_ODD_POLARITY.search(f"{facts.said}\n{facts.joined}")) and not _POLARITY.search(facts.joined)


def _is_plus(match: re.Match[str]) -> bool:
    return match["sign"].lower() in {"pos", "plus", "+", "正", "プラス", "плюс", "più", "más"}
