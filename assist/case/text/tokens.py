"""Tokens: a text in any language cut into what the lexical index compares.

Words become stems without accents; scripts written without spaces become overlapping pairs of characters, since a
pair is the length of most Chinese words and needs no dictionary; model designations and fault codes stay whole
(`#`), spelled as OCR and hurried typing would confuse them: `KFR-35GW/BP3`, `kfr35gw bp3` and `KFR-35GW/8P3` meet.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

# Letters of scripts written without spaces between words: kana, Han, Hangul (particles stick to words), Thai, Lao,
# Burmese, Khmer.
_UNSPACED = (
    r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
)
_CODE = re.compile(r"(?<![a-z0-9])(?=[a-z0-9/._-]*\d)(?=[a-z0-9/._-]*[a-z])[a-z0-9]+(?:[-/._][a-z0-9]+)*", re.ASCII)
_FAULT = re.compile(r"\b([a-z]{1,2}|er[rc])(?:\s?[:.-]\s?|\s)(\d{1,3})\b(?![.,]\d)", re.ASCII)
# Before a number they are words: `the 160`, `de 5`.
_SMALL = re.compile(
    r"the|an?|in|on|at|to|of|is|it|by|my|or|and|for|up|all|not|de[rs]?|die|das|ein|[ia]m|zu|um|ab|bis|mit|von|vor|und|"
    r"l[aeo]s?|les|une?|du|en|et|aux?|sur|el|[yo]|con|por|son|il|d[aio]|del|nel|per|su|tra|fra|os|as|dos|na|no|em|com|"
    r"para|s[ei]"
)
_PIECE = re.compile(rf"(?P<unspaced>[{_UNSPACED}]+)|(?P<number>\d+(?:[.,]\d+)*)|(?P<word>[^\W\d_{_UNSPACED}]+)")
_QUANTITY = re.compile(
    r"(?<![a-z0-9])(\d+(?:[.,]\d+)?)\s?(v|w|a|hz|ghz|mhz|khz|kg|g|mm|cm|m|ml|l|mah|ah|kw|kwh|°c|°f|%)(?![a-z])"
)
_DIGIT = re.compile(r"\d")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[\u00ad-]\s*\n\s*(?=[^\W\d_])")
_ZEROS = re.compile(r"^([a-z]{1,3})0+(?=\d)")  # F-07 is F7
_CONFUSED = str.maketrans("oqilzsb", "0011258")

_SEGMENTS = {"a": "4", "4": "a", "g": "69", "6": "g", "9": "g", "t": "7", "7": "t1", "1": "7", "d": "0", "0": "d"}
LONGEST_CODE = 3  # signs behind the letter of a code that may be misread; longer ones are designations

_STEMMERS = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip

# What stands before `ité` and `ità`: elsewhere `ite` and `ita` are endings of their own.
_FRENCH = ("al", "il", "id", "ac", "ur", "os", "iv", "form", "ens", "ar", "or", "xim")
_ITALIAN = ("quant", "ior", "cav", "lar", "il", "id", "ac", "oc", "ur", "os")
# Endings that hurried buyers type without their accent, and without which the stemmers do not know the ending; where
# both spellings are endings of their own (`batería`, `familia`) both become the one without.
_ACCENTED = {
    "es": (("cion", "ción"), ("sion", "sión"), ("ía", "ia"), ("ías", "ias")),
    "fr": (
        *(("iere", "ière"), ("ieres", "ières"), ("ee", "ée"), ("ees", "ées")),
        *((f"{part}ite{s}", f"{part}ité{s}") for part in _FRENCH for s in ("", "s")),
    ),
    "it": tuple((f"{part}ita", f"{part}ità") for part in _ITALIAN),
    "pt": (
        *(("cao", "ção"), ("coes", "ções"), ("robo", "robô")),
        *(("encia", "ência"), ("encias", "ências"), ("ancia", "ância")),
        *((f"{vowel}{rest}", f"{accented}{rest}") for vowel, accented in ("aá", "ií") for rest in ("vel", "veis")),
        *((f"u{ending}", f"uí{ending[1:]}") for ending in ("ido", "ida", "idos", "idas")),
    ),
}  # fmt: skip


def tokens(text: str, language: str, skip: frozenset[str] = frozenset()) -> list[str]:
    """The text's tokens, repeated as often as they occur; words in `skip` (folded, without accents) left out."""
    text = fold(text)
    out: list[str] = []
    if _DIGIT.search(text):
        found = [match.group() for match in _CODE.finditer(text)]
        out += [f"#{squeeze(code)}" for code in found]
        out += [f"#{squeeze(part)}" for code in found for part in _parts(code)]
        out += [f"#{squeeze(match[1] + match[2])}" for match in _FAULT.finditer(text) if not _SMALL.fullmatch(match[1])]
        out += [f"#{squeeze(match.group(1) + match.group(2))}" for match in _QUANTITY.finditer(text)]
    for match in _PIECE.finditer(text):
        piece = match.group()
        if match.lastgroup == "unspaced":
            out += pairs(piece)
        elif match.lastgroup == "number":
            out.append(piece.replace(",", "."))
        elif plain(piece) not in skip:
            out.append(stem(piece, language))
    return out


