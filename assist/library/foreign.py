"""Foreign: what an exported file says, held against the forms that entries, pages and passages have here.

Who forges or damages such a file may write any JSON; nothing of another form may reach the database or the page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from assist.case.passages import Manual, Page, Passage, TextLine

SOURCES = frozenset({"text", "ocr", "both", "none"})
KINDS = frozenset({"text", "table", "figure", "contents"})
LISTS = frozenset({"models", "names", "languages", "eans", "skus", "kinds", "mentions"})
LONGEST = 100_000  # characters of a title, name or number
LABEL, LANGUAGE = 32, 8  # characters, as the columns of the database have them


def manual_of(fields: Mapping[str, Any]) -> Manual:
    """The manual that a manifest describes; raises `ValueError`, `TypeError` or `LookupError` for another form."""
    values: dict[str, Any] = {}
    for name in Manual.__slots__:
        value = fields[name]
        if name == "pages":
            values[name] = _whole(value, 0, 10**6)
        elif name in LISTS:
            _demand(isinstance(value, list), name)
            values[name] = tuple(_text(each, LONGEST) for each in value)
        else:
            values[name] = _text(value, LONGEST)
    return Manual(**values)


def sound(page: Page) -> Page:
    """The page itself, all of whose parts are of the form that reading a PDF gives; raises `ValueError`."""
    count = len(page.words)
    _demand(page.source in SOURCES, "source")
    for number in (page.width, page.height):
        _demand(_finite(number) > 0, "size")
    _text(page.label, LABEL)
    _text(page.language, LANGUAGE)
    for warning in page.warnings:
        _text(warning, LONGEST)
    for word in page.words:
        _demand(isinstance(word.text, str), "word")
    _whole(page.drawn, 0, count)
    for line in page.lines:
        _line(line, count)
    return page


def sound_passage(passage: Passage, words: int) -> Passage:
    """The passage itself, which stands on a page of so many words; raises `ValueError`."""
    first, last = passage.words
    _demand(0 <= first <= last <= words, "words that its page has not")
    _demand(passage.kind in KINDS, "kind")
    _text(passage.language, LANGUAGE)
    return passage


def _line(line: TextLine, count: int) -> None:
    first, last = line.words
    _whole(last, _whole(first, 0, count), count)
    _finite(line.size)
    _whole(line.block, 0, 10**6)
    for word in (*line.cells, *line.broken):
        _whole(word, 0, count)


def _demand(right: bool, what: str) -> None:
    if not right:
        raise ValueError(f"{what} is not as it was exported")


def _text(value: Any, longest: int) -> str:
    _demand(isinstance(value, str) and len(value) <= longest, "a text")
    return str(value)


def _whole(value: Any, least: int, most: int) -> int:
    _demand(isinstance(value, int) and not isinstance(value, bool) and least <= value <= most, "a number")
    return int(value)


def _finite(value: Any) -> float:
    _demand(isinstance(value, int | float) and math.isfinite(value), "a number")
    return float(value)
