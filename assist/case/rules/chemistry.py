"""Chemistry: the kind of battery a charger is printed for against the buyer's; the wrong one may burn.

Cells are charged to other voltages and in other ways by their kind (IEC 62133-2 lithium, IEC 61951 nickel, IEC 60896
lead-acid; LiFePO4 to 3.65 V where other lithium cells take 4.2 V), so that equal nominal volts say nothing.
"""

from __future__ import annotations

import re

from assist.case.judgement import Proof, Verdict
from assist.case.rules.facts import Facts, verdict
from assist.case.text import cues

_KINDS: dict[str, re.Pattern[str]] = {
    "lead": re.compile(
        r"lead[- ]?(?:acid|gel)|\bAGM\b|\bSLA\b|\bVRLA\b|铅酸|铅蓄|鉛蓄|鉛酸|鉛バッテリー|blei(?!b)|\bplomo|\bplomb\b|"
        r"\bal piombo|chumbo|свинцов\w*",
        re.IGNORECASE,
    ),
    "iron": re.compile(r"li\s?fe\s?po4?|\bLFP\b|磷酸铁锂|リン酸鉄|eisenphosphat", re.IGNORECASE),
    "lithium": re.compile(
        r"li[- ]?(?:ion|po(?:ly)?\b|poly\w*)|lithium(?![- ]?(?:iron|eisen))|\blitio\b|\blítio\b|литиев\w*|"
        r"(?<!铁)锂|リチウム",
        re.IGNORECASE,
    ),
    "nickel": re.compile(r"ni[- ]?(?:mh|cd|zn)(?![a-z])|镍(?:氢|镉)|鎳|ニッケル|никел\w*|níquel|nichel", re.IGNORECASE),
}
_KINDS["alkaline"] = re.compile(r"alkalin|alcalin|碱性|鹼性|アルカリ|щелочн|алкалин", re.IGNORECASE)
_CHARGES = re.compile(
    r"charg|\blad(?:e|en|egerät|ung|bar)\w*|aufladen|cargar|cargador|carregar|carregador|caric|recharg|заря[жд]\w*|"
    r"充电|充電",
    re.IGNORECASE,
)
_DENIED = re.compile(cues.NEGATION + r"[^.;!?。；！？]{0,24}$", re.IGNORECASE)
_DENIED_AFTER = re.compile(
    r"^[^.;!?。；！？]{0,12}(?:不可|禁止|不能|不适用|非対応|使用不可|nicht|not\b|нельзя)", re.IGNORECASE
)
_ONLY = re.compile(
    r"\bonly\b|\bnur\b|\bsolo\b|\bsólo\b|seulement|uniquement|exclusiv\w*|soltanto|apenas|somente|только|仅|只|専用|专用|"
    r"のみ",
    re.IGNORECASE,
)


def chemistry(facts: Facts) -> Verdict | None:
    """The buyer's kind of battery against the kinds that the print allows or denies; silence leaves
    it open where something is charged.

    Agreement is no yes by itself: the voltage decides then.
    """
    asked = {kind for kind, words in _KINDS.items() if words.search(facts.said)}
    if len(asked) != 1:
        return None
    (kind,) = asked
    allowed, denied = _printed(facts)
    if kind in denied:
        return verdict(False, "chemistry", "forbidden", proofs=(denied[kind],), printed=denied[kind].quote)
    if kind in allowed:
        return None
    only = next((proof for proof in allowed.values() if _ONLY.search(proof.quote)), None)
    if only is not None:
        return verdict(False, "chemistry", "forbidden", proofs=(only,), printed=only.quote)
    charges = _CHARGES.search(f"{facts.said}\n{facts.joined}")
    return verdict(None, "chemistry", "not_printed", ask="ask.label") if charges else None


def _printed(facts: Facts) -> tuple[dict[str, Proof], dict[str, Proof]]:
    """The kinds that the prints name, and those that they deny, each with its line."""
    allowed: dict[str, Proof] = {}
    denied: dict[str, Proof] = {}
    for line in facts.prints:
        for kind, words in _KINDS.items():
            for match in words.finditer(line.text):
                no = _DENIED.search(line.text[: match.start()]) or _DENIED_AFTER.match(line.text[match.end() :])
                (denied if no else allowed).setdefault(kind, Proof(line.text.strip(), line.source))
    return allowed, denied
