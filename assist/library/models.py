"""A manual's model designations, and those it only mentions, told apart by where and how often they stand."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from statistics import median

from assist.case.names.designations import CODE_ROW, fold, is_error_code, is_reference, weight
from assist.case.names.lexicon import Lexicon
from assist.library.candidates import candidates, of_file_name, titled
from assist.library.sheets import Sheet

# Points for where a designation stands.  Set on the 35 development manuals and the invented ones of the tests
# (2026-11-21): a product's own scores 4 and more, an accessory's 2 and less.
FILE, TITLE, HEAD, PAGES = 3.0, 1.5, 2.5, 3.0
COVER, SECOND_PAGE, LABELLED, LARGE, PROSE = 1.5, 0.5, 2.0, 1.0, -1.0
LEAST = 2.6
NAMED = frozenset({"file", "head", "title"})
# Siblings of the best one must come this near to it; one that stands on the cover beside it may be farther.
SHARE_OF_BEST = 0.62
SHARE_BESIDE = 0.3
# The longer of two spellings inside one another is the product's where it is nearly as frequent.
NEARLY = 0.6
MOST_MODELS = 12
MOST_MENTIONS = 60
COVER_ROWS = 60
# A name of words and a number stands in the cover's greatest print, or again on another page.
GREATEST = 0.8
# So many lines that end with a number are a table of contents.
LISTED = 5
_LISTED = re.compile(r"[^\W\d_]{3}[ .…]+\d{1,3}$")
# A fault code on a line of at least this many times the usual height is a name printed large; a choice, as headings
# are from 1.15 times on.
LARGER = 1.3
# A page with fewer lines than this has no body text for a title to stand out from.
SPARSE = 14
_LABEL = re.compile(
    r"(?:\b(?:model(?:l|o|e|lo)?s?|mod|type|typ|tipo|product (?:name|code|no)|e-?nr)\b"
    r"|модель|тип|型号|型號|型番|機種|品番)"
    r"[ .]*(?:no|nr|n°|number|name)?[ .:：]*$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Tally:
    """What is known of one designation while the manual is read: spellings, pages and points by place."""

    spellings: Counter[str]
    pages: set[int]
    places: dict[str, float]

    @property
    def printed(self) -> str:
        return self.spellings.most_common(1)[0][0]

    def points(self, told: int) -> float:
        share = min(1.0, 1.5 * len(self.pages) / told)
        return sum(self.places.values()) + PAGES * share + weight(self.printed)


def models_of(
    stem: str,
    title: str,
    sheets: Sequence[Sheet],
    heads: Counter[str],
    lexicon: Lexicon,
    brands: Iterable[str],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The product's own designations, best first, and those that the manual merely mentions."""
    brand_words = {fold(word) for brand in brands for word in (brand, *brand.split())} - {""}
    tallies: defaultdict[str, _Tally] = defaultdict(lambda: _Tally(Counter(), set(), {}))
    for number, sheet in enumerate(sheets):
        for row in sheet.rows:
            for printed in candidates(row.text, brand_words, lexicon):
                tally = tallies[fold(printed)]
                tally.spellings[printed] += 1
                tally.pages.add(number)
    for key, printed in of_file_name(stem, brand_words, lexicon).items():
        tallies[key].places["file"] = FILE
        tallies[key].spellings[printed] += 1 if key not in tallies or not tallies[key].spellings else 0
    for place, text, worth in (("title", title, TITLE), *(("head", head, HEAD) for head in heads)):
        for printed in candidates(text, brand_words, lexicon):
            tallies[fold(printed)].places[place] = worth
            tallies[fold(printed)].spellings[printed] += 0
    _add_titled(tallies, title, heads, sheets, brand_words, lexicon)
    beside = _score_cover(sheets[:2], tallies, brand_words, lexicon)
    told = max(3, sum(bool(sheet.rows) for sheet in sheets))
    faults = _faults(sheets)
    own = {
        key: tally
        for key, tally in tallies.items()
        if tally.places.keys() & NAMED or not any(fold(word) in faults for word in tally.printed.split())
    }
    scored = {key: tally.points(told) for key, tally in own.items() if tally.spellings}
    return _chosen(own, scored, beside)


def _faults(sheets: Sequence[Sheet]) -> set[str]:
    """Codes of a list of faults, folded: several lines each begin with one and go on in words, none is set large."""
    rows = [row for sheet in sheets for row in sheet.rows]
    usual = median(row.height for row in rows) if rows else 0.0
    listed = {fold(match[1]) for row in rows if (match := CODE_ROW.match(row.text)) and is_error_code(match[1])}
    large = {fold(word) for row in rows if row.height >= LARGER * usual for word in row.text.split()}
    return listed - large if len(listed) > 1 else set()


