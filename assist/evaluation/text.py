"""Text as the measures compare it: after NFKC, case folding and removal of white space."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\x00"))


def fold(text: str) -> str:
    """NFKC, case folded, without white space and invisible characters."""
    plain = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).casefold()
    return "".join(unicodedata.normalize("NFKC", plain).split())


def similarity(one: str, other: str) -> float:
    """1 minus the Levenshtein distance over the longer one's length, of folded texts; 1 where both are empty."""
    from rapidfuzz.distance import Levenshtein

    return float(Levenshtein.normalized_similarity(one, other))


def distance(one: str, other: str) -> int:
    """The Levenshtein distance of folded texts, in characters."""
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance(one, other))


def fold_designation(text: str) -> str:
    """A model designation with O as 0, I and l as 1 and no separators: `XY-O1I` and `xy 011` are the same."""
    folded = re.sub(r"[\W_]+", "", fold(text))
    return folded.translate(str.maketrans("oil", "011"))


def numbers(text: str) -> list[str]:
    """All digit groups of a text in their order, for comparing what must be exact."""
    return re.findall(r"\d+", unicodedata.normalize("NFKC", text))
