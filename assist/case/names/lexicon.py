"""Lexicon: what kinds of products are called in nine languages, and the names of brands in theirs."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Letters that the beginning of a German compound needs to count.
COMPOUND = 8


@dataclass(frozen=True, slots=True)
class Mention:
    """A kind of product or a brand found in a text: its name, the words that stand there, and where."""

    name: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """`kinds`: kind -> language -> words; `brands`: brand -> other spellings of it; `everyday`: brands that are words
    too (Ring, Sharp), taken for brands only where they are written with a capital.  Built by `parse_lexicon`."""

    kinds: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    brands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    everyday: frozenset[str] = frozenset()
    _kind_index: Mapping[str, Names] = field(default_factory=dict)
    _brand_index: Names = field(default_factory=lambda: Names({}))

    def kinds_in(self, text: str, languages: Iterable[str] = ()) -> list[Mention]:
        """The kinds of products a text names, in order; a longer name hides the shorter ones inside it.

        Only words of `languages` count (`four` is an oven in French and a number in English); all where empty.
        """
        chosen = [self._kind_index[language] for language in dict.fromkeys(languages) if language in self._kind_index]
        found = [mention for names in chosen or self._kind_index.values() for mention in names.find(text)]
        return _outermost(found)

    def brands_in(self, text: str, *, everyday: bool = False) -> list[Mention]:
        """The brands a text names, in order; with `everyday` also those that are small words there (`sharp`)."""
        same_places = len(normal(text)) == len(text)
        return [
            mention
            for mention in self._brand_index.find(text)
            if everyday or mention.name not in self.everyday or (same_places and text[mention.start].isupper())
        ]

    def words(self, kind: str, language: str) -> tuple[str, ...]:
        return self.kinds.get(kind, {}).get(language, ())


class Names:
    """Finds many names in a text: by words and their stems where words are spaced, by substring where not."""

    def __init__(self, names: Mapping[str, Iterable[str]], *, stemmed: bool = True, compounds: bool = False) -> None:
        self._stemmed, self._compounds = stemmed, compounds
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
                if name is None and length == 1 and self._compounds:
                    name = self._compound(words[at][0])
                if name is not None:
                    start, end = words[at][1], words[at + length - 1][2]
                    yield Mention(name, text[start:end], start, end)
                    at += length - 1
                    break
            at += 1

    def _compound(self, word: str) -> str | None:
        """`Waschmaschinentür` begins with what it is the door of; short beginnings (`Ofen`) prove nothing."""
        beginnings = (stem(word[:end]) for end in range(len(word) - 1, COMPOUND - 1, -1))
        return next((self._by_words[(begin,)] for begin in beginnings if (begin,) in self._by_words), None)

    def _unspaced(self, text: str) -> Iterable[Mention]:
        if self._wide_pattern is not None:
            for match in self._wide_pattern.finditer(text):
                yield Mention(self._wide[match.group()], match.group(), match.start(), match.end())


def _outermost(mentions: Iterable[Mention]) -> list[Mention]:
    """Without those inside another one, in order; of the same place and kind one."""
    kept: list[Mention] = []
    for mention in sorted(set(mentions), key=lambda m: (m.start, -m.end)):
        place = mention.start, mention.end
        inside = (k.start <= place[0] and place[1] <= k.end and (k.start, k.end) != place for k in kept)
        if not any(inside):
            kept.append(mention)
    return kept


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
    shipped = json.loads(read("brands.json"))
    brands = {brand: tuple(others) for brand, others in shipped["brands"].items()}
    languages = dict.fromkeys(language for by_language in kinds.values() for language in by_language)
    return Lexicon(
        kinds=kinds,
        brands=brands,
        everyday=frozenset(shipped["everyday"]),
        _kind_index={
            language: Names(
                {kind: words[language] for kind, words in kinds.items() if language in words},
                compounds=language == "de",
            )
            for language in languages
        },
        _brand_index=Names({brand: (brand, *others) for brand, others in brands.items()}, stemmed=False),
    )
