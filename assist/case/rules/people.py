"""People: the age a product is made for (EN 71-1 and ISO 8124 warn of ages below 36 months)."""

from __future__ import annotations

import re

from assist.case.judgement import Verdict
from assist.case.rules.facts import Facts, top, verdict

_HOURS = {"year": 8766.0, "month": 730.5}
_UNIT = (
    r"(?P<{0}>years?|yrs?|jahren?|años|ans|anni|anos|лет|года|岁|周岁|歳|才|months?|monaten?|meses|"
    r"mois|mesi|месяцев|个月|か月|ヶ月)"
)
_TOO_YOUNG = re.compile(
    r"(?<!\d )(?:under|below|younger than|less than|unter|menores de|moins de|inferiore ai?|sotto i|до|младше|"
    r"menores de)\s*"
    r"(?:the age of\s*)?(?P<n>\d{1,2})\s*"
    + _UNIT.format("u")
    + r"|(?P<n2>\d{1,2}|三)\s*"
    + _UNIT.format("u2")
    + r"\s*(?:以下|未満|及以下|未满)",
    re.IGNORECASE,
)
_OLD_ENOUGH = re.compile(
    r"(?:from|ages?|ab|a partir de|dès|à partir de|da|dai|от|desde)\s*(?P<n>\d{1,2})\s*\+?\s*" + _UNIT.format("u")
    + r"|(?P<n2>\d{1,2}|三)\s*" + _UNIT.format("u2") + r"\s*(?:以上|及以上|and up|and over|\+)"
    r"|\bages?\s*(?P<n3>\d{1,2})\s*\+",
    re.IGNORECASE,
)  # fmt: skip
_CHILD = re.compile(
    r"\b(?:son|daughter|child|kid|baby|grandson|granddaughter|toddler|boy|girl|years? old|"
    r"months? old|sohn|tochter|kind|enkel\w*|hij[oa]|niet[oa]|niñ[oa]|bebé|"
    r"fils|fille|enfant|bébé|figli[oa]|bambin[oa]|nipote|neonato|сын\w*|доч\w*|реб[её]н\w*|"
    r"внук\w*|малыш\w*|filh[oa]|criança|net[oa]|bebê)\b|"
    r"孩子|宝宝|儿子|女儿|小孩|岁|子供|子ども|息子|娘|孫|歳|赤ちゃん",
    re.IGNORECASE,
)


def age(facts: Facts) -> Verdict | None:
    """The child's age against the printed one."""
    needs = [need for need in facts.needs("time") if need.unit in {"year", "month"}]
    if not needs or not _CHILD.search(facts.said):
        return None
    need = needs[0]
    for pattern, too_young in ((_TOO_YOUNG, True), (_OLD_ENOUGH, False)):
        for hit in facts.find(pattern):
            match = pattern.fullmatch(hit.text)
            if match is None:
                continue
            limit = _hours(match)
            young = top(need) < limit
            if young:
                return verdict(False, "age", "forbidden", need=need, proofs=hit.proofs, printed=hit.text)
            if not too_young:
                return verdict(True, "age", "allowed", need=need, proofs=hit.proofs, printed=hit.text)
    return verdict(None, "age", "not_printed", need=need, ask="ask.label")


def _hours(match: re.Match[str]) -> float:
    groups = match.groupdict()
    number = groups.get("n") or groups.get("n2") or groups.get("n3") or "0"
    unit = (groups.get("u") or groups.get("u2") or "years").lower()
    months = unit.startswith(("mon", "mes", "moi", "мес", "个月", "か月", "ヶ月"))
    return (3 if number == "三" else int(number)) * _HOURS["month" if months else "year"]
