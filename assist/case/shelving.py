"""Shelving: the catalogue made ready for matching, and what a text says about it by designation, brand and kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assist.case.designations import fold, is_reference
from assist.case.lexicon import Lexicon, Mention, Names
from assist.case.naming import Foreign, Named, find_foreign, find_named, find_part, find_scattered, find_typo, nearest
from assist.case.passages import Manual
from assist.case.specs import Source
from assist.case.verdict import Sentence

# A foreign designation this like one of ours is a sibling of it (NN-ST45KW of NN-E28JMM): 0.45 on the development
# questions separates siblings from unrelated codes of the same brand; below it only brand or kind relate them.
SIBLING = 0.6
# A foreign designation that looks this much like one stands by itself; weaker ones need a brand or kind beside them.
STRONG = 0.75
# Characters between a brand, kind or designation that are said of one thing: "Panasonic microwave NN-ST45KW".
NEAR = 14


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


class Stock:
    """The catalogue with its designations, brands and names indexed."""

    def __init__(self, manuals: Sequence[Manual], lexicon: Lexicon) -> None:
        self.manuals = tuple(manuals)
        self.lexicon = lexicon
        self.by_id = {manual.id: manual for manual in manuals}
        self.models = tuple(dict.fromkeys(model for manual in manuals for model in manual.models))
        self.mentions = tuple(dict.fromkeys(model for manual in manuals for model in manual.mentions))
        self._holders: dict[str, tuple[str, ...]] = {}
        for manual in manuals:
            for model in manual.models:
                key = fold(model)
                self._holders[key] = (*self._holders.get(key, ()), manual.id)
        brands = {manual.brand for manual in manuals if manual.brand}
        self._brands = Names({b: (b, *lexicon.brands.get(b, ())) for b in brands}, stemmed=False)
        named: dict[str, list[str]] = {}
        for manual in manuals:
            for name in manual.names:
                named.setdefault(name, []).append(manual.id)
        self._names = Names({name: (name,) for name in named})
        self._named = {name: tuple(ids) for name, ids in named.items()}

    def holders(self, designation: str) -> tuple[str, ...]:
        """The manuals of a product, by its designation."""
        return self._holders.get(fold(designation), ())

    def mentioning(self, designation: str) -> tuple[str, ...]:
        return tuple(m.id for m in self.manuals if fold(designation) in {fold(other) for other in m.mentions})

    def brands_in(self, text: str) -> list[Mention]:
        """Brands of the catalogue and of the lexicon, in order, each place once."""
        own = self._brands.find(text)
        taken = {(mention.start, mention.end) for mention in own}
        rest = [mention for mention in self.lexicon.brands_in(text) if (mention.start, mention.end) not in taken]
        return sorted((*own, *rest), key=lambda mention: mention.start)

    def of_brand(self, brand: str) -> tuple[str, ...]:
        return tuple(manual.id for manual in self.manuals if manual.brand.casefold() == brand.casefold())

    def named(self, text: str) -> list[tuple[Mention, tuple[str, ...]]]:
        """The names of the catalogue's products in a text, each with the manuals which have it."""
        return [(mention, self._named[mention.name]) for mention in self._names.find(text)]

    def one_product(self, manuals: Iterable[str]) -> bool:
        """Are these editions of one product: do they share a designation, or the brand and every name?"""
        every = [self.by_id[manual] for manual in manuals]
        if len(every) < 2:
            return True
        shared = set.intersection(*({fold(model) for model in manual.models} for manual in every))
        return bool(shared)

    def finding(self, manuals: Sequence[str], because: Sentence, score: float, source: Source | None = None) -> Finding:
        """These manuals where they are one product, else an abstention that names them."""
        unique = tuple(dict.fromkeys(manuals))
        if self.one_product(unique):
            return Finding(unique, because, score, source, self._siblings(unique))
        return self.several(unique, score, source)

    def several(self, manuals: Sequence[str], score: float, source: Source | None = None) -> Finding:
        titles = list(dict.fromkeys(self.by_id[manual].title for manual in manuals))
        because = Sentence.of("product_several", products=", ".join(titles[:4]))
        runners = tuple((manual, score) for manual in manuals)
        return Finding((), because, 0.0, source, runners, abstains=True)

    def other_model(self, written: str, source: Source | None) -> Finding:
        """An abstention: this designation is named and no manual is for it."""
        near, likeness = nearest(written, self.models)
        runners = tuple((manual, likeness) for manual in self.holders(near)) if likeness >= SIBLING else ()
        because = (
            Sentence.of("product_other_model", model=written, nearest=near)
            if runners
            else Sentence.of("product_no_manual", model=written)
        )
        return Finding((), because, 0.0, source, runners, designation=written, abstains=True)

    def _siblings(self, manuals: Sequence[str]) -> tuple[tuple[str, float], ...]:
        """Other manuals of the same brand whose designations are like these."""
        from rapidfuzz import fuzz

        own = [fold(model) for manual in manuals for model in self.by_id[manual].models]
        brand = self.by_id[manuals[0]].brand if manuals else ""
        likes = Counter[str]()
        for other in self.manuals:
            if other.id in manuals or other.brand != brand:
                continue
            scores = [fuzz.ratio(mine, fold(model)) / 100 for mine in own for model in other.models]
            likes[other.id] = max(scores, default=0.0)
        return tuple((manual, 0.5 * score) for manual, score in likes.most_common(3) if score >= SIBLING)


