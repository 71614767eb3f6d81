"""Catalogue: what a manual is about, read from its cover, running heads, file name, title and text.

Nothing here asks a model or a list of products: a designation that is printed on the cover, in the running heads,
in the file name or on many pages is the product's own; one that stands in a single table is an accessory's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import PurePath

from assist.case.language import detect
from assist.case.lexicon import Lexicon, parse_lexicon
from assist.case.passages import Manual, Page
from assist.library.brands import brand_of
from assist.library.editions import edition_of
from assist.library.models import models_of
from assist.library.sheets import Sheet, running_heads, sheet_of

# Pages whose text tells a kind of product well enough; long manuals say the same on the rest.
KIND_PAGES = 60
# A second kind is kept where it is named at least this often beside the first.
SECOND_KIND = 0.5
# A language needs this share of a manual's text to count as one of its languages.
LANGUAGE_SHARE = 0.08
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
    kinds = kinds_of(stem, title, sheets, heads, lexicon)
    languages = languages_of(pages, sheets)
    names = [*other_spellings, *_proper_names(stem, sheets, lexicon, brand, models)]
    for kind in kinds:
        names.extend(word for language in lexicon.kinds[kind] for word in lexicon.words(kind, language))
    return Manual(
        id=id,
        file=file_name,
        title=_title(stem, title, brand, models, kinds, names, lexicon),
        brand=brand,
        models=models,
        names=tuple(dict.fromkeys(names)),
        languages=languages,
        pages=len(pages),
        edition=edition_of(stem, title, sheets, heads),
        kinds=kinds,
        mentions=mentions,
    )


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """The lexicon inside the package."""
    data = resources.files("assist.case") / "data"
    return parse_lexicon(lambda name: (data / name).read_text("utf-8"))


def kinds_of(stem: str, title: str, sheets: Sequence[Sheet], heads: Counter[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The kinds of product a manual is for, most likely first; empty where it names none often enough."""
    score: Counter[str] = Counter()
    parts = [(_spaced(stem), 6.0), (title, 2.0), *((head, 3.0) for head in heads)]
    cover = sheets[0].rows if sheets else ()
    tallest = max((row.height for row in cover), default=0.0)
    parts += [(row.text, 6.0 if row.height > 0.6 * tallest and len(row.text) < 80 else 1.5) for row in cover[:25]]
    for text, points in parts:
        for mention in {m.name for m in lexicon.kinds_in(text)}:
            score[mention] += points
    told = [sheet for sheet in sheets[:KIND_PAGES] if sheet.rows]
    counts: Counter[str] = Counter()
    for sheet in told:
        counts.update({mention.name for mention in lexicon.kinds_in(sheet.text)})
    for kind, count in counts.items():
        score[kind] += 6.0 * count / max(4, len(told))
    if not score:
        return ()
    best = score.most_common(1)[0][1]
    if best < 1.2:
        return ()
    return tuple(kind for kind, points in score.most_common(2) if points >= SECOND_KIND * best)


def languages_of(pages: Sequence[Page], sheets: Sequence[Sheet]) -> tuple[str, ...]:
    """The manual's languages by their share of its text, greatest first."""
    share: Counter[str] = Counter()
    for page, sheet in zip(pages, sheets, strict=True):
        for block in _blocks(sheet):
            language = page.language or detect(block)
            if language:
                share[language] += len(block)
    whole = sum(share.values())
    return tuple(language for language, size in share.most_common() if size >= LANGUAGE_SHARE * whole)


def _blocks(sheet: Sheet) -> Iterable[str]:
    """A page in up to three pieces, so that a leaflet with several languages on one page shows them all."""
    step = max(1, -(-len(sheet.rows) // 3))
    for start in range(0, len(sheet.rows), step):
        text = " ".join(row.text for row in sheet.rows[start : start + step])
        if len(text) > 20:
            yield text[:1500]


def _useful_title(title: str) -> str:
    """A PDF's title where a person wrote it: not `untitled`, not only the name of the program's template."""
    text = re.sub(r"^Microsoft Word - |\.(?:docx?|indd|pdf|fm|qxd|cdr|ai|pub)$", "", title.strip(), flags=re.IGNORECASE)
    return "" if re.fullmatch(r"(?i)untitled\S*|document\d*|.*[\\/].*|.*manualslib.*|", text) else text


def _proper_names(
    stem: str, sheets: Sequence[Sheet], lexicon: Lexicon, brand: str, models: tuple[str, ...]
) -> list[str]:
    """Names without digits that people use for the product (`Chinook`): words of the file name that the text prints
    with a capital on several pages, and which are no ordinary word of the text."""
    texts = [sheet.text for sheet in sheets]
    known = {word.casefold() for word in _NAME.findall(" ".join((brand, *models)))}
    names = []
    for word in dict.fromkeys(_NAME.findall(stem)):
        if (
            word.casefold() in known
            or word.casefold() in _ORDINARY
            or lexicon.kinds_in(word)
            or lexicon.brands_in(word)
        ):
            continue
        capital = sum(bool(re.search(rf"\b{word}\b", text, re.IGNORECASE)) for text in texts)
        small = sum(bool(re.search(rf"\b{word.lower()}\b", text)) for text in texts)
        if capital >= max(2, 0.1 * len(texts)) and small <= 0.3 * capital:
            printed = Counter(m for text in texts for m in re.findall(rf"\b{word}\b", text, re.IGNORECASE))
            names.append(printed.most_common(1)[0][0])
    return names


def _title(
    stem: str,
    title: str,
    brand: str,
    models: tuple[str, ...],
    kinds: tuple[str, ...],
    names: Sequence[str],
    lexicon: Lexicon,
) -> str:
    """What agent and buyer call it: brand and model, else brand and kind, else the file's title or name."""
    proper = [name for name in names if name[:1].isupper() and not lexicon.kinds_in(name) and name != brand][:1]
    what = "/".join(models[:2]) or " ".join(proper) or (lexicon.words(kinds[0], "en")[0] if kinds else "")
    if what and brand and not what.casefold().startswith(brand.casefold()):
        return f"{brand} {what}"
    return what or title or _spaced(stem)


def _spaced(stem: str) -> str:
    return re.sub(r"[_\-+.]+", " ", stem)


_ORDINARY = frozenset(
    ["manual", "user", "users", "guide", "instruction", "instructions", "operation", "operating", "installation", "install", "book", "booklet", "leaflet", "quick", "start", "owner", "owners", "service", "reference", "daily", "help", "helpguide", "safety", "data", "sheet", "datasheet", "specification", "spec", "product", "english", "german", "french", "spanish", "italian", "russian", "chinese", "final", "print", "web", "copy", "new", "draft", "version", "edition", "anleitung", "handbuch", "bedienungsanleitung", "notice", "mode", "emploi", "istruzioni", "manuale", "manuel", "guida", "flashing", "firmware", "thermostat", "original", "online"]
)
