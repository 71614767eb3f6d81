"""Catalogue: what a manual is about, read from its cover, running heads, file name, title and text.

Nothing here asks a model or a list of products: a designation that is printed on the cover, in the running heads,
in the file name or on many pages is the product's own; one that stands in a single table is an accessory's.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import PurePath

from assist.case.names.lexicon import Lexicon, parse_lexicon
from assist.case.names.naming import is_telling
from assist.case.passages import Manual, Page
from assist.case.text.language import detect
from assist.library.brands import brand_of, maker_in, model_apart
from assist.library.candidates import LONGEST_SERIES
from assist.library.editions import edition_of
from assist.library.models import models_of
from assist.library.ordinary import is_ordinary
from assist.library.sheets import Sheet, running_heads, sheet_of

# Pages whose text tells a kind of product well enough; long manuals say the same on the rest.
KIND_PAGES = 60
# Points of a kind that every page names, against 6 for the cover's large print or the file name.
KIND_TEXT = 6.0
LEAST_KIND = 1.2
# Of the text's points, for what other products' manuals name as their part: a scooter's speaks of its charger.
# Set on four invented manuals, of which it mended three; the kinds of the 35 development ones stayed (2026-11-22).
PART = 0.3
PARTS = frozenset(
    {"battery", "charger", "clock", "cup", "doorbell", "fan", "faucet", "furniture", "gateway", "lamp", "light_bulb",
     "light_switch", "power_supply", "pump", "relay", "remote_control", "sensor", "smartphone", "thermometer",
     "water_filter"}
)  # fmt: skip
# A further kind is kept where it has at least this share of the first one's points.
SECOND_KIND = 0.6
# A manual calls a two-way radio mostly just radio: the special kind wins from this share of the general one on.
SPECIAL = 0.15
MOST_KINDS = 3
# A language needs this share of the text that the manual's greatest one has: in a booklet for ten countries each has a
# tenth of the whole, and a page of French warranty in an English manual has far less of it.
LANGUAGE_SHARE = 0.25
WIDE_SIGN = 3
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_NAME = re.compile(r"[A-Za-z][A-Za-z]{3,}")


def describe(
    file_name: str,
    pages: Sequence[Page],
    metadata_title: str = "",
    *,
    id: str = "",
    lexicon: Lexicon | None = None,
) -> Manual:
    """The manual's entry in the catalogue; fields that nothing tells stay empty for the agent to fill."""
    lexicon = lexicon or shipped_lexicon()
    sheets = [sheet_of(page) for page in pages]
    heads = running_heads(sheets)
    stem = PurePath(file_name).stem
    title = _useful_title(metadata_title)
    brand, other_spellings = brand_of(stem, title, sheets, heads, lexicon)
    models, mentions = models_of(stem, title, sheets, heads, lexicon, (brand, *other_spellings))
    if not brand and models:
        brand = maker_in(models[0], sheets, lexicon)
        if brand:
            models, mentions = models_of(stem, title, sheets, heads, lexicon, (brand,))
    text = "\n".join(sheet.text for sheet in sheets)
    models = tuple(dict.fromkeys(_bare(model, text) for model in models))
    languages = languages_of(pages, sheets)
    kinds = kinds_of(stem, title, sheets, heads, languages, lexicon)
    proper = proper_names(stem, sheets, lexicon, (brand, *other_spellings, *models))
    words = [word for kind in kinds[:1] for language in lexicon.kinds[kind] for word in lexicon.words(kind, language)]
    return Manual(
        id=id,
        file=file_name,
        title=_title(stem, title, brand, models, proper, kinds, lexicon),
        brand=brand,
        models=models,
        names=tuple(dict.fromkeys((*proper, *other_spellings, *words))),
        languages=languages,
        pages=len(pages),
        edition=edition_of(stem, title, sheets, heads),
        kinds=kinds,
        mentions=mentions,
    )


def _bare(model: str, text: str) -> str:
    """`AERATOR DH-3` without the words before its designation, where the text has that also without them."""
    *lead, last = model.split()
    words = bool(lead) and all(len(word) > LONGEST_SERIES and word.isalpha() for word in lead)
    return last if words and is_telling(last) and model_apart(" ".join(lead), last, text) else model


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """The lexicon inside the package."""
    data = resources.files("assist.case") / "data"
    return parse_lexicon(lambda name: (data / name).read_text("utf-8"))


def kinds_of(
    stem: str, title: str, sheets: Sequence[Sheet], heads: Counter[str], languages: Sequence[str], lexicon: Lexicon
) -> tuple[str, ...]:
    """The kinds of product a manual is for, most likely first; empty where it names none often enough."""
    spoken = (*languages, "en")
    score: defaultdict[str, float] = defaultdict(float)
    cover = sheets[0].rows[:25] if sheets else ()
    tallest = max((row.height for row in cover), default=0.0)
    large = " ".join(row.text for row in cover if row.height > 0.55 * tallest and len(row.text) < 80)
    parts = [(_spaced(stem), 6.0), (title, 2.0), (large, 6.0), (" \n".join(heads), 3.0)]
    parts += [(row.text, 1.5) for row in cover]
    for text, points in parts:
        for kind in {mention.name for mention in lexicon.kinds_in(text, spoken)}:
            score[kind] += points
    told = [sheet for sheet in sheets[:KIND_PAGES] if sheet.rows]
    for sheet in told:
        for kind in {mention.name for mention in lexicon.kinds_in(sheet.text, spoken)}:
            score[kind] += (PART if kind in PARTS else 1.0) * KIND_TEXT / max(4, len(told))
    best = max(score.values(), default=0.0)
    if best < LEAST_KIND:
        return ()
    for special, general in _specialisations(score, spoken, lexicon):
        if score[special] >= SPECIAL * score[general]:
            score[special] += score[general]
    best = max(score.values())
    order = sorted(score, key=lambda kind: (-score[kind], kind))
    return tuple(kind for kind in order[:MOST_KINDS] if score[kind] >= SECOND_KIND * best)