def named_in(text: str, stock: Stock, before: Sequence[str]) -> Finding:
    """What a buyer's words name by designation, whole first, then in part; an abstention for one that is not ours."""
    if not text.strip():
        return Finding()
    source = Source("message")
    whole = [named for named in find_named(text, stock.models) if _credible(named, text, stock)]
    if whole:
        return _of_named(whole, stock, source, certain=True)
    if before:
        switched = _sibling_of(text, stock, before)
        if switched is not None:
            return switched
    scattered = find_scattered(text, stock.models)
    if scattered:
        return _of_named(scattered[:1], stock, source)
    parts = find_part(text, stock.models)
    foreign = [f for f in find_foreign(text, parts) if not _mentioned(f, stock)]
    if parts:
        best = max(part.score for part in parts)
        return _of_named([part for part in parts if part.score == best], stock, source)
    mentioned = _by_mention(text, stock, source)
    if mentioned is not None:
        return mentioned
    for other in foreign:
        if (
            nearest(other.written, stock.models)[1] >= SIBLING
            or other.score >= STRONG
            or _said_of_ours(other, text, stock)
        ):
            return stock.other_model(other.written, source)
    typos = find_typo(text, stock.models)
    if typos:
        found = _of_named(typos[:1], stock, source)
        because = Sentence.of("product_because.typo", written=typos[0].written, model=typos[0].designation)
        return replace(found, because=because) if found.manuals else found
    return Finding()


def by_words(
    text: str,
    stock: Stock,
    *,
    brands: Sequence[str] = (),
    follow_up: bool = False,
    on_photo: bool = False,
) -> Finding | None:
    """What brand words and names of products say; in a follow-up a kind of product alone says nothing.

    `brands` are those read on the photo.
    """
    source = None if on_photo else Source("message")
    said = stock.brands_in(text)
    ours = [mention for mention in said if stock.of_brand(mention.name)]
    others = [mention for mention in said if not stock.of_brand(mention.name)]
    kinds = stock.lexicon.kinds_in(text)
    names = stock.named(text)
    brand = ours[0].name if ours else next((b for b in brands if stock.of_brand(b)), "")
    if brand:
        return _of_brand(brand, stock, names, kinds, ours, source, follow_up=follow_up)
    if follow_up or not names:
        return None
    if any(stock.lexicon.brands and not stock.of_brand(name) for name in brands):
        return Finding(because=Sentence.of("product_other_kind", name=brands[0]), abstains=True, brand=brands[0])
    foreign = next((o for o in others if any(_near(o, mention) for mention, _ in names)), None)
    if foreign is not None:
        mention = next(mention for mention, _ in names if _near(foreign, mention))
        name = text[min(foreign.start, mention.start) : max(foreign.end, mention.end)]
        return Finding(because=Sentence.of("product_other_kind", name=name), abstains=True, brand=foreign.name)
    return _of_names(names, text, stock, source)


def _of_named(named: Sequence[Named], stock: Stock, source: Source, *, certain: bool = False) -> Finding:
    """The manuals of the first designation; further ones are runners-up, unless they belong to it."""
    first = named[0]
    if len(named) > 1 and first.how in ("part", "prefix"):
        every = [manual for one in named for manual in stock.holders(one.designation)]
        finding = stock.finding(every, _because(first), first.score, source)
        return replace(finding, designation=first.written)
    finding = stock.finding(stock.holders(first.designation), _because(first), first.score, source)
    if not finding.manuals:
        finding = Finding(stock.holders(first.designation), _because(first), first.score, source)
    extra = [m for one in named[1:] for m in stock.holders(one.designation) if m not in finding.manuals]
    runners = tuple(dict.fromkeys((*((manual, 0.8) for manual in extra), *finding.runners_up)))
    return replace(finding, runners_up=runners, designation=first.designation, certain=certain)


def _because(named: Named) -> Sentence:
    if named.how in ("part", "prefix") and fold(named.written) != fold(named.designation):
        return Sentence.of("product_because.part", part=named.written, model=named.designation)
    return Sentence.of("product_because.model_message", model=named.designation)


def _credible(named: Named, text: str, stock: Stock) -> bool:
    """A designation like `R11` is only meant where its brand or a name of it stands in the text as well, or where
    it is written as a model and is no part of a board."""
    if len(fold(named.designation)) > 3 or not is_reference(named.written):
        return True
    return any(
        mention.name.casefold() == stock.by_id[manual].brand.casefold()
        for mention in stock.brands_in(text)
        for manual in stock.holders(named.designation)
    ) or any(manual in ids for _, ids in stock.named(text) for manual in stock.holders(named.designation))


