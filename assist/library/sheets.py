"""Sheets: a manual's pages as lines of text, with the running heads told apart, for the catalogue to read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assist.case.passages import Page, Word

# Glyphs closer than this share of their height belong to one word, though the file sets them apart.
JOIN = 0.03
HEAD_LINES = 3
HEAD_SHARE = 0.3
_HYPHEN = re.compile(r"(?<=[A-Z0-9])(?: ?[-‐‑–] | [-‐‑–] ?)(?=[A-Z0-9])")
_PAGE_NUMBER = re.compile(r"(?<![\w.-])\d{1,3}(?![\w.-])")
_SENTENCE = re.compile(r"\w[.!?]$|[。！？]$")
_VERSION = re.compile(r"\b(V) ?(\d) ?\. ?(\d)")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its text and the height of its print in points."""

    text: str
    height: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page's lines."""

    number: int
    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        return "\n".join(row.text for row in self.rows)


def sheet_of(page: Page) -> Sheet:
    """The page's words as lines; words that touch are joined, spaced hyphens and versions closed up."""
    rows: list[Row] = []
    line: list[Word] = []
    for word in page.words:
        if line and not _same_line(line[-1], word):
            rows.append(_row(line, page))
            line = []
        line.append(word)
    if line:
        rows.append(_row(line, page))
    return Sheet(page.number, tuple(rows))


def running_heads(sheets: Sequence[Sheet]) -> Counter[str]:
    """The lines that stand at the top or bottom of many pages, with the number of pages; page numbers do not count.

    What stands the same on many pages keeps its numbers, for then they are no page numbers: `Robin 980`.  A sentence is
    none either: short pages repeat their safety notes.
    """
    edges = [
        {row.text for row in (*sheet.rows[:HEAD_LINES], *sheet.rows[-HEAD_LINES:]) if not _SENTENCE.search(row.text)}
        for sheet in sheets
    ]
    least = max(2, round(HEAD_SHARE * len(sheets)))
    whole = Counter(text for page in edges for text in page if not text.isdigit())
    fixed = {text for text, count in whole.items() if count >= least}
    seen = Counter(
        text
        for page in edges
        for text in {line if line in fixed else _PAGE_NUMBER.sub("", line).strip() for line in page}
        if text
    )
    return Counter({text: count for text, count in seen.items() if count >= least})


def _same_line(left: Word, right: Word) -> bool:
    a, b = left.box, right.box
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared > 0.4 * min(a.height, b.height) and b.left >= a.left


def _row(words: Sequence[Word], page: Page) -> Row:
    height = sorted(word.box.height for word in words)[len(words) // 2] * page.height
    parts = [words[0].text]
    for left, right in pairwise(words):
        gap = (right.box.left - left.box.right) * page.width
        parts.append(right.text if gap < JOIN * height else " " + right.text)
    return Row(tidy("".join(parts)), height)


def tidy(text: str) -> str:
    """Spaces around hyphens in codes and inside versions closed up: `E18 - MS1PA1` and `V 3 .0` as printed."""
    return _VERSION.sub(r"\1\2.\3", _HYPHEN.sub("-", text))
