"""Amounts: every number of a text with its unit and every run of letters and digits; so that two texts can be compared
by them.  The same rules read the text to be shown and what supports it.

Numbers are read as figures, as signs (½, ①, Ⅷ), as words of the text's language (`five`, `zwölf`) and, before a unit or
a counter, as Chinese numerals.  Words that are other words as well (`sei`, `cent`, `half`) count only before a unit.
What this does not know: ordinals in words (`the third`), sums in several words (`two hundred and thirty` is two and
hundred and thirty), such words before other nouns (`sei cicli`), and designations without a digit.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from assist.case.asking.links import links
from assist.case.label.numerals import Atom, atoms, level
from assist.case.label.units import SPELLINGS
from assist.case.names.designations import fold


@dataclass(frozen=True, slots=True)
class Amount:
    """One number: what it can mean (`2.400` is read in two ways), its kept unit, and its place in the text."""

    values: frozenset[float]
    unit: str = ""
    span: tuple[int, int] = (0, 0)

    def same(self, other: Amount) -> bool:
        return self.unit == other.unit and bool(self.values & other.values)


@dataclass(frozen=True, slots=True)
class Numerals:
    """The words of numbers and the units that labels do not carry, from `data/numerals.json`."""

    words: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    ones: frozenset[str] = frozenset()
    multiples: frozenset[str] = frozenset()
    pages: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()
    before_units: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    phrases: Mapping[str, Mapping[str, tuple[float, str]]] = field(default_factory=dict)


def parse_numerals(read: Callable[[str], str]) -> Numerals:
    """The numerals from package data; `read` gives a file's text by its name."""
    row = json.loads(read("numerals.json"))
    units = dict.fromkeys(row["seconds"].split(), "s") | dict.fromkeys(row["times"].split(), "times")
    units |= {word: _CURRENCIES.get(word.rstrip(".").casefold(), word.casefold()) for word in row["currency"].split()}
    units |= {word: word for word in row["other"].split()}
    words = {language: {word: float(n) for word, n in each.items()} for language, each in row["words"].items()}
    phrases = {
        language: {phrase: (float(said.split()[0]), said.split()[1]) for phrase, said in each.items()}
        for language, each in row["phrases"].items()
    }
    return Numerals(
        words,
        units,
        frozenset(row["one"].split()),
        frozenset(row["multiples"].split()),
        tuple(row["pages"].split()),
        tuple(row["counters"].split()),
        row["before_units"],
        phrases,
    )


# One currency by its signs and names; the yen's and the yuan's sign are the same.
_CURRENCIES = {
    sign: name
    for name, signs in {
        "eur": "€ eur euro euros 欧元 ユーロ евро", "usd": "$ usd dollar dollars 美元 ドル доллар доллара долларов",
        "gbp": "£ gbp", "yen": "¥ ￥ jpy cny rmb yuan 元 块钱 円", "rub": "₽ rub руб рубль рубля рублей",
    }.items()
    for sign in signs.split()
}  # fmt: skip
_COMMA_LANGUAGES = frozenset({"de", "es", "fr", "it", "pt", "ru"})
_POINT_LANGUAGES = frozenset({"en", "zh", "ja"})

