"""Tables: the shipped facts (mains by country, topics of use), parsed from package data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from assist.case.danger import Danger, parse_dangers
from assist.case.text.accents import lenient


@dataclass(frozen=True, slots=True)
class Country:
    """One country's household mains: `voltages` in V, `frequencies` in Hz, `plugs` by IEC/TR 60083 letter.

    `names` are the country's names (and its big cities') in the reply languages, lower case.
    """

    code: str
    names: tuple[str, ...]
    voltages: tuple[float, ...]
    frequencies: tuple[float, ...]
    plugs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a buyer asks about and a label speaks of in words: bleach, rain, Alexa, a neutral wire.

    `sense` says what a print of its words means:

    - `permission`: a use that is right only where the print allows it (dishwasher, outdoors, on leather);
    - `feature`: something the product has where it is printed (Alexa, dimmable);
    - `requirement`: something the installation needs where it is printed (a hub, a neutral wire);
    - `hazard`: a harm the print warns of (eyes, pregnancy);
    - `content`: a substance that is in it (boron, latex).

    `words` finds the topic in a message and on a print, `allow` and `forbid` are prints that settle it alone.
    """

    id: str
    sense: str
    words: re.Pattern[str]
    asked: re.Pattern[str]
    allow: re.Pattern[str] | None
    forbid: re.Pattern[str] | None
    ask: str


@dataclass(frozen=True, slots=True)
class Tables:
    """Every shipped table."""

    countries: tuple[Country, ...] = ()
    topics: tuple[Topic, ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    dangers: tuple[Danger, ...] = ()

    def country(self, code: str) -> Country | None:
        return next((country for country in self.countries if country.code == code), None)

    def country_of(self, text: str) -> Country | None:
        """The country a text says its writer is in; None where it names none, or several."""
        codes = list(dict.fromkeys(_named(text, self.places)))
        if len(codes) > 1 and "EU" in codes:
            codes.remove("EU")
        return self.country(codes[0]) if len(codes) == 1 else None


def parse_tables(read: Callable[[str], str]) -> Tables:
    """The tables from package data; `read` gives the text of a file by its name."""
    rows = json.loads(read("countries.json"))["countries"]
    countries = tuple(
        Country(
            row["code"], tuple(row["names"]), tuple(map(float, row["voltages"])), tuple(map(float, row["frequencies"])),
            tuple(row["plugs"]),
        )
        for row in rows
    )  # fmt: skip
    topics = tuple(_topic(row) for row in json.loads(read("topics.json"))["topics"])
    return Tables(countries, topics, _places(countries), parse_dangers(read, words_pattern))


def words_pattern(words: Sequence[str]) -> re.Pattern[str]:
    """One pattern for many words: Latin and Cyrillic ones whole, with `*` for any ending; CJK ones anywhere.

    A word that begins with `re:` is a pattern of its own.  No words match nothing.
    """
    parts = [_word(word) for word in sorted(words, key=len, reverse=True)]
    return re.compile(lenient("|".join(parts)) or r"(?!)", re.IGNORECASE | re.MULTILINE)


# Letters of alphabets; Chinese characters beside a Latin word are no part of it.
_LETTER = "[A-Za-zÀ-ɏЀ-ӿ]"
_LONG_PHRASE = 8  # characters


def _word(word: str) -> str:
    if word.startswith("re:"):
        return word.removeprefix("re:")
    parts = [re.escape(part).replace(r"\*", r"\w*") for part in word.split(" ")]
    if _is_cjk(word):
        return r"\s*".join(parts)
    # OCR drops spaces ("NOHUB REQUIRED"); a long phrase stays itself without them.
    body = (r"[\s-]*" if len(word) >= _LONG_PHRASE else r"[\s-]+").join(parts)
    return rf"(?<!{_LETTER}){body}(?!{_LETTER})"


def _is_cjk(word: str) -> bool:
    return bool(re.search(r"[\u3040-\u30ff\u3400-\u9fff]", word))


def _topic(row: dict[str, object]) -> Topic:
    def listed(key: str) -> list[str]:
        value = row.get(key, [])
        assert isinstance(value, list)
        return [str(word) for word in value]

    words, allow, forbid = listed("words"), listed("allow"), listed("forbid")
    return Topic(
        str(row["id"]), str(row["sense"]), words_pattern(words), words_pattern(words + listed("asked")),
        words_pattern(allow) if allow else None, words_pattern(forbid) if forbid else None, str(row.get("ask", "")),
    )  # fmt: skip


def _places(countries: tuple[Country, ...]) -> dict[str, str]:
    """The code of every name; Russian names without their last letter, so that any case ending finds them."""
    codes: dict[str, str] = {}
    for country in countries:
        for name in country.names:
            codes.setdefault(name, country.code)
            if re.fullmatch(r"[а-яё]{5,}", name):
                codes.setdefault(name[:-1] + "*", country.code)
    return codes


_ORIGIN = re.compile(r"(?:made in|manufactured in|imported from|产于|产地)\s*$", re.IGNORECASE)
_LONGEST_NAME = 5  # words of a Latin name; characters of a CJK one are at most twice that


def _named(text: str, places: dict[str, str]) -> Iterator[str]:
    """The code of each place named, in order; the longest name at a place counts, a product's origin does not."""
    words = list(re.finditer(r"[^\W\d_](?:[\w'’-]|\.(?=[a-z]))*\.?", text))
    skip = 0
    for at, match in enumerate(words):
        if at < skip or _ORIGIN.search(text[: match.start()]):
            continue
        if re.search(r"[\u3040-\u30ff\u3400-\u9fff]", match.group()):
            yield from _cjk_named(match.group(), places)
            continue
        if match.group() in {"US", "U.S"}:
            yield "US"
            continue
        for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
            name = text[match.start() : words[at + length - 1].end()].casefold().replace("’", "'")
            code = places.get(name) or places.get(name.rstrip(".")) or _inflected(name, places)
            if code:
                yield code
                skip = at + length
                break


def _inflected(name: str, places: dict[str, str]) -> str:
    if not re.fullmatch(r"[а-яё]{5,}", name):
        return ""
    return next((places[name[:cut] + "*"] for cut in range(len(name), 3, -1) if name[:cut] + "*" in places), "")


def _cjk_named(run: str, places: dict[str, str]) -> Iterator[str]:
    at = 0
    while at < len(run):
        for length in range(min(2 * _LONGEST_NAME, len(run) - at), 1, -1):
            if code := places.get(run[at : at + length].casefold()):
                yield code
                at += length - 1
                break
        at += 1
