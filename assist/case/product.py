"""ProductMatch: which manuals the photo and the message mean, why, and who came second."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assist.case.names.designations import fold
from assist.case.names.lexicon import Lexicon
from assist.case.names.saying import by_brand, by_designation, by_strange_designation, by_words, words_of
from assist.case.names.shelving import Finding, Stock, age, stock_of
from assist.case.names.stamp import Stamp, stamp_of
from assist.case.passages import Manual
from assist.case.photo import Case
from assist.case.reading import Reading
from assist.case.specs import Source
from assist.case.verdict import Sentence


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """Another manual that could be meant, and how well it matches in [0, 1]."""

    manual: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class ProductMatch:
    """The product, or an abstention.

    `manuals` scopes the search, best edition for the buyer first, and is empty where nothing was recognised or
    several products are equally likely (then `runners_up` holds them and the outcome asks which).
    `designation` is the model designation read on the photo or in the message whether or not a manual has it,
    `brand` the brand, `because` the reason in words, `source` where the deciding words stand.
    """

    manuals: tuple[str, ...] = ()
    title: str = ""
    designation: str = ""
    brand: str = ""
    because: Sentence = Sentence("product_unknown")
    source: Source | None = None
    score: float = 0.0
    runners_up: tuple[RunnerUp, ...] = ()

    @property
    def known(self) -> bool:
        return bool(self.manuals)


NO_WORDS = Lexicon()
_YEAR = re.compile(r"(?<![\d.,])(20[0-4]\d|19[89]\d)(?![\d]|[.,]\d)")


@dataclass(frozen=True, slots=True)
class _Clues:
    """What the ticket holds, read once."""

    case: Case
    readings: tuple[Reading, ...]
    stock: Stock
    stamp: Stamp
    language: str

    @property
    def before(self) -> tuple[str, ...]:
        """The manuals the conversation was last answered from."""
        return next((turn.manuals for turn in reversed(self.case.conversation) if turn.manuals), ())


def match_product(
    case: Case,
    readings: Sequence[Reading],
    catalogue: tuple[Manual, ...],
    language: str,
    *,
    lexicon: Lexicon = NO_WORDS,
) -> ProductMatch:
    """The manuals that photo, message, conversation and context mean, best edition first; an abstention otherwise.

    Evidence counts in this order: the agent's choice, a barcode, a designation on the photo, one in the message, brand,
    name and kind of product in the message, the conversation, brand and kind on the photo, the context.  A
    designation that no manual has stands against everything weaker than itself, for the answer of a sibling would
    be wrong.  `language` is the reply's; `lexicon` knows brands and kinds of products, also such as no manual is for.
    """
    stock = stock_of(catalogue, lexicon)
    clues = _Clues(case, tuple(readings), stock, stamp_of(readings, stock), language)
    looks: tuple[Callable[[_Clues], Finding], ...] = (
        _by_agent, _by_code, _by_photo, _by_message, _by_conversation, _by_photo_words, _by_context,
    )  # fmt: skip
    found = next((finding for look in looks for finding in [look(clues)] if finding.decides), Finding())
    return _match(found, clues)


def _by_agent(clues: _Clues) -> Finding:
    if clues.case.manual and clues.case.manual in clues.stock.by_id:
        return Finding((clues.case.manual,), Sentence("product_because.agent"), 1.0)
    return Finding()


def _by_code(clues: _Clues) -> Finding:
    """A barcode in the catalogue, with or without the EAN's leading zero."""
    for reading in clues.readings:
        for code in reading.codes:
            digits = code.text.strip().lstrip("0")
            hits = tuple(m.id for m in clues.stock.manuals if digits and digits in {e.lstrip("0") for e in m.eans})
            if hits:
                source = Source("photo", reading.photo, -1)
                return Finding(hits, Sentence.of("product_because.barcode", code=code.text.strip()), 1.0, source)
    return Finding()


def _by_photo(clues: _Clues) -> Finding:
    """A designation on the photo; one that no manual has decides too, unless the message names one of ours whole."""
    stamp = clues.stamp
    if stamp.manuals:
        because = Sentence.of("product_because.model_photo", model=stamp.designation)
        return clues.stock.finding(stamp.manuals, because, 1.0, stamp.source)
    if stamp.certain and not by_designation(clues.case.message, clues.stock, clues.before).certain:
        return clues.stock.other_model(stamp.designation, stamp.source)
    return Finding()


