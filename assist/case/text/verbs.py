"""Verbs: German verbs in two parts, so that `schalte ich das Licht aus` means what `ausschalten` means.

A manual says both (`Schalten Sie das Gerät aus`, `nach dem Ausschalten`), and a buyer mostly the parted form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assist.case.text.tokens import fold, plain

LANGUAGE = "de"
LONGEST = 10  # words between the parts; farther apart another verb's particle is mostly met
# Only those that change what is meant; `bei`, `mit`, `nach` end clauses for other reasons as well.
PARTICLES = frozenset({"ab", "an", "auf", "aus", "ein", "hoch", "los", "um", "weg", "zu", "zurück"})
_CLAUSE = re.compile(
    r"[.,;:!?()\n–]|\s-\s|\b(?:und|oder|wenn|bevor|nachdem|sobald|solange|bis|damit|weil|dass|obwohl|sondern|"
    r"aber)\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


def parted(text: str, language: str) -> Mapping[str, str]:
    """Words of the text, plain, that may be a verb's first part, each with the particle that ends its clause."""
    if language != LANGUAGE:
        return {}
    out: dict[str, str] = {}
    for clause in _CLAUSE.split(fold(text)):
        words = _WORD.findall(clause)
        if len(words) > 1 and words[-1] in PARTICLES:
            for word in words[-2 - LONGEST : -1]:
                out.setdefault(plain(word), words[-1])
    return out
