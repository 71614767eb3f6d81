"""A manual's model designations, and the ones it only mentions, told apart by where and how often they stand."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assist.case.designations import fold, is_error_code, is_plain, is_reference, shapes, weight
from assist.case.language import SUPPORTED
from assist.case.lexicon import Lexicon
from assist.library.sheets import Sheet

# Points for where a designation stands.  Set on the 35 development manuals and the invented ones of the tests,
# 2026-11-21: a product's own scores 4 and more, an accessory's 2 and less.
FILE, TITLE, COVER, LABELLED, HEAD, PAGES, BIG = 3.0, 1.5, 1.5, 2.0, 2.5, 3.0, 1.0
LEAST = 2.4
# Siblings of the best one must come this near to it.
SHARE_OF_BEST = 0.62
MOST_MODELS = 12
MOST_MENTIONS = 60
_LABEL = re.compile(
    r"(?:model(?:l|o|e|lo)?|mod|type?|typ|tipo|модель|тип|型号|型號|型番|機種|品番|product (?:name|code|no)|e-?nr)\b[ .]*"
    r"(?:no|nr|n°|number|name)?[ .:：]*$",
    re.IGNORECASE,
)
_CAPS = re.compile(r"[A-Z][A-Z]{1,11}|[A-Z]")
_TAIL = re.compile(r"[A-Za-z]|V\d+(?:\.\d+)*|[A-Z]{2,6}|[IVX]{1,4}|\d{1,2}")
_NOT_HEAD = frozenset(
    ["MODEL", "MOD", "TYPE", "TYP", "NO", "NR", "THE", "AND", "FOR", "OF", "TO", "IN", "ON", "WITH", "USER", "USERS", "MANUAL", "GUIDE", "INSTRUCTION", "INSTRUCTIONS", "OPERATION", "VER", "OPERATING", "INSTALLATION", "SYSTEM", "PLAYER", "RADIO", "LED", "LCD", "USB", "DC", "AC", "VERSION", "REV", "FIGURE", "FIG", "TABLE", "PAGE", "STEP", "NOTE", "WARNING", "CAUTION", "DANGER", "CHAPTER", "SECTION", "PART", "SN", "PN", "ID", "IR", "II", "III", "IV", "PCB", "OR", "SW", "HW", "FW", "APP", "SMART", "WIFI", "WIRELESS", "SERIES", "CODE", "ERROR", "LT", "LV", "DE", "EN", "FR", "ES", "IT", "RU", "PT", "NL", "PL", "GB", "CN", "UK", "US", "EU"]
)
_DOC_WORDS = frozenset(
    ["manual", "user", "users", "guide", "instruction", "instructions", "operation", "operating", "installation", "install", "booklet", "leaflet", "quick", "start", "owner", "owners", "service", "reference", "daily", "help", "helpguide", "safety", "data", "sheet", "datasheet", "specification", "specs", "um", "ug", "qsg", "usermanual", "userguide", "print", "web", "final", "cn", "eng", "ger", "fre", "chi", "gb", "us", "uk", "eu", "flashing", "oven", "dishwasher", "furnace"]
)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a designation stands; `printed` is the commonest spelling, `points` the sum."""

    printed: str
    folded: str
    points: float
    pages: int


