"""What stands on many pages and belongs to none: running heads, page numbers, the size of body text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from assist.case.geometry import union
from assist.case.passages import Page, TextLine

# All set on the 916 pages of the development manuals, 2026-11-21.
EDGE = 0.11  # running heads and page numbers stand in this share of the page's height, at its top or bottom
OFTEN_PAGES = 3  # a running head stands on at least so many pages ...
OFTEN_SHARE = 0.12  # ... and on this share of all (chapters change it)
MOSTLY_TABLES = 0.25  # less running text than this share of what stands in tables
LONGEST_HEAD = 120  # characters

NUMBER = re.compile(
    r"^[\W_]*(?:p(?:age|\.)?|seite|página|pagina|стр\.?|第)?[\s.]*(\d{1,4}|[ivxlc]{1,6})[\s.]*(?:页|頁|ページ)?"
    r"(?:\s*(?:/|of|von|de|di|из|共)\s*\d{1,4}\s*(?:页)?)?[\W_]*$",
    re.IGNORECASE,
)

# A section's or a language's own count, "EN-12" and "12 DE": a number only where it counts the pages.
COUNTED = re.compile(
    r"^[\W_]*((?:[A-Z]{1,3}(?:\s?[-–/.]\s?|\s))(\d{1,3})|(\d{1,3})(?:\s?[-–/|]\s?|\s)[A-Z]{2,3})[\W_]*$"
)
OFFSET_SHARE = 0.05  # of the pages has one difference of printed and PDF page; a booklet's languages begin anew


@dataclass(frozen=True, slots=True)
class Profile:
    """What holds for a whole manual.

    `body` is the line height of its running text in points, `running` the normalised texts of its running heads,
    `offsets` the usual differences between printed and PDF page numbers.
    """

    body: float = 10.0
    bold_body: bool = False
    running: frozenset[str] = frozenset()
    offsets: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Counts:
    sizes: Counter[float] = field(default_factory=Counter)
    cells: Counter[float] = field(default_factory=Counter)
    bold: int = 0
    letters: int = 0
    heads: Counter[str] = field(default_factory=Counter)
    offsets: Counter[int] = field(default_factory=Counter)
    pages: int = 0


def profile_of(pages: Iterable[Page]) -> Profile:
    """The profile of a manual's pages; they are looked at one by one."""
    counts = _Counts()
    for page in pages:
        counts.pages += 1
        seen: set[str] = set()
        for line in page.lines:
            text = line_text(page, line)
            if line.cells:
                counts.cells[round(line.size * 2) / 2] += len(text)
            else:
                counts.sizes[round(line.size * 2) / 2] += len(text)
                counts.letters += len(text)
                counts.bold += len(text) if line.bold else 0
            if at_edge(page, line) and len(text) <= LONGEST_HEAD:
                seen.add(_key(text))
                _, count = _printed(text)
                if count is not None:
                    counts.offsets[count - page.number] += 1
        counts.heads.update(seen)
    often = max(OFTEN_PAGES, OFTEN_SHARE * counts.pages)
    tables = counts.letters < MOSTLY_TABLES * counts.cells.total()  # a sheet of data, whose plain lines are headings
    sizes = counts.cells if tables else counts.sizes
    return Profile(
        body=sizes.most_common(1)[0][0] if sizes else 10.0,
        bold_body=counts.bold > 0.5 * counts.letters and not tables,
        running=frozenset(key for key, n in counts.heads.items() if n >= often and key.strip("#")),
        offsets=frozenset(offset for offset, n in counts.offsets.items() if n >= max(2, OFFSET_SHARE * counts.pages)),
    )


def is_furniture(page: Page, line: TextLine, profile: Profile) -> bool:
    """A running head or a page number, which no passage repeats."""
    if not at_edge(page, line):
        return False
    text = line_text(page, line)
    if _key(text) in profile.running or bool(NUMBER.match(text)):
        return True
    _, count = _printed(text)
    return count is not None and count - page.number in profile.offsets


def label_of(page: Page, profile: Profile) -> str:
    """The printed page number, where one stands at the edge and fits its neighbours'."""
    for line in page.lines:
        if at_edge(page, line):
            label, count = _printed(line_text(page, line))
            if label and (count is None or count - page.number in profile.offsets):
                return label
    return ""


def _printed(text: str) -> tuple[str, int | None]:
    """The page number that a line is, as printed, and what it counts; None for a Roman one."""
    number = NUMBER.match(text)
    if number:
        return number[1], int(number[1]) if number[1].isdecimal() else None
    counted = COUNTED.match(text)
    return (counted[1], int(counted[2] or counted[3])) if counted else ("", None)


def at_edge(page: Page, line: TextLine) -> bool:
    box = union(word.box for word in page.words[slice(*line.words)])
    return box.bottom < EDGE or box.top > 1 - EDGE


def line_text(page: Page, line: TextLine) -> str:
    return " ".join(word.text for word in page.words[slice(*line.words)])


def _key(text: str) -> str:
    """Numbers differ from page to page, the rest of a running head does not."""
    return re.sub(r"\d+", "#", "".join(text.casefold().split()))