def _specialisations(kinds: Iterable[str], languages: Sequence[str], lexicon: Lexicon) -> list[tuple[str, str]]:
    """Pairs of kinds of which the first is a special case of the second by its name: two-way radio, radio."""
    words = {kind: [word for language in languages for word in lexicon.words(kind, language)] for kind in kinds}
    return [
        (special, general)
        for special, names in words.items()
        for general, others in words.items()
        if special != general and any(name.endswith(f" {other}") for name in names for other in others)
    ]


def languages_of(pages: Sequence[Page], sheets: Sequence[Sheet]) -> tuple[str, ...]:
    """The manual's languages in the order of the booklet; what only notes and tables have is left out."""
    said: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    place = 0
    for page, sheet in zip(pages, sheets, strict=True):
        for block in _blocks(sheet):
            place += 1
            language = page.language or detect(block)
            if language:
                said[language].append((place, _extent(block)))
    sizes = {language: sum(size for _, size in blocks) for language, blocks in said.items()}
    least = LANGUAGE_SHARE * max(sizes.values(), default=0)
    spoken = [language for language in said if sizes[language] >= least]
    return tuple(sorted(spoken, key=lambda language: _beginning(said[language])))


def _beginning(blocks: Sequence[tuple[int, int]]) -> int:
    """Where a language's section begins: the place by which a tenth of it is said, for a single line proves nothing."""
    whole, read = sum(size for _, size in blocks), 0
    for place, size in blocks:
        read += size
        if read >= 0.1 * whole:
            return place
    return 0


def _extent(text: str) -> int:
    """How much is said: a Chinese or Japanese sign counts as the two or three letters that say the same."""
    return len(text) + (WIDE_SIGN - 1) * len(_WIDE.findall(text))


def _blocks(sheet: Sheet) -> Iterable[str]:
    """A page in up to three pieces, so that a leaflet with several languages on one page shows them all."""
    step = max(1, -(-len(sheet.rows) // 3))
    for start in range(0, len(sheet.rows), step):
        text = " ".join(row.text for row in sheet.rows[start : start + step])
        if _extent(text) > 20:
            yield text[:1500]


def _useful_title(title: str) -> str:
    """A PDF's title where a person wrote it: not `untitled`, not only the name of the program's template."""
    text = re.sub(
        r"^Microsoft Word - |\.(?:docx?|html?|odt|indd|pdf|fm|qxd|cdr|ai|pub)$", "", title.strip(), flags=re.IGNORECASE
    )
    return "" if re.fullmatch(r"(?i)untitled\S*|document\d*|.*[\\/].*|.*manualslib.*|", text) else text


def proper_names(stem: str, sheets: Sequence[Sheet], lexicon: Lexicon, known: Iterable[str]) -> list[str]:
    """Names without digits that people use for the product (`Chinook`, `NanoVNA`): words of the file name or of the
    cover's large print which the text has on several pages, with a capital, and hardly ever without."""
    texts = [sheet.text for sheet in sheets]
    taken = {word.casefold() for name in known for word in _NAME.findall(name)}
    cover = sheets[0].rows[:25] if sheets else ()
    tallest = max((row.height for row in cover), default=0.0)
    large = [row.text for row in cover if row.height > 0.55 * tallest and len(row.text) < 40]
    names = []
    for word in dict.fromkeys(_NAME.findall(" ".join((stem.replace("_", " "), *large)))):
        low = word.casefold()
        if low in taken or is_ordinary(word, lexicon) or lexicon.brands_in(word.capitalize()):
            continue
        taken.add(low)
        spelt = [re.findall(rf"\b{word}\b", text, re.IGNORECASE) for text in texts]
        pages = sum(bool(found) for found in spelt)
        spellings = Counter(found for page in spelt for found in page)
        small = spellings[low]
        in_file = word in stem and len(word) >= 5
        often = pages >= (1 if in_file else max(2, 0.1 * len(texts)))
        if often and small <= 0.25 * spellings.total() and (in_file or _is_coined(spellings)):
            names.append(next(name for name, _ in spellings.most_common() if not name.islower()))
    return names[:3]


def _is_coined(spellings: Counter[str]) -> bool:
    """Has it a capital inside (`NanoVNA`)?  Words of headings stand in capitals or with one."""
    return any(re.search(r"[a-z][A-Z]", spelling) for spelling in spellings)


def _title(
    stem: str,
    title: str,
    brand: str,
    models: Sequence[str],
    proper: Sequence[str],
    kinds: Sequence[str],
    lexicon: Lexicon,
) -> str:
    """What agent and buyer call it: brand and model, else its name or kind, else the file's title or name."""
    what = "/".join(models[:2]) or " ".join(proper[:1]) or (lexicon.words(kinds[0], "en")[0] if kinds else "")
    if what and brand and not what.casefold().startswith(brand.casefold()):
        return f"{brand} {what}"
    return what or title or _spaced(stem)


def _spaced(stem: str) -> str:
    return re.sub(r"[_\-+.]+", " ", stem)
