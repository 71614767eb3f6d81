"""Exclusions: what a print says it is not for, in its own words, against the very word in the buyer's question."""

from __future__ import annotations

import re

from assist.case.judgement import Proof, Verdict
from assist.case.rules.facts import Facts, verdict

_SPACED = re.compile(
    r"(?:\b(?:not|never)\s+(?:be\s+)?(?:(?:suitable|intended|designed|approved|recommended|meant|used?|safe|compatible)\s+)*"
    r"(?:for|with|on|in)\s+(?:use\s+(?:with|on|in)\s+)?"
    r"|\bnicht\s+(?:(?:geeignet|bestimmt|verwendbar|zugelassen)\s+)?(?:für|mit|auf|an|zum|zur)\s+"
    r"|\bno\s+(?:apt[oa]\s+|us[ae]r?\s+|compatible\s+|adecuad[oa]\s+)?(?:para|con|en|sobre)\s+"
    r"|\b(?:non\s+adapté\w*|ne\s+convient\s+pas|ne\s+pas\s+utiliser|incompatible)\s+(?:aux?|à|pour|avec|sur)\s+"
    r"|\bnon\s+(?:adatt\w+\s+|us\w+\s+|idone\w+\s+|compatibil\w+\s+)?(?:per|a|con|su|in)\s+"
    r"|\bnão\s+(?:adequad\w+\s+|us\w+\s+|indicad\w+\s+)?(?:para|com|em)\s+"
    r"|\bне\s+(?:подходит\s+|предназначен\w*\s+|использовать\s+|применять\s+)?(?:для|с|со|на|в)\s+)"
    r"(?P<what>[^.,;:!?\n()]{3,48})",
    re.IGNORECASE,
)
_CJK = re.compile(
    r"(?:不适用于?|不适合|不可用于|不能用于|请勿用于|禁止用于|不支持)(?P<what>[^\s，。；、,.()（）]{2,12})"
    r"|(?P<before>[^\s，。；、,.()（）は]{2,12}?)(?:に|で|へ)は?(?:使用しないで|使用できません|使用不可|使えません|対応していません)"
)
_WORD = re.compile(r"[^\W\d_]{3,}")
# Words that bind the exclusion to something that the buyer may not have, or that every question holds.
_BOUND = re.compile(
    r"\d|\b(?:under|unter|below|over|über|until|bis|without|ohne|sans|sin|senza|unless|if|wenn)\b", re.IGNORECASE
)
_EMPTY = frozenset({
    "use", "used", "using", "with", "the", "and", "any", "all", "other", "others", "this", "that", "these", "those",
    "product", "products", "item", "device", "devices", "type", "types", "your", "you", "not", "only", "than",
    "from", "für", "die", "der", "das", "den", "dem", "und", "oder", "mit", "mein", "meine", "meinen", "sich",
    "eine", "einen", "andere", "anderen", "gerät", "geräte", "los", "las", "una", "uno", "con", "para", "por", "que",
    "del", "otros", "producto", "les", "des", "une", "pour", "avec", "dans", "autre", "autres", "produit", "gli",
    "della", "per", "che", "altri", "prodotto", "uma", "com", "outros", "produto", "для", "или", "это",
    "использования", "private", "gebrauch", "nutzung", "verwendung", "einsatz",
})  # fmt: skip
_SHORT_LINE = 60  # a print line up to this length is quoted whole
_STEM = 5
"""Letters that two forms of one word share: `suede` and `suedes`, `Akku` and `Akkus`."""


def exclusion(facts: Facts) -> Verdict | None:
    """No where the print names the asked thing as what it is not for; anything else is left to the other rules."""
    message = facts.question.message.casefold()
    asked = [word for word in _WORD.findall(message) if word not in _EMPTY]
    for line in facts.prints:
        for match in (*_SPACED.finditer(line.text), *_CJK.finditer(line.text)):
            what = next(part for part in match.groups() if part)
            if _BOUND.search(what) or _BOUND.match(line.text[match.end() :].strip()):
                continue
            if _names(what, asked, message):
                quote = line.text.strip() if len(line.text) <= _SHORT_LINE else match.group().strip()
                proofs = (Proof(quote, line.source),)
                return verdict(False, "exclusion", "forbidden", proofs=proofs, printed=quote)
    return None


def _names(what: str, asked: list[str], message: str) -> bool:
    """Whether a word of what is excluded stands in the question."""
    words = [word for word in _WORD.findall(what.casefold()) if word not in _EMPTY]
    words = [word for word in words if not word.endswith("ing")] or words  # "charging tablets" excludes the tablets
    for word in words:
        if re.search(r"[\u3040-\u30ff\u3400-\u9fff]", word):
            if word in message:
                return True
        elif any(word[:_STEM] == other[:_STEM] and abs(len(word) - len(other)) <= _STEM for other in asked):
            return True
    return False
