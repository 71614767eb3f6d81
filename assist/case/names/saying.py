"""Saying: which product a buyer's words mean, by designation first, then by brand, name and kind of product."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assist.case.names.designations import fold, is_reference
from assist.case.names.lexicon import Mention
from assist.case.names.naming import (
    Foreign,
    Named,
    find_foreign,
    find_named,
    find_part,
    find_scattered,
    find_sibling,
    find_typo,
    nearest,
)
from assist.case.names.shelving import SIBLING, Finding, Stock, most_frequent
from assist.case.passages import Manual
from assist.case.specs import Source
from assist.case.text.language import detect
from assist.case.verdict import Sentence

# A foreign designation that looks this much like one stands by itself; weaker ones need a brand or name beside them.
STRONG = 0.75
# Characters between a brand, a kind and a designation that are said of one thing: "Panasonic microwave NN-ST45KW".
NEAR = 4
# Letters of a word that is not also a word of some other language (`four`, `pan`).
TELLING = 7
MESSAGE = Source("message")
# What is put into, onto or beside other products: named first, it does not say which product is asked about.
_THINGS = frozenset(
    """cup cookware garment shoes battery smartphone tablet laptop computer router modem headphones external_drive
    speaker tv remote_control light_bulb lamp pump sensor relay power_supply charger clock fan keyboard mouse furniture
    toy power_strip smart_plug light_switch monitor amplifier heater boiler water_heater microphone camera watch scale
    printer gateway water_filter radio faucet shower_head usb_hub docking_station wifi_repeater intercom
    gps_tracker""".split()  # noqa: SIM905
)
# A word that makes another model of the one before it; small letters are words of the sentence (`plus de son`).
_GROWN = re.compile(r"[ -](?:PLUS|Plus|PRO|Pro|LITE|Lite|ULTRA|Ultra|II|III|Mk ?\d|MK ?\d)\b")
_OWNED = re.compile(r"\b(?:my|the|this|our|a|an|your)\s+([A-Z][a-z]{2,})\s+$")


@dataclass(frozen=True, slots=True)
class Words:
    """What a text says in words: brands of ours, the products' own names, and kinds of products."""

    ours: tuple[Mention, ...]
    names: tuple[tuple[Mention, tuple[str, ...]], ...]
    kinds: tuple[Mention, ...]


def words_of(text: str, stock: Stock, language: str = "") -> Words:
    """`language` is the ticket's; the text's own and English are looked for as well."""
    brands = stock.brands_in(text)
    if not any(stock.of_brand(mention.name) for mention in brands):
        typos = find_typo(text, stock.brand_names)
        brands += [Mention(typo.designation, typo.written, typo.start, typo.end) for typo in typos[:1]]
    return Words(
        ours=tuple(mention for mention in brands if stock.of_brand(mention.name)),
        names=tuple(stock.names_in(text)),
        kinds=tuple(_kinds(text, stock, language)),
    )


def _kinds(text: str, stock: Stock, language: str) -> list[Mention]:
    """In the ticket's language, the text's own and English; where that finds nothing, long words of any language, for a
    few words do not always tell theirs."""
    if not language:
        return stock.lexicon.kinds_in(text)
    found = stock.lexicon.kinds_in(text, (language, detect(text), "en"))
    return found or [kind for kind in stock.lexicon.kinds_in(text) if len(kind.text) >= TELLING]


def by_designation(text: str, stock: Stock, before: Sequence[str] = ()) -> Finding:
    """What words name by designation: whole, in part, as a variant; an abstention for a sibling of ours that no
    manual has.  `before` are the conversation's manuals: a part that tells siblings apart is enough then."""
    if not text.strip():
        return Finding()
    whole = [named for named in find_named(text, stock.models) if _credible(named, text, stock)]
    if whole:
        grown = _GROWN.match(text, whole[0].end)
        if grown:
            written = text[whole[0].start : grown.end()]
            return stock.other_model(written, MESSAGE, near=whole[0].designation)
        return _of_named(whole, stock, certain=True)
    switched = _sibling_of(text, stock, before)
    if switched is not None:
        return switched
    scattered = find_scattered(text, stock.models)
    if scattered:
        return _of_named(scattered[:1], stock)
    parts = find_part(text, stock.models)
    if parts:
        best = max(part.score for part in parts)
        first = next(part for part in parts if part.score == best)
        grown = _GROWN.match(text, first.end)
        if grown and fold(grown.group()) not in fold(first.designation):
            return stock.other_model(text[first.start : grown.end()], MESSAGE, near=first.designation)
        return _of_named([part for part in parts if part.score == best], stock)
    variant = _variant(text, stock)
    if variant is not None:
        return variant
    sibling = find_sibling(text, stock.models)
    if sibling is not None:
        return stock.other_model(sibling.written, MESSAGE, near=sibling.designation)
    for foreign in _foreign(text, stock):
        if nearest(foreign.written, stock.models)[1] >= SIBLING or _beside_ours(foreign, text, stock):
            return stock.other_model(foreign.written, MESSAGE)
    typos = find_typo(text, stock.models)
    if typos:
        because = Sentence.of("product_because.typo", written=typos[0].written, model=typos[0].designation)
        found = stock.finding(stock.holders(typos[0].designation), because, typos[0].score, MESSAGE)
        return replace(found, designation=typos[0].designation)
    return Finding()