def models_of(
    stem: str,
    title: str,
    sheets: Sequence[Sheet],
    heads: Counter[str],
    lexicon: Lexicon,
    brands: Iterable[str],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The product's own designations, best first, and those that the manual merely mentions."""
    brand_words = {fold(word) for brand in brands for word in brand.split()} | {fold(b) for b in brands}
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    pages: defaultdict[str, set[int]] = defaultdict(set)
    points: defaultdict[str, float] = defaultdict(float)
    for number, sheet in enumerate(sheets):
        for row in sheet.rows:
            for candidate in _candidates(row.text, brand_words, lexicon):
                key = fold(candidate)
                spellings[key][candidate] += 1
                pages[key].add(number)
    for key, printed in _of_file(stem, brand_words, lexicon).items():
        points[key] += FILE
        if key not in spellings:
            spellings[key][printed] += 1
    for text, worth in ((title, TITLE), *((head, HEAD) for head in heads)):
        for key in {fold(candidate) for candidate in _candidates(_loose(text), brand_words, lexicon)}:
            points[key] = max(points[key], points[key] + worth if worth != HEAD else HEAD + points[key] % HEAD)
    for key, worth in _of_cover(sheets[:2], brand_words, lexicon).items():
        points[key] += worth
    told = max(3, sum(bool(sheet.rows) for sheet in sheets))
    found = [
        _Places(
            spellings[key].most_common(1)[0][0],
            key,
            points[key] + PAGES * min(1.0, 1.5 * len(pages[key]) / told) + weight(spellings[key].most_common(1)[0][0]),
            len(pages[key]),
        )
        for key in set(spellings) | set(points)
        if spellings[key]
    ]
    return _chosen(found, {key for key in points if points[key] >= FILE})


def _chosen(found: list[_Places], in_file: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of spellings inside one another the right extent; then the best and what comes near to it."""
    by_key = {place.folded: place for place in found}
    dropped: set[str] = set()
    for short in found:
        for long in found:
            if short.folded == long.folded or short.folded not in long.folded:
                continue
            kept_whole = long.pages >= 0.6 * short.pages and long.points >= 0.6 * short.points
            if kept_whole or (long.folded in in_file and short.folded not in in_file):
                dropped.add(short.folded)
            elif short.pages:
                dropped.add(long.folded)
    rest = sorted((by_key[key] for key in by_key.keys() - dropped), key=lambda place: (-place.points, place.folded))
    if not rest:
        return (), ()
    bar = max(LEAST, SHARE_OF_BEST * rest[0].points)
    models = [place.printed for place in rest if place.points >= bar and not is_error_code(place.printed)][:MOST_MODELS]
    mentions = [place.printed for place in rest if place.printed not in models and weight(place.printed) >= 0.5][
        :MOST_MENTIONS
    ]
    return tuple(models), tuple(mentions)


def _candidates(text: str, brand_words: set[str], lexicon: Lexicon) -> Iterator[str]:
    """Everything in a line that could be a designation, with the capitals before and the version after it."""
    words = [w for w in (word.strip(",;:。，、“”\"'（）()[]<>®™|") if word.count("(") != word.count(")") or
             not re.search(r"\(\w{1,4}\)$", word) else word.strip(",;:。，“”\"'<>®™") for word in
             re.split(r"[\s\u4e00-\u9fff（）]+", text)) if w]  # fmt: skip
    for at, word in enumerate(words):
        if not any(ch.isdigit() for ch in word):
            continue
        whole = [part for part in _family(word)] if "/" in word else [word]
        for part in whole:
            runs = [run for run, _ in shapes(part)] if part == word or "/" in word else [part]
            for run in runs:
                if fold(run) not in brand_words:
                    yield run
        left = at
        while left > 0 and at - left < 3 and _is_head(words[left - 1], brand_words, lexicon):
            left -= 1
        right = at + 1
        while (
            right < len(words) and right - at <= 2 and _TAIL.fullmatch(words[right]) and words[right] not in _NOT_HEAD
        ):
            right += 1
        core = word.isdigit() or _is_core(word)
        for start in range(left, at + 1):
            for end in range(at + 1, right + 1):
                joined = " ".join(words[start:end])
                if end - start > 1 and core and (start < at or _is_core(word)) and not is_plain(joined):
                    yield joined


def _is_core(word: str) -> bool:
    """May this word carry a designation's number: not a quantity, but `1200`, `V3.0`, `E3`, `R2`?"""
    return bool(re.fullmatch(r"V\d+(?:\.\d+)+|[A-Z]{0,6}-?\d{1,5}[A-Za-z]{0,4}(?:[-.]\w{1,6})*", word)) and bool(
        not is_plain(word) or re.fullmatch(r"V\d+\.\d+|[1-9]\d{0,4}|[A-Z]\d", word)
    )


def _is_head(word: str, brand_words: set[str], lexicon: Lexicon) -> bool:
    if fold(word) in brand_words or word in _NOT_HEAD or (is_plain(word) and any(c.isdigit() for c in word)):
        return False
    if lexicon.kinds_in(word):
        return False
    return bool(_CAPS.fullmatch(word)) or bool(re.fullmatch(r"[A-Z]\d", word)) or bool(shape_only(word))


def shape_only(word: str) -> str:
    runs = [run for run, _ in shapes(word)]
    return runs[0] if len(runs) == 1 and runs[0] == word and len(word) <= 6 else ""


def _family(word: str) -> Iterator[str]:
    """`JK-B1A24S/B2A24S` is two: what follows the slash takes the head of what stands before where it lacks it."""
    parts = [part for part in word.split("/") if part]
    first = parts[0]
    yield first
    for part in parts[1:]:
        head = re.match(r"[A-Z]{1,5}-", first)
        digits = any(ch.isdigit() for ch in part)
        if not digits:
            continue
        shape = re.sub(r"[A-Z]", "A", re.sub(r"\d", "0", part))
        tail = re.sub(r"[A-Z]", "A", re.sub(r"\d", "0", first[head.end() :])) if head else ""
        yield head.group() + part if head and shape == tail else part


def _of_file(stem: str, brand_words: set[str], lexicon: Lexicon) -> dict[str, str]:
    """Folded designation -> spelling, of the file name: a word with digits and the short words around it."""
    words = [word for word in re.split(r"[\s_\-()（）\u4e00-\u9fff`']+|\.(?=\D)", stem) if word]
    found: dict[str, str] = {}
    for at, word in enumerate(words):
        if not any(c.isdigit() for c in word) or re.fullmatch(r"(?i)v\d+(\.\d+)*|\d{5,}|(?:19|20)\d\d", word):
            if not (re.fullmatch(r"(?i)v\d+(\.\d+)+", word) and at):
                continue
        left = at
        while left > 0 and at - left < 3 and _file_part(words[left - 1], brand_words, lexicon):
            left -= 1
        right = at + 1
        while right < len(words) and right - at < 3 and _file_part(words[right], brand_words, lexicon):
            right += 1
        for start in range(left, at + 1):
            for end in range(at + 1, right + 1):
                printed = "-".join(part.upper() if part.islower() else part for part in words[start:end])
                if any(c.isalpha() for c in printed) and not is_plain(printed) and len(fold(printed)) > 2:
                    found[fold(printed)] = printed
    return found


def _file_part(word: str, brand_words: set[str], lexicon: Lexicon) -> bool:
    low = word.casefold()
    if low in SUPPORTED or low in _DOC_WORDS or fold(word) in brand_words or len(word) > 8 or lexicon.kinds_in(word):
        return False
    return len(word) <= 5 or any(c.isdigit() for c in word)


def _of_cover(sheets: Sequence[Sheet], brand_words: set[str], lexicon: Lexicon) -> dict[str, float]:
    """Points by place on the first pages: on the first, after a label such as `Model No.`, in large print."""
    worth: defaultdict[str, float] = defaultdict(float)
    for number, sheet in enumerate(sheets):
        heights = sorted(row.height for row in sheet.rows)
        large = heights[int(0.8 * len(heights))] if heights else 0.0
        labelled_above = False
        for row in sheet.rows[:60]:
            keys = {fold(candidate): candidate for candidate in _candidates(row.text, brand_words, lexicon)}
            for key, candidate in keys.items():
                at = row.text.find(candidate)
                labelled = (labelled_above and len(row.text) < 30) or (at > 0 and _LABEL.search(row.text[:at]))
                gained = (COVER if number == 0 else COVER / 3) + (LABELLED if labelled else 0.0)
                gained += BIG if number == 0 and row.height >= large and len(row.text) < 60 else 0.0
                gained -= 1.0 if len(row.text) > 80 or is_reference(candidate) else 0.0
                worth[key] = max(worth[key], gained)
            labelled_above = (
                (bool(keys)
                and (labelled_above or bool(re.search(r"(?i)\bmodel|型号|модел", row.text))))
                or bool(_LABEL.search(row.text))
            )
    return worth


def _loose(text: str) -> str:
    """A title or running head with its underscores as spaces."""
    return text.replace("_", " ")
