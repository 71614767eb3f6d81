"""Glossary: product terms in nine languages, so that a question in one language meets a manual in another.

A concept is one meaning ("detergent drawer") with the words people use for it in each language, trade words and
buyer slang alike.  Question and passage are both reduced to the concepts they mention, and compared by those.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from assist.case.text.tokens import fold, plain, stem, words
from assist.case.text.verbs import parted

UNSPACED = frozenset({"zh", "ja", "ko"})
COMPOUNDING = frozenset({"de"})  # languages that write compounds as one word
LINKS = ("", "s", "es", "n", "en")  # what German puts between the parts
SHORTEST_PART = 4  # letters of a compound's part; shorter ones are found inside unrelated words
SHORTEST_LAST = 3  # but a known first part lets `Tür` and `Uhr` be the last
FIRST_UNSPACED = "\u0e00"  # scripts written without spaces begin here

REMEMBERED = 20_000  # words of a language of compounds

LONGEST_WORD = 8  # characters of a Chinese dictionary word tried; CC-CEDICT's longer ones are sayings
MEANINGS = 4  # English meanings of a Chinese word looked for; the later ones are rare

Phrases = Mapping[tuple[str, ...], tuple[str, ...]]
Meanings = Callable[[str], tuple[str, ...]]


def _unknown(word: str) -> tuple[str, ...]:
    return ()


def _names_nothing(word: str) -> bool:
    return False


@dataclass(frozen=True, slots=True, eq=False)
class Glossary:
    """Concepts by their words; equal only to itself, so that what is made with it can be remembered.

    `terms[concept][language]` are the words, the first one the most usual.

    `related` leads from a concept to those that answer it though they mean another thing (`frozen` to `restart`);
    `ignored` are words that carry no meaning in a question, as stems, by language, and `spelled` the same as they are
    written, without accents (stems collide: Spanish `para` with `pared`).  `meanings` is a general Chinese
    dictionary, for the words that are no product terms.

    `things` are the concepts that a manual names where it has anything to say on them (parts, features, controls, not
    actions, symptoms or properties), `names` the trade names that mean only themselves: whoever asks for Alexa is not
    answered by another assistant.  `facts` are properties, places and objects that are mostly named as well, `talk`
    words of a language that name nothing although a dictionary calls them nouns.  `is_english` says whether a stem
    begins an English word of a general dictionary, `is_noun` whether an English or Chinese word names a thing there.
    """

    terms: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: Mapping[str, frozenset[str]] = field(default_factory=dict)
    spelled: Mapping[str, frozenset[str]] = field(default_factory=dict)
    meanings: Meanings = _unknown
    things: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    is_english: Callable[[str], bool] = bool
    facts: frozenset[str] = frozenset()
    talk: Mapping[str, frozenset[str]] = field(default_factory=dict)
    is_noun: Callable[[str], bool] = _names_nothing
    _phrases: Mapping[str, Phrases] = field(default_factory=dict)
    _longest: Mapping[str, int] = field(default_factory=dict)
    _begun: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # words of the longest phrase, by its first

    @property
    def told(self) -> frozenset[str]:
        """The concepts that a manual names where it has anything to say on them: things and facts."""
        return self.things | self.facts

    def concepts(self, text: str, language: str) -> tuple[str, ...]:
        """The concepts that the text mentions, in order, each as often as it occurs; longest phrases first."""
        return tuple(concept for _, found in self._mentions(text, language) for concept in found)

    def translate(self, text: str, language: str) -> str:
        """The text's known words in English, with what needs no translation (numbers, names in Latin letters).

        No grammar and many gaps: made for comparing, not for reading.
        """
        out: list[str] = []
        for word, found in self._mentions(text, language, whole=True):
            known = [self.terms[concept]["en"][0] for concept in found if "en" in self.terms[concept]]
            if known:
                out += known[:2]
            elif word.isascii():
                out.append(word)
            elif len(word) > 1 and word not in self.ignored.get("zh", frozenset()):
                out += self.meanings(word)[:1]
        return " ".join(out)

    def glosses(self, text: str, language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The dictionary's words in a Chinese text with their English meanings, the usual ones first."""
        if language == "zh":
            ignored = self.ignored.get("zh", frozenset())
            for word, _ in self._mentions(text, language, whole=True):
                meanings = () if word.isascii() or word in ignored else self.meanings(word)[:MEANINGS]
                if meanings:
                    yield word, meanings

    def units(self, text: str, language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The text's meaningful pieces, each with its concepts: what an answer should speak of."""
        for piece, found in self._mentions(text, language, whole=True):
            if found or not (self.is_ignored(piece, language) or self.is_ignored(piece, "en") or len(piece) < 2):
                yield piece, found

    def around(self, concepts: Iterable[str]) -> frozenset[str]:
        """The concepts, those that lead to them and those that they lead to."""
        own = frozenset(concepts)
        led = {other for concept in own for other in self.related.get(concept, ())}
        return own | led | {other for other, leads in self.related.items() if own.intersection(leads)}

    def unknown_head(self, piece: str, language: str) -> str:
        """What a compound says before the only part of it that is known: `atem` of `Atemüberwachung`; else ""."""
        if language not in COMPOUNDING or " " in piece or (piece,) in self._phrases.get(language, {}):
            return ""
        return _compound(self, piece, language)[1]

    def is_ignored(self, token: str, language: str) -> bool:
        """Whether a token (a stem, or a pair of characters) says nothing about what is asked."""
        return token in self.ignored.get(language, frozenset())

    def _mentions(self, text: str, language: str, *, whole: bool = False) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each piece of the text with its concepts (none where it is unknown); `whole` keeps dictionary words whole."""
        verbs = parted(text, language)
        for run in _runs(words(text, language)):
            if run[0][0] >= FIRST_UNSPACED:
                own = language if language in UNSPACED else "zh"
                yield from self._cut("".join(shown for shown, _ in run), own, whole=whole and own == "zh")
            else:
                own = "en" if language in UNSPACED or language not in self._phrases else language
                yield from self._spaced(run, own, verbs)

    def _cut(self, run: str, language: str, *, whole: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The longest known piece from the left; what is unknown goes character by character."""
        phrases, place = self._phrases.get(language, {}), 0
        longest = max(self._longest.get(language, 1), LONGEST_WORD if whole else 1)
        while place < len(run):
            for length in range(min(longest, len(run) - place), 0, -1):
                piece = run[place : place + length]
                if (piece,) in phrases or (whole and self.meanings(piece)):
                    yield piece, phrases.get((piece,), ())
                    break
            else:
                length = 1
                yield run[place], ()
            place += length

    def _spaced(
        self, run: list[tuple[str, str]], language: str, verbs: Mapping[str, str]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The longest phrase from each word on unless an earlier one holds it; alone, ignored words say nothing.

        A word of `verbs` means, before what it means alone, what it means joined with its particle.
        """
        phrases, ignored, end = self._phrases.get(language, {}), self.spelled.get(language, frozenset()), 0
        begun, stems = self._begun.get(language, {}), [shown for shown, _ in run]
        for place, (shown, spelling) in enumerate(run):
            longest = min(begun.get(shown, 0), len(run) - place)
            joined = phrases.get((stem(verbs[spelling] + spelling, language),), ()) if spelling in verbs else ()
            for length in range(longest, bool(joined), -1):
                piece = tuple(stems[place : place + length])
                if piece in phrases and (length > 1 or spelling not in ignored):
                    if place + length > end:
                        end = place + length
                        yield " ".join(piece), phrases[piece]
                    break
            else:
                if place >= end:
                    end = place + 1
                    compound = language in COMPOUNDING and spelling not in ignored and not joined
                    yield shown, joined or (_compound(self, shown, language)[0] if compound else ())


@lru_cache(REMEMBERED)
def _compound(glossary: Glossary, word: str, language: str) -> tuple[tuple[str, ...], str]:
    """The concepts of both parts of `Waschmaschinentür`, or of the last part alone with the unknown one before it."""
    phrases = glossary._phrases[language]
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_LAST + 1):
        last = phrases.get((stem(word[cut:], language),))
        if not last:
            continue
        for link in LINKS:
            head = word[:cut].removesuffix(link)
            first = phrases.get((stem(head, language),)) or phrases.get((stem(head + "e", language),))
            if first and len(head) >= SHORTEST_PART - 1:
                return (*first, *last), ""
        if len(word) - cut >= SHORTEST_PART:
            return last, word[:cut]
    return (), ""


def parse_glossary(
    text: str,
    meanings: Meanings = _unknown,
    is_english: Callable[[str], bool] = bool,
    is_noun: Callable[[str], bool] = _names_nothing,
) -> Glossary:
    """The glossary of its JSON text, with a general Chinese dictionary beside it.

    `{"ignored": {language: "words ..."}, "things": "ids ...", "talk": {language: "words ..."}, "facts": "ids ...",
    "names": "words ...",
    "concepts": [{"id": ..., "en": [...], "zh": [...], ..., "related": [...]}]}`
    """
    raw = json.loads(text)
    terms: dict[str, dict[str, tuple[str, ...]]] = {}
    related: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {}
    for entry in raw["concepts"]:
        concept = entry["id"]
        terms[concept] = {name: tuple(value) for name, value in entry.items() if name not in ("id", "related")}
        related[concept] = tuple(entry.get("related", ()))
        for language, known in terms[concept].items():
            for term in known:
                _learn(phrases.setdefault(language, {}), _key(term, language), concept)
    ignored = {
        language: frozenset(part for word in listed.split() for part in (stem(fold(word), language), fold(word)))
        for language, listed in raw.get("ignored", {}).items()
    }
    spelled = {
        language: frozenset(plain(fold(word)) for word in listed.split())
        for language, listed in raw.get("ignored", {}).items()
    }
    longest = {
        language: max(len(key[0]) if language in UNSPACED else len(key) for key in known)
        for language, known in phrases.items()
    }
    begun: dict[str, dict[str, int]] = {}
    for language, own in phrases.items():
        lengths = begun.setdefault(language, {})
        for key in own:
            lengths[key[0]] = max(lengths.get(key[0], 0), len(key))
    return Glossary(
        terms, related, ignored, spelled, meanings, frozenset(raw.get("things", "").split()),
        frozenset(raw.get("names", "").split()), is_english, frozenset(raw.get("facts", "").split()),
        {language: frozenset(map(fold, words.split())) for language, words in raw.get("talk", {}).items()}, is_noun,
        phrases, longest, begun,
    )  # fmt: skip


def _key(term: str, language: str) -> tuple[str, ...]:
    return (
        ("".join(fold(term).split()),) if language in UNSPACED else tuple(shown for shown, _ in words(term, language))
    )


def _learn(phrases: dict[tuple[str, ...], tuple[str, ...]], key: tuple[str, ...], concept: str) -> None:
    if key and key[0] and concept not in phrases.get(key, ()):
        phrases[key] = (*phrases.get(key, ()), concept)


def _runs(found: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """The words in runs of one kind: unspaced scripts, or all others."""
    run: list[tuple[str, str]] = []
    for word in found:
        if run and (word[0] >= FIRST_UNSPACED) != (run[0][0] >= FIRST_UNSPACED):
            yield run
            run = []
        run.append(word)
    if run:
        yield run