def by_strange_designation(text: str, stock: Stock) -> Finding:
    """An abstention where a text that says nothing else names a model which no manual has."""
    strong = [foreign for foreign in _foreign(text, stock) if foreign.score >= STRONG]
    return stock.other_model(strong[0].written, MESSAGE) if strong else Finding()


def by_words(text: str, stock: Stock, language: str, *, seen: str = "", follow_up: bool = False) -> Finding:
    """What brand, name and kind of product in a text say; `seen` is the brand read on the photo.

    In a follow-up a kind of product alone says nothing ("and in a normal oven?" is still about the cup).
    """
    words = words_of(text, stock, language)
    if words.names:
        manuals = most_frequent(manual for _, ids in words.names for manual in ids)
        because = Sentence.of("product_because.name", name=words.names[0][0].text)
        branded = [m for m in manuals if any(m in stock.of_brand(brand.name) for brand in words.ours)]
        return stock.finding(branded or manuals, because, 0.85, MESSAGE)
    if words.ours:
        return by_brand(words.ours[0].name, words, stock, beside=words.ours)
    if seen and stock.of_brand(seen):
        found = by_brand(seen, words, stock, beside=())
        return found if words.kinds else Finding()
    if follow_up:
        return Finding()
    return _by_kind(words, text, stock, seen)


def by_brand(brand: str, words: Words, stock: Stock, *, beside: Sequence[Mention]) -> Finding:
    """The brand's manuals, narrowed by the kind named; an abstention where the kind beside the brand is another."""
    manuals = stock.of_brand(brand)
    for kind in words.kinds:
        fitting = [manual for manual in manuals if manual in stock.of_kind(kind.name)]
        fitting = fitting or [manual for manual in manuals if _called(kind, stock.by_id[manual], stock)]
        if fitting:
            because = Sentence.of("product_because.brand_kind", brand=brand, kind=kind.text)
            return replace(stock.finding(fitting, because, 0.9, MESSAGE), brand=brand)
    strange = [kind for kind in words.kinds if not beside or any(_near(kind, mention) for mention in beside)]
    if strange and all(stock.by_id[manual].kinds for manual in manuals):
        name = f"{brand} {strange[0].text}"
        return Finding(because=Sentence.of("product_other_kind", name=name), abstains=True, brand=brand)
    because = Sentence.of("product_because.brand", brand=brand)
    return replace(stock.finding(manuals, because, 0.75, MESSAGE), brand=brand)


def _called(kind: Mention, manual: Manual, stock: Stock) -> bool:
    """Is it for this kind besides, or does its own kind's name end so: an oven for a microwave oven?"""
    own = (word for name in manual.kinds for words in stock.lexicon.kinds.get(name, {}).values() for word in words)
    return kind.name in manual.kinds or any(word.casefold().endswith(f" {kind.text}") for word in own)


def _by_kind(words: Words, text: str, stock: Stock, seen: str) -> Finding:
    """The kind of product named first and most often, where the library has one such product and no other brand is
    named with it."""
    kinds = [kind for kind in words.kinds if stock.of_kind(kind.name)]
    if not kinds:
        return Finding()
    if seen:
        name = f"{seen} {kinds[0].text}"
        return Finding(because=Sentence.of("product_other_kind", name=name), abstains=True, brand=seen)
    strange = words.kinds[0]
    if not stock.of_kind(strange.name) and strange.name not in _THINGS:
        return Finding(because=Sentence.of("product_other_kind", name=strange.text), abstains=True)
    counts = Counter(kind.name for kind in kinds)
    best = max(counts, key=lambda name: counts[name] + (0.5 if name == kinds[0].name else 0.0))
    mention = next(kind for kind in kinds if kind.name == best)
    beside = (brand for brand in stock.lexicon.brands_in(text, everyday=True) if not stock.of_brand(brand.name))
    other = next((brand.text for brand in beside if _near(brand, mention)), "") or _owner(text, mention)
    if other:
        name = f"{other} {mention.text}"
        return Finding(because=Sentence.of("product_other_kind", name=name), abstains=True, brand=other)
    because = Sentence.of("product_because.kind", kind=mention.text)
    return stock.finding(stock.of_kind(best), because, 0.7, MESSAGE)


def _owner(text: str, mention: Mention) -> str:
    """A capitalised word between an article and the kind: a brand that no list has (`my Zorble oven`)."""
    found = _OWNED.search(text[: mention.start])
    return found.group(1) if found else ""