_GROUPED = r"\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?(?!\d)|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?(?!\d)"
_NUMBER = re.compile(rf"{_GROUPED}|\d{{1,3}}(?:\.\d{{3}}){{2,}}(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)?")
_RUN = re.compile(r"(?<![A-Za-zА-я0-9])[A-Za-zА-я0-9]+(?:[-/._+][A-Za-zА-я0-9]+)*(?:\([A-Za-z0-9]{1,4}\))?")
# What makers call the siblings of a product; `E27 Max. 60 W` is none.
_VARIANT = re.compile(
    r"(?:[ \u00a0][-–]?[ \u00a0]?(?:(?i:pro|plus|mini|ultra|lite)|Max|MAX|Air|Evo|Neo|Prime|Elite|Premium|Deluxe|Turbo|"
    r"SE|X?XL|I?II|IV|Mk ?\d|Gen ?\d)(?!\w)(?!\.?\s*[\d:]))+"
)
_LED = re.compile(r"AC|DC|max|min|ca|bis|to|x|до|от|by", re.IGNORECASE)
_HYPHENED = re.compile(r"(?<=\d)[-‐‑](?=[^\W\d_]{2,})")
_JOINED = re.compile(
    r"\s*(?:-|–|—|~|…|\.{2,3}|/|,|、|\+|x|×|X|\*|to|or|and|bis|und|oder|à|et|ou|a|y|o|e|até|al|до|и|или|至|到|或|和|から|または)\s*"
)
_LENGTHS = frozenset({"mm", "m", "in", "ft"})
_SIGNED = re.compile(
    r"(?:^|[\s(:~/→,;，；：、]|[\u3040-\u30ff\u3400-\u9fff])[-−–]\Z|(?:minus|moins|menos|meno|минус|零下)\s?\Z"
)
_CJK_DIGITS = {ch: value for value, ch in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_CJK_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_CJK_NUMBER = "[零〇一二两兩三四五六七八九十百千万]+"
_WORD = re.compile(r"[^\W\d_]+")


def codes(text: str) -> tuple[tuple[str, tuple[int, int]], ...]:
    """Runs of letters and digits that are no quantity, folded (`KFR-35GW`, `IP44`, `E27`, `3D`), with their places.

    A variant's name behind one makes another product: `K2 Pro` is `K2` and `K2PR0`.
    """
    plain = _levelled(text)
    found = []
    for match in _RUN.finditer(_without(plain, [span for _, span in links(text)])):
        run = match.group()
        if any(ch.isdigit() for ch in run) and any(ch.isalpha() for ch in run) and not _is_amount(run):
            found.append((fold(run), match.span()))
            if variant := _VARIANT.match(plain, match.end()):
                span = (match.start(), variant.end())
                found.append((fold(plain[slice(*span)]), span))
    return tuple(found)


def amounts(text: str, numerals: Numerals, languages: tuple[str, ...] = ()) -> tuple[Amount, ...]:
    """Every number that is no part of a code or a link; `languages` say which words are numbers.

    Where one language is given, `2.400` is read as it is written there; else in both ways.
    """
    plain = _without(_levelled(text), [span for _, span in (*links(text), *codes(text))])
    known = atoms(plain, {})
    found = [_figure(plain, match, known, numerals, languages) for match in _NUMBER.finditer(plain)]
    found = _borrowed(plain, found)
    taken = _without(plain, [each.span for each in found])
    return tuple(sorted((*found, *_signs(taken), *_words(taken, numerals, languages), *_chinese(taken, numerals)),
                        key=lambda each: each.span))  # fmt: skip


def _levelled(text: str) -> str:
    """Full-width and styled forms made plain and `5-hour` parted, one character for one."""
    plain = level(text)
    if not plain.isascii():
        plain = "".join(ch if ch.isascii() else _styled(ch) for ch in plain)
    return _HYPHENED.sub(" ", plain)


def _styled(ch: str) -> str:
    """`𝐊` and `Ⓚ` as K, `𝟐` as 2; ², ① and º keep their own meaning."""
    folded = unicodedata.normalize("NFKC", ch)
    plain = len(folded) == 1 and folded.isascii() and folded.isalnum()
    return folded if plain and ch not in "ªº" and unicodedata.category(ch) not in ("No", "Nl") else ch


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _is_amount(run: str) -> bool:
    """Whether a run is numbers with units and the words that lead them (`AC220V`, `5V/2A`, `10x20`)."""
    bare = _without(run, [(atom.start, atom.end) for atom in atoms(run, {})])
    return not any(ch.isalnum() for ch in _LED.sub("", bare))


def _figure(
    text: str, match: re.Match[str], known: list[Atom], numerals: Numerals, languages: tuple[str, ...]
) -> Amount:
    start, end = match.span()
    unit, factor = "", 1.0
    atom = next((a for a in reversed(known) if start <= a.start < end and a.unit), None)
    if atom is not None and atom.end > end:
        unit, factor, end = atom.unit, atom.factor, atom.end
        if text[end : end + 1] in ("²", "³"):
            unit, end = unit + text[end], end + 1
    elif own := _own_unit(text, match.end(), numerals):
        unit, end = own
    elif (sign := text[:start].rstrip()[-1:]) and sign in numerals.units and not sign.isalnum():
        unit = numerals.units[sign]
    minus = -1.0 if _SIGNED.search(text[:start]) else 1.0
    values = _values(match.group(), languages)
    return Amount(frozenset(round(minus * value * factor, 9) for value in values), unit, (start, end))


def _own_unit(text: str, at: int, numerals: Numerals) -> tuple[str, int] | None:
    """A unit that labels do not carry (seconds, currencies, times) behind a number, and where it ends."""
    gap = len(text[at : at + 2]) - len(text[at : at + 2].lstrip(" \u00a0"))
    for length in range(10, 0, -1):
        word = text[at + gap : at + gap + length]
        after = text[at + gap + length : at + gap + length + 1]
        if len(word) < length or word not in numerals.units:
            continue
        if not (word[-1].isalpha() and _is_letter(word[-1]) and _is_letter(after)):
            return numerals.units[word], at + gap + length
    return None


def _is_letter(ch: str) -> bool:
    return ch.isalpha() and not "\u3040" <= ch <= "\u9fff"


def _values(printed: str, languages: tuple[str, ...]) -> set[float]:
    """What a printed number can mean."""
    bare = re.sub(r"[ \u00a0\u202f'’]", "", printed)
    points, commas = bare.count("."), bare.count(",")
    if points and commas:
        last = max(bare.rfind("."), bare.rfind(","))
        return {float(re.sub(r"[.,]", "", bare[:last]) + "." + re.sub(r"[.,]", "", bare[last + 1 :]))}
    if points + commas > 1:
        return {float(re.sub(r"[.,]", "", bare))}
    whole, fraction = float(re.sub(r"[.,]", "", bare)), float(bare.replace(",", "."))
    if points + commas == 1 and re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", bare):
        if len(languages) == 1 and languages[0] in (_COMMA_LANGUAGES if points else _POINT_LANGUAGES):
            return {whole}
        if len(languages) == 1 and languages[0] in (_POINT_LANGUAGES if points else _COMMA_LANGUAGES):
            return {fraction}
        return {whole, fraction}
    return {fraction}


def _borrowed(text: str, found: list[Amount]) -> list[Amount]:
    """`100-240 V`, `5, 9 und 12 V`: a number without a unit has that of the next one it is joined to."""
    out = list(found)
    for at in range(len(out) - 2, -1, -1):
        one, two = out[at], out[at + 1]
        between = text[one.span[1] : two.span[0]]
        if not one.unit and two.unit and _JOINED.fullmatch(between):
            if set(between) & set("x×X*") and two.unit not in _LENGTHS:
                continue  # 2x1.5V is two of 1.5 V
            spelled = text[two.span[0] : two.span[1]].lstrip("0123456789.,'’ \u00a0\u202f")
            factor = SPELLINGS.get(spelled, ("", 1.0))[1]
            out[at] = replace(one, unit=two.unit, values=frozenset(round(v * factor, 9) for v in one.values))
    return out


def _signs(text: str) -> Iterator[Amount]:
    """½, ①, Ⅷ and raised figures; the squares and cubes of units are none."""
    for place, ch in enumerate(text):
        if ch.isnumeric() and not ch.isdecimal() and not "\u3400" <= ch <= "\u9fff" and ch != "〇":
            if ch in "²³" and re.search(r"[A-Za-zм]$", text[:place]):
                continue
            yield Amount(frozenset({float(unicodedata.numeric(ch))}), "", (place, place + 1))


def _words(text: str, numerals: Numerals, languages: tuple[str, ...]) -> Iterator[Amount]:
    known = _of(numerals.words, languages)
    before, phrases = _of(numerals.before_units, languages), _of(numerals.phrases, languages)
    for phrase, (value, unit) in phrases.items():
        for match in re.finditer(rf"(?<![^\W\d_]){re.escape(phrase)}(?![^\W\d_])", text, re.IGNORECASE):
            yield Amount(frozenset({value}), unit, match.span())
    for match in _WORD.finditer(text):
        word = match.group().casefold()
        value = known.get(word)
        unit, end = _unit_after(text, match.end(), numerals)
        if value is None and word in numerals.ones and unit and unit != "times":
            value = 1.0  # "one hour" says a number, "une fois" is only "once"
        if (
            value is None and word in before
        ):  # "half an hour" says a number, "half full" none, "sei ore" six, "sei" you are
            led = _LED_TO.match(text, match.end())
            unit, end = _unit_after(text, led.end() if led else match.end(), numerals)
            value = before[word] if unit and unit != "times" else None
        if value is None:
            value = next((found for each in languages if (found := _compound(word, each, numerals)) is not None), None)
        if word in numerals.multiples:
            unit = "times"
        if value is not None:
            factor = (
                SPELLINGS.get(re.split(r"[ \u00a0'’-]", text[match.end() : end].strip())[-1], ("", 1.0))[1]
                if unit
                else 1.0
            )
            yield Amount(frozenset({round(value * factor, 9)}), unit, (match.start(), end if unit else match.end()))


def _of(lists: Mapping[str, Mapping[str, Any]], languages: tuple[str, ...]) -> dict[str, Any]:
    return {word: value for language in languages for word, value in lists.get(language, {}).items()}


# Languages that write a number as one word; Italian drops a vowel (`ventuno`, `trentotto`).
_COMPOUNDING = {"de": {"ein": 1.0, "eins": 1.0, "und": 0.0, "einhalb": 0.5}, "it": {"uno": 1.0, "tré": 3.0, "sei": 6.0}}
_ELIDED = {"vent": 20.0, "trent": 30.0, "quarant": 40.0, "cinquant": 50.0, "sessant": 60.0, "settant": 70.0,
           "ottant": 80.0, "novant": 90.0, "cent": 100.0}  # fmt: skip


def _compound(word: str, language: str, numerals: Numerals) -> float | None:
    """`zweihundertdreißig` is 230, `duecentotrenta` too; None where a part is no number (`Dreieck`, `settembre`)."""
    if language not in _COMPOUNDING:
        return None
    parts = {**numerals.words.get(language, {}), **_COMPOUNDING[language], **(_ELIDED if language == "it" else {})}
    found = _parted(word, tuple(sorted(parts, key=len, reverse=True)))
    if len(found) < 2 or not any(parts[part] > 1 for part in found):
        return None
    total = section = 0.0
    for part in found:
        value = parts[part]
        if value == 1000:
            total, section = total + (section or 1.0) * value, 0.0
        else:
            section = (section or 1.0) * value if value == 100 else section + value
    return total + section


def _parted(word: str, parts: tuple[str, ...]) -> list[str]:
    """The word as a row of parts, the longest first; empty where it is none."""
    for part in parts:
        if word == part:
            return [part]
        if word.startswith(part) and (rest := _parted(word[len(part) :], parts)):
            return [part, *rest]
    return []


def _unit_after(text: str, at: int, numerals: Numerals) -> tuple[str, int]:
    """The unit whose word follows, of two letters and more: after a word, `a` and `m` are words themselves."""
    match = re.compile(r"[ \u00a0'’-]([^\W\d_]{2,})").match(text, at)
    if match is None:
        return "", at
    unit = SPELLINGS.get(match[1], (numerals.units.get(match[1], ""), 1.0))[0]
    return (unit, match.end()) if unit and match[1] not in _NO_UNITS else ("", at)


# What stands between a part and its unit: half an hour, a quarter of an hour, une demi-heure, un quart d'heure.
_LED_TO = re.compile(
    r"(?:[ \u00a0](?:of|an?|the|de|di|d(?=['’])|une?|una|einer|eines))+(?=[ \u00a0'’-])", re.IGNORECASE
)
_NO_UNITS = frozenset({"in", "po", "ac", "ans", "chili"})


def _chinese(text: str, numerals: Numerals) -> Iterator[Amount]:
    for match in re.finditer(rf"百分之({_CJK_NUMBER})", text):
        yield Amount(frozenset({_chinese_value(match[1])}), "%", match.span())
    for match in re.finditer("半", text):
        after = text[match.end() : match.end() + 3]
        starts = [part[:n] for part in (after, after.lstrip("个個")) for n in (3, 2, 1)]
        spelled = next((word for word in starts if not word.isascii() and word in SPELLINGS), "")
        if spelled:
            unit, factor = SPELLINGS[spelled]
            yield Amount(frozenset({round(0.5 * factor, 9)}), unit, match.span())
    for match in re.finditer(_CJK_NUMBER, text):
        after = text[match.end() : match.end() + 3].lstrip(" ")
        word = next((after[:n] for n in (3, 2, 1) if len(after) >= n and _counts(after[:n], numerals)), "")
        if not word or (match.group() == "一" and word not in SPELLINGS and word not in numerals.units):
            continue
        if match.group() == "一" and word in ("次", "回", "块钱"):
            continue
        unit, factor = SPELLINGS.get(word, (numerals.units.get(word, ""), 1.0))
        yield Amount(frozenset({round(_chinese_value(match.group()) * factor, 9)}), unit, match.span())


def _counts(word: str, numerals: Numerals) -> bool:
    return not word.isascii() and (word in SPELLINGS or word in numerals.units or word in numerals.counters)


def _chinese_value(text: str) -> float:
    """二百三十 is 230, 二三〇 is 230."""
    if not set(text) & set(_CJK_PLACES):
        return float("".join(str(_CJK_DIGITS[ch]) for ch in text))
    total, section, digit = 0, 0, 0
    for ch in text:
        if ch == "万":
            total, section, digit = (total + section + digit or 1) * 10000, 0, 0
        elif ch in _CJK_PLACES:
            section, digit = section + (digit or 1) * _CJK_PLACES[ch], 0
        else:
            digit = _CJK_DIGITS[ch]
    return float(total + section + digit)