def _sibling_of(text: str, stock: Stock, before: Sequence[str]) -> Finding | None:
    """In a follow-up a part tells siblings apart that would be too little elsewhere: `and the V2.0?`."""
    current = [stock.by_id[manual] for manual in before if manual in stock.by_id]
    if not current:
        return None
    family = [m for manual in stock.manuals if manual.brand == current[0].brand for m in manual.models]
    own = {fold(model) for manual in current for model in manual.models}
    words = {fold(w) for w in re.findall(r"[A-Za-z]{0,6}-?\d+(?:\.\d+)*[A-Za-z]{0,4}", text)} | {
        fold(w) for w in re.findall(r"(?<![a-z])[A-Z]{2,8}(?![a-z])", text)
    }
    for model in dict.fromkeys(family):
        if fold(model) in own:
            continue
        telling = {fold(part) for part in re.split(r"[\s\-()]+", model)} - {
            fold(part) for manual in current for m in manual.models for part in re.split(r"[\s\-()]+", m)
        }
        if telling and telling <= words:
            part = " ".join(sorted(telling))
            because = Sentence.of("product_because.part", part=part, model=model)
            return replace(stock.finding(stock.holders(model), because, 0.85, Source("message")), designation=model)
    return None


def _mentioned(foreign: Foreign, stock: Stock) -> bool:
    return bool(stock.mentioning(foreign.written))


def _by_mention(text: str, stock: Stock, source: Source) -> Finding | None:
    """A variant that a manual mentions and that begins like its own designation: E18-MS1PA2-IPX of E18-MS1PA2-PCB."""
    for named in find_named(text, stock.mentions):
        folded = fold(named.designation)
        manuals = [
            manual
            for manual in stock.mentioning(named.designation)
            if any(fold(model)[:5] == folded[:5] and len(folded) > 5 for model in stock.by_id[manual].models)
        ]
        closest = [m for m in manuals if any(_head(folded, fold(x)) for x in stock.by_id[m].models)]
        if closest:
            because = Sentence.of("product_because.model_message", model=named.designation)
            return replace(stock.finding(closest, because, 0.8, source), designation=named.designation)
    return None


def _head(variant: str, model: str) -> bool:
    """Do they differ only in what follows the last letters-and-digits block of both?"""
    shared = 0
    for a, b in zip(variant, model, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= 5 and not re.search(r"\d", variant[shared:] + model[shared:])


def _said_of_ours(foreign: Foreign, text: str, stock: Stock) -> bool:
    """Does a brand or name of the catalogue stand beside a foreign designation, so that it is said of the product?"""
    marks = [m for m in stock.brands_in(text) if stock.of_brand(m.name)] + [mention for mention, _ in stock.named(text)]
    return any(foreign.start - NEAR <= mark.end and mark.start <= foreign.end + NEAR for mark in marks)


def _near(a: Mention, b: Mention) -> bool:
    return a.start - NEAR <= b.end and b.start <= a.end + NEAR


def _of_brand(
    brand: str,
    stock: Stock,
    names: Sequence[tuple[Mention, tuple[str, ...]]],
    kinds: Sequence[Mention],
    said: Sequence[Mention],
    source: Source | None,
    *,
    follow_up: bool,
) -> Finding | None:
    """The brand's manuals, narrowed by the names beside it; an abstention where the kind beside it is another."""
    manuals = stock.of_brand(brand)
    fitting = Counter(manual for _, ids in names for manual in ids if manual in manuals)
    beside = [kind for kind in kinds if any(_near(kind, mention) for mention in said)] if said else []
    foreign = [k for k in beside if not any(k.name in stock.by_id[manual].kinds for manual in manuals)]
    known = all(stock.by_id[manual].kinds for manual in manuals)
    if foreign and known and not fitting:
        return Finding(
            because=Sentence.of("product_other_kind", name=f"{brand} {foreign[0].text}"), abstains=True, brand=brand
        )
    if fitting:
        most = max(fitting.values())
        chosen = [manual for manual in manuals if fitting[manual] == most]
        word = next(mention.text for mention, ids in names if chosen[0] in ids)
        because = Sentence.of("product_because.brand_kind", brand=brand, kind=word)
        return replace(stock.finding(chosen, because, 0.9, source), brand=brand)
    if follow_up and not said:
        return None
    because = Sentence.of("product_because.brand", brand=brand)
    return replace(stock.finding(manuals, because, 0.75, source), brand=brand)


def _of_names(
    names: Sequence[tuple[Mention, tuple[str, ...]]], text: str, stock: Stock, source: Source | None
) -> Finding:
    """The product named first and most often, where only one product of the library is called so."""
    counts: Counter[tuple[str, ...]] = Counter(ids for _, ids in names)
    first = names[0][1]
    best = max(counts, key=lambda ids: counts[ids] + (0.5 if ids == first else 0.0))
    mention = next(mention for mention, ids in names if ids == best)
    kind = bool(stock.lexicon.kinds_in(mention.text))
    because = (
        Sentence.of("product_because.kind", kind=mention.text)
        if kind
        else Sentence.of("product_because.name", name=mention.text)
    )
    return stock.finding(best, because, 0.7, source)