def _add_titled(
    tallies: dict[str, _Tally],
    title: str,
    heads: Counter[str],
    sheets: Sequence[Sheet],
    brand_words: Set[str],
    lexicon: Lexicon,
) -> None:
    """Names of words and a number, from title, running heads and the cover's large print, with their pages."""
    cover = sheets[0].rows[:COVER_ROWS] if sheets else ()
    tallest = max((row.height for row in cover), default=0.0)
    large = [row.text for row in cover if row.height > 0.55 * tallest and len(row.text) < 60]
    greatest = {row.text for row in cover if row.height >= GREATEST * tallest}
    if sum(bool(_LISTED.search(text)) for text in large) >= LISTED:
        large = []  # a table of contents
    places = (("title", TITLE, [title]), ("head", HEAD, list(heads)), ("cover", COVER + LARGE, large))
    for place, worth, texts in places:
        for name in dict.fromkeys(name for text in texts for name in titled(text, brand_words, lexicon)):
            pages = {
                number for number, sheet in enumerate(sheets) if re.search(rf"{re.escape(name)}(?!\w)", sheet.text)
            }
            if place == "cover" and len(pages) < 2 and not any(name in text for text in greatest):
                continue
            tally = tallies[fold(name)]
            tally.places[place] = max(worth, tally.places.get(place, 0.0))
            tally.spellings[name] += 2
            tally.pages.update(pages)


def _score_cover(
    sheets: Sequence[Sheet], tallies: dict[str, _Tally], brand_words: Set[str], lexicon: Lexicon
) -> list[set[str]]:
    """Points for the first pages: after a label such as `Model No.`, in large print, not in prose.  Gives back the
    designations that stand together in one line of the cover, or under one label."""
    together: list[set[str]] = []
    for number, sheet in enumerate(sheets):
        heights = sorted(row.height for row in sheet.rows)
        tall = heights[int(0.8 * len(heights))] if heights else 0.0
        body = heights[len(heights) // 2] if len(heights) > SPARSE else 0.0
        under_label = False
        for row in sheet.rows[:COVER_ROWS]:
            keys = {fold(printed): printed for printed in candidates(row.text, brand_words, lexicon)}
            labelled = under_label and len(row.text) < 30
            for key, printed in keys.items():
                at = row.text.find(printed)
                named = labelled or (at > 0 and bool(_LABEL.search(row.text[:at])))
                stands_out = number == 0 and row.height >= 1.15 * body and len(row.text) < 60
                points = (COVER if stands_out else SECOND_PAGE) + LABELLED * named
                points += LARGE if stands_out and row.height >= tall else 0.0
                points += PROSE if len(row.text) > 80 or is_reference(printed) else 0.0
                tally = tallies[key]
                if points > tally.places.get("cover", 0.0):
                    tally.places["cover"] = points
                    tally.spellings[printed] += 2  # the cover's spelling is the maker's own
            if keys and len(row.text) < 60 and number == 0:
                together.append(set(keys) | (together[-1] if labelled and together else set()))
            under_label = bool(keys) and (labelled or bool(re.search(r"(?i)\bmodel|型号|модел", row.text)))
            under_label = under_label or bool(_LABEL.search(row.text))
    return together


def _chosen(
    tallies: dict[str, _Tally], scored: dict[str, float], beside: list[set[str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of spellings inside one another the right extent; then the best, and what comes near it or stands beside it."""
    kept = scored.keys() - _wrong_extents(tallies, scored)
    order = sorted(kept, key=lambda key: (-scored[key], key))
    if not order:
        return (), ()
    best = order[0]
    near = set().union(*(keys for keys in beside if best in keys)) if beside else set()
    models: list[str] = []
    for key in order[: 4 * MOST_MODELS]:
        printed = tallies[key].printed
        bar = max(LEAST, (SHARE_BESIDE if key in near else SHARE_OF_BEST) * scored[best])
        fit = key == best or (weight(printed) >= 0.5 and not is_error_code(printed))
        if scored[key] >= bar and fit and _stands_out(tallies[key]):
            models.append(printed)
    own = {fold(model) for model in models}
    mentions = [tallies[key].printed for key in order if key not in own and weight(tallies[key].printed) >= 0.6]
    return tuple(models[:MOST_MODELS]), tuple(mention for mention in mentions if " " not in mention)[:MOST_MENTIONS]


def _stands_out(tally: _Tally) -> bool:
    """Named in the file name, the running heads or the title, on the cover by itself, or throughout.  What only the
    file name has needs letters and digits in one word: `scan_01` is no model."""
    if not tally.pages and tally.places.keys() == {"file"} and not re.search(r"[^\W\d_]\d|\d[^\W\d_]", tally.printed):
        return False
    return bool(tally.places.keys() & NAMED) or tally.places.get("cover", 0.0) >= COVER or len(tally.pages) > 5


def _wrong_extents(tallies: dict[str, _Tally], scored: dict[str, float]) -> set[str]:
    """Of each pair of which one contains the other, the one that is cut short or runs on into its neighbours."""
    by_length = sorted(scored, key=len)
    wrong: set[str] = set()
    for index, short in enumerate(by_length):
        for long in by_length[index + 1 :]:
            if short == long or short not in long:
                continue
            a, b = tallies[short], tallies[long]
            in_file = "file" in b.places and (b.pages or "file" not in a.places or not a.pages)
            frequent = len(b.pages) >= NEARLY * len(a.pages) and scored[long] >= NEARLY * scored[short]
            if in_file or frequent:
                wrong.add(short)
            elif a.pages and scored[short] >= NEARLY * scored[long]:
                wrong.add(long)
    return wrong
