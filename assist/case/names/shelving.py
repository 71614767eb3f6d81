"""Stock: the catalogue made ready for matching; Finding: what one kind of evidence says about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assist.case.names.designations import fold, is_plain
from assist.case.names.lexicon import Lexicon, Mention, Names
from assist.case.names.naming import nearest
from assist.case.passages import Manual
from assist.case.specs import Source
from assist.case.verdict import Sentence

# A designation this like one of ours is its sibling (R02P034 of R02P032 0.86, HAP-S2 of HAP-S1 0.8); unrelated codes
# of one brand stay below (NN-ST45KW and NN-E28JMM 0.38).  Development questions, 2026-11-21.
SIBLING = 0.6


@dataclass(frozen=True, slots=True)
class Finding:
    """What one kind of evidence found.

    `abstains` is true where it found that no manual fits, or several: nothing weaker may then decide.  `ordered`
    keeps the manuals as they are; `certain` says that a whole designation was named.
    """

    manuals: tuple[str, ...] = ()
    because: Sentence = Sentence("product_unknown")
    score: float = 0.0
    source: Source | None = None
    runners_up: tuple[tuple[str, float], ...] = ()
    designation: str = ""
    brand: str = ""
    abstains: bool = False
    ordered: bool = False
    certain: bool = False

    @property
    def decides(self) -> bool:
        return bool(self.manuals) or self.abstains


class Stock:
    """The catalogue with its designations, brands and names indexed."""

    def __init__(self, manuals: Sequence[Manual], lexicon: Lexicon) -> None:
        self.manuals = tuple(manuals)
        self.lexicon = lexicon
        self.by_id = {manual.id: manual for manual in manuals}
        self.models = tuple(dict.fromkeys(name for manual in manuals for name in designations_of(manual)))
        self.mentions = tuple(dict.fromkeys(model for manual in manuals for model in manual.mentions))
        self.brand_names = tuple(dict.fromkeys(manual.brand for manual in manuals if manual.brand))
        self._holders = _index((fold(name), manual.id) for manual in manuals for name in designations_of(manual))
        self._mentioning = _index((fold(model), manual.id) for manual in manuals for model in manual.mentions)
        self._by_kind = _index((kind, manual.id) for manual in manuals for kind in manual.kinds)
        self._by_first_kind = _index((manual.kinds[0], manual.id) for manual in manuals if manual.kinds)
        self._brands = Names({b: (b, *lexicon.brands.get(b, ())) for b in self.brand_names}, stemmed=False)
        self._named = _index(
            (name, manual.id) for manual in manuals for name in manual.names if not self._shipped_word(name)
        )
        self._names = Names({name: (name,) for name in self._named})

    def holders(self, designation: str) -> tuple[str, ...]:
        """The manuals of a product, by its designation."""
        return self._holders.get(fold(designation), ())

    def mentioning(self, designation: str) -> tuple[str, ...]:
        """The manuals that mention a designation which is not their own."""
        return self._mentioning.get(fold(designation), ())

    def of_brand(self, brand: str) -> tuple[str, ...]:
        return tuple(manual.id for manual in self.manuals if manual.brand.casefold() == brand.casefold())

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The manuals for a kind of product: those that are mainly for it, else those that are for it besides."""
        return self._by_first_kind.get(kind) or self._by_kind.get(kind, ())

    def brands_in(self, text: str) -> list[Mention]:
        """Brands of the catalogue and of the lexicon, in order, each place once."""
        own = self._brands.find(text)
        taken = {place for mention in own for place in range(mention.start, mention.end)}
        rest = [mention for mention in self.lexicon.brands_in(text) if mention.start not in taken]
        return sorted((*own, *rest), key=lambda mention: mention.start)

    def names_in(self, text: str) -> list[tuple[Mention, tuple[str, ...]]]:
        """The products' own names in a text (`Chinook`, and what an agent entered), each with its manuals."""
        return [(mention, self._named[mention.name]) for mention in self._names.find(text)]

    def one_product(self, manuals: Iterable[str]) -> bool:
        """Are these editions of one product: do they share a designation, or, without any, brand and kind?"""
        every = [self.by_id[manual] for manual in manuals]
        if len(every) < 2:
            return True
        if any(manual.models for manual in every):
            return bool(set.intersection(*({fold(name) for name in designations_of(manual)} for manual in every)))
        return len({(manual.brand, manual.kinds[:1]) for manual in every}) == 1

    def finding(self, manuals: Sequence[str], because: Sentence, score: float, source: Source | None = None) -> Finding:
        """These manuals where they are one product, else an abstention that names them."""
        unique = tuple(dict.fromkeys(manuals))
        if self.one_product(unique):
            return Finding(unique, because, score, source, self._siblings(unique))
        return self.several(unique, score, source)

    def several(self, manuals: Sequence[str], score: float, source: Source | None = None) -> Finding:
        """An abstention: each of these fits as well as the others."""
        titles = list(dict.fromkeys(self.by_id[manual].title for manual in manuals))
        because = Sentence.of("product_several", products=", ".join(titles[:4]))
        runners = tuple((manual, score) for manual in manuals)
        return Finding(because=because, source=source, runners_up=runners, abstains=True)

    def other_model(self, written: str, source: Source | None, *, near: str = "") -> Finding:
        """An abstention: this designation is named and no manual is for it; `near` is its sibling, where known."""
        near, likeness = (near, 1.0) if near else nearest(written, self.models)
        likeness = min(likeness, 0.9)
        runners = tuple((manual, likeness) for manual in self.holders(near)) if likeness >= SIBLING else ()
        because = (
            Sentence.of("product_other_model", model=written, nearest=near)
            if runners
            else Sentence.of("product_no_manual", model=written)
        )
        return Finding(because=because, source=source, runners_up=runners, designation=written, abstains=True)

    def _siblings(self, manuals: Sequence[str]) -> tuple[tuple[str, float], ...]:
        """Other manuals of the same brand whose designations are like these."""
        from rapidfuzz import fuzz

        own = [fold(model) for manual in manuals for model in self.by_id[manual].models]
        brand = self.by_id[manuals[0]].brand if manuals else ""
        likeness: dict[str, float] = {}
        for other in self.manuals:
            if other.id not in manuals and other.brand == brand:
                scores = [fuzz.ratio(mine, fold(model)) / 100 for mine in own for model in other.models]
                likeness[other.id] = max(scores, default=0.0)
        best = sorted(likeness.items(), key=lambda item: -item[1])[:3]
        return tuple((manual, 0.5 * score) for manual, score in best if score >= SIBLING)

    def _shipped_word(self, name: str) -> bool:
        """Is it only a word for a kind of product or a brand, which the lexicon finds by itself?"""
        found = (*self.lexicon.kinds_in(name), *self.lexicon.brands_in(name))
        return any(mention.end - mention.start >= len(name) for mention in found)