def _by_message(clues: _Clues) -> Finding:
    """A designation, or brand, name and kind of product, in the buyer's words."""
    message, stock, before = clues.case.message, clues.stock, clues.before
    said = by_designation(message, stock, before)
    if said.decides:
        return said
    said = by_words(message, stock, clues.language, seen=clues.stamp.brand, follow_up=bool(before))
    return said if said.decides or before else by_strange_designation(message, stock)


def _by_conversation(clues: _Clues) -> Finding:
    before = tuple(manual for manual in clues.before if manual in clues.stock.by_id)
    if before:
        return Finding(before, Sentence("product_because.conversation"), 0.9, ordered=True)
    for turn in reversed(clues.case.conversation):
        if turn.who == "buyer":
            said = by_designation(turn.text, clues.stock)
            said = said if said.decides else by_words(turn.text, clues.stock, clues.language)
            if said.decides:
                return replace(said, score=0.9 * said.score)
    return Finding()


def _by_photo_words(clues: _Clues) -> Finding:
    """Brand and kind of product printed on the photo, where no designation is: both, for one alone is too little."""
    text = "\n".join(reading.text for reading in clues.readings)
    words = words_of(text, clues.stock)
    if not (words.ours and words.kinds):
        return Finding()
    found = by_brand(words.ours[0].name, words, clues.stock, beside=words.ours)
    return replace(found, score=0.9 * found.score, source=None)


def _by_context(clues: _Clues) -> Finding:
    """An SKU or a whole designation in the context: its other words are about the buyer's own devices."""
    for manual in clues.stock.manuals:
        if any(re.search(rf"(?<!\w){re.escape(sku)}(?!\w)", clues.case.context) for sku in manual.skus if sku):
            because = Sentence.of("product_because.model_context", model=manual.title)
            return clues.stock.finding((manual.id,), because, 0.95, Source("context"))
    said = by_designation(clues.case.context, clues.stock)
    if said.manuals and said.certain:
        because = Sentence("product_because.model_context", said.because.facts)
        return replace(said, because=because, score=0.85, source=Source("context"))
    return Finding()


def _match(found: Finding, clues: _Clues) -> ProductMatch:
    stock = clues.stock
    manuals = found.manuals if found.ordered else _editions(_of_brand(found.manuals, clues), clues)
    title = stock.by_id[manuals[0]].title if manuals else ""
    runners = [
        RunnerUp(manual, stock.by_id[manual].title, round(score, 3))
        for manual, score in found.runners_up
        if manual not in manuals
    ]
    brand = clues.stamp.brand or (stock.by_id[manuals[0]].brand if manuals else found.brand)
    return ProductMatch(
        manuals=manuals,
        title=title,
        designation=clues.stamp.designation or found.designation or clues.stamp.name,
        brand=brand,
        because=found.because,
        source=found.source,
        score=round(found.score, 3),
        runners_up=tuple(runners),
    )


def _of_brand(manuals: Sequence[str], clues: _Clues) -> Sequence[str]:
    """Of several makers' manuals with one designation, those of the brand that the message or else the photo names."""
    brands = {manual: fold(clues.stock.by_id[manual].brand) for manual in manuals}
    if len({brand for brand in brands.values() if brand}) < 2:
        return manuals
    said = {fold(mention.name) for mention in clues.stock.brands_in(clues.case.message)} or {fold(clues.stamp.brand)}
    return tuple(manual for manual in manuals if brands[manual] and brands[manual] in said) or manuals


def _editions(manuals: Sequence[str], clues: _Clues) -> tuple[str, ...]:
    """The year the buyer names first, then the buyer's language, then English, of each the newest first."""
    years = set(_YEAR.findall(f"{clues.case.message} {clues.case.context}"))

    def rank(manual_id: str) -> tuple[bool, int, bool]:
        manual = clues.stock.by_id[manual_id]
        spoken = manual.languages.index(clues.language) if clues.language in manual.languages else 99
        return not any(year in manual.edition for year in years), spoken, "en" not in manual.languages

    newest_first = sorted(manuals, key=lambda manual_id: age(clues.stock.by_id[manual_id]), reverse=True)
    return tuple(sorted(newest_first, key=rank))
