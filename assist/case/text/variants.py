"""Variants: a value of another size, level, cut or kind of the thing that is asked for is no answer to the question.

"How long for a whole chicken" is not told by the row of the chicken legs, "how loud at speed 1" not by the noise at
speed 3, nor how long the 4 Ah battery lasts by the line of the one of 2 Ah.  What stands under "(model 20 only)" is
not said of model 12.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assist.case.passages import Models
from assist.case.text.pieces import Piece
from assist.case.text.tokens import fold, plain, stem

# Languages that put what tells a thing apart before its name, and those that put it behind; the others are not judged.
_BEFORE, _BEHIND = frozenset({"en", "de", "ru"}), frozenset({"es", "fr", "it", "pt"})
_OF = frozenset({"de", "di", "du", "des", "da", "do", "of", "von", "aus", "al", "alla", "à", "au", "con", "mit"})
_WORD, _PARTS = re.compile(r"[^\W\d_]+"), re.compile(r"[^\W\d_]+|\d+")
_QUANTITY = re.compile(
    r"(?<![\w.,])(\d+(?:[.,]\d+)?)(?:\s?(?:-|–|~|to|bis|à|a|до)\s?(\d+(?:[.,]\d+)?))?[\s-]?"
    r"(m?ah|k?wh|k?w|v|kg|g|m?l|[cm]?m|inch|zoll|ач|квт|вт|кг|г|мл|л|см|мм|м)(?![^\W_])",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"([^\W\d_]{3,})\s(?:n[.º°]\s?)?(\d{1,2})(?![\w.,%°]|\s?[^\W\d_]{1,3}\b)")
# What a designation ends with behind its separator: its number, or letters with one.
_END = re.compile(r"(?<=[-_ /])(?=\w*\d)[A-Za-z]{0,2}\d{2,5}[A-Za-z]{0,2}$")
SHORTEST_END = 3  # signs; a choice: two digits are said of too much else
_COUNTED = (
    r"(?:[%°€$£¥×]|(?:m?ah|k?wh|k?w|k?va?|kg|g|lbs?|oz|m?l|[kcm]?m|m[²³2]|inch|zoll|ft|bar|psi|[mk]?pa|k?hz|rpm|db|lm|"
    r"min\w*|s(?:ec\w*)?|h(?:ours?)?|days?|times|x|mal|km/?h|mph|euros?|dollars?|grad|degrees?)(?![^\W_])|"
    r"[伏瓦升克米度分秒次元块个小天巴])"
)
Stems = frozenset[str]

_SHORTEST = 3  # letters of a word that tells something apart
REMEMBERED = 64  # questions; each is held against all pieces of five passages


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question by what tells one variant from another.

    `subjects` are the stems of what it names, `said` those of all its words, `ignored` the words of its language that
    carry no meaning.
    """

    text: str
    language: str
    subjects: Stems
    said: Stems
    ignored: frozenset[str]


def of_another(wanted: Wanted, piece: Piece, spoken: str) -> bool:
    """Whether what the piece, in the language `spoken`, gives is the value of another variant of what is asked for."""
    question, language = wanted.text, wanted.language
    if _other_size(question, piece) or _other_number(question, language, piece, spoken):
        return True
    if language != spoken or not piece.row:
        return False
    own = {stem(word, language) for word in _WORD.findall(fold(f"{piece.text} {piece.under}"))}
    told_apart = [kind for head, kind in _kinds(question, language, wanted.ignored) if head in wanted.subjects & own]
    return any(kind not in own for kind in told_apart) and _names_more(piece, language, wanted.said)


def of_sibling(models: Models, piece: Piece) -> bool:
    """Whether the piece, or else the nearest line above it that names a model, is about other models alone."""
    if not models.siblings:
        return False
    for line in (piece.text, *reversed(piece.under.split("\n"))):
        if any(is_named(model, line) for model in models.own):
            return False
        if any(is_named(model, line) for model in models.siblings):
            return True
    return False


@lru_cache(REMEMBERED * 64)
def is_named(model: str, text: str) -> bool:
    """Whether the text names the model, however it is spaced, and not as the beginning of a longer designation."""
    parts = _PARTS.findall(model)
    spelled = r"[\W_]{0,3}".join(map(re.escape, parts))
    return bool(parts) and bool(re.search(rf"(?<![A-Za-z0-9]){spelled}(?![A-Za-z0-9])", text, re.IGNORECASE))


def is_called(model: str, family: Sequence[str], text: str) -> bool:
    """Whether the text names the model by the end of its designation alone, which no other of its family has.

    `M18` of `KH-M18`, `160` of `AL-160`; a number with a unit names none.
    """
    ends = [end[0] for each in family if (end := _END.search(each))]
    end = _END.search(model)
    if end is None or len(end[0]) < SHORTEST_END or len(ends) < 2 or ends.count(end[0]) > 1:
        return False
    counted = end[0].isdigit() and re.search(rf"(?<!\d){end[0]}\s?{_COUNTED}", text, re.IGNORECASE)
    return is_named(end[0], text) and not counted


def _other_size(question: str, piece: Piece) -> bool:
    """Does the piece give a quantity in the unit of one in the question, and none that is or spans that one?"""
    for low, _, unit in _quantities(question):
        same = [each for each in _quantities(piece.text) if each[2] == unit]
        if same and not any(first <= low <= last for first, last, _ in same):
            return True
    return False


def _other_number(question: str, language: str, piece: Piece, spoken: str) -> bool:
    """Is a numbered thing asked for (`speed 1`) of which the piece gives only others (`speed 3`)?"""
    asked = _numbered(question, language)
    given = _numbered(f"{piece.under}\n{piece.text}", spoken)
    return any(given.get(word) and not numbers & given[word] for word, numbers in asked.items())


def _names_more(piece: Piece, language: str, said: Stems) -> bool:
    """Whether a row's label, up to its first number, holds a word that the question does not say."""
    label = re.split(r"\d", piece.text, maxsplit=1)[0]
    words = [word for word in _WORD.findall(fold(label)) if len(word) >= _SHORTEST and word not in _OF]
    return any(stem(word, language) not in said for word in words)


@lru_cache(REMEMBERED)
def _kinds(question: str, language: str, ignored: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of neighbouring words of the question, as stems: a thing, and what may tell it apart from others."""
    out = []
    words = [word for word in _WORD.findall(fold(question)) if word not in _OF]
    for first, second in pairwise(words):
        head, kind = (second, first) if language in _BEFORE else (first, second)
        if language in _BEFORE | _BEHIND and len(kind) >= _SHORTEST and plain(kind) not in ignored:
            out.append((stem(head, language), stem(kind, language)))
    return tuple(out)


@lru_cache(REMEMBERED * 64)
def _quantities(text: str) -> tuple[tuple[float, float, str], ...]:
    out = []
    for low, high, unit in _QUANTITY.findall(fold(text)):
        first = float(low.replace(",", "."))
        out.append((first, float(high.replace(",", ".")) if high else first, unit))
    return tuple(out)


def _numbered(text: str, language: str) -> dict[str, set[int]]:
    out: dict[str, set[int]] = {}
    for word, number in _NUMBERED.findall(fold(text)):
        out.setdefault(stem(word, language), set()).add(int(number))
    return out