def _of_named(named: Sequence[Named], stock: Stock, *, certain: bool = False) -> Finding:
    """The manuals of the first designation; of several parts the one product they all belong to."""
    first = named[0]
    if first.how in ("part", "prefix") and len(named) > 1:
        every = [manual for one in named for manual in stock.holders(one.designation)]
        return replace(stock.finding(every, _because(first), first.score, MESSAGE), designation=first.written)
    finding = stock.finding(stock.holders(first.designation), _because(first), first.score, MESSAGE)
    extra = [m for one in named[1:] for m in stock.holders(one.designation) if m not in finding.manuals]
    runners = tuple(dict((*finding.runners_up, *((manual, 0.8) for manual in extra))).items())
    return replace(finding, runners_up=runners, designation=first.designation, certain=certain)


def _because(named: Named) -> Sentence:
    if named.how in ("part", "prefix") and fold(named.written) != fold(named.designation):
        return Sentence.of("product_because.part", part=named.written, model=named.designation)
    return Sentence.of("product_because.model_message", model=named.designation)


def _credible(named: Named, text: str, stock: Stock) -> bool:
    """A designation like `R11` could be a part of a board: it needs its brand or a name of its product beside it."""
    if len(fold(named.designation)) > 3 or not is_reference(named.written):
        return True
    holders = set(stock.holders(named.designation))
    by_brand = any(holders & set(stock.of_brand(mention.name)) for mention in stock.brands_in(text))
    by_kind = any(holders & set(stock.of_kind(kind.name)) for kind in stock.lexicon.kinds_in(text))
    return by_brand or by_kind or any(holders & set(ids) for _, ids in stock.names_in(text))


def _sibling_of(text: str, stock: Stock, before: Sequence[str]) -> Finding | None:
    """In a follow-up a part tells siblings apart that would be too little elsewhere: `and the V2.0?`."""
    current = [stock.by_id[manual] for manual in before if manual in stock.by_id]
    if not current:
        return None
    shared = {_part(part) for manual in current for model in manual.models for part in _parts(model)}
    own = {fold(model) for manual in current for model in manual.models}
    said = {_part(word) for word in re.findall(r"[A-Za-z]{0,6}\d+(?:\.\d+)*[A-Za-z]{0,4}", text)}
    said |= {_part(word) for word in re.findall(r"(?<![A-Za-z])[A-Z]{3,8}(?![a-z])", text)}
    for manual in stock.manuals:
        if manual.brand != current[0].brand:
            continue
        for model in manual.models:
            telling = {_part(part) for part in _parts(model)} - shared
            if telling and fold(model) not in own and telling <= said:
                because = Sentence.of("product_because.model_message", model=model)
                found = stock.finding(stock.holders(model), because, 0.85, MESSAGE)
                return replace(found, designation=model)
    return None


def _parts(model: str) -> list[str]:
    return [part for part in re.split(r"[\s\-()/]+", model) if part]


def _part(text: str) -> str:
    """Folded, but with its point: V2.0 is not V20."""
    return ".".join(fold(piece) for piece in text.split("."))


def _variant(text: str, stock: Stock) -> Finding | None:
    """A variant that a manual mentions and that differs from its own designation only in the letters after the last
    block with digits: E18-MS1PA2-IPX of E18-MS1PA2-PCB."""
    for named in find_named(text, stock.mentions):
        variant = fold(named.designation)
        manuals = [
            manual
            for manual in stock.mentioning(named.designation)
            if any(_differ_in_tail(variant, fold(model)) for model in stock.by_id[manual].models)
        ]
        if manuals:
            because = Sentence.of("product_because.model_message", model=named.designation)
            return replace(stock.finding(manuals, because, 0.8, MESSAGE), designation=named.designation)
    return None


def _differ_in_tail(variant: str, model: str) -> bool:
    shared = 0
    while shared < min(len(variant), len(model)) and variant[shared] == model[shared]:
        shared += 1
    digits = variant[shared:] + model[shared:]
    return shared >= 6 and not re.search(r"[2-9]", digits)


def _foreign(text: str, stock: Stock) -> list[Foreign]:
    return [foreign for foreign in find_foreign(text, ()) if not stock.mentioning(foreign.written)]


def _beside_ours(foreign: Foreign, text: str, stock: Stock) -> bool:
    """Does a brand or kind of the catalogue stand beside a foreign designation, so that it is said of the product?"""
    marks = [mention for mention in stock.brands_in(text) if stock.of_brand(mention.name)]
    marks += [mention for mention, _ in stock.names_in(text)]
    marks += [kind for kind in stock.lexicon.kinds_in(text, (detect(text), "en")) if stock.of_kind(kind.name)]
    place = Mention(foreign.written, foreign.written, foreign.start, foreign.end)
    return any(_near(place, mark) for mark in marks)


def _near(a: Mention, b: Mention) -> bool:
    return a.start - NEAR <= b.end and b.start <= a.end + NEAR