def designations_of(manual: Manual) -> tuple[str, ...]:
    """A manual's designations, each that begins with its brand also without: labels and buyers often leave it out."""
    bare = (_without(manual.brand, model) for model in manual.models)
    return tuple(dict.fromkeys((*manual.models, *(name for name in bare if not is_plain(name)))))


def _without(brand: str, model: str) -> str:
    rest = model[len(brand) :].lstrip(" -_/®™")
    return rest if brand and model.casefold().startswith(brand.casefold()) and rest != model[len(brand) :] else model


@lru_cache(maxsize=4)
def stock_of(catalogue: tuple[Manual, ...], lexicon: Lexicon) -> Stock:
    """The stock of a catalogue, made once as long as it does not change (9 ms for 35 manuals)."""
    return Stock(catalogue, lexicon)


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    table: dict[str, dict[str, None]] = {}
    for key, manual in pairs:
        table.setdefault(key, {})[manual] = None
    return {key: tuple(manuals) for key, manuals in table.items()}


def most_frequent(manuals: Iterable[str]) -> tuple[str, ...]:
    """Those that occur most often."""
    counts = Counter(manuals)
    most = max(counts.values(), default=0)
    return tuple(manual for manual, count in counts.items() if count == most)


def age(manual: Manual) -> tuple[str, tuple[int, ...]]:
    """An order of editions: by date where one is printed, then by version; greater is newer."""
    date = re.search(r"(?:19|20)\d\d(?:-\d\d)*", manual.edition)
    version = re.match(r"[\d.]+(?= |$)", manual.edition)
    numbers = tuple(int(part) for part in version[0].split(".") if part) if version and not date else ()
    return date[0] if date else "", numbers
