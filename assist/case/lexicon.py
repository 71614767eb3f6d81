"""Lexicon: what kinds of products are called in nine languages, and the names of brands in theirs."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONGEST = 5  # words of the longest name looked for


@dataclass(frozen=True, slots=True)
class Mention:
    """A kind of product or a brand found in a text: its name, the words that stand there, and where."""

    name: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`kinds`: kind -> language -> words; `brands`: brand -> other spellings of it.  Built by `parse_lexicon`."""

    kinds: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    brands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _kind_index: Names = field(default_factory=lambda: Names({}))
    _brand_index: Names = field(default_factory=lambda: Names({}))

    def kinds_in(self, text: str) -> list[Mention]:
        """The kinds of products a text names, in order; a longer name hides the shorter ones inside it."""
        return self._kind_index.find(text)

    def brands_in(self, text: str) -> list[Mention]:
        """The brands a text names, in order."""
        return self._brand_index.find(text)

    def words(self, kind: str, language: str) -> tuple[str, ...]:
        return self.kinds.get(kind, {}).get(language, ())


class Names:
    """Finds many names in a text: by words and their stems where words are spaced, by substring where not."""

    def __init__(self, names: Mapping[str, Iterable[str]], *, stemmed: bool = True) -> None:
        self._stemmed = stemmed
        self._by_words: dict[tuple[str, ...], str] = {}
        self._wide: dict[str, str] = {}
        for name, spellings in names.items():
            for spelling in spellings:
                if _WIDE.search(spelling):
                    self._wide.setdefault(normal(spelling), name)
                else:
                    self._by_words.setdefault(self._key(normal(spelling)), name)
        self._lengths = sorted({len(key) for key in self._by_words}, reverse=True)
        wide = "|".join(re.escape(w) for w in sorted(self._wide, key=len, reverse=True))
        self._wide_pattern = re.compile(wide) if wide else None

    def find(self, text: str) -> list[Mention]:
        plain = normal(text)
        found = [*self._spaced(plain), *self._unspaced(plain)]
        return sorted(found, key=lambda mention: mention.start)

    def _key(self, text: str) -> tuple[str, ...]:
        words = [m.group() for m in _WORD.finditer(text)]
        return tuple(stem(word) if self._stemmed else word for word in words)

    def _spaced(self, text: str) -> Iterable[Mention]:
        words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
        stems = [stem(word) if self._stemmed else word for word, _, _ in words]
        at = 0
        while at < len(words):
            for length in self._lengths:
                name = self._by_words.get(tuple(stems[at : at + length])) if at + length <= len(words) else None
                if name is not None:
                    start, end = words[at][1], words[at + length - 1][2]
                    yield Mention(name, text[start:end], start, end)
                    at += length - 1
                    break
            at += 1

    def _unspaced(self, text: str) -> Iterable[Mention]:
        if self._wide_pattern is not None:
            for match in self._wide_pattern.finditer(text):
                yield Mention(self._wide[match.group()], match.group(), match.start(), match.end())


def normal(text: str) -> str:
    """Compatibility forms unified and case folded, length kept so that places stay true where that is possible."""
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")


def stem(word: str) -> str:
    """A word without the endings of number and case: crude on purpose, the same for every language with spaces."""
    if len(word) < 4 or not word.isalpha():
        return word
    if re.search("[а-я]", word):
        return re.sub(
            "(?:ами|ями|ого|ему|ому|ыми|ими|ой|ей|ом|ем|ах|ях|ам|ям|ую|юю|ая|яя|ые|ие|ый|ий|ов|ев|[аяоеыиуюйь])$",
            "",
            word,
        )
    return re.sub("(?:nen|en|es|s|n|e)$", "", word) if len(word) > 4 else re.sub("s$", "", word)


def parse_lexicon(read: Callable[[str], str]) -> Lexicon:
    """The lexicon of `kinds.json` and `brands.json`; `read` gives a file of `case/data` by its name."""
    kinds = {
        kind: {language: tuple(words) for language, words in by_language.items()}
        for kind, by_language in json.loads(read("kinds.json")).items()
    }
    brands = {brand: tuple(others) for brand, others in json.loads(read("brands.json")).items()}
    return Lexicon(
        kinds=kinds,
        brands=brands,
        _kind_index=Names({k: [w for words in v.values() for w in words] for k, v in kinds.items()}),
        _brand_index=Names({b: (b, *others) for b, others in brands.items()}, stemmed=False),
    )
