"""Terms: what a text can be found by, the same in every database.

Words of scripts with spaces are terms as they are; scripts without (Han, kana, Thai, ...) give every pair of
neighbouring signs and the last sign alone, so that a word of any length is found wherever it stands.
"""

from __future__ import annotations

import re
import unicodedata

SHORTEST_NUMBER = 7  # digits of a number written in groups (a phone, an order) that is also found as one
LONGEST = 40  # characters of a term; what is longer is no word, and is found by its beginning
MOST = 4000  # different terms of one ticket

_SPACELESS = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_GROUPED = re.compile(r"\d(?:[ \t\-./()]{0,2}\d){6,}")
_SIGNS = r"\u0900-\u0963\u0966-\u0dff"  # Indian scripts, whose vowel signs Python counts as no letters
_RUNS = re.compile(rf"([{_SPACELESS}]+)|((?:[^\W_{_SPACELESS}]|[{_SIGNS}])+)")


def terms(text: str) -> list[str]:
    """The different terms of a text, in the order they come, at most `MOST`."""
    found: dict[str, None] = dict.fromkeys(grouped_numbers(text))
    for spaceless, word in _RUNS.findall(_folded(text)):
        if word:
            found[word[:LONGEST]] = None
        else:
            found.update(dict.fromkeys(spaceless[k : k + 2] for k in range(len(spaceless))))
        if len(found) >= MOST:
            break
    return list(found)[:MOST]


def grouped_numbers(text: str) -> list[str]:
    """Long numbers written in groups, as one, and the last digits of each: prefixes are written in many ways."""
    found: dict[str, None] = {}
    for group in _GROUPED.findall(unicodedata.normalize("NFKC", text)):
        digits = "".join(ch for ch in group if ch.isdigit())
        if len(digits) >= SHORTEST_NUMBER:
            found.update({digits[:LONGEST]: None, digits[-SHORTEST_NUMBER:]: None})
    return list(found)[:200]


def wanted(query: str) -> list[tuple[str, bool]]:
    """The terms that a ticket must have to be found, each with whether its beginning is enough."""
    out: dict[str, bool] = {}
    for spaceless, word in _RUNS.findall(_folded(query)):
        if word:
            out[word[:LONGEST]] = True
        elif len(spaceless) == 1:
            out[spaceless] = True
        else:
            out.update(dict.fromkeys((spaceless[k : k + 2] for k in range(len(spaceless) - 1)), False))
    return list(out.items())[:32]


def _folded(text: str) -> str:
    """Without case, accents and widths; what carries meaning in its script (kana's voicing, Thai's vowels) stays."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if plain.isascii():
        return plain
    parts = unicodedata.normalize("NFD", plain)
    kept = "".join(ch for ch in parts if not "\u0300" <= ch <= "\u036f")
    return unicodedata.normalize("NFC", kept)