def words(text: str, language: str) -> list[tuple[str, str]]:
    """Stems, numbers and whole unspaced runs in order, each with its spelling: what phrases are compared by."""
    out = []
    for match in _PIECE.finditer(fold(text)):
        piece = match.group()
        shown = stem(piece, language) if match.lastgroup == "word" else piece.replace(",", ".")
        out.append((shown, plain(piece)))
    return out


def as_written(text: str, language: str, piece: str) -> str:
    """The words of the text that a piece (stems with spaces between) was made of; the piece itself where none were."""
    wanted = piece.split()
    spelled = [(match.start(), match.end(), words(match.group(), language)) for match in _PIECE.finditer(text)]
    stems = [[shown for shown, _ in found] for _, _, found in spelled]
    for at in range(len(stems) - len(wanted) + 1):
        if wanted and stems[at : at + len(wanted)] == [[shown] for shown in wanted]:
            return text[spelled[at][0] : spelled[at + len(wanted) - 1][1]]
    return piece


def codes(text: str) -> list[str]:
    """The designations and fault codes among the text's tokens."""
    return [token for token in tokens(text, "") if token.startswith("#")]


def fold(text: str) -> str:
    """Compatibility forms made one, case and soft hyphens gone, words hyphenated at a line's end joined."""
    text = unicodedata.normalize("NFKC", text)
    return _HYPHENATED.sub("", text).replace("\u00ad", "").casefold()


def plain(word: str) -> str:
    """The word without accents: `température` is `temperature`; Cyrillic й stays."""
    if word.isascii():
        return word
    kept = unicodedata.normalize("NFD", word)
    bare = "".join(char for char in kept if not unicodedata.combining(char) or char == "\u0306")
    return unicodedata.normalize("NFC", bare)


def squeeze(code: str) -> str:
    """A designation without separators and with look-alikes made one (O/0, I/l/1, Z/2, S/5, B/8)."""
    bare = re.sub(r"[^a-z0-9°%]", "", plain(code.casefold()))
    return _ZEROS.sub(r"\1", bare.translate(_CONFUSED))


def misread(code: str) -> list[str]:
    """The other short codes (`#e4`) that `#e0a` may be: on a display of seven segments A looks like 4, G like 6."""
    first, rest = code[1:2], code[2:]
    if not code.startswith("#") or not first.isalpha() or not 0 < len(rest) <= LONGEST_CODE:
        return []
    swapped = [rest[:at] + other + rest[at + 1 :] for at, sign in enumerate(rest) for other in _SEGMENTS.get(sign, "")]
    return list(dict.fromkeys(f"#{squeeze(first + each)}" for each in swapped))


def pairs(run: str) -> list[str]:
    """Overlapping pairs of a run of unspaced characters; a single one stays single."""
    return [run[place : place + 2] for place in range(len(run) - 1)] or [run]


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """The word's stem without accents; the folded word itself where the language has no stemmer here."""
    for ending, accented in _ACCENTED.get(language, ()):
        if word.endswith(ending):
            word = word.removesuffix(ending) + accented
    stemmer = _stemmer(language)
    return plain(stemmer.stemWord(word) if stemmer else word)


@lru_cache(maxsize=32)
def _stemmer(language: str) -> Any:
    import snowballstemmer

    name = _STEMMERS.get(language)
    return snowballstemmer.stemmer(name) if name else None


def _parts(code: str) -> list[str]:
    """The sides of a compound designation that are designations themselves: `JK-B1A24S/B2A24S` has two."""
    parts = [part for part in re.split(r"[-/._]", code) if part]
    if len(parts) < 2:
        return []
    return [part for part in parts if any(c.isdigit() for c in part) and any(c.isalpha() for c in part)]
